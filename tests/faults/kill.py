"""Kills the server again and again while clients read from it, then checks what they saw: `python -m tests.faults.kill`.

Clients take turns, leave when they like, come back with the cursor they had and retry what got no answer, as a browser
does. The server is killed with SIGKILL at a random instant, sometimes while it is still starting. Afterwards the checker
in `journal.py` holds every event that any client saw against the database.
"""

import argparse
import asyncio
import contextlib
import random
import signal
import socket
import sqlite3
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from tests.bench.loop import run
from tests.bench.model_server import model_server
from tests.faults.journal import Journal, Sight, faults
from tests.faults.nursery import Nursery, nursery

TOKENS = 40
RATE = 160
"""Tokens of an answer, and how many of them come a second: an answer takes a quarter of a second."""

_LOST = (httpx.TransportError, AttributeError)
"""A connection that broke. anyio raises AttributeError for one that breaks in the instant in which it was made."""


@dataclass
class Report:
    """What came of it. `faults` is one line for each broken promise; the other numbers show that there was something to
    break: runs that were cut off, connections that brought events."""

    kills: int = 0
    runs: int = 0
    interrupted: int = 0
    sights: int = 0
    seen: int = 0
    seconds: float = 0.0
    faults: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        kinds = ("lost", "changed", "doubled", "skipped", "gap", "open", "end", "final", "text", "index", "refused")
        counted = ", ".join(f"{kind} {sum(f.startswith(f'{kind}:') for f in self.faults)}" for kind in kinds)
        return (
            f"{self.kills} kills in {self.seconds:.0f} s; {self.runs} runs, of which {self.interrupted} were cut off; "
            f"{self.seen} events seen over {self.sights} connections\n{counted}"
        )


class _Reader:
    """One client: takes a turn, follows it to its end through all that happens, and takes the next."""

    def __init__(self, name: str, port: int, journal: Journal, chance: random.Random) -> None:
        self._name = name
        self._url = f"http://127.0.0.1:{port}"
        self._journal = journal
        self._chance = chance
        self.over = False

    async def read(self) -> None:
        """Until `over` is set, and then to the end of the turn that is open."""
        count = 0
        async with httpx.AsyncClient(base_url=self._url, timeout=10) as client:
            while not self.over:
                count += 1
                await self._turn(client, f"{self._name}-{count}")

    async def _turn(self, client: httpx.AsyncClient, key: str) -> None:
        sight: Sight | None = None
        while True:
            with contextlib.suppress(*_LOST, asyncio.TimeoutError):
                answer = self._ask(client, key) if sight is None else self._rejoin(client, sight)
                async with answer as response:
                    if response.status_code == 204:
                        return
                    if response.status_code != 200:
                        await response.aread()
                        self._refused(response)
                        return
                    sight = self._sight(response, key, sight)
                    await asyncio.wait_for(self._note(response, sight), self._patience())
            if sight is not None and sight.frames and b"\nevent: end\n" in sight.frames[-1]:
                return
            await asyncio.sleep(self._chance.uniform(0.0, 0.1))

    def _ask(self, client: httpx.AsyncClient, key: str) -> contextlib.AbstractAsyncContextManager[httpx.Response]:
        body = {"message": f"[bench n={TOKENS} rate={RATE}]", "program": "chat"}
        return client.stream("POST", "/chat/stream", json=body, headers={"Idempotency-Key": key})

    def _rejoin(
        self, client: httpx.AsyncClient, sight: Sight
    ) -> contextlib.AbstractAsyncContextManager[httpx.Response]:
        path = f"/api/runs/{sight.run}/events"
        if self._chance.random() < 0.5:
            return client.stream("GET", path, params={"after": sight.cursor})
        return client.stream("GET", path, headers={"Last-Event-ID": str(sight.cursor)})

    def _sight(self, response: httpx.Response, key: str, before: Sight | None) -> Sight:
        run_id = response.headers["x-run-id"]
        self._journal.keys[run_id] = key
        sight = Sight(run_id, before.cursor if before else 0)
        self._journal.sights.append(sight)
        return sight

    async def _note(self, response: httpx.Response, sight: Sight) -> None:
        rest = b""
        async for data in response.aiter_raw():
            *frames, rest = (rest + data).split(b"\n\n")
            sight.frames += [frame + b"\n\n" for frame in frames if frame.startswith(b"id: ")]

    def _patience(self) -> float:
        """Seconds until this client leaves: mostly it stays to the end."""
        return self._chance.uniform(0.0, 0.5) if self._chance.random() < 0.4 else 30.0

    def _refused(self, response: httpx.Response) -> None:
        self._journal.refusals.append(f"refused: {response.request.url} got {response.status_code} {response.text}")


