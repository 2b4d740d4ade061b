"""OMM in CSV, JSON, XML and KVN: the same record from each, and refusals with their place."""

from __future__ import annotations

import json

import numpy as np
import pytest

from specola.messages.omm_files import (
    read_omm_csv_file,
    read_omm_json_file,
    read_omm_kvn_file,
    read_omm_xml_file,
)

pytestmark = pytest.mark.kernels

RECORD = {
    "OBJECT_NAME": "TEST SAT 1",
    "OBJECT_ID": "2020-001A",
    "EPOCH": "2024-05-02T10:57:46.570464",
    "MEAN_MOTION": "14.98765432",
    "ECCENTRICITY": ".0012345",
    "INCLINATION": "97.1234",
    "RA_OF_ASC_NODE": "123.4567",
    "ARG_OF_PERICENTER": "234.5678",
    "MEAN_ANOMALY": "345.6789",
    "EPHEMERIS_TYPE": "0",
    "CLASSIFICATION_TYPE": "U",
    "NORAD_CAT_ID": "799501621",
    "ELEMENT_SET_NO": "999",
    "REV_AT_EPOCH": "1234",
    "BSTAR": "-.6789E-4",
    "MEAN_MOTION_DOT": "1.2345e-04",
    "MEAN_MOTION_DDOT": "0",
}
VALUES = {
    "object_name": "TEST SAT 1",
    "object_id": "2020-001A",
    "mean_motion_rev_day": 14.98765432,
    "eccentricity": 0.0012345,
    "inclination_deg": 97.1234,
    "ra_of_asc_node_deg": 123.4567,
    "arg_of_pericenter_deg": 234.5678,
    "mean_anomaly_deg": 345.6789,
    "ephemeris_type": 0,
    "classification_type": "U",
    "norad_cat_id": 799_501_621,
    "element_set_no": 999,
    "rev_at_epoch": 1234,
    "bstar_per_earth_radius": -0.6789e-4,
    "mean_motion_dot_rev_day2": 1.2345e-04,
    "mean_motion_ddot_rev_day3": 0.0,
}


def csv_of(*records):
    names = list(records[0])
    rows = [",".join(record.get(name, "") for name in names) for record in records]
    return "\n".join([",".join(names), *rows, ""])


def json_of(*records):
    return json.dumps(records, indent=0)


def kvn_of(*records):
    return "\n".join(
        "\n".join(["CCSDS_OMM_VERS = 2.0", *(f"{key} = {value}" for key, value in record.items()), ""])
        for record in records
    )


def xml_of(*records):
    messages = "\n".join(
        "<omm id='CCSDS_OMM_VERS' version='2.0'><body>\n"
        + "\n".join(f"<{key}>{value}</{key}>" for key, value in record.items())
        + "\n</body></omm>"
        for record in records
    )
    return f"<ndm>\n{messages}\n</ndm>"


FORMS = {
    "csv": (csv_of, read_omm_csv_file),
    "json": (json_of, read_omm_json_file),
    "kvn": (kvn_of, read_omm_kvn_file),
    "xml": (xml_of, read_omm_xml_file),
}


def read(form, *records):
    spell, reader = FORMS[form]
    return reader(spell(*records).encode(), file="x")


def numbered(number, **changes):
    record = RECORD | {"NORAD_CAT_ID": str(number)}
    for key, value in changes.items():
        if value is None:
            del record[key]
        else:
            record[key] = value
    return record


