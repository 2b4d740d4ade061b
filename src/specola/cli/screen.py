"""`specola screen`: who passes close to whom."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from specola.cli.output import Json, Output, aligned, require_ending, stop, tell, tell_refusals, write_columns
from specola.errors import ArgumentError, SpecolaError

if TYPE_CHECKING:
    from collections.abc import Callable

    from specola.awareness.screening import Events, Screening
    from specola.cli.output import Columns
    from specola.cli.progress import Advance
    from specola.service.catalogs.intake import LoadedCatalog
    from specola.service.ephemerides import LoadedEphemeris
    from specola.service.screenings import Request

    Screener = Callable[[LoadedCatalog, Advance], Screening]

EVENT_COLUMNS = (
    "object_1",
    "object_2",
    "tca_utc",
    "miss_km",
    "relative_speed_km_s",
    "radial_km",
    "in_track_km",
    "cross_track_km",
    "kind",
)
_SHOWN = 15
_SHOWN_SPANS = 3

Files = Annotated[
    list[Path], typer.Argument(metavar="FILE...", help="Element sets in any form, plain, .gz or .zst.")
]
Start = Annotated[str, typer.Option("--start", metavar="UTC", help="Start of the window, ISO 8601.")]
OwnStart = Annotated[str, typer.Option("--start", metavar="UTC", help="The ephemeris's own by default.")]
Hours = Annotated[float, typer.Option("--hours", help="Length of the window.")]
MissKm = Annotated[
    float | None, typer.Option("--miss-km", help="Report approaches closer than this; 5 by default.")
]
RtnKm = Annotated[
    str,
    typer.Option("--rtn-km", metavar="R,T,N", help="Report passes through this box (half sides) instead."),
]
Step = Annotated[
    float | None,
    typer.Option("--step-s", help="Step of the sweep, 10 to 240 s; events do not depend on it."),
]
Threads = Annotated[int, typer.Option("--threads", help="Threads; all processors by default.")]
Cluster = Annotated[str, typer.Option("--cluster", metavar="ADDRESS", help="Run on this Dask scheduler.")]
Report = Annotated[Path | None, typer.Option("--report", help="Also write one HTML report with pictures.")]

app = typer.Typer(help="Who passes close to whom.", no_args_is_help=True, rich_markup_mode=None)


@app.command("all")
def all_(
    files: Files,
    *,
    start: Start,
    hours: Hours,
    miss_km: MissKm = None,
    rtn_km: RtnKm = "",
    step_s: Step = None,
    threads: Threads = 0,
    cluster: Cluster = "",
    report: Report = None,
    as_json: Json = False,
    output: Output = None,
) -> None:
    """Every close approach among all objects of the files."""
    try:
        _require_endings(output, report)
        request = read_request(
            start=start,
            hours=hours,
            miss_km=miss_km,
            rtn_km=rtn_km,
            step_s=step_s,
            threads=threads,
            cluster=cluster,
        )
        catalog, screening = run(files, request)
        _answer(catalog, screening, request, as_json=as_json, output=output, report=report)
    except SpecolaError as exc:
        stop(exc)


@app.command()
def one(
    id_text: Annotated[
        str, typer.Argument(metavar="ID", help="Catalog number, Alpha-5, COSPAR id or name of the object.")
    ],
    files: Files,
    *,
    start: Start,
    hours: Hours,
    miss_km: MissKm = None,
    rtn_km: RtnKm = "",
    step_s: Step = None,
    threads: Threads = 0,
    cluster: Cluster = "",
    report: Report = None,
    as_json: Json = False,
    output: Output = None,
) -> None:
    """Every close approach of one object with all others."""
    try:
        _require_endings(output, report)
        request = read_request(
            start=start,
            hours=hours,
            miss_km=miss_km,
            rtn_km=rtn_km,
            step_s=step_s,
            threads=threads,
            cluster=cluster,
        )
        catalog, screening = run(files, request, screen=_object_screener(id_text, request))
        who = f"{_found(catalog, id_text)[1]} against {_counted(len(catalog.sets) - 1, 'other')}"
        _answer(catalog, screening, request, who=who, as_json=as_json, output=output, report=report)
    except SpecolaError as exc:
        stop(exc)


@app.command()
def ephemeris(
    states: Annotated[
        Path, typer.Argument(metavar="EPHEMERIS", help="SP3 or state table, plain, .gz or .zst.")
    ],
    files: Files,
    *,
    name: Annotated[str, typer.Option("--object", help="Which object of the ephemeris file.")] = "",
    number: Annotated[
        int | None, typer.Option("--number", help="Its catalog number; its own element set is left out.")
    ] = None,
    start: OwnStart = "",
    hours: Annotated[float | None, typer.Option("--hours", help="To the ephemeris's end by default.")] = None,
    miss_km: MissKm = None,
    rtn_km: RtnKm = "",
    step_s: Step = None,
    threads: Threads = 0,
    cluster: Cluster = "",
    report: Report = None,
    as_json: Json = False,
    output: Output = None,
) -> None:
    """Every close approach of an operator's ephemeris with all objects."""
    try:
        _require_endings(output, report)
        loaded = _loaded(states, name=name, number=number)
        begin, length_h = _window(loaded, start, hours)
        request = read_request(
            start=begin,
            hours=length_h,
            miss_km=miss_km,
            rtn_km=rtn_km,
            step_s=step_s,
            threads=threads,
            cluster=cluster,
        )
        catalog, screening = run(files, request, screen=_ephemeris_screener(loaded, request))
        who = f"ephemeris of {loaded.name} against {_counted(screening.n_objects, 'object')}"
        _answer(catalog, screening, request, who=who, as_json=as_json, output=output, report=report)
    except SpecolaError as exc:
        stop(exc)


