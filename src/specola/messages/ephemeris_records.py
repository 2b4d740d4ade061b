"""Tables of positions and velocities, as files give them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from specola.epochs import Epochs
from specola.errors import ShapeError
from specola.frames.tags import Frame
from specola.messages.element_records import Texts
from specola.numerics.arrays import Bools, Floats, require_shape


@dataclass(frozen=True, slots=True, eq=False)
class EphemerisRecord:
    """States of n objects at t common instants.

    Attributes
    ----------
    object_id : (n,) str
        As the file names them.
    frame : of the states
    source_frame : name of the frame in the file
    epochs : t instants, strictly ascending
    position_km : (n, t, 3) float64 [km]
        NaN where the file has none.
    velocity_km_s : (n, t, 3) float64 [km/s], or None
        Relative to `frame`, rotating or not; NaN where the file has none; None where it never has.
    notes : sentences on what was found odd and how it was taken
    """

    object_id: Texts
    frame: Frame
    source_frame: str
    epochs: Epochs
    position_km: Floats
    velocity_km_s: Floats | None
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        shape = (len(self.object_id), len(self.epochs), 3)
        require_shape("position_km", self.position_km, shape)
        if self.velocity_km_s is not None:
            require_shape("velocity_km_s", self.velocity_km_s, shape)
        if (np.diff(self.epochs.seconds_since(self.epochs[:1])) <= 0.0).any():
            msg = "epochs of an ephemeris are not strictly ascending"
            raise ShapeError(msg)

    @property
    def is_present(self) -> Bools:
        """Where there is a position, (n, t) bool."""
        return np.asarray(np.isfinite(self.position_km).all(axis=-1))
