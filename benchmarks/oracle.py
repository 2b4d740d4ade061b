"""Brute-force truth for screening, from the `sgp4` package and scipy alone.

Nothing of specola's kernels is used. Every pair is looked at: at each sample instant a k-d tree gives
all pairs nearer than the reach plus half a step at the sum of the two largest speeds, so that no
assumption on the shape of the motion is made. Each such pair is then sampled densely, every local
minimum of distance is bracketed, minimized, and its instant solved for with the distance's derivative
by central differences of positions.

Run as a script, it compares specola with it:

    python benchmarks/oracle.py CATALOG --hours 12 --objects 5000 --seed 1
    python benchmarks/oracle.py CATALOG --hours 0.25
"""

from __future__ import annotations

import argparse
import time
from dataclasses import dataclass

import numpy as np
from scipy.optimize import brentq, minimize_scalar
from scipy.spatial import cKDTree
from sgp4.api import WGS72, Satrec

JULIAN_1949_12_31 = 2_433_281.5
DENSE_S = 0.5
DERIVATIVE_S = 0.05


@dataclass(frozen=True)
class Truth:
    """Local minima of distance: rows of both objects, seconds after the start, km, km/s."""

    pairs: np.ndarray
    tca_s: np.ndarray
    miss_km: np.ndarray
    speed_km_s: np.ndarray


class Catalog:
    """Element sets as `sgp4` satellites, with times in seconds after `start_jd` (whole, fraction)."""

    def __init__(self, elements, start) -> None:
        self.offset_min = start.seconds_since(elements.epochs) / 60.0
        day, fraction = elements.epochs.utc_julian_days()
        self.satellites = []
        for i in range(len(elements)):
            satellite = Satrec()
            satellite.sgp4init(
                WGS72,
                "i",
                i % 99999,
                (day[i] - JULIAN_1949_12_31) + fraction[i],
                elements.bstar_per_earth_radius[i],
                0.0,
                0.0,
                elements.eccentricity[i],
                elements.argument_of_perigee_rad[i],
                elements.inclination_rad[i],
                elements.mean_anomaly_rad[i],
                elements.mean_motion_rad_s[i] * 60.0,
                elements.raan_rad[i],
            )
            self.satellites.append(satellite)

    def position(self, row: int, seconds: float) -> np.ndarray:
        """Return a position [km], NaN where SGP4 reports an error."""
        error, r, _ = self.satellites[row].sgp4_tsince(self.offset_min[row] + seconds / 60.0)
        return np.array(r) if error == 0 else np.full(3, np.nan)

    def velocity(self, row: int, seconds: float) -> np.ndarray:
        """Return a velocity [km/s]."""
        return np.array(self.satellites[row].sgp4_tsince(self.offset_min[row] + seconds / 60.0)[2])

    def all_at(self, seconds: float) -> tuple[np.ndarray, np.ndarray]:
        """Return all positions and velocities at one instant."""
        states = [
            s.sgp4_tsince(m + seconds / 60.0) for s, m in zip(self.satellites, self.offset_min, strict=True)
        ]
        position = np.array([r if e == 0 else (np.nan,) * 3 for e, r, _ in states])
        velocity = np.array([v if e == 0 else (np.nan,) * 3 for e, _, v in states])
        return position, velocity

    def path(self, row: int, seconds: np.ndarray) -> np.ndarray:
        """Return positions of one object at many instants, (t, 3)."""
        return np.array([self.position(row, t) for t in seconds])


