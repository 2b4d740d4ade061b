"""A simulated catalog as a file."""

from __future__ import annotations

from specola.catalog.elements import records_from_element_sets
from specola.catalog.objects import DataMode
from specola.catalog.population import simulate
from specola.epochs import Epochs
from specola.messages.omm_writing import write_omm_csv

DEFAULT_COUNT = 27_000
DEFAULT_SEED = 1


def simulated_csv(count: int, seed: int, *, epoch: Epochs) -> bytes:
    """Return a simulated catalog as OMM CSV whose every record says SIMULATED."""
    lines = write_omm_csv(records_from_element_sets(simulate(count, seed, epoch=epoch))).splitlines()
    mark = f",{DataMode.SIMULATED.value}".encode()
    marked = [lines[0] + b",DATA_MODE", *(line + mark for line in lines[1:])]
    return b"\n".join(marked) + b"\n"
