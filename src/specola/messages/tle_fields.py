"""The columns of a two-line element set, in the order in which `tle_kernels` numbers them.

Layout: Hoots and Roehrich, Spacetrack Report No. 3 (1980), section on the data format; T. S. Kelso,
"Frequently Asked Questions: Two-Line Element Set Format", Satellite Times, January 1998.
"""

from __future__ import annotations

from typing import NamedTuple


class TleField(NamedTuple):
    """One field: OMM keyword, line, first and last column (from 1), and what a good value is."""

    keyword: str
    line: int
    first: int
    last: int
    expected: str


_NUMBER = "five digits, blank-padded or not, or a letter other than I and O and four digits"
_EXPONENT = "sign or blank, five digits, signed power of ten, as -11606-4"
_ANGLE = "blanks or digits, then d.dddd, from 0 to 360 deg"

TLE_FIELDS: tuple[TleField, ...] = (
    TleField("line 1", 1, 1, 69, "69 characters of ASCII"),
    TleField("NORAD_CAT_ID", 1, 3, 7, _NUMBER),
    TleField("CLASSIFICATION_TYPE", 1, 8, 8, "a capital letter or a blank"),
    TleField("OBJECT_ID", 1, 10, 17, "blanks, or YYNNN and one to three letters"),
    TleField("EPOCH", 1, 19, 32, "YYDDD.dddddddd with a day of that year"),
    TleField("MEAN_MOTION_DOT", 1, 34, 43, "sign or blank, then .dddddddd"),
    TleField("MEAN_MOTION_DDOT", 1, 45, 52, _EXPONENT),
    TleField("BSTAR", 1, 54, 61, _EXPONENT),
    TleField(
        "EPHEMERIS_TYPE",
        1,
        63,
        63,
        "0 to 3 or a blank (4 marks SGP4-XP elements, which SGP4 cannot propagate)",
    ),
    TleField("ELEMENT_SET_NO", 1, 65, 68, "digits, blank-padded"),
    TleField("checksum", 1, 69, 69, "the last digit of the sum of the digits, a minus sign counting 1"),
    TleField("line 2", 2, 1, 69, "69 characters of ASCII"),
    TleField("NORAD_CAT_ID", 2, 3, 7, _NUMBER),
    TleField("INCLINATION", 2, 9, 16, "blanks or digits, then d.dddd, from 0 to 180 deg"),
    TleField("RA_OF_ASC_NODE", 2, 18, 25, _ANGLE),
    TleField("ECCENTRICITY", 2, 27, 33, "seven digits after an understood point"),
    TleField("ARG_OF_PERICENTER", 2, 35, 42, _ANGLE),
    TleField("MEAN_ANOMALY", 2, 44, 51, _ANGLE),
    TleField("MEAN_MOTION", 2, 53, 63, "dd.dddddddd rev/day, above 0"),
    TleField("REV_AT_EPOCH", 2, 64, 68, "digits, blank-padded"),
    TleField("checksum", 2, 69, 69, "the last digit of the sum of the digits, a minus sign counting 1"),
)
