"""Invented element sets, and stores to put them in."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

from specola.catalog.objects import DataMode
from specola.epochs import Epochs
from specola.errors import MessageError
from specola.messages import ElementFile, ElementRecords
from specola.store.imports import Arrival
from specola.store.opening import Store, open_store
from specola.store.schema import METADATA

Maker = Callable[..., ElementRecords]


@pytest.fixture(scope="session")
def make_records() -> Maker:
    """Return a maker of n invented records; whatever is not given is drawn from the seed."""

    def make(
        numbers: Sequence[int],
        epochs: Sequence[str] | str = "2030-01-01T00:00:00.123456Z",
        *,
        names: Sequence[str] | None = None,
        cospar: Sequence[str] | None = None,
        seed: int = 1,
    ) -> ElementRecords:
        n = len(numbers)
        random = np.random.Generator(np.random.PCG64(seed))
        return ElementRecords(
            norad_cat_id=np.array(numbers, dtype=np.int64),
            object_name=np.array(
                [f"INVENTED {k}" for k in numbers] if names is None else names, dtype=np.str_
            ),
            object_id=np.array(
                [f"2029-{k % 999 + 1:03d}A" for k in numbers] if cospar is None else cospar, dtype=np.str_
            ),
            classification_type=np.full(n, "U"),
            epoch=Epochs.from_utc_text([epochs] * n if isinstance(epochs, str) else list(epochs)),
            mean_motion_rev_day=random.uniform(1.0, 16.0, n),
            eccentricity=random.uniform(0.0, 0.1, n),
            inclination_deg=random.uniform(0.0, 180.0, n),
            ra_of_asc_node_deg=random.uniform(0.0, 360.0, n),
            arg_of_pericenter_deg=random.uniform(0.0, 360.0, n),
            mean_anomaly_deg=random.uniform(0.0, 360.0, n),
            bstar_per_earth_radius=random.uniform(-1e-4, 1e-3, n),
            mean_motion_dot_rev_day2=random.uniform(0.0, 1e-4, n),
            mean_motion_ddot_rev_day3=np.zeros(n),
            ephemeris_type=np.zeros(n, dtype=np.int64),
            element_set_no=np.full(n, 999),
            rev_at_epoch=np.arange(n, dtype=np.int64),
            line=np.arange(2, n + 2),
            span=np.stack([np.arange(n) * 10, np.arange(n) * 10 + 9], axis=-1),
        )

    return make


@pytest.fixture(scope="session")
def make_file() -> Callable[..., ElementFile]:
    """Return a maker of files around records; the content is invented too."""

    def make(
        records: ElementRecords,
        *,
        name: str = "invented.csv",
        content: bytes = b"invented",
        refusals: tuple[MessageError, ...] = (),
    ) -> ElementFile:
        return ElementFile(name, "omm-csv", content, records, refusals)

    return make


@pytest.fixture(scope="session")
def arrive() -> Callable[..., Arrival]:
    """Return a maker of arrivals."""

    def make(
        content: bytes = b"invented",
        known: str = "2030-01-02T00:00:00Z",
        *,
        source: str = "file",
        data_mode: DataMode = DataMode.REAL,
    ) -> Arrival:
        return Arrival(hashlib.sha256(content).hexdigest(), source, data_mode, Epochs.from_utc_text(known))

    return make


@pytest.fixture(scope="session")
def empty_store(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Return the bytes of a new store: making one takes longer than copying it."""
    place = tmp_path_factory.mktemp("store") / "empty.sqlite"
    with open_store(place):
        pass
    return place.read_bytes()


@pytest.fixture
def store(tmp_path: Path, empty_store: bytes) -> Iterator[Store]:
    place = tmp_path / "catalog.sqlite"
    place.write_bytes(empty_store)
    with open_store(place, create=False) as opened:
        yield opened


@pytest.fixture
def dump() -> Callable[[Store], dict[str, list[tuple[object, ...]]]]:
    """Return a reader of everything in a store."""

    def read(store: Store) -> dict[str, list[tuple[object, ...]]]:
        with store.reading() as connection:
            return {
                table.name: sorted(tuple(row) for row in connection.execute(table.select()))
                for table in METADATA.sorted_tables
            }

    return read
