"""Events to server-sent events, and ping. The only file that knows SSE.

A frame is a pure function of the stored event, so a replay sends the same bytes. `ping` is an event and not a comment,
because a comment never reaches the page's code, which must notice when the line is dead; it has no id, so it moves no
cursor (https://html.spec.whatwg.org/multipage/server-sent-events.html).
"""

import asyncio
import sys
from collections.abc import AsyncGenerator, Awaitable, Mapping
from contextlib import aclosing
from typing import Final, cast

from sse_starlette import EventSourceResponse, ServerSentEvent
from starlette.types import Receive, Scope, Send

RETRY: Final = ServerSentEvent(retry=1000, sep="\n").encode()
"""Sent once, before the first event: how long a client waits before it comes back, in ms."""
SEND_TIMEOUT_S: Final = 4.5
"""A reader that does not take a ping for this long is dropped; the run goes on and it can resume. With a ping every ten
seconds, one that reads no more is gone within 15 s of its buffers' being full."""
BUFFER: Final = 16 * 1024
"""Bytes that wait in this process for a reader beside those that the kernel holds for it; asyncio's own limit is 64 KiB."""
HEADERS: Final = {
    # `no-transform` keeps proxies, and the front end's development server, from compressing and so buffering the stream.
    "Cache-Control": "no-cache, no-transform",
}
DIRECT: Final = "dspy_chat.direct"
"""Key of the request's scope under which the app leaves a `Direct`."""


class Direct:
    """The way past all middleware: what a stream leaves here is sent by the app, once all that stood between is done.

    A stream lives long. Sent from within, it would keep all of that with it, some 20 coroutines, and go through them for
    each token.
    """

    def __init__(self) -> None:
        self._left: EventStream | None = None

    def leave(self, stream: "EventStream") -> None:
        """Its headers are sent."""
        self._left = stream

    async def follow(self, answering: Awaitable[None], receive: Receive, send: Send) -> None:
        """Await what answers the request, then send what it left."""
        try:
            await answering
        except BaseException:
            if self._left is not None:
                await self._left.aclose()
            raise
        if self._left is not None:
            await self._left.stream(receive, send)


def frame(seq: int, kind: str, data: str) -> bytes:
    """One event on the wire. `data` is JSON, so it is one line."""
    return f"id: {seq}\nevent: {kind}\ndata: {data}\n\n".encode()


def renamed(sent: bytes, cursor: bytes) -> bytes:
    """What `frame` made, with another id: on a connection of several runs a number says too little."""
    return b"id: " + cursor + sent[sent.index(b"\n") :]


def data_of(sent: bytes) -> str:
    """The data of what `frame` made."""
    return sent[sent.index(b"\ndata: ") + 7 : -2].decode()


_PING: Final = ServerSentEvent('{"type":"ping"}', event="ping", sep="\n").encode()


class EventStream(EventSourceResponse):
    """The answer that carries a run's events. `frames` yields bytes that `frame` made, any number in one chunk.

    It is sse-starlette's response, which sets its headers, but for how it is sent: by the request's own task, with one task
    beside it that sees the reader leave and a timer for the pings. In the library's four tasks in an AnyIO group a short
    chat cost a tenth more CPU. At the server's shutdown the frames end by themselves, as all runs do.
    """

    media_type = "text/event-stream"

    def __init__(self, frames: AsyncGenerator[bytes, None], *, headers: Mapping[str, str], ping_s: float) -> None:
        super().__init__(frames, headers={**HEADERS, **headers}, sep="\n", ping=ping_s)
        self._frames = frames
        self._ping_s = ping_s

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the headers, in which what stands between has its say, then the frames, or leave that to the app."""
        try:
            await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        except BaseException:
            await self.aclose()
            raise
        direct: Direct | None = scope.get(DIRECT)
        if direct is not None:
            direct.leave(self)
        else:
            await self.stream(receive, send)

    async def aclose(self) -> None:
        """Let go of the frames."""
        await self._frames.aclose()

    async def stream(self, receive: Receive, send: Send) -> None:
        """Send until the frames end, or the reader leaves or stalls."""
        async with aclosing(self._frames) as frames:
            transport = _transport(send)
            if transport is not None:
                transport.set_write_buffer_limits(high=BUFFER)
            watch = _Watch(receive, send, self._ping_s)
            opening = RETRY
            try:
                async for chunk in frames:
                    await send({"type": "http.response.body", "body": opening + chunk, "more_body": True})
                    opening = b""
                await watch.over()
                await send({"type": "http.response.body", "body": opening, "more_body": False})
            except asyncio.CancelledError:
                if not watch.forgive():
                    raise
                await watch.gone(transport)
            finally:
                watch.close()


def _transport(send: Send) -> asyncio.Transport | None:
    """The connection behind uvicorn's `send`, which ASGI has no name for; None on another server."""
    return cast("asyncio.Transport | None", getattr(getattr(send, "__self__", None), "transport", None))


class _Watch:
    """Cancels the task that made it when its reader leaves, or takes no ping; sends the pings.

    Events are sent without a clock: behind one that is not taken the next ping is not taken either, and the reader is found
    out all the same.
    """

    def __init__(self, receive: Receive, send: Send, ping_s: float) -> None:
        self._loop = asyncio.get_running_loop()
        self._task = asyncio.current_task()
        self._send = send
        self._ping_s = ping_s
        self._gone = False
        self._pinging: asyncio.Task[None] | None = None
        self._timer = self._loop.call_later(ping_s, self._due)
        self._leaving = self._loop.create_task(self._until_left(receive))

    async def over(self) -> None:
        """No more pings: the last byte of an answer must be its own."""
        self._timer.cancel()
        if self._pinging is not None:
            await asyncio.wait([self._pinging])

    def forgive(self) -> bool:
        """Take this watch's own cancellation back. False when it was another's."""
        if self._gone and self._task is not None and sys.version_info >= (3, 11):
            self._task.uncancel()
        return self._gone

    async def gone(self, transport: asyncio.Transport | None) -> None:
        """Let go of the reader, and of what it has not taken: closed in good order, a connection waits for that."""
        if transport is not None and not self._leaving.done():
            transport.abort()
            await asyncio.wait([self._leaving], timeout=1)  # what uvicorn notes of it comes a turn later

    def close(self) -> None:
        """Stop watching."""
        self._timer.cancel()
        self._leaving.cancel()
        if self._pinging is not None:
            self._pinging.cancel()

    async def _until_left(self, receive: Receive) -> None:
        while (await receive())["type"] != "http.disconnect":
            pass
        self._end()

    def _due(self) -> None:
        self._timer = self._loop.call_later(self._ping_s, self._due)
        if self._pinging is None or self._pinging.done():
            self._pinging = self._loop.create_task(self._ping())

    async def _ping(self) -> None:
        message = {"type": "http.response.body", "body": _PING, "more_body": True}
        try:
            await asyncio.wait_for(self._send(message), SEND_TIMEOUT_S)
        except asyncio.TimeoutError:
            # A stalled reader is its own affair, not a fault of the server: it may come back and resume.
            self._end()

    def _end(self) -> None:
        if self._task is not None and not self._gone:
            self._gone = True
            self._task.cancel()
