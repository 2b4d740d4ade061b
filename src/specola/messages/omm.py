"""OMM records from offsets of texts: every spelling of an OMM ends up here."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

from specola.epochs import Epochs
from specola.errors import MessageError
from specola.messages.element_records import ElementRecords, Texts
from specola.messages.message_fields import Field, Kind
from specola.messages.omm_fields import OMM_FIELDS, REQUIRED
from specola.messages.text_columns import words
from specola.numerics.arrays import Bools, Bytes, Floats, Ints, Statuses

LONGEST_WORD = 200
_QUOTED = 60


@dataclass(frozen=True, slots=True, eq=False)
class OmmTexts:
    """The fields of n records as offsets into one buffer.

    Attributes
    ----------
    text : (b,) uint8
    starts, ends : (fields, n) int64, in the order of OMM_FIELDS; -1 where a record has no such field
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
    def of_texts(
        cls,
        rows: Sequence[dict[str, tuple[str, int]]],
        *,
        line: Ints,
        span: Ints,
        faults: dict[int, MessageError],
    ) -> OmmTexts:
        """Put together the texts of n records, each a keyword with its text and line."""
        pieces: list[bytes] = []
        shape = (len(OMM_FIELDS), len(rows))
        lengths = np.full(shape, -1, dtype=np.int64)
        lines = np.broadcast_to(line, shape).copy()
        for slot, field in enumerate(OMM_FIELDS):
            for row, record in enumerate(rows):
                if found := record.get(field.keyword):
                    piece = found[0].strip().encode("utf-8", "surrogateescape")
                    pieces.append(piece)
                    lengths[slot, row] = len(piece)
                    lines[slot, row] = found[1]
        ends = np.cumsum(np.maximum(lengths, 0)).reshape(shape)
        present = lengths >= 0
        return cls(
            text=np.frombuffer(b"".join(pieces), dtype=np.uint8),
            starts=np.where(present, ends - lengths, -1),
            ends=np.where(present, ends, -1),
            lines=lines,
            line=line,
            span=span,
            faults=faults,
        )


@dataclass(frozen=True, slots=True, eq=False)
class _Column:
    """Values of one field and what is wrong with each, as the codes of `column_kernels` and OUT_OF_BOUNDS."""

    values: Floats | Ints | Texts | Epochs
    codes: Statuses


_OUT_OF_BOUNDS = 4
_TOO_LONG = 5


def read_omm_texts(
    texts: OmmTexts, *, file: str, required: Collection[str] = REQUIRED
) -> tuple[ElementRecords, tuple[MessageError, ...]]:
    """Turn texts into records.

    Parameters
    ----------
    texts : n records
    file : name, for messages
    required : keywords without which a record is refused

    Returns
    -------
    The good records, and a MessageError for each of the others, in the order of the rows.
    """
    n = len(texts.line)
    columns = [_read_column(texts, slot, field) for slot, field in enumerate(OMM_FIELDS)]
    codes = np.stack([column.codes for column in columns])
    is_required = np.array([field.keyword in required for field in OMM_FIELDS])[:, np.newaxis]
    is_bad = (codes > 1) | ((codes == 1) & is_required)
    is_refused = is_bad.any(axis=0)
    is_refused[list(texts.faults)] = True
    refusals = tuple(
        texts.faults.get(row) or _refusal(texts, row, int(is_bad[:, row].argmax()), int(codes[is_bad[:, row].argmax(), row]), file)
        for row in np.flatnonzero(is_refused).tolist()
    )
    good: Ints | slice = np.flatnonzero(~is_refused) if len(refusals) else slice(0, n)
    values = {
        field.column: column.values[good]
        for field, column in zip(OMM_FIELDS, columns, strict=True)
        if field.column
    }
    return ElementRecords(**values, line=texts.line[good], span=texts.span[good]), refusals


def _read_column(texts: OmmTexts, slot: int, field: Field) -> _Column:
    starts, ends = texts.starts[slot], texts.ends[slot]
    match field.kind:
        case Kind.DECIMAL | Kind.WHOLE:
            return _read_numbers(texts.text, starts, ends, field)
        case Kind.INSTANT:
            return _read_instants(texts.text, starts, ends)
        case Kind.TEXT | Kind.CHOICE:
            return _read_words(texts, starts, ends, field)


def _read_numbers(text: Bytes, starts: Ints, ends: Ints, field: Field) -> _Column:
    from specola.messages import column_kernels as kernels  # numba costs time to import

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
    inside = (values > field.least) if field.least_open else (values >= field.least)
    inside &= (values < field.most) if field.most_open else (values <= field.most)
    inside &= np.isfinite(values)
    codes[(codes == 0) & ~inside] = _OUT_OF_BOUNDS
    return codes


def _read_instants(text: Bytes, starts: Ints, ends: Ints) -> _Column:
    from specola.messages import column_kernels as kernels  # numba costs time to import

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
    slow, status = Epochs.parse_utc_text(words(text, starts[deferred], ends[deferred]))
    codes[deferred] = np.where(status == 0, kernels.READ, kernels.MALFORMED)
    tai_s, fraction_s = epochs.tai_s.copy(), epochs.fraction_s.copy()
    tai_s[deferred], fraction_s[deferred] = slow.tai_s, slow.fraction_s
    return _Column(Epochs(tai_s, fraction_s), codes)


def _read_words(texts: OmmTexts, starts: Ints, ends: Ints, field: Field) -> _Column:
    n = len(starts)
    present = (starts >= 0) & (ends > starts)
    codes = np.where(present, 0, 1).astype(np.int8)
    if not present.any():
        return _Column(np.full(n, str(field.default)), codes)
    fits = present & (ends - starts <= (1 if field.column == "classification_type" else LONGEST_WORD))
    codes[present & ~fits] = _TOO_LONG
    found = words(texts.text, np.where(fits, starts, -1), ends)
    if texts.doubled_quotes:
        found = np.char.replace(found, '""', '"')
    if field.kind is Kind.CHOICE:
        codes[fits & ~np.isin(np.char.upper(found), field.choices)] = _OUT_OF_BOUNDS
    elif field.default and not present.all():
        found = np.where(present, found, str(field.default))
    return _Column(found, codes)


def _refusal(texts: OmmTexts, row: int, slot: int, code: int, file: str) -> MessageError:
    field = OMM_FIELDS[slot]
    start, end = int(texts.starts[slot, row]), int(texts.ends[slot, row])
    shown = texts.text[start : min(end, start + _QUOTED)].tobytes().decode("utf-8", "replace")
    if start < 0:
        problem = "is missing"
    elif start == end:
        problem = "is empty"
    else:
        problem = repr(shown if end - start <= _QUOTED else shown + "...")
    line = texts.lines[slot, row] if texts.lines.ndim == 2 else texts.lines[row]
    _ = code
    return MessageError(problem, expected=field.expected, file=file, line=int(line), field=field.keyword)
