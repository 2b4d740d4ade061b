"""Which catalog the demonstration uses, and when it looks."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Thread

from specola.epochs import Epochs
from specola.errors import ArgumentError, SourceError
from specola.numerics.units import DAY_S
from specola.service.catalogs.simulation import DEFAULT_COUNT, DEFAULT_SEED, simulated_csv
from specola.service.clock import Clock
from specola.service.sources.celestrak import CelesTrak

FOLDER = Path("../shared/data/catalog")
NETWORK_S = 5.0
_DATED = re.compile(r"_(\d{4}-\d{2}-\d{2})[._]")
_YOUNG = 0.99

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Chosen:
    """A catalog file and why it was chosen."""

    path: Path
    why: str


def choose_catalog(
    asked: Path | None, *, folder: Path, workspace: Path, cache: Path, clock: Clock, say: Say
) -> Chosen:
    """Return the catalog asked for, else the newest full one in `folder`, CelesTrak's, or a simulated one.

    Parameters
    ----------
    asked : file, or None
    folder : of catalogs whose names hold their date
    workspace : where a fetched or simulated catalog is put
    cache : the user's cache folder
    say : called with what was tried
    """
    if asked is not None:
        if not asked.is_file():
            msg = f"{asked}: no such catalog file, expected element sets (CATALOG=FILE)"
            raise ArgumentError(msg)
        return Chosen(asked, "the catalog asked for")
    newest = _newest(folder)
    fetched = _fetched(workspace, cache=cache, clock=clock, say=say) if newest is None else None
    if newest is not None:
        return Chosen(newest, f"the newest full catalog in {folder}")
    if fetched is not None:
        return Chosen(fetched, "CelesTrak's active objects")
    path = workspace / "simulated.csv"
    path.write_bytes(simulated_csv(DEFAULT_COUNT, DEFAULT_SEED, epoch=clock.now()))
    return Chosen(path, f"{DEFAULT_COUNT:,} SIMULATED objects, for there is neither a catalog nor a network")


def first_day(epochs: Epochs) -> Epochs:
    """Return the first midnight UTC after nearly all epochs: the day that is still to come.

    The youngest hundredth is left out, for some sets are dated ahead.
    """
    order = epochs.order()
    late = epochs[order[[math.ceil(_YOUNG * (len(order) - 1))]]]
    # Half a day on from the next midnight lies in that day, leap second or not.
    next_noon = _midnight(late).shifted(1.5 * DAY_S)
    return _midnight(next_noon)


def _midnight(instant: Epochs) -> Epochs:
    """Return the midnight before or at one instant."""
    # Fewer digits would round the last moment of a day into the next.
    return Epochs.from_utc_text(f"{instant.to_utc_text(digits=15)[0][:10]}T00:00:00Z")


def _newest(folder: Path) -> Path | None:
    if not folder.is_dir():
        return None
    dated = {
        path: found.group(1)
        for path in folder.iterdir()
        if path.is_file() and (found := _DATED.search(path.name))
    }
    return max(dated, key=lambda path: (dated[path], path.name), default=None)


def _fetched(workspace: Path, *, cache: Path, clock: Clock, say: Say) -> Path | None:
    """Try the network once; a name that does not resolve may hang longer than any timeout of a socket."""
    say(f"no catalog at hand: asking CelesTrak once, for {NETWORK_S:g} s at most")
    contents: list[bytes] = []
    problems: list[str] = []

    def ask() -> None:
        try:
            with CelesTrak(cache, clock=clock) as source:
                contents.append(source.gp("GROUP", "active").content)
        except SourceError as exc:
            problems.append(str(exc))

    asking = Thread(target=ask, daemon=True)
    asking.start()
    asking.join(NETWORK_S)
    if not contents:
        say(f"no catalog from the network: {problems[0] if problems else 'no answer in time'}")
        return None
    path = workspace / "celestrak_active.csv"
    path.write_bytes(contents[0])
    return path
