"""What the repository's files must not say."""

from __future__ import annotations

import re
import shutil
import subprocess

import pytest

# Written in two halves, so that this file does not find itself.
REGISTRIES = ["pypi.org", "pythonhosted.org", "npmjs.org", "npmjs.com", "deb.debian.org", "proxy.golang.org"]
MACHINE_PATHS = ["/work/", "/root/", "/home/", "file:///opt"]
MARKS = ["TODO", "FIXME", "XXX"]


@pytest.fixture(scope="module")
def texts(repository):
    """Return {path: text} of every file that is tracked or would be."""
    git = shutil.which("git")
    if git is None or not (repository / ".git").exists():
        pytest.skip("not a git checkout: nothing says which files are tracked")
    listed = subprocess.run(
        [git, "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=repository,
        capture_output=True,
        check=True,
    ).stdout.decode()
    found = {}
    for name in filter(None, listed.split("\0")):
        path = repository / name
        content = path.read_bytes() if path.is_file() else b""
        if b"\0" not in content[:8000]:
            found[name] = content.decode("utf-8", errors="replace")
    assert len(found) > 20
    return found


def lines_with(texts, pattern: str) -> list[str]:
    search = re.compile(pattern).search
    return [
        f"{name}:{number}"
        for name, text in texts.items()
        if search(text)
        for number, line in enumerate(text.splitlines(), start=1)
        if search(line)
    ]


def test_no_address_of_a_package_registry(texts):
    assert lines_with(texts, "|".join(re.escape(name) for name in REGISTRIES)) == []


def test_no_path_of_one_machine(texts):
    assert lines_with(texts, "|".join(re.escape(path) for path in MACHINE_PATHS)) == []


def test_no_mark_of_unfinished_work(texts):
    assert lines_with(texts, r"\b(" + "|".join(MARKS) + r")\b") == []


def test_text_files_end_in_one_newline(texts):
    kinds = (".py", ".md", ".toml", ".yaml", ".cff")
    wrong = [
        name
        for name, text in texts.items()
        if name.endswith(kinds) and text and (not text.endswith("\n") or text.endswith("\n\n"))
    ]
    assert wrong == []
