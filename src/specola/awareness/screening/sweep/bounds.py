"""How far objects can move inside one interval: the numbers that make the sweep miss nothing.

The sweep looks at each object once an interval, at the middle, and must keep every pair whose
distance can fall below the reach anywhere in the interval. All of its bounds follow from motion
around a point mass plus the largest acceleration of J2.
"""

from __future__ import annotations

import math
from typing import NamedTuple

from specola.dynamics.sgp4.constants import EARTH_RADIUS_KM, GM_KM3_S2, J2

# Objects are swept below this radius; what SGP4 puts elsewhere is reported as not screened.
HIGHEST_RADIUS_KM = 500_000.0
# Twice the squared speed over the escape speed squared: hyperbolic states are no orbits.
ESCAPE_GAIN = 2.1

# The quickest objects that are swept by direction: circular motion at this radius.
QUICK_RADIUS_KM = 6500.0
# Perigee passes turn faster than that; up to this factor they are swept with wider halos.
FAST_GAIN = 1.4
# Acceleration of J2 along the radius: 1.5 J2 GM R^2 / r^4 (3 sin^2 latitude - 1), largest at the poles.
J2_RADIAL_KM5_S2 = 3.0 * J2 * GM_KM3_S2 * EARTH_RADIUS_KM**2
# Left over at the middle of an interval: error of the Hermite midpoint, gradient of J2, single precision.
RESIDUE_KM = 0.3
RADIAL_RESIDUE_KM = 0.1

# Bands of declination (times four quadrants of right ascension) for a number of objects.
BANDS = ((40_000, 3), (200_000, 4))
MOST_BANDS = 8


class Bounds(NamedTuple):
    """Numbers the kernels need, for one step and reach.

    Attributes
    ----------
    step_s : length of an interval
    half_s : half of it, T
    reach_km : pairs nearer than this at some moment are kept
    quick_rad : angle that the quickest ordinary object turns in T, with half the reach
    gain, slack : |d.v| <= T (gain v^2 + slack L^2) at the middle, if d.v = 0 somewhere in the interval
    n_bands : bands of declination
    """

    step_s: float
    half_s: float
    reach_km: float
    quick_rad: float
    gain: float
    slack: float
    n_bands: int


def bounds_for(step_s: float, reach_km: float, *, n_objects: int) -> Bounds:
    """Return the bounds of a sweep.

    Parameters
    ----------
    step_s : float [s], length of an interval
    reach_km : float [km]
    n_objects : how many objects, which decides the number of bands
    """
    half_s = 0.5 * step_s
    k = GM_KM3_S2 / QUICK_RADIUS_KM**3
    quick_rad = 1.01 * math.sqrt(k) * half_s + (reach_km + RESIDUE_KM) / (2.0 * QUICK_RADIUS_KM)
    wanted = next((bands for most, bands in BANDS if n_objects <= most), MOST_BANDS)
    # A halo reaches into the next band at most.
    most = int(2.0 / (2.0 * FAST_GAIN * quick_rad))
    # d.v changes at the rate v^2 + d.a with |d.a| <= 2 k d^2, and d <= L + v T inside the interval:
    # (L + v T)^2 <= 2 L^2 + 2 v^2 T^2 gives 4 k T^2 beside v^2 and 4 k L^2. One k T^2 more is the
    # growth of v itself, and two percent the residue.
    return Bounds(
        step_s=step_s,
        half_s=half_s,
        reach_km=reach_km,
        quick_rad=quick_rad,
        gain=1.02 + 5.0 * k * half_s**2,
        slack=4.0 * k,
        n_bands=max(1, min(wanted, most)),
    )
