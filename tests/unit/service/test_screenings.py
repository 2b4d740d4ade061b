"""From a request to a screening."""

from __future__ import annotations

import numpy as np
import pytest

from specola.awareness.screening import Volume, screen_all
from specola.dynamics.ephemeris import ephemeris_of
from specola.dynamics.sgp4 import Sgp4
from specola.dynamics.states import States
from specola.epochs import Epochs
from specola.errors import ArgumentError
from specola.frames.tags import Frame
from specola.service import screenings
from specola.service.catalogs.intake import load_catalog
from specola.service.catalogs.simulation import simulated_csv
from specola.service.ephemerides import LoadedEphemeris
from specola.service.screenings import (
    Request,
    kernels_are_ready,
    mark_kernels_ready,
    refusal_sentences,
    screen,
    screen_object,
    screen_states,
)

START = Epochs.from_utc_text("2026-03-01T06:00:00Z")
VOLUME = Volume(miss_km=60.0)
REQUEST = Request(start=START, hours=2.0, volume=VOLUME, threads=1)


@pytest.fixture(scope="module")
def catalog(tmp_path_factory):
    path = tmp_path_factory.mktemp("catalog") / "catalog.csv"
    path.write_bytes(simulated_csv(250, 7, epoch=START))
    return load_catalog([path], START)


def table(screening):
    events = screening.events
    return list(zip(events.object_1, events.object_2, events.tca.seconds_since(START), strict=True))


@pytest.mark.parametrize("hours", [0.0, -1.0, float("nan"), float("inf"), -float("inf")])
def test_a_window_without_length_or_end_is_refused(hours):
    with pytest.raises(ArgumentError, match=f"hours is {hours:g}, expected more than 0 and finite"):
        Request(start=START, hours=hours, volume=VOLUME)


def test_all_against_all_is_that_of_awareness(catalog):
    told = []
    answer = screen(catalog, REQUEST, advance=lambda *done: told.append(done))
    assert len(answer.events) > 5
    assert answer.duration_s == 7200.0
    assert table(answer) == table(screen_all(catalog.sets, START, duration_s=7200.0, volume=VOLUME))
    assert told[-1][0] == told[-1][1] == len(told)


def test_no_number_of_threads_means_all_processors(catalog, monkeypatch):
    asked = []
    monkeypatch.setattr(screenings, "available_threads", lambda: 3)
    monkeypatch.setattr(
        screenings,
        "in_threads",
        lambda threads, _: asked.append(threads) or map,
    )
    screen(catalog, Request(start=START, hours=1.0, volume=VOLUME))
    assert asked == [3]


def test_a_cluster_is_asked_where_one_is_named(catalog, monkeypatch):
    asked = []

    def on_cluster(address, advance):
        asked.append(address)
        return lambda work, all_: [work(piece) for piece in all_]

    monkeypatch.setattr(screenings, "on_cluster", on_cluster)
    answer = screen(catalog, Request(start=START, hours=2.0, volume=VOLUME, cluster="tcp://tower:8786"))
    assert asked == ["tcp://tower:8786"]
    assert table(answer) == table(screen(catalog, REQUEST))


def test_one_object_meets_whom_it_meets_among_all(catalog):
    everything = table(screen(catalog, REQUEST))
    number = everything[0][0]
    alone = screen_object(catalog, int(number), request=REQUEST)
    held = [event for event in everything if number in event[:2]]
    assert [event[:2] for event in table(alone)] == [event[:2] for event in held]
    assert [event[2] for event in table(alone)] == pytest.approx([event[2] for event in held], abs=1e-3)


def test_an_ephemeris_meets_whom_its_object_meets(catalog):
    number = int(table(screen(catalog, REQUEST))[0][0])
    row = np.flatnonzero(catalog.sets.catalog_number == number)
    model = Sgp4.prepare(catalog.sets[row].elements, START, from_s=-60.0, until_s=7260.0)
    seconds = np.arange(-60.0, 7261.0, 60.0)
    position, velocity, _ = model.states_at(np.zeros(len(seconds), np.int64), seconds)
    states = States(Frame.TEME, START.shifted(seconds), position, velocity)
    loaded = LoadedEphemeris("TOWER", number, ephemeris_of(states), ())
    answer = table(screen_states(catalog, loaded, request=REQUEST))
    alone = table(screen_object(catalog, number, request=REQUEST))
    assert [event[:2] for event in answer] == [event[:2] for event in alone]
    assert [event[2] for event in answer] == pytest.approx([event[2] for event in alone], abs=1e-3)


def test_kernels_are_ready_once_a_screening_has_said_so(tmp_path):
    assert not kernels_are_ready("")
    assert not kernels_are_ready(str(tmp_path))
    mark_kernels_ready("")
    mark_kernels_ready(str(tmp_path / "absent"))
    assert not (tmp_path / "absent").exists()
    mark_kernels_ready(str(tmp_path))
    assert kernels_are_ready(str(tmp_path))


def test_refusals_of_all_files(tmp_path):
    good, bad = tmp_path / "good.csv", tmp_path / "bad.tle"
    good.write_bytes(simulated_csv(3, 1, epoch=START))
    bad.write_bytes(b"<html>busy</html>")
    (sentence,) = refusal_sentences(load_catalog([bad, good], START))
    assert sentence.startswith(f"{bad}: ")
