"""Facts and ids as frozen values."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, fields

import pytest

from specola.catalog.objects import (
    CrossReference,
    DataMode,
    Fact,
    FactKind,
    ObjectType,
    OperationalStatus,
    SatcatFacts,
    Scheme,
    SizeClass,
    SpaceObject,
    current_facts,
    fact_value,
)
from specola.epochs import Epochs
from specola.errors import ArgumentError


def at(day: int) -> Epochs:
    return Epochs.from_utc_text(f"2030-01-{day:02d}T00:00:00Z")


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (FactKind.TYPE, "R/B", ObjectType.ROCKET_BODY),
        (FactKind.OPERATIONAL_STATUS, "+", OperationalStatus.OPERATIONAL),
        (FactKind.SIZE_CLASS, "SMALL", SizeClass.SMALL),
        (FactKind.RCS_M2, "0.25", 0.25),
        (FactKind.RCS_M2, "0", 0.0),
        (FactKind.MANEUVERABLE, "yes", True),
        (FactKind.CREWED, "no", False),
        (FactKind.OWNER, "ITA", "ITA"),
        (FactKind.LAUNCH_SITE, "SNMLP", "SNMLP"),
        (FactKind.LAUNCH_UTC, "1964-12-15", "1964-12-15"),
        (FactKind.DECAY_UTC, "2030-01-01T12:00:00Z", "2030-01-01T12:00:00Z"),
    ],
)
def test_fact_has_the_value_of_its_text(kind, text, value) -> None:
    assert fact_value(kind, text) == value
    assert type(fact_value(kind, text)) is type(value)


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        (FactKind.TYPE, "PAYLOAD", "type 'PAYLOAD', expected one of PAY R/B DEB UNK"),
        (FactKind.OPERATIONAL_STATUS, "", "expected one of + - P B S X D ?"),
        (FactKind.SIZE_CLASS, "small", "expected one of SMALL MEDIUM LARGE"),
        (FactKind.RCS_M2, "big", "rcs_m2 'big', expected a size in m2, 0 or more"),
        (FactKind.RCS_M2, "-1", "expected a size"),
        (FactKind.RCS_M2, "inf", "expected a size"),
        (FactKind.RCS_M2, "nan", "expected a size"),
        (FactKind.CREWED, "true", "crewed 'true', expected yes or no"),
        (FactKind.LAUNCH_UTC, "1964-13-15", "launch_utc '1964-13-15', expected an ISO 8601 instant"),
        (FactKind.OWNER, "", "owner '', expected some text"),
    ],
)
def test_bad_fact_is_refused_with_what_was_expected(kind, text, expected) -> None:
    with pytest.raises(ArgumentError) as caught:
        Fact(kind, text, "source", at(1), at(1))
    assert expected in str(caught.value)


def test_every_kind_is_a_field_of_the_facts() -> None:
    assert {field.name for field in fields(SatcatFacts)} == {kind.value for kind in FactKind}


def test_current_facts_are_those_valid_and_known() -> None:
    status = FactKind.OPERATIONAL_STATUS
    facts = [
        Fact(status, "D", "a", at(9), at(9)),
        Fact(status, "+", "a", at(1), at(2)),
        Fact(status, "-", "a", at(5), at(8)),
        Fact(FactKind.OWNER, "ITA", "a", at(1), at(1)),
        Fact(FactKind.OWNER, "FRA", "b", at(1), at(4)),
    ]
    assert current_facts(facts, valid=at(6), known=at(8)) == SatcatFacts(
        operational_status=OperationalStatus.NONOPERATIONAL, owner="FRA"
    )
    assert current_facts(facts, valid=at(6), known=at(3)) == SatcatFacts(
        operational_status=OperationalStatus.OPERATIONAL, owner="ITA"
    )
    assert current_facts(facts, valid=at(6), known=at(1)) == SatcatFacts(owner="ITA")
    assert current_facts([], valid=at(6), known=at(1)) == SatcatFacts()


def test_latest_id_of_an_object() -> None:
    names = [
        CrossReference(Scheme.NAME, "LATER", "a", at(4), at(4)),
        CrossReference(Scheme.NAME, "FIRST", "a", at(1), at(9)),
        CrossReference(Scheme.NAME, "CORRECTED", "a", at(4), at(5)),
    ]
    found = SpaceObject("x", DataMode.REAL, tuple(names), ())
    assert found.latest(Scheme.NAME) == "CORRECTED"
    assert found.latest(Scheme.NORAD) == ""


def test_values_are_frozen() -> None:
    with pytest.raises(FrozenInstanceError):
        Fact(FactKind.OWNER, "ITA", "a", at(1), at(1)).value = "FRA"  # type: ignore[misc]  # that is the point
