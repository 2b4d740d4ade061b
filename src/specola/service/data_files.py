"""The data files that computations need: where they are, how old, and whether they may be used.

Of each kind the first place with a file that loads wins: the site's folder (`SPECOLA_DATA`, filled by
an operator or by `specola data import` and `update`), then the package astropy-iers-data, then what
is built in. Nothing here uses the network.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from specola.epochs import (
    LEAP_SECONDS,
    EarthOrientation,
    Epochs,
    FreshnessLevel,
    LeapSeconds,
    read_celestrak_eop,
    read_eopc04,
    read_finals2000a,
)
from specola.errors import DataMissingError, DataStaleError, MessageError, SpecolaError
from specola.numerics.units import DAY_S, KM_TO_M
from specola.service.files import read_input
from specola.service.paths import data_directory

LARGEST_BYTES = 100_000_000
ORIGINS = "origins.json"
LEAP_WARNING_DAYS = 30.0
WEATHER_FRESH_DAYS = 7.0
_LOW_ORBIT_RADIUS_KM = 7000.0
_ANY = Epochs.from_utc_text("2000-01-01")
_HOW = "`specola data update` or `specola data import` brings a newer one"
_OBSERVED, _DAILY, _MONTHLY = "OBSERVED", "DAILY_PREDICTED", "MONTHLY_PREDICTED"
_WEATHER_TYPES = {"OBS": _OBSERVED, "INT": _OBSERVED, "PRD": _DAILY, "PRM": _MONTHLY}


class State(StrEnum):
    """Whether a data file may be used."""

    FRESH = "fresh"
    WARN = "warn"
    DEGRADED = "degraded"
    REFUSED = "refused"
    MISSING = "missing"


@dataclass(frozen=True, slots=True, eq=False)
class Coverage:
    """How far a data file reaches, each instant of length 1.

    Attributes
    ----------
    last_measured : the last row that was measured; None where nothing is measured (leap seconds)
    daily_end : where daily predictions end
    end : where the file ends: its last prediction, or its expiry
    content : what was read, where a computation takes it from here
    """

    last_measured: Epochs | None
    daily_end: Epochs
    end: Epochs
    content: EarthOrientation | LeapSeconds | None = None

    @property
    def rank(self) -> tuple[bool, float, float]:
        """What makes one file better than another: it predicts, it was measured later, it ends later."""
        measured = self.end if self.last_measured is None else self.last_measured
        measured_s, end_s = (float(instant.seconds_since(_ANY)[0]) for instant in (measured, self.end))
        return self.last_measured is None or end_s > measured_s, measured_s, end_s


@dataclass(frozen=True, slots=True)
class Form:
    """One format of a kind of data file: its name in the site's folder, and its reader."""

    file_name: str
    read: Callable[[bytes, str], Coverage]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of data file.

    Attributes
    ----------
    name : as in `specola data status`
    forms : formats that are read
    installed : file name in the package astropy-iers-data, "" where it has none
    judge : the state at an instant, and the sentence about it
    """

    name: str
    forms: tuple[Form, ...]
    installed: str
    judge: Callable[[Coverage, Epochs], tuple[State, str]]


@dataclass(frozen=True, slots=True)
class DataFile:
    """A data file that loads.

    Attributes
    ----------
    kind, form : what it is
    source : who put it there: an address, a file that was imported, a package and its version
    path : where it is, None when built in
    sha256 : of the decompressed bytes, "" when built in
    coverage : how far it reaches, and what was read
    refused : a sentence for each file before it in the chain that does not load
    """

    kind: Kind
    form: Form
    source: str
    path: Path | None
    sha256: str
    coverage: Coverage
    refused: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FileStatus:
    """Freshness of one kind of data file at an instant; "" and None where there is nothing to say."""

    name: str
    state: State
    source: str
    path: str
    sha256: str
    last_measured_utc: str
    prediction_end_utc: str
    age_days: float | None
    note: str


def survey(at: Epochs, *, directory: Path | None = None) -> list[FileStatus]:
    """Return the freshness of every kind of data file.

    Parameters
    ----------
    at : the instant to judge at, of length 1
    directory : the site's data files; `paths.data_directory()` when None
    """
    return [_status(kind, at, directory) for kind in KINDS]


def load_earth_orientation(
    at: Epochs, *, directory: Path | None = None, allow_stale: bool = False
) -> EarthOrientation:
    """Return the Earth orientation to be used at some instants, from the first file that loads.

    Parameters
    ----------
    at : n instants: those of the computation
    directory : the site's data files; `paths.data_directory()` when None
    allow_stale : accept instants beyond the last prediction

    Raises
    ------
    DataMissingError
        No file loads.
    DataStaleError
        An instant is beyond the last prediction, and `allow_stale` is false.
    """
    found = find(EARTH_ORIENTATION, directory)
    orientation = None if found is None else found.coverage.content
    if not isinstance(orientation, EarthOrientation):
        raise DataMissingError(_missing(EARTH_ORIENTATION))
    if orientation.freshness(at).level is FreshnessLevel.BEYOND and not allow_stale:
        latest = _utc(at[at.order()[-1:]])
        msg = (
            f"{latest} is beyond {_utc(orientation.prediction_end)}, where the predictions of "
            f"{orientation.source} end: {_HOW}, or allow stale data"
        )
        raise DataStaleError(msg)
    return orientation


def find(kind: Kind, directory: Path | None = None) -> DataFile | None:
    """Return the file of a kind that is to be used; None when none loads.

    Of several that the site has, it is one with predictions, the one measured last.
    """
    folder = data_directory() if directory is None else directory
    refused: list[str] = []
    for places in (_site_files(kind, folder), _installed_files(kind)):
        loaded = [file for place in places if (file := _load(kind, place, refused))]
        if loaded:
            best = max(loaded, key=lambda file: file.coverage.rank)
            return replace(best, refused=tuple(refused))
    if kind is LEAP_SECOND_LIST:
        coverage = _leap_coverage(LEAP_SECONDS)
        return DataFile(kind, kind.forms[0], LEAP_SECONDS.source, None, "", coverage, tuple(refused))
    return None


def _load(kind: Kind, place: tuple[Path, str, Form], refused: list[str]) -> DataFile | None:
    """Return the file at a place if it loads; add a sentence to `refused` if it is there and does not."""
    path, source, form = place
    if not path.exists():
        return None
    try:
        file = read_input(path, max_bytes=LARGEST_BYTES)
        coverage = form.read(file.content, str(path))
    except SpecolaError as exc:
        refused.append(str(exc))
        return None
    where = source or _origin(path.parent, form.file_name, file.sha256)
    return DataFile(kind, form, where, path, file.sha256, coverage, ())


def identify(content: bytes, name: str) -> tuple[Kind, Form, Coverage]:
    """Return what a data file is, by reading it.

    Raises
    ------
    MessageError
        It is none of the known ones; the sentence is that of the format its name stands for, if any.
    """
    named: SpecolaError | None = None
    for kind in KINDS:
        for form in kind.forms:
            try:
                return kind, form, form.read(content, name)
            except SpecolaError as exc:
                if name.startswith(form.file_name):
                    named = exc
    if named is not None:
        raise named
    known = ", ".join(form.file_name for kind in KINDS for form in kind.forms)
    raise MessageError("not a known data file", expected=f"one of {known}", file=name)


def _site_files(kind: Kind, folder: Path) -> list[tuple[Path, str, Form]]:
    endings = ("", ".gz", ".zst")
    return [(folder / f"{form.file_name}{ending}", "", form) for form in kind.forms for ending in endings]


def _installed_files(kind: Kind) -> list[tuple[Path, str, Form]]:
    if not kind.installed:
        return []
    import astropy_iers_data as installed  # a data package, not needed where the site has its own

    package = Path(str(installed.__file__)).parent
    source = f"astropy-iers-data {installed.__version__}"
    forms = [form for form in kind.forms if form.file_name == kind.installed]
    return [(package / "data" / form.file_name, source, form) for form in forms]


def _origin(folder: Path, file_name: str, sha256: str) -> str:
    """Return where a file of the site comes from: what was written when it came, while it is the same."""
    try:
        known = json.loads((folder / ORIGINS).read_bytes())[file_name]
        return str(known["source"]) if known["sha256"] == sha256 else "site"
    except (OSError, ValueError, KeyError, TypeError):
        return "site"


def _status(kind: Kind, at: Epochs, directory: Path | None) -> FileStatus:
    found = find(kind, directory)
    if found is None:
        return FileStatus(kind.name, State.MISSING, "", "", "", "", "", None, _missing(kind))
    state, sentence = kind.judge(found.coverage, at)
    measured = found.coverage.last_measured
    sentences = [sentence, *(f"passed over: {refusal}" for refusal in found.refused)]
    newer = _newer_installed(found)
    if newer:
        sentences.append(newer)
    return FileStatus(
        name=kind.name,
        state=state,
        source=found.source,
        path=str(found.path or ""),
        sha256=found.sha256,
        last_measured_utc="" if measured is None else _utc(measured),
        prediction_end_utc=_utc(found.coverage.end),
        age_days=None if measured is None else float(at.seconds_since(measured)[0]) / DAY_S,
        note="; ".join(sentences),
    )


def _newer_installed(found: DataFile) -> str:
    """Return a sentence when the site's own file hides a newer one that is installed."""
    for path, source, form in _installed_files(found.kind):
        if path == found.path:
            return ""
        try:
            rank = form.read(read_input(path).content, path.name).rank
        except SpecolaError:
            continue
        if rank > found.coverage.rank:
            return f"{source} is newer, remove {found.path} to use it"
    return ""


