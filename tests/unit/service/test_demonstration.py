"""Which catalog the demonstration takes, and which day."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import numpy as np
import pytest

from specola.epochs import Epochs
from specola.errors import ArgumentError, SourceError
from specola.service import demonstration
from specola.service.demonstration import choose_catalog, first_day

NOW = "2026-11-24T12:00:00Z"


class Clock:
    def now(self):
        return Epochs.from_utc_text(NOW)


class Source:
    """Stands in for CelesTrak; `answer` is what it does."""

    def __init__(self, cache, *, clock):
        self.cache = cache

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass

    def gp(self, key, value):
        assert (key, value) == ("GROUP", "active")
        return type(self).answer()


@pytest.fixture
def choose(tmp_path, monkeypatch):
    """Return a function that chooses with a source that does as told, and what was said."""
    said = []
    (tmp_path / "work").mkdir()
    monkeypatch.setattr(demonstration, "DEFAULT_COUNT", 12)

    def choose(asked=None, *, answer=lambda: pytest.fail("the network was asked"), folder=tmp_path / "none"):
        source = type("Told", (Source,), {"answer": staticmethod(answer)})
        monkeypatch.setattr(demonstration, "CelesTrak", source)
        return choose_catalog(
            asked,
            folder=folder,
            workspace=tmp_path / "work",
            cache=tmp_path / "cache",
            clock=Clock(),
            say=said.append,
        )

    choose.said = said
    return choose


def refused():
    raise SourceError("celestrak refused, expected HTTP 200")


def test_the_catalog_asked_for(choose, tmp_path):
    path = tmp_path / "mine.tle"
    path.write_text("")
    chosen = choose(path)
    assert (chosen.path, chosen.why) == (path, "the catalog asked for")


def test_a_catalog_asked_for_that_is_not_there(choose, tmp_path):
    with pytest.raises(ArgumentError, match=r"absent\.tle: no such catalog file, expected element sets"):
        choose(tmp_path / "absent.tle")
    with pytest.raises(ArgumentError, match="no such catalog file"):
        choose(tmp_path)


def test_the_newest_by_the_date_in_its_name(choose, tmp_path):
    folder = tmp_path / "catalogs"
    folder.mkdir()
    names = [
        "full_2025-12-31.csv.gz",
        "a_2026-03-01.json",
        "z_2026-02-28_again.csv",
        "b_2026-03-01.csv",
        "README.md",
        "full_2099.csv",
    ]
    for name in names:
        (folder / name).write_text("")
    (folder / "later_2027-01-01.csv").mkdir()
    chosen = choose(folder=folder)
    assert chosen.path == folder / "b_2026-03-01.csv"
    assert chosen.why == f"the newest full catalog in {folder}"
    assert choose.said == []


def test_a_folder_without_a_dated_catalog_is_none(choose, tmp_path):
    (tmp_path / "README.md").write_text("")
    chosen = choose(folder=tmp_path, answer=refused)
    assert chosen.path.name == "simulated.csv"


def test_celestrak_where_there_is_no_catalog(choose, tmp_path):
    answer = type("Answer", (), {"content": b"elements"})
    chosen = choose(answer=answer)
    assert chosen.path == tmp_path / "work" / "celestrak_active.csv"
    assert chosen.path.read_bytes() == b"elements"
    assert chosen.why == "CelesTrak's active objects"
    assert choose.said == ["no catalog at hand: asking CelesTrak once, for 5 s at most"]


def test_without_a_network_the_simulated_one(choose):
    chosen = choose(answer=refused)
    lines = chosen.path.read_text().splitlines()
    assert len(lines) == 13
    assert all(NOW[:10] in line and line.endswith(",SIMULATED") for line in lines[1:])
    assert chosen.why.startswith("12 SIMULATED objects, for there is neither")
    assert choose.said[1:] == ["no catalog from the network: celestrak refused, expected HTTP 200"]


def test_a_network_that_hangs_is_left_in_time(choose, monkeypatch):
    assert demonstration.NETWORK_S == 5.0
    monkeypatch.setattr(demonstration, "NETWORK_S", 0.2)
    released = threading.Event()
    begun = time.perf_counter()

    def hang():
        released.wait(20.0)
        raise SourceError("too late")

    chosen = choose(answer=hang)
    took = time.perf_counter() - begun
    released.set()
    assert took < 5.0
    assert chosen.path.name == "simulated.csv"
    assert choose.said[1:] == ["no catalog from the network: no answer in time"]


def test_the_folder_of_the_demonstration():
    assert Path("../shared/data/catalog") == demonstration.FOLDER


@pytest.mark.parametrize(
    ("youngest", "day"),
    [
        ("2026-03-01T00:00:00Z", "2026-03-02T00:00:00Z"),
        ("2026-03-01T23:59:59.9999999Z", "2026-03-02T00:00:00Z"),
        ("2026-12-31T12:00:00Z", "2027-01-01T00:00:00Z"),
        ("2016-12-31T12:00:00Z", "2017-01-01T00:00:00Z"),
        ("2016-12-31T23:59:60.5Z", "2017-01-01T00:00:00Z"),
    ],
)
def test_the_first_day_is_the_one_after_the_youngest(youngest, day):
    epochs = Epochs.from_utc_text(youngest).shifted(-3600.0 * np.arange(20.0))
    assert first_day(epochs).to_utc_text(digits=0) == [day]
    assert first_day(epochs[:1]).to_utc_text(digits=0) == [day]


def test_a_few_sets_dated_ahead_do_not_count():
    epochs = Epochs.from_utc_text("2026-03-01T12:00:00Z").shifted(
        np.append(-60.0 * np.arange(399.0), 86_400.0 * 30)
    )
    assert first_day(epochs).to_utc_text(digits=0) == ["2026-03-02T00:00:00Z"]
