"""All against all beside `astroz.screen`, in one run, in turns, two threads each.

    python benchmarks/screening.py [--save] [--quick] [--margins]

The stage timed is propagate, sweep and refine, with parsing, initialization and compilation done;
`--quick` leaves out the seven days and runs the peer once. Ends with exit code 1 if the peer found an
event of two distinct objects that we did not. `--margins` prints how much of each bound of the sweep is
used by the events of a day.
"""

from __future__ import annotations

import os

os.environ["ASTROZ_THREADS"] = "2"

import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import astroz
import numpy as np
from catalogs import read_catalog
from measure import Timing, data_folder, report, versions

from specola.awareness.screening import Volume, merge, plan_screening, screen_slice, slices_of
from specola.awareness.screening.sweep import memory
from specola.epochs import Epochs
from specola.service.jobs import SLICES_PER_WORKER, in_threads

CATALOG = "catalog/spacetrack_2024-07-05_3le.txt.gz"
START = "2024-07-05T12:00:00Z"
START_TIME = datetime(2024, 7, 5, 12, tzinfo=UTC)
THREADS = 2
MISS_KM = 5.0
DAY_S = 86_400.0
RUNS, PEER_RUNS = 7, 2
STEPS_S = (180.0, 240.0)
# A peer's event counts as found if the same pair has one of ours so near in time: two seconds, or what
# an error of 1 cm/s of SGP4's velocity against the derivative of its position moves d.v = 0.
SAME_S = 2.0
VELOCITY_ERROR_KM_S = 1.0e-5
# Below this the peer's own minimum is not defined: docked or repeated objects.
DISTINCT_KM = 1.0e-3


def planned(sets, days: float, step_s: float | None):
    start, volume = Epochs.from_utc_text(START), Volume(miss_km=MISS_KM)
    return plan_screening(sets, start, duration_s=days * DAY_S, volume=volume, step_s=step_s)


def screened(plan, threads: int = THREADS):
    run = in_threads(threads)
    return merge(plan, list(run(partial(screen_slice, plan), slices_of(plan, SLICES_PER_WORKER * threads))))


def timed(task) -> tuple[float, float, object]:
    wall, cpu = time.perf_counter(), time.process_time()
    answer = task()
    return time.perf_counter() - wall, time.process_time() - cpu, answer


