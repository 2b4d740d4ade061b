"""Deep-space theory (SDP4) for a block of 128 objects. Times are minutes, lengths Earth radii."""

from __future__ import annotations

import math

import numpy as np
from numba import njit

from specola.dynamics.sgp4 import layout_fields as at
from specola.dynamics.sgp4.constants import J3_OVER_J2, RETROGRADE_GUARD, XKE
from specola.dynamics.sgp4.deep_initialization import MOON_ECCENTRICITY, MOON_RATE, SUN_ECCENTRICITY, SUN_RATE
from specola.dynamics.sgp4.resonance import EARTH_ROTATION
from specola.dynamics.sgp4.stage_kernels import (
    COLLAPSED,
    ECCENTRICITY_FLOOR,
    EXACT,
    INLINED,
    KEPLER_LIMITS,
    OPTIONS,
    W_A,
    W_ANOMALY,
    W_AX,
    W_AY,
    W_COS,
    W_COS_I,
    W_E,
    W_N,
    W_NODE,
    W_PERIGEE,
    W_SHIFT,
    W_SIN,
    W_SIN_I,
    W_T,
    W_U,
    L,
    cartesian_lane,
    radial_lane,
    solve_kepler,
)
from specola.numerics.trigonometry_kernels import PI_A, PI_B, PI_C, arctan2, rotated_far, sincos
from specola.numerics.units import TWO_PI

INV_TWO_PI = 1.0 / TWO_PI
# Below this inclination Lyddane's variables replace the node and perigee.
LYDDANE_INCLINATION_RAD = 0.2


@njit(**INLINED)
def _body_periodics(c, lane, sine, cosine, eccentricity, first):
    """Long-period terms of one body: changes of e, i, l, g and h (AIAA 2006-6753, `dpper`).

    `sine` and `cosine` are those of the body's advance since the reference instant; `first` is
    where the sine and cosine of its anomaly stand, followed by its terms.
    """
    k = first * L + lane
    sin_m = c[k] * cosine + c[k + L] * sine
    cos_m = c[k + L] * cosine - c[k] * sine
    sin_f, cos_f = rotated_far(sin_m, cos_m, 2.0 * eccentricity * sin_m)
    f2 = 0.5 * sin_f * sin_f - 0.25
    f3 = -0.5 * sin_f * cos_f
    return (
        c[k + 2 * L] * f2 + c[k + 3 * L] * f3,
        c[k + 4 * L] * f2 + c[k + 5 * L] * f3,
        c[k + 6 * L] * f2 + c[k + 7 * L] * f3 + c[k + 8 * L] * sin_f,
        c[k + 9 * L] * f2 + c[k + 10 * L] * f3 + c[k + 11 * L] * sin_f,
        c[k + 12 * L] * f2 + c[k + 13 * L] * f3,
    )


@njit(**INLINED)
def _lyddane(inclined, sin_i, cos_i, node, d_i, d_g, d_h):
    """Return sine of the perturbed inclination, the change of perigee and the new node.

    Near the equator node and perigee are changed through Lyddane's variables.
    """
    is_low = inclined < LYDDANE_INCLINATION_RAD
    # The field's rule: the node is wrapped toward zero before it enters the equatorial formula.
    wrapped = node - TWO_PI * np.trunc(node * INV_TWO_PI)
    sin_node, cos_node = sincos(wrapped)
    y = sin_i * sin_node + d_h * cos_node + d_i * cos_i * sin_node
    x = sin_i * cos_node - d_h * sin_node + d_i * cos_i * cos_node
    angle = arctan2(y, x)
    step = TWO_PI if angle < wrapped else -TWO_PI
    angle = angle + step if abs(wrapped - angle) > math.pi else angle
    low_g = d_g - d_i * wrapped * sin_i + cos_i * (wrapped - angle)
    d_node = d_h / (sin_i if not is_low else 1.0)
    node = angle if is_low else node + d_node
    d_perigee = low_g if is_low else d_g - cos_i * d_node
    is_negative = inclined < 0.0
    node = node + math.pi if is_negative else node
    d_perigee = d_perigee - math.pi if is_negative else d_perigee
    sin_i = -sin_i if is_negative else sin_i
    return sin_i, d_perigee, node


