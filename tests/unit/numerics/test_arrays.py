from __future__ import annotations

import numpy as np
import pytest

from specola.errors import ShapeError
from specola.numerics.arrays import frozen, require_shape


def test_none_stands_for_any_length():
    require_shape("position_km", np.zeros((5, 3)), (None, 3))


@pytest.mark.parametrize("shape", [(5,), (5, 2), (3, 5), (5, 3, 1)])
def test_another_shape_is_refused(shape):
    with pytest.raises(ShapeError, match=r"position_km has shape .*, expected \(n, 3\)"):
        require_shape("position_km", np.zeros(shape), (None, 3))


def test_frozen_arrays_cannot_be_written_to():
    array = np.zeros(3)
    frozen(array)
    with pytest.raises(ValueError, match="read-only"):
        array[0] = 1.0
