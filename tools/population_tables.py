"""Print the groups of `specola.catalog.population_fields` from full public catalogs.

    python tools/population_tables.py CATALOG.gz... | ruff format -

The catalogs are pooled, each object falls into the first group that fits, and of each group only
its share, quantiles and rank correlations are printed. A group of fewer than 50 is joined to the
rest, so that no line tells of an object.
"""

import gzip
import itertools
import math
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from specola.catalog.elements import ElementSets, element_sets_from_records
from specola.catalog.population_fields import LEVELS, Group
from specola.messages import read_element_file
from specola.numerics.units import RAD_TO_DEG

MU_KM3_S2 = 398_600.8
EARTH_RADIUS_KM = 6378.135
GEOSYNCHRONOUS_KM = 42_164.0
FEWEST = 50
MOST_ECCENTRIC_SHELL = 0.03
NEAR_CIRCULAR = 0.02

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]


class Shell(NamedTuple):
    """Where the satellites of a constellation are kept, and in how many planes."""

    label: str
    altitude_km: float
    half_width_km: float
    inclination_deg: float
    half_width_deg: float
    planes: int
    argument_of_perigee_deg: float | None = None
    node_span_deg: float = 360.0
    plane_step_km: float = 0.0


SHELLS = (
    Shell("SHELL53/360", 359.8, 0.6, 53.157, 0.05, 28, 90.0),
    Shell("SHELL43/444", 444.07, 0.6, 43.0, 0.05, 28, 270.0),
    Shell("SHELL53/447", 447.25, 0.6, 53.16, 0.05, 28, 90.0),
    Shell("SHELL53/463", 463.26, 0.6, 53.16, 0.05, 28, 90.0),
    Shell("SHELL53/475", 475.25, 0.6, 53.16, 0.05, 28, 90.0),
    Shell("SHELL43/488", 488.05, 0.6, 43.0, 0.05, 28, 270.0),
    Shell("SHELL53/540", 539.74, 0.6, 53.217, 0.05, 72, 90.0),
    Shell("SHELL53/547", 547.2, 0.8, 53.054, 0.05, 72, 90.0),
    Shell("SHELL43/559", 559.08, 0.6, 43.0, 0.05, 28, 270.0),
    Shell("SHELL98/563", 563.0, 0.6, 97.655, 0.05, 6, 90.0),
    Shell("SHELL70/572", 572.05, 0.6, 70.0, 0.05, 18, 270.0),
    Shell("SHELL86/778", 777.7, 1.5, 86.395, 0.05, 6, 90.0, 180.0),
    Shell("SHELL88/1200", 1199.7, 24.0, 87.91, 0.08, 12, 90.0, 180.0, 4.0),
    Shell("SHELL52/1414", 1413.6, 0.6, 52.0, 0.1, 8, 90.0),
    Shell("GNSS65/19130", 19130.0, 8.0, 64.8, 1.2, 3),
    Shell("GNSS55/20182", 20181.0, 8.0, 55.0, 2.5, 6),
    Shell("GNSS55/21528", 21528.0, 8.0, 55.0, 1.6, 3),
    Shell("GNSS56/23222", 23222.0, 8.0, 56.0, 2.0, 3),
    Shell("GEOKEPT", 35786.6, 8.0, 0.07, 0.08, 1),
)

# Edges of the inclination bands of low orbits: launch sites, sun-synchronism and breakups.
LOW_BANDS_DEG = (
    *(0, 36, 47, 52.5, 53.6, 62, 64.3, 65.35, 67, 73, 73.75, 74.4, 81, 81.45, 82.4, 82.7, 84, 87.5, 89.3),
    *(91, 96.5, 97.3, 97.7, 98.2, 98.5, 98.8, 99.3, 100.3, 101.5, 103, 180),
)


def regimes(a_km: Array, e: Array, i_deg: Array) -> Iterator[tuple[str, Mask]]:
    """Yield label and members of each group that is no shell; an object belongs to the first."""
    perigee_km, apogee_km = a_km * (1.0 - e) - EARTH_RADIUS_KM, a_km * (1.0 + e) - EARTH_RADIUS_KM
    is_transfer = (perigee_km < 5000.0) & (apogee_km > 20_000.0) & (apogee_km < 45_000.0)
    yield "GEODRIFT", (abs(a_km - GEOSYNCHRONOUS_KM) < 400.0) & (e < 0.03)
    yield "GEOGRAVE", (a_km >= GEOSYNCHRONOUS_KM + 400.0) & (e < 0.1) & (a_km < 46_000.0)
    yield "GNSSGRAVE", (a_km > 24_000.0) & (a_km < 31_500.0) & (e < 0.1)
    yield "MOLNIYA", (abs(a_km - 26_750.0) < 2750.0) & (e >= 0.5) & (abs(i_deg - 64.0) < 6.0)
    yield "GTO0", is_transfer & (i_deg < 15.0)
    yield "GTO15", is_transfer & (i_deg < 35.0)
    yield "GTO35", is_transfer
    yield "HEO", apogee_km >= 25_000.0
    yield "MEO", (perigee_km >= 2000.0) & (e < 0.1)
    yield "MEO0E", (apogee_km >= 3000.0) & (i_deg < 40.0)
    yield "MEO40E", apogee_km >= 3000.0
    for low, high in itertools.pairwise(LOW_BANDS_DEG):
        is_in_band = (i_deg >= low) & (i_deg < high)
        yield f"LEO{low:g}", is_in_band & (e < NEAR_CIRCULAR)
        yield f"LEO{low:g}E", is_in_band


