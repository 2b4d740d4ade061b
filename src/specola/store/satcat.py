"""Writing what a SATCAT says about the objects of the store."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from sqlalchemy import Connection, select

from specola.catalog.objects import FactKind
from specola.epochs import Epochs
from specola.messages import SatcatFile, SatcatRecords
from specola.store.columns import epochs_tai_ns, fetch, tai_ns
from specola.store.imports import Arrival, Recorded, insert_rows, next_key, record_import, source_key
from specola.store.schema import FACTS, OBJECTS, SOURCES


def record_satcat(connection: Connection, file: SatcatFile, *, arrival: Arrival) -> Recorded:
    """Write the facts of a SATCAT about objects that the store holds, with its bytes as evidence.

    A fact is written when it is not what the same source said last. Launch, type, owner and site
    hold since the day of launch, decay since the day of decay, the rest since the file came in.
    """
    records = file.records
    held = select(OBJECTS.c.identity, OBJECTS.c.id).where(OBJECTS.c.data_mode == arrival.data_mode.value)
    objects = dict(fetch(connection, held))
    keys = [objects.get(f"norad {number}") for number in records.norad_cat_id.tolist()]
    table = FACTS.c
    told = select(table.object, table.kind, table.value).join(SOURCES, SOURCES.c.id == table.source)
    told = told.where(SOURCES.c.name == arrival.source).order_by(table.valid_tai_ns, table.known_tai_ns)
    latest = {(key, kind): value for key, kind, value in fetch(connection, told)}
    new: list[tuple[int, str, str, int]] = []
    for kind, values, since in _facts(records, tai_ns(arrival.known)):
        for key, value, valid in zip(keys, values, since, strict=True):
            if key is not None and value and latest.get((key, kind)) != value:
                latest[key, kind] = value
                new.append((key, kind, value, valid))
    recorded = Recorded(len(records), 0, 0, 0, len(new))
    if new:
        source, known = source_key(connection, arrival.source), tai_ns(arrival.known)
        record_import(connection, file, arrival=arrival, source=source, n_new=len(new))
        first = next_key(connection, FACTS)
        rows = [
            (first + n, key, kind, value, source, valid, known)
            for n, (key, kind, value, valid) in enumerate(new)
        ]
        insert_rows(connection, FACTS, rows=rows)
    return recorded


def _facts(records: SatcatRecords, known_tai_ns: int) -> Iterator[tuple[str, list[str], list[int]]]:
    """Give kind, n values ("" where none) and since when each holds."""
    now = [known_tai_ns] * len(records)
    launch, decay = (_instants(dates.tolist(), now) for dates in (records.launch_date, records.decay_date))
    sizes = [repr(size) if size >= 0.0 else "" for size in records.rcs_m2.tolist()]
    yield FactKind.TYPE.value, records.object_type.tolist(), launch
    yield FactKind.OWNER.value, records.owner.tolist(), launch
    yield FactKind.LAUNCH_UTC.value, records.launch_date.tolist(), launch
    yield FactKind.LAUNCH_SITE.value, records.launch_site.tolist(), launch
    yield FactKind.DECAY_UTC.value, records.decay_date.tolist(), decay
    yield FactKind.OPERATIONAL_STATUS.value, records.ops_status_code.tolist(), now
    yield FactKind.RCS_M2.value, sizes, now
    yield FactKind.SIZE_CLASS.value, records.rcs_size.tolist(), now


def _instants(dates: list[str], otherwise: list[int]) -> list[int]:
    """Return the start of each day, or another instant where there is none."""
    rows = [row for row, date in enumerate(dates) if date]
    found = np.array(otherwise, dtype=np.int64)
    found[rows] = epochs_tai_ns(Epochs.from_utc_text([dates[row] for row in rows]))
    instants: list[int] = found.tolist()
    return instants
