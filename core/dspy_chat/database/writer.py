"""The one connection that writes `chat.db`: group commit on a thread of its own, synced to the disk.

What queues while one commit runs shares the next: batches form by themselves under load, and a timer would only add delay.
"""

import asyncio
import contextlib
import logging
import queue
import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, Generic, TypeVar

from dspy_chat.database.failing import is_shared
from dspy_chat.database.room import RESERVE, Room
from dspy_chat.errors import ShuttingDown

T = TypeVar("T")
Job = Callable[[sqlite3.Connection], T]

_log = logging.getLogger(__name__)
_GROUP: Final = 2000
"""Most jobs in one transaction: bounds how long the first of a burst waits."""
_CHECKPOINT: Final = 200
"""Commits between two checkpoints."""
_PATIENCE_MS: Final = 5000
"""How long a write waits while another process, a shell or a backup, holds the database."""


class _Write(Generic[T]):
    """One queued job and the future that tells its caller when it is committed."""

    __slots__ = ("error", "future", "job", "last", "result")

    def __init__(self, job: Job[T], future: "asyncio.Future[T]", *, last: bool = False) -> None:
        self.job, self.future, self.last = job, future, last
        self.result: T | None = None
        self.error: BaseException | None = None


class Writer:
    """Writes to one SQLite file, in the order of the calls. `room` is that of its disk."""

    def __init__(self, path: Path, room: Room) -> None:
        self._path = path
        self._room = room
        self._loop = asyncio.get_running_loop()
        self._connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        for pragma in ("journal_mode=WAL", "synchronous=FULL", f"busy_timeout={_PATIENCE_MS}", "foreign_keys=ON"):
            self._connection.execute(f"PRAGMA {pragma}")
        self._connection.execute("PRAGMA wal_autocheckpoint=0")
        self._closed = False
        self._commits = 0
        self._queue: queue.SimpleQueue[_Write[Any] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._work, name="database-writer", daemon=True)
        self._thread.start()

    def write(self, job: Job[T], *, last: bool = False) -> "asyncio.Future[T]":
        """Queue a job; see `Database.write`."""
        write = _Write(job, self._loop.create_future(), last=last)
        if self._closed:
            write.future.set_exception(ShuttingDown("the server is shutting down; try again in a moment"))
        else:
            self._queue.put(write)
        return write.future

    async def close(self) -> None:
        """Commit what is queued, checkpoint and close."""
        self._closed = True
        self._queue.put(None)
        while self._thread.is_alive():
            await asyncio.to_thread(self._thread.join)
        self._connection.close()

    def _work(self) -> None:
        running = True
        while running:
            group, running = self._gather()
            if group:
                self._commit(group)
                # The loop is gone only when the process ends without a shutdown; nobody waits any more then.
                with contextlib.suppress(RuntimeError):
                    self._loop.call_soon_threadsafe(self._acknowledge, group)
                self._count()
            del group  # what ended runs said must not stay here until somebody writes again

    def _count(self) -> None:
        self._commits += 1
        if self._commits >= _CHECKPOINT:
            self._commits = 0
            checkpoint(self._connection)

    def _gather(self) -> tuple[list[_Write[Any]], bool]:
        """Wait for one job, then take what else has queued. False when the end was asked for."""
        group: list[_Write[Any]] = []
        write = self._queue.get()
        while write is not None:
            group.append(write)
            if len(group) >= _GROUP:
                return group, True
            try:
                write = self._queue.get_nowait()
            except queue.Empty:
                return group, True
        return group, False

    def _commit(self, group: list[_Write[Any]]) -> None:
        """One transaction for all; if that fails, one for each, so that a bad job fails alone.

        On a full disk those that must be stored get the reserve, together first: they share pages.
        """
        error = self._error_of(group)
        if error is None or is_shared(error) or (len(group) == 1 and not isinstance(error, sqlite3.Error)):
            for write in group:
                write.error = error
            return
        last = [write for write in group if write.last] if self._room.is_full(error) else []
        if last:
            self._make_room()
        done = bool(last) and self._error_of(last) is None
        for write in group:
            if not (done and write.last):
                write.error = self._error_of([write])

    def _make_room(self) -> None:
        """Give the reserve. Where what the log file holds then fits into the database it goes there: the log file is written
        from its beginning again, and is mostly larger than the reserve."""
        self._room.give()
        pages = self._connection.execute("PRAGMA page_count").fetchone()[0]
        size = self._connection.execute("PRAGMA page_size").fetchone()[0]
        if pages * size - self._path.stat().st_size < RESERVE // 2:
            checkpoint(self._connection)

    def _error_of(self, group: list[_Write[Any]]) -> BaseException | None:
        """What kept a group from being committed, if anything did."""
        try:
            self._transact(group)
        except BaseException as error:  # noqa: BLE001 - whatever a job raises belongs to its caller
            return error
        return None

    def _transact(self, group: list[_Write[Any]]) -> None:
        with transaction(self._connection):
            for write in group:
                write.result = write.job(self._connection)

    def _acknowledge(self, group: list[_Write[Any]]) -> None:
        for write in group:
            if write.future.done():  # the caller was cancelled; the write stands all the same
                continue
            if write.error is None:
                write.future.set_result(write.result)
            else:
                write.future.set_exception(self._room.told(write.error))


@contextlib.contextmanager
def transaction(connection: sqlite3.Connection) -> Any:
    """All of the block or nothing of it."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        # A full disk has ended the transaction already; a second ROLLBACK would hide the cause.
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def checkpoint(connection: sqlite3.Connection) -> None:
    """Copy the log into the database as far as readers allow; must run outside a transaction, and never on the loop."""
    try:
        connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
    except sqlite3.Error as error:
        # On a full disk, say. What was committed stands in the log file; a later one copies it.
        _log.warning("a checkpoint failed; it is tried again later: %s", error)