async def kill_again_and_again(
    kills: int, folder: Path, *, streams: int = 8, publish_first: bool = False, seed: int = 0
) -> Report:
    """Kill the server `kills` times under `streams` clients; data and log go to `folder`."""
    chance = random.Random(seed)
    journal, began, port = Journal(), time.monotonic(), free_port()
    async with model_server() as model_url, nursery(folder / "server.log") as servers:
        readers = [_Reader(f"c{i}", port, journal, random.Random(chance.random())) for i in range(streams)]
        tasks = [asyncio.create_task(reader.read()) for reader in readers]
        try:
            for _ in range(kills):
                await servers.start(folder, port, model_url, publish_first=publish_first)
                await _until_kill(port, chance)
                await servers.end(signal.SIGKILL)
            await servers.start(folder, port, model_url, publish_first=publish_first)
            for reader in readers:
                reader.over = True
            await asyncio.wait_for(asyncio.gather(*tasks), 60)
            await _stop(servers)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
    return _report(folder, kills, journal, time.monotonic() - began)


async def _until_kill(port: int, chance: random.Random) -> None:
    """Mostly a moment after the server has begun to answer; one time in ten before."""
    if chance.random() < 0.1:
        await asyncio.sleep(chance.uniform(0.0, 0.5))
        return
    await until_ready(port)
    await asyncio.sleep(chance.uniform(0.0, 0.8))


async def until_ready(port: int, seconds: float = 30.0) -> None:
    """Until the server on this port answers /health."""
    deadline = time.monotonic() + seconds
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
        while True:
            with contextlib.suppress(*_LOST):
                if (await client.get("/health")).status_code == 200:
                    return
            if time.monotonic() > deadline:
                raise TimeoutError(f"nothing answers on port {port} after {seconds} s")
            await asyncio.sleep(0.02)


async def _stop(servers: Nursery) -> None:
    code = await servers.end(signal.SIGTERM)
    if code != 0:
        raise RuntimeError(f"the last server ended with {code}")


def _report(folder: Path, kills: int, journal: Journal, seconds: float) -> Report:
    database = folder / "chat.db"
    found = faults(database, journal, TOKENS)
    with contextlib.closing(sqlite3.connect(database)) as db:
        statuses = [status for (status,) in db.execute("SELECT status FROM run").fetchall()]
    return Report(
        kills=kills,
        runs=len(statuses),
        interrupted=statuses.count("interrupted"),
        sights=len(journal.sights),
        seen=journal.seen,
        seconds=seconds,
        faults=found,
    )


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        port: int = sock.getsockname()[1]
        return port


async def _main(arguments: argparse.Namespace) -> int:
    with tempfile.TemporaryDirectory() as folder:
        report = await kill_again_and_again(
            arguments.kills, Path(folder), publish_first=arguments.publish_first, seed=arguments.seed
        )
    print(report)
    for fault in report.faults[:5]:
        print(fault[:200])
    return 1 if report.faults else 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Kill the server under its clients, and check what they saw.")
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0, help="of the instants; the machine adds chance of its own")
    parser.add_argument("--publish-first", action="store_true", help="the negative control, which must find faults")
    raise SystemExit(run(_main(parser.parse_args())))
