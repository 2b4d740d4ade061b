from __future__ import annotations

import numpy as np

from specola.epochs import calendar


def ints(*values):
    return np.array(values, dtype=np.int64)


def test_day_zero_is_the_first_of_january_2000():
    assert calendar.day_number(ints(2000), ints(1), ints(1)).tolist() == [0]


def test_dates_are_those_of_numpy():
    days = np.arange(-730_119, 800_000, 97)
    year, month, day = calendar.calendar_date(days)
    expected = (np.datetime64("2000-01-01") + days).astype(str)
    assert [f"{y:04d}-{m:02d}-{d:02d}" for y, m, d in zip(year, month, day, strict=True)] == expected.tolist()
    assert (calendar.day_number(year, month, day) == days).all()


def test_leap_years_follow_the_century_rule():
    assert calendar.is_leap_year(ints(1900, 2000, 2023, 2024, 2100)).tolist() == [
        False,
        True,
        False,
        True,
        False,
    ]
    assert calendar.days_in_year(ints(1900, 2000)).tolist() == [365, 366]


def test_days_in_month_is_zero_for_no_month():
    assert calendar.days_in_month(ints(2024, 2023, 2024, 2024, 2024), ints(2, 2, 0, 13, 12)).tolist() == [
        29,
        28,
        0,
        0,
        31,
    ]


def test_ordinal_dates():
    assert calendar.day_number_of_year(ints(2000, 2001), ints(366, 1)).tolist() == [365, 366]
