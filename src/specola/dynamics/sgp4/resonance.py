"""Resonance with the rotation of the Earth: one-day and half-day orbits.

Equations: AIAA 2006-6753, `dsinit` and `dspace`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from specola.dynamics.sgp4.constants import JULIAN_1950, XKE
from specola.dynamics.sgp4.deep_initialization import DeepSpace
from specola.dynamics.sgp4.initialization import NearEarth
from specola.numerics.arrays import Floats, Ints
from specola.numerics.units import DEG_TO_RAD, HOUR_S, TWO_PI

EARTH_ROTATION = 4.37526908801129966e-3
ONE_DAY_MEAN_MOTION = (0.0034906585, 0.0052359877)
HALF_DAY_MEAN_MOTION = (8.26e-3, 9.24e-3)
HALF_DAY_MIN_ECCENTRICITY = 0.5
Q22, Q31, Q33 = 1.7891679e-6, 2.1460748e-6, 2.2123015e-7
ROOT22, ROOT32, ROOT44 = 1.7891679e-6, 3.7393792e-7, 7.3636953e-9
ROOT52, ROOT54 = 1.1428639e-7, 2.1765803e-9
NONE, ONE_DAY, HALF_DAY = 0, 1, 2
N_FORCE = 10
JULIAN_2000, CENTURY_DAYS = 2_451_545.0, 36_525.0


@dataclass(frozen=True, slots=True, eq=False)
class Resonance:
    """Resonance of n deep objects.

    Attributes
    ----------
    kind : (n,) int64
        NONE, ONE_DAY or HALF_DAY.
    sidereal_time : (n,) float64 [rad] at epoch
    longitude : (n,) float64 [rad], longitude_rate : (n,) float64 [rad/min]
    force : (n, 10) float64
        del1 to del3, or d2201 d2211 d3210 d3222 d4410 d4422 d5220 d5232 d5421 d5433.
    """

    kind: Ints
    sidereal_time: Floats
    longitude: Floats
    longitude_rate: Floats
    force: Floats


def sidereal_time_rad(days_1950: Floats) -> Floats:
    """Return Greenwich sidereal time 1982 at UTC days since 1949-12-31, in [0, 2 pi)."""
    centuries = (days_1950 + JULIAN_1950 - JULIAN_2000) / CENTURY_DAYS
    seconds = (
        -6.2e-6 * centuries**3
        + 0.093104 * centuries**2
        + (876_600.0 * HOUR_S + 8_640_184.812866) * centuries
        + 67_310.54841
    )
    return np.mod(seconds * DEG_TO_RAD / 240.0, TWO_PI)


def _one_day(orbit: NearEarth) -> Floats:
    """Return del1, del2, del3 of one-day orbits, padded to (n, 10)."""
    e2 = orbit.eccentricity**2
    cos_i, sin_i = orbit.cos_inclination, orbit.sin_inclination
    g200 = 1.0 + e2 * (-2.5 + 0.8125 * e2)
    g310 = 1.0 + 2.0 * e2
    g300 = 1.0 + e2 * (-6.0 + 6.60937 * e2)
    f220 = 0.75 * (1.0 + cos_i) ** 2
    f311 = 0.9375 * sin_i * sin_i * (1.0 + 3.0 * cos_i) - 0.75 * (1.0 + cos_i)
    f330 = 1.875 * (1.0 + cos_i) ** 3
    aonv = (orbit.mean_motion / XKE) ** (2.0 / 3.0)
    base = 3.0 * orbit.mean_motion**2 * aonv**2
    force = np.zeros((len(e2), N_FORCE))
    force[:, 0] = base * f311 * g310 * Q31 * aonv
    force[:, 1] = 2.0 * base * f220 * g200 * Q22
    force[:, 2] = 3.0 * base * f330 * g300 * Q33 * aonv
    return force


# Eccentricity functions G of half-day orbits, fitted by cubics: up to e = 0.65, and above.
SPLIT_AT_065 = {
    "g211": ((3.616, -13.2470, 16.2900, 0.0), (-72.099, 331.819, -508.738, 266.724)),
    "g310": ((-19.302, 117.3900, -228.4190, 156.5910), (-346.844, 1582.851, -2415.925, 1246.113)),
    "g322": ((-18.9068, 109.7927, -214.6334, 146.5816), (-342.585, 1554.908, -2366.899, 1215.972)),
    "g410": ((-41.122, 242.6940, -471.0940, 313.9530), (-1052.797, 4758.686, -7193.992, 3651.957)),
    "g422": ((-146.407, 841.8800, -1629.014, 1083.4350), (-3581.690, 16178.110, -24462.770, 12422.520)),
    "g520": ((-532.114, 3017.977, -5740.032, 3708.2760), (1464.74, -4664.75, 3763.64, 0.0)),
}
# Above e = 0.715 g520 has a third piece.
G520_ABOVE_0715 = (-5149.66, 29936.92, -54087.36, 31324.56)
# Below e = 0.7, and from there on.
SPLIT_AT_07 = {
    "g533": ((-919.22770, 4988.6100, -9064.7700, 5542.21), (-37995.780, 161616.52, -229838.20, 109377.94)),
    "g521": (
        (-822.71072, 4568.6173, -8491.4146, 5337.524),
        (-51752.104, 218913.95, -309468.16, 146349.42),
    ),
    "g532": ((-853.66600, 4690.2500, -8624.7700, 5341.4), (-40023.880, 170470.89, -242699.48, 115605.82)),
}


def _cubic(e: Floats, c: tuple[float, float, float, float]) -> Floats:
    return c[0] + e * c[1] + e * e * c[2] + e * e * e * c[3]


def _half_day_eccentricity(e: Floats) -> dict[str, Floats]:
    """Return the eccentricity functions G of half-day orbits."""
    functions = {
        name: np.where(is_low, _cubic(e, below), _cubic(e, above))
        for is_low, pieces in ((e <= 0.65, SPLIT_AT_065), (e < 0.7, SPLIT_AT_07))
        for name, (below, above) in pieces.items()
    }
    functions["g520"] = np.where(e > 0.715, _cubic(e, G520_ABOVE_0715), functions["g520"])
    functions["g201"] = -0.306 - (e - 0.64) * 0.440
    return functions


def _half_day_inclination(c: Floats, s: Floats) -> dict[str, Floats]:
    """Return the inclination functions F of half-day orbits; c and s are cos i and sin i."""
    c2, s2 = c * c, s * s
    f220 = 0.75 * (1.0 + 2.0 * c + c2)
    return {
        "f220": f220,
        "f221": 1.5 * s2,
        "f321": 1.875 * s * (1.0 - 2.0 * c - 3.0 * c2),
        "f322": -1.875 * s * (1.0 + 2.0 * c - 3.0 * c2),
        "f441": 35.0 * s2 * f220,
        "f442": 39.3750 * s2 * s2,
        "f522": 9.84375 * s * (s2 * (1.0 - 2.0 * c - 5.0 * c2) + 0.33333333 * (-2.0 + 4.0 * c + 6.0 * c2)),
        "f523": s
        * (4.92187512 * s2 * (-2.0 - 4.0 * c + 10.0 * c2) + 6.56250012 * (1.0 + 2.0 * c - 3.0 * c2)),
        "f542": 29.53125 * s * (2.0 - 8.0 * c + c2 * (-12.0 + 8.0 * c + 10.0 * c2)),
        "f543": 29.53125 * s * (-2.0 - 8.0 * c + c2 * (12.0 + 8.0 * c - 10.0 * c2)),
    }


def _half_day(orbit: NearEarth) -> Floats:
    """Return the ten force terms of half-day orbits, (n, 10)."""
    g = _half_day_eccentricity(orbit.eccentricity)
    f = _half_day_inclination(orbit.cos_inclination, orbit.sin_inclination)
    aonv = (orbit.mean_motion / XKE) ** (2.0 / 3.0)
    second = 3.0 * orbit.mean_motion**2 * aonv**2
    third = second * aonv * ROOT32
    fourth = 2.0 * second * aonv**2 * ROOT44
    fifth = second * aonv**3 * ROOT52
    fifth_double = 2.0 * second * aonv**3 * ROOT54
    second = second * ROOT22
    return np.stack(
        [
            second * f["f220"] * g["g201"],
            second * f["f221"] * g["g211"],
            third * f["f321"] * g["g310"],
            third * f["f322"] * g["g322"],
            fourth * f["f441"] * g["g410"],
            fourth * f["f442"] * g["g422"],
            fifth * f["f522"] * g["g520"],
            fifth * f["f523"] * g["g532"],
            fifth_double * f["f542"] * g["g521"],
            fifth_double * f["f543"] * g["g533"],
        ],
        axis=1,
    )


def initialize_resonance(orbit: NearEarth, deep: DeepSpace, days_1950: Floats) -> Resonance:
    """Return which of n deep objects are resonant, and their resonance terms."""
    n = orbit.mean_motion
    theta = sidereal_time_rad(days_1950)
    is_one_day = (n > ONE_DAY_MEAN_MOTION[0]) & (n < ONE_DAY_MEAN_MOTION[1])
    is_half_day = (
        (n >= HALF_DAY_MEAN_MOTION[0])
        & (n <= HALF_DAY_MEAN_MOTION[1])
        & (orbit.eccentricity >= HALF_DAY_MIN_ECCENTRICITY)
    )
    kind = np.where(is_half_day, HALF_DAY, np.where(is_one_day, ONE_DAY, NONE)).astype(np.int64)
    longitude = np.where(
        is_half_day,
        orbit.mean_anomaly + 2.0 * orbit.node - 2.0 * theta,
        orbit.mean_anomaly + orbit.node + orbit.perigee - theta,
    )
    rate = np.where(
        is_half_day,
        orbit.mean_anomaly_rate
        + deep.anomaly_rate
        + 2.0 * (orbit.node_rate + deep.node_rate - EARTH_ROTATION)
        - n,
        orbit.mean_anomaly_rate
        + orbit.perigee_rate
        + orbit.node_rate
        - EARTH_ROTATION
        + deep.anomaly_rate
        + deep.perigee_rate
        + deep.node_rate
        - n,
    )
    force = np.where(is_half_day[:, None], _half_day(orbit), _one_day(orbit))
    return Resonance(kind, theta, np.fmod(longitude, TWO_PI), rate, force)
