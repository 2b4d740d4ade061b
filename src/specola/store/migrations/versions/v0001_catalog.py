"""Objects, their ids and facts, element sets, and the files they came from."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def _column(kind: type[sa.types.TypeEngine[Any]], *names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, kind(), nullable=False) for name in names]


def _link(target: str, name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Integer(), sa.ForeignKey(f"{target}.id"), nullable=False)


def _key() -> sa.Column[int]:
    return sa.Column("id", sa.Integer(), primary_key=True, autoincrement=False)


def upgrade() -> None:
    """Make the tables of the first schema."""
    op.create_table("store_info", sa.Column("key", sa.Text(), primary_key=True), *_column(sa.Text, "value"))
    op.create_table("sources", _key(), sa.Column("name", sa.Text(), nullable=False, unique=True))
    _create_imports()
    _create_objects()
    _create_element_sets()


def _create_imports() -> None:
    op.create_table(
        "evidence",
        sa.Column("sha256", sa.Text(), primary_key=True),
        *_column(sa.BigInteger, "size"),
        *_column(sa.LargeBinary, "compressed"),
    )
    op.create_table(
        "imports",
        _key(),
        _link("sources", "source"),
        sa.Column("sha256", sa.Text(), sa.ForeignKey("evidence.sha256"), nullable=False),
        *_column(sa.Text, "file", "form", "data_mode"),
        *_column(sa.BigInteger, "known_tai_ns", "n_records", "n_new"),
    )
    op.create_index("ix_imports_sha256", "imports", ["sha256"])
    op.create_table(
        "refusals",
        sa.Column("import", sa.Integer(), sa.ForeignKey("imports.id"), primary_key=True),
        sa.Column("position", sa.Integer(), primary_key=True, autoincrement=False),
        *_column(sa.BigInteger, "line"),
        *_column(sa.Text, "sentence"),
    )


def _create_objects() -> None:
    op.create_table(
        "objects",
        _key(),
        sa.Column("object_id", sa.Text(), nullable=False, unique=True),
        *_column(sa.Text, "data_mode", "identity"),
        *_column(sa.BigInteger, "known_tai_ns"),
        sa.UniqueConstraint("data_mode", "identity"),
    )
    op.create_table(
        "cross_references",
        sa.Column("object", sa.Integer(), sa.ForeignKey("objects.id"), primary_key=True),
        sa.Column("scheme", sa.Text(), primary_key=True),
        sa.Column("value", sa.Text(), primary_key=True),
        _link("sources", "source"),
        *_column(sa.BigInteger, "valid_tai_ns", "known_tai_ns"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_cross_references_value", "cross_references", ["value", "scheme"])
    op.create_table(
        "facts",
        _key(),
        _link("objects", "object"),
        *_column(sa.Text, "kind", "value"),
        _link("sources", "source"),
        *_column(sa.BigInteger, "valid_tai_ns", "known_tai_ns"),
        sa.UniqueConstraint("object", "kind", "value", "source", "valid_tai_ns"),
    )


def _create_element_sets() -> None:
    op.create_table(
        "element_sets",
        _key(),
        _link("objects", "object"),
        _link("imports", "import"),
        *_column(sa.BigInteger, "known_tai_ns", "norad_cat_id"),
        *_column(sa.Text, "object_name", "object_id", "classification_type"),
        *_column(sa.BigInteger, "epoch_tai_s"),
        *_column(sa.Double, "epoch_fraction_s"),
        *_column(sa.Double, "mean_motion_rev_day", "eccentricity", "inclination_deg", "ra_of_asc_node_deg"),
        *_column(sa.Double, "arg_of_pericenter_deg", "mean_anomaly_deg", "bstar_per_earth_radius"),
        *_column(sa.Double, "mean_motion_dot_rev_day2", "mean_motion_ddot_rev_day3"),
        *_column(sa.BigInteger, "ephemeris_type", "element_set_no", "rev_at_epoch"),
        *_column(sa.BigInteger, "line", "span_start", "span_end"),
        sa.Column("fingerprint", sa.LargeBinary(), nullable=False, unique=True),
    )
    op.create_index(
        "ix_element_sets_epoch",
        "element_sets",
        ["object", "epoch_tai_s", "epoch_fraction_s", "known_tai_ns", "id"],
    )
