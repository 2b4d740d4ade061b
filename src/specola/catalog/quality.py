"""How good a catalog is at an instant: age, and element sets that cannot or hardly be true."""

from __future__ import annotations

from dataclasses import dataclass, fields
from enum import IntFlag

import numpy as np

from specola.catalog.elements import ElementSets
from specola.dynamics.mean_elements import MeanElements
from specola.dynamics.sgp4.constants import EARTH_RADIUS_KM, GM_KM3_S2
from specola.epochs import Epochs
from specola.errors import ShapeError
from specola.numerics.arrays import Bools, Floats, Ints
from specola.numerics.units import DAY_S

OLD_DAYS = 30.0
ANCIENT_DAYS = 3652.5
LOW_PERIGEE_KM = 150.0
DECAYED_PERIGEE_KM = 80.0
HIGH_ECCENTRICITY = 0.9


class Doubt(IntFlag):
    """What is doubtful about an element set; several may hold."""

    NONE = 0
    OLD = 1  # epoch more than 30 days before
    ANCIENT = 2  # epoch more than ten years before
    FUTURE = 4  # epoch after
    LOW_PERIGEE = 8  # below 150 km: decays within days
    DECAYED = 16  # perigee below 80 km: no orbit
    ROUND = 32  # eccentricity exactly 0: rarely measured, often a placeholder
    ECCENTRIC = 64  # eccentricity of 0.9 or more
    IMPOSSIBLE = 128  # not finite, eccentricity outside [0, 1), or mean motion not positive


@dataclass(frozen=True, slots=True, eq=False)
class CatalogQuality:
    """The quality of n element sets at one instant.

    Attributes
    ----------
    age_s : (n,) float64 [s]
        Instant minus epoch; negative for epochs in the future.
    perigee_height_km, apogee_height_km : (n,) float64 [km]
        Above the equatorial radius of WGS72; NaN for impossible sets.
    doubts : (n,) int64
        `Doubt` flags.
    """

    age_s: Floats
    perigee_height_km: Floats
    apogee_height_km: Floats
    doubts: Ints

    def rows(self, doubt: Doubt) -> Ints:
        """Return the rows with any of the given doubts, (m,) int64."""
        return np.flatnonzero(self.doubts & int(doubt))

    def counts(self) -> dict[Doubt, int]:
        """Return how many sets have each doubt."""
        return {doubt: len(self.rows(doubt)) for doubt in Doubt}

    def age_days(self, *quantiles: float) -> tuple[float, ...]:
        """Return quantiles (0 to 1) of the age [days]; NaN where there are no sets."""
        if not len(self.age_s):
            return (float("nan"),) * len(quantiles)
        return tuple(float(age) / DAY_S for age in np.quantile(self.age_s, quantiles))


def assess(sets: ElementSets, at: Epochs) -> CatalogQuality:
    """Return age, heights and doubts of n element sets at one instant.

    Raises
    ------
    ShapeError
        `at` is not one instant.

    Validity
    --------
    Heights come from the mean motion by Kepler's third law alone: within 10 km of the extremes of
    one SGP4 revolution for near-Earth orbits (tests/unit/catalog/test_quality.py prints it).
    """
    if len(at) != 1:
        msg = f"at holds {len(at)} instants, expected 1"
        raise ShapeError(msg)
    age_s = -sets.elements.epochs.seconds_since(at)
    motion, eccentricity = sets.elements.mean_motion_rad_s, sets.elements.eccentricity
    is_possible = _is_possible(sets.elements)
    with np.errstate(all="ignore"):  # a motion of 1e-200 is possible, if infinitely far
        axis_km = np.cbrt(GM_KM3_S2 / np.where(is_possible, motion, np.nan) ** 2)
        perigee_km = axis_km * (1.0 - eccentricity) - EARTH_RADIUS_KM
        apogee_km = axis_km * (1.0 + eccentricity) - EARTH_RADIUS_KM
    found = {
        Doubt.OLD: age_s > OLD_DAYS * DAY_S,
        Doubt.ANCIENT: age_s > ANCIENT_DAYS * DAY_S,
        Doubt.FUTURE: age_s < 0.0,
        Doubt.LOW_PERIGEE: perigee_km < LOW_PERIGEE_KM,
        Doubt.DECAYED: perigee_km < DECAYED_PERIGEE_KM,
        Doubt.ROUND: eccentricity == 0.0,
        Doubt.ECCENTRIC: is_possible & (eccentricity >= HIGH_ECCENTRICITY),
        Doubt.IMPOSSIBLE: ~is_possible,
    }
    doubts = np.zeros(len(sets), dtype=np.int64)
    for doubt, holds in found.items():
        doubts |= np.where(holds, int(doubt), 0)
    return CatalogQuality(
        age_s=age_s,
        perigee_height_km=perigee_km,
        apogee_height_km=apogee_km,
        doubts=doubts,
    )


def _is_possible(elements: MeanElements) -> Bools:
    """Return where all elements are finite, and the orbit is closed."""
    is_possible = (elements.mean_motion_rad_s > 0.0) & (elements.eccentricity >= 0.0)
    is_possible &= elements.eccentricity < 1.0
    for field in fields(MeanElements)[1:]:
        is_possible &= np.isfinite(getattr(elements, field.name))
    return is_possible
