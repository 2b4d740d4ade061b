"""`specola data status`, `update` and `import` as their users meet them."""

from __future__ import annotations

import csv
import json
import re
import subprocess
import sys

import pytest
from typer.testing import CliRunner

from specola.cli import data
from specola.cli.main import app
from specola.service.data_files import FileStatus
from specola.service.data_updates import Arrival

FINALS, LEAP, WEATHER = "/data/9/finals2000A.all", "/iers/bul/bulc/Leap_Second.dat", "/SpaceData/SW-All.csv"


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    """Keep everything in one folder."""
    monkeypatch.setenv("SPECOLA_HOME", str(tmp_path / "home"))
    for name in ("SPECOLA_CACHE", "SPECOLA_DATA"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path / "home"


def run(*words):
    """Run `specola data`; give its exit code, standard output and standard error."""
    done = CliRunner().invoke(app, ["data", *map(str, words)])
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.exit_code, done.stdout, done.stderr


@pytest.fixture
def served(source_server, data_samples):
    """Serve one file of each kind."""
    source_server.documents |= {
        FINALS: data_samples.finals2000a("2026-10-01", "2026-11-20", "2027-11-20"),
        LEAP: data_samples.leap_second_dat(),
        WEATHER: data_samples.space_weather_csv("2026-10-01", "2026-11-23", "2027-01-05", "2030-01-01"),
    }
    return source_server


def test_the_columns_are_those_of_the_rows():
    assert list(data.STATUS_COLUMNS) == list(FileStatus.__dataclass_fields__)
    assert list(data.ARRIVAL_COLUMNS) == list(Arrival.__dataclass_fields__)
    assert set(data._FOR_PEOPLE) < {*data.STATUS_COLUMNS, *data.ARRIVAL_COLUMNS}


def test_status_is_one_json_document():
    code, out, err = run("status", "--json", "--at", "2026-11-01")
    rows = json.loads(out)
    assert (code, err) == (0, "")
    assert [row["name"] for row in rows] == ["earth-orientation", "leap-seconds", "space-weather"]
    assert all(list(row) == list(data.STATUS_COLUMNS) for row in rows)
    assert rows[0]["source"].startswith("astropy-iers-data ")
    assert rows[2]["state"] == "missing"


def test_status_for_people_says_what_to_do():
    code, out, _ = run("status")
    assert code == 0
    assert "space-weather: no space-weather file: `specola data update`, or" in out


def test_status_at_an_instant(tmp_path, data_samples):
    given = tmp_path / "finals2000A.all"
    given.write_bytes(data_samples.finals2000a("2096-10-01", "2096-11-01", "2097-02-15"))
    assert run("import", given)[0] == 0
    states = {}
    for instant in ("2096-11-05", "2096-11-15", "2097-01-01", "2097-03-01"):
        rows = json.loads(run("status", "--at", instant, "--json")[1])
        states[instant] = rows[0]["state"]
    assert list(states.values()) == ["fresh", "warn", "degraded", "refused"]


def test_status_to_files(tmp_path):
    code, out, _ = run("status", "--output", tmp_path / "status.csv")
    assert (code, out) == (0, "")
    with (tmp_path / "status.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == list(data.STATUS_COLUMNS)
    assert rows[2]["age_days"] == ""
    code, out, _ = run("status", "--output", tmp_path / "status.json", "--json")
    assert [row["name"] for row in json.loads(out)] == [row["name"] for row in rows]
    assert [row["name"] for row in json.loads((tmp_path / "status.json").read_text())] == [
        row["name"] for row in rows
    ]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("status", "--at", "yesterday"), "error: cannot read 'yesterday' as a UTC instant"),
        (
            ("status", "--output", "status.xlsx"),
            "error: output status.xlsx ends in '.xlsx', expected .json, .csv or .parquet",
        ),
        (
            ("update", "--mirror", "http://mirror.example"),
            "error: address 'http://mirror.example' is not https",
        ),
    ],
)
def test_what_cannot_run_is_one_line_and_exit_2(words, sentence):
    code, out, err = run(*words)
    assert (code, out) == (2, "")
    assert err.startswith(sentence)
    assert err.count("\n") == 1


