"""Every error specola raises, in one tree.

::

    SpecolaError
    ├── ArgumentError         a value given by the caller: what it was, what was expected
    ├── ShapeError            arrays whose shapes do not fit together
    ├── FrameError            a state in another frame than the one required
    ├── EpochError            an instant that cannot be read, written or converted
    ├── MessageError          text that breaks its format: file, line, field, value, expected
    ├── CoverageError         instants outside the span of a table: start, end, mask
    ├── DataError             a data file that a computation needs
    │   ├── DataMissingError  not there: names it and how to get it
    │   └── DataStaleError    too old to be used: names its age and the limit
    ├── StoreError            the store file cannot be opened, read or written
    └── SourceError           a remote source refused, or its limits forbid the request
        ├── NoDataError       the source answered that it has nothing of that name
        └── RateLimitError    our own limiter or the server said: not now, but then

Arrays never raise for a bad row: they mark it, with NaN and a status for each row.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class SpecolaError(Exception):
    """Anything specola raises on purpose."""


class ArgumentError(SpecolaError):
    """A value from the caller that cannot be used."""


class ShapeError(SpecolaError):
    """Arrays whose shapes do not fit together."""


class FrameError(SpecolaError):
    """A state is in another frame than the one required."""


class EpochError(SpecolaError):
    """An instant that cannot be read, written or converted."""


class MessageError(SpecolaError):
    """Text that breaks its format.

    Parameters
    ----------
    problem : what is wrong, with the value found
    expected : what would have been right
    file, line, field : where; `line` counts from 1, 0 when it does not apply
    """

    def __init__(
        self, problem: str, *, expected: str, file: str = "", line: int = 0, field: str = ""
    ) -> None:
        self.problem = problem
        self.expected = expected
        self.file = file
        self.line = line
        self.field = field
        super().__init__(self.sentence())

    def sentence(self) -> str:
        """Return `FILE:LINE: FIELD: what, expected what`."""
        place = ":".join(part for part in (self.file, str(self.line) if self.line else "") if part)
        parts = [part for part in (place, self.field, f"{self.problem}, expected {self.expected}") if part]
        return ": ".join(parts)


class CoverageError(SpecolaError):
    """Instants outside the span of a table.

    Parameters
    ----------
    message : the sentence
    start_utc, end_utc : ISO 8601 bounds of what the table covers
    mask : (n,) bool, true where the instant asked for is outside
    """

    def __init__(self, message: str, *, start_utc: str, end_utc: str, mask: NDArray[np.bool_]) -> None:
        self.start_utc = start_utc
        self.end_utc = end_utc
        self.mask = mask
        super().__init__(message)


class DataError(SpecolaError):
    """A data file that a computation needs cannot be used."""


class DataMissingError(DataError):
    """A data file is not there."""


class DataStaleError(DataError):
    """A data file is too old to be used."""


class StoreError(SpecolaError):
    """The store cannot be opened, read or written."""


class SourceError(SpecolaError):
    """A remote source refused, or could not be reached."""


class NoDataError(SourceError):
    """A remote source is well, and has nothing of the name asked for."""


class RateLimitError(SourceError):
    """The published limits of a source forbid another request now.

    Parameters
    ----------
    message : the sentence
    next_allowed_utc : ISO 8601 instant of the next request that is allowed
    """

    def __init__(self, message: str, *, next_allowed_utc: str) -> None:
        self.next_allowed_utc = next_allowed_utc
        super().__init__(message)
