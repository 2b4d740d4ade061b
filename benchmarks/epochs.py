"""UTC text: texts a second, read and written. `python benchmarks/epochs.py`."""

from __future__ import annotations

import os
import time

import numpy as np

from specola.epochs import Epochs

N = 27_000


def best_ms(call) -> float:
    """Return the shortest of seven runs."""
    durations = []
    for _ in range(7):
        start = time.perf_counter()
        call()
        durations.append(time.perf_counter() - start)
    return min(durations) * 1e3


def main() -> None:
    generator = np.random.Generator(np.random.PCG64(3))
    epochs = Epochs.from_utc_text("2024-10-20").shifted(generator.uniform(0.0, 1e6, N))
    texts = epochs.to_utc_text(digits=6)
    ordinal = [f"2024-{int(text[8:10]) + 274:03d}{text[10:]}" for text in texts if text[5:7] == "10"]
    mixed = [text if row % 3 else text[:19] for row, text in enumerate(texts)]
    array = np.array(texts)
    print(f"{N} texts, one thread, load {os.getloadavg()[0]:.2f}")
    print(f"read a list of one layout   {best_ms(lambda: Epochs.from_utc_text(texts)):7.2f} ms")
    print(f"read an array of one layout {best_ms(lambda: Epochs.from_utc_text(array)):7.2f} ms")
    print(f"read two layouts mixed      {best_ms(lambda: Epochs.from_utc_text(mixed)):7.2f} ms")
    print(f"read days of year ({len(ordinal):5d})   {best_ms(lambda: Epochs.from_utc_text(ordinal)):7.2f} ms")
    print(f"write microseconds          {best_ms(lambda: epochs.to_utc_text(digits=6)):7.2f} ms")


if __name__ == "__main__":
    main()
