"""The checks in tools/ see what they are for."""

from __future__ import annotations

import importlib.util
from importlib.metadata import Distribution

import pytest


def load(repository, name: str):
    spec = importlib.util.spec_from_file_location(name, repository / "tools" / f"{name}.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class Stated(Distribution):
    """A distribution with nothing but metadata."""

    def __init__(self, *lines: str) -> None:
        self.text = "\n".join(["Metadata-Version: 2.4", "Name: made-up", "Version: 1", *lines, ""])

    def read_text(self, filename: str) -> str | None:
        return self.text if filename == "METADATA" else None

    def locate_file(self, path):
        raise NotImplementedError


@pytest.mark.parametrize(
    ("line", "permissive"),
    [
        ("License-Expression: BSD-3-Clause AND (MIT OR Apache-2.0 WITH LLVM-exception)", True),
        ("License-Expression: MIT AND GPL-3.0-only", False),
        ("Classifier: License :: OSI Approved :: MIT License", True),
        ("Classifier: License :: OSI Approved :: GNU Affero General Public License v3", False),
        ("License: BSD", True),
        ("License: ask us", False),
        ("Summary: says nothing", False),
    ],
)
def test_licenses_are_told_apart(repository, line, permissive):
    check = load(repository, "check_licenses")

    stated = check.stated_licenses(Stated(line))

    assert stated
    assert set(stated).issubset(check.PERMISSIVE) is permissive


@pytest.mark.parametrize(
    "line",
    [
        "--index-url https://somewhere/simple",
        "numpy @ file:///somewhere/numpy.whl",
        "numpy==2.4.6",
        "    # via scipy",
        "    --hash=md5:0123456789abcdef",
    ],
)
def test_a_lock_holds_versions_and_hashes_only(repository, line):
    check = load(repository, "check_locks")

    assert not check.PINNED.match(line)
    assert not check.HASHED.match(line)


def test_a_missing_and_an_outdated_pin_are_seen(repository):
    check = load(repository, "check_locks")
    project = {
        "project": {"dependencies": ["numpy>=999", "never-locked"], "optional-dependencies": {}},
        "dependency-groups": {"build": []},
    }

    found = check.problems("runtime.txt", project)

    assert any("numpy" in line and ">=999" in line for line in found)
    assert any("never-locked is missing" in line for line in found)


def test_coverage_goes_by_package(repository):
    check = load(repository, "coverage_by_package")

    assert check.room_of("src/specola/dynamics/sgp4/model.py") == "dynamics"
    assert check.room_of("src/specola/errors.py") == "errors"
