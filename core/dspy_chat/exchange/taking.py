"""Takes in an export: each conversation is stored whole or not at all, and never over one that is there."""

import asyncio
import contextlib
from collections.abc import AsyncIterable, AsyncIterator
from dataclasses import dataclass, field
from typing import Final

from dspy_chat.errors import ChatError, Conflict, UnknownConversation
from dspy_chat.exchange.reading import Reader
from dspy_chat.exchange.whole import Counts, Whole
from dspy_chat.store import Copies, FeedbackRow, MessageRow, Taken, Turned

_TOGETHER: Final = 64
"""Conversations that are on their way to the disk at once: they share its syncs."""
_BYTES: Final = 16 << 20
"""Most bytes on their way, but for one conversation that is larger."""
_PIECE: Final = 1 << 16
"""Bytes that are read at once."""
_NAMED: Final = 100
"""Most refusals that are told one by one."""


@dataclass(frozen=True)
class Refused:
    """A conversation that was not taken, and why."""

    conversation: str
    title: str
    line: int
    reason: str


@dataclass
class Report:
    """What came of an import: what is `new` here, how many conversations were `known`, and which were refused."""

    new: Counts = field(default_factory=Counts)
    known: int = 0
    refused: int = 0
    refusals: list[Refused] = field(default_factory=list)
    """The first of those that were refused."""

    def refuse(self, whole: Whole, reason: str) -> None:
        self.refused += 1
        if len(self.refusals) < _NAMED:
            self.refusals.append(Refused(whole.line.id, whole.line.title, whole.number, reason))


class Taking:
    """One import. `report` is true at any time, also of one that failed half way."""

    def __init__(self, copies: Copies) -> None:
        self.report = Report()
        self._copies = copies
        self._reader = Reader()
        self._going: list[tuple[Whole, asyncio.Task[Taken]]] = []

    async def take(self, chunks: AsyncIterable[bytes]) -> Report:
        """Read an export to its end. Raises BadInput that names the line, StorageFailed, ShuttingDown: what was whole before
        it is stored. The rest of the chunks is read all the same, for who sends them hears nothing before the end."""
        try:
            async for chunk in _gathered(chunks):
                if self._reader.failure is None:
                    await self._store(await asyncio.to_thread(self._reader.feed, chunk))
            await self._store(await asyncio.to_thread(self._reader.close))
            await self._settle()
        finally:
            self._reader.close()
            await asyncio.shield(asyncio.ensure_future(self._abandon()))
        if self._reader.failure is not None:
            raise self._reader.failure
        return self.report

    async def _store(self, wholes: list[Whole]) -> None:
        for whole in wholes:
            self._going.append((whole, asyncio.ensure_future(self._copies.take_in(whole.intake()))))
        if len(self._going) >= _TOGETHER or sum(one.size for one, _ in self._going) >= _BYTES:
            await self._settle()

    async def _settle(self) -> None:
        """See what became of those that are on their way."""
        while self._going:
            whole, task = self._going[0]
            try:
                taken = await asyncio.shield(task)
            except Conflict as conflict:
                self.report.refuse(whole, conflict.message)
            else:
                if taken == "new":
                    self.report.new.add(whole.counts)
                else:
                    await self._compare(whole)
            del self._going[0]
            whole.close()

    async def _abandon(self) -> None:
        """A job reads from its conversation's file until it is done."""
        for whole, task in self._going:
            with contextlib.suppress(ChatError):
                if await task == "new":
                    self.report.new.add(whole.counts)
            whole.close()
        self._going.clear()

    async def _compare(self, whole: Whole) -> None:
        try:
            difference = await different(self._copies, whole)
        except UnknownConversation:
            difference = "it was deleted meanwhile; import it again"
        if difference is None:
            self.report.known += 1
        else:
            self.report.refuse(whole, f"it is here already, and {difference}")


async def _gathered(chunks: AsyncIterable[bytes]) -> AsyncIterator[bytes]:
    """Larger pieces: each is a hop to a thread and back, and a slow sender's are small."""
    held, size = [], 0
    async for chunk in chunks:
        held.append(chunk)
        size += len(chunk)
        if size >= _PIECE:
            yield b"".join(held)
            held, size = [], 0
    yield b"".join(held)


async def different(copies: Copies, whole: Whole) -> str | None:
    """How the conversation here differs from one that was read; None when it has all of it. It may have gone on since, and
    its title, which branch is shown and what is thought of its answers are its own. Raises UnknownConversation."""
    copy = await copies.begin(whole.line.id)
    if copy.head.created_at != whole.line.created_at:
        return "it was begun at another time"
    here = copies.turned(copy)
    found: Turned | None = None
    for row in whole.rows():
        if isinstance(row, MessageRow):
            found = await _next(here, row.id)
            if found is None or found.message != row:
                return f"its message {row.id!r} is {'missing' if found is None else 'another'} there"
        elif isinstance(row, FeedbackRow):
            continue
        elif found is None or found.run != row.run or found.events != [data for _, data in row.events]:
            return f"its run {row.run.id!r} is another there"
    return None


async def _next(here: AsyncIterable[Turned], message_id: str) -> Turned | None:
    async for turned in here:
        if turned.message.id == message_id:
            return turned
    return None
