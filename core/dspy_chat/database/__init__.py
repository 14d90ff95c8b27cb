"""The one writer, the readers, the journal, and the migrations at the start. Knows SQLite, and nothing of what rows mean.

Each file has one connection that runs every write transaction and alone checkpoints (see `writer` and `journal`). SQLite
before 3.51.3 can corrupt a database when two connections write or checkpoint at once
(https://www.sqlite.org/changes.html, "WAL-reset"); with one writer that cannot happen here.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

from filelock import FileLock, Timeout
from sqlmodel.ext.asyncio.session import AsyncSession

from dspy_chat.database.bulk import Bulk
from dspy_chat.database.journal import Journal, Row, Then
from dspy_chat.database.readers import Readers
from dspy_chat.database.schema import migrate
from dspy_chat.database.writer import Job, T, Writer
from dspy_chat.errors import BadSettings

__all__ = ["Database", "Job", "Journal", "Readers", "Row", "Then", "migrate"]


class Database:
    """One SQLite file: `write` for everything that changes it, `session` to read. `journal` holds what is not in it yet."""

    def __init__(self, path: Path, lock: FileLock) -> None:
        self.path = path
        self._lock = lock
        self._writer = Writer(path)
        self.journal = Journal(path.with_name("journal.db"))
        self._bulk = Bulk(path)
        self._readers = Readers(path)

    @classmethod
    async def open(cls, data_dir: Path) -> "Database":
        """Lock the data directory, migrate, and start the writer.

        Raises BadSettings when another server holds the directory or it cannot be written, StorageFailed when the
        database cannot be migrated.
        """
        try:
            data_dir.mkdir(parents=True, exist_ok=True)
            lock = FileLock(data_dir / "server.lock")
            lock.acquire(timeout=0)
        except Timeout:
            raise BadSettings(
                f"another dspy-chat server uses the data directory {str(data_dir)!r}; "
                "stop it, or name another with --data-dir"
            ) from None
        except OSError as error:
            raise BadSettings(
                f"the data directory {str(data_dir)!r} cannot be written ({error.strerror}); "
                "name another with --data-dir"
            ) from error
        try:
            path = data_dir / "chat.db"
            await asyncio.to_thread(migrate, path)
            return cls(path, lock)
        except BaseException:
            lock.release()
            raise

    def write(self, job: Job[T]) -> "asyncio.Future[T]":
        """Queue a job; the future is done once it is committed and synced to the disk, in the order of the calls.

        The job runs inside a transaction, on a thread, and must only touch its connection. Raises what the job raised, and
        StorageFailed when SQLite could not store it.
        """
        return self._writer.write(job)

    @contextlib.asynccontextmanager
    async def session(self) -> AsyncIterator[AsyncSession]:
        """A session that can only read, and sees the database as it was at its first read, whatever is written meanwhile.

        Keep it short: a held read transaction makes the log file grow.
        """
        async with self._readers.session() as session:
            yield session

    async def read(self, job: Job[T]) -> T:
        """Run a job that only reads, on a thread, and on the database as it is at its first statement.

        For many rows at once: a `session` hops to a thread and back for each statement. Keep it short, too.
        """
        return await self._bulk.read(job)

    async def close(self) -> None:
        """Commit what is queued, and close. Readers go first: the last connection to close checkpoints."""
        await self._bulk.close()
        await self._readers.close()
        await self.journal.close()
        await self._writer.close()
        self._lock.release()
