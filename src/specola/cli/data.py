"""`specola data`: how fresh the data files are, and bringing newer ones."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from specola.errors import SpecolaError

if TYPE_CHECKING:
    from specola.service.data_updates import Arrival

STATUS_COLUMNS = (
    "name",
    "state",
    "source",
    "path",
    "sha256",
    "last_measured_utc",
    "prediction_end_utc",
    "age_days",
    "note",
)
ARRIVAL_COLUMNS = ("name", "outcome", "source", "path", "last_measured_utc", "prediction_end_utc", "note")
_SHORT_STATUS = ("name", "state", "last_measured_utc", "prediction_end_utc", "source", "note")
_SHORT_ARRIVAL = ("name", "outcome", "last_measured_utc", "source", "note")

Row = Mapping[str, object]
Json = Annotated[bool, typer.Option("--json", help="Write one JSON document to standard output.")]
Output = Annotated[
    Path | None, typer.Option("--output", help="Write to this file; its ending says how: .json or .csv.")
]

app = typer.Typer(
    help="How fresh the data files are, and bringing newer ones.", no_args_is_help=True, rich_markup_mode=None
)


@app.command()
def status(
    *,
    at: Annotated[str, typer.Option(help="Judge at this instant instead of now.", metavar="UTC")] = "",
    as_json: Json = False,
    output: Output = None,
) -> None:
    """Freshness of every data file: Earth orientation, leap seconds, space weather."""
    from specola.epochs import Epochs  # noqa: PLC0415 - see `specola --help`: under 0.2 s
    from specola.service.clock import SystemClock  # noqa: PLC0415
    from specola.service.data_files import survey  # noqa: PLC0415

    try:
        instant = Epochs.from_utc_text(at) if at else SystemClock().now()
        rows = [asdict(row) for row in survey(instant)]
        _write(rows, STATUS_COLUMNS, short=_SHORT_STATUS, as_json=as_json, output=output)
    except SpecolaError as exc:
        _stop(exc)


@app.command()
def update(
    *,
    mirror: Annotated[
        str, typer.Option(help="Another https server with the publishers' files.", metavar="URL")
    ] = "",
    as_json: Json = False,
    output: Output = None,
) -> None:
    """Fetch the newest data files from their publishers, each at most once a day.

    This and `catalog fetch` are the only commands that use the network.
    """
    from specola.service import data_updates, paths  # noqa: PLC0415 - see `specola --help`: under 0.2 s
    from specola.service.clock import SystemClock  # noqa: PLC0415

    try:
        places = paths.directories()
        for note in places.notes:
            _tell(note)
        arrivals = _told(
            data_updates.update(
                directory=places.data, cache=places.cache, clock=SystemClock(), base_url=mirror
            )
        )
        _finish(arrivals, as_json=as_json, output=output)
    except SpecolaError as exc:
        _stop(exc)


@app.command("import")
def import_(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Data files, plain, .gz or .zst.")],
    *,
    as_json: Json = False,
    output: Output = None,
) -> None:
    """Take data files into the site's folder, for a network that reaches no publisher.

    What a file is, its content tells. One that is not newer than what is there changes nothing.
    """
    from specola.service import data_updates, paths  # noqa: PLC0415 - see `specola --help`: under 0.2 s
    from specola.service.clock import SystemClock  # noqa: PLC0415

    try:
        directory, clock = paths.data_directory(), SystemClock()
        arrivals = [data_updates.import_file(file, directory=directory, clock=clock) for file in files]
        _finish(arrivals, as_json=as_json, output=output)
    except SpecolaError as exc:
        _stop(exc)


def _told(arrivals: Iterable[Arrival]) -> list[Arrival]:
    """Return the arrivals, telling each as it comes when somebody watches."""
    told: list[Arrival] = []
    for arrival in arrivals:
        if sys.stderr.isatty():
            _tell(f"{arrival.name}: {arrival.outcome}")
        told.append(arrival)
    return told


def _finish(arrivals: Sequence[Arrival], *, as_json: bool, output: Path | None) -> None:
    rows = [asdict(arrival) for arrival in arrivals]
    _write(rows, ARRIVAL_COLUMNS, short=_SHORT_ARRIVAL, as_json=as_json, output=output)
    refused = [arrival for arrival in arrivals if arrival.outcome == "refused"]
    for arrival in refused:
        _tell(f"error: {arrival.note}")
    if refused:
        raise typer.Exit(1)


def _write(
    rows: Sequence[Row], columns: Sequence[str], *, short: Sequence[str], as_json: bool, output: Path | None
) -> None:
    """Write rows as asked: JSON or a table for people to standard output, or a file by its ending."""
    if output is not None:
        from specola.service.paths import write_atomically  # noqa: PLC0415 - see `specola --help`: under 0.2 s

        write_atomically(output, _encoded(rows, columns, output).encode())
    if as_json:
        typer.echo(_json_text(rows, columns), nl=False)
    elif output is None:
        for row in rows:
            typer.echo("  ".join(str(row[column]) for column in short if row[column]))


def _encoded(rows: Sequence[Row], columns: Sequence[str], output: Path) -> str:
    if output.suffix == ".json":
        return _json_text(rows, columns)
    if output.suffix == ".csv":
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(["" if row[column] is None else row[column] for column in columns] for row in rows)
        return text.getvalue()
    msg = f"output {output} ends in {output.suffix!r}, expected .json or .csv"
    raise SpecolaError(msg)


def _json_text(rows: Sequence[Row], columns: Sequence[str]) -> str:
    return json.dumps([{column: row[column] for column in columns} for row in rows], indent=1) + "\n"


def _tell(sentence: str) -> None:
    typer.echo(sentence, err=True)


def _stop(error: SpecolaError) -> NoReturn:
    _tell(f"error: {error}")
    raise typer.Exit(2) from error
