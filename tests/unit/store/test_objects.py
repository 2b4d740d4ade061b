"""Finding objects by any id; facts and ids with their source and both times."""

from __future__ import annotations

import pytest

from specola.catalog.objects import CrossReference, DataMode, Fact, FactKind, Scheme
from specola.epochs import Epochs
from specola.errors import ArgumentError
from specola.store.imports import Recorder
from specola.store.objects import (
    find_by_number,
    read_history,
    read_object,
    record_facts,
    record_references,
    resolve_object,
)

EARLY = Epochs.from_utc_text("2029-01-01T00:00:00Z")
LATE = Epochs.from_utc_text("2031-01-01T00:00:00Z")
NOBODY = "00000000-0000-0000-0000-000000000000"


@pytest.fixture
def peopled(store, make_records, make_file, arrive):
    """Return a store of five objects, two of them of the same name, and one that is simulated."""
    names = ["TOWER 1", "TOWER 2", "TOWER DEB", "TOWER DEB", "12"]
    cospar = ["2029-001A", "2029-001B", "2029-001C", "2029-001D", ""]
    with store.writing() as connection:
        recorder = Recorder(connection)
        recorder.record(
            make_file(make_records([11, 12, 13, 270_001, 0], names=names, cospar=cospar)), arrive()
        )
        mode = DataMode.SIMULATED
        recorder.record(make_file(make_records([11], names=["SIM-1"])), arrive(data_mode=mode))
    return store


@pytest.mark.parametrize(
    ("id_text", "number"),
    [
        ("11", 11),
        ("000011", 11),
        (" 13 ", 13),
        ("T0001", 270_001),
        ("270001", 270_001),
        ("2029-001C", 13),
        ("29001c", 13),
        ("TOWER 2", 12),
        ("norad:12", 12),
        ("cospar:2029-001B", 12),
        ("name:TOWER 1", 11),
    ],
)
def test_every_kind_of_id_finds_its_object(peopled, id_text, number) -> None:
    with peopled.reading() as connection:
        assert resolve_object(connection, id_text) == find_by_number(connection, [number])[number]


def test_own_id_finds_its_object(peopled) -> None:
    with peopled.reading() as connection:
        own = find_by_number(connection, [12])[12]
        assert resolve_object(connection, own) == own
        assert resolve_object(connection, own.upper()) == own


def test_ambiguous_id_is_refused_with_the_candidates(peopled) -> None:
    with peopled.reading() as connection:
        with pytest.raises(ArgumentError) as caught:
            resolve_object(connection, "TOWER DEB")
        assert str(caught.value) == (
            "object 'TOWER DEB' may be 2 objects, expected one: "
            "name of 13 2029-001C TOWER DEB; name of 270001 2029-001D TOWER DEB"
        )
        with pytest.raises(ArgumentError, match="norad of 12 2029-001B TOWER 2; name of 12"):
            resolve_object(connection, "12")
        assert resolve_object(connection, "name:12") != resolve_object(connection, "norad:12")


def test_unknown_id_is_refused_with_near_names(peopled) -> None:
    with peopled.reading() as connection:
        with pytest.raises(ArgumentError, match="'99' is not among the 5 known, expected a catalog number"):
            resolve_object(connection, "99")
        with pytest.raises(ArgumentError, match="near: TOWER 1, TOWER 2, TOWER DEB"):
            resolve_object(connection, "tower")
        with pytest.raises(ArgumentError, match="is not among"):
            resolve_object(connection, "SIM-1")
        with pytest.raises(ArgumentError, match="object '', expected"):
            resolve_object(connection, "")


def test_modes_are_apart(peopled) -> None:
    with peopled.reading() as connection:
        simulated = resolve_object(connection, "SIM-1", data_mode=DataMode.SIMULATED)
        assert find_by_number(connection, [11], data_mode=DataMode.SIMULATED) == {11: simulated}
        assert find_by_number(connection, [11])[11] != simulated
        assert find_by_number(connection, [10, 12]) == {12: resolve_object(connection, "TOWER 2")}


