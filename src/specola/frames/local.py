"""Frames that travel with an object: RTN, and the encounter plane of two."""

from __future__ import annotations

import numpy as np

from specola.numerics.arrays import Floats, require_shape

_ROUNDING = 16 * np.finfo(np.float64).eps


def rtn_rotation(position_km: Floats, velocity_km_s: Floats) -> Floats:
    """Return the matrices from an inertial frame to RTN, (n, 3, 3).

    R along the position, N along the angular momentum, T = N x R completes (along the velocity on a
    circular orbit). The rows are the axes. CCSDS calls it RTN or RSW.

    Parameters
    ----------
    position_km, velocity_km_s : (n, 3) float64 [km], [km/s], inertial
        Of the object that carries the frame. Rows with no angular momentum give NaN.
    """
    _require_pair(position_km, velocity_km_s)
    radial = _unit(position_km)
    normal = _unit(np.cross(position_km, velocity_km_s))
    return np.stack([radial, np.cross(normal, radial), normal], axis=1)


def encounter_plane(miss_km: Floats, relative_velocity_km_s: Floats) -> Floats:
    """Return the matrices from an inertial frame to the encounter frame of two objects, (n, 3, 3).

    The first axis is along the miss vector as seen along the relative velocity, the third along the
    relative velocity, the second completes. The first two rows project to the encounter plane, where
    the miss vector is (miss distance, 0) at the time of closest approach. Both arguments are
    `object_2` minus `object_1`; exchanging the objects turns the first and third axis around, and
    the probability of collision stays the same.

    Parameters
    ----------
    miss_km : (n, 3) float64 [km], inertial
        Where it has no part across the relative velocity, the first axis is any that does.
    relative_velocity_km_s : (n, 3) float64 [km/s], inertial
        Rows of zero give NaN: there is no encounter plane.

    References
    ----------
    .. [1] Alfriend, Akella, Frisbee, Foster, Lee & Wilkins 1999, Space Debris 1, 21: the plane across
       the relative velocity.
    """
    _require_pair(miss_km, relative_velocity_km_s)
    along = _unit(relative_velocity_km_s)
    across = _across(miss_km, along)
    is_none = np.linalg.norm(across, axis=-1) <= _ROUNDING * np.linalg.norm(miss_km, axis=-1)
    # Again, because what is left after the first subtraction may be small against its rounding.
    across = _across(across, along)
    if is_none.any():
        least = np.eye(3)[np.argmin(np.abs(along[is_none]), axis=-1)]
        across[is_none] = _across(least, along[is_none])
    first = _unit(across)
    return np.stack([first, np.cross(along, first), along], axis=1)


def components(rotation: Floats, vectors: Floats) -> Floats:
    """Return (n, 3) vectors in the axes of (n, m, 3) matrices, (n, m)."""
    turned: Floats = np.matvec(rotation, vectors)
    return turned


def _across(vector: Floats, unit: Floats) -> Floats:
    """Return the part of `vector` at right angles to `unit`."""
    along: Floats = np.vecdot(vector, unit)
    return vector - along[:, None] * unit


def _unit(vector: Floats) -> Floats:
    """Return (n, 3) unit vectors, NaN for zero."""
    length: Floats = np.linalg.norm(vector, axis=-1, keepdims=True)
    return np.divide(vector, length, out=np.full_like(vector, np.nan), where=length > 0.0)


def _require_pair(first: Floats, second: Floats) -> None:
    require_shape("first vectors", first, (None, 3))
    require_shape("second vectors", second, (len(first), 3))
