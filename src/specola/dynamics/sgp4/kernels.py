"""SGP4 and SDP4 for blocks of 128 objects at a time.

The equations are those of Vallado, Crawford, Hujsak and Kelso, Revisiting Spacetrack Report #3,
AIAA 2006-6753 (2006), arranged so that each lane runs the same instructions: angles that differ
little are reached by rotation instead of a new sine, Kepler's equation takes a fixed number of
steps for each class of eccentricity, errors are codes. Times are minutes, lengths Earth radii.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit

from specola.dynamics.sgp4.constants import EARTH_RADIUS_KM, J2, J3_OVER_J2, KM_S_PER_UNIT, XKE
from specola.dynamics.sgp4.layout_fields import (
    ANOMALY_CUBE,
    ANOMALY_DRAG,
    AY,
    BSTAR_C4,
    BSTAR_C5,
    C1,
    CON41,
    COS_INCLINATION,
    D2,
    D3,
    D4,
    ECCENTRICITY,
    ECCENTRICITY_RATE,
    EPOCH_OFFSET_MIN,
    ETA,
    INCLINATION,
    INCLINATION_RATE,
    LANES,
    MEAN_ANOMALY,
    MEAN_ANOMALY_RATE,
    MEAN_MOTION,
    MOON_ANOMALY,
    MOON_TERMS,
    N_DEEP,
    N_NEAR,
    N_SEGMENT,
    NODE,
    NODE_DRAG,
    NODE_RATE,
    OMEGA_DRAG,
    PERIGEE,
    PERIGEE_RATE,
    RESONANCE_NODE,
    RESONANCE_PERIGEE,
    SEGMENT_MIN,
    SEMI_MAJOR_AXIS,
    SEMI_MAJOR_AXIS_ROOT,
    SIDEREAL_TIME,
    SIN_ANOMALY,
    SIN_INCLINATION,
    SUN_ANOMALY,
    SUN_TERMS,
    T2,
    THIRD_ANOMALY,
    THIRD_NODE,
    THIRD_PERIGEE,
    T3,
    T4,
    T5,
    X1MTH2,
    X7THM1,
    XL,
)
from specola.numerics.trigonometry_kernels import PI_A, PI_B, PI_C, arctan2, rotated, sincos

L = LANES
TWO_PI = 2.0 * math.pi
INV_TWO_PI = 1.0 / TWO_PI
OPTIONS = {"cache": True, "nogil": True, "error_model": "numpy", "fastmath": {"contract"}}
# Without fused multiply-add: after years from epoch angles reach thousands of radians, and their
# last bits must round as in the reference.
EXACT = {**OPTIONS, "fastmath": False}
INLINED = {**OPTIONS, "forceinline": True}

EARTH_ROTATION_RAD_MIN = 4.37526908801129966e-3
SUN_RATE_RAD_MIN = 1.19459e-5
MOON_RATE_RAD_MIN = 1.5835218e-4
SUN_ECCENTRICITY = 0.01675
MOON_ECCENTRICITY = 0.05490
# Below this inclination Lyddane's variables replace the node and perigee.
LYDDANE_INCLINATION_RAD = 0.2
RETROGRADE_GUARD = 1.5e-12
ECCENTRICITY_FLOOR = 1.0e-6
KEPLER_TOLERANCE = 1.0e-12
KEPLER_LARGEST_STEP = 0.95
KEPLER_LARGEST_COUNT = 10

# Classes of eccentricity: how Kepler's equation is solved in a block.
CIRCULAR = 0
MODERATE = 1
ECCENTRIC = 2


# Each theory runs in stages over the 128 lanes of a block. A stage is short enough for the
# processor to overlap several groups of lanes; in one long loop the latency of the chain from
# anomaly to state would be the cost. The stages pass these rows of a work array.
W_ANOMALY = 0
W_SHIFT = 1
W_PERIGEE = 2
W_NODE = 3
W_A = 4
W_N = 5
W_U = 6
W_AX = 7
W_AY = 8
W_SIN = 9
W_COS = 10
W_CODE = 11
W_SIN_I = 12
W_COS_I = 13
W_T = 14
W_E = 15
W_ROWS = 16
WORK_SIZE = W_ROWS * L
BLOCK_WORK_SIZE = WORK_SIZE + 2 * L


@njit(**INLINED)
def _solve_circular(w):
    """Solve u = E - ax sin E + ay cos E for |(ax, ay)| < 0.018: two Newton steps leave 4e-14 rad.

    The sine and cosine of u in the work array become those of E.
    """
    for lane in range(L):
        ax, ay = w[W_AX * L + lane], w[W_AY * L + lane]
        sin_u, cos_u = sincos(w[W_U * L + lane])
        d = (ax * sin_u - ay * cos_u) / (1.0 - ax * cos_u - ay * sin_u)
        w[W_E * L + lane] = d
        sin_e, cos_e = rotated(sin_u, cos_u, d)
        w[W_SIN * L + lane] = sin_e
        w[W_COS * L + lane] = cos_e
    for lane in range(L):
        ax, ay = w[W_AX * L + lane], w[W_AY * L + lane]
        sin_e, cos_e = w[W_SIN * L + lane], w[W_COS * L + lane]
        f = (w[W_E * L + lane] - ax * sin_e) + ay * cos_e
        d = -f / (1.0 - ax * cos_e - ay * sin_e)
        half = 0.5 * d * d
        w[W_SIN * L + lane] = sin_e + (cos_e * d - sin_e * half)
        w[W_COS * L + lane] = cos_e - (sin_e * d + cos_e * half)


@njit(**INLINED)
def _solve_moderate(w):
    """The same for |(ax, ay)| < 0.2: three Newton steps leave 1e-12 rad."""
    for lane in range(L):
        ax, ay = w[W_AX * L + lane], w[W_AY * L + lane]
        sin_u, cos_u = sincos(w[W_U * L + lane])
        d = (ax * sin_u - ay * cos_u) / (1.0 - ax * cos_u - ay * sin_u)
        w[W_E * L + lane] = d
        sin_d, cos_d = sincos(d)
        w[W_SIN * L + lane] = sin_u * cos_d + cos_u * sin_d
        w[W_COS * L + lane] = cos_u * cos_d - sin_u * sin_d
    for lane in range(L):
        ax, ay = w[W_AX * L + lane], w[W_AY * L + lane]
        sin_e, cos_e = w[W_SIN * L + lane], w[W_COS * L + lane]
        offset = w[W_E * L + lane]
        f = (offset - ax * sin_e) + ay * cos_e
        d = -f / (1.0 - ax * cos_e - ay * sin_e)
        sin_e, cos_e = rotated(sin_e, cos_e, d)
        f = ((offset + d) - ax * sin_e) + ay * cos_e
        d = -f / (1.0 - ax * cos_e - ay * sin_e)
        half = 0.5 * d * d
        w[W_SIN * L + lane] = sin_e + (cos_e * d - sin_e * half)
        w[W_COS * L + lane] = cos_e - (sin_e * d + cos_e * half)


@njit(**INLINED)
def _newton_lane(w, lane):
    """One step of the reference's iteration for one lane; return 1 while it has not converged.

    As in AIAA 2006-6753, steps are at most 0.95 rad, there are at most ten, and the sine and
    cosine are those before the last step. A lane that is done holds W_T >= 0.
    """
    ax, ay = w[W_AX * L + lane], w[W_AY * L + lane]
    offset = w[W_E * L + lane]
    is_open = w[W_T * L + lane] < 0.0
    sin_e, cos_e = sincos(w[W_U * L + lane] + offset)
    step = ((ax * sin_e - ay * cos_e) - offset) / (1.0 - ax * cos_e - ay * sin_e)
    step = step if step < KEPLER_LARGEST_STEP else KEPLER_LARGEST_STEP
    step = step if step > -KEPLER_LARGEST_STEP else -KEPLER_LARGEST_STEP
    w[W_SIN * L + lane] = sin_e if is_open else w[W_SIN * L + lane]
    w[W_COS * L + lane] = cos_e if is_open else w[W_COS * L + lane]
    w[W_E * L + lane] = offset + step if is_open else offset
    stays = is_open and abs(step) >= KEPLER_TOLERANCE
    w[W_T * L + lane] = -1.0 if stays else 1.0
    return 1 if stays else 0


@njit(**INLINED)
def _solve_eccentric(w):
    """The same for any eccentricity, by the reference's own iteration, to its own tolerance."""
    for lane in range(L):
        w[W_E * L + lane] = 0.0
        w[W_T * L + lane] = -1.0
    for _ in range(KEPLER_LARGEST_COUNT):
        n_open = 0
        for lane in range(L):
            n_open += _newton_lane(w, lane)
        if n_open == 0:
            break


