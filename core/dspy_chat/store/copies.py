"""Whole conversations, to be copied: read page by page as they were at one instant, and stored at once.

What has ended never changes, so one short read fixes what belongs to a copy, and the rest is read in as many short ones as
it takes: no read transaction is held while a copy is sent to somebody who may be slow.
"""

import logging
import sqlite3
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Final, NamedTuple, TypeVar

from dspy_chat.database import Database, Job
from dspy_chat.errors import StorageFailed
from dspy_chat.eventlog import kept
from dspy_chat.store.branches import UP, raw
from dspy_chat.store.feedback import FeedbackRow
from dspy_chat.store.intake import Head, Intake, MessageRow, RunRow, Taken
from dspy_chat.store.turns import no_conversation

T = TypeVar("T")
_log = logging.getLogger(__name__)

PAGE: Final = 200
"""Most messages in one read."""
BUDGET: Final = 1 << 20
"""Characters of messages and events from which on a read takes no more."""
_CONVERSATION: Final = (
    "SELECT id, title, program, head, created_at, updated_at FROM conversation WHERE id = ? AND deleted_at IS NULL"
)
_TURNED: Final = (
    "SELECT m.key, m.id, m.parent, m.role, m.text, m.fields, m.created_at, r.key, r.id, r.message, r.program, r.model,"
    " r.status, r.start, r.usage, r.error, r.ms, r.started_at, r.ended_at, t.data,"
    " f.message, f.rating, f.comment, f.corrections, f.given_at FROM message m"
    " LEFT JOIN run r ON r.message = m.id LEFT JOIN trace t ON t.run = r.key LEFT JOIN feedback f ON f.message = m.key"
    " WHERE m.conversation = ? AND m.key > ?"
)


class Turned(NamedTuple):
    """A message, and of an answer what was thought of it, and its run with the text of its events; without any where they
    are damaged."""

    key: int
    message: MessageRow
    run: RunRow | None
    events: list[str]
    feedback: FeedbackRow | None


@dataclass(frozen=True)
class Copy:
    """What belongs to a copy of a conversation: its `count` messages up to the key `last`, but for those of turns that
    were being answered. `first` are the first of them."""

    head: Head
    count: int
    last: int
    without: frozenset[str]
    first: list[Turned]


class Copies:
    """Reads conversations to be copied, and stores copies."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def ids(self, after: str, limit: int) -> list[str]:
        """The ids of conversations behind one, by id: an order that nothing changes while they are read."""
        query = "SELECT id FROM conversation WHERE id > ? AND deleted_at IS NULL ORDER BY id LIMIT ?"
        return await self._read(lambda db: [one for (one,) in db.execute(query, (after, limit))])

    async def begin(self, conversation_id: str) -> Copy:
        """What a copy holds, of this instant. A turn that is being answered is no part of it, and the head is then the
        answer that it follows. Raises UnknownConversation."""
        return await self._read(partial(_begin, conversation_id))

    async def turned(self, copy: Copy) -> AsyncIterator[Turned]:
        """The messages of a copy, oldest first. Fewer than `copy.count` when the conversation was deleted meanwhile."""
        page = copy.first
        while page:
            for turned in page:
                yield turned
            page = await self._read(partial(_page, copy, page[-1].key))

    async def branch(self, copy: Copy) -> list[int]:
        """The keys of the messages that lead up to the head, oldest first: what the page shows."""
        of = {"id": copy.head.head, "conversation": copy.head.id}
        return await self._read(lambda db: sorted(key for (key,) in db.execute(UP, of)))

    async def chosen(self, copy: Copy, keys: Sequence[int]) -> AsyncIterator[Turned]:
        """The messages with these keys, oldest first, without their events."""
        for at in range(0, len(keys), PAGE):
            for turned in await self._read(partial(_chosen, copy, keys[at : at + PAGE])):
                yield turned

    async def _read(self, job: Job[T]) -> T:
        """Rows as SQLite gives them: there are many, and objects of them cost more than the rest of an export."""
        return await self._database.read(lambda session: job(raw(session)))

    async def take_in(self, intake: Intake) -> Taken:
        """Store a conversation, all of it or nothing. Raises Conflict, StorageFailed, ShuttingDown."""
        return await self._database.write(intake)


def _begin(conversation_id: str, db: sqlite3.Connection) -> Copy:
    row = db.execute(_CONVERSATION, (conversation_id,)).fetchone()
    if row is None:
        raise no_conversation(conversation_id)
    head = Head(*row)
    count, last = db.execute(
        "SELECT count(*), max(key) FROM message WHERE conversation = ?", (conversation_id,)
    ).fetchone()
    without, before = _going_on(db, conversation_id)
    if head.head in without:
        head = replace(head, head=before or _newest(db, conversation_id, without))
    copy = Copy(head, count - len(without), last or 0, frozenset(without), [])
    return replace(copy, first=_page(copy, 0, db))


def _going_on(db: sqlite3.Connection, conversation_id: str) -> tuple[set[str], str | None]:
    """The messages of the turns that are being answered, and the answer that the last of them follows."""
    running = "SELECT message FROM run WHERE conversation = ? AND status = 'running' ORDER BY key"
    answers = [one for (one,) in db.execute(running, (conversation_id,))]
    without, before = set(answers), None
    for answer in answers:
        (question,) = db.execute("SELECT parent FROM message WHERE id = ?", (answer,)).fetchone()
        beside = db.execute(
            "SELECT id FROM message WHERE conversation = ? AND parent = ?", (conversation_id, question)
        ).fetchall()
        if {one for (one,) in beside} <= without:
            without.add(question)
            (before,) = db.execute("SELECT parent FROM message WHERE id = ?", (question,)).fetchone()
    return without, before


def _newest(db: sqlite3.Connection, conversation_id: str, without: set[str]) -> str | None:
    query = "SELECT id FROM message WHERE conversation = ? AND role = 'assistant' ORDER BY key DESC"
    return next((one for (one,) in db.execute(query, (conversation_id,)) if one not in without), None)


def _page(copy: Copy, after: int, db: sqlite3.Connection) -> list[Turned]:
    page: list[Turned] = []
    size = 0
    query = f"{_TURNED} AND m.key <= ? ORDER BY m.key LIMIT ?"
    for row in db.execute(query, (copy.head.id, after, copy.last, PAGE + len(copy.without))):
        if row[1] in copy.without:
            continue
        turned = _turned(row)
        if turned.run is not None:
            turned = turned._replace(events=_events(db, row[7], turned.run))
        page.append(turned)
        size += len(turned.message.text) + len(turned.message.fields) + sum(map(len, turned.events))
        if size > BUDGET:
            break
    return page


def _chosen(copy: Copy, keys: Sequence[int], db: sqlite3.Connection) -> list[Turned]:
    query = f"{_TURNED} AND m.key IN ({','.join('?' * len(keys))}) ORDER BY m.key"
    return [_turned(row) for row in db.execute(query, (copy.head.id, 0, *keys))]


def _turned(row: Any) -> Turned:
    run = None if row[8] is None else RunRow._make([*row[8:16], row[16] or 0, row[17], row[18] or 0, row[19]])
    feedback = None if row[20] is None else FeedbackRow(*row[21:25])
    return Turned(row[0], MessageRow(*row[1:7]), run, [], feedback)


def _events(db: sqlite3.Connection, key: int, run: RunRow) -> list[str]:
    try:
        return kept(db, key, run.id, run.start)
    except StorageFailed as failure:
        _log.error("%s; its conversation is left out of every copy until then", failure.message)
        return []
