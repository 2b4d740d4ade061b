"""Where specola keeps what it writes, and how a file is written so that it is never half there.

Environment: `SPECOLA_HOME` moves everything, `SPECOLA_CACHE` and `SPECOLA_DATA` move the cache and
the data files alone. Without them the folders are those of the operating system (platformdirs).
"""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib.util import source_hash
from pathlib import Path
from typing import TYPE_CHECKING

from specola import __version__
from specola.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Mapping

PACKAGE = Path(__file__).resolve().parent.parent
_XDG = {
    "cache": ("XDG_CACHE_HOME", ".cache"),
    "config": ("XDG_CONFIG_HOME", ".config"),
    "data": ("XDG_DATA_HOME", ".local/share"),
}


@dataclass(frozen=True, slots=True)
class Directories:
    """The folders of one user.

    Attributes
    ----------
    cache : what can be fetched or computed again: answers of remote sources, compiled kernels
    config : settings
    data : the site's data files (Earth orientation, leap seconds, space weather)
    notes : a sentence for each folder that is not where it should be, to be shown to the user
    """

    cache: Path
    config: Path
    data: Path
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class KernelCache:
    """Where compiled kernels are kept, and whether any are there.

    Attributes
    ----------
    directory : one folder for each version of the kernels' sources
    first_time : true when nothing is compiled yet
    note : why the folder is not where it should be, "" when it is
    """

    directory: Path
    first_time: bool
    note: str


def directories(environ: Mapping[str, str] | None = None) -> Directories:
    """Return the folders to use; the cache folder exists and can be written.

    A cache that cannot be written is replaced by a private temporary folder, and `notes` says so.
    Neither `config` nor `data` is created here: only writing them does.
    """
    env = os.environ if environ is None else environ
    cache, note = _writable(_cache_place(env))
    return Directories(
        cache=cache,
        config=_place(env, "config").absolute(),
        data=data_directory(env),
        notes=(note,) if note else (),
    )


def data_directory(environ: Mapping[str, str] | None = None) -> Path:
    """Return the folder of the site's data files, whether it exists or not."""
    env = os.environ if environ is None else environ
    return Path(env.get("SPECOLA_DATA") or _place(env, "data")).absolute()


def kernel_cache(environ: Mapping[str, str] | None = None) -> KernelCache:
    """Return the folder for kernels compiled from the sources of this very installation.

    The name holds a hash of every kernel module, because numba checks only the file that holds a
    function: a kernel inlined from another module would otherwise stay compiled as it was.
    """
    env = os.environ if environ is None else environ
    cache, note = _writable(_cache_place(env))
    directory, other = _writable(cache / "kernels" / f"{__version__}-{_kernel_hash(PACKAGE)}")
    return KernelCache(directory, not _holds_compiled(directory), note or other)


def prepare_kernel_cache() -> bool:
    """Point numba at the kernel cache and say whether kernels must be compiled first.

    Call it before anything imports numba, which reads `NUMBA_CACHE_DIR` once; a later call is of
    no effect. Takes about a millisecond.
    """
    found = kernel_cache()
    os.environ["NUMBA_CACHE_DIR"] = str(found.directory)
    return found.first_time


def write_atomically(path: Path, content: bytes) -> None:
    """Write a file that is either the old one or the new one, never a part of either.

    Raises
    ------
    DataError
        The folder cannot be made or written.
    """
    import tempfile  # slow to import, and the kernel cache seldom needs it

    temporary = ""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    except OSError as exc:
        if temporary:
            Path(temporary).unlink(missing_ok=True)
        msg = f"cannot write {path}: {exc.strerror}, expected a folder that this user may write"
        raise DataError(msg) from exc