@njit(**INLINED)
def _radial_lane(w, lane, con41, x1mth2, x7thm1, status):
    """Short-period periodics of radius, speed, argument of latitude and inclination of one lane."""
    ax, ay = w[W_AX * L + lane], w[W_AY * L + lane]
    sin_e, cos_e = w[W_SIN * L + lane], w[W_COS * L + lane]
    a = w[W_A * L + lane]
    e_cos_e = ax * cos_e + ay * sin_e
    e_sin_e = ax * sin_e - ay * cos_e
    beta2 = 1.0 - (ax * ax + ay * ay)
    pl = a * beta2
    beta = math.sqrt(beta2)
    inv_p = 1.0 / pl
    below = 1.0 - e_cos_e
    inv_r = 1.0 / below
    speed = inv_r / math.sqrt(a)
    g = e_sin_e / (1.0 + beta)
    sin_u = inv_r * (sin_e - ay - ax * g)
    cos_u = inv_r * (cos_e - ax + ay * g)
    sin_2u = 2.0 * cos_u * sin_u
    cos_2u = 1.0 - 2.0 * sin_u * sin_u
    k1 = 0.5 * J2 * inv_p
    k2 = k1 * inv_p
    m_r = a * below * (1.0 - 1.5 * k2 * beta * con41) + 0.5 * k1 * x1mth2 * cos_2u
    k3 = w[W_N * L + lane] * k1
    w[W_A * L + lane] = m_r * EARTH_RADIUS_KM
    w[W_AX * L + lane] = (e_sin_e * speed - k3 * x1mth2 * sin_2u) * KM_S_PER_UNIT
    w[W_AY * L + lane] = (beta * speed + k3 * (x1mth2 * cos_2u + 1.5 * con41)) * KM_S_PER_UNIT
    w[W_N * L + lane] = 1.5 * k2 * sin_2u
    w[W_U * L + lane] = 1.5 * k2 * cos_2u
    w[W_E * L + lane] = -0.25 * k2 * x7thm1 * sin_2u
    w[W_SIN * L + lane] = sin_u
    w[W_COS * L + lane] = cos_u
    late = 4 if pl < 0.0 else (6 if m_r < 1.0 else 0)
    code = status[lane]
    status[lane] = code if code > 0 else late


