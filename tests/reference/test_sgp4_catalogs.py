"""SGP4 and SDP4 against the compiled reference implementation on real catalogs.

Truth: the `sgp4` package, that is the C++ of AIAA 2006-6753 compiled, reading the same lines itself.
A sample of each catalog over 0 to 7 days; `benchmarks/propagation.py` takes every object.
"""

from __future__ import annotations

import gzip
from dataclasses import dataclass

import numpy as np
import pytest
from sgp4.api import Satrec, SatrecArray

from specola.catalog.elements import element_sets_from_records
from specola.dynamics.sgp4 import Sgp4
from specola.dynamics.sgp4.layout_fields import LANES, N_CLASSES
from specola.epochs import Epochs
from specola.messages import read_element_file
from specola.numerics.units import DAY_S

SNAPSHOTS = [
    ("spacetrack_2024-07-05_3le.txt.gz", "2024-07-05T00:00:00Z", 2_460_496.5),
    ("spacetrack_2019-12-19_3le.txt.gz", "2019-12-19T00:00:00Z", 2_458_836.5),
]
EVERY = 8
SECONDS = np.linspace(0.0, 7.0 * DAY_S, 22)
LARGEST_KM, LARGEST_KM_S = 1e-6, 1e-8
# Drag terms that have run away: only the relative difference means something.
FAR_KM, FAST_KM_S, LARGEST_RELATIVE = 500_000.0, 20.0, 1e-8


@dataclass
class Comparison:
    position: np.ndarray
    velocity: np.ndarray
    status: np.ndarray
    expected_position: np.ndarray
    expected_velocity: np.ndarray
    codes: np.ndarray
    at_epoch: np.ndarray
    expected_at_epoch: np.ndarray
    is_deep: np.ndarray

    @property
    def both(self):
        return (self.codes == 0) & (self.status == 0)

    @property
    def wild(self):
        radius = np.linalg.norm(self.expected_position, axis=2)
        return (radius >= FAR_KM) | (np.linalg.norm(self.expected_velocity, axis=2) >= FAST_KM_S)


@pytest.fixture(scope="module", params=SNAPSHOTS, ids=["2024-07-05", "2019-12-19"])
def comparison(request, shared_data):
    name, start, julian = request.param
    content = gzip.decompress((shared_data / "catalog" / name).read_bytes())
    lines = [line for line in content.decode().splitlines() if line[:2] in {"1 ", "2 "}]
    firsts, seconds = lines[::2][::EVERY], lines[1::2][::EVERY]
    text = "".join(f"{a}\n{b}\n" for a, b in zip(firsts, seconds, strict=True))
    sets = element_sets_from_records(read_element_file(text.encode(), file=name).records)
    satellites = [Satrec.twoline2rv(a, b) for a, b in zip(firsts, seconds, strict=True)]
    assert len(sets) == len(satellites)
    codes, position, velocity = SatrecArray(satellites).sgp4(np.full(len(SECONDS), julian), SECONDS / DAY_S)
    model = Sgp4.prepare(sets.elements, Epochs.from_utc_text(start), until_s=SECONDS[-1])
    return Comparison(
        *model.states(SECONDS),
        position,
        velocity,
        codes,
        model.status,
        np.array([satellite.sgp4_tsince(0.0)[0] for satellite in satellites]),
        model.tables.block_kind[model.tables.lane_of_row // LANES] >= N_CLASSES,
    )


def test_the_sample_holds_both_theories(comparison):
    assert comparison.is_deep.sum() > 300
    assert (~comparison.is_deep).sum() > 1500


def test_error_codes_are_equal(comparison):
    assert (comparison.status == comparison.codes).all()
    assert comparison.at_epoch.tolist() == comparison.expected_at_epoch.tolist()


@pytest.mark.parametrize("deep", [False, True], ids=["near", "deep"])
def test_states_are_equal(comparison, deep):
    at = comparison.both & ~comparison.wild & (comparison.is_deep == deep)[:, None]
    error = np.abs(comparison.position[at] - comparison.expected_position[at]).max()
    error_v = np.abs(comparison.velocity[at] - comparison.expected_velocity[at]).max()
    print(f"{at.sum()} states: largest difference {error:.1e} km, {error_v:.1e} km/s")
    assert error < LARGEST_KM
    assert error_v < LARGEST_KM_S


def test_runaway_states_are_equal_relatively(comparison):
    at = comparison.both & comparison.wild
    difference = np.linalg.norm(comparison.position[at] - comparison.expected_position[at], axis=1)
    radius = np.linalg.norm(comparison.expected_position[at], axis=1)
    print(f"{at.sum()} runaway states of {at.size}")
    assert (difference <= LARGEST_RELATIVE * radius).all()
    assert at.sum() < 1e-4 * at.size
