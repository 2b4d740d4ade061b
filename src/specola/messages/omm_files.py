"""OMM files in CSV, JSON, XML and KVN: bytes to records."""

from __future__ import annotations

import re

import numpy as np

from specola.errors import MessageError
from specola.messages.csv_tables import split_csv
from specola.messages.element_records import ElementFile
from specola.messages.json_tables import split_json
from specola.messages.kvn import split_kvn
from specola.messages.message_fields import Message, entries_by_keyword
from specola.messages.ndmxml import split_ndm_xml
from specola.messages.omm import omm_records
from specola.messages.omm_fields import FIELDS, OMM_FIELDS, REQUIRED
from specola.messages.record_texts import RecordTexts

_OPENERS = ("CREATION_DATE", "ORIGINATOR", "OBJECT_NAME")
_VERSION = re.compile(r"[123]\.\d")


REQUIRED_COLUMNS = (*REQUIRED, "NORAD_CAT_ID")


def read_omm_csv_file(content: bytes, *, file: str) -> ElementFile:
    """Read an OMM CSV file; see `read_element_file`.

    Raises
    ------
    MessageError
        If the header lacks a mandatory column or names one twice.
    """
    texts = split_csv(content, OMM_FIELDS, required=REQUIRED_COLUMNS, file=file)
    records, refusals = omm_records(texts, required=REQUIRED_COLUMNS, file=file)
    return ElementFile(file=file, form="omm-csv", content=content, records=records, refusals=refusals)


def read_omm_json_file(content: bytes, *, file: str) -> ElementFile:
    """Read an array of OMM objects, or one object; see `read_element_file`."""
    texts, around = split_json(content, OMM_FIELDS, file=file)
    records, refusals = omm_records(texts, required=REQUIRED_COLUMNS, file=file)
    refusals += (around,) if around else ()
    return ElementFile(file=file, form="omm-json", content=content, records=records, refusals=refusals)


def read_omm_kvn_file(content: bytes, *, file: str) -> ElementFile:
    """Read one OMM in KVN after another; see `read_element_file`."""
    messages = split_kvn(content, FIELDS, openers=_OPENERS, file=file)
    return _read_messages(content, messages, file=file, form="omm-kvn")


def read_omm_xml_file(content: bytes, *, file: str) -> ElementFile:
    """Read every `omm` of an NDM/XML document; see `read_element_file`."""
    messages, around = split_ndm_xml(content, "omm", file=file)
    if not messages:
        raise around or MessageError("the XML holds no omm", expected="at least one", file=file, line=1)
    return _read_messages(content, messages, file=file, form="omm-xml", around=around)


def _read_messages(
    content: bytes, messages: list[Message], *, file: str, form: str, around: MessageError | None = None
) -> ElementFile:
    rows: list[dict[str, str]] = []
    lines: list[dict[str, int]] = []
    faults: dict[int, MessageError] = {}
    for row, message in enumerate(messages):
        try:
            entries = entries_by_keyword(_checked(message, file).entries, FIELDS, file=file)
        except MessageError as fault:
            entries = {}
            faults[row] = fault
        rows.append({keyword: entry.value for keyword, entry in entries.items()})
        lines.append({keyword: entry.line for keyword, entry in entries.items()})
    texts = RecordTexts.of_rows(
        OMM_FIELDS,
        rows,
        field_lines=lines,
        line=np.array([message.line for message in messages], dtype=np.int64),
        span=np.array([message.span for message in messages], dtype=np.int64).reshape(-1, 2),
        faults=faults,
    )
    records, refusals = omm_records(texts, required=REQUIRED, file=file)
    refusals += (around,) if around else ()
    return ElementFile(file=file, form=form, content=content, records=records, refusals=refusals)


def _checked(message: Message, file: str) -> Message:
    """Raise unless this is an OMM of a version we know, without a fault."""
    if message.name and message.name != "OMM":
        problem = f"a CCSDS {message.name} message"
        raise MessageError(problem, expected="an OMM", file=file, line=message.line)
    if message.fault is not None:
        raise message.fault
    if not _VERSION.fullmatch(message.version):
        raise MessageError(
            repr(message.version),
            expected="1.x, 2.x or 3.x",
            file=file,
            line=message.line,
            field="CCSDS_OMM_VERS",
        )
    return message
