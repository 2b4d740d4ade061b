"""Files in: for a screening straight from files, and into the store.

A file that cannot be used, or a record of it, never loses the others: it is refused, with a
sentence, in the report of its file.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from specola.catalog.elements import ElementSets, element_sets_from_records
from specola.catalog.identifiers import Identities, identities_from_records, object_keys
from specola.catalog.merge import join_records, select_sets
from specola.catalog.objects import DataMode, Fact, FactKind
from specola.epochs import Epochs
from specola.errors import ArgumentError, MessageError
from specola.messages import ElementFile, SatcatFile, read_element_file, read_satcat_file
from specola.numerics.arrays import Bools
from specola.service.files import InputFile, read_input

if TYPE_CHECKING:
    from specola.store.imports import Recorded
    from specola.store.opening import Store

# Called with the file's name, how many files are done, and how many there are.
Progress = Callable[[str, int, int], None]

_STANDING_FACTS = Path(__file__).with_name("standing_facts.csv")
_MARKS = {
    "omm-json": re.compile(rb'"(?:USER_DEFINED_)?DATA_MODE"\s*:\s*"([^"]*)"'),
    "omm-kvn": re.compile(
        rb"^[ \t]*(?:USER_DEFINED_)?DATA_MODE[ \t]*=[ \t]*([^\r\n]*?)[ \t\r]*$", re.MULTILINE
    ),
    "omm-xml": re.compile(rb'<USER_DEFINED[^>]*parameter="DATA_MODE"[^>]*>([^<]*)<'),
}


@dataclass(frozen=True, slots=True)
class FileReport:
    """What became of one file.

    Attributes
    ----------
    name : as it was given
    sha256 : of the decompressed bytes; "" when they could not be read
    form : see `ElementFile`; "" when it could not be told
    data_mode : what its records speak of
    n_records : good records
    refusals : a MessageError for each record, or for the file, that could not be used
    recorded : what the store did with it; None where no store took part
    """

    name: str
    sha256: str
    form: str
    data_mode: DataMode
    n_records: int
    refusals: tuple[MessageError, ...]
    recorded: Recorded | None = None


@dataclass(frozen=True, slots=True, eq=False)
class LoadedCatalog:
    """One element set for each of n objects, straight from files.

    Attributes
    ----------
    sets : n element sets, ordered by catalog number
    identities : who they are
    is_after : (n,) bool
        The set lies after the instant asked for, because the object has none before.
    n_superseded, n_duplicates : see `Selection`
    data_mode : of all files
    files : a report for each
    """

    sets: ElementSets
    identities: Identities
    is_after: Bools
    n_superseded: int
    n_duplicates: int
    data_mode: DataMode
    files: tuple[FileReport, ...]


def load_catalog(
    paths: Sequence[Path | str],
    before: Epochs,
    *,
    data_mode: DataMode | None = None,
    progress: Progress | None = None,
) -> LoadedCatalog:
    """Read element sets and choose one for each object: its last at or before an instant.

    Parameters
    ----------
    paths : files of element sets in any form
    before : one instant, the start of the screening
    data_mode : of files that do not say; REAL by default

    Raises
    ------
    MessageError
        No file gave a single record; it is the first refusal.
    ArgumentError
        There are no paths, or the files speak of different data modes.
    """
    if not paths:
        raise ArgumentError("no files given, expected one or more files of element sets")
    reports: list[FileReport] = []
    parts: list[ElementFile] = []
    for done, path in enumerate(paths):
        _tell(progress, path, done, len(paths))
        report, read = _read(path, data_mode)
        reports.append(report)
        if isinstance(read, ElementFile):
            parts.append(read)
    _tell(progress, "", len(paths), len(paths))
    records = join_records([part.records for part in parts]) if parts else None
    if records is None or not len(records):
        raise next(refusal for report in reports for refusal in report.refusals)
    sets = element_sets_from_records(records)
    keys = object_keys(records.norad_cat_id, records.object_name, cospar=records.object_id)
    chosen = select_sets(sets, before, keys=keys)
    return LoadedCatalog(
        sets=sets[chosen.rows],
        identities=identities_from_records(records[chosen.rows]),
        is_after=chosen.is_after,
        n_superseded=chosen.n_superseded,
        n_duplicates=chosen.n_duplicates,
        data_mode=_one_mode(reports),
        files=tuple(reports),
    )


def import_files(
    store: Store,
    paths: Sequence[Path | str],
    *,
    known: Epochs,
    source: str = "file",
    data_mode: DataMode | None = None,
    progress: Progress | None = None,
) -> tuple[FileReport, ...]:
    """Import files into the store, all of them or, if this is interrupted, none.

    Parameters
    ----------
    paths : files of element sets in any form, and of SATCAT facts
        Facts are kept of objects that are in the store, or in a file named before.
    known : the present instant
    source : who published the files
    data_mode : of files that do not say; REAL by default

    Returns
    -------
    tuple of FileReport
        `recorded.is_unchanged` says that the store knew everything in a file.

    Raises
    ------
    StoreError
        The store cannot be written.
    """
    # SQLAlchemy costs a quarter of a second, which a screening from files need not pay.
    from specola.store.imports import Arrival, Recorder
    from specola.store.objects import find_by_number, record_facts
    from specola.store.satcat import record_satcat

    reports: list[FileReport] = []
    with store.writing() as connection:
        recorder = Recorder(connection)
        for done, path in enumerate(paths):
            _tell(progress, path, done, len(paths))
            report, read = _read(path, data_mode, with_facts=True)
            arrival = Arrival(report.sha256, source, report.data_mode, known)
            if isinstance(read, SatcatFile):
                report = replace(report, recorded=record_satcat(connection, read, arrival=arrival))
            elif read is not None and len(read.records):
                report = replace(report, recorded=recorder.record(read, arrival))
            reports.append(report)
        if any(report.recorded is not None for report in reports):
            facts = standing_facts(known)
            held = find_by_number(connection, facts)
            record_facts(connection, {object_id: facts[number] for number, object_id in held.items()})
        _tell(progress, "", len(paths), len(paths))
    return tuple(reports)


def standing_facts(known: Epochs) -> dict[int, tuple[Fact, ...]]:
    """Return the facts that come with specola, by catalog number: which stations are crewed."""
    found: dict[int, tuple[Fact, ...]] = {}
    for row in csv.DictReader(io.StringIO(_STANDING_FACTS.read_text(encoding="utf-8"))):
        number = int(row["catalog_number"])
        valid = Epochs.from_utc_text(row["valid_utc"])
        fact = Fact(FactKind(row["kind"]), row["value"], row["source"], valid, known)
        found[number] = (*found.get(number, ()), fact)
    return found


def stated_mode(read: ElementFile) -> DataMode | None:
    """Return the data mode that a file of element sets states of itself, None where it is silent.

    An OMM states it as `DATA_MODE`: a column of CSV, a key of JSON, `USER_DEFINED_DATA_MODE` in KVN,
    a user-defined parameter in XML. A TLE cannot.

    Raises
    ------
    MessageError
        It states several, one that does not exist, or one for a part of its records only.
    """
    if b"DATA_MODE" not in read.content:
        return None
    marks = _csv_marks(read.content) if read.form == "omm-csv" else _other_marks(read)
    if not marks:
        return None
    values = set(marks)
    # Refused records have no say: one that is cut or garbled may have lost its mark.
    if len(marks) < len(read.records):
        values.add("")
    modes = [mode for mode in DataMode if mode.value in values]
    if len(values) != 1 or not modes:
        shown = ", ".join(sorted(value or "none" for value in values))
        expected = "one for all records of " + " ".join(DataMode)
        raise MessageError(f"data mode {shown}", expected=expected, file=read.file, field="DATA_MODE")
    return modes[0]


def _read(
    path: Path | str, asked: DataMode | None, *, with_facts: bool = False
) -> tuple[FileReport, ElementFile | SatcatFile | None]:
    """Read one file; whatever goes wrong with it ends in its report."""
    content: InputFile | None = None
    read: ElementFile | SatcatFile
    try:
        content = read_input(path)
        if with_facts and _is_satcat(content.content):
            read, stated = read_satcat_file(content.content, file=content.name), None
        else:
            read = _identified(read_element_file(content.content, file=content.name))
            stated = stated_mode(read)
        mode = _agreed_mode(stated, asked, content.name)
    except MessageError as exc:
        sha256 = "" if content is None else content.sha256
        return FileReport(str(path), sha256, "", asked or DataMode.REAL, 0, (exc,)), None
    report = FileReport(content.name, content.sha256, read.form, mode, len(read.records), read.refusals)
    return report, read


def _is_satcat(content: bytes) -> bool:
    """Return whether a file speaks of types of objects but not of their orbits' elements."""
    is_json = content.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in {b"{", b"["}
    head = content if is_json else content.lstrip().split(b"\n", maxsplit=1)[0]
    return b"OBJECT_TYPE" in head and b"MEAN_MOTION" not in head


