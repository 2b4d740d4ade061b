"""The Gregorian calendar as day numbers, and nothing else: no scale, no leap second."""

from __future__ import annotations

import numpy as np

from specola.numerics.arrays import Bools, Ints

MJD_OF_DAY_ZERO = 51_544
JD_OF_DAY_ZERO = 2_451_544.5

_DAYS_IN_MONTH = np.array([0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31], dtype=np.int64)


def is_leap_year(year: Ints) -> Bools:
    """Return whether each year has 366 days, (n,) bool."""
    is_leap: Bools = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    return is_leap


def days_in_month(year: Ints, month: Ints) -> Ints:
    """Return the number of days of each month, (n,) int64; 0 where `month` is not in 1..12."""
    known = (month >= 1) & (month <= 12)
    days: Ints = _DAYS_IN_MONTH[np.where(known, month, 0)]
    return np.where((month == 2) & is_leap_year(year), days + 1, days)


def days_in_year(year: Ints) -> Ints:
    """Return 365 or 366 for each year, (n,) int64."""
    return 365 + is_leap_year(year).astype(np.int64)


def day_number(year: Ints, month: Ints, day: Ints) -> Ints:
    """Return days since 2000-01-01 of calendar dates (proleptic Gregorian), (n,) int64.

    Counting from March makes the leap day the last of its year, so that the days before a month
    are a linear function rounded down.
    """
    shifted_year = year - (month <= 2)
    month_from_march = (month + 9) % 12
    days_before_month = (153 * month_from_march + 2) // 5
    days_before_year = 365 * shifted_year + shifted_year // 4 - shifted_year // 100 + shifted_year // 400
    return days_before_year + days_before_month + day - 730_426


def day_number_of_year(year: Ints, day_of_year: Ints) -> Ints:
    """Return days since 2000-01-01 of ordinal dates, (n,) int64."""
    one = np.ones_like(year)
    return day_number(year, one, one) + day_of_year - 1


def calendar_date(day: Ints) -> tuple[Ints, Ints, Ints]:
    """Return year, month and day of day numbers, the inverse of `day_number`; three (n,) int64."""
    from_march = day + 730_425
    era, day_of_era = np.divmod(from_march, 146_097)
    year_of_era = (day_of_era - day_of_era // 1460 + day_of_era // 36_524 - day_of_era // 146_096) // 365
    day_of_year = day_of_era - (365 * year_of_era + year_of_era // 4 - year_of_era // 100)
    month_from_march = (5 * day_of_year + 2) // 153
    day_of_month = day_of_year - (153 * month_from_march + 2) // 5 + 1
    month = (month_from_march + 2) % 12 + 1
    year = year_of_era + era * 400 + (month <= 2)
    return year, month, day_of_month
