"""Breaks the line under the client's own code, again and again: `python -m tests.faults.cuts`.

Node runs the page's code as it is, from `follow.ts` and `client.ts` to `reducer.ts` (`frontend/test/cuts/`) against a
real server, through a proxy that cuts, stalls, resets and answers in the server's place. Stored runs are cut at every event
and at random; live ones besides, while the server is killed and started again. What each client got is held against the
stored run: every event once, in order, unchanged, and the same folded state.
"""

import argparse
import asyncio
import contextlib
import json
import random
import runpy
import shutil
import signal
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.bench.loop import run
from tests.bench.model_server import model_server
from tests.faults.kill import free_port, until_ready
from tests.faults.nursery import Nursery, nursery
from tests.serving import Client

FRONTEND = Path(__file__).parents[2] / "frontend"
BUNDLE = FRONTEND / "test" / "cuts" / "bundle.mjs"
AT_ONCE = 8
"""Clients at the same time. With more of them on a busy machine a healthy answer takes longer than a silent line is waited
for, and clients that give up and ask again make the server slower still."""

Mutation = tuple[str, str, str]
"""A source file of the client, a text in it, and the fault to put in its place."""

_ASKED = (
    ("chat", "[bench rate=40] [say: 鯨は🐋 — “no fish”, äöü, Ελληνικά\n\ndata: no frame\r\n\nid: 7\n\nevent: end\n\n]"),
    ("think", "[bench n=24 rate=60]"),
    ("chat", "[bench n=30 rate=60]"),
    ("chat", "[bench id=cut-{} n=24 rate=60 fail=drop@9 times=1]"),
    ("think", "[bench n=24 rate=60 fail=drop@9]"),
    ("chat", "[bench n=300]"),
)
"""What the stored runs are answers to: short and long, in many bytes, tried again, failed. One more is stopped."""


@dataclass
class Report:
    """What came of it. `faults` is one line for each broken promise; the other numbers show that there was something to
    break. `together` of the `sequences` follow several runs on one connection; `answered` of the `live` turns came to
    their proper end, the others were cut off by a kill."""

    runs: int
    sequences: int
    together: int
    connections: int
    events: int
    live: int
    answered: int
    met: dict[str, int]
    faults: list[str]
    kills: int = 0
    seconds: float = 0.0

    def __str__(self) -> str:
        met = ", ".join(f"{name} {count}" for name, count in sorted(self.met.items()))
        return (
            f"{self.sequences} sequences ({self.together} of several runs at once) over {self.runs} stored runs "
            f"and {self.live} live ones ({self.answered} answered), "
            f"{self.kills} kills, {self.connections} connections, {self.events} events in {self.seconds:.0f} s; met: {met}; "
            f"{len(self.faults)} faults: {dict(Counter(fault.partition(' (')[0] for fault in self.faults)) or 'none'}"
        )


@dataclass
class Orders:
    """How much of what; see `main.ts`."""

    runs: int = 200
    each: bool = True
    random: int = 20_000
    live: int = 400
    seed: int = 0
    kill: bool = True
    patience_s: float = 120.0
    mutation: Mutation | None = field(default=None)


def node() -> str:
    """The program `node`, with the client's packages installed."""
    builder = runpy.run_path(str(FRONTEND / "build_client.py"))
    builder["install"](lambda line: None)
    folder = str(builder["find_node"](lambda line: None).folder)
    found = shutil.which("node", path=folder)
    assert found is not None
    return found


def bundle(out: Path, mutation: Mutation | None = None) -> None:
    """Write the cutting client as one file for Node."""
    subprocess.run([node(), str(BUNDLE), str(out), *(mutation or ())], check=True, cwd=FRONTEND, timeout=120)


class Stand:
    """A real server with stored runs, to set clients on."""

    def __init__(self, folder: Path, servers: Nursery, model_url: str) -> None:
        self._folder = folder
        self._servers = servers
        self._model_url = model_url
        self._port = free_port()
        self.url = f"http://127.0.0.1:{self._port}"
        self.runs: list[str] = []

    async def start(self) -> None:
        await self._servers.start(self._folder, self._port, self._model_url)
        await until_ready(self._port)

    async def kill(self, chance: random.Random) -> None:
        """Kill the server in a moment, and start it again."""
        await asyncio.sleep(chance.uniform(0.1, 1.2))
        await self._servers.end(signal.SIGKILL)
        await asyncio.sleep(chance.uniform(0.0, 0.2))
        await self.start()

    async def cut(self, orders: Orders) -> Report:
        """Carry the orders out over the stored runs that are here."""
        began, kills, script = time.monotonic(), 0, self._folder / "cuts.mjs"
        bundle(script, orders.mutation)
        async with _client(script) as client:
            await _tell(client, {**_told(orders), "runs": self.runs, "server": self.url, "nowhere": _nowhere()})
            await _hear(client, "live")
            done = asyncio.create_task(_hear(client, "done"))
            while orders.kill and not done.done():
                await self.kill(random.Random(orders.seed + kills))
                kills += 1
            await done
            await _tell(client, {})
            report = Report(runs=len(self.runs), **json.loads(await _line(client)), kills=kills)
        report.seconds = time.monotonic() - began
        return report


