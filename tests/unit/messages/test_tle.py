"""TLE and 3LE: good sets whatever their dress, and a refusal with its place for each bad one."""

from __future__ import annotations

import numpy as np
import pytest

from specola.messages.tle import read_tle_file

pytestmark = pytest.mark.kernels

NAME = "0 TEST SAT 1"
LINE_1 = "1 43210U 18099BC  24123.45678901 -.00012345  12345-5 -67890-4 0  9990"
LINE_2 = "2 43210  97.1234 123.4567 0012345 234.5678 345.6789 14.98765432 12343"


def checked(line: str) -> str:
    """Return a line with its checksum put right."""
    body = line[:68]
    total = sum(int(char) if char.isdigit() else char == "-" for char in body)
    return body + str(total % 10) + line[69:]


def read(*lines: str, end: str = "\n"):
    return read_tle_file(end.join(lines).encode(), file="x.tle")


def numbered(number: str, line: str) -> str:
    return checked(line[:2] + number + line[7:])


def pair(number: str) -> tuple[str, str]:
    return numbered(number, LINE_1), numbered(number, LINE_2)


LINE_1, LINE_2 = checked(LINE_1), checked(LINE_2)


def test_every_column_is_read():
    result = read(NAME, LINE_1, LINE_2)
    records = result.records
    assert result.form == "3le"
    assert result.refusals == ()
    found = {
        "norad_cat_id": 43210,
        "object_name": "TEST SAT 1",
        "object_id": "2018-099BC",
        "classification_type": "U",
        "mean_motion_rev_day": 14.98765432,
        "eccentricity": 0.0012345,
        "inclination_deg": 97.1234,
        "ra_of_asc_node_deg": 123.4567,
        "arg_of_pericenter_deg": 234.5678,
        "mean_anomaly_deg": 345.6789,
        "bstar_per_earth_radius": -0.67890e-4,
        "mean_motion_dot_rev_day2": -0.00012345,
        "mean_motion_ddot_rev_day3": 0.12345e-5,
        "ephemeris_type": 0,
        "element_set_no": 999,
        "rev_at_epoch": 1234,
        "line": 1,
    }
    assert {name: getattr(records, name)[0] for name in found} == found
    assert records.epoch.to_utc_text(digits=9) == ["2024-05-02T10:57:46.570464000Z"]


def test_the_span_holds_the_set_from_its_name_to_the_end_of_line_2():
    content = ("\r\n" + NAME + "  \r\n" + LINE_1 + "\r\n" + LINE_2 + " \r\n").encode()
    result = read_tle_file(content, file="x")
    start, end = result.records.span[0]
    assert content[start:end].decode() == f"{NAME}  \r\n{LINE_1}\r\n{LINE_2}"
    assert result.records.line.tolist() == [2]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_blank_lines_and_trailing_blanks_do_not_matter(end):
    result = read(
        "", "  ", "TEST SAT 1   ", LINE_1 + "  ", "", LINE_2 + "\t", "", LINE_1, LINE_2, "", end=end
    )
    assert result.refusals == ()
    assert result.records.object_name.tolist() == ["TEST SAT 1", ""]
    assert result.records.line.tolist() == [3, 8]


def test_mixed_line_ends_count_lines_once():
    content = f"{NAME}\r\n{LINE_1}\n{LINE_2}\r{LINE_1}\n\r\n{LINE_2}".encode()
    assert read_tle_file(content, file="x").records.line.tolist() == [1, 4]


@pytest.mark.parametrize(
    ("field", "number"),
    [
        ("00005", 5),
        ("    5", 5),
        ("  123", 123),
        ("99999", 99_999),
        ("A0000", 100_000),
        ("H9999", 179_999),
        ("J0000", 180_000),
        ("N9999", 229_999),
        ("P0000", 230_000),
        ("T0001", 270_001),
        ("Z9999", 339_999),
    ],
)
def test_catalog_numbers(field, number):
    assert read(*pair(field)).records.norad_cat_id.tolist() == [number]


