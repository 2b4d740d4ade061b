"""OMM as comma-separated values, one record a line: bytes to records."""

from __future__ import annotations

import csv

import numpy as np

from specola.errors import MessageError
from specola.messages.element_records import ElementFile
from specola.messages.omm import OmmTexts, read_omm_texts
from specola.messages.omm_fields import OMM_FIELDS, REQUIRED, SLOTS
from specola.numerics.arrays import Bytes, Ints

REQUIRED_COLUMNS = (*REQUIRED, "NORAD_CAT_ID")


def read_omm_csv_file(content: bytes, *, file: str) -> ElementFile:
    """Read an OMM CSV file; see `read_element_file`.

    Raises
    ------
    MessageError
        If the header lacks a mandatory column or names one twice.
    """
    text = np.frombuffer(content, dtype=np.uint8)
    names, begin, line = _header(content, file)
    texts, widths = _split(text, names, begin, line)
    _find_faults(content, texts, widths, len(names), file)
    records, refusals = read_omm_texts(texts, file=file, required=REQUIRED_COLUMNS)
    return ElementFile(file=file, form="omm-csv", content=content, records=records, refusals=refusals)


def _header(content: bytes, file: str) -> tuple[list[str], int, int]:
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
    names = [name.strip().upper() for name in next(csv.reader([head], skipinitialspace=True), [])]
    missing = [keyword for keyword in REQUIRED_COLUMNS if keyword not in names]
    twice = sorted({name for name in names if name and names.count(name) > 1})
    if missing or twice:
        problem = f"no column {', '.join(missing)}" if missing else f"column {', '.join(twice)} is there twice"
        raise MessageError(problem, expected="one column each of " + ", ".join(REQUIRED_COLUMNS), file=file, line=line)
    return names, min(following, len(content)), line + 1


def _split(text: Bytes, names: list[str], begin: int, line: int) -> tuple[OmmTexts, Ints]:
    from specola.messages import csv_kernels as kernels  # numba costs time to import

    most = int(kernels.count_lines(text, begin))
    slots = np.array([SLOTS.get(name, -1) for name in names], dtype=np.int64)
    starts = np.full((len(OMM_FIELDS), most), -1, dtype=np.int64)
    ends = np.full((len(OMM_FIELDS), most), -1, dtype=np.int64)
    lines, widths, status = np.empty((3, most), dtype=np.int64)
    span = np.empty((most, 2), dtype=np.int64)
    n, doubled = kernels.split_rows(text, begin, line, slots, starts, ends, lines, span, widths, status)
    texts = OmmTexts(
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


def _find_faults(content: bytes, texts: OmmTexts, widths: Ints, due: int, file: str) -> None:
    """Refuse rows of another width than the header's, and rows with a quote out of place."""
    for row in np.flatnonzero(widths != due).tolist():
        start, end = texts.span[row].tolist()
        shown = content[start : min(end, start + 60)].decode("utf-8", "replace")
        if widths[row] < 0:
            problem, expected = f"a quote out of place in {shown!r}", "quotes around whole fields"
        else:
            problem = f"the row has {int(widths[row])} fields: {shown!r}"
            expected = f"{due} as in the header"
        texts.faults[row] = MessageError(problem, expected=expected, file=file, line=int(texts.line[row]))
