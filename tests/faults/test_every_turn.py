"""A run that is stopped, left, or shut down at the n-th turn of the event loop, for every n until it is over.

Server, client and model live on one loop here, which counts its turns, so every place at which a task of ours waits is
come upon. Short: every few turns; nightly: each.
"""

import asyncio
import json
import sqlite3
import threading
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import pytest
from dspy_chat.eventlog import EventLog
from dspy_chat.events import EndEvent, Event, decode
from dspy_chat.runs import Runs

from tests.bench.model_server import model_server
from tests.faults.left import left, settled
from tests.faults.programs import KINDS, tried
from tests.serving import Client

Way = Literal["stop", "leave"]
MESSAGE = "[bench n=6 rate=400]"
BEYOND = 3
"""Turns behind the end that are tried too."""
STRIDE = 5
ENDED_S = 5.0


class Counting(asyncio.SelectorEventLoop):
    """A loop that calls `act` at the beginning of its turn `at`."""

    turns = 0
    at = 0
    act: Callable[[], None] = staticmethod(lambda: None)

    def _run_once(self) -> None:
        self.turns += 1
        if self.turns == self.at:
            self.act()
        super()._run_once()  # type: ignore[misc]

    def arm(self, at: int, act: Callable[[], None]) -> None:
        self.turns, self.at, self.act = 0, at, act


def on_counting_loop(work: Callable[[Counting], Coroutine[Any, Any, None]]) -> None:
    loop = Counting()
    try:
        loop.run_until_complete(work(loop))
        loop.run_until_complete(loop.shutdown_default_executor())
    finally:
        loop.close()


@dataclass
class Try:
    """A turn on a connection of its own: what came of it, and the loop's turn at which the last of it came."""

    received: bytes = b""
    over: int = 0

    @property
    def status(self) -> int:
        return int(self.received[9:12]) if self.received else 0

    @property
    def run_id(self) -> str | None:
        head, _, _ = self.received.partition(b"\r\n\r\n")
        _, _, rest = head.partition(b"x-run-id: ")
        return rest[:32].decode() or None

    @property
    def frames(self) -> list[bytes]:
        """Whole frames with an id; each comes in a chunk of its own or with others, and never in two."""
        body = self.received.partition(b"\r\n\r\n")[2]
        *whole, _ = body.split(b"\n\n")
        return [b"id: " + part.split(b"id: ", 1)[1] + b"\n\n" for part in whole if b"id: " in part]


