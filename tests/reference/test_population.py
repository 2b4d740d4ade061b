"""The simulated catalog against the real one, and against the reference SGP4.

The real catalogs are public element sets of 2024-11-01 (CelesTrak) and 2024-07-05 (Space-Track).
"""

from __future__ import annotations

import gzip

import numpy as np
import pytest
from scipy.stats import ks_2samp
from sgp4.api import WGS72, Satrec, SatrecArray

from specola.awareness.screening import Kind, Volume, screen_all
from specola.catalog.elements import element_sets_from_records
from specola.catalog.population import simulate
from specola.epochs import Epochs
from specola.messages import read_element_file
from specola.numerics.units import DAY_S, MINUTE_S

START = Epochs.from_utc_text("2024-11-01T12:00:00Z")
REFERENCE_COUNT = 26_834


@pytest.fixture(scope="module")
def real(shared_data):
    """Return a function that reads a real catalog."""

    def read(name):
        content = gzip.decompress((shared_data / "catalog" / name).read_bytes())
        return element_sets_from_records(read_element_file(content, file=name).records)

    return read


def shape(sets):
    """Return semi-major axis, eccentricity and inclination."""
    elements = sets.elements
    a_km = np.cbrt(398_600.8 / elements.mean_motion_rad_s**2)
    return {"a": a_km, "e": elements.eccentricity, "i": elements.inclination_rad}


@pytest.mark.parametrize("name", ["celestrak_on_orbit_2024-11-01.csv.gz", "spacetrack_2024-07-05_3le.txt.gz"])
def test_elements_are_distributed_as_in_the_real_catalog(real, name):
    truth = shape(real(name))
    for n, seed in ((REFERENCE_COUNT, 1), (REFERENCE_COUNT, 2), (100_000, 3)):
        found = shape(simulate(n, seed, epoch=START))
        distance = {key: ks_2samp(found[key], truth[key]).statistic for key in truth}
        assert max(distance.values()) <= 0.05, (n, seed, distance)


def test_events_happen_as_often_as_in_the_real_catalog(real):
    def crossings(sets):
        found = screen_all(sets, START, duration_s=DAY_S / 12.0, volume=Volume(miss_km=5.0))
        return int((found.events.kind == Kind.CROSSING).sum())

    truth = real("celestrak_on_orbit_2024-11-01.csv.gz")
    expected = crossings(truth)
    for seed in (1, 2):
        found = crossings(simulate(len(truth), seed, epoch=START))
        assert expected / 1.5 <= found <= expected * 1.5, (seed, found, expected)


@pytest.mark.parametrize(("n", "seed"), [(10, 1), (8000, 2)])
def test_the_reference_sgp4_propagates_every_object_for_seven_days(n, seed):
    elements = simulate(n, seed, epoch=START).elements
    whole, fraction = (float(part[0]) for part in START.utc_julian_days())
    columns = (
        elements.bstar_per_earth_radius,
        np.zeros(n),
        np.zeros(n),
        elements.eccentricity,
        elements.argument_of_perigee_rad,
        elements.inclination_rad,
        elements.mean_anomaly_rad,
        elements.mean_motion_rad_s * MINUTE_S,
        elements.raan_rad,
    )
    satellites = []
    for row in zip(*(column.tolist() for column in columns), strict=True):
        satellite = Satrec()
        satellite.sgp4init(WGS72, "i", 1, whole + fraction - 2_433_281.5, *row)
        satellites.append(satellite)
    assert {satellite.error for satellite in satellites} == {0}
    days = np.arange(0.0, 7.01, 0.5)
    errors, _, _ = SatrecArray(satellites).sgp4(np.full(len(days), whole), fraction + days)
    assert not errors.any()
