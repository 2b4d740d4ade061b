"""Frames against pyerfa evaluated at every instant, and against published numbers."""

from __future__ import annotations

from pathlib import Path

import astropy_iers_data
import erfa
import numpy as np
import pytest

from specola.epochs import Epochs, read_finals2000a
from specola.frames import Frame
from specola.frames.earth import change_frame, frame_rotation
from specola.numerics.units import ARCSEC_TO_RAD, MILLIARCSEC_TO_RAD

N = 1500
RADIUS_KM = 7000.0


@pytest.fixture(scope="module")
def measured():
    return read_finals2000a(Path(astropy_iers_data.IERS_A_FILE).read_bytes())


@pytest.fixture(scope="module")
def states(measured):
    generator = np.random.Generator(np.random.PCG64(20_260_301))
    span_s = float(measured.prediction_end.seconds_since(measured.begin)[0])
    epochs = measured.begin.shifted(generator.uniform(0.0, span_s, N))
    position_km = generator.normal(size=(N, 3))
    position_km *= RADIUS_KM / np.linalg.norm(position_km, axis=1, keepdims=True)
    return epochs, position_km, generator.normal(size=(N, 3)) * 7.5


@pytest.fixture(scope="module")
def to_itrf(states, measured):
    """Return GCRF, TEME and EME2000 to ITRF by pyerfa, nothing interpolated but the daily table."""
    epochs = states[0]
    at = measured.at(epochs)
    tt, ut1 = epochs.tt_julian_days(), epochs.julian_days(at.ut1_tai_s)
    x, y, s = erfa.xys06a(*tt)
    pole = erfa.c2ixys(x + at.dx_rad, y + at.dy_rad, s)
    polar_motion = erfa.pom00(at.xp_rad, at.yp_rad, erfa.sp00(*tt))
    gcrf = erfa.c2tcio(pole, erfa.era00(*ut1), polar_motion)
    teme = erfa.c2tcio(np.broadcast_to(np.eye(3), (len(epochs), 3, 3)), erfa.gmst82(*ut1), polar_motion)
    bias, _, _ = erfa.bp06(*tt)
    return {
        Frame.GCRF: gcrf,
        Frame.TEME: teme,
        Frame.EME2000: gcrf @ np.swapaxes(bias, 1, 2),
        Frame.ITRF: np.eye(3),
    }


@pytest.mark.parametrize("target", list(Frame))
@pytest.mark.parametrize("origin", list(Frame))
def test_within_a_tenth_of_a_millimeter_of_pyerfa(measured, states, to_itrf, origin, target):
    epochs, position_km, velocity_km_s = states
    expected_km = np.matvec(np.swapaxes(to_itrf[target], -2, -1) @ to_itrf[origin], position_km)
    found_km, _ = change_frame(
        epochs, position_km, velocity_km_s=velocity_km_s, origin=origin, target=target, orientation=measured
    )
    worst_mm = np.linalg.norm(found_km - expected_km, axis=1).max() * 1e6
    print(f"{origin} to {target}: {worst_mm:.6f} mm at {RADIUS_KM:.0f} km, {N} instants since 1973")
    assert worst_mm < 0.1


# Vallado, Fundamentals of Astrodynamics and Applications, 4th edition, example 3-15, and appendix C of
# Vallado et al. 2006, AIAA 2006-6753: 2004 April 6, 07:51:28.386009 UTC. The GCRF numbers to 1e-9 km
# are those that Vallado's own program prints for SOFA, with the pole offsets, beside the book's.
EXAMPLE_ITRF_KM = np.array([[-1033.4793830, 7901.2952754, 6380.3565958]])
EXAMPLE_ITRF_KM_S = np.array([[-3.225636520, -2.872451450, 5.531924446]])


@pytest.fixture(scope="module")
def example(invented_earth):
    return invented_earth.constant(
        1557,
        xp_rad=-0.140682 * ARCSEC_TO_RAD,
        yp_rad=0.333309 * ARCSEC_TO_RAD,
        ut1_tai_s=-0.4399619 - 32.0,
        lod_s=0.0015563,
        dx_rad=-0.000205 * ARCSEC_TO_RAD,
        dy_rad=-0.000136 * ARCSEC_TO_RAD,
    )


def from_itrf(target, orientation):
    return change_frame(
        Epochs.from_utc_text("2004-04-06T07:51:28.386009"),
        EXAMPLE_ITRF_KM,
        velocity_km_s=EXAMPLE_ITRF_KM_S,
        origin=Frame.ITRF,
        target=target,
        orientation=orientation,
    )


def test_vallado_itrf_to_gcrf(example):
    position_km, velocity_km_s = from_itrf(Frame.GCRF, example)
    expected_km = np.array([[5102.508959486507, 6123.011392959787, 6378.136934384333]])
    expected_km_s = np.array([[-4.743220161, 0.790536500, 5.533755724]])
    print(f"Vallado 3-15, ITRF to GCRF: {np.linalg.norm(position_km - expected_km) * 1e6:.4f} mm")
    assert np.abs(position_km - expected_km).max() < 1e-7
    assert np.abs(velocity_km_s - expected_km_s).max() < 2e-9


def test_vallado_itrf_to_teme(example):
    position_km, velocity_km_s = from_itrf(Frame.TEME, example)
    expected_km = np.array([[5094.18016210, 6127.64465950, 6380.34453270]])
    expected_km_s = np.array([[-4.746131487, 0.785818041, 5.531931288]])
    print(f"Vallado appendix C, ITRF to TEME: {np.linalg.norm(position_km - expected_km) * 1e6:.2f} mm")
    # The book holds UT1 in one double, whose step of 40 microseconds is 2 cm of Earth rotation here.
    assert np.abs(position_km - expected_km).max() < 2e-5
    assert np.abs(velocity_km_s - expected_km_s).max() < 2e-8


def test_sofa_cookbook_matrix(invented_earth):
    """SOFA Tools for Earth Attitude, section 5.5: IAU 2006/2000A, CIO based, 2007 April 5, 12h UTC."""
    orientation = invented_earth.constant(
        2651,
        xp_rad=0.0349282 * ARCSEC_TO_RAD,
        yp_rad=0.4833163 * ARCSEC_TO_RAD,
        ut1_tai_s=-0.072073685 - 33.0,
        dx_rad=0.1750 * MILLIARCSEC_TO_RAD,
        dy_rad=-0.2259 * MILLIARCSEC_TO_RAD,
    )
    found = frame_rotation(
        Epochs.from_utc_text("2007-04-05T12:00:00"),
        origin=Frame.GCRF,
        target=Frame.ITRF,
        orientation=orientation,
    )
    expected = np.array(
        [
            [0.973104317697535, 0.230363826239128, -0.000703163482198],
            [-0.230363800456037, 0.973104570632801, 0.000118545366625],
            [0.000711560162668, 0.000046626403995, 0.999999745754024],
        ]
    )
    print(f"SOFA cookbook: {np.abs(found[0] - expected).max():.1e} in the matrix")
    assert np.abs(found[0] - expected).max() < 5e-14
