"""Interpolation of ephemerides."""

from __future__ import annotations

import numpy as np
import pytest

from specola.dynamics.ephemeris import ephemeris_of
from specola.dynamics.states import States
from specola.epochs import Epochs
from specola.errors import ArgumentError, CoverageError
from specola.frames.tags import Frame

START = Epochs.from_utc_text("2031-05-04T06:00:00Z")
GM_KM3_S2 = 398_600.8


def circle(radius_km, seconds):
    """Return exact positions and velocities of a circular orbit."""
    n = np.sqrt(GM_KM3_S2 / radius_km**3)
    angle, zero = n * seconds, np.zeros_like(seconds)
    position = radius_km * np.stack([np.cos(angle), np.sin(angle), zero], axis=1)
    velocity = radius_km * n * np.stack([-np.sin(angle), np.cos(angle), zero], axis=1)
    return position, velocity


def ephemeris(radius_km, seconds, *, velocities=True, **how):
    position, velocity = circle(radius_km, seconds)
    if not velocities:
        velocity = np.full_like(velocity, np.nan)
    return ephemeris_of(States(Frame.GCRF, START.shifted(seconds), position, velocity), **how)


def test_low_orbit_every_minute_with_velocities():
    made = ephemeris(6778.0, np.arange(0.0, 7200.0, 60.0))
    seconds = np.linspace(0.0, 7140.0, 1001)

    states = made.states_at(START.shifted(seconds))

    position, velocity = circle(6778.0, seconds)
    assert states.frame is Frame.GCRF
    assert np.abs(states.position_km - position).max() < 1e-7
    assert np.abs(states.velocity_km_s - velocity).max() < 1e-8


def test_navigation_orbit_every_quarter_hour_from_positions_alone():
    made = ephemeris(26_560.0, np.arange(0.0, 86_400.0, 900.0), velocities=False)
    seconds = np.linspace(5400.0, 80_000.0, 999)

    states = made.states_at(START.shifted(seconds))

    position, velocity = circle(26_560.0, seconds)
    assert np.abs(states.position_km - position).max() < 1e-4
    assert np.abs(states.velocity_km_s - velocity).max() < 1e-6


def test_given_states_are_met_exactly():
    seconds = np.arange(0.0, 3600.0, 60.0)
    made = ephemeris(7000.0, seconds)

    states = made.states_at(made.states.epochs)

    assert np.abs(states.position_km - made.states.position_km).max() < 1e-11
    assert np.abs(states.velocity_km_s - made.states.velocity_km_s).max() < 1e-13


@pytest.mark.parametrize("degree", [1, 3, 5, 9])
def test_higher_degrees_are_closer(degree):
    seconds = np.arange(0.0, 7200.0, 120.0)
    at = START.shifted(np.array([3661.0]))
    truth = circle(7000.0, np.array([3661.0]))[0]
    error = [
        np.abs(ephemeris(7000.0, seconds, degree=d).states_at(at).position_km - truth).max()
        for d in (degree, degree + 2)
    ]

    assert error[1] < error[0]


def test_a_gap_is_never_bridged():
    seconds = np.concatenate([np.arange(0.0, 1801.0, 60.0), np.arange(3600.0, 5401.0, 60.0)])
    made = ephemeris(7000.0, seconds)
    asked = np.array([1799.0, 1800.0, 1801.0, 2700.0, 3599.0, 3600.0, 5400.0, 5401.0])

    covered = made.covers(START.shifted(asked))

    assert covered.tolist() == [True, True, False, False, False, True, True, False]
    first, last = made.segments()
    assert first.seconds_since(START).tolist() == [0.0, 3600.0]
    assert last.seconds_since(START).tolist() == [1800.0, 5400.0]
    # Near the gap the polynomial uses states of its own side only.
    position = made.states_at(START.shifted(np.array([1790.0, 3610.0]))).position_km
    assert np.abs(position - circle(7000.0, np.array([1790.0, 3610.0]))[0]).max() < 1e-6


def test_outside_is_said_with_a_mask():
    made = ephemeris(7000.0, np.arange(0.0, 600.0, 60.0))

    with pytest.raises(CoverageError, match="is in no segment of the ephemeris") as caught:
        made.states_at(START.shifted(np.array([10.0, 700.0])))

    assert caught.value.mask.tolist() == [False, True]
    position, _, covered = made.marked_states_at(START.shifted(np.array([-1.0, 541.0])), slack_s=2.0)
    assert covered.all()
    assert np.abs(position - circle(7000.0, np.array([-1.0, 541.0]))[0]).max() < 1e-6


def test_named_segments_may_touch():
    seconds = np.array([0.0, 60.0, 120.0, 120.0, 180.0, 240.0])
    made = ephemeris(7000.0, seconds, segment=np.array([0, 0, 0, 1, 1, 1]))

    assert made.segment.tolist() == [0, 0, 0, 1, 1, 1]
    assert made.covers(START.shifted(np.array([119.0, 120.0, 121.0]))).all()
    assert made.states_at(START.shifted(np.array([119.0, 121.0]))).position_km == pytest.approx(
        circle(7000.0, np.array([119.0, 121.0]))[0], abs=1e-4
    )


def test_few_states_lower_the_degree():
    made = ephemeris(7000.0, np.array([0.0, 60.0]))

    assert made.states_at(START.shifted(30.0)).position_km == pytest.approx(
        circle(7000.0, np.array([30.0]))[0], abs=1e-3
    )


@pytest.mark.parametrize(
    ("seconds", "how", "message"),
    [
        ([0.0], {}, "of 1 states, expected at least two"),
        ([0.0, 60.0, 60.0], {}, "state 2 is not later"),
        ([0.0, 60.0, 30.0], {}, "state 2 is not later"),
        ([0.0, 60.0], {"degree": 4}, "degree 4, expected 1 to 15, odd"),
        ([0.0, 60.0], {"degree": 17}, "degree 17"),
    ],
)
def test_what_is_no_ephemeris_is_refused(seconds, how, message):
    with pytest.raises(ArgumentError, match=message):
        ephemeris(7000.0, np.array(seconds), **how)
