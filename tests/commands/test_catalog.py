"""`specola catalog` as its users meet it."""

from __future__ import annotations

import functools
import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from specola.cli.catalog import IMPORT_COLUMNS
from specola.cli.main import app
from specola.epochs import Epochs
from specola.service.catalogs.simulation import simulated_csv
from specola.service.sources import celestrak, credentials, spacetrack

EPOCH = Epochs.from_utc_text("2026-03-01T00:00:00Z")


@pytest.fixture
def specola(tmp_path, monkeypatch):
    monkeypatch.setenv("SPECOLA_HOME", str(tmp_path / "home"))
    for name in ("SPECOLA_CACHE", "SPECOLA_DATA", "SPECOLA_STORE"):
        monkeypatch.delenv(name, raising=False)

    def run(*words):
        done = CliRunner().invoke(app, list(map(str, words)))
        if done.exception and not isinstance(done.exception, SystemExit):
            raise done.exception
        return done.exit_code, done.stdout, done.stderr

    return run


@pytest.fixture
def catalog(tmp_path):
    path = tmp_path / "catalog.csv"
    path.write_bytes(simulated_csv(50, 3, epoch=EPOCH))
    return path


def test_import_twice_changes_nothing_the_second_time(specola, catalog):
    code, out, err = specola("catalog", "import", catalog, "--json")
    (row,) = json.loads(out)
    assert (code, err) == (0, "")
    assert tuple(row) == IMPORT_COLUMNS
    assert (row["records"], row["new_sets"], row["new_objects"], row["data_mode"]) == (
        50,
        50,
        50,
        "SIMULATED",
    )
    (again,) = json.loads(specola("catalog", "import", catalog, "--json")[1])
    assert (again["records"], again["new_sets"], again["new_objects"]) == (50, 0, 0)


def test_show_finds_an_object_by_number_and_by_name(specola, catalog):
    specola("catalog", "import", catalog)
    row = catalog.read_text().splitlines()[1].split(",")
    header = catalog.read_text().splitlines()[0].split(",")
    name, number = row[header.index("OBJECT_NAME")], row[header.index("NORAD_CAT_ID")]
    code, out, _ = specola("catalog", "show", number, "--data-mode", "simulated", "--json")
    found = json.loads(out)
    assert code == 0
    assert {"norad": number, "name": name}.items() <= {
        one["scheme"]: one["value"] for one in found["references"]
    }.items()
    assert found["element_sets"] == 1
    assert number in specola("catalog", "show", number, "--data-mode", "simulated")[1]


def test_show_of_an_unknown_object_says_what_an_id_is(specola, catalog):
    specola("catalog", "import", catalog)
    code, out, err = specola("catalog", "show", "25544")
    assert (code, out) == (2, "")
    assert err.startswith("error: ")
    assert "25544" in err


def test_status_counts(specola, catalog):
    specola("catalog", "import", catalog)
    code, out, _ = specola("catalog", "status", "--at", "2026-03-11", "--data-mode", "SIMULATED", "--json")
    document = json.loads(out)
    assert code == 0
    assert document["objects"] == 50
    assert document["age_days"]["median"] == 10.0


def test_without_a_store_the_way_to_one_is_named(specola):
    code, _, err = specola("catalog", "status")
    assert code == 2
    assert "there is no store yet" in err
    assert "catalog import" in err


def test_a_bad_record_ends_with_1_and_the_others_are_kept(specola, catalog):
    text = catalog.read_text().splitlines()
    catalog.write_text("\n".join([*text[:10], "garbage", *text[10:]]) + "\n")
    code, out, err = specola("catalog", "import", catalog, "--json")
    (row,) = json.loads(out)
    assert code == 1
    assert row["new_sets"] >= 49
    assert f"error: {catalog}:11" in err


def test_an_unknown_data_mode_names_those_there_are(specola, catalog):
    code, _, err = specola("catalog", "import", catalog, "--data-mode", "PRETEND")
    assert code == 2
    assert "REAL" in err


