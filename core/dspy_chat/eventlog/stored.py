"""Reads the stored events of a run piece by piece. A reader of a long run holds little of it, however slow it is.

Every read is a transaction of its own: what is deleted between two of them is simply over. A run is held against its hash
before its first event is given; a long one is gone through on a thread for that, one at a time.
"""

import asyncio
import hashlib
import math
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice
from typing import Final, NamedTuple, cast

from sqlmodel import Session

from dspy_chat.database import Database, Row
from dspy_chat.errors import StorageDamaged
from dspy_chat.packing import Unpacking

CHUNK: Final = 64
"""Most frames in one chunk to a follower that catches up."""
CHUNK_BYTES: Final = 16 * 1024
"""About as much in one: a reader that stops reading holds a chunk or two of it."""
FEW: Final = 64 * 1024
"""Characters of a run that is held as a whole: about as much as the kernel holds for a reader in any case."""
PIECE: Final = 16 * 1024
"""Bytes of a blob in one read; one that is no longer is read with its run."""
_PIECES: Final = 256 * 1024
"""Bytes in one read where nobody is slow."""
_STEP: Final = 2 * 1024
"""Bytes that are inflated at once: as lines they take ten times as much."""
_STEPS: Final = 32 * 1024
"""Bytes that are inflated at once where nobody is slow."""
_HERE: Final = 64
"""Chunks after which a run is gone through on a thread: about four milliseconds."""
_FIND: Final = (
    "SELECT run.id, run.key, run.start, kept.count, kept.sha256, CASE WHEN length(kept.data) <= ? THEN kept.data END"
    " FROM run LEFT JOIN run_events kept ON kept.run = run.key WHERE run.id = ?"
)
_EXISTS: Final = "SELECT 1 FROM run JOIN run_events kept ON kept.run = run.key WHERE run.key = ? AND run.id = ?"
_SUBSTR: Final = "SELECT substr(data, ?, ?) FROM run_events WHERE run = ?"


class _Kept(NamedTuple):
    """A run as it is found. `events` is how many it has and `sha256` their hash, once it has ended; `data` a short blob."""

    run_id: str
    key: int
    start: str
    events: int | None
    sha256: bytes | None
    data: bytes | None


class Alone:
    """Who goes through a long run does so alone: it is all work, so that two at once are no sooner done, and hold more."""

    def __init__(self) -> None:
        self.turn = asyncio.Lock()
        self._checked = ("", 0.0)

    def note(self, run_id: str) -> None:
        """This run was held against its hash."""
        self._checked = (run_id, time.monotonic())

    def noted(self, run_id: str, since: float) -> bool:
        """Whether another did that meanwhile: a thousand who come for one run are not to wait a thousand times."""
        return self._checked[0] == run_id and self._checked[1] > since


class Stored:
    """The stored events of a run behind a cursor, in chunks: what is iterated are lists of (seq, data).

    It ends where the run ends, or was deleted meanwhile. Raises StorageDamaged. Of a long run it holds no more than a chunk,
    a piece of its blob and the state of `Unpacking`.
    """

    def __init__(self, database: Database, kept: _Kept, alone: Alone) -> None:
        self.run_id = kept.run_id
        self._database = database
        self._kept = kept
        self._alone = alone
        self._ready: list[Row] = [(1, kept.start)]
        self._rest: _Pass | None = None

    @classmethod
    async def open(cls, database: Database, run_id: str, after: int, alone: Alone) -> "Stored | None":
        """None when there is nothing behind the cursor. `alone` is held while a long run is gone through.

        Of a run that has not ended it is the start. Raises StorageDamaged when the events are not those that were stored.
        """
        found = await database.read(partial(_find, run_id))
        if found is None or after >= (found.events or 1):
            return None
        stored = cls(database, found, alone)
        if found.events is not None and not await stored._check(after):
            return None
        return stored

    def __aiter__(self) -> "Stored":
        return self

    async def __anext__(self) -> list[Row]:
        rows, self._ready = self._ready, []
        if not rows and self._rest is not None:
            while not (rows := self._rest.take()) and await self._rest.feed():
                pass
        if rows and not rows[-1][1]:
            rows[-1] = (rows[-1][0], await self._again(rows[-1][0]))
        if not rows or not rows[-1][1]:
            raise StopAsyncIteration
        return rows

    async def _check(self, after: int) -> bool:
        """Hold the run against its hash, and go to the cursor. False when it was deleted meanwhile."""
        run_id, asked = self._kept.run_id, time.monotonic()
        seen = _Seen(self._kept.start)
        whole = _Pass(self._database, self._kept, piece=_PIECES)
        if await self._through(whole, seen.add, lambda: self._alone.noted(run_id, asked)):
            if whole.gone:
                return False
            if (seen.count, seen.hash.digest()) != (self._kept.events, self._kept.sha256):
                raise damaged(run_id)
            self._alone.note(run_id)
        if whole.over and seen.few is not None:
            self._ready = seen.few[after:]
        else:
            await self._go_to(after)
        return True

    async def _go_to(self, after: int) -> None:
        self._rest = _Pass(self._database, self._kept, room=CHUNK_BYTES)
        if after == 0:
            return
        self._ready = []

        def reached(rows: list[Row]) -> bool:
            self._ready = [row for row in rows if row[0] > after]
            return bool(self._ready)

        await self._through(self._rest, reached)

    async def _again(self, seq: int) -> str:
        """An event that repeats a long text, which is gone through once more for it; empty when the run was deleted."""
        found: list[str] = []

        def reached(rows: list[Row]) -> bool:
            found.extend(data for number, data in rows if number == seq)
            return bool(found)

        await self._through(_Pass(self._database, self._kept, piece=_PIECES), reached)
        return found[0] if found else ""

    async def _through(
        self, one: "_Pass", work: Callable[[list[Row]], bool], needless: Callable[[], bool] = lambda: False
    ) -> bool:
        """Hand `work` chunk after chunk until it is content, or there are no more. False when it had become needless."""
        short = self._kept.data is not None and await one.feed()
        if short and (any(map(work, islice(iter(one.take, []), _HERE))) or one.over):
            return True
        async with self._alone.turn:
            if needless():
                return False
            more = short or await one.feed()
            while more and not await asyncio.to_thread(any, map(work, iter(one.take, []))):
                more = await one.feed()
        return True