@asynccontextmanager
async def standing(folder: Path, runs: int) -> AsyncIterator[Stand]:
    """A server with so many stored runs; data and log go to `folder`."""
    async with model_server() as model_url, nursery(folder / "server.log") as servers:
        stand = Stand(folder, servers, model_url)
        await stand.start()
        stand.runs = await _stored_runs(stand.url, runs)
        yield stand
        assert await servers.end(signal.SIGTERM) == 0


async def cut_again_and_again(orders: Orders, folder: Path) -> Report:
    """Carry the orders out on a server of their own."""
    async with standing(folder, orders.runs) as stand:
        return await stand.cut(orders)


def _nowhere() -> str:
    return f"http://127.0.0.1:{free_port()}"


def _told(orders: Orders) -> dict[str, Any]:
    return {
        "each": orders.each,
        "random": orders.random,
        "live": orders.live,
        "seed": orders.seed,
        "patience_ms": round(orders.patience_s * 1000),
        "at_once": AT_ONCE,
    }


async def _stored_runs(server: str, count: int) -> list[str]:
    """Take `count` turns, some at a time, and one of them stopped; the runs' ids."""
    places = asyncio.Semaphore(20)
    async with Client(base_url=server, timeout=60) as client:

        async def take(number: int) -> str:
            program, message = _ASKED[number % len(_ASKED)]
            async with places:
                return (await client.turn(message.replace("{}", str(number)), program=program)).run_id

        stopped = await _stopped_run(client)
        return [stopped, *await asyncio.gather(*(take(number) for number in range(count - 1)))]


async def _stopped_run(client: Client) -> str:
    body = {"message": "[bench n=400 rate=60]", "program": "chat"}
    async with client.stream("POST", "/chat/stream", json=body) as response:
        run_id = response.headers["x-run-id"]
        await asyncio.sleep(0.5)
        await client.post(f"/api/runs/{run_id}/stop")
    return run_id


@asynccontextmanager
async def _client(script: Path) -> AsyncIterator[asyncio.subprocess.Process]:
    process = await asyncio.create_subprocess_exec(
        node(), str(script), stdin=subprocess.PIPE, stdout=subprocess.PIPE, limit=1 << 26
    )
    try:
        yield process
        assert await process.wait() == 0
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()


async def _tell(process: asyncio.subprocess.Process, value: Any) -> None:
    assert process.stdin is not None
    process.stdin.write(json.dumps(value).encode() + b"\n")
    await process.stdin.drain()


async def _line(process: asyncio.subprocess.Process) -> str:
    assert process.stdout is not None
    return (await process.stdout.readline()).decode().strip()


async def _hear(process: asyncio.subprocess.Process, word: str) -> None:
    heard = await _line(process)
    if heard != word:
        raise RuntimeError(f"the client was to say {word!r} and said {heard!r}")


async def _main(arguments: argparse.Namespace) -> int:
    orders = Orders(
        runs=arguments.runs,
        each=not arguments.no_each,
        random=arguments.random,
        live=arguments.live,
        seed=arguments.seed,
    )
    with tempfile.TemporaryDirectory() as folder:
        report = await cut_again_and_again(orders, Path(folder))
    print(report)
    for fault in report.faults[:5]:
        print(fault[:300])
    return 1 if report.faults else 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Break the line under the client's own code, and check what it got.")
    parser.add_argument("--runs", type=int, default=200, help="stored runs")
    parser.add_argument("--no-each", action="store_true", help="do not cut every run at every event")
    parser.add_argument("--random", type=int, default=20_000, help="sequences of random faults over the stored runs")
    parser.add_argument("--live", type=int, default=400, help="live turns, under which the server is killed")
    parser.add_argument("--seed", type=int, default=0, help="of the faults; the machine adds chance of its own")
    raise SystemExit(run(_main(parser.parse_args())))
