"""Slices of a screening: the same answer wherever they run."""

from __future__ import annotations

import os
import time
from concurrent.futures import CancelledError

import numpy as np
import pytest

from specola import __version__
from specola.awareness.screening import SliceEvents, TimeSlice, Volume, screen_all
from specola.awareness.screening.refinement import Minima
from specola.awareness.screening.screen import in_order
from specola.epochs import Epochs
from specola.errors import ArgumentError, ShapeError, SourceError
from specola.service import jobs
from specola.service.jobs import available_threads, in_threads, on_cluster

START = Epochs.from_utc_text("2031-05-04T06:00:00Z")
SLICES = [TimeSlice(n, n + 1) for n in range(12)]

pytestmark = pytest.mark.xdist_group("cluster")


def part_of(piece):
    """Return a part that tells which slice it is, later slices sooner."""
    time.sleep(0.002 * (len(SLICES) - piece.first))
    return SliceEvents(Minima.concatenate([]), np.array([[piece.first, 0.0, 0.0, 0.0]]))


def broken(piece):
    if piece.first == 3:
        raise ShapeError("slice 3 cannot be screened")
    return part_of(piece)


def numbers(parts):
    return [part.spans[0, 0] for part in parts]


def column_bytes(screening):
    events = screening.events
    columns = [getattr(events, name) for name in type(events).__slots__ if name != "tca"]
    columns += [events.tca.tai_s, events.tca.fraction_s, screening.not_screened.object_number]
    return b"|".join(column.tobytes() for column in columns)


@pytest.fixture(scope="module")
def screened(orbits):
    """Return a function that screens a small crowd in slices as told, and gives the bytes of the answer."""
    sets = orbits.population("low", 150, 11)

    def screened(run_slices, n_slices=7):
        answer = screen_all(
            sets,
            START,
            duration_s=4.0 * 3600.0,
            volume=Volume(miss_km=30.0),
            n_slices=n_slices,
            run_slices=run_slices,
        )
        assert len(answer.events) > 10
        return column_bytes(answer)

    return screened


def test_any_number_of_threads_gives_the_same_bytes(screened):
    alone = screened(in_order, n_slices=1)
    for threads in (1, 2, 7):
        assert screened(in_threads(threads), n_slices=3 * threads) == alone


@pytest.mark.parametrize("threads", [1, 3])
def test_parts_come_in_the_order_of_the_slices(threads):
    assert numbers(in_threads(threads)(part_of, SLICES)) == list(range(12))


def test_progress_goes_to_the_end():
    told = []
    list(in_threads(3, lambda *done: told.append(done))(part_of, SLICES))
    assert told == [(done, 12) for done in range(1, 13)]


def test_what_a_slice_raises_is_raised_and_ends_the_pool():
    begun = []

    def noted(piece):
        begun.append(piece.first)
        return broken(piece)

    with pytest.raises(ShapeError, match="slice 3 cannot be screened"):
        in_threads(1)(noted, SLICES)
    assert begun[:4] == [0, 1, 2, 3]
    assert len(begun) <= 5


def test_an_interrupt_while_waiting_ends_the_pool():
    begun = []

    def noted(piece):
        begun.append(piece.first)
        return part_of(piece)

    def interrupted(done, total):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        in_threads(1, interrupted)(noted, SLICES)
    assert len(begun) <= 3


@pytest.mark.parametrize("threads", [0, -1])
def test_less_than_one_thread_is_refused(threads):
    with pytest.raises(ArgumentError, match=f"threads is {threads}, expected 1 or more"):
        in_threads(threads)


def test_available_threads(monkeypatch):
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 3, 5}, raising=False)
    assert available_threads() == 3
    monkeypatch.delattr(os, "sched_getaffinity")
    monkeypatch.setattr(os, "cpu_count", lambda: 4)
    assert available_threads() == 4
    monkeypatch.setattr(os, "cpu_count", lambda: None)
    assert available_threads() == 1


# ------------------------------------------------------------------------------------- Dask


