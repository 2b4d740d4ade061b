"""SP3: scales, units, missing states, and what is refused, with its line."""

from __future__ import annotations

import numpy as np
import pytest

from specola.epochs import Epochs
from specola.errors import MessageError
from specola.frames.tags import Frame
from specola.messages import read_ephemeris_file
from specola.messages.sp3 import read_sp3_file


def sp3(
    *, version="c", mode="P", scale="GPS", frame="IGS20", ids=("G01", "L52"), epochs=2, body=None, end="EOF"
):
    """Return an invented SP3 file."""
    names = "".join(ids) + "  0" * (17 - len(ids))
    header = [
        f"#{version}{mode}2024  1  1  0  0  0.00000000 {epochs:7d} ORBIT {frame:5} FIT TEST",
        "## 2295  86400.00000000   900.00000000 60310 0.0000000000000",
        f"+ {len(ids):4d}   {names}",
        "++         0  0",
        f"%c M  cc {scale:3} ccc cccc cccc cccc cccc ccccc ccccc ccccc ccccc",
        "%c cc cc ccc ccc cccc cccc cccc cccc ccccc ccccc ccccc ccccc",
        "%f  1.2500000  1.025000000  0.00000000000  0.000000000000000",
        "%i    0    0    0    0      0      0      0      0         0",
        "/* INVENTED",
    ]
    body = body if body is not None else states(epochs, ids, mode)
    return "\n".join([*header, *body, end, ""]).encode()


def states(epochs, ids, mode="P", per_km_s=10_000.0):
    """Return states that move by 1 km along x in each quarter of an hour."""
    lines = []
    for step in range(epochs):
        lines.append(f"*  2024  1  1  0 {15 * step:2d}  0.50000000")
        for row, name in enumerate(ids):
            x = 7000.0 + step + 10 * row
            lines.append(f"P{name}{x:14.6f}{-1000.25:14.6f}{500.125:14.6f} 999999.999999")
            if mode == "V":
                lines.append(f"V{name}{per_km_s / 900:14.6f}{0.0:14.6f}{0.0:14.6f} 999999.999999")
    return lines


def test_positions_and_velocities():
    record = read_sp3_file(sp3(mode="V"), file="x.sp3")
    assert record.object_id.tolist() == ["G01", "L52"]
    assert (record.frame, record.source_frame) == (Frame.ITRF, "IGS20")
    assert record.position_km.shape == (2, 2, 3)
    assert record.position_km[1, 1].tolist() == [7011.0, -1000.25, 500.125]
    np.testing.assert_allclose(record.velocity_km_s[0, 0], [1.0 / 900.0, 0.0, 0.0], rtol=1e-6)
    assert record.notes == ()
    assert record.is_present.all()


def test_velocities_in_other_units_are_left_out_with_a_note():
    body = states(3, ("G01", "L52"), "V", per_km_s=1000.0)
    record = read_sp3_file(sp3(mode="V", epochs=3, body=body), file="x")
    assert record.velocity_km_s is None
    assert record.notes == ("positions move 10.0 times as fast as the velocities say, which are left out",)
    one = read_sp3_file(sp3(mode="V", epochs=1, body=body[:5]), file="x")
    assert one.velocity_km_s is not None


def test_positions_alone():
    assert read_ephemeris_file(sp3(), file="x").velocity_km_s is None


@pytest.mark.parametrize(
    ("scale", "utc"),
    [
        ("UTC", "2024-01-01T00:00:00.5Z"),
        ("GLO", "2024-01-01T00:00:00.5Z"),
        ("TAI", "2023-12-31T23:59:23.5Z"),
        ("GPS", "2023-12-31T23:59:42.5Z"),
        ("GAL", "2023-12-31T23:59:42.5Z"),
        ("QZS", "2023-12-31T23:59:42.5Z"),
        ("IRN", "2023-12-31T23:59:42.5Z"),
        ("BDT", "2023-12-31T23:59:56.5Z"),
    ],
)
def test_time_systems(scale, utc):
    record = read_sp3_file(sp3(scale=scale), file="x")
    assert record.epochs[:1].seconds_since(Epochs.from_utc_text(utc)).tolist() == [0.0]


def test_version_a_means_gps_in_name_and_scale():
    content = sp3(version="a", scale="ccc", ids=("  1", " 12"), frame="WGS84")
    record = read_sp3_file(content, file="x")
    assert record.object_id.tolist() == ["G01", "G12"]
    assert record.epochs.to_utc_text(digits=1)[0] == "2023-12-31T23:59:42.5Z"


@pytest.mark.parametrize("frame", ["ITR97", "ITRF", "IGb08", "SLR08", "  ECF", "WGS84", "UNDEF", "IER97"])
def test_earth_fixed_frames(frame):
    assert read_sp3_file(sp3(frame=frame), file="x").frame == Frame.ITRF


@pytest.mark.parametrize("missing", ["0.000000", "999999.999999"])
def test_missing_states_are_nan(missing):
    body = states(2, ("G01", "L52"), "V")
    body[1] = "PG01" + f"{missing:>14}" * 3
    body[2] = "VG01" + f"{missing:>14}" * 3
    record = read_sp3_file(sp3(mode="V", body=body), file="x")
    assert record.is_present.tolist() == [[False, True], [True, True]]
    assert np.isnan(record.velocity_km_s[0, 0]).all()
    del body[1]
    assert read_sp3_file(sp3(mode="V", body=body), file="x").is_present.tolist() == [
        [False, True],
        [True, True],
    ]


