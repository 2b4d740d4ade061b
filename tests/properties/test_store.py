"""The store: idempotent, indifferent to the order of imports, and one rule with the choice from files."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from specola.catalog.elements import element_sets_from_records
from specola.catalog.identifiers import object_keys
from specola.catalog.merge import join_records, select_sets
from specola.catalog.objects import DataMode
from specola.epochs import Epochs
from specola.errors import MessageError
from specola.messages import ElementFile, ElementRecords
from specola.service.files import decompress
from specola.store.columns import epochs_from_tai_ns, fingerprints, tai_ns
from specola.store.imports import Arrival, Recorder
from specola.store.opening import Store, open_store
from specola.store.picture import Picture, read_picture
from specola.store.schema import METADATA

START = Epochs.from_utc_text("2030-01-01T00:00:00.5Z")
SLOW = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])

RECORDS = st.lists(
    st.tuples(st.integers(0, 4), st.sampled_from(["A", "B"]), st.integers(-8, 8)), min_size=1, max_size=6
)
FILES = st.lists(RECORDS, min_size=1, max_size=4)


@cache
def empty_store() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        with open_store(Path(folder) / "a"):
            pass
        return (Path(folder) / "a").read_bytes()


@contextmanager
def a_store() -> Iterator[Store]:
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "a"
        place.write_bytes(empty_store())
        with open_store(place) as store:
            yield store


def make(rows: list[tuple[int, str, int]], *, varied: bool) -> ElementRecords:
    """Return records whose numbers follow from object and epoch, or, `varied`, from the row too."""
    n = len(rows)
    seconds = np.array([quarter / 4.0 for *_, quarter in rows])
    value = seconds + np.array([number for number, *_ in rows]) + (np.arange(n) if varied else 0.0)
    wholes = np.zeros(n, dtype=np.int64)
    return ElementRecords(
        norad_cat_id=np.array([number for number, *_ in rows], dtype=np.int64),
        object_name=np.array([name for _, name, _ in rows], dtype=np.str_),
        object_id=np.full(n, ""),
        classification_type=np.full(n, "U"),
        epoch=START[wholes].shifted(seconds),
        mean_motion_rev_day=value,
        eccentricity=value,
        inclination_deg=value,
        ra_of_asc_node_deg=value,
        arg_of_pericenter_deg=value,
        mean_anomaly_deg=value,
        bstar_per_earth_radius=value,
        mean_motion_dot_rev_day2=value,
        mean_motion_ddot_rev_day3=value,
        ephemeris_type=wholes,
        element_set_no=wholes,
        rev_at_epoch=wholes,
        line=np.arange(n),
        span=np.stack([wholes, wholes], axis=-1),
    )


def put(store: Store, parts: list[ElementRecords]) -> int:
    """Import each part as a file, one minute after the other; return how many sets were new."""
    n_new = 0
    for k, records in enumerate(parts):
        content = repr([records.norad_cat_id.tolist(), records.mean_anomaly_deg.tolist(), k]).encode()
        arrival = Arrival(hashlib.sha256(content).hexdigest(), "file", DataMode.REAL, START.shifted(60.0 * k))
        with store.writing() as connection:
            file = ElementFile("a", "tle", content, records, ())
            n_new += Recorder(connection).record(file, arrival).n_new_sets
    return n_new


def picture(store: Store) -> Picture:
    with store.reading() as connection:
        return read_picture(connection, START)


def told(found: Picture) -> set[tuple[object, ...]]:
    records = found.records
    return set(
        zip(
            found.object_id.tolist(),
            records.norad_cat_id.tolist(),
            records.epoch.tai_s.tolist(),
            records.epoch.fraction_s.tolist(),
            records.mean_anomaly_deg.tolist(),
            found.is_after.tolist(),
            strict=True,
        )
    )


def everything(store: Store) -> list[list[tuple[object, ...]]]:
    with store.reading() as connection:
        return [
            sorted(tuple(row) for row in connection.execute(table.select()))
            for table in METADATA.sorted_tables
        ]


@SLOW
@given(FILES)
def test_importing_again_changes_nothing(files) -> None:
    parts = [make(rows, varied=True) for rows in files]
    with a_store() as store:
        put(store, parts)
        before = everything(store)
        assert put(store, parts) == 0
        assert everything(store) == before


@SLOW
@given(FILES, st.randoms(use_true_random=False))
def test_order_of_imports_does_not_matter(files, random) -> None:
    parts = [make(rows, varied=False) for rows in files]
    with a_store() as one, a_store() as other:
        put(one, parts)
        put(other, random.sample(parts, len(parts)))
        assert told(picture(one)) == told(picture(other))


@SLOW
@given(FILES)
def test_picture_is_the_choice_made_from_the_files(files) -> None:
    # A set given again does not become the last word on its epoch, so give each only once.
    seen: set[tuple[object, ...]] = set()
    parts = []
    for rows in files:
        fresh = [row for row in dict.fromkeys(rows) if (row[0] or row[1], row[2]) not in seen]
        fresh = list({(row[0] or row[1], row[2]): row for row in fresh}.values())
        seen |= {(row[0] or row[1], row[2]) for row in fresh}
        parts.append(make(fresh, varied=False))
    records = join_records(parts)
    sets = element_sets_from_records(records)
    keys = object_keys(records.norad_cat_id, records.object_name, cospar=records.object_id)
    chosen = select_sets(sets, START, keys=keys)
    with a_store() as store:
        put(store, parts)
        found = picture(store)
    expected = zip(records.mean_anomaly_deg[chosen.rows].tolist(), chosen.is_after.tolist(), strict=True)
    assert sorted(expected) == sorted(
        zip(found.records.mean_anomaly_deg.tolist(), found.is_after.tolist(), strict=True)
    )


@given(RECORDS, st.data())
def test_fingerprints_are_of_each_row_alone(rows, data) -> None:
    records = make(rows, varied=True)
    objects = records.norad_cat_id
    marks = fingerprints(records, objects)
    order = np.array(data.draw(st.permutations(range(len(rows)))), dtype=np.int64)
    assert fingerprints(records[order], objects[order]) == [marks[k] for k in order.tolist()]
    assert len(set(marks)) == len({(row[0], row[2], k) for k, row in enumerate(rows)})


@given(st.lists(st.integers(-(2**62), 2**62), min_size=1))
def test_instants_come_back_to_the_nanosecond(values) -> None:
    found = epochs_from_tai_ns(values)
    assert [tai_ns(found[k : k + 1]) for k in range(len(values))] == values


@given(st.binary(max_size=200), st.sampled_from([b"", b"\x1f\x8b", b"\x1f\x8b\x08", b"\x28\xb5\x2f\xfd"]))
def test_any_bytes_are_read_or_refused(junk, magic) -> None:
    try:
        found = decompress(magic + junk, name="a", max_bytes=1 << 20)
    except MessageError as error:
        assert error.file == "a"  # noqa: PT017 - either way is right
    else:
        is_packed = (magic + junk).startswith((b"\x1f\x8b", b"\x28\xb5\x2f\xfd"))
        assert is_packed or found == magic + junk
