"""States from one frame to another, with the frame in the type."""

from __future__ import annotations

from typing import Any, Literal, TypeVar, overload

from specola.dynamics.states import States
from specola.epochs import EarthOrientation
from specola.frames.earth import change_frame
from specola.frames.tags import Frame

G = TypeVar("G", bound=Frame)


@overload
def to_frame(
    states: States[Any],
    frame: Literal[Frame.TEME],
    *,
    orientation: EarthOrientation,
    allow_stale: bool = ...,
) -> States[Literal[Frame.TEME]]: ...
@overload
def to_frame(
    states: States[Any],
    frame: Literal[Frame.GCRF],
    *,
    orientation: EarthOrientation,
    allow_stale: bool = ...,
) -> States[Literal[Frame.GCRF]]: ...
@overload
def to_frame(
    states: States[Any],
    frame: Literal[Frame.EME2000],
    *,
    orientation: EarthOrientation,
    allow_stale: bool = ...,
) -> States[Literal[Frame.EME2000]]: ...
@overload
def to_frame(
    states: States[Any],
    frame: Literal[Frame.ITRF],
    *,
    orientation: EarthOrientation,
    allow_stale: bool = ...,
) -> States[Literal[Frame.ITRF]]: ...
@overload
def to_frame(
    states: States[Any], frame: G, *, orientation: EarthOrientation, allow_stale: bool = ...
) -> States[G]: ...
def to_frame(
    states: States[Any], frame: G, *, orientation: EarthOrientation, allow_stale: bool = False
) -> States[G]:
    """Return `states` in `frame`.

    Parameters
    ----------
    states : n states
    frame : the frame wanted, also in the type of what is returned
    orientation : Earth orientation that covers the epochs
    allow_stale : hold the last row of `orientation` beyond its end

    Raises
    ------
    CoverageError, DataStaleError
        If `orientation` does not cover the epochs.

    Validity
    --------
    As `specola.frames.earth.change_frame`.
    """
    position_km, velocity_km_s = change_frame(
        states.epochs,
        states.position_km,
        velocity_km_s=states.velocity_km_s,
        origin=states.frame,
        target=frame,
        orientation=orientation,
        allow_stale=allow_stale,
    )
    return States(frame, states.epochs, position_km, velocity_km_s)
