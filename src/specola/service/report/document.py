"""What a report holds, section by section."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from specola import __version__
from specola.awareness.risk_bounds import ASSUMPTION, MaxPc, assumed_radius_km, max_pc, type_from_name
from specola.awareness.screening import Events, Kind, Screening, Volume
from specola.awareness.screening.results import problem_sentence
from specola.catalog.elements import ElementSets
from specola.catalog.objects import DataMode
from specola.dynamics.sgp4 import Sgp4
from specola.epochs import Epochs
from specola.frames.local import components, rtn_rotation
from specola.messages.element_records import Texts
from specola.numerics.arrays import Floats, Ints
from specola.numerics.units import DAY_S, HOUR_S, KM_TO_M
from specola.service.paths import write_atomically
from specola.service.report import page as html
from specola.service.report.figures import (
    Picture,
    Track,
    encounter,
    events_by_altitude,
    miss_against_speed,
)

if TYPE_CHECKING:
    from specola.service.catalogs.intake import FileReport
    from specola.service.data_files import FileStatus

_ROWS: Final = 25
_SENTENCES: Final = 200
_EQUATORIAL_RADIUS_KM = 6378.137
_TRACK_REACH = 2.5  # the track is drawn to so many times the miss distance or the hard-body radius
_TRACK_LONGEST_S = 600.0
_TRACK_POINTS = 101


@dataclass(frozen=True, slots=True, eq=False)
class ReportContext:
    """What a reader must know about a screening besides its answer.

    Attributes
    ----------
    sets : n element sets that were screened, one for each object
    data_mode : of all of them
    volume : what counted as close
    files : where they came from; () for a simulated catalog
    parameters : names and values of anything else that shaped the answer
    freshness : of the data files that took part
    object_type : (n,) str, `ObjectType` values in the order of `sets`; None to read the names
    created_utc : when the report was made; "" leaves it out
    """

    sets: ElementSets
    data_mode: DataMode
    volume: Volume
    files: tuple[FileReport, ...] = ()
    parameters: tuple[tuple[str, str], ...] = ()
    freshness: tuple[FileStatus, ...] = ()
    object_type: Texts | None = None
    created_utc: str = ""


def write_report(screening: Screening, context: ReportContext, *, path: Path) -> None:
    """Write the report of a screening; the same inputs give the same bytes.

    Raises
    ------
    DataError
        The file cannot be written.
    """
    write_atomically(path, render_report(screening, context).encode())


def render_report(screening: Screening, context: ReportContext) -> str:
    """Return the report as HTML."""
    bounds = event_bounds(screening.events, context)
    end = screening.start.shifted(screening.duration_s)
    lead = (
        f"{_utc(screening.start)} to {_utc(end)}, {screening.n_objects:,} objects, "
        f"{len(screening.events):,} events {_volume_words(context.volume)}."
    )
    sections = [
        html.section("Summary", html.facts(_summary(screening, context))),
        _closest_section(screening.events, context),
        _riskiest_section(screening.events, context, bounds),
        _pictures_section(screening, context, bounds),
        _sources_section(screening, context),
        _left_out_section(screening, context),
    ]
    return html.page("Close approaches", data_mode=context.data_mode, lead=lead, sections=sections)


def closest_rows(events: Events, count: int) -> Ints:
    """Return the rows of the closest crossing events, closest first."""
    rows = np.flatnonzero(events.kind == Kind.CROSSING)
    return rows[np.argsort(events.miss_km[rows], kind="stable")[:count]]


def riskiest_rows(events: Events, bounds: MaxPc, *, count: int) -> Ints:
    """Return the rows of the crossing events with the highest max Pc, highest first.

    Co-moving events are left out: the encounter is not short, and a 2-D Pc means nothing there.
    """
    rows = np.flatnonzero((events.kind == Kind.CROSSING) & np.isfinite(bounds.max_pc))
    return rows[np.lexsort((events.miss_km[rows], -bounds.max_pc[rows]))[:count]]


def event_bounds(events: Events, context: ReportContext) -> MaxPc:
    """Return the max Pc of every event, from the radii that are assumed for the objects' types."""
    types = context.object_type
    if types is None:
        types = type_from_name(context.sets.name)
    radius_km = np.append(assumed_radius_km(types), assumed_radius_km(np.array([""])))
    first, second = (_set_rows(context.sets, one) for one in (events.object_1, events.object_2))
    return max_pc(events.miss_km, hbr_km=radius_km[first] + radius_km[second])


