"""Space-Track: the public catalog of the United States, for holders of an account.

Its rules (www.space-track.org/documentation, API use guidelines, and its engineers' own words in
public, read 2026-11): less than 30 requests a minute and 300 an hour for an account; log in once and
keep the session, which lasts about two hours; the class `gp` once an hour, for all objects in one
request or for a list of numbers, never one request an object; `satcat` once a day after 17:00 UTC.
Scheduled requests pick a minute away from the full and the half hour.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Self

import numpy as np

from specola.epochs import Epochs
from specola.errors import ArgumentError, SourceError
from specola.numerics.units import DAY_S, HOUR_S, MINUTE_S
from specola.service.sources.content_checks import Check, require_element_sets, require_table
from specola.service.sources.credentials import Credentials, space_track_credentials
from specola.service.sources.http_cache import AgeRule, Answer, HttpCache, at_most_every
from specola.service.sources.http_requests import (
    GuardedClient,
    Reply,
    Verdict,
    describe,
    judge_by_status,
)
from specola.service.sources.rate_limits import Limit, Policy, RateLimiter

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from specola.numerics.arrays import Ints
    from specola.service.clock import Clock

BASE_URL = "https://www.space-track.org"
POLICY = Policy(
    source="space-track",
    limits=(Limit(29, MINUTE_S), Limit(299, HOUR_S)),
    nothing_limit=Limit(20, HOUR_S),
    cool_down_s=HOUR_S,
    retry_s=MINUTE_S,
    request_limit_s=10.0 * MINUTE_S,
)
GP_AGE = at_most_every(HOUR_S)
LONGEST_LIST = 500
_SESSION_S = 2.0 * HOUR_S - 10.0 * MINUTE_S
_SATCAT_HOUR = "17:00:00"

_QUERY = "/basicspacedata/query/class"
_CURRENT = "decay_date/null-val/epoch/%3Enow-10"
_require_satcat = require_table("NORAD_CAT_ID", "OBJECT_TYPE", "SATNAME", "COUNTRY")
_THROTTLED = b"violated your query rate limit"


def after_17_utc(checked: Epochs) -> Epochs:
    """Return the first 17:00 UTC after an answer: when the catalog records of the day are out."""
    today = Epochs.from_utc_text(f"{checked.to_utc_text(digits=6)[0][:10]}T{_SATCAT_HOUR}Z")
    return today if today.seconds_since(checked)[0] > 0.0 else today.shifted(DAY_S)


class SpaceTrack:
    """Space-Track through a cache, within its rules, in one session.

    Use it as a context manager: it logs in before the first request that is needed, and out at the end.

    Parameters
    ----------
    cache : the user's cache folder
    clock : tells the time
    credentials : gives the account when it is needed
    base_url : another server with the same addresses
    patience_s : how long a request may wait for its turn
    """

    def __init__(
        self,
        cache: Path,
        *,
        clock: Clock,
        credentials: Callable[[], Credentials] = space_track_credentials,
        base_url: str = BASE_URL,
        patience_s: float = 0.0,
    ) -> None:
        limiter = RateLimiter(POLICY, cache / "limits", clock=clock, patience_s=patience_s)
        self._client = GuardedClient(base_url, limiter=limiter, clock=clock)
        self._cache = HttpCache(cache / POLICY.source, clock=clock)
        self._clock = clock
        self._credentials = credentials
        self._since: Epochs | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Log out, if the limits allow it, and close connections."""
        if self._since is not None:
            with suppress(SourceError):
                self._client.send(self._client.url("/ajaxauth/logout"), judge=judge_by_status)
        self._forget_session()

    def gp_catalog(self) -> Answer:
        """Return the current element set of every object in orbit as CSV, at most once an hour.

        Raises
        ------
        RateLimitError
            Not now; the error says when.
        SourceError
            No account, or Space-Track refused or could not be reached.
        """
        return self._get(f"gp/{_CURRENT}/orderby/norad_cat_id/format/csv", GP_AGE, require_element_sets)

    def gp(self, catalog_numbers: Ints) -> Answer:
        """Return the current element sets of some objects as CSV, all in one request, at most once an hour.

        Parameters
        ----------
        catalog_numbers : (n,) int64
            Up to 500; for more, `gp_catalog` is the kinder request.

        Raises
        ------
        ArgumentError
            None, too many, or one out of range.
        NoDataError
            None of them has a current element set.
        RateLimitError, SourceError
            As for `gp_catalog`.
        """
        numbers = np.unique(catalog_numbers)
        if not 1 <= len(numbers) <= LONGEST_LIST:
            msg = f"{len(numbers)} catalog numbers, expected 1 to {LONGEST_LIST} (gp_catalog gives them all)"
            raise ArgumentError(msg)
        if numbers[0] < 1 or numbers[-1] > 999_999_999:
            msg = f"catalog numbers {numbers[0]} to {numbers[-1]}, expected 1 to 999999999"
            raise ArgumentError(msg)
        listed = ",".join(map(str, numbers))
        path = f"gp/NORAD_CAT_ID/{listed}/{_CURRENT}/orderby/norad_cat_id/format/csv"
        return self._get(path, GP_AGE, require_element_sets)

    def satcat(self) -> Answer:
        """Return the catalog record of every object in orbit as CSV, once a day after 17:00 UTC.

        Errors as for `gp_catalog`.
        """
        path = "satcat/CURRENT/Y/DECAY/null-val/orderby/NORAD_CAT_ID/format/csv"
        return self._get(path, after_17_utc, _require_satcat)

    def _get(self, path: str, age_rule: AgeRule, check: Check) -> Answer:
        url = self._client.url(f"{_QUERY}/{path}")

        def judge(reply: Reply) -> Verdict:
            return _judge(reply, check)

        def fetch(conditions: Mapping[str, str]) -> Reply:
            self._log_in()
            reply = self._client.send(url, judge=judge, headers=conditions)
            if reply.verdict is Verdict.EXPIRED:
                self._forget_session()
                self._log_in()
                reply = self._client.send(url, judge=judge, headers=conditions)
            return reply

        return self._cache.get(url, age_rule=age_rule, fetch=fetch)

    def _log_in(self) -> None:
        """Open a session unless one is open."""
        now = self._clock.now()
        if self._since is not None and now.seconds_since(self._since)[0] < _SESSION_S:
            return
        self._forget_session()
        account = self._credentials()

        def form() -> dict[str, str]:
            return {"identity": account.identity.reveal(), "password": account.password.reveal()}

        reply = self._client.send(self._client.url("/ajaxauth/login"), judge=_judge_login, form=form)
        if reply.verdict is not Verdict.DATA:
            msg = f"{reply.url}: {describe(reply)}; report this to a person before asking again"
            raise SourceError(msg)
        self._since = now

    def _forget_session(self) -> None:
        self._since = None
        self._client.close()


def _judge_login(reply: Reply) -> Verdict:
    """Return DATA for an open session: a failed login is an HTTP 200 that says so, or a 401."""
    if b'"Failed"' in reply.body[:200] or reply.status == 401:
        msg = f"the account was not accepted; try it by hand at {BASE_URL}, because too many attempts lock it"
        raise SourceError(msg)
    return _throttled(reply) or judge_by_status(reply)


def _judge(reply: Reply, check: Check) -> Verdict:
    if reply.status == 401:
        return Verdict.EXPIRED
    verdict = _throttled(reply) or judge_by_status(reply)
    if verdict is Verdict.DATA:
        if reply.body.strip() in {b"", b"[]"}:
            return Verdict.NOTHING
        check(reply.body, reply.url)
    return verdict


def _throttled(reply: Reply) -> Verdict | None:
    """Return THROTTLED when the limits were passed, which comes as an HTTP 500 or even 200 that says so."""
    return Verdict.THROTTLED if _THROTTLED in reply.body[:2000] else None