@njit(**INLINED)
def _turned(s, c, d):
    """Return (sin, cos) of an angle plus any d, from its sine and cosine."""
    sin_d, cos_d = sincos(d)
    return s * cos_d + c * sin_d, c * cos_d - s * sin_d


@njit(**INLINED)
def _cartesian_lane(w, lane, sin_i, cos_i, kepler, out):
    """Position and velocity of one lane from its radial quantities.

    Near parabolic orbits the short-period changes of angle are large: they take a full sine.
    """
    if kepler == ECCENTRIC:
        sin_su, cos_su = _turned(w[W_SIN * L + lane], w[W_COS * L + lane], w[W_E * L + lane])
        sin_inc, cos_inc = _turned(sin_i, cos_i, cos_i * sin_i * w[W_U * L + lane])
    else:
        sin_su, cos_su = rotated(w[W_SIN * L + lane], w[W_COS * L + lane], w[W_E * L + lane])
        sin_inc, cos_inc = rotated(sin_i, cos_i, cos_i * sin_i * w[W_U * L + lane])
    sin_node, cos_node = sincos(w[W_NODE * L + lane] + cos_i * w[W_N * L + lane])
    m_km, m_v, rf_v = w[W_A * L + lane], w[W_AX * L + lane], w[W_AY * L + lane]
    xmx = -sin_node * cos_inc
    xmy = cos_node * cos_inc
    ux = xmx * sin_su + cos_node * cos_su
    uy = xmy * sin_su + sin_node * cos_su
    uz = sin_inc * sin_su
    out[lane] = m_km * ux
    out[L + lane] = m_km * uy
    out[2 * L + lane] = m_km * uz
    out[3 * L + lane] = m_v * ux + rf_v * (xmx * cos_su - cos_node * sin_su)
    out[4 * L + lane] = m_v * uy + rf_v * (xmy * cos_su - sin_node * sin_su)
    out[5 * L + lane] = m_v * uz + rf_v * (sin_inc * cos_su)


