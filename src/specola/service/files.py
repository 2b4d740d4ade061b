"""Reading input files: plain, gzip or zstandard, told apart by their first bytes, never without limit."""

from __future__ import annotations

import hashlib
import io
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from specola.errors import MessageError

MAX_CONTENT_BYTES = 4 << 30
_OUT_BYTES = 1 << 20
_IN_BYTES = 1 << 10  # four bytes of zstandard may hold 128 KiB: bounds what one piece can become
_GZIP = b"\x1f\x8b"
_ZSTD = b"\x28\xb5\x2f\xfd"


@dataclass(frozen=True, slots=True)
class InputFile:
    """A file as it was read.

    Attributes
    ----------
    name : as it was given, for messages
    content : the (decompressed) bytes
    sha256 : of `content`, in hexadecimal: the same whether the file was compressed or not
    """

    name: str
    content: bytes
    sha256: str


def read_input(path: Path | str, *, max_bytes: int = MAX_CONTENT_BYTES) -> InputFile:
    """Read a file, decompressing it where its first bytes say so, whatever its name.

    Raises
    ------
    MessageError
        The file is not there, cannot be read, is empty, is damaged, or holds more than `max_bytes`.
    """
    name = str(path)
    try:
        with Path(path).open("rb") as file:
            raw = file.read(max_bytes + 1)
    except OSError as exc:
        problem = f"cannot be read: {exc.strerror or exc}"
        raise MessageError(problem, expected="a file that is there and readable", file=name) from exc
    if not raw:
        raise MessageError("empty file", expected="some records", file=name)
    content = decompress(raw, name=name, max_bytes=max_bytes)
    if not content:
        raise MessageError("empty when decompressed", expected="some records", file=name)
    return InputFile(name, content, hashlib.sha256(content).hexdigest())


def decompress(raw: bytes, *, name: str, max_bytes: int = MAX_CONTENT_BYTES) -> bytes:
    """Return the bytes that gzip or zstandard data hold; other data as they are.

    Raises
    ------
    MessageError
        The data are damaged or cut short, or hold more than `max_bytes`.
    """
    if raw.startswith(_GZIP):
        return _collect(_gunzip(raw, name), name, max_bytes)
    if raw.startswith(_ZSTD):
        return _collect(_unzstd(raw, name), name, max_bytes)
    return _collect([raw], name, max_bytes)


def _collect(parts: Iterable[bytes], name: str, max_bytes: int) -> bytes:
    kept: list[bytes] = []
    size = 0
    for part in parts:
        kept.append(part)
        size += len(part)
        if size > max_bytes:
            raise MessageError(f"holds more than {max_bytes} bytes", expected="less", file=name)
    return b"".join(kept)


def _gunzip(raw: bytes, name: str) -> Iterable[bytes]:
    import gzip

    try:
        with gzip.GzipFile(fileobj=io.BytesIO(raw)) as file:
            while part := file.read(_OUT_BYTES):
                yield part
    except EOFError as exc:
        raise MessageError("gzip data are cut short", expected="a whole file", file=name) from exc
    except (OSError, zlib.error) as exc:
        raise MessageError(f"gzip data are damaged: {exc}", expected="a whole file", file=name) from exc


def _unzstd(raw: bytes, name: str) -> Iterable[bytes]:
    import zstandard

    start = 0
    while start < len(raw):
        frame = zstandard.ZstdDecompressor().decompressobj()
        try:
            while not frame.eof:
                piece = raw[start : start + _IN_BYTES]
                if not piece:
                    raise MessageError("zstandard data are cut short", expected="a whole file", file=name)
                start += len(piece)
                yield frame.decompress(piece)
        except zstandard.ZstdError as exc:
            msg = f"zstandard data are damaged: {exc}"
            raise MessageError(msg, expected="a whole file", file=name) from exc
        start -= len(frame.unused_data)
