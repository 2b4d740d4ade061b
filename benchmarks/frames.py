"""Frames: error against pyerfa at every instant, and states a second. `python benchmarks/frames.py`."""

from __future__ import annotations

import argparse
import os
import platform
import time
from pathlib import Path

import astropy_iers_data
import erfa
import numpy as np

from specola.epochs import Epochs, read_finals2000a
from specola.frames import Frame
from specola.frames.earth import change_frame

RADIUS_KM = 7000.0
WAYS = (
    (Frame.TEME, Frame.ITRF),
    (Frame.TEME, Frame.GCRF),
    (Frame.ITRF, Frame.GCRF),
    (Frame.TEME, Frame.EME2000),
)


def direct(epochs, position_km, way, orientation):
    """Return positions by pyerfa, evaluated at every instant."""
    at = orientation.at(epochs)
    tt, ut1 = epochs.tt_julian_days(), epochs.julian_days(at.ut1_tai_s)
    polar_motion = erfa.pom00(at.xp_rad, at.yp_rad, erfa.sp00(*tt))
    to_itrf = {Frame.ITRF: np.eye(3)}
    if Frame.TEME in way:
        still = np.broadcast_to(np.eye(3), (len(epochs), 3, 3))
        to_itrf[Frame.TEME] = erfa.c2tcio(still, erfa.gmst82(*ut1), polar_motion)
    if Frame.GCRF in way or Frame.EME2000 in way:
        x, y, s = erfa.xys06a(*tt)
        pole = erfa.c2ixys(x + at.dx_rad, y + at.dy_rad, s)
        to_itrf[Frame.GCRF] = erfa.c2tcio(pole, erfa.era00(*ut1), polar_motion)
        to_itrf[Frame.EME2000] = to_itrf[Frame.GCRF] @ np.swapaxes(erfa.bp06(*tt)[0], 1, 2)
    origin, target = way
    return np.matvec(np.swapaxes(to_itrf[target], -2, -1) @ to_itrf[origin], position_km)


def states(begin, days, n):
    """Return n instants over so many days, and random states at 7000 km."""
    generator = np.random.Generator(np.random.PCG64(7))
    epochs = begin.shifted(np.sort(generator.uniform(0.0, days * 86_400.0, n)))
    position_km = generator.normal(size=(n, 3))
    position_km *= RADIUS_KM / np.linalg.norm(position_km, axis=1, keepdims=True)
    return epochs, position_km, generator.normal(size=(n, 3)) * 7.5


def best_s(call, repeats):
    """Return the shortest wall and CPU time of some runs."""
    walls, cpus = [], []
    for _ in range(repeats):
        wall, cpu = time.perf_counter(), time.process_time()
        call()
        walls.append(time.perf_counter() - wall)
        cpus.append(time.process_time() - cpu)
    return min(walls), min(cpus)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--states", type=int, default=200_000)
    parser.add_argument("--checked", type=int, default=20_000)
    parser.add_argument("--repeats", type=int, default=5)
    chosen = parser.parse_args()
    orientation = read_finals2000a(Path(astropy_iers_data.IERS_A_FILE).read_bytes())
    print(
        f"{platform.processor() or platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.2f}"
    )
    print(
        f"{chosen.checked} instants 2020 to 2026 checked; {chosen.states} states in 30 days timed, one thread"
    )
    print(f"{'way':>16} {'max error mm':>13} {'M states/s':>11} {'M per CPU s':>12} {'pyerfa, same':>13}")
    checked = states(Epochs.from_utc_text("2020-01-01"), 6.5 * 365, chosen.checked)
    timed = states(Epochs.from_utc_text("2026-01-01"), 30, chosen.states)
    for way in WAYS:

        def convert(rows, way=way):
            epochs, position_km, velocity_km_s = rows
            origin, target = way
            return change_frame(
                epochs,
                position_km,
                velocity_km_s=velocity_km_s,
                origin=origin,
                target=target,
                orientation=orientation,
            )[0]

        start = time.process_time()
        expected_km = direct(checked[0], checked[1], way, orientation)
        direct_rate = chosen.checked / (time.process_time() - start) / 1e6
        worst_mm = np.linalg.norm(convert(checked) - expected_km, axis=1).max() * 1e6
        wall_s, cpu_s = best_s(lambda: convert(timed), chosen.repeats)
        rate, cpu_rate = chosen.states / wall_s / 1e6, chosen.states / cpu_s / 1e6
        print(f"{way[0]:>7} {way[1]:>8} {worst_mm:13.6f} {rate:11.2f} {cpu_rate:12.2f} {direct_rate:13.3f}")


if __name__ == "__main__":
    main()
