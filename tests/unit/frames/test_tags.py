from __future__ import annotations

import pytest

from specola.errors import FrameError
from specola.frames import Frame, frame_from_ccsds


@pytest.mark.parametrize(
    ("name", "frame"),
    [
        ("TEME", Frame.TEME),
        ("TEMEOFDATE", Frame.TEME),
        ("GCRF", Frame.GCRF),
        ("ICRF", Frame.GCRF),
        ("EME2000", Frame.EME2000),
        ("J2000", Frame.EME2000),
        ("ITRF", Frame.ITRF),
        ("ITRF-97", Frame.ITRF),
        ("ITRF1997", Frame.ITRF),
        ("ITRF2000", Frame.ITRF),
        ("ITRF2020", Frame.ITRF),
        (" itrf-93 ", Frame.ITRF),
    ],
)
def test_ccsds_names(name, frame):
    assert frame_from_ccsds(name) is frame


def test_every_tag_is_its_own_name():
    assert [frame_from_ccsds(frame.value) for frame in Frame] == list(Frame)


@pytest.mark.parametrize("name", ["TOD", "MOD", "GRC", "ITRF1", "ITRF192000", ""])
def test_an_unknown_frame_is_refused_with_the_list(name):
    with pytest.raises(FrameError, match=f"{name!r} is not known, expected one of EME2000, GCRF"):
        frame_from_ccsds(name)
