"""Where the celestial pole is: IAU 2006/2000A, interpolated."""

from __future__ import annotations

import erfa
import numpy as np

from specola.epochs import Epochs
from specola.epochs.epochs import TT_MINUS_TAI_S
from specola.numerics.arrays import Floats, Ints
from specola.numerics.units import DAY_WHOLE_S

_NODE_STEP_S = DAY_WHOLE_S // 4


class PoleTable:
    """X, Y and s of IAU 2006/2000A over the instants given, interpolated.

    The series of more than 1,300 terms is evaluated at nodes of 0.25 d of TAI, always the same ones, and
    interpolated by the cubic through the four nearest: a row has the same value whatever else is asked.

    Parameters
    ----------
    epochs : n instants; the table holds the nodes around them, and no others

    Validity
    --------
    Against the series at every instant: worst error printed by
    tests/reference/test_frames_against_erfa.py and benchmarks/frames.py, about 0.04 mm at 7000 km.

    References
    ----------
    .. [1] Capitaine & Wallace 2006, Astron. Astrophys. 450, 855 (X, Y, s from IAU 2006/2000A).
    """

    __slots__ = ("_first_node", "_values")

    def __init__(self, epochs: Epochs) -> None:
        node = epochs.tai_s // _NODE_STEP_S
        self._first_node = int(node.min()) - 1 if len(node) else 0
        is_asked = np.zeros(int(node.max()) + 3 - self._first_node if len(node) else 3, dtype=np.bool_)
        is_asked[node - self._first_node] = True
        is_needed = is_asked.copy()
        is_needed[:-1] |= is_asked[1:]
        is_needed[1:] |= is_asked[:-1]
        is_needed[2:] |= is_asked[:-2]
        rows = np.flatnonzero(is_needed)
        at = Epochs((rows + self._first_node) * _NODE_STEP_S, np.zeros(len(rows)))
        self._values = np.full((3, len(is_needed)), np.nan)
        self._values[:, rows] = erfa.xys06a(*at.julian_days(TT_MINUS_TAI_S))

    def at(self, tai_s: Ints, fraction_s: Floats) -> Floats:
        """Return X, Y and s [rad], (3, n)."""
        node, second = np.divmod(tai_s, _NODE_STEP_S)
        row = node - self._first_node
        t = (second + fraction_s) / _NODE_STEP_S
        before, after, beyond = t + 1.0, t - 1.0, t - 2.0
        result: Floats = self._values[:, row - 1] * (t * after * beyond / -6.0)
        result += self._values[:, row] * (before * after * beyond / 2.0)
        result += self._values[:, row + 1] * (before * t * beyond / -2.0)
        result += self._values[:, row + 2] * (before * t * after / 6.0)
        return result
