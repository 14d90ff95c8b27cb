"""Runs that are stopped, left or too slow let go of their model at once, and a thousand of them leave nothing behind."""

import asyncio
import gc
import statistics
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import psutil
import pytest
from dspy_chat import Program
from dspy_chat.app import LOOP_THREADS
from dspy_chat.events import decode

from tests.faults.left import left, pooled, settled
from tests.faults.programs import KINDS, tried
from tests.faults.stops import DEADLINE_S, STOPS, Stop, closed_at, end_early
from tests.serving import Client

TRIES = 7
PROMPTLY_MS = 100
AT_ONCE = 50
WORKERS = 64


@asynccontextmanager
async def hasty(data_dir: Path, model_url: str, grace_s: float = 0) -> AsyncIterator[Client]:
    """A server with programs that have a deadline, and those that have none."""
    made = [
        Program(id=f"hasty-{kind}", title="Hasty", build=build, timeout_s=DEADLINE_S) for kind, build in KINDS.items()
    ]
    async with tried(data_dir, model_url, *made, disconnect_grace_s=grace_s, sync_workers=WORKERS) as client:
        await asyncio.gather(*(client.turn("[say: warm]", program=kind) for kind in KINDS))
        yield client


async def status_of(client: Client, run_id: str) -> tuple[str, str | None]:
    """How a run ended, and its error's code. Waits for it, without following: a follower would keep it alive."""
    for _ in range(500):
        run = (await client.get(f"/api/runs/{run_id}")).json()
        if run["status"] != "running":
            return run["status"], (run.get("error") or {}).get("code")
        await asyncio.sleep(0.01)
    raise AssertionError("the run goes on")


def expected(stop: Stop) -> tuple[str, str | None]:
    return ("failed", "timeout") if stop.way == "deadline" else ("stopped", None)


@pytest.mark.parametrize("stop", STOPS, ids=str)
async def test_model_is_let_go_at_once(tmp_path: Path, model_url: str, stop: Stop) -> None:
    took = []
    async with hasty(tmp_path, model_url) as client:
        for number in range(TRIES):
            ended = await end_early(client, model_url, stop, f"s{number}")
            took.append((await closed_at(client, model_url, f"s{number}") - ended.asked) / 1e6)
            assert await status_of(client, ended.run_id) == expected(stop)
            replay = (await client.events(ended.run_id)).stored
            assert replay.startswith(ended.seen)
            assert decode(replay.split(b"data: ")[-1].strip()).type == "end"
    print(f"{stop!s:42} upstream closed after {statistics.median(took):.1f} ms (most {max(took):.1f})")
    assert statistics.median(took) < PROMPTLY_MS


@pytest.mark.parametrize("kind", KINDS)
async def test_model_is_let_go_once_the_grace_is_over(tmp_path: Path, model_url: str, kind: str) -> None:
    async with hasty(tmp_path, model_url, grace_s=0.5) as client:
        ended = await end_early(client, model_url, Stop(kind, "leave", early=False), "graced")
        took = (await closed_at(client, model_url, "graced") - ended.asked) / 1e6
        assert await status_of(client, ended.run_id) == ("stopped", None)
    print(f"{kind}: upstream closed {took:.0f} ms after the client left, with a grace of 500 ms")
    assert 450 < took < 1500


async def test_hundred_stopped_runs_leave_nothing_behind(tmp_path: Path, model_url: str) -> None:
    await _stop_many(tmp_path, model_url, 100)


@pytest.mark.nightly
@pytest.mark.timeout(600)
async def test_thousand_stopped_runs_leave_nothing_behind(tmp_path: Path, model_url: str) -> None:
    await _stop_many(tmp_path, model_url, 1000)


async def _stop_many(data_dir: Path, model_url: str, count: int) -> None:
    """End that many runs in all ways, AT_ONCE at a time, and look at what is left."""
    async with hasty(data_dir, model_url) as client:
        places, memory = asyncio.Semaphore(AT_ONCE), psutil.Process()
        await _stop_batch(client, model_url, range(AT_ONCE), places)  # the pools of threads and connections grow once
        before, sizes = await left(client, model_url), [memory.memory_info().rss]
        for first in range(AT_ONCE, AT_ONCE + count, AT_ONCE):
            await _stop_batch(client, model_url, range(first, first + AT_ONCE), places)
            gc.collect()
            sizes.append(memory.memory_info().rss)
        after, pools = await settled(client, model_url, before), pooled()
    half = sizes[len(sizes) // 2 :]
    slope = (half[-1] - half[0]) / 1024 / (max(1, len(half) - 1) * AT_ONCE)
    print(f"{count} runs: {before} -> {after}; {pools} pooled threads; {slope:.1f} KiB a run in the second half")
    assert pools <= WORKERS + LOOP_THREADS
    assert (after.answering, after.running) == (0, 0)
    assert after.tasks <= before.tasks
    assert after.threads <= before.threads
    assert after.sockets <= before.sockets


async def _stop_batch(client: Client, model_url: str, numbers: range, places: asyncio.Semaphore) -> None:
    async def one(number: int) -> None:
        stop = STOPS[number % len(STOPS)]
        async with places:
            ended = await end_early(client, model_url, stop, f"m{number}")
            assert await status_of(client, ended.run_id) == expected(stop), str(stop)

    began = time.monotonic()
    await asyncio.gather(*(one(number) for number in numbers))
    await client.delete(f"{model_url}/log")
    assert time.monotonic() - began < 60