def test_correlations_and_comments_are_passed_over():
    body = states(1, ("G01", "L52"))
    body[2:2] = ["EP  55  55  55     222  1234567", "/* a remark"]
    assert read_sp3_file(sp3(epochs=1, body=body), file="x").is_present.all()


def test_minute_sixty_is_the_next_hour():
    body = states(2, ("G01", "L52"))
    body[3] = "*  2024  1  1  0 60  0.00000000"
    record = read_sp3_file(sp3(body=body), file="x")
    assert record.epochs.seconds_since(record.epochs[:1]).tolist() == [0.0, 3599.5]


@pytest.mark.parametrize("scale", ["UTC", "TAI"])
def test_hour_twenty_four_is_the_next_day(scale):
    body = states(2, ("G01", "L52"))
    body[3] = "*  2024  1  1 24  0  0.50000000"
    record = read_sp3_file(sp3(scale=scale, body=body), file="x")
    assert record.epochs.seconds_since(record.epochs[:1]).tolist() == [0.0, 86_400.0]


def test_a_leap_second():
    body = states(2, ("G01", "L52"))
    body[0] = "*  2016 12 31 23 59 60.50000000"
    record = read_sp3_file(sp3(scale="UTC", body=body), file="x")
    assert record.epochs.to_utc_text(digits=1)[0] == "2016-12-31T23:59:60.5Z"


def test_a_satellite_that_the_header_does_not_list_may_only_be_absent():
    body = states(1, ("G01", "L52"))
    body.append("PG03" + f"{0.0:14.6f}" * 3)
    assert len(read_sp3_file(sp3(epochs=1, body=body), file="x").object_id) == 2


def test_eof_may_be_missing_where_all_is_there_and_one_epoch_where_eof_is():
    assert len(read_sp3_file(sp3(end=""), file="x").epochs) == 2
    assert len(read_sp3_file(sp3(epochs=3, body=states(2, ("G01", "L52"))), file="x").epochs) == 2


def without(*lines):
    rows = sp3().decode().splitlines()
    return "\n".join(row for number, row in enumerate(rows, 1) if number not in lines).encode()


def with_line(number, text, **how):
    rows = sp3(**how).decode().splitlines()
    rows[number - 1] = text
    return "\n".join(rows).encode()


@pytest.mark.parametrize(
    ("content", "line", "says"),
    [
        (sp3(version="z"), 1, "SP3 of version a, b, c or d"),
        (sp3(frame="EME00"), 1, "coordinate system 'EME00'"),
        (sp3(scale="LMT"), 5, "time system 'LMT'"),
        (sp3(version="d", scale="ccc"), 5, "time system 'ccc'"),
        (with_line(6, "@@ what"), 6, "'@@ what', expected a header line"),
        (with_line(11, "X" + "G01"), 11, "expected a line that begins *, P, V"),
        (with_line(11, "PG01  7000.00000x -1000.250000   500.125000"), 11, "three numbers"),
        (with_line(11, "PG01   7000.000000  -1000.250000   500.12"), 11, "up to column 46"),
        (with_line(11, "PG01           nan  -1000.250000    500.125000"), 11, "three finite numbers"),
        (with_line(11, "PG09   7000.000000  -1000.250000    500.125000"), 11, "satellite 'G09'"),
        (with_line(10, "*  2024  1  0  0  0  0.00000000"), 10, "an instant that exists"),
        (with_line(10, "*  2024 13  1  0  0  0.00000000"), 10, "an instant that exists"),
        (with_line(10, "*  2024  1  1  0  x  0.00000000"), 10, "* year month day"),
        (with_line(10, "*  2024  1  1"), 10, "* year month day"),
        (with_line(13, "*  2024  1  1  0  0  0.50000000"), 13, "ascending"),
        (with_line(3, "+    3   G01L52"), 3, "2 satellites, expected 3"),
        (sp3(ids=("G01", "G01")), 3, "listed twice"),
        (without(15, 16), 14, "after 1 of 2 satellites"),
        (without(13, 14, 15, 16), 12, "1 epochs, expected 2"),
        (sp3(epochs=4, body=states(2, ("G01", "L52"))), 16, "2 epochs, expected 4"),
        (sp3(end="EOF\nPG01"), 17, "after EOF"),
        (sp3(body=[], end=""), 10, "at least one epoch"),
        (b"", 0, "the file is empty"),
        (b"<html>", 0, "web page"),
    ],
)
def test_what_is_refused_and_where(content, line, says):
    with pytest.raises(MessageError) as caught:
        read_sp3_file(content, file="x.sp3")
    assert caught.value.line == line
    assert says in str(caught.value)


def test_a_table_too_large_to_be_true_is_refused():
    ids = tuple(f"{letter}{number:02d}" for letter in "GREC" for number in range(1, 100))
    rows = ["".join(ids[at : at + 17]) for at in range(0, len(ids), 17)]
    header = sp3(ids=("G01",)).decode().splitlines()[:9]
    header[2:3] = [f"+ {len(ids):4d}   {rows[0]}", *(f"+        {row}" for row in rows[1:])]
    n = 60_000
    header[0] = header[0][:32] + f"{n:7d}" + header[0][39:]
    body = [f"*  2024  1  1 {at // 3600:2d} {at // 60 % 60:2d} {at % 60:2d}.0" for at in range(n)]
    with pytest.raises(MessageError, match="at most 20000000 states"):
        read_sp3_file("\n".join([*header, *body, "EOF"]).encode(), file="x")
