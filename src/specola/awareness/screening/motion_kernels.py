"""States of many pairs, each at its own instant, and the closest point of two cubic paths."""

from __future__ import annotations

import numpy as np
from numba import njit

from specola.dynamics.sgp4.kernels import LANES, SCRATCH_SIZE, lane_states

L = LANES
HALF = LANES // 2
OPTIONS = {"cache": True, "nogil": True, "error_model": "numpy", "fastmath": {"contract"}}

CLOSEST_STEPS = 40
CLOSEST_S = 1.0e-7


@njit(**OPTIONS)
def pair_states(tables, first, second, seconds, states, status):
    """Fill the states of both objects of each pair at its instant, exact.

    first, second : (m,) int64 lanes; seconds : (m,) float64
    states : (m, 12) float64, first then second, position [km] and velocity [km/s]
    status : (m,) int8, not 0 if either object has a problem
    """
    scratch = np.zeros(SCRATCH_SIZE)
    out = np.empty(6 * L)
    codes = np.empty(L, np.int8)
    lanes = np.empty(L, np.int64)
    times = np.empty(L)
    m = len(first)
    for start in range(0, m, HALF):
        count = min(HALF, m - start)
        for i in range(count):
            lanes[2 * i] = first[start + i]
            lanes[2 * i + 1] = second[start + i]
            times[2 * i] = seconds[start + i]
            times[2 * i + 1] = seconds[start + i]
        lane_states(tables, lanes[: 2 * count], times[: 2 * count], out, codes, scratch)
        for i in range(count):
            for c in range(6):
                states[start + i, c] = out[c * L + 2 * i]
                states[start + i, 6 + c] = out[c * L + 2 * i + 1]
            status[start + i] = codes[2 * i] if codes[2 * i] != 0 else codes[2 * i + 1]


@njit(**OPTIONS)
def closest(a, b, dt, moment, distance):
    """Find where the cubic through relative states `a` and `b`, `dt` apart, is nearest to zero.

    a, b : (m, 6) float64, with d.v <= 0 at a and > 0 at b
    dt, moment, distance : (m,) float64; `moment` counts from a [s]

    Newton's method on d.v, kept inside the bracket by halving.
    """
    for i in range(len(a)):
        h = dt[i]
        low, high = 0.0, h
        f_a, f_b = 0.0, 0.0
        for c in range(3):
            f_a += a[i, c] * a[i, 3 + c]
            f_b += b[i, c] * b[i, 3 + c]
        t = h * f_a / (f_a - f_b)
        d2 = 0.0
        for _ in range(CLOSEST_STEPS):
            s = t / h
            f, slope, d2 = 0.0, 0.0, 0.0
            for c in range(3):
                p, q = a[i, c], b[i, c]
                m, n = h * a[i, 3 + c], h * b[i, 3 + c]
                c2 = 3.0 * (q - p) - 2.0 * m - n
                c3 = 2.0 * (p - q) + m + n
                d = p + s * (m + s * (c2 + s * c3))
                v = (m + s * (2.0 * c2 + 3.0 * s * c3)) / h
                w = (2.0 * c2 + 6.0 * s * c3) / (h * h)
                d2 += d * d
                f += d * v
                slope += v * v + d * w
            if f <= 0.0:
                low = t
            else:
                high = t
            after = t - f / slope if slope > 0.0 else low
            if not low < after < high:
                after = 0.5 * (low + high)
            step = abs(after - t)
            t = after
            if step < CLOSEST_S:
                break
        moment[i] = t
        distance[i] = np.sqrt(d2)
