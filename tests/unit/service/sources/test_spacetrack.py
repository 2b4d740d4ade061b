"""Space-Track: one session, whole catalogs, the published limits, and nothing secret written anywhere."""

from __future__ import annotations

import io
import logging
import os
import subprocess
import sys
import traceback

import numpy as np
import pytest

from specola.epochs import Epochs
from specola.errors import ArgumentError, NoDataError, RateLimitError, SourceError
from specola.service.sources import http_requests
from specola.service.sources.credentials import Credentials, Secret
from specola.service.sources.rate_limits import Ending, Outcome, RateLimiter
from specola.service.sources.spacetrack import POLICY, SpaceTrack, after_17_utc

IDENTITY, PASSWORD = "observer@tower.example", "correct horse battery staple"
ELEMENTS = (
    b'"CCSDS_OMM_VERS","OBJECT_NAME","OBJECT_ID","CENTER_NAME","REF_FRAME","TIME_SYSTEM","MEAN_ELEMENT_THEORY",'
    b'"EPOCH","MEAN_MOTION","ECCENTRICITY","INCLINATION","RA_OF_ASC_NODE","ARG_OF_PERICENTER","MEAN_ANOMALY",'
    b'"EPHEMERIS_TYPE","CLASSIFICATION_TYPE","NORAD_CAT_ID","ELEMENT_SET_NO","REV_AT_EPOCH","BSTAR",'
    b'"MEAN_MOTION_DOT","MEAN_MOTION_DDOT","OBJECT_TYPE"\n'
    b'"3.0","TOWER 1","2025-100A","EARTH","TEME","UTC","SGP4","2026-11-23T12:00:00.000000","15.25","0.0011",'
    b'"51.6","10.5","20.25","30.125","0","U","100001","999","1200","0.00021","0.00011","0","PAYLOAD"\n'
)
SATCAT = (
    b'"INTLDES","NORAD_CAT_ID","OBJECT_TYPE","SATNAME","COUNTRY"\n'
    b'"2025-100A","100001","PAYLOAD","TOWER 1","IT"\n'
)
QUERY = "/basicspacedata/query/class/"
ALL = QUERY + "gp/decay_date/null-val/epoch/%3Enow-10/orderby/norad_cat_id/format/csv"
SOME = QUERY + "gp/NORAD_CAT_ID/{}/decay_date/null-val/epoch/%3Enow-10/orderby/norad_cat_id/format/csv"
RECORDS = QUERY + "satcat/CURRENT/Y/DECAY/null-val/orderby/NORAD_CAT_ID/format/csv"


def account(password=PASSWORD):
    return Credentials(Secret(IDENTITY), Secret(password))


@pytest.fixture
def open_client(source_server, tmp_path, fake_clock):
    """Return a maker of clients."""
    source_server.documents |= {ALL: ELEMENTS, SOME.format("5,25544"): ELEMENTS, RECORDS: SATCAT}

    def make(credentials=account, **more):
        return SpaceTrack(
            tmp_path, clock=fake_clock, credentials=credentials, base_url=source_server.url, **more
        )

    return make


def paths(source_server):
    return [seen.path for seen in source_server.seen]


def test_one_session_serves_all_questions(open_client, source_server):
    with open_client() as client:
        assert client.gp_catalog().content == ELEMENTS
        assert client.gp(np.array([25544, 5, 25544])).content == ELEMENTS
        assert client.satcat().content == SATCAT
    assert paths(source_server) == [
        "/ajaxauth/login", ALL, SOME.format("5,25544"), RECORDS, "/ajaxauth/logout",
    ]  # fmt: skip
    assert source_server.sessions == set()


def test_no_question_no_session(open_client, source_server):
    with open_client():
        pass
    with open_client() as client:
        client.gp_catalog()
    before = source_server.count()
    with open_client(credentials=lambda: pytest.fail("no account is needed")) as client:
        assert not client.gp_catalog().asked
    assert source_server.count() == before


def test_the_catalog_is_asked_for_once_an_hour(open_client, source_server, fake_clock):
    with open_client() as client:
        for _ in range(24):
            client.gp_catalog()
            fake_clock.move(599.9)
    assert source_server.count(ALL) == 4


def test_a_long_session_is_opened_anew(open_client, source_server, fake_clock):
    with open_client() as client:
        client.gp_catalog()
        fake_clock.move(3601.0)
        client.gp_catalog()
        assert source_server.count("/ajaxauth/login") == 1
        fake_clock.move(3601.0)
        client.gp_catalog()
        assert source_server.count("/ajaxauth/login") == 2


