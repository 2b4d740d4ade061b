"""What can be said of the risk of a close approach when no covariance is known.

Element sets carry no covariance, so there is no Pc. There is the largest Pc that any size of an
isotropic combined covariance gives, `max_pc`: far above the Pc in most cases, never an alarm by
itself. A covariance that is long along the miss vector can give more.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Final

import numpy as np

from specola.catalog.objects import ObjectType
from specola.errors import ShapeError
from specola.messages.element_records import Texts
from specola.numerics.arrays import Floats, Statuses, require_shape
from specola.numerics.units import M_TO_KM

ASSUMED_RADIUS_KM: Final = {
    ObjectType.PAYLOAD: 5.0 * M_TO_KM,
    ObjectType.ROCKET_BODY: 4.1 * M_TO_KM,
    ObjectType.DEBRIS: 1.1 * M_TO_KM,
    ObjectType.UNKNOWN: 5.0 * M_TO_KM,
}
"""Radius of an object of which only the type is known [km]. Rocket bodies and debris: 99 of 100 of
those that Space Fence measured are smaller, by NASA CARA's estimates of 2026. Payloads: our choice."""

ASSUMPTION: Final = (
    "largest Pc that any size of an isotropic combined covariance gives; radii by object type: "
    "payload or unknown 5 m, rocket body 4.1 m, debris 1.1 m"
)
"""The sentence that goes with every `max_pc` computed with `ASSUMED_RADIUS_KM`."""

_NEWTON_STEPS = 8
_QUADRATURE_POINTS = 48
_REACH_SIGMAS = 9.0


class MaxPcStatus(IntEnum):
    """What a row of MaxPc is."""

    OK = 0
    WITHIN_HBR = 1  # the miss distance is not above the hard-body radius: 1 for a small covariance
    BAD_INPUT = 2  # NaN, infinite, a negative miss or a radius that is not above 0

    @property
    def sentence(self) -> str:
        """Return what it means."""
        return {
            MaxPcStatus.OK: "computed",
            MaxPcStatus.WITHIN_HBR: "the miss distance is not above the combined hard-body radius",
            MaxPcStatus.BAD_INPUT: "miss distance or hard-body radius is not a usable number",
        }[self]


@dataclass(frozen=True, slots=True, eq=False)
class MaxPc:
    """Bounds of m close approaches.

    Attributes
    ----------
    max_pc : (m,) float64 [1], NaN for BAD_INPUT
    sigma_km : (m,) float64 [km]
        Standard deviation in each direction for which it is reached; 0 for WITHIN_HBR.
    hbr_km : (m,) float64 [km], the combined hard-body radius it holds for
    status : (m,) int8, `MaxPcStatus`
    """

    max_pc: Floats
    sigma_km: Floats
    hbr_km: Floats
    status: Statuses

    def __len__(self) -> int:
        return len(self.max_pc)