def test_simulate_is_the_same_for_the_same_seed(specola, tmp_path):
    words = ("catalog", "simulate", "--count", 20, "--epoch", "2026-03-01")
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        assert specola(*words, "--seed", seed, "--output", tmp_path / f"{name}.csv")[0] == 0
    a, b, c = ((tmp_path / f"{name}.csv").read_bytes() for name in "abc")
    assert a == b
    assert a != c
    assert b"SIMULATED" in a


def test_simulate_refuses_an_ending_that_cannot_say_simulated(specola, tmp_path):
    code, _, err = specola("catalog", "simulate", "--output", tmp_path / "a.tle")
    assert code == 2
    assert "expected .csv" in err


# ------------------------------------------------------------------------------------- facts


SATCAT = (
    "OBJECT_NAME,OBJECT_ID,NORAD_CAT_ID,OBJECT_TYPE,OPS_STATUS_CODE,OWNER,LAUNCH_DATE,LAUNCH_SITE,DECAY_DATE,"
    "PERIOD,INCLINATION,APOGEE,PERIGEE,RCS,DATA_STATUS_CODE,ORBIT_CENTER,ORBIT_TYPE\n"
    "TOWER 1,2025-100A,{number},PAY,+,ITAL,2025-01-02,FRGUI,,95.5,51.6,520,505,1.25,,EA,ORB\n"
    "STRANGER,2025-100B,999999999,DEB,,ITAL,2025-01-02,FRGUI,,95.5,51.6,520,505,,,EA,ORB\n"
)


@pytest.fixture
def real(tmp_path):
    """Make a catalog of invented objects that does not say it is simulated."""
    lines = simulated_csv(8, 3, epoch=EPOCH).decode().splitlines()
    path = tmp_path / "real.csv"
    path.write_text("\n".join(line.rpartition(",")[0] for line in lines) + "\n")
    return path


def test_facts_of_a_satcat_are_shown(specola, real, tmp_path):
    number = 900000002
    satcat = tmp_path / "satcat.csv"
    satcat.write_text(SATCAT.format(number=number))
    code, out, err = specola("catalog", "import", real, satcat, "--json")
    rows = json.loads(out)
    assert (code, err) == (0, "")
    assert [(row["form"], row["records"], row["new_sets"], row["new_objects"]) for row in rows] == [
        ("omm-csv", 8, 8, 8),
        ("satcat-csv", 2, 0, 0),
    ]
    document = json.loads(specola("catalog", "show", number, "--json")[1])
    facts = {fact["kind"]: fact["value"] for fact in document["facts"]}
    assert facts == {
        "type": "PAY",
        "owner": "ITAL",
        "operational_status": "+",
        "rcs_m2": "1.25",
        "launch_utc": "2025-01-02",
        "launch_site": "FRGUI",
    }
    text = specola("catalog", "show", number)[1]
    assert "  owner: ITAL  (file)" in text
    assert "1 element set: 2026-03-01T00:00:00.000000Z" in text
    again = json.loads(specola("catalog", "import", satcat, "--json")[1])
    assert (again[0]["records"], again[0]["refused"]) == (2, 0)
    assert json.loads(specola("catalog", "show", number, "--json")[1]) == document
    assert json.loads(specola("catalog", "show", 900000003, "--json")[1])["facts"] == []


def test_show_tells_how_many_sets_there_are(specola, tmp_path):
    for day in range(1, 8):
        path = tmp_path / f"{day}.csv"
        path.write_bytes(simulated_csv(1, 3, epoch=Epochs.from_utc_text(f"2026-03-0{day}T00:00:00Z")))
        assert specola("catalog", "import", path)[0] == 0
    text = specola("catalog", "show", "900000001", "--data-mode", "simulated")[1]
    assert "  7 element sets, the last 5: 2026-03-03T00:00:00.000000Z, " in text