def _set_rows(sets: ElementSets, number: Ints) -> Ints:
    """Return where each catalog number is in `sets`; -1 where it is not, as for an ephemeris."""
    if not len(sets):
        return np.full(len(number), -1)
    order = np.argsort(sets.catalog_number, kind="stable")
    place = np.searchsorted(sets.catalog_number, number, sorter=order)
    rows = order[np.minimum(place, len(order) - 1)]
    return np.where(sets.catalog_number[rows] == number, rows, -1)


# ---- sections


def _summary(screening: Screening, context: ReportContext) -> list[tuple[str, str]]:
    events = screening.events
    told = ", ".join(f"{int((events.kind == kind).sum()):,} {kind.label}" for kind in Kind)
    pairs = [
        ("Data mode", context.data_mode.value),
        ("Window", f"{_utc(screening.start)}, {screening.duration_s / HOUR_S:g} h"),
        ("Objects", f"{screening.n_objects:,}"),
        ("Screening volume", _volume_words(context.volume)),
        ("Events", f"{len(events):,}: {told}"),
        ("Not screened", _problem_counts(screening)),
        *context.parameters,
        ("Made by", f"specola {__version__}"),
    ]
    return [*pairs, ("Made at", context.created_utc)] if context.created_utc else pairs


def _closest_section(events: Events, context: ReportContext) -> str:
    rows = closest_rows(events, _ROWS)
    if not len(rows):
        return html.section("Closest events", html.paragraph("No crossing event in this window."))
    number = ("object 1", "name", "object 2", "name", "TCA (UTC)")
    columns = [html.Column(heading, "id") for heading in number]
    measures = ("miss [m]", "relative speed [km/s]", "radial [m]", "in-track [m]", "cross-track [m]")
    columns += [html.Column(heading, "number") for heading in measures]
    lengths_m = np.stack([events.radial_km, events.in_track_km, events.cross_track_km])[:, rows] * KM_TO_M
    cells = [
        [*who, f"{events.miss_km[row] * KM_TO_M:,.1f}", f"{events.relative_speed_km_s[row]:.3f}", *rtn]
        for row, who, rtn in zip(
            rows,
            _who(events, rows, context),
            [[f"{x:,.1f}" for x in one] for one in lengths_m.T],
            strict=True,
        )
    ]
    caption = f"The {len(rows)} closest crossing events; RTN of object 1, object 2 minus object 1."
    return html.section("Closest events", html.table(caption, columns, rows=cells))


def _riskiest_section(events: Events, context: ReportContext, bounds: MaxPc) -> str:
    note = html.paragraph(
        "Element sets carry no covariance, so these are not probabilities of collision. Max Pc is the "
        f"{ASSUMPTION}. It is a bound for such covariances only, and no alarm by itself."
    )
    rows = riskiest_rows(events, bounds, count=_ROWS)
    if not len(rows):
        return html.section("Highest max Pc", note, html.paragraph("No crossing event in this window."))
    headings = ("object 1", "name", "object 2", "name", "TCA (UTC)")
    columns = [html.Column(heading, "id") for heading in headings]
    measures = ("miss [m]", "assumed radius, combined [m]", "worst sigma [m]", "max Pc")
    columns += [html.Column(heading, "number") for heading in measures]
    cells = [
        [
            *who,
            f"{events.miss_km[row] * KM_TO_M:,.1f}",
            f"{bounds.hbr_km[row] * KM_TO_M:.1f}",
            f"{bounds.sigma_km[row] * KM_TO_M:,.1f}",
            f"{bounds.max_pc[row]:.2e}",
        ]
        for row, who in zip(rows, _who(events, rows, context), strict=True)
    ]
    caption = f"The {len(rows)} crossing events with the highest max Pc. Radii are assumed by object type."
    return html.section("Highest max Pc", note, html.table(caption, columns, rows=cells))


