"""Mean elements hold together."""

from __future__ import annotations

import numpy as np
import pytest

from specola.errors import ShapeError


def test_length_and_rows(invent, regimes):
    elements = invent(regimes["all"])
    chosen = elements[np.array([3, 1])]
    assert len(elements) == 10
    assert len(chosen) == 2
    assert chosen.eccentricity.tolist() == elements.eccentricity[[3, 1]].tolist()
    assert chosen.epochs.to_utc_text() == elements.epochs[np.array([3, 1])].to_utc_text()


def test_columns_of_another_length_are_refused(invent):
    with pytest.raises(ShapeError, match=r"eccentricity has shape \(3,\), expected \(2,\)"):
        invent(["low", "low"], eccentricity=[0.0, 0.0, 0.0])
