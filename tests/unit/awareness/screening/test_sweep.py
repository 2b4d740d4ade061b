"""The sweep through lists of directions against testing every pair."""

from __future__ import annotations

import numpy as np
import pytest

from specola.awareness.screening.sweep import memory
from specola.awareness.screening.sweep.bounds import MOST_BANDS, bounds_for
from specola.dynamics.sgp4 import Sgp4
from specola.epochs import Epochs

START = Epochs.from_utc_text("2031-05-04T06:00:00Z")


def filled(sets, bounds, n_intervals, first_s=0.0):
    model = Sgp4.prepare(sets.elements, START, until_s=20_000.0)
    work = memory.workspace(len(model.tables.rows), n_intervals)
    chunk = memory.Chunk(first_s, bounds.step_s, n_intervals)
    return model, memory.fill(model.tables, bounds, chunk=chunk, work=work)


def swept(work, bounds, *, length=100_000, loose=False):
    """Return the pairs of each interval; `loose` tests every pair instead of using the lists."""
    from specola.awareness.screening.sweep.list_kernels import sweep
    from specola.awareness.screening.sweep.rows_kernels import LOOSE

    lists = memory.lists_memory(len(work.codes[0]), bounds.n_bands)
    found, when, used = np.empty((length, 3), np.int32), np.empty(length), 0
    for i in range(len(work.rows)):
        codes = (
            np.where(work.codes[i] >= 0, LOOSE, work.codes[i]).astype(np.int16) if loose else work.codes[i]
        )
        used = sweep(work.rows[i], work.keys[i], codes, bounds, i, lists, found, when, used)
    pairs = found[: min(used, length)].copy()
    pairs[:, :2].sort(axis=1)
    return used, sorted(map(tuple, pairs.tolist()))


def overlapping(work, pairs):
    """Leave the pairs whose radial keys overlap, which is what the lists look at."""
    low, high = work.keys[:, 0], work.keys[:, 1]
    return [(a, b, i) for a, b, i in pairs if low[i, a] <= high[i, b] and low[i, b] <= high[i, a]]


def in_reach(work, bounds, pairs):
    """Leave the pairs whose directions can come together: no sum of turns is larger than this."""
    position = work.rows.reshape(len(work.rows), -1, 8)[:, :, :3].astype(float)
    unit = position / np.linalg.norm(position, axis=2, keepdims=True)
    return [(a, b, i) for a, b, i in pairs if unit[i, a] @ unit[i, b] > np.cos(1.9 * bounds.quick_rad)]


@pytest.mark.parametrize("kind", ["low", "eccentric", "geostationary", "mixed"])
@pytest.mark.parametrize(("step_s", "n_bands"), [(60.0, 8), (180.0, 3), (180.0, 1), (240.0, 2), (240.0, 0)])
def test_lists_find_the_pairs_that_all_pairs_find(orbits, kind, step_s, n_bands):
    sets = orbits.population(kind, 600, 3)
    bounds = bounds_for(step_s, 25.0, n_objects=600)
    bounds = bounds._replace(n_bands=n_bands or bounds.n_bands)
    _, work = filled(sets, bounds, 6)

    _, by_lists = swept(work, bounds)
    _, by_pairs = swept(work, bounds, loose=True)

    assert len(by_lists) == len(set(by_lists))  # nobody is met twice
    assert len(by_lists) > 0
    assert set(by_lists) <= set(by_pairs)
    wanted = in_reach(work, bounds, overlapping(work, by_pairs))
    assert set(wanted) <= set(by_lists)


@pytest.mark.kernels
def test_the_same_for_a_handful_of_objects(orbits):
    sets = orbits.element_sets(
        7000.0 + np.arange(4.0),
        1e-4,
        angles_rad=([0.1, 1.5, 0.1, 2.0], np.zeros(4), np.zeros(4), 0.001 * np.arange(4)),
    )
    bounds = bounds_for(60.0, 25.0, n_objects=4)
    _, work = filled(sets, bounds, 1)

    _, by_lists = swept(work, bounds)
    _, by_pairs = swept(work, bounds, loose=True)

    assert len(by_lists) >= 3
    assert by_lists == by_pairs


def test_a_full_buffer_says_how_much_it_needs(orbits):
    bounds = bounds_for(180.0, 60.0, n_objects=600)
    _, work = filled(orbits.population("low", 600, 3), bounds, 2)

    needed, pairs = swept(work, bounds)
    short, written = swept(work, bounds, length=10)

    assert needed == len(pairs) > 10
    assert short == needed
    assert len(written) == 10


def test_radial_intervals_hold_the_radius(orbits):
    bounds = bounds_for(240.0, 5.0, n_objects=600)
    sets = orbits.population("mixed", 600, 9)
    model, work = filled(sets, bounds, 8)
    position = work.rows.reshape(8, -1, 8)[:, :, :3].astype(float)
    lanes = model.tables.lane_of_row
    from specola.awareness.screening.sweep.rows_kernels import KEY_SHIFT, LOWEST_KEY

    for moment in np.linspace(0.0, 8 * 240.0, 97)[1:-1]:
        i = int(moment // 240.0)
        radius = np.linalg.norm(model.states(np.array([moment]))[0][:, 0], axis=1)
        key = (radius.astype(np.float32).view(np.int32) >> KEY_SHIFT) - LOWEST_KEY
        assert (work.keys[i, 0, lanes] <= key).all()
        assert (work.keys[i, 1, lanes] >= key).all()
        # The midpoint is where the object is, to the residue of the bounds.
        if moment % 240.0 == 120.0:
            there = model.states(np.array([moment]))[0][:, 0]
            assert np.linalg.norm(position[i, lanes] - there, axis=1).max() < 0.05


@pytest.mark.parametrize(("n", "bands"), [(100, 3), (100_000, 4), (300_000, 8)])
def test_more_objects_get_more_bands(n, bands):
    assert bounds_for(60.0, 5.0, n_objects=n).n_bands == bands
    assert bounds_for(240.0, 5.0, n_objects=n).n_bands <= MOST_BANDS
    assert (
        2.0 / bounds_for(240.0, 200.0, n_objects=n).n_bands
        >= 2.8 * bounds_for(240.0, 200.0, n_objects=n).quick_rad
    )


def test_the_vector_test_is_the_plain_one():
    from numba import njit

    from specola.awareness.screening.sweep import line_kernels

    lines_meet = line_kernels.lines_meet

    @njit
    def by_vector(entries, stride, at, own):
        return lines_meet(entries, stride, at, own[0], own[1], own[2], own[3], own[4], own[5], own[6])

    random = np.random.Generator(np.random.PCG64(3))
    n = 400
    scale = np.array([60.0] * 3 + [8.0] * 3 + [0.0])[:, None]
    entries = (random.normal(0.0, 1.0, (7, n)) * scale).astype(np.float32)
    entries[6] = random.uniform(2.5, 60.0, n)
    flat = np.ascontiguousarray(entries.reshape(-1))
    hits = 0
    for p in range(0, 380, 5):
        own = np.ascontiguousarray(entries[:, p])
        plain = line_kernels._lines_meet(flat, n, p + 1, *own)
        assert by_vector(flat, n, p + 1, own) == plain
        hits += plain.bit_count()
    assert hits > 50
