"""A plain table of states of one object: CSV with two lines of comment."""

from __future__ import annotations

import re

import numpy as np

from specola.epochs import Epochs
from specola.errors import MessageError
from specola.frames.tags import Frame
from specola.messages.ephemeris_records import EphemerisRecord
from specola.messages.refused_files import refuse_what_is_no_text

POSITION_HEADER = "epoch_utc,x_km,y_km,z_km"
HEADER = f"{POSITION_HEADER},vx_km_s,vy_km_s,vz_km_s"
_EXPECTED = f"a state table: # frame: FRAME, # object: ID, then {HEADER}"
_COMMENT = re.compile(r"#\s*(frame|object)\s*:\s*(\S.*)", re.IGNORECASE)
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?", re.ASCII)


def read_state_table(content: bytes, *, file: str) -> EphemerisRecord:
    """Read states of one object.

    The table is CSV: lines `# frame: TEME` (or GCRF, EME2000, ITRF) and `# object: ID`, the header
    `epoch_utc,x_km,y_km,z_km,vx_km_s,vy_km_s,vz_km_s` (the velocities may be left out), then a row for
    each instant, ascending.

    Parameters
    ----------
    content : the bytes of the file, decompressed
    file : its name, for messages

    Raises
    ------
    MessageError
        For the first line that breaks the format.
    """
    refuse_what_is_no_text(content, expected=_EXPECTED, file=file)
    comments: dict[str, str] = {}
    header = ""
    rows: list[list[str]] = []
    lines: list[int] = []
    for number, raw in enumerate(content.decode("utf-8-sig", "replace").splitlines(), 1):
        line = raw.strip()
        if match := _COMMENT.fullmatch(line):
            comments[match[1].lower()] = match[2].strip()
        elif not line or line.startswith("#"):
            continue
        elif not header:
            header = ",".join(word.strip() for word in line.split(","))
            if header not in (HEADER, POSITION_HEADER):
                raise MessageError(f"header {line[:80]!r}", expected=HEADER, file=file, line=number)
        else:
            rows.append([word.strip() for word in line.split(",")])
            lines.append(number)
    frame = _frame(comments, file)
    if not rows:
        raise MessageError("no states", expected=_EXPECTED, file=file)
    values = _values(rows, lines, header.count(",") + 1, file)
    epochs = _epochs([row[0] for row in rows], lines, file)
    return EphemerisRecord(
        object_id=np.array([comments["object"]], dtype=np.str_),
        frame=frame,
        source_frame=comments["frame"],
        epochs=epochs,
        position_km=values[np.newaxis, :, :3],
        velocity_km_s=values[np.newaxis, :, 3:] if values.shape[1] == 6 else None,
    )


def _frame(comments: dict[str, str], file: str) -> Frame:
    for name in ("frame", "object"):
        if name not in comments:
            raise MessageError(f"no line # {name}:", expected=_EXPECTED, file=file, line=1)
    try:
        return Frame(comments["frame"].upper())
    except ValueError:
        expected = "one of " + ", ".join(Frame)
        raise MessageError(repr(comments["frame"]), expected=expected, file=file, field="frame") from None


def _values(
    rows: list[list[str]], lines: list[int], due: int, file: str
) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    for row, line in zip(rows, lines, strict=True):
        if len(row) != due:
            raise MessageError(f"{len(row)} fields", expected=f"{due} as in the header", file=file, line=line)
        for word in row[1:]:
            if not _NUMBER.fullmatch(word) or not np.isfinite(float(word)):
                raise MessageError(repr(word[:40]), expected="a finite number", file=file, line=line)
    return np.array([row[1:] for row in rows]).astype(np.float64)


def _epochs(texts: list[str], lines: list[int], file: str) -> Epochs:
    epochs, status = Epochs.parse_utc_text(texts)
    bad = np.flatnonzero(status)
    if len(bad):
        expected = "UTC as YYYY-MM-DDThh:mm:ss[.d...][Z]"
        row = int(bad[0])
        raise MessageError(
            repr(texts[row][:40]), expected=expected, file=file, line=lines[row], field="epoch_utc"
        )
    backwards = np.flatnonzero(np.diff(epochs.seconds_since(epochs[:1])) <= 0.0) + 1
    if len(backwards):
        row = int(backwards[0])
        problem = f"{texts[row]} is not after {texts[row - 1]}"
        raise MessageError(
            problem, expected="ascending instants", file=file, line=lines[row], field="epoch_utc"
        )
    return epochs


def write_state_table(record: EphemerisRecord) -> bytes:
    """Write the states of one object; numbers read back the same, instants to 1e-15 s.

    Raises
    ------
    MessageError
        If the record holds more than one object, or a state that is not finite.
    """
    if len(record.object_id) != 1:
        raise MessageError(f"{len(record.object_id)} objects", expected="one in a state table")
    states = record.position_km[0]
    header = POSITION_HEADER
    if record.velocity_km_s is not None:
        states = np.concatenate([states, record.velocity_km_s[0]], axis=1)
        header = HEADER
    if not np.isfinite(states).all():
        raise MessageError("a state is not finite", expected="finite numbers")
    rows = [
        ",".join([epoch, *map(repr, state)])
        for epoch, state in zip(record.epochs.to_utc_text(digits=15), states.tolist(), strict=True)
    ]
    comments = [f"# frame: {record.frame}", f"# object: {record.object_id[0]}"]
    return ("\n".join([*comments, header, *rows]) + "\n").encode()
