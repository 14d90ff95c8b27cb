"""Disks that fail, fill up and come back: what was seen is stored, each run has one end, and nothing needs a restart."""

import asyncio
import errno
import math
import resource
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from dspy_chat.database import Database
from dspy_chat.database.room import RESERVE
from dspy_chat.errors import BadSettings, StorageFailed
from dspy_chat.eventlog import Entry, EventLog, Tail
from dspy_chat.events import EndEvent, ErrorEvent
from dspy_chat.sse import frame

from tests.faults.failing import Disk, History, broken, failing, fill, free, small, turn
from tests.serving import Answer, Client, serving

TOKENS = 12


@pytest.fixture
def disk() -> Iterator[Disk]:
    with failing() as made:
        yield made


# --- the Nth write


FAILURES = {"once": (1, errno.EIO), "once, as full": (1, errno.ENOSPC), "until it heals": (math.inf, errno.EIO)}
STEPS = [pytest.param(7, id="some"), pytest.param(1, id="all", marks=pytest.mark.nightly)]


async def every_nth(disk: Disk, client: Client, history: History, times: float, error: int, step: int) -> int:
    """A turn for each N, in which the Nth write fails, until one has fewer writes than that. Returns how many failed."""
    first, hits = 1, 0
    while True:
        disk.arm(first, times, error)
        asked = asyncio.create_task(turn(client, history, f"n{first}", TOKENS))
        await asyncio.wait([asked], timeout=None if times == 1 else 0.4)
        disk.heal()
        await asyncio.wait_for(asked, 15)
        if not disk.failed:
            return hits
        hits += 1
        assert (await turn(client, history, f"after-{first}", TOKENS)).status == 200, "it must recover by itself"
        first += step


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("failure", FAILURES.values(), ids=FAILURES.keys())
async def test_nth_write_of_a_turn_fails(
    tmp_path: Path, model_url: str, disk: Disk, failure: tuple[float, int], step: int
) -> None:
    history = History()
    async with serving(tmp_path, model_url=model_url) as client:
        hits = await every_nth(disk, client, history, *failure, step)
    assert hits * step > 30, "a turn has more writes than that"
    assert broken(tmp_path / "chat.db", history, TOKENS) == []


async def refused_in_the_middle(disk: Disk, client: Client, history: History) -> None:
    """A turn of whose words some are stored, some come while every write is refused, and some come later."""
    asked = asyncio.create_task(turn(client, history, "middle", TOKENS, rate=6))
    await asyncio.sleep(0.7)
    disk.arm(1, math.inf)
    await asyncio.sleep(0.5)
    disk.heal()
    await asked
    assert disk.failed, "no write fell into the time in which they were refused"


async def test_writes_are_refused_in_the_middle_of_a_turn(tmp_path: Path, model_url: str, disk: Disk) -> None:
    history = History()
    async with serving(tmp_path, model_url=model_url) as client:
        await refused_in_the_middle(disk, client, history)
    assert broken(tmp_path / "chat.db", history, TOKENS) == []


