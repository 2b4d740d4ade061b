"""Pictures of a screening, as SVG that takes the color of the text around it."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from specola.awareness.screening import Kind
from specola.numerics.arrays import Floats, Statuses
from specola.numerics.units import KM_TO_M

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_INK: Final = "#010203"  # stands for the color of the text until the picture is in its page
# Readable on white and on near black (contrast above 3), told apart with any color vision; each kind
# has its own mark too.
_BLUE, _ORANGE, _PURPLE = "#2f81d6", "#c8641a", "#9a63d8"
_MARKS: Final = {Kind.CROSSING: (_BLUE, "o"), Kind.CO_MOVING: (_ORANGE, "^"), Kind.DUPLICATE: (_PURPLE, "s")}
_DRAWN_AS_VECTORS = 1500  # more points than this become one image
_LOW_TOP_KM, _LOW_BIN_KM = 2000.0, 25.0
_HIGH_EDGES_KM = np.geomspace(2000.0, 200_000.0, 25)
_LARGEST_IN_M_KM = 2.0
_NAMED = re.compile(r'\bid="|url\(#|href="#')


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture for a page: SVG, and the same in words."""

    svg: str
    alternative: str


@dataclass(frozen=True, slots=True, eq=False)
class Track:
    """The path of object_2 around object_1 near TCA.

    Attributes
    ----------
    seconds : (t,) float64 [s] after TCA
    offset_km : (t, 3) float64 [km], object_2 minus object_1 in RTN of object_1
    miss_rtn_km : (3,) float64 [km], the same at TCA
    hbr_km : float [km], combined hard-body radius
    object_1, object_2 : str, what to call them
    """

    seconds: Floats
    offset_km: Floats
    miss_rtn_km: Floats
    hbr_km: float
    object_1: str
    object_2: str


def events_by_altitude(altitude_km: Floats) -> Picture:
    """Histogram of the altitude of events, low orbits in bins of 25 km and the rest beside them.

    Parameters
    ----------
    altitude_km : (m,) float64 [km], NaN where it is not known
    """
    known_km = altitude_km[np.isfinite(altitude_km)]
    low_edges_km = np.arange(0.0, _LOW_TOP_KM + _LOW_BIN_KM, _LOW_BIN_KM)
    low, _ = np.histogram(known_km[known_km < _LOW_TOP_KM], low_edges_km)
    high, _ = np.histogram(known_km, _HIGH_EDGES_KM)
    figure = _figure(10.0, 3.8)
    left, right = figure.subplots(1, 2, width_ratios=(3.0, 1.3))
    left.stairs(low, low_edges_km, fill=True, color=_BLUE)
    left.set(xlim=(0.0, _LOW_TOP_KM), xlabel="altitude at TCA [km]", ylabel="events per 25 km")
    right.stairs(high, _HIGH_EDGES_KM, fill=True, color=_BLUE)
    right.set(xscale="log", xlim=(_HIGH_EDGES_KM[0], _HIGH_EDGES_KM[-1]))
    right.set(xlabel="altitude at TCA [km], logarithmic", ylabel="events per bin")
    for axes, counts in ((left, low), (right, high)):
        axes.set_ylim(0.0, max(1.08 * float(counts.max()), 1.0))
        _whole_counts(axes)
    busiest = int(low.argmax())
    alternative = (
        f"Histogram of {len(known_km)} events by altitude: {int(low.sum())} below 2,000 km, most of them, "
        f"{int(low[busiest])}, between {low_edges_km[busiest]:.0f} and {low_edges_km[busiest + 1]:.0f} km; "
        f"{int((known_km >= _LOW_TOP_KM).sum())} above."
    )
    return _picture(figure, "altitude", alternative)


def miss_against_speed(miss_km: Floats, relative_speed_km_s: Floats, *, kind: Statuses) -> Picture:
    """Scatter of miss distance against relative speed, marked by kind.

    Parameters
    ----------
    miss_km, relative_speed_km_s : (m,) float64
    kind : (m,) int8, `Kind`
    """
    figure = _figure(10.0, 4.4)
    axes = figure.subplots()
    counts: list[str] = []
    for one, (color, mark) in _MARKS.items():
        rows = np.flatnonzero(kind == one)
        if not len(rows):
            continue
        counts.append(f"{len(rows):,} {one.label}")
        is_crowd = len(rows) > _DRAWN_AS_VECTORS
        axes.scatter(
            relative_speed_km_s[rows],
            miss_km[rows],
            s=4.0 if is_crowd else 20.0,
            color=color,
            marker=mark,
            alpha=0.35 if is_crowd else 0.8,
            linewidths=0.0,
            rasterized=is_crowd,
        )
        axes.scatter(
            [], [], s=30.0, color=color, marker=mark, linewidths=0.0, label=f"{one.label} ({len(rows):,})"
        )
    axes.set(xlabel="relative speed at TCA [km/s]", ylabel="miss distance [km]")
    axes.set_xlim(-0.2, max(float(relative_speed_km_s.max(initial=0.0)) * 1.03, 1.0))
    axes.set_ylim(0.0, float(miss_km.max(initial=1e-3)) * 1.03)
    axes.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=3, frameon=False, labelcolor=_INK)
    alternative = (
        f"Scatter of miss distance against relative speed of {', '.join(counts)} events; speeds from "
        f"{relative_speed_km_s.min(initial=np.inf):.3g} to {relative_speed_km_s.max(initial=0.0):.3g} km/s."
    )
    return _picture(figure, "speed", alternative)


