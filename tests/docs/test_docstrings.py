"""The examples in docstrings run."""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import pytest

import specola

NAMES = sorted(
    info.name
    for info in pkgutil.walk_packages(specola.__path__, "specola.")
    if not info.name.rpartition(".")[2].endswith("kernels") and ".migrations." not in info.name
)


@pytest.mark.parametrize("name", NAMES)
def test_examples(name):
    module = importlib.import_module(name)
    failed, _ = doctest.testmod(module, optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE)
    assert failed == 0
