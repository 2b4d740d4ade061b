"""NDM/XML (CCSDS 505.0-B), over any field table. No DTD, no entities, no network, no huge trees."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from lxml import etree

from specola.errors import MessageError
from specola.messages.message_fields import Entry, Message

_Element = etree._Element  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]  # no other name
_DOCTYPE = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)
_OPENING = b"<ndm xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance'>"
_PROLOG = re.compile(rb"\s*<\?xml[^>]*\?>")


def split_ndm_xml(content: bytes, name: str, *, file: str) -> tuple[list[Message], MessageError | None]:
    """Find every message of a kind and split it into its leaves.

    If the document is not well-formed, each message is parsed alone, so that a damaged one does not
    lose the others.

    Parameters
    ----------
    content : the document
    name : element of a message, in lower case, as `omm`
    file : its name, for messages

    Returns
    -------
    The messages, and what is wrong with the document outside them, if anything.

    Raises
    ------
    MessageError
        If the document has a DOCTYPE or an entity declaration.
    """
    if match := _DOCTYPE.search(content):
        line = content.count(b"\n", 0, match.start()) + 1
        problem = f"a {match[1].decode().upper()} declaration"
        raise MessageError(problem, expected="XML without DOCTYPE and entities", file=file, line=line)
    spans = list(_spans(content, name))
    try:
        root = _parse(content)
    except etree.XMLSyntaxError as error:
        messages = [_parse_alone(content, start, end, name, file) for start, end in spans]
        around = None if any(message.fault for message in messages) else _fault(error, file, 0)
        return messages, around
    elements = [element for element in root.iter() if _local(element) == name]
    if len(elements) != len(spans):  # a comment or a character section that holds such a tag
        spans = [(0, len(content))] * len(elements)
    return [_message(element, span, 0) for element, span in zip(elements, spans, strict=True)], None


def _parse(content: bytes) -> _Element:
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        huge_tree=False,
        load_dtd=False,
        dtd_validation=False,
        remove_comments=True,
        remove_pis=True,
    )
    return etree.parse(io.BytesIO(content), parser).getroot()


def _spans(content: bytes, name: str) -> Iterator[tuple[int, int]]:
    """Bytes of each message, from its opening tag to its closing tag or to the next opening one."""
    opening = re.compile(rb"<(?:[\w.-]+:)?" + name.encode() + rb"[\s>]")
    closing = re.compile(rb"</(?:[\w.-]+:)?" + name.encode() + rb"\s*>")
    starts = [match.start() for match in opening.finditer(content)]
    for start, limit in pairwise([*starts, len(content)]):
        close = closing.search(content, start, limit)
        yield start, close.end() if close else limit


def _parse_alone(content: bytes, start: int, end: int, name: str, file: str) -> Message:
    line = content.count(b"\n", 0, start) + 1
    prolog = _PROLOG.match(content)
    wrapped = (prolog[0] if prolog else b"") + _OPENING
    offset = line - 1 - wrapped.count(b"\n")
    try:
        element = next(iter(_parse(wrapped + content[start:end] + b"</ndm>")))
    except etree.XMLSyntaxError as error:
        return Message(name.upper(), "", (), line, (start, end), _fault(error, file, offset))
    return _message(element, (start, end), offset)


def _fault(error: etree.XMLSyntaxError, file: str, offset: int) -> MessageError:
    return MessageError(
        f"not well-formed: {error.msg}",
        expected="well-formed XML",
        file=file,
        line=max((error.lineno or 1) + offset, 1),
    )


def _line(element: _Element, offset: int) -> int:
    line: object = element.sourceline
    return line + offset if isinstance(line, int) else 0


def _local(element: _Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _message(element: _Element, span: tuple[int, int], offset: int) -> Message:
    entries = tuple(
        Entry(tag, (leaf.text or "").strip(), leaf.get("units", ""), _line(leaf, offset))
        for leaf in element.iter()
        if len(leaf) == 0 and (tag := _local(leaf)) != "COMMENT"
    )
    name = _local(element).upper()
    line = _line(element, offset)
    if element.get("id") != f"CCSDS_{name}_VERS":
        fault = MessageError(
            f"attribute id is {element.get('id')!r}", expected=f"CCSDS_{name}_VERS", line=line, field=name
        )
        return Message(name, element.get("version", ""), entries, line, span, fault)
    return Message(name, element.get("version", ""), entries, line, span)


def write_ndm_xml(messages: Iterable[tuple[str, str, Iterable[tuple[str, Iterable[Entry]]]]]) -> bytes:
    """Write messages inside one `ndm` element.

    Parameters
    ----------
    messages : of each its name, version and sections; a section is its path, as `header` or
        `body/segment/metadata`, and its entries
    """
    root = etree.Element("ndm")
    for name, version, sections in messages:
        message = etree.SubElement(root, name.lower(), id=f"CCSDS_{name}_VERS", version=version)
        for path, entries in sections:
            parent = message
            for step in path.split("/"):
                child = parent.find(step)
                parent = etree.SubElement(parent, step) if child is None else child
            for entry in entries:
                leaf = etree.SubElement(parent, entry.keyword)
                leaf.text = entry.value
                if entry.unit:
                    leaf.set("units", entry.unit)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
