"""One instant type. UTC is a text format; leap seconds live here alone."""

from specola.epochs.earth_orientation import EarthOrientation, OrientationAt
from specola.epochs.epochs import Epochs
from specola.epochs.freshness import Freshness, FreshnessLevel
from specola.epochs.leap_seconds import GPS_TIME, LEAP_SECONDS, TAI_TIME, LeapSeconds
from specola.epochs.orientation_files import Bulletin, read_celestrak_eop, read_eopc04, read_finals2000a
from specola.epochs.text import TextStatus

__all__ = [
    "GPS_TIME",
    "LEAP_SECONDS",
    "TAI_TIME",
    "Bulletin",
    "EarthOrientation",
    "Epochs",
    "Freshness",
    "FreshnessLevel",
    "LeapSeconds",
    "OrientationAt",
    "TextStatus",
    "read_celestrak_eop",
    "read_eopc04",
    "read_finals2000a",
]
