"""The journal of live runs: in order, in groups, on file before anybody hears of it, tidied, and never in the way."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from dspy_chat.database import Journal, Row, journal
from dspy_chat.errors import ShuttingDown, StorageFull


@pytest.fixture
async def opened(tmp_path: Path) -> AsyncIterator[Journal]:
    made = Journal(tmp_path / "journal.db")
    yield made
    await made.close()


def post(into: Journal, run: int, *rows: Row) -> "asyncio.Future[None]":
    """Post rows; the future is done when they are committed."""
    done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    into.post(run, rows, lambda error: done.set_exception(error) if error else done.set_result(None))
    return done


def traced(of: Journal) -> list[str]:
    statements: list[str] = []
    of._connection.set_trace_callback(statements.append)
    return statements


async def test_rows_come_back_by_run_in_their_order(opened: Journal) -> None:
    await asyncio.gather(*(post(opened, n % 3, (n, f"n{n}")) for n in range(30)))
    assert opened.rows() == {run: [(n, f"n{n}") for n in range(run, 30, 3)] for run in range(3)}


async def test_posts_of_one_turn_of_the_loop_share_a_transaction(opened: Journal) -> None:
    statements = traced(opened)
    await asyncio.gather(*(post(opened, n, (1, "a"), (2, "b")) for n in range(100)))
    assert statements.count("COMMIT") == 1
    statements.clear()
    await asyncio.gather(*(post(opened, n, (3, "c")) for n in range(9)))
    assert len(statements) == 1


async def test_post_that_is_alone_is_one_statement(opened: Journal) -> None:
    statements = traced(opened)
    await post(opened, 1, (1, "a"))
    assert len(statements) == 1


async def test_rows_outlive_the_process(tmp_path: Path) -> None:
    """A killed process closes nothing: its connection is left open here, and its files are read as they lie."""
    dying = Journal(tmp_path / "journal.db")
    await post(dying, 7, (1, "said"))
    (tmp_path / "after").mkdir()
    for name in ("journal.db", "journal.db-wal"):
        (tmp_path / "after" / name).write_bytes((tmp_path / name).read_bytes())
    born = Journal(tmp_path / "after" / "journal.db")
    assert born.rows() == {7: [(1, "said")]}
    await post(born, 8, (1, "more"))
    assert born.rows() == {7: [(1, "said")], 8: [(1, "more")]}
    born.clear()
    assert born.rows() == {}
    await born.close()
    await dying.close()


async def test_what_is_forgotten_is_deleted_and_what_lives_is_kept(
    opened: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal, "_TIDY", 10)
    for n in range(25):
        await post(opened, 1, (n, "x"))
    opened.forget(1)
    for n in range(25):
        await post(opened, 2, (n, "y"))
    await asyncio.sleep(0.05)
    for n in range(25, 40):
        await post(opened, 2, (n, "y"))
    await asyncio.sleep(0.05)
    assert opened.rows() == {2: [(n, "y") for n in range(40)]}


async def test_posts_during_the_tidying_wait_for_it(opened: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal, "_TIDY", 1)
    done = [post(opened, 1, (n, "x")) for n in range(3)]
    for n in range(3, 300):
        done.append(post(opened, 1, (n, "x")))
        if n % 3 == 0:
            await asyncio.sleep(0)
    await asyncio.wait_for(asyncio.gather(*done), 5)
    assert opened.rows() == {1: [(n, "x") for n in range(300)]}


async def test_file_does_not_grow_with_what_was_forgotten(
    opened: Journal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal, "_TIDY", 50)
    sizes = []
    for run in range(40):
        for n in range(50):
            await post(opened, run, (n, "x" * 500))
        opened.forget(run)
        await asyncio.sleep(0.01)
        sizes.append((tmp_path / "journal.db").stat().st_size + (tmp_path / "journal.db-wal").stat().st_size)
    assert max(sizes[20:]) <= max(sizes[:20]) * 1.1


async def test_full_disk_fails_the_post_and_none_beside_or_behind_it(
    opened: Journal, caplog: pytest.LogCaptureFixture
) -> None:
    opened._connection.execute("PRAGMA max_page_count=10").fetchone()
    results = await asyncio.gather(
        post(opened, 1, (1, "x" * 50_000)), post(opened, 2, (1, "beside it")), return_exceptions=True
    )
    assert [type(result) for result in results] == [StorageFull, type(None)]
    assert "database or disk is full" in caplog.text
    opened._connection.execute("PRAGMA max_page_count=100000").fetchone()
    await post(opened, 1, (1, "small"))
    assert opened.rows() == {2: [(1, "beside it")], 1: [(1, "small")]}


async def test_tidying_that_fails_is_tried_again(
    opened: Journal, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(journal, "_TIDY", 5)
    connection = opened._connection

    class Failing:
        """The real connection, which cannot delete, as on a full disk."""

        def __getattr__(self, name: str) -> Any:
            return getattr(connection, name)

        def execute(self, statement: str, *values: Any) -> Any:
            if statement.startswith("DELETE"):
                raise sqlite3.OperationalError("database or disk is full")
            return connection.execute(statement, *values)

    opened._connection = Failing()  # type: ignore[assignment]
    for n in range(12):
        await asyncio.wait_for(post(opened, 1, (n, "x")), 5)
    await asyncio.sleep(0.05)
    assert "could not be tidied" in caplog.text
    opened._connection = connection
    opened.forget(1)
    for n in range(5):
        await asyncio.wait_for(post(opened, 2, (n, "y")), 5)
    await asyncio.sleep(0.05)
    assert 1 not in opened.rows()


async def test_failure_behind_a_commit_keeps_nobody_from_hearing(
    opened: Journal, caplog: pytest.LogCaptureFixture
) -> None:
    def failing(_error: BaseException | None) -> None:
        raise ValueError("what follows")

    opened.post(1, [(1, "a")], failing)
    await asyncio.wait_for(post(opened, 2, (1, "b")), 5)
    assert "what follows" in caplog.text


async def test_close_commits_what_is_queued_and_takes_no_more(tmp_path: Path) -> None:
    closing = Journal(tmp_path / "journal.db")
    queued = [post(closing, 1, (n, "x")) for n in range(20)]
    await closing.close()
    await asyncio.gather(*queued)
    with pytest.raises(ShuttingDown):
        await asyncio.wait_for(post(closing, 1, (20, "x")), 2)
    again = Journal(tmp_path / "journal.db")
    assert len(again.rows()[1]) == 20
    await again.close()


async def test_file_that_cannot_be_read_is_put_aside(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "journal.db").write_bytes(b"not a database at all" * 100)
    opened = Journal(tmp_path / "journal.db")
    await post(opened, 1, (1, "goes on"))
    assert opened.rows() == {1: [(1, "goes on")]}
    await opened.close()
    assert (tmp_path / "journal.db.broken").read_bytes().startswith(b"not a database")
    assert "put aside" in caplog.text
