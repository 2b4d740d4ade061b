"""Screening against CelesTrak's SOCRATES Plus.

Source: the run of 2026-03-10 (https://celestrak.org/SOCRATES/), with the element sets it used: a fifth of its
published pairs, and the 20 events of largest probability of the day before with TCA to 1 ms, range to 1 m,
relative speed to 1 m/s. SOCRATES uses SGP4 with the same element sets, and another search.
"""

from __future__ import annotations

import csv
import gzip
import json

import numpy as np
import pytest

from specola.awareness.screening import Kind, Volume, screen_all
from specola.catalog.elements import element_sets_from_records
from specola.epochs import Epochs
from specola.messages.element_files import read_element_file

# SOCRATES begins "about 04:00 UTC" and looks seven days ahead; an hour on both sides is safe.
START = "2026-03-10T03:00:00Z"
DURATION_S = 7.0 * 86_400.0 + 2.0 * 3600.0


def read_sets(path):
    content = path.read_bytes()
    if path.suffix == ".gz":
        content = gzip.decompress(content)
    return element_sets_from_records(read_element_file(content, file=path.name).records)


@pytest.fixture(scope="module")
def folder(shared_data):
    return shared_data / "conjunctions"


@pytest.mark.xdist_group("socrates")
def test_every_published_pair_is_found(folder):
    sets = read_sets(folder / "socrates_2026-03-10_gp.csv.gz")
    with gzip.open(folder / "socrates_2026-03-10_pairs_sample.csv.gz", "rt") as file:
        published = {
            tuple(sorted((int(row["NORAD_CAT_ID_1"]), int(row["NORAD_CAT_ID_2"]))))
            for row in csv.DictReader(file)
        }
    objects = np.flatnonzero(np.isin(sets.catalog_number, np.array(sorted(published)).reshape(-1)))

    answer = screen_all(
        sets[objects],
        Epochs.from_utc_text(START),
        duration_s=DURATION_S,
        volume=Volume(miss_km=5.0),
        step_s=240.0,
    )

    found = set(zip(answer.events.object_1.tolist(), answer.events.object_2.tolist(), strict=True))
    assert len(published) > 15_000
    assert sorted(published - found) == []


def top_events(folder):
    with gzip.open(folder / "socrates_top20_maxProb.json.gz", "rt") as file:
        return json.load(file)["conjunctions"]


@pytest.mark.parametrize("rank", range(20))
def test_top_event_has_the_published_values(folder, rank):
    event = top_events(folder)[rank]
    sets = read_sets(folder / "top20_gp" / event["gp_file"].replace(".txt", ".csv"))
    published = Epochs.from_utc_text(event["tca"])

    answer = screen_all(sets, published.shifted(-300.0), duration_s=600.0, volume=Volume(miss_km=5.0))

    events = answer.events
    assert len(events) == 1
    assert sorted([event["obj1_norad"], event["obj2_norad"]]) == [events.object_1[0], events.object_2[0]]
    # Published to 1 ms, 1 m and 1 m/s: half a unit is rounding, on either side.
    assert abs(events.tca.seconds_since(published)[0]) <= 1.0e-3
    assert abs(events.miss_km[0] - event["min_range_km"]) <= 1.0e-3
    assert abs(events.relative_speed_km_s[0] - event["rel_speed_kms"]) <= 1.0e-3
    assert events.kind[0] == Kind.CROSSING
