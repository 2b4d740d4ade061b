"""Reference frames: tags with the CCSDS names, Earth rotation, RTN, geodesy.

`earth` and `geodesy` stand on pyerfa and are imported where they are used.
"""

from specola.frames.local import components, encounter_plane, rtn_rotation
from specola.frames.tags import Frame, frame_from_ccsds

__all__ = ["Frame", "components", "encounter_plane", "frame_from_ccsds", "rtn_rotation"]
