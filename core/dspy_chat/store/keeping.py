"""How conversations are kept: listed, pinned, archived, deleted for now, and removed for good.

One that is deleted is nowhere: whatever reads a conversation, its messages or its runs asks for `there`. It can be restored
until `Purge` begins with it.
"""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, NamedTuple

from sqlalchemy import tuple_
from sqlmodel import Session, col, select

from dspy_chat.store.turns import no_conversation
from dspy_chat.tables import Conversation

Kind = Literal["kept", "archived", "deleted"]
SLICE: Final = 50
"""Rows that are removed in one transaction: turns that begin meanwhile wait for no more (measured on a busy machine, for a
conversation of 5,000 messages among 60,000: the writer stands still for 0.85 s at once, for 0.15 s at most in slices)."""


class Place(NamedTuple):
    """Where a list goes on: behind this conversation."""

    pinned: int
    at: int
    id: str


@dataclass(frozen=True)
class Change:
    """What becomes of a conversation; None leaves it as it is."""

    title: str | None = None
    pinned: bool | None = None
    archived: bool | None = None
    deleted: bool | None = None


def there() -> Any:
    """The condition that a conversation is not deleted."""
    return col(Conversation.deleted_at).is_(None)


def not_purged() -> Any:
    """The condition that a conversation is not being removed: it is there, or can be restored."""
    return col(Conversation.deleted_at).is_distinct_from(0)


def there_is(session: Session, conversation_id: str) -> Conversation:
    """A conversation that is not deleted. Raises UnknownConversation."""
    conversation = session.get(Conversation, conversation_id)
    if conversation is None or conversation.deleted_at is not None:
        raise no_conversation(conversation_id)
    return conversation


def place_of(conversation: Conversation, kind: Kind) -> Place:
    """Where a conversation stands in the list of its kind."""
    if kind == "deleted":
        return Place(0, conversation.deleted_at or 0, conversation.id)
    return Place(conversation.pinned, conversation.updated_at, conversation.id)


def listed(kind: Kind, limit: int, before: Place | None) -> Any:
    """The query for a list: the pinned first, the newest first; of those that are deleted, the last deleted first."""
    query, id_ = select(Conversation), col(Conversation.id)
    # One comparison of whole rows: with OR, SQLite walks the index from the newest to the cursor.
    if kind == "deleted":
        deleted_at = col(Conversation.deleted_at)
        query = query.where(deleted_at > 0).order_by(deleted_at.desc(), id_.desc())
        if before is not None:
            query = query.where(tuple_(deleted_at, id_) < (before.at, before.id))
        return query.limit(limit)
    order = (col(Conversation.pinned), col(Conversation.updated_at), id_)
    query = query.where(there(), Conversation.archived == int(kind == "archived"))
    if before is not None:
        query = query.where(tuple_(*order) < before)
    return query.order_by(*(one.desc() for one in order)).limit(limit)


@dataclass(frozen=True)
class Keep:
    """The job that changes conversations, at the time `at`. Returns those that there were."""

    ids: Sequence[str]
    change: Change
    at: int

    def __call__(self, db: sqlite3.Connection) -> list[str]:
        change = self.change
        values: dict[str, str | int | None] = {
            name: value for name in ("title", "pinned", "archived") if (value := getattr(change, name)) is not None
        }
        if change.deleted is not None:
            values["deleted_at"] = self.at if change.deleted else None
        state = "deleted_at > 0" if change.deleted is False else "deleted_at IS NULL"
        names = ", ".join(f"{name} = ?" for name in values) or "id = id"
        statement = f"UPDATE conversation SET {names} WHERE id = ? AND {state}"  # noqa: S608 - constants
        return [one for one in self.ids if db.execute(statement, (*values.values(), one)).rowcount]


@dataclass(frozen=True)
class Purge:
    """The job that removes a part of a conversation that was deleted at `until` or before. Returns its id, None when there
    is none; it is to be called until then. What is begun cannot be restored."""

    until: int

    def __call__(self, db: sqlite3.Connection) -> str | None:
        row = db.execute(
            "SELECT id FROM conversation WHERE deleted_at <= ? ORDER BY deleted_at LIMIT 1", (self.until,)
        ).fetchone()
        if row is None:
            return None
        db.execute("UPDATE conversation SET deleted_at = 0, head = NULL WHERE id = ?", row)
        # Runs first: one without its message would be a fault of the data.
        for table in ("run", "message"):
            some = f"SELECT key FROM {table} WHERE conversation = ? LIMIT {SLICE}"  # noqa: S608 - constants
            if db.execute(f"DELETE FROM {table} WHERE key IN ({some})", row).rowcount:  # noqa: S608 - as above
                return str(row[0])
        db.execute("DELETE FROM conversation WHERE id = ?", row)
        return str(row[0])
