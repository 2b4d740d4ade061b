"""Earth orientation as a value that is passed: polar motion, UT1, celestial pole offsets, and their age."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from specola.epochs.epochs import Epochs
from specola.epochs.freshness import Freshness, freshness_of_age
from specola.errors import CoverageError, DataStaleError, ShapeError
from specola.numerics.arrays import Bools, Floats, Ints, frozen
from specola.numerics.units import DAY_S, DAY_WHOLE_S


class OrientationAt(NamedTuple):
    """Earth orientation at n instants, each (n,) float64."""

    xp_rad: Floats
    yp_rad: Floats
    ut1_tai_s: Floats
    lod_s: Floats
    dx_rad: Floats
    dy_rad: Floats


@dataclass(frozen=True, slots=True, eq=False)
class EarthOrientation:
    """Daily Earth orientation parameters, from 1972 on.

    Between rows everything is linear in time, UT1 as UT1 - TAI, which has no leaps. Linear UT1 is up to
    1 cm at 7000 km from a smooth curve through the rows, and the tides of half a day and a day, which
    the rows leave out, are up to 3 cm.

    Attributes
    ----------
    tai_s : (k,) int64 [s]
        0h UTC of consecutive days, as whole TAI seconds since 2000-01-01T00:00:00 TAI.
    xp_rad, yp_rad : (k,) float64 [rad]
        Polar motion.
    ut1_tai_s : (k,) float64 [s]
        UT1 - TAI.
    lod_s : (k,) float64 [s]
        Excess length of day.
    dx_rad, dy_rad : (k,) float64 [rad]
        Offsets of the celestial pole from IAU 2006/2000A.
    n_measured : number of leading rows that are measured; the others are predictions
    source : file name, and which series was taken from it
    sha256 : of the file's bytes
    """

    tai_s: Ints
    xp_rad: Floats
    yp_rad: Floats
    ut1_tai_s: Floats
    lod_s: Floats
    dx_rad: Floats
    dy_rad: Floats
    n_measured: int
    source: str
    sha256: str

    def __post_init__(self) -> None:
        columns = (self.tai_s, *self._columns())
        if len({column.shape for column in columns}) != 1 or len(self.tai_s) < 2:
            msg = f"Earth orientation of {self.source}: columns differ in length, or hold fewer than two days"
            raise ShapeError(msg)
        if (np.abs(np.diff(self.tai_s) - DAY_WHOLE_S) > 1).any():
            msg = (
                f"Earth orientation of {self.source}: days are missing, expected every day once and in order"
            )
            raise ShapeError(msg)
        if not 1 <= self.n_measured <= len(self.tai_s):
            msg = f"Earth orientation of {self.source}: {self.n_measured} measured rows of {len(self.tai_s)}"
            raise ShapeError(msg)
        for column in columns:
            frozen(column)

    def _columns(self) -> tuple[Floats, ...]:
        return (self.xp_rad, self.yp_rad, self.ut1_tai_s, self.lod_s, self.dx_rad, self.dy_rad)

    @property
    def begin(self) -> Epochs:
        """The first row."""
        return self._row(0)

    @property
    def last_measured(self) -> Epochs:
        """The last measured row."""
        return self._row(self.n_measured - 1)

    @property
    def prediction_end(self) -> Epochs:
        """The last row."""
        return self._row(len(self.tai_s) - 1)

    def _row(self, row: int) -> Epochs:
        return Epochs(self.tai_s[row : row + 1], np.zeros(1))

    def at(self, epochs: Epochs, *, allow_stale: bool = False) -> OrientationAt:
        """Interpolate to n instants.

        Parameters
        ----------
        epochs : n instants
        allow_stale : hold the last row beyond the end of the predictions, where it would be refused

        Raises
        ------
        CoverageError
            If an instant is before the first row.
        DataStaleError
            If an instant is beyond the last row and `allow_stale` is false.
        """
        self.require_covered(epochs, allow_stale=allow_stale)
        last = len(self.tai_s) - 2
        row = np.clip((epochs.tai_s - self.tai_s[0]) // DAY_WHOLE_S, 0, last)
        # Leap seconds only ever move later rows later, so the guess is at most one row too far.
        row -= epochs.tai_s < self.tai_s[row]
        begin = self.tai_s[row]
        part = ((epochs.tai_s - begin) + epochs.fraction_s) / (self.tai_s[row + 1] - begin)
        part = np.minimum(part, 1.0)
        return OrientationAt(
            *(column[row] + part * (column[row + 1] - column[row]) for column in self._columns())
        )

    def require_covered(self, epochs: Epochs, *, allow_stale: bool = False) -> None:
        """Raise CoverageError or DataStaleError, as `at` does."""
        early = epochs.tai_s < self.tai_s[0]
        if early.any():
            raise self._outside(epochs, early)
        late = epochs.seconds_since(self.prediction_end) > 0.0
        if late.any() and not allow_stale:
            msg = (
                f"{_utc(epochs[late][:1])} is beyond {_utc(self.prediction_end)}, where the predictions of "
                f"{self.source} end; import newer Earth orientation with `specola data import`, or allow "
                "stale data"
            )
            raise DataStaleError(msg)

    def _outside(self, epochs: Epochs, early: Bools) -> CoverageError:
        begin, end = _utc(self.begin), _utc(self.prediction_end)
        msg = f"{_utc(epochs[early][:1])} is before {begin}, where {self.source} begins"
        return CoverageError(msg, start_utc=begin, end_utc=end, mask=early)

    def ut1_julian_days(self, epochs: Epochs, *, allow_stale: bool = False) -> tuple[Floats, Floats]:
        """Return UT1 as a two-part Julian date: midnight and fraction of day, two (n,) float64."""
        return epochs.julian_days(self.at(epochs, allow_stale=allow_stale).ut1_tai_s)

    def freshness(self, at: Epochs) -> Freshness:
        """Return how far the latest of `at` lies beyond the last measured row, and what that costs.

        `at` may be the present, to judge the file, or the instants of a computation, to judge its result.
        """
        beyond_s = np.max(at.seconds_since(self.last_measured), initial=0.0)
        is_covered = bool((at.seconds_since(self.prediction_end) <= 0.0).all())
        return freshness_of_age(float(beyond_s) / DAY_S, is_covered=is_covered)


def _utc(epoch: Epochs) -> str:
    return epoch.to_utc_text(digits=0)[0]
