"""The one place that reads the time."""

from __future__ import annotations

import time
from typing import Protocol

from specola.epochs import Epochs

_NANOSECONDS = 1_000_000_000


class Clock(Protocol):
    """What tells the time and waits; tests give their own."""

    def now(self) -> Epochs:
        """Return the present instant, of length 1."""
        ...

    def sleep(self, seconds: float) -> None:
        """Wait."""
        ...


class SystemClock:
    """The computer's clock, taken to be UTC."""

    def now(self) -> Epochs:
        """Return the present instant, to the microsecond."""
        seconds, nanoseconds = divmod(time.time_ns(), _NANOSECONDS)
        whole = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(seconds))
        return Epochs.from_utc_text(f"{whole}.{nanoseconds // 1000:06d}Z")

    def sleep(self, seconds: float) -> None:
        """Wait; nothing when `seconds` is not positive."""
        time.sleep(max(seconds, 0.0))
