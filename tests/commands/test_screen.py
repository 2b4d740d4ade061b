"""`specola screen all` as its users meet it, bad input above all."""

from __future__ import annotations

import csv
import gzip
import io
import json
import sys

import pytest

from specola.cli import main
from specola.cli.screen import EVENT_COLUMNS
from specola.epochs import Epochs
from specola.service.catalogs.simulation import simulated_csv

EPOCH = Epochs.from_utc_text("2026-03-01T00:00:00Z")
START = "2026-03-01T06:00:00Z"
WINDOW = ("--start", START, "--hours", "2", "--miss-km", "50")

pytestmark = pytest.mark.xdist_group("screening")


@pytest.fixture(scope="module")
def content():
    return simulated_csv(300, 7, epoch=EPOCH)


@pytest.fixture
def catalog(tmp_path, content):
    path = tmp_path / "catalog.csv"
    path.write_bytes(content)
    return path


@pytest.fixture
def specola(monkeypatch, capsys, tmp_path):
    """Run the whole program in this process; give exit code, standard output and standard error."""
    monkeypatch.setenv("SPECOLA_HOME", str(tmp_path / "home"))

    def run(*words):
        monkeypatch.setattr(sys, "argv", ["specola", *map(str, words)])
        with pytest.raises(SystemExit) as ended:
            main.run()
        captured = capsys.readouterr()
        error = "\n".join(line for line in captured.err.splitlines() if not line.startswith("compiling"))
        return ended.value.code, captured.out, error

    return run


def test_json_is_one_array_in_the_order_of_the_contract(specola, catalog):
    code, out, err = specola("screen", "all", catalog, *WINDOW, "--json")
    events = json.loads(out)
    assert (code, err) == (0, "")
    assert events
    assert all(tuple(event) == EVENT_COLUMNS for event in events)
    assert all(event["object_1"] < event["object_2"] and 0.0 <= event["miss_km"] < 50.0 for event in events)
    assert all(event["tca_utc"] >= START for event in events)
    assert [event["tca_utc"] for event in events] == sorted(event["tca_utc"] for event in events)


def test_csv_json_and_parquet_hold_the_same(specola, catalog, tmp_path):
    import pyarrow.parquet as pq

    outputs = {ending: tmp_path / f"events.{ending}" for ending in ("csv", "json", "parquet")}
    for output in outputs.values():
        assert specola("screen", "all", catalog, *WINDOW, "--output", output) == (0, "", "")
    rows = json.loads(outputs["json"].read_text())
    assert pq.read_table(outputs["parquet"]).to_pylist() == rows
    read = list(csv.DictReader(io.StringIO(outputs["csv"].read_text())))
    assert [row["tca_utc"] for row in read] == [row["tca_utc"] for row in rows]
    assert [float(row["miss_km"]) for row in read] == [row["miss_km"] for row in rows]


def test_the_answer_is_the_same_bytes_for_any_number_of_threads(specola, catalog):
    answers = {
        specola("screen", "all", catalog, *WINDOW, "--json", "--threads", threads)[1] for threads in (1, 2, 5)
    }
    assert len(answers) == 1


def test_a_compressed_file_is_read_as_it_is(specola, catalog, tmp_path):
    packed = tmp_path / "catalog.csv.gz"
    packed.write_bytes(gzip.compress(catalog.read_bytes(), mtime=0))
    assert specola("screen", "all", packed, *WINDOW, "--json") == specola(
        "screen", "all", catalog, *WINDOW, "--json"
    )


def test_people_get_a_table_and_a_summary(specola, catalog):
    code, out, _ = specola("screen", "all", catalog, *WINDOW)
    assert code == 0
    assert out.splitlines()[0].split() == list(EVENT_COLUMNS)
    assert "300 objects" in out


def test_the_report_is_one_page(specola, catalog, tmp_path):
    report = tmp_path / "report.html"
    code, _, _ = specola("screen", "all", catalog, *WINDOW, "--report", report)
    text = report.read_text()
    assert code == 0
    assert "SIMULATED" in text
    for outside in ('src="http', 'href="http', "url(http", "@import", "<script src", "<link"):
        assert outside not in text


