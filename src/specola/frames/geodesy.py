"""Places on and over the Earth: WGS84, and the sky of a site."""

from __future__ import annotations

from dataclasses import dataclass

import erfa
import numpy as np

from specola.errors import ShapeError
from specola.numerics.arrays import Floats, require_shape
from specola.numerics.units import TWO_PI

WGS84_RADIUS_KM = 6378.137
WGS84_FLATTENING = 1.0 / 298.257223563


@dataclass(frozen=True, slots=True, eq=False)
class Geodetic:
    """n places, WGS84.

    Attributes
    ----------
    latitude_rad : (n,) float64 [rad], geodetic, -pi/2 to pi/2
    longitude_rad : (n,) float64 [rad], east, -pi to pi
    height_km : (n,) float64 [km], over the ellipsoid
    """

    latitude_rad: Floats
    longitude_rad: Floats
    height_km: Floats

    def __post_init__(self) -> None:
        if not self.latitude_rad.shape == self.longitude_rad.shape == self.height_km.shape:
            msg = (
                f"latitude {self.latitude_rad.shape}, longitude {self.longitude_rad.shape} and height "
                f"{self.height_km.shape} differ, expected (n,) three times"
            )
            raise ShapeError(msg)

    def __len__(self) -> int:
        return len(self.latitude_rad)


@dataclass(frozen=True, slots=True, eq=False)
class Topocentric:
    """n directions in the sky of a site, without refraction, light time or aberration.

    Attributes
    ----------
    azimuth_rad : (n,) float64 [rad], from north through east, 0 to 2 pi
    elevation_rad : (n,) float64 [rad], over the plane of the ellipsoid's horizon
    range_km : (n,) float64 [km]
    azimuth_rate_rad_s : (n,) float64 [rad/s], NaN in the zenith
    elevation_rate_rad_s : (n,) float64 [rad/s], NaN in the zenith
    range_rate_km_s : (n,) float64 [km/s]
    """

    azimuth_rad: Floats
    elevation_rad: Floats
    range_km: Floats
    azimuth_rate_rad_s: Floats
    elevation_rate_rad_s: Floats
    range_rate_km_s: Floats


def geodetic_from_itrf(position_itrf_km: Floats) -> Geodetic:
    """Return WGS84 latitude, longitude and height of (n, 3) positions [km].

    Validity
    --------
    There and back within 1e-9 km from 100 km below the ground to twice GEO, poles included
    (tests/properties/test_frames.py).

    References
    ----------
    .. [1] Fukushima 2006, J. Geodesy 79, 689, as in SOFA iauGc2gde; one Newton step added.
    """
    require_shape("position_itrf_km", position_itrf_km, (None, 3))
    with np.errstate(invalid="ignore"):  # NaN rows stay NaN
        longitude, latitude, height = erfa.gc2gde(WGS84_RADIUS_KM, WGS84_FLATTENING, position_itrf_km)
    return _refined(Geodetic(latitude, longitude, height), position_itrf_km)


def _refined(place: Geodetic, position_itrf_km: Floats) -> Geodetic:
    """Return `place` after one Newton step: the closed form alone is off by 1 mm above 7000 km."""
    missing_km = position_itrf_km - itrf_from_geodetic(place)
    _, north_km, up_km = np.matvec(enu_rotation(place), missing_km).T
    flattened = WGS84_FLATTENING * (2.0 - WGS84_FLATTENING)
    across = 1.0 - flattened * np.sin(place.latitude_rad) ** 2
    meridian_radius_km = WGS84_RADIUS_KM * (1.0 - flattened) / across**1.5
    latitude_rad = place.latitude_rad + north_km / (meridian_radius_km + place.height_km)
    return Geodetic(latitude_rad, place.longitude_rad, place.height_km + up_km)


def itrf_from_geodetic(place: Geodetic) -> Floats:
    """Return (n, 3) ITRF positions [km] of WGS84 places."""
    with np.errstate(invalid="ignore"):  # NaN rows stay NaN
        position: Floats = erfa.gd2gce(
            WGS84_RADIUS_KM, WGS84_FLATTENING, place.longitude_rad, place.latitude_rad, place.height_km
        )
    return position


def enu_rotation(place: Geodetic) -> Floats:
    """Return the matrices from ITRF to east, north and up at n places, (n, 3, 3)."""
    sin_lat, cos_lat = np.sin(place.latitude_rad), np.cos(place.latitude_rad)
    sin_lon, cos_lon = np.sin(place.longitude_rad), np.cos(place.longitude_rad)
    rows = [
        [-sin_lon, cos_lon, np.zeros(len(place))],
        [-sin_lat * cos_lon, -sin_lat * sin_lon, cos_lat],
        [cos_lat * cos_lon, cos_lat * sin_lon, sin_lat],
    ]
    return np.moveaxis(np.array(rows), -1, 0)


def topocentric(site: Geodetic, position_itrf_km: Floats, *, velocity_itrf_km_s: Floats) -> Topocentric:
    """Return direction, distance and their rates of objects as seen from a site at rest on the Earth.

    Parameters
    ----------
    site : one place, or n
    position_itrf_km : (n, 3) float64 [km]
    velocity_itrf_km_s : (n, 3) float64 [km/s], relative to the turning Earth
    """
    require_shape("position_itrf_km", position_itrf_km, (None, 3))
    require_shape("velocity_itrf_km_s", velocity_itrf_km_s, (len(position_itrf_km), 3))
    if len(site) not in (1, len(position_itrf_km)):
        msg = f"{len(site)} sites for {len(position_itrf_km)} positions, expected one or as many"
        raise ShapeError(msg)
    to_enu = enu_rotation(site)
    east, north, up = np.matvec(to_enu, position_itrf_km - itrf_from_geodetic(site)).T
    east_rate, north_rate, up_rate = np.matvec(to_enu, velocity_itrf_km_s).T
    level = np.hypot(east, north)
    distance = np.hypot(level, up)
    level_rate = _ratio(east * east_rate + north * north_rate, level)
    return Topocentric(
        azimuth_rad=np.arctan2(east, north) % TWO_PI,
        elevation_rad=np.arctan2(up, level),
        range_km=distance,
        azimuth_rate_rad_s=_ratio(north * east_rate - east * north_rate, level * level),
        elevation_rate_rad_s=_ratio(level * up_rate - up * level_rate, distance * distance),
        range_rate_km_s=_ratio(east * east_rate + north * north_rate + up * up_rate, distance),
    )


def _ratio(numerator: Floats, denominator: Floats) -> Floats:
    """Return the quotient, NaN where the denominator is zero."""
    return np.divide(numerator, denominator, out=np.full_like(numerator, np.nan), where=denominator > 0.0)
