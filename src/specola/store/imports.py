"""Writing what files say: evidence, objects, ids, element sets.

Each call works inside the transaction of its caller; what is there already is never written again.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import repeat
from typing import Any

import numpy as np
import zstandard
from sqlalchemy import Connection, Table, func, insert, select

from specola.catalog.objects import DataMode, Scheme
from specola.epochs import Epochs
from specola.messages import ElementFile, ElementRecords, SatcatFile
from specola.numerics.arrays import Ints
from specola.store.columns import epochs_tai_ns, fetch, fingerprints, record_columns, tai_ns
from specola.store.schema import (
    CROSS_REFERENCES,
    ELEMENT_SETS,
    EVIDENCE,
    IMPORTS,
    OBJECTS,
    REFUSALS,
    SOURCES,
    STORE_INFO,
)

AT_ONCE = 10_000  # SQLite takes 32,766 values in one statement
_EVIDENCE_LEVEL = 3
_SCANNED = 5


@dataclass(frozen=True, slots=True)
class Arrival:
    """Where a file came from and when.

    Attributes
    ----------
    sha256 : of the decompressed bytes
    source : who published it
    known : when it came in, one instant
    """

    sha256: str
    source: str
    data_mode: DataMode
    known: Epochs


@dataclass(frozen=True, slots=True)
class Recorded:
    """What one file added to the store.

    Attributes
    ----------
    n_records : read in the file
    n_new_sets, n_new_objects, n_new_references, n_new_facts : written; all 0 when the store knew
        everything
    """

    n_records: int
    n_new_sets: int
    n_new_objects: int
    n_new_references: int
    n_new_facts: int = 0

    @property
    def is_unchanged(self) -> bool:
        """Whether the store is exactly as it was."""
        return not (self.n_new_sets or self.n_new_objects or self.n_new_references or self.n_new_facts)


class Recorder:
    """Writes the element sets of one file after the other, inside one transaction.

    It remembers what the store knows, so that many small files cost little.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._objects: dict[DataMode, dict[str, int]] = {}
        self._references: set[tuple[Any, ...]] | None = None
        namespace = select(STORE_INFO.c.value).where(STORE_INFO.c.key == "namespace")
        self._namespace = uuid.UUID(connection.execute(namespace).scalar_one())

    def record(self, file: ElementFile, arrival: Arrival) -> Recorded:
        """Write what is new in a file, with its bytes as evidence.

        Nothing at all is written, not even that the file came, when the store knew every record.
        """
        records = file.records
        objects, new_objects = self._assign_objects(records, arrival)
        marks = fingerprints(records, objects)
        fresh = _fresh_rows(self._connection, marks)
        references = self._fresh_references(records, objects)
        recorded = Recorded(len(records), len(fresh), len(new_objects), len(references))
        if recorded.is_unchanged:
            return recorded
        source = source_key(self._connection, arrival.source)
        number = record_import(self._connection, file, arrival=arrival, source=source, n_new=len(fresh))
        known = tai_ns(arrival.known)
        insert_rows(self._connection, OBJECTS, rows=new_objects)
        ids = [(*reference, source, valid, known) for reference, valid in sorted(references.items())]
        insert_rows(self._connection, CROSS_REFERENCES, rows=ids)
        first = next_key(self._connection, ELEMENT_SETS)
        rows = zip(
            range(first, first + len(fresh)),
            objects[fresh].tolist(),
            [number] * len(fresh),
            [known] * len(fresh),
            *record_columns(records[fresh]),
            [marks[row] for row in fresh.tolist()],
            strict=True,
        )
        insert_rows(self._connection, ELEMENT_SETS, rows=list(rows))
        return recorded

    def _assign_objects(
        self, records: ElementRecords, arrival: Arrival
    ) -> tuple[Ints, list[tuple[Any, ...]]]:
        """Return the key of each record's object, and the rows of objects seen for the first time."""
        mode = arrival.data_mode.value
        if arrival.data_mode not in self._objects:
            query = select(OBJECTS.c.identity, OBJECTS.c.id).where(OBJECTS.c.data_mode == mode)
            self._objects[arrival.data_mode] = dict(fetch(self._connection, query))
        known = self._objects[arrival.data_mode]
        following = next_key(self._connection, OBJECTS)
        instant = tai_ns(arrival.known)
        keys: list[int] = []
        fresh: list[tuple[Any, ...]] = []
        for identity in identities(records):
            key = known.get(identity)
            if key is None:
                key = following + len(fresh)
                known[identity] = key
                object_id = str(uuid.uuid5(self._namespace, f"{mode} {identity}"))
                fresh.append((key, object_id, mode, identity, instant))
            keys.append(key)
        return np.array(keys, dtype=np.int64), fresh

    def _fresh_references(self, records: ElementRecords, objects: Ints) -> dict[tuple[int, str, str], int]:
        """Return (object, scheme, value) that nobody had told, and since when each holds."""
        if self._references is None:
            table = CROSS_REFERENCES.c
            query = select(table.object, table.scheme, table.value)
            self._references = set(fetch(self._connection, query))
        schemes = (
            (Scheme.NORAD.value, [str(n) if n > 0 else "" for n in records.norad_cat_id.tolist()]),
            (Scheme.COSPAR.value, records.object_id.tolist()),
            (Scheme.NAME.value, records.object_name.tolist()),
        )
        keys = objects.tolist()
        valid = epochs_tai_ns(records.epoch).tolist()
        fresh: dict[tuple[int, str, str], int] = {}
        for scheme, values in schemes:
            told_here = zip(keys, repeat(scheme), values, strict=False)
            for reference, instant in zip(told_here, valid, strict=True):
                if reference[2] and reference not in self._references:
                    fresh[reference] = min(instant, fresh.get(reference, instant))
        self._references |= fresh.keys()
        return fresh


