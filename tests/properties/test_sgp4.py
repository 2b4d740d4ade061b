"""SGP4 and SDP4 equal the reference implementation for any elements, alone and in company.

Truth: the `sgp4` package, that is the C++ of D. Vallado, AIAA 2006-6753, compiled.
"""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sgp4.api import WGS72, Satrec

from specola.dynamics.mean_elements import MeanElements
from specola.dynamics.sgp4 import Sgp4
from specola.dynamics.sgp4.constants import EARTH_RADIUS_KM, GM_KM3_S2, JULIAN_1950
from specola.epochs import Epochs
from specola.numerics.units import DAY_S, MINUTE_S, TWO_PI

START = Epochs.from_utc_text("2023-06-01T00:00:00Z")
SECONDS = np.array([-3.0 * DAY_S, -1000.0, 0.0, 0.3 * DAY_S, 4.0 * DAY_S])
FAR_KM, FAST_KM_S = 500_000.0, 20.0

angles = st.floats(0.0, TWO_PI)
drag = st.one_of(st.just(0.0), st.floats(-1e-4, 1e-3))
epochs = st.floats(-20.0, 20.0)
# The pulls of sun and moon on the node are divided by sin i: within half a degree of the retrograde
# equator that quotient magnifies the last bit of the sine itself.
inclinations = st.one_of(st.just(0.0), st.floats(0.0, 0.3), st.floats(0.0, 3.13))


def motion(axis_km):
    return (GM_KM3_S2 / axis_km**3) ** 0.5


@st.composite
def near_earth(draw):
    """An orbit with a period below 225 minutes whose perigee is above 140 km."""
    perigee_km = EARTH_RADIUS_KM + draw(st.floats(140.0, 2500.0))
    largest = 1.0 - perigee_km / 12_000.0
    eccentricity = draw(st.one_of(st.floats(0.0, 0.03), st.floats(0.0, largest)))
    return motion(perigee_km / (1.0 - eccentricity)), eccentricity


@st.composite
def deep_space(draw):
    """An orbit of more than 225 minutes: one-day and half-day resonances as often as others."""
    choice = draw(st.integers(0, 3))
    if choice == 0:
        return draw(st.floats(0.95, 1.05)) * TWO_PI / DAY_S, draw(st.floats(0.0, 0.4))
    if choice == 1:
        return draw(st.floats(1.95, 2.05)) * TWO_PI / DAY_S, draw(st.floats(0.4, 0.74))
    axis_km = draw(st.floats(14_000.0, 120_000.0))
    largest = min(0.95, 1.0 - (EARTH_RADIUS_KM + 200.0) / axis_km)
    return motion(axis_km), draw(st.floats(0.0, largest))


orbits = st.tuples(
    st.one_of(near_earth(), deep_space()), inclinations, st.tuples(angles, angles, angles), drag, epochs
)
catalogs = st.lists(orbits, min_size=1, max_size=12)


def mean_elements(rows) -> MeanElements:
    table = np.array([(*shape, i, *three, bstar, day) for shape, i, three, bstar, day in rows])
    n = len(rows)
    return MeanElements(
        Epochs(np.full(n, START.tai_s[0]), np.full(n, START.fraction_s[0])).shifted(table[:, 7] * DAY_S),
        mean_motion_rad_s=table[:, 0],
        eccentricity=table[:, 1],
        inclination_rad=table[:, 2],
        raan_rad=table[:, 3],
        argument_of_perigee_rad=table[:, 4],
        mean_anomaly_rad=table[:, 5],
        bstar_per_earth_radius=table[:, 6],
    )


def states_of(elements, seconds=SECONDS):
    return Sgp4.prepare(elements, START, from_s=seconds.min(), until_s=seconds.max()).states(seconds)


def reference_states(elements):
    minutes = (START.seconds_since(elements.epochs)[:, None] + SECONDS) / MINUTE_S
    day, fraction = elements.epochs.utc_julian_days()
    position, velocity = np.empty((*minutes.shape, 3)), np.empty((*minutes.shape, 3))
    codes = np.empty(minutes.shape, np.int8)
    for i in range(len(elements)):
        satellite = Satrec()
        satellite.sgp4init(
            WGS72,
            "i",
            i,
            day[i] + fraction[i] - JULIAN_1950,
            elements.bstar_per_earth_radius[i],
            0.0,
            0.0,
            elements.eccentricity[i],
            elements.argument_of_perigee_rad[i],
            elements.inclination_rad[i],
            elements.mean_anomaly_rad[i],
            elements.mean_motion_rad_s[i] * MINUTE_S,
            elements.raan_rad[i],
        )
        for j, t in enumerate(minutes[i]):
            codes[i, j], position[i, j], velocity[i, j] = satellite.sgp4_tsince(t)
    return position, velocity, codes


def compared(position, velocity, codes):
    """Return where a state means something: no error, and drag terms that have not run away."""
    with np.errstate(invalid="ignore"):
        radius, speed = np.linalg.norm(position, axis=2), np.linalg.norm(velocity, axis=2)
        return (codes == 0) & (radius < FAR_KM) & (speed < FAST_KM_S)


@settings(max_examples=150)
@given(catalogs)
def test_states_and_codes_are_those_of_the_reference(rows):
    elements = mean_elements(rows)
    position, velocity, codes = reference_states(elements)
    ours, our_velocity, status = states_of(elements)
    assert status.tolist() == codes.tolist()
    at = compared(position, velocity, codes)
    assert ours[at] == pytest.approx(position[at], rel=0, abs=1e-6)
    assert our_velocity[at] == pytest.approx(velocity[at], rel=0, abs=1e-8)


@settings(max_examples=50)
@given(catalogs, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_no_byte(rows, random):
    # As long as a kind fits one block: the same company shares it, in other lanes.
    order = list(range(len(rows)))
    random.shuffle(order)
    position, velocity, status = states_of(mean_elements(rows))
    shuffled = states_of(mean_elements([rows[i] for i in order]))
    for mine, theirs in zip((position, velocity, status), shuffled, strict=True):
        assert mine[order].tobytes() == theirs.tobytes()


@settings(max_examples=50)
@given(catalogs)
def test_company_changes_less_than_a_millimeter(rows):
    # In one block a single wide orbit makes all lanes take the longer way through Kepler's equation, which
    # ends at another rounding; what moves is below 1e-7 km, a tenth of a millimeter.
    together = states_of(mean_elements(rows))
    at = compared(*together)
    for i, row in enumerate(rows):
        position, _, status = states_of(mean_elements([row]))
        assert status.tolist() == together[2][i : i + 1].tolist()
        assert position[0][at[i]] == pytest.approx(together[0][i][at[i]], rel=0, abs=1e-7)


@settings(max_examples=50)
@given(catalogs)
def test_single_objects_agree_with_blocks(catalog):
    elements = mean_elements(catalog)
    model = Sgp4.prepare(elements, START, from_s=SECONDS.min(), until_s=SECONDS.max())
    position, velocity, status = model.states(SECONDS)
    n, t = status.shape
    rows, seconds = np.repeat(np.arange(n), t), np.tile(SECONDS, n)
    single, _, codes = model.states_at(rows, seconds)
    assert codes.tolist() == status.reshape(-1).tolist()
    at = compared(position, velocity, status).reshape(-1)
    assert single[at] == pytest.approx(position.reshape(-1, 3)[at], rel=0, abs=1e-7)
    # Company changes no byte of a single object.
    for k in range(0, n * t, 7):
        alone, _, _ = model.states_at(rows[k : k + 1], seconds[k : k + 1])
        assert alone.tobytes() == single[k].tobytes()
