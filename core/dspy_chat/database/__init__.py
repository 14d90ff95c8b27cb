"""The one writer, the readers, the journal, and the migrations at the start. Knows SQLite, and nothing of what rows mean.

Each file has one connection that runs every write transaction and alone checkpoints (see `writer` and `journal`). SQLite
before 3.51.3 can corrupt a database when two connections write or checkpoint at once
(https://www.sqlite.org/changes.html, "WAL-reset"); with one writer that cannot happen here.
"""

import asyncio
import contextlib
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Final, cast

from filelock import FileLock
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session
from sqlmodel.ext.asyncio.session import AsyncSession

from dspy_chat.database.journal import Journal, Row, Then
from dspy_chat.database.lock import hold
from dspy_chat.database.opening import check_writable, why_not
from dspy_chat.database.readers import Readers
from dspy_chat.database.room import Room
from dspy_chat.database.schema import Told, migrate
from dspy_chat.database.writer import Job, T, Writer
from dspy_chat.errors import StorageFailed

__all__ = ["FILE", "Database", "Job", "Journal", "Readers", "Row", "Then", "migrate"]

FILE: Final = "chat.db"
"""Name of the database in the data directory."""


_JOURNAL: Final = "journal.db"
_LOOK_S: Final = 2.0
"""How often a server whose disk is full looks whether there is space again."""


class Database:
    """One SQLite file: `write` changes it, `read` and `session` read it. `journal` holds what is not in it yet."""

    def __init__(self, path: Path, held: FileLock) -> None:
        self.path = path
        self._lock = held
        self._room = Room(path.parent)
        self.journal = Journal(path.with_name(_JOURNAL), self._room)
        try:
            self._writer = Writer(path, self._room)
        except BaseException:
            self.journal.abandon()
            raise
        self._readers = Readers(path)
        self._looking = asyncio.create_task(self._look(), name="disk watch")

    @classmethod
    async def open(cls, data_dir: Path, told: Told = lambda _text: None) -> "Database":
        """Lock the data directory, migrate, and start the writer. `told` hears, on a thread, of what takes long.

        Raises BadSettings when another server holds the directory or it cannot be written, StorageFailed when the
        database cannot be opened or migrated.
        """
        lock = await asyncio.to_thread(_prepared, data_dir, told)
        path = data_dir / FILE
        try:
            opened = cls(path, lock)
        except BaseException as error:
            lock.release()
            if (told_why := why_not(error, path)) is None:
                raise
            raise told_why from error
        await asyncio.to_thread(opened._room.start)
        return opened

    def write(self, job: Job[T], *, last: bool = False) -> "asyncio.Future[T]":
        """Queue a job; the future is done once it is committed and synced to the disk, in the order of the calls.

        The job runs inside a transaction, on a thread, and must only touch its connection. It may run more than once. On a
        full disk the space that is kept for it is given to one that is the `last` of a run. Raises what the job raised,
        and StorageFailed when SQLite could not store it.
        """
        return self._writer.write(job, last=last)

    @property
    def full(self) -> bool:
        """Whether the disk is full, as far as is known."""
        return self._room.full

    async def check_room(self) -> None:
        """Raises StorageFull when the disk is full still."""
        if self._room.full:
            await self._renewed()
            self._room.check()

    async def _renewed(self) -> None:
        """Look for space, between two writes: it would take from one what it looks for."""
        await self._writer.write(lambda _: self._room.renew())

    async def _look(self) -> None:
        while True:
            await asyncio.sleep(_LOOK_S)
            if self._room.full:
                with contextlib.suppress(StorageFailed):
                    await self._renewed()

    async def read(self, job: Callable[[Session], T]) -> T:
        """What a job reads, on a thread, in a session like that of `session`; its values must not need the session again.

        The way there and back is paid once for the whole job: an async session pays it for each step of each statement
        (measured for the conversation list: 0.6 ms CPU in the place of 1.2). Raises StorageFailed.
        """
        with self._failing():
            return await self._readers.read(job)

    @contextlib.asynccontextmanager
    async def session(self) -> AsyncIterator[AsyncSession]:
        """A session that can only read, and sees the database as it was at its first read, whatever is written meanwhile.

        Keep it short: a held read transaction makes the log file grow. Raises StorageFailed.
        """
        with self._failing():
            async with self._readers.session() as session:
                yield session

    @contextlib.contextmanager
    def _failing(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            raise self._room.told(cast("BaseException", error.orig)) from error
        except sqlite3.Error as error:  # of a connection that could not be made
            raise self._room.told(error) from error

    async def close(self) -> None:
        """Commit what is queued, and close. Readers go first: the last connection to close checkpoints."""
        self._looking.cancel()
        await self._readers.close()
        await self.journal.close()
        await self._writer.close()
        self._lock.release()


def _prepared(data_dir: Path, told: Told) -> FileLock:
    """The directory's lock, its database migrated. One piece: a caller that is cancelled must not let go of the lock while
    this thread goes on; nobody's lock is released with it."""
    lock = hold(data_dir)
    try:
        for name in (FILE, _JOURNAL):
            check_writable(data_dir / name)
        Room(data_dir).give_at_start()
        migrate(data_dir / FILE, told)
    except BaseException:
        lock.release()
        raise
    return lock
