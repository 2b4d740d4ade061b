"""SGP4 over a whole catalog."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

import numpy as np

from specola.dynamics.mean_elements import MeanElements
from specola.dynamics.sgp4 import layout_fields as at
from specola.dynamics.sgp4 import tables as packed
from specola.dynamics.sgp4.deep_initialization import initialize_deep
from specola.dynamics.sgp4.initialization import NearEarth, initialize
from specola.dynamics.sgp4.resonance import initialize_resonance
from specola.dynamics.sgp4.tables import Sgp4Tables
from specola.epochs import Epochs
from specola.errors import ArgumentError, ShapeError
from specola.numerics.arrays import Floats, Ints, Statuses
from specola.numerics.units import HOUR_S, MINUTE_S

# Julian day of 1949-12-31T00:00 UTC, from which the theory counts.
JULIAN_1950 = 2_433_281.5
PAD_S = HOUR_S


@dataclass(frozen=True, slots=True, eq=False)
class Sgp4:
    """SGP4 and SDP4 for n objects: WGS72, improved mode, TEME.

    Attributes
    ----------
    tables : what the kernels read
    status : (n,) int8
        What the theory says at each object's own epoch (`Sgp4Status`).
    reference : one instant, from which all times count
    from_s, until_s : float [s]
        The window that resonance tables cover.

    Validity
    --------
    Against the compiled reference implementation over 0 to 7 days on a full catalog:
    see `benchmarks/propagation.py`, which prints the largest difference.

    References
    ----------
    .. [1] D. Vallado, P. Crawford, R. Hujsak, T. S. Kelso, Revisiting Spacetrack Report #3,
       AIAA 2006-6753 (2006).
    """

    tables: Sgp4Tables
    status: Statuses
    reference: Epochs
    from_s: float
    until_s: float

    @classmethod
    def prepare(
        cls, elements: MeanElements, reference: Epochs, *, until_s: float, from_s: float = 0.0
    ) -> Sgp4:
        """Initialize all objects for times from `from_s` to `until_s` after `reference`.

        Parameters
        ----------
        elements : n mean elements
        reference : one instant
        from_s, until_s : float [s]
            Window of times that will be asked for; padded by one hour.
        """
        if len(reference) != 1:
            msg = f"reference holds {len(reference)} instants, expected one"
            raise ShapeError(msg)
        if not until_s >= from_s:
            msg = f"window ends at {until_s} s before it starts at {from_s} s, expected until_s >= from_s"
            raise ArgumentError(msg)
        window = (from_s - PAD_S, until_s + PAD_S)
        tables = _tables(elements, reference, (window[0] / MINUTE_S, window[1] / MINUTE_S))
        model = cls(tables, np.zeros(len(elements), np.int8), reference, *window)
        model.status[:] = _status_at_epoch(elements)
        return model

    def __len__(self) -> int:
        return len(self.status)

    def states(self, seconds: Floats) -> tuple[Floats, Floats, Statuses]:
        """Return every object at every instant.

        Parameters
        ----------
        seconds : (t,) float64 [s] after the reference

        Returns
        -------
        position_teme_km : (n, t, 3) float64 [km]
        velocity_teme_km_s : (n, t, 3) float64 [km/s]
        status : (n, t) int8, `Sgp4Status`; where it is not 0 the state is NaN
        """
        from specola.dynamics.sgp4.kernels import all_states

        seconds = self._checked(seconds)
        shape = (len(self), len(seconds))
        position, velocity = np.empty((*shape, 3)), np.empty((*shape, 3))
        status = np.empty(shape, np.int8)
        all_states(self.tables, seconds, position, velocity, status)
        return _marked(position, velocity, status)

    def states_at(self, rows: Ints, seconds: Floats) -> tuple[Floats, Floats, Statuses]:
        """Return chosen objects, each at its own instant; Kepler's equation fully converged.

        Parameters
        ----------
        rows : (m,) int64, which object
        seconds : (m,) float64 [s] after the reference

        Returns
        -------
        position_teme_km : (m, 3) float64 [km]
        velocity_teme_km_s : (m, 3) float64 [km/s]
        status : (m,) int8, `Sgp4Status`; where it is not 0 the state is NaN
        """
        from specola.dynamics.sgp4.kernels import lane_states_all

        seconds = self._checked(seconds)
        rows = np.asarray(rows, np.int64)
        if rows.shape != seconds.shape:
            msg = f"rows {rows.shape} and seconds {seconds.shape} differ, expected the same length"
            raise ShapeError(msg)
        position, velocity = np.empty((len(rows), 3)), np.empty((len(rows), 3))
        status = np.empty(len(rows), np.int8)
        lane_states_all(self.tables, self.tables.lane_of_row[rows], seconds, position, velocity, status)
        return _marked(position, velocity, status)

    def _checked(self, seconds: Floats) -> Floats:
        seconds = np.ascontiguousarray(seconds, np.float64)
        outside = ~((seconds >= self.from_s) & (seconds <= self.until_s))
        if outside.any():
            msg = (
                f"time {seconds[outside][0]} s is outside the prepared window, expected "
                f"{self.from_s} to {self.until_s} s: prepare with a wider window"
            )
            raise ArgumentError(msg)
        return seconds


def _marked(position: Floats, velocity: Floats, status: Statuses) -> tuple[Floats, Floats, Statuses]:
    is_bad = status != 0
    position[is_bad] = np.nan
    velocity[is_bad] = np.nan
    return position, velocity, status


def _rows_of(orbit: NearEarth, rows: Ints) -> NearEarth:
    return NearEarth(*(getattr(orbit, field.name)[rows] for field in fields(orbit)))


def _tables(elements: MeanElements, reference: Epochs, window_min: tuple[float, float]) -> Sgp4Tables:
    """Pack the coefficients of all objects for a window of minutes after the reference."""
    orbit = initialize(elements)
    offset_min = reference.seconds_since(elements.epochs) / MINUTE_S
    kind = packed.kinds(orbit)
    packing = packed.pack(kind, orbit.semi_major_axis)
    is_near_block = packing.block_kind < at.N_CLASSES
    n_near_lanes = int(is_near_block.sum()) * at.LANES
    near = packed.blocks(packed.near_columns(orbit, offset_min), packing.rows[:n_near_lanes])
    deep, segments = _deep_blocks(elements, orbit, offset_min, window_min, packing.rows[n_near_lanes:])
    n_deep = len(packing.block_kind) - int(is_near_block.sum())
    sizes = np.where(is_near_block, at.N_NEAR, at.N_DEEP) * at.LANES
    no_segment = np.full(n_near_lanes, -1, np.int64)
    assert len(segments[0]) == n_deep * at.LANES  # noqa: S101
    return Sgp4Tables(
        rows=packing.rows,
        lane_of_row=packing.lane_of_row,
        block_kind=packing.block_kind,
        block_start=np.cumsum(sizes) - sizes,
        coefficients=np.concatenate([near, deep]),
        segment_start=np.concatenate([no_segment, segments[0]]),
        segment_first=np.concatenate([no_segment, segments[1]]),
        segments=segments[2],
    )


def _deep_blocks(
    elements: MeanElements,
    orbit: NearEarth,
    offset_min: Floats,
    window_min: tuple[float, float],
    lanes: Ints,
) -> tuple[Floats, tuple[Ints, Ints, Floats]]:
    """Return the blocks of the deep objects, and start, first index and values of their segments."""
    rows = np.unique(lanes[lanes >= 0])
    if len(rows) == 0:
        empty: Any = np.empty(0, np.int64)
        return np.empty(0), (empty, empty, np.empty(0))
    chosen, offset = _rows_of(orbit, rows), offset_min[rows]
    whole, part = elements.epochs[rows].utc_julian_days()
    # One Julian day in float64, rounded to 40 microseconds, as the published output has it.
    days_1950 = (whole + part) - JULIAN_1950
    deep = initialize_deep(chosen, days_1950)
    resonance = initialize_resonance(chosen, deep, days_1950)
    span = packed.segment_span(offset, *window_min)
    start, first, segments = packed.fill_segments(chosen, resonance, span)
    local = np.where(lanes >= 0, np.searchsorted(rows, lanes), -1)
    columns = packed.deep_columns(chosen, deep, resonance, offset)
    leaders = np.repeat(local[:: at.LANES], at.LANES)
    filled = np.where(local >= 0, local, leaders)
    return packed.blocks(columns, local), (start[filled], first[filled], segments)


def _status_at_epoch(elements: MeanElements) -> Statuses:
    """Return what the theory says of each object at its own epoch."""
    if len(elements) == 0:
        return np.empty(0, np.int8)
    from specola.dynamics.sgp4.kernels import lane_states_all

    start = elements.epochs[0:1]
    offsets = elements.epochs.seconds_since(start)
    window_min = (float(offsets.min()) / MINUTE_S - 1.0, float(offsets.max()) / MINUTE_S + 1.0)
    tables = _tables(elements, start, window_min)
    n = len(elements)
    status = np.empty(n, np.int8)
    lane_states_all(tables, tables.lane_of_row, offsets, np.empty((n, 3)), np.empty((n, 3)), status)
    return status
