"""One instant type. UTC is a text format; leap seconds live here alone."""

from specola.epochs.epochs import Epochs
from specola.epochs.leap_seconds import LEAP_SECONDS, LeapSeconds
from specola.epochs.text import TextStatus

__all__ = ["LEAP_SECONDS", "Epochs", "LeapSeconds", "TextStatus"]