class _Seen:
    """What is known of a run once all of it was seen: its hash, and where there are few its events."""

    def __init__(self, start: str) -> None:
        self.hash = hashlib.sha256(start.encode())
        self.count = 1
        self.few: list[Row] | None = [(1, start)]
        self._size = len(start)

    def add(self, rows: list[Row]) -> bool:
        """Never content: it wants them all."""
        text = "\n".join([data for _, data in rows])
        self.hash.update(b"\n")
        self.hash.update(text.encode())
        self.count += len(rows)
        self._size += len(text)
        if self._size > FEW:
            self.few = None
        elif self.few is not None:
            self.few += rows
        return False


class _Pass:
    """One way through the events behind the first of a run, in its own time."""

    def __init__(self, database: Database, kept: _Kept, *, room: float = math.inf, piece: int = PIECE) -> None:
        self.gone = False
        """Whether the run was deleted before its end was read."""
        self._database = database
        self._kept = kept
        self._piece = piece
        self._unpacking = Unpacking(kept.start, room=room, step=_STEP if room < math.inf else _STEPS)
        self._events: Iterator[str] = iter(())
        self._at = 0
        self._seq = 1

    @property
    def over(self) -> bool:
        """Whether all was taken."""
        return self._unpacking.over

    def take(self) -> list[Row]:
        """The next chunk, as far as it was fed; none when it must be fed again. Raises StorageDamaged."""
        rows: list[Row] = []
        size = 0
        try:
            for data in islice(self._events, CHUNK):
                self._seq += 1
                rows.append((self._seq, data))
                size += len(data)
                if size >= CHUNK_BYTES or not data:
                    break
        except ValueError as error:
            raise damaged(self._kept.run_id) from error
        return rows

    async def feed(self) -> bool:
        """Read on, once all was taken. False at the end, and when the run is gone. Raises StorageDamaged."""
        if self.over:
            return False
        piece = self._kept.data if self._kept.data is not None and self._at == 0 else await self._read()
        if piece is None:
            self.gone = True
            return False
        self._at += len(piece)
        try:
            if not piece:
                raise ValueError("cut off")
            self._unpacking.feed(piece)
        except ValueError as error:
            raise damaged(self._kept.run_id) from error
        self._events = self._unpacking.events()
        return True

    async def _read(self) -> bytes | None:
        return await self._database.read(partial(_piece, self._kept, self._at, self._piece))


def _find(run_id: str, session: Session) -> _Kept | None:
    row = session.connection().exec_driver_sql(_FIND, (PIECE, run_id)).first()
    return None if row is None else _Kept(*row)


def _piece(kept: _Kept, at: int, size: int, session: Session) -> bytes | None:
    """So many bytes of the blob; none behind its end. None when the run was deleted: its key may be another's since."""
    raw = cast("sqlite3.Connection", session.connection().connection.driver_connection)
    if raw.execute(_EXISTS, (kept.key, kept.run_id)).fetchone() is None:
        return None
    if sys.version_info < (3, 11):
        return cast("bytes", raw.execute(_SUBSTR, (at + 1, size, kept.key)).fetchone()[0])
    # SQLite's substr reads all of a blob for each of its pieces.
    with raw.blobopen("run_events", "data", kept.key, readonly=True) as blob:
        blob.seek(min(at, len(blob)))
        return blob.read(size)


def damaged(run_id: str) -> StorageDamaged:
    """What is raised for a run whose events are not those that were stored."""
    return StorageDamaged(f"the events of run {run_id!r} are damaged; restore a backup to have them again")
