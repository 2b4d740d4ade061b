"""How time and memory grow with the number of objects, on simulated catalogs.

    python benchmarks/growth.py [--save]

One day at 5 km on two threads; each size in a process of its own, so that its peak memory is its own.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time

import numpy as np
from measure import report, versions

SIZES = (10_000, 30_000, 100_000, 300_000)
EPOCH = "2024-11-01T00:00:00Z"
START = "2024-11-01T12:00:00Z"
DAY_H = 24.0
THREADS = 2


def one(size: int) -> dict:
    """Screen one simulated catalog and return its row."""
    from specola.awareness.screening import Volume, screen_all
    from specola.catalog.population import simulate
    from specola.epochs import Epochs
    from specola.service.jobs import SLICES_PER_WORKER, in_threads

    start, volume = Epochs.from_utc_text(START), Volume(miss_km=5.0)

    def screen(sets, hours):
        return screen_all(
            sets,
            start,
            duration_s=hours * 3600.0,
            volume=volume,
            n_slices=SLICES_PER_WORKER * THREADS,
            run_slices=in_threads(THREADS),
        )

    epoch = Epochs.from_utc_text(EPOCH)
    screen(simulate(2000, 1, epoch=epoch), 1.0)
    sets = simulate(size, 1, epoch=epoch)
    wall, cpu = time.perf_counter(), time.process_time()
    found = screen(sets, DAY_H)
    return {
        "objects": size,
        "wall_s": time.perf_counter() - wall,
        "cpu_s": time.process_time() - cpu,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024.0,
        "events": len(found.events),
    }


def main() -> None:
    if "--one" in sys.argv:
        print(json.dumps(one(int(sys.argv[sys.argv.index("--one") + 1]))))
        return
    rows = []
    for size in SIZES:
        done = subprocess.run(
            [sys.executable, __file__, "--one", str(size)], capture_output=True, text=True, check=True
        )
        rows.append(json.loads(done.stdout))
        print(rows[-1], flush=True)
    sizes = np.log([row["objects"] for row in rows])
    exponents = {
        name: round(float(np.polyfit(sizes, np.log([row[name] for row in rows]), 1)[0]), 2)
        for name in ("wall_s", "cpu_s", "events")
    }
    report("growth", rows, exponents=exponents, versions=versions("numba", "numpy"))


if __name__ == "__main__":
    main()
