"""What runs leave behind: tasks, threads, open sockets, open answers. Counted before, and again once all has settled."""

import asyncio
import os
import re
import sys
import threading
from dataclasses import dataclass

from tests.serving import Client

_POOLS = re.compile(r"program-|loop_|database-reader_|.*_connection_worker_thread")
"""Threads that stay, to be used again, up to a limit: of programs, of the loop, of the database's readers."""


@dataclass(frozen=True)
class Left:
    """What there is in this process, and at the model."""

    tasks: int
    threads: tuple[str, ...]
    sockets: int
    answering: int
    running: int


async def left(client: Client, model_url: str) -> Left:
    """What there is now. The sockets are those of this process, which is client, server and model at once."""
    answering = (await client.get(f"{model_url}/open")).json()["answering"]
    running = (await client.get("/health")).json()["running"]
    threads = tuple(sorted(thread.name for thread in threading.enumerate() if not _POOLS.match(thread.name)))
    return Left(len(asyncio.all_tasks()), threads, _sockets(), answering, running)


async def settled(client: Client, model_url: str, before: Left, seconds: float = 5) -> Left:
    """What is left once it is no more than before, or the time is over. Idle connections to the model may stay."""
    now = await left(client, model_url)
    for _ in range(round(seconds / 0.05)):
        if all(getattr(now, name) <= getattr(before, name) for name in Left.__annotations__):
            break
        await asyncio.sleep(0.05)
        now = await left(client, model_url)
    return now


def pooled() -> int:
    """How many threads wait for work."""
    return sum(_POOLS.match(thread.name) is not None for thread in threading.enumerate())


def _sockets() -> int:
    if sys.platform != "linux":
        return 0
    count = 0
    for name in os.listdir("/proc/self/fd"):
        try:
            count += os.readlink(f"/proc/self/fd/{name}").startswith("socket:")
        except OSError:
            continue  # it was the one that listed them
    return count
