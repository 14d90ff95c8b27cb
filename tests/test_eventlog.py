"""The log: committed before anybody sees it, one tail for all followers, the same bytes for ever."""

import asyncio
import contextlib
import shutil
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from dspy_chat.database import Database
from dspy_chat.errors import StorageFailed
from dspy_chat.eventlog import CHUNK, CHUNK_BYTES, CROWD, Bell, Entry, EventLog, Tail, entry, live_frames, stored_frame
from dspy_chat.events import EndEvent, TokenEvent, encode
from dspy_chat.sse import frame

RUN = "f" * 32
START = f'{{"type":"start","run":"{RUN}","seq":1,"t":0}}'


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    opened = await Database.open(tmp_path)
    await opened.write(_a_run)
    yield opened
    await opened.close()


def _a_run(db: sqlite3.Connection) -> None:
    db.execute("INSERT INTO conversation (id, title, program, created_at, updated_at) VALUES ('c', 't', 'p', 1, 1)")
    db.execute(
        "INSERT INTO run (key, id, conversation, message, program, model, status, start, boot, started_at)"
        " VALUES (1, ?, 'c', 'm', 'p', 'x', 'running', ?, 'b', 1)",
        (RUN, START),
    )


def tokens(first: int, last: int) -> list[Entry]:
    return [
        entry(TokenEvent(type="token", run=RUN, seq=seq, t=seq, field="answer", text=f"é{seq}\n"))
        for seq in range(first, last + 1)
    ]


def end(seq: int) -> Entry:
    return entry(EndEvent(type="end", run=RUN, seq=seq, t=seq, status="completed"))


def nobody() -> None:
    pass


def follow(tail: Tail, after: int = 0) -> Any:
    return live_frames(tail, after, nobody)


def begun() -> Tail:
    """The tail of the run, which has just begun."""
    return Tail(RUN, 1, [stored_frame(1, START)])


async def collected(tail: Tail, after: int = 0) -> bytes:
    return b"".join([chunk async for chunk in follow(tail, after)])


async def posted(log: EventLog, tail: Tail, entries: list[Entry]) -> None:
    """Add to a live run, as a program does."""
    done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    log.post(tail, entries, lambda error: done.set_exception(error) if error else done.set_result(None))
    await done


def on_file(database: Database, tmp_path: Path) -> int:
    """The last event of the run that would be there if the process died now, as a new one would find it."""
    copy = tmp_path / "copy"
    copy.mkdir(exist_ok=True)
    for name in ("journal.db", "journal.db-wal"):
        shutil.copy(database.path.with_name(name), copy / name)
    with contextlib.closing(sqlite3.connect(copy / "journal.db")) as journal:
        said = journal.execute("SELECT max(seq) FROM said WHERE run = 1").fetchone()[0] or 0
    with contextlib.closing(sqlite3.connect(f"file:{database.path}?mode=ro", uri=True)) as other:
        stored = other.execute("SELECT max(count) FROM run_events WHERE run = 1").fetchone()[0] or 1
    return int(max(said, stored))


async def test_follower_never_sees_what_the_files_do_not_hold(database: Database, tmp_path: Path) -> None:
    """Every time a frame reaches a follower, copies of the files are read: its event must be there."""
    tail, log = begun(), EventLog(database)
    seen: list[int] = []

    async def watch() -> None:
        async for chunk in follow(tail):
            last = int(chunk.rsplit(b"id: ", 1)[1].split(b"\n", 1)[0])
            assert last <= on_file(database, tmp_path)
            seen.append(last)

    watchers = [asyncio.create_task(watch()) for _ in range(3)]
    for first in range(2, 200, 4):
        await posted(log, tail, tokens(first, first + 3))
    await log.append(tail, [end(202)])
    await asyncio.gather(*watchers)
    assert seen.count(202) == 3


