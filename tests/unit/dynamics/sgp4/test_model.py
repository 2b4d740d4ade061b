"""SGP4 over a catalog: windows, sizes, statuses, blocks against single objects."""

from __future__ import annotations

import numpy as np
import pytest
from sgp4.api import WGS72, Satrec

from specola.dynamics.sgp4 import Sgp4, Sgp4Status
from specola.dynamics.sgp4.constants import JULIAN_1950
from specola.epochs import Epochs
from specola.errors import ArgumentError, ShapeError
from specola.numerics.units import DAY_S, HOUR_S, MINUTE_S, REV_DAY_TO_RAD_S

pytestmark = pytest.mark.kernels

START = Epochs.from_utc_text("2024-03-02T00:00:00Z")


def reference_states(elements, minutes_since_epoch):
    """Return positions (n, t, 3), velocities and codes of the compiled reference implementation."""
    day, fraction = elements.epochs.utc_julian_days()
    n, t = minutes_since_epoch.shape
    position, velocity, codes = np.empty((n, t, 3)), np.empty((n, t, 3)), np.empty((n, t), int)
    for i in range(n):
        satellite = Satrec()
        satellite.sgp4init(
            WGS72,
            "i",
            i,
            day[i] + fraction[i] - JULIAN_1950,
            elements.bstar_per_earth_radius[i],
            0.0,
            0.0,
            elements.eccentricity[i],
            elements.argument_of_perigee_rad[i],
            elements.inclination_rad[i],
            elements.mean_anomaly_rad[i],
            elements.mean_motion_rad_s[i] * MINUTE_S,
            elements.raan_rad[i],
        )
        for j in range(t):
            codes[i, j], position[i, j], velocity[i, j] = satellite.sgp4_tsince(minutes_since_epoch[i, j])
    return position, velocity, codes


def assert_like_the_reference(elements, seconds):
    model = Sgp4.prepare(elements, START, from_s=float(seconds.min()), until_s=float(seconds.max()))
    minutes = (START.seconds_since(elements.epochs)[:, None] + seconds) / MINUTE_S
    position, velocity, codes = reference_states(elements, minutes)
    ours, our_velocity, status = model.states(seconds)
    assert status.tolist() == codes.tolist()
    assert ours == pytest.approx(position, abs=1e-7)
    assert our_velocity == pytest.approx(velocity, abs=1e-10)


@pytest.mark.parametrize("which", ["all", "near", "deep"])
def test_states_are_those_of_the_reference(invent, regimes, which):
    assert_like_the_reference(invent(regimes[which]), np.array([-DAY_S, 0.0, 0.4 * DAY_S, 3.0 * DAY_S]))


def test_a_window_that_ends_before_the_epochs(invent, regimes):
    assert_like_the_reference(invent(regimes["all"]), np.array([-4.0 * DAY_S, -3.0 * DAY_S]))


def test_drag_terms_that_run_away_do_so_as_in_the_reference(invent):
    # Weeks from epoch, with a B* a hundred times too large, there is no error and no physics either.
    elements = invent(
        ["low", "low"],
        bstar=0.01,
        epoch="2024-02-10T00:00:00Z",
        mean_motion_rad_s=[16.0 * REV_DAY_TO_RAD_S] * 2,
        eccentricity=[0.0005, 0.0005],
        inclination_rad=[1.1, 1.1],
    )
    seconds = np.array([0.0, 3.0 * DAY_S])
    minutes = (START.seconds_since(elements.epochs)[:, None] + seconds) / MINUTE_S
    expected, _, codes = reference_states(elements, minutes)
    position, _, status = Sgp4.prepare(elements, START, until_s=seconds[-1]).states(seconds)
    assert status.tolist() == codes.tolist() == [[0, 0], [0, 0]]
    radius = np.linalg.norm(expected, axis=2)
    assert (radius > 1e6).all()
    assert (np.linalg.norm(position - expected, axis=2) < 1e-8 * radius).all()


def test_one_object(invent):
    assert_like_the_reference(invent(["low"]), np.array([0.0, HOUR_S]))


def test_no_object(invent):
    model = Sgp4.prepare(invent([]), START, until_s=HOUR_S)
    position, velocity, status = model.states(np.array([0.0, 60.0]))
    assert len(model) == 0
    assert (position.shape, velocity.shape, status.shape) == ((0, 2, 3), (0, 2, 3), (0, 2))
    assert [part.shape for part in model.states_at(np.empty(0, int), np.empty(0))] == [(0, 3), (0, 3), (0,)]


def test_more_objects_than_a_block_holds(invent):
    elements = invent(["low"] * 130)
    model = Sgp4.prepare(elements, START, until_s=HOUR_S)
    position, _, _ = model.states(np.array([100.0]))
    chosen = np.array([0, 1, 127, 128, 129])
    minutes = (START.seconds_since(elements.epochs[chosen])[:, None] + 100.0) / MINUTE_S
    expected, _, _ = reference_states(elements[chosen], minutes)
    assert position[chosen] == pytest.approx(expected, abs=1e-7)


