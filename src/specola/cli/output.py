"""How every verb answers: a table for people, one JSON document, or a file by its ending."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from specola.errors import ArgumentError, SpecolaError

Json = Annotated[bool, typer.Option("--json", help="Write one JSON document to standard output.")]
Output = Annotated[
    Path | None,
    typer.Option("--output", help="Write to this file; its ending says how: .json, .csv or .parquet."),
]
# Columns of one length each, by name, in the order of the contract.
Columns = Mapping[str, Sequence[Any]]

_ENDINGS = (".json", ".csv", ".parquet")
_SHOWN_ROWS = 20
_SHOWN_REFUSALS = 10


def columns_of(rows: Iterable[Mapping[str, Any]], names: Sequence[str]) -> Columns:
    """Return rows as columns."""
    kept = list(rows)
    return {name: [row[name] for row in kept] for name in names}


def require_ending(output: Path | None, endings: Sequence[str] = _ENDINGS) -> None:
    """Refuse an output file whose ending says nothing, before any work is done."""
    if output is not None and output.suffix not in endings:
        wanted = ", ".join(endings[:-1]) + " or " + endings[-1] if len(endings) > 1 else endings[0]
        msg = f"output {output} ends in {output.suffix!r}, expected {wanted}"
        raise ArgumentError(msg)


def write_columns(
    columns: Columns,
    *,
    as_json: bool,
    output: Path | None,
    show: Callable[[Columns], str] | None = None,
) -> None:
    """Answer with a list: to the file if there is one, as JSON if asked, else as a table.

    Parameters
    ----------
    show : the table for people; the default shows every column of the first rows
    """
    columns = {name: [_finite(value) for value in values] for name, values in columns.items()}
    if output is not None:
        write_file(output, _encoded(columns, output))
    if as_json:
        sys.stdout.write(_json(columns))
    elif output is None:
        sys.stdout.write((show or _table)(columns))


def write_document(document: Mapping[str, Any], *, as_json: bool, output: Path | None, text: str) -> None:
    """Answer with one document: JSON for programs, `text` for people."""
    import json

    require_ending(output, (".json",))
    encoded = json.dumps(document, indent=1) + "\n"
    if output is not None:
        write_file(output, encoded.encode())
    if as_json:
        sys.stdout.write(encoded)
    elif output is None:
        sys.stdout.write(text)


def write_file(output: Path, content: bytes) -> None:
    """Write a whole file or none."""
    from specola.service.paths import write_atomically

    write_atomically(output, content)


def tell(sentence: str) -> None:
    """Say something to the person, not to the program that reads the answer."""
    sys.stderr.write(sentence + "\n")


def tell_refusals(refusals: Sequence[object], *, rest: str) -> None:
    """Say what was refused, the first of them in full; `rest` is how the others are counted."""
    for refusal in refusals[:_SHOWN_REFUSALS]:
        tell(f"error: {refusal}")
    if len(refusals) > _SHOWN_REFUSALS:
        tell(f"error: ... and {len(refusals) - _SHOWN_REFUSALS:,} {rest}")


def stop(error: SpecolaError) -> NoReturn:
    """End a command that cannot run."""
    tell(f"error: {error}")
    raise typer.Exit(2) from error


def aligned(columns: Columns, *, rows: int = _SHOWN_ROWS) -> str:
    """Return the first rows as an aligned table."""
    names = list(columns)
    body = [[_cell(columns[name][row]) for name in names] for row in range(min(rows, _length(columns)))]
    widths = [max([len(name), *(len(line[i]) for line in body)]) for i, name in enumerate(names)]
    is_number = [all(_is_number(columns[name][row]) for row in range(len(body))) for name in names]

    def joined(cells: Sequence[str]) -> str:
        padded = (
            cell.rjust(width) if number else cell.ljust(width)
            for cell, width, number in zip(cells, widths, is_number, strict=True)
        )
        return "  ".join(padded).rstrip()

    return "".join(joined(line) + "\n" for line in [names, *body])


def _table(columns: Columns) -> str:
    total = _length(columns)
    text = aligned(columns)
    if total > _SHOWN_ROWS:
        text += f"... {total - _SHOWN_ROWS:,} more; --output FILE or --json gives all\n"
    return text


def _length(columns: Columns) -> int:
    return len(next(iter(columns.values()), ()))


def _finite(value: object) -> object:
    """Return None for NaN and infinities, which JSON does not have."""
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.4f}" if abs(value) >= 1e-3 or value == 0.0 else f"{value:.2e}"
    return str(value)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _encoded(columns: Columns, output: Path) -> bytes:
    require_ending(output)
    if output.suffix == ".json":
        return _json(columns).encode()
    if output.suffix == ".csv":
        return _csv(columns).encode()
    return _parquet(columns)


def _json(columns: Columns) -> str:
    import json

    names = list(columns)
    rows = [dict(zip(names, row, strict=True)) for row in zip(*columns.values(), strict=True)]
    if not rows:
        return "[]\n"
    return "[\n" + ",\n".join(json.dumps(row) for row in rows) + "\n]\n"


def _csv(columns: Columns) -> str:
    import csv
    import io

    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(zip(*columns.values(), strict=True))
    return text.getvalue()


def _parquet(columns: Columns) -> bytes:
    from importlib import import_module

    # pyarrow has no types.
    arrow: Any = import_module("pyarrow")
    parquet: Any = import_module("pyarrow.parquet")
    sink = arrow.BufferOutputStream()
    parquet.write_table(arrow.table({name: list(values) for name, values in columns.items()}), sink)
    return bytes(sink.getvalue())
