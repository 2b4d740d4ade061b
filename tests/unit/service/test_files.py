"""Input files: plain, gzip, zstandard; with a limit; damaged ones refused with a sentence."""

from __future__ import annotations

import gzip
import hashlib
from pathlib import Path

import pytest
import zstandard

from specola.errors import MessageError
from specola.service.files import decompress, read_input

CONTENT = b"".join(b"%d,INVENTED\n" % k for k in range(200_000))
GZIP = gzip.compress(CONTENT, mtime=0)
ZSTD = zstandard.compress(CONTENT)


@pytest.mark.parametrize("name", ["a.csv", "a.csv.gz", "a.csv.zst", "a"])
@pytest.mark.parametrize("raw", [CONTENT, GZIP, ZSTD], ids=["plain", "gzip", "zstd"])
def test_file_is_read_by_its_first_bytes_whatever_its_name(tmp_path: Path, name: str, raw: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(raw)
    found = read_input(path)
    assert found.name == str(path)
    assert found.content == CONTENT
    assert found.sha256 == hashlib.sha256(CONTENT).hexdigest()


@pytest.mark.parametrize(
    "raw",
    [GZIP + GZIP, GZIP + gzip.compress(CONTENT, mtime=0) + bytes(512), ZSTD + ZSTD],
    ids=["gzip members", "gzip padded", "zstd frames"],
)
def test_parts_are_joined(raw: bytes) -> None:
    assert decompress(raw, name="a") == CONTENT + CONTENT


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (GZIP[:-9], "gzip data are cut short"),
        (GZIP[:5], "gzip data are cut short"),
        (GZIP[:-8] + bytes(8), "gzip data are damaged"),
        (GZIP[:2000] + b"\xff" * 50 + GZIP[2050:], "gzip data are damaged"),
        (GZIP + b"junk", "gzip data are damaged"),
        (ZSTD[:-9], "zstandard data are cut short"),
        (ZSTD[:5], "zstandard data are cut short"),
        (ZSTD[:6] + b"\xff" * 50 + ZSTD[56:], "zstandard data are damaged"),
        (ZSTD + b"junk", "zstandard data are damaged"),
    ],
)
def test_damaged_data_are_refused(raw: bytes, expected: str) -> None:
    with pytest.raises(MessageError) as caught:
        decompress(raw, name="a.gz")
    assert caught.value.sentence().startswith(f"a.gz: {expected}")
    assert caught.value.sentence().endswith("expected a whole file")


@pytest.mark.parametrize("raw", [CONTENT, GZIP, ZSTD], ids=["plain", "gzip", "zstd"])
def test_size_is_limited(tmp_path: Path, raw: bytes) -> None:
    path = tmp_path / "a"
    path.write_bytes(raw)
    assert len(read_input(path, max_bytes=len(CONTENT)).content) == len(CONTENT)
    with pytest.raises(MessageError, match=f"holds more than {len(CONTENT) - 1} bytes, expected less"):
        read_input(path, max_bytes=len(CONTENT) - 1)


def test_bomb_is_refused_before_it_unfolds() -> None:
    bomb = zstandard.compress(bytes(1 << 28))
    assert len(bomb) < 20_000
    with pytest.raises(MessageError, match="holds more than"):
        decompress(bomb, name="bomb", max_bytes=1 << 20)


def test_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(MessageError) as caught:
        read_input(tmp_path / "no.csv")
    assert str(caught.value) == (
        f"{tmp_path / 'no.csv'}: cannot be read: No such file or directory, "
        "expected a file that is there and readable"
    )


def test_folder_is_said(tmp_path: Path) -> None:
    with pytest.raises(MessageError, match="cannot be read: Is a directory"):
        read_input(str(tmp_path))


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b"", "empty file, expected some records"),
        (gzip.compress(b"", mtime=0), "empty when decompressed, expected some"),
    ],
)
def test_empty_file_is_said(tmp_path: Path, raw: bytes, expected: str) -> None:
    path = tmp_path / "a.gz"
    path.write_bytes(raw)
    with pytest.raises(MessageError, match=expected):
        read_input(path)