@pytest.mark.parametrize("form", FORMS)
def test_every_field_is_read(form):
    result = read(form, RECORD)
    assert result.refusals == ()
    assert {name: getattr(result.records, name)[0] for name in VALUES} == VALUES
    assert result.records.epoch.to_utc_text() == ["2024-05-02T10:57:46.570464Z"]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    ("changes", "field", "says"),
    [
        ({"MEAN_MOTION": "0"}, "MEAN_MOTION", "'0', expected a finite number above 0"),
        ({"MEAN_MOTION": "-1"}, "MEAN_MOTION", "'-1'"),
        ({"MEAN_MOTION": "NaN"}, "MEAN_MOTION", "'NaN'"),
        ({"MEAN_MOTION": "1e999"}, "MEAN_MOTION", "'1e999'"),
        ({"MEAN_MOTION": "inf"}, "MEAN_MOTION", "'inf'"),
        ({"MEAN_MOTION": "15.4_9"}, "MEAN_MOTION", "'15.4_9'"),
        ({"MEAN_MOTION": "0x10"}, "MEAN_MOTION", "'0x10'"),
        ({"MEAN_MOTION": ""}, "MEAN_MOTION", "is empty"),
        ({"ECCENTRICITY": "1.0"}, "ECCENTRICITY", "from 0 to below 1"),
        ({"ECCENTRICITY": "-0.1"}, "ECCENTRICITY", "'-0.1'"),
        ({"INCLINATION": "180.5"}, "INCLINATION", "0 to 180"),
        ({"RA_OF_ASC_NODE": "361"}, "RA_OF_ASC_NODE", "'361'"),
        ({"MEAN_ANOMALY": "-361"}, "MEAN_ANOMALY", "'-361'"),
        ({"NORAD_CAT_ID": "1000000000"}, "NORAD_CAT_ID", "nine digits"),
        ({"NORAD_CAT_ID": "A0000"}, "NORAD_CAT_ID", "'A0000'"),
        ({"NORAD_CAT_ID": "25544.0"}, "NORAD_CAT_ID", "'25544.0'"),
        ({"NORAD_CAT_ID": "-5"}, "NORAD_CAT_ID", "'-5'"),
        ({"EPHEMERIS_TYPE": "4"}, "EPHEMERIS_TYPE", "SGP4-XP"),
        ({"REV_AT_EPOCH": "1e3"}, "REV_AT_EPOCH", "'1e3'"),
        ({"BSTAR": "nan"}, "BSTAR", "'nan'"),
        ({"BSTAR": "1.2.3"}, "BSTAR", "'1.2.3'"),
        ({"BSTAR": "1e"}, "BSTAR", "'1e'"),
        ({"EPOCH": "2024-02-30T00:00:00"}, "EPOCH", "YYYY-MM-DD"),
        ({"EPOCH": "2023-366T00:00:00"}, "EPOCH", "2023-366"),
        ({"EPOCH": "2024-05-02 10:57:46"}, "EPOCH", "2024-05-02 10"),
        ({"EPOCH": "2024-05-02T24:00:00"}, "EPOCH", "T24"),
        ({"EPOCH": "2024-05-02T23:59:60"}, "EPOCH", ":60"),
        ({"EPOCH": "24123.45678901"}, "EPOCH", "24123"),
        ({"CLASSIFICATION_TYPE": "UU"}, "CLASSIFICATION_TYPE", "one printable character"),
        ({"OBJECT_NAME": "N" * 201}, "OBJECT_NAME", "N" * 60 + "..."),
        ({"TIME_SYSTEM": "TAI"}, "TIME_SYSTEM", "'TAI', expected UTC"),
        ({"REF_FRAME": "GCRF"}, "REF_FRAME", "TEME"),
        ({"CENTER_NAME": "MARS"}, "CENTER_NAME", "EARTH"),
        ({"MEAN_ELEMENT_THEORY": "DSST"}, "MEAN_ELEMENT_THEORY", "another theory"),
    ],
)
def test_a_bad_field_is_refused_and_its_neighbors_kept(form, changes, field, says):
    extra = {name: "" for name in changes if name not in RECORD}
    result = read(form, numbered(1, **extra), numbered(2, **changes), numbered(3, **extra))
    assert result.records.norad_cat_id.tolist() == [1, 3]
    assert [error.field for error in result.refusals] == [field]
    assert says in str(result.refusals[0])
    lines = FORMS[form][0](numbered(1, **extra), numbered(2, **changes)).splitlines()
    place = lines[result.refusals[0].line - 1]
    if form in ("kvn", "xml"):
        assert field in place
    else:
        assert result.refusals[0].line > 1


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    ("spelling", "number"),
    [("5", 5), ("+25544", 25_544), ("00964", 964), ("999999999", 999_999_999), ("0", 0)],
)
def test_spellings_of_whole_numbers(form, spelling, number):
    assert read(form, numbered(spelling)).records.norad_cat_id.tolist() == [number]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    "spelling",
    [
        "0",
        "-0.0",
        ".5",
        "5.",
        "+1.25E+2",
        "1e-30",
        "12345678901234567890e-25",
        "0.1234567890123456789",
        "1E22",
    ],
)
def test_decimals_are_what_python_reads(form, spelling):
    value = read(form, numbered(1, BSTAR=spelling)).records.bstar_per_earth_radius
    assert value.tobytes() == np.float64(spelling).tobytes()


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    ("spelling", "text"),
    [
        ("2024-05-02T10:57:46", "2024-05-02T10:57:46.000000Z"),
        ("2024-123T10:57:46.5Z", "2024-05-02T10:57:46.500000Z"),
        ("2024-060T00:00:00", "2024-02-29T00:00:00.000000Z"),
        ("2023-060T00:00:00", "2023-03-01T00:00:00.000000Z"),
        ("2024-366T23:59:59.999999", "2024-12-31T23:59:59.999999Z"),
        ("2016-12-31T23:59:60.5", "2016-12-31T23:59:60.500000Z"),
        ("2024-05-02T10:57:46.12345678901234567", "2024-05-02T10:57:46.123457Z"),
        ("2024-05-02", "2024-05-02T00:00:00.000000Z"),
    ],
)
def test_spellings_of_instants(form, spelling, text):
    result = read(form, numbered(1, EPOCH="2024-001T00:00:00"), numbered(2, EPOCH=spelling))
    assert result.records.epoch.to_utc_text() == ["2024-01-01T00:00:00.000000Z", text]