def _missing(kind: Kind) -> str:
    names = " or ".join(form.file_name for form in kind.forms)
    return f"no {kind.name} file: `specola data update`, or `specola data import` of {names}"


def _utc(epoch: Epochs) -> str:
    return epoch.to_utc_text(digits=0)[0]


def _orientation_coverage(orientation: EarthOrientation) -> Coverage:
    end = orientation.prediction_end
    return Coverage(orientation.last_measured, daily_end=end, end=end, content=orientation)


def _read_finals(content: bytes, name: str) -> Coverage:
    return _orientation_coverage(read_finals2000a(content, source=name))


def _read_c04(content: bytes, name: str) -> Coverage:
    return _orientation_coverage(read_eopc04(content, source=name))


def _read_celestrak_eop(content: bytes, name: str) -> Coverage:
    return _orientation_coverage(read_celestrak_eop(content, source=name))


def _judge_orientation(coverage: Coverage, at: Epochs) -> tuple[State, str]:
    if not isinstance(coverage.content, EarthOrientation):  # pragma: no cover - its readers give nothing else
        raise DataMissingError(_missing(EARTH_ORIENTATION))
    freshness = coverage.content.freshness(at)
    if freshness.level is FreshnessLevel.BEYOND:
        return State.REFUSED, f"its predictions ended {_utc(coverage.end)}: {_HOW}"
    sentence = f"measured {freshness.age_days:.1f} days before"
    if freshness.level is FreshnessLevel.FRESH:
        return State.FRESH, sentence
    sigma_m = float(freshness.position_sigma_km(_LOW_ORBIT_RADIUS_KM)) * KM_TO_M
    cost = f"{sigma_m:.0f} m (1 sigma) between Earth-fixed and inertial positions in low orbit"
    state = State.WARN if freshness.level is FreshnessLevel.AGING else State.DEGRADED
    return state, f"{sentence}, which costs {cost}; {_HOW}"


