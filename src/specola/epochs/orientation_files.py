"""Readers of Earth orientation files: IERS finals2000A and C04, CelesTrak EOP-All. Bytes in, value out."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from specola.epochs.calendar import MJD_OF_DAY_ZERO
from specola.epochs.earth_orientation import EarthOrientation
from specola.epochs.leap_seconds import LEAP_SECONDS, LeapSeconds
from specola.errors import MessageError
from specola.numerics.arrays import Bools, Floats, Ints
from specola.numerics.units import ARCSEC_TO_RAD, MILLIARCSEC_TO_RAD, MILLISECOND_TO_S

_CELESTRAK_HEADER = "DATE,MJD,X,Y,UT1-UTC,LOD,DPSI,DEPS,DX,DY,DAT,DATA_TYPE"


class Bulletin(StrEnum):
    """Which series of a finals2000A file is taken; they differ by about 0.1 ms in UT1, 0.09 m at 7000 km."""

    A = "A"
    B = "B"


@dataclass(frozen=True, slots=True, eq=False)
class _Rows:
    """Columns as read; NaN where the file has a blank."""

    mjd: Ints
    xp_rad: Floats
    yp_rad: Floats
    ut1_utc_s: Floats
    lod_s: Floats
    dx_rad: Floats
    dy_rad: Floats
    n_measured: int


def read_finals2000a(
    content: bytes,
    *,
    source: str = "finals2000A.all",
    bulletin: Bulletin = Bulletin.B,
    leap_seconds: LeapSeconds = LEAP_SECONDS,
) -> EarthOrientation:
    """Read IERS `finals2000A.all` (also `.data`, `.daily`).

    Parameters
    ----------
    content : the file
    source : its name, for provenance and errors
    bulletin : B takes Bulletin B where the row has it and A elsewhere; A takes A everywhere
    leap_seconds : turns UT1 - UTC into UT1 - TAI

    Raises
    ------
    MessageError
        If a row cannot be read, or there is none.

    References
    ----------
    .. [1] readme.finals2000A (USNO, IERS Rapid Service): columns.
    """
    lines = _lines(content, source)
    is_row = [bool(line[18:27].strip()) for line in lines]
    filled = lines[: is_row.index(False)] if False in is_row else lines
    if any(is_row[len(filled) :]):
        raise _bad(source, len(filled) + 1, lines[len(filled)], "a row with polar motion")
    mjd = _column(filled, slice(7, 15), source, "MJD").astype(np.int64)
    xp, yp = (_column(filled, place, source, "polar motion") for place in (slice(18, 27), slice(37, 46)))
    ut1 = _column(filled, slice(58, 68), source, "UT1-UTC")
    dx, dy = (_column(filled, place, source, "dX or dY") for place in (slice(97, 106), slice(116, 125)))
    if bulletin is Bulletin.B:
        places = (slice(134, 144), slice(144, 154), slice(154, 165), slice(165, 175), slice(175, 185))
        finals = [_column(filled, place, source, "Bulletin B") for place in places]
        is_final = ~np.isnan(finals).any(axis=0)
        xp, yp, ut1, dx, dy = (
            np.where(is_final, final, rapid)
            for final, rapid in zip(finals, (xp, yp, ut1, dx, dy), strict=True)
        )
    is_measured = np.array([line[16] == "I" and line[57] == "I" for line in filled])
    rows = _Rows(
        mjd=mjd,
        xp_rad=xp * ARCSEC_TO_RAD,
        yp_rad=yp * ARCSEC_TO_RAD,
        ut1_utc_s=ut1,
        lod_s=_column(filled, slice(79, 86), source, "LOD") * MILLISECOND_TO_S,
        dx_rad=dx * MILLIARCSEC_TO_RAD,
        dy_rad=dy * MILLIARCSEC_TO_RAD,
        n_measured=_leading(is_measured),
    )
    series = "Bulletin B, then A" if bulletin is Bulletin.B else "Bulletin A"
    return _orientation(rows, content, f"{source} ({series})", leap_seconds)


def read_eopc04(
    content: bytes, *, source: str = "eopc04.1962-now", leap_seconds: LeapSeconds = LEAP_SECONDS
) -> EarthOrientation:
    """Read the IERS C04 series (C04 14 and 20 layout: `YR MM DD HH MJD x y UT1-UTC dX dY xrt yrt LOD ...`).

    All rows are measured. Rows before 1972 are left out: UTC ran at another rate then.

    Raises
    ------
    MessageError
        If a row cannot be read, or there is none.
    """
    lines = _lines(content, source)
    table = [
        (number, line) for number, line in enumerate(lines, 1) if line.strip() and not line.startswith("#")
    ]
    values = np.empty((len(table), 13))
    for row, (number, line) in enumerate(table):
        try:
            values[row] = [float(field) for field in line.split()[:13]]
        except ValueError as error:
            raise _bad(source, number, line, "thirteen or more numbers") from error
    rows = _Rows(
        mjd=values[:, 4].astype(np.int64),
        xp_rad=values[:, 5] * ARCSEC_TO_RAD,
        yp_rad=values[:, 6] * ARCSEC_TO_RAD,
        ut1_utc_s=values[:, 7],
        lod_s=values[:, 12].copy(),
        dx_rad=values[:, 8] * ARCSEC_TO_RAD,
        dy_rad=values[:, 9] * ARCSEC_TO_RAD,
        n_measured=len(values),
    )
    return _orientation(rows, content, f"{source} (C04)", leap_seconds)


def read_celestrak_eop(
    content: bytes, *, source: str = "EOP-All.csv", leap_seconds: LeapSeconds = LEAP_SECONDS
) -> EarthOrientation:
    """Read CelesTrak's `EOP-All.csv` (also `EOP-Last5Years.csv`). Rows before 1972 are left out.

    Raises
    ------
    MessageError
        If the header or a row cannot be read, or the file's TAI - UTC is not that of `leap_seconds`.
    """
    lines = _lines(content, source)
    if lines[0].strip() != _CELESTRAK_HEADER:
        raise _bad(source, 1, lines[0], f"the header {_CELESTRAK_HEADER}")
    values = np.empty((len(lines) - 1, 10))
    is_measured = np.zeros(len(values), dtype=np.bool_)
    for row, line in enumerate(lines[1:]):
        fields = line.strip().split(",")
        try:
            values[row] = [float(field) for field in fields[1:11]]
            is_measured[row] = {"O": True, "P": False}[fields[11]]
        except (ValueError, KeyError, IndexError) as error:
            raise _bad(source, row + 2, line, "twelve fields, the last O or P") from error
    mjd = values[:, 0].astype(np.int64)
    day = mjd - MJD_OF_DAY_ZERO
    wrong = np.flatnonzero((day >= leap_seconds.first_day[0]) & (values[:, 9] != leap_seconds.offset_s(day)))
    if len(wrong):
        row = int(wrong[0])
        raise _bad(
            source, row + 2, lines[row + 1], f"TAI - UTC as in the leap seconds of {leap_seconds.source}"
        )
    rows = _Rows(
        mjd=mjd,
        xp_rad=values[:, 1] * ARCSEC_TO_RAD,
        yp_rad=values[:, 2] * ARCSEC_TO_RAD,
        ut1_utc_s=values[:, 3],
        lod_s=values[:, 4].copy(),
        dx_rad=values[:, 7] * ARCSEC_TO_RAD,
        dy_rad=values[:, 8] * ARCSEC_TO_RAD,
        n_measured=_leading(is_measured),
    )
    return _orientation(rows, content, f"{source} (CelesTrak)", leap_seconds)


def _orientation(rows: _Rows, content: bytes, source: str, leap_seconds: LeapSeconds) -> EarthOrientation:
    """Leave out what is before 1972, fill what the predictions leave blank, turn UTC into TAI."""
    day = rows.mjd - MJD_OF_DAY_ZERO
    kept = day >= leap_seconds.first_day[0]
    day = day[kept]
    if len(day) < 2 or (np.diff(day) != 1).any() or rows.n_measured <= np.count_nonzero(~kept):
        problem = f"{len(day)} rows since 1972"
        raise MessageError(
            problem, expected="every day once and in order, some of them measured", file=source
        )
    ut1_tai_s = rows.ut1_utc_s[kept] - leap_seconds.offset_s(day)
    lod_s = rows.lod_s[kept]
    return EarthOrientation(
        tai_s=leap_seconds.tai_s_from_utc(day, np.zeros_like(day)),
        xp_rad=_required(rows.xp_rad[kept], "polar motion", source),
        yp_rad=_required(rows.yp_rad[kept], "polar motion", source),
        ut1_tai_s=_required(ut1_tai_s, "UT1-UTC", source),
        lod_s=np.where(np.isnan(lod_s), -np.gradient(ut1_tai_s), lod_s),
        dx_rad=_held(rows.dx_rad[kept]),
        dy_rad=_held(rows.dy_rad[kept]),
        n_measured=rows.n_measured - int(np.count_nonzero(~kept)),
        source=source,
        sha256=hashlib.sha256(content).hexdigest(),
    )


def _lines(content: bytes, source: str) -> list[str]:
    lines = content.decode("ascii", "replace").splitlines()
    if not lines:
        raise MessageError("the file is empty", expected="Earth orientation, a row a day", file=source)
    return lines


def _column(lines: list[str], place: slice, source: str, field: str) -> Floats:
    """Return the numbers at these places, NaN where blank."""
    values = np.empty(len(lines))
    for row, line in enumerate(lines):
        text = line[place].strip()
        try:
            values[row] = float(text) if text else np.nan
        except ValueError as error:
            raise MessageError(
                f"cannot read {text!r}", expected="a number", file=source, line=row + 1, field=field
            ) from error
    return values


def _required(values: Floats, field: str, source: str) -> Floats:
    bad = np.flatnonzero(~np.isfinite(values))
    if len(bad):
        problem = f"blank in row {int(bad[0])} since 1972"
        raise MessageError(problem, expected="a number", file=source, field=field)
    return values


def _held(values: Floats) -> Floats:
    """Fill blanks with the last value before them (0 at the beginning): offsets of the pole change slowly."""
    given = np.maximum.accumulate(np.where(np.isnan(values), -1, np.arange(len(values))))
    return np.where(given < 0, 0.0, values[given])


def _leading(is_measured: Bools) -> int:
    """Return the number of leading true values."""
    return len(is_measured) if is_measured.all() else int(is_measured.argmin())


def _bad(source: str, number: int, line: str, expected: str) -> MessageError:
    return MessageError(f"cannot read {line.strip()[:60]!r}", expected=expected, file=source, line=number)
