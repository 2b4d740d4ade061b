from __future__ import annotations

import erfa
import numpy as np
import pytest

from specola.epochs import Epochs
from specola.frames.celestial_pole import PoleTable


def test_nodes_are_the_series_itself():
    epochs = Epochs.from_utc_text("2016-06-01").shifted(np.arange(5) * 21_600.0 - 36.0)  # 0h TAI, and so on
    pole = PoleTable.around(epochs).at(epochs.tai_s, epochs.fraction_s)
    assert pole == pytest.approx(np.array(erfa.xys06a(*epochs.tt_julian_days())), abs=0.0)


def test_only_the_nodes_that_are_needed_are_filled():
    epochs = Epochs.from_utc_text(["2016-06-01", "2018-06-01"])
    table = PoleTable.around(epochs)
    assert np.count_nonzero(~np.isnan(table.values_rad[0])) == 8
    assert np.isfinite(table.at(epochs.tai_s, epochs.fraction_s)).all()


def test_nothing_asked_nothing_held():
    assert PoleTable.around(Epochs.concatenate([])).values_rad.shape == (3, 0)
