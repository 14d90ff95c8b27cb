"""Whole conversations, to be copied: read page by page as they were at one instant, and stored at once.

What has ended never changes, so one short read fixes what belongs to a copy, and the rest is read in as many short ones as
it takes: no read transaction is held while a copy is sent to somebody who may be slow.
"""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, NamedTuple

from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from dspy_chat.database import Database
from dspy_chat.store.intake import Head, Intake, MessageRow, RunRow, Taken
from dspy_chat.store.turns import no_conversation
from dspy_chat.tables import Conversation, Message, Run, TraceRow

PAGE: Final = 50
"""Messages in one read: few, since one of them may be megabytes long."""


@dataclass(frozen=True)
class Copy:
    """What belongs to a copy of a conversation: its `count` messages up to the key `last`, without those of turns that
    were being answered."""

    head: Head
    count: int
    last: int
    without: frozenset[str]


class Turned(NamedTuple):
    """A message, and the run of an answer."""

    message: MessageRow
    run: RunRow | None


class Copies:
    """Reads conversations to be copied, and stores copies."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def ids(self, after: str, limit: int) -> list[str]:
        """The ids of conversations behind one, by id: an order that nothing changes while they are read."""
        query = select(Conversation.id).where(Conversation.id > after).order_by(col(Conversation.id)).limit(limit)
        async with self._database.session() as session:
            return list((await session.exec(query)).all())

    async def begin(self, conversation_id: str) -> Copy:
        """What a copy holds, of this instant. A turn that is being answered is no part of it, and the head is then the
        answer that it follows. Raises UnknownConversation."""
        async with self._database.session() as session:
            found = await session.get(Conversation, conversation_id)
            if found is None:
                raise no_conversation(conversation_id)
            head = Head(found.id, found.title, found.program, found.head, found.created_at, found.updated_at)
            query = select(func.count(), func.max(Message.key)).where(Message.conversation == conversation_id)
            count, last = (await session.exec(query)).one()
            without, before = await _going_on(session, conversation_id)
            if head.head in without:
                head = replace(head, head=before or await _newest(session, conversation_id, without))
        return Copy(head, count - len(without), last or 0, frozenset(without))

    async def turned(self, copy: Copy, keys: Sequence[int] | None = None) -> AsyncIterator[Turned]:
        """The messages of a copy, or those with these keys, oldest first. Fewer than `copy.count` when the conversation
        was deleted meanwhile."""
        after, at = 0, 0
        while True:
            query = select(Message, Run).join(Run, col(Run.message) == Message.id, isouter=True)
            query = query.where(Message.conversation == copy.head.id, col(Message.key) > after)
            if keys is None:
                query = query.where(col(Message.key) <= copy.last)
            else:
                query = query.where(col(Message.key).in_(keys[at : at + PAGE]))
                at += PAGE
            async with self._database.session() as session:
                page = (await session.exec(query.order_by(col(Message.key)).limit(PAGE))).all()
            for message, run in page:
                if message.id not in copy.without:
                    yield Turned(_message(message), None if run is None else await self._run(run))
            if not page or (keys is not None and at >= len(keys)):
                return
            after = page[-1][0].key or 0

    async def branch(self, copy: Copy) -> list[int]:
        """The keys of the messages that lead up to the head, oldest first: what the page shows."""
        up = (
            select(Message.key, Message.parent)
            .where(Message.id == copy.head.head, Message.conversation == copy.head.id)
            .cte("up", recursive=True)
        )
        more = select(Message.key, Message.parent).join(up, up.c.parent == Message.id)
        whole: Any = up.union(more)  # and not UNION ALL, which would never end in a circle
        async with self._database.session() as session:
            return list((await session.exec(select(whole.c.key).order_by(whole.c.key))).all())

    async def take_in(self, intake: Intake) -> Taken:
        """Store a conversation, all of it or nothing. Raises Conflict, StorageFailed, ShuttingDown."""
        return await self._database.write(intake)

    async def _run(self, run: Run) -> RunRow:
        async with self._database.session() as session:
            trace = (await session.exec(select(TraceRow.data).where(TraceRow.run == run.key))).first()
        return RunRow(
            run.id,
            run.message,
            run.program,
            run.model,
            run.status,
            run.start,
            run.usage,
            run.error,
            run.ms or 0,
            run.started_at,
            run.ended_at or 0,
            trace,
        )


def _message(message: Message) -> MessageRow:
    return MessageRow(message.id, message.parent, message.role, message.text, message.fields, message.created_at)


async def _going_on(session: AsyncSession, conversation_id: str) -> tuple[set[str], str | None]:
    """The messages of the turns that are being answered, and the answer that the newest of them follows."""
    running = select(Run.message).where(Run.status == "running", Run.conversation == conversation_id)
    without, before = set((await session.exec(running)).all()), None
    for answer in sorted(without):
        parent = (await session.exec(select(Message.parent).where(Message.id == answer))).one()
        beside = select(Message.id).where(Message.conversation == conversation_id, Message.parent == parent)
        if set((await session.exec(beside)).all()) <= without and parent is not None:
            without.add(parent)
            before = (await session.exec(select(Message.parent).where(Message.id == parent))).one()
    return without, before


async def _newest(session: AsyncSession, conversation_id: str, without: set[str]) -> str | None:
    query = select(Message.id).where(
        Message.conversation == conversation_id, Message.role == "assistant", col(Message.id).not_in(without)
    )
    return (await session.exec(query.order_by(col(Message.key).desc()).limit(1))).first()
