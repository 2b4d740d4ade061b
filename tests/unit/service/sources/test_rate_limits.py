"""The limits of a source hold across threads, processes, crashes and clocks that are set back."""

from __future__ import annotations

import json
import threading

import pytest

from specola.epochs import Epochs
from specola.errors import RateLimitError
from specola.service.sources.rate_limits import Ending, Limit, Outcome, Policy, RateLimiter

POLICY = Policy(
    source="source",
    limits=(Limit(3, 60.0), Limit(5, 3600.0)),
    nothing_limit=Limit(2, 7200.0),
    cool_down_s=900.0,
    retry_s=60.0,
    request_limit_s=300.0,
)

REST = b'"nothings_tai_s": [], "failures": 0, "resume_tai_s": 0, "reason": ""}'


@pytest.fixture
def limiter(tmp_path, fake_clock):
    return RateLimiter(POLICY, tmp_path, clock=fake_clock)


def ask(limiter, outcome=Outcome.DONE, **more):
    with limiter.request() as ended:
        ended(Ending(outcome, **more))


def refused(limiter):
    with pytest.raises(RateLimitError) as caught, limiter.request():
        pass
    return caught.value


def test_the_limit_says_when_it_ends(limiter, fake_clock):
    for _ in range(3):
        ask(limiter)
    error = refused(limiter)
    assert error.next_allowed_utc == "2026-11-24T00:01:01Z"
    assert str(error) == "source: no request before 2026-11-24T00:01:01Z, its limit is 3 a minute"
    assert limiter.next_allowed().to_utc_text(digits=0) == ["2026-11-24T00:01:00Z"]
    fake_clock.move(59.5)
    refused(limiter)
    fake_clock.move(1.5)
    assert limiter.next_allowed().seconds_since(fake_clock.now())[0] == 0.0
    ask(limiter)


def test_the_named_instant_is_late_enough(limiter, fake_clock):
    fake_clock.move(0.75)
    for _ in range(3):
        ask(limiter)
    allowed = Epochs.from_utc_text(refused(limiter).next_allowed_utc)
    fake_clock.move(float(allowed.seconds_since(fake_clock.now())[0]))
    ask(limiter)


def test_every_limit_counts(limiter, fake_clock):
    for _ in range(5):
        ask(limiter)
        fake_clock.move(61.0)
    assert "its limit is 5 an hour" in str(refused(limiter))
    fake_clock.move(3600.0 - 5 * 61.0 + 0.1)
    ask(limiter)


def test_a_refused_request_is_not_counted(limiter, fake_clock):
    for _ in range(3):
        ask(limiter)
    for _ in range(10):
        refused(limiter)
    fake_clock.move(60.1)
    ask(limiter)


def test_another_process_goes_on_where_the_first_was(limiter, tmp_path, fake_clock):
    for _ in range(3):
        ask(limiter)
    refused(RateLimiter(POLICY, tmp_path, clock=fake_clock))


def test_requests_under_way_count_until_they_end(limiter, fake_clock):
    with limiter.request() as first, limiter.request() as second, limiter.request() as third:
        fake_clock.move(100.0)
        refused(limiter)
        for ended in (first, second, third):
            ended(Ending(Outcome.DONE))
    refused(limiter)
    fake_clock.move(60.1)
    ask(limiter)


def test_a_process_that_died_is_counted_to_its_deadline(limiter, tmp_path, fake_clock):
    for _ in range(3):
        limiter._reserve()
    fake_clock.move(300.0)
    refused(RateLimiter(POLICY, tmp_path, clock=fake_clock))
    fake_clock.move(60.1)
    ask(limiter)


