"""Finding an object by whatever id somebody writes.

An id is a catalog number of one to nine digits, the same in Alpha-5 (`T0001` is 270001), a COSPAR
id (`1998-067A`, or `98067A` as a TLE prints it), an exact name, a national or operator's id, or our
own stable id. `scheme:id` says which is meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from specola.catalog.objects import Scheme
from specola.errors import ArgumentError
from specola.messages.element_records import ElementRecords, Texts
from specola.numerics.arrays import Bools, Ints

_ALPHA_5 = "ABCDEFGHJKLMNPQRSTUVWXYZ"  # without I and O
_COSPAR = re.compile(r"(?:(\d{2})(\d{2})-|(\d{2}))(\d{3})([A-Z]{1,3})")
_OWN = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_FIRST_YEAR = 57  # two-digit years from 57 on are of the 20th century
_SHOWN = 5
_EXPECTED = "a catalog number, Alpha-5, a COSPAR id, an exact name or our own id"


@dataclass(frozen=True, slots=True, eq=False)
class Identities:
    """Who n rows are.

    Attributes
    ----------
    catalog_number : (n,) int64
    name, cospar, object_id : (n,) str
        "" where not known.
    """

    catalog_number: Ints
    name: Texts
    cospar: Texts
    object_id: Texts


@dataclass(frozen=True, slots=True)
class Candidate:
    """An object that an id may mean: a key of the caller's, and what tells it from the others."""

    key: int
    scheme: Scheme
    label: str


def identities_from_records(records: ElementRecords) -> Identities:
    """Return who n records are; our own ids are not in a message."""
    return Identities(
        records.norad_cat_id, records.object_name, records.object_id, np.full(len(records), "", dtype="U36")
    )


def object_keys(catalog_number: Ints, name: Texts, *, cospar: Texts) -> Ints:
    """Return a number for each of n rows, (n,) int64, equal where the object is the same.

    It is the catalog number; objects without one (0 or less) are told apart by their COSPAR id,
    else by their name, and numbered downwards from -1.
    """
    keys = catalog_number.astype(np.int64)
    rows = np.flatnonzero(keys <= 0)
    if len(rows):
        ids = np.where(cospar[rows] == "", np.char.add("name ", name[rows]), cospar[rows])
        keys[rows] = -1 - np.unique(ids, return_inverse=True)[1].reshape(-1)
    return keys


def readings(id_text: str) -> tuple[tuple[Scheme, str], ...]:
    """Return every (scheme, value) that an id may mean, values as the catalog writes them.

    Raises
    ------
    ArgumentError
        The id is empty, or cannot be one of the scheme that it names.
    """
    text = id_text.strip()
    scheme, _, rest = text.partition(":")
    named = {one.value: one for one in Scheme}.get(scheme.lower())
    if named is not None and rest:
        found = tuple(one for one in _readings(rest.strip()) if one[0] is named)
    else:
        found = _readings(text) if text else ()
    if not found:
        msg = f"object {id_text!r}, expected {_EXPECTED}"
        raise ArgumentError(msg)
    return found


def resolve(identities: Identities, id_text: str) -> Ints:
    """Return the rows of the one object that an id means, (m,) int64, m > 0.

    Raises
    ------
    ArgumentError
        No object has it, or several have; the sentence names the candidates.
    """
    keys = object_keys(identities.catalog_number, identities.name, cospar=identities.cospar)
    candidates = [
        Candidate(int(keys[row]), scheme, label(identities, row))
        for scheme, value in readings(id_text)
        for row in np.flatnonzero(_matches(identities, scheme, value)).tolist()
    ]
    near = () if candidates else _near(identities.name, id_text)
    key = only_one(id_text, candidates, n_objects=len(np.unique(keys)), near=near)
    return np.flatnonzero(keys == key)


def only_one(
    id_text: str, candidates: Iterable[Candidate], *, n_objects: int, near: Sequence[str] = ()
) -> int:
    """Return the key of the only candidate.

    Raises
    ------
    ArgumentError
        There is none, or more than one.
    """
    by_key = {candidate.key: candidate for candidate in candidates}
    if len(by_key) == 1:
        return next(iter(by_key))
    if not by_key:
        hint = f"; near: {', '.join(near)}" if near else ""
        msg = f"object {id_text!r} is not among the {n_objects} known, expected {_EXPECTED}{hint}"
        raise ArgumentError(msg)
    shown = [f"{one.scheme.value} of {one.label}" for one in list(by_key.values())[:_SHOWN]]
    more = f" and {len(by_key) - _SHOWN} more" if len(by_key) > _SHOWN else ""
    msg = f"object {id_text!r} may be {len(by_key)} objects, expected one: {'; '.join(shown)}{more}"
    raise ArgumentError(msg)


def label(identities: Identities, row: int) -> str:
    """Return number, COSPAR id and name of one row, as far as they are known."""
    number = int(identities.catalog_number[row])
    parts = (str(number) if number > 0 else "", str(identities.cospar[row]), str(identities.name[row]))
    return " ".join(part for part in parts if part) or str(identities.object_id[row])


def _readings(text: str) -> tuple[tuple[Scheme, str], ...]:
    found: list[tuple[Scheme, str]] = []
    if re.fullmatch(r"[0-9]{1,9}", text) and int(text) > 0:
        found.append((Scheme.NORAD, str(int(text))))
    if re.fullmatch(f"[{_ALPHA_5}][0-9]{{4}}", text):
        found.append((Scheme.NORAD, str((_ALPHA_5.index(text[0]) + 10) * 10_000 + int(text[1:]))))
    cospar = _COSPAR.fullmatch(text.upper())
    if cospar:
        century, year, short, launch, piece = cospar.groups()
        century = century or ("19" if int(short) >= _FIRST_YEAR else "20")
        found.append((Scheme.COSPAR, f"{century}{year or short}-{launch}{piece}"))
    if _OWN.fullmatch(text.lower()):
        found.append((Scheme.OWN, text.lower()))
    found += [(scheme, text) for scheme in (Scheme.NAME, Scheme.NATIONAL, Scheme.OPERATOR)]
    return tuple(found)


def _matches(identities: Identities, scheme: Scheme, value: str) -> Bools:
    n = len(identities.catalog_number)
    if scheme is Scheme.NORAD:
        return np.equal(identities.catalog_number, int(value))
    columns = {
        Scheme.COSPAR: identities.cospar,
        Scheme.NAME: identities.name,
        Scheme.OWN: identities.object_id,
    }
    return np.equal(columns[scheme], value) if scheme in columns else np.zeros(n, dtype=np.bool_)


def _near(names: Texts, id_text: str) -> tuple[str, ...]:
    """Return a few names that hold the text, whatever the case."""
    wanted = id_text.strip().upper()
    found = [name for name in np.unique(names).tolist() if wanted in name.upper()] if wanted else []
    return tuple(sorted(found, key=lambda name: (len(name), name))[:_SHOWN])
