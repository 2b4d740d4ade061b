"""CelesTrak: public element sets, catalog records and space weather, without an account.

Its rules (celestrak.org/usage-policy.php and NORAD/documentation/gp-data-formats.php, read 2026-11):
element sets change every two hours at most, so an address of the network gets each set once in that
time and is told so afterwards; a program stops at any answer other than HTTP 200 and tells a person;
whoever goes on is shut out. Addresses start with https://celestrak.org and nothing else.
Requests a minute are not limited there; the figures in `POLICY` are our own restraint.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Literal, Self
from urllib.parse import quote, urlsplit

from specola.errors import ArgumentError
from specola.numerics.units import DAY_S, HOUR_S, MINUTE_S
from specola.service.data_files import read_space_weather_csv
from specola.service.sources.content_checks import Check, require_element_sets, require_table
from specola.service.sources.http_cache import AgeRule, Answer, HttpCache, at_most_every
from specola.service.sources.http_requests import GuardedClient, Reply, Verdict, judge_by_status
from specola.service.sources.rate_limits import Limit, Policy, RateLimiter

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from specola.service.clock import Clock

BASE_URL = "https://celestrak.org"
POLICY = Policy(
    source="celestrak",
    limits=(Limit(20, MINUTE_S), Limit(100, HOUR_S)),
    nothing_limit=Limit(20, 2.0 * HOUR_S),
    cool_down_s=2.0 * HOUR_S,
    retry_s=MINUTE_S,
    request_limit_s=10.0 * MINUTE_S,
)
GP_AGE = at_most_every(2.0 * HOUR_S)
DAILY = at_most_every(DAY_S)

GpKey = Literal["GROUP", "CATNR", "INTDES", "NAME", "SPECIAL"]
SupplementalKey = Literal["FILE", "SOURCE", "CATNR", "INTDES", "NAME", "SPECIAL"]
SatcatKey = Literal["GROUP", "CATNR", "INTDES", "NAME", "SPECIAL"]

_FORMS = {
    "GROUP": (re.compile(r"[A-Za-z0-9-]{1,40}"), "letters, digits and dashes, as in active"),
    "FILE": (re.compile(r"[A-Za-z0-9-]{1,40}"), "letters, digits and dashes, as in starlink"),
    "SOURCE": (re.compile(r"[A-Za-z0-9-]{1,40}"), "letters, digits and dashes, as in GPS-E"),
    "SPECIAL": (re.compile(r"[A-Za-z0-9-]{1,40}"), "letters, digits and dashes, as in GPZ"),
    "CATNR": (re.compile(r"[0-9]{1,9}"), "one to nine digits"),
    "INTDES": (re.compile(r"[0-9]{4}-[0-9]{3}"), "year and launch, as in 1998-067"),
    "NAME": (re.compile(r"[ -~]{1,60}"), "1 to 60 printable characters"),
}
_require_satcat = require_table("OBJECT_NAME", "NORAD_CAT_ID", "OBJECT_TYPE", "OWNER")
_NOTHING = re.compile(rb"\s*No (GP|SupGP|SATCAT|data|records)[ A-Za-z]*found", re.IGNORECASE)
_UNCHANGED = b"data has not updated since"


class CelesTrak:
    """CelesTrak through a cache, within its rules.

    Parameters
    ----------
    cache : the user's cache folder
    clock : tells the time
    base_url : another server with the same addresses
    patience_s : how long a request may wait for its turn
    """

    def __init__(
        self, cache: Path, *, clock: Clock, base_url: str = BASE_URL, patience_s: float = 0.0
    ) -> None:
        # what a mirror refuses must not keep us from CelesTrak, nor the other way round
        mirror = replace(POLICY, source=urlsplit(base_url).hostname or "mirror")
        policy = POLICY if base_url == BASE_URL else mirror
        limiter = RateLimiter(policy, cache / "limits", clock=clock, patience_s=patience_s)
        self._client = GuardedClient(base_url, limiter=limiter, clock=clock)
        self._cache = HttpCache(cache / policy.source, clock=clock)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close connections."""
        self._client.close()

    def gp(self, key: GpKey, value: str) -> Answer:
        """Return element sets as OMM CSV, asked for at most every two hours.

        Parameters
        ----------
        key, value : as CelesTrak names them, for example `"GROUP", "active"` or `"CATNR", "25544"`

        Raises
        ------
        NoDataError
            No such object or group.
        RateLimitError
            Not now; the error says when.
        SourceError
            CelesTrak refused or could not be reached: a person must look.
        """
        path = f"/NORAD/elements/gp.php?{_query(key, value)}&FORMAT=csv"
        return self._get(path, age_rule=GP_AGE, check=require_element_sets)

    def supplemental(self, key: SupplementalKey, value: str) -> Answer:
        """Return element sets fitted to operators' ephemerides, as OMM CSV; errors as for `gp`."""
        path = f"/NORAD/elements/supplemental/sup-gp.php?{_query(key, value)}&FORMAT=csv"
        return self._get(path, age_rule=GP_AGE, check=require_element_sets)

    def satcat(self, key: SatcatKey, value: str) -> Answer:
        """Return catalog records as CSV, asked for at most once a day; errors as for `gp`."""
        path = f"/satcat/records.php?{_query(key, value)}&FORMAT=csv"
        return self._get(path, age_rule=DAILY, check=_require_satcat)

    def whole_satcat(self) -> Answer:
        """Return every catalog record as CSV, asked for at most once a day; errors as for `gp`."""
        return self._get("/pub/satcat.csv", age_rule=DAILY, check=_require_satcat)

    def space_weather(self) -> Answer:
        """Return the table of space weather since 1957, at most once a day; errors as for `gp`."""
        return self._get("/SpaceData/SW-All.csv", age_rule=DAILY, check=_require_weather)

    def _get(self, path: str, *, age_rule: AgeRule, check: Check) -> Answer:
        url = self._client.url(path)

        def judge(reply: Reply) -> Verdict:
            return _judge(reply, check)

        def fetch(conditions: Mapping[str, str]) -> Reply:
            return self._client.send(url, judge=judge, headers=conditions)

        return self._cache.get(url, age_rule=age_rule, fetch=fetch)


def _require_weather(content: bytes, name: str) -> None:
    read_space_weather_csv(content, name)


def _query(key: str, value: str) -> str:
    form, expected = _FORMS[key]
    if not form.fullmatch(value):
        msg = f"{key} is {value!r}, expected {expected}"
        raise ArgumentError(msg)
    return f"{key}={quote(value, safe='')}"


def _judge(reply: Reply, check: Check) -> Verdict:
    """Return what an answer is: CelesTrak says in words, with 200, 403 or 404, what is no outage."""
    start = reply.body[:500]
    if reply.status in {200, 403, 404} and _UNCHANGED in start:
        return Verdict.UNCHANGED
    if reply.status in {200, 403, 404} and _NOTHING.match(start):
        return Verdict.NOTHING
    verdict = judge_by_status(reply)
    if verdict is Verdict.DATA:
        check(reply.body, reply.url)
    return verdict
