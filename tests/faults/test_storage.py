"""A database that somebody holds, that may not be written, is none, or is slow: a sentence, a code, and no restart."""

import asyncio
import contextlib
import math
import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from dspy_chat.database import Database, Journal, journal, writer
from dspy_chat.errors import BadSettings, StorageDamaged, StorageLocked, StorageReadOnly

from tests.faults.failing import Disk, History, broken, failing, lag, turn
from tests.serving import Client, serving

TOKENS = 12


# --- another program holds it


@contextlib.contextmanager
def held(database: Path) -> Iterator[None]:
    """Another program's transaction."""
    with contextlib.closing(sqlite3.connect(database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


@pytest.fixture
def patience(monkeypatch: pytest.MonkeyPatch) -> float:
    """How long writes wait, in seconds: less than a person would."""
    monkeypatch.setattr(writer, "_PATIENCE_MS", 600)
    return 0.6


async def test_held_database_refuses_turns_and_holds_ends(tmp_path: Path, model_url: str, patience: float) -> None:
    history, database = History(), tmp_path / "chat.db"
    async with serving(tmp_path, model_url=model_url) as client:
        going = asyncio.create_task(turn(client, history, "going", TOKENS, rate=20))
        await asyncio.sleep(0.2)
        with held(database):
            began = time.monotonic()
            asks = [turn(client, history, f"refused-{n}", TOKENS) for n in range(8)]
            async with lag() as late:
                answers = await asyncio.gather(*asks)
            assert {answer.status for answer in answers} == {503}
            assert b"another program" in answers[0].content
            assert time.monotonic() - began < len(asks) * patience, "they wait together"
            assert len(late) > 20, "and nobody else does: the loop comes round all the while"
            await asyncio.wait([going], timeout=1.0)
            assert not going.done(), "its end waits for the database"
            assert (await client.get("/api/conversations")).status_code == 200
        answer = await asyncio.wait_for(going, 10)
        assert answer.types[-2:] == ["final", "end"]
        assert (await turn(client, history, "after", TOKENS)).status == 200
    assert {code for _, _, code in history.refused} == {"storage_locked"}
    assert broken(database, history, TOKENS) == []


@contextlib.contextmanager
def owned(database: Path) -> Iterator[None]:
    """Another process's transaction: a file that is locked for all cannot be held by a second connection of this one."""
    code = (
        "import sqlite3, sys, time; c = sqlite3.connect(sys.argv[1], isolation_level=None);"
        "c.execute('BEGIN IMMEDIATE'); print('held', flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", code, str(database)], stdout=subprocess.PIPE, text=True) as other:
        try:
            assert other.stdout is not None
            other.stdout.readline()
            yield
        finally:
            other.kill()


async def test_journal_that_another_program_holds_is_said_and_left(tmp_path: Path) -> None:
    """It was taken for a broken one once, and put aside with all that it held."""
    made = Journal(tmp_path / "journal.db")
    made.post(1, [(1, "said")], lambda _error: None)
    await made.close()
    with owned(tmp_path / "journal.db"), pytest.raises(StorageLocked, match="close it, and start again"):
        Journal(tmp_path / "journal.db")
    again = Journal(tmp_path / "journal.db")
    assert again.rows() == {1: [(1, "said")]}
    await again.close()


# --- it is not what it should be


def no_database(path: Path) -> None:
    path.write_bytes(b"somebody's letter, and no database" * 200)


def cut_off(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:20_000])


