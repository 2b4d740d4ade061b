"""Lunar, solar and resonance coefficients of the deep-space theory, for all deep objects at once.

Equations: AIAA 2006-6753, `dscom` and `dsinit`, after F. R. Hujsak, A Restricted Four Body
Solution for Resonating Satellites without Drag, Project Space Track Report 1 (1979).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from specola.dynamics.sgp4.initialization import NearEarth
from specola.numerics.arrays import Bools, Floats
from specola.numerics.units import TWO_PI

SUN_ECCENTRICITY = 0.01675
MOON_ECCENTRICITY = 0.05490
SUN_RATE = 1.19459e-5
MOON_RATE = 1.5835218e-4
SUN_COEFFICIENT = 2.9864797e-6
MOON_COEFFICIENT = 4.7968065e-7
SUN_SIN_I, SUN_COS_I = 0.39785416, 0.91744867
SUN_COS_G, SUN_SIN_G = 0.1945905, -0.98088458
# From days since 1949-12-31 to days since 1900-01-00.5.
DAYS_1900_TO_1950 = 18_261.5
# Within 3 degrees of the equator the node's lunar and solar rates are dropped.
EQUATOR_RAD = 5.2359877e-2


@dataclass(frozen=True, slots=True, eq=False)
class Body:
    """What one body (sun or moon) does to each orbit: `s` and `z` of dscom, (n,) each."""

    s1: Floats
    s2: Floats
    s3: Floats
    s4: Floats
    s5: Floats
    s6: Floats
    s7: Floats
    z1: Floats
    z2: Floats
    z3: Floats
    z11: Floats
    z12: Floats
    z13: Floats
    z21: Floats
    z22: Floats
    z23: Floats
    z31: Floats
    z32: Floats
    z33: Floats


@dataclass(frozen=True, slots=True, eq=False)
class DeepSpace:
    """Coefficients of the deep objects, (n,) each; `sun_terms` and `moon_terms` are (12, n)."""

    sun: Body
    moon: Body
    sun_anomaly: Floats
    moon_anomaly: Floats
    sun_terms: Floats
    moon_terms: Floats
    eccentricity_rate: Floats
    inclination_rate: Floats
    anomaly_rate: Floats
    perigee_rate: Floats
    node_rate: Floats


def _directions(
    orbit: NearEarth,
    angles: tuple[Floats | float, Floats | float, Floats | float, Floats | float, Floats, Floats],
) -> tuple[Floats, ...]:
    """Return a1 to a6 of dscom; `angles` are cos g, sin g, cos i, sin i, cos h, sin h of the body."""
    cos_g, sin_g, cos_i, sin_i, cos_h, sin_h = angles
    sin_inc, cos_inc = orbit.sin_inclination, orbit.cos_inclination
    a7 = -cos_g * sin_h + sin_g * cos_i * cos_h
    a8 = sin_g * sin_i
    a9 = sin_g * sin_h + cos_g * cos_i * cos_h
    a10 = cos_g * sin_i
    return (
        cos_g * cos_h + sin_g * cos_i * sin_h,
        cos_inc * a7 + sin_inc * a8,
        -sin_g * cos_h + cos_g * cos_i * sin_h,
        cos_inc * a9 + sin_inc * a10,
        -sin_inc * a7 + cos_inc * a8,
        -sin_inc * a9 + cos_inc * a10,
    )


def _body(orbit: NearEarth, directions: tuple[Floats, ...], coefficient: float) -> Body:
    """Return the terms of one body from its directions a1 to a6."""
    a1, a2, a3, a4, a5, a6 = directions
    sin_w, cos_w = np.sin(orbit.perigee), np.cos(orbit.perigee)
    e2 = orbit.eccentricity**2
    beta2 = 1.0 - e2
    x1, x2 = a1 * cos_w + a2 * sin_w, a3 * cos_w + a4 * sin_w
    x3, x4 = -a1 * sin_w + a2 * cos_w, -a3 * sin_w + a4 * cos_w
    x5, x6, x7, x8 = a5 * sin_w, a6 * sin_w, a5 * cos_w, a6 * cos_w
    z31 = 12.0 * x1 * x1 - 3.0 * x3 * x3
    z32 = 24.0 * x1 * x2 - 6.0 * x3 * x4
    z33 = 12.0 * x2 * x2 - 3.0 * x4 * x4
    z1 = 3.0 * (a1 * a1 + a2 * a2) + z31 * e2
    z2 = 6.0 * (a1 * a3 + a2 * a4) + z32 * e2
    z3 = 3.0 * (a3 * a3 + a4 * a4) + z33 * e2
    s3 = coefficient / orbit.mean_motion
    s4 = s3 * np.sqrt(beta2)
    return Body(
        s1=-15.0 * orbit.eccentricity * s4,
        s2=-0.5 * s3 / np.sqrt(beta2),
        s3=s3,
        s4=s4,
        s5=x1 * x3 + x2 * x4,
        s6=x2 * x3 + x1 * x4,
        s7=x2 * x4 - x1 * x3,
        z1=z1 + z1 + beta2 * z31,
        z2=z2 + z2 + beta2 * z32,
        z3=z3 + z3 + beta2 * z33,
        z11=-6.0 * a1 * a5 + e2 * (-24.0 * x1 * x7 - 6.0 * x3 * x5),
        z12=-6.0 * (a1 * a6 + a3 * a5) + e2 * (-24.0 * (x2 * x7 + x1 * x8) - 6.0 * (x3 * x6 + x4 * x5)),
        z13=-6.0 * a3 * a6 + e2 * (-24.0 * x2 * x8 - 6.0 * x4 * x6),
        z21=6.0 * a2 * a5 + e2 * (24.0 * x1 * x5 - 6.0 * x3 * x7),
        z22=6.0 * (a4 * a5 + a2 * a6) + e2 * (24.0 * (x2 * x5 + x1 * x6) - 6.0 * (x4 * x7 + x3 * x8)),
        z23=6.0 * a4 * a6 + e2 * (24.0 * x2 * x6 - 6.0 * x4 * x8),
        z31=z31,
        z32=z32,
        z33=z33,
    )


def _periodic_terms(body: Body, e2: Floats, eccentricity: float) -> Floats:
    """Return the twelve amplitudes e2 e3 i2 i3 l2 l3 l4 g2 g3 g4 h2 h3 of a body, (12, n)."""
    return np.stack(
        [
            2.0 * body.s1 * body.s6,
            2.0 * body.s1 * body.s7,
            2.0 * body.s2 * body.z12,
            2.0 * body.s2 * (body.z13 - body.z11),
            -2.0 * body.s3 * body.z2,
            -2.0 * body.s3 * (body.z3 - body.z1),
            -2.0 * body.s3 * (-21.0 - 9.0 * e2) * eccentricity,
            2.0 * body.s4 * body.z32,
            2.0 * body.s4 * (body.z33 - body.z31),
            -18.0 * body.s4 * eccentricity,
            -2.0 * body.s2 * body.z22,
            -2.0 * body.s2 * (body.z23 - body.z21),
        ]
    )


def _moon_longitude(day: Floats) -> Floats:
    """Return the longitude of the moon's perigee, `day` counted from 1900."""
    return 5.8351514 + 0.0019443680 * day


