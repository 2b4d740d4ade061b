"""States of many pairs, each at its own instant, and the closest point of two cubic paths."""

from __future__ import annotations

import numpy as np
from numba import njit

from specola.dynamics.sgp4.kernels import LANES, SCRATCH_SIZE, lane_states
from specola.dynamics.sgp4.stage_kernels import OPTIONS
from specola.dynamics.sgp4.tables import Sgp4Tables
from specola.numerics.arrays import Floats, Ints, Statuses

L = LANES
# Blocks of this kind and above are deep space.
FIRST_DEEP_KIND = 3

CLOSEST_STEPS = 40
CLOSEST_S = 1.0e-7


@njit(**OPTIONS)
def pair_states(
    tables: Sgp4Tables, first: Ints, second: Ints, seconds: Floats, states: Floats, status: Statuses
) -> None:
    """Fill the states of both objects of each pair at its instant, exact.

    first, second : (m,) int64 lanes; seconds : (m,) float64
    states : (m, 12) float64, first then second, position [km] and velocity [km/s]
    status : (m,) int8, not 0 if either object has a problem

    Lanes of one theory are put together, near Earth first, because a batch costs the same full or not.
    """
    space = (np.zeros(SCRATCH_SIZE), np.empty(6 * L), np.empty(L, np.int8), np.empty(L))
    lanes = np.empty(L, np.int64)
    places = np.empty(L, np.int64)
    status[:] = 0
    end = 2 * len(first)
    for theory in range(2):
        count = 0
        for place in range(end + 1):
            if place < end:
                lane = second[place >> 1] if place & 1 else first[place >> 1]
                if (tables.block_kind[lane // L] >= FIRST_DEEP_KIND) == (theory == 1):
                    lanes[count] = lane
                    places[count] = place
                    count += 1
            # One call, because each place that calls a kernel is compiled anew.
            if count == L or (place == end and count > 0):
                _batch(tables, lanes, places, count, seconds, states, status, space)
                count = 0


@njit(**OPTIONS)
def _batch(tables, lanes, places, count, seconds, states, status, space):
    """Fill the halves of pairs, `places` (twice the pair, plus one for the second object)."""
    scratch, out, codes, times = space
    for i in range(count):
        times[i] = seconds[places[i] >> 1]
    lane_states(tables, lanes[:count], times[:count], out, codes, scratch)
    for i in range(count):
        pair = places[i] >> 1
        start = 6 * (places[i] & 1)
        for c in range(6):
            states[pair, start + c] = out[c * L + i]
        status[pair] = codes[i] if status[pair] == 0 else status[pair]


@njit(**OPTIONS)
def closest(a: Floats, b: Floats, dt: Floats, moment: Floats, distance: Floats) -> None:
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
