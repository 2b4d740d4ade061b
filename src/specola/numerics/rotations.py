"""Rotations of axes, many at once.

Inside, the component axes come first and the row axis last: a matrix is (3, 3, n) and a vector
(3, n), so that every operation runs over contiguous rows.
"""

from __future__ import annotations

import numpy as np

from specola.numerics.arrays import Floats


def rotation_about_x(angle_rad: Floats) -> Floats:
    """Return the matrices that turn the axes about x by (n,) angles, (3, 3, n)."""
    return _about(0, angle_rad)


def rotation_about_y(angle_rad: Floats) -> Floats:
    """Return the matrices that turn the axes about y by (n,) angles, (3, 3, n)."""
    return _about(1, angle_rad)


def rotation_about_z(angle_rad: Floats) -> Floats:
    """Return the matrices that turn the axes about z by (n,) angles, (3, 3, n)."""
    return _about(2, angle_rad)


def _about(axis: int, angle_rad: Floats) -> Floats:
    first, second = (axis + 1) % 3, (axis + 2) % 3
    sine, cosine = np.sin(angle_rad), np.cos(angle_rad)
    matrix = np.zeros((3, 3, len(angle_rad)))
    matrix[axis, axis] = 1.0
    matrix[first, first] = cosine
    matrix[first, second] = sine
    matrix[second, first] = -sine
    matrix[second, second] = cosine
    return matrix


def transposed(matrix: Floats) -> Floats:
    """Return the inverse rotations, a view, (3, 3, n)."""
    return matrix.swapaxes(0, 1)


def composed(second: Floats, first: Floats) -> Floats:
    """Return the rotations `first` and then `second`, (3, 3, n)."""
    product: Floats = second[:, 0, None] * first[0]
    product += second[:, 1, None] * first[1]
    product += second[:, 2, None] * first[2]
    return product


def rotated(matrix: Floats, vector: Floats) -> Floats:
    """Return (3, n) vectors in the turned axes, (3, n)."""
    product: Floats = matrix[:, 0] * vector[0]
    product += matrix[:, 1] * vector[1]
    product += matrix[:, 2] * vector[2]
    return product
