"""Which data file is used, how old it is, and what is said about it."""

from __future__ import annotations

import gzip
import hashlib

import numpy as np
import pytest

from specola.epochs import LEAP_SECONDS, EarthOrientation, Epochs
from specola.errors import DataMissingError, DataStaleError, MessageError, SpecolaError
from specola.service import data_files
from specola.service.data_files import (
    EARTH_ORIENTATION,
    KINDS,
    LEAP_SECOND_LIST,
    SPACE_WEATHER,
    State,
    find,
    identify,
    load_earth_orientation,
    survey,
)
from specola.service.files import read_input


def at(text):
    return Epochs.from_utc_text(text)


def status(kind, instant, folder):
    return next(row for row in survey(at(instant), directory=folder) if row.name == kind.name)


@pytest.fixture
def no_package(monkeypatch):
    """Take the installed data package away."""
    monkeypatch.setattr(data_files, "_installed_files", lambda _: [])


@pytest.mark.parametrize(
    ("instant", "state", "words"),
    [
        ("2026-10-20", State.FRESH, "measured 0.0 days before"),
        ("2026-11-01T12:00:00Z", State.FRESH, "measured 0.5 days before"),
        ("2026-11-08", State.FRESH, "measured 7.0 days before"),
        ("2026-11-08T01:00:00Z", State.WARN, "measured 7.0 days before, which costs 2 m (1 sigma)"),
        ("2026-12-01", State.WARN, "which costs 6 m (1 sigma)"),
        ("2026-12-01T01:00:00Z", State.DEGRADED, "measured 30.0 days before, which costs 6 m (1 sigma)"),
        ("2027-02-15", State.DEGRADED, "measured 106.0 days before, which costs 16 m (1 sigma)"),
        ("2027-02-15T01:00:00Z", State.REFUSED, "its predictions ended 2027-02-15T00:00:00Z"),
    ],
)
def test_earth_orientation_ages(tmp_path, data_samples, instant, state, words):
    (tmp_path / "finals2000A.all").write_bytes(
        data_samples.finals2000a("2026-10-01", "2026-11-01", "2027-02-15")
    )
    row = status(EARTH_ORIENTATION, instant, tmp_path)
    assert row.state is state
    assert words in row.note
    assert row.note.count("specola data update") == (state is not State.FRESH)
    assert (row.last_measured_utc, row.prediction_end_utc) == ("2026-11-01T00:00:00Z", "2027-02-15T00:00:00Z")
    assert row.source == "site"


@pytest.mark.parametrize(
    ("instant", "state", "words"),
    [
        ("2026-11-24", State.FRESH, "the list holds for 216 more days"),
        ("2027-05-29", State.WARN, "the list expires in 30.0 days"),
        ("2027-06-27T23:00:00Z", State.WARN, "the list expires in 0.0 days"),
        ("2027-06-28", State.REFUSED, "the list expired 2027-06-28T00:00:00Z"),
    ],
)
@pytest.mark.parametrize("name", ["Leap_Second.dat", "leap-seconds.list"])
def test_leap_seconds_expire(tmp_path, data_samples, name, instant, state, words):
    content = {
        "Leap_Second.dat": data_samples.leap_second_dat(),
        "leap-seconds.list": data_samples.leap_seconds_list(),
    }[name]
    (tmp_path / name).write_bytes(content)
    row = status(LEAP_SECOND_LIST, instant, tmp_path)
    assert (row.state, row.last_measured_utc, row.age_days) == (state, "", None)
    assert words in row.note
    assert row.path == str(tmp_path / name)