@pytest.mark.parametrize("field", ["I0000", "O1234", "a0000", "AA000", "1A000", "    ?", "-0001", "+0001"])
def test_what_is_no_catalog_number_is_refused(field):
    result = read(*pair(field))
    assert len(result.records) == 0
    assert [(error.line, error.field) for error in result.refusals] == [(1, "NORAD_CAT_ID")]
    assert repr(field) in str(result.refusals[0])


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("0 ISS (ZARYA)", "ISS (ZARYA)"),
        ("ISS (ZARYA)", "ISS (ZARYA)"),
        ("  ISS", "ISS"),
        ("0", ""),
        ("0 1 HOPSAT", "1 HOPSAT"),
        ("1 HOPSAT", "1 HOPSAT"),
        ("2 BIG", "2 BIG"),
        ("0 ÉTOILE", "ÉTOILE"),
        ("0-G SAT", "0-G SAT"),
    ],
)
def test_names(name, expected):
    result = read(name, LINE_1, LINE_2)
    assert result.records.object_name.tolist() == [expected]
    assert result.refusals == ()


def test_bytes_of_a_name_that_are_not_utf8_are_replaced():
    content = b"0 CAF\xe9\n" + f"{LINE_1}\n{LINE_2}".encode()
    assert read_tle_file(content, file="x").records.object_name.tolist() == ["CAF\ufffd"]


def at(line: str, column: int, text: str) -> str:
    """Return a line with `text` from a column on, numbered from 1, and its checksum put right."""
    return checked(line[: column - 1] + text + line[column - 1 + len(text) :])


@pytest.mark.parametrize(
    ("line_1", "name", "value"),
    [
        (at(LINE_1, 8, " "), "classification_type", ""),
        (at(LINE_1, 8, "C"), "classification_type", "C"),
        (at(LINE_1, 10, "        "), "object_id", ""),
        (at(LINE_1, 10, "57001A  "), "object_id", "1957-001A"),
        (at(LINE_1, 10, "56001ABC"), "object_id", "2056-001ABC"),
        (at(LINE_1, 10, "99025   "), "object_id", "1999-025"),
        (at(LINE_1, 34, "+.00002338"), "mean_motion_dot_rev_day2", 0.00002338),
        (at(LINE_1, 34, " .99999999"), "mean_motion_dot_rev_day2", 0.99999999),
        (at(LINE_1, 45, "+00000+0"), "mean_motion_ddot_rev_day3", 0.0),
        (at(LINE_1, 45, " 00000-0"), "mean_motion_ddot_rev_day3", 0.0),
        (at(LINE_1, 54, "+11111+3"), "bstar_per_earth_radius", 111.11),
        (at(LINE_1, 54, " 11111-9"), "bstar_per_earth_radius", 0.11111e-9),
        (at(LINE_1, 54, " 12345+9"), "bstar_per_earth_radius", 123450000.0),
        (at(LINE_1, 63, " "), "ephemeris_type", 0),
        (at(LINE_1, 63, "2"), "ephemeris_type", 2),
        (at(LINE_1, 65, "    "), "element_set_no", 0),
    ],
)
def test_spellings_of_line_1(line_1, name, value):
    result = read(line_1, LINE_2)
    assert result.refusals == ()
    assert getattr(result.records, name).tolist() == [value]


@pytest.mark.parametrize(
    ("year", "begins"),
    [("57", "1957"), ("99", "1999"), ("00", "2000"), (" 5", "2005"), ("56", "2056")],
)
def test_years_turn_at_57(year, begins):
    result = read(at(LINE_1, 19, year), LINE_2)
    assert result.records.epoch.to_utc_text()[0].startswith(begins)


