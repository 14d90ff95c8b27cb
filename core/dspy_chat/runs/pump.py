"""From a run's tap into its log, as it comes: joined by the frame, stored, published.

All callbacks and no task, since this is the way of each token: a task would wake up to take it in, and again once it is
stored.
"""

import asyncio
import math
from collections.abc import Callable
from typing import Final

from dspy_chat.engine import Item, Piece, Tap
from dspy_chat.eventlog import Entry, EventLog, Tail

FRAME_S: Final = 0.016
"""One display frame: tokens that arrive within it are joined, as no eye can tell them apart."""


class Pump:
    """Moves what arrives in `tap` into the log until `finish`. `encode` numbers the items and makes entries of them.

    `over` is done when nothing is being stored any more behind `finish`, or fails with what kept something from being
    stored. What had arrived by then and is not stored is the `rest`, to be stored with the run's end: what the disk refused
    too.
    """

    def __init__(self, log: EventLog, tail: Tail, encode: Callable[[list[Item]], list[Entry]]) -> None:
        self._loop = asyncio.get_running_loop()
        self.over: asyncio.Future[None] = self._loop.create_future()
        self._log = log
        self._tail = tail
        self._encode = encode
        self._tap: Tap | None = None
        self._due: asyncio.Handle | None = None
        self._storing: list[Entry] = []
        self._finishing = False
        self._last = -math.inf
        self._shown: set[tuple[str, str | None]] = set()

    def attach(self, tap: Tap) -> None:
        """Take from `tap`, which calls `wake`."""
        self._tap = tap

    def wake(self) -> None:
        """Something has arrived. What arrives while the disk is busy is stored together afterwards."""
        if self._due is not None or self._storing:
            return
        due = self._last + FRAME_S
        if due <= self._loop.time():
            self._log.soon(self._flush)
        else:
            self._due = self._loop.call_at(due, self._flush)

    def finish(self) -> None:
        """Store nothing more."""
        self._finishing = True
        if self._due is not None:
            self._due.cancel()
        if not (self._storing or self.over.done()):
            self.over.set_result(None)

    def rest(self) -> list[Entry]:
        """What has arrived and was not stored."""
        items = self._tap.drain() if self._tap is not None else []
        return [*self._storing, *(self._encode(items) if items else ())]

    def _flush(self) -> None:
        self._due = None
        if self._finishing or self._storing or self._tap is None or self.over.done():
            return
        items = self._tap.drain()
        if not items:
            return
        # The first token of a field never waits, nor does what comes right behind it.
        self._last = -math.inf if self._is_new(items) else self._loop.time()
        try:
            entries = self._encode(items)
        except Exception as error:  # noqa: BLE001 - the run fails of it, and says so
            self.over.set_exception(error)
            return
        self._storing = entries
        self._log.post(self._tail, entries, self._stored)

    def _stored(self, error: BaseException | None) -> None:
        if error is None:
            self._storing = []
        if self.over.done():
            return
        if error is not None:
            self.over.set_exception(error)
        elif self._finishing:
            self.over.set_result(None)
        elif self._tap is not None and self._tap.pending:
            self.wake()

    def _is_new(self, items: list[Item]) -> bool:
        """Whether these show a field for the first time."""
        before = len(self._shown)
        for item in items:
            if isinstance(item, Piece) and (key := (item.field, item.call)) not in self._shown:
                self._shown.add(key)
        return len(self._shown) > before
