"""Guarded requests to remote sources: https alone, no redirects, bounded in time and size.

Nothing here retries: a source that does not answer as it should is left alone (`rate_limits`).
"""

from __future__ import annotations

import ipaddress
import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC
from email.utils import parsedate_to_datetime
from enum import Enum
from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit

import httpx

from specola import __version__
from specola.epochs import Epochs
from specola.errors import ArgumentError, RateLimitError, SourceError, SpecolaError
from specola.numerics.units import MINUTE_S
from specola.service.sources.rate_limits import Ending, Outcome

if TYPE_CHECKING:
    from collections.abc import Mapping

    from specola.service.clock import Clock
    from specola.service.sources.rate_limits import RateLimiter

MEGABYTE = 1_000_000
_CONNECT_S = 15.0
_READ_S = 2.0 * MINUTE_S
_LOOPBACK_NAME = "localhost"


class Verdict(Enum):
    """What an answer is."""

    DATA = "data"
    UNCHANGED = "unchanged"
    """What was fetched before still holds (HTTP 304, or the source's own word for it)."""
    NOTHING = "nothing"
    """The source is well and has nothing of that name."""
    EXPIRED = "expired"
    """The session is over: log in again."""
    THROTTLED = "throttled"
    """Too many requests, the source says."""
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Reply:
    """One whole answer.

    Attributes
    ----------
    url : what was asked
    status : HTTP status
    headers : names in lower case
    body : decoded bytes
    verdict : what the source's own rules make of it
    """

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    verdict: Verdict = Verdict.REFUSED


Judge = Callable[[Reply], Verdict]
"""A source's own reading of its answers; raises a SpecolaError when data are not what they should be."""


def judge_by_status(reply: Reply) -> Verdict:
    """Return what HTTP itself says: 200 is data (unless a web page), 304 unchanged, all else a refusal."""
    if reply.status == 200 and is_web_page(reply):
        return Verdict.REFUSED
    by_status = {200: Verdict.DATA, 304: Verdict.UNCHANGED, 429: Verdict.THROTTLED}
    return by_status.get(reply.status, Verdict.REFUSED)


def require_safe_url(url: str) -> httpx.URL:
    """Return the parsed address, or refuse it.

    Raises
    ------
    ArgumentError
        Not https (plain http is for loopback alone), or with a name or password in it.
    """
    try:
        parsed = httpx.URL(url)
    except httpx.InvalidURL as exc:
        msg = f"address {url!r} cannot be read, expected https://HOST/..."
        raise ArgumentError(msg) from exc
    if parsed.userinfo:
        msg = f"the address of {parsed.host!r} holds a name or password, expected none in an address"
        raise ArgumentError(msg)
    allowed = {"https", "http"} if _is_loopback(parsed.host) else {"https"}
    if parsed.scheme not in allowed or not parsed.host:
        msg = f"address {url!r} is not https, expected https://HOST/..."
        raise ArgumentError(msg)
    return parsed


