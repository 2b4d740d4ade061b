"""Columns of values from offsets of texts, over any field table: every spelling of a record ends up here."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from specola.epochs import Epochs
from specola.errors import MessageError
from specola.messages.element_records import Texts
from specola.messages.message_fields import Field, Kind
from specola.messages.text_columns import words
from specola.numerics.arrays import Bools, Bytes, Floats, Ints, Statuses

Column = Floats | Ints | Texts | Epochs

ABSENT = 1  # as in column_kernels, which costs time to import
_QUOTED = 60


@dataclass(frozen=True, slots=True, eq=False)
class RecordTexts:
    """The fields of n records as offsets into one buffer.

    Attributes
    ----------
    text : (b,) uint8
    starts, ends : (fields, n) int64, in the order of a field table; -1 where a record has no such field
    lines : (fields, n) or (n,) int64, line of each field or of each record
    line : (n,) int64, line where the record starts
    span : (n, 2) int64, bytes of the record in the file
    faults : what is already known to be wrong with a row
    doubled_quotes : whether words may hold quotes that CSV doubles
    """

    text: Bytes
    starts: Ints
    ends: Ints
    lines: Ints
    line: Ints
    span: Ints
    faults: dict[int, MessageError]
    doubled_quotes: bool = False

    @classmethod
    def of_rows(
        cls,
        fields: Sequence[Field],
        rows: Sequence[Mapping[str, str]],
        *,
        field_lines: Sequence[Mapping[str, int]] | None,
        line: Ints,
        span: Ints,
        faults: dict[int, MessageError],
    ) -> RecordTexts:
        """Put n records together, each given as texts by keyword, and maybe the line of each text."""
        shape = (len(fields), len(rows))
        pieces: list[bytes] = []
        lengths = np.full(shape, -1, dtype=np.int64)
        lines = np.broadcast_to(line, shape).copy()
        for slot, field in enumerate(fields):
            keyword = field.keyword
            present = [row for row, record in enumerate(rows) if keyword in record]
            found = [rows[row][keyword].strip().encode("utf-8", "surrogateescape") for row in present]
            pieces += found
            lengths[slot, present] = [len(piece) for piece in found]
            if field_lines is not None:
                lines[slot, present] = [field_lines[row][keyword] for row in present]
        ends = np.cumsum(np.maximum(lengths, 0)).reshape(shape)
        is_present = lengths >= 0
        return cls(
            text=np.frombuffer(b"".join(pieces), dtype=np.uint8),
            starts=np.where(is_present, ends - lengths, -1),
            ends=np.where(is_present, ends, -1),
            lines=lines,
            line=line,
            span=span,
            faults=faults,
        )


@dataclass(frozen=True, slots=True, eq=False)
class _Column:
    """Values of one field, and for each a code of `column_kernels`, _OUT_OF_BOUNDS or _TOO_LONG."""

    values: Column
    codes: Statuses


_OUT_OF_BOUNDS = 4
_TOO_LONG = 5


def read_columns(
    texts: RecordTexts, fields: Sequence[Field], *, required: Collection[str], file: str
) -> tuple[dict[str, Column], Ints, tuple[MessageError, ...]]:
    """Turn texts into columns of values.

    Parameters
    ----------
    texts : n records
    fields : the table, in the order of the rows of `texts`
    required : keywords without which a record is refused
    file : name, for messages

    Returns
    -------
    columns : values by attribute name, m good rows each
    rows : (m,) int64, which rows these are
    refusals : a MessageError for each other row, in order
    """
    n = len(texts.line)
    columns = [_read_column(texts, slot, field) for slot, field in enumerate(fields)]
    codes = np.stack([column.codes for column in columns])
    is_required = np.array([field.keyword in required for field in fields])[:, np.newaxis]
    is_bad = (codes > ABSENT) | ((codes == ABSENT) & is_required)
    is_refused = is_bad.any(axis=0)
    is_refused[list(texts.faults)] = True
    refusals = tuple(
        texts.faults.get(row) or _refusal(texts, row, int(is_bad[:, row].argmax()), fields, file)
        for row in np.flatnonzero(is_refused).tolist()
    )
    good = np.flatnonzero(~is_refused)
    values = {
        field.column: column.values if len(good) == n else column.values[good]
        for field, column in zip(fields, columns, strict=True)
        if field.column
    }
    return values, good, refusals


def _read_column(texts: RecordTexts, slot: int, field: Field) -> _Column:
    starts, ends = texts.starts[slot], texts.ends[slot]
    match field.kind:
        case Kind.DECIMAL | Kind.WHOLE:
            return _read_numbers(texts.text, starts, ends, field)
        case Kind.INSTANT:
            return _read_instants(texts.text, starts, ends)
        case Kind.DATE:
            return _read_dates(texts, starts, ends)
        case Kind.TEXT | Kind.CHOICE:
            return _read_words(texts, starts, ends, field)


def _read_numbers(text: Bytes, starts: Ints, ends: Ints, field: Field) -> _Column:
    from specola.messages import column_kernels as kernels  # numba is slow to import

    n = len(starts)
    codes = np.zeros(n, dtype=np.int8)
    if field.kind is Kind.WHOLE:
        wholes = np.full(n, int(field.default), dtype=np.int64)
        kernels.read_wholes(text, starts, ends, wholes, codes)
        return _Column(wholes, _bounded(wholes, codes, field))
    decimals = np.full(n, float(field.default))
    kernels.read_decimals(text, starts, ends, decimals, codes)
    for row in np.flatnonzero(codes == kernels.DEFERRED).tolist():
        decimals[row] = float(text[starts[row] : ends[row]].tobytes())
        codes[row] = kernels.READ
    return _Column(decimals, _bounded(decimals, codes, field))


def _bounded(values: Floats | Ints, codes: Statuses, field: Field) -> Statuses:
    """Mark what is outside the bounds or not finite."""
    codes[(codes == 0) & ~is_inside(values, field)] = _OUT_OF_BOUNDS
    return codes


def is_inside(values: Floats | Ints, field: Field) -> Bools:
    """Return whether each value is finite and within the bounds of a field, (n,) bool."""
    inside = (values > field.least) if field.least_open else (values >= field.least)
    inside &= (values < field.most) if field.most_open else (values <= field.most)
    return inside & np.isfinite(values)


def _read_instants(text: Bytes, starts: Ints, ends: Ints) -> _Column:
    from specola.messages import column_kernels as kernels  # numba is slow to import

    n = len(starts)
    fields = np.empty((4, n), dtype=np.int64)
    fields.T[:] = (2000, 1, 1, 0)
    fractions = np.zeros(n)
    codes = np.zeros(n, dtype=np.int8)
    kernels.read_instants(text, starts, ends, fields, fractions, codes)
    epochs = Epochs.from_utc_fields(*fields[:3], second_of_day=fields[3], fraction_s=fractions)
    deferred = np.flatnonzero(codes == kernels.DEFERRED)
    if len(deferred) == 0:
        return _Column(epochs, codes)
    slow, status = Epochs.parse_utc_text(words(text, starts=starts[deferred], ends=ends[deferred]))
    codes[deferred] = np.where(status == 0, kernels.READ, kernels.MALFORMED)
    tai_s, fraction_s = epochs.tai_s.copy(), epochs.fraction_s.copy()
    tai_s[deferred], fraction_s[deferred] = slow.tai_s, slow.fraction_s
    return _Column(Epochs(tai_s, fraction_s), codes)


def _read_dates(texts: RecordTexts, starts: Ints, ends: Ints) -> _Column:
    """Dates stay text, once they are known to be dates."""
    is_date = (starts >= 0) & (ends - starts == len("YYYY-MM-DD"))
    found = words(texts.text, starts=np.where(is_date, starts, -1), ends=ends)
    codes = np.where((starts < 0) | (ends == starts), ABSENT, _OUT_OF_BOUNDS).astype(np.int8)
    rows = np.flatnonzero(is_date)
    _, status = Epochs.parse_utc_text(found[rows])
    codes[rows[status == 0]] = 0
    return _Column(found, codes)


def _read_words(texts: RecordTexts, starts: Ints, ends: Ints, field: Field) -> _Column:
    n = len(starts)
    present = (starts >= 0) & (ends > starts)
    codes = np.where(present, 0, 1).astype(np.int8)
    if not present.any():
        return _Column(np.full(n, str(field.default)), codes)
    fits = present & (ends - starts <= field.longest)
    codes[present & ~fits] = _TOO_LONG
    found = words(texts.text, starts=np.where(fits, starts, -1), ends=ends)
    if texts.doubled_quotes:
        found = np.char.replace(found, '""', '"')
    if field.kind is Kind.CHOICE:
        codes[fits & ~np.isin(np.char.upper(found), field.choices)] = _OUT_OF_BOUNDS
    elif field.default and not present.all():
        found = np.where(present, found, str(field.default))
    return _Column(found, codes)


def _refusal(texts: RecordTexts, row: int, slot: int, fields: Sequence[Field], file: str) -> MessageError:
    field = fields[slot]
    start, end = int(texts.starts[slot, row]), int(texts.ends[slot, row])
    shown = texts.text[start : min(end, start + _QUOTED)].tobytes().decode("utf-8", "replace")
    if start < 0:
        problem = "is missing"
    elif start == end:
        problem = "is empty"
    else:
        problem = repr(shown if end - start <= _QUOTED else shown + "...")
    line = texts.lines[slot, row] if texts.lines.ndim == 2 else texts.lines[row]
    return MessageError(problem, expected=field.expected, file=file, line=int(line), field=field.keyword)
