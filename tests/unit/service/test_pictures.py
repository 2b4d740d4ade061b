"""The catalog in the store: where it is, reading it, and keeping what was found."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from specola import __version__
from specola.awareness.screening import Volume
from specola.catalog.objects import DataMode
from specola.epochs import Epochs
from specola.errors import StoreError
from specola.service.catalogs import pictures
from specola.service.catalogs.intake import import_files, load_catalog
from specola.service.catalogs.pictures import (
    catalog_from_store,
    keep_screening,
    opened_store,
    store_place,
)
from specola.service.catalogs.simulation import simulated_csv
from specola.service.screenings import Request, screen
from specola.store.objects import find_by_number
from specola.store.products import read_events, read_products

START = Epochs.from_utc_text("2026-03-01T06:00:00Z")
REQUEST = Request(start=START, hours=2.0, volume=Volume(miss_km=60.0), threads=1)

pytestmark = pytest.mark.xdist_group("screening")


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "catalog.csv"
    path.write_bytes(simulated_csv(250, 7, epoch=START.shifted(-3600.0)))
    return path


@pytest.fixture
def store(tmp_path, file):
    with opened_store(tmp_path / "store.sqlite", create=True) as store:
        import_files(store, [file], known=START)
        yield store


def test_the_store_is_the_one_asked_for_the_named_or_the_users(monkeypatch, tmp_path):
    monkeypatch.setenv("SPECOLA_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("SPECOLA_STORE", raising=False)
    monkeypatch.delenv("SPECOLA_DATA", raising=False)
    assert store_place(None) == tmp_path / "home" / "data" / "specola.sqlite"
    monkeypatch.setenv("SPECOLA_STORE", str(tmp_path / "named.sqlite"))
    assert store_place(None) == tmp_path / "named.sqlite"
    assert store_place(Path("asked.sqlite")) == Path("asked.sqlite")


def test_a_store_that_is_not_there(tmp_path):
    place = tmp_path / "deep" / "store.sqlite"
    with (
        pytest.raises(StoreError, match=r"store\.sqlite: there is no store yet, .*catalog import FILE"),
        opened_store(place),
    ):
        pass
    assert not place.parent.exists()
    with opened_store(place, create=True):
        assert place.exists()
    with opened_store(place) as again:
        assert again.place


def test_the_store_screens_as_the_file_does(store, file):
    kept = catalog_from_store(store, START, data_mode=DataMode.SIMULATED)
    loaded = load_catalog([file], START)
    assert kept.sets.catalog_number.tolist() == loaded.sets.catalog_number.tolist()
    assert kept.data_mode is DataMode.SIMULATED
    assert not kept.is_after.any()
    (report,) = kept.files
    assert (report.name, report.form, report.n_records) == (store.place, "store", 250)
    from_store, from_file = screen(kept, REQUEST).events, screen(loaded, REQUEST).events
    assert len(from_file) > 5
    assert from_store.miss_km.tobytes() == from_file.miss_km.tobytes()
    assert np.array_equal(from_store.object_2, from_file.object_2)


def test_sets_after_the_instant_are_marked_and_other_modes_left_out(store):
    before = catalog_from_store(store, START.shifted(-7200.0), data_mode=DataMode.SIMULATED)
    assert before.is_after.all()
    assert len(catalog_from_store(store, START).sets) == 0


def test_the_reports_of_files_are_kept_where_given(store, file):
    reports = import_files(store, [file], known=START)
    assert catalog_from_store(store, START, data_mode=DataMode.SIMULATED, files=reports).files == reports


def products_of(store):
    with store.reading() as connection:
        return [
            (product, read_events(connection, product.product_id)) for product in read_products(connection)
        ]


def test_a_screening_is_kept_once_with_its_events(store, file, monkeypatch):
    monkeypatch.setattr(pictures, "_NUMBERS_AT_ONCE", 3)
    reports = import_files(store, [file], known=START)
    catalog = catalog_from_store(store, START, data_mode=DataMode.SIMULATED, files=reports)
    screening = screen(catalog, REQUEST)
    words = {"catalog": catalog, "parameters": REQUEST.parameters, "known": START}
    assert keep_screening(store, screening, **words)
    assert not keep_screening(store, screening, **words)
    box = replace(REQUEST, volume=Volume(rtn_km=(10.0, 60.0, 60.0)))
    assert keep_screening(
        store, screen(catalog, box), catalog=catalog, parameters=box.parameters, known=START
    )
    (second, _), (first, events) = sorted(products_of(store), key=lambda one: one[0].parameters["miss_km"])
    assert first.kind == "screening"
    assert first.code_version == __version__
    assert first.data_mode is DataMode.SIMULATED
    assert first.inputs == (("catalog.csv", reports[0].sha256),)
    assert first.parameters == {
        "start_utc": "2026-03-01T06:00:00.000000Z",
        "hours": 2.0,
        "miss_km": 60.0,
        "rtn_km": None,
    }
    assert second.parameters["rtn_km"] == "10.0,60.0,60.0"
    with store.reading() as connection:
        numbers = screening.events.object_1.tolist()
        held = find_by_number(connection, numbers, data_mode=DataMode.SIMULATED)
    assert events.object_1.tolist() == [held[number] for number in numbers]
    assert events.miss_km.tobytes() == screening.events.miss_km.tobytes()
    assert events.kind.tolist() == ["crossing"] * len(events.kind)