def _identified(read: ElementFile) -> ElementFile:
    """Refuse records that do not say which object they are of, and a file without any."""
    records = read.records
    if not len(records) and not read.refusals:
        raise MessageError("the file holds no records", expected="one or more", file=read.file)
    is_nobody = (records.norad_cat_id <= 0) & (records.object_id == "") & (records.object_name == "")
    if not is_nobody.any():
        return read
    refusals = [
        MessageError(
            "the record names no object",
            expected="a catalog number, a COSPAR id or a name",
            file=read.file,
            line=line,
        )
        for line in records.line[is_nobody].tolist()
    ]
    ordered = sorted((*read.refusals, *refusals), key=lambda refusal: refusal.line)
    return replace(read, records=records[np.flatnonzero(~is_nobody)], refusals=tuple(ordered))


def _agreed_mode(stated: DataMode | None, asked: DataMode | None, name: str) -> DataMode:
    if stated is not None and asked is not None and stated is not asked:
        raise MessageError(f"states data mode {stated.value}", expected=f"{asked.value} as asked", file=name)
    return stated or asked or DataMode.REAL


def _one_mode(reports: Sequence[FileReport]) -> DataMode:
    modes = {report.data_mode: report.name for report in reports if report.n_records}
    if len(modes) > 1:
        told = ", ".join(f"{name} is {mode.value}" for mode, name in modes.items())
        raise ArgumentError(f"files of different data modes: {told}; expected one mode at a time")
    return next(iter(modes))


def _csv_marks(content: bytes) -> list[str]:
    rows = csv.reader(io.StringIO(content.decode("utf-8-sig", "replace").lstrip()), skipinitialspace=True)
    header = [name.strip().upper() for name in next(rows)]
    if "DATA_MODE" not in header:
        return []
    column = header.index("DATA_MODE")
    return [row[column].strip() for row in rows if len(row) == len(header)]


def _other_marks(read: ElementFile) -> list[str]:
    pattern = _MARKS.get(read.form)
    found: list[bytes] = [] if pattern is None else pattern.findall(read.content)
    return [mark.decode("utf-8", "replace").strip() for mark in found]


def _tell(progress: Progress | None, path: Path | str, done: int, total: int) -> None:
    if progress is not None:
        progress(str(path), done, total)
