"""A simulated catalog: ids, seeds, ranges, and constellations that keep apart."""

from __future__ import annotations

from collections import Counter
from dataclasses import fields

import numpy as np
import pytest

from specola.catalog import population
from specola.catalog.objects import DataMode
from specola.catalog.population import DATA_MODE, FIRST_NUMBER, simulate
from specola.catalog.population_fields import GROUPS, LEVELS, REFERENCE_COUNT
from specola.epochs import Epochs
from specola.errors import ArgumentError, ShapeError
from specola.numerics.units import DEG_TO_RAD, TWO_PI

EPOCH = Epochs.from_utc_text("2024-11-01T12:00:00Z")


def columns(sets):
    """Return every array of a catalog."""
    elements = sets.elements
    yield from (sets.catalog_number, sets.name, elements.epochs.tai_s, elements.epochs.fraction_s)
    yield from (getattr(elements, field.name) for field in fields(elements)[1:])


def semi_major_axis_km(sets):
    return np.cbrt(398_600.8 / sets.elements.mean_motion_rad_s**2)


def group_of(sets):
    return np.array([name.split(" ")[0].removeprefix("SIM-") for name in sets.name])


@pytest.mark.parametrize("n", [1, 2, 10, 999])
def test_as_many_objects_as_asked_each_with_its_own_number_and_name(n):
    sets = simulate(n, 5, epoch=EPOCH)
    assert len(sets) == n
    assert sets.catalog_number.tolist() == list(range(FIRST_NUMBER, FIRST_NUMBER + n))
    assert len(set(sets.name.tolist())) == n
    assert all(name.startswith("SIM-") for name in sets.name)
    assert np.all(sets.elements.epochs.seconds_since(EPOCH) == 0.0)


def test_numbers_have_nine_digits_and_the_mode_is_simulated():
    assert FIRST_NUMBER > 900_000_000
    assert DATA_MODE is DataMode.SIMULATED


def test_names_fit_the_title_line_of_a_3le():
    sets = simulate(300_000, 5, epoch=EPOCH)
    assert max(len(name) for name in sets.name) <= 24


def test_the_same_seed_gives_the_same_bytes():
    first, again, other = (simulate(3000, seed, epoch=EPOCH) for seed in (8, 8, 9))
    assert all(a.tobytes() == b.tobytes() for a, b in zip(columns(first), columns(again), strict=True))
    assert not np.array_equal(first.elements.mean_anomaly_rad, other.elements.mean_anomaly_rad)


def test_groups_get_their_share_to_within_one():
    n = 7000
    counts = Counter(group_of(simulate(n, 3, epoch=EPOCH)))
    total = sum(group.share for group in GROUPS)
    assert total == pytest.approx(1.0, abs=1e-4)
    for group in GROUPS:
        assert abs(counts[group.label] - n * group.share / total) < 1.0, group.label


def test_every_group_comes_up_over_seeds_of_a_small_catalog():
    seen = {label for seed in range(400) for label in group_of(simulate(10, seed, epoch=EPOCH))}
    assert len(seen) > 70


def test_elements_are_in_range():
    sets = simulate(20_000, 4, epoch=EPOCH)
    elements, a_km = sets.elements, semi_major_axis_km(sets)
    for angle in (elements.raan_rad, elements.argument_of_perigee_rad, elements.mean_anomaly_rad):
        assert angle.min() >= 0.0
        assert angle.max() < TWO_PI
    assert (elements.eccentricity >= 0.0).all()
    assert (a_km * (1.0 - elements.eccentricity) - 6378.135).min() >= 209.9
    is_deep = TWO_PI / elements.mean_motion_rad_s >= 225.0 * 60.0
    assert (elements.bstar_per_earth_radius[is_deep] == 0.0).all()
    assert (elements.bstar_per_earth_radius[~is_deep] > 0.0).all()


def test_the_nodes_of_drifting_geosynchronous_orbits_follow_the_inclination():
    sets = simulate(60_000, 4, epoch=EPOCH)
    elements = sets.elements[np.flatnonzero(group_of(sets) == "GEODRIFT")]
    inclination_vector = elements.inclination_rad / DEG_TO_RAD * np.exp(1j * elements.raan_rad)
    from_pole_deg = np.abs(inclination_vector - 7.4)
    assert np.median(np.abs(from_pole_deg - 7.4)) < 0.7