def _loaded(path: Path, *, name: str, number: int | None) -> LoadedEphemeris:
    """Read an ephemeris file and tell what is odd in it."""
    from specola.service.clock import SystemClock
    from specola.service.ephemerides import load_ephemeris

    loaded = load_ephemeris(path, name=name, number=number, at=SystemClock().now())
    for note in loaded.notes:
        tell(f"{path}: {note}")
    return loaded


def _window(loaded: LoadedEphemeris, start: str, hours: float | None) -> tuple[str, float]:
    """Return start and hours as given, else those of the ephemeris."""
    from specola.epochs import Epochs

    first = Epochs.from_utc_text(start) if start else loaded.start
    return first.to_utc_text(digits=9)[0], loaded.hours_from(first) if hours is None else hours


def _ephemeris_screener(loaded: LoadedEphemeris, request: Request) -> Screener:
    from specola.service.screenings import screen_states

    return lambda catalog, advance: screen_states(catalog, loaded, request=request, advance=advance)


def _object_screener(id_text: str, request: Request) -> Screener:
    from specola.service.screenings import screen_object

    def screen(catalog: LoadedCatalog, advance: Advance) -> Screening:
        number, _ = _found(catalog, id_text)
        return screen_object(catalog, number, request=request, advance=advance)

    return screen


def _found(catalog: LoadedCatalog, id_text: str) -> tuple[int, str]:
    """Return the number of the object that an id means, and what it is called."""
    from specola.catalog.identifiers import label, resolve

    row = int(resolve(catalog.identities, id_text)[0])
    number = int(catalog.sets.catalog_number[row])
    n_others = int((catalog.sets.catalog_number == number).sum()) - 1
    if n_others:
        msg = f"object {id_text!r} has no catalog number, as {n_others} more, expected one of its own"
        raise ArgumentError(msg)
    return number, label(catalog.identities, row)


def read_request(
    *,
    start: str,
    hours: float,
    miss_km: float | None,
    rtn_km: str,
    step_s: float | None,
    threads: int,
    cluster: str,
) -> Request:
    """Return the request that the options make."""
    from specola.awareness.screening import Volume
    from specola.epochs import Epochs
    from specola.service.screenings import Request

    if rtn_km and miss_km is not None:
        raise ArgumentError("--miss-km and --rtn-km are both given, expected one of them")
    miss_km = 5.0 if miss_km is None else miss_km
    volume = Volume(rtn_km=_sides(rtn_km)) if rtn_km else Volume(miss_km=miss_km)
    return Request(
        start=Epochs.from_utc_text(start),
        hours=hours,
        volume=volume,
        step_s=step_s,
        threads=threads,
        cluster=cluster,
    )


def _sides(text: str) -> tuple[float, float, float]:
    try:
        radial, in_track, cross_track = (float(part) for part in text.split(","))
    except ValueError as exc:
        msg = f"--rtn-km is {text!r}, expected three numbers in km such as 0.5,5,5"
        raise ArgumentError(msg) from exc
    return radial, in_track, cross_track


def run(
    files: Sequence[Path], request: Request, *, screen: Screener | None = None
) -> tuple[LoadedCatalog, Screening]:
    """Read the files and screen them, with progress where somebody watches.

    `screen` takes the catalog and what draws progress; by default all are screened against all.
    """
    announce_kernels()
    from specola.cli.progress import progress_bar
    from specola.service.catalogs.intake import load_catalog
    from specola.service.screenings import mark_kernels_ready
    from specola.service.screenings import screen as screen_everything

    with progress_bar("reading") as advance:
        catalog = load_catalog(files, request.start, progress=lambda _name, done, total: advance(done, total))
    with progress_bar(f"screening {len(catalog.sets):,} objects") as advance:
        if screen is None:
            screening = screen_everything(catalog, request, advance=advance)
        else:
            screening = screen(catalog, advance)
    if not request.cluster:
        mark_kernels_ready(os.environ.get("NUMBA_CACHE_DIR", ""))
    return catalog, screening


