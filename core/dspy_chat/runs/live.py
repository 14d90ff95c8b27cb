"""One running program and its growing log. Its own task alone appends, so a run's events have one owner."""

import asyncio
import contextlib
import itertools
import logging
import time
import uuid
from collections.abc import Mapping
from typing import Any, Final

from pydantic import JsonValue

from dspy_chat.engine import Item, Note, Piece, Trace
from dspy_chat.errors import StorageFailed
from dspy_chat.eventlog import Also, Entry, EventLog, Tail, entry
from dspy_chat.events import (
    EndEvent,
    EndStatus,
    ErrorEvent,
    Event,
    FieldKind,
    FinalEvent,
    StartEvent,
    StatusEvent,
    encode_token,
)
from dspy_chat.failures import Failure, failure_of
from dspy_chat.partial import Partial
from dspy_chat.runner import Job, Result, Runner, tap_for, usage_of
from dspy_chat.runs.clock import Clock
from dspy_chat.runs.pump import Pump
from dspy_chat.runs.raised import is_own, status_of, where
from dspy_chat.store import finish

_log = logging.getLogger(__name__)
_RETRY_S: Final = (0.25, 0.5, 1.0, 2.0)
"""How long a run whose end could not be stored waits before it is tried again; the last again and again."""


class LiveRun:
    """A run from its `start`, which is stored already, to its `end`."""

    def __init__(self, start: StartEvent, tail: Tail, job: Job, log: EventLog, clock: Clock) -> None:
        self._clock = clock
        self._tried: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.tail = tail
        self.job = job
        self.finished = asyncio.Event()
        self.stored = False
        """Whether its end is in the database."""
        self.seen = False
        self.idle_since = time.monotonic()
        self._start = start
        self._log = log
        self._began = time.monotonic()
        self._partial = Partial(start.fields)
        self._seq = tail.seq
        self._pump: Pump | None = None
        self._trace = Trace()
        self._stop: tuple[EndStatus, Failure | None] | None = None

    def stop(self, status: EndStatus = "stopped", failure: Failure | None = None) -> None:
        """End the run; what was said is kept. The first reason stands."""
        if self._stop is None:
            self._stop = (status, failure)
            self._finish()

    async def over(self) -> None:
        """Until its end is stored. Raises StorageFailed when that has failed, though it is tried on and on."""
        if not self.finished.is_set():
            await asyncio.shield(self._tried)

    @property
    def conversation(self) -> str:
        return self._start.conversation

    async def drive(self, runner: Runner) -> None:
        """Run the program to its end and log all it tells: always an `end`, whatever happens."""
        loop = asyncio.get_running_loop()
        deadline = loop.call_later(self.job.timeout_s, self.stop, "failed", failure_of(asyncio.TimeoutError()))
        rest: list[Entry] = []
        closing: list[Event]
        try:
            module = self.job.shape.instance()
            pump = Pump(self._log, self.tail, self._entries)
            tap = tap_for(self.job, pump.wake)
            self._trace = tap.trace
            pump.attach(tap)
            self._pump = pump
            program = asyncio.create_task(runner.run(self.job, module, tap), name=f"program {self.tail.run_id}")
            program.add_done_callback(self._program_over)
            try:
                if self._stop is not None:
                    pump.finish()
                await pump.over
                rest = pump.rest()
                closing = self._closing(program)
            finally:
                tap.stop()
                program.cancel()
        except Exception as error:  # noqa: BLE001 - whatever it is, the run must end, and say so
            rest = self._rest(error)
            closing = self._failed(error)
        finally:
            deadline.cancel()
        await self._close(rest, closing)

    def _rest(self, error: Exception) -> list[Entry]:
        """What could not be stored when it was said. Nothing when it could not be told: then only what was shown counts."""
        with contextlib.suppress(Exception):
            if isinstance(error, StorageFailed) and self._pump is not None:
                return self._pump.rest()
        self._seq = self.tail.seq
        self._partial = Partial(self._start.fields)
        for event in self.tail.events():
            self._partial.add(event)
        return []

    def _program_over(self, program: "asyncio.Task[Result]") -> None:
        if not program.cancelled():
            program.exception()  # seen, or asyncio would log what a stopped program raised, message and all
        self._finish()

    def _finish(self) -> None:
        if self._pump is not None:
            self._pump.finish()

    def _entries(self, items: list[Item]) -> list[Entry]:
        """Items as numbered, encoded events, neighbouring pieces of one field joined."""
        t = self._t()
        entries: list[Entry] = []
        at = 0
        while at < len(items):
            item = items[at]
            at += 1
            if isinstance(item, Note):
                if at < len(items) and _outdated(item, items[at]):
                    continue
                status = self._status(item, t)
                self._partial.add(status)
                entries.append(entry(status))
                continue
            field, text, predictor, call = item
            while at < len(items) and _continues(items[at], item):
                text += items[at][1]  # type: ignore[operator]  # a Piece's text, see _continues
                at += 1
            if predictor is None:
                self._partial.add_text(field, text)
            seq = self._next()
            entries.append(Entry(seq, "token", encode_token(self.tail.run_id, seq, t, field, text, predictor, call)))
        return entries

    def _status(self, note: Note, t: int) -> StatusEvent:
        return StatusEvent(type="status", run=self.tail.run_id, seq=self._next(), t=t, **note._asdict())

    def _next(self) -> int:
        self._seq += 1
        return self._seq

    def _t(self) -> int:
        return int((time.monotonic() - self._began) * 1000)

    def _closing(self, program: "asyncio.Task[Result]") -> list[Event]:
        """The events that end the run: `final` or `error` where there is one, then `end`."""
        if program.done() and not program.cancelled():
            error = program.exception()
            return self._final(program.result()) if error is None else self._failed(error)
        status, failure = self._stop or ("failed", failure_of(asyncio.CancelledError()))
        return [*([self._error(failure)] if failure else []), self._end(status)]

    def _final(self, result: Result) -> list[Event]:
        t = self._t()
        before: list[Event] = [*self._untrue(result, t)]
        final = FinalEvent(
            type="final",
            run=self.tail.run_id,
            seq=self._next(),
            t=t,
            fields=result.fields,
            answer=result.answer,
            usage=usage_of(self._trace),
            cached=result.cached,
            ms=t,
        )
        self._partial.add(final)
        return [*before, final, self._end("completed")]

    def _untrue(self, result: Result, t: int) -> list[Event]:
        """A reset, when what was shown is not what the program returned: it may change its predictor's text."""
        kinds = {ref.name: ref.kind for ref in self._start.fields}
        if all(_is_true(kinds.get(name), text, name, result.fields) for name, text in self._partial.fields.items()):
            return []
        return [self._status(Note("reset", None, self.job.shape.main), t)]

    def _failed(self, error: BaseException) -> list[Event]:
        ended = self._trace.outcomes
        failure, ref = failure_of(error, ended[-1] if ended else None), uuid.uuid4().hex[:12]
        # The message of an error can hold a key or what people wrote; where it was raised cannot. Whoever asks for
        # `--log-level debug`, to find a fault in a program of theirs, gets it all, but never what a provider said.
        status, start = status_of(error), self._start
        by = f"{start.program.id} with {start.model.id}" + (f", HTTP status {status}" if status else "")
        _log.error("run %s failed: %s (%s; ref %s)\n%s", start.run, failure.code, by, ref, where(error))
        if is_own(error) and not any(ended):
            _log.debug("ref %s, in full", ref, exc_info=error)
        return [self._error(failure, ref), self._end("failed")]

    def _error(self, failure: Failure, ref: str | None = None) -> ErrorEvent:
        return failure.event(self.tail.run_id, self._next(), self._t(), ref)

    def _end(self, status: EndStatus) -> EndEvent:
        return EndEvent(type="end", run=self.tail.run_id, seq=self._next(), t=self._t(), status=status)

    @property
    def trace(self) -> str:
        """Its model calls so far, as JSON text."""
        return self._trace.encoded(over=False)

    async def _close(self, rest: list[Entry], events: list[Event]) -> None:
        """Store and show how the run ends, with the `rest` of what it said before: now, or when the disk takes it."""
        partial = self._partial
        also = finish(
            self.tail.key,
            self._start.message,
            events,
            partial.answer,
            partial.fields,
            max(self._clock.now(), self._start.started_at + events[-1].t),
            usage=usage_of(self._trace) if self._trace.spent else None,
            trace=self._trace.encoded() if self._trace.calls else None,
        )
        try:
            await self._store([*rest, *(entry(event) for event in events)], also)
            self.stored = True
        except Exception:  # noqa: BLE001 - see below
            # Not stored, so not shown either: the streams end, and the next start ends the run as interrupted.
            _log.exception("the end of run %s could not be stored", self.tail.run_id)
            self.tail.publish((), ended=True)
        finally:
            self.finished.set()
            self._tell(None)

    async def _store(self, entries: list[Entry], also: Also) -> None:
        """Try until it is stored. Meanwhile its streams stay open: what they wait for is still to come."""
        for wait_s in itertools.chain(_RETRY_S, itertools.repeat(_RETRY_S[-1])):
            try:
                await self._log.append(self.tail, entries, also)
                return
            except StorageFailed as error:
                if not error.passing:
                    raise
                if wait_s == _RETRY_S[0]:
                    _log.warning("the end of run %s could not be stored yet: %s", self.tail.run_id, error.code)
                self._tell(error)
            await asyncio.sleep(wait_s)

    def _tell(self, error: StorageFailed | None) -> None:
        """Wake those who wait for the end."""
        told, self._tried = self._tried, asyncio.get_running_loop().create_future()
        if error is None:
            told.set_result(None)
        else:
            told.set_exception(error)
            told.exception()  # seen, or asyncio would log it where nobody waits


def _outdated(item: Note, later: Item) -> bool:
    """Whether a word on progress is followed by another before anybody could read it."""
    return isinstance(later, Note) and item.kind == later.kind == "progress" and item.parent == later.parent


def _is_true(kind: FieldKind | None, text: Any, name: str, fields: Mapping[str, JsonValue]) -> bool:
    """Whether the text that was shown of a field stands beside its final value. A typed one was shown as it was written,
    so only a field that the program did not return is untrue of that kind."""
    match kind:
        case "text":
            return bool(fields.get(name) == text)
        case "choice":
            return bool(str(fields.get(name)) == text)
        case _:
            return name in fields


def _continues(item: Item, piece: Piece) -> bool:
    return isinstance(item, Piece) and (item.field, item.predictor, item.call) == (
        piece.field,
        piece.predictor,
        piece.call,
    )
