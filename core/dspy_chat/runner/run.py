"""`Runner`: runs a program to its end, on the event loop or in a thread of its own, with its text and steps told."""

import asyncio
import concurrent.futures
import contextlib
import contextvars
import functools
from collections.abc import Callable
from typing import Any

import dspy

from dspy_chat.engine import Note, Tap, tapped
from dspy_chat.runner.adapter import ChatAdapter
from dspy_chat.runner.inputs import inputs_of
from dspy_chat.runner.job import Job, Result
from dspy_chat.runner.results import result_of
from dspy_chat.runner.steps import Steps
from dspy_chat.threads import Threads


class Runner:
    """Runs async programs on the event loop and all others on its own threads, never on the loop."""

    def __init__(self, sync_workers: int) -> None:
        self._threads = Threads(sync_workers)

    async def run(self, job: Job, module: Any, tap: Tap) -> Result:
        """Run `module`, one instance of the job's program, to its end; its text and steps go to `tap`.

        Raises what the program raised. When cancelled, an async program is cancelled with it, and one in a thread ends
        at its next model call, tool or module. Waits first while as many runs of the program go on as may: a stopped one
        goes on until its thread has ended.
        """
        if job.places is None:
            return await self._run(job, module, tap)
        waited = job.places.locked()
        if waited:
            tap.push(Note("queue", "start", job.program_id))
        await job.places.acquire()
        try:
            if waited:
                tap.push(Note("queue", "end", job.program_id))
            return await self._run(job, module, tap)
        finally:
            _when_done(tap.working, job.places.release)

    async def _run(self, job: Job, module: Any, tap: Tap) -> Result:
        inputs = inputs_of(job)
        tap.threads = self._threads
        try:
            if job.shape.is_async:
                with _context(job, tap):
                    returned = await module.acall(**inputs)
            else:
                returned = await self._in_thread(job, module, tap, inputs)
        except (SystemExit, KeyboardInterrupt) as error:  # in a task they would end the event loop, and all chats
            raise RuntimeError("the program tried to end the process") from error
        finally:
            tap.stop()
        return result_of(job.shape, returned, tap)

    async def _in_thread(self, job: Job, module: Any, tap: Tap, inputs: dict[str, Any]) -> Any:
        def call() -> Any:
            try:
                with _context(job, tap):
                    return module(**inputs)
            except StopIteration as error:  # a future refuses to hold it, so whoever waits would wait for ever
                raise RuntimeError("the program raised StopIteration") from error

        tap.working = self._threads.submit(functools.partial(contextvars.copy_context().run, call))
        try:
            return await asyncio.wrap_future(tap.working)
        finally:
            if tap.working.done():  # else what it raised would keep the run alive, in a circle
                tap.working = None

    def close(self) -> None:
        """Let the threads go; programs that never look up are left behind with the process."""
        self._threads.close()


def _when_done(working: "concurrent.futures.Future[Any] | None", then: Callable[[], None]) -> None:
    """Call `then` on this loop once a thread has ended; now, where there is none."""
    if working is None or working.done():
        then()
        return
    loop = asyncio.get_running_loop()

    def done(_: "concurrent.futures.Future[Any]") -> None:
        with contextlib.suppress(RuntimeError):  # the loop has ended before the thread
            loop.call_soon_threadsafe(then)

    working.add_done_callback(done)


def tap_for(job: Job, wake: Any) -> Tap:
    """The tap for one run of a job."""
    return Tap(job.shape.main, wake, [ref.name for ref in job.shape.fields])


def _context(job: Job, tap: Tap) -> Any:
    adapter = job.model.adapter() if job.model.adapter is not None else dspy.settings.adapter or ChatAdapter()
    return dspy.context(
        lm=job.model.lm,
        adapter=adapter,
        callbacks=[] if job.shape.is_plain else [Steps(tap)],
        disable_history=True,
        trace=[],
        send_stream=None,
        stream_listeners=[],
        warn_on_type_mismatch=False,  # what people send is validated before; what goes on inside is the program's affair
        allow_tool_async_sync_conversion=True,  # a thread has no loop, so an async tool can run there
        **tapped(tap),
    )
