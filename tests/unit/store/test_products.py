"""Products with their provenance, and events."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import pytest

from specola.catalog.objects import DataMode
from specola.epochs import Epochs
from specola.errors import ArgumentError, ShapeError
from specola.store.imports import Recorder
from specola.store.objects import find_by_number
from specola.store.products import EventColumns, Product, read_events, read_products, record_product

MADE = Epochs.from_utc_text("2030-01-02T03:04:05Z")
PRODUCT = Product(
    kind="screening",
    inputs=(("b.csv", "bb"), ("a.csv", "aa")),
    code_version="0.1.0",
    parameters={"miss_km": 5.0, "hours": 24, "cluster": None, "site": "Città", "rtn": False},
    data_mode=DataMode.REAL,
    known=MADE,
)


@pytest.fixture
def objects(store, make_records, make_file, arrive) -> list[str]:
    with store.writing() as connection:
        Recorder(connection).record(make_file(make_records([5, 7, 9])), arrive())
        return list(find_by_number(connection, [5, 7, 9]).values())


def make_events(first: list[str], second: list[str]) -> EventColumns:
    n = len(first)
    random = np.random.Generator(np.random.PCG64(3))
    numbers = {
        name: random.normal(size=n)
        for name in ("miss_km", "relative_speed_km_s", "radial_km", "in_track_km", "cross_track_km")
    }
    return EventColumns(
        object_1=np.array(first, dtype=np.str_),
        object_2=np.array(second, dtype=np.str_),
        tca=Epochs(np.arange(n, dtype=np.int64), random.uniform(size=n)),
        kind=np.array(["crossing"] * n, dtype=np.str_),
        **numbers,
    )


def test_product_and_events_come_back(store, objects) -> None:
    events = make_events(objects[:2], objects[1:])
    with store.writing() as connection:
        assert record_product(connection, PRODUCT, events=events) is True
    with store.reading() as connection:
        (product,) = read_products(connection)
        found = read_events(connection, product.product_id)
    assert product.product_id == PRODUCT.product_id
    for name in ("kind", "inputs", "code_version", "parameters", "data_mode"):
        assert getattr(product, name) == getattr(PRODUCT, name)
    assert product.known.seconds_since(MADE).tolist() == [0.0]
    for field in fields(EventColumns):
        told, held = getattr(events, field.name), getattr(found, field.name)
        if field.name == "tca":
            told, held = told.fraction_s, held.fraction_s
        assert told.tolist() == held.tolist(), field.name


def test_same_work_is_kept_once(store, objects) -> None:
    events = make_events(objects[:1], objects[1:2])
    later = replace(PRODUCT, known=MADE.shifted(60.0))
    with store.writing() as connection:
        assert record_product(connection, PRODUCT, events=events) is True
        assert record_product(connection, later, events=events) is False
        assert len(read_products(connection)) == 1
        assert len(read_events(connection, PRODUCT.product_id)) == 1


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "other"},
        {"inputs": (("a.csv", "aa"), ("b.csv", "bb"))},
        {"code_version": "0.2.0"},
        {"parameters": {"miss_km": 5.1}},
        {"data_mode": DataMode.TEST},
    ],
)
def test_other_work_has_another_id(change) -> None:
    assert replace(PRODUCT, **change).product_id != PRODUCT.product_id


def test_id_is_of_the_contents_not_the_names_or_the_order_of_parameters() -> None:
    other = replace(
        PRODUCT,
        inputs=(("moved/b.csv", "bb"), ("a.csv.gz", "aa")),
        parameters=dict(reversed(PRODUCT.parameters.items())),
        known=MADE.shifted(1.0),
    )
    assert other.product_id == PRODUCT.product_id


def test_product_without_events_or_inputs(store) -> None:
    bare = replace(PRODUCT, inputs=())
    with store.writing() as connection:
        record_product(connection, bare, events=make_events([], []))
        assert read_products(connection)[0].inputs == ()
        assert len(read_events(connection, bare.product_id)) == 0


def test_event_of_an_unknown_object_is_refused(store, objects) -> None:
    with pytest.raises(ArgumentError, match="names the object 'nobody'"), store.writing() as connection:
        record_product(connection, PRODUCT, events=make_events(objects[:1], ["nobody"]))
    with store.reading() as connection:
        assert read_products(connection) == ()


def test_columns_of_different_length_are_refused(objects) -> None:
    events = make_events(objects[:2], objects[1:])
    with pytest.raises(ShapeError, match="miss_km has 1 rows, expected 2"):
        replace(events, miss_km=np.zeros(1))
