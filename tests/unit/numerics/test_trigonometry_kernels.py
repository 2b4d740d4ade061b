"""Sine, cosine and arctangent against longer arithmetic."""

from __future__ import annotations

import math

import numpy as np
import pytest

from specola.numerics.trigonometry_kernels import arctan2, rotated, rotated_far, sincos

pytestmark = pytest.mark.kernels


def spread(limit, n=400, seed=1):
    """Return numbers in (-limit, limit), small ones as often as large ones."""
    random = np.random.Generator(np.random.PCG64(seed))
    near_quarters = np.arange(-8, 9) * (math.pi / 4.0)
    near_quarters = near_quarters[np.abs(near_quarters) < limit]
    return np.concatenate([random.uniform(-limit, limit, n), [0.0, limit, -limit], near_quarters])


@pytest.mark.skipif(np.finfo(np.longdouble).nmant < 63, reason="no longer float on this machine")
@pytest.mark.parametrize("limit", [1e-3, 1.0, 7.0, 1e3, 1e5, 1e7])
def test_sine_and_cosine(limit):
    angles = spread(limit)
    exact = angles.astype(np.longdouble)
    found = np.array([sincos(float(angle)) for angle in angles])
    assert np.abs(found[:, 0] - np.sin(exact)).max() < 2.5e-16
    assert np.abs(found[:, 1] - np.cos(exact)).max() < 2.5e-16


def test_sine_of_nothing():
    assert sincos(0.0) == (0.0, 1.0)
    assert all(math.isnan(value) for value in sincos(math.nan))


@pytest.mark.skipif(np.finfo(np.longdouble).nmant < 63, reason="no longer float on this machine")
@pytest.mark.parametrize("length", [1e-12, 1.0, 1e12])
def test_arctangent_all_around(length):
    y, x = length * np.sin(spread(math.pi)), length * np.cos(spread(math.pi))
    found = np.array([arctan2(float(a), float(b)) for a, b in zip(y, x, strict=True)])
    assert np.abs(found - np.arctan2(y.astype(np.longdouble), x.astype(np.longdouble))).max() < 6e-16


@pytest.mark.parametrize(
    ("y", "x", "angle"),
    [
        (0.0, 0.0, 0.0),
        (0.0, 1.0, 0.0),
        (1.0, 0.0, math.pi / 2),
        (0.0, -1.0, math.pi),
        (-1.0, 0.0, -math.pi / 2),
        (1.0, 1.0, math.pi / 4),
        (1.0, -1.0, 3 * math.pi / 4),
        (-1.0, -1.0, -3 * math.pi / 4),
        (-1.0, 1.0, -math.pi / 4),
    ],
)
def test_arctangent_on_the_axes_and_diagonals(y, x, angle):
    assert arctan2(y, x) == pytest.approx(angle, abs=5e-16)


@pytest.mark.parametrize(("turn", "limit"), [(rotated, 0.02), (rotated_far, 0.12)])
def test_turned_by_a_small_angle(turn, limit):
    for base in (0.0, 0.7, 2.0, -3.0):
        sine, cosine = math.sin(base), math.cos(base)
        for change in spread(limit, n=50):
            exact = np.longdouble(change)
            found = turn(sine, cosine, float(change))
            assert abs(found[0] - (sine * np.cos(exact) + cosine * np.sin(exact))) < 2.5e-16
            assert abs(found[1] - (cosine * np.cos(exact) - sine * np.sin(exact))) < 2.5e-16