def test_a_session_that_the_server_ended_is_opened_once_more(open_client, source_server, fake_clock):
    with open_client() as client:
        client.gp_catalog()
        source_server.sessions.clear()
        fake_clock.move(3601.0)
        assert client.gp_catalog().asked
        fake_clock.move(3601.0)
        source_server.misbehave(401, path=ALL, times=2)
        with pytest.raises(SourceError, match="HTTP 401"):
            client.gp_catalog()
    assert source_server.count("/ajaxauth/login") == 3


@pytest.mark.parametrize(
    ("asked", "again"),
    [
        ("2026-11-24T00:00:00Z", "2026-11-24T17:00:00Z"),
        ("2026-11-24T16:59:59.5Z", "2026-11-24T17:00:00Z"),
        ("2026-11-24T17:00:00Z", "2026-11-25T17:00:00Z"),
        ("2026-12-31T23:00:00Z", "2027-01-01T17:00:00Z"),
    ],
)
def test_records_are_asked_for_after_17_utc(asked, again):
    assert after_17_utc(Epochs.from_utc_text(asked)).to_utc_text(digits=0) == [again]


def test_objects_without_elements_are_no_failure(open_client, source_server):
    source_server.documents[SOME.format("7")] = b"\n"
    with open_client() as client:
        with pytest.raises(NoDataError):
            client.gp(np.array([7]))
        assert client.gp_catalog().asked


@pytest.mark.parametrize(
    ("numbers", "sentence"),
    [
        ([], "0 catalog numbers, expected 1 to 500"),
        (range(1, 502), "501 catalog numbers, expected 1 to 500"),
        ([0, 5], "0 to 5, expected 1 to 999999999"),
        ([10**9], "expected 1 to 999999999"),
    ],
)
def test_lists_have_a_length(open_client, source_server, numbers, sentence):
    with open_client() as client, pytest.raises(ArgumentError, match=sentence):
        client.gp(np.array(list(numbers), dtype=np.int64))
    assert source_server.count() == 0


def test_a_wrong_password_is_tried_once(open_client, source_server, fake_clock):
    with open_client(credentials=lambda: account("wrong")) as client:
        with pytest.raises(SourceError, match="the account was not accepted; try it by hand"):
            client.gp_catalog()
        with pytest.raises(
            RateLimitError, match=r"before 2026-11-24T00:01:01Z, the account was not accepted"
        ):
            client.gp_catalog()
    assert paths(source_server) == ["/ajaxauth/login"]
    source_server.misbehave(401)
    fake_clock.move(61.0)
    with open_client() as client, pytest.raises(SourceError, match="the account was not accepted"):
        client.gp_catalog()


def test_a_login_page_that_fails_stops_for_an_hour(open_client, source_server):
    source_server.misbehave(500, path="/ajaxauth/login")
    with open_client() as client:
        with pytest.raises(SourceError, match="login: HTTP 500; report"):
            client.gp_catalog()
        with pytest.raises(RateLimitError, match="before 2026-11-24T01:00:01Z"):
            client.gp_catalog()


@pytest.mark.parametrize("path", ["/ajaxauth/login", ALL])
def test_passing_the_limits_is_told_in_words(open_client, source_server, path):
    source_server.misbehave("throttled", path=path)
    with open_client() as client, pytest.raises(RateLimitError, match="too many requests") as caught:
        client.gp_catalog()
    assert caught.value.next_allowed_utc == "2026-11-24T01:00:01Z"


@pytest.mark.parametrize("body", [b'[{"error":"something else"}]', ELEMENTS[:-30], b"not a table"])
def test_what_does_not_parse_is_not_kept(open_client, source_server, tmp_path, body):
    source_server.misbehave(200, path=ALL, body=body)
    with open_client() as client, pytest.raises(SourceError, match="expected"):
        client.gp_catalog()
    assert list((tmp_path / "space-track").glob("*.data")) == []


def test_a_failed_logout_is_nobodys_concern(open_client, source_server):
    source_server.misbehave("cut", path="/ajaxauth/logout")
    with open_client() as client:
        client.gp_catalog()
    assert source_server.count("/ajaxauth/logout") == 1