def close_samples(catalog: Catalog, duration_s: float, reach_km: float, sample_s: float) -> np.ndarray:
    """Return (pair, pair, sample) for every pair that can be within reach around a sample."""
    found = []
    for k in range(int(np.ceil(duration_s / sample_s)) + 1):
        position, velocity = catalog.all_at(k * sample_s)
        radius, speed = np.linalg.norm(position, axis=1), np.linalg.norm(velocity, axis=1)
        rows = np.flatnonzero(np.isfinite(radius) & (radius < 5.0e5) & (speed < 12.0))
        # Speed changes by at most GM / r^2 (0.01 km/s^2) times half a step.
        fastest = np.sort(speed[rows])[-2:].sum() + 0.01 * sample_s
        pairs = cKDTree(position[rows]).query_pairs(
            reach_km + fastest * 0.5 * sample_s, output_type="ndarray"
        )
        # The same bound with the two objects' own speeds leaves fewer.
        i, j = rows[pairs[:, 0]], rows[pairs[:, 1]]
        relative = np.linalg.norm(velocity[i] - velocity[j], axis=1) + 0.01 * sample_s
        near = np.linalg.norm(position[i] - position[j], axis=1) <= reach_km + relative * 0.5 * sample_s
        found.append(np.stack([i[near], j[near], np.full(near.sum(), k)], axis=1))
    return np.concatenate(found)


def local_minima(catalog: Catalog, i: int, j: int, begin_s: float, end_s: float, reach_km: float) -> list:
    """Return (tca, miss, speed) of the minima below reach in [begin, end), sampled every DENSE_S."""
    moments = np.arange(begin_s - DENSE_S, end_s + 2.0 * DENSE_S, DENSE_S)
    path = catalog.path(i, moments) - catalog.path(j, moments)
    d2 = np.einsum("ij,ij->i", path, path)
    speed = np.linalg.norm(np.diff(path, axis=0), axis=1).max(initial=0.0) / DENSE_S
    middle = np.flatnonzero((d2[1:-1] <= d2[:-2]) & (d2[1:-1] < d2[2:])) + 1
    minima = []
    for m in middle:
        if np.sqrt(d2[m]) > reach_km + speed * DENSE_S:
            continue

        def separation(t: float) -> float:
            return float(np.linalg.norm(catalog.position(i, t) - catalog.position(j, t)))

        def growth(t: float) -> float:
            return separation(t + DERIVATIVE_S) ** 2 - separation(t - DERIVATIVE_S) ** 2

        found = minimize_scalar(separation, bounds=(moments[m - 1], moments[m + 1]), method="bounded")
        low, high = found.x - 0.25 * DENSE_S, found.x + 0.25 * DENSE_S
        tca = brentq(growth, low, high, xtol=1e-9) if growth(low) < 0.0 < growth(high) else found.x
        miss = separation(tca)
        if miss < reach_km and begin_s <= tca < end_s:
            minima.append(
                (tca, miss, float(np.linalg.norm(catalog.velocity(i, tca) - catalog.velocity(j, tca))))
            )
    return minima


def truth(elements, start, *, duration_s: float, reach_km: float, sample_s: float = 10.0) -> Truth:
    """Return every local minimum of distance below `reach_km` in [start, start + duration)."""
    catalog = Catalog(elements, start)
    samples = close_samples(catalog, duration_s, reach_km, sample_s)
    order = np.lexsort((samples[:, 2], samples[:, 1], samples[:, 0]))
    samples = samples[order]
    breaks = (
        np.flatnonzero((np.diff(samples[:, :2], axis=0) != 0).any(axis=1) | (np.diff(samples[:, 2]) > 1)) + 1
    )
    rows = []
    for run in np.split(samples, breaks) if len(samples) else []:
        i, j = int(run[0, 0]), int(run[0, 1])
        begin = max(0.0, (run[0, 2] - 0.5) * sample_s)
        end = min(duration_s, (run[-1, 2] + 0.5) * sample_s)
        rows += [(i, j, *minimum) for minimum in local_minima(catalog, i, j, begin, end, reach_km)]
    table = np.array(rows).reshape(-1, 5)
    table = table[np.argsort(table[:, 2])]
    return Truth(table[:, :2].astype(np.int64), table[:, 2], table[:, 3], table[:, 4])


@dataclass(frozen=True)
class Comparison:
    """How specola's events compare with the truth; only crossing ones count."""

    n_truth: int
    n_found: int
    missed: list
    extra: list
    tca_s: np.ndarray
    miss_km: np.ndarray
    speed_km_s: np.ndarray


