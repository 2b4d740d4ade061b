"""Every block of code in the documentation runs, and prints what the page says."""

from __future__ import annotations

import doctest
import os
import re
import subprocess
import sys
import unittest
from pathlib import Path

import pytest
from sybil import Sybil
from sybil.parsers.myst import CodeBlockParser, PythonCodeBlockParser, SkipParser

REPOSITORY = Path(__file__).resolve().parents[2]
PAGES = sorted(
    path.relative_to(REPOSITORY).as_posix()
    for path in [*REPOSITORY.glob("*.md"), *REPOSITORY.glob("docs/**/*.md")]
    if "_build" not in path.parts
)
OPTIONS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
RUN = {"python", "console"}
# What is shown and not run: text, a picture, the content of a file.
SHOWN = {"text", "toml", "json", "csv", "math", "mermaid"}


def commands(block: str):
    """Yield (command, expected output) of a console block; a command starts with `$ `."""
    command = ""
    output: list[str] = []
    for line in block.splitlines():
        if command.endswith("\\"):
            command = command[:-1] + line.strip()
        elif line.startswith("$ "):
            if command:
                yield command, "\n".join(output)
            command, output = line[2:], []
        else:
            output.append(line)
    if command:
        yield command, "\n".join(output)


def run(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run one command in `folder`, with no settings or stores but those it makes there."""
    environment = {
        name: value
        for name, value in os.environ.items()
        if name == "SPECOLA_CACHE" or not name.startswith(("SPECOLA_", "COV_", "COVERAGE_", "PYTEST_"))
    }
    environment |= {
        "HOME": str(folder),
        "XDG_DATA_HOME": str(folder / ".data"),
        "XDG_CONFIG_HOME": str(folder / ".config"),
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "COLUMNS": "110",
    }
    return subprocess.run(
        ["bash", "-c", command],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=300,
        check=False,
    )


def evaluate_console(example) -> None:
    """Run a console block; where output is shown it must come, `...` standing for any text."""
    folder = example.document.namespace["folder"]
    checker = doctest.OutputChecker()
    for command, expected in commands(example.parsed):
        done = run(command, folder)
        place = f"{example.path}:{example.line}: $ {command}"
        refusal = expected.startswith(("error:", "warning:"))
        assert refusal or done.returncode == 0, f"{place}\nexit {done.returncode}\n{done.stdout}"
        if expected.strip():
            same = checker.check_output(expected + "\n", done.stdout, OPTIONS)
            assert same, f"{place}\nexpected:\n{expected}\ngot:\n{done.stdout}"


@pytest.mark.parametrize("page", PAGES)
def test_page(page, tmp_path, monkeypatch):
    sybil = Sybil(
        parsers=[
            PythonCodeBlockParser(doctest_optionflags=OPTIONS),
            CodeBlockParser("console", evaluate_console),
            SkipParser(),
        ]
    )
    monkeypatch.chdir(tmp_path)
    document = sybil.parse(REPOSITORY / page)
    document.namespace["folder"] = tmp_path
    for example in document.examples():
        try:
            example.evaluate()
        except unittest.SkipTest:
            continue


@pytest.mark.parametrize("page", PAGES)
def test_every_block_is_run_or_is_only_shown(page):
    fences = re.findall(r"^[ ]*```(.*)$", (REPOSITORY / page).read_text(encoding="utf-8"), flags=re.MULTILINE)
    opened = fences[::2]
    strange = [kind for kind in opened if not kind.startswith("{") and kind not in RUN | SHOWN]
    assert strange == []


@pytest.mark.parametrize("page", PAGES)
def test_a_skipped_block_says_why(page):
    text = (REPOSITORY / page).read_text(encoding="utf-8")
    skips = re.findall(r"(?:<!-{2,3}|%) *skip:(.*)$", text, flags=re.MULTILINE)
    assert [skip for skip in skips if not re.search(r'next "[^"]{10,}"', skip)] == []


def test_console_blocks_are_read_as_written():
    block = "$ echo one \\\n    two\none two\n$ true\n"

    assert list(commands(block)) == [("echo one two", "one two"), ("true", "")]