def encounter(track: Track) -> Picture:
    """Three views of a track in RTN of object_1, with the hard-body sphere and the miss vector."""
    reach_km = float(np.abs(track.offset_km).max(initial=track.hbr_km))
    is_in_m = reach_km <= _LARGEST_IN_M_KM
    scale, unit = (KM_TO_M, "m") if is_in_m else (1.0, "km")
    figure = _figure(10.0, 3.7)
    panels = figure.subplots(1, 3)
    names = ("radial", "in-track", "cross-track")
    for axes, (across, up) in zip(panels, ((1, 0), (2, 0), (1, 2)), strict=True):
        _draw_view(axes, track, across=across, up=up, scale=scale, reach=1.08 * reach_km * scale)
        axes.set(xlabel=f"{names[across]} [{unit}]", ylabel=f"{names[up]} [{unit}]")
    handles, labels = panels[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside upper center", ncols=4, frameon=False, labelcolor=_INK)
    miss_km = float(np.linalg.norm(track.miss_rtn_km))
    radial, in_track, cross_track = (f"{value * scale:.4g}" for value in track.miss_rtn_km)
    alternative = (
        f"Path of {track.object_2} around {track.object_1} within {track.seconds[-1]:.3g} s of TCA, in three "
        f"views in RTN of {track.object_1}: at TCA {radial} {unit} radial, {in_track} {unit} in-track and "
        f"{cross_track} {unit} cross-track, {miss_km * scale:.4g} {unit} in all, against a combined "
        f"hard-body radius of {track.hbr_km * scale:.4g} {unit}."
    )
    return _picture(figure, "encounter", alternative)


def _draw_view(axes: Axes, track: Track, *, across: int, up: int, scale: float, reach: float) -> None:
    from matplotlib.patches import Circle

    path, miss = track.offset_km * scale, track.miss_rtn_km * scale
    axes.set_aspect("equal", adjustable="box")
    axes.set(xlim=(-reach, reach), ylim=(-reach, reach))
    axes.add_patch(
        Circle((0.0, 0.0), track.hbr_km * scale, color=_ORANGE, alpha=0.45, label="combined hard body")
    )
    axes.plot(path[:, across], path[:, up], color=_BLUE, linewidth=1.5, label="path of object 2")
    ahead = max(len(path) * 4 // 5, 1)
    axes.annotate(
        "",
        xy=(path[ahead, across], path[ahead, up]),
        xytext=(path[ahead - 1, across], path[ahead - 1, up]),
        arrowprops={"arrowstyle": "-|>", "color": _BLUE, "mutation_scale": 14.0},
    )
    axes.plot([0.0, miss[across]], [0.0, miss[up]], color=_INK, linewidth=1.2, label="miss vector")
    axes.plot(miss[across], miss[up], "D", color=_INK, markersize=5.0, label="object 2 at TCA")
    axes.axhline(0.0, color=_INK, linewidth=0.4)
    axes.axvline(0.0, color=_INK, linewidth=0.4)


def _figure(width: float, height: float) -> Figure:
    from matplotlib.figure import Figure

    return Figure(figsize=(width, height), layout="constrained")


def _whole_counts(axes: Axes) -> None:
    from matplotlib.ticker import MaxNLocator, StrMethodFormatter

    axes.yaxis.set_major_locator(MaxNLocator(integer=True, steps=[1, 2, 5, 10]))
    axes.yaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))


def _picture(figure: Figure, salt: str, alternative: str) -> Picture:
    """Write a figure as SVG without date or software version, with ids of its own in the page."""
    import matplotlib as mpl

    for axes in figure.axes:
        _take_ink(axes)
    written = io.StringIO()
    with mpl.rc_context({"svg.hashsalt": salt, "svg.fonttype": "none"}):
        figure.savefig(
            written, format="svg", transparent=True, dpi=150, metadata={"Date": None, "Creator": None}
        )
    svg = written.getvalue()
    svg = _NAMED.sub(rf"\g<0>{salt}-", svg[svg.index("<svg") :])
    return Picture(svg.replace(_INK, "currentColor"), alternative)


def _take_ink(axes: Any) -> None:
    axes.tick_params(which="both", color=_INK, labelcolor=_INK)
    axes.xaxis.label.set_color(_INK)
    axes.yaxis.label.set_color(_INK)
    for spine in axes.spines.values():
        spine.set_color(_INK)
