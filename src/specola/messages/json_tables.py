"""Arrays of JSON objects, one a record, over any field table."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

import numpy as np

from specola.errors import MessageError
from specola.messages.message_fields import Field
from specola.messages.record_texts import RecordTexts
from specola.numerics.arrays import Ints

_SPACE = re.compile(r"[\s,]*")
_BLANKS = re.compile(r"\s*")
_MOST_BROKEN = 1000
_QUOTED = 60


def split_json(
    content: bytes, fields: Sequence[Field], *, aliases: Mapping[str, str] | None = None, file: str
) -> tuple[RecordTexts, MessageError | None]:
    """Split an array of objects, or one object, into the fields that the table knows.

    Parameters
    ----------
    content : UTF-8; numbers may be numbers or text, null means absent
    fields : the table
    aliases : other names of its keywords
    file : name, for messages

    Returns
    -------
    The texts, with a fault for each broken object, and what is wrong with the array itself, if anything.
    """
    text = content.decode("utf-8-sig", "surrogateescape")
    skipped = len(content) - len(text.encode("utf-8", "surrogateescape"))
    names = {field.keyword: field.keyword for field in fields} | dict(aliases or {})
    rows: list[dict[str, str]] = []
    places: list[tuple[int, int]] = []
    problems: dict[int, str] = {}
    tail = ""
    for start, end, value, problem in _json_values(text):
        places.append((start, max(end, start)))
        if end < 0:
            tail = problem
        else:
            if problem:
                problems[len(rows)] = problem
            rows.append(_known(value, names))
    span = _byte_offsets(text, places) + skipped
    line = _line_numbers(content, span[:, 0])
    faults = {
        row: MessageError(problem, expected="an object with one record", file=file, line=int(line[row]))
        for row, problem in problems.items()
    }
    n = len(rows)
    texts = RecordTexts.of_rows(fields, rows, field_lines=None, line=line[:n], span=span[:n], faults=faults)
    around = (
        MessageError(tail, expected="] after the last object", file=file, line=int(line[-1]))
        if tail
        else None
    )
    return texts, around


def _known(value: dict[str, Any], names: Mapping[str, str]) -> dict[str, str]:
    """Return the texts of the keys that the table knows."""
    return {
        names[key]: item if isinstance(item, str) else json.dumps(item)
        for key, item in value.items()
        if item is not None and key in names
    }


def _json_values(text: str) -> Iterator[tuple[int, int, dict[str, Any], str]]:
    """Yield start, end, value and problem of each record; end -1 for a problem with the array itself.

    After a record that is no JSON, reading goes on at the next opening brace. Numbers stay text, so
    that they are converted once, by the same reader as in every other form.
    """
    decoder = json.JSONDecoder(parse_float=str, parse_int=str, parse_constant=str)
    at = len(text) - len(text.lstrip())
    is_array = text[at : at + 1] == "["
    at += is_array
    broken = 0
    while True:
        at = _end(_SPACE, text, at)
        if at == len(text):
            if is_array:
                yield len(text), -1, {}, f"the array is not closed, the file ends {_shortened(text[-40:])}"
            return
        if text[at] == "]" and is_array:
            end = text.find("{", at)
            if _end(_BLANKS, text, at + 1) < len(text):
                yield (
                    at,
                    max(end, at),
                    {},
                    f"{_shortened(text[at : at + _QUOTED])} after the end of the array",
                )
            if end < 0:
                return
        else:
            end, value, problem = _decoded(decoder, text, at)
            broken += end < 0
            if end < 0:
                end = _next_record(text, at + 1) if broken < _MOST_BROKEN else len(text)
            yield at, end, value, f"{_shortened(text[at:end])} {problem}" if problem else ""
        at = end


def _end(pattern: re.Pattern[str], text: str, at: int) -> int:
    """Return where a match that may be empty ends."""
    match = pattern.match(text, at)
    return match.end() if match else at


def _decoded(decoder: json.JSONDecoder, text: str, at: int) -> tuple[int, dict[str, Any], str]:
    """Return the end of a value, -1 if there is none; the value, if it is an object; what is wrong."""
    try:
        value, end = decoder.raw_decode(text, at)
    except json.JSONDecodeError as error:
        return -1, {}, f"is no JSON: {error.msg}"
    except RecursionError:
        return -1, {}, "is nested too deeply"
    if not isinstance(value, dict):
        return end, {}, "is no object"
    return end, cast("dict[str, Any]", value), ""


def _next_record(text: str, at: int) -> int:
    """Return where the next object may begin, else where the array ends, else the end."""
    brace = text.find("{", at)
    if brace >= 0:
        return brace
    end = len(text.rstrip())
    return end - 1 if end - 1 >= at and text[end - 1] == "]" else len(text)


def _shortened(text: str) -> str:
    shown = text if len(text) <= _QUOTED else text[:_QUOTED] + "..."
    return repr(shown.encode("utf-8", "surrogateescape").decode("utf-8", "replace"))


def _byte_offsets(text: str, places: list[tuple[int, int]]) -> Ints:
    """Turn character offsets into byte offsets of the UTF-8 text."""
    offsets = np.array(places, dtype=np.int64).reshape(-1, 2)
    if text.isascii():
        return offsets
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    is_byte = (codes >= 0xDC80) & (codes <= 0xDCFF)  # how surrogateescape keeps what is not UTF-8
    width = 1 + ((codes >= 0x80) & ~is_byte) + ((codes >= 0x800) & ~is_byte) + (codes >= 0x10000)
    begins = np.concatenate([[0], np.cumsum(width)]).astype(np.int64)
    return begins[offsets]


def _line_numbers(content: bytes, offsets: Ints) -> Ints:
    text = np.frombuffer(content, dtype=np.uint8)
    is_end = text == ord("\n")
    is_end |= (text == ord("\r")) & np.append(text[1:] != ord("\n"), True)
    return np.searchsorted(np.flatnonzero(is_end), offsets, side="left").astype(np.int64) + 1