def announce_kernels() -> None:
    """Point numba at its cache and say so when this run has to compile."""
    from specola.service.paths import kernel_cache, prepare_kernel_cache
    from specola.service.screenings import kernels_are_ready

    note = kernel_cache().note
    if note:
        tell(note)
    prepare_kernel_cache()
    if not kernels_are_ready(os.environ["NUMBA_CACHE_DIR"]):
        tell("compiling kernels for this machine, once: about half a minute")
    from specola.cli.compiler_kernels import start_compiler

    start_compiler()


def event_columns(events: Events) -> Columns:
    """Return events as the columns of the contract."""
    from specola.awareness.screening import Kind

    labels = [kind.label for kind in Kind]
    return {
        "object_1": events.object_1.tolist(),
        "object_2": events.object_2.tolist(),
        "tca_utc": events.tca.to_utc_text(digits=6),
        "miss_km": events.miss_km.tolist(),
        "relative_speed_km_s": events.relative_speed_km_s.tolist(),
        "radial_km": events.radial_km.tolist(),
        "in_track_km": events.in_track_km.tolist(),
        "cross_track_km": events.cross_track_km.tolist(),
        "kind": [labels[kind] for kind in events.kind.tolist()],
    }


def closest_table(screening: Screening, count: int = _SHOWN) -> str:
    """Return the closest events as a table for people, crossing ones before the others; "" for none."""
    import numpy as np

    from specola.awareness.screening import Kind

    events = screening.events
    if not len(events):
        return ""
    columns = event_columns(events)
    rows = np.lexsort((events.miss_km, events.kind != Kind.CROSSING))[:count].tolist()
    return aligned({name: [values[row] for row in rows] for name, values in columns.items()}, rows=count)


def summary(catalog: LoadedCatalog, screening: Screening, *, who: str = "") -> str:
    """Return in words who was screened, and who was not; `who` if it was not all against all."""
    from specola.awareness.screening import Kind

    events = screening.events
    counts = {kind.label: int((events.kind == kind).sum()) for kind in Kind}
    kinds = ", ".join(f"{count:,} {label}" for label, count in counts.items() if count)
    who = who or _counted(screening.n_objects, "object")
    lines = [f"{who}: {_counted(len(events), 'event')}" + (f" ({kinds})" if kinds else "")]
    if len(events) > _SHOWN:
        lines.append(f"the closest {_SHOWN} are shown; --output FILE or --json gives all")
    lines += _left_out(screening)
    n_after = int(catalog.is_after.sum())
    if n_after:
        has = "has" if n_after == 1 else "have"
        lines.append(f"{_counted(n_after, 'object')} {has} element sets only after the start")
    return "\n".join(lines) + "\n"


def _left_out(screening: Screening) -> list[str]:
    """Return in words what could not be screened: each span if they are few."""
    spans = screening.not_screened
    if len(spans) <= _SHOWN_SPANS:
        return spans.sentences()
    n_objects = len(set(spans.object_number.tolist()))
    return [
        f"{_counted(n_objects, 'object')} could not be screened all through; --report FILE.html lists them"
    ]


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}" + ("" if count == 1 else "s")


def _require_endings(output: Path | None, report: Path | None) -> None:
    require_ending(output)
    if report is not None and report.suffix not in {".html", ".htm"}:
        msg = f"report {report} ends in {report.suffix!r}, expected .html"
        raise ArgumentError(msg)


def _answer(
    catalog: LoadedCatalog,
    screening: Screening,
    request: Request,
    *,
    as_json: bool,
    output: Path | None,
    report: Path | None,
    who: str = "",
) -> None:
    from specola.service.screenings import refusal_sentences

    if report is not None:
        from specola.service.report import ReportContext, write_report

        context = ReportContext(
            sets=catalog.sets, data_mode=catalog.data_mode, volume=request.volume, files=catalog.files
        )
        write_report(screening, context, path=report)
    if as_json or output is not None:
        write_columns(event_columns(screening.events), as_json=as_json, output=output)
    else:
        typer.echo(closest_table(screening) + summary(catalog, screening, who=who), nl=False)
    refused = refusal_sentences(catalog)
    tell_refusals(refused, rest="more records refused")
    if refused:
        raise typer.Exit(1)
