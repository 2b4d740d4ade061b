"""What a field table is made of: one `Field` for each keyword of a message."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Kind(Enum):
    """How the value of a field is spelled."""

    TEXT = "text"
    CHOICE = "one of a few words"
    WHOLE = "whole number"
    DECIMAL = "decimal number"
    INSTANT = "instant"


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
    choices : allowed words of a CHOICE, in upper case; the first is what we write
    section : block of the message it belongs to
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
    choices: tuple[str, ...] = ()
    section: str = ""
