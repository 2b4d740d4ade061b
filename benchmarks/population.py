"""How well the simulated catalog matches the real one, and how fast it is made.

    python benchmarks/population.py

Prints the Kolmogorov-Smirnov distance in semi-major axis, eccentricity and inclination for several
seeds and sizes beside that between real catalogs, close approaches of a day within 5 km, objects
that SGP4 loses within 7 days, and times. Real catalogs come from SPECOLA_TEST_DATA.
"""

import gzip
import os
import time
from pathlib import Path

import numpy as np
from scipy.stats import ks_2samp

from specola.awareness.screening import Kind, Volume, screen_all
from specola.catalog.elements import element_sets_from_records
from specola.catalog.population import simulate
from specola.dynamics.sgp4 import Sgp4
from specola.epochs import Epochs
from specola.messages import read_element_file
from specola.numerics.units import DAY_S

DATA = Path(os.environ.get("SPECOLA_TEST_DATA", Path(__file__).resolve().parents[2] / "shared" / "data"))
REFERENCE = "celestrak_on_orbit_2024-11-01.csv.gz"
OTHERS = ("spacetrack_2024-07-05_3le.txt.gz", "spacetrack_2022-07-15_3le.txt.gz")
START = Epochs.from_utc_text("2024-11-01T12:00:00Z")


def read(name):
    content = gzip.decompress((DATA / "catalog" / name).read_bytes())
    return element_sets_from_records(read_element_file(content, file=name).records)


def shape(sets):
    elements = sets.elements
    return np.cbrt(398_600.8 / elements.mean_motion_rad_s**2), elements.eccentricity, elements.inclination_rad


def distances(first, second):
    return "  ".join(
        f"{ks_2samp(one, two).statistic:.4f}" for one, two in zip(shape(first), shape(second), strict=True)
    )


def crossings(sets):
    found = screen_all(sets, START, duration_s=DAY_S, volume=Volume(miss_km=5.0))
    return int((found.events.kind == Kind.CROSSING).sum())


def lost_objects(sets):
    model = Sgp4.prepare(sets.elements, START, until_s=7.0 * DAY_S)
    is_lost = model.status != 0
    for day in np.arange(0.0, 7.01, 0.5):
        is_lost |= model.states(np.array([day * DAY_S]))[2][:, 0] != 0
    return int(is_lost.sum())


def seconds_to_make(n):
    times = []
    for _ in range(3):
        begin = time.perf_counter()
        simulate(n, 1, epoch=START)
        times.append(time.perf_counter() - begin)
    return min(times)


def main():
    real = {name: read(name) for name in (REFERENCE, *OTHERS)}
    n = len(real[REFERENCE])
    print("Kolmogorov-Smirnov distance                                        a       e       i")
    for name, sets in real.items():
        for size, seed in ((n, 1), (n, 2), (n, 3), (1000, 1), (300_000, 1)):
            line = distances(simulate(size, seed, epoch=START), sets)
            print(f"simulated {size:>7,} seed {seed} to {name:<38} {line}")
    for name in OTHERS:
        print(f"real {REFERENCE:.20} to {name:<35} {distances(real[REFERENCE], real[name])}")
    truth = crossings(real[REFERENCE])
    print(f"crossing events within 5 km in 24 h, {n:,} objects: real {truth:,}")
    for seed in (1, 2, 3):
        found = crossings(simulate(n, seed, epoch=START))
        print(f"  simulated, seed {seed}: {found:,}, ratio {found / truth:.3f}")
    for size in (10, n, 300_000):
        print(
            f"objects SGP4 loses within 7 days, of {size:,}: {lost_objects(simulate(size, 1, epoch=START))}"
        )
        print(f"  made in {seconds_to_make(size):.3f} s (best of 3)")


if __name__ == "__main__":
    main()
