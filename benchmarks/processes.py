"""Whole processes, from the shell: one day of the whole catalog, files in and events out.

    python benchmarks/processes.py [--save]

`specola screen all` beside a script that does the same with `astroz` (read the catalog, screen,
write a CSV of the events), in turns, two threads each; also `specola --help`, and the first screening
ever, which compiles.
"""

from __future__ import annotations

import gzip
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from measure import data_folder, report, versions

CATALOG = "catalog/spacetrack_2024-07-05_3le.txt.gz"
START = "2024-07-05T12:00:00Z"
RUNS = 5
PEER_RUNS = 1
PEER = """
import csv, sys
from datetime import datetime, timezone
import astroz
start = datetime(2024, 7, 5, 12, tzinfo=timezone.utc)
found = astroz.screen(astroz.Constellation(sys.argv[1]), 1440.0, threshold=5.0, start_time=start)
with open(sys.argv[2], "w", newline="") as file:
    csv.writer(file).writerows(zip(found.i, found.j, found.time, found.distance, found.speed))
"""


def run(command: list[str], environment: dict[str, str]) -> tuple[float, float, float]:
    """Return wall and CPU seconds and peak memory [MB] of a process."""
    began = time.perf_counter()
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    error = process.stderr.read().decode()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{command}: {error}")
    return time.perf_counter() - began, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024.0


def row(what: str, runs: list[tuple[float, float, float]]) -> dict:
    walls, cpus, memories = zip(*runs, strict=True)
    return {
        "what": what,
        "runs": len(runs),
        "best_wall_s": min(walls),
        "median_wall_s": sorted(walls)[len(walls) // 2],
        "best_cpu_s": min(cpus),
        "peak_mb": max(memories),
    }


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        catalog = folder / "catalog.txt"
        catalog.write_bytes(gzip.decompress((data_folder() / CATALOG).read_bytes()))
        environment = os.environ | {"SPECOLA_CACHE": str(folder / "cache"), "ASTROZ_THREADS": "2"}
        program = [str(Path(sys.executable).parent / "specola")]
        screen = [*program, "screen", "all", str(catalog), "--start", START, "--threads", "2"]
        day = [*screen, "--hours", "24", "--output", str(folder / "events.csv")]
        week = [*screen, "--hours", "168", "--output", str(folder / "week.csv")]
        peer = [sys.executable, "-c", PEER, str(catalog), str(folder / "peer.csv")]
        rows = [row("first screening ever, compiling", [run(day, environment)])]
        ours, theirs = [], []
        run(peer, environment)
        for turn in range(RUNS):
            ours.append(run(day, environment))
            if turn < PEER_RUNS:
                theirs.append(run(peer, environment))
        rows += [row("specola screen all, 1 day", ours), row("astroz, 1 day", theirs)]
        rows.append(
            {
                "what": "ratio astroz / specola",
                "wall": rows[2]["best_wall_s"] / rows[1]["best_wall_s"],
                "cpu": rows[2]["best_cpu_s"] / rows[1]["best_cpu_s"],
            }
        )
        rows.append(row("specola screen all, 7 days", [run(week, environment)]))
        rows.append(row("specola --help", [run([*program, "--help"], environment) for _ in range(9)]))
    report("processes", rows, catalog=CATALOG, versions=versions("astroz", "numba", "numpy"))


if __name__ == "__main__":
    main()
