"""Events to server-sent events, and ping. The only file that knows SSE.

A frame is a pure function of the stored event, so a replay sends the same bytes. `ping` is an event and not a comment,
because a comment never reaches the page's code, which must notice when the line is dead; it has no id, so it moves no
cursor (https://html.spec.whatwg.org/multipage/server-sent-events.html).
"""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Final

import anyio
from sse_starlette import EventSourceResponse
from sse_starlette.sse import SendTimeoutError
from starlette.types import Message, Receive, Scope, Send

RETRY: Final = b"retry: 1000\n\n"
"""Sent once, before the first event: how long a client waits before it comes back, in ms."""
SEND_TIMEOUT_S: Final = 5.0
"""A reader that does not take a ping for this long is dropped; the run goes on and it can resume."""
FAREWELL_S: Final = 3.0
"""How long a stream may take to end by itself when the server shuts down."""
HEADERS: Final = {
    # `no-transform` keeps proxies, and the front end's development server, from compressing and so buffering the stream.
    "Cache-Control": "no-cache, no-transform",
    "X-Accel-Buffering": "no",
}


def frame(seq: int, kind: str, data: str) -> bytes:
    """One event on the wire. `data` is JSON, so it is one line."""
    return f"id: {seq}\nevent: {kind}\ndata: {data}\n\n".encode()


_PING: Final = b'event: ping\ndata: {"type":"ping"}\n\n'


def _ping() -> bytes:
    return _PING


async def _opened(frames: AsyncGenerator[bytes, None]) -> AsyncGenerator[bytes, None]:
    yield RETRY
    async with aclosing(frames):
        async for chunk in frames:
            yield chunk


class EventStream(EventSourceResponse):
    """The answer that carries a run's events. `frames` yields bytes that `frame` made, any number in one chunk."""

    media_type = "text/event-stream"

    def __init__(self, frames: AsyncGenerator[bytes, None], *, run_id: str, ping_s: float) -> None:
        super().__init__(
            _opened(frames),
            headers={**HEADERS, "X-Run-Id": run_id},
            sep="\n",
            ping=ping_s,
            ping_message_factory=_ping,  # type: ignore[arg-type]  # bytes pass as they are
            shutdown_event=anyio.Event(),
            shutdown_grace_period=FAREWELL_S,
        )

    async def _send_with_timeout(self, send: Send, message: Message) -> None:
        """Only pings watch the clock. Behind a stalled event the next ping stalls too, so the reader is found out all the
        same, and a cancel scope around each token's send would cost a quarter of it.
        """
        if message.get("body") is not _PING:
            await send(message)
            return
        with anyio.move_on_after(SEND_TIMEOUT_S) as scope:
            await send(message)
        if scope.cancel_called:
            raise SendTimeoutError

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve until the frames end, the reader leaves or stalls, or the server shuts down."""
        try:
            await super().__call__(scope, receive, send)
        except SendTimeoutError:
            # A stalled reader is its own affair, not a fault of the server: it is gone, and may come back and resume.
            return
