"""SGP4 and SDP4 for blocks of 128 objects at a time: what other kernels call.

`block_states_in` is for a catalog at one instant, `lane_states` for single objects each at its
own instant.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from specola.dynamics.sgp4 import layout_fields as at
from specola.dynamics.sgp4.deep_kernels import deep_states, move_lane
from specola.dynamics.sgp4.near_kernels import near_states
from specola.dynamics.sgp4.resonance_kernels import resonate
from specola.dynamics.sgp4.stage_kernels import OPTIONS, WORK_SIZE
from specola.dynamics.sgp4.tables import Sgp4Tables
from specola.numerics.arrays import Floats, Ints, Statuses
from specola.numerics.units import MINUTE_S

LANES = at.LANES
L = LANES
BLOCK_WORK_SIZE = WORK_SIZE + 2 * L
SCRATCH_SIZE = (at.N_DEEP + 8) * L + WORK_SIZE


@njit(**OPTIONS)
def block_states_in(tables, block, seconds, out, status, work):
    """States of all lanes of a block at one instant, `seconds` after the reference.

    `out` takes x, y, z [km] and vx, vy, vz [km/s], 128 each, TEME; `status` the codes;
    `work` has BLOCK_WORK_SIZE elements.
    """
    minutes = seconds / MINUTE_S
    kind = tables.block_kind[block]
    start = tables.block_start[block]
    if kind < at.N_CLASSES:
        c = tables.coefficients[start : start + at.N_NEAR * L]
        near_states(c, minutes, kind, out, status, work[:WORK_SIZE])
    else:
        c = tables.coefficients[start : start + at.N_DEEP * L]
        resonance = work[WORK_SIZE:BLOCK_WORK_SIZE]
        for lane in range(L):
            t = c[at.EPOCH_OFFSET_MIN * L + lane] + minutes
            resonate(tables, block * L + lane, t, c[at.MEAN_MOTION * L + lane], resonance, lane)
        deep_states(c, minutes, resonance, kind - at.N_CLASSES, out, status, work[:WORK_SIZE])


@njit(**OPTIONS)
def block_states(tables, block, seconds, out, status):
    """The same with a work array of its own."""
    block_states_in(tables, block, seconds, out, status, np.empty(BLOCK_WORK_SIZE))


@njit(**OPTIONS)
def _gather(tables, lane, n_rows, c, slot):
    """Copy the coefficients of one lane into a slot of a scratch block."""
    start = tables.block_start[lane // L] + lane % L
    for k in range(n_rows):
        c[k * L + slot] = tables.coefficients[start + k * L]


@njit(**OPTIONS)
def lane_states(tables, lanes, seconds, out, status, scratch):
    """States of up to 128 lanes, each at its own instant, Kepler's equation fully converged.

    `lanes` and `seconds` have the same length m <= 128; `out` and `status` are filled in that
    order, as by `block_states`; `scratch` has SCRATCH_SIZE elements. A lane without segments moves
    without resonance.
    """
    m = len(lanes)
    c = scratch[: at.N_DEEP * L]
    resonance = scratch[at.N_DEEP * L : (at.N_DEEP + 2) * L]
    local = scratch[(at.N_DEEP + 2) * L : (at.N_DEEP + 8) * L]
    work = scratch[(at.N_DEEP + 8) * L : (at.N_DEEP + 8) * L + WORK_SIZE]
    slots = np.empty(L, np.int64)
    codes = np.empty(L, np.int8)
    for theory in range(2):
        used = 0
        for i in range(m):
            lane = lanes[i]
            is_deep = tables.block_kind[lane // L] >= at.N_CLASSES
            if is_deep != (theory == 1):
                continue
            _gather(tables, lane, at.N_DEEP if is_deep else at.N_NEAR, c, used)
            move_lane(c, used, seconds[i] / MINUTE_S, is_deep)
            if is_deep:
                if tables.segment_start[lane] < 0:
                    c[at.RESONANCE_NODE * L + used] = 0.0
                resonate(
                    tables,
                    lane,
                    c[at.EPOCH_OFFSET_MIN * L + used],
                    c[at.MEAN_MOTION * L + used],
                    resonance,
                    used,
                )
            slots[used] = i
            used += 1
        if used == 0:
            continue
        # Slots left over repeat the first, so that what stood in them before changes nothing.
        for k in range(at.N_DEEP if theory == 1 else at.N_NEAR):
            c[k * L + used : (k + 1) * L] = c[k * L]
        resonance[used:L] = resonance[0]
        resonance[L + used :] = resonance[L]
        if theory == 0:
            near_states(c[: at.N_NEAR * L], 0.0, at.ECCENTRIC, local, codes, work)
        else:
            deep_states(c, 0.0, resonance, at.ECCENTRIC, local, codes, work)
        for j in range(used):
            i = slots[j]
            status[i] = codes[j]
            for k in range(6):
                out[k * L + i] = local[k * L + j]


@njit(**OPTIONS)
def lane_states_all(
    tables: Sgp4Tables,
    lanes: Ints,
    seconds: Floats,
    position_km: Floats,
    velocity_km_s: Floats,
    status: Statuses,
) -> None:
    """States of any number of lanes, each at its own instant, into (m, 3), (m, 3) and (m,)."""
    scratch = np.zeros(SCRATCH_SIZE)
    out = np.empty(6 * L)
    codes = np.empty(L, np.int8)
    m = len(lanes)
    for first in range(0, m, L):
        last = min(first + L, m)
        lane_states(tables, lanes[first:last], seconds[first:last], out, codes, scratch)
        for i in range(first, last):
            j = i - first
            status[i] = codes[j]
            for k in range(3):
                position_km[i, k] = out[k * L + j]
                velocity_km_s[i, k] = out[(3 + k) * L + j]


@njit(**OPTIONS)
def all_states(
    tables: Sgp4Tables, seconds: Floats, position_km: Floats, velocity_km_s: Floats, status: Statuses
) -> None:
    """States of every row at every instant into (n, t, 3), (n, t, 3) and (n, t)."""
    out = np.empty(6 * L)
    codes = np.empty(L, np.int8)
    work = np.empty(BLOCK_WORK_SIZE)
    for block in range(len(tables.block_kind)):
        for j in range(len(seconds)):
            block_states_in(tables, block, seconds[j], out, codes, work)
            for lane in range(L):
                row = tables.rows[block * L + lane]
                if row >= 0:
                    status[row, j] = codes[lane]
                    for k in range(3):
                        position_km[row, j, k] = out[k * L + lane]
                        velocity_km_s[row, j, k] = out[(3 + k) * L + lane]
