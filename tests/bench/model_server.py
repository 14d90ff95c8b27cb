"""A scripted language model behind an OpenAI-compatible API, for tests and benchmarks; `answers.py` has its answers.

    POST /v1/chat/completions   streamed or whole, with usage when `include_usage` asks for it
    GET  /v1/models
    GET  /log                   {id: {requests, asked, sent, closed, complete}} of every chat whose tag names an id
    GET  /requests              the bodies of the last requests, oldest first
    GET  /open                  {answering}: how many answers are under way
    DELETE /log                 forgets both

Times in the log are CLOCK_MONOTONIC nanoseconds, a clock that all processes of a machine share: `asked` when the last
request had arrived, `sent` of each token of the main field, `closed` when the client left before the end (else null).
It is raw asyncio so that it costs little beside what is measured. In a test: `async with model_server() as url`.
Alone: `python -m tests.bench.model_server --port 0`, which prints its port.
"""

import argparse
import asyncio
import time
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any, cast

import httptools
import orjson

from tests.bench.answers import Order, compose, frame_of, order_of
from tests.bench.loop import run
from tests.bench.refusals import error_response, essay_of, refusal
from tests.bench.reply import Entry, Reply, json_response

_MODELS = {"object": "list", "data": [{"id": "bench", "object": "model", "created": 0, "owned_by": "bench"}]}


@dataclass
class Journal:
    """All that the server remembers."""

    entries: dict[str, Entry] = field(default_factory=dict)
    bodies: deque[bytes] = field(default_factory=lambda: deque(maxlen=100))
    connections: set["_Connection"] = field(default_factory=set)

    @property
    def answering(self) -> int:
        """How many answers are under way."""
        return sum(connection.answering for connection in self.connections)

    def asked(self, chat_id: str) -> Entry:
        """A fresh entry for a request that has just arrived; unnamed chats are not kept."""
        before = self.entries.get(chat_id) if chat_id else None
        entry = Entry(requests=before.requests + 1 if before else 1, asked=time.monotonic_ns())
        if chat_id:
            self.entries[chat_id] = entry
        return entry


class _Connection(asyncio.Protocol):
    """One client's connection: reads requests, answers them one after another."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._parser = httptools.HttpRequestParser(self)
        self._path = b""
        self._body = b""
        self._key = b""
        self._reply: Reply | None = None
        self.transport: asyncio.Transport

    @property
    def answering(self) -> bool:
        """Whether an answer is under way."""
        return self._reply is not None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)
        self._journal.connections.add(self)

    def connection_lost(self, exc: Exception | None) -> None:
        self._journal.connections.discard(self)
        if self._reply:
            self._reply.stop()
            self._reply = None

    def data_received(self, data: bytes) -> None:
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserError:
            self.transport.abort()

    def pause_writing(self) -> None:
        if self._reply:
            self._reply.hold(True)

    def resume_writing(self) -> None:
        if self._reply:
            self._reply.hold(False)

    def on_message_begin(self) -> None:
        self._path = self._body = b""

    def on_url(self, url: bytes) -> None:
        self._path += url

    def on_header(self, name: bytes, value: bytes) -> None:
        if name == b"Authorization":
            self._key = value

    def on_body(self, body: bytes) -> None:
        self._body += body

    def on_message_complete(self) -> None:
        match (self._parser.get_method(), self._path.removeprefix(b"/v1")):
            case (b"POST", b"/chat/completions"):
                self._complete()
            case (b"GET", b"/models"):
                self.transport.write(json_response(200, _MODELS))
            case (b"GET", b"/log"):
                self.transport.write(json_response(200, self._journal.entries))
            case (b"GET", b"/requests"):
                self.transport.write(json_response(200, [orjson.loads(body) for body in self._journal.bodies]))
            case (b"GET", b"/open"):
                self.transport.write(json_response(200, {"answering": self._journal.answering}))
            case (b"DELETE", b"/log"):
                self._journal.entries.clear()
                self._journal.bodies.clear()
                self.transport.write(json_response(200, {}))
            case _:
                self.transport.write(error_response(404, "no such page"))

    def _complete(self) -> None:
        try:
            asked = orjson.loads(self._body)
            message = _last_user_message(asked["messages"]).replace("$ESSAY", essay_of(self._key.decode("latin-1")))
            order = order_of(message)
        except (ValueError, KeyError, TypeError, StopIteration) as error:
            self.transport.write(error_response(400, f"{type(error).__name__}: {error}"))
            return
        self._journal.bodies.append(self._body)
        entry = self._journal.asked(order.id)
        if entry.requests > order.times:
            order = Order(order.id, order.n, order.rate, order.first)
        if order.fail and order.cut is None:
            entry.complete = True
            self._refuse(order.fail)
            return
        self._reply = reply = Reply(self.transport.write, compose(message, order), order, entry, frame_of(message))
        reply.ended = self._ended
        with_usage = bool((asked.get("stream_options") or {}).get("include_usage"))
        reply.start(partial(reply.stream, with_usage) if asked.get("stream") else reply.whole)

    def _refuse(self, fail: str) -> None:
        if fail == "drop":
            self.transport.close()
        else:
            self.transport.write(refusal(fail, self._key.decode("latin-1")))

    def _ended(self, keep: bool) -> None:
        self._reply = None
        if not keep:
            self.transport.close()


@asynccontextmanager
async def model_server(port: int = 0) -> AsyncIterator[str]:
    """Run the model in this event loop. Yields its base URL, which ends in /v1."""
    journal = Journal()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: _Connection(journal), "127.0.0.1", port, backlog=2048)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"
    finally:
        server.close()
        for connection in list(journal.connections):
            connection.transport.abort()
        await server.wait_closed()
        await asyncio.sleep(0)


def _last_user_message(messages: list[dict[str, Any]]) -> str:
    content = next(message["content"] for message in reversed(messages) if message["role"] == "user")
    return content if isinstance(content, str) else "".join(part.get("text", "") for part in content)


async def _serve(port: int) -> None:
    async with model_server(port) as url:
        print(url.rpartition(":")[2].removesuffix("/v1"), flush=True)
        await asyncio.Event().wait()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="A scripted, OpenAI-compatible language model.")
    parser.add_argument("--port", type=int, default=0, help="0: any free one; the port is printed")
    run(_serve(parser.parse_args().port))
