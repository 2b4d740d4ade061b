"""`specola screen ephemeris`: the same answer as for the object that the ephemeris is of."""

from __future__ import annotations

import json
import sys

import numpy as np
import pytest

from specola.cli import main
from specola.cli.screen import EVENT_COLUMNS
from specola.dynamics.sgp4 import Sgp4
from specola.epochs import Epochs
from specola.frames.tags import Frame
from specola.messages.ephemeris_records import EphemerisRecord
from specola.messages.state_table import write_state_table
from specola.service.catalogs.intake import load_catalog
from specola.service.catalogs.simulation import simulated_csv

EPOCH = Epochs.from_utc_text("2026-03-01T00:00:00Z")
START = Epochs.from_utc_text("2026-03-01T06:00:00Z")
HOURS = 6
WINDOW = ("--start", "2026-03-01T06:00:00Z", "--hours", HOURS, "--miss-km", "80")
NUMBER = 900000046

pytestmark = pytest.mark.xdist_group("screening")


@pytest.fixture(scope="module")
def catalog(tmp_path_factory):
    path = tmp_path_factory.mktemp("catalog") / "catalog.csv"
    path.write_bytes(simulated_csv(400, 7, epoch=EPOCH))
    return path


def states_of(catalog, number, seconds, name="TOWER"):
    """Write the states that SGP4 gives for an object of the catalog."""
    sets = load_catalog([catalog], START).sets
    row = np.flatnonzero(sets.catalog_number == number)
    span = (float(seconds.min()), float(seconds.max()))
    model = Sgp4.prepare(sets[row].elements, START, from_s=span[0], until_s=span[1])
    position, velocity, status = model.states_at(np.zeros(len(seconds), np.int64), seconds)
    assert not status.any()
    record = EphemerisRecord(
        np.array([name]), Frame.TEME, "TEME", START.shifted(seconds), position[None], velocity[None]
    )
    return write_state_table(record)


@pytest.fixture
def ephemeris(tmp_path, catalog):
    path = tmp_path / "states.csv"
    path.write_bytes(states_of(catalog, NUMBER, np.arange(-600.0, HOURS * 3600.0 + 601.0, 60.0)))
    return path


@pytest.fixture
def specola(monkeypatch, capsys, tmp_path):
    monkeypatch.setenv("SPECOLA_HOME", str(tmp_path / "home"))

    def run(*words):
        monkeypatch.setattr(sys, "argv", ["specola", *map(str, words)])
        with pytest.raises(SystemExit) as ended:
            main.run()
        captured = capsys.readouterr()
        error = "\n".join(line for line in captured.err.splitlines() if not line.startswith("compiling"))
        return ended.value.code, captured.out, error

    return run


def instants(events):
    return [float(Epochs.from_utc_text(event["tca_utc"]).seconds_since(START)[0]) for event in events]


def test_an_ephemeris_answers_as_its_object(specola, catalog, ephemeris):
    code, out, err = specola("screen", "ephemeris", ephemeris, catalog, "--number", NUMBER, *WINDOW, "--json")
    expected = json.loads(specola("screen", "one", NUMBER, catalog, *WINDOW, "--json")[1])
    events = json.loads(out)
    assert (code, err) == (0, "")
    assert len(events) > 4
    assert all(tuple(event) == EVENT_COLUMNS for event in events)
    for name in ("object_1", "object_2", "kind"):
        assert [event[name] for event in events] == [event[name] for event in expected]
    np.testing.assert_allclose(instants(events), instants(expected), rtol=0.0, atol=1e-3)
    for name in ("miss_km", "radial_km", "in_track_km", "cross_track_km"):
        found, wanted = ([event[name] for event in all_] for all_ in (events, expected))
        np.testing.assert_allclose(found, wanted, rtol=0.0, atol=1e-3)


