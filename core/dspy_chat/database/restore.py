"""Puts a backup in the place of the database, in one step, and keeps what was there.

Killed at any instant it has either not begun or is done: the backup is copied beside the database and checked first, and
takes its name in one step. A log file of the old database must be gone by then, because SQLite would take it for the new
one's.
"""

import contextlib
import os
import sqlite3
from pathlib import Path
from typing import Final

from dspy_chat.database import backup, schema
from dspy_chat.database.check import reading, revision
from dspy_chat.database.copy import copy, sync
from dspy_chat.database.lock import hold
from dspy_chat.errors import BadInput, StorageFailed

_COMING: Final = "restored.db"
"""The checked copy, until it takes the database's name."""


def restore(source: Path, database: Path) -> Path | None:
    """Put the backup `source` in the place of `database`; returns where the old one is kept, if there was one.

    The journal of answers that were running goes with the old one. An older backup is upgraded by the next start. Raises
    BadSettings while a server uses the directory; BadInput or StorageFailed for what is no whole database of this
    version or an older one. The database is then as it was.
    """
    if not source.is_file():
        raise BadInput(f"there is no file {str(source)!r}")
    lock = hold(database.parent)
    try:
        coming = database.with_name(_COMING)
        try:
            _known(source)
            copy(source, coming)
            return _exchange(coming, database)
        finally:
            coming.unlink(missing_ok=True)
    except OSError as error:
        raise StorageFailed(f"{str(source)!r} could not be restored: {error.strerror or error}") from error
    finally:
        lock.release()


def _known(source: Path) -> None:
    try:
        with reading(source) as connection:
            found = revision(connection)
    except sqlite3.Error as error:
        raise BadInput(f"{str(source)!r} is no whole database ({error}); restore another backup") from error
    if found is None:
        raise BadInput(f"{str(source)!r} holds nothing; restore another backup")
    schema.refuse_unknown(source, found)


def _exchange(coming: Path, database: Path) -> Path | None:
    kept = _aside(database) if database.exists() else None
    coming.replace(database)
    sync(database.parent)
    if kept is not None:
        # Its rows are found by their run's id, so that it does no harm if the process dies right before this.
        for more in ("", "-wal"):
            _move(database.with_name(f"journal.db{more}"), kept.with_name(f"{kept.stem}-journal.db{more}"))
    return kept


def _aside(database: Path) -> Path:
    """Keep the old database under a dated name: as a second name of its file, so that its own is never missing."""
    kept = backup.folder_of(database) / backup.name("-replaced")
    while kept.exists():
        kept = kept.with_name(f"{kept.stem}+.db")
    if _one_file(database):
        with contextlib.suppress(OSError):
            os.link(database, kept)
            sync(kept.parent)
            return kept
    for more in ("-journal", "-wal", "-shm", ""):  # a damaged one, as it lies; or a file system without second names
        _move(database.with_name(f"{database.name}{more}"), kept.with_name(f"{kept.name}{more}"))
    return kept


def _one_file(database: Path) -> bool:
    """Bring the log file into the database, which removes it; False when SQLite cannot."""
    try:
        with contextlib.closing(sqlite3.connect(database, isolation_level=None)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    except sqlite3.Error:
        return False
    left = (database.with_name(f"{database.name}{more}") for more in ("-wal", "-journal"))
    return not any(path.exists() and path.stat().st_size for path in left)


def _move(path: Path, to: Path) -> None:
    with contextlib.suppress(FileNotFoundError):
        path.replace(to)