def _leap_coverage(leap_seconds: LeapSeconds) -> Coverage:
    expiry = Epochs.from_utc_text(f"{leap_seconds.expiry_utc()}T00:00:00Z")
    return Coverage(last_measured=None, daily_end=expiry, end=expiry, content=leap_seconds)


def _read_leap_second_dat(content: bytes, name: str) -> Coverage:
    return _leap_coverage(LeapSeconds.from_leap_second_dat(content, source=name))


def _read_leap_seconds_list(content: bytes, name: str) -> Coverage:
    return _leap_coverage(LeapSeconds.from_leap_seconds_list(content, source=name))


def _judge_leap_seconds(coverage: Coverage, at: Epochs) -> tuple[State, str]:
    left_days = float(coverage.end.seconds_since(at)[0]) / DAY_S
    if left_days <= 0.0:
        return State.REFUSED, f"the list expired {_utc(coverage.end)}: {_HOW}"
    if left_days <= LEAP_WARNING_DAYS:
        return State.WARN, f"the list expires in {left_days:.1f} days: {_HOW}"
    return State.FRESH, f"the list holds for {left_days:.0f} more days"


def read_space_weather_csv(content: bytes, name: str) -> Coverage:
    """Return how far CelesTrak's `SW-All.csv` reaches.

    Raises
    ------
    MessageError
        It is something else, or has no measured row.
    """
    lines = content.decode("ascii", "replace").splitlines()
    header = lines[0].split(",") if lines else []
    if header[:3] != ["DATE", "BSRN", "ND"] or "F10.7_DATA_TYPE" not in header:
        raise MessageError("not the header of space weather", expected="DATE,BSRN,ND,...", file=name, line=1)
    column = header.index("F10.7_DATA_TYPE")
    last: dict[str, str] = {}
    for number, row in enumerate(csv.reader(lines[1:]), 2):
        if len(row) != len(header) or row[column] not in _WEATHER_TYPES:
            expected = f"{len(header)} fields, the type one of {', '.join(_WEATHER_TYPES)}"
            raise MessageError(f"a row of {len(row)} fields", expected=expected, file=name, line=number)
        last[_WEATHER_TYPES[row[column]]] = row[0]
    return _weather_coverage(last, name)


