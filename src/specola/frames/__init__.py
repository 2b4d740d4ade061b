"""Reference frames: tags with the CCSDS names, Earth rotation, RTN, geodesy."""

from specola.frames.tags import Frame

__all__ = ["Frame"]
