"""Long runs are read piece by piece: all of it and only that, little at a time, checked first, and over when deleted."""

import random
import tracemalloc
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from dspy_chat.database import Database, Row
from dspy_chat.errors import StorageDamaged
from dspy_chat.eventlog import CHUNK, CHUNK_BYTES, Entry, EventLog, entry
from dspy_chat.eventlog.stored import PIECE, Stored
from dspy_chat.events import FinalEvent, StatusEvent, TokenEvent, Usage

from tests.test_eventlog import RUN, START, _a_run, begun, end

READERS = 20
HELD = 100 * 1024
"""Bytes that a reader of a long run may hold of it, with the chunk that it was given."""


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    opened = await Database.open(tmp_path)
    await opened.write(_a_run)
    yield opened
    await opened.close()


def said(count: int, size: int) -> list[Entry]:
    """The events behind the start of a run that says so many texts which do not pack well, and all of them at its end."""
    chance = random.Random(count)
    texts = [chance.randbytes(size).hex()[:size] for _ in range(count)]
    tokens = [
        TokenEvent(type="token", run=RUN, seq=at, t=at, field="answer", text=one) for at, one in enumerate(texts, 2)
    ]
    status = StatusEvent(
        type="status", run=RUN, seq=count + 2, t=count, kind="tool", name="x", detail="y" * 3 * CHUNK_BYTES
    )
    used, answer = Usage(input=1, output=1, total=2), "".join(texts)
    final = FinalEvent(
        type="final",
        run=RUN,
        seq=count + 3,
        t=count,
        fields={"answer": answer},
        answer=answer,
        usage=used,
        cached=False,
        ms=1,
    )
    return [*map(entry, tokens), entry(status), entry(final), end(count + 4)]


async def kept(database: Database, count: int = 3000, size: int = 100) -> tuple[EventLog, list[Row]]:
    """The log, and all rows of a run that has ended."""
    log, entries = EventLog(database), said(count, size)
    await log.append(begun(), entries)
    return log, [(1, START), *((seq, data) for seq, _, data in entries)]


async def opened(log: EventLog, after: int = 0) -> Stored:
    stored = await log.open(RUN, after)
    assert stored is not None
    return stored


async def test_long_run_is_read_in_chunks_and_whole(database: Database) -> None:
    log, rows = await kept(database)
    chunks = [chunk async for chunk in await opened(log)]
    assert [row for chunk in chunks for row in chunk] == rows
    assert max(map(len, chunks)) == CHUNK
    for chunk in chunks:
        assert len(chunk) == 1 or sum(len(data) for _, data in chunk[:-1]) < CHUNK_BYTES


@pytest.mark.parametrize("count", [3, 60, 500, 3000])
async def test_run_of_any_length_is_read_from_any_cursor(database: Database, count: int) -> None:
    log, rows = await kept(database, count)
    for after in {0, 1, 2, CHUNK, CHUNK + 1, count // 2, *range(count - 1, count + 4)}:
        assert await log.read(RUN, after) == rows[after:], after
    assert [await log.open(RUN, after) for after in (count + 4, count + 5)] == [None, None]


async def test_readers_of_a_long_run_hold_little_of_it(database: Database) -> None:
    """Python counts what it and zlib hold for readers that have got a chunk, and then one in the midst of the run."""
    log, rows = await kept(database, 1_500)
    await log.read(RUN)
    tracemalloc.start()
    try:
        for taken in (1, 10):
            before = tracemalloc.get_traced_memory()[0]
            readers = [await opened(log) for _ in range(READERS)]
            chunks = [[await anext(one) for _ in range(taken)][-1] for one in readers]
            each = (tracemalloc.get_traced_memory()[0] - before) / READERS
            whole = sum(len(data) for _, data in rows)
            print(f"{each / 1024:.0f} KiB held by each reader of {whole / 1024:,.0f}, behind {taken} chunks")
            assert chunks[0]
            assert each < HELD
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("again", [False, True], ids=["deleted", "its key given again"])
async def test_run_that_is_deleted_while_it_is_read_is_over(database: Database, again: bool) -> None:
    log, rows = await kept(database)
    stored = await opened(log)
    read = await anext(stored)
    await database.write(lambda db: db.execute("DELETE FROM run"))
    if again:
        await database.write(lambda db: db.execute("DELETE FROM conversation"))
        await database.write(_a_run)
        await database.write(lambda db: db.execute("UPDATE run SET id = ?", ("0" * 32,)))
        await database.write(
            lambda db: db.execute("INSERT INTO run_events VALUES (1, 2, x'00', ?)", (b"\x01" * 20 * PIECE,))
        )
    async for chunk in stored:
        read += chunk
    assert read == rows[: len(read)]
    assert len(read) < len(rows) / 2
    assert await log.open(RUN) is None


async def test_run_that_is_deleted_before_its_final_is_read_again_is_over(database: Database) -> None:
    log, _ = await kept(database, 300, 100)
    stored = await opened(log, 301)
    assert [seq for seq, _ in await anext(stored)] == [302]
    await database.write(lambda db: db.execute("DELETE FROM run"))
    assert [chunk async for chunk in stored] == []


@pytest.mark.parametrize(
    "damage",
    [
        "data = CAST(substr(data, 1, 100000) || x'00' || substr(data, 100002) AS BLOB)",
        "data = substr(data, 1, length(data) - 4)",
        "data = CAST(x'02' || substr(data, 2) AS BLOB)",
        "sha256 = x'00'",
        "count = count - 1",
    ],
)
async def test_damaged_long_run_is_told_before_anything_of_it_is_shown(database: Database, damage: str) -> None:
    log, _ = await kept(database)
    await database.write(lambda db: db.execute(f"UPDATE run_events SET {damage}"))
    for after in (0, 2000):
        with pytest.raises(StorageDamaged, match="damaged"):
            await log.open(RUN, after)
