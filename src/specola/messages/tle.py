"""Two-line element sets, with or without name lines: bytes to records."""

from __future__ import annotations

import numpy as np

from specola.epochs import Epochs
from specola.errors import MessageError
from specola.messages.element_records import ElementFile, ElementRecords, Texts
from specola.messages.text_columns import texts_from_matrix, words
from specola.messages.tle_fields import TLE_FIELDS, TleField
from specola.numerics.arrays import Bytes, Floats, Ints

_EPOCH_UNITS_PER_DAY = 10**8
_QUOTED = 80


def read_tle_file(content: bytes, *, file: str) -> ElementFile:
    """Read TLE or 3LE; see `read_element_file`."""
    from specola.messages import tle_kernels as kernels  # numba is slow to import

    text = np.frombuffer(content, dtype=np.uint8)
    most = content.count(b"\n") + content.count(b"\r") + 1
    lines = np.empty((3, most), dtype=np.int64)
    n_lines: int = kernels.split_lines(text, *lines)
    lines = lines[:, :n_lines]
    starts, ends, numbers = lines[0], lines[1], lines[2]
    sets = np.empty((n_lines, 4), dtype=np.int64)
    n: int = kernels.pair_lines(text, starts, ends, n_lines, sets)
    sets = sets[:n]
    wholes = np.zeros((8, n), dtype=np.int64)
    decimals = np.zeros((9, n))
    designators = np.full((n, 8), ord(" "), dtype=np.uint8)
    problems = np.zeros(n, dtype=np.int64)
    kernels.read_sets(text, starts, ends, sets, wholes, decimals, designators, problems)

    is_good = (sets[:, 0] == kernels.SET) & (problems == 0)
    good, bad = np.flatnonzero(is_good), np.flatnonzero(~is_good)
    name_line = sets[good, 1]
    line_1 = sets[good, 2]
    first_line: Ints = np.choose(name_line >= 0, [line_1, name_line])
    records = _records(
        wholes[:, good],
        decimals[:, good],
        names=_names(text, lines, name_line),
        object_ids=_object_ids(designators[good]),
        line=numbers[first_line],
        span=np.stack([starts[first_line], ends[sets[good, 3]]], axis=1),
    )
    refusals = tuple(_refusal(content, lines, sets[row], int(problems[row]), file) for row in bad.tolist())
    form = "3le" if bool((name_line >= 0).any()) else "tle"
    return ElementFile(file=file, form=form, content=content, records=records, refusals=refusals)


def _records(
    wholes: Ints,
    decimals: Floats,
    *,
    names: Texts,
    object_ids: Texts,
    line: Ints,
    span: Ints,
) -> ElementRecords:
    number, classification, year, day_of_year, day_units, ephemeris_type, element_set_no, rev = wholes
    dot, ddot, bstar, inclination, node, eccentricity, pericenter, anomaly, motion = decimals
    letters = np.where(classification == ord(" "), 0, classification).astype(np.uint32)
    return ElementRecords(
        norad_cat_id=number,
        object_name=names,
        object_id=object_ids,
        classification_type=letters.view("U1"),
        epoch=Epochs.from_utc_days(
            year, day_of_year, day_units=day_units, units_per_day=_EPOCH_UNITS_PER_DAY
        ),
        mean_motion_rev_day=motion,
        eccentricity=eccentricity,
        inclination_deg=inclination,
        ra_of_asc_node_deg=node,
        arg_of_pericenter_deg=pericenter,
        mean_anomaly_deg=anomaly,
        bstar_per_earth_radius=bstar,
        mean_motion_dot_rev_day2=dot,
        mean_motion_ddot_rev_day3=ddot,
        ephemeris_type=ephemeris_type,
        element_set_no=element_set_no,
        rev_at_epoch=rev,
        line=line,
        span=span,
    )


def _names(text: Bytes, lines: Ints, name_line: Ints) -> Texts:
    """Names without the `0 ` that 3LE puts before them."""
    present = name_line >= 0
    row = np.maximum(name_line, 0)
    starts, ends = np.where(present, lines[0, row], -1), np.where(present, lines[1, row], -1)
    at = np.maximum(starts, 0)
    following = np.minimum(at + 1, max(len(text) - 1, 0))
    if len(text) == 0:
        return words(text, starts=starts, ends=ends)
    is_marked = present & (text[at] == ord("0")) & ((text[following] == ord(" ")) | (ends - starts == 1))
    names = words(text, starts=np.minimum(starts + 2 * is_marked, ends), ends=ends)
    return np.strings.strip(names)


def _object_ids(designators: Bytes) -> Texts:
    from specola.messages import tle_kernels as kernels  # numba is slow to import

    matrix = np.zeros((len(designators), 11), dtype=np.uint8)
    kernels.write_object_ids(designators, matrix)
    return texts_from_matrix(matrix)


def _refusal(content: bytes, lines: Ints, group: Ints, problem: int, file: str) -> MessageError:
    """Say why a group of lines is refused."""
    from specola.messages import tle_kernels as kernels  # numba is slow to import

    kind, _, first, second = group.tolist()

    def quoted(row: int) -> str:
        shown = content[lines[0, row] : lines[1, row]].decode("utf-8", "replace")
        return repr(shown if len(shown) <= _QUOTED else shown[:_QUOTED] + "...")

    def error(problem: str, expected: str, row: int, field: str) -> MessageError:
        return MessageError(problem, expected=expected, file=file, line=int(lines[2, row]), field=field)

    if kind == kernels.NO_LINE_1:
        blame = "missing before this line 2" if first == second else f"{quoted(first)} before a line 2"
        return error(blame, "line 1, then line 2", first, "line 1")
    if kind == kernels.NO_LINE_2:
        return error(f"missing after {quoted(first)}", "line 1, then line 2", first, "line 2")
    if kind == kernels.STRAY:
        return error(f"{quoted(first)} belongs to no element set", "a name, line 1 or line 2", first, "")
    reason, number = divmod(problem, 100)
    if reason == kernels.GAP:
        row = first if number in kernels.GAPS_1 else second
        shown = content[lines[0, row] + number : lines[0, row] + number + 1].decode("ascii")
        return error(f"{shown!r} in column {number + 1}", "a blank", row, f"line {1 if row == first else 2}")
    field = TLE_FIELDS[number]
    row = first if field.line == 1 else second
    line = content[lines[0, row] : lines[1, row]]
    return error(
        _problem(line, content[lines[0, first] :], reason, field), field.expected, row, field.keyword
    )


def _problem(line: bytes, line_1: bytes, reason: int, field: TleField) -> str:
    """Return what is wrong with a field, with the value found."""
    from specola.messages import tle_kernels as kernels  # numba is slow to import

    if reason == kernels.LENGTH:
        return f"{len(line)} characters"
    if reason == kernels.NOT_ASCII:
        return "a character that is not printable ASCII"
    value = line[field.first - 1 : field.last].decode("ascii")
    place = f"columns {field.first}-{field.last}" if field.last > field.first else f"column {field.last}"
    if reason == kernels.OTHER_ID:
        return f"line 2 is of {value!r}, line 1 of {line_1[2:7].decode('ascii')!r}"
    if reason == kernels.CHECKSUM:
        due = str(kernels.checksum(np.frombuffer(line, dtype=np.uint8), 0))
        return f"{value!r} in {place} of line {field.line}, whose characters give {due}"
    return f"{value!r} in {place}"
