"""At the start: every run that an older process left open is ended, keeping what it said."""

from typing import Final, cast

from dspy_chat.eventlog import EventLog, Tail, entry
from dspy_chat.events import EndEvent, ErrorEvent, Event, decode
from dspy_chat.failures import Failure
from dspy_chat.partial import Partial
from dspy_chat.runs.live import now_ms
from dspy_chat.store import Store, finish
from dspy_chat.tables import Run

INTERRUPTED: Final = Failure("interrupted", "The server stopped while this was being answered. Try again.", True)


async def recover(store: Store, log: EventLog) -> int:
    """Give every open run its `error{interrupted}` and `end`. Returns how many there were."""
    left = await store.open_runs()
    for run, stored in left:
        await _end(run, [decode(data) for data in stored], log)
    return len(left)


async def _end(run: Run, events: list[Event], log: EventLog) -> None:
    partial = Partial()
    for event in events:
        partial.add(event)
    seq, t = events[-1].seq, events[-1].t
    error = ErrorEvent(
        type="error",
        run=run.id,
        seq=seq + 1,
        t=t,
        code=INTERRUPTED.code,
        message=INTERRUPTED.message,
        retryable=INTERRUPTED.retryable,
    )
    end = EndEvent(type="end", run=run.id, seq=seq + 2, t=t, status="interrupted")
    key = cast("int", run.key)
    also = finish(key, run.message, [error, end], partial.answer, partial.fields, now_ms())
    await log.append(Tail(run.id, key), [entry(error), entry(end)], durable=True, also=also)
