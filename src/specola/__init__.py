"""specola: an open Combined Space Operations node."""

__version__ = "0.1.0"