def test_import_takes_the_good_and_refuses_the_bad(tmp_path, home, data_samples):
    good, bad, gone = tmp_path / "good", tmp_path / "bad.html", tmp_path / "gone"
    good.write_bytes(data_samples.space_weather_csv("2026-10-01", "2026-11-23"))
    bad.write_bytes(b"<!DOCTYPE html><p>Sorry")
    code, out, err = run("import", bad, good, gone, "--json")
    assert code == 1
    assert [row["outcome"] for row in json.loads(out)] == ["refused", "taken", "refused"]
    assert "error: bad.html: not a known data file, expected one of finals2000A.all" in err
    assert f"error: {gone}: cannot be read" in err
    assert (home / "data" / "SW-All.csv").read_bytes() == good.read_bytes()
    code, out, _ = run("import", good)
    assert code == 0
    assert re.search(r"^space-weather +kept +2026-11-23T00:00:00Z ", out, re.MULTILINE)
    assert out.endswith("\n\nspace-weather: the same file is there\n")


def test_import_into_a_folder_that_cannot_be_is_exit_2(tmp_path, monkeypatch, data_samples):
    given = tmp_path / "given"
    given.write_bytes(data_samples.leap_second_dat())
    monkeypatch.setenv("SPECOLA_DATA", str(given / "site"))
    code, _, err = run("import", given)
    assert code == 2
    assert err.startswith("error: cannot lock ")


def test_update_brings_the_files_and_status_shows_where_from(served, home):
    code, out, err = run("update", "--mirror", served.url, "--json")
    assert (code, err) == (0, "")
    assert [row["outcome"] for row in json.loads(out)] == ["taken"] * 3
    rows = json.loads(run("status", "--json", "--at", "2026-11-24")[1])
    assert [row["state"] for row in rows] == ["fresh"] * 3
    assert rows[2]["source"] == served.url + WEATHER
    assert sorted(path.name for path in (home / "data").iterdir() if path.suffix != "") == [
        "Leap_Second.dat",
        "SW-All.csv",
        "finals2000A.all",
        "origins.json",
    ]


def test_update_twice_asks_once(served):
    for _ in range(3):
        code, _, _ = run("update", "--mirror", served.url)
        assert code == 0
    assert served.count() == 3


def test_a_failed_update_is_exit_1_and_names_the_publisher(served):
    served.misbehave(503, path=FINALS)
    code, out, err = run("update", "--mirror", served.url)
    assert code == 1
    assert re.search(r"^earth-orientation +refused ", out, re.MULTILINE)
    assert f"{served.url}{FINALS}: HTTP 503" in err
    assert "HTTP 503" not in out


def test_progress_is_for_a_terminal(served, monkeypatch):
    monkeypatch.setattr(data.sys, "stderr", type("Terminal", (), {"isatty": lambda _: True})())
    told = []
    monkeypatch.setattr(data, "tell", told.append)
    data.update(mirror=served.url, as_json=True)
    assert told == ["earth-orientation: taken", "leap-seconds: taken", "space-weather: taken"]


def test_a_cache_that_cannot_be_used_is_told(served, tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("SPECOLA_CACHE", str(tmp_path / "file" / "cache"))
    code, _, err = run("update", "--mirror", served.url)
    assert code == 0
    assert err.startswith(f"cannot use {tmp_path / 'file' / 'cache'}: Not a directory; using {tmp_path}")


def test_nothing_is_asked_without_being_told_to(served, tmp_path, monkeypatch):
    monkeypatch.setattr("socket.socket.connect", lambda *_: pytest.fail("the network is not for this"))
    assert run("status")[0] == 0
    given = tmp_path / "given"
    given.write_bytes(served.documents[LEAP])
    assert run("import", given)[0] == 0


def test_the_command_line_starts_light():
    heavy = ["astropy_iers_data", "httpx", "keyring", "numba", "numpy", "specola.service"]
    code = f"import sys, specola.cli.data; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