@njit(**OPTIONS)
def _near_secular(c, minutes, status, w):
    """Secular, drag and long-period terms of a near-Earth block."""
    for lane in range(L):
        t = c[EPOCH_OFFSET_MIN * L + lane] + minutes
        anomaly = c[MEAN_ANOMALY * L + lane] + c[MEAN_ANOMALY_RATE * L + lane] * t
        _, cos_anomaly = sincos(anomaly)
        swing = 1.0 + c[ETA * L + lane] * cos_anomaly
        shift = c[OMEGA_DRAG * L + lane] * t + c[ANOMALY_DRAG * L + lane] * (
            swing * swing * swing - c[ANOMALY_CUBE * L + lane]
        )
        w[W_T * L + lane] = t
        w[W_ANOMALY * L + lane] = anomaly + shift
        w[W_PERIGEE * L + lane] = c[PERIGEE * L + lane] + c[PERIGEE_RATE * L + lane] * t - shift
    for lane in range(L):
        t = w[W_T * L + lane]
        t2 = t * t
        t3 = t2 * t
        sin_moved, _ = sincos(w[W_ANOMALY * L + lane])
        e = c[ECCENTRICITY * L + lane] - (
            c[BSTAR_C4 * L + lane] * t + c[BSTAR_C5 * L + lane] * (sin_moved - c[SIN_ANOMALY * L + lane])
        )
        status[lane] = 1 if (e >= 1.0 or e < -0.001) else 0
        w[W_E * L + lane] = e if e > ECCENTRICITY_FLOOR else ECCENTRICITY_FLOOR
        a_factor = (
            1.0
            - c[C1 * L + lane] * t
            - c[D2 * L + lane] * t2
            - c[D3 * L + lane] * t3
            - c[D4 * L + lane] * (t3 * t)
        )
        a = c[SEMI_MAJOR_AXIS * L + lane] * a_factor * a_factor
        w[W_A * L + lane] = a
        w[W_N * L + lane] = 1.0 / (a * c[SEMI_MAJOR_AXIS_ROOT * L + lane] * abs(a_factor))
    for lane in range(L):
        t = w[W_T * L + lane]
        t2 = t * t
        t3 = t2 * t
        e = w[W_E * L + lane]
        perigee = w[W_PERIGEE * L + lane]
        sin_w, cos_w = sincos(perigee)
        inv_p = 1.0 / (w[W_A * L + lane] * (1.0 - e * e))
        ax = e * cos_w
        w[W_AX * L + lane] = ax
        w[W_AY * L + lane] = e * sin_w + inv_p * c[AY * L + lane]
        longitude = (
            c[T2 * L + lane] * t2
            + c[T3 * L + lane] * t3
            + (t3 * t) * (c[T4 * L + lane] + t * c[T5 * L + lane])
        )
        w[W_U * L + lane] = (
            w[W_ANOMALY * L + lane]
            + c[MEAN_MOTION * L + lane] * longitude
            + perigee
            + inv_p * c[XL * L + lane] * ax
        )
        w[W_NODE * L + lane] = (
            c[NODE * L + lane] + c[NODE_RATE * L + lane] * t + c[NODE_DRAG * L + lane] * t2
        )


@njit(**OPTIONS)
def _near_state(c, kepler, out, status, w):
    """States of a near-Earth block once Kepler's equation is solved."""
    for lane in range(L):
        _radial_lane(
            w, lane, c[CON41 * L + lane], c[X1MTH2 * L + lane], c[X7THM1 * L + lane], status
        )
    if kepler == ECCENTRIC:
        for lane in range(L):
            _cartesian_lane(
                w, lane, c[SIN_INCLINATION * L + lane], c[COS_INCLINATION * L + lane], ECCENTRIC, out
            )
    else:
        for lane in range(L):
            _cartesian_lane(
                w, lane, c[SIN_INCLINATION * L + lane], c[COS_INCLINATION * L + lane], CIRCULAR, out
            )


@njit(**OPTIONS)
def solve_kepler(kepler, w):
    """Solve Kepler's equation of a block by the method for its class of eccentricity."""
    if kepler == CIRCULAR:
        _solve_circular(w)
    elif kepler == MODERATE:
        _solve_moderate(w)
    else:
        _solve_eccentric(w)


@njit(**OPTIONS)
def near_states(c, minutes, kepler, out, status, w):
    """States of a near-Earth block."""
    _near_secular(c, minutes, status, w)
    solve_kepler(kepler, w)
    _near_state(c, kepler, out, status, w)


@njit(**INLINED)
def _body_periodics(c, lane, anomaly, eccentricity, first):
    """Long-period terms of one body: changes of e, i, l, g and h (AIAA 2006-6753, `dpper`)."""
    sin_m, _ = sincos(anomaly)
    sin_f, cos_f = sincos(anomaly + 2.0 * eccentricity * sin_m)
    f2 = 0.5 * sin_f * sin_f - 0.25
    f3 = -0.5 * sin_f * cos_f
    k = first * L + lane
    return (
        c[k] * f2 + c[k + L] * f3,
        c[k + 2 * L] * f2 + c[k + 3 * L] * f3,
        c[k + 4 * L] * f2 + c[k + 5 * L] * f3 + c[k + 6 * L] * sin_f,
        c[k + 7 * L] * f2 + c[k + 8 * L] * f3 + c[k + 9 * L] * sin_f,
        c[k + 10 * L] * f2 + c[k + 11 * L] * f3,
    )


