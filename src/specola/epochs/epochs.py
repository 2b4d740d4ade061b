"""Instants as two-part TAI."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from specola.epochs.calendar import (
    JD_OF_DAY_ZERO,
    calendar_date,
    day_number,
    day_number_of_year,
    days_in_month,
    days_in_year,
)
from specola.epochs.leap_seconds import LEAP_SECONDS, LeapSeconds
from specola.epochs.text import EXPECTED, TextStatus, read_utc_texts, write_utc_texts
from specola.errors import ArgumentError, EpochError, ShapeError
from specola.numerics.arrays import Bools, Floats, Ints, Statuses
from specola.numerics.units import DAY_S, DAY_WHOLE_S, WEEK_WHOLE_S

TT_MINUS_TAI_S = 32.184
_GPS_EPOCH_TAI_S = -7300 * DAY_WHOLE_S + 19  # 1980-01-06T00:00:00 UTC, when TAI - UTC was 19 s
_MOST_DIGITS = 15
_FIRST_DAY = -730_119  # 0001-01-01
_LAST_DAY = 2_921_939  # 9999-12-31


@dataclass(frozen=True, slots=True, eq=False)
class Epochs:
    """n instants.

    Attributes
    ----------
    tai_s : (n,) int64 [s]
        Whole TAI seconds since 2000-01-01T00:00:00 TAI.
    fraction_s : (n,) float64 [s]
        The rest, in [0, 1): resolution 1e-16 s at any date. NaN marks a row that is no instant.
    """

    tai_s: Ints
    fraction_s: Floats

    def __post_init__(self) -> None:
        if self.tai_s.shape != self.fraction_s.shape or self.tai_s.ndim != 1:
            msg = (
                f"tai_s {self.tai_s.shape} and fraction_s {self.fraction_s.shape} differ, expected (n,) twice"
            )
            raise ShapeError(msg)
        if ((self.fraction_s < 0.0) | (self.fraction_s >= 1.0)).any():
            msg = "fraction_s leaves [0, 1): build epochs from parts with Epochs.from_parts"
            raise EpochError(msg)

    def __len__(self) -> int:
        return len(self.tai_s)

    def __getitem__(self, rows: slice | Ints | Bools) -> Epochs:
        return Epochs(self.tai_s[rows], self.fraction_s[rows])

    # ---- instants and seconds

    @classmethod
    def from_parts(cls, tai_s: Ints, fraction_s: Floats) -> Epochs:
        """Return the instants `tai_s + fraction_s`; a second part that is not finite gives NaN."""
        is_finite = np.isfinite(fraction_s)
        whole = np.floor(np.where(is_finite, fraction_s, 0.0))
        rest = np.where(is_finite, fraction_s, np.nan) - whole
        is_full = rest >= 1.0  # -1e-17 floors to -1, and the rest rounds up to 1
        carry = whole.astype(np.int64) + is_full
        return cls(tai_s + carry, np.where(is_full, 0.0, rest))

    @classmethod
    def concatenate(cls, parts: Sequence[Epochs]) -> Epochs:
        """Return all instants of `parts`, in order."""
        if not parts:
            return cls(np.empty(0, dtype=np.int64), np.empty(0))
        return cls(
            np.concatenate([part.tai_s for part in parts]),
            np.concatenate([part.fraction_s for part in parts]),
        )

    def seconds_since(self, other: Epochs) -> Floats:
        """Return `self - other` in SI seconds, (n,) float64; `other` is (n,) or (1,).

        The sign, and zero, are exact: this is the comparison of instants too.
        """
        return (self.tai_s - other.tai_s).astype(np.float64) + (self.fraction_s - other.fraction_s)

    def shifted(self, seconds: Floats | float) -> Epochs:
        """Return the instants `seconds` later, (n,) or scalar; NaN gives no instant."""
        step = np.asarray(seconds, dtype=np.float64)
        whole = np.floor(np.where(np.isfinite(step), step, 0.0))
        tai_s, fraction_s = np.broadcast_arrays(
            self.tai_s + whole.astype(np.int64), self.fraction_s + (step - whole)
        )
        return Epochs.from_parts(tai_s, fraction_s)

    def order(self) -> Ints:
        """Return the rows that sort the instants, earliest first and stable, (n,) int64."""
        return np.lexsort((self.fraction_s, self.tai_s))

    # ---- UTC

    @classmethod
    def from_utc_text(
        cls, texts: Sequence[str] | NDArray[np.str_] | str, leap_seconds: LeapSeconds = LEAP_SECONDS
    ) -> Epochs:
        """Read ISO 8601 / CCSDS ASCII time codes A and B (calendar or day of year), UTC.

        Parameters
        ----------
        texts : n texts, or one
            Date, or date and time with any number of decimals, with or without `Z`; second 60 only
            where the day has one.

        Raises
        ------
        EpochError
            For the first text that cannot be read. `parse_utc_text` marks instead.
        """
        rows: Sequence[str] | NDArray[np.str_] = [texts] if isinstance(texts, str) else texts
        epochs, status = cls.parse_utc_text(rows, leap_seconds)
        bad = np.flatnonzero(status)
        if len(bad):
            why = {
                TextStatus.LAYOUT: f"expected {EXPECTED}",
                TextStatus.NO_SUCH_DATE: "there is no such date",
                TextStatus.NO_SUCH_TIME: "there is no such time on that day",
            }[TextStatus(int(status[bad[0]]))]
            msg = f"cannot read {str(np.asarray(rows)[bad[0]])[:60]!r} as a UTC instant: {why}"
            raise EpochError(msg)
        return epochs

    @classmethod
    def parse_utc_text(
        cls, texts: Sequence[str] | NDArray[np.str_], leap_seconds: LeapSeconds = LEAP_SECONDS
    ) -> tuple[Epochs, Statuses]:
        """Read UTC texts and mark those that cannot be read.

        Returns
        -------
        epochs : (n,), `fraction_s` NaN where the status is not OK
        status : (n,) int8, a TextStatus each
        """
        fields = read_utc_texts(texts, leap_seconds)
        tai_s = leap_seconds.tai_s_from_utc(fields.day, fields.second)
        return cls.from_parts(tai_s, fields.fraction_s), fields.status

    def to_utc_text(self, *, digits: int = 6, leap_seconds: LeapSeconds = LEAP_SECONDS) -> list[str]:
        """Write ISO 8601 UTC with `Z`, rounded to `digits` (0 to 15) decimals of a second."""
        if not 0 <= digits <= _MOST_DIGITS:
            msg = f"digits is {digits}, expected 0 to {_MOST_DIGITS}"
            raise ArgumentError(msg)
        if np.isnan(self.fraction_s).any():
            msg = f"row {int(np.isnan(self.fraction_s).argmax())} is no instant (NaN), expected one to write"
            raise EpochError(msg)
        units = np.rint(self.fraction_s * 10.0**digits).astype(np.int64)
        is_full = units >= 10**digits
        day, second = leap_seconds.utc_from_tai_s(self.tai_s + is_full)
        if ((day < _FIRST_DAY) | (day > _LAST_DAY)).any():
            msg = "an instant is outside the years 1 to 9999, which UTC text has room for"
            raise EpochError(msg)
        return write_utc_texts(day, second, units=np.where(is_full, 0, units), digits=digits)

    @classmethod
    def from_utc_fields(
        cls,
        year: Ints,
        month: Ints,
        day: Ints,
        *,
        second_of_day: Ints,
        fraction_s: Floats,
        leap_seconds: LeapSeconds = LEAP_SECONDS,
    ) -> Epochs:
        """Return the instants of UTC calendar dates and seconds of day, each (n,).

        `second_of_day` may be 86400 only on a day that ends in a leap second; `fraction_s` is in [0, 1].

        Raises
        ------
        EpochError
            For the first row that is no date, or has no such second.
        """
        _require((day >= 1) & (day <= days_in_month(year, month)), "date", year, month, day)
        number = day_number(year, month, day)
        in_day = (second_of_day >= 0) & (second_of_day < leap_seconds.seconds_in_day(number))
        _require(in_day, "second of the day", year, month, day, second_of_day)
        return cls.from_parts(leap_seconds.tai_s_from_utc(number, second_of_day), fraction_s)

    @classmethod
    def from_utc_days(
        cls,
        year: Ints,
        day_of_year: Ints,
        *,
        day_units: Ints,
        units_per_day: int,
        leap_seconds: LeapSeconds = LEAP_SECONDS,
    ) -> Epochs:
        """Return the instants of ordinal dates with an exact decimal fraction of a day, as in a TLE.

        A day has 86400 s here: on a day with a leap second, the fraction counts from its beginning and
        the leap second itself cannot be named.

        Parameters
        ----------
        year : (n,) int64, four digits
        day_of_year : (n,) int64, 1 to 365 or 366
        day_units : (n,) int64
            The fraction of the day in `units_per_day`-ths, >= 0 and below `units_per_day`.
        units_per_day : 10 to the number of decimals, at most 10**14

        Raises
        ------
        EpochError
            For the first row that is no day of its year, or whose fraction leaves the day.
        """
        in_year = (day_of_year >= 1) & (day_of_year <= days_in_year(year))
        _require(in_year, "day of the year", year, day_of_year)
        _require(
            (day_units >= 0) & (day_units < units_per_day),
            "fraction of the day",
            year,
            day_of_year,
            day_units,
        )
        second, rest = np.divmod(day_units * DAY_WHOLE_S, units_per_day)
        number = day_number_of_year(year, day_of_year)
        return cls.from_parts(leap_seconds.tai_s_from_utc(number, second), rest / float(units_per_day))

    def utc_calendar(self, leap_seconds: LeapSeconds = LEAP_SECONDS) -> tuple[Ints, Ints, Ints, Ints]:
        """Return UTC year, month, day and whole second of day (86400 in a leap second), four (n,) int64."""
        day, second = leap_seconds.utc_from_tai_s(self.tai_s)
        year, month, day_of_month = calendar_date(day)
        return year, month, day_of_month, second

    def utc_julian_days(self, leap_seconds: LeapSeconds = LEAP_SECONDS) -> tuple[Floats, Floats]:
        """Return the Julian date of 0h UTC and the seconds since then over 86400, two (n,) float64.

        The fraction passes 1 in a leap second: this is the count that SGP4 initialization uses, and
        never a way to subtract instants.
        """
        day, second = leap_seconds.utc_from_tai_s(self.tai_s)
        return JD_OF_DAY_ZERO + day.astype(np.float64), (second + self.fraction_s) / DAY_S

    def require_announced(self, leap_seconds: LeapSeconds = LEAP_SECONDS) -> None:
        """Raise EpochError if an instant is past the date up to which leap seconds are announced."""
        limit_tai_s = leap_seconds.tai_s_from_utc(
            np.array([leap_seconds.expiry_day]), np.zeros(1, dtype=np.int64)
        )
        late = np.flatnonzero(self.tai_s >= limit_tai_s)
        if len(late):
            instant = self[late[:1]].to_utc_text(digits=0, leap_seconds=leap_seconds)[0]
            msg = (
                f"{instant} is past {leap_seconds.expiry_utc()}, up to which leap seconds are announced "
                f"({leap_seconds.source}); import a newer table with `specola data import`"
            )
            raise EpochError(msg)

    # ---- other scales

    def tt_julian_days(self) -> tuple[Floats, Floats]:
        """Return TT as a two-part Julian date: midnight TAI and days since then, two (n,) float64."""
        return self.julian_days(TT_MINUS_TAI_S)

    def julian_days(self, scale_minus_tai_s: Floats | float) -> tuple[Floats, Floats]:
        """Return the two-part Julian date in a scale that runs `scale_minus_tai_s` ahead of TAI.

        Two (n,) float64: midnight TAI, and days since then, which the offset may take outside [0, 1).
        """
        day, second = np.divmod(self.tai_s, DAY_WHOLE_S)
        fraction = (second + (self.fraction_s + scale_minus_tai_s)) / DAY_S
        return JD_OF_DAY_ZERO + day.astype(np.float64), fraction

    @classmethod
    def from_gps(cls, week: Ints, second_of_week: Floats) -> Epochs:
        """Return the instants of GPS weeks (not rolled over) and seconds of week, each (n,)."""
        return cls.from_parts(_GPS_EPOCH_TAI_S + week * WEEK_WHOLE_S, second_of_week)

    def gps(self) -> tuple[Ints, Floats]:
        """Return GPS week (not rolled over) and second of week, (n,) int64 and (n,) float64."""
        week, second = np.divmod(self.tai_s - _GPS_EPOCH_TAI_S, WEEK_WHOLE_S)
        return week, second + self.fraction_s


def _require(good: Bools, what: str, *fields: Ints) -> None:
    bad = np.flatnonzero(~good)
    if len(bad):
        values = ", ".join(str(int(np.broadcast_to(field, good.shape)[bad[0]])) for field in fields)
        msg = f"row {int(bad[0])}: there is no such {what}: ({values})"
        raise EpochError(msg)
