from __future__ import annotations

import gzip
import hashlib

import numpy as np
import pytest

from specola.epochs import Bulletin, Epochs, read_celestrak_eop, read_eopc04, read_finals2000a
from specola.errors import MessageError

COLUMNS = ("xp_rad", "yp_rad", "ut1_tai_s", "lod_s", "dx_rad", "dy_rad")


def dates(orientation):
    return [
        date.to_utc_text(digits=0)[0][:10]
        for date in (orientation.begin, orientation.last_measured, orientation.prediction_end)
    ]


def same(read, expected, n, *, but=()):
    for name in COLUMNS:
        if name not in but:
            assert getattr(read, name)[:n] == pytest.approx(getattr(expected, name)[:n], abs=1e-15), name


def test_finals_bulletin_a(invented_earth, orientation):
    read = read_finals2000a(invented_earth.finals_text().encode(), bulletin=Bulletin.A)
    assert dates(read) == ["2015-01-01", "2015-01-20", "2015-02-09"]
    assert read.source == "finals2000A.all (Bulletin A)"
    same(read, orientation, 20)
    same(read, orientation, 40, but=("lod_s", "dx_rad", "dy_rad"))


def test_finals_bulletin_b_where_there_is_one(invented_earth, orientation):
    content = invented_earth.finals_text().encode()
    read = read_finals2000a(content)
    assert read.source == "finals2000A.all (Bulletin B, then A)"
    assert read.ut1_tai_s[:10] == pytest.approx(orientation.ut1_tai_s[:10] + 1e-4, abs=1e-12)
    assert read.ut1_tai_s[10:] == pytest.approx(orientation.ut1_tai_s[10:40], abs=1e-12)
    assert read.sha256 == hashlib.sha256(content).hexdigest()


def test_blanks_of_the_predictions_are_filled(invented_earth, orientation):
    read = read_finals2000a(invented_earth.finals_text().encode(), bulletin=Bulletin.A)
    assert (read.dx_rad[30:] == read.dx_rad[29]).all()
    assert (read.dy_rad[30:] == read.dy_rad[29]).all()
    # Length of day is the slope of UT1 with the sign turned around.
    assert read.lod_s[20:39] == pytest.approx(-np.gradient(orientation.ut1_tai_s[:41])[20:39], abs=1e-12)


def test_a_file_without_pole_offsets_has_none(invented_earth):
    read = read_finals2000a(invented_earth.finals_text(n_pole=0, n_final=0).encode())
    assert not read.dx_rad.any()


def test_c04_is_all_measured(invented_earth, orientation):
    read = read_eopc04(invented_earth.c04_text().encode())
    assert dates(read) == ["2015-01-01", "2015-01-30", "2015-01-30"]
    same(read, orientation, 30)


def test_celestrak(invented_earth, orientation):
    read = read_celestrak_eop(invented_earth.celestrak_text().encode())
    assert dates(read) == ["2015-01-01", "2015-01-20", "2015-01-30"]
    same(read, orientation, 30)


@pytest.mark.parametrize(
    ("reader", "form"), [(read_eopc04, "c04_text"), (read_celestrak_eop, "celestrak_text")]
)
def test_rows_before_1972_are_left_out(invented_earth, reader, form):
    text = getattr(invented_earth, form)(first_day=-10_236, n_days=30)  # from 1971-12-23
    assert dates(reader(text.encode()))[0] == "1972-01-01"


def test_over_a_leap_second_ut1_does_not_jump(invented_earth):
    read = read_eopc04(invented_earth.c04_text(first_day=6200, n_days=20).encode())
    assert np.abs(np.diff(read.ut1_tai_s)).max() < 0.003
    assert np.diff(read.tai_s).tolist().count(86_401) == 1


def blank(text, row, place):
    lines = text.splitlines()
    line = lines[row]
    lines[row] = line[: place.start] + " " * (place.stop - place.start) + line[place.stop :]
    return "\n".join(lines)


def test_bad_finals_are_refused(invented_earth):
    text = invented_earth.finals_text()
    for bad, said in [
        ("", "the file is empty"),
        ("<html>\n<body>\n", "0 rows since 1972"),
        (text.replace("57026.00", "57x26.00"), r"file:4: MJD: cannot read '57x26.00', expected a number"),
        (blank(text, 5, slice(18, 27)), "file:6: cannot read"),
        (blank(text, 5, slice(37, 46)), "polar motion: blank in row 5 since 1972"),
        (blank(text, 15, slice(58, 68)), "UT1-UTC: blank in row 15"),
        ("\n".join(text.splitlines()[:4] + text.splitlines()[5:]), "every day once"),
        (invented_earth.finals_text(n_measured=0), "some of them measured"),
    ]:
        content = bad.encode()
        with pytest.raises(MessageError, match=said):
            read_finals2000a(content, source="file", bulletin=Bulletin.A)


def test_a_bad_c04_is_refused(invented_earth):
    text = invented_earth.c04_text()
    for bad, said in [
        ("2015 1 1\n", "file:1: cannot read"),
        (text.replace("57026.00", "57x26.00"), "thirteen"),
    ]:
        with pytest.raises(MessageError, match=said):
            read_eopc04(bad.encode(), source="file")


def test_a_bad_celestrak_file_is_refused(invented_earth):
    text = invented_earth.celestrak_text()
    for bad, said in [
        ("<html>\n", "file:1: cannot read '<html>', expected the header DATE"),
        (text.replace("57026", "5702x"), "file:5: cannot read"),
        (text.replace(",O", ",?"), "the last O or P"),
        (text.replace(",35,P", ",36,P"), "file:22: .*TAI - UTC as in the leap seconds of built in"),
        (
            "\n".join(
                line.rsplit(",", 2)[0] if row == 5 else line for row, line in enumerate(text.splitlines())
            ),
            "6:",
        ),
    ]:
        with pytest.raises(MessageError, match=said):
            read_celestrak_eop(bad.encode(), source="file")


def test_real_files_agree(shared_data):
    folder = shared_data / "earth_orientation"
    readers = {
        "finals2000A.all_2026-11-02.gz": read_finals2000a,
        "eopc04.1962-now_2026-11-02.gz": read_eopc04,
        "EOP-All_2026-02-23.csv.gz": read_celestrak_eop,
    }
    read = [reader(gzip.decompress((folder / name).read_bytes())) for name, reader in readers.items()]
    epochs = Epochs.from_utc_text("2000-01-01").shifted(np.linspace(0.0, 8.2e8, 5000))
    at = [orientation.at(epochs) for orientation in read]
    worst_ms = max(np.abs(other.ut1_tai_s - at[0].ut1_tai_s).max() for other in at[1:]) * 1e3
    worst_mas = max(np.abs(other.xp_rad - at[0].xp_rad).max() for other in at[1:]) / 4.8481368e-9
    print(f"finals against C04 and CelesTrak: UT1 {worst_ms:.3f} ms, xp {worst_mas:.3f} mas")
    assert worst_ms < 0.4  # C04 20 is a later combination than the Bulletin B of the time
    assert worst_mas < 1.0
