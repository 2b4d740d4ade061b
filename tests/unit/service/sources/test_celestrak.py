"""CelesTrak is asked once for each update, and left alone when it says so."""

from __future__ import annotations

import subprocess
import sys

import pytest

from specola.errors import ArgumentError, NoDataError, RateLimitError, SourceError
from specola.service.sources.celestrak import POLICY, CelesTrak

ELEMENTS = (
    b"OBJECT_NAME,OBJECT_ID,EPOCH,MEAN_MOTION,ECCENTRICITY,INCLINATION,RA_OF_ASC_NODE,ARG_OF_PERICENTER,"
    b"MEAN_ANOMALY,EPHEMERIS_TYPE,CLASSIFICATION_TYPE,NORAD_CAT_ID,ELEMENT_SET_NO,REV_AT_EPOCH,BSTAR,"
    b"MEAN_MOTION_DOT,MEAN_MOTION_DDOT\r\n"
    b"TOWER 1,2025-100A,2026-11-23T12:00:00.000000,15.25,.0011,51.6,10.5,20.25,30.125,0,U,100001,999,1200,"
    b".00021,.00011,0\r\n"
)
SATCAT = b"OBJECT_NAME,OBJECT_ID,NORAD_CAT_ID,OBJECT_TYPE,OWNER\r\nTOWER 1,2025-100A,100001,PAY,IT\r\n"
WEATHER = b"DATE,BSRN,ND,AP_AVG,F10.7_OBS,F10.7_DATA_TYPE\r\n2026-11-23,2636,1,5,120.0,OBS\r\n"
GROUP = "/NORAD/elements/gp.php?GROUP=active&FORMAT=csv"


@pytest.fixture
def celestrak(source_server, tmp_path, fake_clock):
    source_server.documents |= {
        GROUP: ELEMENTS,
        "/NORAD/elements/gp.php?CATNR=100001&FORMAT=csv": ELEMENTS,
        "/NORAD/elements/gp.php?INTDES=2025-100&FORMAT=csv": ELEMENTS,
        "/NORAD/elements/gp.php?NAME=TOWER%201%2F%26&FORMAT=csv": ELEMENTS,
        "/NORAD/elements/supplemental/sup-gp.php?FILE=starlink&FORMAT=csv": ELEMENTS,
        "/satcat/records.php?GROUP=active&FORMAT=csv": SATCAT,
        "/pub/satcat.csv": SATCAT,
        "/SpaceData/SW-All.csv": WEATHER,
    }
    with CelesTrak(tmp_path, clock=fake_clock, base_url=source_server.url) as celestrak:
        yield celestrak


def test_every_question_has_its_address(celestrak):
    assert celestrak.gp("GROUP", "active").content == ELEMENTS
    assert celestrak.gp("CATNR", "100001").content == ELEMENTS
    assert celestrak.gp("INTDES", "2025-100").content == ELEMENTS
    assert celestrak.gp("NAME", "TOWER 1/&").content == ELEMENTS
    assert celestrak.supplemental("FILE", "starlink").content == ELEMENTS
    assert celestrak.satcat("GROUP", "active").content == SATCAT
    assert celestrak.whole_satcat().content == SATCAT
    assert celestrak.space_weather().content == WEATHER


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("GROUP", "active&FORMAT=tle"),
        ("GROUP", ""),
        ("CATNR", "1234567890"),
        ("CATNR", "T0001"),
        ("INTDES", "98067A"),
        ("NAME", "x" * 61),
        ("NAME", "a\nb"),
    ],
)
def test_a_question_that_cannot_be_right_is_not_sent(celestrak, source_server, key, value):
    with pytest.raises(ArgumentError, match=f"{key} is .*, expected"):
        celestrak.gp(key, value)
    assert source_server.count() == 0


def test_element_sets_are_asked_for_every_two_hours_at_most(celestrak, source_server, fake_clock):
    for _ in range(12):
        celestrak.gp("GROUP", "active")
        fake_clock.move(599.0)
    assert source_server.count(GROUP) == 1
    fake_clock.move(12.0)
    again = celestrak.gp("GROUP", "active")
    assert again.asked
    assert again.content == ELEMENTS
    assert source_server.count(GROUP) == 2
    assert "if-none-match" in source_server.seen[-1].headers
    assert "if-modified-since" in source_server.seen[-1].headers


def test_catalog_records_are_asked_for_daily_at_most(celestrak, source_server, fake_clock):
    for _ in range(24):
        celestrak.whole_satcat()
        fake_clock.move(3599.0)
    assert source_server.count() == 1


def test_its_word_for_nothing_is_no_outage(celestrak, source_server):
    for _ in range(3):
        with pytest.raises(NoDataError, match="nothing of that name"):
            celestrak.gp("CATNR", "999999999")
    assert source_server.count() == 1
    assert celestrak.gp("GROUP", "active").asked


