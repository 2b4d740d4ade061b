from __future__ import annotations

import pytest

from specola.epochs import FreshnessLevel
from specola.epochs.freshness import freshness_of_age


@pytest.mark.parametrize(
    ("age_days", "is_covered", "level"),
    [
        (7.0, True, FreshnessLevel.FRESH),
        (7.001, True, FreshnessLevel.AGING),
        (30.0, True, FreshnessLevel.AGING),
        (30.001, True, FreshnessLevel.DEGRADED),
        (0.0, False, FreshnessLevel.BEYOND),
    ],
)
def test_levels(age_days, is_covered, level):
    assert freshness_of_age(age_days, is_covered=is_covered).level is level


def test_the_error_grows_between_the_measured_ages():
    sigmas = [
        float(freshness_of_age(age, is_covered=True).position_sigma_km(7000.0)) for age in (1, 10, 60, 300)
    ]
    assert sigmas == sorted(sigmas)
    assert sigmas[-1] == pytest.approx(0.020)
