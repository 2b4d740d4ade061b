"""What comes must be what was asked for: a page of excuses or half a table is never kept as data."""

from __future__ import annotations

import csv
from collections.abc import Callable

from specola.errors import MessageError
from specola.messages import read_element_file

Check = Callable[[bytes, str], None]
"""Refuses content, given the name for the message, with a MessageError."""

_ELEMENT_COLUMNS = ("OBJECT_NAME", "NORAD_CAT_ID", "EPOCH", "MEAN_MOTION", "ECCENTRICITY", "BSTAR")


def require_table(*columns: str) -> Check:
    """Return the check for a whole CSV table with at least these columns and one row.

    The check raises a MessageError for other columns, no row, or a last row that was cut off.
    """

    def check(content: bytes, name: str) -> None:
        lines = content.rstrip(b"\r\n").split(b"\n")
        header = _fields(lines[0].removeprefix(b"\xef\xbb\xbf"))
        missing = [column for column in columns if column not in header]
        if missing:
            problem = f"the first line is {lines[0][:40].decode('ascii', 'replace').strip()!r}"
            raise MessageError(problem, expected=f"columns {', '.join(missing)}", file=name, line=1)
        if len(lines) == 1:
            raise MessageError("no rows", expected="at least one", file=name, line=2)
        n_fields = len(_fields(lines[-1]))
        if n_fields != len(header):
            problem = f"the last line has {n_fields} fields"
            raise MessageError(problem, expected=f"{len(header)}", file=name, line=len(lines))

    return check


def require_element_sets(content: bytes, name: str) -> None:
    """Refuse content that is not a whole OMM CSV table with at least one element set that can be used.

    Raises
    ------
    MessageError
        As from `require_table`, or the refusal of the first record when there is no good one.
    """
    require_table(*_ELEMENT_COLUMNS)(content, name)
    file = read_element_file(content, file=name)
    if not len(file.records):
        raise file.refusals[0]


def _fields(line: bytes) -> list[str]:
    rows = list(csv.reader([line.decode("utf-8", "replace").strip()]))
    return rows[0] if rows else []