@njit(**INLINED)
def _lunar_solar(t, inclination, node, d_i, d_g, d_h):
    """Return sine and cosine of the perturbed inclination, the change of perigee and the new node.

    Near the equator node and perigee are changed through Lyddane's variables.
    """
    inclined = inclination + d_i
    sin_i, cos_i = sincos(inclined)
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
    node = angle if is_low else wrapped + d_node
    d_perigee = low_g if is_low else d_g - cos_i * d_node
    is_negative = inclined < 0.0
    node = node + math.pi if is_negative else node
    d_perigee = d_perigee - math.pi if is_negative else d_perigee
    sin_i = -sin_i if is_negative else sin_i
    return sin_i, cos_i, d_perigee, node


@njit(**EXACT)
def _deep_secular(c, minutes, resonance, status, w):
    """Secular and resonance terms of a deep-space block."""
    for lane in range(L):
        t = c[EPOCH_OFFSET_MIN * L + lane] + minutes
        t2 = t * t
        perigee = (c[PERIGEE * L + lane] + c[PERIGEE_RATE * L + lane] * t) + c[THIRD_PERIGEE * L + lane] * t
        node = (
            (c[NODE * L + lane] + c[NODE_RATE * L + lane] * t) + c[NODE_DRAG * L + lane] * t2
        ) + c[THIRD_NODE * L + lane] * t
        anomaly = (c[MEAN_ANOMALY * L + lane] + c[MEAN_ANOMALY_RATE * L + lane] * t) + c[
            THIRD_ANOMALY * L + lane
        ] * t
        n0 = c[MEAN_MOTION * L + lane]
        n_change = resonance[lane]
        sidereal = c[SIDEREAL_TIME * L + lane] + EARTH_ROTATION_RAD_MIN * t
        locked = (
            resonance[L + lane]
            + c[RESONANCE_NODE * L + lane] * (sidereal - node)
            - c[RESONANCE_PERIGEE * L + lane] * perigee
        )
        anomaly = locked if c[RESONANCE_NODE * L + lane] > 0.0 else anomaly
        n = n0 * (1.0 + n_change)
        # (1 + x)^(-1/3): a series, then one Newton step to full precision.
        root = 1.0 - n_change * (1.0 / 3.0 - n_change * (2.0 / 9.0 - n_change * (14.0 / 81.0)))
        root = root * (4.0 - (1.0 + n_change) * root * root * root) * (1.0 / 3.0)
        a_factor = 1.0 - c[C1 * L + lane] * t
        e = c[ECCENTRICITY * L + lane] + (c[ECCENTRICITY_RATE * L + lane] - c[BSTAR_C4 * L + lane]) * t
        code = 1 if (e >= 1.0 or e < -0.001) else 0
        status[lane] = 2 if n <= 0.0 else code
        w[W_T * L + lane] = t
        w[W_E * L + lane] = e if e > ECCENTRICITY_FLOOR else ECCENTRICITY_FLOOR
        w[W_A * L + lane] = c[SEMI_MAJOR_AXIS * L + lane] * (root * root) * (a_factor * a_factor)
        w[W_N * L + lane] = n / (XKE * abs(a_factor * a_factor * a_factor))
        # The reference adds the three angles, wraps the sum and takes two away again.
        longitude = ((anomaly + n0 * (c[T2 * L + lane] * t2)) + perigee) + node
        turns = 2.0 * np.trunc(longitude * INV_TWO_PI)
        longitude = ((longitude - turns * PI_A) - turns * PI_B) - turns * PI_C
        w[W_ANOMALY * L + lane] = (longitude - perigee) - node
        w[W_PERIGEE * L + lane] = perigee
        w[W_NODE * L + lane] = node


