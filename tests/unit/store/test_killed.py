"""An import that is killed leaves the store as it was, whatever the moment."""

from __future__ import annotations

import hashlib
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from specola.store.opening import open_store
from specola.store.schema import METADATA

# Imports two files; says each moment on stdout, and waits at the one named.
CHILD = """
import sys, time
from dataclasses import fields
from pathlib import Path
import numpy as np
from sqlalchemy import event
from specola.epochs import Epochs
from specola.messages import ElementFile, ElementRecords
from specola.service.catalogs import intake
from specola.store import opening

place, moment, *files = sys.argv[1:]
opening._CACHE = "cache_size=8"  # a few pages: the rest goes to the WAL before the commit
now = Epochs.from_utc_text("2030-01-02T00:00:00Z")

def read(content, file):
    # Stands in for the reader, whose compiled kernels take seconds to load.
    number = np.arange(2000) + int(content)
    columns = {field.name: number * 1.0 for field in fields(ElementRecords)}
    for name in ("norad_cat_id", "ephemeris_type", "element_set_no", "rev_at_epoch", "line"):
        columns[name] = number
    for name in ("object_name", "object_id", "classification_type"):
        columns[name] = np.char.add("X", number.astype(str))
    columns["epoch"] = now[np.zeros(2000, dtype=np.int64)]
    columns["span"] = np.stack([number, number], axis=-1)
    return ElementFile(file, "tle", content, ElementRecords(**columns), ())

def say(name):
    print(name, flush=True)
    if name == moment:
        time.sleep(60.0)

intake.read_element_file = read
with opening.open_store(Path(place)) as store:
    event.listen(store.engine, "commit", lambda connection: say("commit"))
    intake.import_files(store, files, known=now, progress=lambda name, done, total: say(f"file {done}"))
    say("done")
"""


def digest(place: Path) -> str:
    """Return a hash of every row of a store."""
    found = hashlib.sha256()
    with open_store(place, create=False) as store, store.reading() as connection:
        assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
        for table in METADATA.sorted_tables:
            for row in sorted(tuple(row) for row in connection.execute(table.select())):
                found.update(repr(row).encode())
    return found.hexdigest()


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    paths = [tmp_path / "first", tmp_path / "second"]
    for path, first_number in zip(paths, ("1000", "5000"), strict=True):
        path.write_text(first_number, encoding="ascii")
    return [str(path) for path in paths]


def run(place: Path, moment: str, files: list[str], *, wait_for: str, delay_s: float) -> int:
    """Kill the import at a moment; return the size of the WAL then."""
    process = subprocess.Popen([sys.executable, "-c", CHILD, place, moment, *files], stdout=subprocess.PIPE)
    with process:
        assert process.stdout is not None
        for line in process.stdout:
            if line.strip() == wait_for.encode():
                break
        else:
            pytest.fail("the import ended early")
        time.sleep(delay_s)
        wal = place.with_name(place.name + "-wal")
        size = wal.stat().st_size if wal.exists() else 0
        process.send_signal(signal.SIGKILL)
    return size


@pytest.mark.parametrize("moment", ["file 1", "commit"])
def test_killed_before_the_commit_leaves_the_store_as_it_was(store, tmp_path, files, moment) -> None:
    place = Path(store.place)
    before = digest(place)
    size = run(place, moment, files, wait_for=moment, delay_s=0.0)
    assert size > 100_000  # written, but not committed
    assert digest(place) == before


def test_killed_around_the_commit_leaves_all_or_nothing(store, tmp_path, files) -> None:
    place = Path(store.place)
    empty = place.read_bytes()
    before = digest(place)
    run(place, "done", files, wait_for="done", delay_s=0.0)
    after = digest(place)
    assert after != before
    for delay_s in (0.0, 0.004):
        for leftover in place.parent.glob(f"{place.name}*"):
            leftover.unlink()
        place.write_bytes(empty)
        run(place, "", files, wait_for="commit", delay_s=delay_s)
        assert digest(place) in {before, after}
