"""Conversations, messages and runs: what is kept of them. With `eventlog` and `database` the only files that know SQL.

Writes are jobs for the one writer, so that a turn and its first event, or a run's end and its message, are one transaction.
"""

import json
import time
from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import JsonValue
from sqlmodel import Session, col, func, select

from dspy_chat.changes import Changes
from dspy_chat.database import Database
from dspy_chat.errors import Unknown, UnknownRun
from dspy_chat.store.branches import Choose
from dspy_chat.store.copies import Copies, Copy, Turned
from dspy_chat.store.feedback import FeedbackRow, Give, no_message, refuse_wrong
from dspy_chat.store.intake import Ended, Head, Intake, MessageRow, RunRow, Taken
from dspy_chat.store.keeping import Change, Keep, Kind, Place, Purge, listed, not_purged, place_of, there, there_is
from dspy_chat.store.search import Found, Piece, pieces, search
from dspy_chat.store.snippet import Part
from dspy_chat.store.title import TITLE, title_of
from dspy_chat.store.tree import Answered, Tree, going_on, read_answered, read_tree
from dspy_chat.store.turns import TOGETHER, Begin, Begun, Keys, NewTurn, finish, keys_of, new_id, no_conversation
from dspy_chat.tables import Conversation, Message, Run, TraceRow

__all__ = [
    "TITLE",
    "TOGETHER",
    "Answered",
    "Begun",
    "Change",
    "Copies",
    "Copy",
    "Ended",
    "FeedbackRow",
    "Found",
    "Head",
    "Intake",
    "Kind",
    "MessageRow",
    "NewTurn",
    "Part",
    "Piece",
    "Place",
    "Played",
    "RunRow",
    "Store",
    "Taken",
    "Tree",
    "Turn",
    "Turned",
    "finish",
    "new_id",
    "no_conversation",
    "pieces",
    "place_of",
    "refuse_wrong",
    "title_of",
]


@dataclass(frozen=True)
class Turn:
    """A finished turn, as history: what the user wrote, and what which program answered."""

    text: str
    program: str
    fields: dict[str, JsonValue]
    answer: str


@dataclass(frozen=True)
class Played:
    """A run as a part of its conversation: when it was answered."""

    run_id: str
    started_at: int
    ended_at: int | None


