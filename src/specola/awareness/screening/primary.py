"""One object, or one ephemeris, against all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Literal

import numpy as np

from specola.awareness.screening.duplicates import duplicate_minima, duplicate_pairs
from specola.awareness.screening.plan import (
    EDGE_S,
    LanePairs,
    Plan,
    TimeSlice,
    chunks_of,
    prepared,
    quickest_step_s,
    slices_of,
)
from specola.awareness.screening.refinement import Candidates, Minima, PairStates, closest_approaches
from specola.awareness.screening.results import NO_EPHEMERIS, Screening
from specola.awareness.screening.screen import RunSlices, gathered, in_order
from specola.awareness.screening.slices import (
    SliceEvents,
    candidates_of,
    in_volume,
    spans_of,
    swapped,
)
from specola.awareness.screening.sweep.bounds import bounds_for
from specola.awareness.screening.sweep.memory import Chunk, Workspace, fill, workspace
from specola.awareness.screening.volumes import Volume
from specola.catalog.elements import ElementSets
from specola.dynamics.ephemeris import Ephemeris
from specola.dynamics.states import in_frame
from specola.epochs import Epochs
from specola.errors import ArgumentError
from specola.frames.tags import Frame
from specola.numerics.arrays import Bools, Floats, Ints, Statuses

# An ephemeris may hold maneuvers, which no cubic between two states follows: shorter steps, and a pad
# that covers a change of 0.03 km/s anywhere inside a step (at most a quarter of it times the step).
EPHEMERIS_STEP_S = 60.0
MANEUVER_KM = 0.5
# Beyond its ends an ephemeris is followed this far, for differences around a TCA at the very end.
BEYOND_S = 3.0


@dataclass(frozen=True, slots=True, eq=False)
class PrimaryPlan:
    """A plan, and the one object that is screened; can be pickled.

    Attributes
    ----------
    plan : the catalog and the window
    number : catalog number of the primary; a catalog object of that number is not screened against it
    ephemeris : of the primary, or None if it is in the catalog
    """

    plan: Plan
    number: int
    ephemeris: Ephemeris[Literal[Frame.TEME]] | None

    @property
    def lane(self) -> int:
        """Return the lane of the primary, -1 if it is an ephemeris."""
        if self.ephemeris is not None:
            return -1
        row = int(np.flatnonzero(self.plan.catalog_number == self.number)[0])
        return int(self.plan.model.tables.lane_of_row[row])

    def states(self, seconds: Floats) -> tuple[Floats, Statuses]:
        """Return the primary's states (m, 6) and status (m,)."""
        if self.ephemeris is None:
            lanes = np.full(len(seconds), self.lane)
            states, status = self.plan.pair_states(lanes, lanes, seconds)
            return states[:, :6], status
        epochs = self.plan.start.shifted(seconds)
        position, velocity, is_covered = self.ephemeris.marked_states_at(epochs, slack_s=BEYOND_S)
        return np.concatenate([position, velocity], axis=1), np.where(is_covered, 0, NO_EPHEMERIS).astype(
            np.int8
        )

    @property
    def pair_states(self) -> PairStates:
        """Return the exact states of pairs, as `Plan.pair_states`; the lane of an ephemeris is -1."""
        return self.plan.pair_states if self.ephemeris is None else EphemerisPairs(self)


@dataclass(frozen=True, slots=True, eq=False)
class EphemerisPairs:
    """States of pairs one of which is an ephemeris, lane -1: a `PairStates`.

    Attributes
    ----------
    primary : whose ephemeris it is
    """

    primary: PrimaryPlan

    def __call__(self, first: Ints, second: Ints, seconds: Floats) -> tuple[Floats, Statuses]:
        """Return states (m, 12) and status (m,) of pairs, each at its own time."""
        known = np.maximum(first, second)
        states, status = self.primary.plan.pair_states(known, known, seconds)
        own, own_status = self.primary.states(seconds)
        states[:, :6] = np.where((first < 0)[:, None], own, states[:, :6])
        states[:, 6:] = np.where((second < 0)[:, None], own, states[:, 6:])
        return states, np.where(own_status != 0, own_status, status).astype(np.int8)


