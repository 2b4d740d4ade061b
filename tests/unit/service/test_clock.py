"""The system's clock."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest

from specola.epochs import Epochs
from specola.service.clock import SystemClock


def test_now_is_the_time_of_the_system():
    early = datetime.now(UTC)
    now = SystemClock().now()
    late = datetime.now(UTC)
    bounds = Epochs.from_utc_text([f"{instant:%Y-%m-%dT%H:%M:%S.%f}Z" for instant in (early, late)])
    assert len(now) == 1
    assert bounds[:1].seconds_since(now)[0] <= 0.0 <= bounds[1:].seconds_since(now)[0]


def test_fractions_of_a_second_keep_their_place(monkeypatch):
    monkeypatch.setattr(time, "time_ns", lambda: 1_764_000_000_000_042_999)
    assert SystemClock().now().to_utc_text(digits=6) == ["2025-11-24T16:00:00.000042Z"]


def test_sleep_waits_and_never_complains():
    clock = SystemClock()
    begin = time.perf_counter()
    clock.sleep(0.02)
    clock.sleep(-1.0)
    assert 0.02 <= time.perf_counter() - begin < 1.0
    assert clock.now().seconds_since(clock.now())[0] == pytest.approx(0.0, abs=1.0)