def test_without_a_number_it_is_object_0(specola, catalog, ephemeris):
    code, out, _ = specola("screen", "ephemeris", ephemeris, catalog, *WINDOW, "--json")
    expected = json.loads(specola("screen", "one", NUMBER, catalog, *WINDOW, "--json")[1])
    others = {event["object_1"] + event["object_2"] - NUMBER for event in expected}
    events = json.loads(out)
    assert code == 0
    assert {event["object_1"] for event in events} == {0}
    assert {event["object_2"] for event in events} - {NUMBER} == others


def test_a_name_that_is_a_number_is_taken_for_it(specola, catalog, tmp_path):
    path = tmp_path / "states.csv"
    path.write_bytes(states_of(catalog, NUMBER, np.arange(-600.0, 22_201.0, 60.0), name=str(NUMBER)))
    named = specola("screen", "ephemeris", path, catalog, *WINDOW, "--json")
    assert named == specola("screen", "ephemeris", path, catalog, "--number", NUMBER, *WINDOW, "--json")


def test_the_window_is_the_ephemeris_by_default(specola, catalog, tmp_path):
    path = tmp_path / "states.csv"
    path.write_bytes(states_of(catalog, NUMBER, np.arange(0.0, HOURS * 3600.0 + 1.0, 60.0)))
    words = ("screen", "ephemeris", path, catalog, "--number", NUMBER, "--miss-km", "80")
    code, out, _ = specola(*words, "--json")
    assert code == 0
    assert out == specola(*words, "--start", "2026-03-01T06:00:00Z", "--hours", HOURS, "--json")[1]
    assert json.loads(out)


def test_what_it_does_not_cover_is_said(specola, catalog, ephemeris):
    words = ("screen", "ephemeris", ephemeris, catalog, "--number", NUMBER, "--hours", "8", "--miss-km", "80")
    code, out, _ = specola(*words)
    assert code == 0
    assert "ephemeris of TOWER against 399 objects: " in out
    assert (
        f"object {NUMBER} not screened from 2026-03-01T12:10:00Z to 2026-03-01T13:50:00Z: "
        "its ephemeris does not cover this span" in out
    )


def test_positions_alone_will_do(specola, catalog, tmp_path):
    lines = ["# frame: TEME", "# object: TOWER", "epoch_utc,x_km,y_km,z_km"]
    lines += [f"2026-03-01T06:{m:02d}:00Z,{7000 - m},{450 * m},0" for m in range(20)]
    path = tmp_path / "states.csv"
    path.write_text("\n".join(lines))
    code, out, err = specola("screen", "ephemeris", path, catalog, "--json")
    assert (code, err) == (0, "")
    assert json.loads(out) is not None


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        (("--object", "nobody"), "states.csv has no object 'nobody', expected one of TOWER"),
        (("--start", "2026-03-05"), "start 2026-03-05T00:00:00Z is not before the end of the ephemeris"),
        (("--hours", "0"), "error: hours is 0, expected more than 0"),
        (("--start", "soon"), "error: cannot read 'soon' as a UTC instant"),
        (("--output", "events.xls"), "error: output events.xls ends in '.xls'"),
        (("--report", "page.pdf"), "error: report page.pdf ends in '.pdf'"),
    ],
)
def test_what_cannot_run_is_one_line_and_2(specola, catalog, ephemeris, more, sentence):
    code, out, err = specola("screen", "ephemeris", ephemeris, catalog, *more)
    assert (code, out) == (2, "")
    assert sentence in err
    assert len(err.splitlines()) == 1


def test_a_file_that_is_no_ephemeris(specola, catalog):
    code, _, err = specola("screen", "ephemeris", catalog, catalog, *WINDOW)
    assert code == 2
    assert err.startswith(f"error: {catalog}:1: header 'OBJECT_NAME,")


def test_compiling_is_said_once(specola, catalog, ephemeris, monkeypatch):
    told = []
    monkeypatch.setattr("specola.cli.screen.tell", told.append)
    monkeypatch.setattr("specola.service.screenings.kernels_are_ready", lambda _: False)
    assert specola("screen", "ephemeris", ephemeris, catalog, *WINDOW, "--json")[0] == 0
    assert told == ["compiling kernels for this machine, once: about half a minute"]
