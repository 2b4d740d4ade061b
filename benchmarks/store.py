"""A full catalog into the store and back: `python benchmarks/store.py [--save]`."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from measure import data_folder, report, versions

from specola.catalog.objects import DataMode
from specola.epochs import Epochs
from specola.messages import ElementFile, read_element_file
from specola.service.files import read_input
from specola.store.imports import Arrival, Recorder
from specola.store.opening import Store, open_store
from specola.store.picture import read_picture

RUNS = 5
DAYS = 4
CATALOG = "celestrak_on_orbit_2024-11-01.csv.gz"
NOW = Epochs.from_utc_text("2024-11-01T12:00:00Z")


def timed(rows: dict[str, list[tuple[float, float]]], name: str, task: Callable[[], object]) -> None:
    """Run a task and note its wall and CPU seconds."""
    wall, cpu = time.perf_counter(), time.process_time()
    task()
    rows.setdefault(name, []).append((time.perf_counter() - wall, time.process_time() - cpu))


def record(store: Store, file: ElementFile, sha256: str) -> None:
    """Import one file in one transaction."""
    with store.writing() as connection:
        Recorder(connection).record(file, Arrival(sha256, "celestrak", DataMode.REAL, NOW))


def picture(store: Store) -> None:
    """Read the picture, with the conversion to element sets."""
    with store.reading() as connection:
        _ = read_picture(connection, NOW).sets


def main() -> None:
    """Time a first import, the same again, the days before, and reading the picture."""
    content = read_input(data_folder() / "catalog" / CATALOG)
    file = read_element_file(content.content, file=CATALOG)
    rows: dict[str, list[tuple[float, float]]] = {}
    for _ in range(RUNS):
        with tempfile.TemporaryDirectory() as folder, open_store(Path(folder) / "a.sqlite") as store:
            timed(rows, "first import", lambda: record(store, file, content.sha256))
            timed(rows, "same again", lambda: record(store, file, content.sha256))
            timed(rows, "picture", lambda: picture(store))
            for day in range(1, DAYS):
                records = replace(file.records, epoch=file.records.epoch.shifted(-86_400.0 * day))
                older = replace(file, records=records)
                timed(rows, "another day", lambda older=older: record(store, older, content.sha256))
            timed(rows, f"picture of {DAYS} days", lambda: picture(store))
    report(
        "store",
        [
            {
                "what": what,
                "sets": len(file.records),
                "best_wall_s": min(wall for wall, _ in times),
                "best_cpu_s": min(cpu for _, cpu in times),
            }
            for what, times in rows.items()
        ],
        versions=versions("sqlalchemy", "numpy"),
    )


if __name__ == "__main__":
    main()
