"""The writes of a run: a turn with its first event, and its end with its message, each one transaction."""

import json
import secrets
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, cast

from pydantic import JsonValue

from dspy_chat.errors import Busy, Conflict, UnknownConversation
from dspy_chat.eventlog import Also
from dspy_chat.events import EndEvent, ErrorEvent, Event, StartEvent, Usage, encode
from dspy_chat.store.title import title_of

ADD_CONVERSATION: Final = (
    "INSERT INTO conversation (id, title, program, head, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?)"
)
ADD_MESSAGE: Final = (
    "INSERT INTO message (id, conversation, parent, role, text, fields, created_at) VALUES (?, ?, ?, ?, ?, ?, ?)"
)

_JOINED: Final = (
    "SELECT run.id, run.key, conversation.deleted_at, conversation.id FROM run"
    " JOIN conversation ON conversation.id = run.conversation WHERE idempotency_key IN (?, ?, ?, ?) ORDER BY run.key"
)
TOGETHER: Final = 4
"""Answers to one turn that begin together."""


def new_id() -> str:
    """An opaque id: 32 hexadecimal digits."""
    return secrets.token_hex(16)


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
    beside: str | None = None
    """The answer beside which it puts another: its question is there already."""

    @cached_property
    def first(self) -> str:
        """`start`, encoded: what is stored, and what is sent."""
        return encode(self.start)


@dataclass(frozen=True)
class Begun:
    """An accepted turn: its run, or the run that the same Idempotency-Key began before."""

    run_id: str
    key: int
    joined: bool


def no_conversation(conversation_id: str) -> UnknownConversation:
    """The refusal of an id that no conversation has."""
    return UnknownConversation(f"there is no conversation {conversation_id!r}; GET /api/conversations lists them")


class Keys:
    """The keys of runs, each given once by this process, also when its run is deleted: SQLite would give the greatest one
    again, and the deleted run may still be ending. To be used by the writer only."""

    def __init__(self) -> None:
        self._last = 0

    def take(self, db: sqlite3.Connection) -> int:
        """A key that no run has or had."""
        greatest: int | None = db.execute("SELECT max(key) FROM run").fetchone()[0]
        self._last = max(self._last, greatest or 0) + 1
        return self._last


def keys_of(idempotency_key: str) -> tuple[str, ...]:
    """What the runs of a turn with this key are kept under, the first first. No header has a line break in it."""
    return (idempotency_key, *(f"{idempotency_key}\n{number}" for number in range(2, TOGETHER + 1)))


@dataclass(frozen=True)
class Begin:
    """The job that stores a turn with its runs: one for each of `turns`, which have the question in common; the first one's
    answer is the head then. Returns them, or those that its Idempotency-Key began before.

    Raises Busy, Conflict, UnknownConversation.
    """

    turns: Sequence[NewTurn]
    keys: Keys

    def __call__(self, db: sqlite3.Connection) -> list[Begun]:
        turn, start = self.turns[0], self.turns[0].start
        kept_under = (None,) * TOGETHER if turn.idempotency_key is None else keys_of(turn.idempotency_key)
        if turn.idempotency_key is not None and (rows := db.execute(_JOINED, kept_under).fetchall()):
            if rows[0][2] is not None:
                raise no_conversation(rows[0][3])
            return [Begun(run_id=run_id, key=key, joined=True) for run_id, key, *_ in rows]
        if turn.at_head:
            _refuse_moved(db, start.conversation, turn.answers)
        for before in (turn.answers, turn.beside):
            if before is not None:
                _refuse_busy(db, before)
        self._conversation(db)
        if turn.beside is None:
            _message(
                db, start.parent, start.conversation, turn.answers, "user", turn.text, turn.inputs, start.started_at
            )
        return [self._run(db, one, under) for one, under in zip(self.turns, kept_under, strict=False)]

    def _run(self, db: sqlite3.Connection, turn: NewTurn, kept_under: str | None) -> Begun:
        start, key = turn.start, self.keys.take(db)
        _message(db, start.message, start.conversation, start.parent, "assistant", "", {}, start.started_at)
        db.execute(
            "INSERT INTO run (key, id, conversation, message, program, model, status, start, boot, idempotency_key,"
            " started_at) VALUES (?, ?, ?, ?, ?, ?, 'running', ?, ?, ?, ?)",
            (
                key,
                start.run,
                start.conversation,
                start.message,
                start.program.id,
                start.model.id,
                turn.first,
                turn.boot,
                kept_under,
                start.started_at,
            ),
        )
        return Begun(run_id=start.run, key=key, joined=False)

    def _conversation(self, db: sqlite3.Connection) -> None:
        turn, start = self.turns[0], self.turns[0].start
        if turn.new_conversation:
            db.execute(
                ADD_CONVERSATION,
                (
                    start.conversation,
                    title_of(turn.text),
                    start.program.id,
                    start.message,
                    start.started_at,
                    start.started_at,
                ),
            )
            return
        changed = db.execute(
            "UPDATE conversation SET program = ?, head = ?, updated_at = ?, archived = 0"
            " WHERE id = ? AND deleted_at IS NULL",
            (start.program.id, start.message, start.started_at, start.conversation),
        ).rowcount
        if not changed:  # deleted between the check and this transaction
            raise no_conversation(start.conversation)


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
        ADD_MESSAGE,
        (message_id, conversation, parent, role, text, _dump(fields), created_at),
    )


def _dump(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def finish(
    key: int,
    message: str,
    events: Sequence[Event],
    answer: str,
    fields: Mapping[str, JsonValue],
    ended_at: int,
    *,
    usage: Usage | None = None,
    trace: str | None = None,
) -> Also:
    """The job that closes a run, in the transaction that holds its `end`: its status, its message's text, and its model
    calls with what they used, which is there for a run that failed too."""
    end = cast("EndEvent", events[-1])
    error = next((event for event in events if isinstance(event, ErrorEvent)), None)

    def job(db: sqlite3.Connection) -> None:
        db.execute(
            "UPDATE run SET status = ?, usage = ?, error = ?, ms = ?, ended_at = ? WHERE key = ?",
            (
                end.status,
                usage.model_dump_json(exclude_none=True) if usage else None,
                _dump(
                    error.model_dump(include={"code", "message", "retryable", "retry_after", "ref"}, exclude_none=True)
                )
                if error
                else None,
                end.t,
                ended_at,
                key,
            ),
        )
        db.execute("UPDATE message SET text = ?, fields = ? WHERE id = ?", (answer, _dump(fields), message))
        if trace is not None:
            db.execute("INSERT INTO trace (run, data) VALUES (?, ?)", (key, trace))

    return job
