"""WGS72 constants in SGP4's units: Earth radii and minutes.

Source: F. R. Hoots, R. L. Roehrich, Spacetrack Report No. 3 (1980); the values of
D. Vallado, P. Crawford, R. Hujsak, T. S. Kelso, Revisiting Spacetrack Report #3,
AIAA 2006-6753 (2006), appendix on gravity constants, `wgs72`.
"""

from __future__ import annotations

import math

from specola.numerics.units import MINUTE_S

GM_KM3_S2 = 398_600.8
EARTH_RADIUS_KM = 6378.135
J2 = 0.001082616
J3 = -0.00000253881
J4 = -0.00000165597
J3_OVER_J2 = J3 / J2
# Square root of GM in Earth radii^1.5 per minute.
XKE = MINUTE_S / math.sqrt(EARTH_RADIUS_KM**3 / GM_KM3_S2)
KM_S_PER_UNIT = EARTH_RADIUS_KM * XKE / MINUTE_S
# Guards the division by 1 + cos i at an inclination of 180 degrees.
RETROGRADE_GUARD = 1.5e-12
# Julian day of 1949-12-31T00:00 UTC, from which the theory counts.
JULIAN_1950 = 2_433_281.5
# Objects with a period of 225 minutes or more use the deep-space theory.
DEEP_PERIOD_MIN = 225.0