def compare(
    expected: Truth, events, numbers, start, *, least_speed_km_s: float, window_s: float = 0.5
) -> Comparison:
    """Match events of the same pair nearer than `window_s`, above a relative speed."""
    row_of = {int(number): row for row, number in enumerate(numbers)}
    seconds = events.tca.seconds_since(start)
    by_pair: dict = {}
    for k in range(len(events)):
        pair = tuple(sorted((row_of[int(events.object_1[k])], row_of[int(events.object_2[k])])))
        by_pair.setdefault(pair, []).append(k)
    used, missed, differences = set(), [], []
    for pair, tca, miss, speed in zip(
        expected.pairs, expected.tca_s, expected.miss_km, expected.speed_km_s, strict=True
    ):
        near = [k for k in by_pair.get((int(pair[0]), int(pair[1])), []) if abs(seconds[k] - tca) < window_s]
        if near:
            used.add(near[0])
            if speed >= least_speed_km_s:
                differences.append((seconds[near[0]] - tca, events.miss_km[near[0]] - miss, speed))
        elif speed >= least_speed_km_s:
            missed.append((int(pair[0]), int(pair[1]), tca, miss, speed))
    is_counted = events.relative_speed_km_s >= least_speed_km_s
    extra = [k for k in np.flatnonzero(is_counted) if k not in used]
    table = np.array(differences).reshape(-1, 3)
    return Comparison(
        int((expected.speed_km_s >= least_speed_km_s).sum()),
        int(is_counted.sum()),
        missed,
        extra,
        *table.T,
    )


def main() -> None:
    from catalogs import read_catalog

    from specola.awareness.screening import Volume, screen_all
    from specola.epochs import Epochs

    parser = argparse.ArgumentParser()
    parser.add_argument("catalog")
    parser.add_argument("--start", default="2024-11-01T00:00:00Z")
    parser.add_argument("--hours", type=float, default=0.25)
    parser.add_argument("--objects", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--reach-km", type=float, default=5.0)
    parser.add_argument("--step-s", type=float, nargs="*", default=[180.0])
    parser.add_argument("--sample-s", type=float, default=10.0)
    parser.add_argument("--least-speed", type=float, default=0.05)
    options = parser.parse_args()
    sets = read_catalog(options.catalog)
    if options.objects:
        rows = np.random.Generator(np.random.PCG64(options.seed)).choice(
            len(sets), options.objects, replace=False
        )
        sets = sets[np.sort(rows)]
    start = Epochs.from_utc_text(options.start)
    duration_s = options.hours * 3600.0
    clock = time.perf_counter()
    expected = truth(
        sets.elements, start, duration_s=duration_s, reach_km=options.reach_km, sample_s=options.sample_s
    )
    spent_s = time.perf_counter() - clock
    print(f"{len(sets)} objects, {options.hours} h: {len(expected.tca_s)} minima in {spent_s:.0f} s")
    for step_s in options.step_s:
        answer = screen_all(
            sets, start, duration_s=duration_s, volume=Volume(options.reach_km), step_s=step_s
        )
        for least in (options.least_speed, 0.001):
            result = compare(expected, answer.events, sets.catalog_number, start, least_speed_km_s=least)
            print(
                f"step {step_s:.0f} s, above {least} km/s: {result.n_truth} true, {result.n_found} found, "
                f"{len(result.missed)} missed, {len(result.extra)} extra"
            )
            fast = result.speed_km_s > 0.1
            if fast.any():
                print(
                    f"  above 0.1 km/s: TCA within {np.abs(result.tca_s[fast]).max() * 1e3:.3g} ms, "
                    f"miss within {np.abs(result.miss_km[fast]).max() * 1e3:.3g} m"
                )
            for missed in result.missed[:20]:
                print("  missed", missed)
            for k in result.extra[:20]:
                print("  extra", events_row(answer.events, k, start))


def events_row(events, k, start) -> tuple:
    return (
        int(events.object_1[k]),
        int(events.object_2[k]),
        float(events.tca.seconds_since(start)[k]),
        float(events.miss_km[k]),
        float(events.relative_speed_km_s[k]),
    )


if __name__ == "__main__":
    main()
