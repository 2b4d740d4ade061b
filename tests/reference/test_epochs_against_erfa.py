"""Time scales against pyerfa, leap seconds against the files of IERS."""

from __future__ import annotations

from pathlib import Path

import astropy_iers_data
import erfa
import numpy as np

from specola.epochs import LEAP_SECONDS, Epochs, LeapSeconds


def tai_of_utc(texts):
    """Return TAI as a two-part Julian date of UTC texts, by pyerfa."""
    fields = [
        (int(t[0:4]), int(t[5:7]), int(t[8:10]), int(t[11:13]), int(t[14:16]), float(t[17:-1])) for t in texts
    ]
    parts = [erfa.dtf2d("UTC", *field) for field in fields]
    return erfa.utctai(np.array([part[0] for part in parts]), np.array([part[1] for part in parts]))


def test_tai_since_1972_and_through_every_leap_second():
    generator = np.random.Generator(np.random.PCG64(11))
    steps = (LEAP_SECONDS.first_day * 86_400 + LEAP_SECONDS.tai_minus_utc_s)[1:]
    near = (steps[:, None] + np.arange(-2, 3)).ravel()
    spread = generator.integers(steps[0] - 86_400 * 180, 86_400 * 365 * 26, 500)
    tai_s = np.concatenate([near, spread])
    epochs = Epochs(tai_s, generator.integers(0, 1000, len(tai_s)) / 1000)
    first, second = tai_of_utc(epochs.to_utc_text(digits=3))
    day, fraction = epochs.julian_days(0.0)
    worst_s = np.abs((day - first) + (fraction - second)).max() * 86_400
    print(f"TAI against pyerfa: {worst_s:.2e} s over {len(tai_s)} instants")
    assert worst_s < 2e-9
    tt = erfa.taitt(first, second)
    found = epochs.tt_julian_days()
    assert np.abs((found[0] - tt[0]) + (found[1] - tt[1])).max() * 86_400 < 2e-9


def test_before_1972_the_convention_is_off_by_what_it_says():
    year, month = np.meshgrid(np.arange(1960, 1972), np.arange(1, 13))
    error_s = np.abs(10.0 - erfa.dat(year.ravel(), month.ravel(), 1, 0.0))
    last_s = abs(10.0 - float(erfa.dat(1971, 12, 31, 1.0)))
    print(f"10 s before 1972: off by {error_s.max():.3f} s in 1960, {last_s:.3f} s at the end of 1971")
    assert error_s.max() < 9.1
    assert last_s < 0.11


def test_the_built_in_table_is_that_of_iers():
    content = Path(astropy_iers_data.IERS_LEAP_SECOND_FILE).read_bytes()
    table = LeapSeconds.from_leap_second_dat(content)
    n = len(LEAP_SECONDS.first_day)
    assert table.first_day[:n].tolist() == LEAP_SECONDS.first_day.tolist()
    assert table.tai_minus_utc_s[:n].tolist() == LEAP_SECONDS.tai_minus_utc_s.tolist()
    assert table.expiry_day >= LEAP_SECONDS.expiry_day


def test_the_list_with_its_hash(shared_data):
    content = (shared_data / "earth_orientation" / "leap-seconds.list").read_bytes()
    table = LeapSeconds.from_leap_seconds_list(content)
    assert table.first_day.tolist() == LEAP_SECONDS.first_day.tolist()
    assert table.tai_minus_utc_s.tolist() == LEAP_SECONDS.tai_minus_utc_s.tolist()
