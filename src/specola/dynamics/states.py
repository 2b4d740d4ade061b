"""States: positions and velocities whose frame is part of the type."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Generic, TypeVar, cast

from specola.epochs import Epochs
from specola.errors import FrameError, ShapeError
from specola.frames.tags import Frame
from specola.numerics.arrays import Floats, require_shape

F_co = TypeVar("F_co", bound=Frame, covariant=True)
G = TypeVar("G", bound=Frame)


@dataclass(frozen=True, slots=True, eq=False)
class States(Generic[F_co]):
    """n states of one frame.

    Attributes
    ----------
    frame : the frame, also in the type: `States[Literal[Frame.TEME]]`
    epochs : n instants
    position_km : (n, 3) float64 [km]
    velocity_km_s : (n, 3) float64 [km/s]
    """

    frame: F_co
    epochs: Epochs
    position_km: Floats
    velocity_km_s: Floats

    def __post_init__(self) -> None:
        require_shape("position_km", self.position_km, (None, 3))
        require_shape("velocity_km_s", self.velocity_km_s, (None, 3))
        if not len(self.epochs) == len(self.position_km) == len(self.velocity_km_s):
            msg = (
                f"{len(self.epochs)} epochs, {len(self.position_km)} positions and "
                f"{len(self.velocity_km_s)} velocities, expected the same number"
            )
            raise ShapeError(msg)

    def __len__(self) -> int:
        return len(self.epochs)


def in_frame(states: States[Any], frame: G) -> States[G]:
    """Return `states` typed as being in `frame`; raise FrameError if they are not."""
    if states.frame is not frame:
        msg = f"states are in {states.frame}, expected {frame}; convert them first"
        raise FrameError(msg)
    return cast("States[G]", states)
