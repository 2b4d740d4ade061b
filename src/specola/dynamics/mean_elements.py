"""SGP4 mean elements of n objects as a struct of arrays."""

from __future__ import annotations

from dataclasses import dataclass, fields

from specola.epochs import Epochs
from specola.errors import ShapeError
from specola.numerics.arrays import Floats, Ints


@dataclass(frozen=True, slots=True, eq=False)
class MeanElements:
    """Mean elements in the sense of SGP4 (TEME, Kozai mean motion, WGS72).

    Attributes
    ----------
    epochs : n instants
    mean_motion_rad_s : (n,) float64 [rad/s]
        Kozai mean motion, as element sets publish it.
    eccentricity : (n,) float64 [1]
    inclination_rad, raan_rad, argument_of_perigee_rad, mean_anomaly_rad : (n,) float64 [rad]
    bstar_per_earth_radius : (n,) float64 [1/Earth radius]
        Drag term B*.
    """

    epochs: Epochs
    mean_motion_rad_s: Floats
    eccentricity: Floats
    inclination_rad: Floats
    raan_rad: Floats
    argument_of_perigee_rad: Floats
    mean_anomaly_rad: Floats
    bstar_per_earth_radius: Floats

    def __post_init__(self) -> None:
        n = len(self.epochs)
        for field in fields(self)[1:]:
            shape = getattr(self, field.name).shape
            if shape != (n,):
                msg = f"{field.name} has shape {shape}, expected ({n},) like the epochs"
                raise ShapeError(msg)

    def __len__(self) -> int:
        return len(self.epochs)

    def __getitem__(self, rows: slice | Ints) -> MeanElements:
        columns = (getattr(self, field.name)[rows] for field in fields(self))
        return MeanElements(*columns)
