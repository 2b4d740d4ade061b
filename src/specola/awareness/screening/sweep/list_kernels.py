"""Which pairs can meet in an interval: sort by radius inside lists of directions, then test neighbors."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numba import njit
from numpy.typing import NDArray

from specola.awareness.screening.sweep.bounds import Bounds
from specola.awareness.screening.sweep.line_kernels import COMPONENTS, SENTINELS, WIDTH, lines_meet
from specola.awareness.screening.sweep.rows_kernels import EMPTY, FAST, LOOSE, N_CODES, PAD, ROW
from specola.dynamics.sgp4.constants import GM_KM3_S2
from specola.dynamics.sgp4.stage_kernels import OPTIONS
from specola.numerics.arrays import Floats, Floats32

if TYPE_CHECKING:
    from specola.awareness.screening.sweep.memory import Lists

SENTINEL_KEY = 2**31 - 1
SENTINEL_KM = 1.0e9
# A tag in a list is the lane times four plus these.
HOME = 1
IS_FAST = 2


@njit(**OPTIONS)
def _ranked(low, codes, order, bins, code_counts):
    """Sort the listed lanes by lower radius (counting sort, stable) and count their codes."""
    bins[:] = 0
    code_counts[:] = 0
    for lane in range(len(codes)):
        code = codes[lane]
        if code >= 0:
            bins[low[lane]] += 1
            code_counts[code] += 1
    total = 0
    for key in range(len(bins)):
        count = bins[key]
        bins[key] = total
        total += count
    for lane in range(len(codes)):
        if codes[lane] >= 0:
            key = low[lane]
            order[bins[key]] = lane
            bins[key] += 1
    return total


@njit(**OPTIONS)
def _list_starts(code_counts, lists, starts):
    """Fill where each list begins, sentinels behind each; return the length of all."""
    sizes = np.zeros(len(starts), np.int64)
    for code in range(N_CODES):
        if code_counts[code] > 0:
            for m in range(lists[code, 0]):
                sizes[lists[code, 1 + m]] += code_counts[code]
    total = 0
    for i in range(len(starts)):
        starts[i] = total
        total += sizes[i] + SENTINELS
    return total


@njit(**OPTIONS)
def _copied(source, i, target, j):
    """Copy row i of `source` to row j of `target`."""
    a, b, c, d = source[i * ROW], source[i * ROW + 1], source[i * ROW + 2], source[i * ROW + 3]
    e, f, g, h = source[i * ROW + 4], source[i * ROW + 5], source[i * ROW + 6], source[i * ROW + 7]
    target[j * ROW], target[j * ROW + 1], target[j * ROW + 2], target[j * ROW + 3] = a, b, c, d
    target[j * ROW + 4], target[j * ROW + 5], target[j * ROW + 6], target[j * ROW + 7] = e, f, g, h


@njit(**OPTIONS)
def _scattered(order, n_ranked, rows, low, codes, lists, cursors, list_rows, list_tags, list_keys):
    """Copy each row, by rank, to the end of every list it belongs to."""
    for rank in range(n_ranked):
        lane = order[rank]
        code = codes[lane]
        key = low[lane]
        tag = (lane << 2) | (IS_FAST if code & FAST else 0) | HOME
        for m in range(lists[code, 0]):
            which = lists[code, 1 + m]
            p = cursors[which]
            cursors[which] = p + 1
            _copied(rows, lane, list_rows, p)
            list_tags[p] = tag
            list_keys[p] = key
            tag &= ~HOME


@njit(**OPTIONS)
def _turned(list_rows, start, end, entries, stride):
    """Turn rows into columns, so that a vector holds one component of sixteen entries."""
    for p in range(start, end):
        for c in range(COMPONENTS):
            entries[c * stride + p] = list_rows[p * ROW + c]


@njit(**OPTIONS)
def _closed(end, entries, stride, list_tags, list_keys):
    """Write the sentinels behind a list."""
    for p in range(end, end + SENTINELS):
        for c in range(COMPONENTS):
            entries[c * stride + p] = SENTINEL_KM
        list_tags[p] = 0
        list_keys[p] = SENTINEL_KEY


@njit(**OPTIONS)
def _meeting(a, b, bounds):
    """Return when two rows are nearest, counted from the middle [s]; NaN if they cannot meet in the interval.

    The condition on lines (`line_kernels`), and |f| <= T (gain v^2 + slack L^2) at the middle, without which
    d.v = 0 is not inside. The line's parameter is G / F = t + k t^3 / 3.
    """
    d2, v2, f = 0.0, 0.0, 0.0
    for c in range(3):
        d = np.float64(b[c]) - np.float64(a[c])
        v = np.float64(b[3 + c]) - np.float64(a[3 + c])
        d2 += d * d
        v2 += v * v
        f += d * v
    reach2 = (np.float64(a[PAD]) + np.float64(b[PAD])) ** 2
    is_in_time = abs(f) <= bounds.half_s * (bounds.gain * v2 + bounds.slack * reach2)
    if not is_in_time or (d2 - reach2) * v2 > f * f:
        return np.nan
    if v2 == 0.0:
        return 0.0
    r2 = np.float64(a[0]) ** 2 + np.float64(a[1]) ** 2 + np.float64(a[2]) ** 2
    t = min(max(-f / v2, -bounds.half_s), bounds.half_s)
    return t - GM_KM3_S2 / (r2 * np.sqrt(r2)) * t * t * t / 3.0


@njit(**OPTIONS)
def _scan(entries, tags, keys, stride, start, end, high, rows, bounds, interval, found, when, used):
    """Test every object of one list against the entries above it that its radial interval reaches.

    A pair is met once: by its lower rank, in the list where that one is at home. A fast object scans
    all lists it appears in instead, and there takes only partners that are at home.

    Return how many pairs `found` should hold; those beyond its end are not written.
    """
    for p in range(start, end):
        tag = tags[p]
        if tag & (HOME | IS_FAST) == 0:
            continue
        top = high[tag >> 2]
        wanted = HOME if tag & IS_FAST else 0
        x, y, z = entries[p], entries[stride + p], entries[2 * stride + p]
        u, v, w = entries[3 * stride + p], entries[4 * stride + p], entries[5 * stride + p]
        pad = entries[6 * stride + p]
        q = p + 1
        while keys[q] <= top:
            mask = lines_meet(entries, stride, q, x, y, z, u, v, w, pad)
            while mask != 0:
                other = q + _lowest_bit(mask)
                mask &= mask - 1
                if keys[other] <= top and tags[other] & wanted == wanted:
                    used = _noted(tag >> 2, tags[other] >> 2, rows, bounds, interval, found, when, used)
            q += WIDTH
    return used


@njit(**OPTIONS)
def _noted(lane, other, rows, bounds, interval, found, when, used):
    """Write a pair if it can meet in the interval, and there is room; return how many there are now."""
    moment = _meeting(rows[lane * ROW : (lane + 1) * ROW], rows[other * ROW : (other + 1) * ROW], bounds)
    if np.isnan(moment):
        return used
    if used < len(found):
        found[used, 0] = lane
        found[used, 1] = other
        found[used, 2] = interval
        when[used] = moment
    return used + 1


@njit(**OPTIONS)
def _lowest_bit(mask):
    """Return the number of the lowest bit that is set."""
    bit = 0
    while not (mask >> bit) & 1:
        bit += 1
    return bit


@njit(**OPTIONS)
def sweep(
    rows: Floats32,
    keys: NDArray[np.int32],
    codes: NDArray[np.int16],
    bounds: Bounds,
    interval: int,
    work: Lists,
    found: NDArray[np.int32],
    when: Floats,
    used: int,
) -> int:
    """Write the pairs of lanes that can meet in one interval to `found` (m, 3) int32: lane, lane, interval.

    `when` (m,) takes when they do, counted from the middle of the interval. `work` is memory (see
    `memory.Lists`). `used` rows hold pairs already. Return how many there should be now; if that is more
    than the length, the pairs are not complete and it must be called again with longer arrays.
    """
    low, high = keys[0], keys[1]
    stride = len(work.tags)
    lists = work.lists_of_code
    n_lists = 4 * bounds.n_bands
    n_ranked = _ranked(low, codes, work.order, work.bins, work.code_counts)
    starts = np.empty(n_lists, np.int64)
    _list_starts(work.code_counts, lists, starts)
    ends = starts.copy()
    _scattered(work.order, n_ranked, rows, low, codes, lists, ends, work.rows, work.tags, work.keys)
    for which in range(n_lists):
        _turned(work.rows, starts[which], ends[which], work.entries, stride)
        _closed(ends[which], work.entries, stride, work.tags, work.keys)
        used = _scan(
            work.entries, work.tags, work.keys, stride, starts[which], ends[which],
            high, rows, bounds, interval, found, when, used,
        )  # fmt: skip
    total: int = _sweep_loose(rows, codes, bounds, interval, found, when, used)
    return total


@njit(**OPTIONS)
def _sweep_loose(rows, codes, bounds, interval, found, when, used):
    """Test the objects that no list holds against all others."""
    for lane in range(len(codes)):
        if codes[lane] != LOOSE:
            continue
        for other in range(len(codes)):
            is_met_already = codes[other] == LOOSE and other <= lane
            if codes[other] != EMPTY and not is_met_already:
                used = _noted(lane, other, rows, bounds, interval, found, when, used)
    return used


@njit(**OPTIONS)
def sweep_path(
    own_rows: Floats32,
    own_keys: NDArray[np.int32],
    own_codes: NDArray[np.int16],
    rows: Floats32,
    keys: NDArray[np.int32],
    codes: NDArray[np.int16],
    bounds: Bounds,
    found: NDArray[np.int32],
    when: Floats,
) -> int:
    """Test one object against all in consecutive intervals; write lane and interval of those it can meet.

    own_rows (k, 8), own_keys (k, 2), own_codes (k,) : of the one; the others as in `fill_rows`
    found : (m, 2) int32, with room for all; when : (m,) float64, as in `sweep`

    Return how many were written.
    """
    used = 0
    for i in range(len(own_rows)):
        if own_codes[i] == EMPTY:
            continue
        for lane in range(codes.shape[1]):
            is_apart = keys[i, 0, lane] > own_keys[i, 1] or own_keys[i, 0] > keys[i, 1, lane]
            if codes[i, lane] == EMPTY or is_apart:
                continue
            moment = _meeting(own_rows[i], rows[i, lane * ROW : (lane + 1) * ROW], bounds)
            if not np.isnan(moment):
                found[used, 0] = lane
                found[used, 1] = i
                when[used] = moment
                used += 1
    return used
