"""One load: many chats against one server, every text compared, and the figures of it.

Times are CLOCK_MONOTONIC nanoseconds until they become figures; figures are in the unit that their name ends in.
"""

import asyncio
import gc
import itertools
import math
import os
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import orjson

from tests.bench.answers import TOKEN_CHARS, numbered
from tests.bench.client import ChatFailed, Connection, Response, fetch
from tests.bench.process import cpu_seconds, machine_seconds, memory_bytes
from tests.bench.systems import Reading, System

CHAT_TIMEOUT_S = 120.0

_numbers = itertools.count()


@dataclass(frozen=True)
class Scenario:
    """`connections` clients begun over `spread_s`, each with `chats` in a row, of `tokens` at `rate`/s (0: unpaced).

    Work that a server does after the last byte (such as storing) belongs to the load; it gets `settle_s`.
    With `steps` it is a ramp: as many connections as each says, until one is too many. With `settled` it is about the memory
    that finished chats leave: so many on each connection come before it. What is `long` runs only when it is named.
    """

    name: str
    title: str
    connections: int
    chats: int
    tokens: int
    rate: float = 0.0
    spread_s: float = 0.0
    memory_after_s: float | None = None
    settle_s: float = 0.3
    steps: tuple[int, ...] = ()
    settled: int = 0
    long: bool = False

    def smaller(self) -> "Scenario":
        """A third of the chats, or of the steps, for a quick look."""
        if self.steps:
            return replace(self, steps=self.steps[::3])
        if self.chats > 1:
            return replace(self, chats=max(1, self.chats // 3))
        return replace(self, connections=max(1, self.connections // 3))


SCENARIOS = {
    scenario.name: scenario
    for scenario in (
        Scenario("S0", "short chats, one after another", 1, 30, 5),
        # Early, while the server has no freed memory to use again.
        Scenario("MEM", "60 chats open at once", 60, 1, 60, rate=30, memory_after_s=1.0),
        Scenario("S1", "one stream of 2,000 tokens, unpaced, 5 times", 1, 5, 2000),
        Scenario("S2", "50 chats of 200 tokens at 50/s, begun within 1 s", 50, 1, 200, rate=50, spread_s=1),
        Scenario("S4", "500 chats of 20 tokens on 20 connections", 20, 25, 20),
        Scenario("BURST", "1,000 chats of 20 tokens, all begun at once", 1000, 1, 20),
        Scenario(
            "S3",
            "the most chats of 150 tokens at 30/s with a p99 token latency of at most 100 ms",
            *(0, 1, 150),
            rate=30,
            spread_s=3,
            steps=(50, 100, 200, 300, 400, 500, 600, 700, 800, 1000),
            long=True,
        ),
        Scenario("GROW", "memory left by 10,000 short chats, behind 2,000 others", 20, 500, 20, settled=100, long=True),
    )
}


@dataclass(frozen=True)
class Target:
    """A running server and the model behind it: where they listen, and their processes (None: no server)."""

    system: System
    port: int
    model_port: int
    pid: int | None
    model_pid: int


@dataclass
class Figures:
    """What one load showed. Absent values are NaN."""

    errors: int = 0
    lost: int = 0
    wrong: int = 0
    chats: int = 0
    tokens: int = 0
    cpu_ms_per_1k_tokens: float = math.nan
    cpu_ms_per_chat: float = math.nan
    first_p50_ms: float = math.nan
    first_p99_ms: float = math.nan
    token_p50_ms: float = math.nan
    token_p99_ms: float = math.nan
    tokens_per_s: float = math.nan
    tokens_per_read: float = math.nan
    open_chat_kib: float = math.nan
    ended_chat_kib: float = math.nan
    kept_chats: float = math.nan
    harness_busy: float = math.nan
    others_busy: float = math.nan
    first_error: str = ""


@dataclass
class _Chat:
    asked: int
    response: Response | None = None
    error: str = ""


@dataclass
class _Times:
    first: list[int] = field(default_factory=list)
    tokens: list[int] = field(default_factory=list)
    reads: int = 0


async def run_load(target: Target, scenario: Scenario) -> Figures:
    """Runs a scenario and judges it. Failed chats are counted, not raised."""
    await fetch("127.0.0.1", target.model_port, "DELETE", "/log")
    chats: dict[str, _Chat] = {}
    memory = asyncio.create_task(_open_memory(target, scenario))
    gc.collect()
    gc.disable()
    try:
        busy = _Busy(target)
        began = time.monotonic_ns()
        await asyncio.gather(*(_client(target, scenario, i, chats) for i in range(scenario.connections)))
        wall_s = (time.monotonic_ns() - began) / 1e9
        await asyncio.sleep(scenario.settle_s)
        server_s, harness_s, others_s = busy.since()
    finally:
        gc.enable()
    log = orjson.loads(await fetch("127.0.0.1", target.model_port, "GET", "/log"))
    figures = _judge(target.system, chats, log, numbered(scenario.tokens))
    figures.open_chat_kib = await memory
    figures.tokens_per_s = figures.tokens / wall_s
    figures.harness_busy = harness_s / wall_s
    figures.others_busy = others_s / (wall_s + scenario.settle_s)
    if target.pid and figures.tokens:
        figures.cpu_ms_per_1k_tokens = server_s * 1e6 / figures.tokens
        figures.cpu_ms_per_chat = server_s * 1e3 / len(chats)
    return figures


class _Busy:
    """CPU time used since it was made, in seconds: by the server, by client and model, by everything else."""

    def __init__(self, target: Target) -> None:
        self._target = target
        self._before = self._read()

    def since(self) -> tuple[float, float, float]:
        server, harness, machine = (now - then for now, then in zip(self._read(), self._before, strict=True))
        return server, harness, max(0.0, machine - server - harness)

    def _read(self) -> tuple[float, float, float]:
        server = cpu_seconds(self._target.pid) if self._target.pid else 0.0
        own = (
            time.clock_gettime(time.CLOCK_PROCESS_CPUTIME_ID) if hasattr(time, "clock_gettime") else time.process_time()
        )
        return server, own + cpu_seconds(self._target.model_pid), machine_seconds()


async def _client(target: Target, scenario: Scenario, number: int, chats: dict[str, _Chat]) -> None:
    await asyncio.sleep(scenario.spread_s * number / scenario.connections)
    connection: Connection | None = None
    for _ in range(scenario.chats):
        name = f"{os.getpid()}.{next(_numbers)}"
        message = f"Count. [bench id={name} n={scenario.tokens} rate={scenario.rate}]"
        chats[name] = chat = _Chat(time.monotonic_ns())
        try:
            if connection is None or not connection.is_open:
                connection = await Connection.connect("127.0.0.1", target.port)
            request = connection.request("POST", target.system.path, target.system.body(message))
            chat.response = await asyncio.wait_for(request, CHAT_TIMEOUT_S)
        except (ChatFailed, OSError, asyncio.TimeoutError) as error:
            chat.error = f"{type(error).__name__}: {error}"
            connection = None
    if connection:
        connection.close()


async def _open_memory(target: Target, scenario: Scenario) -> float:
    """KiB of PSS that each open chat adds, read in the middle of the load; NaN where the scenario does not ask."""
    if scenario.memory_after_s is None or not target.pid:
        return math.nan
    before, _ = memory_bytes(target.pid)
    await asyncio.sleep(scenario.spread_s + scenario.memory_after_s)
    during, _ = memory_bytes(target.pid)
    return (during - before) / 1024 / scenario.connections


def _judge(system: System, chats: dict[str, _Chat], log: dict[str, Any], expected: Sequence[str]) -> Figures:
    figures, times = Figures(chats=len(chats)), _Times()
    for name, chat in chats.items():
        try:
            reading = _read(system, chat)
        except (ChatFailed, ValueError, KeyError) as error:
            figures.errors += 1
            figures.first_error = figures.first_error or str(error)[:300]
            continue
        words = reading.text.split()
        figures.wrong += words != [token.strip() for token in expected]
        figures.lost += len({token.strip() for token in expected} - set(words))
        arrived = _arrivals(reading)
        sent = log[name]["sent"]
        figures.tokens += len(arrived)
        times.reads += len(set(arrived))
        times.first += [arrived[0] - chat.asked] if arrived else []
        times.tokens += [came - went for came, went in zip(arrived, sent, strict=False)]
    figures.first_p50_ms, figures.first_p99_ms = (_percentile(times.first, share) / 1e6 for share in (0.5, 0.99))
    figures.token_p50_ms, figures.token_p99_ms = (_percentile(times.tokens, share) / 1e6 for share in (0.5, 0.99))
    figures.tokens_per_read = figures.tokens / times.reads if times.reads else math.nan
    return figures


def _read(system: System, chat: _Chat) -> Reading:
    if chat.response is None:
        raise ChatFailed(chat.error)
    if chat.response.status != 200:
        raise ChatFailed(f"HTTP {chat.response.status}: {chat.response.body[:200]!r}")
    return system.read(chat.response)


def _arrivals(reading: Reading) -> list[int]:
    """When the client had each token. A token's last character is a space, which a server may rightly hold back."""
    arrived: list[int] = []
    for when, size in reading.marks:
        arrived += [when] * ((size + 1) // TOKEN_CHARS - len(arrived))
    return arrived


def _percentile(values: list[int], share: float) -> float:
    return float(sorted(values)[min(len(values) - 1, int(share * len(values)))]) if values else math.nan
