"""A database that cannot be used at the start: a sentence that says what to do."""

from pathlib import Path

from dspy_chat.database.failing import is_damaged, is_io, is_shared
from dspy_chat.database.room import Room
from dspy_chat.errors import (
    StorageDamaged,
    StorageFailed,
    StorageFull,
    StorageLocked,
    StorageReadOnly,
)


def check_writable(path: Path) -> None:
    """Raises StorageReadOnly when the database at `path` is there and may not be written.

    SQLite would open it for reading, and every turn would fail. Not for a file that this process has open: closing it here
    would end SQLite's locks on it (https://www.sqlite.org/howtocorrupt.html, 2.2).
    """
    for file in (path, path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-shm")):
        try:
            if file.exists():
                file.open("r+b").close()
        except OSError as error:
            raise _read_only(file) from error


def why_not(error: BaseException, path: Path) -> StorageFailed | None:
    """Why the database at `path` cannot be opened, for whoever starts the server. None when its file is not to blame."""
    error = getattr(error, "orig", error)  # SQLAlchemy's hold SQLite's
    name, folder = str(path), str(path.parent)
    if Room(path.parent).is_full(error):
        return StorageFull(f"the disk that holds {folder!r} is full; free some space, or name another with --data-dir")
    if is_damaged(error):
        return StorageDamaged(
            f"the database {name!r} is damaged, or is none, and was left as it was; `dspy-chat doctor` says more, and "
            "`dspy-chat restore FILE` puts a backup in its place"
        )
    if is_shared(error):
        if "locked" in str(error):
            return StorageLocked(f"another program holds the database {name!r}; close it, and start again")
        return _read_only(path)
    if is_io(error):
        return StorageFailed(f"the database {name!r} could not be opened ({error}); check the disk and its permissions")
    return None


def _read_only(path: Path) -> StorageReadOnly:
    return StorageReadOnly(
        f"the database {str(path)!r} cannot be written; make it writable, or name another directory with --data-dir"
    )
