"""Reads a stream piece by piece, for tests that leave, stop or look in the middle of an answer."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
from dspy_chat.events import Event, decode

from tests.serving import Client


class Opened:
    """A stream that is open."""

    def __init__(self, response: httpx.Response) -> None:
        self.status = response.status_code
        self.run_id: str = response.headers.get("x-run-id", "")
        self.frames: list[bytes] = []
        self._pieces = response.aiter_raw()
        self._rest = b""

    @property
    def events(self) -> list[Event]:
        return [decode(frame.split(b"data: ", 1)[1]) for frame in self.frames]

    @property
    def stored(self) -> bytes:
        return b"".join(self.frames)

    async def read(self, count: int) -> None:
        """Until there are `count` frames with an id, or the stream ends."""
        while len(self.frames) < count:
            try:
                self._rest += await anext(self._pieces)
            except StopAsyncIteration:
                return
            *parts, self._rest = self._rest.split(b"\n\n")
            self.frames += [part + b"\n\n" for part in parts if part.startswith(b"id: ")]

    async def read_to_the_end(self) -> None:
        await self.read(1 << 30)


@asynccontextmanager
async def opened(client: Client, message: str, **body: Any) -> AsyncIterator[Opened]:
    """A turn whose answer is read as the test says; leaving the block closes the connection."""
    async with client.stream("POST", "/chat/stream", json={"message": message, **body}) as response:
        yield Opened(response)


@asynccontextmanager
async def rejoined(client: Client, run_id: str, after: int) -> AsyncIterator[Opened]:
    """A run that is followed from a cursor."""
    async with client.stream("GET", f"/api/runs/{run_id}/events", params={"after": after}) as response:
        yield Opened(response)
