"""Branch-free sine, cosine and arctangent that a compiler can vectorize.

The reduction is Cody and Waite's (Software Manual for the Elementary Functions, 1980, chapter 8)
with pi in three parts, so that products with whole numbers below 2^22 are exact. The polynomials
are Chebyshev interpolants of sin(x)/x, cos(x) and atan(x)/x in x^2, computed with 60 digits;
their largest errors are 3.6e-17, 6.9e-17 and 5.3e-17.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit

INV_PI = 1.0 / math.pi
PI_A = float.fromhex("0x1.921fb54400000p+1")
PI_B = float.fromhex("0x1.0b4611a400000p-33")
PI_C = float.fromhex("0x1.13198a2e03707p-64")
HALF_PI = 0.5 * math.pi
QUARTER_PI = 0.25 * math.pi
TAN_EIGHTH_PI = math.sqrt(2.0) - 1.0


@njit(cache=True, error_model="numpy", fastmath={"contract"}, forceinline=True)
def sincos(x):
    """Return (sin x, cos x), absolute error below 2.5e-16 for |x| < 1e7."""
    n = np.floor(x * INV_PI + 0.5)
    r = ((x - n * PI_A) - n * PI_B) - n * PI_C
    sign = 1.0 - 2.0 * (n - 2.0 * np.floor(0.5 * n))
    u = r * r
    s = 2.731428986122616e-15
    s = s * u - 7.643969031052769e-13
    s = s * u + 1.6058977272815506e-10
    s = s * u - 2.5052107616384595e-08
    s = s * u + 2.755731921915843e-06
    s = s * u - 0.00019841269841254955
    s = s * u + 0.008333333333333316
    s = s * u - 0.16666666666666666
    c = 4.64640971522779e-14
    c = c * u - 1.1466250478536745e-11
    c = c * u + 2.0876681513907184e-09
    c = c * u - 2.7557318572848315e-07
    c = c * u + 2.4801587298910888e-05
    c = c * u - 0.0013888888888884763
    c = c * u + 0.04166666666666666
    return sign * (r + r * u * s), sign * (1.0 - 0.5 * u + u * u * c)


@njit(cache=True, error_model="numpy", fastmath={"contract"}, forceinline=True)
def arctan2(y, x):
    """Return the angle of (x, y) in (-pi, pi], absolute error below 4e-16; (0, 0) gives 0."""
    ax = abs(x)
    ay = abs(y)
    high = ax if ax > ay else ay
    low = ay if ax > ay else ax
    ratio = low / (high if high > 0.0 else 1.0)
    is_wide = ratio > TAN_EIGHTH_PI
    z = (ratio - 1.0) / (ratio + 1.0) if is_wide else ratio
    u = z * z
    p = 0.022747352471342214
    p = p * u - 0.044831026218406116
    p = p * u + 0.05736261745056589
    p = p * u - 0.06649602209669496
    p = p * u + 0.07691054071029589
    p = p * u - 0.09090852496984875
    p = p * u + 0.11111109634672653
    p = p * u - 0.1428571426606795
    p = p * u + 0.19999999999898238
    p = p * u - 0.3333333333333325
    angle = z + z * u * p + (QUARTER_PI if is_wide else 0.0)
    angle = HALF_PI - angle if ay >= ax and high > 0.0 else angle
    angle = math.pi - angle if x < 0.0 else angle
    return -angle if y < 0.0 else angle


@njit(cache=True, error_model="numpy", fastmath={"contract"}, forceinline=True)
def rotated(s, c, d):
    """Return (sin, cos) of an angle whose sine is s and cosine c, plus d; exact to 1e-17 for |d| < 0.02."""
    u = d * d
    sin_d = d * (1.0 - u * (1.0 / 6.0 - u * (1.0 / 120.0 - u * (1.0 / 5040.0))))
    cos_less_1 = -u * (0.5 - u * (1.0 / 24.0 - u * (1.0 / 720.0)))
    return s + (s * cos_less_1 + c * sin_d), c + (c * cos_less_1 - s * sin_d)


@njit(cache=True, error_model="numpy", fastmath={"contract"}, forceinline=True)
def rotated_far(s, c, d):
    """The same, exact to 1e-16 for |d| < 0.12."""
    u = d * d
    sin_d = d * (1.0 - u * (1.0 / 6.0 - u * (1.0 / 120.0 - u * (1.0 / 5040.0 - u * (1.0 / 362_880.0)))))
    cos_less_1 = -u * (0.5 - u * (1.0 / 24.0 - u * (1.0 / 720.0 - u * (1.0 / 40_320.0))))
    return s + (s * cos_less_1 + c * sin_d), c + (c * cos_less_1 - s * sin_d)
