"""The tables: rows only. Created and changed by `migrations/`; a test holds the two against each other.

Ids are opaque text, times UTC in integer milliseconds, JSON is text. Every column names its SQL type because the tables
are STRICT, and SQLAlchemy's own VARCHAR and DATETIME are not types that STRICT knows.
"""

from typing import Final

from sqlalchemy import BLOB, CheckConstraint, Column, ForeignKey, Index, Integer, Text, text
from sqlmodel import Field, SQLModel

_STRICT = {"sqlite_strict": True}


def _text(*args: ForeignKey, nullable: bool = False, primary_key: bool = False, unique: bool = False) -> "Column[str]":
    return Column(Text, *args, nullable=nullable, primary_key=primary_key, unique=unique or None)


def _integer(*args: ForeignKey, nullable: bool = False, primary_key: bool = False) -> "Column[int]":
    return Column(Integer, *args, nullable=nullable, primary_key=primary_key)


def _flag() -> "Column[int]":
    return Column(Integer, nullable=False, server_default=text("0"))


def _blob() -> "Column[bytes]":
    return Column(BLOB, nullable=False)


class Conversation(SQLModel, table=True):
    """A conversation. `head` is the newest message of the branch that is shown.

    `pinned` and `archived` are 0 or 1. One with a `deleted_at` is nowhere, but can be restored; with 0 it is being removed.
    """

    __tablename__ = "conversation"
    __table_args__ = (
        Index(
            "conversation_listed",
            *("archived", "pinned", "updated_at", "id"),
            sqlite_where=Column("deleted_at", Integer).is_(None),
        ),
        Index("conversation_deleted", "deleted_at", "id", sqlite_where=Column("deleted_at", Integer).is_not(None)),
        _STRICT,
    )

    id: str = Field(sa_column=_text(primary_key=True))
    title: str = Field(sa_column=_text())
    program: str = Field(sa_column=_text())
    head: str | None = Field(default=None, sa_column=_text(nullable=True))
    created_at: int = Field(sa_column=_integer())
    updated_at: int = Field(sa_column=_integer())
    pinned: int = Field(default=0, sa_column=_flag())
    archived: int = Field(default=0, sa_column=_flag())
    deleted_at: int | None = Field(default=None, sa_column=_integer(nullable=True))


class Message(SQLModel, table=True):
    """One side of a turn. `text` is what people read, `fields` all output fields as one JSON object; `shown_at` is when it
    was last chosen as the head of its conversation."""

    __tablename__ = "message"
    __table_args__ = (
        CheckConstraint("role IN ('user', 'assistant')", name="message_role"),
        Index("message_by_conversation", "conversation", "key"),
        Index("message_by_parent", "parent", sqlite_where=Column("parent", Text).is_not(None)),
        Index("message_first", "conversation", sqlite_where=Column("parent", Text).is_(None)),
        _STRICT,
    )

    key: int | None = Field(default=None, sa_column=_integer(primary_key=True))
    id: str = Field(sa_column=_text(unique=True))
    conversation: str = Field(sa_column=_text(ForeignKey("conversation.id", ondelete="CASCADE")))
    parent: str | None = Field(default=None, sa_column=_text(nullable=True))
    role: str = Field(sa_column=_text())
    text: str = Field(sa_column=_text())
    fields: str = Field(sa_column=_text())
    created_at: int = Field(sa_column=_integer())
    shown_at: int | None = Field(default=None, sa_column=_integer(nullable=True))


class Run(SQLModel, table=True):
    """One execution of a program for one turn. `start` is its start event; `usage` and `error` come with its end.

    `boot` names the process that owns the run: one that is still `running` under another boot was left by a crash.
    `steps` is 1 where its events tell of steps on the way and 0 where they do not; NULL before its end, and of old runs.
    """

    __tablename__ = "run"
    __table_args__ = (
        CheckConstraint("status IN ('running', 'completed', 'stopped', 'failed', 'interrupted')", name="run_status"),
        Index("run_open", "conversation", sqlite_where=Column("status", Text) == "running"),
        Index("run_by_conversation", "conversation"),
        _STRICT,
    )

    key: int | None = Field(default=None, sa_column=_integer(primary_key=True))
    id: str = Field(sa_column=_text(unique=True))
    conversation: str = Field(sa_column=_text(ForeignKey("conversation.id", ondelete="CASCADE")))
    message: str = Field(sa_column=_text(unique=True))
    program: str = Field(sa_column=_text())
    model: str = Field(sa_column=_text())
    status: str = Field(sa_column=_text())
    start: str = Field(sa_column=_text())
    usage: str | None = Field(default=None, sa_column=_text(nullable=True))
    error: str | None = Field(default=None, sa_column=_text(nullable=True))
    ms: int | None = Field(default=None, sa_column=_integer(nullable=True))
    boot: str = Field(sa_column=_text())
    idempotency_key: str | None = Field(default=None, sa_column=_text(nullable=True, unique=True))
    started_at: int = Field(sa_column=_integer())
    ended_at: int | None = Field(default=None, sa_column=_integer(nullable=True))
    steps: int | None = Field(default=None, sa_column=_integer(nullable=True))


class RunEvents(SQLModel, table=True):
    """The events of a run that has ended, all but the first, which is `Run.start`: `data` as `packing` makes it, `count` and
    `sha256` of all. While a run is open the journal has them."""

    __tablename__ = "run_events"
    __table_args__ = (_STRICT,)

    run: int = Field(sa_column=_integer(ForeignKey("run.key", ondelete="CASCADE"), primary_key=True))
    count: int = Field(sa_column=_integer())
    sha256: bytes = Field(sa_column=_blob())
    data: bytes = Field(sa_column=_blob())


class TraceRow(SQLModel, table=True):
    """The model calls of a run that has ended, as JSON text; none for a run that made none."""

    __tablename__ = "trace"
    __table_args__ = (_STRICT,)

    run: int = Field(sa_column=_integer(ForeignKey("run.key", ondelete="CASCADE"), primary_key=True))
    data: str = Field(sa_column=_text())


class Feedback(SQLModel, table=True):
    """What a person thinks of an answer: `rating`, `comment`, and the right values of its fields as one JSON object."""

    __tablename__ = "feedback"
    __table_args__ = (CheckConstraint("rating IN ('up', 'down')", name="feedback_rating"), _STRICT)

    message: int = Field(sa_column=_integer(ForeignKey("message.key", ondelete="CASCADE"), primary_key=True))
    rating: str | None = Field(default=None, sa_column=_text(nullable=True))
    comment: str = Field(sa_column=_text())
    corrections: str = Field(sa_column=_text())
    given_at: int = Field(sa_column=_integer())


NAMES: Final = ("conversation", "message", "run", "run_events", "trace", "feedback")
"""Of all tables."""
