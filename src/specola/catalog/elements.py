"""Element sets of many objects as a struct of arrays."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from specola.dynamics.mean_elements import MeanElements
from specola.errors import ShapeError
from specola.messages.element_records import ElementRecords, Texts
from specola.numerics.arrays import Ints
from specola.numerics.units import DEG_TO_RAD, RAD_TO_DEG, REV_DAY_TO_RAD_S


@dataclass(frozen=True, slots=True, eq=False)
class ElementSets:
    """n element sets with the object each belongs to.

    Attributes
    ----------
    catalog_number : (n,) int64
        Up to nine digits; kept outside the propagator.
    name : (n,) str
    elements : n mean elements
    """

    catalog_number: Ints
    name: Texts
    elements: MeanElements

    def __post_init__(self) -> None:
        if not len(self.catalog_number) == len(self.name) == len(self.elements):
            msg = (
                f"{len(self.catalog_number)} catalog numbers, {len(self.name)} names and "
                f"{len(self.elements)} element sets, expected the same number"
            )
            raise ShapeError(msg)

    def __len__(self) -> int:
        return len(self.catalog_number)

    def __getitem__(self, rows: slice | Ints) -> ElementSets:
        return ElementSets(self.catalog_number[rows], self.name[rows], self.elements[rows])


def element_sets_from_records(records: ElementRecords) -> ElementSets:
    """Turn message records (degrees, revolutions a day) into element sets (rad, rad/s)."""
    return ElementSets(
        catalog_number=records.norad_cat_id,
        name=records.object_name,
        elements=MeanElements(
            epochs=records.epoch,
            mean_motion_rad_s=records.mean_motion_rev_day * REV_DAY_TO_RAD_S,
            eccentricity=records.eccentricity,
            inclination_rad=records.inclination_deg * DEG_TO_RAD,
            raan_rad=records.ra_of_asc_node_deg * DEG_TO_RAD,
            argument_of_perigee_rad=records.arg_of_pericenter_deg * DEG_TO_RAD,
            mean_anomaly_rad=records.mean_anomaly_deg * DEG_TO_RAD,
            bstar_per_earth_radius=records.bstar_per_earth_radius,
        ),
    )


def records_from_element_sets(sets: ElementSets) -> ElementRecords:
    """Turn element sets into message records (degrees, revolutions a day), to be written.

    Fields that element sets do not have get what their message says when nothing is known: class U,
    element set 999, no derivatives of the mean motion, no designator.
    """
    n, elements = len(sets), sets.elements
    zeros, whole = np.zeros(n), np.zeros(n, np.int64)
    return ElementRecords(
        norad_cat_id=sets.catalog_number,
        object_name=sets.name,
        object_id=np.full(n, "", np.str_),
        classification_type=np.full(n, "U"),
        epoch=elements.epochs,
        mean_motion_rev_day=elements.mean_motion_rad_s / REV_DAY_TO_RAD_S,
        eccentricity=elements.eccentricity,
        inclination_deg=elements.inclination_rad * RAD_TO_DEG,
        ra_of_asc_node_deg=elements.raan_rad * RAD_TO_DEG,
        arg_of_pericenter_deg=elements.argument_of_perigee_rad * RAD_TO_DEG,
        mean_anomaly_deg=elements.mean_anomaly_rad * RAD_TO_DEG,
        bstar_per_earth_radius=elements.bstar_per_earth_radius,
        mean_motion_dot_rev_day2=zeros,
        mean_motion_ddot_rev_day3=zeros,
        ephemeris_type=whole,
        element_set_no=np.full(n, 999, np.int64),
        rev_at_epoch=whole,
        line=whole,
        span=np.zeros((n, 2), np.int64),
    )
