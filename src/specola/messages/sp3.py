"""Extended Standard Product 3 orbits, versions a, b, c and d.

S. Hilla, The Extended Standard Product 3 Orbit Format (SP3-d), National Geodetic Survey, 2016; versions
a to c are its predecessors. Clocks, accuracies and correlations are passed over.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field

import numpy as np

from specola.epochs import LEAP_SECONDS, Epochs
from specola.epochs.calendar import day_number, days_in_month
from specola.errors import MessageError
from specola.frames.tags import Frame
from specola.messages.ephemeris_records import EphemerisRecord
from specola.messages.refused_files import refuse_what_is_no_text
from specola.numerics.arrays import Floats, Ints
from specola.numerics.units import DAY_WHOLE_S, HOUR_WHOLE_S, MINUTE_WHOLE_S

_EXPECTED = "SP3 of version a, b, c or d"
_FIRST_LINE = re.compile(r"#([a-d])[PV ].{28} ([ \d]{7}) .{5} (.{5})")
_SATELLITE = re.compile(r"[A-Z ][ 0-9][0-9]")
_UNIFORM_SCALES_S = {"GPS": 19, "GAL": 19, "GST": 19, "QZS": 19, "IRN": 19, "BDT": 33, "BDS": 33, "TAI": 0}
"""TAI minus the scale, constant by its definition."""
_UTC_SCALES = ("UTC", "GLO")
_EARTH_FIXED = re.compile(r"(ITR|IGS|IGB|IG\d|SLR|IER|WGS|GTR|CGC|PZ|ECF|ECEF|EFG|UNDEF)", re.IGNORECASE)
_MISSING = 999_999.0
_DM_S_TO_KM_S = 1.0 / 10_000.0
_MOST_STATES = 20_000_000
_LEAST_RATIO = 0.5


@dataclass(slots=True)
class _Table:
    """What has been read so far."""

    file: str
    version: str = ""
    announced: int = 0
    n_satellites: int = -1
    source_frame: str = ""
    scale: str = ""
    satellites: list[str] = field(default_factory=list[str])
    instants: list[tuple[int, int, int, int, float]] = field(
        default_factory=list[tuple[int, int, int, int, float]]
    )
    lines: list[int] = field(default_factory=list[int])
    states: dict[str, list[tuple[int, int, float, float, float]]] = field(
        default_factory=lambda: {"P": [], "V": []}
    )
    is_ended: bool = False

    def error(self, problem: str, expected: str, line: int, keyword: str = "") -> MessageError:
        return MessageError(problem, expected=expected, file=self.file, line=line, field=keyword)


def read_sp3_file(content: bytes, *, file: str) -> EphemerisRecord:
    """Read an SP3 file.

    Satellites are named as in version c: `G01`, also where version a says ` 1`. The frame is always
    Earth-fixed by the format's definition; ITRF stands for all realizations and for WGS84, which
    differ by centimeters.

    Parameters
    ----------
    content : the bytes of the file, decompressed
    file : its name, for messages

    Returns
    -------
    EphemerisRecord
        States at TAI instants, whatever time system the file uses. NaN where a position is 0 or
        999999.999999. Velocities that contradict the positions by a factor of two or more are left
        out, with a note: some centers write m/s instead of dm/s.

    Raises
    ------
    MessageError
        If the file breaks the format, or ends before all that line 1 announces.
    """
    refuse_what_is_no_text(content, expected=_EXPECTED, file=file)
    table = _Table(file)
    text = content.decode("utf-8", "replace").removeprefix("\ufeff")
    number = 0
    for number, raw in enumerate(text.splitlines(), 1):
        line = raw.rstrip()
        if table.is_ended and line:
            raise table.error(f"{line[:40]!r} after EOF", "nothing", number)
        if line:
            _read_line(table, line, number)
    _require_complete(table, number)
    return _record(table)


def _read_line(table: _Table, line: str, number: int) -> None:
    if not table.version:
        _read_first_line(table, line, number)
    elif line == "EOF":
        table.is_ended = True
    elif line.startswith("* "):
        table.instants.append(_instant(table, line, number))
        table.lines.append(number)
    elif not table.instants:
        _read_header_line(table, line, number)
    elif line[:1] in table.states:
        _read_state(table, line, number)
    elif not line.startswith(("EP", "EV", "/*")):
        raise table.error(f"{line[:40]!r}", "a line that begins *, P, V, EP, EV or EOF", number)


def _read_header_line(table: _Table, line: str, number: int) -> None:
    if line.startswith("+ "):
        if not table.satellites and line[2:6].strip().isdigit():
            table.n_satellites = int(line[2:6])
        table.satellites += [_name(word) for word in re.findall("...", line[9:60]) if word.strip(" 0")]
    elif line.startswith("%c") and not table.scale:
        table.scale = _scale(table, line, number)
    elif not line.startswith(("##", "++", "%c", "%f", "%i", "%/*", "/*")):
        raise table.error(f"{line[:40]!r}", "a header line that begins ##, +, ++, %c, %f, %i or /*", number)


def _read_first_line(table: _Table, line: str, number: int) -> None:
    match = _FIRST_LINE.match(f"{line:60}")
    if match is None or not match[2].strip().isdigit():
        raise table.error(f"{line[:60]!r}", f"{_EXPECTED}: #cP, start, number of epochs, frame", number)
    table.version, table.announced, table.source_frame = match[1], int(match[2]), match[3].strip()
    if not _EARTH_FIXED.match(table.source_frame):
        expected = "an Earth-fixed one, as IGS20, ITR97, SLR08 or WGS84"
        raise table.error(f"coordinate system {table.source_frame!r}", expected, number)


def _scale(table: _Table, line: str, number: int) -> str:
    scale = line[9:12]
    if scale in ("ccc", "   ", "") and table.version in "ab":
        return "GPS"
    if scale not in _UNIFORM_SCALES_S and scale not in _UTC_SCALES:
        expected = "one of " + ", ".join((*_UNIFORM_SCALES_S, *_UTC_SCALES))
        raise table.error(f"time system {scale!r}", expected, number)
    return scale


def _name(word: str) -> str:
    letter, digits = word[0], word[1:]
    return f"{'G' if letter == ' ' else letter}{digits.replace(' ', '0')}"


def _instant(table: _Table, line: str, number: int) -> tuple[int, int, int, int, float]:
    """Return year, month, day, whole second of the day and fraction; hour 24 and minute 60 run over."""
    words = line[1:].split()
    try:
        year, month, day, hour, minute = map(int, words[:5])
        fraction, second = math.modf(float(words[5]))
    except (ValueError, IndexError):
        raise table.error(f"{line[:40]!r}", "* year month day hour minute second", number) from None
    is_date = 1 <= month <= 12 and 1 <= day <= int(days_in_month(np.array([year]), np.array([month]))[0])
    if not (
        is_date
        and 1900 < year < 2200
        and 0 <= hour <= 24
        and 0 <= minute <= 60
        and 0 <= second + fraction < 61
    ):
        raise table.error(f"{line[:40]!r}", "an instant that exists", number)
    return year, month, day, hour * HOUR_WHOLE_S + minute * MINUTE_WHOLE_S + int(second), fraction


def _read_state(table: _Table, line: str, number: int) -> None:
    try:
        x, y, z = (float(line[at : at + 14]) for at in (4, 18, 32))
    except ValueError:
        raise table.error(
            f"{line[:60]!r}", "three numbers in columns 5-18, 19-32 and 33-46", number
        ) from None
    if len(line) < 46 or not all(map(math.isfinite, (x, y, z))):
        raise table.error(f"{line[:60]!r}", "three finite numbers up to column 46", number)
    name = _name(f"{line[1:4]:3}")
    if name not in table.satellites:
        if x == y == z == 0.0:  # the format's own example of version a has such lines
            return
        raise table.error(f"satellite {name!r}", "one that the header lists", number)
    table.states[line[0]].append((table.satellites.index(name), len(table.instants) - 1, x, y, z))


def _require_complete(table: _Table, last_line: int) -> None:
    if not table.version or not table.instants or not table.satellites or not table.scale:
        raise table.error(
            "no epoch, satellite or time system", "a header, then at least one epoch", last_line
        )
    found = len(table.instants)
    # With EOF one epoch may be missing: some centers announce the intervals and their end.
    if not 0 <= table.announced - found <= (1 if table.is_ended else 0):
        raise table.error(f"{found} epochs", f"{table.announced} as line 1 announces", last_line)
    in_last = {row for row, at, *_ in table.states["P"] if at == found - 1}
    if not table.is_ended and len(in_last) < len(table.satellites):
        problem = (
            f"the file ends after {len(in_last)} of {len(table.satellites)} satellites of its last epoch"
        )
        raise table.error(problem, "EOF", last_line)
    if len(table.satellites) != table.n_satellites:
        expected = f"{table.n_satellites} as the first + line announces"
        raise table.error(f"{len(table.satellites)} satellites", expected, 3)
    if len(set(table.satellites)) < len(table.satellites):
        raise table.error("a satellite is listed twice", "each once", 3)
    if found * len(table.satellites) > _MOST_STATES:
        raise table.error(
            f"{found} epochs of {len(table.satellites)} satellites", f"at most {_MOST_STATES} states", 1
        )


def _record(table: _Table) -> EphemerisRecord:
    epochs = _epochs(table)
    backwards = np.flatnonzero(np.diff(epochs.seconds_since(epochs[:1])) <= 0.0)
    if len(backwards):
        line = table.lines[int(backwards[0]) + 1]
        raise table.error("an epoch not after the one before it", "ascending epochs", line)
    position_km = _states(table, "P")
    velocity_km_s = _states(table, "V") * _DM_S_TO_KM_S if table.states["V"] else None
    notes: tuple[str, ...] = ()
    if velocity_km_s is not None:
        ratio = _rate_over_velocity(epochs, position_km, velocity_km_s)
        if not _LEAST_RATIO < ratio < 1.0 / _LEAST_RATIO:
            velocity_km_s = None
            notes = (f"positions move {ratio:.1f} times as fast as the velocities say, which are left out",)
    return EphemerisRecord(
        object_id=np.array(table.satellites, dtype=np.str_),
        frame=Frame.ITRF,
        source_frame=table.source_frame,
        epochs=epochs,
        position_km=position_km,
        velocity_km_s=velocity_km_s,
        notes=notes,
    )


def _rate_over_velocity(epochs: Epochs, position_km: Floats, velocity_km_s: Floats) -> float:
    """Return how fast positions move, over how fast they are said to: 1 where steps are short enough to tell.

    A few centers write velocities in m/s, where the format has dm/s.
    """
    step_s = np.diff(epochs.seconds_since(epochs[:1]))[:, np.newaxis]
    moved_km = np.linalg.norm(np.diff(position_km, axis=1), axis=-1)
    said_km = np.linalg.norm(velocity_km_s[:, 1:] + velocity_km_s[:, :-1], axis=-1) / 2.0 * step_s.T
    is_short = (moved_km < 0.5 * np.linalg.norm(position_km[:, 1:], axis=-1)) & (said_km > 0.0)
    return float(np.median(moved_km[is_short] / said_km[is_short])) if is_short.any() else 1.0


def _epochs(table: _Table) -> Epochs:
    columns = list(zip(*table.instants, strict=True))
    year, month, day, second = np.array(columns[:4], dtype=np.int64)
    fraction = np.array(columns[4], dtype=np.float64)
    days = day_number(year, month, day)
    if table.scale in _UTC_SCALES:
        over = second // LEAP_SECONDS.seconds_in_day(days)
        tai_s: Ints = LEAP_SECONDS.tai_s_from_utc(
            days + over, second - over * LEAP_SECONDS.seconds_in_day(days)
        )
    else:
        tai_s = days * DAY_WHOLE_S + second + _UNIFORM_SCALES_S[table.scale]
    return Epochs.from_parts(tai_s, fraction)


def _states(table: _Table, kind: str) -> Floats:
    """Return (n, t, 3) values as written, NaN where missing."""
    values = np.full((len(table.satellites), len(table.instants), 3), np.nan)
    rows = table.states[kind]
    if rows:
        given = np.array(rows, dtype=np.float64)
        satellite, instant = given[:, :2].astype(np.int64).T
        values[satellite, instant] = given[:, 2:]
    is_missing = (values == 0.0).all(axis=-1) | (np.abs(values) >= _MISSING).any(axis=-1)
    values[is_missing] = np.nan
    return values
