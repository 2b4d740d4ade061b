"""What counts as close: a sphere, or a box in RTN.

A box is entered, as the field has it (CCSDS 508.0-B-1, table 3-3: SCREEN_ENTRY_TIME, "the time in
UTC when Object2 enters the screening volume"): a close approach counts if the path of the other
object around it touches the box, whether or not the point of least distance is inside. The path is
followed on both sides of the TCA until it is farther away than the corner of the box.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from specola.errors import ArgumentError
from specola.frames.local import components, rtn_rotation
from specola.numerics.arrays import Bools, Floats, Ints, Statuses

LARGEST_KM = 200.0
# A path is followed at most this long, and in so many straight parts.
LONGEST_S = 600.0
PARTS = 64
PAIRS_AT_ONCE = 512
# Acceleration of the path in RTN over its speed (Coriolis) and over its distance, for 6400 km.
TURN_RAD_S = 2.5e-3
STRETCH_S2 = 5.0e-6


@dataclass(frozen=True, slots=True)
class Volume:
    """A screening volume.

    Attributes
    ----------
    miss_km : float [km], radius of a sphere; 0 for a box
    rtn_km : half sides of a box along radial, in-track and cross-track [km], or None
    """

    miss_km: float = 0.0
    rtn_km: tuple[float, float, float] | None = None

    def __post_init__(self) -> None:
        sides = self.rtn_km if self.rtn_km is not None else (self.miss_km,)
        if not all(np.isfinite(side) and side > 0.0 for side in sides) or self.reach_km > LARGEST_KM:
            msg = f"screening volume of {sides} km, expected above 0 and up to {LARGEST_KM} km to its corner"
            raise ArgumentError(msg)

    @property
    def reach_km(self) -> float:
        """Return the distance of its farthest point."""
        return self.miss_km if self.rtn_km is None else float(np.linalg.norm(self.rtn_km))


def rtn_path(states: Floats) -> tuple[Floats, Floats]:
    """Return second minus first in RTN of first: components [km] and their rates [km/s], (m, 3) each.

    Parameters
    ----------
    states : (m, 12) float64, position [km] and velocity [km/s] of first and second
    """
    position, velocity = states[:, :3], states[:, 3:6]
    rotation = rtn_rotation(position, velocity)
    turn = np.cross(position, velocity) / np.einsum("ij,ij->i", position, position)[:, None]
    offset = states[:, 6:9] - position
    rate = states[:, 9:12] - velocity - np.cross(turn, offset)
    return components(rotation, offset), components(rotation, rate)


def entered(
    states: Floats, sides_km: Floats, *, states_after: Callable[[Ints, Floats], tuple[Floats, Statuses]]
) -> Bools:
    """Return whether the path around each closest approach enters the box around its first object.

    Parameters
    ----------
    states : (m, 12) float64, at the TCA
    sides_km : (3,) float64 [km], half sides
    states_after : rows (p,) and seconds after their TCA (p,) to states (p, 12) and status (p,)
    """
    offset, rate = rtn_path(states)
    inside: Bools = np.asarray((np.abs(offset) <= sides_km).all(axis=1))
    corner2 = float(sides_km @ sides_km)
    speed = np.linalg.norm(rate, axis=1)
    room2 = np.maximum(corner2 - np.einsum("ij,ij->i", offset, offset), 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        span_s = np.minimum(np.sqrt(room2) / speed, LONGEST_S)
    bend_km = 0.5 * span_s**2 * (TURN_RAD_S * speed + STRETCH_S2 * np.sqrt(corner2))
    near = _touches(offset, rate, sides_km + bend_km[:, None], span_s)
    rows = np.flatnonzero(near & ~inside)
    for start in range(0, len(rows), PAIRS_AT_ONCE):
        some = rows[start : start + PAIRS_AT_ONCE]
        inside[some] = _followed(some, 1.2 * span_s[some] + 1.0, sides_km, states_after)
    return inside


def _followed(
    rows: Ints,
    span_s: Floats,
    sides_km: Floats,
    states_after: Callable[[Ints, Floats], tuple[Floats, Statuses]],
) -> Bools:
    """Return whether exact paths, as PARTS straight parts, enter the box."""
    moments = span_s[:, None] * np.linspace(-1.0, 1.0, PARTS + 1)
    states, status = states_after(np.repeat(rows, PARTS + 1), moments.reshape(-1))
    path = rtn_path(states)[0]
    path[status != 0] = np.nan
    path = path.reshape(len(rows), PARTS + 1, 3)
    begin, step = path[:, :-1].reshape(-1, 3), np.diff(path, axis=1).reshape(-1, 3)
    with np.errstate(invalid="ignore"):
        hit = _touches(begin + 0.5 * step, step, sides_km, np.full(len(step), 0.5))
    met: Bools = np.asarray(hit.reshape(len(rows), PARTS).any(axis=1))
    return met


def _touches(offset: Floats, rate: Floats, sides_km: Floats, span: Floats) -> Bools:
    """Return whether offset + rate t is inside the box for some |t| <= span (slabs method)."""
    with np.errstate(divide="ignore", invalid="ignore"):
        low = (-sides_km - offset) / rate
        high = (sides_km - offset) / rate
    still = rate == 0.0
    inside = np.abs(offset) <= sides_km
    first = np.where(still, np.where(inside, -np.inf, np.inf), np.minimum(low, high)).max(axis=1)
    last = np.where(still, np.where(inside, np.inf, -np.inf), np.maximum(low, high)).min(axis=1)
    touches: Bools = np.asarray(np.maximum(first, -span) <= np.minimum(last, span))
    return touches
