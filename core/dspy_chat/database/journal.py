"""What live runs have said, until they end: an append-only table in a file of its own, `journal.db`.

Each token is committed before anybody sees it, so this is on its way, and cheap: one statement at the end of the loop's turn
for all that the turn brought, one page, no index and no lock. Measured on one machine, in CPU per token committed alone:
27 us as a row of an indexed table in `chat.db`, 7 us here; and 1.3 kB written in the place of 7.4 kB.

A commit here is a write to memory that the kernel keeps, and it is made on the loop; while the disk is slow even for that,
on a thread, and what arrives meanwhile shares the next one. It survives the death of the process, and the last of them may
be lost in a power cut. When a run ends, `chat.db` gets all of it in one synced transaction and the rows here are forgotten.
"""

import asyncio
import contextlib
import logging
import math
import sqlite3
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final, TypeVar, cast

from dspy_chat.database.failing import is_damaged
from dspy_chat.database.opening import why_not
from dspy_chat.database.room import Room
from dspy_chat.database.writer import checkpoint, transaction
from dspy_chat.errors import ShuttingDown

T = TypeVar("T")
Row = tuple[int, str]
"""(number in the run, text)."""
Then = Callable[[BaseException | None], None]
"""Hears, on the loop, that rows are committed, or what kept them from it."""

_log = logging.getLogger(__name__)
_TIDY: Final = 2000
"""Commits between two tidyings."""
_INSERT: Final = "INSERT INTO said (id, run, seq, data) VALUES "
_TOGETHER: Final = 16
"""Most rows that one statement stores. A statement alone is its own transaction, which saves the two around it."""


_SLOW_S: Final = 0.04
"""A commit that takes longer is felt by everybody. One may wait for a busy CPU; two in a row wait for the disk."""
_STALL_S: Final = 0.2
"""One that takes as long is the disk's by itself."""
_WARY_S: Final = 2.0
"""How long commits are made on a thread after a slow one."""
_SALVAGE: Final = "SELECT id, run, seq, data FROM said ORDER BY id"

_Post = tuple[list[int | str], Then]
"""(the values of its rows, one behind the other; who hears of it)."""


