"""Data files come into the site's folder by import or when asked for, whole or not at all."""

from __future__ import annotations

import gzip
import json

import pytest

from specola.errors import ArgumentError, DataError
from specola.service.data_files import EARTH_ORIENTATION, SPACE_WEATHER, State, find, survey
from specola.service.data_updates import import_file, update

FINALS, LEAP, WEATHER = "/data/9/finals2000A.all", "/iers/bul/bulc/Leap_Second.dat", "/SpaceData/SW-All.csv"


@pytest.fixture
def site(tmp_path):
    return tmp_path / "site"


@pytest.fixture
def served(source_server, data_samples):
    """Serve one file of each kind."""
    source_server.documents |= {
        FINALS: data_samples.finals2000a("2026-10-01", "2026-11-20", "2027-11-20"),
        LEAP: data_samples.leap_second_dat(),
        WEATHER: data_samples.space_weather_csv("2026-10-01", "2026-11-23", "2027-01-05", "2030-01-01"),
    }
    return source_server


def write(path, content):
    path.write_bytes(content)
    return path


def test_a_file_is_taken_under_its_own_name(tmp_path, site, fake_clock, data_samples):
    content = data_samples.finals2000a("2026-10-01", "2026-11-01", "2027-02-15")
    given = write(tmp_path / "download (1).gz", gzip.compress(content, mtime=0))
    arrival = import_file(given, directory=site, clock=fake_clock)
    assert (arrival.name, arrival.outcome, arrival.note) == ("earth-orientation", "taken", "")
    assert arrival.path == str(site / "finals2000A.all")
    assert arrival.last_measured_utc == "2026-11-01T00:00:00Z"
    assert arrival.prediction_end_utc == "2027-02-15T00:00:00Z"
    assert (site / "finals2000A.all").read_bytes() == content
    known = json.loads((site / "origins.json").read_bytes())["finals2000A.all"]
    assert known["obtained_utc"] == "2026-11-24T00:00:00Z"
    assert find(EARTH_ORIENTATION, site).source == str(given)


def test_the_same_file_again_changes_nothing(tmp_path, site, fake_clock, data_samples):
    given = write(tmp_path / "x", data_samples.space_weather_csv("2026-10-01", "2026-11-01"))
    import_file(given, directory=site, clock=fake_clock)
    before = {path.name: path.read_bytes() for path in site.iterdir()}
    fake_clock.move(1000.0)
    again = import_file(given, directory=site, clock=fake_clock)
    assert (again.outcome, again.note) == ("kept", "the same file is there")
    assert {path.name: path.read_bytes() for path in site.iterdir()} == before


def test_an_older_file_changes_nothing(tmp_path, site, fake_clock, data_samples):
    new = write(tmp_path / "new", data_samples.space_weather_csv("2026-10-01", "2026-11-02"))
    old = write(tmp_path / "old", data_samples.space_weather_text("2026-10-01", "2026-11-01"))
    import_file(new, directory=site, clock=fake_clock)
    kept = import_file(old, directory=site, clock=fake_clock)
    assert (kept.outcome, kept.note) == ("kept", "SW-All.csv there is as new or newer")
    assert kept.path == str(site / "SW-All.csv")
    assert not (site / "SW-All.txt").exists()


def test_a_newer_file_replaces_and_origins_are_kept(tmp_path, site, fake_clock, data_samples):
    for number, measured in enumerate(("2026-11-01", "2026-11-02")):
        given = write(tmp_path / f"{number}", data_samples.space_weather_csv("2026-10-01", measured))
        assert import_file(given, directory=site, clock=fake_clock).outcome == "taken"
    import_file(write(tmp_path / "l", data_samples.leap_second_dat()), directory=site, clock=fake_clock)
    assert find(SPACE_WEATHER, site).source == str(tmp_path / "1")
    assert set(json.loads((site / "origins.json").read_bytes())) == {"SW-All.csv", "Leap_Second.dat"}


