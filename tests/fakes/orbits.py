"""Invented element sets."""

from __future__ import annotations

from dataclasses import fields

import numpy as np

from specola.catalog.elements import ElementSets
from specola.dynamics.mean_elements import MeanElements
from specola.epochs import Epochs

GM_KM3_S2 = 398_600.8
EPOCH = "2031-05-04T06:00:00Z"


def element_sets(a_km, eccentricity, *, angles_rad, bstar=0.0, numbers=None, epoch=EPOCH) -> ElementSets:
    """Make element sets from semi-major axes and angles (inclination, node, perigee, anomaly), each (n,)."""
    a_km, eccentricity, bstar = np.broadcast_arrays(np.asarray(a_km, float), eccentricity, bstar)
    n = len(a_km)
    epochs = Epochs.from_utc_text(epoch)
    return ElementSets(
        np.arange(1001, 1001 + n) if numbers is None else np.asarray(numbers, np.int64),
        np.array([f"INVENTED {i}" for i in range(n)]),
        MeanElements(
            Epochs(np.repeat(epochs.tai_s, n), np.repeat(epochs.fraction_s, n)),
            np.sqrt(GM_KM3_S2 / a_km**3),
            eccentricity.astype(float),
            *(np.asarray(angle, float) for angle in angles_rad),
            bstar.astype(float),
        ),
    )


def random_angles(random, n, *, inclination=None):
    """Return inclination, node, perigee and anomaly, uniform on the sphere unless an inclination is given."""
    i = np.arccos(random.uniform(-1.0, 1.0, n)) if inclination is None else np.broadcast_to(inclination, n)
    return (i, *random.uniform(0.0, 2.0 * np.pi, (3, n)))


def population(kind: str, n: int, seed: int) -> ElementSets:
    """Return n invented objects: a dense low shell, eccentric transfers, the geostationary belt, or all."""
    random = np.random.Generator(np.random.PCG64(seed))
    if kind == "low":
        return element_sets(
            random.normal(6930.0, 4.0, n),
            random.uniform(0.0, 0.002, n),
            angles_rad=random_angles(random, n),
            bstar=random.uniform(-1e-4, 5e-4, n),
        )
    if kind == "eccentric":
        perigee = random.uniform(6600.0, 6800.0, n)
        eccentricity = random.choice([0.03, 0.1, 0.3, 0.72], n, p=[0.4, 0.3, 0.2, 0.1])
        angles = random_angles(random, n, inclination=random.choice([0.2, 1.1], n))
        return element_sets(perigee / (1.0 - eccentricity), eccentricity, angles_rad=angles)
    if kind == "geostationary":
        # An arc of the belt: node, perigee and anomaly add up to nearly one longitude.
        i, node, perigee, _ = random_angles(random, n, inclination=np.abs(random.normal(0.0, 0.05, n)))
        longitude = random.uniform(1.0, 1.2, n)
        return element_sets(
            random.normal(42_165.0, 12.0, n),
            random.uniform(0.0, 0.003, n),
            angles_rad=(i, node, perigee, np.mod(longitude - node - perigee, 2.0 * np.pi)),
        )
    return joined(
        [population(name, n // 3, seed + k) for k, name in enumerate(("low", "eccentric", "geostationary"))]
    )


def joined(parts: list[ElementSets]) -> ElementSets:
    """Return all objects of `parts`; where their numbers repeat, they are numbered anew from 1001."""
    numbers = np.concatenate([part.catalog_number for part in parts])
    if len(np.unique(numbers)) < len(numbers):
        numbers = np.arange(1001, 1001 + len(numbers))
    elements = [part.elements for part in parts]
    columns = [field.name for field in fields(MeanElements)][1:]
    return ElementSets(
        numbers,
        np.concatenate([part.name for part in parts]),
        MeanElements(
            Epochs.concatenate([part.epochs for part in elements]),
            *(np.concatenate([getattr(part, name) for part in elements]) for name in columns),
        ),
    )
