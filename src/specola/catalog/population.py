"""A simulated catalog of any size that looks like the real one.

The present catalog is described by some eighty groups (`population_fields`): constellation shells
with their planes, the geostationary belt, transfer and Molniya orbits, navigation satellites, and
the clouds and inclination bands of low orbits. A group knows its share of all objects, quantiles
of semi-major axis, eccentricity and inclination, and how the three go together; nothing in it is
a single object.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from specola.catalog.elements import ElementSets
from specola.catalog.objects import DataMode
from specola.catalog.population_fields import GROUPS, LEVELS, REFERENCE_COUNT, Group
from specola.dynamics.mean_elements import MeanElements
from specola.epochs import Epochs
from specola.errors import ArgumentError, ShapeError
from specola.messages.element_records import Texts
from specola.numerics.arrays import Floats, Ints
from specola.numerics.units import DEG_TO_RAD, MINUTE_S, TWO_PI

FIRST_NUMBER: Final = 900_000_001
"""Catalog number of the first object. The range from 900,000,000 is reserved for uncorrelated
tracks, so that no published catalog gives a number of it to an object."""

DATA_MODE: Final = DataMode.SIMULATED
"""What a store, an event or a report made from a simulated catalog must say."""

_MOST_OBJECTS = 999_999_999 - FIRST_NUMBER + 1
_MU_KM3_S2 = 398_600.8  # WGS72, which SGP4 uses
_EARTH_RADIUS_KM = 6378.135
_DEEP_SPACE_PERIOD_S = 225.0 * MINUTE_S

_LEAST_PERIGEE_KM = 210.0
# Most B* at that perigee, and the rise of perigee that allows e times more: circular orbits then
# outlive 14 days of SGP4.
_MOST_LOG_BSTAR = np.log(1e-4)
_DRAG_SCALE_KM = 28.7
# Median B* by altitude of perigee, and the spread of its logarithm; from the catalog of 2024.
_PERIGEE_KM = np.array([200.0, 300.0, 400.0, 500.0, 600.0, 700.0, 800.0, 1000.0, 1500.0])
_LOG_BSTAR = np.log([1.0e-3, 1.0e-3, 1.0e-3, 1.0e-3, 2e-3, 2.8e-3, 2.6e-3, 1.2e-3, 3e-4])
_LOG_BSTAR_SPREAD = 1.0
_KEPT_BSTAR = 1e-4

_FILLED_SLOTS = 0.9  # of a constellation's slots; the others wait for a satellite
_KEPT_NOISE_RAD = 0.05 * DEG_TO_RAD  # how far a kept satellite strays from its slot and plane
_PERIGEE_NOISE_RAD = 10.0 * DEG_TO_RAD
_LAPLACE_DEG = 7.4  # tilt of the plane about which geosynchronous orbit poles circle
_LAPLACE_NOISE_RAD = 6.0 * DEG_TO_RAD


@dataclass(frozen=True, slots=True, eq=False)
class _Orbits:
    """m orbits of one group, (m,) each, in km and rad."""

    a_km: Floats
    eccentricity: Floats
    inclination_rad: Floats
    raan_rad: Floats
    argument_of_perigee_rad: Floats
    mean_anomaly_rad: Floats
    bstar_per_earth_radius: Floats


def simulate(n: int, seed: int, *, epoch: Epochs) -> ElementSets:
    """Return a simulated catalog, data mode SIMULATED.

    Parameters
    ----------
    n : int
        How many objects. Shares, and so the distributions, do not depend on it; constellations get
        more planes and more slots in each.
    seed : int, >= 0
        The same `n`, `seed` and `epoch` give the same bytes.
    epoch : one instant
        Epoch of every element set.

    Returns
    -------
    ElementSets
        n objects numbered from `FIRST_NUMBER`, named `SIM-` and their group. Every one propagates
        with SGP4 for 7 days without an error.

    Raises
    ------
    ArgumentError, ShapeError

    Validity
    --------
    Against the public catalog of 2024-11-01: Kolmogorov-Smirnov at most 0.05 each in semi-major
    axis, eccentricity and inclination, events within 5 km a day within a factor 1.5;
    `benchmarks/population.py` prints both. All epochs are equal, no object repeats or is docked.
    Shells keep their altitude whatever n is: at ten times the real catalog they are denser than
    anyone would fly them, and nearly half of all events are between satellites of one shell.

    References
    ----------
    .. [1] J. G. Walker, Satellite constellations, J. British Interplanetary Society 37 (1984) 559:
       planes and phases of a kept shell.
    .. [2] R. R. Allan, G. E. Cook, The long-period motion of the plane of a distant circular orbit,
       Proc. R. Soc. A 280 (1964) 97: nodes of drifting geosynchronous orbits.
    """
    if not 1 <= n <= _MOST_OBJECTS:
        raise ArgumentError(f"n is {n}, expected 1 to {_MOST_OBJECTS} objects")
    if seed < 0:
        raise ArgumentError(f"seed is {seed}, expected 0 or more")
    if len(epoch) != 1:
        raise ShapeError(f"epoch holds {len(epoch)} instants, expected one")
    random = np.random.Generator(np.random.PCG64(seed))
    counts = _counts(n, random)
    parts = [_orbits(group, int(m), random) for group, m in zip(GROUPS, counts, strict=True) if m]
    orbits = _Orbits(*(np.concatenate([getattr(part, key) for part in parts]) for key in _Orbits.__slots__))
    return ElementSets(
        catalog_number=FIRST_NUMBER + np.arange(n, dtype=np.int64),
        name=_names(counts),
        elements=MeanElements(
            epochs=epoch[np.zeros(n, dtype=np.int64)],
            mean_motion_rad_s=np.sqrt(_MU_KM3_S2 / orbits.a_km**3),
            eccentricity=orbits.eccentricity,
            inclination_rad=orbits.inclination_rad,
            raan_rad=orbits.raan_rad % TWO_PI,
            argument_of_perigee_rad=orbits.argument_of_perigee_rad % TWO_PI,
            mean_anomaly_rad=orbits.mean_anomaly_rad % TWO_PI,
            bstar_per_earth_radius=orbits.bstar_per_earth_radius,
        ),
    )


def _counts(n: int, random: np.random.Generator) -> Ints:
    """Return how many objects each group gets: its share of n, rounded up or down without bias."""
    cumulative = np.cumsum([group.share for group in GROUPS])
    edges = np.floor(cumulative / cumulative[-1] * n + random.random())
    edges[-1] = n
    counts: Ints = np.diff(edges, prepend=0.0).astype(np.int64)
    return counts


def _names(counts: Ints) -> Texts:
    labels = np.repeat(np.array([f"SIM-{group.label} " for group in GROUPS]), counts)
    before = np.repeat(np.cumsum(counts) - counts, counts)
    number = np.arange(1, len(labels) + 1) - before
    return np.char.add(labels, number.astype("<U9"))


def _orbits(group: Group, m: int, random: np.random.Generator) -> _Orbits:
    a_km, eccentricity, inclination_rad = _shape(group, m, random)
    perigee_rad = random.uniform(0.0, TWO_PI, m)
    if group.argument_of_perigee_deg is not None:
        noise_rad = _PERIGEE_NOISE_RAD * random.standard_normal(m)
        perigee_rad = group.argument_of_perigee_deg * DEG_TO_RAD + noise_rad
    if group.planes:
        plane, raan_rad, latitude_rad = _walker(group, m, random)
        a_km = a_km + group.plane_step_km * (plane - (group.planes - 1) / 2.0)
        bstar = np.full(m, _KEPT_BSTAR)
    else:
        raan_rad = random.uniform(0.0, TWO_PI, m)
        latitude_rad = random.uniform(0.0, TWO_PI, m)
        bstar = _bstar(a_km * (1.0 - eccentricity) - _EARTH_RADIUS_KM, random)
    if group.is_on_laplace_plane:
        raan_rad = _laplace_node_rad(inclination_rad, random)
    is_deep = TWO_PI * np.sqrt(a_km**3 / _MU_KM3_S2) >= _DEEP_SPACE_PERIOD_S
    return _Orbits(
        a_km,
        eccentricity,
        inclination_rad,
        raan_rad=raan_rad,
        argument_of_perigee_rad=perigee_rad,
        mean_anomaly_rad=latitude_rad - perigee_rad,
        bstar_per_earth_radius=np.where(is_deep, 0.0, bstar),
    )


def _shape(group: Group, m: int, random: np.random.Generator) -> tuple[Floats, Floats, Floats]:
    """Return semi-major axis [km], eccentricity and inclination [rad]: quantile tables under a
    Gaussian copula in which the last two follow the first.
    """
    from scipy.special import ndtr

    first, second, third = random.standard_normal((3, m))
    with_e, with_i = group.correlation_a_e, group.correlation_a_i
    a_km = _quantile(group.a_km, ndtr(first))
    eccentricity = _quantile(group.eccentricity, ndtr(with_e * first + np.sqrt(1.0 - with_e**2) * second))
    inclination_deg = _quantile(
        group.inclination_deg, ndtr(with_i * first + np.sqrt(1.0 - with_i**2) * third)
    )
    a_km = np.maximum(a_km, _EARTH_RADIUS_KM + _LEAST_PERIGEE_KM)
    most = 1.0 - (_EARTH_RADIUS_KM + _LEAST_PERIGEE_KM) / a_km
    return a_km, np.minimum(eccentricity, most), inclination_deg * DEG_TO_RAD


def _quantile(values: tuple[float, ...], probability: Floats) -> Floats:
    """Interpolate a quantile table, its outermost levels standing for all that lies beyond."""
    spread = (np.array(LEVELS) - LEVELS[0]) / (LEVELS[-1] - LEVELS[0])
    quantities: Floats = np.interp(probability, spread, np.array(values))
    return quantities


def _bstar(perigee_km: Floats, random: np.random.Generator) -> Floats:
    spread = _LOG_BSTAR_SPREAD * np.clip(random.standard_normal(len(perigee_km)), -2.0, 2.0)
    most = _MOST_LOG_BSTAR + (perigee_km - _LEAST_PERIGEE_KM) / _DRAG_SCALE_KM
    bstar: Floats = np.exp(np.minimum(np.interp(perigee_km, _PERIGEE_KM, _LOG_BSTAR) + spread, most))
    return bstar


def _laplace_node_rad(inclination_rad: Floats, random: np.random.Generator) -> Floats:
    """Return nodes of orbits whose poles left the Earth's axis long ago and circle the Laplace pole.

    The circle passes through the Earth's pole, so its point at inclination i has the node
    +-arccos(i / (2 * 7.4 deg)), small angles.
    """
    cosine = inclination_rad / (2.0 * _LAPLACE_DEG * DEG_TO_RAD)
    side = np.where(random.random(len(cosine)) < 0.5, -1.0, 1.0)
    noise_rad = _LAPLACE_NOISE_RAD * random.standard_normal(len(cosine))
    return side * np.arccos(np.minimum(cosine, 1.0)) + noise_rad


def _walker(group: Group, m: int, random: np.random.Generator) -> tuple[Ints, Floats, Floats]:
    """Return plane, node [rad] and argument of latitude [rad] of m satellites of a kept shell.

    Planes grow with the root of the number of satellites, unless each has its own altitude.
    """
    planes = group.planes
    if planes > 1 and not group.plane_step_km:
        planes = max(1, round(planes * float(np.sqrt(m / (group.share * REFERENCE_COUNT)))))
    slots = max(1, int(np.ceil(m / (planes * _FILLED_SLOTS))))
    span_rad = group.node_span_deg * DEG_TO_RAD
    inclination_rad = group.inclination_deg[len(LEVELS) // 2] * DEG_TO_RAD
    phase_rad = _phase_rad(planes, slots, span_rad=span_rad, inclination_rad=inclination_rad)
    plane, slot = np.divmod(np.sort(random.permutation(planes * slots)[:m]), slots)
    start_rad = random.uniform(0.0, TWO_PI, 2)
    noise_rad = _KEPT_NOISE_RAD * random.standard_normal((2, m))
    raan_rad = start_rad[0] + plane * (span_rad / planes) + noise_rad[0]
    latitude_rad = start_rad[1] + slot * (TWO_PI / slots) + plane * phase_rad + noise_rad[1]
    return plane, raan_rad, latitude_rad


def _phase_rad(planes: int, slots: int, *, span_rad: float, inclination_rad: float) -> float:
    """Return the phase from plane to plane that keeps satellites farthest apart where planes cross.

    Two planes whose nodes differ by D cross 90 deg after the middle of their nodes, at arguments of
    latitude u and pi - u with tan u = tan(90 deg + D/2) / cos i; satellites whose phases differ by
    pi - 2u meet there. Of Walker's phases 2 pi F / (planes slots) the one whose nearest miss over
    all pairs of planes is largest is taken.
    """
    apart = np.arange(1, planes)
    if not len(apart):
        return 0.0
    longitude_rad = (np.pi + apart * span_rad / planes) / 2.0
    latitude_rad = np.arctan2(np.sin(longitude_rad), np.cos(longitude_rad) * np.cos(inclination_rad))
    unit_rad = TWO_PI / (planes * slots)
    offset = (np.arange(planes)[:, None] * apart - (np.pi - 2.0 * latitude_rad) / unit_rad) % planes
    nearest = np.minimum(offset, planes - offset).min(axis=1)
    return float(np.argmax(nearest)) * unit_rad
