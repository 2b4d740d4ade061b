"""The catalog in the store: opening it, reading it for a screening, keeping what was found."""

from __future__ import annotations

import os
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from specola import __version__
from specola.awareness.screening import Kind, Screening
from specola.catalog.objects import DataMode
from specola.epochs import Epochs
from specola.errors import StoreError
from specola.service.catalogs.intake import FileReport, LoadedCatalog
from specola.service.paths import directories
from specola.store.objects import find_by_number
from specola.store.opening import Store, open_store
from specola.store.picture import read_picture
from specola.store.products import EventColumns, Parameter, Product, record_product

STORE_NAME = "specola.sqlite"
# SQLite takes 32,766 values in one statement.
_NUMBERS_AT_ONCE = 10_000


def store_place(asked: Path | None) -> Path:
    """Return the store to use: the one asked for, SPECOLA_STORE, or the user's own."""
    if asked is not None:
        return asked
    named = os.environ.get("SPECOLA_STORE", "")
    return Path(named) if named else directories().data / STORE_NAME


@contextmanager
def opened_store(asked: Path | None, *, create: bool = False) -> Generator[Store]:
    """Open the store to use; where it is not there, say how it comes about."""
    place = store_place(asked)
    if not create and not place.exists():
        msg = f"{place}: there is no store yet, expected one: `specola catalog import FILE...` makes it"
        raise StoreError(msg)
    place.parent.mkdir(parents=True, exist_ok=True)
    with open_store(place, create=create) as store:
        yield store


def catalog_from_store(
    store: Store, before: Epochs, *, data_mode: DataMode = DataMode.REAL, files: tuple[FileReport, ...] = ()
) -> LoadedCatalog:
    """Return one element set for each object of the store, as for a screening from files."""
    with store.reading() as connection:
        picture = read_picture(connection, before, data_mode=data_mode)
    if not files:
        files = (FileReport(store.place, picture.sha256, "store", data_mode, len(picture.records), ()),)
    return LoadedCatalog(
        sets=picture.sets,
        identities=picture.identities,
        is_after=picture.is_after,
        n_superseded=0,
        n_duplicates=0,
        data_mode=data_mode,
        files=files,
    )


def keep_screening(
    store: Store,
    screening: Screening,
    *,
    catalog: LoadedCatalog,
    parameters: Mapping[str, Parameter],
    known: Epochs,
) -> bool:
    """Write a screening with its events and provenance; return False when the store has it already.

    Parameters
    ----------
    catalog : what was screened
    parameters : all that was asked for, by name
    known : the present instant
    """
    events = screening.events
    labels = np.array([kind.label for kind in Kind])
    product = Product(
        kind="screening",
        inputs=tuple((Path(report.name).name, report.sha256) for report in catalog.files if report.n_records),
        code_version=__version__,
        parameters=parameters,
        data_mode=catalog.data_mode,
        known=known,
    )
    with store.writing() as connection:
        numbers = np.unique(np.concatenate([events.object_1, events.object_2])).tolist()
        held: dict[int, str] = {}
        for first in range(0, len(numbers), _NUMBERS_AT_ONCE):
            some = numbers[first : first + _NUMBERS_AT_ONCE]
            held |= find_by_number(connection, some, data_mode=catalog.data_mode)
        columns = EventColumns(
            object_1=np.array([held[number] for number in events.object_1.tolist()], dtype=np.str_),
            object_2=np.array([held[number] for number in events.object_2.tolist()], dtype=np.str_),
            tca=events.tca,
            miss_km=events.miss_km,
            relative_speed_km_s=events.relative_speed_km_s,
            radial_km=events.radial_km,
            in_track_km=events.in_track_km,
            cross_track_km=events.cross_track_km,
            kind=labels[events.kind],
        )
        return record_product(connection, product, events=columns)
