"""All live runs of this server: start, follow, stop, and the end of them all."""

import asyncio
import functools
import math
import time
from collections.abc import Sequence
from typing import Any, Final

from dspy_chat.engine import Trace
from dspy_chat.errors import ShuttingDown
from dspy_chat.eventlog import EventLog, Tail, stored_frame
from dspy_chat.models import Models
from dspy_chat.plugins import Programs
from dspy_chat.runner import Job, Runner
from dspy_chat.runs.accepting import Accepting
from dspy_chat.runs.clock import Clock
from dspy_chat.runs.following import Following, Frames
from dspy_chat.runs.live import LiveRun
from dspy_chat.runs.recovery import INTERRUPTED
from dspy_chat.runs.turn import Turn, once_more
from dspy_chat.settings import Settings
from dspy_chat.store import Begun, NewTurn, Store, new_id

_ENDING_S: Final = 3.0
"""How long the ends of all runs may take to be stored at the shutdown."""
_UNSEEN_S: Final = 2.0
"""A run that nobody has begun to follow is not yet abandoned, however short the grace."""


class Runs:
    """Starts runs, hands out their frames, and stops them."""

    def __init__(
        self, settings: Settings, store: Store, log: EventLog, programs: Programs, models: Models, clock: Clock
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._store = store
        self._log = log
        self._programs = programs
        self._models = models
        self._accepting = Accepting(settings, store, programs, models, clock, new_id(), {})
        self._runner = Runner(settings.sync_workers)
        self._live: dict[str, LiveRun] = {}
        self._beginning: dict[str, asyncio.Future[Any]] = {}
        """The runs that are being stored: others can read of one a moment before it is live."""
        self._tasks: set[asyncio.Task[Any]] = set()
        self._closing = False
        self._draining = False
        self._hurried = asyncio.Event()
        self.following = Following(store, log, self._live, self._begun, self._left)
        self._watch = asyncio.create_task(self._watch_followers(), name="run watch")

    @property
    def running(self) -> int:
        """How many runs are live."""
        return sum(not live.finished.is_set() for live in self._live.values())

    async def start(self, turn: Turn) -> list[str]:
        """Accept a turn and start its run, and those of the others that answer it too; returns the runs' ids.

        The turn is on the disk before this returns. One with an Idempotency-Key that was seen before joins the runs that it
        began. Raises BadInput, UnknownProgram, UnknownModel, UnknownConversation, UnknownMessage, Busy, ShuttingDown,
        StorageFailed.
        """
        if self._draining:
            raise ShuttingDown("the server is shutting down; try again in a moment")
        if turn.idempotency_key is not None and (before := await self._store.runs_of_key(turn.idempotency_key)):
            return before
        accepted = await self._accepting.accept(turn)
        # A client that leaves in this instant cancels the request; its turn must not be lost half way.
        beginning = asyncio.ensure_future(self._begin(accepted))
        self._hold(beginning)
        for new, _ in accepted:
            self._beginning[new.start.run] = beginning
            beginning.add_done_callback(functools.partial(self._beginning.pop, new.start.run))
        return await asyncio.shield(beginning)

    async def _begun(self, *run_ids: str) -> None:
        """Until these are live, where they are being stored just now."""
        waiting = {self._beginning[run_id] for run_id in run_ids if run_id in self._beginning}
        if waiting:
            await asyncio.wait(waiting)

    async def rerun(
        self, message_id: str, program: str | None, model: str | None, idempotency_key: str | None = None
    ) -> str:
        """Answer the turn of an answer once more, beside it: by the same program and model, or by others. Returns the run's
        id. Of its inputs a program gets those that it takes.

        Raises as `start` does, and BadInput for a message that is a user's.
        """
        again = await once_more(self._store, self._programs, self._models, message_id, program, model, idempotency_key)
        return (await self.start(again))[0]

    async def choose(self, conversation: str, message: str) -> None:
        """Show the branch of a message from now on. Raises UnknownMessage."""
        await self._store.choose(conversation, message, self._clock.now())

    async def _begin(self, accepted: Sequence[tuple[NewTurn, Job]]) -> list[str]:
        """Store a turn and start its tasks."""
        begun = await self._store.begin([new for new, _ in accepted])
        for one, (new, job) in zip(begun, accepted, strict=False):  # joined, there may be more or fewer
            if not one.joined:
                self._start(one, new, job)
        return [one.run_id for one in begun]

    def _start(self, begun: Begun, new: NewTurn, job: Job) -> None:
        tail = Tail(begun.run_id, begun.key, [stored_frame(new.start.seq, new.first)])
        live = self._live[begun.run_id] = LiveRun(new.start, tail, job, self._log, self._clock)
        self._hold(asyncio.create_task(self._drive(live), name=f"run {begun.run_id}"))
        if self._closing:  # `close` has seen to the runs that there were while this turn was being stored
            live.stop("interrupted", INTERRUPTED)

    def _hold(self, task: "asyncio.Task[Any]") -> None:
        """Keep a task until it is done: the shutdown waits for it."""
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _drive(self, live: LiveRun) -> None:
        try:
            await live.drive(self._runner)
        finally:
            # A run whose end the database does not take can still be read from here, and its events nowhere else.
            if live.stored:
                self._live.pop(live.tail.run_id, None)
            self._store.changes.tell(live.conversation)

    async def know(self, *run_ids: str) -> None:
        """Raises UnknownRun for a run that is not there, or whose conversation is deleted."""
        for run_id in run_ids:
            if run_id not in self._live:
                await self._store.run(run_id)

    async def follow(self, run_id: str, after: int, speed: float | None = None) -> Frames | None:
        """The run's frames behind the cursor: see `Following.run`."""
        return await self.following.run(run_id, after, speed)

    def _left(self, live: LiveRun) -> None:
        if not live.tail.followers:
            live.seen = True
            live.idle_since = time.monotonic()
            if self._settings.disconnect_grace_s == 0:
                live.stop()

    async def trace(self, run_id: str) -> str:
        """The model calls of a run, so far while it goes on: JSON text as `Trace.encoded` gives it. Raises UnknownRun."""
        await self._begun(run_id)
        live = self._live.get(run_id)
        if live is not None:
            return live.trace
        await self._store.run(run_id)
        return await self._store.trace(run_id) or Trace().encoded()

    async def stop(self, run_id: str) -> None:
        """Stop a run; returns once its partial answer is stored. Does nothing to one that has ended.

        Raises UnknownRun, and StorageFailed when the answer cannot be stored yet: the run has stopped all the same.
        """
        await self._begun(run_id)
        live = self._live.get(run_id)
        if live is None:
            await self._store.run(run_id)
            return
        live.stop()
        await live.over()

    async def stop_all_of(self, conversation: str) -> None:
        """Stop every live run of a conversation, and wait for their ends. Raises StorageFailed as `stop` does."""
        stopped = [live for live in self._live.values() if live.conversation == conversation]
        for live in stopped:
            live.stop()
        for live in stopped:
            await live.over()

    async def _watch_followers(self) -> None:
        """Stop runs that nobody has followed for the grace time."""
        if math.isinf(self._settings.disconnect_grace_s):
            return
        grace = self._settings.disconnect_grace_s
        at_first = max(grace, _UNSEEN_S)
        while True:
            await asyncio.sleep(min(1.0, at_first / 8))
            self._stop_abandoned(grace, at_first)

    def _stop_abandoned(self, grace: float, at_first: float) -> None:
        now = time.monotonic()
        for live in list(self._live.values()):
            patience = grace if live.seen else at_first
            if not live.tail.followers and now - live.idle_since >= patience:
                live.stop()

    @property
    def draining(self) -> bool:
        """Whether no new turns are taken any more."""
        return self._draining

    async def drain(self, seconds: float) -> None:
        """Take no new turns, and wait for the live runs to end: at most so long, or until `hurry`."""
        self._draining = True
        hurried = asyncio.create_task(self._hurried.wait())
        left = asyncio.get_running_loop().call_later(seconds, self.hurry)
        try:
            while self._tasks and not hurried.done():
                await asyncio.wait({hurried, *self._tasks}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            left.cancel()
            hurried.cancel()

    def hurry(self) -> None:
        """End a `drain` now, or before it begins."""
        self._hurried.set()

    async def close(self) -> None:
        """End every run as interrupted, so that every follower's stream ends cleanly; take no new one."""
        self._draining = self._closing = True
        self.following.close()
        self._store.changes.close()
        self._watch.cancel()
        for live in list(self._live.values()):
            live.stop("interrupted", INTERRUPTED)
        deadline = time.monotonic() + _ENDING_S
        while self._tasks and (left := deadline - time.monotonic()) > 0:
            await asyncio.wait(set(self._tasks), timeout=left)
        for live in self._live.values():  # what could not be ended in that time; the next start does it
            live.tail.publish((), ended=True)
        for task in self._tasks:
            task.cancel()
        self._runner.close()
