"""Brings a database file to the newest schema, at the start.

Alembic is loaded only for a file of an older version: with the template engine and the other databases' dialects that it
brings, it would hold a tenth of an idle server's memory for as long as that runs. A file that does not exist yet is made
from the tables at once and marked as migrated, as Alembic's own documentation does it
(https://alembic.sqlalchemy.org/en/latest/cookbook.html#building-an-up-to-date-database-from-scratch); a test holds such a
file against one that all revisions made.
"""

import sqlite3
from pathlib import Path
from typing import Final, cast

from sqlalchemy import Connection, create_engine, event, pool
from sqlmodel import SQLModel

from dspy_chat import tables, words
from dspy_chat.errors import StorageFailed

_PACKAGE: Final = Path(__file__).parent.parent


def _migrations() -> Path:
    """Where the revisions are: beside this file in a wheel, at the top level in a checkout."""
    return next(p for p in (_PACKAGE / "migrations", _PACKAGE.parent.parent / "migrations") if p.is_dir())


def newest() -> str:
    """The newest revision: the files are named `<revision>_<what>.py`, in order."""
    return max(path.name for path in (_migrations() / "versions").glob("*.py")).removesuffix(".py").partition("_")[0]


def migrate(path: Path) -> None:
    """Bring the database at `path` to the newest schema, creating it if need be. Raises StorageFailed."""
    engine = create_engine(f"sqlite:///{path}", poolclass=pool.NullPool)
    event.listen(engine, "connect", _migrating)
    event.listen(engine, "begin", _begin)
    try:
        with engine.begin() as connection:
            _bring(connection)
    except Exception as error:
        raise StorageFailed(
            f"the database {str(path)!r} could not be brought to this version's schema; it was left as it was"
        ) from error
    finally:
        engine.dispose()


def _bring(connection: Connection) -> None:
    made = set(connection.exec_driver_sql("SELECT name FROM sqlite_master").scalars())
    if not made:
        _create(connection)
    elif "alembic_version" not in made or _version(connection) != newest():
        _upgrade(connection)


def _version(connection: Connection) -> str | None:
    return connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()


def _create(connection: Connection) -> None:
    SQLModel.metadata.create_all(connection, [SQLModel.metadata.tables[name] for name in tables.NAMES])
    connection.exec_driver_sql(words.TABLE)
    _make_words(connection)
    connection.exec_driver_sql(
        "CREATE TABLE alembic_version ("
        "version_num VARCHAR(32) NOT NULL, CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))"
    )
    connection.exec_driver_sql("INSERT INTO alembic_version VALUES (?)", (newest(),))


def _upgrade(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_migrations()))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    _keep_words(connection)
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    if broken:
        raise StorageFailed(f"{len(broken)} rows point nowhere after the migration")


def _keep_words(connection: Connection) -> None:
    """Build the full-text index where it is new, and anew where a revision rebuilt a table, which drops its triggers."""
    made = {(row[0], row[1]) for row in connection.exec_driver_sql("SELECT name, sql FROM sqlite_master")}
    if ("words", words.TABLE) in made and not made >= set(words.MADE.items()):
        _make_words(connection)
        connection.exec_driver_sql(words.BUILD)


def _make_words(connection: Connection) -> None:
    for name, statement in words.MADE.items():
        connection.exec_driver_sql(f"DROP {statement.split()[1]} IF EXISTS {name}")
        connection.exec_driver_sql(statement)


def _migrating(connection: object, _record: object) -> None:
    """Foreign keys can only be switched outside a transaction; they stay off while tables change (see migrations/env.py).

    `legacy_alter_table` lets a rebuilt table take its old name while a view or another table's trigger names it.
    """
    raw = cast("sqlite3.Connection", connection)
    raw.isolation_level = None  # sqlite3 would run DDL outside any transaction
    for pragma in ("journal_mode=WAL", "foreign_keys=OFF", "busy_timeout=5000", "legacy_alter_table=ON"):
        raw.execute(f"PRAGMA {pragma}").close()


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")