def screen_one(
    sets: ElementSets,
    start: Epochs,
    *,
    number: int,
    duration_s: float,
    volume: Volume,
    step_s: float | None = None,
    n_slices: int = 1,
    run_slices: RunSlices = in_order,
) -> Screening:
    """Find every close approach of one object of the catalog with all others.

    Parameters and the answer are those of `screen_all`; a box volume lies around the object `number`.

    Raises
    ------
    ArgumentError
        Also if the object is not in the catalog.
    """
    step_s = quickest_step_s(len(sets)) if step_s is None else step_s
    model = prepared(sets, start, duration_s=duration_s, step_s=step_s)
    row = np.flatnonzero(sets.catalog_number == number)
    if len(row) == 0:
        msg = f"object {number} is not among the {len(sets)} objects given, expected one of them"
        raise ArgumentError(msg)
    pair_states = LanePairs(model.tables)
    pairs = duplicate_pairs(sets.elements, model, duration_s=duration_s, pair_states=pair_states)
    own = model.tables.lane_of_row[row[0]]
    plan = Plan(
        catalog_number=sets.catalog_number,
        model=model,
        start=start,
        duration_s=duration_s,
        volume=volume,
        bounds=bounds_for(step_s, volume.reach_km, n_objects=len(sets)),
        chunks=chunks_of(np.array([[-EDGE_S, duration_s + EDGE_S]]), step_s, n_lanes=len(model.tables.rows)),
        duplicates=pairs[(pairs == own).any(axis=1)],
    )
    return _screened(PrimaryPlan(plan, number, None), n_slices, run_slices)


def screen_ephemeris(
    sets: ElementSets,
    start: Epochs,
    *,
    ephemeris: Ephemeris[Literal[Frame.TEME]],
    number: int,
    duration_s: float,
    volume: Volume,
    step_s: float | None = None,
    n_slices: int = 1,
    run_slices: RunSlices = in_order,
) -> Screening:
    """Find every close approach of an ephemeris with all objects.

    Parameters and the answer are those of `screen_all`, and:

    ephemeris : in TEME, as SGP4's states are; it may hold maneuvers up to 0.03 km/s
    number : catalog number of its object; the catalog's own element set of it is left out
    step_s : None or more than 60 s is 60 s, because an ephemeris may hold maneuvers

    A box volume lies around the ephemeris. Spans of the window that no segment of it covers are reported
    as not screened (NO_EPHEMERIS).
    """
    in_frame(ephemeris.states, Frame.TEME)
    step_s = EPHEMERIS_STEP_S if step_s is None else min(step_s, EPHEMERIS_STEP_S)
    sets = sets[np.flatnonzero(sets.catalog_number != number)]
    model = prepared(sets, start, duration_s=duration_s, step_s=step_s)
    first, last = ephemeris.segments()
    spans = np.stack([first.seconds_since(start), last.seconds_since(start)], axis=1)
    spans = np.clip(spans, -EDGE_S, duration_s + EDGE_S)
    spans = spans[spans[:, 1] > spans[:, 0]]
    plan = Plan(
        catalog_number=sets.catalog_number,
        model=model,
        start=start,
        duration_s=duration_s,
        volume=volume,
        bounds=bounds_for(step_s, volume.reach_km + MANEUVER_KM, n_objects=len(sets)),
        chunks=chunks_of(spans, step_s, n_lanes=len(model.tables.rows)),
        duplicates=np.empty((0, 2), np.int64),
    )
    gaps = _gaps(spans, duration_s)
    return _screened(PrimaryPlan(plan, number, ephemeris), n_slices, run_slices, gaps=gaps)


