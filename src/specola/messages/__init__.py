"""Text to typed records and back, without physics: element sets, SATCAT facts, ephemerides."""

from specola.messages.element_files import read_element_file
from specola.messages.element_records import ElementFile, ElementRecords

__all__ = ["ElementFile", "ElementRecords", "read_element_file"]
