"""Names and passwords for remote sources: read when needed, kept out of everything that is written."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn

from specola.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Mapping

SPACE_TRACK_SERVICE = "specola.space-track"
_IDENTITY = "SPECOLA_SPACETRACK_IDENTITY"
_PASSWORD = "SPECOLA_SPACETRACK_PASSWORD"  # noqa: S105 - the name of a variable, not a password


class Secret:
    """Text that prints as `(hidden)`, cannot be pickled, and is read by `reveal` alone."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """Return the text, to be handed on and not kept."""
        return self._text

    def __repr__(self) -> str:
        return "(hidden)"

    def __reduce__(self) -> NoReturn:
        msg = "a secret cannot be written or sent"
        raise TypeError(msg)


@dataclass(frozen=True, slots=True)
class Credentials:
    """Who logs in, and with what."""

    identity: Secret
    password: Secret


def space_track_credentials(environ: Mapping[str, str] | None = None) -> Credentials:
    """Return the Space-Track account, from the environment or from the system's keyring.

    The environment is `SPECOLA_SPACETRACK_IDENTITY` and `SPECOLA_SPACETRACK_PASSWORD`; what it does
    not give is asked of the keyring, service `specola.space-track`.

    Raises
    ------
    SourceError
        Neither has it.
    """
    env = os.environ if environ is None else environ
    identity, password = env.get(_IDENTITY, ""), env.get(_PASSWORD, "")
    if not (identity and password):
        identity, password = _from_keyring(identity)
    if not (identity and password):
        msg = (
            f"no Space-Track account: expected {_IDENTITY} and {_PASSWORD} in the environment, or "
            f"`keyring set {SPACE_TRACK_SERVICE} IDENTITY` (accounts are free at www.space-track.org)"
        )
        raise SourceError(msg)
    return Credentials(Secret(identity), Secret(password))


def _from_keyring(identity: str) -> tuple[str, str]:
    import keyring  # slow to import, and not needed where the environment has it
    import keyring.errors

    try:
        found = keyring.get_credential(SPACE_TRACK_SERVICE, identity or None)
    except keyring.errors.KeyringError:
        return "", ""
    return (found.username, found.password) if found else ("", "")
