"""The only conversion factors in the project.

Inside, everything is km, km/s, s and rad. Degrees, meters, days and revolutions exist at the
borders only, and are converted here.
"""

from __future__ import annotations

import math

DEG_TO_RAD = math.pi / 180.0
RAD_TO_DEG = 180.0 / math.pi
ARCSEC_TO_RAD = math.pi / 648_000.0
MILLIARCSEC_TO_RAD = ARCSEC_TO_RAD / 1000.0
TWO_PI = 2.0 * math.pi

KM_TO_M = 1000.0
M_TO_KM = 1.0 / 1000.0

MINUTE_S = 60.0
HOUR_S = 3600.0
DAY_S = 86_400.0
DAY_MIN = 1440.0

REV_DAY_TO_RAD_S = TWO_PI / DAY_S
REV_DAY_TO_RAD_MIN = TWO_PI / DAY_MIN

DAY_WHOLE_S = 86_400
HOUR_WHOLE_S = 3600
MINUTE_WHOLE_S = 60
WEEK_WHOLE_S = 7 * DAY_WHOLE_S

MILLISECOND_TO_S = 1.0 / 1000.0
