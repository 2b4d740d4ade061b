"""Fail where a lock in requirements/ is incomplete, or carries an address or a path.

A lock holds a version and hashes for each requirement of pyproject.toml and of the groups it serves,
and nothing that says where it was resolved: the installer's own settings say where packages come from.
"""

import re
import sys
import tomllib
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

REPOSITORY = Path(__file__).resolve().parent.parent
LOCKS = {
    "runtime.txt": ("build",),
    "dev.txt": ("build", "test", "quality", "docs"),
    "bench.txt": ("build", "test", "quality", "docs", "bench"),
}
PINNED = re.compile(r"^([a-z0-9][a-z0-9-]*)(?:\[[a-z0-9,-]+\])?==(\S+)( ; .+)? \\$")
HASHED = re.compile(r"^ {4}--hash=sha256:[0-9a-f]{64}( \\)?$")


def wanted(project: dict[str, Any], lock: str) -> list[Requirement]:
    """Return what a lock must pin, from pyproject.toml."""
    lines = list(project["project"]["dependencies"])
    if lock != "runtime.txt":
        for extra in project["project"]["optional-dependencies"].values():
            lines += extra
    for group in LOCKS[lock]:
        lines += [line for line in project["dependency-groups"][group] if isinstance(line, str)]
    return [Requirement(line) for line in lines]


def problems(lock: str, project: dict[str, Any]) -> list[str]:
    """Return one sentence for each fault of one lock."""
    found = []
    pins: dict[str, list[str]] = {}
    for number, line in enumerate((REPOSITORY / "requirements" / lock).read_text().splitlines(), start=1):
        pin = PINNED.match(line)
        if pin:
            pins.setdefault(pin[1], []).append(pin[2])
        elif not HASHED.match(line):
            found.append(f"requirements/{lock}:{number}: {line!r}, expected name==version or a sha256 hash")
    for need in wanted(project, lock):
        versions = pins.get(canonicalize_name(need.name), [])
        if not versions:
            found.append(f"requirements/{lock}: {need.name} is missing: run 'make lock'")
        found += [
            f"requirements/{lock}: {need.name} {version}, expected {need.specifier}: run 'make lock'"
            for version in versions
            if not need.specifier.contains(version, prereleases=True)
        ]
    return found


def main() -> None:
    """Print every fault and exit 1, or say that there is none."""
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))
    found = [problem for lock in LOCKS for problem in problems(lock, project)]
    for problem in found:
        print(problem)
    if found:
        sys.exit(1)
    print(f"{len(LOCKS)} locks complete, hashed, without addresses")


if __name__ == "__main__":
    main()
