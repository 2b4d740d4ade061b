"""The fields of a SATCAT record, by CelesTrak's column names (celestrak.org/satcat/satcat-format.php)."""

from __future__ import annotations

from math import nan

from specola.messages.message_fields import Field, Kind

_DATE = "YYYY-MM-DD or nothing"
_TYPES = ("PAY", "R/B", "DEB", "UNK")
_STATUSES = ("+", "-", "P", "B", "S", "X", "D", "?")

SATCAT_FIELDS: tuple[Field, ...] = (
    Field("OBJECT_NAME", "object_name", Kind.TEXT, "at most 200 bytes", "Common name.", default=""),
    Field("OBJECT_ID", "object_id", Kind.TEXT, "at most 200 bytes", "International designator.", default=""),
    Field(
        "OBJECT_TYPE",
        "object_type",
        Kind.CHOICE,
        "PAY, R/B, DEB or UNK (Space-Track: PAYLOAD, ROCKET BODY, DEBRIS, UNKNOWN or TBA)",
        "What the object is.",
        default="UNK",
        choices=(*_TYPES, "PAYLOAD", "ROCKET BODY", "DEBRIS", "UNKNOWN", "TBA", "OTHER"),
    ),
    Field(
        "OPS_STATUS_CODE",
        "ops_status_code",
        Kind.CHOICE,
        "one of " + " ".join(_STATUSES) + " or nothing",
        "Whether a payload works.",
        default="",
        choices=_STATUSES,
    ),
    Field("OWNER", "owner", Kind.TEXT, "at most 200 bytes", "Owner or country, by its code.", default=""),
    Field("LAUNCH_DATE", "launch_date", Kind.DATE, _DATE, "Day of launch, UTC.", default=""),
    Field(
        "LAUNCH_SITE", "launch_site", Kind.TEXT, "at most 200 bytes", "Launch site, by its code.", default=""
    ),
    Field("DECAY_DATE", "decay_date", Kind.DATE, _DATE, "Day of decay, UTC.", default=""),
    Field(
        "PERIOD", "period_min", Kind.DECIMAL, "minutes, >= 0", "Period.", unit="min", least=0.0, default=nan
    ),
    Field(
        "INCLINATION",
        "inclination_deg",
        Kind.DECIMAL,
        "an angle from 0 to 180 deg",
        "Inclination.",
        unit="deg",
        least=0.0,
        most=180.0,
        default=nan,
    ),
    Field(
        "APOGEE", "apogee_km", Kind.DECIMAL, "a finite number", "Altitude of apogee.", unit="km", default=nan
    ),
    Field(
        "PERIGEE",
        "perigee_km",
        Kind.DECIMAL,
        "a finite number",
        "Altitude of perigee.",
        unit="km",
        default=nan,
    ),
    Field(
        "RCS",
        "rcs_m2",
        Kind.DECIMAL,
        "m**2, >= 0",
        "Radar cross-section.",
        unit="m**2",
        least=0.0,
        default=nan,
    ),
    Field(
        "RCS_SIZE",
        "rcs_size",
        Kind.CHOICE,
        "SMALL, MEDIUM, LARGE or nothing",
        "Class of the radar cross-section: below 0.1 m**2, to 1 m**2, above.",
        default="",
        choices=("SMALL", "MEDIUM", "LARGE"),
    ),
    Field(
        "DATA_STATUS_CODE",
        "data_status_code",
        Kind.TEXT,
        "at most 200 bytes",
        "Why there are no elements: NCE, NIE or NEA.",
        default="",
    ),
    Field("ORBIT_CENTER", "orbit_center", Kind.TEXT, "at most 200 bytes", "Body or object.", default=""),
    Field(
        "ORBIT_TYPE", "orbit_type", Kind.TEXT, "at most 200 bytes", "ORB, LAN, IMP, DOC or R/T.", default=""
    ),
    Field(
        "NORAD_CAT_ID",
        "norad_cat_id",
        Kind.WHOLE,
        "a whole number of at most nine digits",
        "Catalog number.",
        required=True,
        least=0,
        most=999_999_999,
        default=-1,
    ),
)

SPACETRACK_NAMES: dict[str, str] = {
    "SATNAME": "OBJECT_NAME",
    "INTLDES": "OBJECT_ID",
    "COUNTRY": "OWNER",
    "LAUNCH": "LAUNCH_DATE",
    "SITE": "LAUNCH_SITE",
    "DECAY": "DECAY_DATE",
    "RCSVALUE": "RCS",
}
"""Space-Track's names of the same facts, class `satcat`."""

SPACETRACK_TYPES: dict[str, str] = {
    "PAYLOAD": "PAY",
    "ROCKET BODY": "R/B",
    "DEBRIS": "DEB",
    "UNKNOWN": "UNK",
    "TBA": "UNK",
    "OTHER": "UNK",
}
