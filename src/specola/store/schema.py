"""The tables, as the newest migration leaves them.

Instants of facts are `..._tai_ns`: whole nanoseconds since 2000-01-01T00:00:00 TAI. Epochs and
times of closest approach are two columns, as in `Epochs`, so that they come back bit for bit.
Element sets keep the numbers of their message in its own units, never converted.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    Double,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)

REVISION = "0002"

METADATA = MetaData()


def _key() -> Column[int]:
    return Column("id", Integer, primary_key=True, autoincrement=False)


def _text(name: str) -> Column[str]:
    return Column(name, Text, nullable=False)


def _whole(name: str) -> Column[int]:
    return Column(name, BigInteger, nullable=False)


def _number(name: str) -> Column[float]:
    return Column(name, Double, nullable=False)


def _to(target: str, name: str) -> Column[int]:
    return Column(name, Integer, ForeignKey(f"{target}.id"), nullable=False)


STORE_INFO = Table("store_info", METADATA, Column("key", Text, primary_key=True), _text("value"))

SOURCES = Table("sources", METADATA, _key(), Column("name", Text, nullable=False, unique=True))

EVIDENCE = Table(
    "evidence",
    METADATA,
    Column("sha256", Text, primary_key=True),
    _whole("size"),
    Column("compressed", LargeBinary, nullable=False),
)

IMPORTS = Table(
    "imports",
    METADATA,
    _key(),
    _to("sources", "source"),
    Column("sha256", Text, ForeignKey("evidence.sha256"), nullable=False, index=True),
    _text("file"),
    _text("form"),
    _text("data_mode"),
    _whole("known_tai_ns"),
    _whole("n_records"),
    _whole("n_new"),
)

REFUSALS = Table(
    "refusals",
    METADATA,
    Column("import", Integer, ForeignKey("imports.id"), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    _whole("line"),
    _text("sentence"),
)

OBJECTS = Table(
    "objects",
    METADATA,
    _key(),
    Column("object_id", Text, nullable=False, unique=True),
    _text("data_mode"),
    _text("identity"),
    _whole("known_tai_ns"),
    UniqueConstraint("data_mode", "identity"),
)

CROSS_REFERENCES = Table(
    "cross_references",
    METADATA,
    Column("object", Integer, ForeignKey("objects.id"), primary_key=True),
    Column("scheme", Text, primary_key=True),
    Column("value", Text, primary_key=True),
    _to("sources", "source"),
    _whole("valid_tai_ns"),
    _whole("known_tai_ns"),
    Index("ix_cross_references_value", "value", "scheme"),
    sqlite_with_rowid=False,
)

ELEMENT_SETS = Table(
    "element_sets",
    METADATA,
    _key(),
    _to("objects", "object"),
    _to("imports", "import"),
    _whole("known_tai_ns"),
    # A record, field by field.
    _whole("norad_cat_id"),
    _text("object_name"),
    _text("object_id"),
    _text("classification_type"),
    _whole("epoch_tai_s"),
    _number("epoch_fraction_s"),
    _number("mean_motion_rev_day"),
    _number("eccentricity"),
    _number("inclination_deg"),
    _number("ra_of_asc_node_deg"),
    _number("arg_of_pericenter_deg"),
    _number("mean_anomaly_deg"),
    _number("bstar_per_earth_radius"),
    _number("mean_motion_dot_rev_day2"),
    _number("mean_motion_ddot_rev_day3"),
    _whole("ephemeris_type"),
    _whole("element_set_no"),
    _whole("rev_at_epoch"),
    _whole("line"),
    _whole("span_start"),
    _whole("span_end"),
    Column("fingerprint", LargeBinary, nullable=False, unique=True),
    Index("ix_element_sets_epoch", "object", "epoch_tai_s", "epoch_fraction_s", "known_tai_ns", "id"),
)

FACTS = Table(
    "facts",
    METADATA,
    _key(),
    _to("objects", "object"),
    _text("kind"),
    _text("value"),
    _to("sources", "source"),
    _whole("valid_tai_ns"),
    _whole("known_tai_ns"),
    UniqueConstraint("object", "kind", "value", "source", "valid_tai_ns"),
)

PRODUCTS = Table(
    "products",
    METADATA,
    Column("id", Text, primary_key=True),
    _text("kind"),
    _text("code_version"),
    _text("parameters"),
    _text("data_mode"),
    _whole("known_tai_ns"),
)

PRODUCT_INPUTS = Table(
    "product_inputs",
    METADATA,
    Column("product", Text, ForeignKey("products.id"), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    _text("name"),
    _text("sha256"),
)

EVENTS = Table(
    "events",
    METADATA,
    _key(),
    Column("product", Text, ForeignKey("products.id"), nullable=False, index=True),
    _to("objects", "object_1"),
    _to("objects", "object_2"),
    _whole("tca_tai_s"),
    _number("tca_fraction_s"),
    _number("miss_km"),
    _number("relative_speed_km_s"),
    _number("radial_km"),
    _number("in_track_km"),
    _number("cross_track_km"),
    _text("kind"),
)