@njit(**OPTIONS)
def _deep_periodics(c, status, w):
    """Lunar, solar and long-period terms of a deep-space block."""
    for lane in range(L):
        e_s, i_s, l_s, g_s, h_s = _body_periodics(
            c, lane, c[SUN_ANOMALY * L + lane] + SUN_RATE_RAD_MIN * w[W_T * L + lane], SUN_ECCENTRICITY, SUN_TERMS
        )
        w[W_U * L + lane] = e_s
        w[W_AX * L + lane] = i_s
        w[W_SHIFT * L + lane] = l_s
        w[W_SIN * L + lane] = g_s
        w[W_COS * L + lane] = h_s
    for lane in range(L):
        e_m, i_m, l_m, g_m, h_m = _body_periodics(
            c, lane, c[MOON_ANOMALY * L + lane] + MOON_RATE_RAD_MIN * w[W_T * L + lane], MOON_ECCENTRICITY, MOON_TERMS
        )
        w[W_U * L + lane] += e_m
        w[W_AX * L + lane] += i_m
        w[W_SHIFT * L + lane] += l_m
        w[W_SIN * L + lane] += g_m
        w[W_COS * L + lane] += h_m
    for lane in range(L):
        t = w[W_T * L + lane]
        inclination = c[INCLINATION * L + lane] + c[INCLINATION_RATE * L + lane] * t
        sin_i, cos_i, d_perigee, node = _lunar_solar(
            t, inclination, w[W_NODE * L + lane], w[W_AX * L + lane], w[W_SIN * L + lane], w[W_COS * L + lane]
        )
        w[W_SIN_I * L + lane] = sin_i
        w[W_COS_I * L + lane] = cos_i
        w[W_PERIGEE * L + lane] += d_perigee
        w[W_NODE * L + lane] = node
    for lane in range(L):
        e = w[W_E * L + lane] + w[W_U * L + lane]
        code = status[lane]
        status[lane] = 3 if code == 0 and (e < 0.0 or e > 1.0) else code
        perigee = w[W_PERIGEE * L + lane]
        sin_w, cos_w = sincos(perigee)
        sin_i, cos_i = w[W_SIN_I * L + lane], w[W_COS_I * L + lane]
        tilt = (J3_OVER_J2 * sin_i) / (w[W_A * L + lane] * (1.0 - e * e))
        above = 1.0 + cos_i
        above = above if abs(above) > RETROGRADE_GUARD else RETROGRADE_GUARD
        ax = e * cos_w
        w[W_AX * L + lane] = ax
        w[W_AY * L + lane] = e * sin_w - 0.5 * tilt
        w[W_U * L + lane] = (
            w[W_ANOMALY * L + lane]
            + w[W_SHIFT * L + lane]
            + perigee
            - 0.25 * tilt * (3.0 + 5.0 * cos_i) / above * ax
        )


@njit(**OPTIONS)
def _deep_state(kepler, out, status, w):
    """States of a deep-space block once Kepler's equation is solved."""
    for lane in range(L):
        cos2_i = w[W_COS_I * L + lane] * w[W_COS_I * L + lane]
        _radial_lane(w, lane, 3.0 * cos2_i - 1.0, 1.0 - cos2_i, 7.0 * cos2_i - 1.0, status)
    if kepler == ECCENTRIC:
        for lane in range(L):
            _cartesian_lane(w, lane, w[W_SIN_I * L + lane], w[W_COS_I * L + lane], ECCENTRIC, out)
    else:
        for lane in range(L):
            _cartesian_lane(w, lane, w[W_SIN_I * L + lane], w[W_COS_I * L + lane], CIRCULAR, out)


@njit(**OPTIONS)
def deep_states(c, minutes, resonance, kepler, out, status, w):
    """States of a deep-space block."""
    _deep_secular(c, minutes, resonance, status, w)
    _deep_periodics(c, status, w)
    solve_kepler(kepler, w)
    _deep_state(kepler, out, status, w)


@njit(**OPTIONS)
def _resonate(tables, lane, minutes_since_epoch, n0, resonance, slot):
    """Fill relative change of mean motion and resonant longitude of one lane from its segment."""
    first = tables.segment_start[lane]
    if first < 0:
        resonance[slot] = 0.0
        resonance[L + slot] = 0.0
        return
    index = int(minutes_since_epoch / SEGMENT_MIN)
    dt = minutes_since_epoch - index * SEGMENT_MIN
    k = (first + index - tables.segment_first[lane]) * N_SEGMENT
    s = tables.segments
    half = 0.5 * dt * dt
    resonance[slot] = (s[k + 3] + s[k + 2] * dt + s[k + 4] * half) / n0 - 1.0
    resonance[L + slot] = s[k] + s[k + 1] * dt + s[k + 2] * half


