"""All against all, one against all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial

import numpy as np

from specola.awareness.screening.duplicates import duplicate_minima
from specola.awareness.screening.plan import Plan, TimeSlice, plan_screening, slices_of
from specola.awareness.screening.refinement import Minima
from specola.awareness.screening.results import CO_MOVING_KM_S, Events, Kind, NotScreened, Screening
from specola.awareness.screening.slices import SliceEvents, screen_slice, swapped
from specola.awareness.screening.volumes import Volume, rtn_path
from specola.catalog.elements import ElementSets
from specola.epochs import Epochs
from specola.numerics.arrays import Floats, Ints

Worker = Callable[[TimeSlice], SliceEvents]
# Runs the worker on every slice, in any order or place, and returns the parts in the order of the slices.
# The worker can be pickled.
RunSlices = Callable[[Worker, Sequence[TimeSlice]], Iterable[SliceEvents]]


def in_order(worker: Worker, slices: Sequence[TimeSlice]) -> Iterable[SliceEvents]:
    """Run one slice after the other."""
    return [worker(piece) for piece in slices]


def screen_all(
    sets: ElementSets,
    start: Epochs,
    *,
    duration_s: float,
    volume: Volume,
    step_s: float | None = None,
    n_slices: int = 1,
    run_slices: RunSlices = in_order,
) -> Screening:
    """Find every close approach among all objects.

    Parameters
    ----------
    sets : one element set for each object
    start : one instant
    duration_s : float [s], > 0; the window is [start, start + duration)
    volume : what counts as close: a distance, or a box in RTN of object_1
    step_s : float [s], 10 to 240, or None for the quickest; the events do not depend on it
    n_slices : into how many slices of time the work is cut
    run_slices : where the slices are run; the answer does not depend on it

    Returns
    -------
    Screening
        Events are local minima of the distance inside the window; its ends are none. A pair that stays
        within 10 m all through (`Kind.DUPLICATE`) is one event, at its least distance.
    """
    plan = plan_screening(sets, start, duration_s=duration_s, volume=volume, step_s=step_s)
    return merge(plan, list(run_slices(partial(screen_slice, plan), slices_of(plan, n_slices))))


def merge(plan: Plan, parts: Sequence[SliceEvents]) -> Screening:
    """Put the parts of all slices, in order of time, together."""
    pairs = duplicate_minima(plan.duplicates, plan.duration_s, pair_states=plan.pair_states)
    numbers = plan.numbers_of_lanes
    pairs = swapped(pairs, numbers[pairs.first] > numbers[pairs.second])
    minima = Minima.concatenate([*(part.minima for part in parts), pairs])
    return gathered(
        plan,
        parts,
        minima=minima,
        object_1=numbers[minima.first],
        object_2=numbers[minima.second],
        n_duplicates=len(pairs),
    )


def gathered(
    plan: Plan,
    parts: Sequence[SliceEvents],
    *,
    minima: Minima,
    object_1: Ints,
    object_2: Ints,
    n_duplicates: int,
    own_number: int = 0,
) -> Screening:
    """Return the answer: minima as sorted events, the last of them duplicates, and what was not screened."""
    order = _in_order_once(minima.tca_s, object_1, object_2)
    states = minima.states[order]
    offset, _ = rtn_path(states)
    speed = np.linalg.norm(states[:, 9:] - states[:, 3:6], axis=1)
    kind = np.where(speed < CO_MOVING_KM_S, Kind.CO_MOVING, Kind.CROSSING)
    is_duplicate = order >= len(minima) - n_duplicates
    events = Events(
        object_1=object_1[order],
        object_2=object_2[order],
        tca=plan.start.shifted(minima.tca_s[order]),
        miss_km=np.linalg.norm(states[:, 6:9] - states[:, :3], axis=1),
        relative_speed_km_s=speed,
        radial_km=offset[:, 0],
        in_track_km=offset[:, 1],
        cross_track_km=offset[:, 2],
        kind=np.where(is_duplicate, Kind.DUPLICATE, kind).astype(np.int8),
    )
    spans = np.concatenate([part.spans for part in parts])
    return Screening(
        events=events,
        not_screened=_not_screened(plan, spans, own_number),
        start=plan.start,
        duration_s=plan.duration_s,
        n_objects=len(plan.catalog_number),
    )


def _in_order_once(tca_s: Floats, object_1: Ints, object_2: Ints) -> Ints:
    """Return the rows sorted by TCA and objects, a minimum that two spans found taken once."""
    by_pair = np.lexsort((tca_s, object_2, object_1))
    same = (np.diff(object_1[by_pair]) == 0) & (np.diff(object_2[by_pair]) == 0)
    again = same & (np.diff(tca_s[by_pair]) < SAME_MINIMUM_S)
    rows = by_pair[np.append(True, ~again)[: len(by_pair)]]
    order: Ints = rows[np.lexsort((object_2[rows], object_1[rows], tca_s[rows]))]
    return order


def _not_screened(plan: Plan, spans: Floats, own_number: int) -> NotScreened:
    """Return the spans by object, inside the window, those that touch made one."""
    spans = spans[np.lexsort((spans[:, 2], spans[:, 0]))]
    same = (np.diff(spans[:, 0]) == 0) & (np.diff(spans[:, 1]) == 0)
    goes_on = same & (spans[1:, 2] - spans[:-1, 3] < TOUCHING_S)
    begins = np.flatnonzero(np.concatenate([[True], ~goes_on])[: len(spans)])
    ends = np.append(begins[1:], len(spans))[: len(begins)] - 1
    from_s = np.clip(spans[begins, 2], 0.0, plan.duration_s)
    until_s = np.clip(spans[ends, 3], 0.0, plan.duration_s)
    lane = spans[begins, 0].astype(np.int64)
    number = np.where(lane >= 0, np.append(plan.numbers_of_lanes, own_number)[lane], own_number)
    kept = np.flatnonzero(until_s > from_s)
    kept = kept[np.lexsort((from_s[kept], number[kept]))]
    return NotScreened(
        object_number=number[kept],
        status=spans[begins, 1].astype(np.int8)[kept],
        start=plan.start.shifted(from_s[kept]),
        end=plan.start.shifted(until_s[kept]),
    )


TOUCHING_S = 1.0e-6
# Spans overlap by two milliseconds, and a minimum found in two of them differs by less than this.
SAME_MINIMUM_S = 0.01
