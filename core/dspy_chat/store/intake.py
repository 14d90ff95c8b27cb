"""The write of a whole conversation that came from elsewhere: one transaction, and never over what is there."""

import sqlite3
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple, cast

from dspy_chat.database import Row
from dspy_chat.errors import Conflict
from dspy_chat.eventlog import insert
from dspy_chat.store.feedback import ADD_FEEDBACK, FeedbackRow
from dspy_chat.store.turns import ADD_CONVERSATION, ADD_MESSAGE

Taken = Literal["new", "known"]
BOOT: Final = "import"
"""Stands for the process that owned a run which came from elsewhere."""


@dataclass(frozen=True)
class Head:
    """A conversation's own row."""

    id: str
    title: str
    program: str
    head: str | None
    created_at: int
    updated_at: int


class MessageRow(NamedTuple):
    """A message of a conversation, as it is stored; `fields` is JSON text."""

    id: str
    parent: str | None
    role: str
    text: str
    fields: str
    created_at: int


class RunRow(NamedTuple):
    """A run that has ended, as it is stored; `start`, `usage`, `error` and `trace` are JSON text."""

    id: str
    message: str
    program: str
    model: str
    status: str
    start: str
    usage: str | None
    error: str | None
    ms: int
    started_at: int
    ended_at: int
    trace: str | None


class Ended(NamedTuple):
    """A run with all its events."""

    run: RunRow
    events: Iterable[Row]


@dataclass(frozen=True)
class Intake:
    """The job that stores a conversation. `rows` gives its messages, each answer followed by what was thought of it and by
    its run, parents first; it is called again when the transaction has to be.

    Returns whether it was new; of one that is known nothing is written. Raises Conflict for an id that another conversation
    has.
    """

    head: Head
    rows: Callable[[], Iterable[MessageRow | FeedbackRow | Ended]]

    def __call__(self, db: sqlite3.Connection) -> Taken:
        head = self.head
        # One that was deleted is not here: what is left of it gives way.
        db.execute("DELETE FROM conversation WHERE id = ? AND deleted_at IS NOT NULL", (head.id,))
        if db.execute("SELECT 1 FROM conversation WHERE id = ?", (head.id,)).fetchone():
            return "known"
        db.execute(
            ADD_CONVERSATION,
            (head.id, head.title, head.program, head.head, head.created_at, head.updated_at),
        )
        key: int | None = None
        for row in self.rows():
            match row:
                case MessageRow():
                    key = self._message(db, row)
                case FeedbackRow():
                    db.execute(ADD_FEEDBACK, (key, *row))
                case _:
                    self._run(db, row)
        return "new"

    def _message(self, db: sqlite3.Connection, row: MessageRow) -> int | None:
        _refuse_other(db, "message", row.id)
        return db.execute(ADD_MESSAGE, (row.id, self.head.id, *row[1:])).lastrowid

    def _run(self, db: sqlite3.Connection, ended: Ended) -> None:
        run = ended.run
        _refuse_other(db, "run", run.id)
        key = db.execute(
            "INSERT INTO run (id, conversation, message, program, model, status, start, usage, error, ms, boot, started_at,"
            " ended_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (run.id, self.head.id, *run[1:9], BOOT, run.started_at, run.ended_at),
        ).lastrowid
        insert(db, cast("int", key), ended.events)
        if run.trace is not None:
            db.execute("INSERT INTO trace (run, data) VALUES (?, ?)", (key, run.trace))


_OWNER: Final = {
    "message": "SELECT conversation FROM message WHERE id = ?",
    "run": "SELECT conversation FROM run WHERE id = ?",
}


def _refuse_other(db: sqlite3.Connection, kind: Literal["message", "run"], row_id: str) -> None:
    owner = db.execute(_OWNER[kind], (row_id,)).fetchone()
    if owner is not None:
        raise Conflict(f"its {kind} {row_id!r} is in the conversation {owner[0]!r} here")
