"""Coefficients packed in blocks, as the kernels read them."""

from __future__ import annotations

from dataclasses import fields
from typing import NamedTuple

import numpy as np

from specola.dynamics.mean_elements import MeanElements
from specola.dynamics.sgp4 import layout_fields as at
from specola.dynamics.sgp4.constants import JULIAN_1950
from specola.dynamics.sgp4.deep_initialization import MOON_RATE, SUN_RATE, DeepSpace, initialize_deep
from specola.dynamics.sgp4.initialization import NearEarth, initialize
from specola.dynamics.sgp4.resonance import ONE_DAY, Resonance, initialize_resonance
from specola.numerics.arrays import Floats, Ints

# Below these mean eccentricities the kernels' shorter ways to solve Kepler's equation nearly always
# hold (their own limits are 0.018 and 0.2, checked at every instant); above, they would not pay.
CIRCULAR_LIMIT = 0.014
MODERATE_LIMIT = 0.19


class Sgp4Tables(NamedTuple):
    """What the kernels read; lane l of block b has lane number b * 128 + l.

    Attributes
    ----------
    rows : (n_lanes,) int64, input row of each lane, -1 where the lane is empty
    lane_of_row : (n,) int64
    block_kind : (n_blocks,) int64, 0 to 2 near Earth, 3 to 5 deep space, by eccentricity
    block_start : (n_blocks,) int64, where the block begins in `coefficients`
    coefficients : float64, flat
    segment_start, segment_first : (n_lanes,) int64
        First row and index of the resonance segments; start -1 where there are none.
    segments : float64, flat
    """

    rows: Ints
    lane_of_row: Ints
    block_kind: Ints
    block_start: Ints
    coefficients: Floats
    segment_start: Ints
    segment_first: Ints
    segments: Floats


def kinds(orbit: NearEarth) -> Ints:
    """Return the block kind of each object: near Earth 0 to 2, deep space 3 to 5, by eccentricity."""
    e = orbit.eccentricity
    # A NaN is not below any limit and so is solved in full.
    kind = np.where(e < CIRCULAR_LIMIT, at.CIRCULAR, np.where(e < MODERATE_LIMIT, at.MODERATE, at.ECCENTRIC))
    return np.where(orbit.is_deep, kind + at.N_CLASSES, kind).astype(np.int64)


def _columns(size: int, offset_min: Floats, orbit: NearEarth, values: dict[int, Floats]) -> Floats:
    """Return the coefficients that both theories share, and `values`, (size, n)."""
    columns = np.empty((size, len(offset_min)))
    shared = {
        at.EPOCH_OFFSET_MIN: offset_min,
        at.MEAN_ANOMALY: orbit.mean_anomaly,
        at.MEAN_ANOMALY_RATE: orbit.mean_anomaly_rate,
        at.PERIGEE: orbit.perigee,
        at.PERIGEE_RATE: orbit.perigee_rate,
        at.NODE: orbit.node,
        at.NODE_RATE: orbit.node_rate,
        at.NODE_DRAG: orbit.node_drag,
        at.C1: orbit.c1,
        at.BSTAR_C4: orbit.bstar_c4,
        at.T2: orbit.t2,
        at.MEAN_MOTION: orbit.mean_motion,
        at.ECCENTRICITY: orbit.eccentricity,
        at.SEMI_MAJOR_AXIS: orbit.semi_major_axis,
    }
    for index, column in {**shared, **values}.items():
        columns[index] = column
    return columns


def near_columns(orbit: NearEarth, offset_min: Floats) -> Floats:
    """Return the coefficients of near-Earth blocks for every object, (N_NEAR, n)."""
    with np.errstate(invalid="ignore"):
        root = np.sqrt(orbit.semi_major_axis)
    values = {
        at.OMEGA_DRAG: orbit.omega_drag,
        at.ANOMALY_DRAG: orbit.anomaly_drag,
        at.ETA: orbit.eta,
        at.ANOMALY_CUBE: orbit.anomaly_cube,
        at.D2: orbit.d2,
        at.D3: orbit.d3,
        at.D4: orbit.d4,
        at.BSTAR_C5: orbit.bstar_c5,
        at.SIN_ANOMALY: orbit.sin_anomaly,
        at.T3: orbit.t3,
        at.T4: orbit.t4,
        at.T5: orbit.t5,
        at.SEMI_MAJOR_AXIS_ROOT: root,
        at.AY: orbit.ay,
        at.XL: orbit.xl,
        at.CON41: orbit.con41,
        at.X1MTH2: orbit.x1mth2,
        at.X7THM1: orbit.x7thm1,
        at.COS_INCLINATION: orbit.cos_inclination,
        at.SIN_INCLINATION: orbit.sin_inclination,
    }
    return _columns(at.N_NEAR, offset_min, orbit, values)


