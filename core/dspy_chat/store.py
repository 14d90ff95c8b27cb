"""Conversations, messages and runs: what is kept of them. With `eventlog` and `database` the only files that know SQL.

Writes are jobs for the one writer, so that a turn and its first event, or a run's end and its message, are one transaction.
"""

import json
import sqlite3
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, cast

from pydantic import JsonValue
from sqlmodel import col, select

from dspy_chat.database import Database
from dspy_chat.errors import Busy, Conflict, Unknown, UnknownConversation, UnknownMessage, UnknownRun
from dspy_chat.eventlog import Also, entry, insert
from dspy_chat.events import EndEvent, ErrorEvent, Event, FinalEvent, StartEvent, encode
from dspy_chat.tables import Conversation, EventRow, Message, Run

TITLE: Final = 80
"""Characters of the first message that make a conversation's first title."""


def new_id() -> str:
    """An opaque id: 32 hexadecimal digits."""
    return uuid.uuid4().hex


def title_of(text: str) -> str:
    """A conversation's title from its first message: its first words, on one line."""
    line = " ".join(text.split())
    if len(line) <= TITLE:
        return line or "New conversation"
    return line[: TITLE - 1].rsplit(" ", 1)[0].rstrip() + "…"


@dataclass(frozen=True)
class NewTurn:
    """What is stored when a turn is accepted. `start` is its run's first event."""

    text: str
    inputs: Mapping[str, JsonValue]
    start: StartEvent
    new_conversation: bool
    answers: str | None
    """The message that this turn answers after; None at the start of a conversation."""
    at_head: bool
    """Whether it was asked for at the end of the current branch, which may move until this is stored."""
    idempotency_key: str | None
    boot: str


@dataclass(frozen=True)
class Begun:
    """An accepted turn: its run, or the run that the same Idempotency-Key began before."""

    run_id: str
    key: int
    joined: bool


@dataclass(frozen=True)
class Turn:
    """A finished turn, as history: what the user wrote, and what which program answered."""

    text: str
    program: str
    fields: dict[str, JsonValue]
    answer: str


def _no_conversation(conversation_id: str) -> UnknownConversation:
    return UnknownConversation(f"there is no conversation {conversation_id!r}; GET /api/conversations lists them")


@dataclass(frozen=True)
class _Begin:
    """The job that stores a turn."""

    turn: NewTurn

    def __call__(self, db: sqlite3.Connection) -> Begun:
        turn, start = self.turn, self.turn.start
        if turn.idempotency_key is not None:
            row = db.execute("SELECT id, key FROM run WHERE idempotency_key = ?", (turn.idempotency_key,)).fetchone()
            if row is not None:
                return Begun(run_id=row[0], key=row[1], joined=True)
        if turn.at_head:
            _refuse_moved(db, start.conversation, turn.answers)
        if turn.answers is not None:
            _refuse_busy(db, turn.answers)
        self._conversation(db)
        _message(db, start.parent, start.conversation, turn.answers, "user", turn.text, turn.inputs, start.started_at)
        _message(db, start.message, start.conversation, start.parent, "assistant", "", {}, start.started_at)
        key = db.execute(
            "INSERT INTO run (id, conversation, message, program, model, status, start, boot, idempotency_key, started_at)"
            " VALUES (?, ?, ?, ?, ?, 'running', ?, ?, ?, ?)",
            (
                start.run,
                start.conversation,
                start.message,
                start.program.id,
                start.model.id,
                encode(start),
                turn.boot,
                turn.idempotency_key,
                start.started_at,
            ),
        ).lastrowid
        key = cast("int", key)
        insert(key, [entry(start)])(db)
        return Begun(run_id=start.run, key=key, joined=False)

    def _conversation(self, db: sqlite3.Connection) -> None:
        start = self.turn.start
        if self.turn.new_conversation:
            db.execute(
                "INSERT INTO conversation (id, title, program, head, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?)",
                (
                    start.conversation,
                    title_of(self.turn.text),
                    start.program.id,
                    start.message,
                    start.started_at,
                    start.started_at,
                ),
            )
            return
        changed = db.execute(
            "UPDATE conversation SET program = ?, head = ?, updated_at = ? WHERE id = ?",
            (start.program.id, start.message, start.started_at, start.conversation),
        ).rowcount
        if not changed:  # deleted between the check and this transaction
            raise _no_conversation(start.conversation)


