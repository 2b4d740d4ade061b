"""SATCAT of CelesTrak and of Space-Track: the same facts under the same names."""

from __future__ import annotations

import json

import numpy as np
import pytest

from specola.errors import MessageError
from specola.messages import read_satcat_file

HEADER = (
    "OBJECT_NAME,OBJECT_ID,NORAD_CAT_ID,OBJECT_TYPE,OPS_STATUS_CODE,OWNER,LAUNCH_DATE,LAUNCH_SITE,DECAY_DATE,"
    "PERIOD,INCLINATION,APOGEE,PERIGEE,RCS,DATA_STATUS_CODE,ORBIT_CENTER,ORBIT_TYPE"
)
ROWS = (
    "TEST SAT 1,2020-001A,45001,PAY,+,ITAL,2020-01-02,FRGUI,,95.5,97.6,520,505,1.25,,EA,ORB",
    "TEST SAT 1 R/B,2020-001B,45002,R/B,D,ITAL,2020-01-02,FRGUI,2021-03-04,,,,,,,EA,IMP",
    "UNKNOWN,,270001,UNK,,TBD,,,,100.1,51.6,-5,-10,,NEA,EA,ORB",
)


def csv_file(*rows):
    return read_satcat_file("\n".join([HEADER, *rows]).encode(), file="satcat.csv")


def test_celestrak():
    result = csv_file(*ROWS)
    records = result.records
    assert (result.form, result.refusals, len(records)) == ("satcat-csv", (), 3)
    assert records.norad_cat_id.tolist() == [45_001, 45_002, 270_001]
    assert records.object_type.tolist() == ["PAY", "R/B", "UNK"]
    assert records.ops_status_code.tolist() == ["+", "D", ""]
    assert records.launch_date.tolist() == ["2020-01-02", "2020-01-02", ""]
    assert records.decay_date.tolist() == ["", "2021-03-04", ""]
    assert records.period_min[0] == 95.5
    assert np.isnan(records.period_min[1])
    assert records.perigee_km.tolist()[2] == -10.0
    assert np.isnan(records.rcs_m2).tolist() == [False, True, True]
    assert records.rcs_size.tolist() == ["", "", ""]
    assert records.data_status_code.tolist() == ["", "", "NEA"]
    assert records.line.tolist() == [2, 3, 4]
    assert records[records.norad_cat_id > 50_000].object_name.tolist() == ["UNKNOWN"]


def test_spacetrack():
    entry = {
        "INTLDES": "2020-001A",
        "NORAD_CAT_ID": "45001",
        "OBJECT_TYPE": "PAYLOAD",
        "SATNAME": "TEST SAT 1",
        "COUNTRY": "IT",
        "LAUNCH": "2020-01-02",
        "SITE": "FRGUI",
        "DECAY": None,
        "PERIOD": "95.50",
        "INCLINATION": "97.60",
        "APOGEE": "520",
        "PERIGEE": "505",
        "RCSVALUE": "0",
        "RCS_SIZE": "LARGE",
        "CURRENT": "Y",
    }
    debris = entry | {"NORAD_CAT_ID": "45003", "OBJECT_TYPE": "DEBRIS", "RCS_SIZE": None}
    rocket = entry | {"NORAD_CAT_ID": "45002", "OBJECT_TYPE": "ROCKET BODY"}
    unknown = entry | {"NORAD_CAT_ID": "45004", "OBJECT_TYPE": "TBA"}
    result = read_satcat_file(json.dumps([entry, rocket, debris, unknown]).encode(), file="satcat.json")
    records = result.records
    assert (result.form, result.refusals) == ("satcat-json", ())
    assert records.object_name[0] == "TEST SAT 1"
    assert records.owner[0] == "IT"
    assert records.object_type.tolist() == ["PAY", "R/B", "DEB", "UNK"]
    assert records.rcs_size.tolist() == ["LARGE", "LARGE", "", "LARGE"]
    assert records.decay_date.tolist() == [""] * 4
    assert records.period_min[0] == 95.5


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("PAY", "SHIP", "OBJECT_TYPE"),
        (",+,", ",!,", "OPS_STATUS_CODE"),
        ("2020-01-02", "2020-13-02", "LAUNCH_DATE"),
        ("2020-01-02", "2020-1-2", "LAUNCH_DATE"),
        ("2020-01-02", "2020-001T0", "LAUNCH_DATE"),
        ("95.5", "-1", "PERIOD"),
        ("97.6", "197.6", "INCLINATION"),
        ("45001", "A5001", "NORAD_CAT_ID"),
        ("1.25", "big", "RCS"),
    ],
)
def test_a_bad_row_is_refused_alone(old, new, field):
    result = csv_file(ROWS[0].replace(old, new), *ROWS[1:])
    assert result.records.norad_cat_id.tolist() == [45_002, 270_001]
    assert [(error.line, error.field) for error in result.refusals] == [(2, field)]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "the file is empty"),
        (b"OBJECT_NAME,OBJECT_ID\nA,B", "no column OBJECT_TYPE, NORAD_CAT_ID"),
        (b"<html><body>404</body></html>", "web page"),
    ],
)
def test_what_is_no_satcat(content, says):
    with pytest.raises(MessageError, match=says):
        read_satcat_file(content, file="satcat")


def test_a_json_cut_short_keeps_its_whole_objects():
    content = '[{"NORAD_CAT_ID": 5, "OBJECT_TYPE": "PAYLOAD"}, {"NORAD_CAT'
    result = read_satcat_file(content.encode(), file="satcat")
    assert result.records.norad_cat_id.tolist() == [5]
    assert len(result.refusals) == 2
    empty = read_satcat_file(b"[]", file="satcat")
    assert len(empty.records) == 0
