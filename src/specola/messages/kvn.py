"""Keyword = value notation (CCSDS 502.0-B-3, section 7), over any field table."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence

from specola.errors import MessageError
from specola.messages.message_fields import Entry, Field, Kind, Message

_VERSION_KEYWORD = re.compile(r"CCSDS_([A-Z0-9]*)_VERS")
_LINE = re.compile(rb"[ \t]*(?:([A-Z][A-Z0-9_]*)[ \t]*=[ \t]*([^\r\n]*)|([^\r\n]*))(?:\r\n|\n|\r|\Z)")
_UNIT = re.compile(r"(.*?)\s*\[([^\[\]]*)\]", re.DOTALL)
_QUOTED = 60


def split_kvn(
    content: bytes, fields: Mapping[str, Field], *, openers: Collection[str], file: str
) -> list[Message]:
    """Split text into messages and these into keywords.

    A message begins at `CCSDS_..._VERS`. So that a damaged first line does not spoil the message
    before it, a second occurrence of one of `openers` begins a message too.

    Parameters
    ----------
    content : text, one message after another
    fields : table by keyword; only numbers in it may carry a unit in brackets
    openers : keywords that come once, at the beginning of a message
    file : name, for messages
    """
    with_unit = {keyword for keyword, field in fields.items() if field.kind in (Kind.WHOLE, Kind.DECIMAL)}
    first = set(openers)
    done: list[Message] = []
    draft: _Draft | None = None
    junk: list[tuple[int, re.Match[bytes]]] = []
    for line, match in enumerate(_LINE.finditer(content), 1):
        word, value, other = match.groups()
        if word is None:
            junk += [(line, match)] if _is_junk(other) else []
            continue
        keyword = word.decode("ascii")
        begins = keyword.startswith("CCSDS_") and _VERSION_KEYWORD.fullmatch(keyword)
        if draft is None or begins or keyword in draft.opened:
            # Junk belongs to the message before; ahead of one without its first line, it was that line.
            if begins and junk:
                done.append((draft or _Draft(junk[0], file)).message(junk))
                junk = []
            elif draft:
                done.append(draft.message())
            draft = _Draft(junk[0] if junk else (line, match), file)
        if (
            begins or keyword in fields or keyword in first
        ):  # an unknown keyword does not tell whose the junk is
            draft.refuse(junk)
            junk = []
        draft.end = match.end()
        text = value.decode("utf-8", "surrogateescape").strip()
        if begins:
            draft.name, draft.version = begins[1], text
        else:
            if keyword in first:
                draft.opened.add(keyword)
            draft.entries.append(_entry(keyword, text, line, has_unit=keyword in with_unit))
    if draft or junk:
        done.append((draft or _Draft(junk[0], file)).message(junk))
    return done


def _is_junk(line: bytes) -> bool:
    """Whether a line that is no assignment is neither blank nor a comment."""
    return bool(line.strip()) and line.split(maxsplit=1)[0] != b"COMMENT"


class _Draft:
    """A message while its lines come in."""

    __slots__ = ("end", "entries", "fault", "file", "line", "name", "opened", "start", "version")

    def __init__(self, first: tuple[int, re.Match[bytes]], file: str) -> None:
        self.line, match = first
        self.start = match.start()
        self.end = match.end()
        self.file = file
        self.name = ""
        self.version = ""
        self.entries: list[Entry] = []
        self.opened: set[str] = set()
        self.fault: MessageError | None = None

    def refuse(self, junk: Sequence[tuple[int, re.Match[bytes]]]) -> None:
        """Note the first line that is no assignment."""
        if junk and self.fault is None:
            line, match = junk[0]
            shown = repr(match[3].strip()[:_QUOTED].decode("utf-8", "replace"))
            self.fault = MessageError(shown, expected="KEYWORD = value", file=self.file, line=line)

    def message(self, junk: Sequence[tuple[int, re.Match[bytes]]] = ()) -> Message:
        self.refuse(junk)
        if not self.name and self.fault is None:
            expected = "one as first line of a message"
            self.fault = MessageError(
                "no line CCSDS_..._VERS before it", expected=expected, file=self.file, line=self.line
            )
        return Message(
            self.name, self.version, tuple(self.entries), self.line, (self.start, self.end), self.fault
        )


def _entry(keyword: str, text: str, line: int, *, has_unit: bool) -> Entry:
    if has_unit and text.endswith("]") and (split := _UNIT.fullmatch(text)):
        return Entry(keyword, split[1], split[2].strip(), line)
    return Entry(keyword, text, "", line)


def write_kvn(name: str, version: str, *, entries: Iterable[Entry]) -> str:
    """Write one message: its version, then each entry, with its unit in brackets; lines end with LF."""
    pairs = [(f"CCSDS_{name}_VERS", version)]
    pairs += [
        (entry.keyword, f"{entry.value} [{entry.unit}]" if entry.unit else entry.value) for entry in entries
    ]
    width = max(len(keyword) for keyword, _ in pairs)
    return "".join(f"{keyword:{width}} = {value}".rstrip() + "\n" for keyword, value in pairs)
