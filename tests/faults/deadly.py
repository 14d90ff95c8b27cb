"""The points at which a forked server kills itself: those where a death leaves the most half done.

All of them are put into that process from outside; the product knows nothing of them.
"""

import asyncio
import os
import random
import signal
import sqlite3
import threading
import time
from collections.abc import Callable
from typing import Any, Final

from dspy_chat import eventlog
from dspy_chat.database import Database, Journal, journal, writer
from dspy_chat.eventlog import EventLog, Tail
from dspy_chat.runs import Runs, recovery

OFTEN: Final = 15
"""Commits between two tidyings and two checkpoints, where a death is due in one: it shall come soon."""
_MOST_MS: Final = 3
"""How long after its beginning a checkpoint is cut short at most."""

Pass = Callable[[], None]


def die_at(point: str, nth: int) -> None:
    """SIGKILL of this process at the nth pass of the point. Raises KeyError for one that does not exist."""
    passes = 0

    def counted() -> None:
        nonlocal passes
        passes += 1
        if passes == nth:
            os.kill(os.getpid(), signal.SIGKILL)

    POINTS[point](counted)


def _before(owner: Any, name: str) -> Callable[[Pass], None]:
    """The point right before a call."""

    def install(reached: Pass) -> None:
        real = getattr(owner, name)

        def call(*args: Any, **named: Any) -> Any:
            reached()
            return real(*args, **named)

        setattr(owner, name, call)

    return install


def _behind(owner: Any, name: str) -> Callable[[Pass], None]:
    """The point right behind a call, which may be awaited."""

    def install(reached: Pass) -> None:
        real = getattr(owner, name)

        def call(*args: Any, **named: Any) -> Any:
            result = real(*args, **named)
            if asyncio.iscoroutine(result):
                return _then(result, reached)
            reached()
            return result

        setattr(owner, name, call)

    return install


async def _then(awaited: Any, reached: Pass) -> Any:
    result = await awaited
    reached()
    return result


def _end_asked(reached: Pass) -> None:
    """A run's end is about to be written."""
    real = EventLog.append

    async def append(log: EventLog, tail: Tail, entries: Any, also: Any = None) -> None:
        reached()
        await real(log, tail, entries, also)

    EventLog.append = append  # type: ignore[method-assign, assignment]


def _end_inside(reached: Pass) -> None:
    """The events of an ended run are stored, in a transaction that is still open, and its status is not."""
    real = EventLog.append

    async def append(log: EventLog, tail: Tail, entries: Any, also: Any = None) -> None:
        def late(connection: sqlite3.Connection) -> None:
            reached()
            if also is not None:
                also(connection)

        await real(log, tail, entries, late)

    EventLog.append = append  # type: ignore[method-assign, assignment]


def _commit(reached: Pass) -> None:
    """Everything is written, right before COMMIT."""
    real = writer.Writer._transact

    def transact(self: Any, group: Any) -> None:
        real(self, [*group, writer._Write(lambda _connection: reached(), None)])  # type: ignore[arg-type]

    writer.Writer._transact = transact  # type: ignore[method-assign]


def _shown(reached: Pass) -> None:
    """Followers have an end before them that they have not been sent."""
    real = Tail.publish

    def publish(self: Tail, frames: Any, *, ended: bool) -> None:
        real(self, frames, ended=ended)
        if ended:
            reached()

    Tail.publish = publish  # type: ignore[method-assign]


def _amid(owner: Any, name: str) -> Callable[[Pass], None]:
    """A random instant of a call that runs in C."""

    def install(reached: Pass) -> None:
        def cut_short() -> None:
            time.sleep(random.uniform(0, _MOST_MS / 1000))
            reached()

        _before(owner, name)(lambda: threading.Thread(target=cut_short, daemon=True).start())

    return install


def _often(install: Callable[[Pass], None]) -> Callable[[Pass], None]:
    """The same, with tidyings and checkpoints that come soon."""

    def installed(reached: Pass) -> None:
        journal._TIDY = writer._CHECKPOINT = OFTEN  # type: ignore[misc]
        install(reached)

    return installed


RUNNING: Final[dict[str, Callable[[Pass], None]]] = {
    "end asked": _end_asked,
    "end packing": _before(eventlog, "insert"),
    "end packed": _behind(eventlog, "pack"),
    "end inside": _end_inside,
    "commit": _commit,
    "committed": _behind(writer.Writer, "_transact"),
    "journal forgetting": _before(Journal, "forget"),
    "journal forgot": _behind(Journal, "forget"),
    "end shown": _shown,
    "token stored": _behind(Journal, "_store"),
    "tidy": _often(_before(Journal, "_tidy")),
    "tidy deleted": _often(_before(journal, "checkpoint")),
    "tidied": _often(_behind(Journal, "_tidy")),
    "checkpoint": _often(_amid(writer, "checkpoint")),
    "checkpointed": _often(_behind(writer, "checkpoint")),
}
"""Under load."""
RECOVERING: Final[dict[str, Callable[[Pass], None]]] = {
    "migrated": _before(Database, "__init__"),
    "recovery read": _behind(EventLog, "left"),
    "recovering one": _before(recovery, "_end"),
    "recovery commit": _commit,
    "recovery committed": _behind(writer.Writer, "_transact"),
    "recovery clear": _before(Journal, "clear"),
    "recovery cleared": _behind(Journal, "clear"),
}
"""While a server starts on what another left, always at the first pass."""
ENDING: Final[dict[str, Callable[[Pass], None]]] = {
    "runs close": _before(Runs, "close"),
    "runs closed": _behind(Runs, "close"),
    "database close": _before(Database, "close"),
    "journal close": _before(Journal, "close"),
    "journal closed": _behind(Journal, "close"),
    "writer closed": _behind(writer.Writer, "close"),
    "closed": _behind(Database, "close"),
}
"""After SIGTERM, always at the first pass."""
POINTS: Final = {**RUNNING, **RECOVERING, **ENDING}
