"""One running program and its growing log. Its own task alone appends, so a run's events have one owner."""

import asyncio
import logging
import math
import time
import traceback
import uuid
from typing import Final

from dspy_chat.engine import Item, Note, Piece, Tap
from dspy_chat.eventlog import Entry, EventLog, Tail, entry
from dspy_chat.events import EndEvent, EndStatus, ErrorEvent, Event, FinalEvent, StartEvent, StatusEvent, encode_token
from dspy_chat.failures import Failure, failure_of
from dspy_chat.partial import Partial
from dspy_chat.runner import Job, Result, Runner, tap_for
from dspy_chat.store import finish

_log = logging.getLogger(__name__)

FRAME_S: Final = 0.016
"""One display frame: tokens that arrive within it are joined, as no eye can tell them apart."""


def now_ms() -> int:
    """UTC in integer milliseconds."""
    return time.time_ns() // 1_000_000


class LiveRun:
    """A run from its `start`, which is stored already, to its `end`."""

    def __init__(self, start: StartEvent, tail: Tail, job: Job, log: EventLog) -> None:
        self.tail = tail
        self.job = job
        self.finished = asyncio.Event()
        self.seen = False
        self.idle_since = time.monotonic()
        self._start = start
        self._log = log
        self._began = time.monotonic()
        self._partial = Partial(start.fields)
        self._seq = tail.seq
        self._shown: set[tuple[str, str | None]] = set()
        self._waiter: asyncio.Future[None] | None = None
        self._woken = False
        self._stop: tuple[EndStatus, Failure | None] | None = None

    def stop(self, status: EndStatus = "stopped", failure: Failure | None = None) -> None:
        """End the run; what was said is kept. The first reason stands."""
        if self._stop is None:
            self._stop = (status, failure)
            self._wake()

    @property
    def conversation(self) -> str:
        return self._start.conversation

    async def drive(self, runner: Runner) -> None:
        """Run the program to its end and log all it tells: always an `end`, whatever happens."""
        loop = asyncio.get_running_loop()
        deadline = loop.call_later(self.job.timeout_s, self.stop, "failed", failure_of(asyncio.TimeoutError()))
        closing: list[Event]
        try:
            module = self.job.shape.instance()
            tap = tap_for(self.job, module, self._wake)
            program = asyncio.create_task(runner.run(self.job, module, tap), name=f"program {self.tail.run_id}")
            program.add_done_callback(self._program_over)
            try:
                await self._pump(tap, program)
                closing = self._closing(program)
            finally:
                tap.stop()
                program.cancel()
        except Exception as error:  # noqa: BLE001 - whatever it is, the run must end, and say so
            self._seq = self.tail.seq
            closing = self._failed(error)
        finally:
            deadline.cancel()
        await self._close(closing)

    def _program_over(self, program: "asyncio.Task[Result]") -> None:
        if not program.cancelled():
            program.exception()  # seen, or asyncio would log what a stopped program raised, message and all
        self._wake()

    def _wake(self) -> None:
        self._woken = True
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    async def _wait(self) -> None:
        """Until something has arrived. A bare future: `asyncio.wait_for` would cost a task and a timer for each token."""
        if not self._woken:
            self._waiter = asyncio.get_running_loop().create_future()
            await self._waiter
            self._waiter = None
        self._woken = False

    async def _pump(self, tap: Tap, program: "asyncio.Task[Result]") -> None:
        """Log what arrives until the program is done or the run is stopped."""
        last = -math.inf
        while True:
            await self._wait()
            pause = last + FRAME_S - time.monotonic()
            if pause > 0 and not (program.done() or self._stop):
                await asyncio.sleep(pause)
            over = program.done() or self._stop is not None
            items = tap.drain()
            if items:
                # The first token of a field never waits, nor does what comes right behind it.
                last = -math.inf if self._is_new(items) else time.monotonic()
                await self._log.append(self.tail, self._entries(items))
            if over:
                return

    def _is_new(self, items: list[Item]) -> bool:
        """Whether these show a field for the first time."""
        before = len(self._shown)
        for item in items:
            if isinstance(item, Piece):
                self._shown.add((item.field, item.call))
        return len(self._shown) > before

    def _entries(self, items: list[Item]) -> list[Entry]:
        """Items as numbered, encoded events, neighbouring pieces of one field joined."""
        t = self._t()
        entries: list[Entry] = []
        at = 0
        while at < len(items):
            item = items[at]
            at += 1
            if isinstance(item, Note):
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
        before: list[Event] = [*self._untrue(result)]
        final = FinalEvent(
            type="final",
            run=self.tail.run_id,
            seq=self._next(),
            t=t,
            fields=result.fields,
            answer=result.answer,
            usage=result.usage,
            cached=False,
            ms=t,
        )
        self._partial.add(final)
        return [*before, final, self._end("completed")]

    def _untrue(self, result: Result) -> list[Event]:
        """A reset, when what was shown is not what the program returned: it may change its predictor's text."""
        shown = self._partial.fields
        if all(
            not isinstance(result.fields.get(name), str) or result.fields[name] == text for name, text in shown.items()
        ):
            return []
        return [self._status(Note("reset", None, self.job.shape.main), self._t())]

    def _failed(self, error: BaseException) -> list[Event]:
        failure, ref = failure_of(error), uuid.uuid4().hex[:12]
        # The message of an error can hold a key or what people wrote; where it was raised cannot. Whoever asks for
        # `--log-level debug`, to find a fault in a program of theirs, gets it all, but never what a provider said.
        _log.error("run %s failed: %s (ref %s)\n%s", self.tail.run_id, failure.code, ref, _where(error))
        if _is_own(error):
            _log.debug("ref %s, in full", ref, exc_info=error)
        return [self._error(failure, ref), self._end("failed")]

    def _error(self, failure: Failure, ref: str | None = None) -> ErrorEvent:
        return ErrorEvent(
            type="error",
            run=self.tail.run_id,
            seq=self._next(),
            t=self._t(),
            code=failure.code,
            message=failure.message,
            retryable=failure.retryable,
            retry_after=failure.retry_after,
            ref=ref,
        )

    def _end(self, status: EndStatus) -> EndEvent:
        return EndEvent(type="end", run=self.tail.run_id, seq=self._next(), t=self._t(), status=status)

    async def _close(self, events: list[Event]) -> None:
        partial = self._partial
        also = finish(self.tail.key, self._start.message, events, partial.answer, partial.fields, now_ms())
        try:
            await self._log.append(self.tail, [entry(event) for event in events], durable=True, also=also)
        except Exception:  # noqa: BLE001 - see below
            # Not stored, so not shown either: the streams end, and the next start ends the run as interrupted.
            _log.exception("the end of run %s could not be stored", self.tail.run_id)
            self.tail.publish((), ended=True)
        finally:
            self.finished.set()


def _continues(item: Item, piece: Piece) -> bool:
    return isinstance(item, Piece) and (item.field, item.predictor, item.call) == (
        piece.field,
        piece.predictor,
        piece.call,
    )


def _is_own(error: BaseException | None) -> bool:
    """Whether a program raised it, and no model call had a part in it."""
    while error is not None:
        if type(error).__module__.partition(".")[0] in ("dspy", "litellm", "openai", "aiohttp"):
            return False
        error = error.__cause__ or error.__context__
    return True


def _where(error: BaseException | None) -> str:
    """The types and places of an error and its causes, without their messages."""
    parts: list[str] = []
    while error is not None:
        parts.append(
            f"{type(error).__module__}.{type(error).__qualname__}\n{''.join(traceback.format_tb(error.__traceback__))}"
        )
        error = error.__cause__
    return "caused by ".join(parts)
