"""What SGP4 says of a state."""

from __future__ import annotations

from enum import IntEnum


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
