"""Ids as people write them."""

from __future__ import annotations

import numpy as np
import pytest

from specola.catalog.identifiers import Identities, identities_from_records, object_keys, readings, resolve
from specola.catalog.objects import Scheme
from specola.errors import ArgumentError

OWN = "0f3b2c1d-0000-5000-8000-00000000000a"
WHO = Identities(
    catalog_number=np.array([11, 12, 270_001, 14, 0, 0, 12]),
    name=np.array(["TOWER 1", "TOWER 2", "TOWER DEB", "TOWER DEB", "PRIVATE", "", "TOWER 2"]),
    cospar=np.array(["2029-001A", "2029-001B", "1957-001C", "", "", "2029-009A", ""]),
    object_id=np.array([OWN, "", "", "", "", "", ""]),
)


@pytest.mark.parametrize(
    ("id_text", "reading"),
    [
        ("25544", (Scheme.NORAD, "25544")),
        ("00005", (Scheme.NORAD, "5")),
        ("799500000", (Scheme.NORAD, "799500000")),
        ("A0000", (Scheme.NORAD, "100000")),
        ("H9999", (Scheme.NORAD, "179999")),
        ("J0000", (Scheme.NORAD, "180000")),
        ("Z9999", (Scheme.NORAD, "339999")),
        ("1998-067A", (Scheme.COSPAR, "1998-067A")),
        ("1998-067aab", (Scheme.COSPAR, "1998-067AAB")),
        ("98067A", (Scheme.COSPAR, "1998-067A")),
        ("57001A", (Scheme.COSPAR, "1957-001A")),
        ("56001A", (Scheme.COSPAR, "2056-001A")),
        (OWN.upper(), (Scheme.OWN, OWN)),
        (" ISS (ZARYA) ", (Scheme.NAME, "ISS (ZARYA)")),
        ("operator:X/1", (Scheme.OPERATOR, "X/1")),
        ("national:ITA/7", (Scheme.NATIONAL, "ITA/7")),
    ],
)
def test_reading_of_an_id(id_text, reading) -> None:
    assert reading in readings(id_text)


@pytest.mark.parametrize("id_text", ["I0000", "O0000", "a0000", "T000", "1234567890", "-5", "0"])
def test_what_is_no_number_is_not_read_as_one(id_text) -> None:
    assert Scheme.NORAD not in {scheme for scheme, _ in readings(id_text)}


def test_scheme_named_leaves_one_reading() -> None:
    assert readings("norad:25544") == ((Scheme.NORAD, "25544"),)
    assert readings("NAME:25544") == ((Scheme.NAME, "25544"),)
    assert {scheme for scheme, _ in readings("25544")} == set(Scheme) - {Scheme.COSPAR, Scheme.OWN}


def test_colon_in_a_name_is_only_a_colon() -> None:
    assert (Scheme.NAME, "SAT: ONE") in readings("SAT: ONE")
    assert (Scheme.NAME, "name:") in readings("name:")


@pytest.mark.parametrize("id_text", ["", "  ", "norad:TOWER", "cospar:25544", "own:x"])
def test_id_that_cannot_be_is_refused(id_text) -> None:
    with pytest.raises(ArgumentError, match="expected a catalog number, Alpha-5, a COSPAR id"):
        readings(id_text)


@pytest.mark.parametrize(
    ("id_text", "rows"),
    [
        ("11", [0]),
        ("12", [1, 6]),
        ("TOWER 2", [1, 6]),
        ("2029-001B", [1, 6]),
        ("T0001", [2]),
        ("57001C", [2]),
        ("PRIVATE", [4]),
        ("2029-009A", [5]),
        (OWN, [0]),
    ],
)
def test_id_gives_all_rows_of_its_object(id_text, rows) -> None:
    assert resolve(WHO, id_text).tolist() == rows


def test_ambiguous_name_is_refused_with_candidates() -> None:
    with pytest.raises(ArgumentError) as caught:
        resolve(WHO, "TOWER DEB")
    assert str(caught.value) == (
        "object 'TOWER DEB' may be 2 objects, expected one: "
        "name of 270001 1957-001C TOWER DEB; name of 14 TOWER DEB"
    )


def test_many_candidates_are_cut() -> None:
    n = 12
    who = Identities(np.arange(1, n + 1), np.full(n, "SAME"), np.full(n, ""), np.full(n, ""))
    with pytest.raises(ArgumentError, match=r"may be 12 objects, .* name of 5 SAME and 7 more$"):
        resolve(who, "SAME")


def test_unknown_id_is_refused_with_near_names() -> None:
    with pytest.raises(ArgumentError) as caught:
        resolve(WHO, "tower")
    assert str(caught.value) == (
        "object 'tower' is not among the 6 known, expected a catalog number, Alpha-5, a COSPAR id, an exact "
        "name or our own id; near: TOWER 1, TOWER 2, TOWER DEB"
    )
    with pytest.raises(ArgumentError, match=r"or our own id$"):
        resolve(WHO, "operator:NOBODY/1")


def test_label_without_number_or_name_is_the_own_id() -> None:
    who = Identities(np.array([0, 0]), np.array(["", ""]), np.array(["", "2029-001A"]), np.array([OWN, OWN]))
    with pytest.raises(ArgumentError, match=f"own of {OWN}; own of 2029-001A"):
        resolve(who, OWN)


def test_keys_tell_objects_without_a_number_apart() -> None:
    keys = object_keys(
        np.array([5, 0, 0, -1, 0, 0]),
        np.array(["A", "A", "B", "A", "A", "2029-001A"]),
        cospar=np.array(["", "", "", "", "2029-001A", ""]),
    )
    assert keys[0] == 5
    assert keys[1] == keys[3]
    assert len(set(keys.tolist())) == 5
    assert (keys[1:] < 0).all()


class TwoRecords:
    norad_cat_id = np.array([5, 7])
    object_name = np.array(["A", "B"])
    object_id = np.array(["", "2029-001A"])

    def __len__(self) -> int:
        return 2


def test_records_say_who_they_are() -> None:
    found = identities_from_records(TwoRecords())
    assert found.catalog_number.tolist() == [5, 7]
    assert found.name.tolist() == ["A", "B"]
    assert found.cospar.tolist() == ["", "2029-001A"]
    assert found.object_id.tolist() == ["", ""]
