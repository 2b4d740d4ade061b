"""Catalog files as element sets, for benchmarks."""

from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np

from specola.catalog.elements import ElementSets, element_sets_from_records
from specola.messages import read_element_file


def read_catalog(path: str | Path) -> ElementSets:
    """Read an element file, plain or gzipped; of a repeated number the first set counts."""
    path = Path(path)
    content = path.read_bytes()
    if path.suffix == ".gz":
        content = gzip.decompress(content)
    sets = element_sets_from_records(read_element_file(content, file=path.name).records)
    return sets[np.sort(np.unique(sets.catalog_number, return_index=True)[1])]