class Store:
    """Reads, and the writes that are not part of a run. `changes` hears of those, and of a run's end from who ends it."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._keys = Keys()
        self.changes = Changes()

    async def conversation(self, conversation_id: str) -> Conversation:
        """Raises UnknownConversation."""
        return await self._database.read(lambda session: there_is(session, conversation_id))

    async def conversations(self, limit: int, before: Place | None, kind: Kind = "kept") -> list[Conversation]:
        """At most `limit`: the pinned first, the newest first, behind the cursor."""
        query = listed(kind, limit, before)
        return await self._database.read(lambda session: list(session.exec(query).all()))

    async def those(self, conversation_ids: Sequence[str]) -> list[Conversation]:
        """Those of these conversations that there are, also deleted ones that can be restored."""
        query = select(Conversation).where(col(Conversation.id).in_(conversation_ids), not_purged())
        return await self._database.read(lambda session: list(session.exec(query).all()))

    async def newest(self) -> int:
        """When a conversation last went on, in UTC ms; 0 when there is none."""
        query = select(func.max(Conversation.updated_at)).where(there())
        return await self._database.read(lambda session: session.exec(query).first()) or 0

    async def tree(
        self, conversation_id: str, limit: int, before: str | None = None, through: str | None = None
    ) -> Tree:
        """At most `limit` messages of the branch that is shown, or of the one `through` a message, the newest first: where
        `before` is given, of those that lead up to that message.

        All of it as it was at one instant: a run that ends between two reads would show an ended run without its text.
        Raises UnknownConversation, UnknownMessage.
        """
        return await self._database.read(lambda session: read_tree(session, conversation_id, limit, before, through))

    async def answered(self, message_id: str) -> Answered:
        """The turn of an answer. Raises UnknownMessage, and BadInput for a message that is a user's."""
        return await self._database.read(lambda session: read_answered(session, message_id))

    async def choose(self, conversation_id: str, message_id: str, at: int) -> None:
        """Show the branch of a message. Raises UnknownMessage."""
        await self._database.write(Choose(conversation_id, message_id, at))
        self.changes.tell(conversation_id)

    async def message(self, message_id: str) -> Message:
        """Raises UnknownMessage."""
        query = select(Message).join(Conversation).where(Message.id == message_id, there())
        message = await self._database.read(lambda session: session.exec(query).first())
        if message is None:
            raise no_message(message_id)
        return message

    async def run(self, run_id: str) -> Run:
        """Raises UnknownRun."""
        query = select(Run).join(Conversation).where(Run.id == run_id, there())
        run = await self._database.read(lambda session: session.exec(query).first())
        if run is None:
            raise UnknownRun(f"there is no run {run_id!r}; a turn's answer carries its run's id")
        return run

    async def played(self, conversation_id: str) -> list[Played]:
        """All runs of a conversation, on every branch, in the order in which they began."""
        query = select(Run.id, Run.started_at, Run.ended_at).where(Run.conversation == conversation_id)
        async with self._database.session() as session:
            return [Played(*row) for row in (await session.exec(query.order_by(col(Run.key)))).all()]

    async def trace(self, run_id: str) -> str | None:
        """The model calls of a run that has ended, as JSON text; None where it made none."""
        query = select(TraceRow.data).join(Run, col(Run.key) == TraceRow.run).where(Run.id == run_id)
        async with self._database.session() as session:
            return (await session.exec(query)).first()

    async def runs_of_key(self, idempotency_key: str) -> list[str]:
        """The ids of the runs that this Idempotency-Key began."""
        kept_under = col(Run.idempotency_key).in_(keys_of(idempotency_key))
        query = select(Run.id).join(Conversation).where(kept_under, there()).order_by(col(Run.key))
        return await self._database.read(lambda session: list(session.exec(query).all()))

    async def running(self, conversation_ids: Sequence[str]) -> dict[str, str]:
        """The run that is answering now, by conversation."""
        return await self._database.read(lambda session: dict(session.exec(going_on(conversation_ids)).all()))

    async def turns(self, message_id: str | None, most: int) -> list[Turn]:
        """The turns that lead up to a message, oldest first, at most `most`: the branch that the message ends."""

        def read(session: Session) -> list[Turn]:
            turns: list[Turn] = []
            at = message_id
            while at is not None and len(turns) < most:
                answer = session.exec(select(Message).where(Message.id == at)).one()
                # not the question's fields, which can be files
                text, at = session.exec(select(Message.text, Message.parent).where(Message.id == answer.parent)).one()
                program = session.exec(select(Run.program).where(Run.message == answer.id)).one()
                turns.append(Turn(text, program, json.loads(answer.fields), answer.text))
            return turns[::-1]

        return [] if message_id is None else await self._database.read(read)

    async def search(self, looked_for: list[Piece], limit: int, before: int | None = None) -> list[Found]:
        """At most `limit` messages that hold all of it, the newest first, older than the cursor `Found.key`."""
        return await self._database.read(lambda session: search(session, looked_for, limit, before))

    async def begin(self, turns: Sequence[NewTurn]) -> list[Begun]:
        """Store a turn durably: see `Begin`, which it raises as; and StorageFailed, at once while the disk is full."""
        await self._database.check_room()
        begun = await self._database.write(Begin(turns, self._keys))
        self.changes.tell(turns[0].start.conversation)
        return begun

    async def change(self, conversation_ids: Sequence[str], change: Change) -> list[str]:
        """Change conversations, all in one transaction; returns those that there were.
        One that is deleted can only be restored."""
        changed = await self._database.write(Keep(conversation_ids, change, time.time_ns() // 1_000_000))
        self.changes.tell(*changed)
        return changed

    async def rename(self, conversation_id: str, title: str) -> None:
        """Raises UnknownConversation."""
        if not await self.change([conversation_id], Change(title=title)):
            raise no_conversation(conversation_id)

    async def purge(self, deleted_before: int) -> int:
        """Remove what was deleted until then, in UTC ms, with all its messages, runs and events; returns how many."""
        removed: set[str] = set()
        while (one := await self._database.write(Purge(deleted_before))) is not None:
            removed.add(one)
        self.changes.tell(*removed)
        return len(removed)

    async def give(self, message_id: str, feedback: FeedbackRow | None) -> None:
        """Keep what a person thinks of an answer, durably; None takes it back. Raises UnknownMessage, BadInput, Conflict."""
        await self._database.write(Give(message_id, feedback))

    async def delete(self, conversation_id: str) -> None:
        """Remove a conversation for good, at once. Raises UnknownConversation."""
        job = "DELETE FROM conversation WHERE id = ?"
        if not await self._database.write(lambda db: db.execute(job, (conversation_id,)).rowcount):
            raise no_conversation(conversation_id)
        self.changes.tell(conversation_id)

    async def open_runs(self) -> list[Run]:
        """Every run that is still marked as running."""
        async with self._database.session() as session:
            return list((await session.exec(select(Run).where(Run.status == "running"))).all())

    @property
    def full(self) -> bool:
        """Whether the disk is full, so that no turn can be taken."""
        return self._database.full

    async def check(self) -> None:
        """Read one row. Raises Unknown when the database does not answer."""
        async with self._database.session() as session:
            if (await session.exec(select(1))).first() != 1:
                raise Unknown("the database does not answer")