def next_key(connection: Connection, table: Table) -> int:
    """Return the key after the greatest; rows are never deleted, so it is never used again."""
    greatest = connection.execute(select(func.max(table.c.id))).scalar()
    return 1 if greatest is None else int(greatest) + 1


def identities(records: ElementRecords) -> list[str]:
    """Return what tells each record's object from others: its number, else its COSPAR id, else its name."""
    found = [f"norad {number}" for number in records.norad_cat_id.tolist()]
    for row in np.flatnonzero(records.norad_cat_id <= 0).tolist():
        cospar = str(records.object_id[row])
        found[row] = f"cospar {cospar}" if cospar else f"name {records.object_name[row]}"
    return found


def _fresh_rows(connection: Connection, marks: list[bytes]) -> Ints:
    """Return the first row of each element set that the store does not hold."""
    held = ELEMENT_SETS.c.fingerprint
    query = select(held)
    seen: set[bytes] = set()
    # A look-up takes five times as long as reading on, so a file that is not small is compared with all.
    if next_key(connection, ELEMENT_SETS) <= _SCANNED * len(marks):
        seen = {mark for (mark,) in fetch(connection, query)}
    else:
        for first in range(0, len(marks), AT_ONCE):
            some = query.where(held.in_(marks[first : first + AT_ONCE]))
            seen |= {mark for (mark,) in fetch(connection, some)}
    fresh: list[int] = []
    for row, mark in enumerate(marks):
        if mark not in seen:
            seen.add(mark)
            fresh.append(row)
    return np.array(fresh, dtype=np.int64)


def record_import(
    connection: Connection, file: ElementFile | SatcatFile, *, arrival: Arrival, source: int, n_new: int
) -> int:
    """Keep the bytes once, what the file was, and what was refused in it; return the import's key."""
    held = select(EVIDENCE.c.sha256).where(EVIDENCE.c.sha256 == arrival.sha256)
    if connection.execute(held).scalar() is None:
        compressed = zstandard.ZstdCompressor(level=_EVIDENCE_LEVEL).compress(file.content)
        connection.execute(
            insert(EVIDENCE),
            {"sha256": arrival.sha256, "size": len(file.content), "compressed": compressed},
        )
    number = next_key(connection, IMPORTS)
    connection.execute(
        insert(IMPORTS),
        {
            "id": number,
            "source": source,
            "sha256": arrival.sha256,
            "file": file.file,
            "form": file.form,
            "data_mode": arrival.data_mode.value,
            "known_tai_ns": tai_ns(arrival.known),
            "n_records": len(file.records),
            "n_new": n_new,
        },
    )
    refusals = [
        (number, position, refusal.line, refusal.sentence()) for position, refusal in enumerate(file.refusals)
    ]
    insert_rows(connection, REFUSALS, rows=refusals)
    return number


def source_key(connection: Connection, name: str) -> int:
    """Return the key of a source, which is written when it is new."""
    key = connection.execute(select(SOURCES.c.id).where(SOURCES.c.name == name)).scalar()
    if key is None:
        key = next_key(connection, SOURCES)
        connection.execute(insert(SOURCES), {"id": key, "name": name})
    return int(key)


def insert_rows(connection: Connection, table: Table, *, rows: Sequence[tuple[Any, ...]]) -> None:
    """Insert rows that hold the table's columns in order.

    The statement is compiled once and the rows go to the driver as they are: three times as fast.
    """
    if rows:
        statement = insert(table).compile(dialect=connection.dialect, column_keys=table.columns.keys())
        connection.exec_driver_sql(str(statement), list(rows))
