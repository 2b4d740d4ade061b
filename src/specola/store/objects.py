"""Objects in the store: finding one by any id, and everything told about it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, func, insert, or_, select

from specola.catalog.identifiers import Candidate, only_one, readings
from specola.catalog.objects import CrossReference, DataMode, Fact, FactKind, Scheme, SpaceObject
from specola.epochs import Epochs
from specola.errors import ArgumentError
from specola.messages.element_records import ElementRecords
from specola.store.columns import RECORD_COLUMNS, epochs_from_tai_ns, records_from_rows, tai_ns
from specola.store.imports import AT_ONCE, insert_rows, next_key, source_key
from specola.store.schema import CROSS_REFERENCES, ELEMENT_SETS, FACTS, OBJECTS, SOURCES

_SHOWN = 5


def resolve_object(connection: Connection, id_text: str, *, data_mode: DataMode = DataMode.REAL) -> str:
    """Return our own id of the one object that an id means; see `catalog.identifiers`.

    Raises
    ------
    ArgumentError
        No object has it, or several have; the sentence names the candidates.
    """
    table = CROSS_REFERENCES.c
    in_mode = OBJECTS.c.data_mode == data_mode.value
    candidates: list[Candidate] = []
    for scheme, value in readings(id_text):
        query = select(OBJECTS.c.id).where(in_mode)
        if scheme is Scheme.OWN:
            query = query.where(OBJECTS.c.object_id == value)
        else:
            matches = select(table.object).where(table.scheme == scheme.value, table.value == value)
            query = query.where(OBJECTS.c.id.in_(matches))
        keys = connection.execute(query.order_by(OBJECTS.c.id)).scalars()
        candidates += [Candidate(key, scheme, "") for key in keys]
    shown = _labels(connection, {one.key for one in candidates[: _SHOWN + 1]})
    candidates = [Candidate(one.key, one.scheme, shown.get(one.key, "")) for one in candidates]
    n_objects = connection.execute(select(func.count()).select_from(OBJECTS).where(in_mode)).scalar_one()
    near = () if candidates else _near(connection, id_text, data_mode)
    key = only_one(id_text, candidates, n_objects=n_objects, near=near)
    return str(connection.execute(select(OBJECTS.c.object_id).where(OBJECTS.c.id == key)).scalar_one())


def read_object(connection: Connection, object_id: str) -> SpaceObject:
    """Return one object with all its ids and facts.

    Raises
    ------
    ArgumentError
        There is no object with this id of our own.
    """
    key, mode = _key(connection, object_id)
    references = [
        CrossReference(Scheme(scheme), value, source, valid, known)
        for scheme, value, source, valid, known in _told(connection, CROSS_REFERENCES.c.scheme, key)
    ]
    facts = [
        Fact(FactKind(kind), value, source, valid, known)
        for kind, value, source, valid, known in _told(connection, FACTS.c.kind, key)
    ]
    return SpaceObject(object_id, DataMode(mode), tuple(references), tuple(facts))


def read_history(connection: Connection, object_id: str, *, known: Epochs | None = None) -> ElementRecords:
    """Return all element sets of one object as printed, earliest epoch first.

    Raises
    ------
    ArgumentError
        There is no object with this id of our own.
    """
    key, _ = _key(connection, object_id)
    table = ELEMENT_SETS.c
    query = select(*[table[name] for name in RECORD_COLUMNS]).where(table.object == key)
    if known is not None:
        query = query.where(table.known_tai_ns <= tai_ns(known))
    order = (table.epoch_tai_s, table.epoch_fraction_s, table.known_tai_ns, table.id)
    return records_from_rows([tuple(row) for row in connection.execute(query.order_by(*order))])


def find_by_number(
    connection: Connection, numbers: Iterable[int], *, data_mode: DataMode = DataMode.REAL
) -> dict[int, str]:
    """Return our own ids of those catalog numbers that are in the store."""
    identities = [f"norad {number}" for number in numbers]
    found: dict[int, str] = {}
    for first in range(0, len(identities), AT_ONCE):
        some = identities[first : first + AT_ONCE]
        rows = connection.execute(
            select(OBJECTS.c.identity, OBJECTS.c.object_id).where(
                OBJECTS.c.data_mode == data_mode.value,
                OBJECTS.c.identity.in_(some),
            )
        )
        found |= {int(identity.partition(" ")[2]): object_id for identity, object_id in rows}
    return found


def record_references(connection: Connection, references: Mapping[str, Iterable[CrossReference]]) -> int:
    """Write the ids of objects (by our own id) that nobody had told; return how many.

    Raises
    ------
    ArgumentError
        There is no object with one of these ids.
    """
    n_new = 0
    for object_id, told in references.items():
        key, _ = _key(connection, object_id)
        for one in told:
            row = {"object": key, "scheme": one.scheme.value, "value": one.value}
            held = select(CROSS_REFERENCES.c.object).filter_by(**row)
            if connection.execute(held).first() is None:
                source = {"source": source_key(connection, one.source)}
                times = {"valid_tai_ns": tai_ns(one.valid), "known_tai_ns": tai_ns(one.known)}
                connection.execute(insert(CROSS_REFERENCES), row | source | times)
                n_new += 1
    return n_new


def record_facts(connection: Connection, facts: Mapping[str, Iterable[Fact]]) -> int:
    """Write the facts of objects (by our own id) that are new; return how many.

    Raises
    ------
    ArgumentError
        There is no object with one of these ids.
    """
    table = FACTS.c
    new: dict[tuple[int, str, str, int, int], int] = {}
    for object_id, told in facts.items():
        key, _ = _key(connection, object_id)
        columns = (table.object, table.kind, table.value, table.source, table.valid_tai_ns)
        seen = set(map(tuple, connection.execute(select(*columns).where(table.object == key))))
        for one in told:
            source = source_key(connection, one.source)
            row = (key, one.kind.value, one.value, source, tai_ns(one.valid))
            if row not in seen:
                new.setdefault(row, tai_ns(one.known))
    first = next_key(connection, FACTS)
    insert_rows(
        connection, FACTS, rows=[(first + n, *row, known) for n, (row, known) in enumerate(new.items())]
    )
    return len(new)


def _key(connection: Connection, object_id: str) -> tuple[int, str]:
    row = connection.execute(
        select(OBJECTS.c.id, OBJECTS.c.data_mode).where(OBJECTS.c.object_id == object_id)
    ).first()
    if row is None:
        msg = f"object {object_id!r} is not in the store, expected one of our own ids"
        raise ArgumentError(msg)
    return int(row[0]), str(row[1])


def _told(connection: Connection, what: Any, key: int) -> list[tuple[str, str, str, Epochs, Epochs]]:
    """Return (what, value, source, valid, known) of one object, earliest first."""
    table = what.table.c
    rows = connection.execute(
        select(what, table.value, SOURCES.c.name, table.valid_tai_ns, table.known_tai_ns)
        .join(SOURCES, SOURCES.c.id == table.source)
        .where(table.object == key)
        .order_by(table.valid_tai_ns, table.known_tai_ns, what, table.value, SOURCES.c.name)
    )
    return [
        (word, value, source, epochs_from_tai_ns([valid]), epochs_from_tai_ns([known]))
        for word, value, source, valid, known in rows
    ]


def _labels(connection: Connection, keys: Iterable[int]) -> dict[int, str]:
    """Return number, COSPAR id and name of objects, for sentences."""
    table = CROSS_REFERENCES.c
    wanted = (Scheme.NORAD, Scheme.COSPAR, Scheme.NAME)
    rows = connection.execute(
        select(table.object, table.scheme, table.value)
        .where(table.object.in_(list(keys)), table.scheme.in_([scheme.value for scheme in wanted]))
        .order_by(table.object, table.valid_tai_ns, table.known_tai_ns, table.value)
    )
    latest = {(key, scheme): value for key, scheme, value in rows}
    return {
        key: " ".join(latest[key, scheme] for scheme in wanted if (key, scheme) in latest)
        for key in {key for key, _ in latest}
    }


def _near(connection: Connection, id_text: str, data_mode: DataMode) -> tuple[str, ...]:
    """Return a few names that hold the text, whatever the case."""
    table = CROSS_REFERENCES.c
    rows = connection.execute(
        select(table.value)
        .join(OBJECTS, OBJECTS.c.id == table.object)
        .where(
            or_(table.scheme == Scheme.NAME.value, table.scheme == Scheme.OPERATOR.value),
            OBJECTS.c.data_mode == data_mode.value,
            func.lower(table.value).contains(id_text.strip().lower(), autoescape=True),
        )
        .distinct()
        .order_by(func.length(table.value), table.value)
        .limit(_SHOWN)
    )
    return tuple(rows.scalars())