async def test_checker_finds_a_server_that_shows_what_the_disk_refused(
    tmp_path: Path, model_url: str, disk: Disk, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored = EventLog.post

    def shown(log: EventLog, tail: Tail, entries: list[Entry], then: object) -> None:
        late = Tail(tail.run_id, tail.key, tail.frames)
        tail.publish([frame(*entry) for entry in entries], ended=False)
        stored(log, late, entries, then)  # type: ignore[arg-type]

    monkeypatch.setattr(EventLog, "post", shown)
    history = History()
    async with serving(tmp_path, model_url=model_url) as client:
        await refused_in_the_middle(disk, client, history)
    assert [
        one for one in broken(tmp_path / "chat.db", history, TOKENS) if one.startswith(("doubled", "gap", "changed"))
    ]


# --- a disk that is full


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A data directory that is a disk of its own."""
    with small(tmp_path / "small", 16 << 20) as made:
        yield made


async def until_taken(client: Client, history: History, key: str, seconds: float = 8) -> None:
    """Until a turn is taken again."""
    deadline = time.monotonic() + seconds
    for number in range(1000):
        if (await turn(client, history, f"{key}-{number}", TOKENS)).status == 200:
            return
        assert time.monotonic() < deadline, "no turn is taken though there is space"
        await asyncio.sleep(0.1)


def failure_of(answer: Answer) -> tuple[str, bool] | None:
    """Code of an answer's error and whether the same may be asked again."""
    error = answer.events[-2]
    return (error.code, error.retryable) if isinstance(error, ErrorEvent) else None


def ended(answer: Answer) -> str:
    """How a turn ended: its status, or that of its refusal."""
    last = answer.events[-1] if answer.status == 200 else None
    return last.status if isinstance(last, EndEvent) else str(answer.status)


async def test_disk_that_fills_up_while_answers_stream(folder: Path, model_url: str) -> None:
    """Each run gets its end while the disk is full; what is stored can be read; turns are taken when there is space."""
    history = History()
    async with serving(folder, model_url=model_url) as client:
        before = await turn(client, history, "before", TOKENS)
        going = [asyncio.create_task(turn(client, history, f"going-{n}", TOKENS, rate=5)) for n in range(8)]
        await asyncio.sleep(1.0)
        fill(folder, 0)
        for answer in await asyncio.gather(*going):
            assert failure_of(answer) == ("storage_full", True)
            assert answer.text().startswith("0000 0001")
        assert (await client.get("/health")).json()["database"] == "full"
        began = time.monotonic()
        refused = await turn(client, history, "refused", TOKENS)
        assert time.monotonic() - began < 1.0
        assert (refused.status, b"free some space" in refused.content) == (507, True)
        assert (await client.events(before.run_id)).stored == before.stored
        assert len((await client.get("/api/conversations")).json()["conversations"]) == 9
        free(folder)
        await until_taken(client, history, "again")
        assert (await client.get("/health")).json()["database"] == "ok"
        assert (folder / "reserve").stat().st_blocks * 512 >= RESERVE, "kept anew, and not sparse"
    assert broken(folder / "chat.db", history, TOKENS) == []


async def test_space_that_comes_back_is_found_though_nobody_asks(folder: Path, model_url: str) -> None:
    async with serving(folder, model_url=model_url) as client:
        fill(folder, 0)
        assert (await turn(client, History(), "refused", TOKENS)).status == 507
        free(folder)
        deadline = time.monotonic() + 8
        while (await client.get("/health")).json()["database"] == "full":
            assert time.monotonic() < deadline
            await asyncio.sleep(0.1)


@pytest.mark.parametrize("step", [pytest.param(24, id="some"), pytest.param(1, id="all", marks=pytest.mark.nightly)])
async def test_disk_is_full_at_every_kilobyte_of_a_turn(folder: Path, model_url: str, step: int) -> None:
    history, left, ends = History(), 0, set[str]()
    async with serving(folder, model_url=model_url) as client:
        while "completed" not in ends or left < 200:
            fill(folder, left << 10)
            answer = await turn(client, history, f"n{left}", TOKENS)
            ends.add(ended(answer))
            free(folder)
            await until_taken(client, history, f"after-{left}")
            left += step
    assert ends >= {"507", "completed"}
    assert broken(folder / "chat.db", history, TOKENS) == []


async def test_server_starts_on_a_full_disk_that_it_filled(folder: Path, model_url: str) -> None:
    """What it needs to open its files, and to end the runs that were cut off, comes out of the reserve."""
    history = History()
    async with serving(folder, model_url=model_url) as client:
        await turn(client, history, "before", TOKENS)
    fill(folder, 0)
    async with serving(folder, model_url=model_url) as client:
        assert (await turn(client, history, "refused", TOKENS)).status == 507
        assert len((await client.get("/api/conversations")).json()["conversations"]) == 1
        free(folder)
        await until_taken(client, history, "again")
    assert broken(folder / "chat.db", history, TOKENS) == []


async def test_disk_that_is_full_at_the_start_is_said(folder: Path) -> None:
    fill(folder, 0)
    with pytest.raises((StorageFailed, BadSettings), match=r"free some space|No space left"):
        await Database.open(folder)


@contextmanager
def longest(size: int) -> Iterator[None]:
    """No file of this process grows over so many bytes: what a full disk is where none can be mounted."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.parametrize("step", [pytest.param(12, id="some"), pytest.param(1, id="all", marks=pytest.mark.nightly)])
async def test_files_may_not_grow(tmp_path: Path, model_url: str, step: int) -> None:
    """The reserve is no help then: an end that does not fit is held, and its stream stays open until it does."""
    history, left, ends = History(), 0, list[str]()
    async with serving(tmp_path, model_url=model_url) as client:
        while ends.count("completed") < 3:
            with longest((tmp_path / "chat.db-wal").stat().st_size + (left << 10)):
                asked = asyncio.create_task(turn(client, history, f"n{left}", TOKENS))
                await asyncio.wait([asked], timeout=0.5)
                ends.append(ended(asked.result()) if asked.done() else "held")
            await asyncio.wait_for(asked, 10)
            await until_taken(client, history, f"after-{left}")
            left += step
    assert ends.count("507") > 1
    assert broken(tmp_path / "chat.db", history, TOKENS) == []
