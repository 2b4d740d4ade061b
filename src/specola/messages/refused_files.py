"""Files that are no text of any form: refused with what they are."""

from __future__ import annotations

import re

from specola.errors import MessageError

_COMPRESSED = {b"\x1f\x8b": "gzip", b"\x28\xb5\x2f\xfd": "zstandard", b"PK\x03\x04": "zip", b"BZh": "bzip2"}
_HTML = re.compile(rb"<!doctype\s+html|<html[\s>]|<head>", re.IGNORECASE)
_NO_DATA = re.compile(rb"\s*No \w* ?data found", re.IGNORECASE)
_HEAD = 4096


def refuse_what_is_no_text(content: bytes, *, expected: str, file: str) -> None:
    """Raise MessageError for an empty, compressed or binary file, a web page, a source's word of no data."""
    if not content.strip():
        raise MessageError("the file is empty", expected=expected, file=file)
    for magic, name in _COMPRESSED.items():
        if content.startswith(magic):
            raise MessageError(f"still compressed ({name})", expected="decompressed text", file=file)
    at = content.find(b"\0")
    if at >= 0:
        raise MessageError(f"the file is binary (byte {at} is zero)", expected=expected, file=file)
    head = content[:_HEAD].lstrip()
    if head.startswith(b"<") and _HTML.search(head):
        raise MessageError("the file is a web page (HTML)", expected=expected, file=file)
    if _NO_DATA.match(head) and len(content) < _HEAD:
        shown = content.strip().decode("utf-8", "replace")
        raise MessageError(f"the source answered {shown!r}", expected=expected, file=file)
