"""Fills a data directory as years of use would, through the product's own schema, triggers and packing; only faster."""

import hashlib
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from dspy_chat.database import migrate
from dspy_chat.eventlog import insert
from dspy_chat.events import EndEvent, Event, FieldRef, FinalEvent, ModelRef, ProgramRef, StartEvent, TokenEvent, encode
from dspy_chat.events import Usage as Used
from dspy_chat.store import title_of

from tests.scale.language import Language

TURNS = 10
"""Turns of a conversation: twenty messages."""
LONG = 5_000
"""Messages of the one long conversation."""
_WORDS = 40
_TOGETHER = 50
"""Conversations that go on at the same time, so that the messages of one do not lie side by side."""
_BEGAN = 1_700_000_000_000
_MESSAGE = "INSERT INTO message (id, conversation, parent, role, text, fields, created_at) VALUES (?, ?, ?, ?, ?, ?, ?)"
_RUN = (
    "INSERT INTO run (id, conversation, message, program, model, status, start, usage, ms, boot, started_at, ended_at)"
    " VALUES (?, ?, ?, 'chat', 'openai/x', 'completed', ?, ?, 900, 'b', ?, ?)"
)
_USED = Used(input=100, output=50, total=150).model_dump_json(exclude_none=True)


@dataclass
class Filled:
    """What was made: conversations by id, the long one, and the runs whose events are kept, with the number of them."""

    conversations: list[str] = field(default_factory=list)
    long: str = ""
    big_run: str = ""
    small_runs: list[str] = field(default_factory=list)
    messages: int = 0


def id_of(*parts: object) -> str:
    """An id: the same for the same parts."""
    return hashlib.md5(repr(parts).encode(), usedforsecurity=False).hexdigest()


def fill(data_dir: Path, messages: int, big: int, small: int, language: Language) -> Filled:
    """About `messages` messages, a run of `big` events, and `small` runs of 200 events each."""
    data_dir.mkdir(parents=True, exist_ok=True)
    migrate(data_dir / "chat.db")
    filled = Filled()
    with closing(sqlite3.connect(data_dir / "chat.db", isolation_level=None)) as db:
        for pragma in ("synchronous=OFF", "foreign_keys=ON", "cache_size=-200000"):
            db.execute(f"PRAGMA {pragma}")
        for block in range(messages // (_TOGETHER * TURNS * 2)):
            ids = [id_of("conversation", block, place) for place in range(_TOGETHER)]
            filled.conversations += ids
            _converse(db, ids, TURNS, language, filled)
        filled.long = id_of("long")
        _converse(db, [filled.long], LONG // 2, language, filled)
        _keep_runs(db, filled, big, small, language)
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        db.execute("PRAGMA optimize")
    return filled


def _converse(db: sqlite3.Connection, ids: list[str], turns: int, language: Language, filled: Filled) -> None:
    """Conversations that take turns with each other, in one transaction."""
    db.execute("BEGIN")
    for turn in range(turns):
        for conversation in ids:
            at = _BEGAN + filled.messages * 1000
            question, answer, run = (id_of(conversation, turn, kind) for kind in ("user", "assistant", "run"))
            before = id_of(conversation, turn - 1, "assistant") if turn else None
            asked, said = language.say(_WORDS), language.say(_WORDS)
            if not turn:
                db.execute(
                    "INSERT INTO conversation (id, title, program, created_at, updated_at) VALUES (?, ?, 'chat', ?, ?)",
                    (conversation, title_of(asked), at, at),
                )
            db.execute(_MESSAGE, (question, conversation, before, "user", asked, "{}", at))
            fields = json.dumps({"answer": said})
            db.execute(_MESSAGE, (answer, conversation, question, "assistant", said, fields, at))
            start = encode(_start(run, conversation, answer, question, at))
            db.execute(_RUN, (run, conversation, answer, start, _USED, at, at + 900))
            db.execute("UPDATE conversation SET head = ?, updated_at = ? WHERE id = ?", (answer, at, conversation))
            filled.messages += 2
    db.execute("COMMIT")


def _start(run: str, conversation: str, message: str, parent: str, at: int) -> StartEvent:
    return StartEvent(
        type="start",
        run=run,
        seq=1,
        t=0,
        v=1,
        conversation=conversation,
        message=message,
        parent=parent,
        program=ProgramRef(id="chat", title="Chat", version="0.1.0"),
        model=ModelRef(id="openai/x", title="x", kind="server", reason="it was named in the settings"),
        fields=[FieldRef(name="answer", title="Answer", kind="text", role="answer", predictor="predict")],
        started_at=at,
    )


def _keep_runs(db: sqlite3.Connection, filled: Filled, big: int, small: int, language: Language) -> None:
    query = "SELECT key, id, start FROM run ORDER BY key DESC LIMIT ?"
    for number, (key, run, start) in enumerate(db.execute(query, (small + 1,)).fetchall()):
        insert(db, key, list(_events(run, start, 200 if number else big, language)))
        if number:
            filled.small_runs.append(run)
        else:
            filled.big_run = run


def _events(run: str, start: str, count: int, language: Language) -> Iterator[tuple[int, str]]:
    """A run's events: its start, tokens 20 ms apart, its final and its end."""
    yield 1, start
    said = language.say(count - 3).split()
    for seq, word in enumerate(said, 2):
        token = TokenEvent(type="token", run=run, seq=seq, t=seq * 20, field="answer", text=f" {word}")
        yield seq, encode(token)
    answer = " ".join(said)
    t = count * 20
    last: list[Event] = [
        FinalEvent(
            type="final",
            run=run,
            seq=count - 1,
            t=t,
            fields={"answer": answer},
            answer=answer,
            usage=Used(input=1, output=count, total=count + 1),
            cached=False,
            ms=t,
        ),
        EndEvent(type="end", run=run, seq=count, t=t, status="completed"),
    ]
    for event in last:
        yield event.seq, encode(event)
