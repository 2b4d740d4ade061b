"""Products with their provenance, and the events that screening found."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def _column(kind: type[sa.types.TypeEngine[Any]], *names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, kind(), nullable=False) for name in names]


def _link(kind: sa.types.TypeEngine[Any], target: str, name: str) -> sa.Column[Any]:
    return sa.Column(name, kind, sa.ForeignKey(f"{target}.id"), nullable=False)


def upgrade() -> None:
    """Make the tables of products and events."""
    op.create_table(
        "products",
        sa.Column("id", sa.Text(), primary_key=True),
        *_column(sa.Text, "kind", "code_version", "parameters", "data_mode"),
        *_column(sa.BigInteger, "known_tai_ns"),
    )
    op.create_table(
        "product_inputs",
        sa.Column("product", sa.Text(), sa.ForeignKey("products.id"), primary_key=True),
        sa.Column("position", sa.Integer(), primary_key=True, autoincrement=False),
        *_column(sa.Text, "name", "sha256"),
    )
    op.create_table(
        "events",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=False),
        _link(sa.Text(), "products", "product"),
        _link(sa.Integer(), "objects", "object_1"),
        _link(sa.Integer(), "objects", "object_2"),
        *_column(sa.BigInteger, "tca_tai_s"),
        *_column(sa.Double, "tca_fraction_s", "miss_km", "relative_speed_km_s"),
        *_column(sa.Double, "radial_km", "in_track_km", "cross_track_km"),
        *_column(sa.Text, "kind"),
    )
    op.create_index("ix_events_product", "events", ["product"])