def in_turns(tasks: dict, runs: dict) -> tuple[dict[str, Timing], dict]:
    """Run the tasks in turns, each as often as told, and keep the last answers."""
    times, answers = {name: [] for name in tasks}, {}
    for turn in range(max(runs.values())):
        for name, task in tasks.items():
            if turn < runs[name]:
                wall, cpu, answers[name] = timed(task)
                times[name].append((wall, cpu))
    timings = {}
    for name, pairs in times.items():
        walls, cpus = zip(*pairs, strict=True)
        timings[name] = Timing(min(walls), min(cpus), sorted(walls)[len(walls) // 2], len(walls))
    return timings, answers


def not_found(peer, answer, numbers) -> list[tuple]:
    """Return the peer's events of distinct objects that we did not find."""
    events = answer.events
    seconds = events.tca.seconds_since(answer.start)
    known: dict = {}
    for one, other, at in zip(events.object_1, events.object_2, seconds, strict=True):
        known.setdefault((int(one), int(other)), []).append(at)
    missing = []
    for i, j, minutes, distance, speed in zip(
        peer.i, peer.j, peer.time, peer.distance, peer.speed, strict=True
    ):
        pair = tuple(sorted((int(numbers[i]), int(numbers[j]))))
        at = minutes * 60.0
        inside = 0.0 < at < answer.duration_s
        same_s = max(SAME_S, VELOCITY_ERROR_KM_S * distance / max(speed, 1.0e-9) ** 2)
        near = any(abs(at - ours) < same_s for ours in known.get(pair, ()))
        if inside and not near and distance > DISTINCT_KM:
            missing.append((*pair, float(at), float(distance), float(speed)))
    return missing


def margins(sets, step_s: float) -> dict:
    """Return how much of each bound the events of a day use at most, and what is left of the radial one.

    A share of 1 would be a miss waiting to happen; the half of the reach that the radial interval holds too
    is not counted as left.
    """
    plan = planned(sets, 1.0, step_s)
    bounds, tables = plan.bounds, plan.model.tables
    answer = screened(plan)
    events = answer.events
    seconds = events.tca.seconds_since(answer.start)
    fast = events.relative_speed_km_s > 0.005
    number_of = {int(number): row for row, number in enumerate(plan.catalog_number)}
    lanes = [
        tables.lane_of_row[[number_of[int(number)] for number in column]]
        for column in (events.object_1, events.object_2)
    ]
    work = memory.workspace(len(tables.rows), 16)
    used = {"line": 0.0, "time": 0.0, "turn": 0.0, "radius_left_km": np.inf}
    for chunk in plan.chunks:
        filled = memory.fill(tables, bounds, chunk=chunk, work=work)
        interval = np.floor((seconds - chunk.begin_s) / chunk.step_s).astype(int)
        some = np.flatnonzero(fast & (interval >= 0) & (interval < chunk.n_intervals))
        if len(some) == 0:
            continue
        rows = filled.rows.reshape(chunk.n_intervals, -1, 8)[:, :, :7].astype(float)
        a, b = (rows[interval[some], lane[some]] for lane in lanes)
        d, v, pads = b[:, :3] - a[:, :3], b[:, 3:6] - a[:, 3:6], a[:, 6] + b[:, 6]
        f, v2 = np.einsum("ij,ij->i", d, v), np.einsum("ij,ij->i", v, v)
        line = np.sqrt(np.maximum(np.einsum("ij,ij->i", d, d) - f * f / v2, 0.0))
        spent = np.maximum(line - events.miss_km[some], 0.0) / (pads - bounds.reach_km)
        limit = bounds.half_s * (bounds.gain * v2 + bounds.slack * pads**2)
        used["line"] = max(used["line"], float(spent.max()))
        used["time"] = max(used["time"], float((np.abs(f) / limit).max()))
        for lane, own in zip(lanes, (a, b), strict=True):
            states, _ = plan.pair_states(lane[some], lane[some], seconds[some])
            here = states[:, :3]
            middle = own[:, :3]
            radius, at_middle = np.linalg.norm(here, axis=1), np.linalg.norm(middle, axis=1)
            k = 398_600.8 / at_middle**3
            half_reach = 0.5 * bounds.reach_km
            reach = (own[:, 6] - half_reach - 0.15) / (1.5 * k * bounds.half_s**2) - half_reach
            used["radius_left_km"] = min(
                used["radius_left_km"], float((reach - np.abs(radius - at_middle)).min())
            )
            cosine = np.einsum("ij,ij->i", here, middle) / (radius * at_middle)
            turned = np.arccos(np.clip(cosine, -1.0, 1.0))
            used["turn"] = max(used["turn"], float((turned / (1.4 * bounds.quick_rad)).max()))
    return {"what": f"share of bounds used, step {step_s:.0f} s", "events": int(fast.sum()), **used}


def week() -> None:
    """Screen seven days in this process and print wall, CPU, peak memory and events."""
    sets = read_catalog(data_folder() / CATALOG)
    screened(planned(sets, 0.05, None))
    plan = planned(sets, 7.0, None)
    wall, cpu, answer = timed(lambda: screened(plan))
    # Not ru_maxrss: that of a new process begins with its parent's.
    status = Path("/proc/self/status").read_text(encoding="ascii")
    peak_mb = float(status.partition("VmHWM:")[2].split()[0]) / 1024.0
    print(wall, cpu, peak_mb, len(answer.events))


def main() -> None:
    if "--week" in sys.argv:
        week()
        return
    quick = "--quick" in sys.argv
    path = data_folder() / CATALOG
    sets = read_catalog(path)
    if "--margins" in sys.argv:
        report(
            "screening_margins",
            [margins(sets, step_s) for step_s in (60.0, 120.0, *STEPS_S)],
            catalog=CATALOG,
        )
        return
    with tempfile.TemporaryDirectory() as folder:
        lines = Path(folder) / "catalog.txt"
        import gzip

        lines.write_bytes(gzip.decompress(path.read_bytes()))
        constellation = astroz.Constellation(str(lines))
    plans = {step_s: planned(sets, 1.0, step_s) for step_s in STEPS_S}
    tasks = {f"specola, step {step_s:.0f} s": partial(screened, plan) for step_s, plan in plans.items()}
    for task in tasks.values():
        task()
    tasks["astroz"] = partial(astroz.screen, constellation, 1440.0, threshold=MISS_KM, start_time=START_TIME)
    runs = dict.fromkeys(tasks, RUNS) | {"astroz": 1 if quick else PEER_RUNS}
    timings, answers = in_turns(tasks, runs)
    rows = [
        {
            "what": name,
            "wall_s": timing.wall_s,
            "cpu_s": timing.cpu_s,
            "median_wall_s": timing.median_wall_s,
            "runs": timing.runs,
            "events": len(answers[name].i) if name == "astroz" else len(answers[name].events),
        }
        for name, timing in timings.items()
    ]
    rows += [
        {
            "what": f"ratio astroz / {name}",
            "wall": timings["astroz"].wall_s / timing.wall_s,
            "cpu": timings["astroz"].cpu_s / timing.cpu_s,
        }
        for name, timing in timings.items()
        if name != "astroz"
    ]
    wall, cpu, _ = timed(lambda: planned(sets, 1.0, STEPS_S[0]))
    rows.append({"what": "specola, preparation", "wall_s": wall, "cpu_s": cpu})
    if not quick:
        done = subprocess.run(
            [sys.executable, __file__, "--week"], capture_output=True, text=True, check=True
        )
        wall, cpu, peak_mb, events = map(float, done.stdout.split())
        rows.append(
            {"what": "specola, 7 days", "wall_s": wall, "cpu_s": cpu, "peak_mb": peak_mb, "events": events}
        )
    missing = not_found(answers["astroz"], answers["specola, step 180 s"], constellation.satnums)
    rows.append({"what": "events of the peer that we did not find", "count": len(missing)})
    report(
        "screening", rows, catalog=CATALOG, objects=len(sets), versions=versions("astroz", "numba", "numpy")
    )
    for event in missing[:20]:
        print("  missing", event)
    if missing:
        sys.exit(1)


if __name__ == "__main__":
    main()
