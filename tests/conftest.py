"""Fixtures that every test shares."""

from __future__ import annotations

import importlib.util
import os
import socket
import sys
from pathlib import Path

import pytest
from hypothesis import settings

from specola.service.paths import prepare_kernel_cache

REPOSITORY = Path(__file__).resolve().parent.parent

# What a test or a run of the program compiles is shared by all of them and kept for the next run.
os.environ.setdefault("SPECOLA_CACHE", str(REPOSITORY / ".make" / "cache"))
prepare_kernel_cache()

# A first call compiles, so there is no deadline; CI tries the same examples every time.
settings.register_profile("specola", deadline=None, derandomize=bool(os.environ.get("CI")), print_blob=True)
settings.load_profile("specola")


def _refuse_network(event: str, arguments: tuple) -> None:
    """Raise where a test would leave this machine."""
    if (
        event == "socket.connect"
        and arguments[0].type == socket.SOCK_STREAM
        and isinstance(arguments[1], tuple)
    ):
        host = arguments[1][0]
        if host not in {"127.0.0.1", "::1", "localhost"}:
            msg = f"a test connects to {host}, expected loopback only"
            raise PermissionError(msg)


sys.addaudithook(_refuse_network)


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Return the folder of real data; skip where it is absent, fail in CI."""
    folder = Path(os.environ.get("SPECOLA_TEST_DATA", REPOSITORY.parent / "shared" / "data"))
    if not folder.is_dir():
        reason = f"real data are absent: no folder {folder} (set SPECOLA_TEST_DATA)"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    return folder


def fake(name: str):
    """Return a module of tests/fakes."""
    full = f"specola_fakes.{name}"
    if full not in sys.modules:
        spec = importlib.util.spec_from_file_location(full, REPOSITORY / "tests" / "fakes" / f"{name}.py")
        assert spec
        assert spec.loader
        sys.modules[full] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[full])
    return sys.modules[full]


@pytest.fixture
def source_server():
    """Serve as CelesTrak, Space-Track and the data publishers do, on loopback, counting."""
    server = fake("source_server").SourceServer()
    yield server
    server.stop()


@pytest.fixture
def fake_clock():
    """Give a clock that goes when it is told to."""
    return fake("fake_clock").FakeClock()


@pytest.fixture(scope="session")
def invented_earth():
    """Give an invented Earth orientation, and files that say the same."""
    return fake("orientation")


@pytest.fixture(scope="session")
def orientation(invented_earth):
    """Give invented Earth orientation from 2015 to 2018, measured up to 2018-01-01."""
    return invented_earth.orientation()


@pytest.fixture
def data_samples():
    """Give data files with invented values, in the publishers' formats."""
    return fake("data_samples")


@pytest.fixture(scope="session")
def orbits():
    """Give element sets of invented objects."""
    return fake("orbits")
