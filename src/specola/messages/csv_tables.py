"""Comma-separated values with a header, one record a line, over any field table."""

from __future__ import annotations

import csv
from collections.abc import Sequence

import numpy as np

from specola.errors import MessageError
from specola.messages.message_fields import Field
from specola.messages.record_texts import RecordTexts
from specola.messages.text_columns import words
from specola.numerics.arrays import Bytes, Ints


def split_csv(content: bytes, fields: Sequence[Field], *, required: Sequence[str], file: str) -> RecordTexts:
    """Split a file into the fields that the table knows; other columns are passed over.

    A row of another width than the header's, or with a quote out of place, becomes a fault of that
    row alone. Rows end with their line, also where a quote is left open.

    Parameters
    ----------
    content : header and rows; lines end with LF, CR LF or CR
    fields : the table
    required : names of the columns that must be there; the last of them tells which object a row is of
    file : name, for messages

    Raises
    ------
    MessageError
        If the header lacks a required column or names a column twice.
    """
    text = np.frombuffer(content, dtype=np.uint8)
    names, begin, line = _header(content, required, file)
    slots = {field.keyword: slot for slot, field in enumerate(fields)}
    texts, widths = _split(text, np.array([slots.get(name, -1) for name in names]), len(fields), begin, line)
    key = required[-1]
    ids = words(text, starts=texts.starts[slots[key]], ends=texts.ends[slots[key]])
    for row in np.flatnonzero(widths != len(names)).tolist():
        start, end = texts.span[row].tolist()
        tail = content[max(end - 40, start) : end].decode("utf-8", "replace")
        place = f"the row of {key} {str(ids[row])[:20]!r}, which ends {tail!r}"
        if widths[row] < 0:
            problem, expected = f"a quote out of place in {place}", "quotes around whole fields"
        else:
            problem, expected = f"{int(widths[row])} fields in {place}", f"{len(names)} as in the header"
        texts.faults[row] = MessageError(problem, expected=expected, file=file, line=int(texts.line[row]))
    return texts


def _header(content: bytes, required: Sequence[str], file: str) -> tuple[list[str], int, int]:
    """Return the column names, where the first row begins, and on which line."""
    at, line = 0, 1
    while True:
        ends = [end for end in (content.find(b"\n", at), content.find(b"\r", at)) if end >= 0]
        end = min(ends, default=len(content))
        following = end + (2 if content[end : end + 2] == b"\r\n" else 1)
        head = content[at:end].decode("utf-8-sig", "replace")
        if head.strip() or end == len(content):
            break
        at, line = following, line + 1
    cells: list[str] = [cell for row in csv.reader([head], skipinitialspace=True) for cell in row]
    names = [name.strip().upper() for name in cells]
    missing = [keyword for keyword in required if keyword not in names]
    twice = sorted({name for name in names if name and names.count(name) > 1})
    if missing or twice:
        problem = (
            f"no column {', '.join(missing)}" if missing else f"column {', '.join(twice)} is there twice"
        )
        expected = "one column each of " + ", ".join(required)
        raise MessageError(problem, expected=expected, file=file, line=line)
    return names, min(following, len(content)), line + 1


def _split(text: Bytes, slots: Ints, n_fields: int, begin: int, line: int) -> tuple[RecordTexts, Ints]:
    """Return the texts, and the number of fields of each row, -1 where a quote is out of place."""
    from specola.messages import csv_kernels as kernels  # numba is slow to import

    most = int(kernels.count_lines(text, begin))
    starts = np.full((n_fields, most), -1, dtype=np.int64)
    ends = np.full((n_fields, most), -1, dtype=np.int64)
    lines, widths, status = np.empty((3, most), dtype=np.int64)
    span = np.empty((most, 2), dtype=np.int64)
    n, doubled = kernels.split_rows(text, begin, line, slots, starts, ends, lines, span, widths, status)
    texts = RecordTexts(
        text=text,
        starts=starts[:, :n],
        ends=ends[:, :n],
        lines=lines[:n],
        line=lines[:n],
        span=span[:n],
        faults={},
        doubled_quotes=bool(doubled),
    )
    return texts, np.where(status[:n] == kernels.ROW_GOOD, widths[:n], -1)
