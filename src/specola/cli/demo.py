"""`specola demo`: tomorrow's close approaches of the whole catalog, with a report."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from specola.cli.output import aligned, stop, tell
from specola.errors import SpecolaError

if TYPE_CHECKING:
    from specola.awareness.screening import Screening
    from specola.service.catalogs.intake import FileReport, LoadedCatalog
    from specola.service.report import ReportContext
    from specola.service.screenings import Request

HOURS = 24.0
MISS_KM = 5.0
_SHOWN = 10


def demo(
    *,
    catalog: Annotated[Path | None, typer.Option("--catalog", help="Element sets to use.")] = None,
    folder: Annotated[Path, typer.Option(help="Where the store and the report are put.")] = Path(
        "demo-output"
    ),
) -> None:
    """Import a catalog, screen the day to come at 5 km, and write a report with pictures."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _run(catalog, folder)
    except OSError as exc:
        tell(f"error: {folder}: {exc.strerror}, expected a folder that can be written")
        raise typer.Exit(2) from exc
    except SpecolaError as exc:
        stop(exc)


def _run(asked: Path | None, folder: Path) -> None:
    from specola.cli.screen import announce_kernels
    from specola.service import demonstration, paths
    from specola.service.clock import SystemClock

    announce_kernels()
    clock = SystemClock()
    chosen = demonstration.choose_catalog(
        asked,
        folder=demonstration.FOLDER,
        workspace=folder,
        cache=paths.directories().cache,
        clock=clock,
        say=typer.echo,
    )
    typer.echo(f"catalog: {chosen.path} ({chosen.why})")
    loaded, request, screening = _screened(chosen.path, folder)
    context = _context(loaded, request)
    _tell_events(screening, context)
    report = folder / "close-approaches.html"
    from specola.service.report import write_report

    write_report(screening, context, path=report)
    typer.echo(f"report with pictures: {report}")


def _screened(path: Path, folder: Path) -> tuple[LoadedCatalog, Request, Screening]:
    """Import the file into a store of the demonstration and screen the day to come."""
    import os
    from dataclasses import replace

    from specola.awareness.screening import Volume
    from specola.cli.progress import progress_bar
    from specola.service.catalogs.intake import import_files
    from specola.service.catalogs.pictures import catalog_from_store, keep_screening, opened_store
    from specola.service.clock import SystemClock
    from specola.service.demonstration import first_day
    from specola.service.screenings import Request, mark_kernels_ready, screen

    now = SystemClock().now()
    with opened_store(folder / "demo.sqlite", create=True) as store:
        with progress_bar("importing") as advance:
            reports = import_files(
                store, [path], known=now, progress=lambda _name, done, total: advance(done, total)
            )
        _tell_import(reports)
        mode = reports[0].data_mode
        everything = catalog_from_store(store, now, data_mode=mode, files=reports)
        start = first_day(everything.sets.elements.epochs)
        loaded = replace(catalog_from_store(store, start, data_mode=mode), files=reports)
        request = Request(start=start, hours=HOURS, volume=Volume(miss_km=MISS_KM))
        typer.echo(
            f"screening {len(loaded.sets):,} objects for {HOURS:g} h from {start.to_utc_text(digits=0)[0]} "
            f"at {MISS_KM:g} km"
        )
        with progress_bar("screening") as advance:
            screening = screen(loaded, request, advance=advance)
        keep_screening(store, screening, catalog=loaded, parameters=request.parameters, known=now)
    mark_kernels_ready(os.environ.get("NUMBA_CACHE_DIR", ""))
    return loaded, request, screening


def _tell_import(reports: tuple[FileReport, ...]) -> None:
    for report in reports:
        if report.recorded is None:
            raise report.refusals[0]
        for refusal in report.refusals[:_SHOWN]:
            tell(f"error: {refusal}")
        known = " (the store knew them all)" if report.recorded.is_unchanged else ""
        typer.echo(
            f"imported {report.n_records:,} {report.data_mode.value} element sets, "
            f"{len(report.refusals):,} refused{known}"
        )


def _context(loaded: LoadedCatalog, request: Request) -> ReportContext:
    from specola.service.clock import SystemClock
    from specola.service.data_files import survey
    from specola.service.report import ReportContext

    now = SystemClock().now()
    return ReportContext(
        sets=loaded.sets,
        data_mode=loaded.data_mode,
        volume=request.volume,
        files=loaded.files,
        freshness=tuple(survey(now)),
        created_utc=now.to_utc_text(digits=0)[0],
    )


def _tell_events(screening: Screening, context: ReportContext) -> None:
    """Print the closest events and those with the highest max Pc."""
    from specola.awareness.risk_bounds import ASSUMPTION
    from specola.cli.screen import closest_table, event_columns
    from specola.service.report import event_bounds, riskiest_rows

    typer.echo(f"\n{len(screening.events):,} events; the closest:")
    typer.echo(closest_table(screening, _SHOWN), nl=False)
    bounds = event_bounds(screening.events, context)
    rows = riskiest_rows(screening.events, bounds, count=_SHOWN).tolist()
    columns = event_columns(screening.events)
    shown = {
        name: [columns[name][row] for row in rows] for name in ("object_1", "object_2", "tca_utc", "miss_km")
    }
    shown["max_pc"] = [float(bounds.max_pc[row]) for row in rows]
    typer.echo(f"\nhighest max Pc. {ASSUMPTION}")
    typer.echo(aligned(shown, rows=_SHOWN))
