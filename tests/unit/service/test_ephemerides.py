"""Ephemeris files: which object, which number, which frame."""

from __future__ import annotations

import gzip

import numpy as np
import pytest

from specola.dynamics.frame_changes import to_frame
from specola.dynamics.states import States
from specola.epochs import Epochs
from specola.errors import ArgumentError, DataError, MessageError
from specola.frames.tags import Frame
from specola.messages.ephemeris_records import EphemerisRecord
from specola.messages.state_table import write_state_table
from specola.service.data_files import load_earth_orientation
from specola.service.ephemerides import NO_NUMBER, load_ephemeris

NOW = Epochs.from_utc_text("2024-02-01T00:00:00Z")
START = Epochs.from_utc_text("2024-01-01T00:00:00Z")
SECONDS = np.arange(0.0, 3601.0, 60.0)


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("SPECOLA_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("SPECOLA_DATA", raising=False)


def circle(seconds=SECONDS):
    """Return an invented circular orbit, an inclined one, in TEME."""
    rate = 0.001078
    x, y = np.cos(rate * seconds), np.sin(rate * seconds)
    position = 7000.0 * np.stack([x, 0.6 * y, 0.8 * y], axis=1)
    velocity = 7000.0 * rate * np.stack([-y, 0.6 * x, 0.8 * x], axis=1)
    return States(Frame.TEME, START.shifted(seconds), position, velocity)


def table_of(states, name="TOWER", *, with_velocity=True):
    velocity = states.velocity_km_s[np.newaxis] if with_velocity else None
    return write_state_table(
        EphemerisRecord(
            np.array([name]),
            states.frame,
            states.frame.value,
            states.epochs,
            states.position_km[np.newaxis],
            velocity,
        )
    )


def sp3_of(satellites, scale=1.0):
    """Return an invented SP3 file with velocities; a position of None is missing."""
    n_epochs = len(next(iter(satellites.values())).epochs)
    names = "".join(satellites) + "  0" * (17 - len(satellites))
    lines = [
        f"#cV2024  1  1  0  0  0.00000000 {n_epochs:7d} ORBIT IGS20 FIT TEST",
        "## 2295  86400.00000000    60.00000000 60310 0.0000000000000",
        f"+ {len(satellites):4d}   {names}",
        "++         0  0",
        "%c M  cc UTC ccc cccc cccc cccc cccc ccccc ccccc ccccc ccccc",
        "%c cc cc ccc ccc cccc cccc cccc cccc ccccc ccccc ccccc ccccc",
    ]
    for row in range(n_epochs):
        lines.append(f"*  2024  1  1  {row // 60:2d} {row % 60:2d}  0.00000000")
        for name, states in satellites.items():
            for mark, values, factor in (
                ("P", states.position_km[row], 1.0),
                ("V", states.velocity_km_s[row], 1e4 * scale),
            ):
                shown = "".join(f"{factor * value:14.6f}" for value in np.nan_to_num(values))
                lines.append(f"{mark}{name}{shown} 999999.999999")
    return "\n".join([*lines, "EOF", ""]).encode()


@pytest.fixture
def load(tmp_path):
    def load(content, *, file="states.csv", at=NOW, **more):
        path = tmp_path / file
        path.write_bytes(content)
        return load_ephemeris(path, at=at, **more)

    return load


def in_itrf(states):
    return to_frame(states, Frame.ITRF, orientation=load_earth_orientation(NOW))


def test_a_table_in_teme_is_taken_as_it_is(load):
    loaded = load(table_of(circle()))
    states = loaded.ephemeris.states
    assert (loaded.name, loaded.number, loaded.notes) == ("TOWER", NO_NUMBER, ())
    assert states.frame is Frame.TEME
    assert np.array_equal(states.position_km, circle().position_km)
    assert np.array_equal(states.velocity_km_s, circle().velocity_km_s)
    assert loaded.ephemeris.has_velocities
    assert loaded.start.seconds_since(START).tolist() == [0.0]


def test_a_table_fixed_to_the_earth_is_turned(load):
    loaded = load(gzip.compress(table_of(in_itrf(circle()))), file="states.csv.gz")
    states = loaded.ephemeris.states
    assert states.frame is Frame.TEME
    np.testing.assert_allclose(states.position_km, circle().position_km, atol=1e-6)
    np.testing.assert_allclose(states.velocity_km_s, circle().velocity_km_s, atol=1e-9)


def test_positions_alone(load):
    loaded = load(table_of(in_itrf(circle()), with_velocity=False))
    assert not loaded.ephemeris.has_velocities
    np.testing.assert_allclose(loaded.ephemeris.states.position_km, circle().position_km, atol=1e-6)


def test_of_several_objects_one_is_named(load):
    later = circle(SECONDS + 300.0)
    moved = States(Frame.TEME, START.shifted(SECONDS), later.position_km, later.velocity_km_s)
    content = sp3_of({"L51": in_itrf(circle()), "L52": in_itrf(moved)})
    loaded = load(content, name="L52")
    assert (loaded.name, loaded.number) == ("L52", NO_NUMBER)
    np.testing.assert_allclose(loaded.ephemeris.states.position_km, moved.position_km, atol=2e-6)
    with pytest.raises(ArgumentError, match=r"states.csv holds 2 objects, expected .*--object .* L51, L52"):
        load(content)
    with pytest.raises(ArgumentError, match=r"states.csv has no object 'L53', expected one of L51, L52"):
        load(content, name="L53")


def test_of_many_objects_ten_are_shown(load):
    some = in_itrf(circle(SECONDS[:3]))
    content = sp3_of({f"G{n:02d}": some for n in range(1, 13)})
    with pytest.raises(ArgumentError, match=r"holds 12 objects.* G01, .*, G10, \.\.\.$"):
        load(content)


@pytest.mark.parametrize(
    ("name", "given", "number"),
    [("25544", None, 25544), ("TOWER", None, 0), ("25544", 5, 5), ("TOWER", 5, 5), ("25544", 0, 0)],
)
def test_the_number_given_counts_else_a_name_that_is_one(load, name, given, number):
    assert load(table_of(circle(), name), number=given).number == number


def test_a_gap_is_not_bridged_and_missing_states_are_left_out(load):
    states = in_itrf(circle())
    states.position_km[20:30] = np.nan
    loaded = load(sp3_of({"L51": states}))
    assert len(loaded.ephemeris) == len(SECONDS) - 10
    first, last = loaded.ephemeris.segments()
    assert first.seconds_since(START).tolist() == [0.0, 1800.0]
    assert last.seconds_since(START).tolist() == [1140.0, 3600.0]


def test_what_is_odd_in_the_file_is_noted(load):
    loaded = load(sp3_of({"L51": in_itrf(circle())}, scale=0.1))
    (note,) = loaded.notes
    assert "times as fast as the velocities say" in note
    assert not loaded.ephemeris.has_velocities


def test_hours_from(load):
    loaded = load(table_of(circle()))
    assert loaded.hours_from(START) == 1.0
    assert loaded.hours_from(START.shifted(1800.0)) == 0.5
    assert loaded.hours_from(START.shifted(-3600.0)) == 2.0
    with pytest.raises(
        ArgumentError,
        match="start 2024-01-01T01:00:00Z is not before the end of the ephemeris, "
        "expected an instant before 2024-01-01T01:00:00Z",
    ):
        loaded.hours_from(START.shifted(3600.0))


def test_a_file_that_is_none(load):
    with pytest.raises(MessageError, match=r"states\.csv: empty file, expected some records"):
        load(b"")


def test_one_state_is_no_ephemeris(load):
    with pytest.raises(ArgumentError, match="ephemeris of 1 states, expected at least two"):
        load(table_of(circle(SECONDS[:1])))


def test_where_earth_orientation_is_too_old_the_earth_fixed_is_refused(load):
    with pytest.raises(DataError):
        load(table_of(in_itrf(circle())), at=Epochs.from_utc_text("2099-01-01T00:00:00Z"))


def test_what_is_in_teme_needs_no_earth_orientation(load):
    loaded = load(table_of(circle()), at=Epochs.from_utc_text("2099-01-01T00:00:00Z"))
    assert len(loaded.ephemeris) == len(SECONDS)
