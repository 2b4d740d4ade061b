from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from specola.epochs import Epochs, FreshnessLevel
from specola.errors import CoverageError, DataStaleError, ShapeError


def test_rows_are_met_exactly(orientation):
    rows = np.array([0, 1, 700, 730, 731, 732, len(orientation.tai_s) - 1])
    at = orientation.at(Epochs(orientation.tai_s[rows], np.zeros(len(rows))))
    for name in at._fields:
        assert getattr(at, name) == pytest.approx(getattr(orientation, name)[rows], rel=1e-14), name


def test_between_rows_it_is_linear_over_a_leap_second(orientation):
    begin = Epochs.from_utc_text("2016-12-31")
    at = orientation.at(begin.shifted(np.array([0.0, 43_200.5, 86_400.0, 86_401.0])))
    assert at.ut1_tai_s[1] == pytest.approx((at.ut1_tai_s[0] + at.ut1_tai_s[3]) / 2, abs=1e-13)
    step = at.ut1_tai_s[3] - at.ut1_tai_s[0]
    assert at.ut1_tai_s[2] - at.ut1_tai_s[0] == pytest.approx(step * 86_400 / 86_401, abs=1e-13)
    assert abs(step) < 0.01


def test_before_the_first_row_is_refused(orientation):
    epochs = Epochs.from_utc_text(["2015-01-01", "2014-12-31T23:59:59", "2016-01-01"])
    with pytest.raises(CoverageError, match="2014-12-31T23:59:59Z is before 2015-01-01T00:00:00Z") as caught:
        orientation.at(epochs)
    assert caught.value.mask.tolist() == [False, True, False]
    assert (caught.value.start_utc, caught.value.end_utc) == ("2015-01-01T00:00:00Z", "2018-12-31T00:00:00Z")


def test_beyond_the_predictions_is_refused_unless_allowed(orientation):
    end = Epochs.from_utc_text("2018-12-31")
    later = end.shifted(np.array([0.0, 1.0, 1e7]))
    orientation.at(later[:1])
    with pytest.raises(DataStaleError, match="2018-12-31T00:00:01Z is beyond 2018-12-31T00:00:00Z"):
        orientation.at(later)
    held = orientation.at(later, allow_stale=True)
    assert held.xp_rad.tolist() == [orientation.xp_rad[-1]] * 3


def test_ut1_is_tai_and_the_difference(orientation):
    epochs = Epochs.from_utc_text(["2016-05-05T12:00:00"])
    day, fraction = orientation.ut1_julian_days(epochs)
    seconds = (fraction[0] - 0.5) * 86_400 - 36.0
    assert day.tolist() == [2_457_513.5]
    assert seconds == pytest.approx(orientation.at(epochs).ut1_tai_s[0], abs=1e-10)


def test_three_dates_of_a_table(orientation):
    dates = [orientation.begin, orientation.last_measured, orientation.prediction_end]
    assert [date.to_utc_text(digits=0)[0][:10] for date in dates] == [
        "2015-01-01",
        "2018-01-01",
        "2018-12-31",
    ]


@pytest.mark.parametrize(
    ("texts", "level", "age_days"),
    [
        (["2016-01-01"], FreshnessLevel.FRESH, 0.0),
        (["2016-01-01", "2018-01-08"], FreshnessLevel.FRESH, 7.0),
        (["2018-01-09"], FreshnessLevel.AGING, 8.0),
        (["2018-01-31"], FreshnessLevel.AGING, 30.0),
        (["2018-02-01"], FreshnessLevel.DEGRADED, 31.0),
        (["2018-12-31"], FreshnessLevel.DEGRADED, 364.0),
        (["2018-12-31T00:00:01"], FreshnessLevel.BEYOND, 364.0),
        ([], FreshnessLevel.FRESH, 0.0),
    ],
)
def test_freshness(orientation, texts, level, age_days):
    freshness = orientation.freshness(Epochs.from_utc_text(texts))
    assert freshness.level is level
    assert freshness.age_days == pytest.approx(age_days, abs=2e-5)


def test_age_costs_position(orientation):
    ages = ["2018-01-01", "2018-01-08", "2018-01-31", "2018-04-01", "2018-06-30", "2018-12-31"]
    sigmas = [
        float(orientation.freshness(Epochs.from_utc_text(age)).position_sigma_km(7000.0)) for age in ages
    ]
    assert sigmas == pytest.approx([0.0, 0.002, 0.006, 0.015, 0.020, 0.020])
    degraded = orientation.freshness(Epochs.from_utc_text("2018-04-01"))
    assert degraded.position_sigma_km(np.array([7000.0, 42_000.0])) == pytest.approx([0.015, 0.090])


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"xp_rad": np.zeros(3)}, "columns differ in length"),
        ({"n_measured": 0}, "0 measured rows of 1461"),
        ({"n_measured": 2000}, "2000 measured rows"),
    ],
)
def test_a_table_that_does_not_fit_is_refused(orientation, change, said):
    with pytest.raises(ShapeError, match=said):
        dataclasses.replace(orientation, **change)


def test_a_table_with_a_gap_is_refused(orientation):
    kept = np.delete(np.arange(1461), 100)
    columns = ("tai_s", "xp_rad", "yp_rad", "ut1_tai_s", "lod_s", "dx_rad", "dy_rad")
    with pytest.raises(ShapeError, match="days are missing"):
        dataclasses.replace(orientation, **{name: getattr(orientation, name)[kept] for name in columns})


def test_columns_cannot_be_written_to(orientation):
    with pytest.raises(ValueError, match="read-only"):
        orientation.xp_rad[0] = 0.0