@pytest.mark.parametrize("form", FORMS)
def test_what_may_be_left_out(form):
    optional = ("OBJECT_NAME", "OBJECT_ID", "EPHEMERIS_TYPE", "CLASSIFICATION_TYPE", "ELEMENT_SET_NO")
    optional += ("REV_AT_EPOCH", "MEAN_MOTION_DOT", "MEAN_MOTION_DDOT")
    result = read(form, numbered(1, **dict.fromkeys(optional)))
    records = result.records
    assert result.refusals == ()
    assert (records.object_name[0], records.object_id[0], records.classification_type[0]) == ("", "", "")
    assert (records.ephemeris_type[0], records.element_set_no[0], records.rev_at_epoch[0]) == (-1, -1, -1)
    assert (records.mean_motion_dot_rev_day2[0], records.mean_motion_ddot_rev_day3[0]) == (0.0, 0.0)


@pytest.mark.parametrize("form", ["kvn", "xml"])
def test_messages_may_lack_a_catalog_number(form):
    assert read(form, numbered(1, NORAD_CAT_ID=None)).records.norad_cat_id.tolist() == [-1]


def test_tables_may_not_lack_a_catalog_number():
    result = read("json", numbered(1, NORAD_CAT_ID=None))
    assert "NORAD_CAT_ID: is missing, expected a whole number" in str(result.refusals[0])
    result = read("csv", numbered(""), numbered(2))
    assert (result.refusals[0].line, result.refusals[0].field) == (2, "NORAD_CAT_ID")


@pytest.mark.parametrize("form", FORMS)
def test_constant_metadata_in_any_case_and_unknown_fields_are_taken(form):
    more = {"CENTER_NAME": "Earth", "REF_FRAME": "TEME", "TIME_SYSTEM": "utc", "MEAN_ELEMENT_THEORY": "SGP4"}
    more |= {"RMS": "0.1", "DATA_SOURCE": "operator"}
    assert read(form, RECORD | more).refusals == ()


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", ["", "ÉTOILE 7", "衛星", "A-1 [DTC]", "O'BRIEN; #1"])
def test_names_of_every_kind(form, name):
    assert read(form, RECORD | {"OBJECT_NAME": name}).records.object_name.tolist() == [name]


# ---- CSV


def test_csv_quotes_commas_and_blanks():
    content = csv_of(RECORD).replace("TEST SAT 1", ' "A ""B"", C" ').replace("97.1234", '"97.1234"')
    result = read_omm_csv_file(content.encode(), file="x")
    assert result.records.object_name.tolist() == ['A "B", C']
    assert result.records.inclination_deg.tolist() == [97.1234]


def test_csv_columns_may_come_in_any_order_and_case():
    reversed_record = dict(reversed(RECORD.items()))
    content = csv_of(reversed_record).replace("EPOCH", "epoch", 1)
    records = read_omm_csv_file(content.encode(), file="x").records
    assert {name: getattr(records, name)[0] for name in VALUES} == VALUES


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_csv_line_ends_and_blank_lines(end):
    content = csv_of(numbered(1), numbered(2)).replace("\n", end + end)
    result = read_omm_csv_file(content.encode(), file="x")
    assert result.records.norad_cat_id.tolist() == [1, 2]
    assert result.records.line.tolist() == [3, 5]
    start, end_of_record = result.records.span[1]
    assert content.encode()[start:end_of_record].decode() == ",".join(numbered(2).values())


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda row: row.rsplit(",", 1)[0], "16 fields in the row of NORAD_CAT_ID '2', which ends"),
        (lambda row: row + ",", "18 fields"),
        (lambda row: row[:20], "2 fields"),
        (lambda row: '"' + row, "a quote out of place"),
        (lambda row: '"A"B' + row[3:], "a quote out of place in the row"),
    ],
)
def test_a_csv_row_of_another_shape_is_refused_alone(change, says):
    header, *rows = csv_of(numbered(1), numbered(2), numbered(3)).splitlines()
    content = "\n".join([header, rows[0], change(rows[1]), rows[2]])
    result = read_omm_csv_file(content.encode(), file="x.csv")
    assert result.records.norad_cat_id.tolist() == [1, 3]
    assert [error.line for error in result.refusals] == [3]
    assert says in str(result.refusals[0])