def _refuse_moved(db: sqlite3.Connection, conversation: str, head: str | None) -> None:
    """Of two turns at the same instant the second follows the answer that the first began, and that is running."""
    row = db.execute("SELECT head FROM conversation WHERE id = ?", (conversation,)).fetchone()
    if row is not None and row[0] != head:
        _refuse_busy(db, row[0])
        raise Conflict(f"the conversation {conversation!r} has gone on meanwhile; read it again, or name a parent")


def _refuse_busy(db: sqlite3.Connection, message: str) -> None:
    row = db.execute("SELECT id FROM run WHERE message = ? AND status = 'running'", (message,)).fetchone()
    if row is not None:
        raise Busy(
            f"the run {row[0]!r} is still answering here: follow it at /api/runs/{row[0]}/events or stop it first",
            run=row[0],
        )


def _message(
    db: sqlite3.Connection,
    message_id: str,
    conversation: str,
    parent: str | None,
    role: str,
    text: str,
    fields: Mapping[str, JsonValue],
    created_at: int,
) -> None:
    db.execute(
        "INSERT INTO message (id, conversation, parent, role, text, fields, created_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (message_id, conversation, parent, role, text, _dump(fields), created_at),
    )


def _dump(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def finish(
    key: int, message: str, events: Sequence[Event], answer: str, fields: Mapping[str, JsonValue], ended_at: int
) -> Also:
    """The job that closes a run: its status and its message's text, in the transaction that holds its `end` event."""
    end = cast("EndEvent", events[-1])
    final = next((event for event in events if isinstance(event, FinalEvent)), None)
    error = next((event for event in events if isinstance(event, ErrorEvent)), None)

    def job(db: sqlite3.Connection) -> None:
        db.execute(
            "UPDATE run SET status = ?, usage = ?, error = ?, ms = ?, ended_at = ? WHERE key = ?",
            (
                end.status,
                final.usage.model_dump_json(exclude_none=True) if final else None,
                _dump({"code": error.code, "message": error.message, "retryable": error.retryable}) if error else None,
                end.t,
                ended_at,
                key,
            ),
        )
        db.execute("UPDATE message SET text = ?, fields = ? WHERE id = ?", (answer, _dump(fields), message))

    return job


@dataclass(frozen=True)
class Tree:
    """A conversation as it was at one instant: messages, the newest first, the run of each answer, and the one going on."""

    conversation: Conversation
    messages: list[Message]
    runs: dict[str, Run]
    running: str | None


def _running(conversation_ids: Sequence[str]) -> Any:
    return select(Run.conversation, Run.id).where(Run.status == "running", col(Run.conversation).in_(conversation_ids))


class Store:
    """Reads, and the writes that are not part of a run."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def conversation(self, conversation_id: str) -> Conversation:
        """Raises UnknownConversation."""
        async with self._database.session() as session:
            found = await session.get(Conversation, conversation_id)
        if found is None:
            raise _no_conversation(conversation_id)
        return found

    async def conversations(self, limit: int, before: tuple[int, str] | None) -> list[Conversation]:
        """At most `limit`, the newest first, older than the cursor `(updated_at, id)`."""
        query = select(Conversation).order_by(col(Conversation.updated_at).desc(), col(Conversation.id).desc())
        if before is not None:
            at, conversation_id = before
            query = query.where(
                (col(Conversation.updated_at) < at)
                | ((col(Conversation.updated_at) == at) & (col(Conversation.id) < conversation_id))
            )
        async with self._database.session() as session:
            return list((await session.exec(query.limit(limit))).all())

    async def tree(self, conversation_id: str, limit: int, before: int | None = None) -> "Tree":
        """A conversation with at most `limit` messages older than the cursor `Message.key`, the newest first.

        All of it as it was at one instant: a run that ends between two reads would show an ended run without its text.
        Raises UnknownConversation.
        """
        query = select(Message).where(Message.conversation == conversation_id).order_by(col(Message.key).desc())
        if before is not None:
            query = query.where(col(Message.key) < before)
        async with self._database.session() as session:
            conversation = await session.get(Conversation, conversation_id)
            if conversation is None:
                raise _no_conversation(conversation_id)
            messages = list((await session.exec(query.limit(limit))).all())
            found = await session.exec(select(Run).where(col(Run.message).in_([message.id for message in messages])))
            runs = {run.message: run for run in found.all()}
            running = (await session.exec(_running([conversation_id]))).first()
        return Tree(conversation, messages, runs, running[1] if running is not None else None)

    async def message(self, message_id: str) -> Message:
        """Raises UnknownMessage."""
        async with self._database.session() as session:
            found = (await session.exec(select(Message).where(Message.id == message_id))).first()
        if found is None:
            raise UnknownMessage(f"there is no message {message_id!r}; a conversation lists its own")
        return found

    async def run(self, run_id: str) -> Run:
        """Raises UnknownRun."""
        async with self._database.session() as session:
            found = (await session.exec(select(Run).where(Run.id == run_id))).first()
        if found is None:
            raise UnknownRun(f"there is no run {run_id!r}; a turn's answer carries its run's id")
        return found

    async def run_of_key(self, idempotency_key: str) -> Run | None:
        """The run that this Idempotency-Key began."""
        async with self._database.session() as session:
            return (await session.exec(select(Run).where(Run.idempotency_key == idempotency_key))).first()

    async def running(self, conversation_ids: Sequence[str]) -> dict[str, str]:
        """The run that is answering now, by conversation."""
        async with self._database.session() as session:
            return dict((await session.exec(_running(conversation_ids))).all())

    async def turns(self, message_id: str | None, most: int) -> list[Turn]:
        """The turns that lead up to a message, oldest first, at most `most`: the branch that the message ends."""
        turns: list[Turn] = []
        if message_id is None:
            return turns
        async with self._database.session() as session:
            while message_id is not None and len(turns) < most:
                answer = (await session.exec(select(Message).where(Message.id == message_id))).one()
                question = (await session.exec(select(Message).where(Message.id == answer.parent))).one()
                program = (await session.exec(select(Run.program).where(Run.message == answer.id))).one()
                turns.append(Turn(question.text, program, json.loads(answer.fields), answer.text))
                message_id = question.parent
        return turns[::-1]

    async def begin(self, turn: NewTurn) -> Begun:
        """Store a turn: the user's message, the run and its `start`, durably. Raises Busy, UnknownConversation."""
        return await self._database.write(_Begin(turn), durable=True)

    async def rename(self, conversation_id: str, title: str) -> None:
        """Raises UnknownConversation."""
        await self._change(conversation_id, "UPDATE conversation SET title = ? WHERE id = ?", title, conversation_id)

    async def delete(self, conversation_id: str) -> None:
        """Remove a conversation with all its messages, runs and events. Raises UnknownConversation."""
        await self._change(conversation_id, "DELETE FROM conversation WHERE id = ?", conversation_id)

    async def _change(self, conversation_id: str, statement: str, *values: str) -> None:
        changed = await self._database.write(lambda db: db.execute(statement, values).rowcount, durable=True)
        if not changed:
            raise _no_conversation(conversation_id)

    async def open_runs(self) -> list[tuple[Run, list[str]]]:
        """Every run that is still marked as running, with its events as stored."""
        async with self._database.session() as session:
            runs = (await session.exec(select(Run).where(Run.status == "running"))).all()
            return [
                (
                    run,
                    list(
                        (
                            await session.exec(
                                select(EventRow.data).where(EventRow.run == run.key).order_by(col(EventRow.seq))
                            )
                        ).all()
                    ),
                )
                for run in runs
            ]

    async def check(self) -> None:
        """Read one row. Raises Unknown when the database does not answer."""
        async with self._database.session() as session:
            if (await session.exec(select(1))).first() != 1:
                raise Unknown("the database does not answer")
