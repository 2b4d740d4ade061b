"""`specola data`: how fresh the data files are, and bringing newer ones."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from specola.cli.output import (
    Columns,
    Json,
    Output,
    aligned,
    columns_of,
    require_ending,
    stop,
    tell,
    write_columns,
)
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
_FOR_PEOPLE = ("name", "state", "outcome", "last_measured_utc", "prediction_end_utc", "source")

app = typer.Typer(
    help="How fresh the data files are, and bringing newer ones.", no_args_is_help=True, rich_markup_mode=None
)


@app.command()
def status(
    *,
    at: Annotated[
        str, typer.Option("--at", metavar="UTC", help="Judge at this instant instead of now.")
    ] = "",
    as_json: Json = False,
    output: Output = None,
) -> None:
    """Freshness of every data file: Earth orientation, leap seconds, space weather."""
    from specola.epochs import Epochs
    from specola.service.clock import SystemClock
    from specola.service.data_files import survey

    try:
        require_ending(output)
        instant = Epochs.from_utc_text(at) if at else SystemClock().now()
        columns = columns_of((asdict(row) for row in survey(instant)), STATUS_COLUMNS)
        write_columns(columns, as_json=as_json, output=output, show=_with_notes)
    except SpecolaError as exc:
        stop(exc)


@app.command()
def update(
    *,
    mirror: Annotated[
        str,
        typer.Option("--mirror", metavar="URL", help="Another https server that has the publishers' files."),
    ] = "",
    as_json: Json = False,
    output: Output = None,
) -> None:
    """Fetch the newest data files from their publishers, each at most once a day.

    Only this and `catalog fetch` use the network.
    """
    from specola.service import data_updates, paths
    from specola.service.clock import SystemClock

    try:
        require_ending(output)
        places = paths.directories()
        for note in places.notes:
            tell(note)
        arrivals = data_updates.update(
            directory=places.data, cache=places.cache, clock=SystemClock(), base_url=mirror
        )
        _answer(_told(arrivals), as_json=as_json, output=output)
    except SpecolaError as exc:
        stop(exc)


@app.command("import")
def import_(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Data files, plain, .gz or .zst.")],
    *,
    as_json: Json = False,
    output: Output = None,
) -> None:
    """Take data files into the site's folder, where no publisher can be reached.

    What a file is, its content tells. One that is not newer than what is there changes nothing.
    """
    from specola.service import data_updates, paths
    from specola.service.clock import SystemClock

    try:
        require_ending(output)
        directory, clock = paths.data_directory(), SystemClock()
        arrivals = [data_updates.import_file(file, directory=directory, clock=clock) for file in files]
        _answer(arrivals, as_json=as_json, output=output)
    except SpecolaError as exc:
        stop(exc)


def _told(arrivals: Iterable[Arrival]) -> list[Arrival]:
    """Return the arrivals, telling each as it comes where somebody watches."""
    told: list[Arrival] = []
    for arrival in arrivals:
        if sys.stderr.isatty():
            tell(f"{arrival.name}: {arrival.outcome}")
        told.append(arrival)
    return told


def _answer(arrivals: Sequence[Arrival], *, as_json: bool, output: Path | None) -> None:
    columns = columns_of((asdict(arrival) for arrival in arrivals), ARRIVAL_COLUMNS)
    write_columns(columns, as_json=as_json, output=output, show=_with_notes)
    refused = [arrival.note for arrival in arrivals if arrival.outcome == "refused"]
    for note in refused:
        tell(f"error: {note}")
    if refused:
        raise typer.Exit(1)


def _with_notes(columns: Columns) -> str:
    """Return the short columns as a table, and the sentences below it; refusals are told as errors."""
    table = aligned({name: columns[name] for name in _FOR_PEOPLE if name in columns})
    kept = columns.get("outcome", columns["name"])
    told = [
        f"{name}: {note}\n"
        for name, note, outcome in zip(columns["name"], columns["note"], kept, strict=True)
        if note and outcome != "refused"
    ]
    return table + ("\n" + "".join(told) if told else "")
