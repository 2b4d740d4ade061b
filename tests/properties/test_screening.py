"""Screening against brute force with the `sgp4` package, and what must not change its answer."""

from __future__ import annotations

import gzip
import importlib.util
import pickle
import sys
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from specola.awareness.screening import (
    Kind,
    Volume,
    merge,
    plan_screening,
    screen_all,
    screen_ephemeris,
    screen_one,
    screen_slice,
    slices_of,
)
from specola.catalog.elements import element_sets_from_records
from specola.dynamics.ephemeris import ephemeris_of
from specola.dynamics.sgp4 import Sgp4
from specola.dynamics.states import States
from specola.epochs import Epochs
from specola.frames.tags import Frame
from specola.messages.element_files import read_element_file

START = "2031-05-04T09:00:00Z"
COLUMNS = (
    "object_1",
    "object_2",
    "miss_km",
    "relative_speed_km_s",
    "radial_km",
    "in_track_km",
    "cross_track_km",
    "kind",
)


@pytest.fixture(scope="module")
def oracle():
    """Return benchmarks/oracle.py, which shares nothing with the kernels."""
    path = Path(__file__).resolve().parents[2] / "benchmarks" / "oracle.py"
    spec = importlib.util.spec_from_file_location("specola_oracle", path)
    module = importlib.util.module_from_spec(spec)
    sys.modules["specola_oracle"] = module
    spec.loader.exec_module(module)
    return module


def assert_as_brute_force(oracle, sets, start, *, duration_s, reach_km, step_s, least=5):
    expected = oracle.truth(sets.elements, start, duration_s=duration_s, reach_km=reach_km)
    answer = screen_all(sets, start, duration_s=duration_s, volume=Volume(miss_km=reach_km), step_s=step_s)

    result = oracle.compare(
        expected, answer.events, sets.catalog_number, start, least_speed_km_s=0.05, window_s=0.05
    )

    assert result.n_truth >= least
    assert result.missed == []
    assert result.extra == []
    fast = result.speed_km_s > 0.1
    assert np.abs(result.tca_s[fast]).max(initial=0.0) <= 1.0e-3
    assert np.abs(result.miss_km[fast]).max(initial=0.0) <= 1.0e-3


@pytest.mark.parametrize(
    ("kind", "n", "seed", "hours", "reach_km", "step_s"),
    [
        ("low", 240, 11, 2.0, 15.0, 180.0),
        ("low", 160, 12, 1.0, 40.0, 240.0),
        ("eccentric", 300, 21, 3.0, 60.0, 180.0),
        ("eccentric", 300, 22, 2.0, 90.0, 240.0),
        ("geostationary", 90, 31, 4.0, 60.0, 240.0),
        ("mixed", 210, 41, 1.5, 30.0, 120.0),
    ],
)
def test_nothing_is_missed_and_nothing_invented(oracle, orbits, kind, n, seed, hours, reach_km, step_s):
    sets = orbits.population(kind, n, seed)
    start = Epochs.from_utc_text(START)

    assert_as_brute_force(oracle, sets, start, duration_s=hours * 3600.0, reach_km=reach_km, step_s=step_s)


@pytest.mark.parametrize(
    ("file", "start", "seed", "step_s"),
    [
        ("celestrak_on_orbit_2024-11-01.csv.gz", "2024-11-01T17:20:00Z", 5, 180.0),
        ("spacetrack_2013-10-23_tle.txt.gz", "2013-10-24T03:00:00Z", 6, 240.0),
    ],
)
def test_nothing_is_missed_in_real_catalogs(oracle, shared_data, file, start, seed, step_s):
    content = gzip.decompress((shared_data / "catalog" / file).read_bytes())
    sets = element_sets_from_records(read_element_file(content, file=file).records)
    _numbers, rows = np.unique(sets.catalog_number, return_index=True)
    random = np.random.Generator(np.random.PCG64(seed))
    sets = sets[np.sort(random.choice(rows, 1500, replace=False))]

    assert_as_brute_force(
        oracle, sets, Epochs.from_utc_text(start), duration_s=1800.0, reach_km=25.0, step_s=step_s, least=20
    )


@pytest.fixture(scope="module")
def crowd(orbits):
    return orbits.population("mixed", 600, 77)


def screened(sets, *, step_s=180.0, hours=4.0, reach_km=20.0, **how):
    start = Epochs.from_utc_text(START)
    volume = Volume(miss_km=reach_km)
    return screen_all(sets, start, duration_s=hours * 3600.0, volume=volume, step_s=step_s, **how)


