"""Invented element sets."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pytest

from specola.catalog.elements import ElementSets
from specola.dynamics.mean_elements import MeanElements
from specola.epochs import Epochs


@pytest.fixture(scope="session")
def make_sets() -> Callable[..., ElementSets]:
    """Return a maker of n invented sets; any column may be given."""

    def make(
        numbers: Sequence[int],
        seconds: Sequence[float],
        *,
        names: Sequence[str] | None = None,
        **columns: Sequence[float],
    ) -> ElementSets:
        n = len(numbers)
        start = Epochs.from_utc_text("2030-01-01T00:00:00Z")
        elements = {
            "mean_motion_rad_s": [1.1e-3] * n,
            "eccentricity": [0.001] * n,
            "inclination_rad": [0.9] * n,
            "raan_rad": [1.0] * n,
            "argument_of_perigee_rad": [2.0] * n,
            "mean_anomaly_rad": [3.0] * n,
            "bstar_per_earth_radius": [1e-4] * n,
        } | columns
        return ElementSets(
            catalog_number=np.array(numbers, dtype=np.int64),
            name=np.array([f"INVENTED {k}" for k in numbers] if names is None else names, dtype=np.str_),
            elements=MeanElements(
                epochs=start[np.zeros(n, dtype=np.int64)].shifted(np.array(seconds, dtype=np.float64)),
                **{key: np.array(column, dtype=np.float64) for key, column in elements.items()},
            ),
        )

    return make