def test_less_than_thirty_a_minute_and_three_hundred_an_hour(tmp_path, fake_clock, monkeypatch):
    monkeypatch.setattr(os, "fsync", lambda _: None)
    limiter = RateLimiter(POLICY, tmp_path, clock=fake_clock)
    arrived = []
    while len(arrived) < 330:
        try:
            with limiter.request() as ended:
                ended(Ending(Outcome.DONE))
        except RateLimitError:
            fake_clock.move(5.0)
        else:
            arrived.append(float(fake_clock.now().tai_s[0]))
    assert arrived[28] == arrived[0]
    for limit, window_s in ((30, 60.0), (300, 3600.0)):
        assert all(
            last - first >= window_s for first, last in zip(arrived, arrived[limit - 1 :], strict=False)
        )


def test_patience_waits_for_its_turn(open_client, source_server, fake_clock):
    with open_client(patience_s=60.0) as client:
        for number in range(1, 41):
            source_server.documents[SOME.format(number)] = ELEMENTS
            client.gp(np.array([number]))
    assert 1 <= len(fake_clock.slept_s) <= 2
    assert source_server.count() == 42


RACE = """
import sys
from pathlib import Path
import numpy as np
from specola.errors import RateLimitError
from specola.service.clock import SystemClock
from specola.service.sources.credentials import Credentials, Secret
from specola.service.sources.spacetrack import SpaceTrack
account = Credentials(Secret("observer@tower.example"), Secret("correct horse battery staple"))
first = int(sys.argv[3])
done = 0
print("ready", flush=True)
sys.stdin.readline()
cache, url = Path(sys.argv[1]), sys.argv[2]
with SpaceTrack(cache, clock=SystemClock(), credentials=lambda: account, base_url=url) as client:
    for number in range(first, first + 40):
        try:
            client.gp(np.array([number]))
        except RateLimitError:
            continue
        done += 1
print(done)
"""


def test_two_processes_together_keep_the_limit(source_server, tmp_path):
    for number in range(1, 81):
        source_server.documents[SOME.format(number)] = ELEMENTS
    commands = [
        [sys.executable, "-c", RACE, str(tmp_path), source_server.url, str(first)] for first in (1, 41)
    ]
    both = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for command in commands
    ]
    for process in both:
        assert process.stdout.readline() == "ready\n"
    for process in both:
        process.stdin.write("go\n")
        process.stdin.flush()
    done = [int(process.communicate(timeout=180)[0]) for process in both]
    assert source_server.count() == 29
    assert source_server.count("/ajaxauth/login") == 2
    assert sum(done) == 27


def test_nothing_secret_is_written_anywhere(open_client, source_server, tmp_path, monkeypatch, fake_clock):
    """Look for account and session in logs, files, errors, addresses and reprs, whatever goes wrong."""
    monkeypatch.setattr(http_requests, "_READ_S", 0.2)
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    root = logging.getLogger()
    monkeypatch.setattr(root, "level", logging.DEBUG)
    root.addHandler(handler)
    try:
        for kind in (None, 500, 429, "page", "redirect", "cut", "bad-gzip", "silence", "throttled", 401):
            for path in ("/ajaxauth/login", ALL, "/ajaxauth/logout"):
                fake_clock.move(2 * 86_400.0)
                if kind is not None:
                    source_server.misbehave(kind, path=path)
                try:
                    with open_client() as client:
                        written.write(f"{client!r} {vars(client)!r} {vars(client._client)!r}")
                        client.gp_catalog()
                except SourceError as error:
                    full = traceback.TracebackException.from_exception(error, capture_locals=True)
                    written.writelines(full.format())
        fake_clock.move(2 * 86_400.0)
        with open_client(credentials=lambda: account("another wrong password")) as client:
            with pytest.raises(SourceError) as caught:
                client.gp_catalog()
            written.write(repr(caught.value))
    finally:
        root.removeHandler(handler)
    assert len(source_server.opened) > 20
    assert "HTTP Request: POST" in written.getvalue()
    texts = [written.getvalue(), *paths(source_server)]
    texts += [file.read_bytes().decode("latin-1") for file in tmp_path.rglob("*") if file.is_file()]
    texts += [str(file) for file in tmp_path.rglob("*")]
    assert len(texts) > 60
    form = "identity=observer%40tower.example"
    for secret in (
        IDENTITY,
        PASSWORD,
        PASSWORD.split()[1],
        form,
        "session-token",
        "chocolatechip",
        "another wrong",
    ):
        assert not any(secret in text for text in texts), secret