def _pictures_section(screening: Screening, context: ReportContext, bounds: MaxPc) -> str:
    events = screening.events
    if not len(events):
        return html.section("Pictures", html.paragraph("No event to draw."))
    altitude = events_by_altitude(_altitude_km(screening, context))
    speed = miss_against_speed(events.miss_km, events.relative_speed_km_s, kind=events.kind)
    parts = [
        html.figure(
            altitude, "Events by altitude of object 2 at TCA above 6,378 km from the Earth's center."
        ),
        html.figure(speed, "Miss distance against relative speed, by kind of event."),
    ]
    closest = closest_rows(events, 1)
    if len(closest):
        parts.append(_encounter(events, int(closest[0]), context=context, bounds=bounds))
    return html.section("Pictures", *parts)


def _sources_section(screening: Screening, context: ReportContext) -> str:
    parts: list[str] = []
    if context.files:
        columns = [html.Column("file"), html.Column("form"), html.Column("records", "number")]
        columns += [html.Column("refused", "number"), html.Column("SHA-256 of the contents", "hash")]
        rows = [
            [one.name, one.form, f"{one.n_records:,}", f"{len(one.refusals):,}", one.sha256]
            for one in context.files
        ]
        parts.append(html.table("Files of element sets", columns, rows=rows))
    else:
        parts.append(html.paragraph("No files: the objects are simulated or come from the store."))
    parts.append(html.facts(_ages(screening.start, context.sets)))
    if context.freshness:
        columns = [
            html.Column(heading) for heading in ("data file", "state", "last measured", "source", "note")
        ]
        columns.append(html.Column("SHA-256", "hash"))
        rows = [
            [one.name, one.state.value, one.last_measured_utc, one.source, one.note, one.sha256]
            for one in context.freshness
        ]
        parts.append(html.table("Data files", columns, rows=rows))
    return html.section("What was screened", *parts)


def _left_out_section(screening: Screening, context: ReportContext) -> str:
    refusals = [refusal.sentence() for file in context.files for refusal in file.refusals]
    spans = screening.not_screened.sentences()
    lists = [
        html.listing(f"Not screened: {len(spans):,} spans", spans, most=_SENTENCES),
        html.listing(f"Refused: {len(refusals):,} records", refusals, most=_SENTENCES),
    ]
    if not any(lists):
        lists = [html.paragraph("Nothing: every record was read and every object screened all through.")]
    return html.section("What was left out", *lists)


# ---- pieces


def _who(events: Events, rows: Ints, context: ReportContext) -> list[list[str]]:
    """Return number and name of both objects and the TCA, for each row."""
    names = np.append(context.sets.name, "")
    first, second = (names[_set_rows(context.sets, one[rows])] for one in (events.object_1, events.object_2))
    columns = zip(events.object_1[rows], first, events.object_2[rows], second, strict=True)
    tca = events.tca[rows].to_utc_text(digits=3)
    return [[*map(str, cells), when] for cells, when in zip(columns, tca, strict=True)]


def _altitude_km(screening: Screening, context: ReportContext) -> Floats:
    """Return the altitude of object_2 at TCA, NaN where it has no element set, (m,) [km]."""
    events = screening.events
    altitude_km = np.full(len(events), np.nan)
    rows = _set_rows(context.sets, events.object_2)
    known = np.flatnonzero(rows >= 0)
    chosen, place = np.unique(rows[known], return_inverse=True)
    model = Sgp4.prepare(context.sets[chosen].elements, screening.start, until_s=screening.duration_s)
    seconds = events.tca[known].seconds_since(screening.start)
    position_km, _, _ = model.states_at(place, seconds)
    altitude_km[known] = np.linalg.norm(position_km, axis=1) - _EQUATORIAL_RADIUS_KM
    return altitude_km