@njit(**OPTIONS)
def block_states_in(tables, block, seconds, out, status, work):
    """States of all lanes of a block at one instant, `seconds` after the reference.

    `out` takes x, y, z [km] and vx, vy, vz [km/s], 128 each, TEME; `status` the codes;
    `work` has BLOCK_WORK_SIZE elements.
    """
    minutes = seconds / 60.0
    kind = tables.block_kind[block]
    start = tables.block_start[block]
    if kind < 3:
        c = tables.coefficients[start : start + N_NEAR * L]
        near_states(c, minutes, kind, out, status, work[:WORK_SIZE])
    else:
        c = tables.coefficients[start : start + N_DEEP * L]
        resonance = work[WORK_SIZE:BLOCK_WORK_SIZE]
        for lane in range(L):
            t = c[EPOCH_OFFSET_MIN * L + lane] + minutes
            _resonate(tables, block * L + lane, t, c[MEAN_MOTION * L + lane], resonance, lane)
        deep_states(c, minutes, resonance, kind - 3, out, status, work[:WORK_SIZE])


@njit(**OPTIONS)
def block_states(tables, block, seconds, out, status):
    """The same with a work array of its own."""
    block_states_in(tables, block, seconds, out, status, np.empty(BLOCK_WORK_SIZE))


