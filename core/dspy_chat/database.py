"""The one writer, the readers, and the migrations at the start. Knows SQLite; knows nothing of what the rows mean.

One connection on its own thread runs every write transaction and alone checkpoints. What has queued while one commit ran
shares the next (group commit): batches form by themselves under load, and a timer would only add delay. SQLite before
3.51.3 can corrupt a database when two connections write or checkpoint at once
(https://www.sqlite.org/changes.html, "WAL-reset"); with one writer that cannot happen here.

Two durability classes on that connection: a `durable` write is synced to the disk before it is acknowledged and
survives a power cut; any other survives the death of the process.
"""

import asyncio
import contextlib
import logging
import queue
import sqlite3
import threading
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any, Final, Generic, TypeVar, cast

from alembic import command
from alembic.config import Config
from filelock import FileLock, Timeout
from sqlalchemy import Connection, create_engine, event, pool
from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel.ext.asyncio.session import AsyncSession

from dspy_chat.errors import BadSettings, StorageFailed

T = TypeVar("T")
Job = Callable[[sqlite3.Connection], T]

_log = logging.getLogger(__name__)
_GROUP: Final = 2000
"""Most jobs in one transaction: bounds how long the first of a burst waits."""
_HERE: Final = Path(__file__).parent


def _migrations() -> Path:
    """Where the revisions are: beside this file in a wheel, at the top level in a checkout."""
    return next(p for p in (_HERE / "migrations", _HERE.parent.parent / "migrations") if p.is_dir())


def migrate(path: Path) -> None:
    """Bring the database at `path` to the newest schema, creating it if need be. Raises StorageFailed."""
    config = Config()
    config.set_main_option("script_location", str(_migrations()))
    engine = create_engine(f"sqlite:///{path}", poolclass=pool.NullPool)
    event.listen(engine, "connect", _migrating)
    event.listen(engine, "begin", _begin)
    try:
        with engine.begin() as connection:
            _upgrade(connection, config)
    except Exception as error:
        raise StorageFailed(
            f"the database {str(path)!r} could not be brought to this version's schema; it was left as it was"
        ) from error
    finally:
        engine.dispose()


def _upgrade(connection: Connection, config: Config) -> None:
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    if broken:
        raise StorageFailed(f"{len(broken)} rows point nowhere after the migration")


def _migrating(connection: object, _record: object) -> None:
    """Foreign keys can only be switched outside a transaction; they stay off while tables change (see migrations/env.py)."""
    raw = cast("sqlite3.Connection", connection)
    raw.isolation_level = None  # sqlite3 would run DDL outside any transaction
    for pragma in ("journal_mode=WAL", "foreign_keys=OFF", "busy_timeout=5000"):
        raw.execute(f"PRAGMA {pragma}").close()


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


class _Write(Generic[T]):
    """One queued job and the future that tells its caller when it is committed."""

    __slots__ = ("durable", "error", "future", "job", "result")

    def __init__(self, job: Job[T], durable: bool, future: "asyncio.Future[T]") -> None:
        self.job, self.durable, self.future = job, durable, future
        self.result: T | None = None
        self.error: BaseException | None = None


class _Writer(threading.Thread):
    """Runs queued jobs in group-committed transactions until it reads None."""

    def __init__(self, path: Path, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(name="database-writer", daemon=True)
        self.queue: queue.SimpleQueue[_Write[Any] | None] = queue.SimpleQueue()
        self._loop = loop
        self._connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "busy_timeout=5000", "foreign_keys=ON"):
            self._connection.execute(f"PRAGMA {pragma}")
        self._durable = False

    def run(self) -> None:
        running = True
        while running:
            group, running = self._gather()
            if not group:
                continue
            self._commit(group)
            # The loop is gone only when the process ends without a shutdown; nobody waits any more then.
            with contextlib.suppress(RuntimeError):
                self._loop.call_soon_threadsafe(_acknowledge, group)
        self._connection.close()

    def _gather(self) -> tuple[list[_Write[Any]], bool]:
        """Wait for one job, then take what else has queued. False when the end was asked for."""
        group: list[_Write[Any]] = []
        write = self.queue.get()
        while write is not None:
            group.append(write)
            if len(group) >= _GROUP:
                return group, True
            try:
                write = self.queue.get_nowait()
            except queue.Empty:
                return group, True
        return group, False

    def _commit(self, group: list[_Write[Any]]) -> None:
        """One transaction for all; if that fails, one for each, so that a bad job fails alone."""
        try:
            self._transact(group)
        except BaseException as error:  # noqa: BLE001 - whatever a job raises belongs to its caller, not to this thread
            if len(group) == 1:
                group[0].error = error
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
        if durable != self._durable:
            self._connection.execute(f"PRAGMA synchronous={'FULL' if durable else 'NORMAL'}")
            self._durable = durable


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


class Database:
    """One SQLite file: `write` for everything that changes it, `session` to read."""

    def __init__(self, path: Path, lock: FileLock) -> None:
        self.path = path
        self._lock = lock
        self._loop = asyncio.get_running_loop()
        self._writer = _Writer(path, self._loop)
        self._writer.start()
        self._readers = create_async_engine(f"sqlite+aiosqlite:///{path}")
        event.listen(self._readers.sync_engine, "connect", _read_only)

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
                f"another dspy-chat server uses the data directory {str(data_dir)!r}; stop it, or name another --data-dir"
            ) from None
        except OSError as error:
            raise BadSettings(
                f"the data directory {str(data_dir)!r} cannot be written ({error.strerror}); name another --data-dir"
            ) from error
        try:
            path = data_dir / "chat.db"
            await asyncio.to_thread(migrate, path)
            return cls(path, lock)
        except BaseException:
            lock.release()
            raise

    def write(self, job: Job[T], *, durable: bool) -> "asyncio.Future[T]":
        """Queue a job; the future is done once it is committed, in the order of the calls.

        The job runs inside a transaction on the writer's thread and must only touch its connection. Raises what the
        job raised, and StorageFailed when SQLite could not store it.
        """
        future: asyncio.Future[T] = self._loop.create_future()
        self._writer.queue.put(_Write(job, durable, future))
        return future

    @contextlib.asynccontextmanager
    async def session(self) -> AsyncIterator[AsyncSession]:
        """A session that can only read. Keep it short: a held read transaction makes the log file grow."""
        async with AsyncSession(self._readers, expire_on_commit=False) as session:
            yield session

    async def close(self) -> None:
        """Commit what is queued, checkpoint and close. Readers go first: the last to close checkpoints."""
        await self._readers.dispose()
        self._writer.queue.put(None)
        await asyncio.to_thread(self._writer.join)
        self._lock.release()


def _read_only(connection: object, _record: object) -> None:
    cursor = cast("Any", connection).cursor()
    for pragma in ("query_only=ON", "busy_timeout=5000", "synchronous=NORMAL"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
