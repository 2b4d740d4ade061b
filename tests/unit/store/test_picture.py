"""The picture at an instant, as of what was known."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np

from specola.catalog.elements import element_sets_from_records
from specola.catalog.identifiers import resolve
from specola.catalog.objects import DataMode
from specola.epochs import Epochs
from specola.messages import ElementRecords
from specola.store.columns import RECORD_COLUMNS
from specola.store.imports import Recorder
from specola.store.picture import read_picture
from specola.store.schema import ELEMENT_SETS

NOON = Epochs.from_utc_text("2030-01-05T12:00:00Z")


def put(store, file, arrival) -> None:
    with store.writing() as connection:
        Recorder(connection).record(file, arrival)


def picture(store, before: Epochs = NOON, **options):
    with store.reading() as connection:
        return read_picture(connection, before, **options)


def assert_same(one: ElementRecords, other: ElementRecords) -> None:
    for field in fields(ElementRecords):
        left, right = getattr(one, field.name), getattr(other, field.name)
        if field.name == "epoch":
            assert (left.tai_s == right.tai_s).all()
            left, right = left.fraction_s, right.fraction_s
        assert left.dtype.kind == right.dtype.kind, field.name
        assert left.tobytes() == right.tobytes() or (left == right).all(), field.name


def test_records_come_back_bit_for_bit(store, make_records, make_file, arrive) -> None:
    records = make_records([900_000_001, 5, 7], seed=4)
    put(store, make_file(records), arrive())
    found = picture(store)
    expected = records[np.array([1, 2, 0])]
    assert_same(found.records, expected)
    assert found.records.mean_motion_rev_day.tobytes() == expected.mean_motion_rev_day.tobytes()
    sets = element_sets_from_records(expected)
    assert found.sets.elements.mean_anomaly_rad.tobytes() == sets.elements.mean_anomaly_rad.tobytes()
    assert len(set(found.object_id.tolist())) == 3


def test_columns_of_the_table_are_the_fields_of_a_record() -> None:
    names = ELEMENT_SETS.columns.keys()
    assert tuple(names[4:-1]) == RECORD_COLUMNS


def test_empty_store_gives_an_empty_picture(store) -> None:
    found = picture(store)
    assert len(found.records) == len(found.sets) == len(found.object_id) == len(found.is_after) == 0


def test_last_before_counts_else_first_after(store, make_records, make_file, arrive) -> None:
    days = ["2030-01-01T00:00:00Z", "2030-01-05T12:00:00Z", "2030-01-06T00:00:00Z", "2030-01-09T00:00:00Z"]
    numbers = [5, 5, 5, 7, 7]
    records = make_records(numbers, [days[0], days[1], days[2], days[3], days[2]])
    put(store, make_file(records), arrive())
    found = picture(store)
    assert found.records.epoch.to_utc_text(digits=0) == ["2030-01-05T12:00:00Z", "2030-01-06T00:00:00Z"]
    assert found.is_after.tolist() == [False, True]


def test_fraction_of_the_second_decides(store, make_records, make_file, arrive) -> None:
    texts = ["2030-01-05T12:00:00.25Z", "2030-01-05T12:00:00.75Z"]
    put(store, make_file(make_records([5, 5], texts)), arrive())
    before = NOON.shifted(0.5)
    assert picture(store, before).records.epoch.fraction_s.tolist() == [0.25]
    assert picture(store, NOON.shifted(0.75)).records.epoch.fraction_s.tolist() == [0.75]
    assert picture(store, NOON).is_after.tolist() == [True]
    assert picture(store, NOON).records.epoch.fraction_s.tolist() == [0.25]


def test_of_equal_epochs_the_last_to_come_in_counts(store, make_records, make_file, arrive) -> None:
    first, second = make_records([5], seed=1), make_records([5], seed=2)
    put(store, make_file(first, content=b"1"), arrive(b"1", "2030-01-03T00:00:00Z"))
    put(store, make_file(second, content=b"2"), arrive(b"2", "2030-01-02T00:00:00Z"))
    assert picture(store).records.mean_anomaly_deg[0] == first.mean_anomaly_deg[0]


def test_picture_as_it_was_known(store, make_records, make_file, arrive) -> None:
    old = make_records([5], "2030-01-01T00:00:00Z", names=["OLD NAME"])
    new = make_records([5, 7], "2030-01-02T00:00:00Z", names=["NEW NAME", "OTHER"])
    put(store, make_file(old, content=b"1"), arrive(b"1", "2030-01-02T00:00:00Z"))
    put(store, make_file(new, content=b"2"), arrive(b"2", "2030-01-04T00:00:00Z"))
    as_known = picture(store, known=Epochs.from_utc_text("2030-01-03T00:00:00Z"))
    assert as_known.records.object_name.tolist() == ["OLD NAME"]
    assert picture(store).records.object_name.tolist() == ["NEW NAME", "OTHER"]


def test_missing_name_is_the_latest_known(store, make_records, make_file, arrive) -> None:
    times = ["2030-01-01T00:00:00Z", "2030-01-02T00:00:00Z", "2030-01-03T00:00:00Z"]
    names = ["LAUNCHED AS", "LONG NAME GIVEN LATER", ""]
    for k, (time, name) in enumerate(zip(times, names, strict=True)):
        content = str(k).encode()
        records = make_records([5, 9], time, names=[name, ""], seed=k)
        put(store, make_file(records, content=content), arrive(content, time))
    assert picture(store).records.object_name.tolist() == ["LONG NAME GIVEN LATER", ""]
    known = Epochs.from_utc_text("2030-01-01T12:00:00Z")
    assert picture(store, known=known).records.object_name.tolist() == ["LAUNCHED AS", ""]
    late = picture(store, Epochs.from_utc_text("2030-01-03T00:00:00Z"), known=known)
    assert late.records.object_name.tolist() == ["LAUNCHED AS", ""]


def test_modes_are_apart(store, make_records, make_file, arrive) -> None:
    put(store, make_file(make_records([5])), arrive())
    put(store, make_file(make_records([5, 7])), arrive(data_mode=DataMode.SIMULATED))
    assert len(picture(store).records) == 1
    assert len(picture(store, data_mode=DataMode.SIMULATED).records) == 2
    assert len(picture(store, data_mode=DataMode.EXERCISE).records) == 0


def test_record_without_number_is_in_the_picture(store, make_records, make_file, arrive) -> None:
    records = replace(make_records([0, 0], names=["PRIVATE A", "PRIVATE B"], cospar=["", ""]))
    put(store, make_file(records), arrive())
    assert sorted(picture(store).records.object_name.tolist()) == ["PRIVATE A", "PRIVATE B"]


def test_picture_says_who_its_objects_are(store, make_records, make_file, arrive) -> None:
    put(store, make_file(make_records([7, 5])), arrive())
    found = picture(store)
    assert resolve(found.identities, str(found.object_id[1])).tolist() == [1]
    assert resolve(found.identities, "INVENTED 7").tolist() == [1]
    assert resolve(found.identities, "2029-006A").tolist() == [0]


def test_hash_is_of_what_the_picture_says(store, make_records, make_file, arrive) -> None:
    first = make_records([5, 7], "2030-01-01T00:00:00Z")
    put(store, make_file(first, content=b"1"), arrive(b"1"))
    before = picture(store).sha256
    assert before == picture(store, NOON.shifted(60.0)).sha256
    put(store, make_file(make_records([5], "2030-01-02T00:00:00Z"), content=b"2"), arrive(b"2"))
    assert picture(store).sha256 != before
    earlier = Epochs.from_utc_text("2030-01-01T12:00:00Z")
    assert picture(store, earlier).sha256 == before