@pytest.mark.parametrize(
    ("instant", "state", "words"),
    [
        ("2026-11-20", State.FRESH, "measured 0.0 days before"),
        ("2026-11-28", State.FRESH, "measured 7.0 days before"),
        ("2026-11-28T12:00:00Z", State.WARN, "measured 7.5 days before, then daily predictions"),
        ("2027-01-04", State.WARN, "then daily predictions"),
        ("2027-01-04T12:00:00Z", State.DEGRADED, "then monthly predictions: drag is uncertain"),
        ("2027-03-01T00:00:01Z", State.REFUSED, "its predictions ended 2027-03-01T00:00:00Z"),
    ],
)
@pytest.mark.parametrize("form", ["csv", "text"])
def test_space_weather_ages(tmp_path, data_samples, form, instant, state, words):
    make = {"csv": data_samples.space_weather_csv, "text": data_samples.space_weather_text}[form]
    name = {"csv": "SW-All.csv", "text": "SW-All.txt"}[form]
    (tmp_path / name).write_bytes(make("2026-10-01", "2026-11-21", "2027-01-04", "2027-03-01"))
    row = status(SPACE_WEATHER, instant, tmp_path)
    assert row.state is state
    assert words in row.note


def test_space_weather_without_predictions_ends_where_it_was_measured(tmp_path, data_samples):
    (tmp_path / "SW-All.csv").write_bytes(data_samples.space_weather_csv("2026-10-01", "2026-10-20"))
    assert status(SPACE_WEATHER, "2026-10-20", tmp_path).state is State.FRESH
    assert status(SPACE_WEATHER, "2026-10-21", tmp_path).state is State.REFUSED


def test_what_is_not_there_is_told_with_the_way_out(tmp_path, no_package):
    rows = {row.name: row for row in survey(at("2026-11-24"), directory=tmp_path)}
    assert list(rows) == [kind.name for kind in KINDS]
    missing = rows["earth-orientation"]
    assert missing.state is State.MISSING
    assert missing.note == (
        "no earth-orientation file: `specola data update`, or `specola data import` of finals2000A.all or "
        "EOP-All.csv or eopc04.1962-now"
    )
    assert rows["space-weather"].state is State.MISSING
    built_in = rows["leap-seconds"]
    assert (built_in.state, built_in.source, built_in.path) == (State.FRESH, LEAP_SECONDS.source, "")
    with pytest.raises(DataMissingError, match="no earth-orientation file"):
        load_earth_orientation(at("2026-11-24"), directory=tmp_path)


def test_the_installed_package_comes_after_the_site(tmp_path, data_samples):
    installed = find(EARTH_ORIENTATION, tmp_path)
    assert installed.source.startswith("astropy-iers-data ")
    assert installed.sha256 == hashlib.sha256(installed.path.read_bytes()).hexdigest()
    (tmp_path / "finals2000A.all").write_bytes(
        data_samples.finals2000a("2020-01-01", "2020-02-01", "2020-03-01")
    )
    row = status(EARTH_ORIENTATION, "2020-02-01", tmp_path)
    assert row.path == str(tmp_path / "finals2000A.all")
    assert f"{installed.source} is newer, remove {row.path} to use it" in row.note


def test_a_newer_site_says_nothing_of_the_package(tmp_path, data_samples):
    (tmp_path / "finals2000A.all").write_bytes(
        data_samples.finals2000a("2096-01-01", "2096-02-01", "2096-03-01")
    )
    assert status(EARTH_ORIENTATION, "2096-02-01", tmp_path).note == "measured 0.0 days before"


def test_a_package_that_does_not_load_is_passed_over(tmp_path, monkeypatch, data_samples):
    content = data_samples.finals2000a("2026-10-01", "2026-11-01", "2027-02-15")
    (tmp_path / "finals2000A.all").write_bytes(content)
    gone = [(tmp_path / "gone", "package 1.0", EARTH_ORIENTATION.forms[0])]
    monkeypatch.setattr(data_files, "_installed_files", lambda _: gone)
    assert status(EARTH_ORIENTATION, "2026-11-01", tmp_path).note == "measured 0.0 days before"


