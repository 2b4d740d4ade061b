"""What a screening is: the catalog prepared, the window cut into slices of time."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np

from specola.awareness.screening.bounds import QUICK_RADIUS_KM, Bounds, bounds_for
from specola.awareness.screening.duplicates import duplicate_pairs
from specola.awareness.screening.refinement import PairStates
from specola.awareness.screening.volumes import Volume
from specola.catalog.elements import ElementSets
from specola.dynamics.sgp4 import Sgp4
from specola.dynamics.sgp4.constants import GM_KM3_S2
from specola.dynamics.sgp4.tables import Sgp4Tables
from specola.epochs import Epochs
from specola.errors import ArgumentError
from specola.numerics.arrays import Floats, Ints, Statuses

DEFAULT_STEP_S = 180.0
SHORTEST_STEP_S, LONGEST_STEP_S = 10.0, 240.0
# The intervals begin and end this much outside the window, so that a minimum at its edge is found
# by its neighbors and then judged by its instant alone.
EDGE_S = 2.0
# A chunk of intervals is the smallest piece of work; its rows should stay in the cache.
ROWS_PER_CHUNK = 450_000
MOST_INTERVALS = 16


@dataclass(frozen=True, slots=True)
class TimeSlice:
    """A contiguous run of chunks, the work of one thread or machine: [first, last)."""

    first: int
    last: int


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
    margin_km : error of a cubic over one step
    n_intervals, n_chunks, chunk_intervals : the window in intervals, and these in chunks
    duplicates : (d, 2) int64, lanes of pairs that are together all through the window, sorted
    """

    catalog_number: Ints
    model: Sgp4
    start: Epochs
    duration_s: float
    volume: Volume
    bounds: Bounds
    margin_km: float
    n_intervals: int
    n_chunks: int
    chunk_intervals: int
    duplicates: Ints

    @property
    def pair_states(self) -> PairStates:
        """Return the exact states of pairs of lanes at given times."""
        return partial(lane_pair_states, self.model.tables)


def lane_pair_states(
    tables: Sgp4Tables, first: Ints, second: Ints, seconds: Floats
) -> tuple[Floats, Statuses]:
    """Return states (m, 12) and status (m,) of pairs of lanes, each at its own time."""
    from specola.awareness.screening.motion_kernels import pair_states

    states, status = np.empty((len(first), 12)), np.empty(len(first), np.int8)
    pair_states(tables, first, second, np.ascontiguousarray(seconds), states, status)
    return states, status


def plan_screening(
    sets: ElementSets,
    start: Epochs,
    *,
    duration_s: float,
    volume: Volume,
    step_s: float = DEFAULT_STEP_S,
) -> Plan:
    """Prepare a screening of all against all.

    Parameters
    ----------
    sets : one element set for each object
    start : one instant
    duration_s : float [s], > 0; the window is [start, start + duration)
    volume : what counts as close
    step_s : float [s], 10 to 240; the events do not depend on it

    Raises
    ------
    ArgumentError
        For a window that is not positive, a step outside its range, or a repeated catalog number.
    """
    _require(duration_s, step_s)
    numbers, counts = np.unique(sets.catalog_number, return_counts=True)
    if (counts > 1).any():
        msg = f"object {numbers[counts > 1][0]} has {counts.max()} element sets, expected one: select the set to use first"
        raise ArgumentError(msg)
    n_intervals = int(np.ceil((duration_s + 2.0 * EDGE_S) / step_s))
    until_s = n_intervals * step_s + EDGE_S
    model = Sgp4.prepare(sets.elements, start, from_s=-2.0 * EDGE_S, until_s=until_s)
    n_lanes = max(len(model.tables.rows), 1)
    chunk_intervals = max(1, min(MOST_INTERVALS, ROWS_PER_CHUNK // n_lanes, n_intervals))
    k = GM_KM3_S2 / QUICK_RADIUS_KM**3
    # Error of the cubic, (GM / r^3)^2 r dt^4 / 384, for both objects and half again.
    margin_km = 0.1 + 3.0 * k * k * QUICK_RADIUS_KM * step_s**4 / 384.0
    return Plan(
        catalog_number=sets.catalog_number,
        model=model,
        start=start,
        duration_s=duration_s,
        volume=volume,
        bounds=bounds_for(step_s, volume.reach_km, n_objects=len(sets)),
        margin_km=margin_km,
        n_intervals=n_intervals,
        n_chunks=-(-n_intervals // chunk_intervals),
        chunk_intervals=chunk_intervals,
        duplicates=duplicate_pairs(
            sets.elements, model, duration_s, partial(lane_pair_states, model.tables)
        ),
    )


def _require(duration_s: float, step_s: float) -> None:
    if not (np.isfinite(duration_s) and duration_s > 0.0):
        msg = f"window of {duration_s} s, expected a positive length"
        raise ArgumentError(msg)
    if not SHORTEST_STEP_S <= step_s <= LONGEST_STEP_S:
        msg = f"step of {step_s} s, expected {SHORTEST_STEP_S} to {LONGEST_STEP_S} s"
        raise ArgumentError(msg)


def slices_of(plan: Plan, count: int) -> list[TimeSlice]:
    """Cut the window into at most `count` slices of nearly equal length, in order of time."""
    edges = np.linspace(0, plan.n_chunks, max(1, min(count, plan.n_chunks)) + 1).round().astype(int)
    return [TimeSlice(int(a), int(b)) for a, b in zip(edges[:-1], edges[1:], strict=True) if b > a]
