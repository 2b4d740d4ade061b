"""States know their frame."""

from __future__ import annotations

import numpy as np
import pytest

from specola.dynamics.states import States, in_frame
from specola.epochs import Epochs
from specola.errors import FrameError, ShapeError
from specola.frames.tags import Frame

EPOCHS = Epochs.from_utc_text(["2024-01-01T00:00:00Z"] * 2)


def test_states_in_their_frame_pass_as_they_are():
    states = States(Frame.TEME, EPOCHS, np.zeros((2, 3)), np.zeros((2, 3)))
    assert in_frame(states, Frame.TEME) is states
    assert len(states) == 2


def test_states_in_another_frame_are_refused():
    states = States(Frame.TEME, EPOCHS, np.zeros((2, 3)), np.zeros((2, 3)))
    with pytest.raises(FrameError, match=r"states are in .*TEME.*, expected .*GCRF"):
        in_frame(states, Frame.GCRF)


@pytest.mark.parametrize(
    ("position", "velocity", "said"),
    [((2, 2), (2, 3), "position_km"), ((2, 3), (2,), "velocity_km_s"), ((3, 3), (2, 3), "2 epochs, 3 pos")],
)
def test_shapes_that_do_not_fit_are_refused(position, velocity, said):
    with pytest.raises(ShapeError, match=said):
        States(Frame.TEME, EPOCHS, np.zeros(position), np.zeros(velocity))
