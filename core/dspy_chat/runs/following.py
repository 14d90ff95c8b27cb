"""Hands out the frames of runs, live, resumed and replayed: of one run, of several at once, of a whole conversation.

A follower is only a cursor, also one of several runs: nothing is queued for it, and whoever reads slowly is behind alone.
"""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from contextlib import aclosing

from dspy_chat.errors import BadInput, CursorBeyondEnd
from dspy_chat.eventlog import (
    CHUNK,
    CHUNK_BYTES,
    Bell,
    EventLog,
    Row,
    Stored,
    Tail,
    chunk_of,
    live_frames,
    stored_frame,
)
from dspy_chat.events import t_of
from dspy_chat.pace import Pace
from dspy_chat.runs.cursor import Cursor
from dspy_chat.runs.live import LiveRun
from dspy_chat.store import Played, Store

Frames = AsyncGenerator[bytes, None]


class Following:
    """Follows runs for readers. `live` are those that go on, once they have `begun`; `left` is called when a follower of one
    has gone."""

    def __init__(
        self,
        store: Store,
        log: EventLog,
        live: Mapping[str, LiveRun],
        begun: Callable[..., Awaitable[None]],
        left: Callable[[LiveRun], None],
    ) -> None:
        self._begun = begun
        self._store = store
        self._log = log
        self._live = live
        self._left = left
        self._closing = False
        self._waiting: set[Bell] = set()

    def close(self) -> None:
        """End what is replayed; live runs end by themselves."""
        self._closing = True
        for bell in self._waiting:
            bell.ring()

    async def run(self, run_id: str, after: int, speed: float | None = None) -> Frames | None:
        """The run's frames behind the cursor, to its end; None when there are none left and none to come.

        `speed` paces a finished run by its stored timing. Raises UnknownRun, and CursorBeyondEnd for a cursor that names
        an event which does not exist.
        """
        await self._begun(run_id)
        live = self._live.get(run_id)
        pace = Pace(speed) if speed else None
        if live is None and (stored := await self._log.open(run_id, after)):
            return self._stored(stored, pace)
        if not await self._is_more(run_id, live, after):
            return None
        if live is not None:
            return live_frames(live.tail, after, lambda: self._left(live))
        return self._stored(await self._log.open(run_id, after), pace)  # it has ended between the two reads

    async def several(self, seen: Mapping[str, int]) -> Frames | None:
        """The frames of all these runs behind what was `seen` of each, as they come, until all have ended; ids are cursors.

        None when there are none left and none to come. Raises as `run` does.
        """
        await self._begun(*seen)
        lives, stored = [], []
        for run_id, after in seen.items():
            live = self._live.get(run_id)
            if not await self._is_more(run_id, live, after):
                continue
            if live is not None:
                lives.append(live)
            else:
                stored.append(run_id)
        return self._several(lives, stored, Cursor(seen)) if lives or stored else None

    async def conversation(self, conversation_id: str, seen: Mapping[str, int], speed: float | None) -> Frames | None:
        """The frames of all runs of a conversation, one run after another in the order in which they began.

        Begins behind the event that `seen` names; ids are cursors. Runs that begin meanwhile are not part of it. Raises
        UnknownConversation, BadInput for a cursor of another conversation, CursorBeyondEnd.
        """
        await self._store.conversation(conversation_id)
        played = await self._store.played(conversation_id)
        await self._begun(*(one.run_id for one in played))
        after = 0
        if seen:
            (run_id, after), *more = seen.items()
            at = next((at for at, one in enumerate(played) if one.run_id == run_id), None)
            if at is None or more:
                raise BadInput(
                    f"the cursor is not one of the conversation {conversation_id!r}; send back an event's id"
                )
            more_of_it = await self._is_more(run_id, self._live.get(run_id), after)
            played, after = (played[at:], after) if more_of_it else (played[at + 1 :], 0)
        return self._conversation(played, after, Pace(speed) if speed else None) if played else None

    async def _is_more(self, run_id: str, live: LiveRun | None, after: int) -> bool:
        last = await self._log.last(run_id) if live is None else live.tail.seq
        if not last:
            await self._store.run(run_id)  # there is none
        if after > last:
            raise CursorBeyondEnd(f"the run {run_id!r} has {last} events; a cursor is at most that, not {after}")
        return live is not None or after < last

    async def _stored(self, stored: Stored | None, pace: Pace | None = None, cursor: Cursor | None = None) -> Frames:
        if stored is None:
            return
        async for rows in stored:
            rows.reverse()
            while rows:
                wait = pace.left(t_of(rows[-1][1])) if pace is not None else 0.0
                if self._closing or (wait and await self._ends_within(wait)):
                    return
                yield b"".join(_taken(rows, pace, stored.run_id, cursor))

    async def _several(self, lives: Sequence[LiveRun], stored: Sequence[str], cursor: Cursor) -> Frames:
        bell, tails, seen = Bell(), [live.tail for live in lives], cursor.seen
        for tail in tails:
            tail.join(bell)
        try:
            for run_id in stored:
                opened = await self._log.open(run_id, seen[run_id])
                async with aclosing(self._stored(opened, cursor=cursor)) as frames:
                    async for chunk in frames:
                        yield chunk
            while True:
                behind = [tail for tail in tails if seen[tail.run_id] < len(tail.frames)]
                ready = [sent for tail in behind for sent in _next_of(tail, cursor)]
                if ready:
                    yield b"".join(ready)
                elif all(tail.ended for tail in tails):
                    return
                else:
                    await bell.wait()
        finally:
            for live in lives:
                live.tail.leave(bell)
                self._left(live)

    async def _conversation(self, played: Sequence[Played], after: int, pace: Pace | None) -> Frames:
        before: Played | None = None
        for one in played:
            if self._closing:
                return
            if pace is not None and before is not None and before.ended_at is not None:
                pace.pause(one.started_at - before.ended_at)
            live = self._live.get(one.run_id)
            # An event's id names its own run only: those before it are over, and those behind it not begun.
            cursor = Cursor({one.run_id: after})
            if live:
                whole = self._several([live], [], cursor)
            else:
                whole = self._stored(await self._log.open(one.run_id, after), pace, cursor)
            async with aclosing(whole) as frames:
                async for chunk in frames:
                    yield chunk
            before, after = one, 0

    async def _ends_within(self, seconds: float) -> bool:
        """Wait so long; True, and at once, when the server shuts down."""
        bell = Bell()
        self._waiting.add(bell)
        timer = asyncio.get_running_loop().call_later(seconds, bell.ring)
        try:
            await bell.wait()
        finally:
            timer.cancel()
            self._waiting.discard(bell)
        return self._closing


def _taken(rows: list[Row], pace: Pace | None, run_id: str, cursor: Cursor | None) -> list[bytes]:
    """The frames that are sent together, taken off the end of `rows`: those that are due."""
    chunk: list[bytes] = []
    size = 0
    while rows and len(chunk) < CHUNK and size < CHUNK_BYTES:
        if chunk and pace is not None and pace.left(t_of(rows[-1][1])):
            break
        seq, data = rows.pop()
        sent = stored_frame(seq, data)
        chunk.append(sent if cursor is None else cursor.step(run_id, seq, sent))
        size += len(sent)
    return chunk


def _next_of(tail: Tail, cursor: Cursor) -> list[bytes]:
    """The frames of a live run behind the cursor, which goes on to them: each run gets its turn, also beside a busy one."""
    after = cursor.seen[tail.run_id]
    return [cursor.step(tail.run_id, seq, sent) for seq, sent in enumerate(chunk_of(tail.frames, after), after + 1)]