class GuardedClient:
    """Sends requests to one source, within its limits.

    Parameters
    ----------
    base_url : https address that every request starts with
    limiter : keeps the source's limits
    clock : tells the time
    largest_bytes : what a decoded answer may measure at most
    """

    def __init__(
        self, base_url: str, *, limiter: RateLimiter, clock: Clock, largest_bytes: int = 100 * MEGABYTE
    ) -> None:
        self._base = require_safe_url(base_url.rstrip("/"))
        self._limiter = limiter
        self._clock = clock
        self._largest_bytes = largest_bytes
        self._http: httpx.Client | None = None

    @property
    def source(self) -> str:
        """The source's name."""
        return self._limiter.policy.source

    def url(self, path: str) -> str:
        """Return the whole address of a path."""
        return f"{self._base}{path}"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close connections and forget cookies."""
        if self._http is not None:
            self._http.close()
            self._http = None

    def send(
        self,
        url: str,
        *,
        judge: Judge,
        headers: Mapping[str, str] | None = None,
        form: Callable[[], Mapping[str, str]] | None = None,
    ) -> Reply:
        """Send one request and return its whole answer, with the verdict of `judge`.

        Parameters
        ----------
        url : as made by `url`
        judge : the source's own reading of its answers
        headers : more of them
        form : makes the fields of a POST when they are needed, so that no frame keeps them

        Raises
        ------
        RateLimitError
            The limits forbid a request now.
        SourceError
            No whole answer came, or one that must not be used.
        """
        with self._limiter.request() as ended:
            problem, reply = self._exchange(url, headers=headers or {}, form=form)
            if reply is not None:
                problem, reply = _judged(reply, judge)
            ended(Ending(Outcome.UNREACHED, problem) if reply is None else self._ending(reply))
        # raised outside of every handler: the request that httpx's own errors carry holds the form
        if reply is None:
            msg = f"{self.source}: {url}: {problem}"
            raise SourceError(msg)
        if reply.verdict is Verdict.THROTTLED:
            again = self._limiter.next_allowed().shifted(1.0).to_utc_text(digits=0)[0]
            msg = f"{self.source}: too many requests, it says ({describe(reply)}); no request before {again}"
            raise RateLimitError(msg, next_allowed_utc=again)
        return reply

    def _exchange(
        self, url: str, *, headers: Mapping[str, str], form: Callable[[], Mapping[str, str]] | None
    ) -> tuple[str, Reply | None]:
        """Return what went wrong, or the answer."""
        http = self._client()
        method = "GET" if form is None else "POST"
        try:
            with http.stream(method, url, headers=dict(headers), data=form and form()) as response:
                return self._received(url, response)
        except httpx.TimeoutException:
            return "no answer in time", None
        except httpx.RemoteProtocolError:
            return "the answer broke off", None
        except httpx.DecodingError:
            return "the answer's compression is damaged", None
        except httpx.TransportError as exc:
            return f"cannot be reached ({type(exc).__name__})", None

    def _received(self, url: str, response: httpx.Response) -> tuple[str, Reply | None]:
        started = self._clock.now()
        longest_s = self._limiter.policy.request_limit_s - _READ_S
        body = bytearray()
        for chunk in response.iter_bytes():
            body += chunk
            if len(body) > self._largest_bytes:
                return f"the answer is larger than {self._largest_bytes / MEGABYTE:g} MB", None
            if self._clock.now().seconds_since(started)[0] > longest_s:
                return f"the answer took longer than {longest_s:g} s", None
        return "", Reply(url, response.status_code, dict(response.headers), bytes(body))

    def _client(self) -> httpx.Client:
        if self._http is None:
            # at DEBUG httpcore writes the headers of answers, session cookies with them
            for name in ("httpcore", "httpcore.http11"):
                logging.getLogger(name).setLevel(logging.INFO)
            timeout = httpx.Timeout(_CONNECT_S, read=_READ_S)
            self._http = httpx.Client(
                timeout=timeout,
                follow_redirects=False,
                headers={"User-Agent": f"specola/{__version__}"},
                trust_env=not _is_loopback(self._base.host),
            )
        return self._http

    def _ending(self, reply: Reply) -> Ending:
        if reply.verdict in {Verdict.REFUSED, Verdict.THROTTLED}:
            asked_s = self._asked_s(reply.headers.get("retry-after", ""))
            return Ending(Outcome.REFUSED, f"it refused the last request ({describe(reply)})", asked_s)
        if reply.status in {200, 304}:
            return Ending(Outcome.DONE)
        return Ending(Outcome.NOTHING)

    def _asked_s(self, retry_after: str) -> float:
        """Return the seconds of a Retry-After header, either of its forms; 0 when there is none."""
        if retry_after.isdecimal():
            return float(retry_after)
        try:
            then = parsedate_to_datetime(retry_after)
        except ValueError:
            return 0.0
        instant = Epochs.from_utc_text(f"{then.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}")
        return float(instant.seconds_since(self._clock.now())[0])


def describe(reply: Reply) -> str:
    """Return an answer in a few words, without its content."""
    if 300 <= reply.status < 400:
        host = urlsplit(reply.headers.get("location", "")).hostname
        return f"HTTP {reply.status}, redirected to {host or 'another place'}, which is not followed"
    if reply.status == 200:
        return "it sent a web page or a notice instead of data"
    return f"HTTP {reply.status}"


def is_web_page(reply: Reply) -> bool:
    """Return whether the answer is a page for people."""
    start = reply.body[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    page = start.startswith((b"<!doctype html", b"<html", b"<head", b"<body"))
    return page or reply.headers.get("content-type", "").startswith("text/html")


def _judged(reply: Reply, judge: Judge) -> tuple[str, Reply | None]:
    """Return the answer with its verdict, or what is wrong with it."""
    try:
        return "", replace(reply, verdict=judge(reply))
    except SpecolaError as exc:
        return str(exc), None


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == _LOOPBACK_NAME