def as_bytes(answer):
    events = answer.events
    return [
        *(getattr(events, name).tobytes() for name in COLUMNS),
        events.tca.tai_s.tobytes(),
        events.tca.fraction_s.tobytes(),
    ]


@pytest.mark.parametrize("n_slices", [2, 3, 50])
def test_the_answer_is_the_same_bytes_in_any_number_of_slices(crowd, n_slices):
    assert as_bytes(screened(crowd, n_slices=n_slices)) == as_bytes(screened(crowd))


def test_the_answer_is_the_same_bytes_in_any_number_of_threads(crowd):
    def in_threads(worker, slices):
        with ThreadPoolExecutor(3) as pool:
            return list(pool.map(worker, slices))

    assert as_bytes(screened(crowd, n_slices=5, run_slices=in_threads)) == as_bytes(screened(crowd))


def test_a_worker_can_be_pickled(crowd):
    plan = plan_screening(
        crowd, Epochs.from_utc_text(START), duration_s=4.0 * 3600.0, volume=Volume(miss_km=20.0), step_s=180.0
    )
    worker = pickle.loads(pickle.dumps(partial(screen_slice, plan)))  # noqa: S301

    parts = [pickle.loads(pickle.dumps(worker(piece))) for piece in slices_of(plan, 4)]  # noqa: S301

    assert as_bytes(merge(plan, parts)) == as_bytes(screened(crowd))


@pytest.mark.parametrize("step_s", [60.0, 100.0, 240.0])
def test_the_events_do_not_depend_on_the_step(crowd, step_s):
    one, other = screened(crowd).events, screened(crowd, step_s=step_s).events

    assert len(one) > 50
    assert one.object_1.tolist() == other.object_1.tolist()
    assert one.object_2.tolist() == other.object_2.tolist()
    assert one.tca.seconds_since(other.tca) == pytest.approx(0.0, abs=1e-3)
    assert one.miss_km == pytest.approx(other.miss_km, abs=1e-6)


def test_the_order_of_the_objects_changes_nothing(crowd):
    backward = screened(crowd[np.arange(len(crowd))[::-1]]).events

    forward = screened(crowd).events
    assert forward.object_1.tolist() == backward.object_1.tolist()
    assert forward.radial_km == pytest.approx(backward.radial_km, abs=1e-6)


