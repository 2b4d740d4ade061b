from __future__ import annotations

import math

from specola.numerics import units


def test_factors_that_must_be_inverse():
    assert units.DEG_TO_RAD * units.RAD_TO_DEG == 1.0
    assert units.KM_TO_M * units.M_TO_KM == 1.0


def test_factors_by_their_meaning():
    assert math.isclose(units.ARCSEC_TO_RAD * 3600 * 180, math.pi)
    assert math.isclose(units.MILLIARCSEC_TO_RAD * 1000, units.ARCSEC_TO_RAD)
    assert math.isclose(units.REV_DAY_TO_RAD_S * units.DAY_S, units.TWO_PI)
    assert math.isclose(units.REV_DAY_TO_RAD_MIN * units.DAY_MIN, units.TWO_PI)
    assert (units.MINUTE_WHOLE_S, units.HOUR_WHOLE_S, units.DAY_WHOLE_S) == (
        units.MINUTE_S,
        units.HOUR_S,
        units.DAY_S,
    )
    assert units.WEEK_WHOLE_S == 7 * units.DAY_WHOLE_S
    assert units.MILLISECOND_TO_S * 1000 == 1.0
