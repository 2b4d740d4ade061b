from __future__ import annotations

import numpy as np
import pytest

from specola.epochs import LEAP_SECONDS, TextStatus
from specola.epochs.text import read_utc_texts


def read(*texts):
    return read_utc_texts(list(texts), LEAP_SECONDS)


@pytest.mark.parametrize(
    ("text", "day", "second", "fraction_s"),
    [
        ("2000-01-02", 1, 0, 0.0),
        ("2000-002", 1, 0, 0.0),
        ("2000-002Z", 1, 0, 0.0),
        ("2000-01-02T00:00:01", 1, 1, 0.0),
        ("2000-002T00:01:01Z", 1, 61, 0.0),
        ("2000-01-02T23:59:59.5", 1, 86_399, 0.5),
        ("2000-01-02T01:00:00.000001Z", 1, 3600, 0.000001),
        ("2016-12-31T23:59:60", 6209, 86_400, 0.0),
        ("2016-366T23:59:60.25Z", 6209, 86_400, 0.25),
        ("0001-01-01", -730_119, 0, 0.0),
        ("9999-12-31T23:59:59", 2_921_939, 86_399, 0.0),
    ],
)
def test_layouts(text, day, second, fraction_s):
    fields = read(text)
    assert fields.status.tolist() == [TextStatus.OK]
    assert (fields.day[0], fields.second[0], fields.fraction_s[0]) == (day, second, fraction_s)


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("", TextStatus.LAYOUT),
        ("Z", TextStatus.LAYOUT),
        ("2000", TextStatus.LAYOUT),
        ("2000-01-02T", TextStatus.LAYOUT),
        ("2000-01-02T00:00", TextStatus.LAYOUT),
        ("2000-01-02T00:00:00.", TextStatus.LAYOUT),
        ("2000-01-02T00:00:00.Z", TextStatus.LAYOUT),
        ("2000-01-02 00:00:00", TextStatus.LAYOUT),
        ("2000-01-02T00-00:00", TextStatus.LAYOUT),
        ("2000-01-02T00:00-00", TextStatus.LAYOUT),
        ("2000-01-02T00:00:00,5", TextStatus.LAYOUT),
        ("2000-01-02T00:00:00.5x", TextStatus.LAYOUT),
        ("2000-01-02T00:00:00." + "1" * 18 + "x1", TextStatus.LAYOUT),
        ("2000-01-02T0x:00:00", TextStatus.LAYOUT),
        ("2000x002", TextStatus.LAYOUT),
        ("2000-0x2", TextStatus.LAYOUT),
        ("2000-01-0x", TextStatus.LAYOUT),
        ("x000-01-02", TextStatus.LAYOUT),
        ("2000-01-02T00:00:00z", TextStatus.LAYOUT),
        ("٢٠٠٠-01-02", TextStatus.LAYOUT),
        ("0000-01-01", TextStatus.NO_SUCH_DATE),
        ("2000-13-01", TextStatus.NO_SUCH_DATE),
        ("2000-00-01", TextStatus.NO_SUCH_DATE),
        ("2001-02-29", TextStatus.NO_SUCH_DATE),
        ("2001-366", TextStatus.NO_SUCH_DATE),
        ("2001-000", TextStatus.NO_SUCH_DATE),
        ("2000-01-02T24:00:00", TextStatus.NO_SUCH_TIME),
        ("2000-01-02T00:60:00", TextStatus.NO_SUCH_TIME),
        ("2000-01-02T00:00:60", TextStatus.NO_SUCH_TIME),
        ("2000-01-02T23:59:60", TextStatus.NO_SUCH_TIME),
        ("2016-12-31T22:59:60", TextStatus.NO_SUCH_TIME),
        ("2016-12-31T23:58:60", TextStatus.NO_SUCH_TIME),
        ("2016-12-31T23:59:61", TextStatus.NO_SUCH_TIME),
        ("2016-12-31T00:00:99", TextStatus.NO_SUCH_TIME),
    ],
)
def test_refusals(text, status):
    fields = read(text)
    assert fields.status.tolist() == [status]
    assert np.isnan(fields.fraction_s[0])


def test_one_bad_text_leaves_the_others():
    fields = read("2000-01-02", "junk", "2000-01-02T00:00:00.5", "2000-13-02", "2000-01-03", "")
    assert (fields.status == TextStatus.OK).tolist() == [True, False, True, False, True, False]
    assert fields.day[[0, 2, 4]].tolist() == [1, 1, 2]


def test_texts_of_one_length_may_have_several_layouts():
    same_length = [
        "2000-01-02T00:00:00Z",
        "2000-002T00:00:00.25",
        "2000-002T00:00:00.5Z",
        "2000-01-02T00:00:07Z",
    ]
    fields = read(*same_length)
    assert {len(text) for text in same_length} == {20}
    assert fields.status.tolist() == [0] * 4
    assert fields.fraction_s.tolist() == [0.0, 0.25, 0.5, 0.0]
    assert fields.second.tolist() == [0, 0, 0, 7]


def test_long_fractions_are_rounded_once_and_cut_beyond_18_digits():
    fields = read("2000-01-01T00:00:00.1234567890123456789999", "2000-01-01T00:00:00." + "9" * 30)
    assert fields.fraction_s[0] == pytest.approx(0.12345678901234568, abs=2e-17)
    assert fields.fraction_s[1] == 1.0


def test_nothing_to_read():
    assert len(read().day) == 0
