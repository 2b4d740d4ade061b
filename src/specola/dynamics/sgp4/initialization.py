"""From mean elements to the coefficients of the near-Earth theory, for all objects at once."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from specola.dynamics.mean_elements import MeanElements
from specola.dynamics.sgp4.constants import (
    DEEP_PERIOD_MIN,
    EARTH_RADIUS_KM,
    J2,
    J3_OVER_J2,
    J4,
    RETROGRADE_GUARD,
    XKE,
)
from specola.numerics.arrays import Bools, Floats
from specola.numerics.units import MINUTE_S, TWO_PI

# Altitudes of the atmosphere model [km]: the power law between s and q0, and where s is lowered.
Q0_KM = 120.0
S_KM = 78.0
LOW_PERIGEE_KM = 156.0
LOWEST_PERIGEE_KM = 98.0
LOWEST_S_KM = 20.0
# Below this perigee the drag series is cut after the linear term.
SIMPLE_DRAG_PERIGEE_KM = 220.0
SMALL_ECCENTRICITY = 1.0e-4


@dataclass(frozen=True, slots=True, eq=False)
class NearEarth:
    """Coefficients of Vallado et al., AIAA 2006-6753, `sgp4init`, each (n,) float64.

    Units are Earth radii, radians and minutes.
    """

    mean_motion: Floats
    semi_major_axis: Floats
    eccentricity: Floats
    inclination: Floats
    sin_inclination: Floats
    cos_inclination: Floats
    node: Floats
    perigee: Floats
    mean_anomaly: Floats
    mean_anomaly_rate: Floats
    perigee_rate: Floats
    node_rate: Floats
    node_drag: Floats
    c1: Floats
    bstar_c4: Floats
    bstar_c5: Floats
    t2: Floats
    t3: Floats
    t4: Floats
    t5: Floats
    d2: Floats
    d3: Floats
    d4: Floats
    omega_drag: Floats
    anomaly_drag: Floats
    eta: Floats
    anomaly_cube: Floats
    sin_anomaly: Floats
    ay: Floats
    xl: Floats
    con41: Floats
    x1mth2: Floats
    x7thm1: Floats
    is_deep: Bools


@dataclass(frozen=True, slots=True, eq=False)
class _Orbit:
    """Shape of the orbit with the Brouwer mean motion, and its functions of inclination."""

    n: Floats
    a: Floats
    e: Floats
    e2: Floats
    beta2: Floats
    sin_i: Floats
    cos_i: Floats
    theta2: Floats
    p2: Floats


def _is_finite(elements: MeanElements) -> Bools:
    total: Floats = np.sum([getattr(elements, field.name) for field in fields(elements)[1:]], axis=0)
    return np.isfinite(total)


def _unkozai(elements: MeanElements) -> _Orbit:
    """Recover the Brouwer mean motion and semi-major axis from the Kozai mean motion."""
    # One element that is not a number leaves no orbit: NaN throughout.
    kozai = np.where(_is_finite(elements), elements.mean_motion_rad_s * MINUTE_S, np.nan)
    e = elements.eccentricity
    e2 = e * e
    beta2 = 1.0 - e2
    sin_i, cos_i = np.sin(elements.inclination_rad), np.cos(elements.inclination_rad)
    theta2 = cos_i * cos_i
    ak = (XKE / kozai) ** (2.0 / 3.0)
    d1 = 0.75 * J2 * (3.0 * theta2 - 1.0) / (np.sqrt(beta2) * beta2)
    delta = d1 / (ak * ak)
    shrunk = ak * (1.0 - delta * delta - delta * (1.0 / 3.0 + 134.0 * delta * delta / 81.0))
    n = kozai / (1.0 + d1 / (shrunk * shrunk))
    a = (XKE / n) ** (2.0 / 3.0)
    return _Orbit(n, a, e, e2, beta2, sin_i, cos_i, theta2, (a * beta2) ** 2)


def _atmosphere(perigee_radius: Floats) -> tuple[Floats, Floats]:
    """Return s [Earth radii] and (q0 - s)^4 of the density law for each perigee."""
    perigee_km = (perigee_radius - 1.0) * EARTH_RADIUS_KM
    s_km = np.where(
        perigee_km < LOWEST_PERIGEE_KM,
        LOWEST_S_KM,
        np.where(perigee_km < LOW_PERIGEE_KM, perigee_km - S_KM, S_KM),
    )
    return s_km / EARTH_RADIUS_KM + 1.0, ((Q0_KM - s_km) / EARTH_RADIUS_KM) ** 4


def _rates(orbit: _Orbit, con42: Floats) -> tuple[Floats, Floats, Floats, Floats]:
    """Return the secular rates of anomaly, perigee and node, and the first-order node rate."""
    theta2, theta4 = orbit.theta2, orbit.theta2 * orbit.theta2
    inv_p2 = 1.0 / orbit.p2
    t1 = 1.5 * J2 * inv_p2 * orbit.n
    t2 = 0.5 * t1 * J2 * inv_p2
    t3 = -0.46875 * J4 * inv_p2 * inv_p2 * orbit.n
    beta = np.sqrt(orbit.beta2)
    con41 = -con42 - 2.0 * theta2
    anomaly = orbit.n + 0.5 * t1 * beta * con41 + 0.0625 * t2 * beta * (13.0 - 78.0 * theta2 + 137.0 * theta4)
    perigee = (
        -0.5 * t1 * con42
        + 0.0625 * t2 * (7.0 - 114.0 * theta2 + 395.0 * theta4)
        + t3 * (3.0 - 36.0 * theta2 + 49.0 * theta4)
    )
    node_first = -t1 * orbit.cos_i
    node = node_first + (0.5 * t2 * (4.0 - 19.0 * theta2) + 2.0 * t3 * (3.0 - 7.0 * theta2)) * orbit.cos_i
    return anomaly, perigee, node, node_first


@dataclass(frozen=True, slots=True, eq=False)
class _Drag:
    """The drag functions C1 to C5 and what they are made of."""

    s: Floats
    tsi: Floats
    eta: Floats
    coef: Floats
    c1: Floats
    c3: Floats
    c4: Floats
    c5: Floats


def _drag(orbit: _Orbit, elements: MeanElements, con41: Floats) -> _Drag:
    """Return the drag functions (AIAA 2006-6753, `sgp4init`)."""
    s, q0s4 = _atmosphere(orbit.a * (1.0 - orbit.e))
    tsi = 1.0 / (orbit.a - s)
    eta = orbit.a * orbit.e * tsi
    eta2 = eta * eta
    e_eta = orbit.e * eta
    psi2 = np.abs(1.0 - eta2)
    coef = q0s4 * tsi**4
    coef1 = coef / psi2**3.5
    c2 = (
        coef1
        * orbit.n
        * (
            orbit.a * (1.0 + 1.5 * eta2 + e_eta * (4.0 + eta2))
            + 0.375 * J2 * tsi / psi2 * con41 * (8.0 + 3.0 * eta2 * (8.0 + eta2))
        )
    )
    is_eccentric = orbit.e > SMALL_ECCENTRICITY
    safe_e = np.where(is_eccentric, orbit.e, 1.0)
    c3 = np.where(is_eccentric, -2.0 * coef * tsi * J3_OVER_J2 * orbit.n * orbit.sin_i / safe_e, 0.0)
    x1mth2 = 1.0 - orbit.theta2
    oblate = -3.0 * con41 * (1.0 - 2.0 * e_eta + eta2 * (1.5 - 0.5 * e_eta)) + 0.75 * x1mth2 * (
        2.0 * eta2 - e_eta * (1.0 + eta2)
    ) * np.cos(2.0 * elements.argument_of_perigee_rad)
    c4 = (
        2.0
        * orbit.n
        * coef1
        * orbit.a
        * orbit.beta2
        * (eta * (2.0 + 0.5 * eta2) + orbit.e * (0.5 + 2.0 * eta2) - J2 * tsi / (orbit.a * psi2) * oblate)
    )
    c5 = 2.0 * coef1 * orbit.a * orbit.beta2 * (1.0 + 2.75 * (eta2 + e_eta) + e_eta * eta2)
    return _Drag(s, tsi, eta, coef, elements.bstar_per_earth_radius * c2, c3, c4, c5)


def _drag_series(orbit: _Orbit, drag: _Drag, is_full: Bools) -> dict[str, Floats]:
    """Return the higher powers of time in the drag terms; zero where the theory cuts them."""
    c1 = drag.c1
    c1_2 = c1 * c1
    d2 = 4.0 * orbit.a * drag.tsi * c1_2
    t = d2 * drag.tsi * c1 / 3.0
    d3 = (17.0 * orbit.a + drag.s) * t
    d4 = 0.5 * t * orbit.a * drag.tsi * (221.0 * orbit.a + 31.0 * drag.s) * c1
    series = {
        "d2": d2,
        "d3": d3,
        "d4": d4,
        "t3": d2 + 2.0 * c1_2,
        "t4": 0.25 * (3.0 * d3 + c1 * (12.0 * d2 + 10.0 * c1_2)),
        "t5": 0.2 * (3.0 * d4 + 12.0 * c1 * d3 + 6.0 * d2 * d2 + 15.0 * c1_2 * (2.0 * d2 + c1_2)),
    }
    return {name: np.where(is_full, value, 0.0) for name, value in series.items()}


def _drag_terms(elements: MeanElements, orbit: _Orbit, drag: _Drag, is_full: Bools) -> dict[str, Floats]:
    """Return the drag terms of eccentricity, perigee and anomaly; zero where the theory cuts them."""
    bstar, perigee = elements.bstar_per_earth_radius, elements.argument_of_perigee_rad
    is_eccentric = orbit.e > SMALL_ECCENTRICITY
    e_eta = np.where(is_eccentric, orbit.e * drag.eta, 1.0)
    anomaly_drag = np.where(is_eccentric, -2.0 / 3.0 * drag.coef * bstar / e_eta, 0.0)
    return {
        "c1": drag.c1,
        "bstar_c4": bstar * drag.c4,
        "bstar_c5": np.where(is_full, bstar * drag.c5, 0.0),
        "t2": 1.5 * drag.c1,
        "omega_drag": np.where(is_full, bstar * drag.c3 * np.cos(perigee), 0.0),
        "anomaly_drag": np.where(is_full, anomaly_drag, 0.0),
        "eta": drag.eta,
        "anomaly_cube": (1.0 + drag.eta * np.cos(elements.mean_anomaly_rad)) ** 3,
        "sin_anomaly": np.sin(elements.mean_anomaly_rad),
    }


def initialize(elements: MeanElements) -> NearEarth:
    """Return the coefficients of all objects; deep ones have the drag series cut as the theory says.

    Elements outside the theory (eccentricity 1, zero mean motion) or not finite give NaN, not an error.
    """
    with np.errstate(all="ignore"):
        return _initialize(elements)


def _initialize(elements: MeanElements) -> NearEarth:
    orbit = _unkozai(elements)
    theta2 = orbit.theta2
    con42 = 1.0 - 5.0 * theta2
    con41 = -con42 - 2.0 * theta2
    anomaly_rate, perigee_rate, node_rate, node_first = _rates(orbit, con42)
    drag = _drag(orbit, elements, con41)
    is_deep = TWO_PI / orbit.n >= DEEP_PERIOD_MIN
    perigee_radius = orbit.a * (1.0 - orbit.e)
    is_full = ~is_deep & (perigee_radius >= SIMPLE_DRAG_PERIGEE_KM / EARTH_RADIUS_KM + 1.0)
    retrograde = np.where(np.abs(orbit.cos_i + 1.0) > RETROGRADE_GUARD, 1.0 + orbit.cos_i, RETROGRADE_GUARD)
    return NearEarth(
        mean_motion=orbit.n,
        semi_major_axis=orbit.a,
        eccentricity=orbit.e,
        inclination=elements.inclination_rad,
        sin_inclination=orbit.sin_i,
        cos_inclination=orbit.cos_i,
        node=elements.raan_rad,
        perigee=elements.argument_of_perigee_rad,
        mean_anomaly=elements.mean_anomaly_rad,
        mean_anomaly_rate=anomaly_rate,
        perigee_rate=perigee_rate,
        node_rate=node_rate,
        node_drag=3.5 * orbit.beta2 * node_first * drag.c1,
        ay=-0.5 * J3_OVER_J2 * orbit.sin_i,
        xl=-0.25 * J3_OVER_J2 * orbit.sin_i * (3.0 + 5.0 * orbit.cos_i) / retrograde,
        con41=con41,
        x1mth2=1.0 - theta2,
        x7thm1=7.0 * theta2 - 1.0,
        is_deep=is_deep,
        **_drag_terms(elements, orbit, drag, is_full),
        **_drag_series(orbit, drag, is_full),
    )
