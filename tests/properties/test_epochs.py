"""Instants: text and back, leap seconds, exact arithmetic."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from specola.epochs import LEAP_SECONDS, Epochs
from specola.epochs.calendar import calendar_date, day_number
from specola.errors import EpochError

FIRST_S, LAST_S = -730_119 * 86_400 + 10, 2_921_940 * 86_400 + 36  # years 1 to 9999
STEPS_S = (LEAP_SECONDS.first_day * 86_400 + LEAP_SECONDS.tai_minus_utc_s).tolist()

anywhere = st.integers(FIRST_S, LAST_S)
near_a_step = st.builds(lambda step, off: step + off, st.sampled_from(STEPS_S), st.integers(-3, 3))
whole_s = st.one_of(anywhere, near_a_step)
fractions_s = st.floats(0.0, 1.0, exclude_max=True)


def epochs_of(tai_s, fraction_s):
    return Epochs(np.atleast_1d(np.int64(tai_s)), np.atleast_1d(np.float64(fraction_s)))


def exact(epochs):
    return [
        Fraction(int(whole)) + Fraction(float(part))
        for whole, part in zip(epochs.tai_s, epochs.fraction_s, strict=True)
    ]


@given(whole_s, st.integers(0, 15), st.data())
def test_text_and_back_is_exact(tai_s, digits, data):
    units = data.draw(st.integers(0, 10**digits - 1))
    epoch = epochs_of(tai_s, units / 10**digits)
    text = epoch.to_utc_text(digits=digits)
    back = Epochs.from_utc_text(text)
    assert (back.tai_s[0], back.fraction_s[0]) == (epoch.tai_s[0], epoch.fraction_s[0])
    assert back.to_utc_text(digits=digits) == text


@given(whole_s, fractions_s)
def test_text_is_within_half_a_unit(tai_s, fraction_s):
    assume(tai_s < LAST_S)
    epoch = epochs_of(tai_s, fraction_s)
    for digits in (0, 3, 9):
        (found,) = exact(Epochs.from_utc_text(epoch.to_utc_text(digits=digits)))
        (expected,) = exact(epoch)
        assert abs(found - expected) <= Fraction(1, 2 * 10**digits) + Fraction(1, 10**15)


@given(
    st.integers(0, 9999), st.integers(1, 12), st.integers(1, 31), st.integers(0, 86_399), st.integers(0, 999)
)
def test_day_of_year_is_the_calendar_date(year, month, day, second, millis):
    date = f"{year:04d}-{month:02d}-{day:02d}"
    clock = f"T{second // 3600:02d}:{second // 60 % 60:02d}:{second % 60:02d}.{millis:03d}"
    number = day_number(*(np.array([value]) for value in (year, month, day)))
    if year < 1 or calendar_date(number)[1][0] != month:
        with pytest.raises(EpochError):
            Epochs.from_utc_text(date + clock)
        return
    one = np.array([1])
    day_of_year = number[0] - day_number(np.array([year]), one, one)[0] + 1
    calendar = Epochs.from_utc_text(date + clock)
    ordinal = Epochs.from_utc_text(f"{year:04d}-{day_of_year:03d}{clock}Z")
    assert ordinal.seconds_since(calendar).tolist() == [0.0]


@given(near_a_step, fractions_s)
def test_over_a_leap_second_texts_sort_as_instants_do(tai_s, fraction_s):
    epochs = epochs_of(tai_s, fraction_s).shifted(np.arange(5.0))
    texts = epochs.to_utc_text(digits=3)
    assert sorted(set(texts)) == texts
    assert epochs.seconds_since(epochs[:1]).tolist() == [0.0, 1.0, 2.0, 3.0, 4.0]


@given(st.lists(st.tuples(whole_s, fractions_s, st.integers(0, 9)), max_size=12))
def test_all_at_once_is_row_by_row(rows):
    texts = [
        epochs_of(tai_s, part).to_utc_text(digits=digits)[0] for tai_s, part, digits in rows if tai_s < LAST_S
    ]
    texts = [text[: -(position % 2) or None] for position, text in enumerate(texts)]  # every other without Z
    together = Epochs.from_utc_text(texts)
    apart = Epochs.concatenate([Epochs.from_utc_text(text) for text in texts])
    assert together.tai_s.tolist() == apart.tai_s.tolist()
    assert together.fraction_s.tolist() == apart.fraction_s.tolist()


@given(st.lists(st.text(max_size=30) | st.from_regex(r"[0-9T:.\-Z]{1,30}", fullmatch=True), max_size=5))
def test_any_text_is_read_or_marked(texts):
    epochs, status = Epochs.parse_utc_text(texts)
    assert (np.isnan(epochs.fraction_s) == (status != 0)).all()
    for text, mark in zip(texts, status.tolist(), strict=True):
        if mark:
            with pytest.raises(EpochError, match="cannot read"):
                Epochs.from_utc_text(text)
        else:
            assert len(Epochs.from_utc_text(text)) == 1


@given(st.integers(1957, 2056), st.integers(1, 365), st.integers(0, 12), st.data())
def test_days_with_a_decimal_fraction_are_exact(year, day_of_year, decimals, data):
    units = data.draw(st.integers(0, 10**decimals - 1))
    epoch = Epochs.from_utc_days(
        np.array([year]), np.array([day_of_year]), day_units=np.array([units]), units_per_day=10**decimals
    )
    midnight = Epochs.from_utc_text(f"{year:04d}-{day_of_year:03d}")
    (found,), (begin,) = exact(epoch), exact(midnight)
    assert abs(found - begin - Fraction(units * 86_400, 10**decimals)) <= Fraction(1, 2**54)


@given(st.integers(-(2**50), 2**50), st.floats(-1e9, 1e9))
def test_parts_add_up(tai_s, part):
    epoch = Epochs.from_parts(np.array([tai_s]), np.array([part]))
    (found,) = exact(epoch)
    assert abs(found - tai_s - Fraction(part)) <= Fraction(1, 2**53)


@given(whole_s, fractions_s, st.floats(-1e10, 1e10))
def test_a_shift_is_the_difference(tai_s, fraction_s, step_s):
    epoch = epochs_of(tai_s, fraction_s)
    moved = epoch.shifted(step_s)
    (there,), (here,) = exact(moved), exact(epoch)
    assert abs(there - here - Fraction(step_s)) <= Fraction(1, 2**52)
    assert moved.seconds_since(epoch)[0] == pytest.approx(step_s, rel=1e-15, abs=1e-15)


@given(st.lists(st.tuples(st.integers(-2, 2), fractions_s), min_size=1, max_size=10))
def test_order_and_sign_are_exact(rows):
    epochs = epochs_of([row[0] for row in rows], [row[1] for row in rows])
    values = exact(epochs)
    assert [values[row] for row in epochs.order().tolist()] == sorted(values)
    for row, value in enumerate(values):
        signs = np.sign(epochs.seconds_since(epochs[row : row + 1])).tolist()
        assert signs == [float((other > value) - (other < value)) for other in values]


@given(whole_s, fractions_s)
def test_calendar_fields_and_gps_come_back(tai_s, fraction_s):
    epoch = epochs_of(tai_s, fraction_s)
    year, month, day, second = epoch.utc_calendar()
    back = Epochs.from_utc_fields(year, month, day, second_of_day=second, fraction_s=epoch.fraction_s)
    assert back.seconds_since(epoch).tolist() == [0.0]
    week, second_of_week = epoch.gps()
    assert abs(Epochs.from_gps(week, second_of_week).seconds_since(epoch)[0]) <= 1e-10


@settings(max_examples=30)
@given(st.integers(0, 2**32))
def test_one_layout_is_read_whole(seed):
    generator = np.random.Generator(np.random.PCG64(seed))
    epochs = epochs_of(generator.integers(FIRST_S, LAST_S, 500), generator.random(500))
    texts = epochs.to_utc_text(digits=9)
    assert np.abs(Epochs.from_utc_text(np.array(texts)).seconds_since(epochs)).max() <= 0.5000001e-9
