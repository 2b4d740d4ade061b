"""What every benchmark shares: the machine, timing in turns, results on screen and in a file."""

from __future__ import annotations

import json
import os
import platform
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).resolve().parent / "results"


def machine() -> dict[str, Any]:
    """Return processor, cores in use, memory, Python, and the load before anything ran."""
    model = platform.processor()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        names = [
            line.split(":")[1].strip() for line in cpuinfo.read_text().splitlines() if "model name" in line
        ]
        flags = [line for line in cpuinfo.read_text().splitlines() if line.startswith("flags")]
        wide = (
            "AVX-512" if flags and "avx512f" in flags[0] else "AVX2" if flags and "avx2" in flags[0] else ""
        )
        model = f"{names[0]} {wide}".strip()
    return {
        "processor": model,
        "cores": len(os.sched_getaffinity(0)),
        "system": platform.platform(),
        "python": platform.python_version(),
        "load_average": [round(value, 2) for value in os.getloadavg()],
    }


def versions(*names: str) -> dict[str, str]:
    """Return the installed version of each distribution."""
    return {name: version(name) for name in names}


@dataclass
class Timing:
    """Best and median of the runs, in seconds."""

    wall_s: float
    cpu_s: float
    median_wall_s: float
    runs: int


def in_turns(tasks: dict[str, Callable[[], object]], *, runs: int = 5, warm_up: int = 1) -> dict[str, Timing]:
    """Run the tasks A B C A B C ..., so that a drift of the machine hits all alike."""
    walls: dict[str, list[float]] = {name: [] for name in tasks}
    cpus: dict[str, list[float]] = {name: [] for name in tasks}
    for turn in range(runs + warm_up):
        for name, task in tasks.items():
            wall, cpu = time.perf_counter(), time.process_time()
            task()
            if turn >= warm_up:
                walls[name].append(time.perf_counter() - wall)
                cpus[name].append(time.process_time() - cpu)
    return {
        name: Timing(min(walls[name]), min(cpus[name]), sorted(walls[name])[runs // 2], runs)
        for name in tasks
    }


def report(name: str, rows: list[dict[str, Any]], **context: Any) -> None:
    """Print the rows as a table and, with --save, keep them under results/ with the machine."""
    document = {"benchmark": name, "machine": machine(), **context, "rows": rows}
    for key in ("machine", *context):
        print(f"# {key}: {document[key]}")
    for row in rows:
        print("  ".join(f"{column}={_short(value)}" for column, value in row.items()))
    if "--save" in sys.argv:
        RESULTS.mkdir(exist_ok=True)
        path = RESULTS / f"{name}.json"
        path.write_text(json.dumps(document, indent=1) + "\n")
        print(f"# kept in {path.name}")


def _short(value: object) -> str:
    return f"{value:.4g}" if isinstance(value, float) else str(value)


def data_folder() -> Path:
    """Return the folder of real data, or end with the way out."""
    folder = Path(
        os.environ.get("SPECOLA_TEST_DATA", Path(__file__).resolve().parents[2] / "shared" / "data")
    )
    if not folder.is_dir():
        sys.exit(f"real data are absent: no folder {folder}; set SPECOLA_TEST_DATA")
    return folder
