"""Text to typed records and back, without physics: element sets, SATCAT facts, ephemerides."""

from specola.messages.element_files import read_element_file
from specola.messages.element_records import ElementFile, ElementRecords
from specola.messages.ephemeris_files import read_ephemeris_file
from specola.messages.ephemeris_records import EphemerisRecord
from specola.messages.omm_writing import write_omm_csv, write_omm_json, write_omm_kvn, write_omm_xml
from specola.messages.satcat import SatcatFile, SatcatRecords, read_satcat_file
from specola.messages.state_table import write_state_table
from specola.messages.tle_writing import write_tle

__all__ = [
    "ElementFile",
    "ElementRecords",
    "EphemerisRecord",
    "SatcatFile",
    "SatcatRecords",
    "read_element_file",
    "read_ephemeris_file",
    "read_satcat_file",
    "write_omm_csv",
    "write_omm_json",
    "write_omm_kvn",
    "write_omm_xml",
    "write_state_table",
    "write_tle",
]
