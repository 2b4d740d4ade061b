"""What a TLE or an OMM says, for n records, in the message's own units."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from specola.epochs import Epochs
from specola.errors import MessageError
from specola.numerics.arrays import Bools, Floats, Ints

Texts = NDArray[np.str_]


@dataclass(frozen=True, slots=True, eq=False)
class ElementRecords:
    """n mean-element records as columns, named by their OMM keyword in lower case.

    Attributes
    ----------
    norad_cat_id : (n,) int64
        Catalog number, up to nine digits; -1 where an OMM in KVN or XML gives none.
    object_name, object_id : (n,) str
        Common name and international designator (COSPAR, `1998-067A`); "" where not given.
    classification_type : (n,) str
    epoch : n instants
    mean_motion_rev_day : (n,) float64 [rev/day]
    eccentricity : (n,) float64 [1]
    inclination_deg, ra_of_asc_node_deg, arg_of_pericenter_deg, mean_anomaly_deg : (n,) float64 [deg]
    bstar_per_earth_radius : (n,) float64 [1/Earth radius]
    mean_motion_dot_rev_day2, mean_motion_ddot_rev_day3 : (n,) float64
        As the TLE prints them, that is half and a sixth of the derivatives.
    ephemeris_type, element_set_no, rev_at_epoch : (n,) int64
        -1 where an OMM does not give it.
    line : (n,) int64
        Line of the file where the record starts, from 1.
    span : (n, 2) int64
        Start and end of the record's bytes in the (decompressed) file.
    """

    norad_cat_id: Ints
    object_name: Texts
    object_id: Texts
    classification_type: Texts
    epoch: Epochs
    mean_motion_rev_day: Floats
    eccentricity: Floats
    inclination_deg: Floats
    ra_of_asc_node_deg: Floats
    arg_of_pericenter_deg: Floats
    mean_anomaly_deg: Floats
    bstar_per_earth_radius: Floats
    mean_motion_dot_rev_day2: Floats
    mean_motion_ddot_rev_day3: Floats
    ephemeris_type: Ints
    element_set_no: Ints
    rev_at_epoch: Ints
    line: Ints
    span: Ints

    def __len__(self) -> int:
        return len(self.norad_cat_id)

    def __getitem__(self, rows: slice | Ints | Bools) -> ElementRecords:
        columns = (getattr(self, field.name)[rows] for field in fields(self))
        return ElementRecords(*columns)


@dataclass(frozen=True, slots=True)
class ElementFile:
    """What one file held: the records that could be read and a refusal for each that could not.

    Attributes
    ----------
    file : name, for messages
    form : `tle`, `3le`, `omm-csv`, `omm-json`, `omm-xml` or `omm-kvn`
    content : the (decompressed) bytes, kept as evidence
    records : the good ones
    refusals : one MessageError for each bad one, in the order of the file
    """

    file: str
    form: str
    content: bytes
    records: ElementRecords
    refusals: tuple[MessageError, ...]