@pytest.mark.parametrize("status", [200, 403, 404])
@pytest.mark.parametrize("word", [b"No GP data found\n", b"No SATCAT records found", b"No SupGP data found"])
def test_nothing_has_many_words(celestrak, source_server, status, word):
    source_server.misbehave(status, body=word)
    with pytest.raises(NoDataError):
        celestrak.gp("GROUP", "active")


def test_its_word_for_not_updated_confirms_the_copy(celestrak, source_server, fake_clock):
    source_server.says_not_updated = True
    celestrak.gp("GROUP", "active")
    fake_clock.move(7200.0)
    source_server.documents[GROUP] = ELEMENTS.replace(b"TOWER", b"SPIRE")
    again = celestrak.gp("GROUP", "active")
    assert (again.content, again.asked) == (ELEMENTS, True)
    fake_clock.move(7100.0)
    assert not celestrak.gp("GROUP", "active").asked


def test_not_updated_without_a_copy_says_when(source_server, celestrak, tmp_path, fake_clock):
    source_server.says_not_updated = True
    celestrak.gp("GROUP", "active")
    with CelesTrak(tmp_path / "another disk", clock=fake_clock, base_url=source_server.url) as other:
        for _ in range(3):
            with pytest.raises(RateLimitError) as caught:
                other.gp("GROUP", "active")
    assert caught.value.next_allowed_utc == "2026-11-24T02:00:01Z"
    assert source_server.count() == 2


@pytest.mark.parametrize("kind", [500, 503, 429, 403, "page", "redirect"])
def test_any_other_answer_stops_everything_for_two_hours(celestrak, source_server, fake_clock, kind):
    source_server.misbehave(kind)
    with pytest.raises(SourceError):
        celestrak.gp("GROUP", "active")
    for question in (celestrak.whole_satcat, celestrak.space_weather):
        with pytest.raises(RateLimitError, match="no request before 2026-11-24T02:00:01Z"):
            question()
    assert source_server.count() == 1
    fake_clock.move(7200.1)
    assert celestrak.gp("GROUP", "active").content == ELEMENTS


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"OBJECT_NAME,NORAD_CAT_ID\r\n",
        ELEMENTS[:-80],
        ELEMENTS.split(b"\n")[0] + b"\n",
        b"TOWER 1\n1 00001U ...\n",
        b"Invalid query",
    ],
)
def test_what_does_not_parse_is_not_kept(celestrak, source_server, fake_clock, body):
    source_server.misbehave(200, body=body)
    with pytest.raises(SourceError, match=r"GROUP=active.*expected"):
        celestrak.gp("GROUP", "active")
    with pytest.raises(RateLimitError, match="before 2026-11-24T00:01:01Z"):
        celestrak.gp("GROUP", "active")
    fake_clock.move(60.1)
    assert celestrak.gp("GROUP", "active").content == ELEMENTS


def test_many_different_questions_stay_within_our_own_limit(celestrak, source_server):
    asked = 0
    for number in range(100):
        source_server.documents[f"/NORAD/elements/gp.php?CATNR={number}&FORMAT=csv"] = ELEMENTS
        try:
            celestrak.gp("CATNR", str(number))
        except RateLimitError:
            break
        asked += 1
    assert asked == source_server.count() == POLICY.limits[0].requests


def test_many_questions_for_nothing_stop_by_themselves(celestrak, source_server, fake_clock):
    for number in range(POLICY.nothing_limit.requests):
        with pytest.raises(NoDataError):
            celestrak.gp("CATNR", str(200000 + number))
        fake_clock.move(61.0)
    with pytest.raises(RateLimitError, match="that found nothing"):
        celestrak.gp("CATNR", "300000")
    assert source_server.count() == POLICY.nothing_limit.requests


def test_a_mirror_that_refuses_does_not_keep_us_from_celestrak(
    celestrak, source_server, tmp_path, fake_clock
):
    source_server.misbehave(500)
    with pytest.raises(SourceError):
        celestrak.gp("GROUP", "active")
    assert sorted(path.name for path in (tmp_path / "limits").glob("*.json")) == ["127.0.0.1.json"]
    with CelesTrak(tmp_path, clock=fake_clock) as real:
        limiter = real._client._limiter
        assert limiter.policy is POLICY
        assert limiter.next_allowed().seconds_since(fake_clock.now())[0] == 0.0


FETCH = """
import sys
from pathlib import Path
from specola.service.sources.celestrak import CelesTrak
from specola.service.clock import SystemClock
with CelesTrak(Path(sys.argv[1]), clock=SystemClock(), base_url=sys.argv[2]) as celestrak:
    for _ in range(3):
        print(len(celestrak.gp("GROUP", "active").content))
"""


def test_two_processes_ask_once(source_server, tmp_path):
    source_server.documents[GROUP] = ELEMENTS
    command = [sys.executable, "-c", FETCH, str(tmp_path), source_server.url]
    both = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    for process in both:
        assert process.communicate(timeout=180)[0].split() == [str(len(ELEMENTS))] * 3
    assert source_server.count() == 1