def test_of_several_files_one_with_predictions_is_used_the_latest(tmp_path, data_samples, no_package):
    (tmp_path / "finals2000A.all").write_bytes(
        data_samples.finals2000a("2026-09-01", "2026-10-01", "2027-02-15")
    )
    (tmp_path / "eopc04.1962-now").write_bytes(data_samples.c04("2026-09-01", "2026-10-20"))
    assert find(EARTH_ORIENTATION, tmp_path).form.file_name == "finals2000A.all"
    packed = gzip.compress(data_samples.eop_all("2026-09-01", "2026-10-05", "2026-12-01"), mtime=0)
    (tmp_path / "EOP-All.csv.gz").write_bytes(packed)
    found = find(EARTH_ORIENTATION, tmp_path)
    assert found.path == tmp_path / "EOP-All.csv.gz"
    assert found.sha256 == hashlib.sha256(gzip.decompress(packed)).hexdigest()


def test_a_file_that_does_not_load_is_passed_over_and_told(tmp_path, data_samples, no_package):
    (tmp_path / "finals2000A.all").write_bytes(b"<html>Sorry</html>")
    (tmp_path / "EOP-All.csv").mkdir()
    (tmp_path / "eopc04.1962-now").write_bytes(data_samples.c04("2026-09-01", "2026-10-20"))
    row = status(EARTH_ORIENTATION, "2026-10-20", tmp_path)
    assert row.path == str(tmp_path / "eopc04.1962-now")
    assert f"passed over: {tmp_path / 'finals2000A.all'}" in row.note
    assert f"passed over: {tmp_path / 'EOP-All.csv'}: cannot be read: Is a directory" in row.note


def test_the_site_is_the_folder_of_the_environment(tmp_path, monkeypatch, data_samples):
    monkeypatch.setenv("SPECOLA_DATA", str(tmp_path))
    (tmp_path / "SW-All.csv").write_bytes(data_samples.space_weather_csv("2026-10-01", "2026-10-20"))
    assert find(SPACE_WEATHER).path == tmp_path / "SW-All.csv"
    assert survey(at("2026-10-20"))[2].state is State.FRESH


@pytest.mark.parametrize(
    ("origins", "source"),
    [
        ('{"SW-All.csv": {"source": "https://there", "sha256": "SHA"}}', "https://there"),
        ('{"SW-All.csv": {"source": "https://there", "sha256": "another"}}', "site"),
        ("{}", "site"),
        ("[]", "site"),
        ("not json", "site"),
    ],
)
def test_where_a_file_came_from_is_said_while_it_is_the_same(tmp_path, data_samples, origins, source):
    content = data_samples.space_weather_csv("2026-10-01", "2026-10-20")
    (tmp_path / "SW-All.csv").write_bytes(content)
    (tmp_path / "origins.json").write_text(origins.replace("SHA", hashlib.sha256(content).hexdigest()))
    assert find(SPACE_WEATHER, tmp_path).source == source


def test_earth_orientation_is_loaded_for_the_instants_of_a_computation(tmp_path, data_samples):
    content = data_samples.finals2000a("2026-10-01", "2026-11-01", "2027-02-15")
    (tmp_path / "finals2000A.all").write_bytes(content)
    inside = at(["2026-12-01", "2026-10-02"])
    orientation = load_earth_orientation(inside, directory=tmp_path)
    assert isinstance(orientation, EarthOrientation)
    assert orientation.sha256 == hashlib.sha256(content).hexdigest()
    assert np.isfinite(orientation.at(inside).ut1_tai_s).all()
    beyond = at(["2027-03-01", "2026-12-01"])
    with pytest.raises(DataStaleError, match=r"^2027-03-01T00:00:00Z is beyond 2027-02-15T00:00:00Z, where"):
        load_earth_orientation(beyond, directory=tmp_path)
    assert load_earth_orientation(beyond, directory=tmp_path, allow_stale=True).sha256 == orientation.sha256


