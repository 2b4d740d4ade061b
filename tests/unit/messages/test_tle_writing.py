"""TLE written: columns, rounding, and what does not fit."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from specola.epochs import Epochs
from specola.errors import MessageError
from specola.messages import read_element_file, write_tle
from specola.messages.tle_writing import alpha5_text

OMM = """CCSDS_OMM_VERS = 2.0
OBJECT_NAME = TEST SAT 1
OBJECT_ID = 2018-099BC
EPOCH = 2024-05-02T10:57:46.570464
MEAN_MOTION = 14.98765432
ECCENTRICITY = .0012345
INCLINATION = 97.1234
RA_OF_ASC_NODE = 123.4567
ARG_OF_PERICENTER = 234.5678
MEAN_ANOMALY = 345.6789
EPHEMERIS_TYPE = 0
CLASSIFICATION_TYPE = U
NORAD_CAT_ID = 43210
ELEMENT_SET_NO = 999
REV_AT_EPOCH = 1234
BSTAR = -.6789E-4
MEAN_MOTION_DOT = -.12345E-3
MEAN_MOTION_DDOT = .12345E-5
"""
RECORDS = read_element_file(OMM.encode(), file="x").records


def with_(**changes):
    columns = {name: value if name == "epoch" else np.array([value]) for name, value in changes.items()}
    return dataclasses.replace(RECORDS, **columns)


def lines(**changes):
    return write_tle(with_(**changes)).decode().splitlines()


def test_every_column_is_in_its_place():
    assert write_tle(RECORDS, names=True).decode().splitlines() == [
        "0 TEST SAT 1",
        "1 43210U 18099BC  24123.45678901 -.00012345  12345-5 -67890-4 0  9990",
        "2 43210  97.1234 123.4567 0012345 234.5678 345.6789 14.98765432 12347",
    ]


def test_no_name_no_line():
    assert write_tle(with_(object_name=""), names=True).startswith(b"1 43210U")
    assert write_tle(RECORDS).startswith(b"1 43210U")


def test_long_names_are_cut():
    assert write_tle(with_(object_name="N" * 30), names=True).startswith(b"0 " + b"N" * 24 + b"\n")


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (5, "00005"),
        (99_999, "99999"),
        (100_000, "A0000"),
        (179_999, "H9999"),
        (180_000, "J0000"),
        (229_999, "N9999"),
        (230_000, "P0000"),
        (339_999, "Z9999"),
    ],
)
def test_catalog_numbers(number, text):
    assert alpha5_text(number) == text
    assert [line[2:7] for line in lines(norad_cat_id=number)] == [text, text]


@pytest.mark.parametrize("number", [340_000, 799_501_621, -1])
def test_a_catalog_number_that_does_not_fit_is_refused_with_the_way_out(number):
    with pytest.raises(MessageError, match="write an OMM, which holds nine digits"):
        lines(norad_cat_id=number)
    with pytest.raises(MessageError, match="write an OMM"):
        alpha5_text(number)


def test_alpha5_can_be_ruled_out():
    with pytest.raises(MessageError, match="or allow Alpha-5"):
        write_tle(with_(norad_cat_id=100_000), alpha5=False)
    assert write_tle(with_(norad_cat_id=99_999), alpha5=False)[2:7] == b"99999"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, " 00000+0"),
        (-0.0, " 00000+0"),
        (0.00031415926, " 31416-3"),
        (-0.00031415926, "-31416-3"),
        (0.12345, " 12345+0"),
        (1.5, " 15000+1"),
        (0.999995, " 10000+1"),
        (0.0000314155, " 31416-4"),
        (1.234e-12, " 00123-9"),
        (1e-20, " 00000+0"),
        (999990000.0, " 99999+9"),
    ],
)
def test_drag_terms(value, text):
    assert lines(bstar_per_earth_radius=value)[0][53:61] == text
    assert lines(mean_motion_ddot_rev_day3=value)[0][44:52] == text


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"bstar_per_earth_radius": 1e9}, "BSTAR"),
        ({"mean_motion_ddot_rev_day3": -2e9}, "MEAN_MOTION_DDOT"),
        ({"mean_motion_dot_rev_day2": 1.0}, "MEAN_MOTION_DOT"),
        ({"mean_motion_dot_rev_day2": -0.999999999}, "MEAN_MOTION_DOT"),
        ({"mean_motion_rev_day": 100.0}, "MEAN_MOTION"),
        ({"mean_motion_rev_day": 1e-10}, "MEAN_MOTION"),
        ({"mean_motion_rev_day": 0.0}, "MEAN_MOTION"),
        ({"eccentricity": 0.99999999}, "ECCENTRICITY"),
        ({"eccentricity": np.nan}, "ECCENTRICITY"),
        ({"inclination_deg": 181.0}, "INCLINATION"),
        ({"object_id": "20-18"}, "OBJECT_ID"),
        ({"object_id": "2018-099abc"}, "OBJECT_ID"),
        ({"object_id": "1956-001A"}, "OBJECT_ID"),
        ({"object_id": "2018-099BCDE"}, "OBJECT_ID"),
        ({"classification_type": "u"}, "CLASSIFICATION_TYPE"),
        ({"classification_type": "UC"}, "CLASSIFICATION_TYPE"),
        ({"element_set_no": 10_000}, "ELEMENT_SET_NO"),
        ({"ephemeris_type": 4}, "EPHEMERIS_TYPE"),
        ({"object_name": "two\nlines"}, "OBJECT_NAME"),
        ({"epoch": Epochs.from_utc_text("1956-12-31T00:00:00")}, "EPOCH"),
        ({"epoch": Epochs.from_utc_text("2057-01-01T00:00:00")}, "EPOCH"),
        ({"epoch": Epochs.from_utc_text("2016-12-31T23:59:60.5")}, "EPOCH"),
    ],
)
def test_what_does_not_fit_is_refused(changes, field):
    with pytest.raises(MessageError) as caught:
        write_tle(with_(**changes), names=True)
    assert caught.value.field == field


@pytest.mark.parametrize(
    ("changes", "line", "first", "text"),
    [
        ({"eccentricity": 0.12345675}, 1, 27, "1234568"),
        ({"eccentricity": 0.0}, 1, 27, "0000000"),
        ({"ra_of_asc_node_deg": -10.5}, 1, 18, "349.5000"),
        ({"mean_anomaly_deg": 359.99996}, 1, 44, "360.0000"),
        ({"inclination_deg": 0.00005}, 1, 9, "  0.0001"),
        ({"mean_motion_rev_day": 1.002701175}, 1, 53, " 1.00270118"),
        ({"rev_at_epoch": 123_456}, 1, 64, "23456"),
        ({"rev_at_epoch": -1}, 1, 64, "    0"),
        ({"element_set_no": -1}, 0, 65, "   0"),
        ({"ephemeris_type": -1}, 0, 63, "0"),
        ({"classification_type": ""}, 0, 8, " "),
        ({"object_id": ""}, 0, 10, "        "),
        ({"object_id": "1999-025"}, 0, 10, "99025   "),
        ({"mean_motion_dot_rev_day2": -0.0}, 0, 34, " .00000000"),
        ({"epoch": Epochs.from_utc_text("2024-12-31T23:59:59.999999")}, 0, 19, "25001.00000000"),
        ({"epoch": Epochs.from_utc_text("2023-12-31T23:59:59.999999")}, 0, 19, "24001.00000000"),
        ({"epoch": Epochs.from_utc_text("2024-02-28T23:59:59.999999")}, 0, 19, "24060.00000000"),
        ({"epoch": Epochs.from_utc_text("1957-01-01T12:00:00")}, 0, 19, "57001.50000000"),
    ],
)
def test_rounding_and_wrapping(changes, line, first, text):
    assert lines(**changes)[line][first - 1 : first - 1 + len(text)] == text


def test_written_sets_read_back_the_same():
    again = read_element_file(write_tle(RECORDS, names=True), file="x").records
    for field in dataclasses.fields(RECORDS):
        if field.name not in ("epoch", "line", "span"):
            assert getattr(again, field.name).tolist() == getattr(RECORDS, field.name).tolist(), field.name
    assert again.epoch.seconds_since(RECORDS.epoch)[0] == 0.0