@pytest.mark.parametrize("verb", [("show", "5"), ("status",)])
def test_endings_are_refused_before_any_work(specola, verb):
    code, out, err = specola("catalog", *verb, "--output", "answer.csv")
    assert (code, out) == (2, "")
    assert err == "error: output answer.csv ends in '.csv', expected .json\n"


def test_many_refused_records_are_counted(specola, catalog):
    catalog.write_text(catalog.read_text() + "garbage\n" * 13)
    code, _, err = specola("catalog", "import", catalog, "--json")
    assert code == 1
    assert len(err.splitlines()) == 11
    assert err.endswith("error: ... and 3 more refused\n")


def test_import_for_people(specola, catalog):
    code, out, _ = specola("catalog", "import", catalog)
    assert code == 0
    header, row = out.splitlines()
    assert header.split() == list(IMPORT_COLUMNS)
    assert row.split()[:7] == [str(catalog), "omm-csv", "SIMULATED", "50", "50", "50", "0"]


def test_status_of_a_store_without_objects_of_a_mode(specola, catalog):
    specola("catalog", "import", catalog)
    code, out, _ = specola("catalog", "status", "--json")
    document = json.loads(out)
    assert (code, document["objects"], document["age_days"]["oldest"]) == (0, 0, None)


def test_status_for_people(specola, catalog):
    specola("catalog", "import", catalog)
    code, out, _ = specola("catalog", "status", "--at", "2026-04-11", "--data-mode", "SIMULATED")
    assert code == 0
    assert "specola.sqlite: 50 objects, SIMULATED\n" in out
    assert "median 41.0 d" in out


# ------------------------------------------------------------------------------------- fetching


ELEMENTS = (
    b"OBJECT_NAME,OBJECT_ID,EPOCH,MEAN_MOTION,ECCENTRICITY,INCLINATION,RA_OF_ASC_NODE,ARG_OF_PERICENTER,"
    b"MEAN_ANOMALY,EPHEMERIS_TYPE,CLASSIFICATION_TYPE,NORAD_CAT_ID,ELEMENT_SET_NO,REV_AT_EPOCH,BSTAR,"
    b"MEAN_MOTION_DOT,MEAN_MOTION_DDOT\r\n"
    b"TOWER 1,2025-100A,2026-11-23T12:00:00.000000,15.25,.0011,51.6,10.5,20.25,30.125,0,U,100001,999,1200,"
    b".00021,.00011,0\r\n"
)
BAD = b"TOWER 2,2025-100B,2026-11-23T12:00:00.000000,15.25,7,51.6,10.5,20.25,30.125,0,U,100002,999,1200,0,0,0\r\n"
GROUP = "/NORAD/elements/gp.php?GROUP={}&FORMAT=csv"
CATALOG = "/basicspacedata/query/class/gp/decay_date/null-val/epoch/%3Enow-10/orderby/norad_cat_id/format/csv"


@pytest.fixture
def publishers(source_server, monkeypatch):
    """Let both publishers be the local server; it counts."""
    source_server.documents |= {
        GROUP.format("active"): ELEMENTS,
        GROUP.format("stations"): ELEMENTS + BAD,
        CATALOG: ELEMENTS,
    }
    for module, name in ((celestrak, "CelesTrak"), (spacetrack, "SpaceTrack")):
        local = functools.partial(getattr(module, name), base_url=source_server.url)
        monkeypatch.setattr(module, name, local)
    for variable in (credentials._IDENTITY, credentials._PASSWORD):
        monkeypatch.delenv(variable, raising=False)
    return source_server


def taken(out):
    (row,) = json.loads(out)
    assert tuple(row) == IMPORT_COLUMNS
    return {
        name: row[name] for name in ("form", "data_mode", "records", "new_sets", "new_objects", "refused")
    }


NEW = {"form": "omm-csv", "data_mode": "REAL", "records": 1, "new_sets": 1, "new_objects": 1, "refused": 0}
KNOWN = NEW | {"new_sets": 0, "new_objects": 0}


