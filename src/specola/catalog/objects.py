"""Who an object is: its ids in every scheme, and the facts told about it.

Nothing here is overwritten. A cross-reference or a fact carries its source, the instant from which
it holds (valid) and the instant at which we were told (known), so that any past picture can be
drawn again.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from specola.epochs import Epochs
from specola.errors import ArgumentError, EpochError


class DataMode(StrEnum):
    """What kind of world a record speaks of; records of two modes are never mixed."""

    REAL = "REAL"
    TEST = "TEST"
    EXERCISE = "EXERCISE"
    SIMULATED = "SIMULATED"


class Scheme(StrEnum):
    """Who gives an id its meaning."""

    OWN = "own"  # our stable id
    NORAD = "norad"  # catalog number, up to nine digits
    COSPAR = "cospar"  # international designator, 1998-067A
    NAME = "name"  # common name, not unique
    NATIONAL = "national"  # a nation's catalog, written NATION/ID
    OPERATOR = "operator"  # the operator's name of it, written OPERATOR/ID


class ObjectType(StrEnum):
    """What the object is; the values are the codes of the SATCAT."""

    PAYLOAD = "PAY"
    ROCKET_BODY = "R/B"
    DEBRIS = "DEB"
    UNKNOWN = "UNK"


class OperationalStatus(StrEnum):
    """Whether a payload works; the values are the codes of the SATCAT."""

    OPERATIONAL = "+"
    NONOPERATIONAL = "-"
    PARTIALLY_OPERATIONAL = "P"
    STANDBY = "B"
    SPARE = "S"
    EXTENDED_MISSION = "X"
    DECAYED = "D"
    UNKNOWN = "?"


class SizeClass(StrEnum):
    """Radar cross-section as the SATCAT publishes it: below 0.1 m2, to 1 m2, above."""

    SMALL = "SMALL"
    MEDIUM = "MEDIUM"
    LARGE = "LARGE"


class FactKind(StrEnum):
    """What a fact is about."""

    TYPE = "type"
    OWNER = "owner"
    OPERATIONAL_STATUS = "operational_status"
    RCS_M2 = "rcs_m2"
    SIZE_CLASS = "size_class"
    LAUNCH_UTC = "launch_utc"
    LAUNCH_SITE = "launch_site"
    DECAY_UTC = "decay_utc"
    MANEUVERABLE = "maneuverable"
    CREWED = "crewed"


_CODES: dict[FactKind, type[StrEnum]] = {
    FactKind.TYPE: ObjectType,
    FactKind.OPERATIONAL_STATUS: OperationalStatus,
    FactKind.SIZE_CLASS: SizeClass,
}
_ANSWERS = frozenset({FactKind.MANEUVERABLE, FactKind.CREWED})
_INSTANTS = frozenset({FactKind.LAUNCH_UTC, FactKind.DECAY_UTC})


@dataclass(frozen=True, slots=True, eq=False)
class CrossReference:
    """An id of an object in one scheme.

    Attributes
    ----------
    scheme, value : the id
    source : who says so
    valid, known : since when it holds, and since when we know; one instant each
    """

    scheme: Scheme
    value: str
    source: str
    valid: Epochs
    known: Epochs


@dataclass(frozen=True, slots=True, eq=False)
class Fact:
    """One thing told about an object.

    Attributes
    ----------
    kind, value : what, as text in the form that `fact_value` checks
    source : who says so
    valid, known : since when it holds, and since when we know; one instant each
    """

    kind: FactKind
    value: str
    source: str
    valid: Epochs
    known: Epochs

    def __post_init__(self) -> None:
        fact_value(self.kind, self.value)


@dataclass(frozen=True, slots=True)
class SatcatFacts:
    """The facts of one object as they stand at one instant; None where nobody told.

    Attributes
    ----------
    rcs_m2 : radar cross-section [m2]
    launch_utc, decay_utc : ISO 8601, as printed
    owner : code of the SATCAT; an object may have other owners for other purposes
    """

    type: ObjectType | None = None
    owner: str | None = None
    operational_status: OperationalStatus | None = None
    rcs_m2: float | None = None
    size_class: SizeClass | None = None
    launch_utc: str | None = None
    launch_site: str | None = None
    decay_utc: str | None = None
    maneuverable: bool | None = None
    crewed: bool | None = None


@dataclass(frozen=True, slots=True, eq=False)
class SpaceObject:
    """One object with everything told about it, oldest word first.

    Attributes
    ----------
    object_id : our own stable id, given once at first sight and never used again
    """

    object_id: str
    data_mode: DataMode
    references: tuple[CrossReference, ...]
    facts: tuple[Fact, ...]

    def latest(self, scheme: Scheme) -> str:
        """Return the id in a scheme with the latest valid time, then known time; "" where none."""
        found = [one for one in self.references if one.scheme is scheme]
        return max(found, key=lambda one: (_instant(one.valid), _instant(one.known))).value if found else ""


def fact_value(kind: FactKind, text: str) -> StrEnum | float | bool | str:
    """Return the value of a fact's text.

    Raises
    ------
    ArgumentError
        The text is not one of the codes, not `yes` or `no`, not an instant, or not a size.
    """
    codes = _CODES.get(kind)
    if codes is not None:
        if text not in {code.value for code in codes}:
            _refuse(kind, text, "one of " + " ".join(code.value for code in codes))
        return codes(text)
    if kind in _ANSWERS:
        if text not in {"yes", "no"}:
            _refuse(kind, text, "yes or no")
        return text == "yes"
    if kind is FactKind.RCS_M2:
        return _size(text)
    if kind in _INSTANTS:
        try:
            Epochs.from_utc_text(text)
        except EpochError as exc:
            _refuse(kind, text, f"an ISO 8601 instant ({exc})")
    elif not text:
        _refuse(kind, text, "some text")
    return text


def current_facts(facts: Iterable[Fact], *, valid: Epochs, known: Epochs) -> SatcatFacts:
    """Return what holds at `valid` according to what was known at `known`.

    Of several words on the same matter the one that holds since the latest instant counts, then
    the one told last.
    """
    heard = sorted(
        (
            fact
            for fact in facts
            if _instant(fact.valid) <= _instant(valid) and _instant(fact.known) <= _instant(known)
        ),
        key=lambda fact: (_instant(fact.valid), _instant(fact.known)),
    )
    values = {fact.kind.value: fact_value(fact.kind, fact.value) for fact in heard}
    return SatcatFacts(**values)  # type: ignore[arg-type]  # the kinds are the names of the fields


def _instant(epochs: Epochs) -> tuple[int, float]:
    return int(epochs.tai_s[0]), float(epochs.fraction_s[0])


def _size(text: str) -> float:
    try:
        size = float(text)
    except ValueError:
        size = math.nan
    if not 0.0 <= size < math.inf:
        _refuse(FactKind.RCS_M2, text, "a size in m2, 0 or more")
    return size


def _refuse(kind: FactKind, text: str, expected: str) -> None:
    msg = f"{kind.value} {text!r}, expected {expected}"
    raise ArgumentError(msg)
