"""Pictures: what they say, that they stay small, and that the same data give the same bytes."""

from __future__ import annotations

import re

import numpy as np
import pytest
from lxml import etree

from specola.awareness.screening import Kind
from specola.service.report.figures import Track, encounter, events_by_altitude, miss_against_speed

SVG = "{http://www.w3.org/2000/svg}"


def texts(picture):
    """Return the words drawn in a picture."""
    return " ".join("".join(node.itertext()) for node in etree.fromstring(picture.svg).iter(f"{SVG}text"))


def random_events(n, seed=1):
    random = np.random.Generator(np.random.PCG64(seed))
    return 5.0 * np.sqrt(random.random(n)), 15.0 * random.random(n)


def track(miss_km, hbr_km):
    seconds = np.linspace(-0.1, 0.1, 11)
    miss = np.array([miss_km, 0.0, 0.0])
    offset_km = miss + seconds[:, None] * np.array([0.0, 10.0, 4.0])
    return Track(seconds, offset_km, miss_rtn_km=miss, hbr_km=hbr_km, object_1="11 A", object_2="22 B")


def test_altitudes_are_counted_in_bins_of_25_km():
    altitude_km = np.concatenate([np.full(7, 812.0), np.full(3, 420.0), [35_786.0, 2000.0, np.nan]])
    picture = events_by_altitude(altitude_km)
    assert picture.alternative == (
        "Histogram of 12 events by altitude: 10 below 2,000 km, most of them, 7, "
        "between 800 and 825 km; 2 above."
    )
    assert "altitude at TCA [km]" in texts(picture)
    assert "events per 25 km" in texts(picture)


def test_no_known_altitude_is_drawn_empty():
    assert "Histogram of 0 events" in events_by_altitude(np.full(3, np.nan)).alternative


def test_kinds_have_their_own_mark_and_count():
    miss_km, speed_km_s = random_events(40)
    kind = np.full(40, Kind.CROSSING, dtype=np.int8)
    kind[:4] = Kind.CO_MOVING
    kind[4] = Kind.DUPLICATE
    picture = miss_against_speed(miss_km, speed_km_s, kind=kind)
    for words in ("crossing (35)", "co-moving (4)", "duplicate (1)", "miss distance [km]"):
        assert words in texts(picture)
    assert "35 crossing, 4 co-moving, 1 duplicate events" in picture.alternative
    assert "<image" not in picture.svg


def test_a_kind_that_does_not_occur_is_not_in_the_legend():
    miss_km, speed_km_s = random_events(5)
    picture = miss_against_speed(miss_km, speed_km_s, kind=np.zeros(5, dtype=np.int8))
    assert "co-moving" not in texts(picture)


def test_a_crowd_becomes_one_image():
    miss_km, speed_km_s = random_events(30_000)
    picture = miss_against_speed(miss_km, speed_km_s, kind=np.zeros(30_000, dtype=np.int8))
    assert picture.svg.count("<image") == 1
    assert len(picture.svg) < 2_000_000


@pytest.mark.parametrize(("miss_km", "unit"), [(0.05, "m"), (5.0, "km")])
def test_an_encounter_is_drawn_in_the_unit_that_fits(miss_km, unit):
    picture = encounter(track(miss_km, 0.01))
    for name in ("radial", "in-track", "cross-track"):
        assert f"{name} [{unit}]" in texts(picture)
    assert "22 B around 11 A" in picture.alternative
    length = miss_km * (1000.0 if unit == "m" else 1.0)
    assert f"{length:.4g} {unit} in all" in picture.alternative


def test_the_body_is_drawn_even_when_the_miss_is_inside_it():
    still = np.zeros((11, 3))
    inside = Track(
        np.linspace(-1.0, 1.0, 11), still, miss_rtn_km=np.zeros(3), hbr_km=0.02, object_1="1", object_2="2"
    )
    assert "combined hard body" in texts(encounter(inside))


def test_the_same_data_give_the_same_bytes():
    miss_km, speed_km_s = random_events(3000)
    kind = np.zeros(3000, dtype=np.int8)
    first, again = (miss_against_speed(miss_km, speed_km_s, kind=kind) for _ in range(2))
    assert first == again
    assert encounter(track(0.1, 0.01)) == encounter(track(0.1, 0.01))


def test_ink_follows_the_text_and_no_date_or_maker_is_written():
    picture = events_by_altitude(np.array([500.0]))
    assert "currentColor" in picture.svg
    assert "#010203" not in picture.svg
    # Nothing but the marks themselves has a color of its own.
    assert set(re.findall(r"#[0-9a-f]{6}\b", picture.svg)) == {"#2f81d6"}
    assert "dc:date" not in picture.svg
    assert "dc:creator" not in picture.svg


def test_pictures_of_one_page_share_no_id():
    miss_km, speed_km_s = random_events(10)
    pictures = [
        events_by_altitude(np.array([500.0])),
        miss_against_speed(miss_km, speed_km_s, kind=np.zeros(10, dtype=np.int8)),
        encounter(track(0.1, 0.01)),
    ]
    ids = [
        name
        for picture in pictures
        for name in {node.get("id") for node in etree.fromstring(picture.svg).iter() if node.get("id")}
    ]
    assert sorted(ids) == sorted(set(ids))