def test_fetch_celestrak_asks_once_and_imports(specola, publishers):
    code, out, err = specola("catalog", "fetch", "celestrak", "--json")
    assert (code, err, taken(out)) == (0, "", NEW)
    for _ in range(2):
        code, out, err = specola("catalog", "fetch", "celestrak", "--json")
        assert (code, taken(out)) == (0, KNOWN)
        assert re.fullmatch(
            r"celestrak: what came at \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ still holds, nothing was asked\n", err
        )
    assert publishers.count() == 1
    references = json.loads(specola("catalog", "show", "100001", "--json")[1])["references"]
    assert {one["source"] for one in references} == {"celestrak"}


def test_what_a_publisher_sent_can_be_looked_at(specola, publishers, tmp_path):
    code, out, err = specola("catalog", "fetch", "celestrak", "--group", "stations", "--json")
    (row,) = json.loads(out)
    assert (code, row["records"], row["refused"]) == (1, 1, 1)
    assert row["file"] == str(tmp_path / "home" / "cache" / "fetched" / "celestrak.csv")
    assert err.startswith(f"error: {row['file']}:3: ECCENTRICITY: ")
    with Path(row["file"]).open("rb") as file:
        assert file.read() == ELEMENTS + BAD


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--group", "no&thing"), "GROUP is 'no&thing', expected letters, digits and dashes"),
        (("--output", "a.txt"), "output a.txt ends in '.txt', expected .json, .csv or .parquet"),
    ],
)
def test_fetch_that_cannot_run_asks_nothing(specola, publishers, words, says):
    code, out, err = specola("catalog", "fetch", "celestrak", *words)
    assert (code, out) == (2, "")
    assert err.startswith(f"error: {says}")
    assert publishers.count() == 0


def test_fetch_stops_at_a_refusal(specola, publishers):
    publishers.misbehave(403)
    code, out, err = specola("catalog", "fetch", "celestrak")
    assert (code, out) == (2, "")
    assert "HTTP 403" in err
    code, _, err = specola("catalog", "fetch", "celestrak")
    assert code == 2
    assert err.count("\n") == 1
    assert publishers.count() == 1


def test_fetch_spacetrack_logs_in_once_an_hour(specola, publishers, monkeypatch):
    ((identity, password),) = publishers.accounts.items()
    monkeypatch.setenv(credentials._IDENTITY, identity)
    monkeypatch.setenv(credentials._PASSWORD, password)
    code, out, err = specola("catalog", "fetch", "spacetrack", "--json")
    assert (code, err, taken(out)) == (0, "", NEW)
    code, out, err = specola("catalog", "fetch", "spacetrack", "--json")
    assert (code, taken(out)) == (0, KNOWN)
    assert err.startswith("space-track: what came at ")
    assert [seen.path for seen in publishers.seen] == ["/ajaxauth/login", CATALOG, "/ajaxauth/logout"]
    assert password not in out + err


def test_fetch_spacetrack_without_an_account_says_how(specola, publishers, monkeypatch):
    monkeypatch.setattr(credentials, "_from_keyring", lambda _: ("", ""))
    code, out, err = specola("catalog", "fetch", "spacetrack")
    assert (code, out) == (2, "")
    assert err.startswith(
        "error: no Space-Track account: expected SPECOLA_SPACETRACK_IDENTITY and SPECOLA_SPACETRACK_PASSWORD"
    )
    assert err.count("\n") == 1
    assert publishers.count() == 0


def test_a_fetched_catalog_goes_to_the_store_named(specola, publishers, tmp_path):
    place = tmp_path / "deep" / "own.sqlite"
    assert specola("catalog", "fetch", "celestrak", "--store", place)[0] == 0
    assert specola("catalog", "status", "--store", place)[0] == 0
    assert specola("catalog", "status")[0] == 2
