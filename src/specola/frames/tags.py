"""Frame tags, with the names CCSDS uses."""

from __future__ import annotations

from enum import StrEnum


class Frame(StrEnum):
    """Reference frames specola knows, by their CCSDS (SANA registry) names."""

    TEME = "TEME"
    GCRF = "GCRF"
    EME2000 = "EME2000"
    ITRF = "ITRF"