def _gaps(spans_s: Floats, duration_s: float) -> Floats:
    """Return what the segments leave of the window, as spans of lane -1: (m, 4)."""
    begin = np.append(0.0, spans_s[:, 1])
    end = np.append(spans_s[:, 0], duration_s)
    rows = np.flatnonzero(end > begin)
    marks = np.tile([-1.0, NO_EPHEMERIS], (len(rows), 1))
    return np.concatenate([marks, begin[rows, None], end[rows, None]], axis=1)


def _screened(
    primary: PrimaryPlan, n_slices: int, run_slices: RunSlices, *, gaps: Floats | None = None
) -> Screening:
    plan = primary.plan
    slices = slices_of(plan, n_slices)
    parts: Sequence[SliceEvents] = list(run_slices(partial(screen_primary_slice, primary), slices))
    pairs = duplicate_minima(plan.duplicates, plan.duration_s, pair_states=plan.pair_states)
    minima = Minima.concatenate([*(part.minima for part in parts), pairs])
    numbers = np.append(plan.numbers_of_lanes, primary.number)
    minima = swapped(minima, numbers[minima.first] > numbers[minima.second])
    outside = SliceEvents(Minima.concatenate([]), gaps if gaps is not None else np.empty((0, 4)))
    return gathered(
        plan,
        [*parts, outside],
        minima=minima,
        object_1=numbers[minima.first],
        object_2=numbers[minima.second],
        n_duplicates=len(pairs),
        own_number=primary.number,
    )


def screen_primary_slice(primary: PrimaryPlan, piece: TimeSlice) -> SliceEvents:
    """Screen the chunks of one slice."""
    plan = primary.plan
    work = workspace(len(plan.model.tables.rows), max(chunk.n_intervals for chunk in plan.chunks))
    chunks = plan.chunks[piece.first : piece.last]
    parts = [_screen_chunk(primary, chunk, work) for chunk in chunks]
    return SliceEvents(
        Minima.concatenate([minima for minima, _ in parts]), np.concatenate([spans for _, spans in parts])
    )


def _screen_chunk(primary: PrimaryPlan, chunk: Chunk, work: Workspace) -> tuple[Minima, Floats]:
    plan = primary.plan
    used = fill(plan.model.tables, plan.bounds, chunk=chunk, work=work)
    candidates = _candidates(primary, chunk, used)
    minima = closest_approaches(candidates, reach_km=plan.volume.reach_km, pair_states=primary.pair_states)
    minima = minima[(minima.tca_s >= 0.0) & (minima.tca_s < plan.duration_s)]
    return in_volume(plan.volume, minima, pair_states=primary.pair_states), spans_of(used.statuses, chunk)


def _candidates(primary: PrimaryPlan, chunk: Chunk, work: Workspace) -> Candidates:
    """Return the pairs of the primary that can meet in one chunk."""
    from specola.awareness.screening.sweep.list_kernels import sweep_path
    from specola.awareness.screening.sweep.rows_kernels import path_rows

    moments = chunk.node_s(np.arange(chunk.n_intervals + 1))
    states, status = primary.states(moments)
    bounds = primary.plan.bounds._replace(step_s=chunk.step_s)
    own = path_rows(np.ascontiguousarray(states), status, bounds)
    room = len(work.codes[0]) * chunk.n_intervals
    found, when = np.empty((room, 2), np.int32), np.empty(room)
    used = sweep_path(*own, work.rows, work.keys, work.codes, bounds, found, when)
    pairs: Ints = np.concatenate([np.full((used, 1), primary.lane), found[:used]], axis=1).astype(np.int64)
    is_other: Bools = ~np.isin(pairs[:, 1], np.append(primary.plan.duplicates, primary.lane))
    return candidates_of(pairs[is_other], when[:used][is_other], chunk=chunk)


__all__ = [
    "EPHEMERIS_STEP_S",
    "PrimaryPlan",
    "screen_ephemeris",
    "screen_one",
    "screen_primary_slice",
]