def test_planes_grow_with_the_root_of_the_number():
    planes = []
    for n in (REFERENCE_COUNT, 4 * REFERENCE_COUNT):
        sets = simulate(n, 4, epoch=EPOCH)
        shell = sets.elements[np.flatnonzero(group_of(sets) == "SHELL53/540")]
        nodes = np.sort(shell.raan_rad)
        gaps = np.diff(np.append(nodes, nodes[0] + TWO_PI))
        planes.append(int((gaps > 1.0 * DEG_TO_RAD).sum()))
    assert planes == [72, 144]


def test_planes_of_their_own_altitude_do_not_grow():
    sets = simulate(4 * REFERENCE_COUNT, 4, epoch=EPOCH)
    rows = np.flatnonzero(group_of(sets) == "SHELL88/1200")
    heights = np.sort(semi_major_axis_km(sets)[rows])
    assert int((np.diff(heights) > 2.0).sum()) + 1 == 12


@pytest.mark.parametrize(
    ("planes", "slots", "inclination_deg"), [(6, 11, 86.4), (12, 13, 53.0), (24, 7, 97.6)]
)
def test_the_phase_of_a_shell_keeps_its_satellites_apart(planes, slots, inclination_deg):
    def nearest_rad(phase_rad):
        node = np.repeat(np.arange(planes), slots) * TWO_PI / planes
        slot = np.tile(np.arange(slots), planes) * TWO_PI / slots
        start = slot + np.repeat(np.arange(planes), slots) * phase_rad
        least = np.inf
        for turn in np.linspace(0.0, TWO_PI / slots, 60):
            u = start + turn
            tilt = inclination_deg * DEG_TO_RAD
            x = np.cos(node) * np.cos(u) - np.sin(node) * np.sin(u) * np.cos(tilt)
            y = np.sin(node) * np.cos(u) + np.cos(node) * np.sin(u) * np.cos(tilt)
            unit = np.stack([x, y, np.sin(u) * np.sin(tilt)], axis=1)
            cosine = unit @ unit.T - 2.0 * np.eye(len(unit))
            least = min(least, float(np.arccos(np.clip(cosine.max(), -1.0, 1.0))))
        return least

    chosen = population._phase_rad(
        planes, slots, span_rad=TWO_PI, inclination_rad=inclination_deg * DEG_TO_RAD
    )
    unit_rad = TWO_PI / (planes * slots)
    assert chosen / unit_rad == pytest.approx(round(chosen / unit_rad), abs=1e-9)
    all_phases = [nearest_rad(k * unit_rad) for k in range(planes)]
    # How fast two satellites drift past each other varies with the crossing angle, so that the widest
    # miss in phase need not be the widest in angle; but it is among the wide ones.
    assert nearest_rad(chosen) > np.median(all_phases)
    assert nearest_rad(chosen) > 0.4 * max(all_phases)


def test_a_single_plane_has_no_phase():
    assert population._phase_rad(1, 40, span_rad=TWO_PI, inclination_rad=0.0) == 0.0


def test_the_tables_are_quantiles():
    assert list(LEVELS) == sorted(LEVELS)
    assert len({group.label for group in GROUPS}) == len(GROUPS)
    for group in GROUPS:
        for quantiles in (group.a_km, group.eccentricity, group.inclination_deg):
            assert len(quantiles) == len(LEVELS)
            assert list(quantiles) == sorted(quantiles), group.label
        assert abs(group.correlation_a_e) < 1.0
        assert abs(group.correlation_a_i) < 1.0


@pytest.mark.parametrize(
    ("n", "seed", "expected"),
    [
        (0, 1, "n is 0, expected 1 to"),
        (100_000_000, 1, "n is 100000000, expected 1 to"),
        (5, -1, "seed is -1, expected 0 or more"),
    ],
)
def test_numbers_that_cannot_be(n, seed, expected):
    with pytest.raises(ArgumentError, match=expected):
        simulate(n, seed, epoch=EPOCH)


def test_one_epoch():
    with pytest.raises(ShapeError, match="epoch holds 2 instants, expected one"):
        simulate(5, 1, epoch=Epochs.concatenate([EPOCH, EPOCH]))
