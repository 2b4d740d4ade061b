"""Packing: every row stands in exactly one lane, of a block of its own kind."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from specola.dynamics.sgp4 import layout_fields as at
from specola.dynamics.sgp4.tables import blocks, build_tables, kinds, pack, segment_span


def some_kinds(n, seed):
    random = np.random.Generator(np.random.PCG64(seed))
    return random.integers(0, 2 * at.N_CLASSES, n), random.uniform(1.0, 7.0, n)


@pytest.mark.parametrize("n", [0, 1, 127, 128, 129, 1000])
def test_every_row_has_exactly_one_lane(n):
    kind, axis = some_kinds(n, seed=n)
    packing = pack(kind, axis)
    used = packing.rows[packing.rows >= 0]
    assert sorted(used) == list(range(n))
    assert packing.rows[packing.lane_of_row].tolist() == list(range(n))
    assert len(packing.rows) == len(packing.block_kind) * at.LANES


def test_a_block_holds_one_kind_by_semi_major_axis():
    kind, axis = some_kinds(2000, seed=7)
    packing = pack(kind, axis)
    assert (np.diff(packing.block_kind) >= 0).all()
    for block, rows in enumerate(packing.rows.reshape(-1, at.LANES)):
        held = rows[rows >= 0]
        assert len(held) > 0
        assert (rows[: len(held)] == held).all()
        assert (kind[held] == packing.block_kind[block]).all()
        assert (np.diff(axis[held]) >= 0.0).all()


def test_no_more_blocks_than_needed():
    kind = np.repeat([0, 4], [129, 128])
    packing = pack(kind, np.ones(257))
    assert packing.block_kind.tolist() == [0, 0, 4]


def test_kinds_by_eccentricity_and_theory():
    orbit = SimpleNamespace(
        eccentricity=np.array([0.0, 0.1, 0.5, np.nan, 0.0, 0.1, 0.5]),
        is_deep=np.array([False] * 4 + [True] * 3),
    )
    assert kinds(orbit).tolist() == [0, 1, 2, 2, 3, 4, 5]


def test_an_empty_lane_repeats_the_first_of_its_block():
    lanes = np.full(at.LANES, -1)
    lanes[:2] = [1, 0]
    filled = blocks(np.array([[10.0, 20.0], [30.0, 40.0]]), lanes).reshape(2, at.LANES)
    assert filled[:, :2].tolist() == [[20.0, 10.0], [40.0, 30.0]]
    assert (filled[:, 2:] == [[20.0], [40.0]]).all()


@pytest.mark.kernels
def test_blocks_follow_each_other(invent, regimes):
    elements = invent(regimes["all"])
    tables = build_tables(elements, np.zeros(len(elements)), window_min=(0.0, 1440.0))
    sizes = np.where(tables.block_kind < at.N_CLASSES, at.N_NEAR, at.N_DEEP) * at.LANES
    assert tables.block_start.tolist() == (np.cumsum(sizes) - sizes).tolist()
    assert len(tables.coefficients) == sizes.sum()
    for row, lane in enumerate(tables.lane_of_row):
        start = tables.block_start[lane // at.LANES] + lane % at.LANES
        kept = tables.coefficients[start + at.ECCENTRICITY * at.LANES]
        assert kept == elements.eccentricity[row]


@pytest.mark.kernels
def test_only_resonant_objects_have_segments(invent, regimes):
    elements = invent(regimes["all"])
    tables = build_tables(elements, np.zeros(len(elements)), window_min=(-1500.0, 1500.0))
    is_resonant = tables.segment_start[tables.lane_of_row] >= 0
    names = [name for name, has in zip(regimes["all"], is_resonant, strict=True) if has]
    assert names == ["geostationary", "inclined_day", "half_day"]
    # Two segments before the epoch, its own, two after: five each.
    assert len(tables.segments) == 3 * 5 * at.N_SEGMENT


def test_segments_count_toward_zero_from_epoch():
    first, last = segment_span(np.array([0.0, 1000.0, -1000.0]), (-100.0, 800.0))
    assert first.tolist() == [0, 1, -1]
    assert last.tolist() == [1, 2, 0]
