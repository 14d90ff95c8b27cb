"""`Readers`: connections that only read a database, beside whoever writes it."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final, cast
from urllib.parse import quote

from sqlalchemy import Connection, create_engine, event
from sqlalchemy.exc import DatabaseError
from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import Session
from sqlmodel.ext.asyncio.session import AsyncSession

from dspy_chat.database.schema import newest
from dspy_chat.database.writer import T
from dspy_chat.errors import BadSettings

_VERSION: Final = "SELECT version_num FROM alembic_version"
_TOGETHER: Final = 4
"""Reads at the same time; each is a thread and a connection."""


class Readers:
    """Sessions on one SQLite file. With `foreign` it is another process' perhaps: then not even a checkpoint is made."""

    def __init__(self, path: Path, *, foreign: bool = False) -> None:
        self._path = path
        place = f"file:{quote(str(path))}?mode=ro&uri=true" if foreign else str(path)
        self._engine = create_async_engine(f"sqlite+aiosqlite:///{place}")
        self.direct = create_engine(f"sqlite:///{place}", connect_args={"check_same_thread": False})
        for engine in (self._engine.sync_engine, self.direct):
            event.listen(engine, "connect", _read_only)
            event.listen(engine, "begin", _begin_reading)
        self._threads = ThreadPoolExecutor(_TOGETHER, thread_name_prefix="database-reader")

    async def read(self, job: Callable[[Session], T]) -> T:
        """See `Database.read`."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._read, job)

    def _read(self, job: Callable[[Session], T]) -> T:
        with Session(self.direct, expire_on_commit=False) as session:
            return job(session)

    @contextlib.asynccontextmanager
    async def session(self) -> AsyncIterator[AsyncSession]:
        """See `Database.session`."""
        async with AsyncSession(self._engine, expire_on_commit=False) as session:
            yield session

    async def check(self) -> None:
        """Raises BadSettings when there is no database, or one of another version of this program."""
        if not self._path.is_file():
            raise BadSettings(f"there is no database at {str(self._path)!r}; name its folder with --data-dir")
        try:
            async with self.session() as session:
                version = (await (await session.connection()).exec_driver_sql(_VERSION)).scalar()
        except DatabaseError as error:
            raise BadSettings(f"the file {str(self._path)!r} cannot be read: it is no database of dspy-chat") from error
        if version != newest():
            raise BadSettings(
                f"the database {str(self._path)!r} is of another version of dspy-chat; start the server once to bring it to "
                "this one's"
            )

    async def close(self) -> None:
        await asyncio.to_thread(self._threads.shutdown)
        self.direct.dispose()
        await self._engine.dispose()


def _read_only(connection: object, _record: object) -> None:
    raw = cast("Any", connection)
    raw.isolation_level = None  # sqlite3 would begin no transaction before a SELECT, and two could see two states
    cursor = raw.cursor()
    for pragma in ("query_only=ON", "busy_timeout=5000", "synchronous=NORMAL"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_reading(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN")