async def take(loop: Counting, port: int, program: str, at: int, act: Callable[[asyncio.StreamWriter], None]) -> Try:
    """Take a turn, and act at that turn of the loop since it was sent. Returns when the answer has ended."""
    tried_once = Try()
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    body = json.dumps({"message": MESSAGE, "program": program}).encode()
    head = "POST /chat/stream HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nContent-Type: application/json\r\n"
    loop.arm(at, lambda: act(writer))
    writer.write(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
    try:
        while piece := await asyncio.wait_for(reader.read(1 << 16), ENDED_S):
            tried_once.received += piece
    except ConnectionError:
        pass
    tried_once.over = loop.turns
    writer.close()
    return tried_once


def turns_to_try(all_of_them: bool, offset: int) -> Iterator[int]:
    at = 1 if all_of_them else 1 + offset % STRIDE
    while True:
        yield at
        at += 1 if all_of_them else STRIDE


def shown(events: list[Event]) -> str:
    """The answer as it is shown at the end of these events."""
    text = ""
    for event in events:
        if event.type == "token" and event.field == "answer":
            text += event.text
        elif event.type == "status" and event.kind == "reset":
            text = ""
        elif event.type == "final":
            text = event.answer
    return text


def ended_once(datas: list[str], seen: list[bytes]) -> list[Event]:
    """The events of a run: numbered without a gap, one `end`, the last, and the beginning of them is what was seen."""
    events = [decode(data) for data in datas]
    assert [event.seq for event in events] == list(range(1, len(events) + 1))
    assert [event.type for event in events].count("end") == 1
    assert events[-1].type == "end"
    assert [sent.split(b"data: ", 1)[1].decode().strip() for sent in seen] == datas[: len(seen)]
    return events


class Watched:
    """A server whose every try is checked."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.parts = client.app.state.parts  # type: ignore[attr-defined]
        self.runs: Runs = self.parts.runs
        self.log = EventLog(self.parts.store._database)
        self.known: set[str] = set()

    async def nothing_goes_on(self) -> None:
        """Until no run is live; then nothing of one may be left."""
        for _ in range(1000):
            if not (self.runs._live or self.runs._tasks):
                break
            await asyncio.sleep(0.005)
        assert not self.runs._live
        assert not self.runs._tasks
        assert not self.parts.store._database.journal._first, "the journal keeps a run that has ended"
        assert not self.runs.following._waiting

    async def new_run(self) -> str | None:
        """The run that the last try began, if it did."""
        for one in (await self.client.get("/api/conversations", params={"limit": 1})).json()["conversations"]:
            played = await self.parts.store.played(one["id"])
            if played[-1].run_id not in self.known:
                self.known.add(played[-1].run_id)
                return str(played[-1].run_id)
        return None

    async def check(self, tried_once: Try, allowed: set[str]) -> str | None:
        """That the try's run ended well. Returns its status; None when it never began."""
        await self.nothing_goes_on()
        run_id = await self.new_run()
        if run_id is None:
            assert tried_once.run_id is None
            return None
        assert tried_once.run_id in (run_id, None)
        events = ended_once([data for _, data in await self.log.read(run_id)], tried_once.frames)
        run = await self.parts.store.run(run_id)
        end = events[-1]
        assert isinstance(end, EndEvent)
        assert run.status == end.status
        assert end.status in allowed
        assert (await self.parts.store.message(run.message)).text.strip() == shown(events).strip(), "the partial answer"
        return end.status


async def at_every_turn(loop: Counting, data_dir: Path, kind: str, way: Way, all_of_them: bool) -> None:
    async with (
        model_server() as url,
        tried(data_dir, url, disconnect_grace_s=0) as client,
    ):
        model_url = f"{url}/v1" if not url.endswith("/v1") else url
        watched, port = Watched(client), client.base_url.port
        assert port is not None
        stops: list[asyncio.Task[None]] = []

        def act(writer: asyncio.StreamWriter) -> None:
            if way == "leave":
                writer.transport.abort()
            for run_id in watched.runs._live if way == "stop" else ():
                stops.append(loop.create_task(watched.runs.stop(run_id)))

        for _ in range(2):
            assert (await take(loop, port, kind, 0, lambda _: None)).status == 200
            assert await watched.check(Try(), {"completed"}) == "completed"
        before = await left(client, model_url)
        counts: dict[str | None, int] = {}
        for at in turns_to_try(all_of_them, len(kind) + len(way)):
            tried_once = await asyncio.wait_for(take(loop, port, kind, at, act), ENDED_S * 2)
            await asyncio.wait_for(asyncio.gather(*stops), ENDED_S)
            stops.clear()
            status = await watched.check(tried_once, {"completed", "stopped"})
            counts[status] = counts.get(status, 0) + 1
            if at > tried_once.over + BEYOND or at > 2000:
                break
        after = await settled(client, model_url, before)
        print(f"{way} of a program that is {kind}, at turns 1 to {at}: {counts}")
        assert (after.answering, after.running) == (0, 0)
        assert after.tasks <= before.tasks
        assert after.threads == before.threads
        assert after.sockets <= before.sockets
        assert counts["stopped"] > (10 if all_of_them else 1)
        assert counts["completed"] >= 1
        assert at <= 2000


@pytest.mark.parametrize("way", ["stop", "leave"])
@pytest.mark.parametrize("kind", KINDS)
def test_run_is_ended_at_some_turns(tmp_path: Path, kind: str, way: Way) -> None:
    on_counting_loop(lambda loop: at_every_turn(loop, tmp_path, kind, way, all_of_them=False))


@pytest.mark.nightly
@pytest.mark.timeout(900)
@pytest.mark.parametrize("way", ["stop", "leave"])
@pytest.mark.parametrize("kind", KINDS)
def test_run_is_ended_at_every_turn(tmp_path: Path, kind: str, way: Way) -> None:
    on_counting_loop(lambda loop: at_every_turn(loop, tmp_path, kind, way, all_of_them=True))


async def shut_down_at(loop: Counting, data_dir: Path, url: str, kind: str, at: int) -> tuple[Try, str | None]:
    """A server that is shut down at that turn of an answer, and how its only run ended, as the files tell."""
    closings: list[Awaitable[None]] = []
    async with tried(data_dir, url) as client:
        app, port = client.app, client.base_url.port  # type: ignore[attr-defined]
        assert port is not None

        def act(_writer: asyncio.StreamWriter) -> None:
            app.state.server.should_exit = True
            closings.append(loop.create_task(app.state.parts.runs.close()))

        tried_once = await asyncio.wait_for(take(loop, port, kind, at, act), ENDED_S * 2)
        await asyncio.gather(*closings)
    with closing(sqlite3.connect(data_dir / "chat.db")) as db:
        runs = db.execute("SELECT id, status FROM run").fetchall()
    if not runs:
        assert tried_once.status in (0, 503)
        return tried_once, None
    async with tried(data_dir, url) as client:
        log = EventLog(client.app.state.parts.store._database)  # type: ignore[attr-defined]
        events = ended_once([data for _, data in await log.read(runs[0][0])], tried_once.frames)
    end = events[-1]
    assert isinstance(end, EndEvent)
    assert runs == [(end.run, end.status)], "the shutdown left it to the next start"
    if tried_once.status == 200:
        assert len(tried_once.frames) == len(events), "the stream ended before its run"
        assert tried_once.received.endswith(b"\r\n0\r\n\r\n")
    return tried_once, end.status


async def shut_down_at_every_turn(loop: Counting, data_dir: Path, kind: str, stride: int) -> None:
    counts: dict[str | None, int] = {}
    threads = {thread.name for thread in threading.enumerate()}
    async with model_server() as url:
        for at in range(1, 2000, stride):
            tried_once, status = await shut_down_at(loop, data_dir / str(at), url, kind, at)
            counts[status] = counts.get(status, 0) + 1
            if status == "completed" and at > tried_once.over:
                break
    print(f"shutdown under a program that is {kind}, at turns 1 to {at}: {counts}")
    assert counts["interrupted"] > 1
    left_over = {thread.name for thread in threading.enumerate()} - threads
    assert not [name for name in left_over if name.startswith("database")], left_over


@pytest.mark.parametrize("kind", KINDS)
def test_server_is_shut_down_at_some_turns(tmp_path: Path, kind: str) -> None:
    on_counting_loop(lambda loop: shut_down_at_every_turn(loop, tmp_path, kind, 8))


@pytest.mark.nightly
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("kind", KINDS)
def test_server_is_shut_down_at_every_turn(tmp_path: Path, kind: str) -> None:
    on_counting_loop(lambda loop: shut_down_at_every_turn(loop, tmp_path, kind, 1))
