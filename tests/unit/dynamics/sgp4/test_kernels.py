"""What other kernels call."""

from __future__ import annotations

import numpy as np
import pytest

from specola.dynamics.sgp4 import Sgp4, kernels
from specola.epochs import Epochs

pytestmark = pytest.mark.kernels

START = Epochs.from_utc_text("2024-03-02T00:00:00Z")


@pytest.fixture
def model(invent, regimes):
    return Sgp4.prepare(invent(regimes["all"]), START, until_s=7200.0)


def test_a_block_gives_what_the_model_gives(model):
    position, velocity, _ = model.states(np.array([3000.0]))
    out, codes = np.empty((6, kernels.LANES)), np.empty(kernels.LANES, np.int8)
    for block in range(len(model.tables.block_kind)):
        kernels.block_states(model.tables, block, 3000.0, out.reshape(-1), codes)
        rows = model.tables.rows[block * kernels.LANES : (block + 1) * kernels.LANES]
        used = rows >= 0
        assert not codes[used].any()
        assert (position[rows[used], 0] == out[:3, used].T).all()
        assert (velocity[rows[used], 0] == out[3:, used].T).all()


def test_work_arrays_carry_nothing_from_call_to_call(model):
    clean, dirty = np.zeros(kernels.BLOCK_WORK_SIZE), np.full(kernels.BLOCK_WORK_SIZE, 1e3)
    codes = np.empty(kernels.LANES, np.int8)
    for block in range(len(model.tables.block_kind)):
        first, second = np.empty(6 * kernels.LANES), np.empty(6 * kernels.LANES)
        kernels.block_states_in(model.tables, block, 60.0, first, codes, clean)
        kernels.block_states_in(model.tables, block, 60.0, second, codes, dirty)
        assert (first == second).all()


def test_lanes_come_back_in_the_order_they_were_asked(model):
    lanes = model.tables.lane_of_row[[9, 0, 4, 7, 2]]
    seconds = np.array([0.0, 100.0, 200.0, 300.0, 400.0])
    out, codes = np.empty(6 * kernels.LANES), np.empty(kernels.LANES, np.int8)
    kernels.lane_states(model.tables, lanes, seconds, out, codes, np.zeros(kernels.SCRATCH_SIZE))
    position, _, _ = model.states_at(np.array([9, 0, 4, 7, 2]), seconds)
    assert (position == out.reshape(6, -1)[:3, :5].T).all()
