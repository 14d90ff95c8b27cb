"""`Aside`: an engine that works on an event loop of its own, in a thread of its own, so that a slow one holds up no chat.

It knows nothing of litellm, for which it is here: that takes some 0.4 ms of the processor for each token.
"""

import asyncio
import contextlib
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any


class Aside:
    """DSPy's async engine contract over an async engine elsewhere. The thread starts with the first call.

    `last` is awaited there before the thread ends. A caller that is cancelled, or stops reading, cancels the call.
    """

    def __init__(self, engine: Any, last: Callable[[], Awaitable[None]] | None = None) -> None:
        self._engine = engine
        self._last = last
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None

    async def complete(self, request: Any) -> Any:
        return await asyncio.wrap_future(self._begin(self._engine.complete(request)))

    async def stream(self, request: Any) -> AsyncIterator[Any]:
        home = asyncio.get_running_loop()
        arrived: asyncio.Queue[Any] = asyncio.Queue()

        def hand_over(event: Any) -> None:
            with contextlib.suppress(RuntimeError):  # nobody is at home any more
                home.call_soon_threadsafe(arrived.put_nowait, event)

        reading = self._begin(self._read(request, hand_over))
        reading.add_done_callback(lambda _done: hand_over(None))
        try:
            while (event := await arrived.get()) is not None:
                yield event
            await asyncio.wrap_future(reading)  # raises what ended it
        finally:
            reading.cancel()

    async def _read(self, request: Any, hand_over: Callable[[Any], None]) -> None:
        async for event in self._engine.stream(request):
            hand_over(event)

    async def aclose(self) -> None:
        """Close the engine and end its thread."""
        if self._loop is None or self._thread is None:
            return
        await asyncio.wrap_future(self._begin(self._end()))
        self._loop.call_soon_threadsafe(self._loop.stop)
        await asyncio.to_thread(self._thread.join)
        self._loop = self._thread = None

    async def _end(self) -> None:
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        await self._engine.aclose()
        if self._last is not None:
            await self._last()

    def _begin(self, work: Any) -> Any:
        if self._loop is None:
            self._loop = loop = asyncio.new_event_loop()
            # A daemon: a call that never comes back must not keep the process from ending.
            self._thread = threading.Thread(target=_run, args=(loop,), name="model-aside", daemon=True)
            self._thread.start()
        return asyncio.run_coroutine_threadsafe(work, self._loop)


def _run(loop: asyncio.AbstractEventLoop) -> None:
    asyncio.set_event_loop(loop)
    try:
        loop.run_forever()
    finally:
        loop.run_until_complete(loop.shutdown_asyncgens())
        loop.run_until_complete(loop.shutdown_default_executor())
        loop.close()
