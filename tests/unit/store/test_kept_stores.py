"""Stores of every schema so far open, say what they are, and give back what was put into them."""

from __future__ import annotations

import importlib.util
import shutil
import sqlite3
from pathlib import Path

import pytest

from specola.catalog.objects import DataMode, FactKind, Scheme
from specola.epochs import Epochs
from specola.store.objects import read_object, resolve_object
from specola.store.opening import open_store, schema_revision
from specola.store.picture import read_picture
from specola.store.products import read_events, read_products
from specola.store.schema import METADATA, REVISION

KEPT = Path(__file__).parents[2] / "fixtures" / "stores"
STORES = sorted(KEPT.glob("schema-*.sqlite"))


def test_store_of_the_present_schema_is_kept() -> None:
    assert KEPT / f"schema-{REVISION}.sqlite" in STORES


@pytest.mark.parametrize("kept", STORES, ids=lambda path: path.stem)
def test_kept_store_opens_and_holds_what_was_put_in(kept: Path, tmp_path: Path) -> None:
    place = tmp_path / kept.name
    shutil.copy(kept, place)
    made_by = sqlite3.connect(place)
    assert made_by.execute("SELECT version_num FROM alembic_version").fetchone() == (kept.stem[-4:],)
    made_by.close()
    with open_store(place, create=False) as store, store.reading() as connection:
        assert schema_revision(connection) == REVISION
        assert (f"migrated from schema {kept.stem[-4:]}" in store.note) is (kept.stem[-4:] != REVISION)
        at = Epochs.from_utc_text("2030-01-01T12:00:00Z")
        picture = read_picture(connection, at, data_mode=DataMode.TEST)
        assert picture.records.norad_cat_id.tolist() == [5, 7, 900_000_001]
        assert picture.records.object_name.tolist() == ["TOWER 1", "TOWER 2", ""]
        assert picture.records.ra_of_asc_node_deg.tolist() == [10.1, 10.1, 10.1]
        assert picture.records.epoch.to_utc_text() == ["2030-01-01T00:00:00.123456Z"] * 3
        first = read_object(connection, str(picture.object_id[0]))
        assert [(fact.kind, fact.value) for fact in first.facts] == [(FactKind.CREWED, "yes")]
        second = resolve_object(connection, "ITA/0042", data_mode=DataMode.TEST)
        assert read_object(connection, second).latest(Scheme.NORAD) == "7"
        (product,) = read_products(connection)
        events = read_events(connection, product.product_id)
        assert events.object_2.tolist() == [second]
        assert events.tca.to_utc_text() == ["2030-01-02T03:04:05.678901Z"]


def test_script_makes_the_kept_store(tmp_path: Path) -> None:
    spec = importlib.util.spec_from_file_location("make_store", KEPT / "make_store.py")
    assert spec is not None
    assert spec.loader is not None
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    made, kept = tmp_path / "made.sqlite", tmp_path / "kept.sqlite"
    script.make(made)
    shutil.copy(KEPT / f"schema-{REVISION}.sqlite", kept)
    rows = []
    for place in (made, kept):
        with open_store(place, create=False) as store, store.reading() as connection:
            rows.append(
                [
                    (table.name, sorted(tuple(row) for row in connection.execute(table.select())))
                    for table in METADATA.sorted_tables
                    if table.name != "evidence"  # another zstandard may compress to other bytes
                ]
            )
    assert rows[0] == rows[1]
