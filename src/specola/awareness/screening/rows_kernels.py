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
EMPTY = -1  # not screened in this interval, or no object
LOOSE = -2  # turns too fast for the lists: swept against everything

OUT_OF_RANGE = 100  # status: no error from SGP4, but no orbit around the Earth either


@njit(**OPTIONS)
def _middle(a, b, bounds, status_a, status_b, out, code, status):
    """Fill what one block does in one interval, from its states `a` and `b` at both ends.

    `out` takes x y z u v w pad, lower and upper radius, 128 each.
    """
    dt = bounds.step_s
    T = bounds.half_s
    half_reach = 0.5 * bounds.reach_km
    for lane in range(L):
        ax, ay, az = a[lane], a[L + lane], a[2 * L + lane]
        bx, by, bz = b[lane], b[L + lane], b[2 * L + lane]
        au, av, aw = a[3 * L + lane], a[4 * L + lane], a[5 * L + lane]
        bu, bv, bw = b[3 * L + lane], b[4 * L + lane], b[5 * L + lane]
        # Middle of the cubic through both ends (Hermite).
        x = 0.5 * (ax + bx) + 0.125 * dt * (au - bu)
        y = 0.5 * (ay + by) + 0.125 * dt * (av - bv)
        z = 0.5 * (az + bz) + 0.125 * dt * (aw - bw)
        u = 1.5 * (bx - ax) / dt - 0.25 * (au + bu)
        v = 1.5 * (by - ay) / dt - 0.25 * (av + bv)
        w = 1.5 * (bz - az) / dt - 0.25 * (aw + bw)
        # Its leading error is r'''' dt^4 / 384, and r'''' = (GM / r^3)^2 r for circular motion.
        r2 = x * x + y * y + z * z
        r = math.sqrt(r2)
        k = GM_KM3_S2 / (r2 * r)
        k_dt2 = k * dt * dt
        gain = 1.0 + k_dt2 * k_dt2 * (1.0 / 384.0)
        x *= gain
        y *= gain
        z *= gain
        r *= gain
        speed2 = u * u + v * v + w * w
        rate = (x * u + y * v + z * w) / r
        cross2 = speed2 - rate * rate
        # Taylor series of the radius around the middle; the third and fourth terms with a fifth more.
        second = cross2 / r - k * r
        third = 2.0 * k - 3.0 * cross2 / (r * r)
        reach = (
            abs(rate) * T
            + 0.5 * T * T * (abs(second) + J2_RADIAL_KM5_S2 / (r2 * r2))
            + 0.2 * T * T * T * abs(rate * third)
            + 0.05 * T * T * T * T * abs(second * third)
            + RADIAL_RESIDUE_KM
            + half_reach
        )
        pad = half_reach + 0.5 * RESIDUE_KM + 1.5 * k * T * T * reach
        # Twice the areal velocity over the least radius squared is the largest turning rate.
        least = r - reach
        turn = math.sqrt(cross2) * r * T / (least * least) + (half_reach + 0.5 * RESIDUE_KM) / r
        ra2 = ax * ax + ay * ay + az * az
        rb2 = bx * bx + by * by + bz * bz
        low2 = min(ra2, rb2)
        high2 = max(ra2, rb2)
        is_orbit = (
            low2 > LOWEST_RADIUS_KM * LOWEST_RADIUS_KM
            and high2 < HIGHEST_RADIUS_KM * HIGHEST_RADIUS_KM
            and speed2 * r < ESCAPE_GAIN * GM_KM3_S2
            and r < HIGHEST_RADIUS_KM
        )
        problem = status_a[lane] if status_a[lane] != 0 else status_b[lane]
        problem = problem if (problem != 0 or is_orbit) else OUT_OF_RANGE
        is_fast = turn > bounds.quick_rad
        is_listed = turn <= FAST_GAIN * bounds.quick_rad and least > LOWEST_KEY_RADIUS_KM
        halo = turn + (FAST_GAIN * bounds.quick_rad if is_fast else bounds.quick_rad)
        ux = x / r
        uy = y / r
        height = (z / r + 1.0) * 0.5 * bounds.n_bands
        band = min(max(math.floor(height), 0.0), bounds.n_bands - 1.0)
        halo_in_bands = halo * 0.5 * bounds.n_bands
        value = (
            (1 if ux > 0.0 else 0)
            + (2 if uy > 0.0 else 0)
            + (NEAR_X if abs(ux) < halo else 0)
            + (NEAR_Y if abs(uy) < halo else 0)
            + (NEAR_LOW if (height - band < halo_in_bands and band > 0.5) else 0)
            + (NEAR_HIGH if (band + 1.0 - height < halo_in_bands and band < bounds.n_bands - 1.5) else 0)
            + (FAST if is_fast else 0)
        )
        band = band if is_orbit else 0.0
        value += np.int64(band) << BAND_SHIFT
        value = value if is_listed else LOOSE
        code[lane] = value if problem == 0 else EMPTY
        status[lane] = problem
        out[lane] = x
        out[L + lane] = y
        out[2 * L + lane] = z
        out[3 * L + lane] = u
        out[4 * L + lane] = v
        out[5 * L + lane] = w
        out[6 * L + lane] = pad
        out[7 * L + lane] = max(least, LOWEST_KEY_RADIUS_KM) if is_orbit else HIGHEST_RADIUS_KM
        out[8 * L + lane] = min(r + reach, HIGHEST_RADIUS_KM) if is_orbit else HIGHEST_RADIUS_KM


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
    out = np.empty(9 * L, np.float32)
    bits = out.view(np.int32)
    for block in range(len(tables.block_kind)):
        start = block * L
        block_states_in(tables, block, first_s, before, status_before, work)
        for interval in range(n_intervals):
            end_s = first_s + (interval + 1) * bounds.step_s
            block_states_in(tables, block, end_s, after, status_after, work)
            code = codes[interval, start : start + L]
            _middle(
                before, after, bounds, status_before, status_after, out, code,
                statuses[interval, start : start + L],
            )  # fmt: skip
            row = rows[interval, start * ROW : (start + L) * ROW]
            tag = tags[interval, start * ROW : (start + L) * ROW]
            low = keys[interval, 0, start : start + L]
            high = keys[interval, 1, start : start + L]
            for lane in range(L):
                for c in range(TAG):
                    row[lane * ROW + c] = out[c * L + lane]
                tag[lane * ROW + TAG] = start + lane
                low[lane] = (bits[7 * L + lane] >> KEY_SHIFT) - LOWEST_KEY
                high[lane] = (bits[8 * L + lane] >> KEY_SHIFT) - LOWEST_KEY
            for lane in range(L):
                if tables.rows[start + lane] < 0:
                    code[lane] = EMPTY
                    statuses[interval, start + lane] = 0
            before, after = after, before
            status_before, status_after = status_after, status_before
