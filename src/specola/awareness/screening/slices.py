"""The work of one slice of time: propagate, sweep, refine."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from specola.awareness.screening.bounds import MOST_BANDS
from specola.awareness.screening.plan import EDGE_S, Plan, TimeSlice
from specola.awareness.screening.refinement import Minima, closest_approaches
from specola.dynamics.sgp4.tables import Sgp4Tables
from specola.numerics.arrays import Floats, Ints, Statuses


@dataclass(frozen=True, slots=True, eq=False)
class SliceEvents:
    """What one slice found."""

    minima: Minima
    spans: Ints


def direction_lists(n_bands: int) -> Ints:
    """Return for each row code how many lists it is in, and which, the home list first: (codes, 9)."""
    from specola.awareness.screening import rows_kernels as rk

    lists = np.zeros((rk.N_CODES, 9), np.int64)
    for code in range(MOST_BANDS << rk.BAND_SHIFT):
        band, quadrant = code >> rk.BAND_SHIFT, code & 3
        bands = [band]
        bands += [band - 1] if code & rk.NEAR_LOW and band > 0 else []
        bands += [band + 1] if code & rk.NEAR_HIGH and band < n_bands - 1 else []
        quadrants = [quadrant]
        quadrants += [quadrant ^ 1] if code & rk.NEAR_X else []
        quadrants += [q ^ 2 for q in quadrants] if code & rk.NEAR_Y else []
        members = [4 * b + q for b in bands for q in quadrants][:8]
        lists[code, 0] = len(members)
        lists[code, 1 : 1 + len(members)] = members
    return lists


class LanePairs:
    """Exact states of pairs of lanes."""

    def __init__(self, tables: Sgp4Tables) -> None:
        self.tables = tables

    def __call__(self, first: Ints, second: Ints, seconds: Floats) -> tuple[Floats, Statuses]:
        from specola.awareness.screening.motion_kernels import pair_states

        states, status = np.empty((len(first), 12)), np.empty(len(first), np.int8)
        pair_states(self.tables, first, second, np.ascontiguousarray(seconds), states, status)
        return states, status


def screen_slice(plan: Plan, piece: TimeSlice) -> SliceEvents:
    """Screen one slice."""
    from specola.awareness.screening import rows_kernels as rk
    from specola.awareness.screening import sweep_kernels as sk

    n_lanes = len(plan.model.tables.rows)
    k = plan.chunk_intervals
    rows = np.empty((k, n_lanes * rk.ROW), np.float32)
    keys = np.empty((k, 2, n_lanes), np.int32)
    codes = np.empty((k, n_lanes), np.int16)
    statuses = np.empty((k, n_lanes), np.int8)
    lists = direction_lists(plan.bounds.n_bands)
    found = np.empty((8192, 3), np.int32)
    minima = []
    for chunk in range(piece.first, piece.last):
        first_s = chunk * k * plan.bounds.step_s - EDGE_S
        rk.fill_rows(plan.model.tables, first_s, plan.bounds, rows, rows.view(np.int32), keys, codes, statuses)
        used = 0
        for i in range(k):
            found, used = sk.sweep(
                rows[i], rows[i].view(np.int32), keys[i], codes[i], lists, 4 * plan.bounds.n_bands, plan.bounds, i, found, used
            )
            found, used = sk.sweep_loose(rows[i], keys[i], codes[i], plan.bounds, i, found, used)
        pairs = found[:used].astype(np.int64)
        minima.append(
            closest_approaches(
                pairs[:, :2],
                first_s + plan.bounds.step_s * pairs[:, 2],
                step_s=plan.bounds.step_s,
                reach_km=plan.volume.reach_km,
                margin_km=plan.margin_km,
                pair_states=LanePairs(plan.model.tables),
            )
        )
    return SliceEvents(Minima.concatenate(minima), np.empty((0, 4), np.int64))
