"""`specola catalog` as its users meet it."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from specola.cli.catalog import IMPORT_COLUMNS
from specola.cli.main import app
from specola.epochs import Epochs
from specola.service.catalogs.simulation import simulated_csv

EPOCH = Epochs.from_utc_text("2026-03-01T00:00:00Z")


@pytest.fixture
def specola(tmp_path, monkeypatch):
    monkeypatch.setenv("SPECOLA_HOME", str(tmp_path / "home"))
    for name in ("SPECOLA_CACHE", "SPECOLA_DATA", "SPECOLA_STORE"):
        monkeypatch.delenv(name, raising=False)

    def run(*words):
        done = CliRunner().invoke(app, list(map(str, words)))
        if done.exception and not isinstance(done.exception, SystemExit):
            raise done.exception
        return done.exit_code, done.stdout, done.stderr

    return run


@pytest.fixture
def catalog(tmp_path):
    path = tmp_path / "catalog.csv"
    path.write_bytes(simulated_csv(50, 3, epoch=EPOCH))
    return path


def test_import_twice_changes_nothing_the_second_time(specola, catalog):
    code, out, err = specola("catalog", "import", catalog, "--json")
    (row,) = json.loads(out)
    assert (code, err) == (0, "")
    assert tuple(row) == IMPORT_COLUMNS
    assert (row["records"], row["new_sets"], row["new_objects"], row["data_mode"]) == (
        50,
        50,
        50,
        "SIMULATED",
    )
    (again,) = json.loads(specola("catalog", "import", catalog, "--json")[1])
    assert (again["records"], again["new_sets"], again["new_objects"]) == (50, 0, 0)


def test_show_finds_an_object_by_number_and_by_name(specola, catalog):
    specola("catalog", "import", catalog)
    row = catalog.read_text().splitlines()[1].split(",")
    header = catalog.read_text().splitlines()[0].split(",")
    name, number = row[header.index("OBJECT_NAME")], row[header.index("NORAD_CAT_ID")]
    code, out, _ = specola("catalog", "show", number, "--data-mode", "simulated", "--json")
    found = json.loads(out)
    assert code == 0
    assert {"norad": number, "name": name}.items() <= {
        one["scheme"]: one["value"] for one in found["references"]
    }.items()
    assert found["element_sets"] == 1
    assert number in specola("catalog", "show", number, "--data-mode", "simulated")[1]


def test_show_of_an_unknown_object_says_what_an_id_is(specola, catalog):
    specola("catalog", "import", catalog)
    code, out, err = specola("catalog", "show", "25544")
    assert (code, out) == (2, "")
    assert err.startswith("error: ")
    assert "25544" in err


def test_status_counts(specola, catalog):
    specola("catalog", "import", catalog)
    code, out, _ = specola("catalog", "status", "--at", "2026-03-11", "--data-mode", "SIMULATED", "--json")
    document = json.loads(out)
    assert code == 0
    assert document["objects"] == 50
    assert document["age_days"]["median"] == 10.0


def test_without_a_store_the_way_to_one_is_named(specola):
    code, _, err = specola("catalog", "status")
    assert code == 2
    assert "there is no store yet" in err
    assert "catalog import" in err


def test_a_bad_record_ends_with_1_and_the_others_are_kept(specola, catalog):
    text = catalog.read_text().splitlines()
    catalog.write_text("\n".join([*text[:10], "garbage", *text[10:]]) + "\n")
    code, out, err = specola("catalog", "import", catalog, "--json")
    (row,) = json.loads(out)
    assert code == 1
    assert row["new_sets"] >= 49
    assert f"error: {catalog}:11" in err


def test_an_unknown_data_mode_names_those_there_are(specola, catalog):
    code, _, err = specola("catalog", "import", catalog, "--data-mode", "PRETEND")
    assert code == 2
    assert "REAL" in err


def test_simulate_is_the_same_for_the_same_seed(specola, tmp_path):
    words = ("catalog", "simulate", "--count", 20, "--epoch", "2026-03-01")
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        assert specola(*words, "--seed", seed, "--output", tmp_path / f"{name}.csv")[0] == 0
    a, b, c = ((tmp_path / f"{name}.csv").read_bytes() for name in "abc")
    assert a == b
    assert a != c
    assert b"SIMULATED" in a


def test_simulate_refuses_an_ending_that_cannot_say_simulated(specola, tmp_path):
    code, _, err = specola("catalog", "simulate", "--output", tmp_path / "a.tle")
    assert code == 2
    assert "expected .csv" in err