def deep_columns(orbit: NearEarth, deep: DeepSpace, *, resonance: Resonance, offset_min: Floats) -> Floats:
    """Return the coefficients of deep-space blocks for n deep objects, (N_DEEP, n)."""
    sun_anomaly = deep.sun_anomaly + SUN_RATE * offset_min
    moon_anomaly = deep.moon_anomaly + MOON_RATE * offset_min
    values = {
        at.INCLINATION: orbit.inclination,
        at.INCLINATION_RATE: deep.inclination_rate,
        at.ECCENTRICITY_RATE: deep.eccentricity_rate,
        at.SIDEREAL_TIME: resonance.sidereal_time,
        at.RESONANCE_NODE: resonance.kind.astype(np.float64),
        at.RESONANCE_PERIGEE: (resonance.kind == ONE_DAY).astype(np.float64),
        at.SUN_SIN: np.sin(sun_anomaly),
        at.SUN_COS: np.cos(sun_anomaly),
        at.MOON_SIN: np.sin(moon_anomaly),
        at.MOON_COS: np.cos(moon_anomaly),
        at.THIRD_ANOMALY: deep.anomaly_rate,
        at.THIRD_PERIGEE: deep.perigee_rate,
        at.THIRD_NODE: deep.node_rate,
    }
    columns = _columns(at.N_DEEP, offset_min, orbit, values)
    columns[at.SUN_TERMS : at.SUN_TERMS + at.N_TERMS] = deep.sun_terms
    columns[at.MOON_TERMS : at.MOON_TERMS + at.N_TERMS] = deep.moon_terms
    return columns


def segment_span(offset_min: Floats, window_min: tuple[float, float]) -> tuple[Ints, Ints]:
    """Return the first and last 720-minute segment (toward zero from epoch) that a window needs."""
    first = np.trunc((offset_min + window_min[0]) / at.SEGMENT_MIN).astype(np.int64)
    last = np.trunc((offset_min + window_min[1]) / at.SEGMENT_MIN).astype(np.int64)
    return first, last


def fill_segments(
    orbit: NearEarth, resonance: Resonance, *, span: tuple[Ints, Ints]
) -> tuple[Ints, Ints, Floats]:
    """Return start (-1: not resonant) and first index per deep object, and the segments."""
    from specola.dynamics.sgp4.resonance_kernels import resonance_segments

    first, last = span
    is_resonant = resonance.kind > 0
    counts = np.where(is_resonant, last - first + 1, 0)
    start = np.cumsum(counts) - counts
    segments = np.empty(int(counts.sum()) * at.N_SEGMENT)
    shape = np.stack(
        [
            resonance.longitude,
            resonance.longitude_rate,
            orbit.mean_motion,
            orbit.perigee,
            orbit.perigee_rate,
        ],
        axis=1,
    )
    rows = np.flatnonzero(is_resonant)
    resonance_segments(
        resonance.kind[rows],
        first[rows],
        last[rows],
        start[rows],
        np.ascontiguousarray(shape[rows]),
        np.ascontiguousarray(resonance.force[rows]),
        segments,
    )
    return np.where(is_resonant, start, -1), first, segments


class Packing(NamedTuple):
    """Which row goes to which lane."""

    rows: Ints
    lane_of_row: Ints
    block_kind: Ints


