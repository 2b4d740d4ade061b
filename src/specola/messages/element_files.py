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
_KVN = re.compile(
    rb"^\s*((CCSDS_\w+|CREATION_DATE|ORIGINATOR|OBJECT_NAME|EPOCH)\s*=|COMMENT\s)", re.MULTILINE
)
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

    Examples
    --------
    >>> content = b'''0 TEST SAT 1
    ... 1 43210U 18099BC  24123.45678901 -.00012345  12345-5 -67890-4 0  9990
    ... 2 43210  97.1234 123.4567 0012345 234.5678 345.6789 14.98765432 12347
    ... 1 43211U 18099BD  24123.45678901 -.00012345  12345-5 -67890-4 0  9990
    ... '''
    >>> result = read_element_file(content, file="test.txt")
    >>> result.form, result.records.object_name.tolist(), result.records.epoch.to_utc_text()
    ('3le', ['TEST SAT 1'], ['2024-05-02T10:57:46.570464Z'])
    >>> print(result.refusals[0])
    test.txt:4: line 2: missing after '1 43211U ... 0  9990', expected line 1, then line 2
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
