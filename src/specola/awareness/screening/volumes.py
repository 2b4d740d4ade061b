"""What counts as close: a sphere, or a box in RTN of object_1."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from specola.errors import ArgumentError
from specola.numerics.arrays import Bools, Floats


@dataclass(frozen=True, slots=True)
class Volume:
    """A screening volume around object_1.

    Attributes
    ----------
    miss_km : float [km], radius of a sphere; 0 for a box
    rtn_km : half sides of a box along radial, in-track and cross-track [km], or None
    """

    miss_km: float = 0.0
    rtn_km: tuple[float, float, float] | None = None

    def __post_init__(self) -> None:
        sides = self.rtn_km if self.rtn_km is not None else (self.miss_km,)
        if not all(np.isfinite(side) and 0.0 < side <= LARGEST_KM for side in sides):
            msg = f"screening volume of {sides} km, expected 0 to {LARGEST_KM} km"
            raise ArgumentError(msg)

    @property
    def reach_km(self) -> float:
        """Return the distance of its farthest point."""
        return self.miss_km if self.rtn_km is None else float(np.linalg.norm(self.rtn_km))


LARGEST_KM = 200.0
