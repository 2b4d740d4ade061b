"""Spheres and boxes."""

from __future__ import annotations

import numpy as np
import pytest

from specola.awareness.screening.volumes import Volume, entered, rtn_path
from specola.errors import ArgumentError

SIDES = np.array([1.0, 10.0, 5.0])


def states_of(offset_rtn, rate_rtn):
    """Return pair states with the first so far away that its frame hardly turns."""
    offset, rate = np.atleast_2d(offset_rtn), np.atleast_2d(rate_rtn)
    first = np.tile([1.0e6, 0.0, 0.0, 0.0, 1.0e-3, 0.0], (len(offset), 1))
    second = first + np.concatenate([offset, rate], axis=1)
    return np.concatenate([first, second], axis=1)


def enters(offset, rate):
    states = states_of(offset, rate)

    def states_after(rows, seconds):
        moved = states[rows].copy()
        moved[:, :3] += seconds[:, None] * moved[:, 3:6]
        moved[:, 6:9] += seconds[:, None] * moved[:, 9:12]
        return moved, np.zeros(len(rows), np.int8)

    return bool(entered(states, SIDES, states_after=states_after)[0])


def test_a_point_inside_at_tca_counts():
    assert enters([0.5, -9.0, 4.0], [0.0, 0.0, 7.0])


def test_a_path_that_passes_through_counts_though_its_nearest_point_is_outside():
    # Nearest to the center at radial 2, above the box; it comes down through the box's end.
    direction = np.array([-0.2, 1.0, 0.0])
    offset = np.array([2.0, 0.4, 0.0])
    assert offset @ direction == pytest.approx(0.0, abs=1e-9)
    assert abs(offset[0]) > SIDES[0]

    assert enters(offset, 7.0 * direction)


def test_a_path_that_passes_by_does_not_count():
    assert not enters([2.0, 0.0, 0.0], [0.0, 7.0, 0.0])
    assert not enters([0.0, 0.0, 6.0], [3.0, 7.0, 0.0])


def test_no_motion_means_the_point_alone_decides():
    assert enters([0.5, 0.0, 0.0], [0.0, 0.0, 0.0])
    assert not enters([1.5, 0.0, 0.0], [0.0, 0.0, 0.0])


def test_rates_in_rtn_are_seen_from_the_turning_frame():
    # Same circular orbit, one behind: nothing moves in RTN.
    r, n = 7000.0, np.sqrt(398_600.8 / 7000.0**3)
    angle = -0.001
    first = [r, 0.0, 0.0, 0.0, n * r, 0.0]
    second = [r * np.cos(angle), r * np.sin(angle), 0.0, -n * r * np.sin(angle), n * r * np.cos(angle), 0.0]

    offset, rate = rtn_path(np.array([first + second]))

    assert offset[0] == pytest.approx([r * (np.cos(angle) - 1.0), r * np.sin(angle), 0.0], abs=1e-9)
    assert rate[0] == pytest.approx([0.0, 0.0, 0.0], abs=1e-12)


@pytest.mark.parametrize(
    "bad", [{"miss_km": 0.0}, {"miss_km": -1.0}, {"miss_km": 500.0}, {"miss_km": np.nan}]
)
def test_a_sphere_must_have_a_size(bad):
    with pytest.raises(ArgumentError, match="screening volume of"):
        Volume(**bad)


@pytest.mark.parametrize("bad", [(0.0, 1.0, 1.0), (1.0, np.inf, 1.0), (150.0, 150.0, 1.0)])
def test_a_box_must_have_sizes(bad):
    with pytest.raises(ArgumentError, match="to its corner"):
        Volume(rtn_km=bad)


def test_the_reach_of_a_box_is_its_corner():
    assert Volume(rtn_km=(2.0, 3.0, 6.0)).reach_km == 7.0
    assert Volume(miss_km=5.0).reach_km == 5.0
