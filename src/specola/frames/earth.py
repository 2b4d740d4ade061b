"""TEME, GCRF, EME2000 and ITRF: states and rotations from one to another.

All meet in the terrestrial intermediate frame, the Earth's rotation without polar motion:

- ITRF -> by polar motion xp, yp and s'
- GCRF -> by the celestial pole X + dX, Y + dY, s (IAU 2006/2000A) and the Earth rotation angle
- TEME -> by Greenwich mean sidereal time of 1982, the meaning SGP4 gives it [1]_
- EME2000 -> by the constant frame bias to GCRF, and as that

so TEME to ITRF needs no nutation, and every way there and back is exact. The axes of TEME and of the
celestial pole are taken as at rest at each instant: their own turning is below 1e-7 km/s at 7000 km.

References
----------
.. [1] Vallado, Crawford, Hujsak & Kelso 2006, Revisiting Spacetrack Report 3, AIAA 2006-6753, appendix C.
.. [2] IERS Conventions 2010, chapter 5, equations 5.1 to 5.10.
"""

from __future__ import annotations

from dataclasses import dataclass

import erfa
import numpy as np

from specola.epochs import EarthOrientation, Epochs, OrientationAt
from specola.epochs.epochs import TT_MINUS_TAI_S
from specola.frames.celestial_pole import PoleTable
from specola.frames.tags import Frame
from specola.numerics.arrays import Floats, require_shape
from specola.numerics.rotations import (
    composed,
    rotated,
    rotation_about_x,
    rotation_about_y,
    rotation_about_z,
    transposed,
)
from specola.numerics.units import DAY_S

EARTH_ROTATION_RAD_S = 7.292115146706979e-5

_CELESTIAL = (Frame.GCRF, Frame.EME2000)
_CHUNK_ROWS = 8192  # so that the columns of one chunk stay in the cache


def change_frame(
    epochs: Epochs,
    position_km: Floats,
    *,
    velocity_km_s: Floats,
    origin: Frame,
    target: Frame,
    orientation: EarthOrientation,
    allow_stale: bool = False,
) -> tuple[Floats, Floats]:
    """Return positions and velocities given in `origin`, in `target`.

    Velocities in ITRF are those seen by somebody who turns with the Earth.

    Parameters
    ----------
    epochs : n instants
    position_km : (n, 3) float64 [km]
    velocity_km_s : (n, 3) float64 [km/s]
    origin, target : the frames
    orientation : Earth orientation that covers the epochs
    allow_stale : hold the last row of `orientation` beyond its end

    Returns
    -------
    position_km, velocity_km_s : (n, 3) float64 each

    Raises
    ------
    CoverageError, DataStaleError
        If `orientation` does not cover the epochs.
    ShapeError
        If the row counts differ.

    Validity
    --------
    Against pyerfa at every instant: worst difference printed by tests/reference/test_frames_against_erfa.py.
    """
    require_shape("position_km", position_km, (len(epochs), 3))
    require_shape("velocity_km_s", velocity_km_s, (len(epochs), 3))
    if origin is target or not len(epochs):
        return position_km.copy(), velocity_km_s.copy()
    moved_km, moved_km_s = np.empty_like(position_km), np.empty_like(velocity_km_s)
    turn = _Turn.prepare(epochs, origin, target, orientation=orientation, allow_stale=allow_stale)
    for start in range(0, len(epochs), _CHUNK_ROWS):
        rows = slice(start, start + _CHUNK_ROWS)
        moved_km[rows], moved_km_s[rows] = turn.states(epochs[rows], position_km[rows], velocity_km_s[rows])
    return moved_km, moved_km_s


def frame_rotation(
    epochs: Epochs,
    *,
    origin: Frame,
    target: Frame,
    orientation: EarthOrientation,
    allow_stale: bool = False,
) -> Floats:
    """Return the matrices that turn vectors given in `origin` into `target`, (n, 3, 3).

    For positions, directions and position covariances; velocities to or from ITRF need `change_frame`.
    Parameters and errors as there.
    """
    matrices = np.empty((len(epochs), 3, 3))
    if origin is target or not len(epochs):
        matrices[:] = np.eye(3)
        return matrices
    turn = _Turn.prepare(epochs, origin, target, orientation=orientation, allow_stale=allow_stale)
    for start in range(0, len(epochs), _CHUNK_ROWS):
        rows = slice(start, start + _CHUNK_ROWS)
        to_meeting, from_meeting, _ = turn.matrices(epochs[rows])
        matrices[rows] = composed(from_meeting, to_meeting).transpose(2, 0, 1)
    return matrices


