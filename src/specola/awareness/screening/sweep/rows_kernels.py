"""The row of each object in each interval: where it is at the middle, and how far it can get.

A row is eight single-precision numbers: position [km], velocity [km/s], the pad of the distance
test [km], and the lane, whose bits stand in the eighth. Beside it stand the radial interval as
two integer keys, and a code that says in which lists of directions the object must appear.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from specola.awareness.screening.sweep.bounds import (
    ESCAPE_GAIN,
    FAST_GAIN,
    HIGHEST_RADIUS_KM,
    J2_RADIAL_KM5_S2,
    RADIAL_RESIDUE_KM,
    RESIDUE_KM,
    Bounds,
)
from specola.dynamics.sgp4.constants import GM_KM3_S2
from specola.dynamics.sgp4.kernels import BLOCK_WORK_SIZE, LANES, block_states_in
from specola.dynamics.sgp4.stage_kernels import OPTIONS
from specola.dynamics.sgp4.tables import Sgp4Tables
from specola.numerics.arrays import Floats, Floats32, Statuses

L = LANES

ROW = 8
PAD = 6
TAG = 7

# Single precision has 23 bits of fraction; without the last 10, a radius has 8192 steps an octave:
# half a kilometer below 8192 km, four kilometers at geostationary height.
KEY_SHIFT = 10
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

f32 = np.float32
ZERO, ONE, TWO, THREE = f32(0.0), f32(1.0), f32(2.0), f32(3.0)
GM = f32(GM_KM3_S2)
J2_RADIAL = f32(J2_RADIAL_KM5_S2)
RADIAL_RESIDUE = f32(RADIAL_RESIDUE_KM)
HALF_RESIDUE = f32(0.5 * RESIDUE_KM)
ESCAPE = f32(ESCAPE_GAIN * GM_KM3_S2)
HIGHEST = f32(HIGHEST_RADIUS_KM)
LOWEST_LISTED = f32(LOWEST_KEY_RADIUS_KM)
FAST_FACTOR = f32(FAST_GAIN)
# The mean velocity of a path differs from the mean of its ends by k dt^2 / 12 of it, 0.7 percent at
# most; five percent is no orbit but an element set far outside its validity.
ROUGH = f32(0.05**2)

OUT_OF_RANGE = 100  # status: no error from SGP4, but no orbit around the Earth either


@njit(**OPTIONS)
def _middle(a, b, step_s, out):
    """Fill x y z u v w at the middle of an interval, from the states `a` and `b` of a block at its ends.

    The seventh column takes the squared difference of two mean velocities: of the path, and of the ends.
    """
    dt = step_s
    for lane in range(L):
        ax, ay, az = a[lane], a[L + lane], a[2 * L + lane]
        bx, by, bz = b[lane], b[L + lane], b[2 * L + lane]
        au, av, aw = a[3 * L + lane], a[4 * L + lane], a[5 * L + lane]
        bu, bv, bw = b[3 * L + lane], b[4 * L + lane], b[5 * L + lane]
        # Middle of the cubic through both ends (Hermite).
        x = 0.5 * (ax + bx) + 0.125 * dt * (au - bu)
        y = 0.5 * (ay + by) + 0.125 * dt * (av - bv)
        z = 0.5 * (az + bz) + 0.125 * dt * (aw - bw)
        u = (bx - ax) * (1.0 / dt)
        v = (by - ay) * (1.0 / dt)
        w = (bz - az) * (1.0 / dt)
        eu = 0.5 * (au + bu)
        ev = 0.5 * (av + bv)
        ew = 0.5 * (aw + bw)
        out[lane] = x
        out[L + lane] = y
        out[2 * L + lane] = z
        out[3 * L + lane] = 1.5 * u - 0.5 * eu
        out[4 * L + lane] = 1.5 * v - 0.5 * ev
        out[5 * L + lane] = 1.5 * w - 0.5 * ew
        out[6 * L + lane] = (u - eu) * (u - eu) + (v - ev) * (v - ev) + (w - ew) * (w - ew)


@njit(**OPTIONS)
def _reach(out, bounds):
    """From the middle of a block's interval, fill pad, lower and upper radius, and code (or a mark below 0).

    All in single precision: rounding moves a radius by a meter, the residues hold a hundred.
    """
    T = f32(bounds.half_s)
    c4 = f32(bounds.step_s**4 / 384.0)
    half_reach = f32(0.5 * bounds.reach_km)
    quick = f32(bounds.quick_rad)
    n_bands = f32(bounds.n_bands)
    half_bands = f32(0.5 * bounds.n_bands)
    second_factor, third_factor, fourth_factor = (
        f32(0.5) * T * T,
        f32(0.2) * T * T * T,
        f32(0.05) * T * T * T * T,
    )
    pad_factor = f32(1.5) * T * T
    for lane in range(L):
        x, y, z = out[lane], out[L + lane], out[2 * L + lane]
        u, v, w = out[3 * L + lane], out[4 * L + lane], out[5 * L + lane]
        r2 = x * x + y * y + z * z
        r = np.sqrt(r2)
        inv_r = ONE / r
        inv_r2 = inv_r * inv_r
        k = GM * inv_r2 * inv_r
        speed2 = u * u + v * v + w * w
        rate = (x * u + y * v + z * w) * inv_r
        cross2 = max(speed2 - rate * rate, ZERO)
        second = cross2 * inv_r - k * r
        # The leading error of the cubic is dt^4 / 384 times the fourth derivative of the position, which
        # around a point mass is k (k + 3 r''/r - 12 r'^2/r^2) times the position, plus 6 k r'/r times the
        # velocity.
        turned = rate * inv_r
        stretch = c4 * k * (k + THREE * second * inv_r - f32(12.0) * turned * turned)
        drift = c4 * f32(6.0) * k * turned
        x += x * stretch + u * drift
        y += y * stretch + v * drift
        z += z * stretch + w * drift
        r += r * stretch + rate * drift
        # Taylor series of the radius around the middle; the third and fourth terms with a fifth more.
        third = TWO * k - THREE * cross2 * inv_r2
        reach = (
            abs(rate) * T
            + second_factor * (abs(second) + J2_RADIAL * inv_r2 * inv_r2)
            + third_factor * abs(rate * third)
            + fourth_factor * abs(second * third)
            + (RADIAL_RESIDUE + half_reach)
        )
        pad = (half_reach + HALF_RESIDUE) + pad_factor * k * reach
        # Twice the areal velocity over the least radius squared is the largest turning rate.
        least = r - reach
        turn = np.sqrt(cross2) * r * T / (least * least) + (half_reach + HALF_RESIDUE) * inv_r
        is_orbit = (speed2 * r < ESCAPE) & (r + reach < HIGHEST) & (out[6 * L + lane] < ROUGH * speed2)
        is_fast = turn > quick
        is_listed = (turn <= FAST_FACTOR * quick) & (least > LOWEST_LISTED)
        halo = turn + (FAST_FACTOR * quick if is_fast else quick)
        ux = x * inv_r
        uy = y * inv_r
        height = (z * inv_r + ONE) * half_bands
        band = min(max(np.floor(height), ZERO), n_bands - ONE)
        halo_in_bands = halo * half_bands
        code = (
            (ONE if ux > ZERO else ZERO)
            + (TWO if uy > ZERO else ZERO)
            + (f32(NEAR_X) if abs(ux) < halo else ZERO)
            + (f32(NEAR_Y) if abs(uy) < halo else ZERO)
            + (f32(NEAR_LOW) if (height - band < halo_in_bands) & (band > ZERO) else ZERO)
            + (f32(NEAR_HIGH) if (band + ONE - height < halo_in_bands) & (band < n_bands - ONE) else ZERO)
            + (f32(FAST) if is_fast else ZERO)
            + band * f32(1 << BAND_SHIFT)
        )
        out[lane] = x
        out[L + lane] = y
        out[2 * L + lane] = z
        out[6 * L + lane] = pad
        out[7 * L + lane] = least
        out[8 * L + lane] = r + reach
        out[9 * L + lane] = (code if is_listed else f32(LOOSE)) if is_orbit else f32(EMPTY)


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
def fill_rows(
    tables: Sgp4Tables,
    first_s: float,
    bounds: Bounds,
    rows: Floats32,
    tags: NDArray[np.int32],
    keys: NDArray[np.int32],
    codes: NDArray[np.int16],
    statuses: Statuses,
) -> None:
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
            _middle(before, after, bounds.step_s, out)
            _reach(out, bounds)
            _stored(
                out, start, tables.rows[start:end], status_before, status_after,
                rows[i, start * ROW : end * ROW], tags[i, start * ROW : end * ROW],
                keys[i, 0, start:end], keys[i, 1, start:end], codes[i, start:end], statuses[i, start:end],
            )  # fmt: skip
            before, after = after, before
            status_before, status_after = status_after, status_before


@njit(**OPTIONS)
def path_rows(
    states: Floats, statuses: Statuses, bounds: Bounds
) -> tuple[Floats32, NDArray[np.int32], NDArray[np.int16]]:
    """Return rows (k, 8), keys (k, 2), codes (k,) of one object from its states (k + 1, 6) at the nodes."""
    count = len(states) - 1
    rows, keys, codes = (
        np.empty((count, ROW), np.float32),
        np.empty((count, 2), np.int32),
        np.empty(count, np.int16),
    )
    before, after = np.zeros(6 * L), np.zeros(6 * L)
    status_before, status_after = np.zeros(L, np.int8), np.zeros(L, np.int8)
    out = np.empty(10 * L, np.float32)
    row, code, problem = np.empty(L * ROW, np.float32), np.empty(L, np.int16), np.empty(L, np.int8)
    low, high = np.empty(L, np.int32), np.empty(L, np.int32)
    for start in range(0, count, L):
        used = min(L, count - start)
        for lane in range(L):
            node = start + min(lane, used - 1)
            status_before[lane], status_after[lane] = statuses[node], statuses[node + 1]
            for c in range(6):
                before[c * L + lane], after[c * L + lane] = states[node, c], states[node + 1, c]
        _middle(before, after, bounds.step_s, out)
        _reach(out, bounds)
        _stored(
            out, 0, np.zeros(L, np.int64), status_before, status_after,
            row, row.view(np.int32), low, high, code, problem,
        )  # fmt: skip
        for lane in range(used):
            codes[start + lane] = code[lane]
            keys[start + lane, 0], keys[start + lane, 1] = low[lane], high[lane]
            for c in range(ROW):
                rows[start + lane, c] = row[lane * ROW + c]
    return rows, keys, codes
