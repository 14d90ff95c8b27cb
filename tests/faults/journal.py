"""What clients saw, and the checker that holds it against what is stored. Knows nothing of how servers die."""

import json
import sqlite3
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from dspy_chat import words
from dspy_chat.events import EndEvent, Event, FinalEvent, TokenEvent, decode, type_of
from dspy_chat.packing import digest, unpack
from dspy_chat.partial import Partial
from dspy_chat.sse import frame

from tests.bench.answers import numbered


@dataclass
class Sight:
    """The whole frames that one connection brought, in order, to a client that came with the cursor `after`."""

    run: str
    after: int
    frames: list[bytes] = field(default_factory=list)

    @property
    def cursor(self) -> int:
        """Where the client goes on."""
        return self.after + len(self.frames)

    @property
    def ended(self) -> bool:
        """Whether the run's end was seen."""
        return bool(self.frames) and b"\nevent: end\n" in self.frames[-1]


@dataclass
class Journal:
    """Everything that all clients saw. `keys` are the Idempotency-Keys by run; `refusals` what a client was told in the
    place of events that it has a right to; `deleted` the runs whose conversation is known to be deleted."""

    sights: list[Sight] = field(default_factory=list)
    keys: dict[str, str] = field(default_factory=dict)
    refusals: list[str] = field(default_factory=list)
    deleted: set[str] = field(default_factory=set)

    @property
    def seen(self) -> int:
        """How many events were seen, each as often as it was."""
        return sum(len(sight.frames) for sight in self.sights)


_THERE: Final = (
    "SELECT run.id FROM run JOIN conversation ON conversation.id = run.conversation WHERE deleted_at IS NULL"
)
"""The runs of conversations that are not deleted: those that are lie there for a while, and nothing shows them."""


def seq_of(frame_bytes: bytes) -> int:
    return int(frame_bytes[4 : frame_bytes.index(b"\n")])


def faults(database: Path, journal: Journal, tokens: int) -> list[str]:
    """Every promise that was broken, one line each; `tokens` is how long the answers are. The server must be down."""
    with _Opened(database) as db:
        stored = {
            run: [frame(seq, type_of(data), data) for seq, data in _events(db, key)]
            for run, key in db.execute("SELECT id, key FROM run").fetchall()
        }
        there = {run for (run,) in db.execute(_THERE)}
        return [
            *journal.refusals,
            *(f"back: run {run} was deleted" for run in journal.deleted & there),
            *_sight_faults(stored, journal),
            *_run_faults(db, "".join(numbered(tokens)).strip()),
            *_key_faults(db, journal),
            *_index_faults(db),
        ]


class _Opened:
    """The database, for reading; closed after the block, which sqlite3's own context manager does not do."""

    def __init__(self, database: Path) -> None:
        self._db = sqlite3.connect(database)

    def __enter__(self) -> sqlite3.Connection:
        return self._db

    def __exit__(self, *_: object) -> None:
        self._db.close()


def _events(db: sqlite3.Connection, key: int) -> list[tuple[int, str]]:
    query = "SELECT start, data, sha256 FROM run LEFT JOIN run_events ON run_events.run = run.key WHERE key = ?"
    start, blob, sha256 = db.execute(query, (key,)).fetchone()
    events = [start] if blob is None else unpack(start, blob)
    if blob is not None and digest(events) != sha256:
        raise ValueError(f"the events of run {key} are not those that were stored")
    return list(enumerate(events, 1))


def _sight_faults(stored: dict[str, list[bytes]], journal: Journal) -> Iterator[str]:
    """Seen events that are not in the log as they were seen, and events that came twice, late or not at all."""
    for sight in journal.sights:
        if sight.run in journal.deleted:
            continue
        log = stored.get(sight.run, [])
        for i, seen in enumerate(sight.frames):
            seq = seq_of(seen)
            if seq != sight.after + 1 + i:
                kind = "doubled" if seq <= sight.after + i else "skipped"
                yield f"{kind}: run {sight.run} showed {seq} in the place of {sight.after + 1 + i}"
            if seq > len(log):
                yield f"lost: run {sight.run} event {seq} was seen and is not stored"
            elif log[seq - 1] != seen:
                yield f"changed: run {sight.run} event {seq} was seen as {seen!r} and is stored as {log[seq - 1]!r}"


def _run_faults(db: sqlite3.Connection, whole: str) -> Iterator[str]:
    """Runs whose log, status and message do not agree."""
    query = "SELECT run.id, run.key, run.status, message.text FROM run JOIN message ON message.id = run.message"
    for run, key, status, text in db.execute(query).fetchall():
        rows = _events(db, key)
        events = [decode(data) for _, data in rows]
        if [event.seq for event in events] != list(range(1, len(rows) + 1)):
            yield f"gap: run {run} has the events {[event.seq for event in events]}"
        if status == "running":
            yield f"open: run {run} is still marked as running"
        ends = [event for event in events if isinstance(event, EndEvent)]
        if len(ends) != 1 or events[-1] is not ends[0] or ends[0].status != status:
            yield f"end: run {run} is {status!r} and has {[end.status for end in ends]} of {len(events)} events"
        yield from _text_faults(run, status, text, events, whole)


def _text_faults(run: str, status: str, text: str, events: list[Event], whole: str) -> Iterator[str]:
    folded = Partial()
    for event in events:
        folded.add(event)
    shown = "".join(event.text for event in events if isinstance(event, TokenEvent) and event.field == "answer")
    final = next((event for event in events if isinstance(event, FinalEvent)), None)
    if text != folded.answer:
        yield f"text: run {run} stores {text!r} and its events say {folded.answer!r}"
    if not whole.startswith(shown.strip()):
        yield f"text: run {run} showed {shown!r}, which is not the beginning of the model's answer"
    if (status == "completed") != (final is not None):
        yield f"final: run {run} is {status!r} {'with' if final else 'without'} a final event"
    if final is not None and not (final.answer == shown == whole):
        yield f"text: run {run} returned {final.answer!r} and showed {shown!r} of {whole!r}"


def _key_faults(db: sqlite3.Connection, journal: Journal) -> Iterator[str]:
    """Turns that were accepted and are gone, or were taken twice."""
    stored = dict(db.execute("SELECT id, idempotency_key FROM run").fetchall())
    for run, key in journal.keys.items():
        if stored.get(run) != key and run not in journal.deleted:
            yield f"lost: the turn {key!r} was accepted as run {run}, which the database does not have"
    for key, count in Counter(stored.values()).items():
        if count != 1:
            yield f"doubled: the turn {key!r} was taken {count} times"
    for (fields,) in db.execute("SELECT fields FROM message").fetchall():
        json.loads(fields)


def _index_faults(db: sqlite3.Connection) -> Iterator[str]:
    """Messages that a search would not find, or would find by words that they do not hold."""
    try:
        db.execute(words.CHECK)
    except sqlite3.DatabaseError as error:
        yield f"index: {error}"