def read_space_weather_text(content: bytes, name: str) -> Coverage:
    """Return how far CelesTrak's `SW-All.txt` reaches.

    Raises
    ------
    MessageError
        It is something else, or has no measured row.
    """
    lines = content.decode("ascii", "replace").splitlines()
    if not lines or lines[0].split() != ["DATATYPE", "CssiSpaceWeather"]:
        raise MessageError("another first line", expected="DATATYPE CssiSpaceWeather", file=name, line=1)
    last: dict[str, str] = {}
    section = ""
    for line in lines:
        if line.startswith("BEGIN "):
            section = line.removeprefix("BEGIN ").strip()
        elif line.startswith("END "):
            section = ""
        elif section and line.strip():
            last[section] = "-".join(line.split()[:3])
    if section:
        raise MessageError("cut off", expected=f"END {section}", file=name, line=len(lines))
    return _weather_coverage(last, name)


def _weather_coverage(last: dict[str, str], name: str) -> Coverage:
    """Return the coverage from the last date of each section."""
    if _OBSERVED not in last:
        raise MessageError("no measured row", expected="at least one", file=name)
    for date in last.values():
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", date):
            raise MessageError(f"cannot read {date[:20]!r}", expected="a date YYYY-MM-DD", file=name)
    measured = last[_OBSERVED]
    daily = max(measured, last.get(_DAILY, measured))
    end = max(daily, last.get(_MONTHLY, daily))
    instants = [Epochs.from_utc_text(f"{date}T00:00:00Z") for date in (measured, daily, end)]
    return Coverage(last_measured=instants[0], daily_end=instants[1], end=instants[2])


def _judge_space_weather(coverage: Coverage, at: Epochs) -> tuple[State, str]:
    measured = coverage.last_measured or coverage.end
    age_days = max(float(at.seconds_since(measured)[0]) / DAY_S, 0.0)
    if at.seconds_since(coverage.end)[0] > 0.0:
        return State.REFUSED, f"its predictions ended {_utc(coverage.end)}: {_HOW}"
    if at.seconds_since(coverage.daily_end)[0] > 0.0:
        sentence = f"measured {age_days:.1f} days before, then monthly predictions: drag is uncertain; {_HOW}"
        return State.DEGRADED, sentence
    if age_days > WEATHER_FRESH_DAYS:
        return State.WARN, f"measured {age_days:.1f} days before, then daily predictions"
    return State.FRESH, f"measured {age_days:.1f} days before"


EARTH_ORIENTATION = Kind(
    name="earth-orientation",
    forms=(
        Form("finals2000A.all", _read_finals),
        Form("EOP-All.csv", _read_celestrak_eop),
        Form("eopc04.1962-now", _read_c04),
    ),
    installed="finals2000A.all",
    judge=_judge_orientation,
)
LEAP_SECOND_LIST = Kind(
    name="leap-seconds",
    forms=(
        Form("Leap_Second.dat", _read_leap_second_dat),
        Form("leap-seconds.list", _read_leap_seconds_list),
    ),
    installed="Leap_Second.dat",
    judge=_judge_leap_seconds,
)
SPACE_WEATHER = Kind(
    name="space-weather",
    forms=(Form("SW-All.csv", read_space_weather_csv), Form("SW-All.txt", read_space_weather_text)),
    installed="",
    judge=_judge_space_weather,
)
KINDS = (EARTH_ORIENTATION, LEAP_SECOND_LIST, SPACE_WEATHER)
