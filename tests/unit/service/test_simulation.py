"""A simulated catalog as a file that says what it is."""

from __future__ import annotations

import csv
import io

import pytest

from specola.catalog.objects import DataMode
from specola.epochs import Epochs
from specola.errors import ArgumentError
from specola.messages import read_element_file
from specola.service.catalogs.intake import stated_mode
from specola.service.catalogs.simulation import simulated_csv

EPOCH = Epochs.from_utc_text("2026-03-01T00:00:00Z")


def test_every_record_says_simulated():
    content = simulated_csv(25, 3, epoch=EPOCH)
    rows = list(csv.DictReader(io.StringIO(content.decode())))
    assert [row["DATA_MODE"] for row in rows] == ["SIMULATED"] * 25
    read = read_element_file(content, file="simulated.csv")
    assert (len(read.records), read.refusals) == (25, ())
    assert stated_mode(read) is DataMode.SIMULATED
    assert (read.records.epoch.seconds_since(EPOCH) == 0.0).all()


def test_the_seed_decides():
    assert simulated_csv(25, 3, epoch=EPOCH) == simulated_csv(25, 3, epoch=EPOCH)
    assert simulated_csv(25, 3, epoch=EPOCH) != simulated_csv(25, 4, epoch=EPOCH)


def test_less_than_one_object_is_refused():
    with pytest.raises(ArgumentError):
        simulated_csv(0, 3, epoch=EPOCH)
