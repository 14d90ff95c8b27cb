"""The full-text index in a database file: made, held against the messages, and made anew. Its statements are in `words`."""

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from dspy_chat import words
from dspy_chat.database.check import reading, revision
from dspy_chat.database.lock import hold
from dspy_chat.errors import StorageFailed


def make(connection: sqlite3.Connection) -> None:
    """The view and the triggers, anew."""
    for name, statement in words.MADE.items():
        connection.execute(f"DROP {statement.split()[1]} IF EXISTS {name}")
        connection.execute(statement)


def keep(connection: sqlite3.Connection) -> None:
    """Build the index where it is new, and anew where a revision rebuilt a table, which drops its triggers."""
    if _table_stands(connection) and _missing(connection):
        make(connection)
        connection.execute(words.BUILD)


def wrong(path: Path) -> str | None:
    """What is wrong with the index of the database at `path`, if anything; takes as long as building it.

    SQLite checks an index in a write transaction, which writes nothing and is rolled back. The directory's lock is held
    meanwhile: a server's writer would have to wait. Raises BadSettings while one runs, sqlite3.Error for no database.
    """
    with _alone(path) as connection:
        missing = _missing(connection)
        if not _table_stands(connection) or missing:
            return f"there is no {', '.join(missing) or 'words'}, or another"
        connection.execute("BEGIN IMMEDIATE")
        try:
            connection.execute(words.CHECK)
        except sqlite3.DatabaseError as error:
            return str(error)
        finally:
            connection.execute("ROLLBACK")
    return None


def mend(path: Path, newest: str) -> None:
    """Make the index of the database at `path` anew from its messages, in one transaction.

    Raises BadSettings while a server runs, StorageFailed when it cannot be done, or the schema is not the `newest`; all is
    then as it was.
    """
    try:
        with _alone(path) as connection:
            if revision(connection) != newest:
                raise StorageFailed(f"the database {str(path)!r} is of another version, which alone can mend it")
            connection.execute("PRAGMA writable_schema=ON")
            connection.execute("BEGIN IMMEDIATE")
            _remove(connection)
            connection.execute(words.TABLE)
            make(connection)
            connection.execute(words.BUILD)
            connection.execute("COMMIT")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except sqlite3.Error as error:
        raise StorageFailed(f"the search index of {str(path)!r} could not be made anew: {error}") from error


def _remove(connection: sqlite3.Connection) -> None:
    """As DROP TABLE does, which for one that is badly damaged fails ("vtable constructor failed")."""
    connection.execute("DELETE FROM sqlite_master WHERE name = 'words'")
    connection.execute("PRAGMA writable_schema=RESET")
    for part in ("config", "data", "docsize", "idx"):
        connection.execute(f"DROP TABLE IF EXISTS words_{part}")


@contextlib.contextmanager
def _alone(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection that can write, with no server beside it.

    The one that only reads is closed last, and so the log file that a killed server left stays as it is: the last
    connection to close would empty it, if it could.
    """
    with reading(path) as last:
        last.execute("SELECT count(*) FROM sqlite_master").fetchone()
        lock = hold(path.parent)
        try:
            with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as connection:
                yield connection
        finally:
            lock.release()


def _missing(connection: sqlite3.Connection) -> list[str]:
    """The view and the triggers that are not as they must be, by name."""
    return [name for name, statement in words.MADE.items() if (name, statement) not in _made(connection)]


def _table_stands(connection: sqlite3.Connection) -> bool:
    return ("words", words.TABLE) in _made(connection)


def _made(connection: sqlite3.Connection) -> set[tuple[str, str]]:
    return set(connection.execute("SELECT name, sql FROM sqlite_master").fetchall())
