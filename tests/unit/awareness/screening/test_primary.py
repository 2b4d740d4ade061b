"""One object, and an ephemeris, against all."""

from __future__ import annotations

import numpy as np
import pytest

from specola.awareness.screening import Volume, screen_ephemeris, screen_one
from specola.awareness.screening.results import NO_EPHEMERIS
from specola.dynamics.ephemeris import ephemeris_of
from specola.dynamics.sgp4 import Sgp4
from specola.dynamics.states import States
from specola.epochs import Epochs
from specola.errors import ArgumentError, FrameError
from specola.frames.tags import Frame

START = Epochs.from_utc_text("2031-05-04T06:00:00Z")
VOLUME = Volume(miss_km=40.0)


@pytest.fixture(scope="module")
def crowd(orbits):
    return orbits.population("low", 120, 4)


def screened(crowd, ephemeris, *, hours=1.0, volume=VOLUME):
    return screen_ephemeris(
        crowd, START, ephemeris=ephemeris, number=1001, duration_s=hours * 3600.0, volume=volume
    )


def ephemeris_from_elements(sets, seconds, frame=Frame.TEME):
    model = Sgp4.prepare(sets.elements, START, from_s=-4000.0, until_s=20_000.0)
    position, velocity, _ = model.states_at(np.zeros(len(seconds), np.int64), seconds)
    return ephemeris_of(States(frame, START.shifted(seconds), position, velocity))


@pytest.mark.kernels
def test_one_object_against_few(orbits):
    sets = orbits.element_sets(
        [7000.0, 7000.5, 7300.0],
        1e-5,
        angles_rad=([0.0005, 1.5708, 1.0], np.zeros(3), np.zeros(3), [2.9, 2.9, 1.0]),
    )

    events = screen_one(sets, START, number=1002, duration_s=900.0, volume=VOLUME).events

    assert [events.object_1.tolist(), events.object_2.tolist()] == [[1001], [1002]]


def test_an_object_must_be_there(crowd):
    with pytest.raises(ArgumentError, match="object 5 is not among the 120 objects given"):
        screen_one(crowd, START, number=5, duration_s=900.0, volume=VOLUME)


def test_one_object_and_its_duplicate(orbits):
    sets = orbits.element_sets(
        [7000.0] * 3, 0.001, angles_rad=[[1.0] * 3, [2.0] * 3, [0.5] * 3, [0.3, 0.3, 2.0]]
    )

    events = screen_one(sets, START, number=1002, duration_s=3600.0, volume=VOLUME).events

    assert list(events.kind) == [2]
    assert screen_one(sets, START, number=1003, duration_s=3600.0, volume=VOLUME).events.kind.tolist() == []


def test_a_short_ephemeris_leaves_the_rest_unscreened(crowd):
    ephemeris = ephemeris_from_elements(crowd, np.arange(600.0, 2401.0, 60.0))

    answer = screen_ephemeris(
        crowd, START, ephemeris=ephemeris, number=1001, duration_s=7200.0, volume=VOLUME
    )

    gaps = answer.not_screened
    assert gaps.object_number.tolist() == [1001, 1001]
    assert gaps.status.tolist() == [NO_EPHEMERIS, NO_EPHEMERIS]
    assert gaps.start.seconds_since(START) == pytest.approx([0.0, 2400.0])
    assert gaps.end.seconds_since(START) == pytest.approx([600.0, 7200.0])


def test_gaps_of_an_ephemeris_are_not_bridged(crowd):
    seconds = np.concatenate([np.arange(-600.0, 1801.0, 60.0), np.arange(3600.0, 9001.0, 60.0)])
    whole = ephemeris_from_elements(crowd, np.arange(-600.0, 9001.0, 60.0))
    gapped = ephemeris_from_elements(crowd, seconds)
    all_events, events = (
        screened(crowd, one, hours=2.0, volume=Volume(miss_km=150.0)).events for one in (whole, gapped)
    )

    tca_s = all_events.tca.seconds_since(START)
    known = (tca_s <= 1800.0) | (tca_s >= 3600.0)
    assert known.any()
    assert events.miss_km == pytest.approx(all_events.miss_km[known], abs=1e-5)


def test_an_ephemeris_outside_the_window_finds_nothing(crowd):
    ephemeris = ephemeris_from_elements(crowd, np.arange(-3000.0, -1199.0, 60.0))

    answer = screen_ephemeris(
        crowd, START, ephemeris=ephemeris, number=1001, duration_s=3600.0, volume=VOLUME
    )

    assert len(answer.events) == 0
    assert answer.not_screened.status.tolist() == [NO_EPHEMERIS]


def test_an_ephemeris_must_be_in_the_frame_of_sgp4(crowd):
    ephemeris = ephemeris_from_elements(crowd, np.arange(0.0, 3600.0, 60.0), frame=Frame.GCRF)

    with pytest.raises(FrameError, match="expected TEME"):
        screened(crowd, ephemeris)


def test_the_box_lies_around_the_primary(crowd):
    volume = Volume(rtn_km=(3.0, 30.0, 30.0))

    for number in (1001, 1050, 1120):
        answer = screen_one(crowd, START, number=number, duration_s=6.0 * 3600.0, volume=volume)
        model = Sgp4.prepare(crowd.elements, START, until_s=7.0 * 3600.0)
        seconds = answer.events.tca.seconds_since(START)
        first, second = answer.events.object_1 - 1001, answer.events.object_2 - 1001
        other = np.where(first == number - 1001, second, first)
        own = model.states_at(np.full(len(other), number - 1001), seconds)[0]
        height = model.states_at(other, seconds)[0]
        radial = np.linalg.norm(height, axis=1) - np.linalg.norm(own, axis=1)
        assert (np.abs(radial) < 35.0).all()
