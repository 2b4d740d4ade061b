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
    packed.write_bytes(gzip.compress(catalog.read_bytes()))
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
