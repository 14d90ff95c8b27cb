"""What is done to a forked server to try the checkers on it, or to see inside: in that process only, never in the product.

Each is a name that `Nursery.start` takes in `alter`, with what it needs behind a colon.
"""

import asyncio
import os
from collections.abc import Callable
from typing import Any, Final

from dspy_chat.database import Then
from dspy_chat.eventlog import Also, Entry, EventLog, Tail
from dspy_chat.runner import Runner
from dspy_chat.runs import LiveRun
from dspy_chat.sse import frame
from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from tests.faults.deadly import die_at

LATE_S: Final = 0.03
"""How long the negative control shows an event before it stores it."""
LEAK: Final = 400
"""Bytes that each run of a leaking server leaves behind."""


def alter(app: FastAPI, names: list[str]) -> None:
    """Change this process as the names say; the app has been made and does not serve yet."""
    for name in names:
        kind, _, value = name.partition(":")
        _ALL[kind](app, value)


def publish_first() -> None:
    """The negative control of the kills: show events before they are stored, the fault that their checker exists to find."""
    commit_first, post_first = EventLog.append, EventLog.post

    def behind(tail: Tail) -> Tail:
        """The tail as it is, for the log to add to."""
        return Tail(tail.run_id, tail.key, tail.frames)

    async def append(log: EventLog, tail: Tail, entries: list[Entry], also: Also | None = None) -> None:
        late = behind(tail)
        tail.publish([frame(*entry) for entry in entries], ended=entries[-1].type == "end")
        await asyncio.sleep(LATE_S)
        await commit_first(log, late, entries, also)

    def post(log: EventLog, tail: Tail, entries: list[Entry], then: Then) -> None:
        late = behind(tail)
        tail.publish([frame(*entry) for entry in entries], ended=False)
        asyncio.get_running_loop().call_later(LATE_S, post_first, log, late, entries, then)

    EventLog.append = append  # type: ignore[method-assign, assignment]
    EventLog.post = post  # type: ignore[method-assign, assignment]


def _census(app: FastAPI, _value: str) -> None:
    """GET /census: how many tasks there are."""

    async def count(_request: Request) -> JSONResponse:
        return JSONResponse({"tasks": len(asyncio.all_tasks())})

    app.router.routes.insert(0, Route("/census", count))


def _leak(_app: FastAPI, _value: str) -> None:
    """The negative control of the soak: each run leaves a task, two descriptors and some bytes."""
    drive, kept = LiveRun.drive, list[Any]()

    async def leaking(live: LiveRun, runner: Runner) -> None:
        await drive(live, runner)
        kept.append((os.urandom(LEAK), asyncio.create_task(asyncio.Event().wait()), os.dup(2), os.dup(2)))

    LiveRun.drive = leaking  # type: ignore[method-assign, assignment]


def _die(_app: FastAPI, value: str) -> None:
    """`die:<point>:<nth>`: SIGKILL of this process at the nth pass of the point."""
    point, _, nth = value.partition(":")
    die_at(point, int(nth))


_ALL: Final[dict[str, Callable[[FastAPI, str], None]]] = {
    "publish_first": lambda _app, _value: publish_first(),
    "census": _census,
    "leak": _leak,
    "die": _die,
}
