"""Pairs that are one object: docked, or catalogued twice."""

from __future__ import annotations

from dataclasses import fields

import numpy as np

from specola.awareness.screening.refinement import (
    Candidates,
    Minima,
    PairStates,
    closest_approaches,
    relative,
)
from specola.dynamics.mean_elements import MeanElements
from specola.dynamics.sgp4 import Sgp4
from specola.numerics.arrays import Bools, Floats, Ints

DUPLICATE_KM = 0.01
# Distance is looked at so often; instants are asked for in groups, so that most pairs drop out soon.
STEP_S = 60.0
GROUP = 64


def duplicate_pairs(
    elements: MeanElements, model: Sgp4, *, duration_s: float, pair_states: PairStates
) -> Ints:
    """Return the lanes of pairs nearer than 10 m all through the window, (d, 2), sorted.

    Parameters
    ----------
    elements : n mean elements
    model : SGP4 of the same n objects, from the start of the window
    duration_s : float [s]
    pair_states : exact states of pairs of lanes
    """
    position, _, status = model.states(np.zeros(1))
    rows = np.flatnonzero(status[:, 0] == 0)
    pairs = rows[_neighbors(position[rows, 0])]
    lanes = np.sort(model.tables.lane_of_row[pairs], axis=1)
    same = _equal(elements, pairs)
    different = lanes[~same]
    moments = np.append(np.arange(0.0, duration_s, STEP_S), duration_s)
    for start in range(0, len(moments), GROUP):
        if len(different) == 0:
            break
        distance = _distances(different, moments[start : start + GROUP], pair_states)
        different = different[(distance < DUPLICATE_KM).all(axis=1)]
    together = np.concatenate([lanes[same], different])
    return together[np.lexsort((together[:, 1], together[:, 0]))]


def duplicate_minima(pairs: Ints, duration_s: float, *, pair_states: PairStates) -> Minima:
    """Return one closest approach of each duplicate pair: its least distance in the window.

    Where the distance has no minimum inside (equal element sets), it is the start of the window.
    """
    moments = np.append(np.arange(0.0, duration_s, STEP_S), duration_s)
    least, least_s = np.full(len(pairs), np.inf), np.zeros(len(pairs))
    for start in range(0, len(moments), GROUP):
        group = moments[start : start + GROUP]
        distance = _distances(pairs, group, pair_states)
        at = distance.argmin(axis=1)
        lower = distance[np.arange(len(pairs)), at] < least
        least = np.where(lower, distance.min(axis=1), least)
        least_s = np.where(lower, group[at], least_s)
    is_inside = (least_s > 0.0) & (least_s < duration_s)
    inner = pairs[is_inside]
    guess_s = least_s[is_inside]
    candidates = Candidates(*_columns(inner), guess_s - STEP_S, guess_s + STEP_S, guess_s)
    around = closest_approaches(candidates, reach_km=DUPLICATE_KM, pair_states=pair_states)
    tca_s = np.where(is_inside, least_s, 0.0)
    for first, second, moment in zip(around.first, around.second, around.tca_s, strict=True):
        row = np.flatnonzero((pairs[:, 0] == first) & (pairs[:, 1] == second))
        tca_s[row] = min(max(moment, 0.0), least_s[row[0]] + STEP_S)
    states, _ = pair_states(*_columns(pairs), tca_s)
    return Minima(*_columns(pairs), tca_s, states)


def _columns(pairs: Ints) -> tuple[Ints, Ints]:
    return np.ascontiguousarray(pairs[:, 0]), np.ascontiguousarray(pairs[:, 1])


def _distances(pairs: Ints, moments: Floats, pair_states: PairStates) -> Floats:
    """Return distances of pairs at moments, (m, t) [km]; inf where a state is missing."""
    first, second = (np.repeat(lanes, len(moments)) for lanes in _columns(pairs))
    states, status = pair_states(first, second, np.tile(moments, len(pairs)))
    distance = np.linalg.norm(relative(states)[:, :3], axis=1)
    return np.where(status == 0, distance, np.inf).reshape(len(pairs), len(moments))


def _neighbors(position_km: Floats) -> Ints:
    """Return the pairs of rows nearer than DUPLICATE_KM, (m, 2), by sorting along x."""
    order = np.argsort(position_km[:, 0], kind="stable")
    x = position_km[order, 0]
    found = [np.empty((0, 2), np.int64)]
    for shift in range(1, len(order)):
        close = np.flatnonzero(x[shift:] - x[:-shift] < DUPLICATE_KM)
        if len(close) == 0:
            break
        pairs = np.stack([order[close], order[close + shift]], axis=1)
        distance = np.linalg.norm(position_km[pairs[:, 0]] - position_km[pairs[:, 1]], axis=1)
        found.append(pairs[distance < DUPLICATE_KM])
    return np.concatenate(found)


def _equal(elements: MeanElements, pairs: Ints) -> Bools:
    """Return whether both rows of each pair hold the same element set."""
    equal: Bools = elements.epochs[pairs[:, 0]].seconds_since(elements.epochs[pairs[:, 1]]) == 0.0
    for field in fields(elements)[1:]:
        column = getattr(elements, field.name)
        equal &= column[pairs[:, 0]] == column[pairs[:, 1]]
    return equal