def test_a_box_is_a_volume_too(specola, catalog):
    code, out, _ = specola(
        "screen", "all", catalog, "--start", START, "--hours", 2, "--rtn-km", "20,20,20", "--json"
    )
    assert code == 0
    assert json.loads(out) is not None


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--start", START, "--hours", "0"), "error: hours is 0, expected more than 0"),
        (("--start", START, "--hours", "-3"), "error: hours is -3, expected more than 0"),
        (("--start", START, "--hours", "nan"), "error: hours is nan, expected more than 0"),
        (("--start", "yesterday", "--hours", "1"), "error: cannot read 'yesterday' as a UTC instant"),
        (("--hours", "1"), "error: Missing option '--start'"),
        (
            (*WINDOW, "--rtn-km", "1,2,3"),
            "error: --miss-km and --rtn-km are both given, expected one of them",
        ),
        (
            ("--start", START, "--hours", "1", "--rtn-km", "1,2"),
            "error: --rtn-km is '1,2', expected three numbers",
        ),
        (
            (*WINDOW, "--output", "events.txt"),
            "error: output events.txt ends in '.txt', expected .json, .csv",
        ),
        ((*WINDOW, "--report", "page.pdf"), "error: report page.pdf ends in '.pdf', expected .html"),
        ((*WINDOW, "--threads", "-1"), "error: threads is -1, expected 1 or more"),
        ((*WINDOW, "--step-s", "1000"), "error: step of 1000.0 s, expected 10"),
        (
            ("--start", START, "--hours", "1", "--miss-km", "0"),
            "error: screening volume of (0.0,) km, expected",
        ),
    ],
)
def test_wrong_words_end_with_one_line_and_2(specola, catalog, words, sentence):
    code, out, err = specola("screen", "all", catalog, *words)
    assert (code, out) == (2, "")
    assert err.startswith(sentence)
    assert len(err.splitlines()) == 1


@pytest.mark.parametrize(
    ("name", "bad"),
    [
        ("empty", b""),
        ("binary", bytes(range(256)) * 40),
        ("page", b"<!DOCTYPE html><html><body><h1>403 Forbidden</h1></body></html>"),
        ("nothing", b"No GP data found"),
    ],
)
def test_a_file_without_a_record_ends_with_one_line_and_2(specola, tmp_path, name, bad):
    path = tmp_path / f"{name}.tle"
    path.write_bytes(bad)
    code, out, err = specola("screen", "all", path, *WINDOW)
    assert (code, out) == (2, "")
    assert err.startswith(f"error: {path}: ")
    assert "expected" in err
    assert len(err.splitlines()) == 1


def test_a_bad_file_beside_a_good_one_loses_nothing_and_ends_with_1(specola, catalog, tmp_path):
    bad = tmp_path / "page.tle"
    bad.write_bytes(b"<html>busy</html>")
    alone = specola("screen", "all", catalog, *WINDOW, "--json")
    code, out, err = specola("screen", "all", catalog, bad, *WINDOW, "--json")
    assert (code, out) == (1, alone[1])
    assert err.startswith(f"error: {bad}: ")


@pytest.mark.parametrize("value", ["nan", "inf", "-1.0", "abc"])
def test_a_bad_record_is_named_and_the_others_are_screened(specola, catalog, content, tmp_path, value):
    lines = content.decode().splitlines()
    fields = lines[5].split(",")
    number = fields[lines[0].split(",").index("NORAD_CAT_ID")]
    fields[lines[0].split(",").index("ECCENTRICITY")] = value
    path = tmp_path / "bad.csv"
    path.write_text("\n".join([*lines[:5], ",".join(fields), *lines[6:]]) + "\n")
    code, out, err = specola("screen", "all", path, *WINDOW, "--json")
    everything = json.loads(specola("screen", "all", catalog, *WINDOW, "--json")[1])
    assert code == 1
    assert err.startswith(f"error: {path}:6: ECCENTRICITY: ")
    others = [event for event in everything if int(number) not in (event["object_1"], event["object_2"])]
    assert json.loads(out) == others


def test_mixed_line_ends_change_nothing(specola, catalog, content, tmp_path):
    lines = content.decode().splitlines()
    mixed = "".join(line + ("\r\n" if row % 2 else "\n") for row, line in enumerate(lines))
    path = tmp_path / "mixed.csv"
    path.write_bytes(mixed.encode())
    assert specola("screen", "all", path, *WINDOW, "--json") == specola(
        "screen", "all", catalog, *WINDOW, "--json"
    )


def test_of_a_repeated_object_the_last_set_before_the_start_counts(specola, catalog, content, tmp_path):
    newer = tmp_path / "newer.csv"
    newer.write_bytes(simulated_csv(300, 8, epoch=EPOCH.shifted(3600.0)))
    older = tmp_path / "older.csv"
    older.write_bytes(simulated_csv(300, 9, epoch=EPOCH.shifted(-3600.0)))
    together = specola("screen", "all", older, newer, catalog, *WINDOW, "--json")
    assert together == specola("screen", "all", newer, *WINDOW, "--json")