# ---- JSON


def test_json_numbers_null_and_one_object():
    record = json.dumps(RECORD | {"OBJECT_ID": None, "BSTAR": -1.5e-5})
    records = read_omm_json_file(record.encode(), file="x").records
    assert records.object_id.tolist() == [""]
    assert records.bstar_per_earth_radius.tolist() == [-1.5e-5]


@pytest.mark.parametrize(
    ("text", "numbers", "lines"),
    [
        ("[@1,\n@2", [1, 2], [2]),
        ("[@1,\n@2,\n", [1, 2], [3]),
        ('[@1,\n{"OBJECT_NAME": "cut', [1], [2, 2]),
        ('[@1,\n{"EPOCH": },\n@2]', [1, 2], [2]),
        ('[@1,\n{"EPOCH": "2024,\n@2]', [1, 2], [2]),
        ("[@1,\n5,\n@2]", [1, 2], [2]),
        ('[@1,\n[1, 2],\n"x",\n@2]', [1, 2], [2, 3]),
        ("[@1,\nnull,\n@2]", [1, 2], [2]),
        ("[@1,@2]\n trailing", [1, 2], [1]),
        ("[@1\n],@2]", [1, 2], [2]),
        ('[@1,@2,\n{"a" 1}]', [1, 2], [2]),
        ("@1\n@2", [1, 2], []),
        ('[@1,\n{"EPOCH": {"a": [1]}},\n@2]', [1, 2], [2]),
    ],
)
def test_json_that_is_damaged_keeps_its_whole_objects(text, numbers, lines):
    text = text.replace("@1", json.dumps(numbered(1))).replace("@2", json.dumps(numbered(2)))
    result = read_omm_json_file(text.encode(), file="x")
    assert result.records.norad_cat_id.tolist() == numbers
    assert [error.line for error in result.refusals] == lines


def test_json_spans_are_bytes_also_beside_other_alphabets():
    content = json.dumps(
        [numbered(1, OBJECT_NAME="é衛😀"), numbered(2)], ensure_ascii=False, indent=1
    ).encode()
    content = b"\xef\xbb\xbf" + content.replace(b"2020-001A", b"\xff", 1)
    result = read_omm_json_file(content, file="x")
    start, end = result.records.span[1]
    assert json.loads(content[start:end])["NORAD_CAT_ID"] == "2"
    assert result.records.object_id[0] == "\ufffd"


def test_json_nested_without_end_is_refused():
    result = read_omm_json_file(b"[" * 100_000, file="x")
    assert len(result.records) == 0
    assert "nested too deeply" in str(result.refusals[0])


def test_json_that_is_broken_over_and_over_is_given_up():
    result = read_omm_json_file(b'{"a":' * 2000, file="x")
    assert len(result.records) == 0
    assert len(result.refusals) == 1000


# ---- KVN


def test_kvn_units_comments_and_blanks():
    content = (
        kvn_of(RECORD)
        .replace("MEAN_MOTION = 14.98765432", "COMMENT  a = b\n\n  MEAN_MOTION\t=\t14.98765432   [rev/day]  ")
        .replace("= 97.1234", "=97.1234 [deg]")
        .replace("-.6789E-4", "-.6789E-4 [1/ER]")
        .replace("1.2345e-04", "1.2345e-04 [REV/DAY**2]")
    )
    result = read_omm_kvn_file(content.replace("\n", "\r\n").encode(), file="x")
    assert result.refusals == ()
    assert {name: getattr(result.records, name)[0] for name in VALUES} == VALUES


