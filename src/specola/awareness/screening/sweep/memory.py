"""Memory of a sweep, and how it is filled."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from specola.awareness.screening.sweep.bounds import MOST_BANDS, Bounds
from specola.dynamics.sgp4.tables import Sgp4Tables
from specola.numerics.arrays import Floats, Floats32, Ints, Statuses

# Three bands of four quadrants.
MOST_LISTS = 12


class Chunk(NamedTuple):
    """Consecutive intervals of equal length: the smallest piece of work."""

    begin_s: float
    step_s: float
    n_intervals: int

    def node_s(self, number: Ints) -> Floats:
        """Return where intervals begin [s]; the number may be one past the last."""
        node_s: Floats = self.begin_s + self.step_s * number.astype(np.float64)
        return node_s


class Workspace(NamedTuple):
    """Rows of all lanes in the intervals of one chunk (see `rows_kernels`)."""

    rows: Floats32
    tags: NDArray[np.int32]
    keys: NDArray[np.int32]
    codes: NDArray[np.int16]
    statuses: Statuses


class Lists(NamedTuple):
    """Memory of one sweep (see `list_kernels`), enough for every object in all lists around it.

    Only what a sweep fills is ever touched.
    """

    order: NDArray[np.int32]
    bins: NDArray[np.int32]
    code_counts: Ints
    rows: Floats32
    entries: Floats32
    tags: NDArray[np.int32]
    keys: NDArray[np.int32]
    lists_of_code: Ints


def lists_memory(n_lanes: int, n_bands: int) -> Lists:
    """Return memory for the lists of one interval."""
    from specola.awareness.screening.sweep import rows_kernels as rk
    from specola.awareness.screening.sweep.line_kernels import SENTINELS

    length = MOST_LISTS * n_lanes + 4 * MOST_BANDS * SENTINELS + 64
    return Lists(
        np.empty(n_lanes, np.int32),
        np.empty(rk.N_KEYS, np.int32),
        np.empty(rk.N_CODES, np.int64),
        np.empty(length * rk.ROW, np.float32),
        np.empty(length * (rk.ROW - 1), np.float32),
        np.empty(length, np.int32),
        np.empty(length, np.int32),
        direction_lists(n_bands),
    )


def workspace(n_lanes: int, n_intervals: int) -> Workspace:
    """Return memory for `n_intervals` intervals."""
    from specola.awareness.screening.sweep.rows_kernels import ROW

    rows = np.empty((n_intervals, n_lanes * ROW), np.float32)
    return Workspace(
        rows,
        rows.view(np.int32),
        np.empty((n_intervals, 2, n_lanes), np.int32),
        np.empty((n_intervals, n_lanes), np.int16),
        np.empty((n_intervals, n_lanes), np.int8),
    )


def fill(tables: Sgp4Tables, bounds: Bounds, *, chunk: Chunk, work: Workspace) -> Workspace:
    """Fill the rows of all objects in one chunk; return the part of the memory that was used."""
    from specola.awareness.screening.sweep.rows_kernels import fill_rows

    n = chunk.n_intervals
    used = Workspace(work.rows[:n], work.tags[:n], work.keys[:n], work.codes[:n], work.statuses[:n])
    fill_rows(tables, chunk.begin_s, bounds._replace(step_s=chunk.step_s), *used)
    return used


def direction_lists(n_bands: int) -> Ints:
    """Return for each row code how many lists it is in, and which, the home list first: (codes, 13)."""
    from specola.awareness.screening.sweep import rows_kernels as rk

    lists = np.zeros((rk.N_CODES, 1 + MOST_LISTS), np.int64)
    for code in range(MOST_BANDS << rk.BAND_SHIFT):
        band, quadrant = code >> rk.BAND_SHIFT, code & 3
        bands = [band]
        bands += [band - 1] if code & rk.NEAR_LOW and band > 0 else []
        bands += [band + 1] if code & rk.NEAR_HIGH and band < n_bands - 1 else []
        quadrants = [quadrant]
        quadrants += [quadrant ^ 1] if code & rk.NEAR_X else []
        quadrants += [q ^ 2 for q in quadrants] if code & rk.NEAR_Y else []
        members = [4 * b + q for b in bands for q in quadrants]
        lists[code, 0] = len(members)
        lists[code, 1 : 1 + len(members)] = members
    return lists
