"""The work of one slice of time: propagate, sweep, refine."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from specola.awareness.screening.plan import Plan, TimeSlice
from specola.awareness.screening.refinement import Minima, PairStates, closest_approaches
from specola.awareness.screening.sweep.memory import Chunk, Lists, Workspace, fill, lists_memory, workspace
from specola.awareness.screening.transitions import partial_minima, shortened, transitions
from specola.awareness.screening.volumes import Volume, entered
from specola.numerics.arrays import Bools, Floats, Ints, Statuses

FOUND_AT_FIRST = 8192


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


def screen_slice(plan: Plan, piece: TimeSlice) -> SliceEvents:
    """Screen the chunks of one slice.

    A chunk depends on nothing but the plan and its number, so that the answer is the same bytes
    however the window is cut.
    """
    n_lanes = len(plan.model.tables.rows)
    work = workspace(n_lanes, max(chunk.n_intervals for chunk in plan.chunks))
    lists = lists_memory(n_lanes, plan.bounds.n_bands)
    parts = [_screen_chunk(plan, chunk, work, lists) for chunk in plan.chunks[piece.first : piece.last]]
    return SliceEvents(
        Minima.concatenate([minima for minima, _ in parts]), np.concatenate([spans for _, spans in parts])
    )


def _screen_chunk(plan: Plan, chunk: Chunk, work: Workspace, lists: Lists) -> tuple[Minima, Floats]:
    used = fill(plan.model.tables, plan.bounds, chunk, work)
    pairs = _candidates(plan, used, lists)
    spans = spans_of(used.statuses, chunk)
    changes = transitions(plan, chunk, used.statuses)
    spans = shortened(spans, changes, chunk)
    minima = closest_approaches(
        pairs[:, :2],
        chunk.node_s(pairs[:, 2]),
        step_s=chunk.step_s,
        reach_km=plan.volume.reach_km,
        margin_km=plan.margin_km,
        pair_states=plan.pair_states,
    )
    minima = Minima.concatenate([minima, *partial_minima(plan, changes, work)])
    return _inside(plan, minima), spans


def _candidates(plan: Plan, work: Workspace, memory: Lists) -> Ints:
    """Return the pairs that can meet: lane, lane, interval of the chunk, (m, 3)."""
    from specola.awareness.screening.sweep.list_kernels import sweep

    found, used, i = np.empty((FOUND_AT_FIRST, 3), np.int32), 0, 0
    while i < len(work.rows):
        needed = sweep(work.rows[i], work.keys[i], work.codes[i], plan.bounds, i, memory, found, used)
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
    edges = chunk.node_s(interval[begins]), chunk.node_s(interval[ends - 1] + 1)
    marks = lane[begins].astype(np.float64), status[begins].astype(np.float64)
    return np.stack([*marks, *edges], axis=1)
