"""Ephemerides: states at given instants, interpolated in between, gaps never bridged."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np

from specola.dynamics.states import States
from specola.epochs import Epochs
from specola.errors import ArgumentError, CoverageError
from specola.frames.tags import Frame
from specola.numerics.arrays import Bools, Floats, Ints

F_co = TypeVar("F_co", bound=Frame, covariant=True)

# A longer pause than this many median spacings is a gap.
GAP_SPACINGS = 2.5
HERMITE_DEGREE = 7
LAGRANGE_DEGREE = 9
MOST_DEGREE = 15


@dataclass(frozen=True, slots=True, eq=False)
class Ephemeris(Generic[F_co]):
    """One object's states in order of time, and how to interpolate them.

    Where velocities are known, a Hermite polynomial meets the positions and velocities of the nearest
    (degree + 1) / 2 states; where they are not (NaN), a Lagrange polynomial meets the positions of the
    nearest degree + 1. The velocity is the derivative of the same polynomial. A polynomial uses states
    of one segment only.

    Attributes
    ----------
    states : n states, instants strictly increasing
    segment : (n,) int64, number of the segment of each state, from 0
    degree : of the polynomials; less where a segment has too few states

    Validity
    --------
    A 400 km circular orbit every 60 s with velocities: 1e-7 km; GPS positions every 900 s: 1e-4 km
    away from the ends of a segment (`tests/unit/dynamics/test_ephemeris.py`).
    """

    states: States[F_co]
    segment: Ints
    degree: int

    def __len__(self) -> int:
        return len(self.states)

    @property
    def has_velocities(self) -> bool:
        """Return whether all velocities are known."""
        return bool(np.isfinite(self.states.velocity_km_s).all())

    def segments(self) -> tuple[Epochs, Epochs]:
        """Return the first and last instants of the segments, (s,) each."""
        first, last = _ends(self.segment)
        return self.states.epochs[first], self.states.epochs[last]

    def covers(self, epochs: Epochs, *, slack_s: float = 0.0) -> Bools:
        """Return which instants lie inside a segment, or at most `slack_s` outside, (m,)."""
        return self._placed(epochs, slack_s)[1]

    def states_at(self, epochs: Epochs) -> States[F_co]:
        """Return interpolated states.

        Raises
        ------
        CoverageError
            If an instant is outside all segments; its mask says which.
        """
        position, velocity, is_covered = self.marked_states_at(epochs)
        if not is_covered.all():
            first, last = self.states.epochs[:1], self.states.epochs[-1:]
            start_utc, end_utc = first.to_utc_text()[0], last.to_utc_text()[0]
            msg = (
                f"{epochs[~is_covered][:1].to_utc_text()[0]} is in no segment of the ephemeris, "
                f"expected an instant from {start_utc} to {end_utc} outside its gaps"
            )
            raise CoverageError(msg, start_utc=start_utc, end_utc=end_utc, mask=~is_covered)
        return States(self.states.frame, epochs, position, velocity)

    def marked_states_at(self, epochs: Epochs, *, slack_s: float = 0.0) -> tuple[Floats, Floats, Bools]:
        """Return positions (m, 3), velocities (m, 3), and which instants are covered, (m,).

        Rows not covered are NaN. Up to `slack_s` outside a segment its last polynomial goes on.
        """
        rows, is_covered = self._placed(epochs, slack_s)
        position = np.full((len(epochs), 3), np.nan)
        velocity = np.full((len(epochs), 3), np.nan)
        hermite = self.has_velocities
        wanted = (self.degree + 1) // 2 if hermite else self.degree + 1
        first, last = _ends(self.segment)
        lengths = np.minimum(last - first + 1, wanted)[self.segment[rows]]
        for length in np.unique(lengths[is_covered]):
            some = np.flatnonzero(is_covered & (lengths == length))
            segment = self.segment[rows[some]]
            start = np.clip(rows[some] - (int(length) - 1) // 2, first[segment], last[segment] + 1 - length)
            nodes: Ints = start[:, None] + np.arange(int(length))
            position[some], velocity[some] = self._interpolated(epochs[some], nodes, rows[some])
        return position, velocity, is_covered

    def _placed(self, epochs: Epochs, slack_s: float) -> tuple[Ints, Bools]:
        """Return the state before each instant in its segment, and whether there is such a segment."""
        origin = self.states.epochs[:1]
        have, want = self.states.epochs.seconds_since(origin), epochs.seconds_since(origin)
        before = np.clip(np.searchsorted(have, want, side="right") - 1, 0, len(have) - 1)
        after = np.minimum(before + 1, len(have) - 1)
        is_inside = (
            (want >= have[before]) & (want <= have[after]) & (self.segment[before] == self.segment[after])
        )
        near_before = np.abs(want - have[before]) <= slack_s
        near_after = np.abs(want - have[after]) <= slack_s
        rows = np.where(is_inside | near_before, before, after)
        return rows, is_inside | near_before | near_after

    def _interpolated(self, epochs: Epochs, nodes: Ints, rows: Ints) -> tuple[Floats, Floats]:
        """Return position and velocity of the polynomials through `nodes` (m, k), by divided differences."""
        m, k = nodes.shape
        origin = self.states.epochs[rows]
        flat = self.states.epochs[nodes.reshape(-1)]
        repeated = Epochs(np.repeat(origin.tai_s, k), np.repeat(origin.fraction_s, k))
        seconds = flat.seconds_since(repeated).reshape(m, k)
        at = epochs.seconds_since(origin)
        position = self.states.position_km[nodes]
        if self.has_velocities:
            seconds = np.repeat(seconds, 2, axis=1)
            position = np.repeat(position, 2, axis=1)
            return _newton(seconds, position, self.states.velocity_km_s[nodes], at)
        return _newton(seconds, position, None, at)


def _newton(nodes_s: Floats, values: Floats, slopes: Floats | None, at_s: Floats) -> tuple[Floats, Floats]:
    """Evaluate Newton's polynomials and their derivatives.

    Parameters
    ----------
    nodes_s : (m, k) float64 [s]; with slopes, each node stands twice
    values : (m, k, 3) float64, at the nodes
    slopes : (m, k / 2, 3) float64, or None
    at_s : (m,) float64 [s]
    """
    k = nodes_s.shape[1]
    table = values.copy()
    coefficients = [table[:, 0].copy()]
    for order in range(1, k):
        span = nodes_s[:, order:] - nodes_s[:, :-order]
        rise = table[:, 1:] - table[:, :-1]
        table = rise / np.where(span == 0.0, 1.0, span)[:, :, None]
        if slopes is not None and order == 1:
            table[:, ::2] = slopes
        coefficients.append(table[:, 0].copy())
    value, slope = coefficients[-1], np.zeros_like(coefficients[-1])
    for order in range(k - 2, -1, -1):
        distance = (at_s - nodes_s[:, order])[:, None]
        slope = slope * distance + value
        value = value * distance + coefficients[order]
    return value, slope


def _ends(segment: Ints) -> tuple[Ints, Ints]:
    """Return the first and last row of each segment."""
    changes = np.flatnonzero(np.diff(segment)) + 1
    return np.append(0, changes), np.append(changes, len(segment)) - 1


def ephemeris_of(
    states: States[F_co],
    *,
    degree: int | None = None,
    segment: Ints | None = None,
    gap_s: float | None = None,
) -> Ephemeris[F_co]:
    """Make an ephemeris of states.

    Parameters
    ----------
    states : n >= 2 states in order of time; a velocity of NaN is unknown
    degree : 1 to 15, odd where velocities are known; by default 7 with velocities, 9 without
    segment : (n,) int64, not decreasing, where the source itself names segments
    gap_s : float [s], pause between states that is a gap; by default 2.5 times the median pause

    Raises
    ------
    ArgumentError
        For fewer than two states, instants that do not increase, or a degree that cannot be.
    """
    if len(states) < 2:
        msg = f"ephemeris of {len(states)} states, expected at least two"
        raise ArgumentError(msg)
    pauses = states.epochs[1:].seconds_since(states.epochs[:-1])
    given = np.zeros(len(states), np.int64) if segment is None else np.asarray(segment, np.int64)
    joined = np.diff(given) == 0
    if (pauses[joined] <= 0.0).any() or (pauses < 0.0).any() or (np.diff(given) < 0).any():
        row = int(np.flatnonzero((pauses <= 0.0) & joined | (pauses < 0.0) | (np.diff(given) < 0))[0]) + 1
        msg = f"state {row} is not later than the one before it, expected instants in increasing order"
        raise ArgumentError(msg)
    limit_s = gap_s if gap_s is not None else GAP_SPACINGS * float(np.median(pauses))
    breaks = (pauses > limit_s) | ~joined
    number = np.append(0, np.cumsum(breaks))
    has_velocities = bool(np.isfinite(states.velocity_km_s).all())
    chosen = degree if degree is not None else HERMITE_DEGREE if has_velocities else LAGRANGE_DEGREE
    if not 1 <= chosen <= MOST_DEGREE or (has_velocities and chosen % 2 == 0):
        msg = f"degree {chosen}, expected 1 to {MOST_DEGREE}, odd where velocities are known"
        raise ArgumentError(msg)
    return Ephemeris(states, number, chosen)
