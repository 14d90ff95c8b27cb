"""Runs that are ended early, in every way and at every moment: what is done to one, and when its model saw it leave."""

import asyncio
import time
from dataclasses import dataclass
from typing import Literal

from tests.faults.programs import KINDS
from tests.following import opened
from tests.serving import Client

Way = Literal["stop", "leave", "deadline"]
DEADLINE_S = 0.35
"""`timeout_s` of the hasty programs: `hasty-async` and `hasty-sync`."""


@dataclass(frozen=True)
class Stop:
    """One way to end a run. `early` is before the model's first byte, else in mid-stream."""

    kind: str
    way: Way
    early: bool

    def __str__(self) -> str:
        return f"{self.way} {self.kind} {'before the first byte' if self.early else 'in mid-stream'}"

    @property
    def program(self) -> str:
        return f"hasty-{self.kind}" if self.way == "deadline" else self.kind


STOPS = [Stop(kind, way, early) for way in ("stop", "leave", "deadline") for kind in KINDS for early in (True, False)]


@dataclass(frozen=True)
class Ended:
    """A run that was ended: when that was asked, in CLOCK_MONOTONIC ns, and what a follower saw until then."""

    run_id: str
    asked: int
    seen: bytes


async def end_early(client: Client, model_url: str, stop: Stop, chat: str) -> Ended:
    """Start a run of a long answer and end it."""
    message = f"[bench id={chat} n=4000 rate=50 first={600 if stop.early else 0}]"
    began = time.monotonic_ns()
    async with opened(client, message, program=stop.program) as live:
        await live.read(1)
        asked = began + round(DEADLINE_S * 1e9)
        if stop.way == "deadline":  # under load it may be over before the model is asked
            await live.read_to_the_end()
            return Ended(live.run_id, asked, live.stored)
        await (_asked(client, model_url, chat) if stop.early else live.read(5))
        asked = time.monotonic_ns()
        if stop.way == "stop":
            await client.post(f"/api/runs/{live.run_id}/stop")
            await live.read_to_the_end()
    return Ended(live.run_id, asked, live.stored)


async def closed_at(client: Client, model_url: str, chat: str, seconds: float = 10) -> int:
    """When the model saw its client leave, in CLOCK_MONOTONIC ns."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        closed = (await client.get(f"{model_url}/log")).json()[chat]["closed"]
        if closed is not None:
            return int(closed)
        await asyncio.sleep(0.01)
    raise AssertionError(f"the model call of {chat!r} was still open after {seconds} s")


async def _asked(client: Client, model_url: str, chat: str) -> None:
    while chat not in (await client.get(f"{model_url}/log")).json():  # noqa: ASYNC110 - of another server
        await asyncio.sleep(0.02)