def _encounter(events: Events, row: int, *, context: ReportContext, bounds: MaxPc) -> str:
    drawn = _track(events, row, context=context, hbr_km=float(bounds.hbr_km[row]))
    if drawn is None:
        sentence = "The closest encounter is not drawn: one of its objects has no element set here."
        return html.paragraph(sentence)
    picture, track = drawn
    caption = (
        f"The closest encounter, {events.tca[row : row + 1].to_utc_text(digits=3)[0]}: the path of "
        f"{track.object_2} around {track.object_1} in RTN of the latter. The disc is the combined hard body, "
        f"{track.hbr_km * KM_TO_M:.1f} m, to scale. Element sets are seldom good to better than a kilometer: "
        "the real path lies elsewhere."
    )
    return html.figure(picture, caption)


def _track(
    events: Events, row: int, *, context: ReportContext, hbr_km: float
) -> tuple[Picture, Track] | None:
    numbers = np.array([events.object_1[row], events.object_2[row]])
    rows = _set_rows(context.sets, numbers)
    if (rows < 0).any():
        return None
    reach_km = _TRACK_REACH * max(float(events.miss_km[row]), hbr_km)
    half_s = min(reach_km / float(events.relative_speed_km_s[row]), _TRACK_LONGEST_S)
    seconds = np.linspace(-half_s, half_s, _TRACK_POINTS)
    pair = context.sets[rows]
    model = Sgp4.prepare(pair.elements, events.tca[row : row + 1], from_s=-half_s, until_s=half_s)
    position_km, velocity_km_s, _ = model.states(seconds)
    rotation = rtn_rotation(position_km[0], velocity_km_s[0])
    track = Track(
        seconds,
        offset_km=components(rotation, position_km[1] - position_km[0]),
        miss_rtn_km=np.array([events.radial_km[row], events.in_track_km[row], events.cross_track_km[row]]),
        hbr_km=hbr_km,
        object_1=_called(pair, 0),
        object_2=_called(pair, 1),
    )
    return encounter(track), track


def _called(sets: ElementSets, row: int) -> str:
    return f"{sets.catalog_number[row]} {sets.name[row]}".strip()


def _ages(start: Epochs, sets: ElementSets) -> list[tuple[str, str]]:
    """Return how old the element sets are at the start of the window."""
    age_days = start.seconds_since(sets.elements.epochs) / DAY_S
    if not len(age_days):
        return []
    middle, late, oldest = np.quantile(age_days, [0.5, 0.95, 1.0])
    return [
        (
            "Age of element sets at the start",
            f"median {middle:.1f} d, 95 % {late:.1f} d, oldest {oldest:.1f} d",
        ),
        ("Element sets newer than the start", f"{int((age_days < 0.0).sum()):,}"),
    ]


def _problem_counts(screening: Screening) -> str:
    lost = screening.not_screened
    if not len(lost):
        return "none"
    statuses, counts = np.unique(lost.status, return_counts=True)
    told = "; ".join(
        f"{count:,} because {problem_sentence(int(status))}"
        for status, count in zip(statuses, counts, strict=True)
    )
    return f"{len(np.unique(lost.object_number)):,} objects for all or part of the window (spans: {told})"


def _volume_words(volume: Volume) -> str:
    if volume.rtn_km is None:
        return f"within {volume.miss_km:g} km"
    radial, in_track, cross_track = volume.rtn_km
    return f"within {radial:g} km radial, {in_track:g} km in-track and {cross_track:g} km cross-track"


def _utc(epoch: Epochs) -> str:
    return epoch.to_utc_text(digits=0)[0]