@pytest.mark.parametrize(
    ("line_1", "field", "says"),
    [
        (at(LINE_1, 19, "25366.00000000"), "EPOCH", "25366.00000000"),
        (at(LINE_1, 19, "24367.00000000"), "EPOCH", "day of that year"),
        (at(LINE_1, 19, "24000.50000000"), "EPOCH", "24000.5"),
        (at(LINE_1, 19, "2412O.45678901"), "EPOCH", "2412O"),
        (at(LINE_1, 19, "24123,45678901"), "EPOCH", "columns 19-32"),
        (at(LINE_1, 19, "2 123.45678901"), "EPOCH", "2 123"),
        (at(LINE_1, 8, "u"), "CLASSIFICATION_TYPE", "'u' in column 8"),
        (at(LINE_1, 10, "18099bc "), "OBJECT_ID", "18099bc"),
        (at(LINE_1, 10, "1809BC  "), "OBJECT_ID", "YYNNN"),
        (at(LINE_1, 34, "-.0001234 "), "MEAN_MOTION_DOT", "columns 34-43"),
        (at(LINE_1, 34, "x.00012345"), "MEAN_MOTION_DOT", "x.000"),
        (at(LINE_1, 45, " 12345 5"), "", ""),
        (at(LINE_1, 45, "x12345-5"), "MEAN_MOTION_DDOT", "x12345-5"),
        (at(LINE_1, 54, " 1234 -5"), "BSTAR", "1234 -5"),
        (at(LINE_1, 54, " 12345--"), "BSTAR", "12345--"),
        (at(LINE_1, 54, "1-2345-5"), "BSTAR", "1-2345-5"),
        (at(LINE_1, 63, "4"), "EPHEMERIS_TYPE", "SGP4-XP"),
        (at(LINE_1, 63, "x"), "EPHEMERIS_TYPE", "'x'"),
        (at(LINE_1, 65, " 9x9"), "ELEMENT_SET_NO", "9x9"),
        (at(LINE_1, 9, "X"), "line 1", "'X' in column 9, expected a blank"),
        (LINE_1[:-1] + str((int(LINE_1[-1]) + 1) % 10), "checksum", f"give {LINE_1[-1]}"),
        (LINE_1[:-1] + "x", "checksum", "'x'"),
        (LINE_1[:-1], "line 1", "68 characters, expected 69"),
        (LINE_1 + "0", "line 1", "70 characters, expected 69"),
        (LINE_1[:20] + "é" + LINE_1[21:], "line 1", ""),
        (LINE_1[:20] + "\x01" + LINE_1[21:], "line 1", "not printable ASCII"),
    ],
)
def test_a_bad_line_1_is_refused_with_its_field(line_1, field, says):
    result = read(*pair("00001"), line_1, LINE_2, *pair("00003"))
    if not field:
        assert result.refusals == ()
        return
    assert result.records.norad_cat_id.tolist() == [1, 3]
    assert [(error.file, error.line, error.field) for error in result.refusals] == [("x.tle", 3, field)]
    assert says in str(result.refusals[0])


@pytest.mark.parametrize(
    ("line_2", "field", "says"),
    [
        (at(LINE_2, 9, "180.0001"), "INCLINATION", "180.0001"),
        (at(LINE_2, 9, "-97.1234"), "INCLINATION", "-97.1234"),
        (at(LINE_2, 18, "360.0001"), "RA_OF_ASC_NODE", "0 to 360"),
        (at(LINE_2, 18, "123.456 "), "RA_OF_ASC_NODE", "123.456 "),
        (at(LINE_2, 27, " 012345"), "ECCENTRICITY", "seven digits"),
        (at(LINE_2, 27, "001.345"), "ECCENTRICITY", "001.345"),
        (at(LINE_2, 35, "400.0000"), "ARG_OF_PERICENTER", "400.0000"),
        (at(LINE_2, 44, "34x.6789"), "MEAN_ANOMALY", "34x.6789"),
        (at(LINE_2, 53, "00.00000000"), "MEAN_MOTION", "above 0"),
        (at(LINE_2, 53, "14.98765 32"), "MEAN_MOTION", "14.98765 32"),
        (at(LINE_2, 64, "12x34"), "REV_AT_EPOCH", "12x34"),
        (at(LINE_2, 3, "43211"), "NORAD_CAT_ID", "line 2 is of '43211', line 1 of '43210'"),
        (at(LINE_2, 3, "4321?"), "NORAD_CAT_ID", "4321?"),
        (at(LINE_2, 34, "9"), "line 2", "'9' in column 34"),
        (LINE_2[:-1] + str((int(LINE_2[-1]) + 1) % 10), "checksum", f"give {LINE_2[-1]}"),
        (LINE_2[:26] + "1" + LINE_2[26:], "line 2", "70 characters"),
        (LINE_2[:50], "line 2", "50 characters"),
    ],
)
def test_a_bad_line_2_is_refused_with_its_field(line_2, field, says):
    result = read(NAME, LINE_1, line_2, *pair("00003"))
    assert result.records.norad_cat_id.tolist() == [3]
    assert [(error.line, error.field) for error in result.refusals] == [(3, field)]
    assert says in str(result.refusals[0])