def groups(a_km: Array, e: Array, i_deg: Array) -> Iterator[Group]:
    """Yield all groups of a pooled catalog."""
    is_left = np.ones(len(a_km), dtype=bool)
    for shell in SHELLS:
        height_km = a_km - EARTH_RADIUS_KM - shell.altitude_km
        is_member = is_left & (abs(height_km) < shell.half_width_km) & (e < MOST_ECCENTRIC_SHELL)
        is_member &= abs(i_deg - shell.inclination_deg) < shell.half_width_deg
        is_left &= ~is_member
        middle_km = a_km[is_member] - off_middle_km(height_km[is_member], shell)
        yield Group(
            shell.label,
            share(is_member),
            a_km=quantiles(middle_km, 2),
            eccentricity=quantiles(e[is_member], 6),
            inclination_deg=quantiles(i_deg[is_member], 4),
            planes=shell.planes,
            node_span_deg=shell.node_span_deg,
            plane_step_km=shell.plane_step_km,
            argument_of_perigee_deg=shell.argument_of_perigee_deg,
        )
    is_rest = is_left.copy()
    for label, is_fit in regimes(a_km, e, i_deg):
        is_member = is_left & is_fit
        is_left &= ~is_member
        if is_member.sum() >= FEWEST:
            is_rest &= ~is_member
            yield regime(label, is_member, a_km=a_km, e=e, i_deg=i_deg)
    yield regime("LEOREST", is_rest, a_km=a_km, e=e, i_deg=i_deg)


def off_middle_km(height_km: Array, shell: Shell) -> Array:
    """How far each satellite's plane is above the middle of its shell."""
    step_km = shell.plane_step_km
    if not step_km:
        return np.zeros_like(height_km)
    most = (shell.planes - 1) / 2.0
    return step_km * np.clip(np.round(height_km / step_km - 0.5) + 0.5, -most, most)


def regime(label: str, is_member: Mask, *, a_km: Array, e: Array, i_deg: Array) -> Group:
    """Describe the objects of a group that is no shell."""
    return Group(
        label,
        share(is_member),
        a_km=quantiles(a_km[is_member], 1),
        eccentricity=quantiles(e[is_member], 5),
        inclination_deg=quantiles(i_deg[is_member], 2),
        correlation_a_e=correlation(a_km[is_member], e[is_member]),
        correlation_a_i=correlation(a_km[is_member], i_deg[is_member]),
        argument_of_perigee_deg=270.0 if label == "MOLNIYA" else None,
        is_on_laplace_plane=label == "GEODRIFT",
    )


def share(is_member: Mask) -> float:
    """Return the share of members of all objects."""
    return round(float(is_member.mean()), 5)


def quantiles(values: Array, digits: int) -> tuple[float, ...]:
    """Return the quantiles at LEVELS, rounded."""
    return tuple(float(value) for value in np.round(np.quantile(values, LEVELS), digits))


def correlation(first: Array, second: Array) -> float:
    """Return the correlation of the normal scores that belongs to Spearman's of the values."""
    spread = np.arange(len(first)) - (len(first) - 1) / 2.0
    ranks = [spread[np.argsort(np.argsort(values))] for values in (first, second)]
    spearman = float(ranks[0] @ ranks[1] / (spread @ spread))
    return round(2.0 * math.sin(math.pi / 6.0 * spearman), 2)


def source(group: Group) -> str:
    """Return a group as code, defaults left out."""
    default = Group._field_defaults
    fields = group._asdict()
    parts = [repr(fields[key]) for key in list(fields)[:5]]
    parts += [f"{key}={fields[key]!r}" for key in default if fields[key] != default[key]]
    return f"Group({', '.join(parts)}),"


def read(path: Path) -> ElementSets:
    """Read the element sets of a plain or gzip file."""
    content = path.read_bytes()
    content = gzip.decompress(content) if path.suffix == ".gz" else content
    return element_sets_from_records(read_element_file(content, file=path.name).records)


def main(paths: list[str]) -> None:
    """Print the groups."""
    sets = [read(Path(path)).elements for path in paths]
    mean_motion_rad_s = np.concatenate([one.mean_motion_rad_s for one in sets])
    a_km = np.cbrt(MU_KM3_S2 / mean_motion_rad_s**2)
    e = np.concatenate([one.eccentricity for one in sets])
    i_deg = np.concatenate([one.inclination_rad for one in sets]) * RAD_TO_DEG
    print("GROUPS = (", *(source(group) for group in groups(a_km, e, i_deg)), ")", sep="\n")


if __name__ == "__main__":
    main(sys.argv[1:])
