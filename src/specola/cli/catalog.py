"""`specola catalog`: objects and their element sets, in the store of this node."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from specola.cli.output import (
    Json,
    Output,
    columns_of,
    require_ending,
    stop,
    tell,
    tell_refusals,
    write_columns,
    write_document,
    write_file,
)
from specola.errors import ArgumentError, SpecolaError

if TYPE_CHECKING:
    from specola.catalog.objects import SpaceObject
    from specola.messages import ElementRecords
    from specola.service.catalogs.intake import FileReport
    from specola.service.sources.http_cache import Answer

IMPORT_COLUMNS = ("file", "form", "data_mode", "records", "new_sets", "new_objects", "refused", "sha256")
_SHOWN_SETS = 5

StorePlace = Annotated[
    Path | None, typer.Option("--store", help="Store file; SPECOLA_STORE or the user's own by default.")
]
Mode = Annotated[
    str, typer.Option("--data-mode", help="REAL, TEST, EXERCISE or SIMULATED, for files that do not say.")
]

app = typer.Typer(
    help="Objects and their element sets, in the store of this node.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@app.command("import")
def import_(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Element sets, plain, .gz or .zst.")],
    *,
    store: StorePlace = None,
    data_mode: Mode = "",
    as_json: Json = False,
    output: Output = None,
) -> None:
    """Take element sets into the store; what it knows already changes nothing."""
    from specola.cli.progress import progress_bar
    from specola.service.catalogs.intake import import_files
    from specola.service.catalogs.pictures import opened_store
    from specola.service.clock import SystemClock

    try:
        require_ending(output)
        mode = _mode(data_mode)
        with opened_store(store, create=True) as opened, progress_bar("importing") as advance:
            reports = import_files(
                opened,
                files,
                known=SystemClock().now(),
                data_mode=mode,
                progress=lambda _name, done, total: advance(done, total),
            )
        _finish(reports, as_json=as_json, output=output)
    except SpecolaError as exc:
        stop(exc)


@app.command()
def show(
    id_text: Annotated[
        str, typer.Argument(metavar="ID", help="Catalog number, Alpha-5, COSPAR id, name or our own id.")
    ],
    *,
    store: StorePlace = None,
    data_mode: Mode = "",
    as_json: Json = False,
    output: Output = None,
) -> None:
    """Everything the store knows of one object."""
    from specola.catalog.objects import DataMode
    from specola.service.catalogs.pictures import opened_store
    from specola.store.objects import read_history, read_object, resolve_object

    try:
        require_ending(output, (".json",))
        with opened_store(store) as opened, opened.reading() as connection:
            own_id = resolve_object(connection, id_text, data_mode=_mode(data_mode) or DataMode.REAL)
            found, history = read_object(connection, own_id), read_history(connection, own_id)
        document = _object_document(found, history)
        write_document(document, as_json=as_json, output=output, text=_object_text(document))
    except SpecolaError as exc:
        stop(exc)


@app.command()
def status(
    *,
    at: Annotated[str, typer.Option(help="Judge at this instant instead of now.", metavar="UTC")] = "",
    store: StorePlace = None,
    data_mode: Mode = "",
    as_json: Json = False,
    output: Output = None,
) -> None:
    """How many objects the store holds, and how old and how sound their element sets are."""
    from specola.catalog.objects import DataMode
    from specola.catalog.quality import assess
    from specola.epochs import Epochs
    from specola.service.catalogs.pictures import catalog_from_store, opened_store
    from specola.service.clock import SystemClock

    try:
        require_ending(output, (".json",))
        instant = Epochs.from_utc_text(at) if at else SystemClock().now()
        mode = _mode(data_mode) or DataMode.REAL
        with opened_store(store) as opened:
            catalog = catalog_from_store(opened, instant, data_mode=mode)
            place = opened.place
        quality = assess(catalog.sets, instant)
        ages = quality.age_days(0.0, 0.5, 0.95, 1.0)
        document: dict[str, Any] = {
            "store": place,
            "data_mode": mode.value,
            "at_utc": instant.to_utc_text()[0],
            "objects": len(catalog.sets),
            "age_days": dict(zip(("youngest", "median", "p95", "oldest"), _finite(ages), strict=True)),
            "doubts": {
                (doubt.name or "").lower(): count
                for doubt, count in quality.counts().items()
                if doubt.name != "NONE"
            },
        }
        write_document(document, as_json=as_json, output=output, text=_status_text(document))
    except SpecolaError as exc:
        stop(exc)


@app.command()
def simulate(
    *,
    output: Annotated[Path, typer.Option("--output", help="OMM CSV to write; every record says SIMULATED.")],
    count: Annotated[int, typer.Option(help="How many objects.")] = 27_000,
    seed: Annotated[int, typer.Option(help="Same seed, same catalog.")] = 1,
    epoch: Annotated[str, typer.Option(metavar="UTC", help="Epoch of all sets; now by default.")] = "",
    as_json: Json = False,
) -> None:
    """A population of any size whose orbits are distributed as the real one's."""
    from specola.epochs import Epochs
    from specola.service.catalogs.simulation import simulated_csv
    from specola.service.clock import SystemClock

    try:
        require_ending(output, (".csv",))
        instant = Epochs.from_utc_text(epoch) if epoch else SystemClock().now()
        write_file(output, simulated_csv(count, seed, epoch=instant))
        document = {
            "file": str(output),
            "objects": count,
            "seed": seed,
            "epoch_utc": instant.to_utc_text()[0],
            "data_mode": "SIMULATED",
        }
        write_document(
            document, as_json=as_json, output=None, text=f"{output}: {count:,} simulated objects\n"
        )
    except SpecolaError as exc:
        stop(exc)


