"""At the start: every run that an older process left open is ended, keeping what it said."""

import asyncio
from typing import Final, cast

from dspy_chat.database import Row
from dspy_chat.eventlog import EventLog, Tail, entry, stored_frame
from dspy_chat.events import EndEvent, decode
from dspy_chat.failures import Failure
from dspy_chat.partial import Partial
from dspy_chat.runs.clock import Clock
from dspy_chat.store import Store, finish
from dspy_chat.tables import Run

INTERRUPTED: Final = Failure("interrupted", "The server stopped while this was being answered. Try again.", True)


async def recover(store: Store, log: EventLog, clock: Clock) -> int:
    """Give every open run its `error{interrupted}` and `end`. Returns how many there were. Raises StorageFailed."""
    left, said = await store.open_runs(), log.left()
    # What is written at once is committed at once: one sync for all.
    await asyncio.gather(*(_end(run, said.get(cast("int", run.key), []), log, clock) for run in left))
    log.clear()
    return len(left)


async def _end(run: Run, said: list[Row], log: EventLog, clock: Clock) -> None:
    stored = await log.read(run.id)
    events = [decode(data) for _, data in stored]
    tail = Tail(run.id, cast("int", run.key), [stored_frame(seq, data) for seq, data in stored])
    for seq, data in said:
        event = decode(data)
        # A key can be given again once its run was deleted, and the journal forgets late.
        if event.run == run.id and seq == tail.seq + 1:
            events.append(event)
            tail.publish([stored_frame(seq, data)], ended=False)
    partial = Partial()
    for event in events:
        partial.add(event)
    seq, t = events[-1].seq, events[-1].t
    error = INTERRUPTED.event(run.id, seq + 1, t)
    end = EndEvent(type="end", run=run.id, seq=seq + 2, t=t, status="interrupted")
    ended_at = max(clock.now(), run.started_at + t)
    also = finish(tail.key, run.message, [error, end], partial.answer, partial.fields, ended_at)
    await log.append(tail, [entry(error), entry(end)], also)
