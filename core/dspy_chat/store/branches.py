"""A conversation's messages as a tree: the way up from one to the beginning, what stands beside it, and the branch shown.

A branch is named by any message of it: it goes on below that to the leaf that was shown last. A message's recency is when it
became the head: when it was made, or `shown_at`, when it was chosen since.
"""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, cast

from sqlalchemy import text
from sqlmodel import Session, col, select

from dspy_chat.errors import UnknownMessage
from dspy_chat.tables import Message, Run

_WAY: Final = (
    "WITH RECURSIVE up (key, id, parent) AS ("
    " SELECT key, id, parent FROM message WHERE id = :id AND conversation = :conversation"
    " UNION ALL SELECT message.key, message.id, message.parent FROM up JOIN message ON message.id = up.parent)"
)
UP: Final = f"{_WAY} SELECT key FROM up"  # noqa: S608 - constants
"""The keys of a message and of those that lead up to it, the newest first."""
_ROWS: Final = "SELECT message.* FROM up CROSS JOIN message ON message.key = up.key"
_UP: Final = text(f"{_WAY} {_ROWS} LIMIT :limit")
_ON: Final = (
    "WITH RECURSIVE up (id, parent) AS ("
    " SELECT message.id, parent FROM conversation JOIN message ON message.id = head WHERE conversation.id = :conversation"
    " UNION ALL SELECT message.id, message.parent FROM up JOIN message ON message.id = up.parent"
    ") SELECT 1 FROM up WHERE id = :id"
)
_LEAF: Final = (
    "WITH RECURSIVE down (id) AS ("
    " SELECT id FROM message WHERE id = :id AND conversation = :conversation"
    " UNION ALL SELECT message.id FROM down JOIN message ON message.parent = down.id"
    ") SELECT message.id FROM down JOIN message ON message.id = down.id"
    " WHERE NOT EXISTS (SELECT 1 FROM message AS next WHERE next.parent = message.id)"
    " ORDER BY coalesce(message.shown_at, message.created_at) DESC, message.key DESC LIMIT 1"
)
_BESIDE: Final = "SELECT parent, key, id FROM message WHERE"
_CHOOSE: Final = (
    "UPDATE conversation SET head = :head,"
    " program = coalesce((SELECT program FROM run WHERE message = :head), program)"
    " WHERE id = :conversation AND deleted_at IS NULL"
)


def raw(session: Session) -> sqlite3.Connection:
    """SQLite's own connection under a session."""
    return cast("sqlite3.Connection", session.connection().connection.driver_connection)


def no_message(message_id: str, conversation_id: str) -> UnknownMessage:
    """The refusal of a message that is not in its conversation."""
    return UnknownMessage(f"the message {message_id!r} is not in the conversation {conversation_id!r}")


def leaf(db: sqlite3.Connection, conversation_id: str, message_id: str) -> str:
    """Where the branch of a message ends. Raises UnknownMessage."""
    row = db.execute(_LEAF, {"id": message_id, "conversation": conversation_id}).fetchone()
    if row is None:
        raise no_message(message_id, conversation_id)
    return cast("str", row[0])


@dataclass(frozen=True)
class Choose:
    """The job that makes a message's branch the one that is shown. The conversation's program is then the one that answered
    at its end. Nothing changes where the message is shown already. Raises UnknownMessage."""

    conversation: str
    message: str
    at: int

    def __call__(self, db: sqlite3.Connection) -> None:
        named = {"id": self.message, "conversation": self.conversation}
        if db.execute(_ON, named).fetchone() is not None:
            return
        head = leaf(db, self.conversation, self.message)
        db.execute(_CHOOSE, {"head": head, "conversation": self.conversation})
        db.execute("UPDATE message SET shown_at = ? WHERE id = ?", (self.at, head))


def up(session: Session, conversation_id: str, message_id: str, limit: int) -> list[Message]:
    """A message and those that lead up to it, at most `limit`, the newest first. Raises UnknownMessage."""
    given = {"id": message_id, "conversation": conversation_id, "limit": limit}
    found = list(session.scalars(select(Message).from_statement(_UP), given))
    if not found:
        raise no_message(message_id, conversation_id)
    return found


def siblings(session: Session, messages: Sequence[Message]) -> dict[str, list[str]]:
    """By message, itself and those beside it, the oldest first; none of a message that stands alone."""
    # rows as SQLite gives them: what SQLAlchemy makes of so long a list of values takes longer than the rest
    db = raw(session)
    parents = [message.parent for message in messages if message.parent is not None]
    beside: dict[str | None, list[tuple[int, str]]] = {}
    for parent, *row in db.execute(f"{_BESIDE} parent IN ({','.join('?' * len(parents))})", parents):
        beside.setdefault(parent, []).append(tuple(row))
    if len(parents) < len(messages):
        first = db.execute(f"{_BESIDE} conversation = ? AND parent IS NULL", [messages[0].conversation])
        beside[None] = [tuple(row) for _, *row in first]
    return {
        message.id: [message_id for _, message_id in sorted(beside[message.parent])]
        for message in messages
        if len(beside[message.parent]) > 1
    }


def runs_of(session: Session, messages: Sequence[Message]) -> dict[str, Run]:
    """The run of each answer."""
    answers = [message.id for message in messages if message.role == "assistant"]
    return {run.message: run for run in session.exec(select(Run).where(col(Run.message).in_(answers))).all()}
