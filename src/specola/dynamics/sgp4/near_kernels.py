"""Near-Earth theory (SGP4) for a block of 128 objects. Times are minutes, lengths Earth radii."""

from __future__ import annotations

import numpy as np
from numba import njit

from specola.dynamics.sgp4 import layout_fields as at
from specola.dynamics.sgp4.stage_kernels import (
    COLLAPSED,
    ECCENTRICITY_FLOOR,
    EXACT,
    KEPLER_LIMITS,
    OPTIONS,
    W_A,
    W_ANOMALY,
    W_AX,
    W_AY,
    W_E,
    W_N,
    W_NODE,
    W_PERIGEE,
    W_SHIFT,
    W_T,
    W_U,
    L,
    cartesian_lane,
    radial_lane,
    solve_kepler,
)
from specola.numerics.trigonometry_kernels import sincos
from specola.numerics.units import TWO_PI

# Drag terms that have turned the orbit this far are no longer physics.
RUNAWAY_RAD = 1.0e2


@njit(**EXACT)
def _runaway_lane(c, lane, w):
    """Argument of latitude of a lane whose drag terms have run to thousands of radians.

    Such angles mean nothing, but the reference goes on with them: the sums and the wrapping are
    done in its order, so that both say the same.
    """
    t = w[W_T * L + lane]
    t2 = t * t
    t3 = t2 * t
    t4 = t3 * t
    longitude = c[at.T2 * L + lane] * t2
    longitude = longitude + c[at.T3 * L + lane] * t3 + t4 * (c[at.T4 * L + lane] + t * c[at.T5 * L + lane])
    e = w[W_E * L + lane]
    mean = w[W_ANOMALY * L + lane] + c[at.MEAN_MOTION * L + lane] * longitude
    total = np.fmod(mean + w[W_PERIGEE * L + lane] + w[W_NODE * L + lane], TWO_PI)
    node = np.fmod(w[W_NODE * L + lane], TWO_PI)
    perigee = np.fmod(w[W_PERIGEE * L + lane], TWO_PI)
    mean = np.fmod(total - perigee - node, TWO_PI)
    inv_p = 1.0 / (w[W_A * L + lane] * (1.0 - e * e))
    total = mean + perigee + node + inv_p * c[at.XL * L + lane] * w[W_AX * L + lane]
    w[W_U * L + lane] = np.fmod(total - node, TWO_PI)


@njit(**OPTIONS)
def _near_secular(c, minutes, limit, status, w):
    """Secular, drag and long-period terms of a near-Earth block.

    Return how many lanes are too eccentric for `limit`, or collapsed.
    """
    for lane in range(L):
        t = c[at.EPOCH_OFFSET_MIN * L + lane] + minutes
        anomaly = c[at.MEAN_ANOMALY * L + lane] + c[at.MEAN_ANOMALY_RATE * L + lane] * t
        _, cos_anomaly = sincos(anomaly)
        swing = 1.0 + c[at.ETA * L + lane] * cos_anomaly
        shift = c[at.OMEGA_DRAG * L + lane] * t + c[at.ANOMALY_DRAG * L + lane] * (
            swing * swing * swing - c[at.ANOMALY_CUBE * L + lane]
        )
        w[W_T * L + lane] = t
        w[W_ANOMALY * L + lane] = anomaly + shift
        w[W_PERIGEE * L + lane] = c[at.PERIGEE * L + lane] + c[at.PERIGEE_RATE * L + lane] * t - shift
    for lane in range(L):
        t = w[W_T * L + lane]
        t2 = t * t
        t3 = t2 * t
        sin_moved, _ = sincos(w[W_ANOMALY * L + lane])
        e = c[at.ECCENTRICITY * L + lane] - (
            c[at.BSTAR_C4 * L + lane] * t
            + c[at.BSTAR_C5 * L + lane] * (sin_moved - c[at.SIN_ANOMALY * L + lane])
        )
        status[lane] = 1 if (e >= 1.0 or e < -0.001) else 0
        w[W_E * L + lane] = e if e > ECCENTRICITY_FLOOR else ECCENTRICITY_FLOOR
        a_factor = (
            1.0
            - c[at.C1 * L + lane] * t
            - c[at.D2 * L + lane] * t2
            - c[at.D3 * L + lane] * t3
            - c[at.D4 * L + lane] * (t3 * t)
        )
        a = c[at.SEMI_MAJOR_AXIS * L + lane] * a_factor * a_factor
        w[W_A * L + lane] = a
        w[W_N * L + lane] = 1.0 / (a * c[at.SEMI_MAJOR_AXIS_ROOT * L + lane] * abs(a_factor))
    n_runaway = 0
    n_wide = 0
    for lane in range(L):
        t = w[W_T * L + lane]
        t2 = t * t
        t3 = t2 * t
        e = w[W_E * L + lane]
        perigee = w[W_PERIGEE * L + lane]
        sin_w, cos_w = sincos(perigee)
        inv_p = 1.0 / (w[W_A * L + lane] * (1.0 - e * e))
        ax = e * cos_w
        ay = e * sin_w + inv_p * c[at.AY * L + lane]
        w[W_AX * L + lane] = ax
        w[W_AY * L + lane] = ay
        n_wide += 1 if (ax * ax + ay * ay > limit * limit or inv_p > COLLAPSED) else 0
        longitude = (
            c[at.T2 * L + lane] * t2
            + c[at.T3 * L + lane] * t3
            + (t3 * t) * (c[at.T4 * L + lane] + t * c[at.T5 * L + lane])
        )
        drift = c[at.MEAN_MOTION * L + lane] * longitude
        n_runaway += 1 if abs(drift) > RUNAWAY_RAD else 0
        w[W_SHIFT * L + lane] = drift
        w[W_U * L + lane] = w[W_ANOMALY * L + lane] + drift + perigee + inv_p * c[at.XL * L + lane] * ax
        w[W_NODE * L + lane] = (
            c[at.NODE * L + lane] + c[at.NODE_RATE * L + lane] * t + c[at.NODE_DRAG * L + lane] * t2
        )
    if n_runaway > 0:
        for lane in range(L):
            if abs(w[W_SHIFT * L + lane]) > RUNAWAY_RAD:
                _runaway_lane(c, lane, w)
    return n_wide


@njit(**OPTIONS)
def _near_state(c, kepler, out, status, w):
    """States of a near-Earth block once Kepler's equation is solved."""
    for lane in range(L):
        radial_lane(w, lane, c[at.CON41 * L + lane], c[at.X1MTH2 * L + lane], c[at.X7THM1 * L + lane], status)
    if kepler == at.ECCENTRIC:
        for lane in range(L):
            cartesian_lane(
                w, lane, c[at.SIN_INCLINATION * L + lane], c[at.COS_INCLINATION * L + lane], at.ECCENTRIC, out
            )
    else:
        for lane in range(L):
            cartesian_lane(
                w, lane, c[at.SIN_INCLINATION * L + lane], c[at.COS_INCLINATION * L + lane], at.CIRCULAR, out
            )


@njit(**OPTIONS)
def near_states(c, minutes, kepler, out, status, w):
    """States of a near-Earth block."""
    n_wide = _near_secular(c, minutes, KEPLER_LIMITS[kepler], status, w)
    kepler = at.ECCENTRIC if n_wide > 0 else kepler
    solve_kepler(kepler, w)
    _near_state(c, kepler, out, status, w)
