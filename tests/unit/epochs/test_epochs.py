from __future__ import annotations

import numpy as np
import pytest

from specola.epochs import GPS_TIME, LEAP_SECONDS, TAI_TIME, Epochs, LeapSeconds, TextStatus
from specola.errors import ArgumentError, EpochError, ShapeError


def ints(*values):
    return np.array(values, dtype=np.int64)


def floats(*values):
    return np.array(values, dtype=np.float64)


def test_a_leap_second_reads_differs_and_writes():
    epochs = Epochs.from_utc_text(["2016-12-31T23:59:59.5", "2016-12-31T23:59:60.5", "2017-01-01T00:00:00.5"])
    assert epochs.seconds_since(epochs[:1]).tolist() == [0.0, 1.0, 2.0]
    assert epochs.to_utc_text(digits=1) == [
        "2016-12-31T23:59:59.5Z",
        "2016-12-31T23:59:60.5Z",
        "2017-01-01T00:00:00.5Z",
    ]
    assert epochs[:1].shifted(1.0).to_utc_text(digits=3) == ["2016-12-31T23:59:60.500Z"]


def test_rounding_up_runs_through_a_leap_second():
    epochs = Epochs.from_utc_text(
        ["2016-12-31T23:59:59.9996", "2016-12-31T23:59:60.9996", "2017-06-30T23:59:59.6"]
    )
    assert epochs[:2].to_utc_text(digits=3) == ["2016-12-31T23:59:60.000Z", "2017-01-01T00:00:00.000Z"]
    assert epochs[2:].to_utc_text(digits=0) == ["2017-07-01T00:00:00Z"]


def test_a_fraction_that_rounds_to_one_carries():
    epochs = Epochs.from_utc_text("2000-01-01T00:00:00." + "9" * 30)
    assert epochs.fraction_s.tolist() == [0.0]
    assert epochs.to_utc_text(digits=0) == ["2000-01-01T00:00:01Z"]


def test_one_text_and_an_array_of_texts():
    assert len(Epochs.from_utc_text("2024-11-01")) == 1
    assert len(Epochs.from_utc_text(np.array(["2024-11-01", "2024-306T00:00:01"]))) == 2


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("yesterday", "cannot read 'yesterday' as a UTC instant: expected YYYY-MM-DD"),
        ("2023-02-29", "there is no such date"),
        ("2015-12-31T23:59:60", "there is no such time on that day"),
    ],
)
def test_text_that_cannot_be_read_is_refused(text, said):
    with pytest.raises(EpochError, match=said):
        Epochs.from_utc_text(["2024-11-01", text])
    with pytest.raises(EpochError, match=said):
        Epochs.from_utc_text(np.array(["2024-11-01", text]))


def test_parsing_marks_instead():
    epochs, status = Epochs.parse_utc_text(["2024-11-01", "2024-11-31", "?"])
    assert status.tolist() == [TextStatus.OK, TextStatus.NO_SUCH_DATE, TextStatus.LAYOUT]
    assert np.isnan(epochs.fraction_s).tolist() == [False, True, True]


@pytest.mark.parametrize("digits", [-1, 16])
def test_digits_are_limited(digits):
    with pytest.raises(ArgumentError, match=f"digits is {digits}, expected 0 to 15"):
        Epochs.from_utc_text("2024-11-01").to_utc_text(digits=digits)


def test_what_is_no_instant_is_not_written():
    epochs, _ = Epochs.parse_utc_text(["2024-11-01", "?"])
    with pytest.raises(EpochError, match="row 1 is no instant"):
        epochs.to_utc_text()


@pytest.mark.parametrize("text", ["0001-01-01", "9999-12-31T23:59:59.4"])
def test_years_that_text_has_room_for(text):
    epoch = Epochs.from_utc_text(text)
    assert Epochs.from_utc_text(epoch.to_utc_text()).seconds_since(epoch).tolist() == [0.0]


@pytest.mark.parametrize(("text", "step_s"), [("0001-01-01", -1.0), ("9999-12-31T23:59:59", 1.0)])
def test_years_that_text_has_no_room_for(text, step_s):
    with pytest.raises(EpochError, match="outside the years 1 to 9999"):
        Epochs.from_utc_text(text).shifted(step_s).to_utc_text()


def test_shapes_and_fractions_are_checked():
    with pytest.raises(ShapeError, match="differ"):
        Epochs(ints(1, 2), floats(0.0))
    with pytest.raises(ShapeError, match="differ"):
        Epochs(np.zeros((1, 1), dtype=np.int64), np.zeros((1, 1)))
    for fraction_s in (-1e-9, 1.0):
        with pytest.raises(EpochError, match=r"leaves \[0, 1\)"):
            Epochs(ints(1), floats(fraction_s))


def test_from_parts_carries_both_ways():
    epochs = Epochs.from_parts(ints(10, 10, 10, 10), floats(1.25, -0.25, -1e-20, np.nan))
    assert epochs.tai_s.tolist() == [11, 9, 10, 10]
    assert epochs.fraction_s[:3].tolist() == [0.25, 0.75, 0.0]
    assert np.isnan(epochs.fraction_s[3])


def test_one_instant_shifts_to_many():
    shifted = Epochs.from_utc_text("2024-11-01").shifted(floats(0.0, -0.5, 86_400.25))
    assert shifted.to_utc_text(digits=2) == [
        "2024-11-01T00:00:00.00Z",
        "2024-10-31T23:59:59.50Z",
        "2024-11-02T00:00:00.25Z",
    ]


