"""Conversations that are stored without a server, by the product's own store and event log: many, odd, and soon."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from dspy_chat.database import Database
from dspy_chat.eventlog import EventLog, Tail, entry, stored_frame
from dspy_chat.events import (
    EndEvent,
    ErrorEvent,
    Event,
    FieldRef,
    FinalEvent,
    ModelRef,
    ProgramRef,
    StartEvent,
    StatusEvent,
    TokenEvent,
    Usage,
)
from dspy_chat.exchange import Exchange, Report
from dspy_chat.partial import Partial
from dspy_chat.store import Copies, NewTurn, Store, finish, new_id

Status = Literal["completed", "failed", "stopped", "interrupted"]
FIELDS = [
    FieldRef(name="thought", title="Thought", kind="text", role="thinking", predictor="self"),
    FieldRef(name="answer", title="Answer", kind="text", role="answer", predictor="self"),
]
TRACE = '{"v":1,"calls":[],"dropped":0}'


@dataclass(frozen=True)
class Spoken:
    """One turn: what was asked, the pieces that came (None takes all back), how it ended, and which turn it follows."""

    text: str = "Hello"
    inputs: dict[str, Any] = field(default_factory=dict)
    pieces: Sequence[tuple[str, str] | None] = (("answer", "Good "), ("answer", "day."))
    status: Status = "completed"
    fields: dict[str, Any] = field(default_factory=lambda: {"answer": "Good day."})
    follows: int | None = -1
    usage: Usage | None = None
    trace: str | None = None
    at: int = 1_795_000_000_000


@dataclass(frozen=True)
class Place:
    """The parts of one data directory."""

    database: Database
    store: Store
    log: EventLog
    exchange: Exchange

    async def export(self, *conversations: str) -> bytes:
        return b"".join([piece async for piece in await self.exchange.export(conversations or None)])

    async def take_in(self, file: bytes, size: int = 1 << 16) -> Report:
        return await self.exchange.take_in(pieces_of(file, size))

    async def conversations(self) -> set[str]:
        """The ids of all."""
        return {one async for one in self.exchange.ids()}

    async def markdown(self, conversation: str) -> str:
        return "".join([piece async for piece in (await self.exchange.markdown(conversation))[1]])


async def pieces_of(file: bytes, size: int) -> AsyncIterator[bytes]:
    for at in range(0, len(file), size):
        yield file[at : at + size]


@asynccontextmanager
async def place(data_dir: Path) -> AsyncIterator[Place]:
    database = await Database.open(data_dir)
    try:
        log = EventLog(database)
        yield Place(database, Store(database), log, Exchange(Copies(database)))
    finally:
        await database.close()


async def begin(here: Place, spoken: Spoken, conversation: str, new: bool, follows: str | None) -> tuple[NewTurn, Tail]:
    """A turn that is being answered."""
    start = StartEvent(
        type="start",
        run=new_id(),
        seq=1,
        t=0,
        v=1,
        conversation=conversation,
        message=new_id(),
        parent=new_id(),
        program=ProgramRef(id="chat", title="Chat", version="1.2"),
        model=ModelRef(id="m/x", title="x", kind="demo", reason="a test"),
        fields=FIELDS,
        started_at=spoken.at,
    )
    turn = NewTurn(spoken.text, spoken.inputs, start, new, follows, False, None, "b")
    (begun,) = await here.store.begin([turn])
    return turn, Tail(begun.run_id, begun.key, [stored_frame(1, turn.first)])


async def end(here: Place, spoken: Spoken, turn: NewTurn, tail: Tail) -> None:
    """Its end, as the runs do it."""
    events = list(_events(spoken, turn.start))
    partial = Partial(turn.start.fields)
    for event in events:
        partial.add(event)
    also = finish(
        tail.key,
        turn.start.message,
        events,
        partial.answer,
        partial.fields,
        spoken.at + 50,
        usage=spoken.usage,
        trace=spoken.trace,
    )
    await here.log.append(tail, [entry(event) for event in events], also)


def _events(spoken: Spoken, start: StartEvent) -> list[Event]:
    run = start.run
    events: list[Event] = []

    def envelope() -> dict[str, Any]:
        return {"run": run, "seq": len(events) + 2, "t": len(events) * 3}

    for piece in spoken.pieces:
        events.append(
            StatusEvent(type="status", kind="reset", name="self", **envelope())
            if piece is None
            else TokenEvent(type="token", field=piece[0], text=piece[1], **envelope())
        )
    if spoken.status == "completed":
        answer = str(spoken.fields.get("answer", ""))
        usage = spoken.usage or Usage()
        events.append(
            FinalEvent(type="final", fields=spoken.fields, answer=answer, usage=usage, cached=False, ms=9, **envelope())
        )
    elif spoken.status != "stopped":
        events.append(ErrorEvent(type="error", code="oops", message="No.", retryable=True, ref="ab12", **envelope()))
    events.append(EndEvent(type="end", status=spoken.status, **envelope()))
    return events


async def talk(here: Place, turns: Sequence[Spoken]) -> str:
    """A conversation of these turns; returns its id. A turn follows the one before it, or another before, or none."""
    conversation = new_id()
    answers: list[str] = []
    for number, spoken in enumerate(turns):
        follows = None if spoken.follows is None or not answers else answers[spoken.follows % len(answers)]
        turn, tail = await begin(here, spoken, conversation, number == 0, follows)
        await end(here, spoken, turn, tail)
        answers.append(turn.start.message)
    return conversation
