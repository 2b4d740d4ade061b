"""The program answers at once."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

LIMIT_S = 0.2
IDLE_PYTHON_S = 0.02  # an empty interpreter on an idle machine of two cores
PROGRAM = Path(sys.executable).with_name("specola")


def best_s(command: list[str], runs: int = 7) -> tuple[float, float]:
    """Return the least wall and the least processor time of some runs [s]."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("COV")}
    wall, processor = [], []
    for _ in range(runs):
        used, begin = os.times(), time.perf_counter()
        subprocess.run(command, env=environment, capture_output=True, check=True)
        wall.append(time.perf_counter() - begin)
        now = os.times()
        processor.append(now.children_user + now.children_system - used.children_user - used.children_system)
    return min(wall), min(processor)


def test_help_answers_in_a_fifth_of_a_second():
    # Processor time is what the program takes: the wall time of an idle machine. Where cores are shared an
    # empty interpreter takes longer too, and the limit grows with it.
    _, empty_s = best_s([sys.executable, "-c", "pass"])
    wall_s, help_s = best_s([str(PROGRAM), "--help"])
    limit_s = LIMIT_S * max(1.0, empty_s / IDLE_PYTHON_S)
    print(f"specola --help: {help_s:.3f} s of processor, {wall_s:.3f} s wall; limit {limit_s:.3f} s")

    assert help_s <= limit_s


def test_help_loads_nothing_heavy():
    heavy = ["matplotlib", "numba", "pandas", "pyarrow", "scipy", "sqlalchemy", "distributed"]
    code = (
        "import sys\nsys.argv = ['specola', '--help']\n"
        "from specola.cli.main import run\n"
        "try:\n    run()\nexcept SystemExit:\n    pass\n"
        f"print([name for name in {heavy} if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)

    assert done.stderr.strip().splitlines()[-1] == "[]"
