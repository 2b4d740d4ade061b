from __future__ import annotations

import numpy as np
import pytest

from specola.errors import ShapeError
from specola.frames import components, encounter_plane, rtn_rotation


def rows(*vectors):
    return np.array(vectors, dtype=np.float64)


def test_rtn_of_an_equatorial_orbit():
    rotation = rtn_rotation(rows([0, 7000, 0]), rows([-7.5, 0.1, 0]))
    assert rotation[0] == pytest.approx(rows([0, 1, 0], [-1, 0, 0], [0, 0, 1]))
    assert components(rotation, rows([-1, 2, 3])) == pytest.approx(rows([2, 1, 3]))


def test_rtn_needs_angular_momentum():
    rotation = rtn_rotation(
        rows([7000, 0, 0], [7000, 0, 0], [0, 0, 0]), rows([1, 0, 0], [0, 7, 0], [0, 7, 0])
    )
    assert np.isnan(rotation).any(axis=(1, 2)).tolist() == [True, False, True]


def test_the_miss_is_the_first_axis():
    rotation = encounter_plane(rows([0, 0.3, 5.0]), rows([0, 0, -10.0]))
    assert rotation[0] == pytest.approx(rows([0, 1, 0], [1, 0, 0], [0, 0, -1]))
    assert components(rotation[:, :2], rows([0, 0.3, 5.0])) == pytest.approx(rows([0.3, 0]))


def test_a_hit_has_a_plane_too():
    miss_km = rows([0, 0, 0], [0, 0, 7], [1e-300, 0, 5])
    rotation = encounter_plane(miss_km, rows([0, 0, 10.0], [0, 0, 10.0], [0, 0, 10.0]))
    assert rotation @ rotation.transpose(0, 2, 1) == pytest.approx(np.tile(np.eye(3), (3, 1, 1)), abs=1e-15)
    assert rotation[:, 2] == pytest.approx(rows([0, 0, 1], [0, 0, 1], [0, 0, 1]))


def test_objects_that_keep_together_have_no_plane():
    rotation = encounter_plane(rows([1, 0, 0], [1, 0, 0]), rows([0, 0, 0], [0, 0, 1]))
    assert np.isnan(rotation).any(axis=(1, 2)).tolist() == [True, False]


def test_shapes_are_checked():
    with pytest.raises(ShapeError, match="second vectors"):
        rtn_rotation(np.zeros((2, 3)), np.zeros((3, 3)))
    with pytest.raises(ShapeError, match="first vectors"):
        encounter_plane(np.zeros(3), np.zeros(3))
