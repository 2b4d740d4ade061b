"""What the age of Earth orientation costs: the policy as data."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from specola.numerics.arrays import Floats
from specola.numerics.units import M_TO_KM

FRESH_DAYS = 7.0
AGING_DAYS = 30.0

# 1-sigma position error at 7000 km against days since the last measured row. Measured by holding the
# last row of a finals2000A file, 400 instants 2023 to 2026; past 180 days it no longer grew.
_ERROR_AGE_DAYS = (0.0, 7.0, 30.0, 90.0, 180.0)
_ERROR_M = (0.0, 2.0, 6.0, 15.0, 20.0)
_ERROR_RADIUS_KM = 7000.0


class FreshnessLevel(StrEnum):
    """How far data reach past their last measured row."""

    FRESH = "fresh"
    AGING = "aging"
    DEGRADED = "degraded"
    BEYOND = "beyond"


@dataclass(frozen=True, slots=True)
class Freshness:
    """Age of Earth orientation, and its effect.

    Attributes
    ----------
    level : FRESH up to 7 days, AGING (to be told) up to 30, DEGRADED after, BEYOND past the last prediction
    age_days : days since the last measured row, 0 within the measured rows
    """

    level: FreshnessLevel
    age_days: float

    def position_sigma_km(self, radius_km: Floats | float) -> Floats:
        """Return the 1-sigma position error between Earth-fixed and inertial frames, at these radii [km]."""
        sigma_km = float(np.interp(self.age_days, _ERROR_AGE_DAYS, _ERROR_M)) * M_TO_KM
        return np.asarray(radius_km, dtype=np.float64) * (sigma_km / _ERROR_RADIUS_KM)


def freshness_of_age(age_days: float, *, is_covered: bool) -> Freshness:
    """Return the Freshness of data whose last measured row is `age_days` old; `is_covered` by predictions."""
    if not is_covered:
        level = FreshnessLevel.BEYOND
    elif age_days <= FRESH_DAYS:
        level = FreshnessLevel.FRESH
    elif age_days <= AGING_DAYS:
        level = FreshnessLevel.AGING
    else:
        level = FreshnessLevel.DEGRADED
    return Freshness(level, age_days)