def pack(kind: Ints, semi_major_axis: Floats) -> Packing:
    """Sort rows by kind, then by semi-major axis, and fill blocks of one kind each."""
    order = np.lexsort((semi_major_axis, kind))
    n_members = np.bincount(kind, minlength=2 * at.N_CLASSES)
    n_blocks = -(-n_members // at.LANES)
    block_kind = np.repeat(np.arange(len(n_blocks)), n_blocks)
    # Each kind begins at a block of its own.
    shift = (np.cumsum(n_blocks) - n_blocks) * at.LANES - (np.cumsum(n_members) - n_members)
    lane = np.arange(len(kind)) + np.repeat(shift, n_members)
    rows = np.full(len(block_kind) * at.LANES, -1, np.int64)
    rows[lane] = order
    lane_of_row = np.empty(len(kind), np.int64)
    lane_of_row[order] = lane
    return Packing(rows, lane_of_row, block_kind)


def _filled(lanes: Ints) -> Ints:
    """Return what each lane holds; an empty lane repeats the first of its block."""
    leaders = np.repeat(lanes[:: at.LANES], at.LANES)
    return np.where(lanes >= 0, lanes, leaders)


def blocks(columns: Floats, lanes: Ints) -> Floats:
    """Return the flat blocks of lanes: `lanes` says which of the columns' objects each one holds."""
    n_blocks = len(lanes) // at.LANES
    taken = np.take(columns, _filled(lanes), axis=1).reshape(len(columns), n_blocks, at.LANES)
    return np.ascontiguousarray(taken.transpose(1, 0, 2)).reshape(-1)


class _DeepBlocks(NamedTuple):
    """Deep part of the tables, under their names."""

    coefficients: Floats
    segment_start: Ints
    segment_first: Ints
    segments: Floats


def _deep_blocks(
    elements: MeanElements,
    orbit: NearEarth,
    offset_min: Floats,
    window_min: tuple[float, float],
    lanes: Ints,
) -> _DeepBlocks:
    """Return blocks and segments of the deep objects; `lanes` are the rows in their lanes."""
    rows = np.unique(lanes[lanes >= 0])
    if len(rows) == 0:
        empty = np.empty(0, np.int64)
        return _DeepBlocks(np.empty(0), empty, empty, np.empty(0))
    chosen = NearEarth(*(getattr(orbit, field.name)[rows] for field in fields(orbit)))
    offset = offset_min[rows]
    whole, part = elements.epochs[rows].utc_julian_days()
    # One Julian day in float64, rounded to 40 microseconds, as the published output has it.
    days_1950 = (whole + part) - JULIAN_1950
    deep = initialize_deep(chosen, days_1950)
    resonance = initialize_resonance(chosen, deep, days_1950)
    start, first, segments = fill_segments(chosen, resonance, span=segment_span(offset, window_min))
    local = np.where(lanes >= 0, np.searchsorted(rows, lanes), -1)
    filled = _filled(local)
    columns = deep_columns(chosen, deep, resonance=resonance, offset_min=offset)
    return _DeepBlocks(blocks(columns, local), start[filled], first[filled], segments)


def build_tables(
    elements: MeanElements, offset_min: Floats, *, window_min: tuple[float, float]
) -> Sgp4Tables:
    """Pack the coefficients of all objects.

    Parameters
    ----------
    elements : n mean elements
    offset_min : (n,) float64 [min]
        From each epoch to the reference instant.
    window_min : (float, float) [min]
        Times after the reference that the resonance segments cover.
    """
    orbit = initialize(elements)
    packing = pack(kinds(orbit), orbit.semi_major_axis)
    is_near = packing.block_kind < at.N_CLASSES
    n_near_lanes = int(is_near.sum()) * at.LANES
    near = blocks(near_columns(orbit, offset_min), packing.rows[:n_near_lanes])
    deep = _deep_blocks(elements, orbit, offset_min, window_min, packing.rows[n_near_lanes:])
    sizes = np.where(is_near, at.N_NEAR, at.N_DEEP) * at.LANES
    no_segment = np.full(n_near_lanes, -1, np.int64)
    return Sgp4Tables(
        rows=packing.rows,
        lane_of_row=packing.lane_of_row,
        block_kind=packing.block_kind,
        block_start=np.cumsum(sizes) - sizes,
        coefficients=np.concatenate([near, deep.coefficients]),
        segment_start=np.concatenate([no_segment, deep.segment_start]),
        segment_first=np.concatenate([no_segment, deep.segment_first]),
        segments=deep.segments,
    )
