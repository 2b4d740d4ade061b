"""Frames: there and back, ways round, rotations; local frames and geodesy."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from specola.epochs import Epochs
from specola.frames import Frame, components, encounter_plane, rtn_rotation
from specola.frames.earth import change_frame, frame_rotation
from specola.frames.geodesy import Geodetic, geodetic_from_itrf, itrf_from_geodetic, topocentric

BEGIN = Epochs.from_utc_text("2015-01-01")
SPAN_S = 1460 * 86_400.0

frames = st.sampled_from(list(Frame))
# Squares of smaller components than 1e-100 km are no numbers of this world, nor of float64.
components_of = st.floats(-5e4, 5e4).map(lambda value: value if abs(value) > 1e-100 else 0.0)
vectors = arrays.arrays(np.float64, 3, elements=components_of).map(lambda vector: vector[None])


def random_states(seed, n=40):
    generator = np.random.Generator(np.random.PCG64(seed))
    epochs = BEGIN.shifted(generator.uniform(0.0, SPAN_S, n))
    return epochs, generator.normal(size=(n, 3)) * 10_000, generator.normal(size=(n, 3)) * 5


def moved(states, origin, target, orientation):
    epochs, position_km, velocity_km_s = states
    found = change_frame(
        epochs,
        position_km,
        velocity_km_s=velocity_km_s,
        origin=origin,
        target=target,
        orientation=orientation,
    )
    return (epochs, *found)


@settings(max_examples=30)
@given(frames, frames, st.integers(0, 2**32))
def test_there_and_back(orientation, origin, target, seed):
    states = random_states(seed)
    back = moved(moved(states, origin, target, orientation), target, origin, orientation)
    assert np.abs(back[1] - states[1]).max() < 1e-10
    assert np.abs(back[2] - states[2]).max() < 1e-13


@settings(max_examples=30)
@given(frames, frames, frames, st.integers(0, 2**32))
def test_every_way_round_is_the_same(orientation, origin, middle, target, seed):
    states = random_states(seed)
    direct = moved(states, origin, target, orientation)
    around = moved(moved(states, origin, middle, orientation), middle, target, orientation)
    assert np.abs(around[1] - direct[1]).max() < 1e-10
    assert np.abs(around[2] - direct[2]).max() < 1e-13


@settings(max_examples=30)
@given(frames, frames, st.integers(0, 2**32))
def test_rotations_are_orthogonal(orientation, origin, target, seed):
    rotation = frame_rotation(random_states(seed)[0], origin=origin, target=target, orientation=orientation)
    assert np.abs(rotation @ rotation.transpose(0, 2, 1) - np.eye(3)).max() < 1e-15 * 4
    assert np.abs(np.linalg.det(rotation) - 1).max() < 1e-14


@settings(max_examples=30)
@given(frames, frames, st.integers(0, 2**32), st.data())
def test_a_row_alone_is_the_row_among_others(orientation, origin, target, seed, data):
    epochs, position_km, velocity_km_s = random_states(seed)
    row = data.draw(st.integers(0, len(epochs) - 1))
    whole = moved((epochs, position_km, velocity_km_s), origin, target, orientation)
    rows = np.array([row])
    alone = moved((epochs[rows], position_km[rows], velocity_km_s[rows]), origin, target, orientation)
    assert (alone[1] == whole[1][rows]).all()
    assert (alone[2] == whole[2][rows]).all()


@settings(max_examples=30)
@given(frames, frames, st.integers(0, 2**32))
def test_velocity_is_the_derivative_of_position(orientation, origin, target, seed):
    epochs, position_km, velocity_km_s = random_states(seed)
    step_s = 0.5
    before, after = (
        moved(
            (epochs.shifted(t), position_km + velocity_km_s * t, velocity_km_s), origin, target, orientation
        )[1]
        for t in (-step_s, step_s)
    )
    found = moved((epochs, position_km, velocity_km_s), origin, target, orientation)[2]
    # The slow turning of TEME and of the pole, left out of velocities, is the rest: < 1e-11 rad/s.
    assert np.abs((after - before) / (2 * step_s) - found).max() < 1e-11 * np.abs(position_km).max() + 5e-8


@given(vectors, vectors)
def test_rtn_holds_the_orbit(position_km, velocity_km_s):
    sine = np.linalg.norm(np.cross(position_km, velocity_km_s))
    assume(sine > 1e-3 * np.linalg.norm(position_km) * np.linalg.norm(velocity_km_s))
    assume(sine > 1e-3)
    rotation = rtn_rotation(position_km, velocity_km_s)
    assert rotation[0] @ rotation[0].T == pytest.approx(np.eye(3), abs=1e-12)
    assert np.linalg.det(rotation[0]) == pytest.approx(1.0)
    radius, speed = np.linalg.norm(position_km), np.linalg.norm(velocity_km_s)
    assert components(rotation, position_km)[0] == pytest.approx([radius, 0, 0], abs=1e-9 * radius)
    radial, in_track, cross_track = components(rotation, velocity_km_s)[0]
    assert in_track > 0
    assert cross_track == pytest.approx(0, abs=1e-9 * speed)
    assert radial == pytest.approx((position_km @ velocity_km_s.T).item() / radius, abs=1e-9 * speed)


@given(vectors, vectors)
def test_the_encounter_plane_holds_the_miss(miss_km, velocity_km_s):
    speed, miss = np.linalg.norm(velocity_km_s), np.linalg.norm(miss_km)
    assume(speed > 1e-6)
    rotation = encounter_plane(miss_km, velocity_km_s)
    assert rotation[0] @ rotation[0].T == pytest.approx(np.eye(3), abs=1e-14)
    assert np.linalg.det(rotation[0]) == pytest.approx(1.0)
    assert components(rotation, velocity_km_s)[0] == pytest.approx([0, 0, speed], abs=1e-14 * speed)
    first, second, _ = components(rotation, miss_km)[0]
    assert first >= -1e-14 * miss
    assert second == pytest.approx(0, abs=1e-14 * miss)


@given(vectors, vectors)
def test_exchanging_the_objects_keeps_the_plane(miss_km, velocity_km_s):
    assume(np.linalg.norm(np.cross(miss_km, velocity_km_s)) > 1e-3)
    one, other = encounter_plane(miss_km, velocity_km_s), encounter_plane(-miss_km, -velocity_km_s)
    assert other == pytest.approx(one * np.array([-1.0, 1.0, -1.0])[:, None], abs=1e-12)


@given(st.floats(-np.pi / 2, np.pi / 2), st.floats(-np.pi, np.pi), st.floats(-100.0, 84_328.0))
def test_geodetic_there_and_back(latitude_rad, longitude_rad, height_km):
    place = Geodetic(np.array([latitude_rad]), np.array([longitude_rad]), np.array([height_km]))
    position_km = itrf_from_geodetic(place)
    found = geodetic_from_itrf(position_km)
    assert np.abs(itrf_from_geodetic(found) - position_km).max() < 1e-9
    assert found.height_km[0] == pytest.approx(height_km, abs=1e-9)
    assert found.latitude_rad[0] == pytest.approx(latitude_rad, abs=1e-14)


@given(vectors, vectors, st.floats(-1.5, 1.5), st.floats(-3.0, 3.0))
def test_the_sky_of_a_site_says_where_things_are(position_km, velocity_km_s, latitude_rad, longitude_rad):
    site = Geodetic(np.array([latitude_rad]), np.array([longitude_rad]), np.array([0.3]))
    offset_km = position_km - itrf_from_geodetic(site)
    assume(np.linalg.norm(offset_km) > 1e-3)
    sky = topocentric(site, position_km, velocity_itrf_km_s=velocity_km_s)
    assert 0 <= sky.azimuth_rad[0] <= 2 * np.pi
    assert sky.range_km[0] == pytest.approx(np.linalg.norm(offset_km), rel=1e-12)
    up = np.array(
        [
            np.cos(latitude_rad) * np.cos(longitude_rad),
            np.cos(latitude_rad) * np.sin(longitude_rad),
            np.sin(latitude_rad),
        ]
    )
    assert np.sin(sky.elevation_rad[0]) == pytest.approx((offset_km[0] @ up) / sky.range_km[0], abs=1e-12)
    rate = (offset_km[0] @ velocity_km_s[0]) / sky.range_km[0]
    assert sky.range_rate_km_s[0] == pytest.approx(rate, abs=1e-10 * (1 + np.abs(velocity_km_s).max()))
