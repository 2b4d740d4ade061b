"""Whole public catalogs against plain Python: counts, and every number to the last bit.

The catalogs are those of the real data folder; counts are its manifest's.
"""

from __future__ import annotations

import csv
import gzip

import numpy as np
import pytest

from specola.epochs import Epochs
from specola.messages import read_element_file, read_ephemeris_file

COUNTS = {
    "spacetrack_2013-10-23_tle.txt.gz": ("tle", 14_917),
    "spacetrack_2019-12-19_3le.txt.gz": ("3le", 18_470),
    "spacetrack_2021-05-29_3le.txt.gz": ("3le", 21_584),
    "spacetrack_2022-01-22_3le.txt.gz": ("3le", 23_939),
    "spacetrack_2022-07-15_3le.txt.gz": ("3le", 24_132),
    "spacetrack_2024-07-05_3le.txt.gz": ("3le", 26_389),
    "celestrak_on_orbit_2024-11-01.csv.gz": ("omm-csv", 26_834),
    "celestrak_2026-03-10/celestrak_active_gp.csv.gz": ("omm-csv", 14_683),
}
DECIMALS = {
    "MEAN_MOTION": "mean_motion_rev_day",
    "ECCENTRICITY": "eccentricity",
    "INCLINATION": "inclination_deg",
    "RA_OF_ASC_NODE": "ra_of_asc_node_deg",
    "ARG_OF_PERICENTER": "arg_of_pericenter_deg",
    "MEAN_ANOMALY": "mean_anomaly_deg",
    "BSTAR": "bstar_per_earth_radius",
    "MEAN_MOTION_DOT": "mean_motion_dot_rev_day2",
    "MEAN_MOTION_DDOT": "mean_motion_ddot_rev_day3",
}


def content_of(folder, name) -> bytes:
    return gzip.decompress((folder / "catalog" / name).read_bytes())


@pytest.mark.parametrize("name", COUNTS)
def test_every_record_of_a_clean_catalog_is_read(shared_data, name):
    result = read_element_file(content_of(shared_data, name), file=name)
    assert (result.form, len(result.records)) == COUNTS[name]
    assert result.refusals == ()


def exponential(text: str) -> float:
    return float(f"{text[0].strip()}.{text[1:6].strip()}e{text[6:8]}")


@pytest.mark.parametrize("name", ["spacetrack_2013-10-23_tle.txt.gz", "spacetrack_2024-07-05_3le.txt.gz"])
def test_numbers_of_a_tle_catalog_are_those_of_python(shared_data, name):
    content = content_of(shared_data, name)
    records = read_element_file(content, file=name).records
    lines = [line for line in content.decode("ascii").splitlines() if line[:2] in ("1 ", "2 ")]
    first, second = lines[::2], lines[1::2]
    due = {
        "MEAN_MOTION_DOT": [float(line[33:43]) for line in first],
        "MEAN_MOTION_DDOT": [exponential(line[44:52]) for line in first],
        "BSTAR": [exponential(line[53:61]) for line in first],
        "INCLINATION": [float(line[8:16]) for line in second],
        "RA_OF_ASC_NODE": [float(line[17:25]) for line in second],
        "ECCENTRICITY": [float("." + line[26:33]) for line in second],
        "ARG_OF_PERICENTER": [float(line[34:42]) for line in second],
        "MEAN_ANOMALY": [float(line[43:51]) for line in second],
        "MEAN_MOTION": [float(line[52:63]) for line in second],
    }
    for keyword, values in due.items():
        assert getattr(records, DECIMALS[keyword]).tolist() == values, keyword
    days = np.array([float(line[20:32]) for line in first])
    years = np.array([f"{1900 if int(line[18:20]) >= 57 else 2000}" for line in first]).astype(int)
    years += np.array([int(line[18:20]) for line in first])
    midnights = Epochs.from_utc_text([f"{year}-001" for year in years.tolist()])
    seconds = records.epoch.seconds_since(midnights)
    # A float day holds 1e-8 s or so; leap seconds do not fall between these epochs and their new year.
    assert np.abs(seconds - (days - 1.0) * 86_400.0).max() < 1e-5