class Journal:
    """Keeps the rows of live runs. To be used on the loop's thread only; other processes are locked out of the file.

    Nothing is stored while the disk is full and the reserve of `room` is given up. Opening raises StorageFailed.
    """

    def __init__(self, path: Path, room: Room | None = None) -> None:
        self._loop = asyncio.get_running_loop()
        self._room = room or Room(path.parent)
        try:
            self._connection = _opened(path)
        except sqlite3.Error as error:
            if (told := why_not(error, path)) is None:
                raise
            raise told from error
        self._turn: list[_Post] = []
        self._flushes: list[Callable[[], None]] = []
        self._armed = False
        self._next = 1 + (self._connection.execute("SELECT max(id) FROM said").fetchone()[0] or 0)
        self._first: dict[int, int] = {}
        self._commits = 0
        self._took = 0.0
        self._wary_until = -math.inf
        self._aside: asyncio.Future[None] | None = None
        """What a thread does with the connection; nobody else may use it meanwhile."""
        self._closed = False

    def soon(self, flush: Callable[[], None]) -> None:
        """Call `flush` right before the loop's turn is committed: what it posts is part of it, without another turn."""
        self._flushes.append(flush)
        self._arm()

    def post(self, run: int, rows: Sequence[Row], then: Then) -> None:
        """Commit rows of a run with all others of the loop's turn; `then` is called right behind it."""
        if self._closed:
            self._loop.call_soon(then, ShuttingDown("the server is shutting down; try again in a moment"))
            return
        self._first.setdefault(run, self._next)
        values: list[int | str] = []
        for seq, data in rows:
            values += (self._next, run, seq, data)
            self._next += 1
        self._turn.append((values, then))
        self._arm()

    def forget(self, run: int) -> None:
        """The run's rows are kept elsewhere now."""
        self._first.pop(run, None)

    def rows(self) -> dict[int, list[Row]]:
        """All rows by run, in the order in which they came: what an older process left."""
        found: dict[int, list[Row]] = {}
        for run, seq, data in self._connection.execute("SELECT run, seq, data FROM said ORDER BY id"):
            found.setdefault(run, []).append((seq, data))
        return found

    def clear(self) -> None:
        """Forget all runs."""
        self._first.clear()
        self._tidy(self._next)

    async def close(self) -> None:
        """Commit what is queued, and close."""
        self._closed = True
        while self._aside is not None:
            await asyncio.wait([self._aside])
        self._wary_until = -math.inf
        self._commit()
        self._connection.close()

    def abandon(self) -> None:
        """Close at once; what is queued is lost."""
        self._closed = True
        self._connection.close()

    def _arm(self) -> None:
        if not self._armed:
            self._armed = True
            self._loop.call_soon(self._commit)

    def _commit(self) -> None:
        if self._aside is not None:
            return  # `_free` comes back to it
        self._flush()
        self._armed = False
        if not self._turn:
            return
        turn, self._turn = self._turn, []
        if self._loop.time() < self._wary_until:
            self._set_aside(lambda: self._store_timed(turn), lambda errors: self._over(turn, errors))
        else:
            self._over(turn, self._store_timed(turn))

    def _over(self, turn: list[_Post], errors: "list[Exception | None] | None") -> None:
        """Tell what came of a turn, and tidy now and then."""
        for at, (_values, then) in enumerate(turn):
            error = errors[at] if errors is not None else None
            try:
                then(None if error is None else self._room.told(error))
            except Exception:  # noqa: BLE001 - one that fails must not keep the others from hearing of theirs
                _log.exception("what follows a commit failed")
        self._commits += 1
        if self._commits >= _TIDY and not self._closed:
            self._commits = 0
            floor = self._floor()
            self._set_aside(lambda: self._tidy(floor), lambda _: None)

    def _set_aside(self, work: Callable[[], T], then: Callable[[T], None]) -> None:
        """Do what may take long on a thread; posts wait for it. `then` gets its result on the loop."""
        aside = asyncio.ensure_future(asyncio.to_thread(work))
        self._aside = cast("asyncio.Future[None]", aside)

        def free(done: "asyncio.Future[T]") -> None:
            self._aside = None
            then(done.result())
            self._commit()

        aside.add_done_callback(free)

    def _flush(self) -> None:
        flushes, self._flushes = self._flushes, []
        for flush in flushes:
            try:
                flush()
            except Exception:  # noqa: BLE001 - one that fails must not keep the others from being stored
                _log.exception("what was to be stored could not be told")

    def _store_timed(self, turn: list[_Post]) -> "list[Exception | None] | None":
        began = time.monotonic()
        errors = self._store_all(turn)
        ended = time.monotonic()
        before, self._took = self._took, ended - began
        if self._took > _STALL_S or min(before, self._took) > _SLOW_S:
            self._wary_until = ended + _WARY_S
        return errors

    def _store_all(self, posts: list[_Post]) -> "list[Exception | None] | None":
        """Store them in one transaction; if that fails, one for each, so that a bad one fails alone. The error of each, and
        None where there is none at all."""
        try:
            if self._room.spent:
                self._room.check()
            self._store(posts)
        except Exception as error:  # noqa: BLE001 - it belongs to who posted
            if len(posts) == 1:
                return [error]
            return [errors[0] if (errors := self._store_all([post])) else None for post in posts]
        return None

    def _store(self, posts: list[_Post]) -> None:
        values = posts[0][0] if len(posts) == 1 else [value for post in posts for value in post[0]]
        count = len(values) // 4
        if count <= _TOGETHER:
            self._connection.execute(_INSERT + "(?,?,?,?)," * (count - 1) + "(?,?,?,?)", values)
        else:
            with transaction(self._connection):
                self._connection.executemany(_INSERT + "(?,?,?,?)", zip(*[iter(values)] * 4, strict=True))

    def _floor(self) -> int:
        """The first row that a run which still lives may have."""
        return min(self._first.values(), default=self._next)

    def _tidy(self, floor: int) -> None:
        """Delete the rows before `floor`, and checkpoint."""
        try:
            self._connection.execute("DELETE FROM said WHERE id < ?", (floor,))
        except sqlite3.Error as error:
            _log.warning("the journal could not be tidied; it is tried again later: %s", error)
        checkpoint(self._connection)


def _opened(path: Path) -> sqlite3.Connection:
    """The journal's file, made anew out of what can be read when it is damaged: the unfinished part of some answers."""
    try:
        connection = _connected(path)
    except sqlite3.DatabaseError as error:
        if not is_damaged(error):
            raise
        return _anew(path, [])
    if _sound(connection):
        return connection
    rows = _readable(connection)
    connection.close()
    return _anew(path, rows)


def _sound(connection: sqlite3.Connection) -> bool:
    try:
        return bool(connection.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok")
    except sqlite3.DatabaseError as error:
        if not is_damaged(error):
            raise
        return False


def _readable(connection: sqlite3.Connection) -> list[Any]:
    """The rows up to the first that cannot be read."""
    rows: list[Any] = []
    with contextlib.suppress(sqlite3.DatabaseError):
        rows.extend(connection.execute(_SALVAGE))
    return rows


def _anew(path: Path, rows: list[Any]) -> sqlite3.Connection:
    _log.error("the journal is damaged; it is put aside, and a new one begun with the %d rows that it gave", len(rows))
    for name in (path.name, f"{path.name}-wal"):
        with contextlib.suppress(FileNotFoundError):
            path.with_name(name).replace(path.with_name(f"{name}.broken"))
    connection = _connected(path)
    connection.executemany(_INSERT + "(?,?,?,?)", rows)
    return connection


def _connected(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    try:
        # Small pages: each commit writes one. Exclusive: without it, four file locks for each commit.
        for pragma in (
            "page_size=1024",
            "locking_mode=EXCLUSIVE",
            "journal_mode=WAL",
            "synchronous=NORMAL",
            "wal_autocheckpoint=0",
        ):
            connection.execute(f"PRAGMA {pragma}")
        connection.execute(
            "CREATE TABLE IF NOT EXISTS said"
            " (id INTEGER PRIMARY KEY, run INTEGER NOT NULL, seq INTEGER NOT NULL, data TEXT NOT NULL) STRICT"
        )
    except BaseException:
        connection.close()
        raise
    return connection