def test_one_object_meets_nobody(specola, content, tmp_path):
    path = tmp_path / "one.csv"
    path.write_bytes(b"\n".join(content.splitlines()[:2]) + b"\n")
    assert specola("screen", "all", path, *WINDOW, "--json") == (0, "[]\n", "")


def test_a_start_before_the_epochs_is_screened_and_said(specola, catalog):
    code, out, _ = specola(
        "screen", "all", catalog, "--start", "2026-02-20T00:00:00Z", "--hours", 1, "--miss-km", 50
    )
    assert code == 0
    assert "300 objects have element sets only after the start" in out


def test_sets_decades_old_are_screened_as_far_as_they_go(specola, catalog):
    code, out, _ = specola("screen", "all", catalog, "--start", "2066-03-01T00:00:00Z", "--hours", 1)
    assert code == 0
    assert "could not be screened" in out


def test_a_missing_file_is_named(specola, tmp_path):
    path = tmp_path / "absent.tle"
    code, _, err = specola("screen", "all", path, *WINDOW)
    assert code == 2
    assert err.startswith(f"error: {path}: cannot be read: No such file")


def test_help_names_every_option(specola):
    code, out, _ = specola("screen", "all", "--help")
    assert code == 0
    for option in (
        "--start",
        "--hours",
        "--miss-km",
        "--rtn-km",
        "--cluster",
        "--report",
        "--json",
        "--output",
    ):
        assert option in out


# ------------------------------------------------------------------------------------- one against all


NUMBER = 900000200


