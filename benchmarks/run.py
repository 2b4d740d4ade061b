"""Run every benchmark, one after the other, each in a process of its own.

    python benchmarks/run.py [--save] [NAME...]

`--save` keeps the results under benchmarks/results/ with the machine and its load.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
NAMES = (
    "parsing",
    "epochs",
    "frames",
    "propagation",
    "screening",
    "processes",
    "growth",
    "population",
    "store",
)


def main() -> None:
    words = [word for word in sys.argv[1:] if not word.startswith("--")]
    flags = [word for word in sys.argv[1:] if word.startswith("--")]
    failed = []
    for name in words or NAMES:
        print(f"== {name}", flush=True)
        done = subprocess.run([sys.executable, str(FOLDER / f"{name}.py"), *flags], check=False)
        if done.returncode:
            failed.append(name)
    if failed:
        sys.exit(f"failed: {', '.join(failed)}")


if __name__ == "__main__":
    main()
