"""Looks at a database file without changing it: its revision, its tables, whether it is whole. Knows nothing of what rows
mean.

The connection is a read-only one: it never checkpoints, so it may be open beside the one that writes.
"""

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Final

SQLITE: Final = sqlite3.sqlite_version_info
"""The SQLite that this Python has."""
_PATIENCE_S: Final = 5.0


@contextlib.contextmanager
def reading(path: Path, patience: float = _PATIENCE_S) -> Iterator[sqlite3.Connection]:
    """A connection that can only read. Raises sqlite3.Error, also at the first statement, for what is no database."""
    uri = f"{path.absolute().as_uri()}?mode=ro"
    with contextlib.closing(sqlite3.connect(uri, patience, uri=True, isolation_level=None)) as connection:
        yield connection


def settle(path: Path) -> None:
    """Roll back what a process that was killed left half written in a rollback journal, which a read-only connection cannot.

    There is one only in the instant in which a new or a restored file is given its log file. Whoever calls holds the
    directory's lock.
    """
    if path.with_name(f"{path.name}-journal").exists():
        with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as connection:
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()


def names(connection: sqlite3.Connection) -> list[str]:
    """The tables that hold rows: no views, none of SQLite's own, and none that a virtual table keeps for itself."""
    found = connection.execute(
        "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' ORDER BY name"
    )
    return [name for (name,) in found.fetchall() if not name.startswith("sqlite_")]


def counts(connection: sqlite3.Connection) -> dict[str, int]:
    """How many rows each table has."""
    return {name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names(connection)}  # noqa: S608


def revision(connection: sqlite3.Connection) -> str | None:
    """The revision of the file's schema; None for a file that holds nothing. `""` for one that Alembic never made."""
    made = names(connection)
    if "alembic_version" not in made:
        return "" if made else None
    row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    return str(row[0]) if row else ""


def broken(connection: sqlite3.Connection) -> list[str]:
    """What SQLite finds wrong with the file: pages, indexes, values of the wrong type, rows that point nowhere."""
    found = [str(row[0]) for row in connection.execute("PRAGMA integrity_check(10)").fetchall()]
    if found != ["ok"]:
        return found
    dangling = connection.execute('SELECT "table", parent, count(*) FROM pragma_foreign_key_check GROUP BY 1, 2')
    return [f"{count} rows of {table} point to no {parent}" for table, parent, count in dangling.fetchall()]


def said(journal: Path) -> dict[int, int]:
    """How many rows the journal holds of each run that a killed server left. Raises sqlite3.Error while one runs."""
    with reading(journal, patience=0) as connection:
        return dict(connection.execute("SELECT run, count(*) FROM said GROUP BY run").fetchall())
