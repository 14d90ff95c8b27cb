"""Brings a database file to the newest schema, at the start: a verified backup first, then all of it or nothing.

Alembic is loaded only for a file of an older version: with the template engine and the other databases' dialects that it
brings, it would hold a tenth of an idle server's memory for as long as that runs. A file that does not exist yet is made
from the tables at once and marked as migrated, as Alembic's own documentation does it
(https://alembic.sqlalchemy.org/en/latest/cookbook.html#building-an-up-to-date-database-from-scratch); a test holds such a
file against one that all revisions made.
"""

import logging
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Final, cast

from sqlalchemy import Connection, create_engine, event, pool
from sqlmodel import SQLModel

from dspy_chat import tables, words
from dspy_chat.database import index
from dspy_chat.database.backup import before_upgrade
from dspy_chat.database.check import broken, counts, reading, revision, settle
from dspy_chat.database.opening import why_not
from dspy_chat.errors import ChatError, StorageFailed

_log = logging.getLogger(__name__)
_PACKAGE: Final = Path(__file__).parent.parent

Told = Callable[[str], None]
"""Hears what takes long."""


def _migrations() -> Path:
    """Where the revisions are: beside this file in a wheel, at the top level in a checkout."""
    return next(p for p in (_PACKAGE / "migrations", _PACKAGE.parent.parent / "migrations") if p.is_dir())


def revisions() -> list[str]:
    """All revisions, the oldest first: the files are named `<revision>_<what>.py`, in order."""
    files = (_migrations() / "versions").glob("*.py")
    return sorted(path.name.removesuffix(".py").partition("_")[0] for path in files)


def newest() -> str:
    """The newest revision."""
    return revisions()[-1]


def current(path: Path) -> bool:
    """Whether the file has the newest schema. Raises sqlite3.Error."""
    with reading(path) as connection:
        return revision(connection) == newest()


def refuse_unknown(path: Path, found: str | None) -> None:
    """Raises StorageFailed for a file of a revision that this version does not know; None is an empty file."""
    if found is None or found in revisions():
        return
    told = f"the database {str(path)!r} was left as it was: "
    if found.isdigit() and found > newest():
        raise StorageFailed(
            f"{told}a newer dspy-chat made it (its schema is {found!r}, and this one knows those up to {newest()!r}); "
            "start that version again, or restore a backup from before it with `dspy-chat restore`"
        )
    raise StorageFailed(f"{told}it is not one of dspy-chat; move it away, or name another folder with --data-dir")


def migrate(path: Path, told: Told = lambda _text: None) -> None:
    """Bring the database at `path` to the newest schema, creating it if need be; whoever calls holds the directory's lock.

    An older one is backed up first. Raises StorageFailed saying what happened, where the backup lies and what to do; the
    file is then as it was, as it is after a kill at any instant.
    """
    try:
        found = _found(path)
    except sqlite3.Error as error:
        raise why_not(error, path) or StorageFailed(
            f"the database {str(path)!r} cannot be read ({error}) and was left as it was; `dspy-chat doctor` says more, "
            "and `dspy-chat restore FILE` puts a backup in its place"
        ) from error
    refuse_unknown(path, found)
    if found is None:
        _create(path)
    elif found != newest():
        _upgrade(path, found, told)


def _found(path: Path) -> str | None:
    if not path.exists():
        return None
    settle(path)
    with reading(path) as connection:
        return revision(connection)


def _create(path: Path) -> None:
    try:
        _transact(path, _make)
    except Exception as error:
        raise why_not(error, path) or StorageFailed(
            f"the database {str(path)!r} could not be made: {_said(error)}; free disk space or check the folder"
        ) from error


def _upgrade(path: Path, old: str, told: Told) -> None:
    told("Backing up the database")
    try:
        kept = before_upgrade(path, old)
    except StorageFailed as error:
        raise StorageFailed(
            f"the database was left as it was, because it could not be backed up before its upgrade: {error.message}; "
            "free disk space or check the folder, and start again"
        ) from error
    told("Upgrading the database")
    try:
        _transact(path, _bring)
    except Exception as error:
        _log.error("the upgrade of the database failed", exc_info=error)
        said = _said(error)
        do = "Go on with the dspy-chat that you had, and report this with what the log says"
        if "disk" in said:  # full, or an error of it
            do = "Free disk space or check the disk, and start again"
        raise StorageFailed(
            f"the database {str(path)!r} could not be brought from schema {old!r} to {newest()!r}: {said}. "
            f"It was left as it was, and a copy of it lies at {str(kept)!r}. {do}"
        ) from error


def _said(error: BaseException) -> str:
    """One line; SQLAlchemy adds the statement, and values, which the log may not hold."""
    if isinstance(error, ChatError):
        return error.message
    cause = getattr(error, "orig", None) or error
    return f"{type(cause).__name__}: {cause}".splitlines()[0].removesuffix(": ")


def _transact(path: Path, job: Callable[[Connection], None]) -> None:
    # What people wrote must not be in the log when a statement fails.
    engine = create_engine(f"sqlite:///{path}", poolclass=pool.NullPool, hide_parameters=True)
    event.listen(engine, "connect", _migrating)
    event.listen(engine, "begin", _begin)
    try:
        with engine.begin() as connection:
            job(connection)
    finally:
        engine.dispose()


def _make(connection: Connection) -> None:
    if revision(_raw(connection)) is not None:
        raise StorageFailed("another program made it at the same time")
    SQLModel.metadata.create_all(connection, [SQLModel.metadata.tables[name] for name in tables.NAMES])
    connection.exec_driver_sql(words.TABLE)
    index.make(_raw(connection))
    connection.exec_driver_sql(
        "CREATE TABLE alembic_version ("
        "version_num VARCHAR(32) NOT NULL, CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))"
    )
    connection.exec_driver_sql("INSERT INTO alembic_version VALUES (?)", (newest(),))


def _bring(connection: Connection) -> None:
    """Run the revisions, and hold what came of it against what was there."""
    from alembic import command
    from alembic.config import Config

    before = counts(_raw(connection))
    config = Config()
    config.set_main_option("script_location", str(_migrations()))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    index.keep(_raw(connection))
    wrong = _lost(before, counts(_raw(connection)), config.attributes["drops"]) + broken(_raw(connection))
    if wrong:
        raise StorageFailed("; ".join(wrong[:3]))


def _lost(before: dict[str, int], after: dict[str, int], drops: dict[str, str]) -> list[str]:
    """What tables lost or gained. A revision declares those that it means to change, with why, in `drops`."""
    changed = {table: after.get(table) for table, rows in before.items() if after.get(table) != rows}
    return [
        f"the table {table!r} had {before[table]} rows and {'is gone' if rows is None else f'has {rows}'}"
        for table, rows in changed.items()
        if table not in drops
    ]


def _raw(connection: Connection) -> sqlite3.Connection:
    return cast("sqlite3.Connection", connection.connection.dbapi_connection)


def _migrating(connection: object, _record: object) -> None:
    """Foreign keys can only be switched outside a transaction; they stay off while tables change (see migrations/env.py).

    `legacy_alter_table` lets a rebuilt table take its old name while a view or another table's trigger names it.
    """
    raw = cast("sqlite3.Connection", connection)
    raw.isolation_level = None  # sqlite3 would run DDL outside any transaction
    for pragma in (
        "journal_mode=WAL",
        "foreign_keys=OFF",
        "busy_timeout=5000",
        "legacy_alter_table=ON",
        "synchronous=FULL",
    ):
        raw.execute(f"PRAGMA {pragma}").close()


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")
