"""UTC text: ISO 8601 and the CCSDS ASCII time codes A (calendar) and B (day of year), whole columns at once.

Texts of one layout are read together as a matrix of characters; `-` at the eighth place tells a
calendar date from a day of year.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from specola.epochs.calendar import (
    calendar_date,
    day_number,
    day_number_of_year,
    days_in_month,
    days_in_year,
)
from specola.epochs.leap_seconds import LeapSeconds
from specola.numerics.arrays import Bools, Bytes, Floats, Ints, Statuses
from specola.numerics.units import DAY_WHOLE_S, HOUR_WHOLE_S, MINUTE_WHOLE_S

EXPECTED = "YYYY-MM-DD or YYYY-DDD, then optionally Thh:mm:ss[.d...], then optionally Z"

_ZERO = ord("0")
_TIME_WIDTH = 9  # Thh:mm:ss
_EXACT_DIGITS = 18  # the most that an int64 holds


class TextStatus(IntEnum):
    """Outcome of reading one text."""

    OK = 0
    LAYOUT = 1
    NO_SUCH_DATE = 2
    NO_SUCH_TIME = 3


@dataclass(frozen=True, slots=True, eq=False)
class UtcFields:
    """n UTC instants as they are written.

    Attributes
    ----------
    day : (n,) int64 [days since 2000-01-01]
    second : (n,) int64 [s], second of the day; 86400 is a leap second
    fraction_s : (n,) float64 [s], in [0, 1]; NaN where `status` is not OK
    status : (n,) int8, a TextStatus each
    """

    day: Ints
    second: Ints
    fraction_s: Floats
    status: Statuses

    @classmethod
    def empty(cls, n: int) -> UtcFields:
        """Return n rows marked LAYOUT."""
        zeros = np.zeros(n, dtype=np.int64)
        return cls(zeros, zeros.copy(), np.full(n, np.nan), np.full(n, TextStatus.LAYOUT, dtype=np.int8))

    def put(self, rows: Ints | slice, fields: UtcFields) -> None:
        """Write `fields` into these rows."""
        self.day[rows] = fields.day
        self.second[rows] = fields.second
        self.fraction_s[rows] = fields.fraction_s
        self.status[rows] = fields.status


def read_utc_texts(texts: Sequence[str] | NDArray[np.str_], leap_seconds: LeapSeconds) -> UtcFields:
    """Read UTC texts of any mixture of layouts; rows that cannot be read are marked, never raised.

    Parameters
    ----------
    texts : n texts
    leap_seconds : decides which days have a second 60

    Returns
    -------
    UtcFields
        n rows.
    """
    rows = texts.tolist() if isinstance(texts, np.ndarray) else texts
    n = len(rows)
    lengths = np.fromiter(map(len, rows), dtype=np.int64, count=n)
    result = UtcFields.empty(n)
    for length in np.unique(lengths).tolist():
        if length == 0:
            continue
        chosen = np.flatnonzero(lengths == length)
        group = rows if len(chosen) == n else [rows[row] for row in chosen.tolist()]
        joined = "".join(group).encode("ascii", "replace")
        columns = np.frombuffer(joined, dtype=np.uint8).reshape(-1, length).T.copy()
        result.put(chosen, _read_columns(columns, leap_seconds))
    return result


def _read_columns(columns: Bytes, leap_seconds: LeapSeconds) -> UtcFields:
    """Read (length, n) characters: split by layout."""
    length, n = columns.shape
    result = UtcFields.empty(n)
    ends_in_z = columns[-1] == ord("Z")
    is_calendar = (columns[7] == ord("-")) if length > 7 else np.zeros(n, dtype=np.bool_)
    for suffix in (0, 1):
        for date_width in (8, 10):
            of_layout = (ends_in_z == bool(suffix)) & (is_calendar == (date_width == 10))
            width = length - suffix
            if not of_layout.any() or not _fits(width, date_width):
                continue
            if of_layout.all():
                return _read_layout(columns[:width], date_width, leap_seconds)
            chosen = np.flatnonzero(of_layout)
            result.put(chosen, _read_layout(columns[:width, chosen], date_width, leap_seconds))
    return result


def _fits(width: int, date_width: int) -> bool:
    """Whether a text without its Z can be a date, a date and time, or these and a fraction."""
    rest = width - date_width
    return rest in (0, _TIME_WIDTH) or rest > _TIME_WIDTH + 1


def _read_layout(columns: Bytes, date_width: int, leap_seconds: LeapSeconds) -> UtcFields:
    """Read (width, n) characters that share one layout."""
    day, fits, is_date = _read_date(columns, date_width)
    second = np.zeros(columns.shape[1], dtype=np.int64)
    fraction_s = np.zeros(columns.shape[1])
    is_time = np.ones(columns.shape[1], dtype=np.bool_)
    if len(columns) > date_width:
        second, is_time, time_fits = _read_time(columns[date_width:], day, leap_seconds)
        fits &= time_fits
    if len(columns) > date_width + _TIME_WIDTH:
        fraction_s, fraction_fits = _read_fraction(columns[date_width + _TIME_WIDTH :])
        fits &= fraction_fits
    status = np.select(
        [~fits, ~is_date, ~is_time],
        [np.int8(TextStatus.LAYOUT), np.int8(TextStatus.NO_SUCH_DATE), np.int8(TextStatus.NO_SUCH_TIME)],
        np.int8(TextStatus.OK),
    )
    fraction_s[status != TextStatus.OK] = np.nan
    return UtcFields(day, second, fraction_s, status)


def _read_date(columns: Bytes, date_width: int) -> tuple[Ints, Bools, Bools]:
    """Return day numbers, whether the characters fit, and whether there is such a day."""
    year, fits = _number(columns[0:4])
    fits &= columns[4] == ord("-")
    if date_width == 8:
        day_of_year, digits = _number(columns[5:8])
        is_date = (day_of_year >= 1) & (day_of_year <= days_in_year(year)) & (year >= 1)
        return day_number_of_year(year, day_of_year), fits & digits, is_date
    month, month_digits = _number(columns[5:7])
    day, day_digits = _number(columns[8:10])
    is_date = (day >= 1) & (day <= days_in_month(year, month)) & (year >= 1)
    return day_number(year, month, day), fits & month_digits & day_digits, is_date


def _read_time(columns: Bytes, day: Ints, leap_seconds: LeapSeconds) -> tuple[Ints, Bools, Bools]:
    """Return seconds of day of Thh:mm:ss, whether there is such a time, and whether the characters fit."""
    hour, hour_digits = _number(columns[1:3])
    minute, minute_digits = _number(columns[4:6])
    second, second_digits = _number(columns[7:9])
    fits = hour_digits & minute_digits & second_digits
    fits &= (columns[0] == ord("T")) & (columns[3] == ord(":")) & (columns[6] == ord(":"))
    second_of_day = hour * HOUR_WHOLE_S + minute * MINUTE_WHOLE_S + second
    is_last_minute = (hour == 23) & (minute == 59)
    is_time = (hour < 24) & (minute < 60) & ((second < 60) | is_last_minute)
    is_time &= second_of_day < leap_seconds.seconds_in_day(day)
    return second_of_day, is_time, fits


def _read_fraction(columns: Bytes) -> tuple[Floats, Bools]:
    """Return the value of .d... rounded once (up to 15 digits), and whether the characters fit."""
    digits = columns[1:]
    value, fits = _number(digits[:_EXACT_DIGITS])
    fits &= columns[0] == ord(".")
    if len(digits) > _EXACT_DIGITS:
        fits &= ((digits - np.uint8(_ZERO)) <= 9).all(axis=0)
    return value / 10.0 ** min(len(digits), _EXACT_DIGITS), fits


def _number(columns: Bytes) -> tuple[Ints, Bools]:
    """Return the value of columns of digits and whether they are digits."""
    value = np.zeros(columns.shape[1], dtype=np.int64)
    fits = np.ones(columns.shape[1], dtype=np.bool_)
    for column in columns:
        digit = column - np.uint8(_ZERO)  # wraps below "0", so one comparison finds both sides
        fits &= digit <= 9
        value = value * 10 + digit
    return value, fits


def write_utc_texts(day: Ints, second: Ints, *, units: Ints, digits: int) -> list[str]:
    """Write UTC fields as `YYYY-MM-DDThh:mm:ss[.d...]Z`.

    Parameters
    ----------
    day : (n,) int64 [days since 2000-01-01]
    second : (n,) int64 [s], 86400 in a leap second
    units : (n,) int64, the decimals as a whole number below 10**digits
    digits : number of decimals

    Returns
    -------
    list of n texts
    """
    year, month, day_of_month = calendar_date(day)
    leap = second >= DAY_WHOLE_S
    minute_of_day, second_of_minute = np.divmod(second - leap, MINUTE_WHOLE_S)
    hour, minute = np.divmod(minute_of_day, MINUTE_WHOLE_S)
    pieces = [(year, 4, "-"), (month, 2, "-"), (day_of_month, 2, "T"), (hour, 2, ":"), (minute, 2, ":")]
    pieces.append((second_of_minute + leap, 2, "." if digits else "Z"))
    if digits:
        pieces.append((units, digits, "Z"))
    matrix = np.empty((len(day), 20 + (digits + 1 if digits else 0)), dtype=np.uint8)
    at = 0
    for value, width, mark in pieces:
        rest = value
        for column in range(at + width - 1, at - 1, -1):
            rest, digit = np.divmod(rest, 10)
            matrix[:, column] = digit + _ZERO
        at += width
        matrix[:, at] = ord(mark)
        at += 1
    length = matrix.shape[1]
    joined = matrix.tobytes().decode("ascii")
    return [joined[start : start + length] for start in range(0, len(joined), length)]
