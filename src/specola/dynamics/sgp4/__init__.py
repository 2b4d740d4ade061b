"""SGP4 and SDP4 over a whole catalog."""

from specola.dynamics.sgp4.model import Sgp4, Sgp4Status

__all__ = ["Sgp4", "Sgp4Status"]
