"""What a screening found, and what it could not screen."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from specola.dynamics.sgp4 import Sgp4Status
from specola.epochs import Epochs
from specola.numerics.arrays import Floats, Ints, Statuses

# Status of an object that SGP4 puts where no orbit around the Earth is.
OUT_OF_RANGE = 100
# Status of an ephemeris where no segment of it covers the window.
NO_EPHEMERIS = 101
CO_MOVING_KM_S = 0.05


class Kind(IntEnum):
    """How two objects meet."""

    CROSSING = 0
    CO_MOVING = 1
    DUPLICATE = 2

    @property
    def label(self) -> str:
        """Return the word used in tables: crossing, co-moving or duplicate."""
        return self.name.lower().replace("_", "-")


@dataclass(frozen=True, slots=True, eq=False)
class Events:
    """m close approaches, sorted by (TCA, object_1, object_2).

    Attributes
    ----------
    object_1, object_2 : (m,) int64
        Catalog numbers, object_1 < object_2; an ephemeris without a number counts as 0.
    tca : m instants
    miss_km : (m,) float64 [km], distance at TCA
    relative_speed_km_s : (m,) float64 [km/s]
    radial_km, in_track_km, cross_track_km : (m,) float64 [km]
        object_2 minus object_1 in RTN of object_1, at TCA.
    kind : (m,) int8, `Kind`
    """

    object_1: Ints
    object_2: Ints
    tca: Epochs
    miss_km: Floats
    relative_speed_km_s: Floats
    radial_km: Floats
    in_track_km: Floats
    cross_track_km: Floats
    kind: Statuses

    def __len__(self) -> int:
        return len(self.object_1)


@dataclass(frozen=True, slots=True, eq=False)
class NotScreened:
    """m spans in which an object could not be screened, sorted by (object, start).

    Attributes
    ----------
    object_number : (m,) int64, catalog number
    status : (m,) int8
        `Sgp4Status` where SGP4 gave no state; OUT_OF_RANGE (100) where its state is below the
        surface, beyond 500,000 km or faster than escape; NO_EPHEMERIS (101) outside the segments of an
        ephemeris.
    start, end : m instants each
    """

    object_number: Ints
    status: Statuses
    start: Epochs
    end: Epochs

    def __len__(self) -> int:
        return len(self.object_number)

    def sentences(self) -> list[str]:
        """Return one sentence for each span."""
        starts, ends = self.start.to_utc_text(digits=0), self.end.to_utc_text(digits=0)
        return [
            f"object {number} not screened from {start} to {end}: {problem_sentence(int(status))}"
            for number, status, start, end in zip(self.object_number, self.status, starts, ends, strict=True)
        ]


def problem_sentence(status: int) -> str:
    """Return what a status of NotScreened means."""
    if status == OUT_OF_RANGE:
        return "its state is no orbit around the Earth"
    if status == NO_EPHEMERIS:
        return "its ephemeris does not cover this span"
    return Sgp4Status(status).sentence


@dataclass(frozen=True, slots=True, eq=False)
class Screening:
    """The answer of a screening.

    Attributes
    ----------
    events : close approaches
    not_screened : what could not be screened
    start : one instant; the window is [start, start + duration_s)
    duration_s : float [s]
    n_objects : how many objects were given
    """

    events: Events
    not_screened: NotScreened
    start: Epochs
    duration_s: float
    n_objects: int