fetch = typer.Typer(
    help="Element sets from their publishers, within their rules.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
app.add_typer(fetch, name="fetch")


@fetch.command()
def celestrak(
    *,
    group: Annotated[str, typer.Option(help="Group of objects, as CelesTrak names it.")] = "active",
    store: StorePlace = None,
    as_json: Json = False,
    output: Output = None,
) -> None:
    """A group of element sets from CelesTrak, asked for at most every two hours, into the store."""
    from specola.service import paths
    from specola.service.clock import SystemClock
    from specola.service.sources.celestrak import CelesTrak

    try:
        require_ending(output)
        with CelesTrak(paths.directories().cache, clock=SystemClock()) as source:
            answer = source.gp("GROUP", group)
        _take(answer, "celestrak", store=store, as_json=as_json, output=output)
    except SpecolaError as exc:
        stop(exc)


@fetch.command()
def spacetrack(*, store: StorePlace = None, as_json: Json = False, output: Output = None) -> None:
    """The whole current catalog from Space-Track, asked for at most once an hour, into the store.

    The account comes from SPECOLA_SPACETRACK_IDENTITY and SPECOLA_SPACETRACK_PASSWORD, or the keyring.
    """
    from specola.service import paths
    from specola.service.clock import SystemClock
    from specola.service.sources.spacetrack import SpaceTrack

    try:
        require_ending(output)
        with SpaceTrack(paths.directories().cache, clock=SystemClock()) as source:
            answer = source.gp_catalog()
        _take(answer, "space-track", store=store, as_json=as_json, output=output)
    except SpecolaError as exc:
        stop(exc)


def _take(answer: Answer, source: str, *, store: Path | None, as_json: bool, output: Path | None) -> None:
    """Import what a publisher sent; it is kept beside the cache, where a refused record can be looked at."""
    from specola.service import paths
    from specola.service.catalogs.intake import import_files
    from specola.service.catalogs.pictures import opened_store
    from specola.service.clock import SystemClock

    if not answer.asked:
        came = answer.checked.to_utc_text(digits=0)[0]
        tell(f"{source}: what came at {came} still holds, nothing was asked")
    path = paths.directories().cache / "fetched" / f"{source}.csv"
    write_file(path, answer.content)
    with opened_store(store, create=True) as opened:
        reports = import_files(opened, [path], known=SystemClock().now(), source=source)
    _finish(reports, as_json=as_json, output=output)


def _finish(reports: tuple[FileReport, ...], *, as_json: bool, output: Path | None) -> None:
    rows = [
        {
            "file": report.name,
            "form": report.form,
            "data_mode": report.data_mode.value,
            "records": report.n_records,
            "new_sets": report.recorded.n_new_sets if report.recorded else 0,
            "new_objects": report.recorded.n_new_objects if report.recorded else 0,
            "refused": len(report.refusals),
            "sha256": report.sha256,
        }
        for report in reports
    ]
    write_columns(columns_of(rows, IMPORT_COLUMNS), as_json=as_json, output=output)
    refusals = [refusal for report in reports for refusal in report.refusals]
    tell_refusals(refusals, rest="more refused")
    if refusals:
        raise typer.Exit(1)


def _mode(text: str) -> Any:
    from specola.catalog.objects import DataMode

    if not text:
        return None
    try:
        return DataMode(text.upper())
    except ValueError as exc:
        msg = f"data mode {text!r}, expected one of {' '.join(DataMode)}"
        raise ArgumentError(msg) from exc


def _finite(values: tuple[float, ...]) -> list[float | None]:
    return [None if value != value else round(value, 3) for value in values]  # noqa: PLR0124 - NaN


def _object_document(found: SpaceObject, history: ElementRecords) -> dict[str, Any]:
    """Return one object as the document of `catalog show`."""
    epochs = history.epoch.to_utc_text()
    latest = history[len(history) - 1 :]
    return {
        "object_id": found.object_id,
        "data_mode": found.data_mode.value,
        "references": [
            {
                "scheme": one.scheme.value,
                "value": one.value,
                "source": one.source,
                "valid_utc": one.valid.to_utc_text()[0],
                "known_utc": one.known.to_utc_text()[0],
            }
            for one in found.references
        ],
        "facts": [
            {
                "kind": one.kind.value,
                "value": one.value,
                "source": one.source,
                "valid_utc": one.valid.to_utc_text()[0],
                "known_utc": one.known.to_utc_text()[0],
            }
            for one in found.facts
        ],
        "element_sets": len(history),
        "epochs_utc": epochs,
        "latest": _latest(latest),
    }


def _latest(records: ElementRecords) -> dict[str, Any] | None:
    if not len(records):
        return None
    return {
        "epoch_utc": records.epoch.to_utc_text()[0],
        "mean_motion_rev_day": float(records.mean_motion_rev_day[0]),
        "eccentricity": float(records.eccentricity[0]),
        "inclination_deg": float(records.inclination_deg[0]),
        "ra_of_asc_node_deg": float(records.ra_of_asc_node_deg[0]),
        "arg_of_pericenter_deg": float(records.arg_of_pericenter_deg[0]),
        "mean_anomaly_deg": float(records.mean_anomaly_deg[0]),
        "bstar_per_earth_radius": float(records.bstar_per_earth_radius[0]),
    }


def _object_text(document: dict[str, Any]) -> str:
    lines = [f"{document['object_id']}  {document['data_mode']}"]
    lines += [f"  {one['scheme']}: {one['value']}  ({one['source']})" for one in document["references"]]
    lines += [f"  {one['kind']}: {one['value']}  ({one['source']})" for one in document["facts"]]
    epochs = document["epochs_utc"]
    plural = "" if len(epochs) == 1 else "s"
    shown = "" if len(epochs) <= _SHOWN_SETS else f", the last {_SHOWN_SETS}"
    lines.append(f"  {len(epochs)} element set{plural}{shown}: {', '.join(epochs[-_SHOWN_SETS:])}")
    latest: dict[str, Any] = document["latest"] or {}
    lines += [f"    {name}: {value}" for name, value in latest.items()]
    return "\n".join(lines) + "\n"


def _status_text(document: dict[str, Any]) -> str:
    ages = ", ".join(f"{name} {value} d" for name, value in document["age_days"].items())
    lines = [
        f"{document['store']}: {document['objects']:,} objects, {document['data_mode']}",
        f"age of element sets at {document['at_utc']}: {ages}",
    ]
    lines += [f"{name.replace('_', ' ')}: {count:,}" for name, count in document["doubts"].items() if count]
    return "\n".join(lines) + "\n"
