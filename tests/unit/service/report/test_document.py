"""The report of a screening: what it lists, what it leaves out, and that it stands by itself."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from lxml import html as reader

from specola import __version__
from specola.awareness.risk_bounds import max_pc
from specola.awareness.screening import Events, Kind, NotScreened, Screening, Volume
from specola.catalog.objects import DataMode
from specola.catalog.population import FIRST_NUMBER, simulate
from specola.epochs import Epochs
from specola.errors import DataError, MessageError
from specola.service.catalogs.intake import FileReport
from specola.service.data_files import FileStatus, State
from specola.service.report import (
    ReportContext,
    closest_rows,
    event_bounds,
    render_report,
    riskiest_rows,
    write_report,
)

START = Epochs.from_utc_text("2024-11-01T12:00:00Z")
SETS = simulate(60, 1, epoch=START.shifted(-3600.0))


def events_of(n, seed=1):
    """Invent n events among the sixty objects."""
    random = np.random.Generator(np.random.PCG64(seed))
    pair = np.sort(np.argsort(random.random((n, 60)), axis=1)[:, :2], axis=1) + FIRST_NUMBER
    rtn_km = random.normal(0.0, 1.0, (n, 3))
    return Events(
        object_1=pair[:, 0],
        object_2=pair[:, 1],
        tca=START.shifted(np.sort(random.random(n)) * 7200.0),
        miss_km=np.linalg.norm(rtn_km, axis=1),
        relative_speed_km_s=random.uniform(0.2, 15.0, n),
        radial_km=rtn_km[:, 0],
        in_track_km=rtn_km[:, 1],
        cross_track_km=rtn_km[:, 2],
        kind=np.zeros(n, dtype=np.int8),
    )


def lost(n=0):
    return NotScreened(
        object_number=np.arange(1, n + 1),
        status=np.full(n, 6, dtype=np.int8),
        start=START[np.zeros(n, dtype=np.int64)],
        end=START[np.zeros(n, dtype=np.int64)].shifted(7200.0),
    )


def screening_of(events, not_screened=None):
    return Screening(events, not_screened or lost(), start=START, duration_s=7200.0, n_objects=len(SETS))


def context(**changes):
    return replace(ReportContext(SETS, DataMode.SIMULATED, Volume(miss_km=5.0)), **changes)


def parsed(screening, told):
    return reader.fromstring(render_report(screening, told))


def sections(page):
    return {node.xpath("h2")[0].text: node for node in page.xpath("//section")}


def rows_of(section):
    return [[cell.text_content() for cell in row.xpath("td")] for row in section.xpath(".//tbody/tr")]


def test_the_closest_crossing_events_come_first():
    events = events_of(80)
    events.kind[events.miss_km.argmin()] = Kind.CO_MOVING
    page = parsed(screening_of(events), context())
    rows = rows_of(sections(page)["Closest events"])
    crossing_m = np.sort(events.miss_km[events.kind == Kind.CROSSING])[:25] * 1000.0
    assert [row[5] for row in rows] == [f"{miss:,.1f}" for miss in crossing_m]
    first = closest_rows(events, 1)[0]
    assert rows[0][0] == str(events.object_1[first])
    assert rows[0][1] == SETS.name[events.object_1[first] - FIRST_NUMBER]
    assert rows[0][4] == events.tca[first : first + 1].to_utc_text(digits=3)[0]
    assert rows[0][7] == f"{events.radial_km[first] * 1000.0:,.1f}"


def test_the_highest_max_pc_is_labelled_with_what_it_assumes():
    events = events_of(80)
    page = parsed(screening_of(events), context())
    section = sections(page)["Highest max Pc"]
    text = section.text_content()
    assert "Element sets carry no covariance" in text
    assert "not probabilities of collision" in text
    assert "payload or unknown 5 m, rocket body 4.1 m, debris 1.1 m" in text
    bounds = max_pc(events.miss_km, hbr_km=np.full(80, 0.01))
    wanted = [f"{value:.2e}" for value in np.sort(bounds.max_pc)[::-1][:25]]
    assert [row[-1] for row in rows_of(section)] == wanted


def test_types_decide_the_radius():
    events = events_of(30)
    types = np.full(len(SETS), "DEB")
    bounds = event_bounds(events, context(object_type=types))
    assert bounds.hbr_km == pytest.approx(np.full(30, 0.0022))
    unknown = replace(events, object_1=np.full(30, 7))
    assert event_bounds(unknown, context(object_type=types)).hbr_km == pytest.approx(np.full(30, 0.0061))


def test_co_moving_events_and_duplicates_have_no_max_pc_in_the_table():
    events = events_of(6)
    events.kind[:] = [0, 1, 2, 0, 1, 2]
    bounds = event_bounds(events, context())
    assert set(riskiest_rows(events, bounds, count=10).tolist()) == {0, 3}


def test_no_events_give_sentences_and_no_pictures():
    page = parsed(screening_of(events_of(0)), context())
    assert not page.xpath("//figure")
    assert page.text_content().count("No crossing event in this window.") == 2
    assert "No event to draw." in page.text_content()
    assert "0: 0 crossing, 0 co-moving, 0 duplicate" in page.text_content()


def test_only_co_moving_events_give_no_encounter():
    events = events_of(4)
    events.kind[:] = Kind.CO_MOVING
    assert len(parsed(screening_of(events), context()).xpath("//figure")) == 2


def test_an_ephemeris_among_the_objects_is_no_obstacle():
    events = replace(events_of(5), object_1=np.full(5, 7))
    page = parsed(screening_of(events), context())
    assert "not drawn: one of its objects has no element set" in page.text_content()
    assert {row[1] for row in rows_of(sections(page)["Closest events"])} == {""}


def test_nothing_but_ephemerides_is_no_obstacle():
    empty = SETS[np.arange(0)]
    page = parsed(screening_of(events_of(5)), context(sets=empty))
    assert "Histogram of 0 events" in page.xpath("//figure/svg/@aria-label")[0]


def test_sources_and_refusals_are_told():
    refusal = MessageError("eccentricity 1.2", expected="below 1", file="a.txt", line=7, field="ECCENTRICITY")
    files = (FileReport("a.txt", "ab" * 32, "3le", DataMode.SIMULATED, 58, (refusal,)),)
    status = FileStatus(
        name="leap-seconds", state=State.FRESH, source="somewhere", path="", sha256="cd" * 32,
        last_measured_utc="", prediction_end_utc="", age_days=None, note="the list holds",
    )  # fmt: skip
    told = context(
        files=files, freshness=(status,), parameters=(("Seed", "7"),), created_utc="2024-11-01T12:34:56Z"
    )
    page = parsed(screening_of(events_of(5)), told)
    sources = sections(page)["What was screened"]
    assert rows_of(sources)[0] == ["a.txt", "3le", "58", "1", "ab" * 32]
    assert rows_of(sources)[1] == ["leap-seconds", "fresh", "", "somewhere", "the list holds", "cd" * 32]
    assert "median 0.0 d" in sources.text_content()
    summary = sections(page)["Summary"].text_content()
    for words in ("Seed", "2024-11-01T12:34:56Z", f"specola {__version__}", "SIMULATED", "2 h"):
        assert words in summary
    assert refusal.sentence() in sections(page)["What was left out"].text_content()


def test_objects_that_were_not_screened_are_told_with_the_reason():
    page = parsed(screening_of(events_of(5), lost(300)), context())
    left_out = sections(page)["What was left out"]
    assert "Not screened: 300 spans" in left_out.text_content()
    assert (
        "object 1 not screened from 2024-11-01T12:00:00Z to 2024-11-01T14:00:00Z" in left_out.text_content()
    )
    assert left_out.xpath(".//li")[-1].text == "and 100 more"
    assert "300 objects for all or part" in sections(page)["Summary"].text_content()


def test_nothing_left_out_is_said():
    page = parsed(screening_of(events_of(5)), context())
    assert "every record was read" in sections(page)["What was left out"].text_content()


def test_a_box_is_told_by_its_sides():
    told = context(volume=Volume(rtn_km=(0.5, 10.0, 2.0)))
    text = parsed(screening_of(events_of(1)), told).text_content()
    assert "within 0.5 km radial, 10 km in-track and 2 km cross-track" in text


def test_the_page_fetches_nothing_and_every_picture_has_words():
    page = parsed(screening_of(events_of(40)), context())
    links = [link for _, _, link, _ in page.iterlinks() if not link.startswith(("#", "data:"))]
    assert links == []
    assert not page.xpath("//script | //link | //iframe")
    assert len(page.xpath("//figure")) == len(page.xpath('//figure/svg[@role="img"][@aria-label]')) == 3
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))


def test_the_same_inputs_give_the_same_bytes(tmp_path):
    events = events_of(2000)
    for name in ("a.html", "b.html"):
        write_report(screening_of(events), context(), path=tmp_path / name)
    assert (tmp_path / "a.html").read_bytes() == (tmp_path / "b.html").read_bytes()


def test_thirty_thousand_events_stay_below_five_megabytes(tmp_path):
    write_report(screening_of(events_of(30_000)), context(), path=tmp_path / "report.html")
    assert (tmp_path / "report.html").stat().st_size < 5_000_000


def test_a_place_that_cannot_be_written(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(DataError, match="cannot write"):
        write_report(screening_of(events_of(0)), context(), path=tmp_path / "file" / "report.html")
