"""OMM records to CSV, JSON, XML and KVN.

Decimals are the shortest text that reads back as the same number. Instants have as many decimals, of
6, 9, 12 or 15, as the finest of them needs. CSV and JSON hold the columns that CelesTrak and
Space-Track give; XML and KVN are OMM 2.0 with header and metadata.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

import numpy as np

from specola.epochs import Epochs
from specola.errors import MessageError
from specola.messages.element_records import ElementRecords
from specola.messages.kvn import write_kvn
from specola.messages.message_fields import Entry, Field, Kind
from specola.messages.ndmxml import write_ndm_xml
from specola.messages.omm_fields import FIELDS, MEAN_ELEMENTS, METADATA, OMM_FIELDS, TLE_PARAMETERS
from specola.messages.record_texts import Column, is_inside
from specola.numerics.arrays import Floats, Ints

_VERSION = "2.0"
_PATHS = {
    "body/segment/metadata": METADATA,
    "body/segment/data/meanElements": MEAN_ELEMENTS,
    "body/segment/data/tleParameters": TLE_PARAMETERS,
}


def write_omm_csv(records: ElementRecords) -> bytes:
    """Write a header and one row a record; lines end with CR LF, as RFC 4180 has it."""
    _require_numbers(records)
    columns = _columns(records)
    rows = [
        ",".join(columns),
        *map(",".join, zip(*(map(_quoted, column) for column in columns.values()), strict=True)),
    ]
    return ("\r\n".join(rows) + "\r\n").encode()


def write_omm_json(records: ElementRecords) -> bytes:
    """Write an array of objects, one a line, with numbers as numbers."""
    _require_numbers(records)
    columns = {
        keyword: [text or "null" for text in texts]
        if FIELDS[keyword].is_number
        else [json.dumps(text, ensure_ascii=False) for text in texts]
        for keyword, texts in _columns(records).items()
    }
    keys = [f'"{keyword}":' for keyword in columns]
    rows = (
        "{" + ",".join(map(str.__add__, keys, values)) + "}" for values in zip(*columns.values(), strict=True)
    )
    return ("[" + ",\n".join(rows) + "]\n").encode()


def write_omm_kvn(records: ElementRecords, *, creation_date_utc: str, originator: str) -> bytes:
    """Write one message after another.

    Parameters
    ----------
    records : n records
    creation_date_utc, originator : for the header of each message
    """
    header = _header(creation_date_utc, originator)
    messages = (
        write_kvn("OMM", _VERSION, entries=[*header, *entries])
        for entries in _entries(records, tuple(_PATHS.values()))
    )
    return "\n".join(messages).encode()


def write_omm_xml(records: ElementRecords, *, creation_date_utc: str, originator: str) -> bytes:
    """Write one `ndm` element with an `omm` for each record; parameters as `write_omm_kvn`."""
    header = _header(creation_date_utc, originator)
    by_path = [_entries(records, (section,)) for section in _PATHS.values()]
    return write_ndm_xml(
        ("OMM", _VERSION, [("header", header), *zip(_PATHS, sections, strict=True)])
        for sections in zip(*by_path, strict=True)
    )


def _header(creation_date_utc: str, originator: str) -> list[Entry]:
    Epochs.from_utc_text(creation_date_utc)
    return [Entry("CREATION_DATE", creation_date_utc, "", 0), Entry("ORIGINATOR", originator, "", 0)]


def _entries(records: ElementRecords, sections: tuple[str, ...]) -> Iterator[list[Entry]]:
    """Yield for each record its entries of these sections; numbers that are not given are left out."""
    columns = _columns(records)
    fields = [field for field in OMM_FIELDS if field.section in sections]
    texts = [
        columns.get(field.keyword, [field.choices[0] if field.choices else ""] * len(records))
        for field in fields
    ]
    units = [field.unit for field in fields]
    keywords = [field.keyword for field in fields]
    for row in range(len(records)):
        yield [
            Entry(keyword, column[row], unit, 0)
            for keyword, column, unit in zip(keywords, texts, units, strict=True)
            if column[row] or not FIELDS[keyword].is_number
        ]


def _columns(records: ElementRecords) -> dict[str, list[str]]:
    """Return the texts of every field that records hold, by keyword."""
    return {
        field.keyword: _texts(getattr(records, field.column), field) for field in OMM_FIELDS if field.column
    }


def _texts(values: Column, field: Field) -> list[str]:
    if isinstance(values, Epochs):
        return epoch_texts(values)
    texts: list[str]
    if field.kind is Kind.TEXT:
        texts = values.tolist()
        is_bad = np.array([not _is_plain(text, field) for text in texts], dtype=np.bool_)
    else:
        numbers: Floats | Ints = values  # type: ignore[assignment]  # every other kind of column is a number
        is_absent = (numbers == field.default) & (field.kind is Kind.WHOLE)
        is_bad = ~is_inside(numbers, field) & ~is_absent
        spelled = map(decimal_text if field.kind is Kind.DECIMAL else str, numbers.tolist())
        texts = ["" if absent else text for absent, text in zip(is_absent.tolist(), spelled, strict=True)]
    if is_bad.any():
        row = int(is_bad.argmax())
        problem = f"{str(values[row])!r} in record {row}"
        raise MessageError(problem, expected=field.expected, field=field.keyword)
    return texts


def _is_plain(text: str, field: Field) -> bool:
    """Whether a reader gets the same text back: printable, no blanks around it, not too long."""
    return text.isprintable() and text == text.strip() and len(text.encode()) <= field.longest


def _require_numbers(records: ElementRecords) -> None:
    bad = np.flatnonzero(records.norad_cat_id < 0)
    if len(bad):
        problem = f"none in record {bad[0]}"
        raise MessageError(
            problem, expected="one, or KVN or XML, which may leave it out", field="NORAD_CAT_ID"
        )


def decimal_text(value: float) -> str:
    """Return the shortest text that reads back as `value`, with digits on both sides of a point."""
    text = repr(value)
    mantissa, exponent, power = text.partition("e")
    return text if not exponent or "." in mantissa else f"{mantissa}.0e{power}"


def epoch_texts(epochs: Epochs) -> list[str]:
    """Return instants as OMM spell them, UTC without Z, with 6, 9, 12 or 15 decimals."""
    fraction = epochs.fraction_s
    for digits in (6, 9, 12):
        scale = 10.0**digits
        if bool((np.rint(fraction * scale) / scale == fraction).all()):
            break
    else:
        digits = 15
    return [text.removesuffix("Z") for text in epochs.to_utc_text(digits=digits)]


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if "," in text or '"' in text else text
