"""Files of mean elements in any of their spellings, told apart by their contents."""

from __future__ import annotations

import re

from specola.errors import MessageError
from specola.messages.element_records import ElementFile
from specola.messages.omm_csv import read_omm_csv_file
from specola.messages.tle import read_tle_file

_EXPECTED = "a TLE or 3LE file, or an OMM in CSV, JSON, XML or KVN"
_BOM = b"\xef\xbb\xbf"
_COMPRESSED = {b"\x1f\x8b": "gzip", b"\x28\xb5\x2f\xfd": "zstandard", b"PK\x03\x04": "zip", b"BZh": "bzip2"}
_HTML = re.compile(rb"<!doctype\s+html|<html|<head|<body", re.IGNORECASE)
_ELEMENT_LINE = re.compile(rb"^[12] .{40}", re.MULTILINE)
_HEAD = 4096


def read_element_file(content: bytes, *, file: str) -> ElementFile:
    """Read mean elements: TLE, 3LE, or OMM in CSV, JSON, XML or KVN.

    The form is told from the contents. One bad record never loses the others: it is refused, and the
    reader finds the next.

    Parameters
    ----------
    content : the bytes of the file, decompressed
    file : its name, for messages

    Returns
    -------
    ElementFile
        The good records as columns, and a MessageError for each record that was refused.

    Raises
    ------
    MessageError
        If nothing can be read: an empty or binary file, a web page, a source's sentence that it has
        nothing, another kind of message, a CSV header without a mandatory column.
    """
    _refuse_what_is_no_text(content, file)
    head = content[:_HEAD].removeprefix(_BOM).lstrip()
    first_line = re.split(rb"[\r\n]", head, maxsplit=1)[0]
    if b"," in first_line and b"MEAN_MOTION" in first_line.upper():
        return read_omm_csv_file(content, file=file)
    if _ELEMENT_LINE.search(content.replace(b"\r", b"\n")):
        return read_tle_file(content, file=file)
    shown = first_line[:80].decode("utf-8", "replace").strip()
    raise MessageError(f"the file begins {shown!r}", expected=_EXPECTED, file=file, line=1)


def _refuse_what_is_no_text(content: bytes, file: str) -> None:
    if not content.strip():
        raise MessageError("the file is empty", expected=_EXPECTED, file=file)
    for magic, name in _COMPRESSED.items():
        if content.startswith(magic):
            raise MessageError(f"the contents are compressed with {name}", expected="decompressed text", file=file)
    at = content.find(b"\0")
    if at >= 0:
        raise MessageError(f"the file is binary: byte {at} is zero", expected=_EXPECTED, file=file)
    head = content[:_HEAD].lstrip()
    if _HTML.match(head) or (head.startswith(b"<") and _HTML.search(head)):
        raise MessageError("the file is a web page (HTML)", expected=_EXPECTED, file=file)
