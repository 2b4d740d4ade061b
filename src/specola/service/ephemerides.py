"""An operator's ephemeris from its file to what a screening takes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np

from specola.dynamics.ephemeris import Ephemeris, ephemeris_of
from specola.dynamics.frame_changes import to_frame
from specola.dynamics.states import States
from specola.epochs import Epochs
from specola.errors import ArgumentError
from specola.frames.tags import Frame
from specola.messages.ephemeris_files import read_ephemeris_file
from specola.messages.ephemeris_records import EphemerisRecord
from specola.numerics.units import HOUR_S
from specola.service.data_files import load_earth_orientation
from specola.service.files import read_input

# The number of an object whose file gives none.
NO_NUMBER = 0


@dataclass(frozen=True, slots=True, eq=False)
class LoadedEphemeris:
    """One object's ephemeris in TEME.

    Attributes
    ----------
    name : of the object, as the file has it
    number : its catalog number, NO_NUMBER where it is not known
    ephemeris : in TEME
    notes : sentences on what was found odd in the file
    """

    name: str
    number: int
    ephemeris: Ephemeris[Literal[Frame.TEME]]
    notes: tuple[str, ...]

    @property
    def start(self) -> Epochs:
        """Return the instant of the first state."""
        return self.ephemeris.states.epochs[:1]

    def hours_from(self, start: Epochs) -> float:
        """Return how many hours are left from `start`, one instant, to the ephemeris's end.

        Raises
        ------
        ArgumentError
            There are none.
        """
        end = self.ephemeris.states.epochs[-1:]
        left_s = float(end.seconds_since(start)[0])
        if left_s <= 0.0:
            msg = (
                f"start {start.to_utc_text(digits=0)[0]} is not before the end of the ephemeris, expected an "
                f"instant before {end.to_utc_text(digits=0)[0]}"
            )
            raise ArgumentError(msg)
        return left_s / HOUR_S


def load_ephemeris(path: Path, *, name: str = "", number: int | None = None, at: Epochs) -> LoadedEphemeris:
    """Read one object of an ephemeris file and bring it to TEME.

    Parameters
    ----------
    path : SP3 or state table, plain, .gz or .zst
    name : which object of the file; "" where it holds one
    number : catalog number of the object; None to take its name if that is a number
    at : the present instant, by which Earth orientation is judged

    Raises
    ------
    MessageError
        The file cannot be read.
    ArgumentError
        The file holds several objects and none was named, or not the one named.
    DataError
        The states are fixed to the Earth, and Earth orientation is missing or too old.
    """
    content = read_input(path)
    record = read_ephemeris_file(content.content, file=content.name)
    row = _row(record, name, content.name)
    present = np.flatnonzero(record.is_present[row])
    velocity = record.velocity_km_s
    states: States[Frame] = States(
        record.frame,
        record.epochs[present],
        record.position_km[row, present],
        np.full((len(present), 3), np.nan) if velocity is None else velocity[row, present],
    )
    found = str(record.object_id[row])
    own = int(found) if found.isdecimal() else NO_NUMBER
    return LoadedEphemeris(
        name=found,
        number=own if number is None else number,
        ephemeris=ephemeris_of(_in_teme(states, at)),
        notes=record.notes,
    )


def _in_teme(states: States[Frame], at: Epochs) -> States[Literal[Frame.TEME]]:
    if states.frame is Frame.TEME:
        return States(Frame.TEME, states.epochs, states.position_km, states.velocity_km_s)
    return to_frame(states, Frame.TEME, orientation=load_earth_orientation(at))


def _row(record: EphemerisRecord, name: str, file: str) -> int:
    names: list[str] = record.object_id.tolist()
    shown = ", ".join(names[:10]) + (", ..." if len(names) > 10 else "")
    if not name:
        if len(names) != 1:
            msg = f"{file} holds {len(names)} objects, expected one or --object with one of {shown}"
            raise ArgumentError(msg)
        return 0
    if name not in names:
        msg = f"{file} has no object {name!r}, expected one of {shown}"
        raise ArgumentError(msg)
    return names.index(name)
