"""The conversations of a data directory that no server uses."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any, Final, Literal

from dspy_chat.api import share
from dspy_chat.database import Database
from dspy_chat.eventlog import EventLog
from dspy_chat.exchange import Exchange, file_name
from dspy_chat.store import Copies, Store

Ending = Literal["md", "html"]
"""Of a document's file, and so its form."""
PIECE: Final = 1 << 18
"""Bytes that are read at once."""


class Here:
    """A data directory, which is held as a server holds it."""

    def __init__(self, database: Database) -> None:
        self._store, self._log = Store(database), EventLog(database)
        self._exchange = Exchange(Copies(database))

    @classmethod
    @asynccontextmanager
    async def opened(cls, data_dir: Path) -> AsyncIterator["Here"]:
        """Raises what `Database.open` raises. Runs that a server left open are ended first, as its next start would."""
        database = await Database.open(data_dir)
        try:
            store = Store(database)
            if await store.open_runs():
                from dspy_chat.runs import Clock, recover  # which brings DSPy: seconds, for what a crash alone leaves

                await recover(store, EventLog(database), Clock(await store.newest()))
            yield cls(database)
        finally:
            await database.close()

    async def lines(self, ids: Sequence[str]) -> AsyncIterator[bytes]:
        """An export. Raises UnknownConversation."""
        async for piece in await self._exchange.export(ids or None):
            yield piece

    async def documents(self, ids: Sequence[str], ending: Ending) -> AsyncIterator[tuple[str, AsyncIterator[bytes]]]:
        """Documents with the names of their files. Raises UnknownConversation, and NotBuilt for HTML without the client."""
        async for conversation_id in self._exchange.ids(ids or None):
            if ending == "html":
                title = (await self._store.conversation(conversation_id)).title
                yield file_name(title, conversation_id, ending), share.page(self._store, self._log, conversation_id)
            else:
                name, pieces = await self._exchange.markdown(conversation_id)
                yield name, (piece.encode() async for piece in pieces)

    async def take_in(self, source: IO[bytes]) -> dict[str, Any]:
        """Import; returns what the server would answer. Raises BadInput, StorageFailed."""
        return asdict(await self._exchange.take_in(_pieces(source)))


async def _pieces(source: IO[bytes]) -> AsyncIterator[bytes]:
    while piece := await asyncio.to_thread(source.read, PIECE):
        yield piece
