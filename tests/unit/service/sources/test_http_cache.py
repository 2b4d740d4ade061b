"""Answers are kept, asked for once, and never half there."""

from __future__ import annotations

import json

import pytest

from specola.errors import NoDataError, RateLimitError, SourceError
from specola.service.sources import http_cache
from specola.service.sources.http_cache import HttpCache, at_most_every
from specola.service.sources.http_requests import Reply, Verdict

URL = "https://source.example/thing"
HOUR = at_most_every(3600.0)


class Source:
    """Answers what it is told to, and keeps what it was asked."""

    def __init__(self):
        self.asked = []
        self.next = (200, b"one", Verdict.DATA, {"etag": '"1"', "last-modified": "Mon"})

    def __call__(self, conditions):
        self.asked.append(dict(conditions))
        status, body, verdict, headers = self.next
        return Reply(URL, status, headers, body, verdict)


@pytest.fixture
def source():
    return Source()


@pytest.fixture
def cache(tmp_path, fake_clock):
    return HttpCache(tmp_path, clock=fake_clock)


def get(cache, source):
    return cache.get(URL, age_rule=HOUR, fetch=source)


def test_a_young_answer_is_not_asked_for_again(cache, source, fake_clock):
    first = get(cache, source)
    fake_clock.move(3599.0)
    second = get(cache, source)
    assert (first.content, first.asked) == (b"one", True)
    assert (second.content, second.asked, second.sha256) == (b"one", False, first.sha256)
    assert second.checked.seconds_since(first.checked)[0] == 0.0
    assert len(source.asked) == 1


def test_an_old_answer_is_asked_for_conditionally(cache, source, fake_clock):
    get(cache, source)
    fake_clock.move(3600.0)
    source.next = (304, b"", Verdict.UNCHANGED, {})
    again = get(cache, source)
    assert source.asked == [{}, {"If-None-Match": '"1"', "If-Modified-Since": "Mon"}]
    assert (again.content, again.asked, again.last_modified) == (b"one", True, "Mon")
    fake_clock.move(3599.0)
    assert not get(cache, source).asked


def test_new_content_replaces_the_old(cache, source, fake_clock, tmp_path):
    get(cache, source)
    fake_clock.move(3600.0)
    source.next = (200, b"two", Verdict.DATA, {})
    assert get(cache, source).content == b"two"
    assert len(list(tmp_path.glob("*.data"))) == 1
    fake_clock.move(3600.0)
    get(cache, source)
    assert source.asked[-1] == {}


def test_nothing_is_remembered_too(cache, source, fake_clock):
    source.next = (404, b"No GP data found", Verdict.NOTHING, {})
    for _ in range(3):
        with pytest.raises(NoDataError, match=r"nothing of that name \(asked 2026-11-24T00:00:00Z\)"):
            get(cache, source)
    assert len(source.asked) == 1
    assert cache.stored(URL) is None
    fake_clock.move(3600.0)
    source.next = (200, b"one", Verdict.DATA, {})
    assert get(cache, source).content == b"one"


def test_unchanged_without_a_copy_is_remembered_too(cache, source, fake_clock):
    source.next = (403, b"has not updated", Verdict.UNCHANGED, {})
    for _ in range(3):
        with pytest.raises(RateLimitError, match="not on this disk") as caught:
            get(cache, source)
    assert caught.value.next_allowed_utc == "2026-11-24T01:00:01Z"
    assert len(source.asked) == 1
    fake_clock.move(3600.0)
    with pytest.raises(RateLimitError):
        get(cache, source)
    assert source.asked == [{}, {}]


@pytest.mark.parametrize("verdict", [Verdict.REFUSED, Verdict.EXPIRED])
def test_a_refusal_keeps_what_was_there(cache, source, fake_clock, verdict):
    get(cache, source)
    fake_clock.move(3600.0)
    source.next = (500, b"", verdict, {})
    with pytest.raises(SourceError, match="HTTP 500; report this to a person"):
        get(cache, source)
    kept = cache.stored(URL)
    assert kept is not None
    assert (kept.content, kept.asked) == (b"one", False)


def test_an_error_keeps_what_was_there(cache, source, fake_clock):
    get(cache, source)
    fake_clock.move(3600.0)

    def broken(_):
        raise SourceError

    with pytest.raises(SourceError):
        cache.get(URL, age_rule=HOUR, fetch=broken)
    assert cache.stored(URL).content == b"one"


def test_an_answer_from_the_future_is_asked_for_again(cache, source, fake_clock):
    get(cache, source)
    fake_clock.move(-60.0)
    assert get(cache, source).asked


def facts_file(folder):
    return next(folder.glob("*.json"))


@pytest.mark.parametrize(
    "damage", ["facts cut", "facts empty", "content changed", "content gone", "other address"]
)
def test_a_damaged_entry_is_fetched_anew(cache, source, tmp_path, damage):
    get(cache, source)
    facts, data = facts_file(tmp_path), next(tmp_path.glob("*.data"))
    if damage == "facts cut":
        facts.write_bytes(facts.read_bytes()[:20])
    elif damage == "facts empty":
        facts.write_bytes(b"[]")
    elif damage == "content changed":
        data.write_bytes(b"ONE")
    elif damage == "content gone":
        data.unlink()
    else:
        facts.write_text(json.dumps({**json.loads(facts.read_text()), "url": "https://elsewhere.example"}))
    assert cache.stored(URL) is None
    assert get(cache, source).content == b"one"
    assert source.asked == [{}, {}]
    assert cache.stored(URL).content == b"one"


def test_a_process_killed_between_content_and_facts_leaves_the_old(cache, source, fake_clock, monkeypatch):
    get(cache, source)
    fake_clock.move(3600.0)
    source.next = (200, b"two", Verdict.DATA, {})
    really = http_cache.write_atomically

    def killed(path, content):
        if path.suffix == ".json":
            raise KeyboardInterrupt
        really(path, content)

    monkeypatch.setattr(http_cache, "write_atomically", killed)
    with pytest.raises(KeyboardInterrupt):
        get(cache, source)
    assert cache.stored(URL).content == b"one"