@pytest.mark.parametrize(
    ("outcome", "wait_s"), [(Outcome.REFUSED, 900.0), (Outcome.UNREACHED, 60.0), (None, 60.0)]
)
def test_a_failure_is_followed_by_a_pause_that_doubles(tmp_path, fake_clock, outcome, wait_s):
    roomy = Policy(
        source="source",
        limits=(Limit(1000, 60.0),),
        nothing_limit=Limit(1000, 60.0),
        cool_down_s=900.0,
        retry_s=60.0,
        request_limit_s=300.0,
    )
    limiter = RateLimiter(roomy, tmp_path, clock=fake_clock)

    def fail():
        with limiter.request() as ended:
            if outcome:
                ended(Ending(outcome, "it was unwell"))

    for doubled in (1.0, 2.0, 4.0):
        fail()
        left_s = limiter.next_allowed().seconds_since(fake_clock.now())[0]
        assert left_s == pytest.approx(wait_s * doubled)
        assert ("it was unwell" if outcome else "did not come to an end") in str(refused(limiter))
        fake_clock.move(left_s + 0.001)
    ask(limiter)
    fail()
    assert limiter.next_allowed().seconds_since(fake_clock.now())[0] == pytest.approx(wait_s)
    for _ in range(30):
        fake_clock.move(86_401.0)
        fail()
    assert limiter.next_allowed().seconds_since(fake_clock.now())[0] == pytest.approx(86_400.0)


def test_what_the_source_asks_for_is_kept_up_to_a_day(limiter, fake_clock):
    ask(limiter, Outcome.REFUSED, asked_s=5000.0)
    assert limiter.next_allowed().seconds_since(fake_clock.now())[0] == pytest.approx(5000.0)
    fake_clock.move(5001.0)
    ask(limiter, Outcome.REFUSED, asked_s=1e9)
    assert limiter.next_allowed().seconds_since(fake_clock.now())[0] == pytest.approx(86_400.0)


def test_an_exception_in_the_request_is_a_failure(limiter):
    with pytest.raises(ZeroDivisionError), limiter.request():
        raise ZeroDivisionError
    assert "did not come to an end" in str(refused(limiter))


def test_questions_without_an_answer_have_their_own_limit(limiter, fake_clock):
    ask(limiter, Outcome.NOTHING)
    ask(limiter, Outcome.NOTHING)
    fake_clock.move(3700.0)
    assert "its limit is 2 in 7200 s that found nothing" in str(refused(limiter))
    fake_clock.move(3600.0)
    ask(limiter)


def test_patience_waits_and_has_an_end(tmp_path, fake_clock):
    limiter = RateLimiter(POLICY, tmp_path, clock=fake_clock, patience_s=70.0)
    for _ in range(4):
        ask(limiter)
    assert fake_clock.slept_s == [pytest.approx(60.0)]
    ask(limiter)
    refused(limiter)
    assert len(fake_clock.slept_s) == 1


def test_a_clock_set_back_does_not_lock_anyone_out(limiter, fake_clock):
    ask(limiter, Outcome.NOTHING)
    for _ in range(2):
        ask(limiter)
    fake_clock.move(-30.0 * 86_400.0)
    refused(limiter)
    fake_clock.move(300.0 + 60.1)
    ask(limiter)


def test_a_cool_down_from_the_future_lasts_a_day_at_most(limiter, fake_clock):
    ask(limiter, Outcome.REFUSED)
    fake_clock.move(-300.0 * 86_400.0)
    assert limiter.next_allowed().seconds_since(fake_clock.now())[0] == pytest.approx(86_400.0)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe",
        b"[]",
        b"{}",
        b'{"requests_tai_s": {"1": NaN}, ' + REST,
        b'{"requests_tai_s": [1], ' + REST,
        b'{"requests_tai_s": {"x": 1}, ' + REST,
    ],
)
def test_a_damaged_state_file_is_told_and_costs_one_cool_down(limiter, tmp_path, fake_clock, content):
    (tmp_path / "source.json").write_bytes(content)
    error = refused(limiter)
    assert "source.json was damaged" in str(error)
    fake_clock.move(450.0)
    refused(limiter)
    fake_clock.move(450.1)
    ask(limiter)


def test_old_requests_leave_the_file(limiter, tmp_path, fake_clock):
    ask(limiter)
    fake_clock.move(8000.0)
    ask(limiter)
    assert len(json.loads((tmp_path / "source.json").read_bytes())["requests_tai_s"]) == 1


def test_threads_together_keep_the_limit(limiter):
    done, waiting = [], threading.Barrier(4)

    def work():
        waiting.wait()
        for _ in range(5):
            try:
                ask(limiter)
            except RateLimitError:
                continue
            done.append(1)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(done) == 3
