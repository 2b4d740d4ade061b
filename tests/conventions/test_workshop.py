"""Locks, licenses, changelog and decision records are in order."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib

import pytest


def listed(faults):
    """Say every fault, one a line."""
    return "\n".join(["", *(str(fault) for fault in faults)])


@pytest.mark.parametrize("script", ["check_licenses.py", "check_locks.py"])
def test_the_check_passes(repository, script):
    done = subprocess.run(
        [sys.executable, str(repository / "tools" / script)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_fragments_are_of_a_known_kind(repository):
    project = tomllib.loads((repository / "pyproject.toml").read_text(encoding="utf-8"))
    kinds = {entry["directory"] for entry in project["tool"]["towncrier"]["type"]}
    strange = [
        path.name
        for path in (repository / "changelog.d").iterdir()
        if path.name != "README.md" and not re.fullmatch(rf"\+[a-z0-9-]+\.({'|'.join(kinds)})\.md", path.name)
    ]
    assert strange == [], listed(strange)


def test_decisions_are_numbered_and_listed(repository):
    folder = repository / "docs" / "decisions"
    records = sorted(path.name for path in folder.glob("[0-9]*.md"))
    index = (folder / "index.md").read_text(encoding="utf-8")

    assert [name for name in records if not re.fullmatch(r"\d{4}-[a-z0-9-]+\.md", name)] == []
    numbers = [name[:4] for name in records]
    assert len(set(numbers)) == len(numbers)
    assert [name for name in records if f"({name})" not in index] == []


def test_decisions_have_their_four_parts(repository):
    parts = ["## Context", "## Choice", "## Price", "## When to look again"]
    short = []
    for path in sorted((repository / "docs" / "decisions").glob("[0-9]*.md")):
        headings = [line for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("## ")]
        if headings[:4] != parts:
            short.append(f"{path.name}: {headings}")
    assert short == [], listed(short)


def test_the_version_is_told_once_and_the_same(repository):
    import specola

    project = tomllib.loads((repository / "pyproject.toml").read_text(encoding="utf-8"))
    citation = (repository / "CITATION.cff").read_text(encoding="utf-8")
    assert project["project"]["version"] == specola.__version__
    assert f"version: {specola.__version__}" in citation
