"""Where the slices of a screening run: threads of this process, or a Dask cluster.

Slices are pure functions of the plan, so the place changes nothing in the answer.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from importlib import import_module
from typing import Any

from specola.awareness.screening import SliceEvents, TimeSlice
from specola.awareness.screening.screen import RunSlices, Worker
from specola.errors import ArgumentError, SourceError

# Called with how many slices are done and how many there are.
Advance = Callable[[int, int], None]
# Enough slices for an even load and a bar that moves; each costs little.
SLICES_PER_WORKER = 8


def available_threads() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def in_threads(threads: int, advance: Advance | None = None) -> RunSlices:
    """Return a runner over `threads` threads; compiled slices run outside the interpreter lock."""
    if threads < 1:
        msg = f"threads is {threads}, expected 1 or more"
        raise ArgumentError(msg)

    def run(worker: Worker, slices: Sequence[TimeSlice]) -> Iterable[SliceEvents]:
        with ThreadPoolExecutor(max_workers=threads) as pool:
            futures = [pool.submit(worker, piece) for piece in slices]
            try:
                _follow(futures, advance)
            except BaseException:
                pool.shutdown(cancel_futures=True)
                raise
            return [future.result() for future in futures]

    return run


def on_cluster(address: str, advance: Advance | None = None) -> RunSlices:
    """Return a runner over the workers of the Dask scheduler at `address`.

    Raises
    ------
    ArgumentError
        Dask is not installed.
    SourceError
        The scheduler does not answer, or has no workers.
    """
    try:
        # Dask's client has no types.
        distributed: Any = import_module("distributed")
    except ImportError as exc:
        raise ArgumentError(
            "Dask is not installed, expected the extra: pip install 'specola[cluster]'"
        ) from exc

    def run(worker: Worker, slices: Sequence[TimeSlice]) -> Iterable[SliceEvents]:
        try:
            client = distributed.Client(address, timeout="10s", set_as_default=False)
        except (OSError, TimeoutError, ValueError) as exc:
            msg = f"no Dask scheduler answers at {address}: {exc}, expected for example tcp://host:8786"
            raise SourceError(msg) from exc
        with client:
            if not client.scheduler_info()["workers"]:
                msg = f"the Dask scheduler at {address} has no workers, expected at least one"
                raise SourceError(msg)
            # The worker holds the whole catalog: it is sent once to each machine, not with every slice.
            shared = client.scatter(worker, broadcast=True)
            futures = [client.submit(_called, shared, piece, pure=False) for piece in slices]
            for done, _ in enumerate(distributed.as_completed(futures), start=1):
                if advance is not None:
                    advance(done, len(futures))
            parts: list[SliceEvents] = client.gather(futures)
        return parts

    return run


def _called(worker: Worker, piece: TimeSlice) -> SliceEvents:
    return worker(piece)


def _follow(futures: Sequence[Any], advance: Advance | None) -> None:
    for done, future in enumerate(as_completed(futures), start=1):
        future.result()
        if advance is not None:
            advance(done, len(futures))
