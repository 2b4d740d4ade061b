from __future__ import annotations

import numpy as np
import pytest

from specola.epochs import Epochs
from specola.errors import CoverageError, DataStaleError, ShapeError
from specola.frames import Frame
from specola.frames.earth import EARTH_ROTATION_RAD_S, change_frame, frame_rotation

EPOCHS = Epochs.from_utc_text(["2016-06-01", "2016-12-31T23:59:60.5", "2018-12-30T12:00:00"])
POSITION_KM = np.array([[7000.0, 0.0, 0.0], [0.0, 42_164.0, 100.0], [-3000.0, 2000.0, 6000.0]])
VELOCITY_KM_S = np.array([[0.0, 7.5, 0.1], [-3.07, 0.0, 0.0], [1.0, -7.0, 2.0]])


def moved(origin, target, orientation, *, epochs=EPOCHS, **keywords):
    return change_frame(
        epochs,
        POSITION_KM[: len(epochs)],
        velocity_km_s=VELOCITY_KM_S[: len(epochs)],
        origin=origin,
        target=target,
        orientation=orientation,
        **keywords,
    )


@pytest.mark.parametrize("frame", list(Frame))
def test_to_the_same_frame_is_a_copy(orientation, frame):
    position_km, velocity_km_s = moved(frame, frame, orientation)
    assert (position_km == POSITION_KM).all()
    assert (velocity_km_s == VELOCITY_KM_S).all()
    assert position_km is not POSITION_KM
    rotation = frame_rotation(EPOCHS, origin=frame, target=frame, orientation=orientation)
    assert (rotation == np.eye(3)).all()


def test_no_states_to_change(orientation):
    position_km, _ = moved(Frame.TEME, Frame.GCRF, orientation, epochs=EPOCHS[:0])
    assert position_km.shape == (0, 3)
    rotation = frame_rotation(EPOCHS[:0], origin=Frame.TEME, target=Frame.GCRF, orientation=orientation)
    assert rotation.shape == (0, 3, 3)


def test_rotations_move_positions_alike(orientation):
    for origin in Frame:
        for target in Frame:
            position_km, _ = moved(origin, target, orientation)
            rotation = frame_rotation(EPOCHS, origin=origin, target=target, orientation=orientation)
            assert np.matvec(rotation, POSITION_KM) == pytest.approx(position_km, abs=1e-10)


def test_a_body_at_rest_on_the_earth_moves_east(orientation):
    still = np.zeros_like(POSITION_KM)
    _, velocity_km_s = change_frame(
        EPOCHS,
        POSITION_KM,
        velocity_km_s=still,
        origin=Frame.ITRF,
        target=Frame.GCRF,
        orientation=orientation,
    )
    speed = np.linalg.norm(velocity_km_s, axis=1)
    at = orientation.at(EPOCHS)
    pole = np.stack([at.xp_rad, -at.yp_rad, np.ones(3)], axis=1)
    distance_from_axis_km = np.linalg.norm(np.cross(pole, POSITION_KM), axis=1)
    rate_rad_s = EARTH_ROTATION_RAD_S * (1 - at.lod_s / 86_400)
    assert speed == pytest.approx(rate_rad_s * distance_from_axis_km, rel=1e-10)


def test_eme2000_is_gcrf_turned_by_the_frame_bias(orientation):
    position_km, velocity_km_s = moved(Frame.GCRF, Frame.EME2000, orientation)
    offset_arcsec = (
        np.linalg.norm(position_km - POSITION_KM, axis=1) / np.linalg.norm(POSITION_KM, axis=1) * 206_265
    )
    assert ((offset_arcsec > 0.01) & (offset_arcsec < 0.024)).all()
    assert np.linalg.norm(velocity_km_s, axis=1) == pytest.approx(np.linalg.norm(VELOCITY_KM_S, axis=1))


def test_the_bias_needs_no_orientation(orientation):
    early = Epochs.from_utc_text("1960-01-01")
    position_km, _ = moved(Frame.EME2000, Frame.GCRF, orientation, epochs=early)
    assert np.isfinite(position_km).all()


def test_epochs_outside_the_orientation_are_refused(orientation):
    early, late = Epochs.from_utc_text("2014-01-01"), Epochs.from_utc_text("2019-01-02")
    with pytest.raises(CoverageError, match="2014-01-01"):
        moved(Frame.TEME, Frame.ITRF, orientation, epochs=early)
    with pytest.raises(DataStaleError, match="2019-01-02"):
        moved(Frame.TEME, Frame.ITRF, orientation, epochs=late)
    with pytest.raises(DataStaleError, match="2019-01-02"):
        frame_rotation(late, origin=Frame.TEME, target=Frame.ITRF, orientation=orientation)
    position_km, _ = moved(Frame.TEME, Frame.ITRF, orientation, epochs=late, allow_stale=True)
    assert np.linalg.norm(position_km) == pytest.approx(7000.0)


def test_rows_that_are_nan_stay_nan_and_harm_no_other(orientation):
    position_km = POSITION_KM.copy()
    position_km[1] = np.nan
    found, _ = change_frame(
        EPOCHS,
        position_km,
        velocity_km_s=VELOCITY_KM_S,
        origin=Frame.TEME,
        target=Frame.GCRF,
        orientation=orientation,
    )
    assert np.isnan(found).all(axis=1).tolist() == [False, True, False]


def test_row_counts_must_agree(orientation):
    with pytest.raises(ShapeError, match="position_km"):
        change_frame(
            EPOCHS[:2],
            POSITION_KM,
            velocity_km_s=VELOCITY_KM_S,
            origin=Frame.TEME,
            target=Frame.GCRF,
            orientation=orientation,
        )


def test_many_rows_go_in_chunks(orientation):
    n = 20_000
    epochs = Epochs.from_utc_text("2016-12-01").shifted(np.linspace(0.0, 5e6, n))
    position_km, velocity_km_s = np.tile(POSITION_KM[:1], (n, 1)), np.tile(VELOCITY_KM_S[:1], (n, 1))
    keywords = {"origin": Frame.TEME, "target": Frame.GCRF, "orientation": orientation}
    all_km, _ = change_frame(epochs, position_km, velocity_km_s=velocity_km_s, **keywords)
    rotation = frame_rotation(epochs, **keywords)
    rows = np.array([0, 8191, 8192, 19_999])
    some_km, _ = change_frame(epochs[rows], position_km[rows], velocity_km_s=velocity_km_s[rows], **keywords)
    assert (all_km[rows] == some_km).all()
    assert np.matvec(rotation[rows], position_km[rows]) == pytest.approx(some_km, abs=1e-11)