def max_pc(miss_km: Floats, *, hbr_km: Floats) -> MaxPc:
    """Largest 2-D Pc over the size of an isotropic combined covariance.

    With sigma in each direction of the encounter plane, miss d and hard-body radius R,
    Pc(sigma) = 1 - Q1(d/sigma, R/sigma), Q1 being Marcum's function. It is largest where
    I1(z) / I0(z) = R/d with z = d R / sigma^2; for R much below d this is sigma = d / sqrt(2) and
    Pc = (R/d)^2 / e.

    Parameters
    ----------
    miss_km : (m,) float64 [km], at TCA
    hbr_km : (m,) float64 [km], combined

    Returns
    -------
    MaxPc

    Raises
    ------
    ShapeError

    Validity
    --------
    Against numerical maximization of the Marcum function, R/d from 1e-9 to 1 - 1e-9: relative
    difference below 1e-12.

    References
    ----------
    .. [1] S. Alfano, Relating position uncertainty to maximum conjunction probability,
       AAS 03-548 (2003), J. Astronautical Sciences 53 (2005) 193: the small-radius limit and the
       idea. The stationarity condition for a finite radius is the flux of the density through the
       circle of radius R under a change of scale, integrated over the circle.
    """
    require_shape("miss_km", miss_km, (None,))
    if hbr_km.shape != miss_km.shape:
        raise ShapeError(f"hbr_km has shape {hbr_km.shape}, expected {miss_km.shape} like miss_km")
    is_usable = np.isfinite(miss_km) & np.isfinite(hbr_km) & (miss_km >= 0.0) & (hbr_km > 0.0)
    is_within = is_usable & (miss_km <= hbr_km)
    rows = np.flatnonzero(is_usable & ~is_within)
    largest = np.where(is_usable, 1.0, np.nan)
    sigma_km = np.where(is_usable, 0.0, np.nan)
    ratio = hbr_km[rows] / miss_km[rows]
    z = _inverse_bessel_ratio(ratio)
    largest[rows] = _disc_probability(np.sqrt(z / ratio), np.sqrt(z * ratio))
    sigma_km[rows] = np.sqrt(miss_km[rows] * hbr_km[rows] / z)
    status = np.full(len(miss_km), MaxPcStatus.BAD_INPUT, dtype=np.int8)
    status[is_usable] = MaxPcStatus.OK
    status[is_within] = MaxPcStatus.WITHIN_HBR
    return MaxPc(largest, sigma_km, hbr_km=hbr_km, status=status)


def assumed_radius_km(object_type: Texts) -> Floats:
    """Return the radius of objects of which only the SATCAT type is known, (m,) [km].

    Parameters
    ----------
    object_type : (m,) str
        `ObjectType` values; any other text counts as unknown.
    """
    radius_km = np.full(len(object_type), ASSUMED_RADIUS_KM[ObjectType.UNKNOWN])
    for kind, kind_radius_km in ASSUMED_RADIUS_KM.items():
        radius_km[object_type == kind.value] = kind_radius_km
    return radius_km


def type_from_name(name: Texts) -> Texts:
    """Return the SATCAT type that a public catalog's name tells, (m,) str.

    A name with the word DEB is debris, one with R/B a rocket body, any other name a payload; an
    empty name, or one that begins with UNKNOWN or OBJECT, tells nothing.
    """
    spaced = np.char.add(np.char.add(" ", np.char.upper(np.char.strip(name))), " ")
    is_unknown = (
        (spaced == "  ") | np.char.startswith(spaced, " UNKNOWN") | np.char.startswith(spaced, " OBJECT")
    )
    is_debris = np.char.find(spaced, " DEB ") >= 0
    is_rocket_body = np.char.find(spaced, " R/B") >= 0
    return np.select(
        [is_debris, is_rocket_body, is_unknown],
        [ObjectType.DEBRIS.value, ObjectType.ROCKET_BODY.value, ObjectType.UNKNOWN.value],
        ObjectType.PAYLOAD.value,
    )


def _inverse_bessel_ratio(ratio: Floats) -> Floats:
    """Solve I1(z) / I0(z) = ratio in (0, 1) by Newton's method from a rational first guess."""
    from scipy.special import ive

    z = ratio * (2.0 - ratio**2) / (1.0 - ratio**2)
    for _ in range(_NEWTON_STEPS):
        quotient = ive(1, z) / ive(0, z)
        z = z - (quotient - ratio) / (1.0 - quotient**2 - quotient / z)
    return z


def _disc_probability(offset: Floats, radius: Floats) -> Floats:
    """Return the probability of a disc under a unit Gaussian whose mean is `offset` from its center.

    The integral of r exp(-(r^2 + a^2) / 2) I0(a r) over r from 0 to the radius: every term is
    positive, so that small values keep their digits.
    """
    from scipy.special import i0e

    point, weight = np.polynomial.legendre.leggauss(_QUADRATURE_POINTS)
    half = np.minimum(radius, _REACH_SIGMAS) / 2.0
    r = radius[:, None] - half[:, None] * (1.0 - point)
    density = r * np.exp(-0.5 * (r - offset[:, None]) ** 2) * i0e(offset[:, None] * r)
    probability: Floats = half * (density @ weight)
    return probability