def _moon_angles(orbit: NearEarth, day: Floats) -> tuple[Floats, Floats, Floats, Floats, Floats, Floats]:
    """Return cos g, sin g, cos i, sin i, cos h, sin h of the moon, `day` counted from 1900."""
    node = np.fmod(4.5236020 - 9.2422029e-4 * day, TWO_PI)
    sin_node, cos_node = np.sin(node), np.cos(node)
    cos_i = 0.91375164 - 0.03568096 * cos_node
    sin_i = np.sqrt(1.0 - cos_i * cos_i)
    sin_h = 0.089683511 * sin_node / sin_i
    cos_h = np.sqrt(1.0 - sin_h * sin_h)
    x = SUN_SIN_I * sin_node / sin_i
    y = cos_h * cos_node + SUN_COS_I * sin_h * sin_node
    g = _moon_longitude(day) + np.arctan2(x, y) - node
    sin_orbit, cos_orbit = np.sin(orbit.node), np.cos(orbit.node)
    return (
        np.cos(g),
        np.sin(g),
        cos_i,
        sin_i,
        cos_h * cos_orbit + sin_h * sin_orbit,
        sin_orbit * cos_h - cos_orbit * sin_h,
    )


def _secular(
    body: Body, rate: float, orbit: NearEarth, is_equatorial: Bools
) -> tuple[Floats, Floats, Floats, Floats, Floats]:
    """Return the rates of e, i, anomaly, (perigee + cos i node) and (sin i node) from one body."""
    e2 = orbit.eccentricity**2
    node = np.where(is_equatorial, 0.0, -rate * body.s2 * (body.z21 + body.z23))
    return (
        body.s1 * rate * body.s5,
        body.s2 * rate * (body.z11 + body.z13),
        -rate * body.s3 * (body.z1 + body.z3 - 14.0 - 6.0 * e2),
        body.s4 * rate * (body.z31 + body.z33 - 6.0),
        node,
    )


