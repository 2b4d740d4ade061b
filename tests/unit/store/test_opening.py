"""Creating, recognizing, refusing and migrating stores."""

from __future__ import annotations

import sqlite3
import uuid
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from specola.errors import StoreError
from specola.store.opening import PUBLIC_NAMESPACE, Store, migrate, open_store, schema_revision
from specola.store.schema import METADATA, REVISION


def pragma(store: Store, name: str) -> object:
    with store.reading() as connection:
        return connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()


def test_new_store_says_so_and_is_durable(tmp_path: Path) -> None:
    with open_store(tmp_path / "new.sqlite") as store:
        assert store.note == f"store {tmp_path / 'new.sqlite'}: created, now at schema {REVISION}"
        assert pragma(store, "journal_mode") == "wal"
        assert pragma(store, "synchronous") == 2  # FULL
        assert pragma(store, "foreign_keys") == 1
        with store.reading() as connection:
            assert schema_revision(connection) == REVISION
    with open_store(tmp_path / "new.sqlite", create=False) as store:
        assert store.note == ""


def test_address_is_accepted(tmp_path: Path) -> None:
    with open_store(f"sqlite:///{tmp_path / 'address.sqlite'}") as store:
        assert "created" in store.note
    assert (tmp_path / "address.sqlite").exists()


def test_namespace_is_kept(tmp_path: Path) -> None:
    own = uuid.UUID(int=7)
    for place, namespace in (("public", PUBLIC_NAMESPACE), ("own", own)):
        with open_store(tmp_path / place, namespace=namespace) as store, store.reading() as connection:
            kept = connection.execute(text("SELECT value FROM store_info WHERE key = 'namespace'")).scalar()
            assert kept == str(namespace)


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        ("missing.sqlite", "not there, expected a store made by"),
        ("missing/folder.sqlite", "not there"),
    ],
)
def test_missing_store_is_refused(tmp_path: Path, place: str, expected: str) -> None:
    with pytest.raises(StoreError, match=expected), open_store(tmp_path / place, create=False):
        pass
    assert not (tmp_path / place).exists()


def test_missing_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="its folder is not there"), open_store(tmp_path / "no" / "a.sqlite"):
        pass


@pytest.mark.parametrize("address", ["postgresql://u:secret@host/db", "oracle://x"])
def test_other_databases_are_refused_without_showing_the_password(address: str) -> None:
    with pytest.raises(StoreError, match="no such kind of store yet") as caught, open_store(address):
        pass
    assert "secret" not in str(caught.value)


def test_bad_address_is_refused() -> None:
    with pytest.raises(StoreError, match=r"sqlite://host/a\.sqlite"), open_store("sqlite://host/a.sqlite"):
        pass


def test_file_of_another_kind_is_refused_and_left_alone(tmp_path: Path) -> None:
    other = tmp_path / "other.csv"
    other.write_bytes(b"OBJECT_NAME,OBJECT_ID\n" * 100)
    with pytest.raises(StoreError, match=r"other\.csv: .*not a database"), open_store(other):
        pass
    assert other.read_bytes() == b"OBJECT_NAME,OBJECT_ID\n" * 100


def test_database_of_another_program_is_refused(tmp_path: Path) -> None:
    other = tmp_path / "other.sqlite"
    connection = sqlite3.connect(other)
    connection.execute("CREATE TABLE recipes (name TEXT)")
    connection.close()
    with pytest.raises(StoreError, match="another program's database"), open_store(other):
        pass


@pytest.mark.parametrize("revision", ["9999", "0000", "beef"])
def test_unknown_schema_is_refused_with_words(tmp_path: Path, revision: str) -> None:
    place = tmp_path / "newer.sqlite"
    with open_store(place) as store, store.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :to"), {"to": revision})
    expected = f"made by schema {revision}, which this specola does not know, expected at most {REVISION}"
    with pytest.raises(StoreError, match=expected), open_store(place):
        pass


def test_older_schema_is_migrated_with_words(tmp_path: Path) -> None:
    place = tmp_path / "older.sqlite"
    with open_store(place) as store, store.writing() as connection:
        for table in ("events", "product_inputs", "products"):
            connection.execute(text(f"DROP TABLE {table}"))
        connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
        connection.execute(text("INSERT INTO sources VALUES (1, 'kept')"))
    with open_store(place) as store:
        assert store.note == f"store {place}: migrated from schema 0001, now at schema {REVISION}"
        with store.reading() as connection:
            assert connection.execute(text("SELECT name FROM sources")).scalar() == "kept"
            assert connection.execute(text("SELECT count(*) FROM events")).scalar() == 0


def test_failed_migration_leaves_the_store_as_it_was(tmp_path: Path) -> None:
    place = tmp_path / "older.sqlite"
    with open_store(place) as store, store.writing() as connection:
        # The last table that the step makes is there already, so that the step fails half way.
        for table in ("product_inputs", "products"):
            connection.execute(text(f"DROP TABLE {table}"))
        connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    with pytest.raises(StoreError, match="events already exists"), open_store(place):
        pass
    connection = sqlite3.connect(place)
    names = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert connection.execute("SELECT version_num FROM alembic_version").fetchone() == ("0001",)
    connection.close()
    assert "products" not in names


def test_migrations_lead_to_the_schema(store: Store) -> None:
    with store.reading() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, METADATA) == []


def test_newest_migration_is_the_revision_of_the_schema() -> None:
    config = Config()
    config.set_main_option("script_location", "specola.store:migrations")
    assert ScriptDirectory.from_config(config).get_current_head() == REVISION


def test_migrating_twice_changes_nothing(store: Store) -> None:
    with store.writing() as connection:
        migrate(connection)
        assert schema_revision(connection) == REVISION


def test_foreign_keys_are_enforced(store: Store) -> None:
    with pytest.raises(StoreError, match="FOREIGN KEY constraint failed"), store.writing() as connection:
        connection.execute(text("INSERT INTO facts VALUES (1, 99, 'owner', 'X', 99, 0, 0)"))


def test_error_inside_writing_leaves_the_store_as_it_was(store: Store) -> None:
    def fail() -> None:
        with store.writing() as connection:
            connection.execute(text("INSERT INTO sources VALUES (1, 'lost')"))
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    with store.reading() as connection:
        assert connection.execute(text("SELECT count(*) FROM sources")).scalar() == 0


def test_reading_sees_one_picture_while_another_writes(store: Store) -> None:
    with store.reading() as reader:
        assert reader.execute(text("SELECT count(*) FROM sources")).scalar() == 0
        with store.writing() as writer:
            writer.execute(text("INSERT INTO sources VALUES (1, 'new')"))
        assert reader.execute(text("SELECT count(*) FROM sources")).scalar() == 0


def test_second_writer_waits_then_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("specola.store.opening.LOCK_WAIT_S", 0.05)
    with (
        open_store(tmp_path / "busy.sqlite") as store,
        store.writing(),
        pytest.raises(StoreError, match="database is locked"),
        store.writing(),
    ):
        pass


def test_another_process_may_have_made_the_store_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "raced.sqlite"
    with open_store(place, namespace=uuid.UUID(int=1)):
        pass
    answers = [None, REVISION]
    monkeypatch.setattr("specola.store.opening.schema_revision", lambda _: answers.pop(0))
    with open_store(place, namespace=uuid.UUID(int=2)) as store, store.reading() as connection:
        kept = connection.execute(text("SELECT value FROM store_info")).scalars().all()
    assert kept == [str(uuid.UUID(int=1))]
    assert answers == []
