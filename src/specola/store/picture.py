"""Reading the picture: of each object the element set that counts at an instant."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import Any

import numpy as np
from sqlalchemy import Connection, and_, func, or_, select

from specola.catalog.elements import ElementSets, element_sets_from_records
from specola.catalog.identifiers import Identities
from specola.catalog.objects import DataMode, Scheme
from specola.epochs import Epochs
from specola.messages.element_records import ElementRecords, Texts
from specola.numerics.arrays import Bools
from specola.store.columns import RECORD_COLUMNS, fetch, records_from_rows, tai_ns
from specola.store.schema import CROSS_REFERENCES, ELEMENT_SETS, OBJECTS

# Where a record stands in its file says nothing about the object; the epoch is two columns.
_PLACES = frozenset({"epoch", "line", "span"})


@dataclass(frozen=True, eq=False)
class Picture:
    """One element set for each of n objects, in the order of catalog numbers.

    Attributes
    ----------
    object_id : (n,) str
        Our own stable ids.
    records : n records as printed; where the message gave no name, the latest one known
    is_after : (n,) bool
        The set lies after the instant asked for, because the object has none before.
    """

    object_id: Texts
    records: ElementRecords
    is_after: Bools

    @cached_property
    def identities(self) -> Identities:
        """Who the n objects are, our own ids included."""
        return Identities(
            catalog_number=self.records.norad_cat_id,
            name=self.records.object_name,
            cospar=self.records.object_id,
            object_id=self.object_id,
        )

    @cached_property
    def sha256(self) -> str:
        """A hash of all that the picture says, in hexadecimal: the provenance of what is made from it."""
        told = [
            getattr(self.records, field.name) for field in fields(ElementRecords) if field.name not in _PLACES
        ]
        epoch = self.records.epoch
        digest = hashlib.sha256()
        for column in (self.object_id, epoch.tai_s, epoch.fraction_s, *told):
            if column.dtype.kind == "U":
                digest.update("\0".join(column.tolist()).encode())
            else:
                digest.update(column.astype(column.dtype.newbyteorder("<")).tobytes())
        return digest.hexdigest()

    @cached_property
    def sets(self) -> ElementSets:
        """The same as element sets."""
        return element_sets_from_records(self.records)


def read_picture(
    connection: Connection,
    before: Epochs,
    *,
    known: Epochs | None = None,
    data_mode: DataMode = DataMode.REAL,
) -> Picture:
    """Return of each object the last element set at or before an instant, else the first after it.

    Parameters
    ----------
    before : one instant
    known : leave out what came in later; None for all that is known

    Notes
    -----
    Of two sets with the same epoch the one that came in last counts. Reading 27,000 of 27,000
    sets takes 0.2 s, and hardly more when each object has a long history: the index holds the order.
    """
    chosen = func.coalesce(_chosen(before, known, after=False), _chosen(before, known, after=True))
    columns = [ELEMENT_SETS.c[name] for name in RECORD_COLUMNS]
    query = (
        select(OBJECTS.c.object_id, OBJECTS.c.id, *columns)
        .join_from(OBJECTS, ELEMENT_SETS, ELEMENT_SETS.c.id == chosen)
        .where(OBJECTS.c.data_mode == data_mode.value)
        .order_by(ELEMENT_SETS.c.norad_cat_id, OBJECTS.c.id)
    )
    rows = fetch(connection, query)
    records = _named(
        connection, records_from_rows([row[2:] for row in rows]), [row[1] for row in rows], known
    )
    return Picture(
        object_id=np.array([row[0] for row in rows], dtype=np.str_),
        records=records,
        is_after=records.epoch.seconds_since(before) > 0.0,
    )


def _chosen(before: Epochs, known: Epochs | None, *, after: bool) -> Any:
    """Return the key of the set that counts for the object of the outer query, NULL where none."""
    table = ELEMENT_SETS.c
    second, fraction = int(before.tai_s[0]), float(before.fraction_s[0])
    is_after = or_(
        table.epoch_tai_s > second, and_(table.epoch_tai_s == second, table.epoch_fraction_s > fraction)
    )
    is_before = or_(
        table.epoch_tai_s < second, and_(table.epoch_tai_s == second, table.epoch_fraction_s <= fraction)
    )
    conditions = [table.object == OBJECTS.c.id, is_after if after else is_before]
    if known is not None:
        conditions.append(table.known_tai_ns <= tai_ns(known))
    epoch = (table.epoch_tai_s, table.epoch_fraction_s)
    order = [column.asc() if after else column.desc() for column in epoch]
    return (
        select(table.id)
        .where(*conditions)
        .order_by(*order, table.known_tai_ns.desc(), table.id.desc())
        .limit(1)
        .correlate(OBJECTS)
        .scalar_subquery()
    )


def _named(
    connection: Connection, records: ElementRecords, objects: list[int], known: Epochs | None
) -> ElementRecords:
    """Give records without a name the latest name known of their object."""
    nameless = np.flatnonzero(records.object_name == "")
    if not len(nameless):
        return records
    table = CROSS_REFERENCES.c
    conditions = [table.scheme == Scheme.NAME.value]
    if known is not None:
        conditions.append(table.known_tai_ns <= tai_ns(known))
    rows = connection.execute(
        select(table.object, table.value)
        .where(*conditions)
        .order_by(table.valid_tai_ns, table.known_tai_ns, table.value)
    )
    names = dict(rows.all())
    texts = records.object_name.astype(object)
    texts[nameless] = [names.get(objects[row], "") for row in nameless.tolist()]
    return replace(records, object_name=texts.astype(np.str_))
