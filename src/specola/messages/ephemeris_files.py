"""Files of states, told apart by their contents."""

from __future__ import annotations

from specola.messages.ephemeris_records import EphemerisRecord
from specola.messages.sp3 import read_sp3_file
from specola.messages.state_table import read_state_table

_SP3_MARKS = (b"#a", b"#b", b"#c", b"#d")


def read_ephemeris_file(content: bytes, *, file: str) -> EphemerisRecord:
    """Read SP3 or a state table; see `read_sp3_file` and `read_state_table`.

    Parameters
    ----------
    content : the bytes of the file, decompressed
    file : its name, for messages

    Raises
    ------
    MessageError
        If the file is neither, or breaks its format.
    """
    head = content.removeprefix(b"\xef\xbb\xbf").lstrip()
    if head.startswith(_SP3_MARKS) and head[2:3] in (b"P", b"V", b" "):
        return read_sp3_file(content, file=file)
    return read_state_table(content, file=file)
