"""OMM written: what the text looks like, and what is refused."""

from __future__ import annotations

import dataclasses
import json

import numpy as np
import pytest

from specola.epochs import Epochs
from specola.errors import EpochError, MessageError
from specola.messages import (
    ElementRecords,
    read_element_file,
    write_omm_csv,
    write_omm_json,
    write_omm_kvn,
    write_omm_xml,
)
from specola.messages.omm_writing import decimal_text, epoch_texts

HEADER = {"creation_date_utc": "2024-05-03T00:00:00", "originator": "TEST"}
WRITERS = {
    "omm-csv": write_omm_csv,
    "omm-json": write_omm_json,
    "omm-kvn": lambda records: write_omm_kvn(records, **HEADER),
    "omm-xml": lambda records: write_omm_xml(records, **HEADER),
}


def records_of(n=1, **changes) -> ElementRecords:
    """Return n invented records."""
    rows = np.arange(n)
    columns = {
        "norad_cat_id": 100_000 + rows,
        "object_name": np.array([f"SAT {row}" for row in rows], dtype=np.str_),
        "object_id": np.full(n, "2020-001A"),
        "classification_type": np.full(n, "U"),
        "epoch": Epochs.from_utc_text(["2024-05-02T10:57:46.570464"] * n),
        "mean_motion_rev_day": 14.5 + rows / 7.0,
        "eccentricity": 0.001 + rows / 700.0,
        "inclination_deg": 51.6 + rows,
        "ra_of_asc_node_deg": 1.1 + rows,
        "arg_of_pericenter_deg": 2.2 + rows,
        "mean_anomaly_deg": 3.3 + rows,
        "bstar_per_earth_radius": -1e-5 * rows,
        "mean_motion_dot_rev_day2": 1e-6 / (1.0 + rows),
        "mean_motion_ddot_rev_day3": np.zeros(n),
        "ephemeris_type": np.zeros(n, dtype=np.int64),
        "element_set_no": np.full(n, 999),
        "rev_at_epoch": 1000 + rows,
        "line": rows,
        "span": np.zeros((n, 2), dtype=np.int64),
    }
    return ElementRecords(**(columns | changes))


def assert_same(found: ElementRecords, due: ElementRecords) -> None:
    """Every column the same to the last bit, place in the file aside."""
    assert len(found) == len(due)
    for field in dataclasses.fields(due):
        one, other = getattr(found, field.name), getattr(due, field.name)
        if field.name == "epoch":
            assert (one.tai_s == other.tai_s).all()
            assert one.fraction_s.tobytes() == other.fraction_s.tobytes()
        elif field.name not in ("line", "span"):
            assert one.tolist() == other.tolist(), field.name


@pytest.mark.parametrize("form", WRITERS)
def test_what_is_written_reads_back_the_same(form):
    due = records_of(5)
    result = read_element_file(WRITERS[form](due), file="x")
    assert (result.form, result.refusals) == (form, ())
    assert_same(result.records, due)


@pytest.mark.parametrize("form", WRITERS)
def test_no_records_make_an_empty_file_of_that_form(form):
    content = WRITERS[form](records_of(0))
    if form in ("omm-csv", "omm-json"):
        assert len(read_element_file(content, file="x").records) == 0
    assert len(content) < 300


@pytest.mark.parametrize("form", ["omm-kvn", "omm-xml"])
def test_numbers_that_are_not_given_are_left_out(form):
    due = records_of(2, norad_cat_id=np.array([-1, 5]), rev_at_epoch=np.array([-1, 0]))
    content = WRITERS[form](due)
    assert content.count(b"REV_AT_EPOCH") == (1 if form == "omm-kvn" else 2)
    assert_same(read_element_file(content, file="x").records, due)


@pytest.mark.parametrize("form", ["omm-csv", "omm-json"])
def test_tables_hold_blanks_for_what_is_not_given_but_need_catalog_numbers(form):
    due = records_of(2, rev_at_epoch=np.array([-1, 0]))
    assert_same(read_element_file(WRITERS[form](due), file="x").records, due)
    with pytest.raises(MessageError, match="NORAD_CAT_ID: none in record 1, expected one, or KVN or XML"):
        WRITERS[form](records_of(2, norad_cat_id=np.array([5, -1])))


