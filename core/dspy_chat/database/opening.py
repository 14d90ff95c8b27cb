"""The data directory at the start: one server at a time, and a sentence that says what to do when it cannot be used."""

from pathlib import Path

from filelock import FileLock, Timeout

from dspy_chat.database.failing import is_damaged, is_io, is_shared
from dspy_chat.database.room import Room
from dspy_chat.errors import (
    BadSettings,
    StorageDamaged,
    StorageFailed,
    StorageFull,
    StorageLocked,
    StorageReadOnly,
)


def lock(data_dir: Path) -> FileLock:
    """Make the data directory and keep other servers out of it. Raises BadSettings."""
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        held = FileLock(data_dir / "server.lock")
        held.acquire(timeout=0)
    except Timeout:
        raise BadSettings(
            f"another dspy-chat server uses the data directory {str(data_dir)!r}; "
            "stop it, or name another with --data-dir"
        ) from None
    except OSError as error:
        raise BadSettings(
            f"the data directory {str(data_dir)!r} cannot be written ({error.strerror}); name another with --data-dir"
        ) from error
    return held


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
            f"{name!r} is damaged, or is no database; it was left as it was: put a backup in its place, "
            "or move it away to begin anew"
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
