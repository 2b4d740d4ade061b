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
from specola.dynamics.mean_elements import MeanElements
from specola.dynamics.sgp4 import Sgp4
from specola.epochs import EarthOrientation, Epochs
from specola.frames import Frame
from specola.frames.earth import change_frame

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
LINE_1 = "1 00900U 64063C   24306.42535896  .00001050  00000+0  10821-2 0  9990"
LINE_2 = "2 00900  90.2001  55.1234 0024567 123.4567 236.7890 13.75091234123454"


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
    """Use each room once."""
    start = Epochs.from_utc_text("2024-11-01T00:00:00Z")
    assert start.to_utc_text() == ["2024-11-01T00:00:00.000000Z"]

    n = 200
    random = np.random.Generator(np.random.PCG64(1))
    elements = MeanElements(
        epochs=start[np.zeros(n, dtype=np.int64)],
        mean_motion_rad_s=random.uniform(0.9e-3, 1.1e-3, n),
        eccentricity=random.uniform(0.0, 0.01, n),
        inclination_rad=random.uniform(0.5, 2.5, n),
        raan_rad=random.uniform(0.0, 6.0, n),
        argument_of_perigee_rad=random.uniform(0.0, 6.0, n),
        mean_anomaly_rad=random.uniform(0.0, 6.0, n),
        bstar_per_earth_radius=np.full(n, 1e-4),
    )
    position_km, velocity_km_s, status = Sgp4.prepare(elements, start, until_s=3600.0).states(
        np.array([0.0, 60.0])
    )
    assert (status == 0).all()

    days = start.tai_s[0] + 86_400 * np.arange(-2, 3)
    zero = np.zeros(5)
    orientation = EarthOrientation(days, zero, zero, zero - 37.0, zero, zero, zero, 5, "made up", "0")
    for target in Frame:
        change_frame(
            elements.epochs,
            position_km[:, 0],
            velocity_km_s=velocity_km_s[:, 0],
            origin=Frame.TEME,
            target=target,
            orientation=orientation,
        )


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
