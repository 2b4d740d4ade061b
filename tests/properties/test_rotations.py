"""Rotations keep lengths and angles, and compose."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from specola.numerics.rotations import (
    composed,
    rotated,
    rotation_about_x,
    rotation_about_y,
    rotation_about_z,
    transposed,
)

AXES = (rotation_about_x, rotation_about_y, rotation_about_z)
angles = st.lists(st.floats(-10, 10), min_size=1, max_size=5).map(np.array)
axes = st.sampled_from(AXES)


@given(axes, angles)
def test_orthogonal_and_right_handed(axis, angle_rad):
    matrix = axis(angle_rad).transpose(2, 0, 1)
    assert matrix @ matrix.transpose(0, 2, 1) == pytest.approx(np.tile(np.eye(3), (len(angle_rad), 1, 1)))
    assert np.linalg.det(matrix) == pytest.approx(np.ones(len(angle_rad)))


@given(axes, angles, st.floats(-10, 10))
def test_angles_about_one_axis_add(axis, angle_rad, more_rad):
    more = np.full(len(angle_rad), more_rad)
    assert composed(axis(more), axis(angle_rad)) == pytest.approx(axis(angle_rad + more), abs=1e-14)


@given(axes, axes, angles, st.tuples(*[st.floats(-1e5, 1e5)] * 3))
def test_there_and_back(first, second, angle_rad, vector):
    matrix = composed(second(angle_rad), first(angle_rad / 3))
    columns = np.tile(np.array(vector)[:, None], (1, len(angle_rad)))
    turned = rotated(matrix, columns)
    assert np.linalg.norm(turned, axis=0) == pytest.approx(np.linalg.norm(columns, axis=0), abs=1e-9)
    assert rotated(transposed(matrix), turned) == pytest.approx(columns, abs=1e-9)
