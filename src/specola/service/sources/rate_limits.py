"""The published limits of remote sources, kept across processes.

Each source has a small state file: when requests were made, how many were refused, and until when
nothing may be asked. It is read and replaced under a lock, so any number of processes together
stay within the limits of one.

A request is counted at the latest instant at which the source can have received it: its deadline
while it is under way, its end afterwards. The count therefore holds by the source's clock too,
however long the way there takes.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from enum import Enum
from typing import TYPE_CHECKING

from specola.epochs import Epochs
from specola.errors import RateLimitError
from specola.numerics.units import DAY_S, HOUR_S, MINUTE_S
from specola.service.paths import exclusive, write_atomically

if TYPE_CHECKING:
    from pathlib import Path

    from specola.service.clock import Clock

_LONGEST_COOL_DOWN_S = DAY_S
_MOST_DOUBLINGS = 20


class Outcome(Enum):
    """How a request ended, as far as the limits care."""

    DONE = "done"
    """The source answered as it should."""
    NOTHING = "nothing"
    """The source refused this one question (HTTP 403 or 404 with a word): it is well, but counts them."""
    REFUSED = "refused"
    """The source refused; it is left alone for the cool-down."""
    UNREACHED = "unreached"
    """No whole answer came; it is left alone for a short while."""


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `requests` in any `window_s` seconds."""

    requests: int
    window_s: float

    def __str__(self) -> str:
        windows = {MINUTE_S: "a minute", HOUR_S: "an hour"}
        return f"{self.requests} {windows.get(self.window_s, f'in {self.window_s:g} s')}"


@dataclass(frozen=True, slots=True)
class Policy:
    """What a source asks of those who use it.

    Attributes
    ----------
    source : its name, which is also that of the state file
    limits : requests of any kind
    nothing_limit : requests that ended with `Outcome.NOTHING`
    cool_down_s : how long it is left alone after it refused
    retry_s : how long it is left alone when it could not be reached
        Both double with each failure in a row, up to a day.
    request_limit_s : the longest that one request may take
    """

    source: str
    limits: tuple[Limit, ...]
    nothing_limit: Limit
    cool_down_s: float
    retry_s: float
    request_limit_s: float


@dataclass(frozen=True, slots=True)
class Ending:
    """How a request ended.

    Attributes
    ----------
    outcome : what the limits make of it
    reason : what happened, as the end of a sentence about the source
    asked_s : how long the source itself asked to be left alone [s], 0 when it did not
    """

    outcome: Outcome
    reason: str = "its last answer did not come to an end"
    asked_s: float = 0.0


@dataclass(frozen=True, slots=True)
class _State:
    """What the file holds; instants in TAI seconds since 2000-01-01."""

    requests: dict[str, float]
    nothings: list[float]
    failures: int
    resume_s: float
    reason: str


_EMPTY = _State(requests={}, nothings=[], failures=0, resume_s=0.0, reason="")


