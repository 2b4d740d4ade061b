"""The work of one slice of time: propagate, sweep, refine."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from specola.awareness.screening.bounds import MOST_BANDS
from specola.awareness.screening.plan import Chunk, Plan, TimeSlice
from specola.awareness.screening.refinement import Minima, PairStates, closest_approaches
from specola.awareness.screening.volumes import Volume, entered
from specola.numerics.arrays import Bools, Floats, Floats32, Ints, Statuses

FOUND_AT_FIRST = 8192
# Three bands of four quadrants.
MOST_LISTS = 12


@dataclass(frozen=True, slots=True, eq=False)
class SliceEvents:
    """What one slice found.

    Attributes
    ----------
    minima : closest approaches inside the volume
    spans : (m, 4) float64
        Lane, status, begin and end [s] of what was not screened; a lane of -1 is an ephemeris.
    """

    minima: Minima
    spans: Floats


class Workspace(NamedTuple):
    """Rows of all lanes in the intervals of one chunk (see `rows_kernels`)."""

    rows: Floats32
    tags: NDArray[np.int32]
    keys: NDArray[np.int32]
    codes: NDArray[np.int16]
    statuses: Statuses


class Lists(NamedTuple):
    """Memory of one sweep (see `sweep_kernels`), enough for every object in all lists around it.

    Only what a sweep fills is ever touched.
    """

    order: NDArray[np.int32]
    bins: NDArray[np.int32]
    code_counts: Ints
    rows: Floats32
    entries: Floats32
    tags: NDArray[np.int32]
    keys: NDArray[np.int32]
    lists_of_code: Ints


def lists_memory(plan: Plan) -> Lists:
    """Return memory for the lists of one interval."""
    from specola.awareness.screening import rows_kernels as rk
    from specola.awareness.screening.sweep_kernels import SENTINELS

    n_lanes = len(plan.model.tables.rows)
    length = MOST_LISTS * n_lanes + 4 * MOST_BANDS * SENTINELS + 64
    return Lists(
        np.empty(n_lanes, np.int32),
        np.empty(rk.N_KEYS, np.int32),
        np.empty(rk.N_CODES, np.int64),
        np.empty(length * rk.ROW, np.float32),
        np.empty(length * (rk.ROW - 1), np.float32),
        np.empty(length, np.int32),
        np.empty(length, np.int32),
        direction_lists(plan.bounds.n_bands),
    )


def workspace(plan: Plan) -> Workspace:
    """Return memory for the longest chunk."""
    from specola.awareness.screening.rows_kernels import ROW

    n_lanes, count = len(plan.model.tables.rows), max(chunk.count for chunk in plan.chunks)
    rows = np.empty((count, n_lanes * ROW), np.float32)
    return Workspace(
        rows,
        rows.view(np.int32),
        np.empty((count, 2, n_lanes), np.int32),
        np.empty((count, n_lanes), np.int16),
        np.empty((count, n_lanes), np.int8),
    )


def direction_lists(n_bands: int) -> Ints:
    """Return for each row code how many lists it is in, and which, the home list first: (codes, 13)."""
    from specola.awareness.screening import rows_kernels as rk

    lists = np.zeros((rk.N_CODES, 1 + MOST_LISTS), np.int64)
    for code in range(MOST_BANDS << rk.BAND_SHIFT):
        band, quadrant = code >> rk.BAND_SHIFT, code & 3
        bands = [band]
        bands += [band - 1] if code & rk.NEAR_LOW and band > 0 else []
        bands += [band + 1] if code & rk.NEAR_HIGH and band < n_bands - 1 else []
        quadrants = [quadrant]
        quadrants += [quadrant ^ 1] if code & rk.NEAR_X else []
        quadrants += [q ^ 2 for q in quadrants] if code & rk.NEAR_Y else []
        members = [4 * b + q for b in bands for q in quadrants]
        lists[code, 0] = len(members)
        lists[code, 1 : 1 + len(members)] = members
    return lists


def screen_slice(plan: Plan, piece: TimeSlice) -> SliceEvents:
    """Screen the chunks of one slice.

    A chunk depends on nothing but the plan and its number, so that the answer is the same bytes
    however the window is cut.
    """
    work, lists = workspace(plan), lists_memory(plan)
    parts = [_screen_chunk(plan, chunk, work, lists) for chunk in plan.chunks[piece.first : piece.last]]
    return SliceEvents(
        Minima.concatenate([minima for minima, _ in parts]), np.concatenate([spans for _, spans in parts])
    )


def _screen_chunk(plan: Plan, chunk: Chunk, work: Workspace, lists: Lists) -> tuple[Minima, Floats]:
    used = fill(plan, chunk, work)
    pairs = _candidates(plan, used, lists)
    minima = closest_approaches(
        pairs[:, :2],
        chunk.begin_s + chunk.step_s * pairs[:, 2],
        step_s=chunk.step_s,
        reach_km=plan.volume.reach_km,
        margin_km=plan.margin_km,
        pair_states=plan.pair_states,
    )
    return _inside(plan, minima), spans_of(used.statuses, chunk)


def fill(plan: Plan, chunk: Chunk, work: Workspace) -> Workspace:
    """Fill the rows of all objects in one chunk; return the part of the memory that was used."""
    from specola.awareness.screening.rows_kernels import fill_rows

    used = Workspace(*(array[: chunk.count] for array in work))
    fill_rows(plan.model.tables, chunk.begin_s, plan.bounds._replace(step_s=chunk.step_s), *used)
    return used


def _candidates(plan: Plan, work: Workspace, memory: Lists) -> Ints:
    """Return the pairs that can meet: lane, lane, interval of the chunk, (m, 3)."""
    from specola.awareness.screening.sweep_kernels import sweep

    found, used, i = np.empty((FOUND_AT_FIRST, 3), np.int32), 0, 0
    while i < len(work.rows):
        needed = sweep(
            work.rows[i], work.keys[i], work.codes[i], plan.bounds, i, memory, found, used
        )
        if needed > len(found):
            found = np.concatenate([found, np.empty((max(needed, 2 * len(found)), 3), np.int32)])
            continue
        used, i = needed, i + 1
    pairs = found[:used].astype(np.int64)
    pairs[:, :2] = np.sort(pairs[:, :2], axis=1)
    return pairs[~np.isin(_pair_key(plan, pairs), _pair_key(plan, plan.duplicates))]


def _pair_key(plan: Plan, pairs: Ints) -> Ints:
    key: Ints = pairs[:, 0] * len(plan.model.tables.rows) + pairs[:, 1]
    return key


def _inside(plan: Plan, minima: Minima) -> Minima:
    """Return the minima inside the window and the volume, first the object with the lower number."""
    minima = minima[(minima.tca_s >= 0.0) & (minima.tca_s < plan.duration_s)]
    numbers = plan.numbers_of_lanes
    minima = swapped(minima, numbers[minima.first] > numbers[minima.second])
    return in_volume(plan.volume, minima, plan.pair_states)


def swapped(minima: Minima, swap: Bools) -> Minima:
    """Exchange first and second where told."""
    return Minima(
        np.where(swap, minima.second, minima.first),
        np.where(swap, minima.first, minima.second),
        minima.tca_s,
        np.where(swap[:, None], np.roll(minima.states, 6, axis=1), minima.states),
    )


def in_volume(volume: Volume, minima: Minima, pair_states: PairStates) -> Minima:
    """Return the minima whose paths enter the volume around their first object."""
    if volume.rtn_km is None or len(minima) == 0:
        return minima

    def states_after(rows: Ints, seconds: Floats) -> tuple[Floats, Statuses]:
        return pair_states(minima.first[rows], minima.second[rows], minima.tca_s[rows] + seconds)

    return minima[entered(minima.states, np.array(volume.rtn_km), states_after=states_after)]


def spans_of(statuses: Statuses, chunk: Chunk) -> Floats:
    """Return runs of equal problems: lane, status, begin and end [s], (m, 4)."""
    lane, interval = np.nonzero(statuses.T)
    status = statuses[interval, lane]
    goes_on = (np.diff(lane) == 0) & (np.diff(status) == 0) & (np.diff(interval) == 1)
    begins = np.flatnonzero(np.concatenate([[True], ~goes_on])[: len(lane)])
    ends = np.append(begins[1:], len(lane))[: len(begins)]
    edges = [chunk.begin_s + chunk.step_s * k for k in (interval[begins], interval[ends - 1] + 1)]
    return np.stack([lane[begins], status[begins], *edges], axis=1)