def test_bounds_themselves_are_good():
    line_2 = at(at(at(LINE_2, 9, "180.0000"), 18, "360.0000"), 27, "9999999")
    records = read(LINE_1, line_2).records
    assert (records.inclination_deg[0], records.ra_of_asc_node_deg[0]) == (180.0, 360.0)
    assert records.eccentricity[0] == 0.9999999


GOOD_A, GOOD_B = pair("00001"), pair("00002")


@pytest.mark.parametrize(
    ("lines", "numbers", "refused"),
    [
        ((*GOOD_A, LINE_1, *GOOD_B), [1, 2], [(3, "line 2")]),
        ((NAME, *GOOD_A, NAME, LINE_1, NAME, *GOOD_B), [1, 2], [(5, "line 2")]),
        ((*GOOD_A, LINE_2, *GOOD_B), [1, 2], [(3, "line 1")]),
        ((NAME, *GOOD_A, NAME, LINE_2, NAME, *GOOD_B), [1, 2], [(4, "line 1")]),
        ((NAME, "X" + LINE_1[1:], LINE_2, NAME, *GOOD_B), [2], [(2, "line 1")]),
        (("X" + LINE_1[1:], LINE_2, *GOOD_B), [2], [(1, "line 1")]),
        ((LINE_1, "X" + LINE_2[1:], *GOOD_B), [2], [(1, "line 2")]),
        ((NAME, LINE_1, "X" + LINE_2[1:], NAME, *GOOD_B), [2], [(2, "line 2")]),
        ((*GOOD_A, LINE_1, "X" + LINE_2[1:]), [1], [(3, "line 2")]),
        ((*GOOD_A, LINE_1), [1], [(3, "line 2")]),
        ((*GOOD_A, NAME), [1], [(3, "")]),
        ((NAME, "STRAY", *GOOD_A), [1], [(1, "")]),
        (("# " + "x" * 60, *GOOD_A), [1], [(1, "")]),
        ((LINE_1, LINE_2[:6], *GOOD_B), [2], [(1, "line 2")]),
        ((LINE_1[:30], LINE_2, *GOOD_B), [2], [(1, "line 1")]),
        ((*GOOD_A, "2" + LINE_1[1:], LINE_2, *GOOD_B), [1, 2], [(3, "line 1")]),
        ((*GOOD_A, LINE_1, "1" + LINE_2[1:], *GOOD_B), [1, 2], [(3, "line 2")]),
        ((*GOOD_A, LINE_1, "1" + LINE_2[1:]), [1], [(3, "line 2")]),
        ((LINE_1, LINE_1, LINE_2, *GOOD_B), [43_210, 2], [(1, "line 2")]),
        ((LINE_2, GOOD_A[1], *GOOD_B), [2], [(1, "line 1"), (2, "line 1")]),
        ((LINE_2, LINE_1, *GOOD_B), [2], [(1, "line 1"), (2, "line 2")]),
    ],
)
def test_reading_goes_on_after_a_broken_set(lines, numbers, refused):
    result = read(*lines)
    assert result.records.norad_cat_id.tolist() == numbers
    assert [(error.line, error.field) for error in result.refusals] == refused


def test_a_long_bad_line_is_quoted_in_part():
    result = read("y" * 200, *GOOD_A)
    assert "y" * 80 + "..." in str(result.refusals[0])


def test_sets_without_names_are_a_tle():
    assert read(*GOOD_A).form == "tle"


def test_decimals_are_rounded_once():
    generator = np.random.Generator(np.random.PCG64(5))
    texts = [f"{value:08.4f}" for value in generator.uniform(0.0, 360.0, 200)]
    lines = [line for text in texts for line in (LINE_1, at(LINE_2, 44, text))]
    assert read(*lines).records.mean_anomaly_deg.tolist() == [float(text) for text in texts]