def test_single_objects_agree_with_blocks(invent, regimes):
    # Blocks solve Kepler's equation in a fixed number of steps, single objects to the end.
    elements = invent(regimes["all"])
    seconds = np.array([0.0, 5000.0])
    model = Sgp4.prepare(elements, START, until_s=HOUR_S * 2)
    position, velocity, _ = model.states(seconds)
    rows = np.arange(len(elements))[::-1]
    single, single_velocity, status = model.states_at(rows, np.full(len(rows), seconds[1]))
    assert not status.any()
    assert single == pytest.approx(position[rows, 1], abs=1e-7)
    assert single_velocity == pytest.approx(velocity[rows, 1], abs=1e-10)
    circular = elements.eccentricity[rows] < 0.014
    assert single[circular] == pytest.approx(position[rows, 1][circular], abs=1e-9)


def test_single_objects_in_any_number(invent):
    model = Sgp4.prepare(invent(["low"]), START, until_s=HOUR_S)
    seconds = np.linspace(0.0, HOUR_S, 130)
    single, _, _ = model.states_at(np.zeros(130, int), seconds)
    together, _, _ = model.states(seconds[[0, 127, 128, 129]])
    assert single[[0, 127, 128, 129]] == pytest.approx(together[0], abs=1e-9)


def test_status_at_epoch_is_kept_apart_from_the_window(invent):
    # The second is below the ground at its own epoch, long before the window.
    elements = invent(
        ["low", "low", "half_day"],
        eccentricity=[0.001, 0.2, 0.7],
        argument_of_perigee_rad=[1.0, 1.0, 4.7],
        mean_anomaly_rad=[0.0, 0.0, 0.0],
    )
    model = Sgp4.prepare(elements, START, from_s=5.0 * DAY_S, until_s=6.0 * DAY_S)
    assert model.status.tolist() == [Sgp4Status.OK, Sgp4Status.DECAYED, Sgp4Status.OK]


@pytest.mark.parametrize("wrong", [np.nan, np.inf])
def test_what_is_not_a_number_is_marked(invent, wrong):
    for column in (
        "mean_motion_rad_s",
        "eccentricity",
        "inclination_rad",
        "raan_rad",
        "mean_anomaly_rad",
        "bstar_per_earth_radius",
    ):
        for regime in ("low", "half_day"):
            good = invent([regime, regime])
            values = getattr(good, column).copy()
            values[0] = wrong
            model = Sgp4.prepare(invent([regime, regime], **{column: values}), START, until_s=HOUR_S)
            position, velocity, status = model.states(np.array([0.0]))
            assert model.status[0] == Sgp4Status.UNDEFINED, column
            assert status[0, 0] == Sgp4Status.UNDEFINED, column
            assert np.isnan(position[0]).all()
            assert np.isnan(velocity[0]).all()
            # Its neighbor in the same block is as good as ever.
            expected = Sgp4.prepare(good[1:], START, until_s=HOUR_S).states(np.array([0.0]))[0]
            assert status[1, 0] == Sgp4Status.OK
            assert position[1] == pytest.approx(expected[0], abs=1e-7)


def test_a_time_outside_the_window_is_refused(invent):
    model = Sgp4.prepare(invent(["low"]), START, from_s=0.0, until_s=HOUR_S)
    model.states(np.array([-HOUR_S, 2.0 * HOUR_S]))
    with pytest.raises(ArgumentError, match="outside the prepared window, expected -3600"):
        model.states(np.array([0.0, 2.0 * HOUR_S + 1.0]))
    with pytest.raises(ArgumentError, match="time nan s is outside"):
        model.states_at(np.array([0]), np.array([np.nan]))


@pytest.mark.parametrize(("from_s", "until_s"), [(10.0, 9.0), (0.0, np.nan), (-np.inf, 0.0), (0.0, np.inf)])
def test_a_window_that_is_none_is_refused(invent, from_s, until_s):
    with pytest.raises(ArgumentError, match=r"window from .*expected finite times"):
        Sgp4.prepare(invent(["low"]), START, from_s=from_s, until_s=until_s)


def test_the_reference_is_one_instant(invent):
    with pytest.raises(ShapeError, match="2 instants, expected one"):
        Sgp4.prepare(invent(["low"]), Epochs.from_utc_text(["2024-01-01T00:00:00Z"] * 2), until_s=1.0)


def test_rows_and_seconds_have_one_length(invent):
    model = Sgp4.prepare(invent(["low"]), START, until_s=1.0)
    with pytest.raises(ShapeError, match=r"rows \(1,\) and seconds \(2,\) differ"):
        model.states_at(np.array([0]), np.array([0.0, 1.0]))


def test_rows_that_do_not_exist_are_refused(invent):
    model = Sgp4.prepare(invent(["low"]), START, until_s=1.0)
    with pytest.raises(IndexError):
        model.states_at(np.array([1]), np.array([0.0]))


@pytest.mark.parametrize("status", list(Sgp4Status))
def test_every_status_has_a_sentence_of_its_own(status):
    others = [other.sentence for other in Sgp4Status if other is not status]
    assert status.sentence
    assert status.sentence not in others
