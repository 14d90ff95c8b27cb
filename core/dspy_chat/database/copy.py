"""Copies a database as it was at one instant, verified before it has its name. Knows nothing of what rows mean.

`VACUUM INTO` reads in one transaction and so copies while others write; `backup()` in steps begins again at each write of
another connection and may never end (measured: 800 of 33,186 pages after 15 s). SQLite does not sync what it writes
(https://www.sqlite.org/lang_vacuum.html), so that is done here.
"""

import contextlib
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from dspy_chat.database.check import broken, counts, reading
from dspy_chat.errors import StorageFailed


def copy(source: Path, target: Path) -> None:
    """Copy the database `source` to `target`, which only its owner can read: whole, checked and synced, or not at all.

    Its rows are counted against the source's unless somebody wrote meanwhile. A target that exists is replaced in one
    step. Raises StorageFailed saying why, and then there is nothing new at the target.
    """
    part = target.with_name(f"{target.name}.part")
    try:
        with _cleared(part):
            part.touch(0o600, exist_ok=False)
            expected = _copied(source, part)
            _verify(part, expected)
            sync(part)
            part.replace(target)
            sync(target.parent)
    except (OSError, sqlite3.Error) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise StorageFailed(f"no copy of {str(source)!r} could be made at {str(target)!r}: {reason}") from error


def sync(path: Path) -> None:
    """Bring a file, or the names in a directory, to the disk."""
    folder = path.is_dir()
    if folder and os.name == "nt":
        return  # Windows opens no directories; NTFS keeps its names by a log of its own
    descriptor = os.open(path, os.O_RDONLY if folder else os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def _cleared(part: Path) -> Iterator[None]:
    """Without what an interrupted copy left, before and behind."""
    left = (part, part.with_name(f"{part.name}-journal"))
    try:
        for path in left:
            path.unlink(missing_ok=True)
        yield
    finally:
        for path in left:
            path.unlink(missing_ok=True)


def _copied(source: Path, part: Path) -> dict[str, int] | None:
    """Copy; returns how many rows each table must have, None when that is not known."""
    with reading(source) as connection:
        before = _version(connection)
        expected = counts(connection)
        connection.execute("VACUUM INTO ?", (str(part),))
        return expected if _version(connection) == before else None


def _version(connection: sqlite3.Connection) -> int:
    """A number that changes when another connection commits."""
    found: int = connection.execute("PRAGMA data_version").fetchone()[0]
    return found


def _verify(part: Path, expected: dict[str, int] | None) -> None:
    with reading(part) as connection:
        wrong = broken(connection)
        if wrong:
            raise StorageFailed(f"the copy at {str(part)!r} is not whole: {'; '.join(wrong[:3])}")
        found = counts(connection)
    if expected is not None and found != expected:
        raise StorageFailed(f"the copy at {str(part)!r} has {found} rows where {expected} were expected")
