"""`Bulk`: one more connection that only reads, on a thread, for many rows at once: a session hops for each statement."""

import asyncio
import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")


class Bulk:
    """Reads one SQLite file, one job at a time. The connection is made for the first."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._turn = threading.Lock()
        self._connection: sqlite3.Connection | None = None

    async def read(self, job: Callable[[sqlite3.Connection], T]) -> T:
        """Run a job in a read transaction of its own; see `Database.read`."""
        return await asyncio.to_thread(self._read, job)

    def _read(self, job: Callable[[sqlite3.Connection], T]) -> T:
        with self._turn:
            connection = self._connection = self._connection or _opened(self._path)
            connection.execute("BEGIN")
            try:
                return job(connection)
            finally:
                connection.execute("ROLLBACK")

    async def close(self) -> None:
        """Close, behind the job that is running."""
        await asyncio.to_thread(self._close)

    def _close(self) -> None:
        with self._turn:
            if self._connection is not None:
                self._connection.close()
                self._connection = None


def _opened(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    for pragma in ("query_only=ON", "busy_timeout=5000"):
        connection.execute(f"PRAGMA {pragma}")
    return connection
