"""What remote sources answered, kept on disk so that nothing is asked twice.

An entry is a file of facts named after the address, and the content under the name of its hash:
the facts are replaced last, so a killed process leaves the old entry or the new one. While an entry
is fetched its lock is held, and whoever waited for it finds it fresh.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from specola.epochs import Epochs
from specola.errors import NoDataError, RateLimitError, SourceError, SpecolaError
from specola.service.paths import exclusive, write_atomically
from specola.service.sources.http_requests import Reply, Verdict, describe

if TYPE_CHECKING:
    from pathlib import Path

    from specola.service.clock import Clock

AgeRule = Callable[[Epochs], Epochs]
"""From the instant of an answer, the first instant at which it may be asked again."""

Fetch = Callable[[Mapping[str, str]], Reply]
"""Ask the source, with these conditional headers."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a source holds under an address.

    Attributes
    ----------
    url : the address
    content : what it sent
    sha256 : of the content
    checked : when the source last said that this is what it has, of length 1
    last_modified : the source's own word, "" when it gave none
    asked : false when no request was made
    """

    url: str
    content: bytes
    sha256: str
    checked: Epochs
    last_modified: str
    asked: bool


def at_most_every(seconds: float) -> AgeRule:
    """Return the rule that asks again after so many seconds."""
    return lambda checked: checked.shifted(seconds)


class HttpCache:
    """The answers of one source.

    Parameters
    ----------
    folder : of this source alone
    clock : tells the time
    """

    def __init__(self, folder: Path, *, clock: Clock) -> None:
        self._folder = folder
        self._clock = clock

    def get(self, url: str, *, age_rule: AgeRule, fetch: Fetch) -> Answer:
        """Return the answer, from disk while `age_rule` does not allow asking again.

        Parameters
        ----------
        url : the address, which is also the key
        age_rule : how long an answer is kept
        fetch : asks the source; when it raises, the entry stays as it was

        Raises
        ------
        NoDataError
            The source has nothing there, now or when it was last asked.
        RateLimitError
            The source says it gave this already, and it is not on disk.
        SourceError
            It refused.
        """
        entry = _Entry(self._folder, url)
        with exclusive(entry.lock):
            found = entry.read()
            now = self._clock.now()
            if found and _is_young(found.checked, now, age_rule):
                return self._remembered(found, age_rule, asked=False)
            conditions = found.conditions() if found and found.content is not None else {}
            reply = fetch(conditions)
            checked = self._clock.now()
            if reply.verdict is Verdict.DATA:
                kept = _Kept.of(reply, checked)
            elif reply.verdict is Verdict.UNCHANGED and found and found.content is not None:
                kept = found.confirmed(checked)
            elif reply.verdict in {Verdict.UNCHANGED, Verdict.NOTHING}:
                kept = _Kept.without_content(url, reply.verdict, checked)
            else:
                msg = f"{url}: {describe(reply)}; report this to a person before asking again"
                raise SourceError(msg)
            entry.write(kept)
            return self._remembered(kept, age_rule, asked=True)

    def stored(self, url: str) -> Answer | None:
        """Return what is on disk, however old, without asking anyone."""
        found = _Entry(self._folder, url).read()
        return None if found is None or found.content is None else _answer(found, asked=False)

    def _remembered(self, kept: _Kept, age_rule: AgeRule, *, asked: bool) -> Answer:
        if kept.verdict is Verdict.NOTHING:
            when = kept.checked.to_utc_text(digits=0)[0]
            msg = f"{kept.url}: the source has nothing of that name (asked {when})"
            raise NoDataError(msg)
        if kept.content is None:
            again = age_rule(kept.checked).shifted(1.0).to_utc_text(digits=0)[0]
            msg = (
                f"{kept.url}: the source says that this address of the network already has its latest "
                f"data, which are not on this disk; no request before {again}"
            )
            raise RateLimitError(msg, next_allowed_utc=again)
        return _answer(kept, asked=asked)


@dataclass(frozen=True, slots=True)
class _Kept:
    """One entry; `content` is None where there is none to keep."""

    url: str
    verdict: Verdict
    checked: Epochs
    content: bytes | None = None
    sha256: str = ""
    etag: str = ""
    last_modified: str = ""

    @classmethod
    def of(cls, reply: Reply, checked: Epochs) -> _Kept:
        return cls(
            url=reply.url,
            verdict=Verdict.DATA,
            checked=checked,
            content=reply.body,
            sha256=hashlib.sha256(reply.body).hexdigest(),
            etag=reply.headers.get("etag", ""),
            last_modified=reply.headers.get("last-modified", ""),
        )

    @classmethod
    def without_content(cls, url: str, verdict: Verdict, checked: Epochs) -> _Kept:
        return cls(url=url, verdict=verdict, checked=checked)

    def confirmed(self, checked: Epochs) -> _Kept:
        return replace(self, checked=checked)

    def conditions(self) -> dict[str, str]:
        wanted = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in wanted.items() if value}


class _Entry:
    """The files of one address."""

    def __init__(self, folder: Path, url: str) -> None:
        key = hashlib.sha256(url.encode()).hexdigest()[:24]
        self._folder = folder
        self._url = url
        self._facts = folder / f"{key}.json"
        self._key = key
        self.lock = folder / f"{key}.lock"

    def read(self) -> _Kept | None:
        """Return the entry; None when there is none or it is damaged, so that it is fetched anew."""
        try:
            facts = json.loads(self._facts.read_bytes())
            sha256 = str(facts["sha256"])
            content = self._content(sha256).read_bytes() if sha256 else None
            kept = _Kept(
                url=str(facts["url"]),
                verdict=Verdict(facts["verdict"]),
                checked=Epochs.from_utc_text(str(facts["checked_utc"])),
                content=content,
                sha256=sha256,
                etag=str(facts["etag"]),
                last_modified=str(facts["last_modified"]),
            )
        except (OSError, ValueError, KeyError, TypeError, SpecolaError):
            return None
        damaged = content is not None and hashlib.sha256(content).hexdigest() != sha256
        return None if damaged or kept.url != self._url else kept

    def write(self, kept: _Kept) -> None:
        facts = {
            "url": kept.url,
            "verdict": kept.verdict.value,
            "checked_utc": kept.checked.to_utc_text(digits=6)[0],
            "sha256": kept.sha256,
            "etag": kept.etag,
            "last_modified": kept.last_modified,
        }
        content = self._content(kept.sha256)
        if kept.content is not None:
            write_atomically(content, kept.content)
        write_atomically(self._facts, json.dumps(facts, indent=1).encode())
        for old in self._folder.glob(f"{self._key}-*.data"):
            if old != content:
                old.unlink(missing_ok=True)

    def _content(self, sha256: str) -> Path:
        return self._folder / f"{self._key}-{sha256[:24]}.data"


def _answer(kept: _Kept, *, asked: bool) -> Answer:
    return Answer(
        url=kept.url,
        content=kept.content or b"",
        sha256=kept.sha256,
        checked=kept.checked,
        last_modified=kept.last_modified,
        asked=asked,
    )


def _is_young(checked: Epochs, now: Epochs, age_rule: AgeRule) -> bool:
    """Return whether it is too early to ask again; an answer from the future tells a wrong clock."""
    from_future = checked.seconds_since(now)[0] > 0.0
    return not from_future and bool(age_rule(checked).seconds_since(now)[0] > 0.0)
