"""Max Pc against numerical maximization, its limits, and the radii it assumes."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import minimize_scalar
from scipy.special import ive
from scipy.stats import ncx2

from specola.awareness.risk_bounds import (
    ASSUMED_RADIUS_KM,
    ASSUMPTION,
    MaxPcStatus,
    assumed_radius_km,
    max_pc,
    type_from_name,
)
from specola.catalog.objects import ObjectType
from specola.errors import ShapeError

RATIOS = [1e-3, 0.01, 0.1, 0.3, 0.5, 0.8, 0.9, 0.97, 0.99, 0.999]


def pc_of(sigma_km, miss_km, hbr_km):
    """Probability of the disc as the noncentral chi-square law that it is."""
    return ncx2.cdf((hbr_km / sigma_km) ** 2, 2, (miss_km / sigma_km) ** 2)


@pytest.mark.parametrize("ratio", RATIOS)
@pytest.mark.parametrize("miss_km", [0.05, 5.0])
def test_it_is_the_largest_over_all_sigmas(ratio, miss_km):
    hbr_km = ratio * miss_km
    found = max_pc(np.array([miss_km]), hbr_km=np.array([hbr_km]))
    grid = miss_km * np.geomspace(1e-3, 10.0, 200)
    start = int(pc_of(grid, miss_km, hbr_km).argmax())
    best = minimize_scalar(
        lambda sigma_km: -pc_of(sigma_km, miss_km, hbr_km),
        bounds=(grid[start - 1], grid[start + 1]),
        method="bounded",
        options={"xatol": 1e-9 * miss_km},
    )
    assert found.max_pc[0] == pytest.approx(-best.fun, rel=1e-9)
    assert found.sigma_km[0] == pytest.approx(best.x, rel=1e-3)
    assert found.status[0] == MaxPcStatus.OK


@pytest.mark.parametrize("ratio", [1e-9, 1e-6, 1e-4])
def test_a_small_radius_gives_the_closed_form(ratio):
    found = max_pc(np.array([2.0]), hbr_km=np.array([2.0 * ratio]))
    assert found.max_pc[0] == pytest.approx(ratio**2 / np.e, rel=1e-8)
    assert found.sigma_km[0] == pytest.approx(np.sqrt(2.0), rel=1e-8)


@pytest.mark.parametrize("ratio", [0.2, 0.7, 0.99, 1.0 - 1e-9])
def test_the_flux_through_the_circle_vanishes(ratio):
    found = max_pc(np.array([1.0]), hbr_km=np.array([ratio]))
    z = ratio / found.sigma_km[0] ** 2
    assert ive(1, z) / ive(0, z) == pytest.approx(ratio, abs=1e-14)


def test_near_contact_it_tends_to_one_half():
    found = max_pc(np.array([1.0]), hbr_km=np.array([1.0 - 1e-9]))
    assert found.max_pc[0] == pytest.approx(0.5, abs=1e-4)


def test_it_depends_on_the_ratio_alone():
    miss_km = np.array([0.01, 1.0, 40.0])
    found = max_pc(miss_km, hbr_km=0.2 * miss_km)
    assert np.ptp(found.max_pc) < 1e-15
    assert found.sigma_km / miss_km == pytest.approx(found.sigma_km[1])


def test_it_falls_with_the_miss():
    found = max_pc(np.linspace(0.02, 5.0, 400), hbr_km=np.full(400, 0.01))
    assert (np.diff(found.max_pc) < 0.0).all()


def test_within_the_radius_it_is_one():
    found = max_pc(np.array([0.0, 0.005, 0.01]), hbr_km=np.full(3, 0.01))
    assert found.max_pc.tolist() == [1.0, 1.0, 1.0]
    assert found.sigma_km.tolist() == [0.0, 0.0, 0.0]
    assert set(found.status) == {MaxPcStatus.WITHIN_HBR}


def test_numbers_that_cannot_be_are_marked():
    miss_km = np.array([np.nan, -1.0, np.inf, 1.0, 1.0, 1.0, 1.0])
    hbr_km = np.array([0.01, 0.01, 0.01, 0.0, -0.1, np.nan, 0.01])
    found = max_pc(miss_km, hbr_km=hbr_km)
    assert found.status.tolist() == [MaxPcStatus.BAD_INPUT] * 6 + [MaxPcStatus.OK]
    assert np.isnan(found.max_pc[:6]).all()
    assert np.isnan(found.sigma_km[:6]).all()


def test_no_events_give_no_bounds():
    assert len(max_pc(np.empty(0), hbr_km=np.empty(0))) == 0


@pytest.mark.parametrize(("miss", "hbr"), [((3,), (2,)), ((3, 1), (3, 1))])
def test_shapes_must_fit(miss, hbr):
    with pytest.raises(ShapeError, match="expected"):
        max_pc(np.ones(miss), hbr_km=np.ones(hbr))


def test_every_status_has_a_sentence():
    assert len({status.sentence for status in MaxPcStatus}) == len(MaxPcStatus)


def test_types_are_read_from_names():
    name = np.array(
        ["FOO 1 DEB", "foo deb", "BAR R/B", "BAR R/B(2)", "", " ", "UNKNOWN", "OBJECT C", "DEBUT 1"]
    )
    types = type_from_name(name)
    assert types.tolist() == ["DEB", "DEB", "R/B", "R/B", "UNK", "UNK", "UNK", "UNK", "PAY"]
    assert len(type_from_name(np.empty(0, dtype=np.str_))) == 0


def test_radii_by_type():
    found_km = assumed_radius_km(np.array(["PAY", "R/B", "DEB", "UNK", "", "?"]))
    unknown_km = ASSUMED_RADIUS_KM[ObjectType.UNKNOWN]
    assert found_km[:4].tolist() == [ASSUMED_RADIUS_KM[kind] for kind in ObjectType]
    assert found_km[4:].tolist() == [unknown_km, unknown_km]
    assert set(ASSUMED_RADIUS_KM) == set(ObjectType)


def test_the_sentence_tells_the_radii():
    for radius_km in ASSUMED_RADIUS_KM.values():
        assert f"{radius_km * 1000.0:g} m" in ASSUMPTION
