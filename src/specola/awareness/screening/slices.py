"""The work of one slice of time: propagate, sweep, refine."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from specola.awareness.screening.plan import Plan, TimeSlice
from specola.awareness.screening.refinement import (
    Candidates,
    Minima,
    PairStates,
    closest_approaches,
)
from specola.awareness.screening.sweep.memory import Chunk, Lists, Workspace, fill, lists_memory, workspace
from specola.awareness.screening.transitions import marked, partial_candidates, shortened, transitions
from specola.awareness.screening.volumes import Volume, entered
from specola.numerics.arrays import Bools, Floats, Ints, Statuses

# Candidates for which there is room at first; what is not filled is never touched.
LEAST_ROOM = 8192


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
    used = fill(plan.model.tables, plan.bounds, chunk=chunk, work=work)
    candidates = _candidates(plan, chunk, used, lists)
    changes = transitions(plan, chunk, statuses=used.statuses)
    spans = shortened(spans_of(used.statuses, chunk), changes, chunk=chunk)
    candidates = Candidates.concatenate([candidates, *partial_candidates(plan, changes, work=work)])
    minima = closest_approaches(candidates, reach_km=plan.volume.reach_km, pair_states=plan.pair_states)
    return _inside(plan, minima), spans


def _candidates(plan: Plan, chunk: Chunk, work: Workspace, memory: Lists) -> Candidates:
    """Return the pairs that can meet in one chunk."""
    from specola.awareness.screening.sweep.list_kernels import sweep

    room = max(LEAST_ROOM, work.codes.size // 4)
    found, when = np.empty((room, 3), np.int32), np.empty(room)
    used, i = 0, 0
    while i < len(work.rows):
        needed = sweep(work.rows[i], work.keys[i], work.codes[i], plan.bounds, i, memory, found, when, used)
        if needed > len(found):
            more = max(needed, 2 * len(found))
            found = np.concatenate([found, np.empty((more, 3), np.int32)])
            when = np.concatenate([when, np.empty(more)])
            continue
        used, i = needed, i + 1
    pairs, when = found[:used].astype(np.int64), when[:used]
    pairs[:, :2] = np.sort(pairs[:, :2], axis=1)
    is_twin = np.isin(_pair_key(plan, pairs), _pair_key(plan, plan.duplicates))
    return candidates_of(pairs[~is_twin], when[~is_twin], chunk=chunk)


def candidates_of(pairs: Ints, when_s: Floats, *, chunk: Chunk) -> Candidates:
    """Return candidates from rows of lane, lane, interval (m, 3) and moments after its middle (m,)."""
    begin_s = chunk.node_s(pairs[:, 2])
    return Candidates(
        first=np.ascontiguousarray(pairs[:, 0]),
        second=np.ascontiguousarray(pairs[:, 1]),
        begin_s=begin_s,
        end_s=begin_s + chunk.step_s,
        guess_s=begin_s + 0.5 * chunk.step_s + when_s,
    )


def _pair_key(plan: Plan, pairs: Ints) -> Ints:
    key: Ints = pairs[:, 0] * len(plan.model.tables.rows) + pairs[:, 1]
    return key


def _inside(plan: Plan, minima: Minima) -> Minima:
    """Return the minima inside the window and the volume, first the object with the lower number."""
    minima = minima[(minima.tca_s >= 0.0) & (minima.tca_s < plan.duration_s)]
    numbers = plan.numbers_of_lanes
    minima = swapped(minima, numbers[minima.first] > numbers[minima.second])
    return in_volume(plan.volume, minima, pair_states=plan.pair_states)


def swapped(minima: Minima, swap: Bools) -> Minima:
    """Exchange first and second where told."""
    return Minima(
        np.where(swap, minima.second, minima.first),
        np.where(swap, minima.first, minima.second),
        minima.tca_s,
        np.where(swap[:, None], np.roll(minima.states, 6, axis=1), minima.states),
    )


def in_volume(volume: Volume, minima: Minima, *, pair_states: PairStates) -> Minima:
    """Return the minima whose paths enter the volume around their first object."""
    if volume.rtn_km is None or len(minima) == 0:
        return minima

    def states_after(rows: Ints, seconds: Floats) -> tuple[Floats, Statuses]:
        return pair_states(minima.first[rows], minima.second[rows], minima.tca_s[rows] + seconds)

    return minima[entered(minima.states, np.array(volume.rtn_km), states_after=states_after)]


def spans_of(statuses: Statuses, chunk: Chunk) -> Floats:
    """Return runs of equal problems: lane, status, begin and end [s], (m, 4)."""
    interval, lane = marked(statuses)
    order = np.lexsort((interval, lane))
    interval, lane = interval[order], lane[order]
    status = statuses[interval, lane]
    goes_on = (np.diff(lane) == 0) & (np.diff(status) == 0) & (np.diff(interval) == 1)
    begins = np.flatnonzero(np.concatenate([[True], ~goes_on])[: len(lane)])
    ends = np.append(begins[1:], len(lane))[: len(begins)]
    edges = chunk.node_s(interval[begins]), chunk.node_s(interval[ends - 1] + 1)
    marks = lane[begins].astype(np.float64), status[begins].astype(np.float64)
    return np.stack([*marks, *edges], axis=1)
