"""SGP4 throughput and accuracy beside `sgp4` and `astroz`, in one run.

    python benchmarks/propagation.py [--save]

One thread each, position and velocity, preallocated, each in the layout it is fastest in: ours in
the blocks that screening uses, `sgp4` as SatrecArray, `astroz` through `propagate_into`. Ends with
exit code 1 if an error code differs or a state is not within 1e-6 km of `sgp4` (1e-8 of the radius
where drag terms have run away).
"""

from __future__ import annotations

import os

os.environ["ASTROZ_THREADS"] = "1"

import gzip

import numpy as np
from measure import data_folder, in_turns, report, versions
from numba import njit

from specola.catalog.elements import element_sets_from_records
from specola.dynamics.sgp4 import Sgp4, kernels
from specola.epochs import Epochs
from specola.messages import read_element_file

CATALOG = "catalog/spacetrack_2024-07-05_3le.txt.gz"
START = "2024-07-05T00:00:00Z"
START_JULIAN = 2460496.5
N_TIMES = 96
DAY_S = 86400.0
# Beyond this radius or speed the drag terms of a set have run away; only relative agreement means anything.
RUNAWAY_KM, RUNAWAY_KM_S = 500_000.0, 20.0
LARGEST_ERROR_KM, LARGEST_RELATIVE_ERROR = 1.0e-6, 1.0e-8


@njit(nogil=True)
def run_blocks(tables, blocks, seconds, out, status):
    work = np.empty(kernels.BLOCK_WORK_SIZE)
    for block in blocks:
        for j in range(len(seconds)):
            kernels.block_states_in(tables, block, seconds[j], out, status, work)


def element_lines() -> list[str]:
    text = gzip.decompress((data_folder() / CATALOG).read_bytes()).decode()
    return [line for line in text.splitlines() if line[:2] in ("1 ", "2 ")]


def accuracy(model: Sgp4, satellites: list, is_deep: np.ndarray) -> list[dict]:
    from sgp4.api import SatrecArray

    seconds = np.linspace(0.0, 7.0 * DAY_S, 85)
    codes, position, velocity = SatrecArray(satellites).sgp4(
        np.full(len(seconds), START_JULIAN), seconds / DAY_S
    )
    ours, _, status = model.states(seconds)
    good = (codes == 0) & (status == 0)
    radius = np.linalg.norm(position, axis=2)
    is_wild = (radius >= RUNAWAY_KM) | (np.linalg.norm(velocity, axis=2) >= RUNAWAY_KM_S)
    error = np.linalg.norm(np.where(good[..., None], ours - position, 0.0), axis=2)
    rows = []
    for name, chosen in (("near", ~is_deep), ("deep", is_deep)):
        inside = good[chosen] & ~is_wild[chosen]
        outside = good[chosen] & is_wild[chosen]
        row = {
            "what": f"accuracy {name}",
            "objects": int(chosen.sum()),
            "states": int(good[chosen].sum()),
            "codes_differ": int((codes[chosen] != status[chosen]).sum()),
            "max_error_km": float(error[chosen][inside].max()),
            "runaway_states": int(outside.sum()),
            "runaway_relative": float((error[chosen][outside] / radius[chosen][outside]).max(initial=0.0)),
        }
        row["passes"] = (
            row["codes_differ"] == 0
            and row["max_error_km"] <= LARGEST_ERROR_KM
            and row["runaway_relative"] <= LARGEST_RELATIVE_ERROR
        )
        rows.append(row)
    return rows


def speed(model: Sgp4, satellites: list, lines: list[str], is_deep: np.ndarray) -> list[dict]:
    from astroz._astroz import Satrec as AstrozSatrec
    from astroz._astroz import Sgp4Constellation, sdp4_batch_propagate_into
    from sgp4.api import SatrecArray

    seconds = np.arange(N_TIMES) * (DAY_S / N_TIMES)
    jd, fr = np.full(N_TIMES, START_JULIAN), seconds / DAY_S
    out, status = np.zeros(6 * kernels.LANES), np.zeros(kernels.LANES, np.int8)
    block_is_deep = model.tables.block_kind >= 3
    rows = []
    for name, chosen, blocks in (
        ("near", ~is_deep, np.flatnonzero(~block_is_deep)),
        ("deep", is_deep, np.flatnonzero(block_is_deep)),
        ("whole catalog", np.ones(len(is_deep), bool), np.arange(len(block_is_deep))),
    ):
        index = np.flatnonzero(chosen)
        peer = SatrecArray([satellites[i] for i in index])
        near = [i for i in index if not is_deep[i]]
        deep = [i for i in index if is_deep[i]]
        constellation = (
            Sgp4Constellation.from_tle_text(
                "\n".join(line for i in near for line in lines[2 * i : 2 * i + 2])
            )
            if near
            else None
        )
        deep_records = [AstrozSatrec.twoline2rv(lines[2 * i], lines[2 * i + 1]) for i in deep]
        near_size = constellation.num_satellites if constellation else 0
        near_out = np.empty((near_size, N_TIMES, 3)), np.empty((near_size, N_TIMES, 3))
        deep_out = np.empty((len(deep), N_TIMES, 3)), np.empty((len(deep), N_TIMES, 3))
        offsets = (
            (START_JULIAN - np.asarray(constellation.epochs)) * 1440.0 if constellation is not None else None
        )

        def astroz_task(
            constellation=constellation,
            deep_records=deep_records,
            near_out=near_out,
            deep_out=deep_out,
            offsets=offsets,
        ):
            if constellation is not None:
                constellation.propagate_into(seconds / 60.0, *near_out, epoch_offsets=offsets)
            if deep_records:
                sdp4_batch_propagate_into(deep_records, jd, fr, *deep_out)

        timings = in_turns(
            {
                "specola": lambda blocks=blocks: run_blocks(model.tables, blocks, seconds, out, status),
                "sgp4": lambda peer=peer: peer.sgp4(jd, fr),
                "astroz": astroz_task,
            },
            runs=5,
        )
        n_states = len(index) * N_TIMES
        ours = timings["specola"].cpu_s
        rows.append(
            {
                "what": f"speed {name}",
                "objects": len(index),
                "specola_million_s": n_states / ours / 1e6,
                "sgp4_million_s": n_states / timings["sgp4"].cpu_s / 1e6,
                "astroz_million_s": (near_size + len(deep)) * N_TIMES / timings["astroz"].cpu_s / 1e6,
                "times_sgp4": timings["sgp4"].cpu_s / ours,
                "times_astroz": timings["astroz"].cpu_s / ours,
            }
        )
    return rows


def main() -> None:
    from sgp4.api import Satrec

    content = gzip.decompress((data_folder() / CATALOG).read_bytes())
    sets = element_sets_from_records(read_element_file(content, file=CATALOG).records)
    lines = element_lines()
    satellites = [Satrec.twoline2rv(a, b) for a, b in zip(lines[::2], lines[1::2], strict=True)]
    if len(satellites) != len(sets):
        message = f"{len(satellites)} sets in the lines, {len(sets)} read"
        raise SystemExit(message)
    model = Sgp4.prepare(sets.elements, Epochs.from_utc_text(START), until_s=7.0 * DAY_S)
    is_deep = model.tables.block_kind[model.tables.lane_of_row // kernels.LANES] >= 3
    rows = accuracy(model, satellites, is_deep) + speed(model, satellites, lines, is_deep)
    report("propagation", rows, catalog=CATALOG, versions=versions("sgp4", "astroz", "numba", "numpy"))
    if not all(row.get("passes", True) for row in rows):
        raise SystemExit(1)


if __name__ == "__main__":
    main()
