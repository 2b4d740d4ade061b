"""SGP4 over a whole catalog."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from specola.dynamics.mean_elements import MeanElements
from specola.dynamics.sgp4.tables import Sgp4Tables, build_tables
from specola.epochs import Epochs
from specola.errors import ArgumentError, ShapeError
from specola.numerics.arrays import Floats, Ints, Statuses
from specola.numerics.units import HOUR_S, MINUTE_S

# Times asked for may lie this much outside the window.
PAD_S = HOUR_S


class Sgp4Status(IntEnum):
    """Error codes of the reference implementation (AIAA 2006-6753), one for each state.

    `UNDEFINED` is our own: where the reference finds nothing wrong and returns NaN.
    """

    OK = 0
    MEAN_ECCENTRICITY = 1
    MEAN_MOTION = 2
    PERTURBED_ECCENTRICITY = 3
    SEMI_LATUS_RECTUM = 4
    DECAYED = 6
    UNDEFINED = 7

    @property
    def sentence(self) -> str:
        """Return what happened, for a person."""
        return _SENTENCES[self]


_SENTENCES = {
    Sgp4Status.OK: "propagated",
    Sgp4Status.MEAN_ECCENTRICITY: "mean eccentricity outside [-0.001, 1)",
    Sgp4Status.MEAN_MOTION: "mean motion not positive",
    Sgp4Status.PERTURBED_ECCENTRICITY: "perturbed eccentricity outside [0, 1]",
    Sgp4Status.SEMI_LATUS_RECTUM: "semi-latus rectum negative",
    Sgp4Status.DECAYED: "decayed: radius below one Earth radius",
    Sgp4Status.UNDEFINED: "undefined: an element is not a finite number",
}


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
    Against the compiled reference implementation, every object of a full catalog of 26,389 over 0
    to 7 days: error codes equal, positions within 1e-6 km, velocities within 1e-8 km/s
    (`benchmarks/propagation.py` prints the largest). States of drag terms that have run away
    (beyond 500,000 km or 20 km/s) within 1e-8 of their radius.

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

        Raises
        ------
        ShapeError
            If `reference` is not one instant.
        ArgumentError
            If the window ends before it starts, or is not finite.
        """
        if len(reference) != 1:
            msg = f"reference holds {len(reference)} instants, expected one"
            raise ShapeError(msg)
        if not -math.inf < from_s <= until_s < math.inf:
            msg = f"window from {from_s} s to {until_s} s, expected finite times and until_s >= from_s"
            raise ArgumentError(msg)
        window = (from_s - PAD_S, until_s + PAD_S)
        offset_s = reference.seconds_since(elements.epochs)
        window_min = (window[0] / MINUTE_S, window[1] / MINUTE_S)
        tables = build_tables(elements, offset_s / MINUTE_S, window_min=window_min)
        return cls(tables, _status_at_epoch(tables, offset_s), reference, *window)

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


def _status_at_epoch(tables: Sgp4Tables, offset_s: Floats) -> Statuses:
    """Return what the theory says of each object at its own epoch, `offset_s` before the reference."""
    from specola.dynamics.sgp4.kernels import lane_states_all

    n = len(offset_s)
    status = np.empty(n, np.int8)
    # At epoch a resonance has not moved anything yet, and the segments need not reach back to it.
    still = tables._replace(segment_start=np.full_like(tables.segment_start, -1))
    lane_states_all(still, tables.lane_of_row, -offset_s, np.empty((n, 3)), np.empty((n, 3)), status)
    return status