def test_every_format_is_known_by_its_content(data_samples):
    samples = {
        "finals2000A.all": data_samples.finals2000a("2026-10-01", "2026-11-01", "2027-02-15"),
        "EOP-All.csv": data_samples.eop_all("2026-09-01", "2026-10-05", "2026-12-01"),
        "eopc04.1962-now": data_samples.c04("2026-09-01", "2026-10-20"),
        "Leap_Second.dat": data_samples.leap_second_dat(),
        "leap-seconds.list": data_samples.leap_seconds_list(),
        "SW-All.csv": data_samples.space_weather_csv("2026-10-01", "2026-10-20"),
        "SW-All.txt": data_samples.space_weather_text("2026-10-01", "2026-10-20"),
    }
    assert list(samples) == [form.file_name for kind in KINDS for form in kind.forms]
    for name, content in samples.items():
        kind, form, _ = identify(content, "download (1)")
        assert form.file_name == name
        assert form in kind.forms


@pytest.mark.parametrize("content", [b"", b"\0\1\2" * 50, b"<html></html>", b"1 2 3\n", b"DATE,x\n", b"#\n"])
def test_anything_else_is_not(content):
    with pytest.raises(MessageError, match=r"not a known data file, expected one of finals2000A\.all"):
        identify(content, "download (1)")


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("SW-All.csv", b"", "not the header of space weather"),
        ("SW-All.csv", b"DATE,BSRN,ND,F10.7_OBS\n", "not the header of space weather"),
        ("SW-All.csv", b"DATE,BSRN,ND,F10.7_DATA_TYPE\n", "no measured row"),
        ("SW-All.csv", b"DATE,BSRN,ND,F10.7_DATA_TYPE\n2026-10-01,1,1\n", "SW-All.csv:2: a row of 3 fields"),
        ("SW-All.csv", b"DATE,BSRN,ND,F10.7_DATA_TYPE\n2026-10-01,1,1,NEW\n", "one of OBS, INT, PRD, PRM"),
        ("SW-All.csv", b"DATE,BSRN,ND,F10.7_DATA_TYPE\n1 Oct,1,1,OBS\n", "cannot read '1 Oct'"),
        ("SW-All.csv", b"DATE,BSRN,ND,F10.7_DATA_TYPE\n2026-13-01,1,1,OBS\n", "no such date"),
        ("SW-All.txt", b"DATATYPE CssiSpaceWeather\nBEGIN OBSERVED\n2026 10 01 1\n", "cut off"),
        ("SW-All.txt", b"DATATYPE CssiSpaceWeather\n", "no measured row"),
        ("SW-All.txt.gz", b"DATATYPE other\n", "another first line"),
        ("finals2000A.all", b"<html>", "0 rows since 1972"),
    ],
)
def test_a_file_that_its_name_tells_is_refused_in_the_words_of_its_format(name, content, sentence):
    with pytest.raises(SpecolaError, match=sentence):
        identify(content, name)


def test_real_files_are_read(shared_data):
    expected = {
        "earth_orientation/finals2000A.all_2026-11-02.gz": ("earth-orientation", "2026-10-22"),
        "earth_orientation/EOP-All_2026-02-23.csv.gz": ("earth-orientation", "2026-02-23"),
        "earth_orientation/eopc04.1962-now_2026-11-02.gz": ("earth-orientation", "2026-09-29"),
        "space_weather/SW-All_2026-02-23.csv.gz": ("space-weather", "2026-02-23"),
        "space_weather/SW-Last5Years_2026-07-01.txt.gz": ("space-weather", "2026-06-30"),
    }
    for place, (name, measured) in expected.items():
        kind, _, coverage = identify(read_input(shared_data / place).content, place)
        assert kind.name == name
        assert coverage.last_measured.to_utc_text(digits=0) == [f"{measured}T00:00:00Z"]
    for place in ("earth_orientation/Leap_Second.dat", "earth_orientation/leap-seconds.list"):
        assert identify((shared_data / place).read_bytes(), "x")[0] is LEAP_SECOND_LIST
