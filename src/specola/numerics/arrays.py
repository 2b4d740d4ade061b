"""Array types and the shape checks that every shell shares."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from specola.errors import ShapeError

Floats = NDArray[np.float64]
Floats32 = NDArray[np.float32]
Ints = NDArray[np.int64]
Bytes = NDArray[np.uint8]
Bools = NDArray[np.bool_]
Statuses = NDArray[np.int8]


def require_shape(name: str, array: NDArray[np.generic], shape: tuple[int | None, ...]) -> None:
    """Raise ShapeError unless `array` has `shape`; None stands for any length."""
    fits = array.ndim == len(shape) and all(
        want is None or have == want for have, want in zip(array.shape, shape, strict=True)
    )
    if not fits:
        wanted = "(" + ", ".join("n" if want is None else str(want) for want in shape) + ")"
        msg = f"{name} has shape {array.shape}, expected {wanted}"
        raise ShapeError(msg)


def frozen(array: NDArray[np.generic]) -> None:
    """Make an array read-only, so that a frozen shell over it really is frozen."""
    array.flags.writeable = False
