"""Objects that SGP4 loses or finds again inside an interval.

The sweep takes an object only in intervals at both ends of which it has a state. Where it has one at
one end only, the instant of the change is found by halving, and the part of the interval on its good
side is screened by itself: the object against all.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from specola.awareness.screening.plan import Plan
from specola.awareness.screening.refinement import Candidates
from specola.awareness.screening.sweep.memory import Chunk, Workspace, fill
from specola.numerics.arrays import Bools, Floats, Ints, Statuses

# Halvings of an interval of 240 s down to a millisecond.
HALVINGS = 18
# A part shorter than this is left out: differences around a TCA need a second on both sides.
SHORTEST_PART_S = 2.0


@dataclass(frozen=True, slots=True, eq=False)
class Transitions:
    """Objects with a state at one end of an interval only.

    Attributes
    ----------
    lane : (m,) int64
    interval : (m,) int64, of the chunk
    begin_s, end_s : (m,) float64 [s], the part of the interval in which there are states
    """

    lane: Ints
    interval: Ints
    begin_s: Floats
    end_s: Floats


def transitions(plan: Plan, chunk: Chunk, *, statuses: Statuses) -> Transitions:
    """Return the changes in one chunk; `statuses` (intervals, lanes) are those of the rows."""
    interval, lane = marked(statuses)
    begin_s, end_s = chunk.node_s(interval), chunk.node_s(interval + 1)
    at_begin, at_end = _is_known(plan, lane, begin_s), _is_known(plan, lane, end_s)
    rows = np.flatnonzero(at_begin != at_end)
    good = np.where(at_begin, begin_s, end_s)[rows]
    bad = np.where(at_begin, end_s, begin_s)[rows]
    for _ in range(HALVINGS):
        middle = 0.5 * (good + bad)
        is_known = _is_known(plan, lane[rows], middle)
        good, bad = np.where(is_known, middle, good), np.where(is_known, bad, middle)
    return Transitions(
        lane[rows],
        interval[rows],
        np.where(at_begin[rows], begin_s[rows], good),
        np.where(at_begin[rows], good, end_s[rows]),
    )


def marked(statuses: Statuses) -> tuple[Ints, Ints]:
    """Return interval and lane of every problem in (intervals, lanes)."""
    place = np.flatnonzero(statuses.view(np.bool_))
    return place // statuses.shape[1], place % statuses.shape[1]


def _is_known(plan: Plan, lanes: Ints, seconds: Floats) -> Bools:
    known: Bools = plan.pair_states(lanes, lanes, seconds)[1] == 0
    return known


def shortened(spans: Floats, changes: Transitions, *, chunk: Chunk) -> Floats:
    """Take the parts that have states out of the spans of what was not screened."""
    spans = spans.copy()
    edge_s = chunk.node_s(changes.interval)
    for lane, edge, begin_s, end_s in zip(changes.lane, edge_s, changes.begin_s, changes.end_s, strict=True):
        own = spans[:, 0] == lane
        if begin_s == edge:
            spans[own & (spans[:, 2] == edge), 2] = end_s
        else:
            spans[own & (np.abs(spans[:, 3] - edge - chunk.step_s) < 1.0e-6), 3] = begin_s
    return spans[spans[:, 3] > spans[:, 2]]


def partial_candidates(plan: Plan, changes: Transitions, *, work: Workspace) -> list[Candidates]:
    """Sweep each object of `changes`, in its part of the interval, against all; `work` is overwritten."""
    from specola.awareness.screening.sweep.list_kernels import sweep_path
    from specola.awareness.screening.sweep.rows_kernels import ROW

    candidates: list[Candidates] = []
    for lane, begin_s, end_s in zip(changes.lane, changes.begin_s, changes.end_s, strict=True):
        if end_s - begin_s < SHORTEST_PART_S:
            continue
        part = Chunk(float(begin_s), float(end_s - begin_s), 1)
        used = fill(plan.model.tables, plan.bounds, chunk=part, work=work)
        own = used.rows[:, lane * ROW : (lane + 1) * ROW].copy(), used.keys[:, :, lane].copy()
        n_lanes = len(used.codes[0])
        found, when = np.empty((n_lanes, 2), np.int32), np.empty(n_lanes)
        others = used.rows, used.keys, used.codes
        count = sweep_path(*own, used.codes[:, lane].copy(), *others, plan.bounds, found, when)
        met = np.flatnonzero(found[:count, 0] != lane)
        partner = found[met, 0].astype(np.int64)
        candidates.append(
            Candidates(
                first=np.minimum(partner, lane),
                second=np.maximum(partner, lane),
                begin_s=np.full(len(met), begin_s),
                end_s=np.full(len(met), end_s),
                guess_s=begin_s + 0.5 * part.step_s + when[met],
            )
        )
    return candidates
