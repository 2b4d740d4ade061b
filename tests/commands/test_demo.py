"""`specola demo` as a newcomer meets it."""

from __future__ import annotations

import sqlite3

import pytest
from typer.testing import CliRunner

from specola.cli.main import app
from specola.epochs import Epochs
from specola.errors import SourceError
from specola.service import demonstration
from specola.service.catalogs.simulation import simulated_csv

pytestmark = pytest.mark.xdist_group("screening")


@pytest.fixture
def specola(tmp_path, monkeypatch):
    """Run in an empty folder where there is neither a catalog nor a network."""
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    monkeypatch.setenv("SPECOLA_HOME", str(tmp_path / "home"))
    for name in ("SPECOLA_DATA", "SPECOLA_STORE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(demonstration, "DEFAULT_COUNT", 400)
    monkeypatch.setattr(demonstration, "CelesTrak", no_network)

    def run(*words):
        done = CliRunner().invoke(app, ["demo", *map(str, words)])
        if done.exception and not isinstance(done.exception, SystemExit):
            raise done.exception
        return done.exit_code, done.stdout, done.stderr

    return run


def no_network(*_, **__):
    raise SourceError("celestrak.org cannot be reached, expected a network")


def test_without_catalog_and_network_a_simulated_one(specola, tmp_path):
    code, out, err = specola()
    lines = out.splitlines()
    folder = tmp_path / "here" / "demo-output"
    assert (code, [line for line in err.splitlines() if not line.startswith("compiling")]) == (0, [])
    assert lines[:3] == [
        "no catalog at hand: asking CelesTrak once, for 5 s at most",
        "no catalog from the network: celestrak.org cannot be reached, expected a network",
        "catalog: demo-output/simulated.csv (400 SIMULATED objects, for there is neither a catalog nor a network)",
    ]
    assert lines[3] == "imported 400 SIMULATED element sets, 0 refused"
    assert lines[4].startswith("screening 400 objects for 24 h from ")
    assert any(line.startswith("highest max Pc. ") for line in lines)
    assert lines[-1] == "report with pictures: demo-output/close-approaches.html"
    page = (folder / "close-approaches.html").read_text()
    assert "SIMULATED" in page
    assert "<svg" in page
    with sqlite3.connect(folder / "demo.sqlite") as store:
        names = {name for (name,) in store.execute("select name from sqlite_master where type = 'table'")}
    store.close()
    assert names


def test_a_second_time_the_store_knows_them_all(specola, tmp_path):
    path = tmp_path / "given.csv"
    path.write_bytes(simulated_csv(60, 3, epoch=Epochs.from_utc_text("2026-03-01T06:00:00Z")))
    first, second = specola("--catalog", path), specola("--catalog", path)
    assert (first[0], second[0]) == (0, 0)
    assert f"catalog: {path} (the catalog asked for)" in first[1]
    assert "screening 60 objects for 24 h from 2026-03-02T00:00:00Z at 5 km" in first[1]
    assert "(the store knew them all)" not in first[1]
    assert "imported 60 SIMULATED element sets, 0 refused (the store knew them all)" in second[1]


def test_a_folder_of_ones_own(specola, tmp_path):
    path = tmp_path / "given.csv"
    path.write_bytes(simulated_csv(20, 3, epoch=Epochs.from_utc_text("2026-03-01T06:00:00Z")))
    code, out, _ = specola("--catalog", path, "--folder", tmp_path / "deep" / "er")
    assert code == 0
    assert "\n0 events" in out
    assert (tmp_path / "deep" / "er" / "close-approaches.html").is_file()
    assert not (tmp_path / "here" / "demo-output").exists()


def test_a_catalog_that_is_not_there(specola):
    code, out, err = specola("--catalog", "absent.tle")
    assert (code, out) == (2, "")
    assert err.splitlines()[-1] == (
        "error: absent.tle: no such catalog file, expected element sets (CATALOG=FILE)"
    )


def test_a_catalog_that_is_none(specola, tmp_path):
    path = tmp_path / "page.tle"
    path.write_text("<!DOCTYPE html><p>busy")
    code, _, err = specola("--catalog", path)
    assert code == 2
    assert err.splitlines()[-1].startswith(f"error: {path}: ")
    assert err.count("error:") == 1


def test_a_bad_record_is_told_and_the_others_are_screened(specola, tmp_path):
    path = tmp_path / "given.csv"
    lines = simulated_csv(20, 3, epoch=Epochs.from_utc_text("2026-03-01T06:00:00Z")).decode().splitlines()
    path.write_text("\n".join([*lines[:4], "garbage", *lines[4:]]) + "\n")
    code, out, err = specola("--catalog", path)
    assert code == 0
    assert "imported 20 SIMULATED element sets, 1 refused" in out
    assert f"error: {path}:5: " in err


def test_a_folder_that_cannot_be(specola, tmp_path):
    (tmp_path / "file").write_text("")
    code, _, err = specola("--folder", tmp_path / "file" / "folder")
    assert code == 2
    assert err.startswith("error: ")
    assert "expected a folder that can be written" in err
