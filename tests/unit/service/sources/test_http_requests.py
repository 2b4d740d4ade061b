"""Requests are guarded: https, no redirects, bounded, and every bad ending becomes a sentence."""

from __future__ import annotations

import pytest

from specola.errors import ArgumentError, MessageError, RateLimitError, SourceError
from specola.service.sources import http_requests
from specola.service.sources.http_requests import (
    GuardedClient,
    Reply,
    Verdict,
    describe,
    is_web_page,
    judge_by_status,
    require_safe_url,
)
from specola.service.sources.rate_limits import Limit, Policy, RateLimiter

POLICY = Policy(
    source="source",
    limits=(Limit(100, 60.0),),
    nothing_limit=Limit(100, 60.0),
    cool_down_s=900.0,
    retry_s=60.0,
    request_limit_s=300.0,
)


@pytest.fixture
def client(source_server, fake_clock, tmp_path):
    limiter = RateLimiter(POLICY, tmp_path, clock=fake_clock)
    with GuardedClient(source_server.url, limiter=limiter, clock=fake_clock) as client:
        yield client


def get(client, path="/thing", judge=judge_by_status):
    return client.send(client.url(path), judge=judge)


@pytest.mark.parametrize(
    "url",
    [
        "https://celestrak.org",
        "https://127.0.0.1:8000",
        "http://127.0.0.1:8000",
        "http://[::1]:8000",
        "http://localhost:8000",
        "http://127.9.9.9",
    ],
)
def test_https_and_loopback_are_allowed(url):
    assert str(require_safe_url(url)) == url


@pytest.mark.parametrize(
    "url",
    [
        "http://celestrak.org",
        "http://localhost.example",
        "http://127.0.0.1.example",
        "ftp://127.0.0.1",
        "file:///etc/passwd",
        "celestrak.org",
        "https://",
        "",
        "http://128.0.0.1",
    ],
)
def test_all_else_is_refused(url):
    with pytest.raises(ArgumentError, match="is not https, expected https"):
        require_safe_url(url)


def test_an_unreadable_address_is_refused():
    with pytest.raises(ArgumentError, match="cannot be read"):
        require_safe_url("https://a\x00b")


def test_an_address_with_a_password_is_refused_without_showing_it():
    with pytest.raises(ArgumentError) as caught:
        require_safe_url("https://me:open-sesame@celestrak.org")
    assert "open-sesame" not in str(caught.value)


def test_a_whole_answer_comes_back(client, source_server):
    source_server.documents["/thing?x=1"] = b"content\n"
    reply = get(client, "/thing?x=1")
    assert (reply.status, reply.body, reply.verdict) == (200, b"content\n", Verdict.DATA)
    assert source_server.seen[0].headers["user-agent"].startswith("specola/")
    assert client.source == "source"


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [("cut", "the answer broke off"), ("bad-gzip", "the answer's compression is damaged")],
)
def test_a_broken_answer_is_an_error_and_a_short_pause(client, source_server, kind, sentence):
    source_server.misbehave(kind)
    with pytest.raises(SourceError, match=sentence):
        get(client)
    with pytest.raises(RateLimitError, match=f"no request before 2026-11-24T00:01:01Z, {sentence}"):
        get(client)
    assert source_server.count() == 1


def test_a_server_that_is_not_there_is_an_error(client, source_server):
    source_server.stop()
    with pytest.raises(SourceError, match=r"cannot be reached \(ConnectError\)"):
        get(client)
    source_server._server = type("Gone", (), {"shutdown": lambda _: None, "server_close": lambda _: None})()


def test_silence_ends(client, source_server, monkeypatch):
    monkeypatch.setattr(http_requests, "_READ_S", 0.1)
    source_server.misbehave("silence")
    with pytest.raises(SourceError, match="no answer in time"):
        get(client)


def test_a_drip_ends(source_server, fake_clock, tmp_path, monkeypatch):
    limiter = RateLimiter(POLICY, tmp_path, clock=fake_clock)
    now = fake_clock.now

    def passing():
        fake_clock.move(60.0)
        return now()

    monkeypatch.setattr(fake_clock, "now", passing)
    source_server.misbehave("drip")
    with (
        GuardedClient(source_server.url, limiter=limiter, clock=fake_clock) as client,
        pytest.raises(SourceError, match="took longer than 180 s"),
    ):
        get(client)


def test_no_answer_fills_the_memory(source_server, fake_clock, tmp_path):
    source_server.documents["/thing"] = b"x" * 100_001
    limiter = RateLimiter(POLICY, tmp_path, clock=fake_clock)
    with (
        GuardedClient(source_server.url, limiter=limiter, clock=fake_clock, largest_bytes=100_000) as client,
        pytest.raises(SourceError, match=r"larger than 0\.1 MB"),
    ):
        get(client)


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (500, "HTTP 500"),
        (403, "HTTP 403"),
        ("redirect", r"HTTP 301, redirected to elsewhere\.example, which is not followed"),
        ("page", "it sent a web page or a notice instead of data"),
    ],
)
def test_a_refusal_is_left_alone_for_the_cool_down(client, source_server, kind, words):
    source_server.misbehave(kind)
    reply = get(client)
    assert reply.verdict is Verdict.REFUSED
    with pytest.raises(
        RateLimitError, match=f"before 2026-11-24T00:15:01Z, it refused the last request .{words}"
    ):
        get(client)
    assert source_server.count() == 1


def test_a_redirect_to_nowhere_is_described():
    reply = Reply("url", 302, {}, b"")
    assert describe(reply) == "HTTP 302, redirected to another place, which is not followed"


@pytest.mark.parametrize(
    ("retry_after", "allowed"),
    [
        ("7200", "02:00:01"),
        ("1", "00:15:01"),
        ("Tue, 24 Nov 2026 03:00:00 GMT", "03:00:01"),
        ("soon", "00:15:01"),
        ("", "00:15:01"),
    ],
)
def test_too_many_requests_says_when(client, source_server, retry_after, allowed):
    source_server.misbehave(429, headers={"Retry-After": retry_after})
    with pytest.raises(RateLimitError, match="too many requests, it says") as caught:
        get(client)
    assert caught.value.next_allowed_utc == f"2026-11-24T{allowed}Z"


def test_a_judge_may_say_what_is_wrong(client, source_server):
    source_server.documents["/thing"] = b"x"

    def judge(reply):
        raise MessageError("it is x", expected="y", file=reply.url)

    with pytest.raises(SourceError, match="it is x, expected y"):
        get(client, judge=judge)
    with pytest.raises(RateLimitError, match="it is x"):
        get(client)


def test_unchanged_and_nothing_are_no_failures(client, source_server):
    source_server.misbehave(304)
    assert get(client).verdict is Verdict.UNCHANGED
    assert get(client, judge=lambda _: Verdict.NOTHING).status == 404
    assert source_server.count() == 2


@pytest.mark.parametrize(
    ("body", "kind", "page"),
    [
        (b"\n <!DOCTYPE html><p>", "text/csv", True),
        (b"\xef\xbb\xbf<HTML>", "", True),
        (b"a,b\n", "text/html; charset=utf-8", True),
        (b"a,b\n", "text/csv", False),
        (b"<ndm>", "application/xml", False),
    ],
)
def test_web_pages_are_known(body, kind, page):
    reply = Reply("url", 200, {"content-type": kind}, body)
    assert is_web_page(reply) is page
    assert judge_by_status(reply) is (Verdict.REFUSED if page else Verdict.DATA)