def test_object_is_read_with_all_that_was_told(peopled) -> None:
    facts = [
        Fact(FactKind.OWNER, "ITA", "registry", LATE, LATE),
        Fact(FactKind.CREWED, "no", "registry", EARLY, LATE),
    ]
    with peopled.writing() as connection:
        own = resolve_object(connection, "11")
        assert record_facts(connection, {own: facts}) == 2
    with peopled.reading() as connection:
        found = read_object(connection, own)
    assert (found.object_id, found.data_mode) == (own, DataMode.REAL)
    assert [(one.scheme, one.value, one.source) for one in found.references] == [
        (Scheme.COSPAR, "2029-001A", "file"),
        (Scheme.NAME, "TOWER 1", "file"),
        (Scheme.NORAD, "11", "file"),
    ]
    assert [(one.kind, one.value, one.source) for one in found.facts] == [
        (FactKind.CREWED, "no", "registry"),
        (FactKind.OWNER, "ITA", "registry"),
    ]
    assert found.facts[0].valid.to_utc_text(digits=0) == ["2029-01-01T00:00:00Z"]
    assert found.facts[0].known.to_utc_text(digits=0) == ["2031-01-01T00:00:00Z"]
    assert found.latest(Scheme.NAME) == "TOWER 1"


def test_facts_are_kept_once(peopled) -> None:
    fact = Fact(FactKind.OWNER, "ITA", "registry", EARLY, EARLY)
    told_again = Fact(FactKind.OWNER, "ITA", "registry", EARLY, LATE)
    elsewhere = Fact(FactKind.OWNER, "ITA", "operator", EARLY, LATE)
    with peopled.writing() as connection:
        own = resolve_object(connection, "11")
        assert record_facts(connection, {own: [fact, told_again]}) == 1
        assert record_facts(connection, {own: [told_again, elsewhere]}) == 1
        assert record_facts(connection, {}) == 0
        known = [one.known.to_utc_text(digits=0)[0][:4] for one in read_object(connection, own).facts]
    assert known == ["2029", "2031"]


def test_further_ids_are_kept_once_and_found(peopled) -> None:
    national = CrossReference(Scheme.NATIONAL, "ITA/0042", "registry", EARLY, LATE)
    operator = CrossReference(Scheme.OPERATOR, "TELESPAZIO/T1", "operator", EARLY, LATE)
    with peopled.writing() as connection:
        own = resolve_object(connection, "11")
        assert record_references(connection, {own: [national, operator]}) == 2
        assert record_references(connection, {own: [national]}) == 0
        assert resolve_object(connection, "ITA/0042") == own
        assert resolve_object(connection, "operator:TELESPAZIO/T1") == own
        with pytest.raises(ArgumentError, match="near: TELESPAZIO/T1"):
            resolve_object(connection, "telespazio")


@pytest.mark.parametrize("call", [read_object, read_history])
def test_unknown_own_id_is_refused(peopled, call) -> None:
    with peopled.reading() as connection, pytest.raises(ArgumentError, match="not in the store"):
        call(connection, NOBODY)


def test_facts_of_unknown_objects_are_refused(peopled) -> None:
    fact = Fact(FactKind.OWNER, "ITA", "registry", EARLY, EARLY)
    with peopled.writing() as connection:
        with pytest.raises(ArgumentError, match="not in the store"):
            record_facts(connection, {NOBODY: [fact]})
        with pytest.raises(ArgumentError, match="not in the store"):
            record_references(connection, {NOBODY: []})


def test_history_is_in_order_of_epochs(store, make_records, make_file, arrive) -> None:
    times = ["2030-01-03T00:00:00Z", "2030-01-01T00:00:00Z", "2030-01-02T00:00:00.5Z"]
    with store.writing() as connection:
        recorder = Recorder(connection)
        for time in times:
            content = time.encode()
            file = make_file(make_records([5, 7], time), content=content)
            recorder.record(file, arrive(content, time))
        own = find_by_number(connection, [5])[5]
        history = read_history(connection, own)
        assert history.epoch.to_utc_text(digits=1) == [
            "2030-01-01T00:00:00.0Z",
            "2030-01-02T00:00:00.5Z",
            "2030-01-03T00:00:00.0Z",
        ]
        known = Epochs.from_utc_text("2030-01-02T12:00:00Z")
        assert len(read_history(connection, own, known=known)) == 2


def test_many_numbers_are_found_at_once(peopled) -> None:
    with peopled.reading() as connection:
        assert sorted(find_by_number(connection, range(40_000))) == [11, 12, 13]
