from __future__ import annotations

import numpy as np
import pytest

from specola.numerics.rotations import (
    composed,
    rotated,
    rotation_about_x,
    rotation_about_y,
    rotation_about_z,
    transposed,
)

QUARTER = np.array([np.pi / 2])


@pytest.mark.parametrize(
    ("rotation", "vector", "seen"),
    [
        (rotation_about_x, (0, 1, 0), (0, 0, -1)),
        (rotation_about_y, (0, 0, 1), (-1, 0, 0)),
        (rotation_about_z, (1, 0, 0), (0, -1, 0)),
    ],
)
def test_axes_turn_by_the_right_hand(rotation, vector, seen):
    column = np.array(vector, dtype=np.float64)[:, None]
    assert rotated(rotation(QUARTER), column)[:, 0] == pytest.approx(np.array(seen, dtype=float), abs=1e-15)


def test_the_first_comes_first():
    matrix = composed(rotation_about_x(QUARTER), rotation_about_z(QUARTER))
    vector = np.array([[1.0], [2.0], [3.0]])
    expected = rotated(rotation_about_x(QUARTER), rotated(rotation_about_z(QUARTER), vector))
    assert rotated(matrix, vector) == pytest.approx(expected)
    assert rotated(transposed(matrix), expected) == pytest.approx(vector)
