from __future__ import annotations

import numpy as np
import pytest

from specola.dynamics.frame_changes import to_frame
from specola.dynamics.states import States
from specola.epochs import Epochs
from specola.errors import DataStaleError
from specola.frames import Frame

EPOCHS = Epochs.from_utc_text(["2016-06-01", "2016-12-31T23:59:60.5"])
POSITION_KM = np.array([[7000.0, 0.0, 0.0], [0.0, 42_164.0, 100.0]])
VELOCITY_KM_S = np.array([[0.0, 7.5, 0.1], [-3.07, 0.0, 0.0]])


@pytest.mark.parametrize("frame", list(Frame))
def test_states_carry_their_new_frame_and_come_back(orientation, frame):
    states = States(Frame.TEME, EPOCHS, POSITION_KM, VELOCITY_KM_S)
    there = to_frame(states, frame, orientation=orientation)
    back = to_frame(there, Frame.TEME, orientation=orientation)
    assert there.frame is frame
    assert there.epochs is EPOCHS
    assert back.position_km == pytest.approx(POSITION_KM, abs=1e-9)
    assert back.velocity_km_s == pytest.approx(VELOCITY_KM_S, abs=1e-12)


def test_stale_orientation_only_when_allowed(orientation):
    states = States(Frame.TEME, Epochs.from_utc_text("2019-06-01"), POSITION_KM[:1], VELOCITY_KM_S[:1])
    with pytest.raises(DataStaleError):
        to_frame(states, Frame.ITRF, orientation=orientation)
    assert to_frame(states, Frame.ITRF, orientation=orientation, allow_stale=True).frame is Frame.ITRF
