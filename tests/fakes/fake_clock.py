"""A clock that goes when it is told to."""

from __future__ import annotations

import threading

from specola.epochs import Epochs


class FakeClock:
    """Starts at an instant; `sleep` moves it and keeps what was asked."""

    def __init__(self, start_utc: str = "2026-11-24T00:00:00Z") -> None:
        self._now = Epochs.from_utc_text(start_utc)
        self._lock = threading.Lock()
        self.slept_s: list[float] = []

    def now(self) -> Epochs:
        """Return the present."""
        return self._now

    def sleep(self, seconds: float) -> None:
        """Move on, and remember."""
        self.slept_s.append(seconds)
        self.move(seconds)

    def move(self, seconds: float) -> None:
        """Move on, or back."""
        with self._lock:
            self._now = self._now.shifted(seconds)