def overwritten(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[100:4096] = os.urandom(3996)
    path.write_bytes(content)


@pytest.mark.parametrize("damage", [no_database, cut_off, overwritten], ids=lambda one: one.__name__)
async def test_damaged_database_is_said_and_left(tmp_path: Path, damage: Callable[[Path], None]) -> None:
    await (await Database.open(tmp_path)).close()
    damage(tmp_path / "chat.db")
    before = (tmp_path / "chat.db").read_bytes()
    for _ in range(2):
        with pytest.raises(StorageDamaged, match="puts a backup in its place"):
            await Database.open(tmp_path)
    assert (tmp_path / "chat.db").read_bytes() == before
    (tmp_path / "chat.db").unlink()
    await (await Database.open(tmp_path)).close()


async def test_damaged_journal_gives_what_can_be_read(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    made = Journal(tmp_path / "journal.db")
    done = asyncio.Event()
    made.post(1, [(n, f"n{n} " + "x" * 200) for n in range(200)], lambda _error: done.set())
    await done.wait()
    await made.close()
    content = bytearray((tmp_path / "journal.db").read_bytes())
    content[len(content) - 8192 :] = os.urandom(8192)
    (tmp_path / "journal.db").write_bytes(content)
    again = Journal(tmp_path / "journal.db")
    rows = again.rows()[1]
    await again.close()
    assert 50 < len(rows) < 200
    assert rows == [(n, f"n{n} " + "x" * 200) for n in range(len(rows))]
    assert "put aside" in caplog.text


# --- it may not be written


@contextlib.contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """A folder that even root may not write. Skips the test where it cannot be made so."""
    mounts = [["mount", "--bind", str(folder), str(folder)], ["mount", "-o", "remount,ro,bind", str(folder)]]
    try:
        if any(subprocess.run(mount, capture_output=True, check=False).returncode for mount in mounts):
            pytest.skip("only root can make a folder read-only for everybody")
    except FileNotFoundError:
        pytest.skip("there is no `mount` here")
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


@contextlib.contextmanager
def bound_by_modes(folder: Path) -> Iterator[None]:
    """As a user whom file modes bind, which root is not; the folder and its files are this user's."""
    if os.geteuid() != 0:
        yield
        return
    for path in (folder, *folder.iterdir()):
        os.chown(path, 65534, 65534)
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


async def test_read_only_directory_is_said(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    await (await Database.open(folder)).close()
    with read_only(folder), pytest.raises(BadSettings, match="cannot be written"):
        await Database.open(folder)
    await (await Database.open(folder)).close()


async def test_read_only_file_is_said() -> None:
    with tempfile.TemporaryDirectory() as name:  # one that another user may enter
        folder = Path(name)
        folder.chmod(0o755)
        await (await Database.open(folder)).close()
        (folder / "chat.db").chmod(0o444)
        with bound_by_modes(folder), pytest.raises(StorageReadOnly, match="make it writable"):
            await Database.open(folder)
        (folder / "chat.db").chmod(0o644)
        await (await Database.open(folder)).close()


# --- it is slow


async def stopped(client: Client, disk: Disk) -> float:
    """How many of 2.4 seconds the loop stands still while eight answers stream and every write takes 50 ms."""
    history = History()
    going = [asyncio.create_task(turn(client, history, f"n{n}", 60, rate=20)) for n in range(8)]
    await asyncio.sleep(0.5)
    disk.slow_s = 0.05
    async with lag() as late:
        await asyncio.sleep(2.4)
    disk.slow_s = 0.0
    for answer in await asyncio.gather(*going):
        assert answer.types[-1] == "end"
        assert answer.text() == " ".join(f"{n:04d}" for n in range(60))
    return sum(one for one in late if one > 0.1)


@pytest.mark.parametrize("aside", [True, False], ids=["as it is", "control"])
async def test_slow_disk_does_not_hold_up_the_loop(
    tmp_path: Path, model_url: str, monkeypatch: pytest.MonkeyPatch, aside: bool
) -> None:
    """But for the one commit that shows how slow it is. Without the thread all wait for each."""
    if not aside:
        monkeypatch.setattr(journal, "_SLOW_S", math.inf)
        monkeypatch.setattr(journal, "_STALL_S", math.inf)
    with failing() as disk:
        async with serving(tmp_path, model_url=model_url) as client:
            seconds = await stopped(client, disk)
    assert seconds < 1.2 if aside else seconds > 1.2, f"{seconds:.2f}"


async def test_what_arrives_while_the_disk_is_slow_shares_the_next_commit(tmp_path: Path, model_url: str) -> None:
    with failing() as disk:
        async with serving(tmp_path, model_url=model_url) as client:
            history = History()
            going = [asyncio.create_task(turn(client, history, f"n{n}", 400, rate=400)) for n in range(4)]
            await asyncio.sleep(0.3)
            disk.slow_s = 0.1
            await asyncio.sleep(0.5)
            disk.slow_s = 0.0
            for answer in await asyncio.gather(*going):
                assert answer.text() == " ".join(f"{n:04d}" for n in range(400))
                longest = max(len(event.text) for event in answer.events if event.type == "token")
                assert longest > 5 * 0.15 * 400, "a token event holds what came during a whole commit"


async def test_slow_database_holds_up_no_answer(tmp_path: Path, model_url: str) -> None:
    """Its commits are made on a thread of their own: only who waits for one waits."""
    history = History()
    with failing() as disk:
        async with serving(tmp_path, model_url=model_url) as client:
            going = [asyncio.create_task(turn(client, history, f"n{n}", TOKENS, rate=10)) for n in range(4)]
            await asyncio.sleep(0.3)
            disk.slow_s, disk.slow_file = 0.05, "chat.db"
            async with lag() as late:
                asked = asyncio.create_task(turn(client, history, "slow", TOKENS))
                await asyncio.wait([asked], timeout=0.5)
                assert not asked.done()
            disk.slow_s = 0.0
            await asyncio.gather(asked, *going)
    assert len(late) > 20, "the loop comes round all the while"
    assert broken(tmp_path / "chat.db", history, TOKENS) == []
