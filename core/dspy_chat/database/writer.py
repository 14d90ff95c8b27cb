"""The one connection that writes: group commit, two durability classes, and who may use it when.

What queues while one commit runs shares the next: batches form by themselves under load, and a timer would only add delay.

A `durable` write is synced to the disk before it is acknowledged and survives a power cut; it may take milliseconds, so
it runs on the writer's thread. Any other survives the death of the process and is a write to memory that the kernel
keeps, so it is committed on the event loop, at the end of the loop's turn, together with all others of that turn: handing
each token's commit to a thread and back cost more than all else on a token's way (measured: a quarter of its CPU).
The connection needs no lock. While the thread has work the loop queues there too, which also keeps the writes in order;
when the last of it is acknowledged, on the loop, the connection is the loop's again.
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

from dspy_chat.errors import ShuttingDown, StorageFailed

T = TypeVar("T")
Job = Callable[[sqlite3.Connection], T]

_log = logging.getLogger(__name__)
_GROUP: Final = 2000
"""Most jobs in one transaction: bounds how long the first of a burst waits."""
_CHECKPOINT: Final = 2000
"""Commits between two checkpoints. A checkpoint syncs, so the thread does it, never a commit by itself."""
_PATIENCE_MS: Final = 5000
"""How long the thread waits while another process holds the database."""


class _Write(Generic[T]):
    """One queued job and the future that tells its caller when it is committed."""

    __slots__ = ("durable", "error", "future", "job", "result")

    def __init__(self, job: Job[T], durable: bool, future: "asyncio.Future[T]") -> None:
        self.job, self.durable, self.future = job, durable, future
        self.result: T | None = None
        self.error: BaseException | None = None


class Writer:
    """Writes to one SQLite file, in the order of the calls."""

    def __init__(self, path: Path) -> None:
        self._loop = asyncio.get_running_loop()
        self._connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "busy_timeout=0", "foreign_keys=ON"):
            self._connection.execute(f"PRAGMA {pragma}")
        self._connection.execute("PRAGMA wal_autocheckpoint=0")
        self._synced = False
        self._closed = False
        self._turn: list[_Write[Any]] = []
        self._commits = 0
        self._with_thread = 0
        self._queue: queue.SimpleQueue[_Write[Any] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._work, name="database-writer", daemon=True)
        self._thread.start()

    def write(self, job: Job[T], *, durable: bool) -> "asyncio.Future[T]":
        """Queue a job; see `Database.write`."""
        write = _Write(job, durable, self._loop.create_future())
        if self._closed:
            write.future.set_exception(ShuttingDown("the server is shutting down; try again in a moment"))
        elif durable or self._with_thread:
            self._hand_over(write)
        else:
            if not self._turn:
                self._loop.call_soon(self._commit_turn)
            self._turn.append(write)
        return write.future

    async def close(self) -> None:
        """Commit what is queued, checkpoint and close."""
        self._closed = True
        self._hand_over()
        self._queue.put(None)
        while self._thread.is_alive():
            await asyncio.to_thread(self._thread.join)
        self._connection.close()

    def _commit_turn(self) -> None:
        """Commit what the loop's turn has written, unless a durable write took it along to the thread."""
        group, self._turn = self._turn, []
        if not group:
            return
        self._commit(group)
        if _is_locked(group[0].error):
            # Another process, a shell or a backup, holds the database: the thread can wait for it, the loop must not.
            for write in group:
                write.error = None
            self._hand_over(*group)
            return
        _acknowledge(group)
        self._count()

    def _count(self) -> None:
        """Have the thread checkpoint now and then."""
        self._commits += 1
        if self._commits >= _CHECKPOINT:
            self._commits = 0
            self._hand_over(_Write(_checkpoint, False, self._loop.create_future()))

    def _hand_over(self, *writes: _Write[Any]) -> None:
        """Give the thread this turn's writes so far, which come first, and these."""
        group, self._turn = [*self._turn, *writes], []
        self._with_thread += len(group)
        for write in group:
            self._queue.put(write)

    def _acknowledged(self, group: list[_Write[Any]]) -> None:
        self._with_thread -= len(group)
        _acknowledge(group)
        self._count()

    def _work(self) -> None:
        running = True
        while running:
            group, running = self._gather()
            if group:
                self._connection.execute(f"PRAGMA busy_timeout={_PATIENCE_MS}")
                self._commit([write for write in group if write.job is not _checkpoint])
                if any(write.job is _checkpoint for write in group):
                    _checkpoint(self._connection)
                self._connection.execute("PRAGMA busy_timeout=0")
                # The loop is gone only when the process ends without a shutdown; nobody waits any more then.
                with contextlib.suppress(RuntimeError):
                    self._loop.call_soon_threadsafe(self._acknowledged, group)

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
        """One transaction for all; if that fails, one for each, so that a bad job fails alone."""
        if not group:
            return
        try:
            self._transact(group)
        except BaseException as error:  # noqa: BLE001 - whatever a job raises belongs to its caller
            if len(group) == 1 or _is_locked(error):
                for write in group:
                    write.error = error
                return
            for write in group:
                self._commit([write])

    def _transact(self, group: list[_Write[Any]]) -> None:
        connection = self._connection
        self._sync(any(write.durable for write in group))
        connection.execute("BEGIN IMMEDIATE")
        try:
            for write in group:
                write.result = write.job(connection)
            connection.execute("COMMIT")
        except BaseException:
            # A full disk has ended the transaction already; a second ROLLBACK would hide the cause.
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise

    def _sync(self, durable: bool) -> None:
        """The level can only change outside a transaction."""
        if durable != self._synced:
            self._connection.execute(f"PRAGMA synchronous={'FULL' if durable else 'NORMAL'}")
            self._synced = durable


def _is_locked(error: BaseException | None) -> bool:
    """Whether another process held the database, so that nothing was tried yet."""
    return isinstance(error, sqlite3.OperationalError) and str(error) == "database is locked"


def _checkpoint(connection: sqlite3.Connection) -> None:
    """Copy the log into the database as far as readers allow; must run outside a transaction."""
    try:
        connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
    except sqlite3.Error:
        # On a full disk, say. What was committed stands in the log file; a later one copies it.
        _log.exception("a checkpoint failed; it is tried again later")


def _acknowledge(group: list[_Write[Any]]) -> None:
    for write in group:
        if write.future.done():  # the caller was cancelled; the write stands all the same
            continue
        if write.error is None:
            write.future.set_result(write.result)
        elif isinstance(write.error, sqlite3.Error):
            _log.error("a write failed", exc_info=write.error)
            failure = StorageFailed("the server could not store this; free disk space or check the data directory")
            failure.__cause__ = write.error
            write.future.set_exception(failure)
        else:
            write.future.set_exception(write.error)
