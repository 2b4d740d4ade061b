"""Where the slices of a screening run: threads of this process, or a Dask cluster.

Slices are pure functions of the plan, so the place changes nothing in the answer.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import CancelledError, ThreadPoolExecutor, as_completed
from importlib import import_module
from typing import Any

from specola import __version__
from specola.awareness.screening import SliceEvents, TimeSlice
from specola.awareness.screening.screen import RunSlices, Worker
from specola.errors import ArgumentError, SourceError
from specola.service.paths import prepare_kernel_cache

# Called with how many slices are done and how many there are.
Advance = Callable[[int, int], None]
# Enough slices for an even load and a bar that moves; each costs little.
SLICES_PER_WORKER = 32
# A cluster may have many workers; how many is not known when the window is cut.
SLICES_ON_CLUSTER = 256
# A scheduler that has not answered after this time is not there.
ANSWER_S = 10.0


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
        When run: the scheduler does not answer, has no workers, has workers of another version, or lost
        them.
    """
    try:
        # Dask's client has no types.
        distributed: Any = import_module("distributed")
    except ImportError as exc:
        raise ArgumentError(
            "Dask is not installed, expected the extra: pip install 'specola[cluster]'"
        ) from exc

    def run(worker: Worker, slices: Sequence[TimeSlice]) -> Iterable[SliceEvents]:
        _require_scheduler(distributed, address)
        try:
            with distributed.Client(address, timeout=f"{ANSWER_S:g}s", set_as_default=False) as client:
                _require_workers(client, address)
                return _on_workers(distributed, client, worker, slices=slices, advance=advance)
        except (OSError, CancelledError, distributed.KilledWorker) as exc:
            msg = f"the Dask cluster at {address} broke off: {exc}, expected workers that stay to the end"
            raise SourceError(msg) from exc

    return run


def _require_scheduler(distributed: Any, address: str) -> None:
    """Knock before a client is made: one that cannot connect hangs, and prints at its end."""

    async def knock() -> None:
        arguments = distributed.Security().get_connection_args("client")
        connecting = distributed.comm.connect(address, timeout=ANSWER_S, **arguments)
        # Its own time limit does not hold for a server that accepts and then says nothing.
        channel = await asyncio.wait_for(connecting, 2.0 * ANSWER_S)
        channel.abort()

    try:
        # A thread of its own, for there may be an event loop in this one.
        with ThreadPoolExecutor(max_workers=1) as pool:
            pool.submit(asyncio.run, knock()).result()
    except (OSError, TypeError, ValueError) as exc:
        why = str(exc) or "it accepts and says nothing"
        msg = f"no Dask scheduler answers at {address}: {why}, expected for example tcp://host:8786"
        raise SourceError(msg) from exc


def _require_workers(client: Any, address: str) -> None:
    """Refuse a cluster without workers, or whose workers would answer differently."""
    try:
        versions: dict[str, str] = client.run(_prepared)
    except ImportError as exc:
        msg = f"a worker at {address} has no specola: {exc}, expected specola {__version__} on every worker"
        raise SourceError(msg) from exc
    if not versions:
        msg = f"the Dask scheduler at {address} has no workers, expected at least one"
        raise SourceError(msg)
    for worker, version in versions.items():
        if version != __version__:
            msg = f"worker {worker} runs specola {version}, expected {__version__} as here"
            raise SourceError(msg)


def _on_workers(
    distributed: Any, client: Any, worker: Worker, *, slices: Sequence[TimeSlice], advance: Advance | None
) -> list[SliceEvents]:
    # The worker holds the whole catalog: it is sent once to each machine, not with every slice.
    shared = client.scatter(worker, broadcast=True)
    futures = [client.submit(_called, shared, piece, pure=False) for piece in slices]
    parts: dict[str, SliceEvents] = {}
    finished = distributed.as_completed(futures, loop=client.loop, with_results=True)
    for done, (future, part) in enumerate(finished, start=1):
        parts[future.key] = part
        if advance is not None:
            advance(done, len(futures))
    return [parts[future.key] for future in futures]


def _prepared() -> str:
    """Point a worker's numba at its cache, unless somebody has; return the version that runs there."""
    if "NUMBA_CACHE_DIR" not in os.environ:
        prepare_kernel_cache()
    return __version__


def _called(worker: Worker, piece: TimeSlice) -> SliceEvents:
    _prepared()  # a worker may have come after the others
    return worker(piece)


def _follow(futures: Sequence[Any], advance: Advance | None) -> None:
    for done, future in enumerate(as_completed(futures), start=1):
        future.result()
        if advance is not None:
            advance(done, len(futures))
