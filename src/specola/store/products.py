"""What specola computed: products with their provenance, and the events that screening found."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from sqlalchemy import Connection, insert, select

from specola.catalog.objects import DataMode
from specola.epochs import Epochs
from specola.errors import ArgumentError, ShapeError
from specola.messages.element_records import Texts
from specola.numerics.arrays import Floats
from specola.store.columns import epochs_from_tai_ns, tai_ns
from specola.store.imports import insert_rows, next_key
from specola.store.schema import EVENTS, OBJECTS, PRODUCT_INPUTS, PRODUCTS

Parameter = str | int | float | bool | None


@dataclass(frozen=True, slots=True, eq=False)
class Product:
    """How a result was made.

    Attributes
    ----------
    kind : `screening`, ...
    inputs : (name, SHA-256) of each input, in order
    code_version : of specola
    parameters : all that was asked for, by name
    data_mode : of the inputs
    known : when it was made, one instant
    """

    kind: str
    inputs: tuple[tuple[str, str], ...]
    code_version: str
    parameters: Mapping[str, Parameter]
    data_mode: DataMode
    known: Epochs

    @property
    def product_id(self) -> str:
        """A hash of everything but the names of the inputs and the time: same work, same id."""
        described = [
            self.kind,
            [sha256 for _, sha256 in self.inputs],
            self.code_version,
            dict(self.parameters),
            self.data_mode.value,
        ]
        return hashlib.sha256(_canonical(described).encode()).hexdigest()


@dataclass(frozen=True, slots=True, eq=False)
class EventColumns:
    """n close approaches as columns.

    Attributes
    ----------
    object_1, object_2 : (n,) str
        Our own ids.
    tca : n instants
    miss_km, relative_speed_km_s : (n,) float64
    radial_km, in_track_km, cross_track_km : (n,) float64 [km]
        `object_2` minus `object_1` in the RTN frame of `object_1`.
    kind : (n,) str
    """

    object_1: Texts
    object_2: Texts
    tca: Epochs
    miss_km: Floats
    relative_speed_km_s: Floats
    radial_km: Floats
    in_track_km: Floats
    cross_track_km: Floats
    kind: Texts

    def __post_init__(self) -> None:
        for field in fields(self):
            if len(getattr(self, field.name)) != len(self.tca):
                msg = f"{field.name} has {len(getattr(self, field.name))} rows, expected {len(self.tca)}"
                raise ShapeError(msg)

    def __len__(self) -> int:
        return len(self.tca)


def record_product(connection: Connection, product: Product, *, events: EventColumns) -> bool:
    """Write a product with its events; return False, writing nothing, when it is there already.

    Raises
    ------
    ArgumentError
        An event names an object that is not in the store.
    """
    identifier = product.product_id
    held = select(PRODUCTS.c.id).where(PRODUCTS.c.id == identifier)
    if connection.execute(held).first() is not None:
        return False
    connection.execute(
        insert(PRODUCTS),
        {
            "id": identifier,
            "kind": product.kind,
            "code_version": product.code_version,
            "parameters": _canonical(dict(product.parameters)),
            "data_mode": product.data_mode.value,
            "known_tai_ns": tai_ns(product.known),
        },
    )
    inputs = [(identifier, position, *one) for position, one in enumerate(product.inputs)]
    insert_rows(connection, PRODUCT_INPUTS, rows=inputs)
    _record_events(connection, identifier, events)
    return True


def read_products(connection: Connection) -> tuple[Product, ...]:
    """Return all products, oldest first."""
    inputs: dict[str, list[tuple[str, str]]] = {}
    for product, name, sha256 in connection.execute(
        select(PRODUCT_INPUTS.c.product, PRODUCT_INPUTS.c.name, PRODUCT_INPUTS.c.sha256).order_by(
            PRODUCT_INPUTS.c.product, PRODUCT_INPUTS.c.position
        )
    ):
        inputs.setdefault(product, []).append((name, sha256))
    return tuple(
        Product(
            kind=row.kind,
            inputs=tuple(inputs.get(row.id, ())),
            code_version=row.code_version,
            parameters=json.loads(row.parameters),
            data_mode=DataMode(row.data_mode),
            known=epochs_from_tai_ns([row.known_tai_ns]),
        )
        for row in connection.execute(select(PRODUCTS).order_by(PRODUCTS.c.known_tai_ns, PRODUCTS.c.id))
    )


def read_events(connection: Connection, product_id: str) -> EventColumns:
    """Return the events of one product as they were given; none for a product that is not there."""
    first, second = OBJECTS.alias("first"), OBJECTS.alias("second")
    rows = connection.execute(
        select(first.c.object_id, second.c.object_id, *[EVENTS.c[name] for name in _TOLD])
        .join_from(EVENTS, first, first.c.id == EVENTS.c.object_1)
        .join(second, second.c.id == EVENTS.c.object_2)
        .where(EVENTS.c.product == product_id)
        .order_by(EVENTS.c.id)
    ).all()
    columns: list[Any] = list(zip(*rows, strict=True)) if rows else [()] * (2 + len(_TOLD))
    told = dict(zip(_TOLD, columns[2:], strict=True))
    return EventColumns(
        object_1=np.array(columns[0], dtype=np.str_),
        object_2=np.array(columns[1], dtype=np.str_),
        tca=Epochs(
            np.array(told["tca_tai_s"], dtype=np.int64), np.array(told["tca_fraction_s"], dtype=np.float64)
        ),
        miss_km=np.array(told["miss_km"], dtype=np.float64),
        relative_speed_km_s=np.array(told["relative_speed_km_s"], dtype=np.float64),
        radial_km=np.array(told["radial_km"], dtype=np.float64),
        in_track_km=np.array(told["in_track_km"], dtype=np.float64),
        cross_track_km=np.array(told["cross_track_km"], dtype=np.float64),
        kind=np.array(told["kind"], dtype=np.str_),
    )


_TOLD = (
    "tca_tai_s",
    "tca_fraction_s",
    "miss_km",
    "relative_speed_km_s",
    "radial_km",
    "in_track_km",
    "cross_track_km",
    "kind",
)


def _record_events(connection: Connection, product_id: str, events: EventColumns) -> None:
    keys = dict(connection.execute(select(OBJECTS.c.object_id, OBJECTS.c.id)).all())
    pairs = (events.object_1.tolist(), events.object_2.tolist())
    missing = sorted({one for column in pairs for one in column if one not in keys})
    if missing:
        msg = f"an event names the object {missing[0]!r}, expected one of our own ids that is in the store"
        raise ArgumentError(msg)
    first = next_key(connection, EVENTS)
    rows = zip(
        range(first, first + len(events)),
        [product_id] * len(events),
        *([keys[one] for one in column] for column in pairs),
        events.tca.tai_s.tolist(),
        events.tca.fraction_s.tolist(),
        events.miss_km.tolist(),
        events.relative_speed_km_s.tolist(),
        events.radial_km.tolist(),
        events.in_track_km.tolist(),
        events.cross_track_km.tolist(),
        events.kind.tolist(),
        strict=True,
    )
    insert_rows(connection, EVENTS, rows=list(rows))


def _canonical(value: object) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
