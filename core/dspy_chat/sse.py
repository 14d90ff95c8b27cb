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
from starlette.types import Receive, Scope, Send

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


DIRECT: Final = "dspy_chat.send"
"""Key of the request's scope under which the outermost middleware leaves its own `send`."""


def frame(seq: int, kind: str, data: str) -> bytes:
    """One event on the wire. `data` is JSON, so it is one line."""
    return f"id: {seq}\nevent: {kind}\ndata: {data}\n\n".encode()


def data_of(sent: bytes) -> str:
    """The data of what `frame` made."""
    return sent[sent.index(b"\ndata: ") + 7 : -2].decode()


_PING: Final = b'event: ping\ndata: {"type":"ping"}\n\n'


def _ping() -> bytes:
    return _PING


class EventStream(EventSourceResponse):
    """The answer that carries a run's events. `frames` yields bytes that `frame` made, any number in one chunk."""

    media_type = "text/event-stream"

    def __init__(self, frames: AsyncGenerator[bytes, None], *, run_id: str, ping_s: float) -> None:
        self._frames = frames
        self._direct: Send | None = None
        super().__init__(
            frames,
            headers={**HEADERS, "X-Run-Id": run_id},
            sep="\n",
            ping=ping_s,
            send_timeout=SEND_TIMEOUT_S,
            ping_message_factory=_ping,  # type: ignore[arg-type]  # bytes pass as they are
            shutdown_event=anyio.Event(),
            shutdown_grace_period=FAREWELL_S,
        )

    async def _stream_response(self, send: Send) -> None:
        """Send the frames. The library's way costs each token a copy, a log record and a cancel scope.

        So only pings watch the clock: behind an event that is not taken the next ping is not taken either, and the reader
        is found out all the same.
        """
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        send = self._direct or send  # what stands between has had its say with the headers
        opening = RETRY
        async with aclosing(self._frames) as frames:
            async for chunk in frames:
                await send({"type": "http.response.body", "body": opening + chunk, "more_body": True})
                opening = b""
        async with self._send_lock:
            self.active = False
            await send({"type": "http.response.body", "body": opening, "more_body": False})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve until the frames end, the reader leaves or stalls, or the server shuts down."""
        self._direct = scope.get(DIRECT)
        try:
            await super().__call__(scope, receive, send)
        except SendTimeoutError:
            # A stalled reader is its own affair, not a fault of the server: it is gone, and may come back and resume.
            return
