"""`AsyncEmbeddedEngine`: DSPy's engine contract on an event loop, which it never blocks."""

import asyncio
import threading
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from typing import Any

from dspy import lm15

from .answering import Piece, event_of, response_of, submit
from .engine import EngineBase
from .guided import FIELDS, Field
from .runtime import Outcome


class AsyncEmbeddedEngine(EngineBase):
    """Answers on a worker thread. Cancelling the caller's task, or closing the stream, stops the model at its next
    token; a call that still waits for a free slot just leaves the queue. Raises lm15 errors.
    """

    async def complete(self, request: Any) -> Any:
        async with aclosing(self._pieces(request, FIELDS.get())) as pieces:
            return response_of(request, [piece async for piece in pieces])

    def stream(self, request: Any) -> AsyncIterator[Any]:
        # Not a generator itself: it must read the fields in the caller's context, now, and not when it is consumed.
        return self._events(request, FIELDS.get())

    async def aclose(self) -> None:
        """Stop every answer and free the model. May be called twice."""
        await asyncio.to_thread(self.runtime.close)

    async def _events(self, request: Any, fields: tuple[Field, ...] | None) -> AsyncGenerator[Any, None]:
        yield lm15.StreamStartEvent(model=request.model)
        async with aclosing(self._pieces(request, fields)) as pieces:
            async for piece in pieces:
                yield event_of(piece)

    async def _pieces(self, request: Any, fields: tuple[Field, ...] | None) -> AsyncGenerator[str | Outcome, None]:
        loop = asyncio.get_running_loop()
        arrived: asyncio.Queue[Piece] = asyncio.Queue()
        stop = threading.Event()

        def deliver(piece: Piece) -> None:
            try:
                loop.call_soon_threadsafe(arrived.put_nowait, piece)
            except RuntimeError:  # the loop is closed: nobody reads any more
                stop.set()

        job = submit(self.runtime, self.limits, request, fields, deliver=deliver, stop=stop)
        try:
            while True:
                piece = await arrived.get()
                if isinstance(piece, BaseException):
                    raise piece
                yield piece
                if isinstance(piece, Outcome):
                    return
        finally:
            stop.set()
            job.cancel()
