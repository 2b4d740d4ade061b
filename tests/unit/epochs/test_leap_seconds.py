from __future__ import annotations

import hashlib

import numpy as np
import pytest

from specola.epochs import LEAP_SECONDS, LeapSeconds
from specola.errors import EpochError, MessageError

NTP_2000 = 36_524 * 86_400
DAT = """#  Updated through an invented bulletin
#  File expires on 28 June 2001
#    MJD        Date        TAI-UTC (s)
    51544.0    1  1 2000       32
    51726.0    1  7 2000       33
    51910.0    1  1 2001       32
"""


def ints(*values):
    return np.array(values, dtype=np.int64)


def list_file(rows=((0, 32), (182, 33), (366, 32)), expiry_day=544, stated=None) -> bytes:
    updated, expires = "3676924800", str(NTP_2000 + expiry_day * 86_400)
    pairs = [(str(NTP_2000 + day * 86_400), str(offset)) for day, offset in rows]
    digest = hashlib.sha1((updated + expires + "".join(a + b for a, b in pairs)).encode()).hexdigest()  # noqa: S324 - as the file defines it
    words = " ".join(digest[start : start + 8] for start in range(0, 40, 8)) if stated is None else stated
    body = "".join(f"{a}\t{b}\t# a comment\n" for a, b in pairs)
    return f"#\tA comment\n\n#$\t{updated}\n#@\t{expires}\n{body}#h\t{words}\n".encode()


def test_built_in_table_holds_27_leap_seconds():
    assert len(LEAP_SECONDS.first_day) == 28
    assert LEAP_SECONDS.tai_minus_utc_s[[0, -1]].tolist() == [10, 37]
    assert LEAP_SECONDS.expiry_utc() == "2027-06-28"


def test_the_day_before_a_step_is_longer():
    last = LEAP_SECONDS.first_day[1:]
    assert (LEAP_SECONDS.seconds_in_day(last - 1) == 86_401).all()
    assert (LEAP_SECONDS.seconds_in_day(last) == 86_400).all()
    assert (LEAP_SECONDS.seconds_in_day(last - 2) == 86_400).all()


def test_every_second_around_a_step_has_its_own_name():
    step = LEAP_SECONDS.first_day[-1]
    begin = LEAP_SECONDS.tai_s_from_utc(ints(step), ints(0))[0]
    day, second = LEAP_SECONDS.utc_from_tai_s(begin + ints(-3, -2, -1, 0, 1))
    assert (day - step).tolist() == [-1, -1, -1, 0, 0]
    assert second.tolist() == [86_398, 86_399, 86_400, 0, 1]


def test_before_1972_the_first_offset_is_held():
    assert LEAP_SECONDS.offset_s(ints(-20_000)).tolist() == [10]
    day, second = LEAP_SECONDS.utc_from_tai_s(LEAP_SECONDS.tai_s_from_utc(ints(-20_000), ints(86_399)))
    assert (day.tolist(), second.tolist()) == ([-20_000], [86_399])


@pytest.mark.parametrize(
    "table", [LeapSeconds.from_leap_seconds_list(list_file()), LeapSeconds.from_leap_second_dat(DAT.encode())]
)
def test_both_files_say_the_same(table):
    assert table.first_day.tolist() == [0, 182, 366]
    assert table.tai_minus_utc_s.tolist() == [32, 33, 32]
    assert table.expiry_utc() == "2001-06-28"


def test_a_second_taken_out_shortens_its_day():
    table = LeapSeconds.from_leap_second_dat(DAT.encode())
    assert table.seconds_in_day(ints(181, 365, 366)).tolist() == [86_401, 86_399, 86_400]
    begin = table.tai_s_from_utc(ints(366), ints(0))[0]
    day, second = table.utc_from_tai_s(begin + ints(-1, 0))
    assert (day.tolist(), second.tolist()) == ([365, 366], [86_398, 0])


def test_hash_of_a_list_with_leading_zeros_dropped():
    for expiry_day in range(400, 900):  # one of these has a word with a leading zero
        content = list_file(expiry_day=expiry_day).decode()
        head, words = content.rsplit("#h\t", 1)
        if any(word.startswith("0") for word in words.split()):
            bare = " ".join(word.lstrip("0") for word in words.split())
            table = LeapSeconds.from_leap_seconds_list(f"{head}#h\t{bare}\n".encode())
            assert table.expiry_day == expiry_day
            return
    pytest.fail("no hash with a leading zero")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (list_file(stated="1 2 3 4 5"), "#h line says"),
        (list_file(stated=""), "says nothing"),
        (b"", "no table"),
        (b"<html>\n", ":1: cannot read '<html>'"),
        (list_file().replace(b"#@", b"# "), "expiry line"),
        (list_file().replace(b"\t33\t", b"\tx\t"), "NTP seconds"),
    ],
)
def test_a_bad_list_is_refused(content, said):
    with pytest.raises(MessageError, match=said):
        LeapSeconds.from_leap_seconds_list(content, source="file")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "no table"),
        (DAT.replace("51726.0", "51726.5"), "file:5: cannot read"),
        (DAT.replace("June", "Juin"), "File expires on"),
        (DAT.replace("File expires", "Expires"), "File expires on"),
    ],
)
def test_a_bad_dat_is_refused(text, said):
    with pytest.raises(MessageError, match=said):
        LeapSeconds.from_leap_second_dat(text.encode(), source="file")


@pytest.mark.parametrize(
    ("days", "offsets"), [([], []), ([0, 0], [32, 33]), ([5, 4], [32, 33]), ([0, 9], [32, 34]), ([0], [1, 2])]
)
def test_a_table_out_of_order_is_refused(days, offsets):
    with pytest.raises(EpochError, match="ascending days and steps of one second"):
        LeapSeconds(ints(*days), ints(*offsets), "invented", 10)