@contextmanager
def exclusive(path: Path) -> Generator[None]:
    """Hold the lock file `path`: one process and thread at a time; it ends with its process.

    Raises
    ------
    DataError
        The lock file cannot be made.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = path.open("ab")
    except OSError as exc:
        msg = f"cannot lock {path}: {exc.strerror}, expected a folder that this user may write"
        raise DataError(msg) from exc
    with file:
        _lock(file.fileno())
        yield


if sys.platform == "win32":  # pragma: no cover - other operating system

    def _lock(descriptor: int) -> None:
        import msvcrt  # exists there only

        msvcrt.locking(descriptor, msvcrt.LK_LOCK, 1)

else:

    def _lock(descriptor: int) -> None:
        import fcntl  # exists here only

        fcntl.flock(descriptor, fcntl.LOCK_EX)


def _cache_place(env: Mapping[str, str]) -> Path:
    return Path(env.get("SPECOLA_CACHE") or _place(env, "cache")).absolute()


def _place(env: Mapping[str, str], kind: str) -> Path:
    """Return the folder of one kind: under SPECOLA_HOME, or where the operating system keeps such things."""
    home = env.get("SPECOLA_HOME")
    if home:
        return Path(home) / kind
    if sys.platform == "linux":
        return _xdg_place(env, kind)
    return _system_place(kind)


def _xdg_place(env: Mapping[str, str], kind: str) -> Path:
    """Do what platformdirs does on Linux, without the 20 ms that importing it costs.

    Source: XDG Base Directory Specification 0.8; a relative path in the environment is ignored.
    """
    variable, fallback = _XDG[kind]
    given = env.get(variable, "")
    base = given if given.startswith("/") else Path("~", fallback).expanduser()
    return Path(base, "specola")


def _system_place(kind: str) -> Path:
    import platformdirs  # slow to import, and not needed on Linux

    place = {
        "cache": platformdirs.user_cache_path,
        "config": platformdirs.user_config_path,
        "data": platformdirs.user_data_path,
    }[kind]
    return place("specola", appauthor=False)


def _writable(wanted: Path) -> tuple[Path, str]:
    """Return the folder, or a private temporary one with the sentence that says why."""
    try:
        wanted.mkdir(parents=True, exist_ok=True)
        reason = "" if os.access(wanted, os.W_OK | os.X_OK) else "it is not writable"
    except OSError as exc:
        reason = str(exc.strerror)
    if not reason:
        return wanted, ""
    private = _private_folder()
    return private, f"cannot use {wanted}: {reason}; using {private} instead (set SPECOLA_CACHE to move it)"


def _private_folder() -> Path:
    """Return a temporary folder that nobody else can have prepared: compiled code is loaded from it."""
    import tempfile  # slow to import, and seldom needed

    user = os.getuid() if hasattr(os, "getuid") else 0
    folder = Path(tempfile.gettempdir()) / f"specola-{user}"
    with suppress(FileExistsError):
        folder.mkdir(mode=0o700)
    found = folder.lstat()
    ours = folder.is_dir() and not folder.is_symlink() and not found.st_mode & 0o077
    if ours and (found.st_uid == user or sys.platform == "win32"):
        return folder
    return Path(tempfile.mkdtemp(prefix="specola-"))


def _kernel_hash(package: Path) -> str:
    """Return a hash of the kernels' sources, salted with the Python that compiles them.

    It is the hash that Python itself puts in compiled files: importing hashlib costs 3 ms.
    """
    parts: list[bytes] = []
    for path in sorted(_kernel_sources(str(package))):
        with open(path, "rb") as file:  # noqa: PTH123 - Path costs more than the reading
            content = file.read()
        parts += [f"{os.path.relpath(path, package)}:{len(content)}:".encode(), content]
    return source_hash(b"".join(parts)).hex()


def _kernel_sources(folder: str) -> Iterator[str]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                if not entry.name.startswith(("_", ".")):
                    yield from _kernel_sources(entry.path)
            elif entry.name.endswith(("kernels.py", "layout_fields.py")):
                yield entry.path


def _holds_compiled(directory: Path) -> bool:
    """Return whether numba left an index file there, one folder down."""
    return any(directory.glob("*/*.nbi"))