@njit(**EXACT)
def _deep_secular(c, minutes, resonance, status, w):
    """Secular and resonance terms of a deep-space block."""
    for lane in range(L):
        t = c[at.EPOCH_OFFSET_MIN * L + lane] + minutes
        t2 = t * t
        perigee = (c[at.PERIGEE * L + lane] + c[at.PERIGEE_RATE * L + lane] * t) + c[
            at.THIRD_PERIGEE * L + lane
        ] * t
        node = (
            (c[at.NODE * L + lane] + c[at.NODE_RATE * L + lane] * t) + c[at.NODE_DRAG * L + lane] * t2
        ) + c[at.THIRD_NODE * L + lane] * t
        anomaly = (c[at.MEAN_ANOMALY * L + lane] + c[at.MEAN_ANOMALY_RATE * L + lane] * t) + c[
            at.THIRD_ANOMALY * L + lane
        ] * t
        n0 = c[at.MEAN_MOTION * L + lane]
        n_change = resonance[lane]
        sidereal = c[at.SIDEREAL_TIME * L + lane] + EARTH_ROTATION * t
        locked = (
            resonance[L + lane]
            + c[at.RESONANCE_NODE * L + lane] * (sidereal - node)
            - c[at.RESONANCE_PERIGEE * L + lane] * perigee
        )
        anomaly = locked if c[at.RESONANCE_NODE * L + lane] > 0.0 else anomaly
        n = n0 * (1.0 + n_change)
        # (1 + x)^(-1/3): a series, then one Newton step to full precision.
        root = 1.0 - n_change * (1.0 / 3.0 - n_change * (2.0 / 9.0 - n_change * (14.0 / 81.0)))
        root = root * (4.0 - (1.0 + n_change) * root * root * root) * (1.0 / 3.0)
        a_factor = 1.0 - c[at.C1 * L + lane] * t
        e = (
            c[at.ECCENTRICITY * L + lane]
            + (c[at.ECCENTRICITY_RATE * L + lane] - c[at.BSTAR_C4 * L + lane]) * t
        )
        code = 1 if (e >= 1.0 or e < -0.001) else 0
        status[lane] = 2 if n <= 0.0 else code
        w[W_T * L + lane] = t
        w[W_E * L + lane] = e if e > ECCENTRICITY_FLOOR else ECCENTRICITY_FLOOR
        w[W_A * L + lane] = c[at.SEMI_MAJOR_AXIS * L + lane] * (root * root) * (a_factor * a_factor)
        w[W_N * L + lane] = n / (XKE * abs(a_factor * a_factor * a_factor))
        # The reference adds the three angles, wraps the sum and takes two away again.
        longitude = ((anomaly + n0 * (c[at.T2 * L + lane] * t2)) + perigee) + node
        turns = 2.0 * np.trunc(longitude * INV_TWO_PI)
        longitude = ((longitude - turns * PI_A) - turns * PI_B) - turns * PI_C
        w[W_ANOMALY * L + lane] = (longitude - perigee) - node
        w[W_PERIGEE * L + lane] = perigee
        w[W_NODE * L + lane] = node


@njit(**INLINED)
def _change_node(n_low, w):
    """Apply the long-period terms to inclination, node and perigee.

    `n_low` is how many lanes need Lyddane's variables; most blocks have none.
    """
    if n_low > 0:
        for lane in range(L):
            inclined = w[W_COS_I * L + lane]
            sin_i, cos_i = sincos(inclined)
            sin_i, d_perigee, node = _lyddane(
                inclined,
                sin_i,
                cos_i,
                w[W_NODE * L + lane],
                w[W_AX * L + lane],
                w[W_SIN * L + lane],
                w[W_COS * L + lane],
            )
            w[W_SIN_I * L + lane] = sin_i
            w[W_COS_I * L + lane] = cos_i
            w[W_PERIGEE * L + lane] += d_perigee
            w[W_NODE * L + lane] = node
    else:
        for lane in range(L):
            sin_i, cos_i = sincos(w[W_COS_I * L + lane])
            d_node = w[W_COS * L + lane] / sin_i
            w[W_SIN_I * L + lane] = sin_i
            w[W_COS_I * L + lane] = cos_i
            w[W_PERIGEE * L + lane] += w[W_SIN * L + lane] - cos_i * d_node
            w[W_NODE * L + lane] += d_node


