"""Reference frames: tags with the CCSDS names, Earth rotation, RTN, geodesy."""

from specola.frames.tags import Frame, frame_from_ccsds

__all__ = ["Frame", "frame_from_ccsds"]
