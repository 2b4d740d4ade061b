"""Choosing one element set for each object out of many."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np

from specola.catalog.elements import ElementSets
from specola.catalog.identifiers import object_keys
from specola.epochs import Epochs
from specola.errors import ShapeError
from specola.messages.element_records import ElementRecords
from specola.numerics.arrays import Bools, Ints, require_shape


@dataclass(frozen=True, slots=True, eq=False)
class Selection:
    """The sets that count, one for each object.

    Attributes
    ----------
    rows : (m,) int64
        Rows of the sets given, ordered by key.
    is_after : (m,) bool
        The set lies after the instant asked for, because the object has none before.
    n_superseded : sets left out because another of the same object counts
    n_duplicates : those among them that repeat another set number for number
    """

    rows: Ints
    is_after: Bools
    n_superseded: int
    n_duplicates: int


def select_sets(sets: ElementSets, before: Epochs, *, keys: Ints | None = None) -> Selection:
    """Return of each object the last set at or before an instant; else its first set after it.

    Parameters
    ----------
    sets : n element sets in the order they were given
    before : one instant
    keys : (n,) int64
        Equal where the object is the same; by default the catalog number, or where there is none
        (0 or less) the name. `identifiers.object_keys` tells objects apart better.

    Raises
    ------
    ShapeError
        `before` is not one instant, or `keys` is not (n,).

    Notes
    -----
    Of two sets of an object with the same epoch the one given last counts.
    """
    if len(before) != 1:
        msg = f"before holds {len(before)} instants, expected 1"
        raise ShapeError(msg)
    if keys is None:
        keys = object_keys(sets.catalog_number, sets.name, cospar=np.full(len(sets), ""))
    require_shape("keys", keys, (len(sets),))
    epochs = sets.elements.epochs
    is_after = epochs.seconds_since(before) > 0.0
    # Ascending preference: sets before the instant above those after it, nearer ones above farther.
    sign = np.where(is_after, -1, 1)
    order = np.lexsort((sign * epochs.fraction_s, sign * epochs.tai_s, ~is_after, keys))
    is_last = np.append(keys[order][1:] != keys[order][:-1], [True])[: len(order)]
    rows = order[is_last]
    n_superseded = len(sets) - len(rows)
    return Selection(
        rows=rows,
        is_after=is_after[rows],
        n_superseded=n_superseded,
        n_duplicates=_count_duplicates(sets, keys) if n_superseded else 0,
    )


def _count_duplicates(sets: ElementSets, keys: Ints) -> int:
    """Return how many sets repeat another of the same object number for number."""
    _, inverse, counts = np.unique(keys, return_inverse=True, return_counts=True)
    repeated = np.flatnonzero(counts[inverse.reshape(-1)] > 1)
    elements = sets.elements[repeated]
    numbers = np.stack(
        [
            elements.epochs.fraction_s,
            elements.mean_motion_rad_s,
            elements.eccentricity,
            elements.inclination_rad,
            elements.raan_rad,
            elements.argument_of_perigee_rad,
            elements.mean_anomaly_rad,
            elements.bstar_per_earth_radius,
        ],
        axis=-1,
    )
    whole = np.stack([keys[repeated], elements.epochs.tai_s], axis=-1)
    table = np.ascontiguousarray(np.concatenate([whole, (numbers + 0.0).view(np.int64)], axis=-1))
    distinct = np.unique(table.view(np.dtype((np.void, table.shape[1] * table.itemsize))))
    return len(repeated) - len(distinct)


def join_records(parts: Sequence[ElementRecords]) -> ElementRecords:
    """Return the records of all parts, in order.

    Raises
    ------
    ShapeError
        There are no parts.
    """
    if not parts:
        raise ShapeError("no records to join, expected the records of one file or more")
    if len(parts) == 1:
        return parts[0]
    columns = {
        field.name: np.concatenate([getattr(part, field.name) for part in parts])
        for field in fields(ElementRecords)
        if field.name != "epoch"
    }
    return ElementRecords(**columns, epoch=Epochs.concatenate([part.epoch for part in parts]))
