"""Where the celestial pole is: IAU 2006/2000A, interpolated."""

from __future__ import annotations

from dataclasses import dataclass

import erfa
import numpy as np

from specola.epochs import Epochs
from specola.epochs.epochs import TT_MINUS_TAI_S
from specola.numerics.arrays import Floats, Ints
from specola.numerics.units import DAY_WHOLE_S

_NODE_STEP_S = DAY_WHOLE_S // 4
_REACH = (-1, 0, 1, 2)  # the nodes a row needs, from the one before it


@dataclass(frozen=True, slots=True, eq=False)
class PoleTable:
    """X, Y and s of IAU 2006/2000A at nodes, to be interpolated.

    The series of more than 1,300 terms is evaluated at nodes of 0.25 d of TAI, always the same ones, and
    interpolated by the cubic through the four nearest: a row has the same value whatever else is asked.

    Attributes
    ----------
    first_node : number of the first node, counted from 2000-01-01T00:00:00 TAI
    values_rad : (3, k) float64 [rad]
        X, Y and s; NaN at nodes that are not needed.

    Validity
    --------
    Against the series at every instant: worst error printed by
    tests/reference/test_frames_against_erfa.py and benchmarks/frames.py, about 0.04 mm at 7000 km.

    References
    ----------
    .. [1] Capitaine & Wallace 2006, Astron. Astrophys. 450, 855 (X, Y, s from IAU 2006/2000A).
    """

    first_node: int
    values_rad: Floats

    @classmethod
    def around(cls, epochs: Epochs) -> PoleTable:
        """Return the table that serves these instants, and no others."""
        if not len(epochs):
            return cls(0, np.empty((3, 0)))
        node = epochs.tai_s // _NODE_STEP_S
        first = int(node.min()) + _REACH[0]
        is_needed = np.zeros(int(node.max()) + _REACH[-1] + 1 - first, dtype=np.bool_)
        for step in _REACH:
            is_needed[node + (step - first)] = True
        rows = np.flatnonzero(is_needed)
        at = Epochs((rows + first) * _NODE_STEP_S, np.zeros(len(rows)))
        values_rad = np.full((3, len(is_needed)), np.nan)
        values_rad[:, rows] = erfa.xys06a(*at.julian_days(TT_MINUS_TAI_S))
        return cls(first, values_rad)

    def at(self, tai_s: Ints, fraction_s: Floats) -> Floats:
        """Return X, Y and s [rad], (3, n)."""
        node, second = np.divmod(tai_s, _NODE_STEP_S)
        row = node - self.first_node
        t = (second + fraction_s) / _NODE_STEP_S
        before, after, beyond = t + 1.0, t - 1.0, t - 2.0
        result: Floats = self.values_rad[:, row - 1] * (t * after * beyond / -6.0)
        result += self.values_rad[:, row] * (before * after * beyond / 2.0)
        result += self.values_rad[:, row + 1] * (before * t * beyond / -2.0)
        result += self.values_rad[:, row + 2] * (before * t * after / 6.0)
        return result
