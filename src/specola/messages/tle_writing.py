"""Element records to two-line element sets.

A value with more digits than its columns hold is rounded half up from its shortest decimal text.
Numbers that are not given become 0.
Angles are turned into 0 to 360 deg, revolution numbers run modulo 100000, and names are cut to 24
characters. What does not fit beyond that is refused.
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from string import ascii_uppercase

import numpy as np

from specola.epochs import Epochs
from specola.epochs.calendar import day_number
from specola.errors import MessageError
from specola.messages.element_records import ElementRecords
from specola.messages.omm_fields import OMM_FIELDS
from specola.messages.record_texts import is_inside
from specola.numerics.units import DAY_WHOLE_S

LARGEST_PLAIN = 99_999
LARGEST_ALPHA5 = 339_999
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
_OBJECT_ID = re.compile(r"[0-9]{4}-[0-9]{3}[A-Z]{0,3}")
_NAME_WIDTH = 24
_UNITS_PER_DAY = 10**8
_CHECKSUM = str.maketrans({**{str(digit): chr(digit) for digit in range(10)}, "-": chr(1)})


def write_tle(records: ElementRecords, *, names: bool = False, alpha5: bool = True) -> bytes:
    """Write two lines a record, or three.

    Parameters
    ----------
    records : n records
    names : put a line `0 NAME` before each set that has a name (3LE)
    alpha5 : write catalog numbers from 100000 to 339999 as a letter and four digits

    Raises
    ------
    MessageError
        If a record does not fit: write it as OMM.

    Examples
    --------
    >>> from specola.messages import read_element_file
    >>> content = b'''CCSDS_OMM_VERS = 2.0
    ... EPOCH = 2024-001T12:00:00
    ... MEAN_MOTION = 15.5
    ... ECCENTRICITY = 0.0012345678
    ... INCLINATION = 51.6
    ... RA_OF_ASC_NODE = 10.0
    ... ARG_OF_PERICENTER = 20.0
    ... MEAN_ANOMALY = 30.0
    ... NORAD_CAT_ID = 270001
    ... BSTAR = 0.00001'''
    >>> print(write_tle(read_element_file(content, file="x").records).decode())
    1 T0001           24001.50000000  .00000000  00000+0  10000-4 0    00
    2 T0001  51.6000  10.0000 0012346  20.0000  30.0000 15.50000000    08
    <BLANKLINE>
    """
    _refuse_what_does_not_fit(records, alpha5=alpha5)
    numbers = [alpha5_text(number) for number in records.norad_cat_id.tolist()]
    first = _lines_1(records, numbers)
    second = _lines_2(records, numbers)
    lines: list[str] = []
    for name, one, two in zip(records.object_name.tolist(), first, second, strict=True):
        if names and name:
            lines.append(f"0 {_name(name)}")
        lines += (one, two)
    return "".join(line + "\n" for line in lines).encode()


def alpha5_text(number: int) -> str:
    """Return the five characters of a catalog number: digits up to 99999, a letter and digits up to 339999.

    Raises
    ------
    MessageError
        If the number has no such form.
    """
    if not 0 <= number <= LARGEST_ALPHA5:
        raise _refused(
            f"{number}",
            f"0 to {LARGEST_ALPHA5} in a TLE: write an OMM, which holds nine digits",
            "NORAD_CAT_ID",
        )
    if number <= LARGEST_PLAIN:
        return f"{number:05d}"
    letter, digits = divmod(number, 10_000)
    return f"{_LETTERS[letter - 10]}{digits:04d}"


def _refused(problem: str, expected: str, field: str) -> MessageError:
    return MessageError(problem, expected=expected, field=field)


def _refuse_what_does_not_fit(records: ElementRecords, *, alpha5: bool) -> None:
    number = records.norad_cat_id
    largest = LARGEST_ALPHA5 if alpha5 else LARGEST_PLAIN
    bad = np.flatnonzero((number < 0) | (number > largest))
    if len(bad):
        more = "" if alpha5 else ", or allow Alpha-5, which holds ids to 339999"
        expected = f"0 to {largest} in a TLE: write an OMM, which holds nine digits{more}"
        raise _refused(f"{number[bad[0]]} in record {bad[0]}", expected, "NORAD_CAT_ID")
    for field in OMM_FIELDS:
        if field.is_number and field.column:
            values = getattr(records, field.column)
            bad = np.flatnonzero(~is_inside(values, field) & (values != field.default))
            if len(bad):
                raise _refused(f"{values[bad[0]]} in record {bad[0]}", field.expected, field.keyword)


def _lines_1(records: ElementRecords, numbers: list[str]) -> list[str]:
    columns = zip(
        numbers,
        records.classification_type.tolist(),
        records.object_id.tolist(),
        _epoch_texts(records.epoch),
        records.mean_motion_dot_rev_day2.tolist(),
        records.mean_motion_ddot_rev_day3.tolist(),
        records.bstar_per_earth_radius.tolist(),
        records.ephemeris_type.tolist(),
        records.element_set_no.tolist(),
        strict=True,
    )
    return [
        _with_checksum(
            f"1 {number}{_letter(classification)} {_designator(object_id)} {epoch} {_dot(dot)} "
            f"{_exponential(ddot, 'MEAN_MOTION_DDOT')} {_exponential(bstar, 'BSTAR')} "
            f"{max(kind, 0)} {max(set_number, 0):4d}"
        )
        for number, classification, object_id, epoch, dot, ddot, bstar, kind, set_number in columns
    ]


def _lines_2(records: ElementRecords, numbers: list[str]) -> list[str]:
    columns = zip(
        numbers,
        records.inclination_deg.tolist(),
        records.ra_of_asc_node_deg.tolist(),
        records.eccentricity.tolist(),
        records.arg_of_pericenter_deg.tolist(),
        records.mean_anomaly_deg.tolist(),
        records.mean_motion_rev_day.tolist(),
        records.rev_at_epoch.tolist(),
        strict=True,
    )
    return [
        _with_checksum(
            f"2 {number} {_angle(inclination)} {_angle(node)} {_eccentricity(eccentricity)} "
            f"{_angle(pericenter)} {_angle(anomaly)} {_motion(motion)}{max(rev, 0) % 100_000:5d}"
        )
        for number, inclination, node, eccentricity, pericenter, anomaly, motion, rev in columns
    ]


def _with_checksum(line: str) -> str:
    return line + str(sum(map(ord, filter(lambda code: code < "\n", line.translate(_CHECKSUM)))) % 10)


def _rounded(value: float, decimals: int) -> Decimal:
    return Decimal(repr(value)).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


def _angle(degrees: float) -> str:
    return f"{_rounded(degrees if degrees >= 0.0 else degrees + 360.0, 4):8.4f}"


def _eccentricity(eccentricity: float) -> str:
    rounded = _rounded(eccentricity, 7)
    if rounded >= 1:
        raise _refused(
            f"{eccentricity!r} rounds to 1", "at most 0.9999999 in a TLE: write an OMM", "ECCENTRICITY"
        )
    return f"{rounded:.7f}"[2:]


def _motion(motion: float) -> str:
    rounded = _rounded(motion, 8)
    if not 0 < rounded < 100:
        raise _refused(
            f"{motion!r} rev/day", "0.00000001 to 99.99999999 in a TLE: write an OMM", "MEAN_MOTION"
        )
    return f"{rounded:11.8f}"


def _dot(dot: float) -> str:
    rounded = _rounded(abs(dot), 8)
    if rounded >= 1:
        raise _refused(f"{dot!r} rev/day**2", "less than 1 in a TLE: write an OMM", "MEAN_MOTION_DOT")
    return ("-" if dot < 0.0 else " ") + f"{rounded:.8f}"[1:]


def _exponential(value: float, keyword: str) -> str:
    """Return sign, five digits after an understood point, and a power of ten of one digit."""
    size = Decimal(repr(abs(value)))
    power = max(size.adjusted() + 1, -9) if size else 0
    mantissa = int(size.scaleb(5 - power).quantize(Decimal(1), rounding=ROUND_HALF_UP))
    if mantissa == 100_000:
        mantissa, power = 10_000, power + 1
    if power > 9:
        raise _refused(f"{value!r}", "less than 1e9 in a TLE: write an OMM", keyword)
    if mantissa == 0:
        power = 0
    sign = "-" if value < 0.0 else " "
    return f"{sign}{mantissa:05d}{'-' if power < 0 else '+'}{abs(power)}"


def _name(name: str) -> str:
    if not name.isprintable():
        raise _refused(repr(name), "printable text", "OBJECT_NAME")
    return name.strip()[:_NAME_WIDTH].rstrip()


def _letter(classification: str) -> str:
    if len(classification) > 1 or classification not in ascii_uppercase:
        raise _refused(repr(classification), "one capital letter or none", "CLASSIFICATION_TYPE")
    return classification or " "


def _designator(object_id: str) -> str:
    """Return `YYNNNPPP` of `YYYY-NNNPPP`."""
    if not object_id:
        return " " * 8
    if not _OBJECT_ID.fullmatch(object_id) or not 1957 <= int(object_id[:4]) <= 2056:
        raise _refused(
            repr(object_id), "YYYY-NNN and up to three letters, of 1957 to 2056: write an OMM", "OBJECT_ID"
        )
    return f"{object_id[2:4]}{object_id[5:]:6}"


def _epoch_texts(epochs: Epochs) -> list[str]:
    """Return `YYDDD.dddddddd`, rounded to 1e-8 day."""
    year, month, day, second = epochs.utc_calendar()
    in_leap_second = np.flatnonzero(second >= DAY_WHOLE_S)
    if len(in_leap_second):
        text = epochs[in_leap_second[:1]].to_utc_text()[0]
        raise _refused(
            text, "an instant outside leap seconds, which a TLE cannot name: write an OMM", "EPOCH"
        )
    units = second * _UNITS_PER_DAY + np.rint(epochs.fraction_s * _UNITS_PER_DAY).astype(np.int64)
    units = (units + DAY_WHOLE_S // 2) // DAY_WHOLE_S
    one = np.ones_like(year)
    day_of_year = day_number(year, month, day) - day_number(year, one, one) + 1
    return [
        _epoch_text(y, d, u)
        for y, d, u in zip(year.tolist(), day_of_year.tolist(), units.tolist(), strict=True)
    ]


def _epoch_text(year: int, day: int, units: int) -> str:
    if units == _UNITS_PER_DAY:
        day, units = day + 1, 0
        if day > 365 + (year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)):
            year, day = year + 1, 1
    if not 1957 <= year <= 2056:
        raise _refused(
            f"{year:04d}-{day:03d}", "an instant from 1957 to 2056 in a TLE: write an OMM", "EPOCH"
        )
    return f"{year % 100:02d}{day:03d}.{units:08d}"