@dataclass(frozen=True, slots=True)
class _Turn:
    """One change of frame, with the tables it needs."""

    origin: Frame
    target: Frame
    orientation: EarthOrientation
    allow_stale: bool
    pole: PoleTable

    @classmethod
    def prepare(
        cls,
        epochs: Epochs,
        origin: Frame,
        target: Frame,
        *,
        orientation: EarthOrientation,
        allow_stale: bool,
    ) -> _Turn:
        n_celestial = (origin in _CELESTIAL) + (target in _CELESTIAL)
        if n_celestial < 2:
            orientation.require_covered(epochs, allow_stale=allow_stale)
        pole = PoleTable.around(epochs if n_celestial == 1 else epochs[:0])
        return cls(origin, target, orientation, allow_stale, pole)

    def states(self, epochs: Epochs, position_km: Floats, velocity_km_s: Floats) -> tuple[Floats, Floats]:
        """Return (m, 3) positions and velocities in the target frame."""
        to_meeting, from_meeting, rate_rad_s = self.matrices(epochs)
        position = rotated(to_meeting, position_km.T)
        velocity = rotated(to_meeting, velocity_km_s.T)
        turning = (self.origin is Frame.ITRF) - float(self.target is Frame.ITRF)
        if turning:
            velocity[0] -= turning * rate_rad_s * position[1]
            velocity[1] += turning * rate_rad_s * position[0]
        return rotated(from_meeting, position).T, rotated(from_meeting, velocity).T

    def matrices(self, epochs: Epochs) -> tuple[Floats, Floats, Floats]:
        """Return origin to meeting frame, that to target, (3, 3, m) each, and the Earth's rate, (m,)."""
        if self.origin in _CELESTIAL and self.target in _CELESTIAL:
            return _bias(self.origin, len(epochs)), transposed(_bias(self.target, len(epochs))), np.zeros(0)
        at = self.orientation.at(epochs, allow_stale=self.allow_stale)
        to_meeting = self._to_meeting(self.origin, epochs, at)
        from_meeting = transposed(self._to_meeting(self.target, epochs, at))
        return to_meeting, from_meeting, EARTH_ROTATION_RAD_S * (1.0 - at.lod_s / DAY_S)

    def _to_meeting(self, frame: Frame, epochs: Epochs, at: OrientationAt) -> Floats:
        """Return the matrices from `frame` to the terrestrial intermediate frame, (3, 3, m)."""
        if frame is Frame.ITRF:
            return transposed(_polar_motion(epochs, at))
        ut1 = epochs.julian_days(at.ut1_tai_s)
        if frame is Frame.TEME:
            return rotation_about_z(erfa.gmst82(*ut1))
        x, y, s = self.pole.at(epochs.tai_s, epochs.fraction_s)
        tilt = _pole_tilt(x + at.dx_rad, y + at.dy_rad)
        matrix = composed(rotation_about_z(erfa.era00(*ut1) - s), tilt)
        return composed(matrix, _bias(frame, len(epochs))) if frame is Frame.EME2000 else matrix


def _polar_motion(epochs: Epochs, at: OrientationAt) -> Floats:
    """Return the matrices from the terrestrial intermediate frame to ITRF, (3, 3, n); [2]_ equation 5.3."""
    tilt = composed(rotation_about_x(-at.yp_rad), rotation_about_y(-at.xp_rad))
    return composed(tilt, rotation_about_z(erfa.sp00(*epochs.julian_days(TT_MINUS_TAI_S))))


def _pole_tilt(x: Floats, y: Floats) -> Floats:
    """Return the matrices from GCRF to the frame of the celestial pole, before s, (3, 3, n); [2]_ 5.10."""
    z = np.sqrt(1.0 - x * x - y * y)
    a = 1.0 / (1.0 + z)
    matrix = np.empty((3, 3, len(x)))
    matrix[0, 0] = 1.0 - a * x * x
    matrix[0, 1] = matrix[1, 0] = -a * x * y
    matrix[0, 2] = -x
    matrix[1, 1] = 1.0 - a * y * y
    matrix[1, 2] = -y
    matrix[2, 0], matrix[2, 1], matrix[2, 2] = x, y, z
    return matrix


def _bias(frame: Frame, n: int) -> Floats:
    """Return the matrix from EME2000, or from GCRF, to GCRF, (3, 3, n)."""
    matrix = np.eye(3) if frame is Frame.GCRF else erfa.bp06(erfa.DJ00, 0.0)[0].T
    return np.broadcast_to(matrix[:, :, None], (3, 3, n))
