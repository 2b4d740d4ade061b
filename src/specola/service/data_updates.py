"""Bringing data files into the site's folder: from files, or from their publishers when asked."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from specola.errors import MessageError, SourceError, SpecolaError
from specola.numerics.units import DAY_S, HOUR_S, MINUTE_S
from specola.service.data_files import (
    EARTH_ORIENTATION,
    LARGEST_BYTES,
    LEAP_SECOND_LIST,
    ORIGINS,
    SPACE_WEATHER,
    Coverage,
    Form,
    Kind,
    find,
    identify,
)
from specola.service.files import read_input
from specola.service.paths import exclusive, write_atomically
from specola.service.sources.celestrak import BASE_URL as CELESTRAK_URL
from specola.service.sources.celestrak import CelesTrak
from specola.service.sources.http_cache import Answer, HttpCache, at_most_every
from specola.service.sources.http_requests import GuardedClient, Reply, Verdict, judge_by_status
from specola.service.sources.rate_limits import Limit, Policy, RateLimiter

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from specola.epochs import Epochs
    from specola.service.clock import Clock

# first the publisher, then who else has the same file
_ADDRESSES = {
    EARTH_ORIENTATION.name: (
        ("https://datacenter.iers.org", "/data/9/finals2000A.all"),
        ("https://maia.usno.navy.mil", "/ser7/finals2000A.all"),
    ),
    LEAP_SECOND_LIST.name: (
        ("https://hpiers.obspm.fr", "/iers/bul/bulc/Leap_Second.dat"),
        ("https://data.iana.org", "/time-zones/data/leap-seconds.list"),
    ),
    SPACE_WEATHER.name: ((CELESTRAK_URL, "/SpaceData/SW-All.csv"),),
}
_PUBLISHERS = (EARTH_ORIENTATION, LEAP_SECOND_LIST, SPACE_WEATHER)


@dataclass(frozen=True, slots=True)
class Arrival:
    """What became of one data file.

    Attributes
    ----------
    name : its kind, "" when it was not recognized
    outcome : `taken`, `kept` (what is there is as new) or `refused`
    source : the file or address it came from
    path : where it is now, "" when refused
    last_measured_utc, prediction_end_utc : how far it reaches, "" when refused
    note : the sentence about it
    """

    name: str
    outcome: str
    source: str
    path: str
    last_measured_utc: str
    prediction_end_utc: str
    note: str


def import_file(path: Path, *, directory: Path, clock: Clock) -> Arrival:
    """Take one file into the site's folder, after reading it whole; what it is, its content tells.

    A file that is not newer than the one there changes nothing.

    Parameters
    ----------
    path : the file, plain or `.gz` or `.zst`
    directory : the site's data files
    clock : tells when it came
    """
    source = str(path.absolute())
    try:
        content = read_input(path, max_bytes=LARGEST_BYTES).content
        read = identify(content, path.name)
    except SpecolaError as exc:
        return _refused("", source, str(exc))
    return _take(content, read, source=source, directory=directory, clock=clock)


def update(
    *, directory: Path, cache: Path, clock: Clock, base_url: str = "", kinds: tuple[Kind, ...] = _PUBLISHERS
) -> Iterator[Arrival]:
    """Fetch the newest data files from their publishers, each at most once a day, one after the other.

    Parameters
    ----------
    directory : the site's data files
    cache : the user's cache folder
    clock : tells the time
    base_url : another server that has every publisher's file under the publisher's path
    kinds : which
    """
    for kind in kinds:
        yield _update_one(kind, directory=directory, cache=cache, clock=clock, base_url=base_url)


def _update_one(kind: Kind, *, directory: Path, cache: Path, clock: Clock, base_url: str) -> Arrival:
    problems: list[str] = []
    for publisher, path in _ADDRESSES[kind.name]:
        host = base_url or publisher
        try:
            answer = _fetch(kind, host, path, cache=cache, clock=clock)
        except SourceError as exc:
            problems.append(str(exc))
            continue
        read = identify(answer.content, path.rsplit("/", 1)[-1])
        when = (
            "now" if answer.asked else f"{answer.checked.to_utc_text(digits=0)[0]}, asked at most once a day"
        )
        arrival = _take(answer.content, read, source=answer.url, directory=directory, clock=clock)
        return replace(arrival, note=_joined(arrival.note, f"as the source had it {when}"))
    return _refused(kind.name, _ADDRESSES[kind.name][0][0], "; ".join(problems))


def _fetch(kind: Kind, base_url: str, path: str, *, cache: Path, clock: Clock) -> Answer:
    if kind is SPACE_WEATHER:
        with CelesTrak(cache, clock=clock, base_url=base_url) as celestrak:
            return celestrak.space_weather()
    policy = Policy(
        source=urlsplit(base_url).hostname or "",
        limits=(Limit(6, MINUTE_S), Limit(30, HOUR_S)),
        nothing_limit=Limit(6, HOUR_S),
        cool_down_s=HOUR_S,
        retry_s=MINUTE_S,
        request_limit_s=10.0 * MINUTE_S,
    )

    def judge(reply: Reply) -> Verdict:
        verdict = judge_by_status(reply)
        if verdict is Verdict.DATA:
            found, _, _ = identify(reply.body, path.rsplit("/", 1)[-1])
            if found is not kind:
                raise MessageError(f"it holds {found.name}", expected=kind.name, file=reply.url)
        return verdict

    limiter = RateLimiter(policy, cache / "limits", clock=clock)
    with GuardedClient(base_url, limiter=limiter, clock=clock) as client:
        url = client.url(path)

        def fetch(conditions: Mapping[str, str]) -> Reply:
            return client.send(url, judge=judge, headers=conditions)

        answers = HttpCache(cache / policy.source, clock=clock)
        return answers.get(url, age_rule=at_most_every(DAY_S), fetch=fetch)


def _take(
    content: bytes, read: tuple[Kind, Form, Coverage], *, source: str, directory: Path, clock: Clock
) -> Arrival:
    """Put content into the site's folder, unless what is there is as new."""
    kind, form, coverage = read
    target = directory / form.file_name
    with exclusive(directory / ".lock"):
        present = find(kind, directory)
        if present is not None and present.path is not None and present.path.parent == directory:
            same = present.sha256 == hashlib.sha256(content).hexdigest()
            if same or coverage.rank <= present.coverage.rank:
                note = "the same file is there" if same else f"{present.path.name} there is as new or newer"
                return _arrival(read, "kept", source, str(present.path), note)
        write_atomically(target, content)
        _write_origin(directory, form.file_name, source, content, clock.now())
    return _arrival(read, "taken", source, str(target), "")


def _write_origin(directory: Path, file_name: str, source: str, content: bytes, now: Epochs) -> None:
    path = directory / ORIGINS
    try:
        known = dict(json.loads(path.read_bytes()))
    except (OSError, ValueError, TypeError):
        known = {}
    known[file_name] = {
        "source": source,
        "sha256": hashlib.sha256(content).hexdigest(),
        "obtained_utc": now.to_utc_text(digits=0)[0],
    }
    write_atomically(path, json.dumps(known, indent=1, sort_keys=True).encode())


def _arrival(read: tuple[Kind, Form, Coverage], outcome: str, source: str, path: str, note: str) -> Arrival:
    kind, _, coverage = read
    measured = coverage.last_measured
    return Arrival(
        name=kind.name,
        outcome=outcome,
        source=source,
        path=path,
        last_measured_utc="" if measured is None else measured.to_utc_text(digits=0)[0],
        prediction_end_utc=coverage.end.to_utc_text(digits=0)[0],
        note=note,
    )


def _refused(name: str, source: str, note: str) -> Arrival:
    return Arrival(name, "refused", source, "", "", "", note)


def _joined(*sentences: str) -> str:
    return "; ".join(sentence for sentence in sentences if sentence)
