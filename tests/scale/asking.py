"""Asks a real server over HTTP, the kinds of questions in turns, and tells how long each kind took."""

import http.client
import json
import random
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

from dspy_chat.store.search import MOST

from tests.bench.process import cpu_seconds, pinned, started
from tests.bench.run import CLIENT_CORE, SERVER_CORE, free_port, wait_until_healthy
from tests.scale.fill import LONG, Filled, id_of
from tests.scale.language import SIZE, Language

CONTROL = "control"
_BATCH = 5
"""Questions of a kind in a row, over which the server's CPU is counted."""


@dataclass
class Figures:
    """Of one kind of question: milliseconds of each, and the server's CPU for all."""

    ms: list[float] = field(default_factory=list)
    cpu_s: float = 0.0

    def at(self, share: float) -> float:
        """The time that this share of the questions stayed under."""
        return sorted(self.ms)[min(len(self.ms) - 1, int(share * len(self.ms)))]

    def row(self, kind: str) -> str:
        cpu = self.cpu_s / len(self.ms) * 1000
        return f"{kind:22} {min(self.ms):8.2f} {self.at(0.5):8.2f} {self.at(0.99):8.2f} {max(self.ms):8.2f} {cpu:8.2f}"


@dataclass(frozen=True)
class Server:
    """A running server."""

    port: int
    pid: int

    @contextmanager
    def connected(self) -> Iterator[http.client.HTTPConnection]:
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)) as connection:
            yield connection


@contextmanager
def serving(data_dir: Path) -> Iterator[Server]:
    """The product's own command on a data directory, on a core of its own."""
    port, log = free_port(), data_dir.with_suffix(".log")
    options = ["--port", str(port), "--data-dir", str(data_dir), "--model", "demo", "--no-open"]
    command = [sys.executable, "-m", "dspy_chat", "serve", *options]
    with started(command, core=SERVER_CORE, folder=data_dir, log=log) as process:
        wait_until_healthy("the server", port, process, log)
        yield Server(port, process.pid)


def get(connection: http.client.HTTPConnection, path: str) -> Any:
    """The JSON that a path answers with."""
    connection.request("GET", path)
    response = connection.getresponse()
    body = response.read()
    assert response.status == 200, (path, response.status, body[:200])
    return json.loads(body)


def questions(
    filled: Filled, language: Language, connection: http.client.HTTPConnection
) -> dict[str, Callable[[], str]]:
    """A path for each kind of question, another one at each call."""
    chance = random.Random(7)
    words = language.words
    cursors = [str(get(connection, "/api/conversations?limit=1")["next"])]
    span = int(cursors[0].split("-")[1]) - 1_700_000_000_000

    def search(query: Callable[[], str]) -> Callable[[], str]:
        return lambda: f"/api/search?q={quote(query())}"

    def one(low: int, high: int) -> str:
        return words[chance.randrange(low, high)]

    def further_back() -> str:
        before = id_of(filled.long, chance.randrange(LONG // 2), "assistant")
        return f"/api/conversations/{filled.long}?before={before}"

    return {
        CONTROL: lambda: "/api/search?q=",
        "health": lambda: "/health",
        "list": lambda: "/api/conversations",
        "list deep": lambda: f"/api/conversations?after=0-{1_700_000_000_000 + chance.randrange(span)}-{'f' * 32}",
        "open, 20 messages": lambda: f"/api/conversations/{chance.choice(filled.conversations)}",
        "open, 5,000 messages": lambda: f"/api/conversations/{filled.long}",
        "open, further back": further_back,
        "search common": search(lambda: one(0, 30) + " "),
        "search medium": search(lambda: one(500, 2000) + " "),
        "search rare": search(lambda: one(SIZE // 2, SIZE) + " "),
        "search nothing": search(lambda: f"zq{chance.randrange(10**6)}x "),
        "search beginning": search(lambda: one(0, 3000)[: chance.choice((3, 4, 5))]),
        "search two common": search(lambda: f"{one(0, 15)} {one(0, 15)} "),
        "search two medium": search(lambda: f"{one(500, 1000)} {one(500, 1000)} "),
        "search common, rare": search(lambda: f"{one(0, 15)} {one(SIZE // 2, SIZE)} "),
        "search sentence": search(lambda: f"{language.say(8)} "),
        "search long sentence": search(lambda: f"{language.say(MOST)} "),
        "search phrase": search(lambda: f'"{one(0, 15)} {one(0, 15)}"'),
        "search phrase, medium": search(lambda: f'"{one(0, 15)} {one(300, 1000)}"'),
    }


def ask(server: Server, filled: Filled, language: Language, count: int) -> dict[str, Figures]:
    """`count` questions of each kind, the kinds taking turns."""
    figures: dict[str, Figures] = {}
    with pinned(CLIENT_CORE), server.connected() as connection:
        asked = questions(filled, language, connection)
        for path in asked.values():
            get(connection, path())
        for _ in range(count // _BATCH):
            for kind, path in asked.items():
                told = figures.setdefault(kind, Figures())
                before = cpu_seconds(server.pid)
                for _ in range(_BATCH):
                    place = path()
                    began = time.perf_counter()
                    connection.request("GET", place)
                    connection.getresponse().read()
                    told.ms.append((time.perf_counter() - began) * 1000)
                told.cpu_s += cpu_seconds(server.pid) - before
    return figures


@dataclass
class Replayed:
    """Events of stored runs sent as fast as they are taken."""

    events: int
    seconds: float
    cpu_s: float

    def __str__(self) -> str:
        per_core, per_second = self.events / self.cpu_s, self.events / self.seconds
        return f"{self.events:,} events: {per_core:,.0f} for a second of the server's CPU, {per_second:,.0f}/s as they came"


def replay(server: Server, runs: list[str]) -> Replayed:
    """Every event of these runs, one run after another on one connection."""
    events = 0
    with pinned(CLIENT_CORE), server.connected() as connection:
        before, began = cpu_seconds(server.pid), time.perf_counter()
        for run in runs:
            connection.request("GET", f"/api/runs/{run}/events?speed=max")
            events += _counted(connection.getresponse())
        seconds = time.perf_counter() - began
        return Replayed(events, seconds, cpu_seconds(server.pid) - before)


def _counted(response: http.client.HTTPResponse) -> int:
    """Frames; the last must be the run's end."""
    body = response.read()
    assert response.status == 200, (response.status, body[:200])
    assert b"\nevent: end\n" in body[-300:]
    return body.count(b"\nid: ")