def test_the_window_can_be_cut_anywhere(crowd):
    start = Epochs.from_utc_text(START)
    whole = screened(crowd).events
    cut_s = float(whole.tca.seconds_since(start)[len(whole) // 2])
    volume = Volume(miss_km=20.0)

    before = screen_all(crowd, start, duration_s=cut_s, volume=volume).events
    after = screen_all(crowd, start.shifted(cut_s), duration_s=4.0 * 3600.0 - cut_s, volume=volume).events

    assert abs(len(before) + len(after) - len(whole)) <= 1  # the one at the cut may fall on either side


def test_events_are_sorted_and_named_in_order(crowd):
    events = screened(crowd).events
    seconds = events.tca.seconds_since(Epochs.from_utc_text(START))

    assert (np.diff(seconds) >= 0.0).all()
    assert (events.object_1 < events.object_2).all()
    assert ((seconds >= 0.0) & (seconds < 4.0 * 3600.0)).all()
    assert (events.miss_km < 20.0).all()


def test_rtn_components_are_those_of_object_1(crowd):
    events = screened(crowd).events
    start = Epochs.from_utc_text(START)
    model = Sgp4.prepare(crowd.elements, start, until_s=5.0 * 3600.0)
    rows = np.searchsorted(crowd.catalog_number, np.stack([events.object_1, events.object_2]))
    seconds = events.tca.seconds_since(start)
    (r1, v1, _), (r2, v2, _) = (model.states_at(row, seconds) for row in rows)

    for k in range(0, len(events), 7):
        radial = r1[k] / np.linalg.norm(r1[k])
        cross = np.cross(r1[k], v1[k]) / np.linalg.norm(np.cross(r1[k], v1[k]))
        axes = np.stack([radial, np.cross(cross, radial), cross])
        mine = [events.radial_km[k], events.in_track_km[k], events.cross_track_km[k]]
        assert mine == pytest.approx(axes @ (r2[k] - r1[k]), abs=1e-6)
        assert events.relative_speed_km_s[k] == pytest.approx(np.linalg.norm(v2[k] - v1[k]), abs=1e-9)


def test_one_against_all_gives_the_events_of_that_one(crowd):
    everything = screened(crowd).events
    busiest = int(np.bincount(np.concatenate([everything.object_1, everything.object_2])).argmax())
    start = Epochs.from_utc_text(START)

    alone = screen_one(
        crowd, start, number=busiest, duration_s=4.0 * 3600.0, volume=Volume(miss_km=20.0)
    ).events

    own = (everything.object_1 == busiest) | (everything.object_2 == busiest)
    assert own.sum() >= 3
    assert alone.miss_km == pytest.approx(everything.miss_km[own], abs=1e-9)
    assert alone.object_1.tolist() == everything.object_1[own].tolist()
    assert alone.in_track_km == pytest.approx(everything.in_track_km[own], abs=1e-6)


def test_an_ephemeris_gives_the_events_of_its_object(crowd):
    everything = screened(crowd).events
    busiest = int(np.bincount(np.concatenate([everything.object_1, everything.object_2])).argmax())
    start = Epochs.from_utc_text(START)
    row = np.flatnonzero(crowd.catalog_number == busiest)
    seconds = np.arange(-600.0, 4.0 * 3600.0 + 600.0, 30.0)
    model = Sgp4.prepare(crowd.elements, start, from_s=-700.0, until_s=5.0 * 3600.0)
    position, velocity, _ = model.states_at(np.repeat(row, len(seconds)), seconds)
    ephemeris = ephemeris_of(States(Frame.TEME, start.shifted(seconds), position, velocity))

    alone = screen_ephemeris(
        crowd,
        start,
        ephemeris=ephemeris,
        number=busiest,
        duration_s=4.0 * 3600.0,
        volume=Volume(miss_km=20.0),
    ).events

    own = (everything.object_1 == busiest) | (everything.object_2 == busiest)
    assert alone.object_1.tolist() == everything.object_1[own].tolist()
    assert alone.miss_km == pytest.approx(everything.miss_km[own], abs=1e-4)
    assert alone.tca.seconds_since(everything.tca[own]) == pytest.approx(0.0, abs=1e-3)


def inside_at_some_time(model, rows, tca_s, sides_km):
    """Follow the path exactly, every 20 ms, until it is far away."""
    moments = tca_s + np.arange(-60.0, 60.0, 0.02)
    (r1, v1, _), (r2, _, _) = (model.states_at(np.full(len(moments), row), moments) for row in rows)
    radial = r1 / np.linalg.norm(r1, axis=1, keepdims=True)
    cross = np.cross(r1, v1)
    cross /= np.linalg.norm(cross, axis=1, keepdims=True)
    along = np.cross(cross, radial)
    offset = r2 - r1
    path = np.stack([np.einsum("ij,ij->i", axis, offset) for axis in (radial, along, cross)], axis=1)
    return (np.abs(path) <= sides_km).all(axis=1).any()


def test_a_box_takes_the_paths_that_enter_it(crowd):
    sides = (4.0, 25.0, 25.0)
    start = Epochs.from_utc_text(START)
    sphere = screened(crowd, hours=2.0, reach_km=float(np.linalg.norm(sides))).events
    model = Sgp4.prepare(crowd.elements, start, from_s=-100.0, until_s=3.0 * 3600.0)
    seconds = sphere.tca.seconds_since(start)
    fast = np.flatnonzero(sphere.relative_speed_km_s > 1.0)
    expected = [
        k
        for k in fast
        if inside_at_some_time(
            model,
            np.searchsorted(crowd.catalog_number, [sphere.object_1[k], sphere.object_2[k]]),
            seconds[k],
            sides,
        )
    ]

    box = screen_all(crowd, start, duration_s=7200.0, volume=Volume(rtn_km=sides)).events

    found = box.relative_speed_km_s > 1.0
    at_tca = np.abs(box.radial_km[found]) <= sides[0]
    assert box.object_1[found].tolist() == sphere.object_1[expected].tolist()
    assert box.object_2[found].tolist() == sphere.object_2[expected].tolist()
    assert at_tca.any()
    assert not at_tca.all()  # some enter away from their TCA
    assert len(expected) < len(fast)


def test_kinds_are_told_by_speed(crowd):
    events = screened(crowd, reach_km=60.0).events
    slow = events.relative_speed_km_s < 0.05

    assert slow.any()
    assert (events.kind[slow] == Kind.CO_MOVING).all()
    assert (events.kind[~slow] == Kind.CROSSING).all()
