"""Closest points of cubics, and minima where Newton's method does not lead."""

from __future__ import annotations

import numpy as np
import pytest

from specola.awareness.screening import Volume, refinement, screen_all
from specola.epochs import Epochs

START = Epochs.from_utc_text("2031-05-04T06:00:00Z")


@pytest.mark.kernels
def test_the_closest_point_of_a_straight_line():
    from specola.awareness.screening.motion_kernels import closest

    velocity = np.array([[0.0, 7.0, 0.0], [-1.0, 0.2, 3.0]])
    nearest = np.array([[3.0, 0.0, 1.0], [0.2, 1.0, 0.0]])
    moments = np.array([12.5, 29.0])
    a = np.concatenate([nearest - velocity * moments[:, None], velocity], axis=1)
    b = np.concatenate([nearest + velocity * (30.0 - moments[:, None]), velocity], axis=1)
    moment, distance = np.empty(2), np.empty(2)

    closest(a, b, np.full(2, 30.0), moment, distance)

    assert moment == pytest.approx(moments, abs=1e-6)
    assert distance == pytest.approx(np.linalg.norm(nearest, axis=1), abs=1e-9)


@pytest.mark.kernels
def test_the_closest_point_of_a_bend():
    from specola.awareness.screening.motion_kernels import closest

    # In along x, out along y: no straight guess is near.
    a, b = np.array([[-5.0, 0.5, 0.0, 1.0, 0.0, 0.0]]), np.array([[0.5, 8.0, 0.0, 0.0, 1.0, 0.0]])
    moment, distance = np.empty(1), np.empty(1)

    closest(a, b, np.array([12.0]), moment, distance)

    s = np.linspace(0.0, 1.0, 200_001)[:, None]
    p, q, m, n = a[:, :3], b[:, :3], 12.0 * a[:, 3:], 12.0 * b[:, 3:]
    path = p + s * (m + s * (3.0 * (q - p) - 2.0 * m - n + s * (2.0 * (p - q) + m + n)))
    assert distance[0] == pytest.approx(np.linalg.norm(path, axis=1).min(), abs=1e-6)


def step_path(center_s):
    """Return states of pairs one of which rests, and the other jumps past it: slope and bend fight."""

    def pair_states(first, second, seconds):
        states = np.zeros((len(first), 12))
        u = 10.0 * (seconds - center_s)
        states[:, 6], states[:, 7] = np.arctan(u), 1.0
        states[:, 9] = 10.0 / (1.0 + u * u)
        return states, np.zeros(len(first), np.int8)

    return pair_states


def test_a_minimum_is_found_by_its_bracket_where_newton_leaves_it():
    center_s = 7.3
    pair_states = step_path(center_s)
    one = np.zeros(1, np.int64)
    ends = [refinement.relative(pair_states(one, one, np.array([t]))[0]) for t in (0.0, 30.0)]
    piece = refinement._Pieces(one, one + 1, np.zeros(1), np.full(1, 30.0), *ends)

    tca_s = refinement._polished(piece, np.array([25.0]), pair_states)

    assert tca_s[0] == pytest.approx(center_s, abs=1e-3)


def test_candidates_that_overflow_their_room_are_all_kept(orbits, monkeypatch):
    from specola.awareness.screening import slices

    sets = orbits.population("low", 500, 2)
    answers = []
    for room in (8192, 4):
        monkeypatch.setattr(slices, "LEAST_ROOM", room)
        answers.append(screen_all(sets, START, duration_s=3600.0, volume=Volume(miss_km=190.0)).events)

    assert len(answers[0]) > 1000
    assert answers[0].miss_km.tolist() == answers[1].miss_km.tolist()


def test_minima_of_nothing():
    assert len(refinement.Minima.concatenate([])) == 0
