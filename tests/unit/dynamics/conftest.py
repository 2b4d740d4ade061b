"""Invented element sets that every test of dynamics may use."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from specola.dynamics.mean_elements import MeanElements
from specola.epochs import Epochs
from specola.numerics.units import DEG_TO_RAD, REV_DAY_TO_RAD_S

# Mean motion [rev/day], eccentricity, inclination [deg] of orbits as they are found.
REGIMES = {
    "low": (15.5, 0.001, 51.6),
    "sun_synchronous": (14.2, 0.012, 98.6),
    "transfer_near": (7.0, 0.15, 28.0),
    "eccentric_near": (8.0, 0.35, 63.0),
    "geostationary": (1.0027, 0.0002, 0.05),
    "inclined_day": (1.0027, 0.005, 14.0),
    "navigation": (2.0056, 0.01, 55.0),
    "half_day": (2.006, 0.7, 63.4),
    "transfer": (2.3, 0.72, 7.0),
    "far": (0.4, 0.3, 40.0),
}
NEAR = ("low", "sun_synchronous", "transfer_near", "eccentric_near")
DEEP = tuple(name for name in REGIMES if name not in NEAR)


def invented(regimes, *, epoch="2024-03-01T12:00:00Z", bstar=1e-4, **columns) -> MeanElements:
    """Return one object for each name of a regime; a column given replaces the invented one."""
    n = len(regimes)
    shape = np.array([REGIMES[name] for name in regimes]).reshape(n, 3)
    step = np.arange(n)
    elements = MeanElements(
        epochs=Epochs.from_utc_text([epoch] * n),
        mean_motion_rad_s=shape[:, 0] * REV_DAY_TO_RAD_S,
        eccentricity=shape[:, 1],
        inclination_rad=shape[:, 2] * DEG_TO_RAD,
        raan_rad=(0.3 + 0.71 * step) % 6.28,
        argument_of_perigee_rad=(1.1 + 0.37 * step) % 6.28,
        mean_anomaly_rad=(0.2 + 1.93 * step) % 6.28,
        bstar_per_earth_radius=np.full(n, bstar),
    )
    return replace(elements, **{name: np.asarray(value, float) for name, value in columns.items()})


@pytest.fixture(scope="session")
def regimes():
    """Give the names of all regimes, those near Earth, and those in deep space."""
    return {"all": tuple(REGIMES), "near": NEAR, "deep": DEEP}


@pytest.fixture(scope="session")
def invent():
    """Give the function that invents element sets."""
    return invented