@njit(**OPTIONS)
def _gather(tables, lane, n_rows, c, slot):
    """Copy the coefficients of one lane into a slot of a scratch block."""
    start = tables.block_start[lane // L] + lane % L
    for k in range(n_rows):
        c[k * L + slot] = tables.coefficients[start + k * L]


@njit(**OPTIONS)
def lane_states(tables, lanes, seconds, out, status, scratch):
    """States of up to 128 lanes, each at its own instant, Kepler's equation fully converged.

    `lanes` and `seconds` have the same length m <= 128; `out` and `status` are filled in that
    order, as by `block_states`; `scratch` has `scratch_size()` elements.
    """
    m = len(lanes)
    c = scratch[: N_DEEP * L]
    resonance = scratch[N_DEEP * L : (N_DEEP + 2) * L]
    local = scratch[(N_DEEP + 2) * L : (N_DEEP + 8) * L]
    work = scratch[(N_DEEP + 8) * L : (N_DEEP + 8) * L + WORK_SIZE]
    slots = np.empty(L, np.int64)
    codes = np.empty(L, np.int8)
    for theory in range(2):
        used = 0
        for i in range(m):
            lane = lanes[i]
            is_deep = tables.block_kind[lane // L] >= 3
            if is_deep != (theory == 1):
                continue
            _gather(tables, lane, N_DEEP if is_deep else N_NEAR, c, used)
            c[EPOCH_OFFSET_MIN * L + used] += seconds[i] / 60.0
            if is_deep:
                _resonate(
                    tables, lane, c[EPOCH_OFFSET_MIN * L + used], c[MEAN_MOTION * L + used], resonance, used
                )
            slots[used] = i
            used += 1
        if used == 0:
            continue
        if theory == 0:
            near_states(c[: N_NEAR * L], 0.0, ECCENTRIC, local, codes, work)
        else:
            deep_states(c, 0.0, resonance, ECCENTRIC, local, codes, work)
        for j in range(used):
            i = slots[j]
            status[i] = codes[j]
            for k in range(6):
                out[k * L + i] = local[k * L + j]


SCRATCH_SIZE = (N_DEEP + 8) * L + WORK_SIZE


@njit(**OPTIONS)
def lane_states_all(tables, lanes, seconds, position_km, velocity_km_s, status):
    """States of any number of lanes, each at its own instant, into (m, 3), (m, 3) and (m,)."""
    scratch = np.zeros(SCRATCH_SIZE)
    out = np.empty(6 * L)
    codes = np.empty(L, np.int8)
    m = len(lanes)
    for first in range(0, m, L):
        last = min(first + L, m)
        lane_states(tables, lanes[first:last], seconds[first:last], out, codes, scratch)
        for i in range(first, last):
            j = i - first
            status[i] = codes[j]
            for k in range(3):
                position_km[i, k] = out[k * L + j]
                velocity_km_s[i, k] = out[(3 + k) * L + j]


@njit(**OPTIONS)
def all_states(tables, seconds, position_km, velocity_km_s, status):
    """States of every row at every instant into (n, t, 3), (n, t, 3) and (n, t)."""
    out = np.empty(6 * L)
    codes = np.empty(L, np.int8)
    work = np.empty(BLOCK_WORK_SIZE)
    for block in range(len(tables.block_kind)):
        for j in range(len(seconds)):
            block_states_in(tables, block, seconds[j], out, codes, work)
            for lane in range(L):
                row = tables.rows[block * L + lane]
                if row >= 0:
                    status[row, j] = codes[lane]
                    for k in range(3):
                        position_km[row, j, k] = out[k * L + lane]
                        velocity_km_s[row, j, k] = out[(3 + k) * L + lane]


@njit(**OPTIONS)
def _one_day_force(longitude, rate, d, i):
    """Return the second and third derivatives of a one-day longitude."""
    sin_1, cos_1 = math.sin(longitude - 0.13130908), math.cos(longitude - 0.13130908)
    angle = 2.0 * (longitude - 2.8843198)
    sin_2, cos_2 = math.sin(angle), math.cos(angle)
    angle = 3.0 * (longitude - 0.37448087)
    sin_3, cos_3 = math.sin(angle), math.cos(angle)
    second = d[i, 0] * sin_1 + d[i, 1] * sin_2 + d[i, 2] * sin_3
    return second, (d[i, 0] * cos_1 + 2.0 * d[i, 1] * cos_2 + 3.0 * d[i, 2] * cos_3) * rate


@njit(**OPTIONS)
def _half_day_force(longitude, rate, omega, d, i):
    """Return the second and third derivatives of a half-day longitude."""
    g22, g32, g44, g52, g54 = 5.7686396, 0.95240898, 1.8014998, 1.0508330, 4.4108898
    double = 2.0 * longitude
    a0, a1 = 2.0 * omega + longitude - g22, longitude - g22
    a2, a3 = omega + longitude - g32, -omega + longitude - g32
    a4, a5 = 2.0 * omega + double - g44, double - g44
    a6, a7 = omega + longitude - g52, -omega + longitude - g52
    a8, a9 = omega + double - g54, -omega + double - g54
    second = (
        d[i, 0] * math.sin(a0) + d[i, 1] * math.sin(a1) + d[i, 2] * math.sin(a2) + d[i, 3] * math.sin(a3)
        + d[i, 4] * math.sin(a4) + d[i, 5] * math.sin(a5) + d[i, 6] * math.sin(a6) + d[i, 7] * math.sin(a7)
        + d[i, 8] * math.sin(a8) + d[i, 9] * math.sin(a9)
    )  # fmt: skip
    single = (
        d[i, 0] * math.cos(a0) + d[i, 1] * math.cos(a1) + d[i, 2] * math.cos(a2)
        + d[i, 3] * math.cos(a3) + d[i, 6] * math.cos(a6) + d[i, 7] * math.cos(a7)
    )  # fmt: skip
    twice = d[i, 4] * math.cos(a4) + d[i, 5] * math.cos(a5) + d[i, 8] * math.cos(a8) + d[i, 9] * math.cos(a9)
    return second, (single + 2.0 * twice) * rate


@njit(**OPTIONS)
def _fill_direction(i, is_half_day, start, last, step, orbit, force, segments):
    """Integrate one resonant object from its epoch to segment `last`, by steps of +1 or -1.

    Columns of `orbit`: longitude, rate excess, mean motion, perigee, perigee rate.
    """
    longitude, n = orbit[i, 0], orbit[i, 2]
    delta = step * SEGMENT_MIN
    half = 0.5 * SEGMENT_MIN * SEGMENT_MIN
    index = 0
    while True:
        rate = n + orbit[i, 1]
        if is_half_day:
            omega = orbit[i, 3] + orbit[i, 4] * (index * SEGMENT_MIN)
            second, third = _half_day_force(longitude, rate, omega, force, i)
        else:
            second, third = _one_day_force(longitude, rate, force, i)
        k = (start + index) * N_SEGMENT
        if 0 <= k < len(segments):
            segments[k] = longitude
            segments[k + 1] = rate
            segments[k + 2] = second
            segments[k + 3] = n
            segments[k + 4] = third
        if index == last:
            return
        longitude += rate * delta + second * half
        n += second * delta + third * half
        index += step


@njit(**OPTIONS)
def resonance_segments(kind, first, last, start, orbit, force, segments):
    """Fill the 720-minute segments `first` to `last` (counted from epoch) of each resonant object.

    Segment k of object i stands at row `start[i] + k - first[i]`; those outside are integrated
    through but not kept.
    """
    for i in range(len(kind)):
        base = start[i] - first[i]
        low, high = start[i], start[i] + last[i] - first[i]
        kept = segments[low * N_SEGMENT : (high + 1) * N_SEGMENT]
        if last[i] >= 0:
            _fill_direction(i, kind[i] == 2, base - low, last[i], 1, orbit, force, kept)
        if first[i] < 0:
            _fill_direction(i, kind[i] == 2, base - low, first[i], -1, orbit, force, kept)
