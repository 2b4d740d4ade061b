"""TAI - UTC: the table, its readers, and the two conversions that need it."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

import numpy as np

from specola.epochs.calendar import MJD_OF_DAY_ZERO, calendar_date, day_number
from specola.errors import EpochError, MessageError
from specola.numerics.arrays import Ints, frozen
from specola.numerics.units import DAY_WHOLE_S

_NTP_DAY_OF_DAY_ZERO = 36_524  # days from 1900-01-01 to 2000-01-01
_NEVER = 2_921_940  # 10000-01-01
_MONTHS: tuple[str, ...] = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


@dataclass(frozen=True, slots=True, eq=False)
class LeapSeconds:
    """TAI - UTC as announced up to a date.

    Before the first step the first offset is held (10 s before 1972). UTC then ran at another rate, so
    this is a convention of ours, used for the few element sets that old: it is off by 0.11 s at the
    end of 1971 and by at most 9.1 s back to 1960 (printed by tests/reference/test_epochs_against_erfa.py).

    Attributes
    ----------
    first_day : (k,) int64 [days since 2000-01-01]
        UTC days on which each offset begins, ascending.
    tai_minus_utc_s : (k,) int64 [s]
        The offsets.
    source : where the table comes from
    expiry_day : first UTC day [days since 2000-01-01] that the announcement no longer covers
    """

    first_day: Ints
    tai_minus_utc_s: Ints
    source: str
    expiry_day: int

    def __post_init__(self) -> None:
        if (
            len(self.first_day) != len(self.tai_minus_utc_s)
            or len(self.first_day) == 0
            or bool((np.diff(self.first_day) <= 0).any())
            or bool((np.abs(np.diff(self.tai_minus_utc_s)) != 1).any())
        ):
            msg = f"leap seconds of {self.source}: expected ascending days and steps of one second"
            raise EpochError(msg)
        frozen(self.first_day)
        frozen(self.tai_minus_utc_s)

    def offset_s(self, day: Ints) -> Ints:
        """Return TAI - UTC during each UTC day, (n,) int64 [s]."""
        row = np.searchsorted(self.first_day, day, side="right") - 1
        return self.tai_minus_utc_s[np.maximum(row, 0)]

    def seconds_in_day(self, day: Ints) -> Ints:
        """Return the length of each UTC day, (n,) int64: 86400, or 86401 where a leap second ends it."""
        return DAY_WHOLE_S + self.offset_s(day + 1) - self.offset_s(day)

    def tai_s_from_utc(self, day: Ints, second: Ints) -> Ints:
        """Return TAI seconds since 2000-01-01T00:00:00 TAI of UTC days and seconds of day, (n,) int64."""
        return day * DAY_WHOLE_S + second + self.offset_s(day)

    def utc_from_tai_s(self, tai_s: Ints) -> tuple[Ints, Ints]:
        """Return UTC days and whole seconds of day (86400 in a leap second), two (n,) int64."""
        begins_tai_s = self.first_day * DAY_WHOLE_S + self.tai_minus_utc_s
        row = np.maximum(np.searchsorted(begins_tai_s, tai_s, side="right") - 1, 0)
        day, second = np.divmod(tai_s - self.tai_minus_utc_s[row], DAY_WHOLE_S)
        # A leap second comes before its step begins, yet divmod already puts it on the next day.
        following = np.minimum(row + 1, len(self.first_day) - 1)
        is_leap_second = (following > row) & (day >= self.first_day[following])
        return day - is_leap_second, second + DAY_WHOLE_S * is_leap_second

    def expiry_utc(self) -> str:
        """Return the date of `expiry_day`, YYYY-MM-DD."""
        year, month, day = calendar_date(np.array([self.expiry_day], dtype=np.int64))
        return f"{year[0]:04d}-{month[0]:02d}-{day[0]:02d}"

    @classmethod
    def uniform(cls, tai_minus_scale_s: int, *, source: str) -> LeapSeconds:
        """Return the table of a scale that never leaps: its text is then read and written like UTC's."""
        return cls._of([0], [tai_minus_scale_s], source, _NEVER)

    @classmethod
    def from_leap_seconds_list(cls, content: bytes, *, source: str = "leap-seconds.list") -> LeapSeconds:
        """Read the `leap-seconds.list` of IERS or NIST, whose SHA-1 line must fit.

        Raises
        ------
        MessageError
            If a line is not of the format, or the hash line is missing or does not fit the contents.
        """
        updated = expires = stated = ""
        days: list[int] = []
        offsets: list[int] = []
        hashed = ""
        for number, line in enumerate(content.decode("ascii", "replace").splitlines(), 1):
            if line.startswith("#$"):
                updated = line[2:].strip()
            elif line.startswith("#@"):
                expires = line[2:].strip()
            elif line.startswith("#h"):
                stated = "".join(word.zfill(8) for word in line[2:].split())
            elif line.strip() and not line.startswith("#"):
                fields = line.split("#")[0].split()
                if len(fields) != 2 or not all(field.isdigit() for field in fields):
                    raise _bad_line(source, number, line, "NTP seconds and TAI - UTC")
                hashed += "".join(fields)
                days.append(int(fields[0]) // DAY_WHOLE_S - _NTP_DAY_OF_DAY_ZERO)
                offsets.append(int(fields[1]))
        if not (days and expires.isdigit()):
            raise _bad_line(
                source, 0, "no table", "lines of NTP seconds and TAI - UTC, and an expiry line #@"
            )
        found = hashlib.sha1((updated + expires + hashed).encode(), usedforsecurity=False).hexdigest()
        if found != stated:
            problem = f"hash of the contents is {found}, the #h line says {stated or 'nothing'}"
            raise MessageError(problem, expected="the same hash", file=source)
        return cls._of(days, offsets, source, int(expires) // DAY_WHOLE_S - _NTP_DAY_OF_DAY_ZERO)

    @classmethod
    def from_leap_second_dat(cls, content: bytes, *, source: str = "Leap_Second.dat") -> LeapSeconds:
        """Read the `Leap_Second.dat` of IERS (columns MJD, day, month, year, TAI - UTC).

        Raises
        ------
        MessageError
            If a line is not of the format or there is no line `File expires on`.
        """
        days: list[int] = []
        offsets: list[int] = []
        text = content.decode("ascii", "replace")
        for number, line in enumerate(text.splitlines(), 1):
            if not line.strip() or line.startswith("#"):
                continue
            match = re.fullmatch(r"\s*(\d+)\.0\s+\d+\s+\d+\s+\d{4}\s+(\d+)\s*", line)
            if match is None:
                raise _bad_line(source, number, line, "MJD, day, month, year and TAI - UTC")
            days.append(int(match[1]) - MJD_OF_DAY_ZERO)
            offsets.append(int(match[2]))
        expires = re.search(r"File expires on (\d+) (\w+) (\d{4})", text)
        if not days or expires is None or expires[2] not in _MONTHS:
            raise _bad_line(source, 0, "no table", "lines of MJD and TAI - UTC, and `File expires on`")
        year, month, day = int(expires[3]), _MONTHS.index(expires[2]) + 1, int(expires[1])
        return cls._of(days, offsets, source, _day(year, month, day))

    @classmethod
    def _of(cls, days: list[int], offsets: list[int], source: str, expiry_day: int) -> LeapSeconds:
        return cls(np.array(days, dtype=np.int64), np.array(offsets, dtype=np.int64), source, expiry_day)


def _bad_line(source: str, number: int, line: str, expected: str) -> MessageError:
    return MessageError(f"cannot read {line.strip()[:60]!r}", expected=expected, file=source, line=number)


def _day(year: int, month: int, day: int) -> int:
    return int(day_number(np.array([year]), np.array([month]), np.array([day]))[0])


def _announced() -> LeapSeconds:
    """Return the steps announced in IERS Bulletin C up to number 72 (July 2026)."""
    january = (
        1972,
        1973,
        1974,
        1975,
        1976,
        1977,
        1978,
        1979,
        1980,
        1988,
        1990,
        1991,
        1996,
        1999,
        2006,
        2009,
        2017,
    )
    july = (1972, 1981, 1982, 1983, 1985, 1992, 1993, 1994, 1997, 2012, 2015)
    days = sorted([_day(year, 1, 1) for year in january] + [_day(year, 7, 1) for year in july])
    return LeapSeconds(
        first_day=np.array(days, dtype=np.int64),
        tai_minus_utc_s=10 + np.arange(len(days), dtype=np.int64),
        source="built in, IERS Bulletin C 72",
        expiry_day=_day(2027, 6, 28),
    )


LEAP_SECONDS = _announced()
TAI_TIME = LeapSeconds.uniform(0, source="TAI")
GPS_TIME = LeapSeconds.uniform(19, source="GPS time")  # and Galileo's
