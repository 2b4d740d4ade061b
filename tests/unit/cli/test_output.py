"""Answers: a table, one JSON document, or a file by its ending."""

from __future__ import annotations

import csv
import io
import json
import math
import re

import pyarrow.parquet as pq
import pytest
import typer

from specola.cli import output as module
from specola.cli.output import (
    aligned,
    columns_of,
    require_ending,
    stop,
    tell,
    write_columns,
    write_document,
    write_file,
)
from specola.errors import ArgumentError, DataError

COLUMNS = {
    "object": [5, 25544],
    "name": ["TOWER", 'a "quoted", Å'],
    "miss_km": [0.1 + 0.2, 12345.5],
    "pc": [1.5e-7, None],
}


def test_a_table_for_people_is_aligned():
    assert aligned(COLUMNS).splitlines() == [
        "object  name              miss_km  pc",
        "     5  TOWER              0.3000  1.50e-07",
        ' 25544  a "quoted", Å  12345.5000',
    ]


def test_numbers_stand_on_the_right_under_their_names():
    lines = aligned({"a": [1, 100], "speed_km_s": [0.0, -7.5], "kind": ["x", "longer"]}).splitlines()
    assert lines == [
        "  a  speed_km_s  kind",
        "  1      0.0000  x",
        "100     -7.5000  longer",
    ]


def test_true_and_false_are_words():
    assert aligned({"sunlit": [True, False]}).splitlines() == ["sunlit", "True", "False"]


def test_only_the_first_rows_are_shown_and_the_rest_is_counted(capsys):
    write_columns({"n": list(range(1, 1026))}, as_json=False, output=None)
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 22
    assert lines[20:] == ["20", "... 1,005 more; --output FILE or --json gives all"]


def test_another_table_for_people(capsys):
    write_columns(COLUMNS, as_json=False, output=None, show=lambda columns: f"{len(columns)} columns\n")
    assert capsys.readouterr().out == "4 columns\n"


def test_files_hold_the_same_whatever_their_ending(tmp_path, capsys):
    for ending in ("json", "csv", "parquet"):
        write_columns(COLUMNS, as_json=False, output=tmp_path / f"answer.{ending}")
    assert capsys.readouterr().out == ""
    rows = json.loads((tmp_path / "answer.json").read_text(encoding="utf-8"))
    assert rows == [dict(zip(COLUMNS, row, strict=True)) for row in zip(*COLUMNS.values(), strict=True)]
    assert [list(row) for row in rows] == [list(COLUMNS)] * 2
    assert pq.read_table(tmp_path / "answer.parquet").to_pylist() == rows
    read = list(csv.DictReader(io.StringIO((tmp_path / "answer.csv").read_bytes().decode())))
    shown = [{name: "" if value is None else str(value) for name, value in row.items()} for row in rows]
    assert read == shown
    assert [float(row["miss_km"]) for row in read] == COLUMNS["miss_km"]


def test_json_goes_to_standard_output_and_to_the_file(tmp_path, capsys):
    write_columns(COLUMNS, as_json=True, output=tmp_path / "answer.json")
    assert capsys.readouterr().out == (tmp_path / "answer.json").read_text(encoding="utf-8")


@pytest.mark.parametrize("columns", [{"a": [], "b": []}, columns_of([], ("a", "b"))])
def test_an_empty_list_is_an_answer_too(tmp_path, capsys, columns):
    for ending in ("json", "csv", "parquet"):
        write_columns(columns, as_json=False, output=tmp_path / f"empty.{ending}")
    assert json.loads((tmp_path / "empty.json").read_text()) == []
    assert (tmp_path / "empty.csv").read_text() == "a,b\n"
    table = pq.read_table(tmp_path / "empty.parquet")
    assert (table.column_names, table.num_rows) == (["a", "b"], 0)
    write_columns(columns, as_json=True, output=None)
    write_columns(columns, as_json=False, output=None)
    assert capsys.readouterr().out == "[]\na  b\n"


def test_no_columns_at_all():
    assert aligned({}) == "\n"


@pytest.mark.parametrize("name", ["answer", "answer.txt", "answer.JSON", "answer.csv.gz"])
def test_an_ending_that_says_nothing_is_refused(tmp_path, name):
    expected = rf"output .*{re.escape(name)} ends in .*, expected \.json, \.csv or \.parquet"
    with pytest.raises(ArgumentError, match=expected):
        require_ending(tmp_path / name)
    with pytest.raises(ArgumentError, match=expected):
        write_columns(COLUMNS, as_json=False, output=tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_endings_that_a_verb_takes(tmp_path):
    require_ending(None)
    require_ending(tmp_path / "a.csv", (".csv",))
    with pytest.raises(ArgumentError, match=r"ends in '\.json', expected \.csv$"):
        require_ending(tmp_path / "a.json", (".csv",))


def test_a_document(tmp_path, capsys):
    document = {"a": 1, "b": [None, 1.5]}
    write_document(document, as_json=False, output=None, text="one a\n")
    write_document(document, as_json=True, output=None, text="one a\n")
    write_document(document, as_json=False, output=tmp_path / "a.json", text="one a\n")
    out = capsys.readouterr().out
    assert out.startswith("one a\n{")
    assert json.loads(out.removeprefix("one a\n")) == document
    assert json.loads((tmp_path / "a.json").read_text()) == document
    with pytest.raises(ArgumentError, match=r"expected \.json$"):
        write_document(document, as_json=False, output=tmp_path / "a.csv", text="")


def test_a_file_that_cannot_be_written(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(DataError, match="cannot write"):
        write_file(tmp_path / "file" / "answer.csv", b"a")


def test_a_command_that_cannot_run(capsys):
    with pytest.raises(typer.Exit) as ended:
        stop(ArgumentError("hours is 0, expected more than 0"))
    assert ended.value.exit_code == 2
    tell("and more")
    captured = capsys.readouterr()
    assert (captured.out, captured.err) == ("", "error: hours is 0, expected more than 0\nand more\n")


@pytest.mark.parametrize(
    ("value", "shown"),
    [(None, ""), (0.0, "0.0000"), (1e-3, "0.0010"), (9.9e-4, "9.90e-04"), (-7.25, "-7.2500"), (3, "3")],
)
def test_cells(value, shown):
    assert module._cell(value) == shown


def test_what_is_no_number_is_nothing_in_every_form(tmp_path, capsys):
    columns = {"a": [math.nan, math.inf, 1.5]}
    for ending in ("json", "csv", "parquet"):
        write_columns(columns, as_json=False, output=tmp_path / f"a.{ending}")
    rows = [{"a": None}, {"a": None}, {"a": 1.5}]
    assert json.loads((tmp_path / "a.json").read_text(), parse_constant=pytest.fail) == rows
    assert (tmp_path / "a.csv").read_text() == 'a\n""\n""\n1.5\n'
    assert pq.read_table(tmp_path / "a.parquet").to_pylist() == rows
