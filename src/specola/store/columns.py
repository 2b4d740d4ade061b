"""Between columns of arrays and rows of the database."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import fields
from typing import Any

import numpy as np
from sqlalchemy import Connection, Executable

from specola.epochs import Epochs
from specola.messages.element_records import ElementRecords
from specola.numerics.arrays import Ints

_NS = 1_000_000_000
_SPLIT = {"epoch": ("epoch_tai_s", "epoch_fraction_s"), "span": ("span_start", "span_end")}
_TEXTS = frozenset({"object_name", "object_id", "classification_type"})
_WHOLES = frozenset({"norad_cat_id", "ephemeris_type", "element_set_no", "rev_at_epoch", "line"})

# The columns of `element_sets` that hold a record, in the order of its fields.
RECORD_COLUMNS = tuple(
    name for field in fields(ElementRecords) for name in _SPLIT.get(field.name, (field.name,))
)
_NUMBERS = tuple(
    field.name
    for field in fields(ElementRecords)
    if field.name not in _TEXTS and field.name not in {"norad_cat_id", "epoch", "line", "span"}
)


def fetch(connection: Connection, query: Executable) -> list[tuple[Any, ...]]:
    """Return all rows of a query as the driver gives them, without a wrapper around each."""
    cursor: Any = connection.execute(query).cursor
    rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def tai_ns(epochs: Epochs) -> int:
    """Return the first instant in whole nanoseconds since 2000-01-01T00:00:00 TAI."""
    return int(epochs.tai_s[0]) * _NS + round(float(epochs.fraction_s[0]) * _NS)


def epochs_from_tai_ns(values: Sequence[int]) -> Epochs:
    """Return n instants from whole nanoseconds since 2000-01-01T00:00:00 TAI."""
    whole, rest = np.divmod(np.array(values, dtype=np.int64), _NS)
    return Epochs.from_parts(whole, rest / _NS)


def epochs_tai_ns(epochs: Epochs) -> Ints:
    """Return n instants in whole nanoseconds, (n,) int64."""
    return epochs.tai_s * _NS + np.rint(epochs.fraction_s * _NS).astype(np.int64)


def record_columns(records: ElementRecords) -> list[list[Any]]:
    """Return a list of values for each of `RECORD_COLUMNS`."""
    columns: list[list[Any]] = []
    for field in fields(records):
        column = getattr(records, field.name)
        if field.name == "epoch":
            columns += [column.tai_s.tolist(), column.fraction_s.tolist()]
        elif field.name == "span":
            columns += [column[:, 0].tolist(), column[:, 1].tolist()]
        else:
            columns.append(column.tolist())
    return columns


def records_from_rows(rows: Sequence[Sequence[Any]]) -> ElementRecords:
    """Return the records of rows that hold `RECORD_COLUMNS` in order; floats come back bit for bit."""
    n = len(rows)
    columns: Sequence[Sequence[Any]] = list(zip(*rows, strict=True)) if n else [()] * len(RECORD_COLUMNS)
    by_name = dict(zip(RECORD_COLUMNS, columns, strict=True))

    def array(name: str) -> Any:
        if name in _TEXTS:
            return np.array(by_name[name], dtype=np.str_)
        whole = name in _WHOLES or name.startswith("span") or name == "epoch_tai_s"
        return np.fromiter(by_name[name], dtype=np.int64 if whole else np.float64, count=n)

    return ElementRecords(
        **{field.name: array(field.name) for field in fields(ElementRecords) if field.name not in _SPLIT},
        epoch=Epochs(array("epoch_tai_s"), array("epoch_fraction_s")),
        span=np.stack([array("span_start"), array("span_end")], axis=-1),
    )


def fingerprints(records: ElementRecords, objects: Ints) -> list[bytes]:
    """Return 16 bytes for each record, equal where object, epoch (to 1 ns) and all numbers are equal.

    Names are left out, and so is the place in the file: the same set printed as a TLE, with or
    without a name, or as an OMM, is one set.
    """
    table = np.empty((len(records), len(_NUMBERS) + 2), dtype=np.int64)
    table[:, 0] = objects
    table[:, 1] = epochs_tai_ns(records.epoch)
    for column, name in enumerate(_NUMBERS, start=2):
        values = getattr(records, name)
        if values.dtype == np.float64:
            values = (values + 0.0).view(np.int64)  # -0.0 is 0.0
        table[:, column] = values
    width = table.shape[1] * table.itemsize
    content = table.tobytes()
    digest = hashlib.blake2b
    return [
        digest(content[start : start + width], digest_size=16).digest()
        for start in range(0, len(content), width)
    ]
