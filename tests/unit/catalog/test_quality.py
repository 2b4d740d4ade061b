"""Doubts about element sets, and the facts of a catalog's age."""

from __future__ import annotations

import math

import numpy as np
import pytest

from specola.catalog.quality import Doubt, assess
from specola.dynamics.sgp4 import Sgp4
from specola.epochs import Epochs
from specola.errors import ShapeError
from specola.numerics.units import DAY_S, DEG_TO_RAD, REV_DAY_TO_RAD_S, TWO_PI

START = Epochs.from_utc_text("2030-01-01T00:00:00Z")
DAY = DAY_S


@pytest.mark.parametrize(
    ("column", "value", "expected"),
    [
        ("eccentricity", 0.001, Doubt.NONE),
        ("eccentricity", 0.0, Doubt.ROUND),
        ("eccentricity", 0.1, Doubt.LOW_PERIGEE | Doubt.DECAYED),
        ("eccentricity", 0.95, Doubt.LOW_PERIGEE | Doubt.DECAYED | Doubt.ECCENTRIC),
        ("eccentricity", 1.0, Doubt.IMPOSSIBLE),
        ("eccentricity", -0.1, Doubt.IMPOSSIBLE),
        ("eccentricity", math.nan, Doubt.IMPOSSIBLE),
        ("mean_motion_rad_s", 0.0, Doubt.IMPOSSIBLE),
        ("mean_motion_rad_s", -1e-3, Doubt.IMPOSSIBLE),
        ("mean_motion_rad_s", math.inf, Doubt.IMPOSSIBLE),
        ("mean_motion_rad_s", 1.2e-3, Doubt.LOW_PERIGEE),
        ("mean_motion_rad_s", 1.3e-3, Doubt.LOW_PERIGEE | Doubt.DECAYED),
        ("bstar_per_earth_radius", math.nan, Doubt.IMPOSSIBLE),
        ("raan_rad", math.inf, Doubt.IMPOSSIBLE),
    ],
)
def test_doubts_about_elements(make_sets, column, value, expected) -> None:
    quality = assess(make_sets([5], [0.0], **{column: [value]}), START)
    assert Doubt(int(quality.doubts[0])) == expected
    assert math.isnan(quality.perigee_height_km[0]) is bool(expected & Doubt.IMPOSSIBLE)


@pytest.mark.parametrize(
    ("age_days", "expected"),
    [
        (0.0, Doubt.NONE),
        (30.0, Doubt.NONE),
        (31.0, Doubt.OLD),
        (4000.0, Doubt.OLD | Doubt.ANCIENT),
        (-1e-9, Doubt.FUTURE),
    ],
)
def test_doubts_about_age(make_sets, age_days, expected) -> None:
    quality = assess(make_sets([5], [-age_days * DAY]), START)
    assert Doubt(int(quality.doubts[0])) == expected


def test_counts_rows_and_ages(make_sets) -> None:
    sets = make_sets([5, 7, 9], [-1.0 * DAY, -2.0 * DAY, 3.0 * DAY], eccentricity=[0.0, 0.001, 0.0])
    quality = assess(sets, START)
    assert quality.counts()[Doubt.ROUND] == 2
    assert quality.counts()[Doubt.FUTURE] == 1
    assert quality.counts()[Doubt.OLD] == 0
    assert quality.rows(Doubt.ROUND | Doubt.FUTURE).tolist() == [0, 2]
    assert quality.age_days(0.0, 0.5, 1.0) == (-3.0, 1.0, 2.0)


def test_empty_catalog_has_no_age(make_sets) -> None:
    quality = assess(make_sets([], []), START)
    assert all(math.isnan(age) for age in quality.age_days(0.0, 1.0))
    assert set(quality.counts().values()) == {0}


def test_instant_must_be_one(make_sets) -> None:
    with pytest.raises(ShapeError, match="at holds 2 instants"):
        assess(make_sets([5], [0.0]), START[np.array([0, 0])])


@pytest.mark.kernels
def test_heights_are_near_those_of_sgp4(make_sets) -> None:
    inclinations = np.array([0.0, 28.5, 51.6, 63.4, 90.0, 98.0])
    n = len(inclinations)
    motion = np.array([15.9, 15.5, 14.2, 13.0, 10.0, 7.0]) * REV_DAY_TO_RAD_S
    sets = make_sets(
        range(1, n + 1),
        [0.0] * n,
        mean_motion_rad_s=motion,
        eccentricity=[0.0005, 0.001, 0.01, 0.05, 0.2, 0.3],
        inclination_rad=inclinations * DEG_TO_RAD,
        bstar_per_earth_radius=[0.0] * n,
    )
    quality = assess(sets, START)
    period_s = float(TWO_PI / motion.min())
    model = Sgp4.prepare(sets.elements, START, until_s=period_s)
    position_km, _, status = model.states(np.linspace(0.0, period_s, 400))
    assert not status.any()
    height_km = np.linalg.norm(position_km, axis=-1) - 6378.135
    worst_km = max(
        np.abs(height_km.min(axis=1) - quality.perigee_height_km).max(),
        np.abs(height_km.max(axis=1) - quality.apogee_height_km).max(),
    )
    print(f"heights against one revolution of SGP4: worst {worst_km:.1f} km")
    assert worst_km < 10.0
