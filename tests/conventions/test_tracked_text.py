"""What the repository's files must not say."""

from __future__ import annotations

import re
import shutil
import subprocess

import pytest

# As patterns that do not match themselves.
REGISTRIES = r"pyp[i]\.org|pythonhoste[d]\.org|npmj[s]\.(org|com)|deb\.debia[n]\.org|proxy\.golan[g]\.org"
MACHINE_PATHS = r"/wor[k]/|/roo[t]/|/hom[e]/|file:///op[t]"
MARKS = r"\b(TOD[O]|FIXM[E]|XX[X])\b"


def listed(faults):
    """Say every fault, one a line."""
    return "\n".join(["", *(str(fault) for fault in faults)])


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
    assert lines_with(texts, REGISTRIES) == []


def test_no_path_of_one_machine(texts):
    assert lines_with(texts, MACHINE_PATHS) == []


def test_no_mark_of_unfinished_work(texts):
    assert lines_with(texts, MARKS) == []


def test_text_files_end_in_one_newline(texts):
    kinds = (".md", ".toml", ".yaml", ".cff")
    wrong = [
        name
        for name, text in texts.items()
        if name.endswith(kinds) and text and (not text.endswith("\n") or text.endswith("\n\n"))
    ]
    assert wrong == [], listed(wrong)
