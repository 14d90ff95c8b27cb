"""The one writer, the readers, the journal, and the migrations at the start. Knows SQLite, and nothing of what rows mean.

Each file has one connection that runs every write transaction and alone checkpoints (see `writer` and `journal`). SQLite
before 3.51.3 can corrupt a database when two connections write or checkpoint at once
(https://www.sqlite.org/changes.html, "WAL-reset"); with one writer that cannot happen here.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Final

from filelock import FileLock
from sqlmodel import Session
from sqlmodel.ext.asyncio.session import AsyncSession

from dspy_chat.database.journal import Journal, Row, Then
from dspy_chat.database.lock import hold
from dspy_chat.database.readers import Readers
from dspy_chat.database.schema import Told, migrate
from dspy_chat.database.writer import Job, T, Writer

__all__ = ["FILE", "Database", "Job", "Journal", "Readers", "Row", "Then", "migrate"]

FILE: Final = "chat.db"
"""Name of the database in the data directory."""


class Database:
    """One SQLite file: `write` changes it, `read` and `session` read it. `journal` holds what is not in it yet."""

    def __init__(self, path: Path, lock: FileLock) -> None:
        self.path = path
        self._lock = lock
        self._writer = Writer(path)
        self.journal = Journal(path.with_name("journal.db"))
        self._readers = Readers(path)

    @classmethod
    async def open(cls, data_dir: Path, told: Told = lambda _text: None) -> "Database":
        """Lock the data directory, migrate, and start the writer. `told` hears, on a thread, of what takes long.

        Raises BadSettings when another server holds the directory or it cannot be written, StorageFailed when the
        database cannot be migrated.
        """
        lock = await asyncio.to_thread(_prepared, data_dir, told)
        try:
            return cls(data_dir / FILE, lock)
        except BaseException:
            lock.release()
            raise

    def write(self, job: Job[T]) -> "asyncio.Future[T]":
        """Queue a job; the future is done once it is committed and synced to the disk, in the order of the calls.

        The job runs inside a transaction, on a thread, and must only touch its connection. Raises what the job raised, and
        StorageFailed when SQLite could not store it.
        """
        return self._writer.write(job)

    async def read(self, job: Callable[[Session], T]) -> T:
        """What a job reads, on a thread, in a session like that of `session`; its values must not need the session again.

        The way there and back is paid once for the whole job: an async session pays it for each step of each statement
        (measured for the conversation list: 0.6 ms CPU in the place of 1.2).
        """
        return await self._readers.read(job)

    @contextlib.asynccontextmanager
    async def session(self) -> AsyncIterator[AsyncSession]:
        """A session that can only read, and sees the database as it was at its first read, whatever is written meanwhile.

        Keep it short: a held read transaction makes the log file grow.
        """
        async with self._readers.session() as session:
            yield session

    async def close(self) -> None:
        """Commit what is queued, and close. Readers go first: the last connection to close checkpoints."""
        await self._readers.close()
        await self.journal.close()
        await self._writer.close()
        self._lock.release()


def _prepared(data_dir: Path, told: Told) -> FileLock:
    """The directory's lock, its database migrated. One piece: a caller that is cancelled must not let go of the lock while
    this thread goes on; nobody's lock is released with it."""
    lock = hold(data_dir)
    try:
        migrate(data_dir / FILE, told)
    except BaseException:
        lock.release()
        raise
    return lock
