"""What a screening is: the catalog prepared, the window cut into slices of time."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from specola.awareness.screening.duplicates import duplicate_pairs
from specola.awareness.screening.refinement import PairStates
from specola.awareness.screening.sweep.bounds import Bounds, bounds_for
from specola.awareness.screening.sweep.memory import Chunk
from specola.awareness.screening.volumes import Volume
from specola.catalog.elements import ElementSets
from specola.dynamics.sgp4 import Sgp4
from specola.dynamics.sgp4.tables import Sgp4Tables
from specola.epochs import Epochs
from specola.errors import ArgumentError
from specola.numerics.arrays import Floats, Ints, Statuses

# Longer steps propagate and sort less often, shorter ones scan shorter lists: what is quickest depends on
# the number of objects.
STEPS_S = ((150_000, 240.0), (1_000_000_000, 120.0))
SHORTEST_STEP_S, LONGEST_STEP_S = 10.0, 240.0
# The intervals begin and end this much outside the window, so that a minimum at its edge is found
# by its neighbors and then judged by its instant alone.
EDGE_S = 2.0
# Seconds outside the intervals at which states may be asked for.
ROOM_S = 300.0
# The rows of a chunk should stay in the cache.
ROWS_PER_CHUNK = 1_800_000
MOST_INTERVALS = 16


@dataclass(frozen=True, slots=True)
class TimeSlice:
    """A contiguous run of chunks, the work of one thread or machine: [first, last)."""

    first: int
    last: int


@dataclass(frozen=True, slots=True, eq=False)
class LanePairs:
    """Exact states of pairs of lanes: a `PairStates`.

    Attributes
    ----------
    tables : of SGP4
    """

    tables: Sgp4Tables

    def __call__(self, first: Ints, second: Ints, seconds: Floats) -> tuple[Floats, Statuses]:
        """Return states (m, 12) and status (m,) of pairs, each at its own time."""
        from specola.awareness.screening.motion_kernels import pair_states

        states, status = np.empty((len(first), 12)), np.empty(len(first), np.int8)
        pair_states(self.tables, first, second, np.ascontiguousarray(seconds), states, status)
        return states, status


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """Everything a slice needs; can be pickled.

    Attributes
    ----------
    catalog_number : (n,) int64
    model : SGP4 of the n objects, times counted from the start of the window
    start : one instant
    duration_s : float [s]
    volume : what counts as close
    bounds : of the sweep
    chunks : the window in chunks, in order of time
    duplicates : (d, 2) int64, lanes of pairs that are together all through the window, sorted
    """

    catalog_number: Ints
    model: Sgp4
    start: Epochs
    duration_s: float
    volume: Volume
    bounds: Bounds
    chunks: tuple[Chunk, ...]
    duplicates: Ints

    @property
    def numbers_of_lanes(self) -> Ints:
        """Return the catalog number of each lane; of an empty lane, any."""
        return self.catalog_number[self.model.tables.rows]

    @property
    def pair_states(self) -> PairStates:
        """Return the exact states of pairs of lanes at given times."""
        return LanePairs(self.model.tables)


def plan_screening(
    sets: ElementSets,
    start: Epochs,
    *,
    duration_s: float,
    volume: Volume,
    step_s: float | None = None,
) -> Plan:
    """Prepare a screening of all against all.

    Parameters
    ----------
    sets : one element set for each object
    start : one instant
    duration_s : float [s], > 0; the window is [start, start + duration)
    volume : what counts as close
    step_s : float [s], 10 to 240, or None for the quickest; the events do not depend on it

    Raises
    ------
    ArgumentError
        For a window that is not positive, a step outside its range, or a repeated catalog number.
    """
    step_s = quickest_step_s(len(sets)) if step_s is None else step_s
    model = prepared(sets, start, duration_s=duration_s, step_s=step_s)
    spans = np.array([[-EDGE_S, duration_s + EDGE_S]])
    pair_states = LanePairs(model.tables)
    return Plan(
        catalog_number=sets.catalog_number,
        model=model,
        start=start,
        duration_s=duration_s,
        volume=volume,
        bounds=bounds_for(step_s, volume.reach_km, n_objects=len(sets)),
        chunks=chunks_of(spans, step_s, n_lanes=len(model.tables.rows)),
        duplicates=duplicate_pairs(sets.elements, model, duration_s=duration_s, pair_states=pair_states),
    )


def quickest_step_s(n_objects: int) -> float:
    """Return the step that takes least time for so many objects [s]."""
    return next(step_s for most, step_s in STEPS_S if n_objects <= most)


def prepared(sets: ElementSets, start: Epochs, *, duration_s: float, step_s: float) -> Sgp4:
    """Check what is asked for, and initialize SGP4 for the window."""
    if not (np.isfinite(duration_s) and duration_s > 0.0):
        msg = f"window of {duration_s} s, expected a positive length"
        raise ArgumentError(msg)
    if not SHORTEST_STEP_S <= step_s <= LONGEST_STEP_S:
        msg = f"step of {step_s} s, expected {SHORTEST_STEP_S} to {LONGEST_STEP_S} s"
        raise ArgumentError(msg)
    numbers, counts = np.unique(sets.catalog_number, return_counts=True)
    if (counts > 1).any():
        number, count = numbers[counts > 1][0], counts[counts > 1][0]
        msg = f"object {number} has {count} element sets, expected one: select the set to use first"
        raise ArgumentError(msg)
    return Sgp4.prepare(sets.elements, start, from_s=-ROOM_S, until_s=duration_s + step_s + ROOM_S)


def chunks_of(spans_s: Floats, step_s: float, *, n_lanes: int) -> tuple[Chunk, ...]:
    """Cut spans of time (s, 2) into intervals of at most `step_s`, and these into chunks."""
    size = max(1, min(MOST_INTERVALS, ROWS_PER_CHUNK // max(n_lanes, 1)))
    chunks: list[Chunk] = []
    for begin_s, end_s in spans_s:
        whole = int(np.ceil((end_s - begin_s) / step_s))
        length_s = step_s if len(spans_s) == 1 else (end_s - begin_s) / whole
        chunks += [
            Chunk(float(begin_s + first * length_s), float(length_s), min(size, whole - first))
            for first in range(0, whole, size)
        ]
    return tuple(chunks)


def slices_of(plan: Plan, count: int) -> list[TimeSlice]:
    """Cut the window into at most `count` slices of nearly equal length, in order of time."""
    n = len(plan.chunks)
    edges = np.linspace(0, n, max(1, min(count, n)) + 1).round().astype(int)
    return [TimeSlice(int(a), int(b)) for a, b in pairwise(edges) if b > a]