async def test_end_takes_what_only_the_journal_held_into_the_database(database: Database) -> None:
    tail, log = begun(), EventLog(database)
    await posted(log, tail, tokens(2, 5))
    await posted(log, tail, tokens(6, 6))
    assert await log.read(RUN) == [(1, START)]
    assert log.left() == {1: [(seq, data) for seq, _, data in tokens(2, 6)]}
    await log.append(tail, [end(7)])
    stored = await log.read(RUN)
    assert b"".join(stored_frame(seq, data) for seq, data in stored) == b"".join(tail.frames)
    log.clear()
    assert log.left() == {}


async def test_failed_post_publishes_nothing(database: Database) -> None:
    tail, log = begun(), EventLog(database)
    await posted(log, tail, tokens(2, 3))
    database.journal._connection.execute("PRAGMA query_only=ON")
    with pytest.raises(StorageFailed):
        await posted(log, tail, tokens(4, 4))
    assert tail.seq == 3
    database.journal._connection.execute("PRAGMA query_only=OFF")
    await posted(log, tail, tokens(4, 4))
    assert tail.seq == 4


async def test_failed_append_publishes_nothing(database: Database) -> None:
    tail, log = begun(), EventLog(database)
    await posted(log, tail, tokens(2, 2))
    database._writer._connection.execute("PRAGMA query_only=ON")
    with pytest.raises(StorageFailed):
        await log.append(tail, [end(3)])
    assert (tail.seq, tail.ended, await log.last(RUN)) == (2, False, 1)
    database._writer._connection.execute("PRAGMA query_only=OFF")
    await log.append(tail, [end(3)])
    assert [seq for seq, _ in await log.read(RUN)] == [1, 2, 3]


async def test_failure_beside_the_events_stores_and_publishes_nothing(database: Database) -> None:
    tail, log = begun(), EventLog(database)

    def also(db: sqlite3.Connection) -> None:
        raise sqlite3.OperationalError("disk I/O error")

    with pytest.raises(StorageFailed):
        await log.append(tail, [*tokens(2, 2), end(3)], also=also)
    assert (tail.seq, tail.ended, await log.last(RUN)) == (1, False, 1)


async def test_also_is_in_the_same_transaction(database: Database) -> None:
    def completed(db: sqlite3.Connection) -> None:
        db.execute("UPDATE run SET status = 'completed'")

    tail, log = begun(), EventLog(database)
    await log.append(tail, [end(2)], also=completed)
    with sqlite3.connect(database.path) as other:
        assert other.execute("SELECT status, (SELECT count FROM run_events) FROM run").fetchall() == [("completed", 2)]
    other.close()


async def test_many_followers_from_many_cursors_read_one_tail(database: Database) -> None:
    tail, log = begun(), EventLog(database)
    followers = [asyncio.create_task(collected(tail, after)) for after in range(0, 100)]
    await asyncio.sleep(0)
    assert tail.followers == 100
    for first in range(2, 151, 5):
        await posted(log, tail, tokens(first, first + 4))
        await asyncio.sleep(0)
    late = asyncio.create_task(collected(tail, 0))
    await log.append(tail, [end(152)])
    whole = await late
    frames = whole.split(b"\n\n")[:-1]
    assert len(frames) == 152
    for after, task in enumerate(followers):
        assert await task == b"".join(part + b"\n\n" for part in frames[after:])
    assert tail.followers == 0


async def test_follower_that_catches_up_takes_at_most_a_chunk_at_a_time(database: Database) -> None:
    tail, log = begun(), EventLog(database)
    await log.append(tail, [*tokens(2, CHUNK * 2 + 10), end(CHUNK * 2 + 11)])
    sizes = [chunk.count(b"\ndata: ") for chunk in [chunk async for chunk in follow(tail)]]
    assert sizes == [CHUNK, CHUNK, 11]
    assert await collected(tail, CHUNK * 2 + 11) == b""


async def test_crowd_of_followers_leaves_turns_to_others() -> None:
    tail, woken = Tail(RUN, 1), 0

    async def watch() -> None:
        nonlocal woken
        async for _ in follow(tail):
            woken += 1

    watchers = [asyncio.create_task(watch()) for _ in range(CROWD * 5 + 7)]
    await asyncio.sleep(0)
    for last in (False, True):  # also when the next event comes while the crowd is still being woken
        tail.publish([frame(*entry) for entry in tokens(tail.seq + 1, tail.seq + 1)], ended=last)
    most = before = 0
    while woken < len(watchers):
        await asyncio.sleep(0)
        most, before = max(most, woken - before), woken
    assert most <= 2 * CROWD
    await asyncio.gather(*watchers)
    assert tail.followers == 0