def initialize_deep(orbit: NearEarth, days_1950: Floats) -> DeepSpace:
    """Return the lunar and solar terms of the deep objects in `orbit` (all of them deep).

    Parameters
    ----------
    orbit : near-Earth coefficients of n deep objects
    days_1950 : (n,) float64 [day]
        UTC days of the epoch since 1949-12-31T00:00:00.
    """
    day = days_1950 + DAYS_1900_TO_1950
    e2 = orbit.eccentricity**2
    sun_angles = (
        SUN_COS_G,
        SUN_SIN_G,
        SUN_COS_I,
        SUN_SIN_I,
        np.cos(orbit.node),
        np.sin(orbit.node),
    )
    sun = _body(orbit, _directions(orbit, sun_angles), SUN_COEFFICIENT)
    moon = _body(orbit, _directions(orbit, _moon_angles(orbit, day)), MOON_COEFFICIENT)
    inclination = orbit.inclination
    is_equatorial = (inclination < EQUATOR_RAD) | (inclination > np.pi - EQUATOR_RAD)
    by_sun = _secular(sun, SUN_RATE, orbit, is_equatorial)
    by_moon = _secular(moon, MOON_RATE, orbit, is_equatorial)
    is_inclined = orbit.sin_inclination != 0.0
    safe_sin = np.where(is_inclined, orbit.sin_inclination, 1.0)
    sun_node = by_sun[4] / safe_sin
    moon_node = np.where(is_inclined, by_moon[4] / safe_sin, 0.0)
    return DeepSpace(
        sun=sun,
        moon=moon,
        sun_anomaly=np.fmod(6.2565837 + 0.017201977 * day, TWO_PI),
        moon_anomaly=np.fmod(4.7199672 + 0.22997150 * day - _moon_longitude(day), TWO_PI),
        sun_terms=_periodic_terms(sun, e2, SUN_ECCENTRICITY),
        moon_terms=_periodic_terms(moon, e2, MOON_ECCENTRICITY),
        eccentricity_rate=by_sun[0] + by_moon[0],
        inclination_rate=by_sun[1] + by_moon[1],
        anomaly_rate=by_sun[2] + by_moon[2],
        perigee_rate=by_sun[3]
        - orbit.cos_inclination * sun_node
        + by_moon[3]
        - orbit.cos_inclination * moon_node,
        node_rate=sun_node + moon_node,
    )
