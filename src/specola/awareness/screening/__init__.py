"""Screening: who passes close to whom."""

from specola.awareness.screening.plan import Plan, TimeSlice, plan_screening, slices_of
from specola.awareness.screening.primary import screen_ephemeris, screen_one, screen_primary_slice
from specola.awareness.screening.results import Events, Kind, NotScreened, Screening
from specola.awareness.screening.screen import in_order, merge, screen_all
from specola.awareness.screening.slices import SliceEvents, screen_slice
from specola.awareness.screening.volumes import Volume

__all__ = [
    "Events",
    "Kind",
    "NotScreened",
    "Plan",
    "Screening",
    "SliceEvents",
    "TimeSlice",
    "Volume",
    "in_order",
    "merge",
    "plan_screening",
    "screen_all",
    "screen_ephemeris",
    "screen_one",
    "screen_primary_slice",
    "screen_slice",
    "slices_of",
]