def test_csv_quotes_what_needs_it():
    due = records_of(2, object_name=np.array(['A "B", C', 'say ""']))
    content = write_omm_csv(due)
    assert content.endswith(b"\r\n")
    assert b'\r\n"A ""B"", C",' in content
    assert_same(read_element_file(content, file="x").records, due)


def test_json_is_json_with_numbers():
    objects = json.loads(write_omm_json(records_of(2, object_name=np.array(['"é"\\', ""]))))
    assert objects[0]["OBJECT_NAME"] == '"é"\\'
    assert objects[1]["NORAD_CAT_ID"] == 100_001
    assert objects[1]["BSTAR"] == -1e-5


def test_kvn_is_an_omm_with_units():
    text = write_omm_kvn(records_of(), **HEADER).decode()
    lines = [line.replace(" ", "") for line in text.splitlines()]
    assert lines[:7] == [
        "CCSDS_OMM_VERS=2.0",
        "CREATION_DATE=2024-05-03T00:00:00",
        "ORIGINATOR=TEST",
        "OBJECT_NAME=SAT0",
        "OBJECT_ID=2020-001A",
        "CENTER_NAME=EARTH",
        "REF_FRAME=TEME",
    ]
    assert "MEAN_MOTION=14.5[rev/day]" in lines
    assert "MEAN_ELEMENT_THEORY=SGP/SGP4" in lines
    assert "EPOCH=2024-05-02T10:57:46.570464" in lines


def test_xml_is_an_ndm():
    text = write_omm_xml(records_of(), **HEADER).decode()
    assert text.index("<header>") < text.index("<metadata>") < text.index("<meanElements>")
    assert text.index("<meanElements>") < text.index("<tleParameters>")
    assert '<MEAN_MOTION units="rev/day">14.5</MEAN_MOTION>' in text
    assert text.count("<segment>") == 1


@pytest.mark.parametrize("form", WRITERS)
@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"eccentricity": np.array([1.0])}, "ECCENTRICITY"),
        ({"mean_motion_rev_day": np.array([np.nan])}, "MEAN_MOTION"),
        ({"bstar_per_earth_radius": np.array([np.inf])}, "BSTAR"),
        ({"object_name": np.array(["two\nlines"])}, "OBJECT_NAME"),
        ({"object_name": np.array([" blank"])}, "OBJECT_NAME"),
        ({"object_name": np.array(["n" * 201])}, "OBJECT_NAME"),
        ({"classification_type": np.array(["UU"])}, "CLASSIFICATION_TYPE"),
        ({"norad_cat_id": np.array([10**9])}, "NORAD_CAT_ID"),
        ({"ephemeris_type": np.array([4])}, "EPHEMERIS_TYPE"),
    ],
)
def test_what_no_reader_would_take_is_not_written(form, changes, field):
    with pytest.raises(MessageError, match=f"{field}: .* in record 0, expected"):
        WRITERS[form](records_of(**changes))


def test_a_creation_date_that_is_none_is_refused():
    with pytest.raises(EpochError):
        write_omm_kvn(records_of(), creation_date_utc="yesterday", originator="TEST")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0.0"),
        (-0.0, "-0.0"),
        (15.5, "15.5"),
        (1e-5, "1.0e-05"),
        (1.25e-7, "1.25e-07"),
        (1e22, "1.0e+22"),
    ],
)
def test_decimals(value, text):
    assert decimal_text(value) == text
    assert float(text) == value


@pytest.mark.parametrize(
    ("fraction", "digits"),
    [(0.5, 6), (0.570464, 6), (0.123456789, 9), (0.123456789012, 12), (0.123456789012345, 15), (1 / 3, 15)],
)
def test_instants_have_as_many_decimals_as_they_need(fraction, digits):
    text = epoch_texts(Epochs(np.array([0]), np.array([fraction])))[0]
    assert len(text) == len("2000-01-01T00:00:00.") + digits
