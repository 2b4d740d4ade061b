"""A screening from files or from the store to its answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from specola.awareness.screening import Screening, Volume, screen_all
from specola.awareness.screening.primary import screen_ephemeris, screen_one
from specola.awareness.screening.screen import RunSlices
from specola.epochs import Epochs
from specola.errors import ArgumentError
from specola.numerics.units import HOUR_S
from specola.service.catalogs.intake import LoadedCatalog
from specola.service.ephemerides import LoadedEphemeris
from specola.service.jobs import (
    SLICES_ON_CLUSTER,
    SLICES_PER_WORKER,
    Advance,
    available_threads,
    in_threads,
    on_cluster,
)

# A folder of compiled kernels that has served a screening holds this file.
_READY = "screening-ready"


@dataclass(frozen=True, slots=True, eq=False)
class Request:
    """What is asked.

    Attributes
    ----------
    start : one instant
    hours : float [h], > 0
    volume : what counts as close
    step_s : float [s], of the sweep, or None for the quickest; the events do not depend on it
    threads : how many; 0 for all processors
    cluster : address of a Dask scheduler; "" for this machine
    """

    start: Epochs
    hours: float
    volume: Volume
    step_s: float | None = None
    threads: int = 0
    cluster: str = ""

    @property
    def parameters(self) -> dict[str, str | float | None]:
        """What shapes the answer, by name: neither the step nor where it runs does."""
        sides = self.volume.rtn_km
        return {
            "start_utc": self.start.to_utc_text(digits=6)[0],
            "hours": self.hours,
            "miss_km": self.volume.miss_km,
            "rtn_km": None if sides is None else ",".join(map(str, sides)),
        }

    def __post_init__(self) -> None:
        if not 0.0 < self.hours < float("inf"):
            msg = f"hours is {self.hours:g}, expected more than 0 and finite"
            raise ArgumentError(msg)


def screen(catalog: LoadedCatalog, request: Request, *, advance: Advance | None = None) -> Screening:
    """Screen all against all as the request says."""
    return screen_all(catalog.sets, request.start, volume=request.volume, **_manner(request, advance))


def screen_object(
    catalog: LoadedCatalog, number: int, *, request: Request, advance: Advance | None = None
) -> Screening:
    """Screen one object of the catalog against all others as the request says."""
    return screen_one(
        catalog.sets, request.start, number=number, volume=request.volume, **_manner(request, advance)
    )


def screen_states(
    catalog: LoadedCatalog, loaded: LoadedEphemeris, *, request: Request, advance: Advance | None = None
) -> Screening:
    """Screen an ephemeris against all objects as the request says."""
    manner = _manner(request, advance)
    return screen_ephemeris(
        catalog.sets,
        request.start,
        ephemeris=loaded.ephemeris,
        number=loaded.number,
        volume=request.volume,
        **manner,
    )


class _Manner(TypedDict):
    duration_s: float
    step_s: float | None
    n_slices: int
    run_slices: RunSlices


def _manner(request: Request, advance: Advance | None) -> _Manner:
    duration_s = request.hours * HOUR_S
    if request.cluster:
        runner, n_slices = on_cluster(request.cluster, advance), SLICES_ON_CLUSTER
    else:
        threads = request.threads or available_threads()
        runner, n_slices = in_threads(threads, advance), SLICES_PER_WORKER * threads
    return _Manner(duration_s=duration_s, step_s=request.step_s, n_slices=n_slices, run_slices=runner)


def kernels_are_ready(directory: str) -> bool:
    """Return whether a screening has compiled its kernels into this folder before."""
    return bool(directory) and (Path(directory) / _READY).exists()


def mark_kernels_ready(directory: str) -> None:
    """Remember that a screening has run with this folder of compiled kernels."""
    if directory and Path(directory).is_dir():
        (Path(directory) / _READY).touch()


def refusal_sentences(catalog: LoadedCatalog) -> Sequence[str]:
    """Return a sentence for each record or file that was refused."""
    return [str(refusal) for report in catalog.files for refusal in report.refusals]
