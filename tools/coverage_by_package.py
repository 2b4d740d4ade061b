"""Print line and branch coverage of each package, and fail where numerics to awareness fall short.

Reads the `.coverage` file of the last test run. Kernels count through the pass that runs them
uncompiled, for a tracer cannot see machine code.
"""

import io
import json
import sys
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path, PurePath
from tempfile import TemporaryDirectory
from typing import Any

from coverage import Coverage

LEAST_PERCENT = 95.0
HELD = ("errors", "numerics", "epochs", "frames", "dynamics", "messages", "catalog", "awareness")


@dataclass
class Tally:
    """Lines and branches seen so far."""

    lines: int = 0
    lines_run: int = 0
    branches: int = 0
    branches_run: int = 0

    def add(self, summary: dict[str, Any]) -> None:
        """Count one file's summary, as coverage's JSON report gives it."""
        self.lines += summary["num_statements"]
        self.lines_run += summary["covered_lines"]
        self.branches += summary["num_branches"]
        self.branches_run += summary["covered_branches"]

    @property
    def line_percent(self) -> float:
        """Lines run, of all lines [%]."""
        return 100.0 * self.lines_run / self.lines if self.lines else 100.0

    @property
    def branch_percent(self) -> float:
        """Branches taken, of all branches [%]."""
        return 100.0 * self.branches_run / self.branches if self.branches else 100.0


def room_of(file: str) -> str:
    """Name the package (or top-level module) of `src/specola/ROOM/...`."""
    parts = PurePath(file).parts
    return PurePath(parts[parts.index("specola") + 1]).stem


def report() -> dict[str, Any]:
    """Read the last run's data as coverage's JSON report."""
    coverage = Coverage()
    coverage.load()
    with TemporaryDirectory() as folder:
        path = Path(folder) / "coverage.json"
        quiet, sys.stdout = sys.stdout, io.StringIO()
        try:
            coverage.json_report(outfile=str(path))
        finally:
            sys.stdout = quiet
        return dict(json.loads(path.read_text(encoding="utf-8")))


def main() -> None:
    """Print the table; exit 1 where a held package is below the least."""
    rooms: dict[str, Tally] = defaultdict(Tally)
    worst: list[tuple[float, str, str]] = []
    for file, entry in report()["files"].items():
        room = room_of(file)
        rooms[room].add(entry["summary"])
        if room in HELD and entry["summary"]["percent_covered"] < LEAST_PERCENT:
            lines = ",".join(str(line) for line in entry["missing_lines"][:12])
            worst.append((entry["summary"]["percent_covered"], file, lines))

    print(f"{'package':<14}{'lines':>8}{'%':>8}{'branches':>11}{'%':>8}")
    short = []
    for room, tally in sorted(rooms.items()):
        print(
            f"{room:<14}{tally.lines:>8}{tally.line_percent:>8.1f}"
            f"{tally.branches:>11}{tally.branch_percent:>8.1f}"
        )
        if room in HELD and min(tally.line_percent, tally.branch_percent) < LEAST_PERCENT:
            short.append(room)
    if short:
        for percent, file, lines in sorted(worst):
            print(f"{percent:6.1f} %  {file}  lines not run: {lines or 'none, branches only'}")
        sys.exit(
            f"error: coverage of {', '.join(short)} is below {LEAST_PERCENT:g} % of lines or of branches"
        )


if __name__ == "__main__":
    main()