def test_a_long_shift_keeps_the_fraction():
    epoch = Epochs.from_utc_text("2000-01-01T00:00:00.123456789012345")
    assert epoch.shifted(1e9).fraction_s.tolist() == epoch.fraction_s.tolist()


def test_rows_order_and_concatenation():
    epochs = Epochs.from_utc_text(
        ["2024-11-02", "2024-11-01T00:00:00.5", "2024-11-01T00:00:00.25", "2024-11-02"]
    )
    assert epochs.order().tolist() == [2, 1, 0, 3]
    joined = Epochs.concatenate([epochs[:1], epochs[np.array([False, True, False, False])]])
    assert joined.seconds_since(epochs[:2]).tolist() == [0.0, 0.0]
    assert len(Epochs.concatenate([])) == 0


def test_utc_fields():
    epochs = Epochs.from_utc_fields(
        ints(2016, 2024),
        ints(12, 2),
        ints(31, 29),
        second_of_day=ints(86_400, 1),
        fraction_s=floats(0.5, 1.0),
    )
    assert epochs.to_utc_text(digits=1) == ["2016-12-31T23:59:60.5Z", "2024-02-29T00:00:02.0Z"]
    fields = epochs.utc_calendar()
    assert [field.tolist() for field in fields] == [[2016, 2024], [12, 2], [31, 29], [86_400, 2]]


@pytest.mark.parametrize(
    ("month", "day", "second", "said"),
    [
        (2, 30, 0, r"row 1: there is no such date: \(2023, 2, 30\)"),
        (13, 1, 0, "no such date"),
        (1, 0, 0, "no such date"),
        (12, 31, 86_400, r"no such second of the day: \(2023, 12, 31, 86400\)"),
        (12, 31, -1, "no such second of the day"),
    ],
)
def test_utc_fields_that_are_no_instant(month, day, second, said):
    with pytest.raises(EpochError, match=said):
        Epochs.from_utc_fields(
            ints(2023, 2023),
            ints(1, month),
            ints(1, day),
            second_of_day=ints(0, second),
            fraction_s=floats(0, 0),
        )


def test_days_of_element_sets():
    epochs = Epochs.from_utc_days(
        ints(2024, 2016, 1957),
        ints(306, 366, 277),
        day_units=ints(50_000_001, 99_999_999, 0),
        units_per_day=10**8,
    )
    assert epochs.to_utc_text(digits=6) == [
        "2024-11-01T12:00:00.000864Z",
        "2016-12-31T23:59:59.999136Z",
        "1957-10-04T00:00:00.000000Z",
    ]


@pytest.mark.parametrize(
    ("day", "units", "said"),
    [
        (0, 0, r"no such day of the year: \(2023, 0\)"),
        (366, 0, "no such day of the year"),
        (1, 100, r"no such fraction of the day: \(2023, 1, 100\)"),
        (1, -1, "no such fraction of the day"),
    ],
)
def test_days_that_are_none(day, units, said):
    with pytest.raises(EpochError, match=said):
        Epochs.from_utc_days(ints(2023), ints(day), day_units=ints(units), units_per_day=100)


def test_julian_days():
    noon = Epochs.from_utc_text("2000-01-01T11:58:55.816")  # J2000.0 in TT
    day, fraction = noon.tt_julian_days()
    assert day.tolist() == [2_451_544.5]
    assert fraction[0] == pytest.approx(0.5, abs=1e-15)
    leap = Epochs.from_utc_text(["2016-12-31T23:59:60", "2017-01-01"])
    day, fraction = leap.utc_julian_days()
    assert day.tolist() == [2_457_753.5, 2_457_754.5]
    assert fraction.tolist() == [1.0, 0.0]


@pytest.mark.parametrize(
    ("scale", "utc"), [(TAI_TIME, "2016-12-31T23:59:24Z"), (GPS_TIME, "2016-12-31T23:59:43Z")]
)
def test_text_of_scales_that_never_leap(scale, utc):
    epoch = Epochs.from_utc_text("2017-01-01T00:00:00", scale)
    assert epoch.to_utc_text(digits=0) == [utc]
    assert epoch.to_utc_text(digits=0, leap_seconds=scale) == ["2017-01-01T00:00:00Z"]
    with pytest.raises(EpochError, match="no such time"):
        Epochs.from_utc_text("2016-12-31T23:59:60", scale)


def test_a_step_that_is_no_number_leads_nowhere():
    moved = Epochs.from_utc_text("2024-11-01").shifted(floats(np.nan, np.inf, 1.0))
    assert np.isnan(moved.fraction_s).tolist() == [True, True, False]


def test_gps_time_began_on_the_sixth_of_january_1980():
    epochs = Epochs.from_gps(ints(0, 2342), floats(0.0, 86_400.25))
    assert epochs.to_utc_text(digits=2) == ["1980-01-06T00:00:00.00Z", "2024-11-24T23:59:42.25Z"]
    week, second = epochs.gps()
    assert (week.tolist(), second.tolist()) == ([0, 2342], [0.0, 86_400.25])


def test_instants_past_the_announcement():
    table = LeapSeconds(ints(0), ints(32), "invented", 100)
    inside = Epochs.from_utc_text("2000-04-09T23:59:59.9", table)
    inside.require_announced(table)
    with pytest.raises(EpochError, match=r"2000-04-10T00:00:00Z is past 2000-04-10.*\(invented\)"):
        inside.shifted(floats(0.0, 0.1)).require_announced(table)
    Epochs.from_utc_text("2027-06-27").require_announced(LEAP_SECONDS)
