"""What a field table is made of, and the fields of one message before their values are read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

from specola.errors import MessageError


class Kind(Enum):
    """How the value of a field is spelled."""

    TEXT = "text"
    CHOICE = "one of a few words"
    WHOLE = "whole number"
    DECIMAL = "decimal number"
    INSTANT = "instant"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class Field:
    """One keyword of a message.

    Attributes
    ----------
    keyword : as CCSDS spells it
    column : name of the record's attribute, which carries the unit; "" where the value is only checked
    kind : how the value is spelled
    expected : what a good value is, as the end of the sentence "..., expected"
    sentence : what it means
    unit : as CCSDS spells it between brackets; "" for none
    required : whether a record without it is refused
    least, most : bounds of a number; `least` and `most` themselves are allowed unless open
    least_open, most_open : whether the bound itself is refused
    default : value where the field is absent or empty and not required
    longest : most bytes of a TEXT or CHOICE
    choices : allowed words of a CHOICE, in upper case; the first is what we write
    section : block of the message it belongs to, by its XML name
    """

    keyword: str
    column: str
    kind: Kind
    expected: str
    sentence: str
    unit: str = ""
    required: bool = False
    least: float = float("-inf")
    most: float = float("inf")
    least_open: bool = False
    most_open: bool = False
    default: float | str = 0
    longest: int = 200
    choices: tuple[str, ...] = ()
    section: str = ""

    @property
    def is_number(self) -> bool:
        """Whether a unit may follow the value."""
        return self.kind in (Kind.WHOLE, Kind.DECIMAL)


class Entry(NamedTuple):
    """A keyword with its value and unit as written, and the line it stands on."""

    keyword: str
    value: str
    unit: str
    line: int


@dataclass(frozen=True, slots=True)
class Message:
    """One message, split but not read.

    Attributes
    ----------
    name, version : `OMM` and `2.0`, from `CCSDS_OMM_VERS`; "" if that line or attribute is missing
    entries : keyword by keyword, comments left out
    line : first line
    span : first byte and the byte after the last
    fault : why the text breaks the grammar, if it does
    """

    name: str
    version: str
    entries: tuple[Entry, ...]
    line: int
    span: tuple[int, int]
    fault: MessageError | None = None


def entries_by_keyword(
    entries: Iterable[Entry], fields: Mapping[str, Field], *, file: str
) -> dict[str, Entry]:
    """Return the entries that the field table knows, by keyword.

    Raises
    ------
    MessageError
        If one of them is there twice or has another unit than the table's.
    """
    found: dict[str, Entry] = {}
    for entry in entries:
        field = fields.get(entry.keyword)
        if field is None:
            continue
        if earlier := found.get(entry.keyword):
            problem = f"a second time, after line {earlier.line}"
            raise MessageError(problem, expected="it once", file=file, line=entry.line, field=entry.keyword)
        # Units compare without case: CCSDS fixes the case, and no two units here differ by it alone.
        if entry.unit and entry.unit.lower() != field.unit.lower():
            problem = f"unit [{entry.unit}]"
            expected = f"[{field.unit}] or none" if field.unit else "no unit"
            raise MessageError(problem, expected=expected, file=file, line=entry.line, field=entry.keyword)
        found[entry.keyword] = entry
    return found
