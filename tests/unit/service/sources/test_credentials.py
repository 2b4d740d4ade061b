"""Accounts come from the environment or the keyring, and stay hidden."""

from __future__ import annotations

import copy
import pickle

import keyring
import keyring.backend
import keyring.credentials
import keyring.errors
import pytest

from specola.errors import SourceError
from specola.service.sources.credentials import (
    SPACE_TRACK_SERVICE,
    Credentials,
    Secret,
    space_track_credentials,
)

ENVIRONMENT = {"SPECOLA_SPACETRACK_IDENTITY": "a@b.example", "SPECOLA_SPACETRACK_PASSWORD": "pass word"}


class Ring(keyring.backend.KeyringBackend):
    """A keyring in memory."""

    priority = 1

    def __init__(self, passwords):
        super().__init__()
        self.passwords = passwords

    def get_password(self, service, username):
        return self.passwords.get((service, username))

    def set_password(self, service, username, password):
        raise NotImplementedError

    def get_credential(self, service, username):
        for (kept, name), password in self.passwords.items():
            if kept == service and username in {None, name}:
                return keyring.credentials.SimpleCredential(name, password)
        return None


@pytest.fixture
def ring(monkeypatch):
    """Use a keyring with one Space-Track account."""
    before = keyring.get_keyring()
    keyring.set_keyring(Ring({(SPACE_TRACK_SERVICE, "ring@b.example"): "from the ring"}))
    yield
    keyring.set_keyring(before)


def test_the_environment_comes_first(ring):
    account = space_track_credentials(ENVIRONMENT)
    assert (account.identity.reveal(), account.password.reveal()) == ("a@b.example", "pass word")


def test_the_process_environment_is_the_default(monkeypatch):
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    assert space_track_credentials().identity.reveal() == "a@b.example"


def test_the_keyring_gives_the_rest(ring):
    for env in ({}, {"SPECOLA_SPACETRACK_IDENTITY": "ring@b.example"}):
        account = space_track_credentials(env)
        assert (account.identity.reveal(), account.password.reveal()) == ("ring@b.example", "from the ring")


def test_no_account_is_told_with_the_way_out(ring):
    with pytest.raises(SourceError, match=r"no Space-Track account: expected SPECOLA_.*keyring set"):
        space_track_credentials({"SPECOLA_SPACETRACK_IDENTITY": "other@b.example"})


def test_a_keyring_that_does_not_work_is_none(monkeypatch):
    def broken(*_):
        raise keyring.errors.NoKeyringError

    monkeypatch.setattr(keyring, "get_credential", broken)
    with pytest.raises(SourceError, match="no Space-Track account"):
        space_track_credentials({})


def test_secrets_do_not_show():
    account = Credentials(Secret("a@b.example"), Secret("pass word"))
    shown = f"{account} {account!r} {account.password} {account.password!r} {vars(Secret)}"
    assert "pass word" not in shown
    assert "a@b.example" not in shown
    for write in (pickle.dumps, copy.deepcopy):
        with pytest.raises(TypeError, match="a secret cannot be written or sent"):
            write(account.password)