class RateLimiter:
    """Keeps one source's policy.

    Parameters
    ----------
    policy : what the source asks
    folder : where the state file is
    clock : tells the time
    patience_s : how long a request may wait for its turn before it is refused
    """

    def __init__(self, policy: Policy, folder: Path, *, clock: Clock, patience_s: float = 0.0) -> None:
        self.policy = policy
        self._patience_s = patience_s
        self._path = folder / f"{policy.source}.json"
        self._lock = folder / f"{policy.source}.lock"
        self._clock = clock

    @contextmanager
    def request(self) -> Generator[Callable[[Ending], None]]:
        """Reserve one request; the body says how it ended by calling what it is given.

        A body that does not say counts as `Outcome.UNREACHED`.

        Raises
        ------
        RateLimitError
            Not now; the error says when.
        """
        key = self._reserve()
        endings = [Ending(Outcome.UNREACHED)]
        try:
            yield endings.append
        finally:
            self._complete(key, endings[-1])

    def next_allowed(self) -> Epochs:
        """Return the first instant at which a request is allowed: now, or later."""
        with exclusive(self._lock):
            now_s = self._now_s()
            wait_s, _ = self._wait(self._read(now_s), now_s)
        return self._clock.now().shifted(max(wait_s, 0.0))

    def _reserve(self) -> str:
        patience_s = self._patience_s
        while True:
            with exclusive(self._lock):
                now_s = self._now_s()
                state = self._read(now_s)
                wait_s, reason = self._wait(state, now_s)
                if wait_s <= 0.0:
                    key = str(max((int(name) for name in state.requests), default=0) + 1)
                    state.requests[key] = now_s + self.policy.request_limit_s
                    self._write(state)
                    return key
            if wait_s > patience_s:
                raise self._not_now(wait_s, reason)
            patience_s -= wait_s
            self._clock.sleep(wait_s)

    def _complete(self, key: str, ending: Ending) -> None:
        with exclusive(self._lock):
            now_s = self._now_s()
            state = self._read(now_s)
            state.requests[key] = now_s
            if ending.outcome is Outcome.NOTHING:
                state.nothings.append(now_s)
            self._write(self._after(state, ending, now_s))

    def _after(self, state: _State, ending: Ending, now_s: float) -> _State:
        if ending.outcome in {Outcome.DONE, Outcome.NOTHING}:
            return replace(state, failures=0)
        refused = ending.outcome is Outcome.REFUSED
        base_s = self.policy.cool_down_s if refused else self.policy.retry_s
        wait_s = min(
            max(base_s * 2.0 ** min(state.failures, _MOST_DOUBLINGS), ending.asked_s), _LONGEST_COOL_DOWN_S
        )
        return replace(
            state,
            failures=state.failures + 1,
            resume_s=max(state.resume_s, now_s + wait_s),
            reason=ending.reason,
        )

    def _wait(self, state: _State, now_s: float) -> tuple[float, str]:
        """Return the seconds to wait, not positive when a request is allowed, and why."""
        waits = [(state.resume_s - now_s, state.reason)]
        counted = [(limit, sorted(state.requests.values()), "") for limit in self.policy.limits]
        counted.append((self.policy.nothing_limit, sorted(state.nothings), " that found nothing"))
        for limit, instants, which in counted:
            if len(instants) >= limit.requests:
                # allowed again when, of the last `requests`, the first has left the window
                leaves_s = instants[-limit.requests] + limit.window_s
                waits.append((leaves_s - now_s, f"its limit is {limit}{which}"))
        return max(waits)

    def _not_now(self, wait_s: float, reason: str) -> RateLimitError:
        # to the next whole second: the text must not name an instant that is still too early
        allowed = self._clock.now().shifted(wait_s + 1.0)
        text = allowed.to_utc_text(digits=0)[0]
        msg = f"{self.policy.source}: no request before {text}, {reason}"
        return RateLimitError(msg, next_allowed_utc=text)

    def _now_s(self) -> float:
        now = self._clock.now()
        return float(now.tai_s[0] + now.fraction_s[0])

    def _read(self, now_s: float) -> _State:
        """Return the state, without what no limit can see any more.

        Instants later than can be (the clock was set back) count as the latest that can be. A file
        that cannot be read counts as a failure just met: nothing is known of what was asked.
        """
        try:
            state = _state_from(self._path.read_bytes())
        except FileNotFoundError:
            state = _EMPTY
        except (ValueError, KeyError, TypeError, AttributeError):
            reason = f"its state file {self._path} was damaged"
            state = replace(_EMPTY, resume_s=now_s + self.policy.cool_down_s, reason=reason)
            self._write(state)
        latest_s = now_s + self.policy.request_limit_s
        limits = (*self.policy.limits, self.policy.nothing_limit)
        oldest_s = now_s - max(limit.window_s for limit in limits)
        possible = replace(
            state,
            requests={key: min(at_s, latest_s) for key, at_s in state.requests.items()},
            nothings=[min(at_s, now_s) for at_s in state.nothings],
            resume_s=min(state.resume_s, now_s + _LONGEST_COOL_DOWN_S),
        )
        if possible != state:  # kept, or it would be the latest that can be at every reading
            self._write(possible)
        return replace(
            possible,
            requests={key: at_s for key, at_s in possible.requests.items() if at_s >= oldest_s},
            nothings=[at_s for at_s in possible.nothings if at_s >= oldest_s],
        )

    def _write(self, state: _State) -> None:
        content = {
            "requests_tai_s": state.requests,
            "nothings_tai_s": state.nothings,
            "failures": state.failures,
            "resume_tai_s": state.resume_s,
            "reason": state.reason,
        }
        write_atomically(self._path, json.dumps(content, allow_nan=False).encode())


def _state_from(content: bytes) -> _State:
    found = json.loads(content)
    state = _State(
        requests={str(int(key)): float(at_s) for key, at_s in found["requests_tai_s"].items()},
        nothings=[float(at_s) for at_s in found["nothings_tai_s"]],
        failures=int(found["failures"]),
        resume_s=float(found["resume_tai_s"]),
        reason=str(found["reason"]),
    )
    if not all(map(math.isfinite, (*state.requests.values(), *state.nothings, state.resume_s))):
        msg = "an instant is not finite"
        raise ValueError(msg)
    return state
