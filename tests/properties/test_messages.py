"""Element files: whatever is written reads back, whatever is damaged costs itself alone."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from specola.epochs import Epochs
from specola.errors import MessageError
from specola.messages import (
    ElementFile,
    ElementRecords,
    EphemerisRecord,
    SatcatFile,
    read_element_file,
    read_ephemeris_file,
    read_satcat_file,
    write_omm_csv,
    write_omm_json,
    write_omm_kvn,
    write_omm_xml,
    write_tle,
)

HEADER = {"creation_date_utc": "2024-05-03T00:00:00", "originator": "TEST"}
WRITERS = {
    "omm-csv": write_omm_csv,
    "omm-json": write_omm_json,
    "omm-kvn": lambda records: write_omm_kvn(records, **HEADER),
    "omm-xml": lambda records: write_omm_xml(records, **HEADER),
    "3le": lambda records: write_tle(records, names=True),
}
OMM = [form for form in WRITERS if form != "3le"]
FIRST_S, LAST_S = -730_000 * 86_400, 2_921_000 * 86_400

text = st.text(st.characters(exclude_categories=("C", "Z")), max_size=30)
angle = st.floats(-360.0, 360.0)
number = st.floats(allow_nan=False, allow_infinity=False)
row = st.fixed_dictionaries(
    {
        "norad_cat_id": st.integers(0, 999_999_999),
        "object_name": text,
        "object_id": text,
        "classification_type": st.sampled_from(["", "U", "C", "S"]),
        "mean_motion_rev_day": st.floats(0.0, 1e3, exclude_min=True),
        "eccentricity": st.floats(0.0, 1.0, exclude_max=True),
        "inclination_deg": st.floats(0.0, 180.0),
        "ra_of_asc_node_deg": angle,
        "arg_of_pericenter_deg": angle,
        "mean_anomaly_deg": angle,
        "bstar_per_earth_radius": number,
        "mean_motion_dot_rev_day2": number,
        "mean_motion_ddot_rev_day3": number,
        "ephemeris_type": st.integers(-1, 3),
        "element_set_no": st.integers(-1, 9999),
        "rev_at_epoch": st.integers(-1, 999_999),
        "tai_s": st.integers(FIRST_S, LAST_S),
        "digits": st.sampled_from([0, 3, 6, 9, 12, 15]),
        "units": st.floats(0.0, 1.0, exclude_max=True),
    }
)
tle_row = st.fixed_dictionaries(
    {
        "norad_cat_id": st.integers(0, 339_999),
        "object_name": st.text(st.characters(exclude_categories=("C", "Z")), max_size=12).map(str.strip),
        "object_id": st.builds(
            lambda year, launch, piece: f"{year}-{launch:03d}{piece}",
            st.integers(1957, 2056),
            st.integers(0, 999),
            st.text("ABCXYZ", max_size=3),
        ),
        "classification_type": st.sampled_from(["", "U", "C", "S"]),
        "mean_motion_rev_day": st.integers(1, 99_99999999).map(lambda units: units / 1e8),
        "eccentricity": st.integers(0, 9_999_999).map(lambda units: units / 1e7),
        "inclination_deg": st.integers(0, 180_0000).map(lambda units: units / 1e4),
        "ra_of_asc_node_deg": st.integers(0, 360_0000).map(lambda units: units / 1e4),
        "arg_of_pericenter_deg": st.integers(0, 360_0000).map(lambda units: units / 1e4),
        "mean_anomaly_deg": st.integers(0, 360_0000).map(lambda units: units / 1e4),
        "bstar_per_earth_radius": st.builds(
            lambda mantissa, power: float(f"{mantissa}e{power}"),
            st.integers(-99_999, 99_999),
            st.integers(-14, 4),
        ),
        "mean_motion_dot_rev_day2": st.integers(-99_999_999, 99_999_999).map(lambda units: units / 1e8),
        "mean_motion_ddot_rev_day3": st.builds(
            lambda mantissa, power: float(f"{mantissa}e{power}"),
            st.integers(-99_999, 99_999),
            st.integers(-14, 4),
        ),
        "ephemeris_type": st.integers(0, 3),
        "element_set_no": st.integers(0, 9999),
        "rev_at_epoch": st.integers(0, 99_999),
        "day": st.integers(0, 30_000),
        "day_units": st.integers(0, 10**8 - 1),
    }
)


def columns_of(rows, names) -> dict[str, np.ndarray]:
    return {
        name: np.array([row[name] for row in rows], dtype=np.str_ if isinstance(rows[0][name], str) else None)
        for name in names
    }


def records_of(rows) -> ElementRecords:
    fractions = [round(row["units"] * 10 ** row["digits"]) / 10 ** row["digits"] for row in rows]
    epoch = Epochs.from_parts(np.array([row["tai_s"] for row in rows]), np.array(fractions, dtype=np.float64))
    names = set(rows[0]) - {"tai_s", "digits", "units"}
    place = {"line": np.zeros(len(rows), dtype=np.int64), "span": np.zeros((len(rows), 2), dtype=np.int64)}
    return ElementRecords(**columns_of(rows, names), epoch=epoch, **place)


def tle_records_of(rows) -> ElementRecords:
    dates = np.datetime64("1960-01-01") + np.array([row["day"] for row in rows])
    year = dates.astype("datetime64[Y]").astype(np.int64) + 1970
    day_of_year = (dates - dates.astype("datetime64[Y]").astype("datetime64[D]")).astype(np.int64) + 1
    units = np.array([row["day_units"] for row in rows])
    epoch = Epochs.from_utc_days(year, day_of_year, day_units=units, units_per_day=10**8)
    names = set(rows[0]) - {"day", "day_units"}
    place = {"line": np.zeros(len(rows), dtype=np.int64), "span": np.zeros((len(rows), 2), dtype=np.int64)}
    return ElementRecords(**columns_of(rows, names), epoch=epoch, **place)


def assert_same(found: ElementRecords, due: ElementRecords) -> None:
    assert len(found) == len(due)
    for field in dataclasses.fields(due):
        one, other = getattr(found, field.name), getattr(due, field.name)
        if field.name == "epoch":
            assert (one.tai_s == other.tai_s).all()
            assert (one.fraction_s == other.fraction_s).all()
        elif field.name not in ("line", "span"):
            assert one.tolist() == other.tolist(), field.name


SOME = records_of(
    [
        {
            "norad_cat_id": 1000 + at,
            "object_name": f"SAT-{at}",
            "object_id": f"2020-00{at}A",
            "classification_type": "U",
            "mean_motion_rev_day": 15.5 - at / 7.0,
            "eccentricity": 0.001 + at / 7.0,
            "inclination_deg": 51.6,
            "ra_of_asc_node_deg": 10.0 * at,
            "arg_of_pericenter_deg": 20.0 * at,
            "mean_anomaly_deg": 30.0 * at,
            "bstar_per_earth_radius": 1e-5,
            "mean_motion_dot_rev_day2": 0.0,
            "mean_motion_ddot_rev_day3": 0.0,
            "ephemeris_type": 0,
            "element_set_no": 999,
            "rev_at_epoch": 100,
            "tai_s": 700_000_000,
            "digits": 3,
            "units": 0.5,
        }
        for at in range(5)
    ]
)
FILES = {form: write(SOME) for form, write in WRITERS.items()}


@pytest.mark.parametrize("form", OMM)
@given(rows=st.lists(row, min_size=1, max_size=4))
def test_an_omm_written_reads_back_the_same(form, rows):
    due = records_of(rows)
    result = read_element_file(WRITERS[form](due), file="x")
    assert (result.form, result.refusals) == (form, ())
    assert_same(result.records, due)


@given(st.lists(tle_row, min_size=1, max_size=4))
def test_a_tle_written_reads_back_the_same(rows):
    due = tle_records_of(rows)
    content = write_tle(due, names=True)
    result = read_element_file(content, file="x")
    assert result.refusals == ()
    assert_same(result.records, due)
    assert write_tle(result.records, names=True) == content


READERS = {
    read_element_file: ElementFile,
    read_satcat_file: SatcatFile,
    read_ephemeris_file: EphemerisRecord,
}


def assert_only_refusals(reader, content):
    try:
        result = reader(content, file="x")
    except MessageError:
        return
    assert isinstance(result, READERS[reader])


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.__name__)
@given(content=st.binary(max_size=300))
@example(content=b"")
@example(content=b"\xef\xbb\xbf")
def test_arbitrary_bytes_are_read_or_refused(reader, content):
    assert_only_refusals(reader, content)


@pytest.mark.parametrize(
    "head",
    [
        b"EPOCH,MEAN_MOTION,ECCENTRICITY,INCLINATION,RA_OF_ASC_NODE,ARG_OF_PERICENTER,MEAN_ANOMALY,BSTAR,NORAD_CAT_ID\n",
        b"[{",
        b"<ndm><omm ",
        b"CCSDS_OMM_VERS = 2.0\n",
        b"1 00005U 58002B   24187.49270102  .00000872  00000+0  11018-2 0  9999\n",
        b"#cP2024  1  1  0  0  0.00000000       2 ORBIT IGS20 FIT TEST\n",
        b"# frame: TEME\n# object: 1\n",
    ],
)
@given(content=st.binary(max_size=200))
def test_arbitrary_bytes_after_a_good_beginning_are_read_or_refused(head, content):
    for reader in READERS:
        assert_only_refusals(reader, head + content)


@pytest.mark.parametrize("form", WRITERS)
@given(data=st.data())
def test_damaged_files_are_read_or_refused(form, data):
    content = bytearray(FILES[form])
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(content) - 1))
        end = at + data.draw(st.sampled_from([0, 1, 2, 50]))
        content[at:end] = data.draw(st.binary(max_size=3))
    try:
        result = read_element_file(bytes(content), file="x")
    except MessageError:
        return
    lines = content.count(b"\n") + content.count(b"\r") + 1
    assert all(0 < error.line <= lines for error in result.refusals)
    assert np.isfinite(result.records.mean_motion_rev_day).all()


@pytest.mark.parametrize("form", WRITERS)
@given(data=st.data())
def test_one_damaged_byte_costs_one_record_at_most(form, data):
    result = read_element_file(FILES[form], file="x")
    start, end = result.records.span[data.draw(st.integers(1, 3))].tolist()
    content = bytearray(FILES[form])
    content[data.draw(st.integers(start, end - 1))] = data.draw(
        st.sampled_from([ord(char) for char in "09-.,:xX=<>&{}[]\"' \n\t"])
    )
    damaged = read_element_file(bytes(content), file="x")
    whole = set(result.records.norad_cat_id.tolist())
    assert len(whole & set(damaged.records.norad_cat_id.tolist())) >= len(whole) - 1


TLE_LINES = write_tle(SOME).decode().splitlines()


@given(st.integers(0, 4), st.integers(0, 1), st.integers(0, 68), st.sampled_from("0123456789-+. ABX"))
def test_a_damaged_tle_line_is_refused_where_it_stands(number, which, column, char):
    lines = list(TLE_LINES)
    at = 2 * number + which
    lines[at] = lines[at][:column] + char + lines[at][column + 1 :]
    result = read_element_file("\n".join(lines).encode(), file="x")
    if result.refusals:
        # A checksum does not see letters and points, and two errors can make up for each other.
        kept = [1000 + other for other in range(5) if other != number]
        assert result.records.norad_cat_id.tolist() == kept
        assert result.refusals[0].line in (2 * number + 1, 2 * number + 2)
        assert len(result.refusals) == 1


@given(st.integers(0, 5), st.sampled_from(["a,b", "1,2,3", '"open', ",,,,,,,,,,,,,,,,", "x" * 300]))
def test_a_bad_csv_row_among_good_ones_is_refused_with_its_line(at, bad):
    lines = FILES["omm-csv"].decode().splitlines()
    lines.insert(at + 1, bad)
    result = read_element_file("\r\n".join(lines).encode(), file="x")
    assert_same(result.records, SOME)
    assert [error.line for error in result.refusals] == [at + 2]


@given(st.integers(0, 5), st.sampled_from(["5", '"text"', "null", "{}", '{"EPOCH": 1}', "[1]", '{"a" 1}']))
def test_a_bad_json_value_among_good_ones_is_refused_with_its_line(at, bad):
    lines = FILES["omm-json"].decode().strip()[1:-1].split(",\n")
    lines.insert(at, bad)
    result = read_element_file(("[" + ",\n".join(lines) + "]").encode(), file="x")
    assert_same(result.records, SOME)
    assert [error.line for error in result.refusals] == [at + 1]


@given(st.integers(0, 20), st.sampled_from(sorted(FILES)))
def test_a_file_cut_short_keeps_every_record_before_the_cut(tail, form):
    content = FILES[form].rstrip()[: -1 - tail]
    result = read_element_file(content, file="x")
    assert result.records.norad_cat_id.tolist()[:4] == [1000, 1001, 1002, 1003]


@given(
    st.floats(allow_nan=False, allow_infinity=False), st.sampled_from(["r", "e", "g", ".25g", ".17e", "f"])
)
def test_decimals_read_as_python_reads_them(value, how):
    spelled = repr(value) if how == "r" else format(value, how)
    lines = FILES["omm-csv"].decode().splitlines()
    cells = lines[1].split(",")
    cells[lines[0].split(",").index("BSTAR")] = spelled
    records = read_element_file("\n".join([lines[0], ",".join(cells)]).encode(), file="x").records
    assert records.bstar_per_earth_radius.tobytes() == np.float64(float(spelled)).tobytes()
