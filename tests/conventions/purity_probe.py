"""Exercise the pure rooms under an audit hook that refuses files, sockets, processes and waits.

Run by test_purity.py in a process of its own, for a hook can never be taken out again. Imports are allowed,
and so is what the compiler of the kernels does: it reads the source and keeps its result in its cache.
"""

from __future__ import annotations

import importlib.util
import os
import pkgutil
import sys
import sysconfig
from pathlib import Path

import numpy as np

import specola
from specola.awareness.screening import Volume, screen_all
from specola.catalog.elements import element_sets_from_records
from specola.catalog.merge import select_sets
from specola.catalog.population import simulate
from specola.dynamics.sgp4 import Sgp4
from specola.epochs import EarthOrientation, Epochs
from specola.frames import Frame
from specola.frames.earth import change_frame
from specola.messages import read_element_file
from specola.messages.omm_writing import write_omm_csv
from specola.messages.tle_writing import write_tle

PURE = (
    *("errors", "numerics", "epochs", "frames", "messages", "dynamics", "catalog"),
    *("awareness", "support", "reentry", "launch", "exchange", "contingency"),
)
ALLOWED = tuple(
    os.path.realpath(path)
    for path in [
        *specola.__path__,
        sysconfig.get_path("purelib"),
        sysconfig.get_path("platlib"),
        sysconfig.get_path("stdlib"),
        sys.base_prefix,
        os.environ["NUMBA_CACHE_DIR"],
    ]
)
PATH_EVENTS = ("open", "os.listdir", "os.scandir", "os.mkdir", "os.remove", "os.rename", "shutil", "tempfile")
REFUSED = (
    *(
        "socket",
        "ssl",
        "http",
        "urllib",
        "ftplib",
        "smtplib",
        "sqlite3",
        "time.sleep",
        "_thread.start_new_thread",
    ),
    *("subprocess", "os.system", "os.exec", "os.posix_spawn", "os.fork"),
)
TWO_OBJECTS = b"""\
OBJECT_NAME,OBJECT_ID,EPOCH,MEAN_MOTION,ECCENTRICITY,INCLINATION,RA_OF_ASC_NODE,ARG_OF_PERICENTER,MEAN_ANOMALY,\
EPHEMERIS_TYPE,CLASSIFICATION_TYPE,NORAD_CAT_ID,ELEMENT_SET_NO,REV_AT_EPOCH,BSTAR,MEAN_MOTION_DOT,MEAN_MOTION_DDOT
TOWER 1,2020-001A,2024-11-01T06:00:00,15.2,.0004,51.6,40.0,80.0,10.0,0,U,90001,999,20000,.00012,.00005,0
TOWER 2,2020-001B,2024-11-01T08:30:00,15.3,.0009,97.5,40.5,85.0,20.0,0,U,90002,999,20000,.00015,.00006,0
"""


def refuse(event: str, arguments: tuple[object, ...]) -> None:
    """Raise where a pure room touches the world."""
    if event.startswith(REFUSED):
        msg = f"{event} {arguments}"
        raise PermissionError(msg)
    if event.startswith(PATH_EVENTS):
        path = arguments[0]
        if isinstance(path, str | bytes) and not os.path.realpath(os.fsdecode(path)).startswith(ALLOWED):
            msg = f"{event} {path!r}"
            raise PermissionError(msg)


def load() -> int:
    """Import every pure module, kernels too; return how many."""
    names = [f"specola.{room}" for room in PURE if importlib.util.find_spec(f"specola.{room}")]
    for name in list(names):
        module = importlib.import_module(name)
        names += [info.name for info in pkgutil.walk_packages(getattr(module, "__path__", []), name + ".")]
    for name in names:
        importlib.import_module(name)
    return len(names)


def exercise() -> None:
    """Go through the rooms as data do: text, records, element sets, states, frames, close approaches."""
    start = Epochs.from_utc_text("2024-11-01T00:00:00Z")
    assert start.to_utc_text() == ["2024-11-01T00:00:00.000000Z"]
    records = read_element_file(TWO_OBJECTS, file="made up").records
    for content in (write_omm_csv(records), write_tle(records, names=True)):
        read = read_element_file(content, file="made up")
        assert len(read.records) == 2
        assert len(element_sets_from_records(read.records)) == 2
    simulated = simulate(300, 1, epoch=start)
    sets = simulated[select_sets(simulated, start.shifted(864_000.0)).rows]

    model = Sgp4.prepare(sets.elements, start, until_s=3600.0)
    position_km, velocity_km_s, status = model.states(np.array([0.0, 60.0]))
    assert (status == 0).mean() > 0.9

    days = start.tai_s[0] + 86_400 * np.arange(-2, 3)
    zero = np.zeros(5)
    orientation = EarthOrientation(days, zero, zero, zero - 37.0, zero, zero, zero, 5, "made up", "0")
    instants = start[np.zeros(len(sets), dtype=np.int64)]
    for target in Frame:
        change_frame(
            instants,
            position_km[:, 0],
            velocity_km_s=velocity_km_s[:, 0],
            origin=Frame.TEME,
            target=target,
            orientation=orientation,
        )

    found = screen_all(sets, start, duration_s=3600.0, volume=Volume(miss_km=100.0))
    assert len(found.events) > 0


def main() -> None:
    """Print how many modules were held; an argument names a fault to commit on purpose."""
    count = load()
    sys.addaudithook(refuse)
    if "open" in sys.argv:
        Path(os.devnull).with_name("nothing").read_bytes()
    if "socket" in sys.argv:
        importlib.import_module("socket").socket()
    exercise()
    print(count)


if __name__ == "__main__":
    main()