def test_a_damaged_file_of_the_site_is_replaced(tmp_path, site, fake_clock, data_samples):
    site.mkdir()
    (site / "SW-All.csv").write_bytes(b"damaged")
    (site / "origins.json").write_bytes(b"damaged")
    given = write(tmp_path / "x", data_samples.space_weather_csv("2026-10-01", "2026-11-01"))
    assert import_file(given, directory=site, clock=fake_clock).outcome == "taken"
    assert find(SPACE_WEATHER, site).source == str(given)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (None, "cannot be read: No such file or directory, expected a file"),
        (b"<html>Sorry</html>", "not a known data file, expected one of"),
        (gzip.compress(b"text", mtime=0)[:-5], "gzip data are cut short, expected a whole file"),
    ],
)
def test_what_cannot_be_used_is_refused(tmp_path, site, fake_clock, content, sentence):
    path = tmp_path / "given"
    if content is not None:
        path.write_bytes(content)
    arrival = import_file(path, directory=site, clock=fake_clock)
    assert (arrival.outcome, arrival.name, arrival.path) == ("refused", "", "")
    assert sentence in arrival.note
    assert not site.exists()


def test_a_site_that_cannot_be_written_is_an_error(tmp_path, fake_clock, data_samples):
    given = write(tmp_path / "x", data_samples.leap_second_dat())
    with pytest.raises(DataError, match="cannot lock"):
        import_file(given, directory=given / "site", clock=fake_clock)


def run(site, tmp_path, clock, server, **more):
    return list(update(directory=site, cache=tmp_path / "cache", clock=clock, base_url=server.url, **more))


def test_update_brings_every_file(tmp_path, site, fake_clock, served):
    arrivals = run(site, tmp_path, fake_clock, served)
    assert [arrival.outcome for arrival in arrivals] == ["taken"] * 3
    assert {arrival.note for arrival in arrivals} == {"as the source had it now"}
    assert [seen.path for seen in served.seen] == [FINALS, LEAP, WEATHER]
    rows = survey(fake_clock.now(), directory=site)
    assert [row.state for row in rows] == [State.FRESH] * 3
    assert rows[0].source == served.url + FINALS


def test_update_asks_once_a_day(tmp_path, site, fake_clock, served):
    for _ in range(20):
        arrivals = run(site, tmp_path, fake_clock, served)
        fake_clock.move(4000.0)
    assert served.count() == 3
    assert arrivals[0].outcome == "kept"
    assert arrivals[0].note == (
        "the same file is there; as the source had it 2026-11-24T00:00:00Z, asked at most once a day"
    )
    fake_clock.move(10_000.0)
    assert [arrival.outcome for arrival in run(site, tmp_path, fake_clock, served)] == ["kept"] * 3
    assert served.count() == 6
    assert all("if-none-match" in seen.headers for seen in served.seen[3:])


def test_a_publisher_that_fails_is_followed_by_the_mirror(tmp_path, site, fake_clock, served):
    served.documents["/ser7/finals2000A.all"] = served.documents.pop(FINALS)
    arrivals = run(site, tmp_path, fake_clock, served, kinds=(EARTH_ORIENTATION,))
    # both are the same server here, and it is left alone after it refused
    assert [arrival.outcome for arrival in arrivals] == ["refused"]
    assert "HTTP 404" in arrivals[0].note
    assert "no request before 2026-11-24T01:00:01Z" in arrivals[0].note
    fake_clock.move(3601.0)
    served.documents[FINALS] = b"<html>Sorry</html>"
    arrivals = run(site, tmp_path, fake_clock, served, kinds=(EARTH_ORIENTATION,))
    assert "web page" in arrivals[0].note
    assert not (site / "finals2000A.all").exists()


def test_a_file_of_another_kind_is_refused(tmp_path, site, fake_clock, served):
    served.documents[FINALS] = served.documents[LEAP]
    arrivals = run(site, tmp_path, fake_clock, served)
    assert arrivals[0].outcome == "refused"
    assert "it holds leap-seconds, expected earth-orientation" in arrivals[0].note


def test_one_failure_does_not_stop_the_others(tmp_path, site, fake_clock, served):
    served.misbehave("cut", path=WEATHER)
    arrivals = run(site, tmp_path, fake_clock, served)
    assert [arrival.outcome for arrival in arrivals] == ["taken", "taken", "refused"]
    assert arrivals[2].name == "space-weather"
    assert "the answer broke off" in arrivals[2].note


def test_only_https(tmp_path, site, fake_clock):
    with pytest.raises(ArgumentError, match="is not https"):
        list(update(directory=site, cache=tmp_path, clock=fake_clock, base_url="http://mirror.example"))