async def test_follower_of_several_tails_waits_once_in_each() -> None:
    bell, tails = Bell(), [Tail(RUN, key) for key in (1, 2)]
    for tail in tails:
        tail.join(bell)
    for seq in range(1, 50):
        waiting = bell.wait()
        tails[0].publish([frame(*entry) for entry in tokens(seq, seq)], ended=False)
        await waiting
    assert [tail.followers for tail in tails] == [1, 1]
    tails[1].publish((), ended=True)
    tails[0].leave(bell)
    tails[0].leave(bell)
    assert [tail.followers for tail in tails] == [0, 1]


async def test_chunk_is_bounded_in_bytes_too(database: Database) -> None:
    tail, long = Tail(RUN, 1), TokenEvent(type="token", run=RUN, seq=1, t=1, field="answer", text="x" * CHUNK_BYTES)
    tail.publish([frame(*entry(long.model_copy(update={"seq": seq}))) for seq in (1, 2, 3)], ended=True)
    assert [chunk.count(b"\ndata: ") for chunk in [chunk async for chunk in follow(tail)]] == [1, 1, 1]


async def test_follower_that_leaves_is_counted_out_and_says_so(database: Database) -> None:
    tail, left = begun(), []
    follower = live_frames(tail, 0, lambda: left.append(tail.followers))
    await follower.__anext__()
    assert tail.followers == 1
    await follower.aclose()
    assert (tail.followers, left) == (0, [0])
    waiting = asyncio.create_task(collected(tail, 1))
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert tail.followers == 0
    tail.publish([b"x"], ended=True)


async def test_replay_sends_the_bytes_that_were_live(database: Database) -> None:
    tail, log = begun(), EventLog(database)
    live = asyncio.create_task(collected(tail))
    count = 20_000
    for first in range(2, count, 500):
        await posted(log, tail, tokens(first, min(first + 499, count - 1)))
    await log.append(tail, [end(count)])
    stored = b"".join([stored_frame(seq, data) for seq, data in await log.read(RUN)])
    assert stored == await live
    assert [seq for seq, _ in await log.read(RUN, count - 3)] == [count - 2, count - 1, count]
    assert await log.last(RUN) == count


async def test_read_is_behind_the_cursor_and_of_one_run(database: Database) -> None:
    log = EventLog(database)
    assert (await log.read(RUN), await log.last(RUN)) == ([(1, START)], 1)
    await log.append(begun(), [*tokens(2, 9), end(10)])
    assert [seq for seq, _ in await log.read(RUN, 7)] == [8, 9, 10]
    assert await log.read(RUN, 10) == []
    assert (await log.read("0" * 32), await log.last("0" * 32)) == ([], 0)


@pytest.mark.parametrize(
    "damage",
    [
        "data = x'0100'",
        "data = substr(data, 1, length(data) - 4)",
        "sha256 = x'00'",
        "data = CAST(x'02' || data AS BLOB)",
    ],
)
async def test_damaged_events_are_told_and_not_shown(database: Database, damage: str) -> None:
    log = EventLog(database)
    await log.append(begun(), [*tokens(2, 9), end(10)])
    await database.write(lambda db: db.execute(f"UPDATE run_events SET {damage}"))
    with pytest.raises(StorageFailed, match="damaged"):
        await log.read(RUN)


def test_entry_is_the_exact_text_of_the_event() -> None:
    event = EndEvent(type="end", run=RUN, seq=3, t=1, status="stopped")
    assert entry(event) == (3, "end", encode(event))
    assert stored_frame(3, encode(event)) == frame(3, "end", encode(event))
    assert frame(3, "end", "{}") == b"id: 3\nevent: end\ndata: {}\n\n"