@njit(**OPTIONS)
def _deep_periodics(c, minutes, limit, status, w):
    """Lunar, solar and long-period terms of a deep-space block.

    Return how many lanes are too eccentric for `limit`, or collapsed.
    """
    n_wide = 0
    n_low = 0
    sin_sun, cos_sun = sincos(SUN_RATE * minutes)
    sin_moon, cos_moon = sincos(MOON_RATE * minutes)
    for lane in range(L):
        e_s, i_s, l_s, g_s, h_s = _body_periodics(c, lane, sin_sun, cos_sun, SUN_ECCENTRICITY, at.SUN_SIN)
        e_m, i_m, l_m, g_m, h_m = _body_periodics(c, lane, sin_moon, cos_moon, MOON_ECCENTRICITY, at.MOON_SIN)
        d_i = i_s + i_m
        inclined = c[at.INCLINATION * L + lane] + c[at.INCLINATION_RATE * L + lane] * w[W_T * L + lane] + d_i
        n_low += 1 if inclined < LYDDANE_INCLINATION_RAD else 0
        w[W_U * L + lane] = e_s + e_m
        w[W_AX * L + lane] = d_i
        w[W_SHIFT * L + lane] = l_s + l_m
        w[W_SIN * L + lane] = g_s + g_m
        w[W_COS * L + lane] = h_s + h_m
        w[W_COS_I * L + lane] = inclined
    _change_node(n_low, w)
    for lane in range(L):
        e = w[W_E * L + lane] + w[W_U * L + lane]
        code = status[lane]
        status[lane] = 3 if code == 0 and (e < 0.0 or e > 1.0) else code
        perigee = w[W_PERIGEE * L + lane]
        sin_w, cos_w = sincos(perigee)
        sin_i, cos_i = w[W_SIN_I * L + lane], w[W_COS_I * L + lane]
        p = w[W_A * L + lane] * (1.0 - e * e)
        above = 1.0 + cos_i
        above = above if abs(above) > RETROGRADE_GUARD else RETROGRADE_GUARD
        inverse = 1.0 / (p * above)
        inv_p = inverse * above
        tilt = J3_OVER_J2 * sin_i
        ax = e * cos_w
        ay = e * sin_w - 0.5 * tilt * inv_p
        w[W_AX * L + lane] = ax
        w[W_AY * L + lane] = ay
        n_wide += 1 if (ax * ax + ay * ay > limit * limit or inv_p > COLLAPSED) else 0
        w[W_U * L + lane] = (
            w[W_ANOMALY * L + lane]
            + w[W_SHIFT * L + lane]
            + perigee
            - 0.25 * tilt * (3.0 + 5.0 * cos_i) * inverse * ax
        )
    return n_wide


@njit(**OPTIONS)
def move_lane(c, lane, minutes, is_deep):
    """Set the reference instant of one lane of a block `minutes` later."""
    c[at.EPOCH_OFFSET_MIN * L + lane] += minutes
    if is_deep:
        for first, rate in ((at.SUN_SIN, SUN_RATE), (at.MOON_SIN, MOON_RATE)):
            k = first * L + lane
            sine, cosine = sincos(rate * minutes)
            c[k], c[k + L] = c[k] * cosine + c[k + L] * sine, c[k + L] * cosine - c[k] * sine


@njit(**OPTIONS)
def _deep_state(kepler, out, status, w):
    """States of a deep-space block once Kepler's equation is solved."""
    for lane in range(L):
        cos2_i = w[W_COS_I * L + lane] * w[W_COS_I * L + lane]
        radial_lane(w, lane, 3.0 * cos2_i - 1.0, 1.0 - cos2_i, 7.0 * cos2_i - 1.0, status)
    if kepler == at.ECCENTRIC:
        for lane in range(L):
            cartesian_lane(w, lane, w[W_SIN_I * L + lane], w[W_COS_I * L + lane], at.ECCENTRIC, out)
    else:
        for lane in range(L):
            cartesian_lane(w, lane, w[W_SIN_I * L + lane], w[W_COS_I * L + lane], at.CIRCULAR, out)


@njit(**OPTIONS)
def deep_states(c, minutes, resonance, kepler, out, status, w):
    """States of a deep-space block."""
    _deep_secular(c, minutes, resonance, status, w)
    n_wide = _deep_periodics(c, minutes, KEPLER_LIMITS[kepler], status, w)
    kepler = at.ECCENTRIC if n_wide > 0 else kepler
    solve_kepler(kepler, w)
    _deep_state(kepler, out, status, w)
