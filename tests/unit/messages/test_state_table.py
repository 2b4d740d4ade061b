"""Plain tables of states."""

from __future__ import annotations

import numpy as np
import pytest

from specola.epochs import Epochs
from specola.errors import MessageError, ShapeError
from specola.frames.tags import Frame
from specola.messages import EphemerisRecord, read_ephemeris_file, write_state_table
from specola.messages.state_table import HEADER, POSITION_HEADER, read_state_table

ROWS = (
    "2024-05-02T00:00:00Z,7000.5,-1.25,0,0.001,7.5,-1e-3",
    "2024-05-02T00:01:00Z,6990,448.75,.5,-0.48,7.45,0",
)


def table(*rows, frame="# frame: GCRF", number="# object: 43210", header=HEADER):
    return "\n".join([frame, number, header, *(rows or ROWS)]).encode()


def test_states_are_read():
    record = read_ephemeris_file(table(), file="x.csv")
    assert (record.object_id.tolist(), record.frame) == (["43210"], Frame.GCRF)
    assert record.epochs.to_utc_text(digits=0) == ["2024-05-02T00:00:00Z", "2024-05-02T00:01:00Z"]
    assert record.position_km.tolist() == [[[7000.5, -1.25, 0.0], [6990.0, 448.75, 0.5]]]
    assert record.velocity_km_s.tolist() == [[[0.001, 7.5, -1e-3], [-0.48, 7.45, 0.0]]]


@pytest.mark.parametrize("frame", ["TEME", "GCRF", "EME2000", "ITRF", "itrf"])
def test_frames(frame):
    assert read_state_table(table(frame=f"#frame:{frame}"), file="x").frame == Frame(frame.upper())


def test_comments_blanks_and_line_ends():
    content = b"\xef\xbb\xbf# made by hand\r\n\r\n" + table().replace(b"\n", b"\r\n").replace(b",", b" , ")
    assert len(read_state_table(content, file="x").epochs) == 2


def test_velocities_may_be_left_out():
    rows = [",".join(row.split(",")[:4]) for row in ROWS]
    record = read_state_table(table(*rows, header=POSITION_HEADER), file="x")
    assert record.velocity_km_s is None
    assert (
        read_state_table(write_state_table(record), file="x").position_km.tolist()
        == record.position_km.tolist()
    )


@pytest.mark.parametrize(
    ("content", "line", "says"),
    [
        (b"", 0, "the file is empty"),
        (b"a,b\n", 1, "header 'a,b'"),
        (table(frame="# nothing"), 1, "no line # frame:"),
        (table(number="# nothing"), 1, "no line # object:"),
        (table(frame="# frame: MOON"), 0, "'MOON', expected one of TEME"),
        (table("2024-05-02,1,2,3,4,5"), 4, "6 fields, expected 7"),
        (table("2024-05-02,1,2,3,4,5,nan"), 4, "'nan', expected a finite number"),
        (table("2024-05-02,1,2,3,4,5,1e999"), 4, "1e999"),
        (table("2024-05-02,1,2,3,4,5,"), 4, "''"),
        (table("2024-05-02,1,2,3,4,5,1_0"), 4, "1_0"),
        (table("2 May 2024,1,2,3,4,5,6"), 4, "'2 May 2024'"),
        (table(ROWS[1], ROWS[0]), 5, "is not after"),
        (table(ROWS[0], ROWS[0]), 5, "is not after"),
        (b"# frame: GCRF\n# object: 1\n" + HEADER.encode(), 0, "no states"),
    ],
)
def test_what_is_refused_and_where(content, line, says):
    with pytest.raises(MessageError) as caught:
        read_state_table(content, file="x.csv")
    assert caught.value.line == line
    assert says in str(caught.value)


def test_what_is_written_reads_back_the_same():
    record = read_state_table(table(), file="x")
    again = read_state_table(write_state_table(record), file="x")
    assert again.position_km.tolist() == record.position_km.tolist()
    assert again.velocity_km_s.tolist() == record.velocity_km_s.tolist()
    assert again.epochs.seconds_since(record.epochs).tolist() == [0.0, 0.0]


def record_of(position_km, epochs=("2024-05-02",)):
    n = len(position_km)
    return EphemerisRecord(
        np.array([str(row) for row in range(n)]),
        Frame.TEME,
        "TEME",
        Epochs.from_utc_text(epochs),
        position_km,
        None,
    )


def test_what_does_not_fit_a_table_is_refused():
    with pytest.raises(MessageError, match="2 objects, expected one"):
        write_state_table(record_of(np.zeros((2, 1, 3))))
    with pytest.raises(MessageError, match="not finite"):
        write_state_table(record_of(np.full((1, 1, 3), np.nan)))


def test_a_record_has_one_state_an_instant_and_ascending_instants():
    with pytest.raises(ShapeError, match="position_km"):
        record_of(np.zeros((1, 2, 3)))
    with pytest.raises(ShapeError, match="ascending"):
        record_of(np.zeros((1, 2, 3)), ["2024-05-02", "2024-05-01"])
    with pytest.raises(ShapeError, match="velocity_km_s"):
        EphemerisRecord(
            np.array(["1"]),
            Frame.TEME,
            "TEME",
            Epochs.from_utc_text("2024-05-02"),
            np.zeros((1, 1, 3)),
            np.zeros((1, 3)),
        )
