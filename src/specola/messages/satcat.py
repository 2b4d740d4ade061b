"""SATCAT facts about objects, as CelesTrak (CSV) and Space-Track (JSON) give them."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

import numpy as np

from specola.errors import MessageError
from specola.messages.csv_tables import split_csv
from specola.messages.element_records import Texts
from specola.messages.json_tables import split_json
from specola.messages.record_texts import read_columns
from specola.messages.refused_files import refuse_what_is_no_text
from specola.messages.satcat_fields import SATCAT_FIELDS, SPACETRACK_NAMES, SPACETRACK_TYPES
from specola.numerics.arrays import Bools, Floats, Ints

_REQUIRED = ("OBJECT_TYPE", "NORAD_CAT_ID")
_EXPECTED = "SATCAT as CelesTrak's CSV or Space-Track's JSON"


@dataclass(frozen=True, slots=True, eq=False)
class SatcatRecords:
    """What the SATCAT says about n objects.

    Attributes
    ----------
    norad_cat_id : (n,) int64
    object_name, object_id : (n,) str
    object_type : (n,) str
        PAY, R/B, DEB or UNK.
    ops_status_code : (n,) str
        One of + - P B S X D ?, or "" where none is given.
    owner, launch_site : (n,) str
        Codes of the source.
    launch_date, decay_date : (n,) str
        YYYY-MM-DD, or "".
    period_min, inclination_deg, apogee_km, perigee_km, rcs_m2 : (n,) float64
        NaN where not given.
    rcs_size : (n,) str
        SMALL, MEDIUM, LARGE or "".
    data_status_code, orbit_center, orbit_type : (n,) str
        CelesTrak's codes, "" where not given.
    line : (n,) int64
        Line of the file, from 1.
    """

    norad_cat_id: Ints
    object_name: Texts
    object_id: Texts
    object_type: Texts
    ops_status_code: Texts
    owner: Texts
    launch_date: Texts
    launch_site: Texts
    decay_date: Texts
    period_min: Floats
    inclination_deg: Floats
    apogee_km: Floats
    perigee_km: Floats
    rcs_m2: Floats
    rcs_size: Texts
    data_status_code: Texts
    orbit_center: Texts
    orbit_type: Texts
    line: Ints

    def __len__(self) -> int:
        return len(self.norad_cat_id)

    def __getitem__(self, rows: slice | Ints | Bools) -> SatcatRecords:
        return SatcatRecords(*(getattr(self, field.name)[rows] for field in fields(self)))


@dataclass(frozen=True, slots=True)
class SatcatFile:
    """What one SATCAT file held.

    Attributes
    ----------
    file : name, for messages
    form : `satcat-csv` or `satcat-json`
    content : the (decompressed) bytes
    records : the good ones
    refusals : one MessageError for each bad one
    """

    file: str
    form: str
    content: bytes
    records: SatcatRecords
    refusals: tuple[MessageError, ...]


def read_satcat_file(content: bytes, *, file: str) -> SatcatFile:
    """Read CelesTrak's SATCAT CSV or Space-Track's `satcat` JSON, told apart by their contents.

    Parameters
    ----------
    content : the bytes of the file, decompressed
    file : its name, for messages

    Raises
    ------
    MessageError
        If it is neither, or a mandatory column is missing.
    """
    refuse_what_is_no_text(content, expected=_EXPECTED, file=file)
    around: MessageError | None = None
    is_json = content.removeprefix(b"\xef\xbb\xbf").lstrip().startswith((b"{", b"["))
    if is_json:
        texts, around = split_json(content, SATCAT_FIELDS, aliases=SPACETRACK_NAMES, file=file)
    else:
        texts = split_csv(content, SATCAT_FIELDS, required=_REQUIRED, file=file)
    columns, rows, refusals = read_columns(texts, SATCAT_FIELDS, required=_REQUIRED[1:], file=file)
    values: dict[str, Any] = dict(columns)
    values["object_type"] = _types(values["object_type"])
    return SatcatFile(
        file=file,
        form="satcat-json" if is_json else "satcat-csv",
        content=content,
        records=SatcatRecords(**values, line=texts.line[rows]),
        refusals=refusals + ((around,) if around else ()),
    )


def _types(found: Texts) -> Texts:
    """Return CelesTrak's codes for either source's words."""
    words, which = np.unique(np.strings.upper(found), return_inverse=True)
    codes = np.array([SPACETRACK_TYPES.get(word, word or "UNK") for word in words.tolist()], dtype=np.str_)
    return codes[which]
