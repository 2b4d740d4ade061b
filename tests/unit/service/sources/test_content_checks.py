"""Content is data, or it is refused with a sentence."""

from __future__ import annotations

import pytest

from specola.errors import MessageError
from specola.service.sources.content_checks import require_element_sets, require_table

HEADER = (
    b"OBJECT_NAME,OBJECT_ID,EPOCH,MEAN_MOTION,ECCENTRICITY,INCLINATION,RA_OF_ASC_NODE,ARG_OF_PERICENTER,"
    b"MEAN_ANOMALY,EPHEMERIS_TYPE,CLASSIFICATION_TYPE,NORAD_CAT_ID,ELEMENT_SET_NO,REV_AT_EPOCH,BSTAR,"
    b"MEAN_MOTION_DOT,MEAN_MOTION_DDOT\n"
)
ROW = (
    b"TOWER 1,2025-100A,2026-11-23T12:00:00.000000,15.25,.0011,51.6,10.5,20.25,30.125,0,U,100001,999,1200,"
    b".00021,.00011,0\n"
)
BAD = ROW.replace(b",.0011,", b",1.5,")


def test_a_table_is_known():
    require_table("A", "B")(b'\xef\xbb\xbfA,B\r\n"1,5",2\r\n', "file")
    require_table("B")(b'"A","B","C"\n"1","2","3"', "file")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "file:1: the first line is '', expected columns A, B"),
        (b"No GP data found", "file:1: the first line is 'No GP data found', expected columns A, B"),
        (b"A,C\n1,2\n", "file:1: the first line is 'A,C', expected columns B"),
        (b"A,B\n", "file:2: no rows, expected at least one"),
        (b"A,B\n1,2\n3", "file:3: the last line has 1 fields, expected 2"),
    ],
)
def test_what_is_no_table_is_told(content, sentence):
    with pytest.raises(MessageError) as caught:
        require_table("A", "B")(content, "file")
    assert str(caught.value) == sentence


def test_one_good_element_set_is_enough():
    require_element_sets(HEADER + BAD + ROW, "file")


def test_no_good_element_set_is_refused_in_the_words_of_the_first():
    with pytest.raises(MessageError, match=r"^file:2: ECCENTRICITY: "):
        require_element_sets(HEADER + BAD + BAD, "file")


def test_a_table_of_something_else_is_refused():
    with pytest.raises(MessageError, match="expected columns NORAD_CAT_ID"):
        require_element_sets(b"OBJECT_NAME\nTOWER 1\n", "file")
