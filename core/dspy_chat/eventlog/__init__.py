"""Append, read and tail the events of runs: commit first, then publish.

While a run is live its events are in the journal, but for its start, which is in the database. At its end all of it goes
there as one packed blob (see `packing`), in the transaction of its `end`: a run is never kept in two forms, so that nothing
has to compact it later, and nothing can come in between. A run's events are numbered by the one owner that appends them. A
follower is only a cursor: it never has a queue of its own, so a slow one costs nothing, and live, resumed and replayed are
one code path.
"""

import asyncio
import sqlite3
from collections.abc import AsyncGenerator, Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Final, NamedTuple

from sqlmodel import col, select

from dspy_chat.database import Database, Row, Then
from dspy_chat.errors import StorageFailed
from dspy_chat.eventlog.stored import CHUNK, CHUNK_BYTES, Alone, Stored, damaged
from dspy_chat.events import Event, decode, encode, is_step, type_of
from dspy_chat.packing import digest, pack, unpack
from dspy_chat.sse import data_of, frame
from dspy_chat.tables import Run, RunEvents

__all__ = [
    "CHUNK",
    "CHUNK_BYTES",
    "CROWD",
    "Also",
    "Bell",
    "Entry",
    "EventLog",
    "Row",
    "Stored",
    "Tail",
    "audit",
    "chunk_of",
    "entry",
    "insert",
    "kept",
    "live_frames",
    "stored_frame",
]

CROWD: Final = 64
"""Most followers of a run that are woken in one turn of the loop: a run that a thousand watch stops no other for longer."""
_EXISTS: Final = "SELECT 1 FROM run WHERE key = ? AND id = ?"
_INSERT: Final = "INSERT OR REPLACE INTO run_events (run, count, sha256, data) VALUES (?, ?, ?, ?)"
_STEPS: Final = "UPDATE run SET steps = ? WHERE key = ?"
_KEPT: Final = "SELECT data, sha256 FROM run_events WHERE run = ?"

Also = Callable[[sqlite3.Connection], None]


class Entry(NamedTuple):
    """An event as it is stored and sent: `data` is its exact JSON text."""

    seq: int
    type: str
    data: str


def entry(event: Event) -> Entry:
    """An event, encoded."""
    return Entry(event.seq, event.type, encode(event))


class Bell:
    """Wakes one follower, of however many tails. Nobody hears a ring who does not wait: look first, then wait."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._waiting: asyncio.Future[None] | None = None

    def ring(self) -> None:
        """Wake who waits."""
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(None)

    def wait(self) -> "asyncio.Future[None]":
        """Done at the next ring."""
        self._waiting = self._loop.create_future()
        return self._waiting


class Tail:
    """The events of a live run, as committed: what its followers read. Only `EventLog` adds to it.

    It begins with `frames`, at least the start; what is published behind it only the journal holds until the end.
    """

    __slots__ = ("_bells", "_loop", "ended", "frames", "key", "run_id")

    def __init__(self, run_id: str, key: int, frames: Iterable[bytes] = ()) -> None:
        self.run_id = run_id
        self.key = key
        self.frames = list(frames)
        self.ended = False
        self._loop = asyncio.get_running_loop()
        self._bells: dict[Bell, None] = {}

    @property
    def seq(self) -> int:
        """The last event's number."""
        return len(self.frames)

    def rows(self) -> list[Row]:
        """All that was published."""
        return [(seq, data_of(sent)) for seq, sent in enumerate(self.frames, 1)]

    def events(self) -> list[Event]:
        """Its events so far."""
        return [decode(data_of(sent)) for sent in self.frames]

    def publish(self, frames: Iterable[bytes], *, ended: bool) -> None:
        """Add committed frames and wake every follower."""
        self.frames.extend(frames)
        self.ended = self.ended or ended
        if len(self._bells) > CROWD:
            self._ring(iter(tuple(self._bells)))
        else:
            for bell in self._bells:
                bell.ring()

    def _ring(self, bells: Iterator[Bell]) -> None:
        """Wake a crowd, and the next one after what else the loop has to do."""
        crowd = [*islice(bells, CROWD)]
        for bell in crowd:
            bell.ring()
        if crowd:
            self._loop.call_soon(self._ring, bells)

    @property
    def followers(self) -> int:
        """How many read this."""
        return len(self._bells)

    def join(self, bell: Bell) -> None:
        """Ring it whenever something is published."""
        self._bells[bell] = None

    def leave(self, bell: Bell) -> None:
        """Ring it no more."""
        self._bells.pop(bell, None)


def insert(connection: sqlite3.Connection, key: int, rows: Iterable[Row]) -> None:
    """Store all events of the run with this key, which has ended, in the place of what may be stored of it."""
    events = [data for _, data in rows]
    connection.execute(_INSERT, (key, len(events), digest(events), pack(events)))
    connection.execute(_STEPS, (any(map(is_step, events)), key))


def kept(connection: sqlite3.Connection, key: int, run_id: str, start: str) -> list[str]:
    """All events of a run that has ended. Raises StorageFailed when they are not those that were stored."""
    row = connection.execute(_KEPT, (key,)).fetchone()
    if row is None:
        raise damaged(run_id)
    return _verified(run_id, start, *row)


