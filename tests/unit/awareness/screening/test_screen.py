"""Edges and traps of screening all against all."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from specola.awareness.screening import Kind, Volume, plan_screening, screen_all, slices_of
from specola.awareness.screening.plan import quickest_step_s
from specola.awareness.screening.results import OUT_OF_RANGE, problem_sentence
from specola.dynamics.sgp4 import Sgp4Status
from specola.epochs import Epochs
from specola.errors import ArgumentError

START = Epochs.from_utc_text("2031-05-04T06:00:00Z")
HOUR_S = 3600.0


def screened(sets, *, hours=1.0, miss_km=5.0, start=START, **how):
    return screen_all(sets, start, duration_s=hours * HOUR_S, volume=Volume(miss_km=miss_km), **how)


def crossing(orbits, *, n=2, anomaly_rad=0.0, a_km=7000.0, **how):
    """Return two circular orbits, polar and equatorial, that meet near the node after half a turn."""
    return orbits.element_sets(
        np.full(n, a_km) + np.arange(n) * 0.5,
        1e-5,
        angles_rad=([0.0005, 1.5708][:n], [0.0, 0.0][:n], [0.0, 0.0][:n], [anomaly_rad, anomaly_rad][:n]),
        **how,
    )


@pytest.mark.kernels
def test_two_objects_that_cross_meet_once(orbits):
    answer = screened(crossing(orbits, anomaly_rad=2.9), hours=0.25, miss_km=40.0)

    events = answer.events
    assert len(events) == 1
    assert events.kind[0] == Kind.CROSSING
    assert events.relative_speed_km_s[0] == pytest.approx(7.5 * np.sqrt(2.0), abs=0.2)
    components = [events.radial_km[0], events.in_track_km[0], events.cross_track_km[0]]
    assert events.miss_km[0] == pytest.approx(np.linalg.norm(components), abs=1e-9)
    assert len(answer.not_screened) == 0
    assert answer.n_objects == 2


@pytest.mark.parametrize("n", [0, 1])
def test_a_catalog_of_no_pair_has_no_event(orbits, n):
    sets = crossing(orbits)[np.arange(n)]

    answer = screened(sets)

    assert len(answer.events) == 0
    assert answer.n_objects == n


@pytest.mark.parametrize("days", [-400.0, -3.0, 500.0])
def test_the_window_may_be_far_from_the_epochs(orbits, days):
    start = START.shifted(days * 24.0 * HOUR_S)

    answer = screened(orbits.population("low", 40, 3), start=start, miss_km=30.0, hours=2.0)

    assert answer.events.tca.seconds_since(start) == pytest.approx(HOUR_S, abs=HOUR_S)


def test_ends_of_the_window_are_not_minima(orbits):
    sets = crossing(orbits, anomaly_rad=2.9)
    tca = screened(sets, hours=0.5, miss_km=40.0).events.tca
    tca_s = float(tca.seconds_since(START)[0])
    volume = Volume(miss_km=40.0)

    up_to = screen_all(sets, START, duration_s=tca_s - 0.05, volume=volume).events
    just_in = screen_all(sets, START, duration_s=tca_s + 0.05, volume=volume).events
    after = screen_all(sets, START.shifted(tca_s + 0.05), duration_s=60.0, volume=volume).events
    from_it = screen_all(sets, START.shifted(tca_s - 0.05), duration_s=60.0, volume=volume).events

    assert [len(up_to), len(just_in), len(after), len(from_it)] == [0, 1, 0, 1]


def test_equal_element_sets_are_one_duplicate_event(orbits):
    one = orbits.element_sets([7000.0] * 2, 0.001, angles_rad=[[1.0] * 2, [2.0] * 2, [0.5] * 2, [0.3] * 2])

    events = screened(one, hours=6.0).events

    assert len(events) == 1
    assert events.kind[0] == Kind.DUPLICATE
    assert Kind(int(events.kind[0])).label == "duplicate"
    assert events.miss_km[0] == 0.0
    assert events.tca.seconds_since(START)[0] == 0.0


def test_objects_together_all_through_are_one_duplicate_event(orbits):
    anomaly = [0.3, 0.3 + 4.0 / 7_000_000.0]  # four meters behind

    events = screened(
        orbits.element_sets([7000.0] * 2, 0.01, angles_rad=[[1.0] * 2, [2.0] * 2, [0.5] * 2, anomaly]),
        hours=4.0,
    ).events

    assert events.kind.tolist() == [Kind.DUPLICATE]
    assert 0.003 < events.miss_km[0] < 0.005


def test_objects_that_part_are_co_moving(orbits):
    sets = orbits.element_sets(
        [7000.0, 7000.02], [0.001, 0.0012], angles_rad=[[1.0] * 2, [2.0] * 2, [0.5] * 2, [0.3] * 2]
    )

    events = screened(sets, hours=8.0).events

    assert len(events) >= 3
    assert set(events.kind.tolist()) == {Kind.CO_MOVING}
    assert (events.relative_speed_km_s < 0.05).all()


def test_two_minima_of_a_slow_pair_in_one_interval_are_both_found(orbits):
    # A ring around the other: radial and in-track swing against each other, with a small drift.
    sets = orbits.element_sets(
        [7000.0, 7000.0],
        [1e-6, 4e-5],
        angles_rad=[[1.0, 1.00004], [2.0] * 2, [0.5, 1.9], [0.3, 0.3 - 1.4]],
    )

    counts = {
        step_s: len(screened(sets, hours=12.0, step_s=step_s).events) for step_s in (30.0, 60.0, 180.0, 240.0)
    }

    assert counts[30.0] > 8
    assert set(counts.values()) == {counts[30.0]}


def test_a_decayed_object_is_reported_with_its_status_and_span(orbits):
    sets = orbits.element_sets(
        [6700.0, 6400.0, 7000.0], [0.01, 0.01, 0.0], angles_rad=np.ones((4, 3)), bstar=[0.0, 0.3, 0.0]
    )

    not_screened = screened(sets, hours=2.0).not_screened

    assert set(not_screened.object_number.tolist()) == {1002}
    assert set(not_screened.status.tolist()) <= {1, 2, 3, 4, 6}
    assert "object 1002 not screened from 2031-05-04T06:" in not_screened.sentences()[0]
    assert (not_screened.end.seconds_since(not_screened.start) > 0.0).all()


def test_an_object_that_dips_below_the_surface_is_screened_where_it_is_above(orbits):
    sets = orbits.element_sets([7200.0, 7000.0], [0.115, 0.0], angles_rad=np.zeros((4, 2)) + 0.2)

    not_screened = screened(sets, hours=4.0).not_screened

    spans_s = not_screened.end.seconds_since(not_screened.start)
    assert not_screened.object_number.tolist() == [1001] * len(spans_s)
    assert set(not_screened.status.tolist()) == {Sgp4Status.DECAYED}
    assert len(spans_s) >= 2
    assert spans_s == pytest.approx(spans_s[0], rel=0.5)  # not whole intervals
    assert len(set(np.round(spans_s, 3).tolist())) > 1


def test_an_event_of_a_dying_object_is_found_up_to_its_last_state(orbits):
    sets = orbits.element_sets([7200.0, 7000.0], [0.115, 0.0], angles_rad=np.zeros((4, 2)) + 0.2)
    by_step = [screened(sets, hours=6.0, miss_km=80.0, step_s=step_s) for step_s in (60.0, 240.0)]

    ends = [answer.not_screened.end.seconds_since(START) for answer in by_step]
    assert ends[0] == pytest.approx(ends[1], abs=0.01)
    assert by_step[0].events.miss_km == pytest.approx(by_step[1].events.miss_km, abs=1e-6)


def test_a_garbage_object_raises_no_alarm(orbits):
    crowd = orbits.population("low", 60, 8)
    garbage = orbits.element_sets(
        [6800.0], 0.02, angles_rad=np.ones((4, 1)), bstar=0.3, numbers=[9], epoch="2031-03-20T00:00:00Z"
    )
    both = orbits.joined([garbage, crowd])

    alone, with_it = screened(crowd, miss_km=30.0), screened(both, miss_km=30.0)

    assert 9 not in with_it.events.object_1
    assert with_it.events.miss_km.tolist() == alone.events.miss_km.tolist()
    assert 9 in with_it.not_screened.object_number


def test_a_fast_object_meets_each_other_once(orbits):
    # Perigee at 150 km of transfer orbits: they turn faster than any circular orbit. All pass one point
    # of the node line within seconds, in planes of their own.
    n = 80
    random = np.random.Generator(np.random.PCG64(5))
    angles = (
        random.uniform(0.1, 3.0, n),
        np.full(n, 1.0),
        np.zeros(n),
        -0.1 + random.uniform(-0.002, 0.002, n),
    )
    sets = orbits.element_sets(6530.0 / (1.0 - 0.72) + np.zeros(n), 0.72, angles_rad=angles)

    events = screened(sets, hours=1.0, miss_km=10.0).events

    keys = [*zip(events.object_1, events.object_2, np.round(events.tca.seconds_since(START), 2), strict=True)]
    assert len(keys) > 3
    assert len(set(keys)) == len(keys)


def test_a_repeated_number_is_refused(orbits):
    sets = crossing(orbits, numbers=[7, 7])

    with pytest.raises(ArgumentError, match="object 7 has 2 element sets, expected one"):
        screened(sets)


@pytest.mark.parametrize("hours", [0.0, -1.0, np.nan, np.inf])
def test_a_window_must_be_positive(orbits, hours):
    with pytest.raises(ArgumentError, match="expected a positive length"):
        screened(crossing(orbits), hours=hours)


@pytest.mark.parametrize("step_s", [5.0, 300.0])
def test_a_step_must_be_in_range(orbits, step_s):
    with pytest.raises(ArgumentError, match=r"expected 10\.0 to 240\.0 s"):
        screened(crossing(orbits), step_s=step_s)


def test_slices_cover_the_window_in_order(orbits):
    plan = plan_screening(crossing(orbits), START, duration_s=40.0 * HOUR_S, volume=Volume(miss_km=5.0))

    slices = slices_of(plan, 7)

    assert len(slices) == 7
    assert slices[0].first == 0
    assert slices[-1].last == len(plan.chunks)
    assert all(a.last == b.first for a, b in itertools.pairwise(slices))
    ends = [chunk.begin_s + chunk.step_s * chunk.n_intervals for chunk in plan.chunks]
    assert [chunk.begin_s for chunk in plan.chunks[1:]] == pytest.approx(ends[:-1])
    assert plan.chunks[0].begin_s < 0.0
    assert ends[-1] > 40.0 * HOUR_S


def test_every_problem_has_a_sentence():
    assert problem_sentence(6) == Sgp4Status.DECAYED.sentence
    assert "orbit" in problem_sentence(OUT_OF_RANGE)
    assert "ephemeris" in problem_sentence(101)


@pytest.mark.parametrize(("n", "step_s"), [(100, 240.0), (150_000, 240.0), (300_000, 120.0)])
def test_the_step_follows_the_number_of_objects(n, step_s):
    assert quickest_step_s(n) == step_s
