"""The row of each object in each interval: where it is at the middle, and how far it can get.

A row is eight single-precision numbers: position [km], velocity [km/s], the pad of the distance
test [km], and the lane, whose bits stand in the eighth. Beside it stand the radial interval as
two integer keys, and a code that says in which lists of directions the object must appear.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit

from specola.awareness.screening.bounds import (
    ESCAPE_GAIN,
    FAST_GAIN,
    HIGHEST_RADIUS_KM,
    J2_RADIAL_KM5_S2,
    LOWEST_RADIUS_KM,
    RADIAL_RESIDUE_KM,
    RESIDUE_KM,
)
from specola.dynamics.sgp4.constants import GM_KM3_S2
from specola.dynamics.sgp4.kernels import BLOCK_WORK_SIZE, LANES, block_states_in

L = LANES
OPTIONS = {"cache": True, "nogil": True, "error_model": "numpy", "fastmath": {"contract"}}

ROW = 8
TAG = 7

# Single precision has 23 bits of fraction; without the last 11, a radius has 4096 steps an octave:
# one kilometer below 8192 km, eight kilometers at geostationary height.
KEY_SHIFT = 11
LOWEST_KEY_RADIUS_KM = 4096.0
LOWEST_KEY = 0x45800000 >> KEY_SHIFT
N_KEYS = (0x48FFFFFF >> KEY_SHIFT) - LOWEST_KEY + 1

# Code of a row: quadrant (2 bits), near the plane x = 0, near y = 0, near the lower, the upper edge
# of its band, fast, band (3 bits).
NEAR_X = 4
NEAR_Y = 8
NEAR_LOW = 16
NEAR_HIGH = 32
FAST = 64
BAND_SHIFT = 7
N_CODES = 8 << BAND_SHIFT
EMPTY = -1.0  # not screened in this interval, or no object
LOOSE = -2.0  # turns too fast for the lists: swept against everything

OUT_OF_RANGE = 100  # status: no error from SGP4, but no orbit around the Earth either


@njit(**OPTIONS)
def _middle(a, b, bounds, out):
    """Fill what one block does in one interval, from its states `a` and `b` at both ends.

    `out` takes x y z u v w pad, lower and upper radius, code, 128 each. The code is that of a row, or
    one of the marks below 0.
    """
    dt = bounds.step_s
    T = bounds.half_s
    half_reach = 0.5 * bounds.reach_km
    quick = bounds.quick_rad
    n_bands = np.float64(bounds.n_bands)
    for lane in range(L):
        ax, ay, az = a[lane], a[L + lane], a[2 * L + lane]
        bx, by, bz = b[lane], b[L + lane], b[2 * L + lane]
        au, av, aw = a[3 * L + lane], a[4 * L + lane], a[5 * L + lane]
        bu, bv, bw = b[3 * L + lane], b[4 * L + lane], b[5 * L + lane]
        # Middle of the cubic through both ends (Hermite).
        x = 0.5 * (ax + bx) + 0.125 * dt * (au - bu)
        y = 0.5 * (ay + by) + 0.125 * dt * (av - bv)
        z = 0.5 * (az + bz) + 0.125 * dt * (aw - bw)
        u = (1.5 / dt) * (bx - ax) - 0.25 * (au + bu)
        v = (1.5 / dt) * (by - ay) - 0.25 * (av + bv)
        w = (1.5 / dt) * (bz - az) - 0.25 * (aw + bw)
        # Its leading error is r'''' dt^4 / 384, and r'''' = (GM / r^3)^2 r for circular motion.
        r2 = x * x + y * y + z * z
        r = math.sqrt(r2)
        inv_r = 1.0 / r
        k = GM_KM3_S2 * inv_r * inv_r * inv_r
        k_dt2 = k * dt * dt
        gain = 1.0 + k_dt2 * k_dt2 * (1.0 / 384.0)
        x *= gain
        y *= gain
        z *= gain
        r *= gain
        speed2 = u * u + v * v + w * w
        rate = (x * u + y * v + z * w) * inv_r
        cross2 = speed2 - rate * rate
        # Taylor series of the radius around the middle; the third and fourth terms with a fifth more.
        second = cross2 * inv_r - k * r
        third = 2.0 * k - 3.0 * cross2 * inv_r * inv_r
        reach = (
            abs(rate) * T
            + (0.5 * T * T) * (abs(second) + J2_RADIAL_KM5_S2 * (inv_r * inv_r) * (inv_r * inv_r))
            + (0.2 * T * T * T) * abs(rate * third)
            + (0.05 * T * T * T * T) * abs(second * third)
            + (RADIAL_RESIDUE_KM + half_reach)
        )
        pad = (half_reach + 0.5 * RESIDUE_KM) + (1.5 * T * T) * k * reach
        # Twice the areal velocity over the least radius squared is the largest turning rate.
        least = r - reach
        turn = math.sqrt(cross2) * r * T / (least * least) + (half_reach + 0.5 * RESIDUE_KM) * inv_r
        low2 = min(ax * ax + ay * ay + az * az, bx * bx + by * by + bz * bz)
        high2 = max(ax * ax + ay * ay + az * az, bx * bx + by * by + bz * bz)
        is_orbit = (
            (low2 > LOWEST_RADIUS_KM * LOWEST_RADIUS_KM)
            & (high2 < HIGHEST_RADIUS_KM * HIGHEST_RADIUS_KM)
            & (speed2 * r < ESCAPE_GAIN * GM_KM3_S2)
            & (r + reach < HIGHEST_RADIUS_KM)
        )
        is_fast = turn > quick
        is_listed = (turn <= FAST_GAIN * quick) & (least > LOWEST_KEY_RADIUS_KM)
        halo = turn + (FAST_GAIN * quick if is_fast else quick)
        ux = x * inv_r
        uy = y * inv_r
        height = (z * inv_r + 1.0) * (0.5 * n_bands)
        band = min(max(np.floor(height), 0.0), n_bands - 1.0)
        halo_in_bands = halo * (0.5 * n_bands)
        value = (
            (1.0 if ux > 0.0 else 0.0)
            + (2.0 if uy > 0.0 else 0.0)
            + (4.0 if abs(ux) < halo else 0.0)
            + (8.0 if abs(uy) < halo else 0.0)
            + (16.0 if (height - band < halo_in_bands) & (band > 0.5) else 0.0)
            + (32.0 if (band + 1.0 - height < halo_in_bands) & (band < n_bands - 1.5) else 0.0)
            + (64.0 if is_fast else 0.0)
            + 128.0 * band
        )
        value = value if is_listed else LOOSE
        out[lane] = x
        out[L + lane] = y
        out[2 * L + lane] = z
        out[3 * L + lane] = u
        out[4 * L + lane] = v
        out[5 * L + lane] = w
        out[6 * L + lane] = pad
        out[7 * L + lane] = least
        out[8 * L + lane] = r + reach
        out[9 * L + lane] = value if is_orbit else EMPTY


@njit(**OPTIONS)
def _stored(out, lane_number, is_object, status_a, status_b, row, tag, low, high, code, status):
    """Turn the columns `out` of one block into its rows, keys, codes and statuses."""
    bits = out.view(np.int32)
    for lane in range(L):
        for c in range(TAG):
            row[lane * ROW + c] = out[c * L + lane]
        tag[lane * ROW + TAG] = lane_number + lane
    for lane in range(L):
        problem = status_a[lane] if status_a[lane] != 0 else status_b[lane]
        value = np.int16(out[9 * L + lane])
        problem = np.int8(OUT_OF_RANGE) if problem == 0 and value == EMPTY else problem
        is_used = is_object[lane] >= 0
        code[lane] = value if problem == 0 and is_used else np.int16(EMPTY)
        status[lane] = problem if is_used else np.int8(0)
        low[lane] = max((bits[7 * L + lane] >> KEY_SHIFT) - LOWEST_KEY, 0)
        high[lane] = (bits[8 * L + lane] >> KEY_SHIFT) - LOWEST_KEY


@njit(**OPTIONS)
def fill_rows(tables, first_s, bounds, rows, tags, keys, codes, statuses):
    """Fill the rows of all lanes in consecutive intervals that begin at `first_s`.

    rows : (n_intervals, n_lanes * 8) float32, and `tags` the same bytes as int32
    keys : (n_intervals, 2, n_lanes) int32, radial interval
    codes : (n_intervals, n_lanes) int16
    statuses : (n_intervals, n_lanes) int8
    """
    n_intervals = len(rows)
    work = np.empty(BLOCK_WORK_SIZE)
    before, after = np.empty(6 * L), np.empty(6 * L)
    status_before, status_after = np.empty(L, np.int8), np.empty(L, np.int8)
    out = np.empty(10 * L, np.float32)
    for block in range(len(tables.block_kind)):
        start, end = block * L, (block + 1) * L
        block_states_in(tables, block, first_s, before, status_before, work)
        for i in range(n_intervals):
            block_states_in(tables, block, first_s + (i + 1) * bounds.step_s, after, status_after, work)
            _middle(before, after, bounds, out)
            _stored(
                out, start, tables.rows[start:end], status_before, status_after,
                rows[i, start * ROW : end * ROW], tags[i, start * ROW : end * ROW],
                keys[i, 0, start:end], keys[i, 1, start:end], codes[i, start:end], statuses[i, start:end],
            )  # fmt: skip
            before, after = after, before
            status_before, status_after = status_after, status_before
