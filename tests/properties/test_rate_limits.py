"""Whatever clients do, and however slow the way, no window of the source ever holds more than its limit."""

from __future__ import annotations

import importlib.util
import sys
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from specola.errors import RateLimitError
from specola.service.sources.rate_limits import Ending, Limit, Outcome, Policy, RateLimiter

LIMITS = (Limit(3, 60.0), Limit(7, 600.0))
POLICY = Policy(
    source="source",
    limits=LIMITS,
    nothing_limit=Limit(100, 600.0),
    cool_down_s=1.0,
    retry_s=1.0,
    request_limit_s=100.0,
)
steps = st.lists(
    st.tuples(
        st.floats(0.0, 40.0),  # the pause before
        st.floats(0.0, 100.0),  # how long the request takes
        st.floats(0.0, 1.0),  # when in that time the source receives it
    ),
    min_size=10,
    max_size=40,
)


@pytest.fixture(scope="module")
def clock_type():
    path = Path(__file__).resolve().parents[1] / "fakes" / "fake_clock.py"
    spec = importlib.util.spec_from_file_location("specola_fakes.fake_clock", path)
    module = sys.modules.setdefault(spec.name, importlib.util.module_from_spec(spec))
    spec.loader.exec_module(module)
    return module.FakeClock


@given(steps)
@settings(max_examples=25, deadline=None)
def test_the_source_never_sees_more_than_its_limits(clock_type, plan):
    clock = clock_type()
    start = clock.now()
    received = []
    with tempfile.TemporaryDirectory() as folder:
        for pause_s, length_s, part in plan:
            clock.move(pause_s)
            try:
                with RateLimiter(POLICY, Path(folder), clock=clock).request() as ended:
                    received.append(float(clock.now().seconds_since(start)[0]) + part * length_s)
                    clock.move(length_s)
                    ended(Ending(Outcome.DONE))
            except RateLimitError:
                continue
    received.sort()
    assert len(received) >= LIMITS[0].requests
    for limit in LIMITS:
        for first, over in zip(received, received[limit.requests :], strict=False):
            assert over - first >= limit.window_s - 1e-6
