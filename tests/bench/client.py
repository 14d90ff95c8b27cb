"""The client's side of a stream: notes when each piece of a response came and does nothing else until the load is over.

It sits on the same core as the model, so every microsecond here would be taken for the server's.
"""

import asyncio
import time
from dataclasses import dataclass, field
from typing import cast

import httptools
import orjson


class ChatFailed(Exception):
    """A chat that did not end as it should; the message says how."""


@dataclass
class Response:
    """One HTTP response. `reads` are (CLOCK_MONOTONIC ns, bytes of the body), in order."""

    status: int = 0
    reads: list[tuple[int, bytes]] = field(default_factory=list)

    @property
    def body(self) -> bytes:
        return b"".join(data for _, data in self.reads)

    def events(self) -> list[tuple[int, bytes]]:
        """(ns when it was complete, data) of each server-sent event; the event's other lines are left out."""
        events, rest = [], b""
        for when, data in self.reads:
            *frames, rest = (rest + data).split(b"\n\n")
            for frame in frames:
                events += [(when, line[5:].strip()) for line in frame.split(b"\n") if line.startswith(b"data:")]
        return events


class Connection(asyncio.Protocol):
    """A connection that is kept open from request to request, one at a time."""

    def __init__(self) -> None:
        self._response = Response()
        self._done: asyncio.Future[None] | None = None
        self._parser = httptools.HttpResponseParser(self)
        self._transport: asyncio.Transport
        self._now = 0
        self.is_open = False

    @classmethod
    async def connect(cls, host: str, port: int) -> "Connection":
        _, connection = await asyncio.get_running_loop().create_connection(cls, host, port)
        return connection

    async def request(self, method: str, path: str, body: object = None) -> Response:
        """Send `body` as JSON and read the whole response. Raises ChatFailed when the connection is lost."""
        self._response = response = Response()
        self._done = asyncio.get_running_loop().create_future()
        data = b"" if body is None else orjson.dumps(body)
        head = f"{method} {path} HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\n"
        self._transport.write(f"{head}content-length: {len(data)}\r\n\r\n".encode() + data)
        await self._done
        return response

    def close(self) -> None:
        self._transport.close()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        self.is_open = True

    def connection_lost(self, exc: Exception | None) -> None:
        self.is_open = False
        if self._done and not self._done.done():
            self._done.set_exception(ChatFailed("the connection was closed before the end"))

    def data_received(self, data: bytes) -> None:
        self._now = time.monotonic_ns()
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserError:
            self._transport.abort()

    def on_headers_complete(self) -> None:
        self._response.status = self._parser.get_status_code()

    def on_body(self, data: bytes) -> None:
        self._response.reads.append((self._now, data))

    def on_message_complete(self) -> None:
        if not self._parser.should_keep_alive():
            self._transport.close()
            self.is_open = False
        if self._done and not self._done.done():
            self._done.set_result(None)


async def fetch(host: str, port: int, method: str, path: str) -> bytes:
    """The body of one request on a connection of its own. Raises ChatFailed for any status but 200."""
    connection = await Connection.connect(host, port)
    try:
        response = await connection.request(method, path)
    finally:
        connection.close()
    if response.status != 200:
        raise ChatFailed(f"HTTP {response.status} for {path!r}: {response.body[:200]!r}")
    return response.body
