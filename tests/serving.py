"""A real server for tests: the app on uvicorn, a SQLite file, a scripted model far away. Nothing of ours is replaced."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import uvicorn
from dspy_chat import server
from dspy_chat.app import create_app, quiet
from dspy_chat.events import Event, decode
from dspy_chat.settings import Settings
from fastapi import FastAPI


@dataclass(frozen=True)
class Answer:
    """One streamed answer, as its bytes came."""

    status: int
    content: bytes
    headers: httpx.Headers

    @property
    def run_id(self) -> str:
        return self.headers["x-run-id"]

    @property
    def frames(self) -> list[bytes]:
        """The frames that carry an id: no pings, no retry."""
        return [part + b"\n\n" for part in self.content.split(b"\n\n") if part.startswith(b"id: ")]

    @property
    def stored(self) -> bytes:
        """What a replay must send again: all but the pings."""
        return b"".join(self.frames)

    @property
    def events(self) -> list[Event]:
        return [decode(frame.split(b"data: ", 1)[1]) for frame in self.frames]

    @property
    def types(self) -> list[str]:
        return [event.type for event in self.events]

    def text(self, field: str = "answer") -> str:
        """The streamed text of a field."""
        return "".join(event.text for event in self.events if event.type == "token" and event.field == field)


class Client(httpx.AsyncClient):
    """Talks to a server as a browser or curl would."""

    async def turn(self, message: str, headers: dict[str, str] | None = None, **body: Any) -> Answer:
        """Take a turn and read its answer to the end."""
        return await self._read("POST", "/chat/stream", json={"message": message, **body}, headers=headers)

    async def rerun(self, message: str, headers: dict[str, str] | None = None, **by: Any) -> Answer:
        """Have an answer's turn answered once more, and read that answer to the end."""
        return await self._read("POST", f"/api/messages/{message}/rerun", json=by, headers=headers)

    async def messages(self, conversation: str) -> list[dict[str, Any]]:
        """All messages of a conversation, on every branch, in the order in which they were made."""
        found: dict[str, dict[str, Any]] = {}
        waiting: list[dict[str, str]] = [{}]
        while waiting:
            response = await self.get(f"/api/conversations/{conversation}", params={"limit": "1000", **waiting.pop()})
            tree = response.raise_for_status().json()
            found |= {message["id"]: message for message in tree["messages"]}
            if tree["earlier"] is not None:
                waiting.append({"before": tree["earlier"]})
            beside = {one for message in found.values() for one in message.get("siblings", []) if one not in found}
            if not waiting and beside:
                waiting.append({"through": beside.pop()})
        return sorted(found.values(), key=lambda one: (one["created_at"], one["role"] == "assistant"))

    async def events(self, run_id: str, headers: dict[str, str] | None = None, **query: Any) -> Answer:
        """Follow a run to its end."""
        return await self._read("GET", f"/api/runs/{run_id}/events", params=query, headers=headers)

    async def _read(self, method: str, path: str, **request: Any) -> Answer:
        async with self.stream(method, path, **request) as response:
            return Answer(response.status_code, await response.aread(), response.headers)


@contextlib.asynccontextmanager
async def serving(
    data_dir: Path,
    *,
    model_url: str | None = None,
    points: Iterable[Any] | None = None,
    at_port: int = 0,
    **settings: Any,
) -> AsyncIterator[Client]:
    """A running server; with `model_url` its model is the one there, else the demo engine. Its end waits for no run."""
    chosen = {"model": "bench", "model_url": model_url} if model_url else {"model": "demo"}
    made = Settings(_env_file=None, data_dir=data_dir, port=0, **{"drain_s": 0, **chosen, **settings})
    app = create_app(made, quiet, points)
    sock = server.listen("127.0.0.1", at_port)
    port = sock.getsockname()[1]
    task = asyncio.create_task(_serve(app, sock))
    try:
        await _until_ready(app, task)
        async with Client(base_url=f"http://127.0.0.1:{port}", timeout=30) as client:
            client.app = app  # type: ignore[attr-defined]
            yield client
    finally:
        app.state.server.should_exit = True
        await task


async def _serve(app: FastAPI, sock: Any) -> None:
    config = uvicorn.Config(app, log_config=None, access_log=False, timeout_graceful_shutdown=2)
    running = server.Server(config, app, lambda: setattr(app.state, "ready", True))
    app.state.server = running
    await running.serve(sockets=[sock])


async def _until_ready(app: FastAPI, task: "asyncio.Task[None]") -> None:
    while not getattr(app.state, "ready", False):
        if task.done():
            task.result()
            raise RuntimeError("the server did not start")
        await asyncio.sleep(0.01)