@pytest.mark.parametrize(
    "name", ["celestrak_on_orbit_2024-11-01.csv.gz", "celestrak_2026-03-10/celestrak_active_gp.csv.gz"]
)
def test_values_of_a_csv_catalog_are_those_of_python(shared_data, name):
    content = content_of(shared_data, name)
    records = read_element_file(content, file=name).records
    rows = list(csv.DictReader(content.decode().splitlines()))
    for keyword, column in DECIMALS.items():
        assert getattr(records, column).tolist() == [float(row[keyword]) for row in rows], keyword
    for keyword in ("NORAD_CAT_ID", "ELEMENT_SET_NO", "REV_AT_EPOCH", "EPHEMERIS_TYPE"):
        assert getattr(records, keyword.lower()).tolist() == [int(row[keyword]) for row in rows], keyword
    for keyword in ("OBJECT_NAME", "OBJECT_ID", "CLASSIFICATION_TYPE"):
        assert getattr(records, keyword.lower()).tolist() == [row[keyword].strip() for row in rows], keyword
    due = Epochs.from_utc_text([row["EPOCH"] for row in rows])
    assert (records.epoch.seconds_since(due) == 0.0).all()


def test_a_damaged_line_of_a_real_file_is_named(shared_data):
    name = "celestrak_2026-05/starlink_2026-05-28.tle.gz"
    content = content_of(shared_data, name)
    result = read_element_file(content, file=name)
    lines = content.decode().splitlines()
    damaged = [at for at, line in enumerate(lines, 1) if line[:2] in ("1 ", "2 ") and len(line) != 69]
    assert [error.line for error in result.refusals] == damaged
    assert len(damaged) == 1
    assert len(result.records) == len(lines) // 3 - 1


def test_the_same_sets_in_csv_json_and_tle(shared_data):
    folder = shared_data / "conjunctions" / "top20_gp"
    refused = 0
    for path in sorted(folder.glob("*.csv")):
        one, other, tle = (
            read_element_file(path.with_suffix(ending).read_bytes(), file=path.stem)
            for ending in (".csv", ".json", ".txt")
        )
        for column in ("norad_cat_id", "object_name", *DECIMALS.values()):
            assert getattr(one.records, column).tolist() == getattr(other.records, column).tolist()
        assert (one.records.epoch.seconds_since(other.records.epoch) == 0.0).all()
        assert len(tle.records) + len(tle.refusals) == len(one.records)
        refused += len(tle.refusals)
    assert refused == 5


SP3 = {
    "COD0MGXFIN_20181260000_01D_05M_ORB.SP3.gz": (81, 289, 1.0),
    "esa11802.eph.gz": (26, 96, 1.0),
    "grgtop03.b97344.e97348.D_S.sp3.gz": (1, 5046, 1e-4),
    "ilrsa.orb.lageos2.160319.v35.sp3.gz": (1, 5040, 1e-4),
    "ilrsb.orb.lageos2.160319.v35.sp3.gz": (1, 5040, 1e-4),
    "nga20342.eph.gz": (31, 288, 1e-4),
    "ssas3a20.b18358.e19003.DG_.sp3.gz": (1, 13_109, 1e-4),
}


@pytest.mark.parametrize("name", SP3)
def test_precise_orbits(shared_data, name):
    content = gzip.decompress((shared_data / "ephemeris" / "sp3" / name).read_bytes())
    record = read_ephemeris_file(content, file=name)
    n_objects, n_epochs, limit = SP3[name]
    assert record.position_km.shape == (n_objects, n_epochs, 3)
    radius_km = np.linalg.norm(record.position_km, axis=-1)
    assert radius_km.min() > 6_500.0
    assert radius_km.max() < 50_000.0
    if name.startswith("grgtop"):  # its velocities are in m/s, where SP3 has dm/s
        assert record.velocity_km_s is None
        assert "10.0 times" in record.notes[0]
    if record.velocity_km_s is None:
        return
    assert record.notes == ()
    seconds = record.epochs.seconds_since(record.epochs[:1])
    step = seconds[1] - seconds[0]
    even = np.flatnonzero((np.diff(seconds, 4) == 0.0) & (seconds[4:] - seconds[:-4] == 4 * step)) + 2
    position, velocity = record.position_km, record.velocity_km_s
    # Central difference of fourth order: what is left is the truncation, and would be 10 km/s in wrong units.
    near, far = (position[:, even + k] - position[:, even - k] for k in (1, 2))
    slope = (8.0 * near - far) / (12.0 * step)
    assert np.abs(slope - velocity[:, even]).max() < limit


def test_the_two_centers_of_one_week_agree(shared_data):
    folder = shared_data / "ephemeris" / "sp3"
    one, other = (
        read_ephemeris_file(gzip.decompress((folder / name).read_bytes()), file=name)
        for name in ("ilrsa.orb.lageos2.160319.v35.sp3.gz", "ilrsb.orb.lageos2.160319.v35.sp3.gz")
    )
    assert (one.epochs.seconds_since(other.epochs) == 0.0).all()
    assert np.abs(one.position_km - other.position_km).max() < 1e-3
