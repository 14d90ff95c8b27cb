"""SQLite's errors as ours: what failed, and what to do about it. Nobody outside this folder knows SQLite's.

They are told apart by their text, which is a fixed table in SQLite (`sqlite3_errstr`); their numbers reach Python only
from 3.11 on.
"""

import logging
import sqlite3
from typing import Final

from dspy_chat.errors import (
    StorageDamaged,
    StorageFailed,
    StorageFull,
    StorageLocked,
    StorageReadOnly,
    StorageRefused,
)

Kind = tuple[type[StorageFailed], str]
"""An error, and what it tells people."""

FULL: Final[Kind] = StorageFull, "the server's disk is full; free some space there, and this works again by itself"
_FAILED: Final[Kind] = (
    StorageFailed,
    "the server's disk failed while this was stored or read; check the disk, then try again",
)
_DAMAGED: Final[Kind] = StorageDamaged, "the server's database is damaged; put a backup in its place"
_TOLD: Final[dict[str, Kind]] = {
    "database or disk is full": FULL,
    "database is locked": (
        StorageLocked,
        "another program on the server holds the database; close it there, or try again in a moment",
    ),
    "attempt to write a readonly database": (
        StorageReadOnly,
        "the server may not write its data directory; make the directory and its files writable",
    ),
    "database disk image is malformed": _DAMAGED,
    "file is not a database": _DAMAGED,
}
_IO: Final = ("disk I/O error", "unable to open database file")

_log = logging.getLogger(__name__)


def told(error: BaseException, kind: Kind | None = None) -> BaseException:
    """The error that stands for one of SQLite's, as what it is or as `kind`; any other is itself."""
    if not isinstance(error, sqlite3.Error):
        return error
    made, message = kind or _kind(error)
    if made is StorageRefused:
        _log.error("the database does not take a write", exc_info=error)
    elif kind is None:
        _log.error("the database failed: %s", error)
    failure = made(message)
    failure.__cause__ = error
    return failure


def is_full(error: BaseException) -> bool:
    """Whether SQLite says that there is no space left."""
    return isinstance(error, sqlite3.Error) and _kind(error)[0] is StorageFull


def is_io(error: BaseException) -> bool:
    """Whether the system refused something, and SQLite cannot say why."""
    return isinstance(error, sqlite3.OperationalError) and any(text in str(error) for text in _IO)


def is_damaged(error: BaseException) -> bool:
    """Whether the file is not what it must be: no other error says so."""
    return isinstance(error, sqlite3.Error) and _kind(error)[0] is StorageDamaged


def is_shared(error: BaseException) -> bool:
    """Whether every other write would fail of it now, each after the same wait."""
    return isinstance(error, sqlite3.Error) and issubclass(_kind(error)[0], StorageLocked | StorageReadOnly)


def _kind(error: sqlite3.Error) -> Kind:
    if isinstance(error, sqlite3.IntegrityError | sqlite3.ProgrammingError | sqlite3.DataError):
        return StorageRefused, "the server's database does not take this; the log says why"
    text = str(error)
    return next((kind for known, kind in _TOLD.items() if known in text), _FAILED)