class EventLog:
    """The log of all runs."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._alone = Alone()

    async def append(self, tail: Tail, entries: Sequence[Entry], also: Also | None = None) -> None:
        """Store `entries`, which end the run, with all that the journal holds of it; then publish them.

        It is one transaction, synced to the disk, and `also` runs in it. Of a run that was deleted meanwhile nothing is
        stored. On a full disk it gets the space that is kept for ends. Raises StorageFailed, and then nothing was published;
        it may be tried again.
        """

        def job(connection: sqlite3.Connection) -> None:
            if connection.execute(_EXISTS, (tail.key, tail.run_id)).fetchone() is None:
                return
            insert(connection, tail.key, [*tail.rows(), *((seq, data) for seq, _, data in entries)])
            if also is not None:
                also(connection)

        await self._database.write(job, last=True)
        self._database.journal.forget(tail.key)
        tail.publish([frame(*entry) for entry in entries], ended=entries[-1].type == "end")

    def soon(self, flush: Callable[[], None]) -> None:
        """Call `flush` at the end of this turn of the loop; what it posts is committed with all else of the turn."""
        self._database.journal.soon(flush)

    def post(self, tail: Tail, entries: Sequence[Entry], then: Then) -> None:
        """Add to a live run, by way of the journal: no task waits. `then` is called once they are published, or with what
        kept them from being stored."""

        def committed(error: BaseException | None) -> None:
            if error is None:
                tail.publish([frame(*entry) for entry in entries], ended=False)
            then(error)

        self._database.journal.post(tail.key, [(seq, data) for seq, _, data in entries], committed)

    def left(self) -> dict[int, list[Row]]:
        """What the journal holds of the runs that an older process left open, by their keys."""
        return self._database.journal.rows()

    def clear(self) -> None:
        """Empty the journal: all that it holds is stored."""
        self._database.journal.clear()

    async def open(self, run_id: str, after: int = 0) -> Stored | None:
        """The stored events of a run behind the cursor: of one that has not ended, its start. None when there are none.

        Raises StorageDamaged when they are not those that were stored.
        """
        return await Stored.open(self._database, run_id, after, self._alone)

    async def read(self, run_id: str, after: int = 0) -> list[Row]:
        """What `open` gives, all at once: for runs that are known to be short."""
        stored = await self.open(run_id, after)
        return [] if stored is None else [row async for rows in stored for row in rows]

    async def last(self, run_id: str) -> int:
        """The number of a run's last stored event; 0 when there is none."""
        query = (
            select(Run.key, RunEvents.count)
            .join(RunEvents, col(RunEvents.run) == Run.key, isouter=True)
            .where(Run.id == run_id)
        )
        found = await self._database.read(lambda session: session.exec(query).first())
        return 0 if found is None else found[1] or 1


def audit(connection: sqlite3.Connection) -> tuple[int, list[str]]:
    """Hold the events of every run that has ended against their hash: how many runs there are, and what is wrong."""
    found = connection.execute(
        "SELECT run.id, run.start, kept.run, kept.count, kept.sha256, kept.data"
        " FROM run LEFT JOIN run_events kept ON kept.run = run.key WHERE run.status != 'running' ORDER BY run.key"
    )
    checked, wrong = 0, []
    for run_id, start, *row in found:
        checked += 1
        try:
            if row[0] is None:
                wrong.append(f"the run {run_id!r} has ended, and its events are not there")
            elif len(_verified(run_id, start, row[3], row[2])) != row[1]:
                wrong.append(f"the run {run_id!r} has another number of events than was stored")
        except StorageFailed as error:
            wrong.append(error.message)
    return checked, wrong


def _verified(run_id: str, start: str, data: bytes, sha256: bytes) -> list[str]:
    try:
        events = unpack(start, data)
    except ValueError as error:
        raise damaged(run_id) from error
    if digest(events) != sha256:
        raise damaged(run_id)
    return events


def chunk_of(frames: Sequence[bytes], after: int, most: int = CHUNK) -> Sequence[bytes]:
    """The frames behind the cursor that are sent together: at most so many, and no more than fill a chunk."""
    ready = frames[after : after + most]
    size = 0
    for count, sent in enumerate(ready, 1):
        size += len(sent)
        if size >= CHUNK_BYTES:
            return ready[:count]
    return ready


async def live_frames(tail: Tail, after: int, left: Callable[[], None]) -> AsyncGenerator[bytes, None]:
    """The frames of a live run behind the cursor, as they come, until it ends; at most `CHUNK` in one piece.

    `left` is called when this follower has gone, for whatever reason.
    """
    bell = Bell()
    tail.join(bell)
    try:
        while True:
            if after < len(tail.frames):
                ready = chunk_of(tail.frames, after)
                after += len(ready)
                yield ready[0] if len(ready) == 1 else b"".join(ready)
            elif tail.ended:
                return
            else:
                await bell.wait()
    finally:
        tail.leave(bell)
        left()


def stored_frame(seq: int, data: str) -> bytes:
    """The frame of a stored event: the very bytes that were sent when it was live."""
    return frame(seq, type_of(data), data)