def with_ids(content, cospar):
    """Return the catalog with COSPAR ids for some numbers, and names that two objects share."""
    rows = list(csv.DictReader(io.StringIO(content.decode())))
    for row in rows:
        row["OBJECT_ID"] = cospar.get(int(row["NORAD_CAT_ID"]), "")
        if row["NORAD_CAT_ID"] in {"900000001", "900000002"}:
            row["OBJECT_NAME"] = "TWIN"
    text = io.StringIO()
    writer = csv.DictWriter(text, rows[0], lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


@pytest.fixture
def named(tmp_path, content):
    path = tmp_path / "named.csv"
    path.write_bytes(with_ids(content, {NUMBER: "2026-012C"}))
    return path


def test_one_by_number_name_and_cospar_is_the_same(specola, named):
    rows = list(csv.DictReader(io.StringIO(named.read_text())))
    name = next(row["OBJECT_NAME"] for row in rows if row["NORAD_CAT_ID"] == str(NUMBER))
    answers = {
        specola("screen", "one", id_text, named, *WINDOW, "--json")
        for id_text in (str(NUMBER), f"norad:{NUMBER}", name, "2026-012C", "26012C", "cospar:2026-012c")
    }
    (answer,) = answers
    assert answer[0] == 0
    assert json.loads(answer[1])


def test_one_gives_the_rows_of_all_that_hold_it(specola, catalog):
    words = (catalog, "--start", START, "--hours", "6", "--miss-km", "60", "--json")
    everything = json.loads(specola("screen", "all", *words)[1])
    numbers = sorted(
        {number for event in everything[:6] for number in (event["object_1"], event["object_2"])}
    )
    for number in numbers:
        held = [event for event in everything if number in (event["object_1"], event["object_2"])]
        alone = json.loads(specola("screen", "one", number, *words)[1])
        assert len(alone) == len(held)
        for found, wanted in zip(alone, held, strict=True):
            for name in ("object_1", "object_2", "kind"):
                assert found[name] == wanted[name]
            for name in ("miss_km", "radial_km", "in_track_km", "cross_track_km", "relative_speed_km_s"):
                assert found[name] == pytest.approx(wanted[name], abs=1e-3)
            times = [Epochs.from_utc_text(event["tca_utc"]) for event in (found, wanted)]
            assert abs(times[0].seconds_since(times[1])[0]) < 1e-3


@pytest.mark.parametrize(
    ("id_text", "sentence"),
    [
        ("5", "error: object '5' is not among the 300 known, expected a catalog number, Alpha-5"),
        ("NOBODY", "error: object 'NOBODY' is not among the 300 known"),
        ("TWIN", "error: object 'TWIN' may be 2 objects, expected one: name of 900000001 TWIN"),
        ("", "error: object '', expected a catalog number"),
    ],
)
def test_an_id_that_is_not_one_object_is_one_line_and_2(specola, named, id_text, sentence):
    code, out, err = specola("screen", "one", id_text, named, *WINDOW)
    assert (code, out) == (2, "")
    assert err.startswith(sentence)
    assert len(err.splitlines()) == 1


def test_objects_without_a_number_are_not_mistaken_for_each_other(specola, content, tmp_path):
    rows = list(csv.reader(io.StringIO(content.decode())))
    at = rows[0].index("NORAD_CAT_ID")
    for row in rows[1:4]:
        row[at] = "0"
    path = tmp_path / "unnumbered.csv"
    path.write_text("\n".join(",".join(row) for row in rows) + "\n")
    name = rows[2][rows[0].index("OBJECT_NAME")]
    code, out, err = specola("screen", "one", name, path, *WINDOW)
    assert (code, out) == (2, "")
    assert err == f"error: object {name!r} has no catalog number, as 2 more, expected one of its own"


def test_people_are_told_who_was_screened_against_whom(specola, named):
    code, out, _ = specola("screen", "one", NUMBER, named, *WINDOW)
    assert code == 0
    assert "\n900000200 2026-012C SIM-" in out
    assert " against 299 others: " in out
    assert out.splitlines()[0].split() == list(EVENT_COLUMNS)


def test_where_nobody_is_met_there_is_no_table(specola, named):
    code, out, _ = specola("screen", "one", "TWIN", named, *WINDOW)
    assert code == 2
    code, out, _ = specola(
        "screen", "one", "900000003", named, "--start", START, "--hours", 0.01, "--miss-km", 0.01
    )
    assert code == 0
    assert len(out.splitlines()) == 1
    assert out.endswith(" against 299 others: 0 events\n")


def test_only_the_closest_are_shown_and_this_is_said(specola, catalog):
    code, out, _ = specola("screen", "all", catalog, "--start", START, "--hours", 6, "--miss-km", 100)
    lines = out.splitlines()
    assert code == 0
    assert lines[-1] == "the closest 15 are shown; --output FILE or --json gives all"
    assert len(lines) == 1 + 15 + 2
    misses = [float(line.split()[3]) for line in lines[1:16]]
    assert misses == sorted(misses)


def test_many_refusals_are_counted(specola, content, tmp_path):
    lines = content.decode().splitlines()
    path = tmp_path / "bad.csv"
    path.write_text("\n".join([*lines, *["garbage"] * 14]) + "\n")
    code, _, err = specola("screen", "all", path, *WINDOW, "--json")
    assert code == 1
    assert len(err.splitlines()) == 11
    assert err.endswith("error: ... and 4 more records refused")


def test_compiling_is_said_the_first_time_and_a_cache_elsewhere(catalog, monkeypatch, tmp_path):
    from specola.cli import screen
    from specola.service import paths

    told = []
    monkeypatch.setattr(screen, "tell", told.append)
    monkeypatch.setenv("NUMBA_CACHE_DIR", "")
    monkeypatch.setattr(
        paths, "kernel_cache", lambda *_: paths.KernelCache(tmp_path, first_time=True, note="it is elsewhere")
    )
    screen.announce_kernels()
    assert told == ["it is elsewhere", "compiling kernels for this machine, once: about half a minute"]
    (tmp_path / "screening-ready").touch()
    told.clear()
    screen.announce_kernels()
    assert told == ["it is elsewhere"]


# ------------------------------------------------------------------------------------- a cluster


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(
        n_workers=2,
        threads_per_worker=1,
        processes=True,
        dashboard_address=":0",
        host="127.0.0.1",
        silence_logs=50,
        local_directory=str(tmp_path_factory.mktemp("dask")),
    ) as cluster:
        yield cluster.scheduler_address


@pytest.mark.parametrize("who", [("all",), ("one", str(NUMBER))])
def test_a_cluster_gives_the_same_bytes(specola, catalog, cluster, who):
    here = specola("screen", *who, catalog, *WINDOW, "--json")
    assert here[0] == 0
    assert json.loads(here[1])
    assert specola("screen", *who, catalog, *WINDOW, "--json", "--cluster", cluster) == here


def test_a_cluster_that_is_not_there_is_one_line_and_2(specola, catalog, monkeypatch):
    pytest.importorskip("distributed")
    monkeypatch.setattr("specola.service.jobs.ANSWER_S", 0.3)
    code, out, err = specola("screen", "all", catalog, *WINDOW, "--cluster", "tcp://127.0.0.1:1")
    assert (code, out) == (2, "")
    assert err.startswith("error: no Dask scheduler answers at tcp://127.0.0.1:1: ")
    assert len(err.splitlines()) == 1
