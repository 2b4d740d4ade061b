"""OMM records from their texts."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from specola.errors import MessageError
from specola.messages.element_records import ElementRecords
from specola.messages.omm_fields import OMM_FIELDS
from specola.messages.record_texts import RecordTexts, read_columns


def omm_records(
    texts: RecordTexts, *, required: Collection[str], file: str
) -> tuple[ElementRecords, tuple[MessageError, ...]]:
    """Return the good records, and a MessageError for each of the others, in the order of the rows."""
    columns, rows, refusals = read_columns(texts, OMM_FIELDS, required=required, file=file)
    values: dict[str, Any] = dict(columns)
    return ElementRecords(**values, line=texts.line[rows], span=texts.span[rows]), refusals
