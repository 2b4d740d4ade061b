"""Writing element sets: once each, with evidence, ids and both times."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
import zstandard

from specola.catalog.objects import DataMode
from specola.epochs import Epochs
from specola.errors import MessageError
from specola.messages import ElementFile
from specola.store.imports import Arrival, Recorded, Recorder, identities
from specola.store.opening import PUBLIC_NAMESPACE, Store, open_store

Dump = Callable[[Store], dict[str, list[tuple[object, ...]]]]


def record(store: Store, file: ElementFile, arrival: Arrival) -> Recorded:
    with store.writing() as connection:
        return Recorder(connection).record(file, arrival)


def test_everything_of_a_file_is_kept(store, dump, make_records, make_file, arrive) -> None:
    content = b"invented " * 50
    refusal = MessageError("checksum 3", expected="4", file="a.csv", line=9, field="line 1")
    file = make_file(make_records([5, 7]), name="a.csv", content=content, refusals=(refusal,))
    assert record(store, file, arrive(content, source="tower")) == Recorded(2, 2, 2, 6)
    tables = dump(store)
    assert tables["sources"] == [(1, "tower")]
    ((sha256, size, compressed),) = tables["evidence"]
    assert (sha256, size) == (arrive(content).sha256, len(content))
    assert zstandard.ZstdDecompressor().decompress(compressed) == content
    assert tables["imports"][0][:6] == (1, 1, sha256, "a.csv", "omm-csv", "REAL")
    assert tables["imports"][0][7:] == (2, 2)
    assert tables["refusals"] == [(1, 0, 9, "a.csv:9: line 1: checksum 3, expected 4")]
    own_id = str(uuid.uuid5(PUBLIC_NAMESPACE, "REAL norad 5"))
    assert tables["objects"][0][1:4] == (own_id, "REAL", "norad 5")
    told = {row[:3] for row in tables["cross_references"]}
    assert {(1, "norad", "5"), (1, "cospar", "2029-006A"), (1, "name", "INVENTED 5")} <= told
    assert len(tables["element_sets"]) == 2


def test_importing_again_changes_nothing_and_says_so(store, dump, make_records, make_file, arrive) -> None:
    file = make_file(make_records([5, 7]))
    record(store, file, arrive())
    before = dump(store)
    again = record(store, file, arrive(known="2031-01-01T00:00:00Z", source="other"))
    assert again == Recorded(2, 0, 0, 0)
    assert again.is_unchanged
    assert dump(store) == before


def test_same_records_in_another_file_change_nothing(store, dump, make_records, make_file, arrive) -> None:
    records = make_records([5, 7, 9])
    record(store, make_file(records), arrive())
    before = dump(store)
    other = replace(records[np.array([2, 0, 1])], line=np.array([40, 50, 60]))
    assert record(store, make_file(other, content=b"other"), arrive(b"other")).is_unchanged
    assert dump(store) == before


def test_a_set_repeated_within_a_file_is_kept_once(store, make_records, make_file, arrive) -> None:
    records = make_records([5])
    twice = records[np.array([0, 0])]
    assert record(store, make_file(twice), arrive()) == Recorded(2, 1, 1, 3)


@pytest.mark.parametrize(
    ("field", "value"),
    [("mean_anomaly_deg", 1.0), ("bstar_per_earth_radius", 0.5), ("element_set_no", 1), ("rev_at_epoch", 77)],
)
def test_any_other_number_is_another_set(store, make_records, make_file, arrive, field, value) -> None:
    records = make_records([5])
    record(store, make_file(records), arrive())
    changed = replace(records, **{field: np.array([value], dtype=getattr(records, field).dtype)})
    assert record(store, make_file(changed), arrive()).n_new_sets == 1


def test_epochs_apart_by_one_nanosecond_are_two_sets(store, make_records, make_file, arrive) -> None:
    records = make_records([5])
    record(store, make_file(records), arrive())
    shifted = replace(records, epoch=records.epoch.shifted(1e-9))
    assert record(store, make_file(shifted), arrive()).n_new_sets == 1
    rounded = replace(records, epoch=Epochs(records.epoch.tai_s, records.epoch.fraction_s + 1e-13))
    assert record(store, make_file(rounded), arrive()).is_unchanged


def test_minus_zero_is_zero(store, make_records, make_file, arrive) -> None:
    records = replace(make_records([5]), mean_motion_ddot_rev_day3=np.array([0.0]))
    record(store, make_file(records), arrive())
    minus = replace(records, mean_motion_ddot_rev_day3=np.array([-0.0]))
    assert record(store, make_file(minus), arrive()).is_unchanged


def test_new_name_is_a_new_reference_of_the_same_set(store, dump, make_records, make_file, arrive) -> None:
    record(store, make_file(make_records([5], names=[""])), arrive())
    recorded = record(store, make_file(make_records([5], names=["NAMED LATER"]), content=b"2"), arrive(b"2"))
    assert recorded == Recorded(1, 0, 0, 1)
    assert (1, "name", "NAMED LATER") in {row[:3] for row in dump(store)["cross_references"]}


def test_reference_is_valid_from_the_earliest_epoch_of_its_file(
    store, dump, make_records, make_file, arrive
) -> None:
    records = make_records([5, 5], ["2030-02-01T00:00:00Z", "2030-01-01T00:00:00Z"])
    record(store, make_file(records), arrive())
    first = Epochs.from_utc_text("2030-01-01T00:00:00Z")
    assert {row[4] for row in dump(store)["cross_references"]} == {int(first.tai_s[0]) * 10**9}


def test_modes_never_share_an_object(store, dump, make_records, make_file, arrive) -> None:
    file = make_file(make_records([5]))
    record(store, file, arrive())
    simulated = record(store, file, arrive(data_mode=DataMode.SIMULATED))
    assert simulated == Recorded(1, 1, 1, 3)
    assert len({row[1] for row in dump(store)["objects"]}) == 2


def test_many_files_in_one_transaction(store, dump, make_records, make_file, arrive) -> None:
    with store.writing() as connection:
        recorder = Recorder(connection)
        first = recorder.record(make_file(make_records([5, 7]), content=b"1"), arrive(b"1"))
        second = recorder.record(make_file(make_records([7, 9]), content=b"2"), arrive(b"2"))
        third = recorder.record(make_file(make_records([7, 9]), content=b"2"), arrive(b"2"))
    assert (first.n_new_objects, second.n_new_objects, third.is_unchanged) == (2, 1, True)
    tables = dump(store)
    assert [row[0] for row in tables["objects"]] == [1, 2, 3]
    assert len(tables["imports"]) == 2


def test_evidence_is_kept_once_for_both_modes(store, dump, make_records, make_file, arrive) -> None:
    file = make_file(make_records([5]))
    record(store, file, arrive())
    record(store, file, arrive(data_mode=DataMode.TEST))
    assert len(dump(store)["evidence"]) == 1
    assert len(dump(store)["imports"]) == 2


def test_identity_is_number_else_cospar_else_name(make_records) -> None:
    records = make_records([5, 0, 0], names=["A", "B", "C"], cospar=["2029-001A", "2029-002B", ""])
    assert identities(records) == ["norad 5", "cospar 2029-002B", "name C"]


def test_own_ids_follow_the_namespace(tmp_path, make_records, make_file, arrive, dump) -> None:
    ids = []
    for place, namespace in (("a", PUBLIC_NAMESPACE), ("b", PUBLIC_NAMESPACE), ("c", uuid.UUID(int=3))):
        with open_store(tmp_path / place, namespace=namespace) as store:
            record(store, make_file(make_records([5])), arrive())
            ids.append(dump(store)["objects"][0][1])
    assert ids[0] == ids[1] != ids[2]


def test_empty_file_of_records_changes_nothing(store, dump, make_records, make_file, arrive) -> None:
    before = dump(store)
    assert record(store, make_file(make_records([])), arrive()).is_unchanged
    assert dump(store) == before
