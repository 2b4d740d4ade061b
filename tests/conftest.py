"""Fixtures that every test shares."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Return the folder of real data; skip where it is absent, fail in CI."""
    folder = Path(os.environ.get("SPECOLA_TEST_DATA", REPOSITORY.parent / "shared" / "data"))
    if not folder.is_dir():
        reason = f"real data are absent: no folder {folder} (set SPECOLA_TEST_DATA)"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    return folder