@pytest.mark.parametrize(
    ("line", "with_line", "field", "says"),
    [
        ("INCLINATION = 97.1234", "INCLINATION = 97.1234 [rad]", "INCLINATION", "unit [rad], expected [deg]"),
        ("ECCENTRICITY = .0012345", "ECCENTRICITY = .0012345 [m]", "ECCENTRICITY", "no unit"),
        ("INCLINATION = 97.1234", "INCLINATION = 1\nINCLINATION = 2", "INCLINATION", "a second time"),
        (
            "INCLINATION = 97.1234",
            "INCLINATION 97.1234",
            "",
            "'INCLINATION 97.1234', expected KEYWORD = value",
        ),
        ("CCSDS_OMM_VERS = 2.0", "CCSDS_OMM_VERS = 4.0", "CCSDS_OMM_VERS", "'4.0'"),
        ("CCSDS_OMM_VERS = 2.0", "CCSDS_OPM_VERS = 2.0", "", "a CCSDS OPM message"),
        ("CCSDS_OMM_VERS = 2.0", "CCSDS_OMM = 2.0", "", "no line CCSDS_..._VERS"),
        ("CCSDS_OMM_VERS = 2.0", "ccsds", "", "'ccsds'"),
    ],
)
def test_a_damaged_kvn_message_is_refused_alone(line, with_line, field, says):
    damaged = kvn_of(numbered(2)).replace(line, with_line)
    content = "\n".join([kvn_of(numbered(1)), damaged, kvn_of(numbered(3))])
    result = read_omm_kvn_file(content.encode(), file="x")
    assert result.records.norad_cat_id.tolist() == [1, 3]
    assert result.refusals[0].field == field
    assert says in str(result.refusals[0])


def test_kvn_cut_at_the_end_keeps_what_is_whole():
    content = kvn_of(numbered(1), numbered(2))[:-60]
    result = read_omm_kvn_file(content.encode(), file="x")
    assert result.records.norad_cat_id.tolist() == [1]
    assert len(result.refusals) == 1


def test_kvn_spans_are_the_messages():
    content = kvn_of(numbered(1), numbered(2)).encode()
    result = read_omm_kvn_file(content, file="x")
    for row, number in enumerate((1, 2)):
        start, end = result.records.span[row]
        assert content[start:end].decode().strip() == kvn_of(numbered(number)).strip()


# ---- XML


def test_xml_with_units_namespaces_and_comments():
    content = xml_of(RECORD).replace("<INCLINATION>", "<!-- <omm > --><INCLINATION units='deg'>")
    content = content.replace("<ndm>", "<n:ndm xmlns:n='urn:ccsds:schema:ndmxml'>").replace(
        "</ndm>", "</n:ndm>"
    )
    content = content.replace("<omm", "<n:omm").replace("</omm", "</n:omm")
    result = read_omm_xml_file(content.encode(), file="x")
    assert result.refusals == ()
    assert {name: getattr(result.records, name)[0] for name in VALUES} == VALUES


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("</INCLINATION>", "</INCLINATIO>", "not well-formed"),
        ("<INCLINATION>", "<INCLINATION units='rad'>", "unit [rad]"),
        ("</omm>", "", "not well-formed"),
        ("97.1234", "97.1234 &bad;", "not well-formed"),
        ("version='2.0'", "version='9'", "'9'"),
        ("id='CCSDS_OMM_VERS'", "", "attribute id is None"),
    ],
)
def test_a_damaged_xml_message_is_refused_alone(old, new, says):
    first, damaged, last = (xml_of(numbered(number))[6:-7] for number in (1, 2, 3))
    content = "\n".join(["<?xml version='1.0'?>", "<ndm>", first, damaged.replace(old, new), last, "</ndm>"])
    result = read_omm_xml_file(content.encode(), file="x")
    assert result.records.norad_cat_id.tolist() == [1, 3]
    assert len(result.refusals) == 1
    assert says in str(result.refusals[0])
    first_line = content.split(damaged.replace(old, new))[0].count("\n") + 1
    assert first_line <= result.refusals[0].line <= first_line + damaged.count("\n") + 1


def test_xml_cut_at_the_end_keeps_what_is_whole():
    content = xml_of(numbered(1), numbered(2)).removesuffix("</ndm>")
    result = read_omm_xml_file(content.encode(), file="x")
    assert result.records.norad_cat_id.tolist() == [1, 2]
    assert "not well-formed" in str(result.refusals[0])
    result = read_omm_xml_file(content[:-40].encode(), file="x")
    assert result.records.norad_cat_id.tolist() == [1]
    assert len(result.refusals) == 1


def test_xml_spans_are_the_messages():
    content = xml_of(numbered(1), numbered(2)).encode()
    result = read_omm_xml_file(content, file="x")
    start, end = result.records.span[1]
    assert content[start:end].startswith(b"<omm ")
    assert content[start:end].endswith(b"</omm>")
    assert b"<NORAD_CAT_ID>2<" in content[start:end]
