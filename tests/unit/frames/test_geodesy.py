from __future__ import annotations

import numpy as np
import pytest

from specola.errors import ShapeError
from specola.frames.geodesy import (
    WGS84_FLATTENING,
    WGS84_RADIUS_KM,
    Geodetic,
    enu_rotation,
    geodetic_from_itrf,
    itrf_from_geodetic,
    topocentric,
)

POLAR_RADIUS_KM = WGS84_RADIUS_KM * (1 - WGS84_FLATTENING)


def place(latitude_deg=0.0, longitude_deg=0.0, height_km=0.0):
    return Geodetic(
        np.array([latitude_deg]) * np.pi / 180, np.array([longitude_deg]) * np.pi / 180, np.array([height_km])
    )


@pytest.mark.parametrize(
    ("position_km", "latitude_deg", "longitude_deg", "height_km"),
    [
        ([WGS84_RADIUS_KM, 0, 0], 0, 0, 0),
        ([0, WGS84_RADIUS_KM + 1, 0], 0, 90, 1),
        ([-42_164, 0, 0], 0, 180, 42_164 - WGS84_RADIUS_KM),
        ([0, 0, POLAR_RADIUS_KM + 500], 90, 0, 500),
        ([0, 0, -POLAR_RADIUS_KM - 90_000], -90, 0, 90_000),
        ([0, 0, -POLAR_RADIUS_KM + 10], -90, 0, -10),
    ],
)
def test_axes_and_poles(position_km, latitude_deg, longitude_deg, height_km):
    found = geodetic_from_itrf(np.array([position_km], dtype=float))
    assert found.latitude_rad[0] * 180 / np.pi == pytest.approx(latitude_deg, abs=1e-13)
    assert found.longitude_rad[0] * 180 / np.pi == pytest.approx(longitude_deg)
    assert found.height_km[0] == pytest.approx(height_km, abs=1e-9)


def test_nan_rows_stay_nan():
    found = geodetic_from_itrf(np.array([[np.nan, 0, 0], [7000.0, 0, 0]]))
    assert np.isnan(found.height_km).tolist() == [True, False]
    position_km = itrf_from_geodetic(Geodetic(np.array([np.nan]), np.zeros(1), np.zeros(1)))
    assert np.isnan(position_km).any()


def test_columns_must_fit():
    with pytest.raises(ShapeError, match="differ"):
        Geodetic(np.zeros(1), np.zeros(2), np.zeros(1))


def test_east_north_up():
    assert enu_rotation(place())[0] == pytest.approx(np.array([[0, 1, 0], [0, 0, 1], [1, 0, 0]]))
    assert enu_rotation(place(90.0))[0] == pytest.approx(
        np.array([[0, 1, 0], [-1, 0, 0], [0, 0, 1]]), abs=1e-15
    )


@pytest.mark.parametrize(
    ("offset_km", "azimuth_deg", "elevation_deg"),
    [
        ([0, 0, 100], 0, 0),
        ([0, 100, 0], 90, 0),
        ([0, 0, -100], 180, 0),
        ([0, -100, 0], 270, 0),
        ([100, 100, 0], 90, 45),
        ([-100, 0, 100], 0, -45),
    ],
)
def test_azimuth_runs_from_north_through_east(offset_km, azimuth_deg, elevation_deg):
    position_km = np.array([[WGS84_RADIUS_KM, 0, 0]]) + np.array([offset_km])
    sky = topocentric(place(), position_km, velocity_itrf_km_s=np.zeros((1, 3)))
    assert sky.azimuth_rad[0] * 180 / np.pi == pytest.approx(azimuth_deg, abs=1e-12)
    assert sky.elevation_rad[0] * 180 / np.pi == pytest.approx(elevation_deg, abs=1e-12)
    assert sky.range_km[0] == pytest.approx(np.linalg.norm(offset_km))


def test_rates_are_derivatives():
    generator = np.random.Generator(np.random.PCG64(5))
    site = place(47.0, 11.0, 0.6)
    position_km = itrf_from_geodetic(site) + generator.normal(size=(50, 3)) * 1000
    velocity_km_s = generator.normal(size=(50, 3)) * 7
    step_s = 1e-3
    before, now, after = (
        topocentric(site, position_km + velocity_km_s * t, velocity_itrf_km_s=velocity_km_s)
        for t in (-step_s, 0.0, step_s)
    )
    assert now.range_rate_km_s == pytest.approx((after.range_km - before.range_km) / (2 * step_s), rel=1e-5)
    for angle, rate in (("azimuth_rad", "azimuth_rate_rad_s"), ("elevation_rad", "elevation_rate_rad_s")):
        change = getattr(after, angle) - getattr(before, angle)
        change = (change + np.pi) % (2 * np.pi) - np.pi
        assert getattr(now, rate) == pytest.approx(change / (2 * step_s), rel=1e-4, abs=1e-9)


def test_in_the_zenith_angles_have_no_rate():
    sky = topocentric(
        place(), np.array([[WGS84_RADIUS_KM + 400, 0, 0]]), velocity_itrf_km_s=np.array([[0.5, 7.0, 0]])
    )
    assert sky.elevation_rad[0] == np.pi / 2
    assert sky.range_rate_km_s[0] == pytest.approx(0.5)
    assert np.isnan(sky.azimuth_rate_rad_s[0])
    assert np.isnan(sky.elevation_rate_rad_s[0])


def test_one_site_or_as_many_as_positions():
    position_km = np.array([[7000.0, 0, 0], [0, 7000.0, 0]])
    sites = Geodetic(np.zeros(2), np.array([0.0, np.pi / 2]), np.zeros(2))
    sky = topocentric(sites, position_km, velocity_itrf_km_s=np.zeros((2, 3)))
    assert sky.elevation_rad == pytest.approx([np.pi / 2] * 2)
    three = Geodetic(np.zeros(3), np.zeros(3), np.zeros(3))
    with pytest.raises(ShapeError, match="3 sites for 2 positions"):
        topocentric(three, position_km, velocity_itrf_km_s=np.zeros((2, 3)))
