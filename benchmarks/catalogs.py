"""Catalog files as element sets, for benchmarks."""

from __future__ import annotations

import csv
import gzip

import numpy as np

from specola.catalog.elements import ElementSets
from specola.dynamics.mean_elements import MeanElements
from specola.epochs import Epochs
from specola.numerics.units import DEG_TO_RAD, REV_DAY_TO_RAD_S


def read_catalog(path: str) -> ElementSets:
    """Read an OMM CSV file, plain or gzipped."""
    opener = gzip.open if path.endswith(".gz") else open
    with opener(path, "rt") as file:
        rows = list(csv.DictReader(file))

    def column(name: str) -> np.ndarray:
        return np.array([float(row[name]) for row in rows])

    return ElementSets(
        np.array([int(row["NORAD_CAT_ID"]) for row in rows]),
        np.array([row["OBJECT_NAME"] for row in rows]),
        MeanElements(
            epochs=Epochs.from_utc_text([row["EPOCH"] for row in rows]),
            mean_motion_rad_s=column("MEAN_MOTION") * REV_DAY_TO_RAD_S,
            eccentricity=column("ECCENTRICITY"),
            inclination_rad=column("INCLINATION") * DEG_TO_RAD,
            raan_rad=column("RA_OF_ASC_NODE") * DEG_TO_RAD,
            argument_of_perigee_rad=column("ARG_OF_PERICENTER") * DEG_TO_RAD,
            mean_anomaly_rad=column("MEAN_ANOMALY") * DEG_TO_RAD,
            bstar_per_earth_radius=column("BSTAR"),
        ),
    )
