"""Files in: chosen for a screening, or imported, with a report for each."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import numpy as np
import pytest

from specola.catalog.objects import (
    DataMode,
    FactKind,
    ObjectType,
    OperationalStatus,
    SatcatFacts,
    current_facts,
)
from specola.epochs import Epochs
from specola.errors import ArgumentError, MessageError
from specola.messages import read_element_file
from specola.service.catalogs.intake import import_files, load_catalog, standing_facts, stated_mode
from specola.store.objects import find_by_number, read_object
from specola.store.opening import open_store
from specola.store.picture import read_picture

NOW = Epochs.from_utc_text("2030-01-05T00:00:00Z")
HEADER = (
    "OBJECT_NAME,OBJECT_ID,EPOCH,MEAN_MOTION,ECCENTRICITY,INCLINATION,RA_OF_ASC_NODE,ARG_OF_PERICENTER,"
    "MEAN_ANOMALY,EPHEMERIS_TYPE,CLASSIFICATION_TYPE,NORAD_CAT_ID,ELEMENT_SET_NO,REV_AT_EPOCH,BSTAR,"
    "MEAN_MOTION_DOT,MEAN_MOTION_DDOT"
)


def row(number: int, day: int = 1, *, name: str = "INVENTED", anomaly: float = 30.0) -> str:
    return (
        f"{name},2029-001A,2030-01-{day:02d}T00:00:00.000000,15.1,.0001,51.6,10,20,{anomaly},0,U,{number},"
        "999,1,.1E-4,.1E-5,0"
    )


def write(path: Path, *rows: str, header: str = HEADER) -> Path:
    path.write_text("\n".join((header, *rows, "")), encoding="utf-8")
    return path


@pytest.fixture
def store(tmp_path: Path):
    with open_store(tmp_path / "catalog.sqlite") as opened:
        yield opened


def test_one_set_for_each_object(tmp_path: Path) -> None:
    first = write(tmp_path / "1.csv", row(7, 2), row(5, 1), row(5, 9))
    second = write(tmp_path / "2.csv", row(5, 4, name="NEWER"), row(9, 8), row(7, 2))
    told: list[tuple[str, int, int]] = []
    loaded = load_catalog([first, second], NOW, progress=lambda *moment: told.append(moment))
    assert loaded.sets.catalog_number.tolist() == loaded.identities.catalog_number.tolist() == [5, 7, 9]
    assert loaded.sets.name.tolist() == ["NEWER", "INVENTED", "INVENTED"]
    assert loaded.is_after.tolist() == [False, False, True]
    assert (loaded.n_superseded, loaded.n_duplicates, loaded.data_mode) == (3, 1, DataMode.REAL)
    assert [(report.name, report.form, report.n_records) for report in loaded.files] == [
        (str(first), "omm-csv", 3),
        (str(second), "omm-csv", 3),
    ]
    assert told == [(str(first), 0, 2), (str(second), 1, 2), ("", 2, 2)]


def test_bad_record_and_bad_file_lose_nothing_else(tmp_path: Path) -> None:
    good = write(tmp_path / "1.csv", row(5), row(7).replace("51.6", "251.6"), row(9))
    loaded = load_catalog([tmp_path / "no.csv", good, write(tmp_path / "e.csv", header="<html>")], NOW)
    assert loaded.sets.catalog_number.tolist() == [5, 9]
    missing, read, page = loaded.files
    assert "cannot be read" in missing.refusals[0].sentence()
    assert read.refusals[0].line == 3
    assert read.refusals[0].field == "INCLINATION"
    assert len(page.refusals) == 1
    assert (missing.n_records, read.n_records, page.n_records) == (0, 2, 0)
    assert missing.sha256 == ""
    assert len(page.sha256) == 64


def test_files_without_a_single_record_are_an_error(tmp_path: Path) -> None:
    with pytest.raises(MessageError, match=r"no\.csv: cannot be read"):
        load_catalog([tmp_path / "no.csv", write(tmp_path / "1.csv", "junk")], NOW)
    with pytest.raises(MessageError, match=r"1\.csv:2"):
        load_catalog([write(tmp_path / "1.csv", row(7).replace("51.6", "251.6"))], NOW)
    with pytest.raises(ArgumentError, match="no files given"):
        load_catalog([], NOW)


def test_header_without_records_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(MessageError, match=r"1\.csv"):
        load_catalog([write(tmp_path / "1.csv")], NOW)


def test_import_then_picture(tmp_path: Path, store) -> None:
    file = write(tmp_path / "1.csv", row(5, 1), row(5, 2), row(7))
    (report,) = import_files(store, [file], known=NOW, source="tower")
    assert report.recorded is not None
    assert (report.recorded.n_new_sets, report.recorded.n_new_objects) == (3, 2)
    with store.reading() as connection:
        picture = read_picture(connection, NOW)
    loaded = load_catalog([file], NOW)
    assert picture.sets.elements.epochs.seconds_since(loaded.sets.elements.epochs).tolist() == [0.0, 0.0]
    for name in ("mean_motion_rad_s", "mean_anomaly_rad", "bstar_per_earth_radius"):
        assert getattr(picture.sets.elements, name).tobytes() == getattr(loaded.sets.elements, name).tobytes()


def test_importing_again_compressed_or_under_another_name_changes_nothing(tmp_path: Path, store) -> None:
    file = write(tmp_path / "1.csv", row(5), row(7))
    packed = tmp_path / "other.csv.gz"
    packed.write_bytes(gzip.compress(file.read_bytes(), mtime=0))
    import_files(store, [file], known=NOW)
    for again in import_files(store, [file, packed, file], known=NOW.shifted(60.0), source="elsewhere"):
        assert again.recorded is not None
        assert again.recorded.is_unchanged


def test_import_reports_what_could_not_be_used(tmp_path: Path, store) -> None:
    file = write(tmp_path / "1.csv", row(5), row(7).replace("51.6", "251.6"))
    empty = write(tmp_path / "2.csv", row(7).replace("51.6", "251.6"))
    told: list[int] = []
    reports = import_files(
        store, [tmp_path / "no.csv", file, empty], known=NOW, progress=lambda _, done, __: told.append(done)
    )
    assert [len(report.refusals) for report in reports] == [1, 1, 1]
    assert [report.recorded is None for report in reports] == [True, False, True]
    assert told == [0, 1, 2, 3]


def test_nothing_to_import_changes_nothing(tmp_path: Path, store) -> None:
    (report,) = import_files(store, [tmp_path / "no.csv"], known=NOW)
    assert report.recorded is None


def test_crewed_stations_are_known_once_imported(tmp_path: Path, store) -> None:
    file = write(tmp_path / "1.csv", row(25_544, name="INVENTED STATION"), row(5))
    import_files(store, [file], known=NOW)
    import_files(store, [file], known=NOW.shifted(9.0))
    with store.reading() as connection:
        own = find_by_number(connection, [25_544, 5])
        (fact,) = read_object(connection, own[25_544]).facts
        assert read_object(connection, own[5]).facts == ()
    assert (fact.kind, fact.value) == (FactKind.CREWED, "yes")
    assert fact.source.startswith("NASA")
    assert fact.known.seconds_since(NOW).tolist() == [0.0]


def test_standing_facts_are_of_the_two_crewed_stations() -> None:
    facts = standing_facts(NOW)
    assert sorted(facts) == [25_544, 48_274]
    assert all(fact.source for told in facts.values() for fact in told)


# ---- data mode


def test_mode_of_a_csv_column(tmp_path: Path, store) -> None:
    simulated = write(
        tmp_path / "s.csv", row(5) + ",SIMULATED", row(7) + ",SIMULATED", header=HEADER + ",DATA_MODE"
    )
    loaded = load_catalog([simulated], NOW)
    assert loaded.data_mode is DataMode.SIMULATED
    import_files(store, [simulated], known=NOW)
    with store.reading() as connection:
        assert len(read_picture(connection, NOW).records) == 0
        assert len(read_picture(connection, NOW, data_mode=DataMode.SIMULATED).records) == 2


def test_mode_is_asked_for_where_the_file_is_silent(tmp_path: Path) -> None:
    file = write(tmp_path / "1.csv", row(5))
    assert load_catalog([file], NOW, data_mode=DataMode.EXERCISE).data_mode is DataMode.EXERCISE


def test_mode_that_contradicts_the_file_is_refused(tmp_path: Path) -> None:
    file = write(tmp_path / "s.csv", row(5) + ",SIMULATED", header=HEADER + ",DATA_MODE")
    with pytest.raises(MessageError, match="states data mode SIMULATED, expected REAL as asked"):
        load_catalog([file], NOW, data_mode=DataMode.REAL)


def test_modes_are_not_mixed(tmp_path: Path) -> None:
    real = write(tmp_path / "r.csv", row(5))
    simulated = write(tmp_path / "s.csv", row(5) + ",SIMULATED", header=HEADER + ",DATA_MODE")
    with pytest.raises(ArgumentError, match=r"r\.csv is REAL, .*s\.csv is SIMULATED; expected one mode"):
        load_catalog([real, simulated], NOW)


@pytest.mark.parametrize(
    ("marks", "shown"),
    [
        (["SIMULATED", "REAL"], "REAL, SIMULATED"),
        (["SIMULATED", ""], "SIMULATED, none"),
        (["FAKE", "FAKE"], "FAKE"),
    ],
)
def test_mode_must_be_one_and_exist(tmp_path: Path, marks: list[str], shown: str) -> None:
    rows = [f"{row(5 + k)},{mark}" for k, mark in enumerate(marks)]
    file = write(tmp_path / "s.csv", *rows, header=HEADER + ",DATA_MODE")
    with pytest.raises(MessageError) as caught:
        load_catalog([file], NOW)
    assert f"data mode {shown}, expected one for all records of REAL TEST EXERCISE SIMULATED" in str(
        caught.value
    )


def as_json(*modes: str | None) -> bytes:
    keys = HEADER.split(",")
    records = []
    for k, mode in enumerate(modes):
        record = dict(zip(keys, row(5 + k).split(","), strict=True))
        records.append(record if mode is None else record | {"DATA_MODE": mode})
    return json.dumps(records).encode()


def test_mode_of_json_records() -> None:
    assert stated_mode(read_element_file(as_json("TEST", "TEST"), file="a.json")) is DataMode.TEST
    assert stated_mode(read_element_file(as_json(None), file="a.json")) is None
    with pytest.raises(MessageError, match="data mode TEST, none"):
        stated_mode(read_element_file(as_json("TEST", None), file="a.json"))


def test_name_that_speaks_of_the_mode_is_no_mode(tmp_path: Path) -> None:
    assert load_catalog([write(tmp_path / "1.csv", row(5, name="DATA_MODE"))], NOW).data_mode is DataMode.REAL


# ---- records of nobody


def test_record_that_names_no_object_is_refused(tmp_path: Path, store) -> None:
    records = json.loads(as_json(None, None, None))
    records[1] |= {"NORAD_CAT_ID": "0", "OBJECT_ID": "", "OBJECT_NAME": ""}
    records[2] |= {"NORAD_CAT_ID": "0", "OBJECT_ID": "", "OBJECT_NAME": "PRIVATE"}
    path = tmp_path / "1.json"
    path.write_text(json.dumps(records), encoding="utf-8")
    loaded = load_catalog([path], NOW)
    assert loaded.sets.name.tolist() == ["PRIVATE", "INVENTED"]
    (refusal,) = loaded.files[0].refusals
    assert "names no object, expected a catalog number, a COSPAR id or a name" in refusal.sentence()


# ---- the real catalog


def test_full_catalog_comes_back_as_it_was(tmp_path: Path, shared_data: Path, store) -> None:
    file = shared_data / "catalog" / "celestrak_on_orbit_2024-11-01.csv.gz"
    start = Epochs.from_utc_text("2024-11-01T12:00:00Z")
    (report,) = import_files(store, [file], known=start, source="celestrak")
    assert report.recorded is not None
    assert report.recorded.n_new_sets == report.n_records > 20_000
    loaded = load_catalog([file], start)
    with store.reading() as connection:
        picture = read_picture(connection, start)
    assert np.array_equal(picture.sets.catalog_number, loaded.sets.catalog_number)
    assert np.array_equal(picture.sets.name, loaded.sets.name)
    assert np.array_equal(picture.is_after, loaded.is_after)
    assert picture.sets.elements.mean_anomaly_rad.tobytes() == loaded.sets.elements.mean_anomaly_rad.tobytes()
    (again,) = import_files(store, [file], known=start)
    assert again.recorded is not None
    assert again.recorded.is_unchanged


def test_same_sets_in_every_form_are_the_same_sets(shared_data: Path, store) -> None:
    folder = shared_data / "conjunctions" / "top20_gp"
    forms = set()
    import_files(store, sorted(folder.glob("*.csv")), known=NOW)
    for report in import_files(store, sorted(folder.glob("*.[jt]*")), known=NOW):
        if report.recorded is not None:
            assert report.recorded.is_unchanged, report.name
            forms.add(report.form)
    assert forms == {"omm-json", "3le"}


# ---- SATCAT

SATCAT = (
    "OBJECT_NAME,OBJECT_ID,NORAD_CAT_ID,OBJECT_TYPE,OPS_STATUS_CODE,OWNER,LAUNCH_DATE,LAUNCH_SITE,DECAY_DATE,"
    "PERIOD,INCLINATION,APOGEE,PERIGEE,RCS,DATA_STATUS_CODE,ORBIT_CENTER,ORBIT_TYPE"
)


def satcat_row(number: int, *, status: str = "+", decay: str = "", rcs: str = "1.5") -> str:
    return f"INVENTED,2029-001A,{number},PAY,{status},IT,2029-05-01,TTMTR,{decay},92.9,51.6,420,410,{rcs},,EA,ORB"


def test_satcat_facts_of_objects_in_the_store(tmp_path: Path, store) -> None:
    elements = write(tmp_path / "1.csv", row(5), row(7))
    rows = (satcat_row(5), satcat_row(6), satcat_row(7, status="", decay="2029-06-01", rcs=""))
    satcat = write(tmp_path / "satcat.csv", *rows, header=SATCAT)
    _, report = import_files(store, [elements, satcat], known=NOW, source="celestrak")
    assert (report.form, report.n_records) == ("satcat-csv", 3)
    assert report.recorded is not None
    assert report.recorded.n_new_facts == 6 + 5
    with store.reading() as connection:
        own = find_by_number(connection, [5, 7])
        first, second = (read_object(connection, own[number]) for number in (5, 7))
    assert current_facts(first.facts, valid=NOW, known=NOW) == SatcatFacts(
        type=ObjectType.PAYLOAD,
        owner="IT",
        operational_status=OperationalStatus.OPERATIONAL,
        rcs_m2=1.5,
        launch_utc="2029-05-01",
        launch_site="TTMTR",
    )
    decay = next(fact for fact in second.facts if fact.kind is FactKind.DECAY_UTC)
    assert decay.valid.to_utc_text(digits=0) == ["2029-06-01T00:00:00Z"]
    assert decay.source == "celestrak"


def test_satcat_again_changes_nothing_and_a_change_is_kept(tmp_path: Path, store) -> None:
    elements = write(tmp_path / "1.csv", row(5))
    satcat = write(tmp_path / "satcat.csv", satcat_row(5), header=SATCAT)
    import_files(store, [elements, satcat], known=NOW)
    (again,) = import_files(store, [satcat], known=NOW.shifted(60.0))
    assert again.recorded is not None
    assert again.recorded.is_unchanged
    later = NOW.shifted(120.0)
    for status in ("-", "+"):
        changed = write(tmp_path / "changed.csv", satcat_row(5, status=status), header=SATCAT)
        later = later.shifted(60.0)
        (report,) = import_files(store, [changed], known=later)
        assert report.recorded is not None
        assert report.recorded.n_new_facts == 1
    with store.reading() as connection:
        found = read_object(connection, find_by_number(connection, [5])[5])
    then = current_facts(found.facts, valid=later, known=NOW.shifted(180.0))
    assert then.operational_status is OperationalStatus.NONOPERATIONAL
    now = current_facts(found.facts, valid=later, known=later)
    assert now.operational_status is OperationalStatus.OPERATIONAL


def test_satcat_is_no_catalog_to_screen(tmp_path: Path) -> None:
    with pytest.raises(MessageError, match="MEAN_MOTION"):
        load_catalog([write(tmp_path / "satcat.csv", satcat_row(5), header=SATCAT)], NOW)


def test_satcat_from_spacetrack_is_told_from_its_element_sets(tmp_path: Path, store) -> None:
    records = json.loads(as_json(None))
    records[0]["OBJECT_TYPE"] = "PAYLOAD"
    elements, satcat = tmp_path / "gp.json", tmp_path / "satcat.json"
    elements.write_text(json.dumps(records), encoding="utf-8")
    satcat.write_text(json.dumps([{"NORAD_CAT_ID": "5", "OBJECT_TYPE": "DEBRIS"}]), encoding="utf-8")
    first, second = import_files(store, [elements, satcat], known=NOW)
    assert (first.form, second.form) == ("omm-json", "satcat-json")
    assert second.recorded is not None
    assert second.recorded.n_new_facts == 1
