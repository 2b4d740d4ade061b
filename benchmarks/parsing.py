"""Parsing: records a second on one core, bytes to records. `python benchmarks/parsing.py TLE.gz OMM.csv.gz`.

The peer is the `sgp4` package: `Satrec.twoline2rv`, and `sgp4.omm` for CSV. It initializes the propagator
too, and checks no columns; its figure says what a user of it waits for.
"""

from __future__ import annotations

import argparse
import gzip
import io
from pathlib import Path

from measure import data_folder, in_turns, machine, versions
from sgp4 import omm
from sgp4.api import Satrec

from specola.messages import read_element_file, write_omm_json, write_omm_kvn, write_omm_xml

HEADER = {"creation_date_utc": "2024-01-01T00:00:00", "originator": "BENCHMARK"}
DEFAULTS = ("spacetrack_2024-07-05_3le.txt.gz", "celestrak_on_orbit_2024-11-01.csv.gz")
FLOORS = {"3le": 300_000, "omm-csv": 200_000}


def content_of(path: Path) -> bytes:
    return gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()


def peer_tle(content: bytes) -> int:
    lines = [line for line in content.decode().splitlines() if line[:2] in ("1 ", "2 ")]
    return len([Satrec.twoline2rv(one, two) for one, two in zip(lines[::2], lines[1::2], strict=True)])


def peer_csv(content: bytes) -> int:
    n = 0
    for fields in omm.parse_csv(io.StringIO(content.decode())):
        omm.initialize(Satrec(), fields)
        n += 1
    return n


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "files", nargs="*", type=Path, help="the newest full catalogs of the real data by default"
    )
    parser.add_argument("--runs", type=int, default=9)
    parser.add_argument("--slow-records", type=int, default=5000, help="records for JSON, KVN and XML")
    arguments, _ = parser.parse_known_args()
    files = arguments.files or [data_folder() / "catalog" / name for name in DEFAULTS]
    print(machine())
    print(versions("numpy", "numba", "lxml", "sgp4"))
    contents = {path.name: content_of(path) for path in files}
    tasks = {
        name: (lambda content=content: read_element_file(content, file=""))
        for name, content in contents.items()
    }
    files = {name: task() for name, task in tasks.items()}
    some = next(iter(files.values())).records[: arguments.slow_records]
    for form, content in (
        ("omm-json", write_omm_json(some)),
        ("omm-kvn", write_omm_kvn(some, **HEADER)),
        ("omm-xml", write_omm_xml(some, **HEADER)),
    ):
        tasks[form] = lambda content=content: read_element_file(content, file="")
        files[form] = tasks[form]()
    for name, content in contents.items():
        peer = peer_csv if files[name].form == "omm-csv" else peer_tle
        tasks[f"sgp4 on {name}"] = lambda peer=peer, content=content: peer(content)
        files[f"sgp4 on {name}"] = files[name]
    timings = in_turns(tasks, runs=arguments.runs)
    for name, timing in timings.items():
        result = files[name]
        rate = len(result.records) / timing.wall_s
        floor = FLOORS.get(result.form, 0) if name in contents else 0
        verdict = f" floor {floor:,} {'reached' if rate >= floor else 'MISSED'}" if floor else ""
        print(
            f"{name}: {result.form} {len(result.records)} records, {len(result.refusals)} refused, "
            f"best {1e3 * timing.wall_s:.1f} ms, {rate:,.0f} records/s{verdict}"
        )


if __name__ == "__main__":
    main()