def started_cluster(n_workers, folder):
    """Start a real cluster of processes on loopback; its logs are nobody's business here."""
    distributed = pytest.importorskip("distributed")
    return distributed.LocalCluster(
        n_workers=n_workers,
        threads_per_worker=1,
        processes=True,
        dashboard_address=":0",
        local_directory=str(folder),
        host="127.0.0.1",
        silence_logs=50,
    )


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    with started_cluster(2, tmp_path_factory.mktemp("dask")) as cluster:
        yield cluster.scheduler_address


def test_a_cluster_gives_the_same_bytes_as_threads(cluster, screened):
    told = []
    assert screened(on_cluster(cluster, lambda *done: told.append(done))) == screened(in_threads(2))
    assert told
    assert told == [(done, told[-1][1]) for done in range(1, told[-1][1] + 1)]


def test_an_address_without_a_scheme_will_do(cluster, screened):
    assert screened(on_cluster(cluster.removeprefix("tcp://"))) == screened(in_order)


def test_what_a_slice_raises_on_a_cluster_is_raised_here(cluster):
    with pytest.raises(ShapeError, match="slice 3 cannot be screened"):
        on_cluster(cluster)(broken, SLICES)


def test_a_worker_of_another_version_is_refused(cluster, monkeypatch):
    monkeypatch.setattr(jobs, "__version__", "0.0.1")
    with pytest.raises(SourceError, match=rf"worker tcp://.* runs specola {__version__}, expected 0\.0\.1"):
        on_cluster(cluster)(part_of, SLICES)


def test_a_worker_without_specola_is_refused(cluster, monkeypatch):
    monkeypatch.setattr(jobs, "_prepared", imports_what_is_not_there)
    with pytest.raises(SourceError, match=r"a worker at tcp://.* has no specola: .* expected specola"):
        on_cluster(cluster)(part_of, SLICES)


def imports_what_is_not_there():
    import specola_is_not_here  # noqa: F401


@pytest.mark.parametrize("error", [CancelledError("lost"), OSError("lost")])
def test_a_cluster_that_breaks_off_is_told(cluster, monkeypatch, error):
    def broken_off(*_, **__):
        raise error

    monkeypatch.setattr(jobs, "_on_workers", broken_off)
    with pytest.raises(SourceError, match=r"the Dask cluster at tcp://.* broke off: lost, expected workers"):
        on_cluster(cluster)(part_of, SLICES)


def test_a_cluster_without_workers_is_refused(tmp_path):
    with (
        started_cluster(0, tmp_path) as idle,
        pytest.raises(SourceError, match=r"scheduler at tcp://.* has no workers, expected at least one"),
    ):
        on_cluster(idle.scheduler_address)(part_of, SLICES)


@pytest.mark.parametrize(
    "address",
    ["nonsense", "tcp://127.0.0.1:1", "tls://127.0.0.1:1", "gopher://127.0.0.1:1", "tcp://127.0.0.1:x"],
)
def test_an_address_where_nobody_answers(monkeypatch, capfd, address):
    pytest.importorskip("distributed")
    monkeypatch.setattr(jobs, "ANSWER_S", 0.5)
    begun = time.perf_counter()
    with pytest.raises(SourceError) as raised:
        on_cluster(address)(part_of, SLICES)
    assert time.perf_counter() - begun < 5.0
    assert str(raised.value).startswith(f"no Dask scheduler answers at {address}: ")
    assert str(raised.value).endswith(", expected for example tcp://host:8786")
    assert capfd.readouterr().err == ""


def test_another_server_is_no_scheduler(source_server, monkeypatch):
    pytest.importorskip("distributed")
    monkeypatch.setattr(jobs, "ANSWER_S", 0.3)
    with pytest.raises(
        SourceError, match=r"no Dask scheduler answers at tcp://127.*accepts and says nothing"
    ):
        on_cluster(source_server.url.replace("http", "tcp"))(part_of, SLICES)


def test_without_dask_the_way_out_is_named(monkeypatch):
    def absent(name):
        raise ImportError(name)

    monkeypatch.setattr(jobs, "import_module", absent)
    with pytest.raises(ArgumentError, match=r"pip install 'specola\[cluster\]'"):
        on_cluster("tcp://127.0.0.1:8786")
