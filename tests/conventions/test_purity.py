"""Everything below store is pure: it works where no file and no socket can be opened."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

PROBE = Path(__file__).with_name("purity_probe.py")


def probe(*faults: str, cache: Path) -> subprocess.CompletedProcess[str]:
    environment = {"NUMBA_CACHE_DIR": str(cache), **os.environ}
    return subprocess.run(
        [sys.executable, str(PROBE), *faults], capture_output=True, text=True, check=False, env=environment
    )


def test_pure_rooms_touch_no_file_and_no_socket(tmp_path):
    done = probe(cache=tmp_path)

    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 20


@pytest.mark.parametrize("fault", ["open", "socket"])
def test_the_probe_sees(fault, tmp_path):
    done = probe(fault, cache=tmp_path)

    assert done.returncode != 0
    assert f"PermissionError: {fault}" in done.stderr
