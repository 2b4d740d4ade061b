"""The stages that both theories share: Kepler's equation, short-period terms, position and velocity.

Each theory runs in stages over the 128 lanes of a block. A stage is short enough for the
processor to overlap several groups of lanes; in one long loop the latency of the chain from
anomaly to state would be the cost. The stages pass the rows `W_...` of a work array. The
equations are those of Vallado, Crawford, Hujsak and Kelso, Revisiting Spacetrack Report #3,
AIAA 2006-6753 (2006), arranged so that every lane runs the same instructions.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from specola.dynamics.sgp4 import layout_fields as at
from specola.dynamics.sgp4.constants import EARTH_RADIUS_KM, J2, KM_S_PER_UNIT
from specola.numerics.trigonometry_kernels import rotated, sincos

L = at.LANES
OPTIONS: Any = {"cache": True, "nogil": True, "error_model": "numpy", "fastmath": {"contract"}}
INLINED: Any = {**OPTIONS, "forceinline": True}
# Without fused multiply-add: after years from epoch angles reach thousands of radians, and their
# last bits must round as in the reference.
EXACT: Any = {**OPTIONS, "fastmath": False}

KEPLER_TOLERANCE = 1.0e-12
KEPLER_LARGEST_STEP = 0.95
KEPLER_LARGEST_COUNT = 10

# Largest perturbed eccentricity of each class; a block that holds a larger one at some instant is
# solved as eccentric at that instant. So is one with a collapsed orbit, 1/p above 2 per Earth radius.
KEPLER_LIMITS = (0.018, 0.2, 1.0e9)
COLLAPSED = 2.0
ECCENTRICITY_FLOOR = 1.0e-6

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
W_SIN_I = 11
W_COS_I = 12
W_T = 13
W_E = 14
WORK_SIZE = 15 * L


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


@njit(**OPTIONS)
def solve_kepler(kepler, w):
    """Solve Kepler's equation of a block by the method for its class of eccentricity."""
    if kepler == at.CIRCULAR:
        _solve_circular(w)
    elif kepler == at.MODERATE:
        _solve_moderate(w)
    else:
        _solve_eccentric(w)


@njit(**INLINED)
def radial_lane(w, lane, con41, x1mth2, x7thm1, status):
    """Short-period periodics of radius, speed, argument of latitude and inclination of one lane."""
    ax, ay = w[W_AX * L + lane], w[W_AY * L + lane]
    sin_e, cos_e = w[W_SIN * L + lane], w[W_COS * L + lane]
    a = w[W_A * L + lane]
    e_cos_e = ax * cos_e + ay * sin_e
    e_sin_e = ax * sin_e - ay * cos_e
    beta2 = 1.0 - (ax * ax + ay * ay)
    pl = a * beta2
    beta = np.sqrt(beta2)
    inv_p = 1.0 / pl
    below = 1.0 - e_cos_e
    inv_r = 1.0 / below
    # 1 / sqrt(a) is a times the mean motion a^-1.5.
    speed = inv_r * a * w[W_N * L + lane]
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
    late = 4 if pl < 0.0 else (6 if m_r < 1.0 else (0 if m_r >= 1.0 else 7))
    code = status[lane]
    status[lane] = code if code > 0 else late


@njit(**INLINED)
def _turned(s, c, d):
    """Return (sin, cos) of an angle plus any d, from its sine and cosine."""
    sin_d, cos_d = sincos(d)
    return s * cos_d + c * sin_d, c * cos_d - s * sin_d


@njit(**INLINED)
def cartesian_lane(w, lane, sin_i, cos_i, kepler, out):
    """Position and velocity of one lane from its radial quantities.

    Near parabolic orbits the short-period changes of angle are large: they take a full sine.
    """
    if kepler == at.ECCENTRIC:
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
