"""Opening a store: creating it, checking which schema made it, and migrating an older one.

Every transaction is all or nothing, also when the process is killed: SQLite writes ahead (WAL) and
syncs at each commit (FULL).
"""

from __future__ import annotations

import uuid
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, insert, inspect, text
from sqlalchemy.exc import ArgumentError as SqlArgumentError
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool

from specola.errors import StoreError
from specola.store.schema import REVISION, STORE_INFO

# Ids made from public identities are the same in every store, unless it is given a namespace of its own.
PUBLIC_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "urn:specola:objects")
LOCK_WAIT_S = 30.0
_CACHE = "cache_size=-65536"  # 64 MiB: one import of a full catalog is not spilled page by page


@dataclass(frozen=True, slots=True)
class Store:
    """An open store; close it by leaving `open_store`.

    Attributes
    ----------
    place : file or address, for messages
    engine : the database
    note : what opening did (created, migrated), "" when nothing
    """

    place: str
    engine: Engine
    note: str = ""

    @contextmanager
    def reading(self) -> Generator[Connection]:
        """Give a connection that sees one unchanging picture.

        Raises
        ------
        StoreError
            The store cannot be read.
        """
        with _translated(self.place), self.engine.begin() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Generator[Connection]:
        """Give the one connection that may write; all of it is kept on leaving, none on an error.

        Raises
        ------
        StoreError
            The store cannot be written, or another process has been writing for too long.
        """
        with _translated(self.place), self.engine.connect() as raw:
            connection = raw.execution_options(specola_writes=True)
            with connection.begin():
                yield connection


@contextmanager
def open_store(
    place: Path | str, *, create: bool = True, namespace: uuid.UUID = PUBLIC_NAMESPACE
) -> Generator[Store]:
    """Open a store, making or migrating it where needed.

    Parameters
    ----------
    place : file, or address beginning `sqlite:`
    create : whether a store that is not there is made
    namespace : of the ids of a new store; a secret one keeps its ids from being guessed

    Raises
    ------
    StoreError
        Not there, not a specola store, made by a newer specola, or not readable.
    """
    url = _url(place, create=create)
    try:
        engine = create_engine(url, poolclass=NullPool, connect_args={"timeout": LOCK_WAIT_S})
    except SqlArgumentError as exc:
        msg = f"store {place}: not an address, expected a file or sqlite:///FILE"
        raise StoreError(msg) from exc
    _set_up_sqlite(engine)
    store = Store(str(place), engine)
    try:
        yield Store(store.place, engine, _prepare(store, namespace))
    finally:
        engine.dispose()


def schema_revision(connection: Connection) -> str | None:
    """Return the revision of the schema, None where the store has no tables at all."""
    tables = inspect(connection).get_table_names()
    if "alembic_version" in tables:
        return str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one())
    return "" if tables else None


def migrate(connection: Connection, revision: str = REVISION) -> None:
    """Bring the schema to `revision`, within the caller's transaction."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "specola.store:migrations")
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def _url(place: Path | str, *, create: bool) -> str:
    scheme, colon, rest = str(place).partition(":")
    if isinstance(place, str) and colon and rest.startswith("/"):
        if scheme == "sqlite":
            return place
        msg = f"store {scheme}:...: no such kind of store yet, expected a file or sqlite:///FILE"
        raise StoreError(msg)
    file = Path(place).absolute()
    if not create and not file.exists():
        msg = f"store {place}: not there, expected a store made by `specola catalog import`"
        raise StoreError(msg)
    if not file.parent.is_dir():
        msg = f"store {place}: its folder is not there, expected an existing folder"
        raise StoreError(msg)
    return f"sqlite:///{file}"


def _set_up_sqlite(engine: Engine) -> None:
    """Let SQLAlchemy, not the driver, begin transactions, and sync at every commit."""

    @event.listens_for(engine, "connect")
    def connected(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        for pragma in ("foreign_keys=ON", "journal_mode=WAL", "synchronous=FULL", _CACHE):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begun(connection: Connection) -> None:
        # A writer takes the lock at once: it then never finds that its picture has moved under it.
        writes = connection.get_execution_options().get("specola_writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _prepare(store: Store, namespace: uuid.UUID) -> str:
    with store.reading() as connection:
        revision = schema_revision(connection)
    if revision == REVISION:
        return ""
    if revision is not None and not "0000" < revision < REVISION:
        _refuse(store.place, revision)
    with store.writing() as connection:
        now = schema_revision(connection)  # another process may have been first
        if now != REVISION:
            migrate(connection)
        if now is None:
            connection.execute(insert(STORE_INFO), {"key": "namespace", "value": str(namespace)})
    made = "created" if revision is None else f"migrated from schema {revision}"
    return f"store {store.place}: {made}, now at schema {REVISION}"


def _refuse(place: str, revision: str) -> None:
    if not revision:
        msg = f"store {place}: another program's database, expected a specola store"
    else:
        msg = (
            f"store {place}: made by schema {revision}, which this specola does not know, "
            f"expected at most {REVISION}: use the newer specola"
        )
    raise StoreError(msg)


@contextmanager
def _translated(place: str) -> Generator[None]:
    try:
        yield
    except SQLAlchemyError as exc:
        cause = getattr(exc, "orig", None) or exc
        msg = f"store {place}: {cause}, expected a specola store that this user may read and write"
        raise StoreError(msg) from exc
