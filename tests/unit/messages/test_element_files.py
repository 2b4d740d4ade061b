"""Which form a file has, and what is refused whole."""

from __future__ import annotations

import gzip
import json

import pytest

from specola.errors import MessageError
from specola.messages import read_element_file

COLUMNS = (
    "OBJECT_NAME,OBJECT_ID,EPOCH,MEAN_MOTION,ECCENTRICITY,INCLINATION,RA_OF_ASC_NODE,ARG_OF_PERICENTER,"
    "MEAN_ANOMALY,EPHEMERIS_TYPE,CLASSIFICATION_TYPE,NORAD_CAT_ID,ELEMENT_SET_NO,REV_AT_EPOCH,BSTAR,"
    "MEAN_MOTION_DOT,MEAN_MOTION_DDOT"
)
ROW = "SAT A,2020-001A,2024-05-02T10:57:46.570464,14.98765432,.0012345,97.1234,12.5,34.5,56.5,0,U,7,999,1234,"
ROW += ".1E-3,.2E-4,0"
TLE = (
    "1 43210U 18099BC  24123.45678901 -.00012345  12345-5 -67890-4 0  9990\n"
    "2 43210  97.1234 123.4567 0012345 234.5678 345.6789 14.98765432 12347\n"
)
ELEMENTS = {
    "EPOCH": "2024-123T10:00:00",
    "MEAN_MOTION": "15.5",
    "ECCENTRICITY": "0.001",
    "INCLINATION": "51.6",
    "RA_OF_ASC_NODE": "1",
    "ARG_OF_PERICENTER": "2",
    "MEAN_ANOMALY": "3",
    "BSTAR": "0",
    "NORAD_CAT_ID": "7",
}
JSON = json.dumps([ELEMENTS])
KVN = "CCSDS_OMM_VERS = 3.0\n" + "\n".join(f"{key} = {value}" for key, value in ELEMENTS.items())
LEAVES = "".join(f"<{key}>{value}</{key}>" for key, value in ELEMENTS.items())
OMM = f'<omm id="CCSDS_OMM_VERS" version="2.0"><body><segment>{LEAVES}</segment></body></omm>'
XML = f"<ndm>{OMM}</ndm>"


@pytest.mark.parametrize(
    ("content", "form"),
    [
        (TLE, "tle"),
        ("\r\n\r\nNAME\n" + TLE, "3le"),
        (f"{COLUMNS}\n{ROW}\n", "omm-csv"),
        (f"\n\n{COLUMNS}\r\n{ROW}", "omm-csv"),
        ("\ufeff" + COLUMNS + "\n" + ROW, "omm-csv"),
        (f'"{COLUMNS.replace(",", chr(34) + "," + chr(34))}"\n{ROW}', "omm-csv"),
        (JSON, "omm-json"),
        ("\n " + JSON[1:-1], "omm-json"),
        ("\ufeff" + JSON, "omm-json"),
        (KVN, "omm-kvn"),
        ("COMMENT a file of elements\n\n" + KVN, "omm-kvn"),
        ('<?xml version="1.0"?>\n' + XML, "omm-xml"),
        (OMM, "omm-xml"),
    ],
)
def test_the_form_is_told_from_the_contents(content, form):
    result = read_element_file(content.encode(), file="elements")
    assert (result.form, len(result.records), result.refusals) == (form, 1, ())
    assert result.content == content.encode()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "the file is empty, expected a TLE"),
        (b" \r\n\t\n", "the file is empty"),
        (b"\x00\x01\x02", "binary (byte 0 is zero)"),
        (TLE.encode("utf-16"), "binary"),
        (gzip.compress(TLE.encode(), mtime=0), "still compressed (gzip), expected decompressed text"),
        (b"<!DOCTYPE html><html><body>404</body></html>", "web page (HTML)"),
        (b"\n<HTML>\n<HEAD><TITLE>Error</TITLE>", "web page (HTML)"),
        (b"No GP data found", "the source answered 'No GP data found'"),
        (b"No SupGP data found\r\n", "No SupGP data found"),
        (b"Invalid query", "the file begins 'Invalid query', expected a TLE or 3LE file"),
        (b"a,b,c\n1,2,3\n", "the file begins 'a,b,c'"),
        (b"<ndm><cdm id='CCSDS_CDM_VERS' version='1.0'/></ndm>", "the XML holds no omm"),
        (b"<ndm", "not well-formed"),
        (b"NORAD_CAT_ID,EPOCH\n5,2024-001T00:00:00", "no column MEAN_MOTION, ECCENTRICITY"),
        ((COLUMNS + ",BSTAR\n").encode(), "column BSTAR is there twice"),
        (b"<!DOCTYPE ndm [<!ENTITY a 'b'>]><ndm/>", "a DOCTYPE declaration"),
    ],
)
def test_what_cannot_be_read_at_all_is_refused_in_a_sentence(content, says):
    with pytest.raises(MessageError) as caught:
        read_element_file(content, file="bad.txt")
    assert caught.value.file == "bad.txt"
    assert says in str(caught.value)


def test_a_message_of_another_kind_is_a_refusal_among_others():
    result = read_element_file(b"CCSDS_CDM_VERS = 1.0\n", file="x")
    assert len(result.records) == 0
    assert "x:1: a CCSDS CDM message, expected an OMM" in str(result.refusals[0])


def test_a_header_alone_is_an_empty_catalog():
    result = read_element_file(COLUMNS.encode(), file="empty.csv")
    assert (len(result.records), result.refusals) == (0, ())
    assert len(result.records[:0]) == 0
    result = read_element_file(b"[]", file="empty.json")
    assert (len(result.records), result.refusals) == (0, ())


def test_a_kvn_file_whose_first_line_is_damaged_is_still_one():
    result = read_element_file(("XYZ\nORIGINATOR = me\n" * 2 + KVN + "\n" + KVN).encode(), file="x")
    assert (result.form, len(result.records)) == ("omm-kvn", 2)
    assert [error.line for error in result.refusals] == [1, 3]
