"""Kills the server again and again while clients read from it, then checks what they saw: `python -m tests.faults.kill`.

Clients take turns, leave when they like, come back with the cursor they had, retry what got no answer, as a browser does,
stop runs and delete conversations. The server dies by SIGKILL: at a random instant, sometimes while it is still starting or
has been told to end, or by its own hand at the points of `deadly.py`. Afterwards the checker in `journal.py` holds every
event that any client saw against the database.
"""

import argparse
import asyncio
import contextlib
import os
import random
import signal
import socket
import sqlite3
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import httpx

from tests.bench.loop import run
from tests.bench.model_server import model_server
from tests.faults.client import LOST, TOKENS, Reader
from tests.faults.deadly import ENDING, POINTS, RUNNING
from tests.faults.journal import Journal, faults
from tests.faults.nursery import Nursery, nursery

STREAMS: Final = 8
_ENDING_MS: Final = 200
"""How long after SIGTERM a server is killed at most."""


_FAULTS: Final = (
    *("lost", "changed", "doubled", "skipped", "gap", "open", "end", "final", "text", "index"),
    *("back", "refused", "unreached"),
)


@dataclass(frozen=True)
class Death:
    """One death: at a random instant, in an ending (`term`), or by its own hand at the `nth` pass of a `point`, in so many
    `seconds`."""

    point: str = ""
    nth: int = 1
    term: bool = False
    seconds: float = 20

    @property
    def alter(self) -> list[str]:
        """What is done to the server for it."""
        return [f"die:{self.point}:{self.nth}"] if self.point else []


@dataclass
class Report:
    """What came of it. `faults` is one line for each broken promise; the other numbers show that there was something to
    break: runs that were cut off, connections that brought events."""

    kills: int = 0
    deleted: int = 0
    runs: int = 0
    interrupted: int = 0
    sights: int = 0
    seen: int = 0
    seconds: float = 0.0
    faults: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        counts = Counter(fault.partition(":")[0] for fault in self.faults)
        counted = ", ".join(f"{kind} {counts[kind]}" for kind in _FAULTS)
        return (
            f"{self.kills} kills in {self.seconds:.0f} s; {self.runs} runs, of which {self.interrupted} were cut off, "
            f"and {self.deleted} more that were deleted; "
            f"{self.seen} events seen over {self.sights} connections\n{counted}"
        )


async def kill_again_and_again(
    kills: int, folder: Path, *, streams: int = STREAMS, publish_first: bool = False, seed: int = 0
) -> Report:
    """Kill the server `kills` times at random under `streams` clients; data and log go to `folder`."""
    chance = random.Random(seed)
    deaths = [Death(term=chance.random() < 0.2) for _ in range(kills)]
    return await _die(deaths, folder, streams, chance, ["publish_first"] if publish_first else [])


async def kill_at_points(
    rounds: int,
    folder: Path,
    *,
    points: Sequence[str] = tuple(POINTS),
    nth: int = 0,
    seed: int = 0,
    seconds: float = 20,
) -> Report:
    """Let the server die once at each point, so many times; those of the recovery follow each other, on one mess. `nth` is
    the pass that it dies at, 0 any of the first; a point that is not reached in so many `seconds` is told as a fault."""
    chance = random.Random(seed)
    deaths = [
        Death(point, nth or (chance.randint(1, 5) if point in RUNNING else 1), point in ENDING, seconds)
        for _ in range(rounds)
        for point in points
    ]
    return await _die(deaths, folder, STREAMS, chance, [])


async def _die(deaths: list[Death], folder: Path, streams: int, chance: random.Random, alter: list[str]) -> Report:
    journal, began, port = Journal(), time.monotonic(), free_port()
    async with model_server() as model_url, nursery(folder / "server.log") as servers:
        readers = [Reader(f"c{i}", port, journal, random.Random(chance.random())) for i in range(streams)]
        tasks = [asyncio.create_task(reader.read()) for reader in readers]
        try:
            for death in deaths:
                drain_s = chance.choice((0.0, 0.3, 20.0))
                changes = [*alter, *death.alter]
                keep_s = chance.choice((0.0, 3600.0))  # what is deleted is removed at once, and dies in that; or later
                server = await servers.start(
                    folder, port, model_url, alter=changes, drain_s=drain_s, keep_deleted_s=keep_s
                )
                journal.refusals += await _kill(servers, server, port, death, chance)
            await servers.start(folder, port, model_url, alter=alter)
            for reader in readers:
                reader.over = True
            await asyncio.wait_for(asyncio.gather(*tasks), 60)
            await _stop(servers)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
    return _report(folder, len(deaths), journal, time.monotonic() - began)


async def _kill(servers: Nursery, server: int, port: int, death: Death, chance: random.Random) -> list[str]:
    """See to a death; a line when its point was never reached."""
    if not death.point and not death.term:
        await _until_kill(port, chance)
        await servers.end(signal.SIGKILL)
        return []
    if death.term:
        await until_ready(port)
        await asyncio.sleep(chance.uniform(0.1, 0.5))
        os.kill(server, signal.SIGTERM)
    if not death.point:
        await asyncio.sleep(chance.uniform(0, _ENDING_MS / 1000))
        await servers.end(signal.SIGKILL)
        return []
    return await _by_its_own_hand(servers, server, death)


async def _by_its_own_hand(servers: Nursery, server: int, death: Death) -> list[str]:
    ended = asyncio.create_task(servers.end())
    reached, _ = await asyncio.wait([ended], timeout=death.seconds)
    if not reached:
        os.kill(server, signal.SIGKILL)
    code = await ended
    return [] if reached and code == -signal.SIGKILL else [f"unreached: {death.point!r}; the server ended with {code}"]


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
            with contextlib.suppress(*LOST):
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
        deleted=len(journal.deleted),
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
        if arguments.points:
            report = await kill_at_points(arguments.points, Path(folder), seed=arguments.seed)
        else:
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
    parser.add_argument("--points", type=int, default=0, help="so many times at each of the chosen points instead")
    parser.add_argument("--seed", type=int, default=0, help="of the instants; the machine adds chance of its own")
    parser.add_argument("--publish-first", action="store_true", help="the negative control, which must find faults")
    raise SystemExit(run(_main(parser.parse_args())))
