"""Frame tags, with the names CCSDS uses."""

from __future__ import annotations

from enum import StrEnum

from specola.errors import FrameError


class Frame(StrEnum):
    """Reference frames specola knows, by their CCSDS (SANA registry) names."""

    TEME = "TEME"
    GCRF = "GCRF"
    EME2000 = "EME2000"
    ITRF = "ITRF"


# ICRF has the axes of GCRF and another center, which a message names apart. The realizations of ITRF
# since 1991, and WGS84, agree to centimeters at the Earth's surface (the early ones to decimeters).
_ITRF_YEARS = ("88", "89", "90", "91", "92", "93", "94", "96", "97", "2000", "2005", "2008", "2014", "2020")
_CCSDS_NAMES = {
    "TEME": Frame.TEME,
    "TEMEOFDATE": Frame.TEME,
    "TEME OF DATE": Frame.TEME,
    "GCRF": Frame.GCRF,
    "GCRS": Frame.GCRF,
    "ICRF": Frame.GCRF,
    "ICRF1": Frame.GCRF,
    "ICRF2": Frame.GCRF,
    "ICRF3": Frame.GCRF,
    "EME2000": Frame.EME2000,
    "J2000": Frame.EME2000,
    "ITRF": Frame.ITRF,
    "ITRS": Frame.ITRF,
    "WGS84": Frame.ITRF,
    **{f"ITRF{mark}{year}": Frame.ITRF for year in _ITRF_YEARS for mark in ("", "-")},
    **{f"ITRF19{year}": Frame.ITRF for year in _ITRF_YEARS if len(year) == 2},
}


def frame_from_ccsds(name: str) -> Frame:
    """Return the frame that a CCSDS message calls `name`, in any case of letters.

    Raises
    ------
    FrameError
        If specola does not know the frame: the message lists the names it does.
    """
    frame = _CCSDS_NAMES.get(name.strip().upper())
    if frame is None:
        known = ", ".join(sorted(alias for alias in _CCSDS_NAMES if not alias.startswith("ITRF")))
        msg = f"reference frame {name!r} is not known, expected one of {known}, ITRF and its realizations"
        raise FrameError(msg)
    return frame
