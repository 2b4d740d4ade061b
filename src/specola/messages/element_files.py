"""Files of mean elements in any of their spellings, told apart by their contents."""

from __future__ import annotations

import re

from specola.errors import MessageError
from specola.messages.element_records import ElementFile
from specola.messages.omm_files import (
    read_omm_csv_file,
    read_omm_json_file,
    read_omm_kvn_file,
    read_omm_xml_file,
)
from specola.messages.refused_files import refuse_what_is_no_text
from specola.messages.tle import read_tle_file

_EXPECTED = "a TLE or 3LE file, or an OMM in CSV, JSON, XML or KVN"
_BOM = b"\xef\xbb\xbf"
_ELEMENT_LINE = re.compile(rb"^[12] .{40}", re.MULTILINE)
_KVN = re.compile(rb"^\s*(CCSDS_[A-Z]+_VERS\s*=|COMMENT\s)", re.MULTILINE)
_OMM_KEYWORD = re.compile(rb"(?<![A-Z_])(NORAD_CAT_ID|OBJECT_NAME|EPOCH|MEAN_MOTION|ECCENTRICITY)(?![A-Z_])")
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
    refuse_what_is_no_text(content, expected=_EXPECTED, file=file)
    head = content[:_HEAD].removeprefix(_BOM).lstrip()
    first_line = re.split(rb"[\r\n]", head, maxsplit=1)[0]
    if head.startswith((b"{", b"[")):
        return read_omm_json_file(content, file=file)
    if head.startswith(b"<"):
        return read_omm_xml_file(content, file=file)
    if _KVN.search(head):
        return read_omm_kvn_file(content, file=file)
    if b"," in first_line and _OMM_KEYWORD.search(first_line.upper()):
        return read_omm_csv_file(content, file=file)
    if _ELEMENT_LINE.search(content.replace(b"\r", b"\n")):
        return read_tle_file(content, file=file)
    shown = first_line[:80].decode("utf-8", "replace").strip()
    raise MessageError(f"the file begins {shown!r}", expected=_EXPECTED, file=file, line=1)
