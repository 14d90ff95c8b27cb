"""Backups of a server that runs, and their way back: whole, refused where they must be, with what was there kept."""

import asyncio
import contextlib
import os
import shutil
import sqlite3
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from dspy_chat.database import backup, migrate, schema
from dspy_chat.database.check import broken, reading, revision
from dspy_chat.database.restore import restore
from dspy_chat.errors import BadInput, BadSettings, ChatError, StorageFailed

from tests.serving import Answer, Client, serving
from tests.test_cli import run
from tests.upgrades.blow import blown, content


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data directory with conversations of the newest schema, and a journal."""
    folder = tmp_path / "data"
    folder.mkdir()
    blown(folder / "chat.db", 2)
    migrate(folder / "chat.db")
    shutil.rmtree(folder / "backups")
    return folder


async def test_backup_of_a_busy_server_is_whole_and_its_answers_replay(tmp_path: Path, model_url: str) -> None:
    """Backups are taken under turns that come and go; each one is then served, and sends the bytes that were seen."""
    seen: dict[str, Answer] = {}
    async with serving(tmp_path / "data", model_url=model_url) as client:
        chats = [asyncio.create_task(_chat(client, seen)) for _ in range(4)]
        taken: list[Path] = []
        while len(taken) < 3:
            await asyncio.sleep(0.2)
            target = tmp_path / f"copy{len(taken)}.db"
            taken.append(await asyncio.to_thread(backup.make, tmp_path / "data" / "chat.db", target))
        await asyncio.gather(*chats)
    for number, path in enumerate(taken):
        restore(path, tmp_path / f"again{number}" / "chat.db")
        async with serving(tmp_path / f"again{number}") as client:
            compared = [run_id for run_id in seen if await _same(client, run_id, seen[run_id])]
    assert len(compared) > 5


async def _chat(client: Client, seen: dict[str, Answer]) -> None:
    for turn in range(8):
        answer = await client.turn(f"[bench n={10 + turn} rate=200]")
        assert answer.types[-1] == "end"
        seen[answer.run_id] = answer


async def _same(client: Client, run_id: str, seen: Answer) -> bool:
    """Whether a run was in the backup as ended; one that was going on then is marked as interrupted."""
    found = await client.get(f"/api/runs/{run_id}")
    if found.status_code == 404:
        return False
    replay = await client.events(run_id)
    if found.json()["status"] == "completed":
        assert replay.stored == seen.stored
        return True
    assert found.json()["status"] == "interrupted"
    assert replay.types == ["start", "error", "end"]
    return False


def test_backup_goes_to_its_folder_a_file_or_a_folder(data: Path, tmp_path: Path) -> None:
    made = backup.make(data / "chat.db")
    assert made.parent == data / "backups"
    named = backup.make(data / "chat.db", tmp_path / "mine.db")
    (tmp_path / "there").mkdir()
    inside = backup.make(data / "chat.db", tmp_path / "there")
    assert inside.parent == tmp_path / "there"
    for path in (made, named, inside):
        assert content(path) == content(data / "chat.db")
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_backup_overwrites_nothing(data: Path, tmp_path: Path) -> None:
    (tmp_path / "mine.db").write_text("mine")
    with pytest.raises(BadInput, match="exists"):
        backup.make(data / "chat.db", tmp_path / "mine.db")
    with pytest.raises(BadInput, match="no folder"):
        backup.make(data / "chat.db", tmp_path / "none" / "mine.db")
    with pytest.raises(StorageFailed, match=r"no database.*--data-dir"):
        backup.make(tmp_path / "none" / "chat.db")
    assert (tmp_path / "mine.db").read_text() == "mine"


def test_backup_neither_writes_nor_checkpoints(data: Path, tmp_path: Path) -> None:
    """The one writer alone checkpoints: two at once may corrupt a file in many versions of SQLite."""
    with contextlib.closing(sqlite3.connect(data / "chat.db", isolation_level=None)) as db:
        db.execute("PRAGMA wal_autocheckpoint=0")
        db.execute("UPDATE conversation SET title = 'in the log file'")
        before = [(data / name).read_bytes() for name in ("chat.db", "chat.db-wal")]
        made = backup.make(data / "chat.db", tmp_path / "copy.db")
        assert [(data / name).read_bytes() for name in ("chat.db", "chat.db-wal")] == before
    with contextlib.closing(sqlite3.connect(made)) as db:
        assert db.execute("SELECT DISTINCT title FROM conversation").fetchall() == [("in the log file",)]


def changed(data: Path) -> None:
    """What happened behind the backup; its last part is in the log file only, as a killed server leaves it."""
    with contextlib.closing(sqlite3.connect(data / "chat.db", isolation_level=None)) as db:
        db.execute("PRAGMA wal_autocheckpoint=0")
        db.execute("UPDATE conversation SET title = 'later'")
        left = data.with_name("left")
        shutil.copytree(data, left)
    shutil.rmtree(data)
    left.rename(data)
    assert (data / "chat.db-wal").stat().st_size > 0


def test_backup_of_what_a_killed_server_left_changes_nothing(data: Path, tmp_path: Path) -> None:
    """A connection that could write would, as the last one, copy the log file into the database and remove it."""
    changed(data)
    before = [(data / name).read_bytes() for name in ("chat.db", "chat.db-wal")]
    made = backup.make(data / "chat.db", tmp_path / "copy.db")
    assert [(data / name).read_bytes() for name in ("chat.db", "chat.db-wal")] == before
    with contextlib.closing(sqlite3.connect(made)) as db:
        assert db.execute("SELECT DISTINCT title FROM conversation").fetchall() == [("later",)]


def test_restore_brings_the_backup_back_and_keeps_what_was_there(data: Path, tmp_path: Path) -> None:
    made = backup.make(data / "chat.db", tmp_path / "copy.db")
    before = content(made)
    changed(data)
    later, journal = content(data / "chat.db"), content(data / "journal.db")
    kept = restore(made, data / "chat.db")
    assert content(data / "chat.db") == before
    assert kept is not None
    assert content(kept) == later
    assert content(kept.with_name(f"{kept.stem}-journal.db")) == journal
    assert sorted(path.name for path in data.iterdir() if path.suffix != ".lock") == ["backups", "chat.db"]
    again = restore(kept, data / "chat.db")
    assert content(data / "chat.db") == later
    assert again is not None
    assert content(again) == before


def test_restore_into_an_empty_place(data: Path, tmp_path: Path) -> None:
    made = backup.make(data / "chat.db", tmp_path / "copy.db")
    assert restore(made, tmp_path / "new" / "chat.db") is None
    assert content(tmp_path / "new" / "chat.db") == content(made)


def test_restore_in_the_place_of_a_damaged_database_keeps_it_as_it_lies(data: Path, tmp_path: Path) -> None:
    made = backup.make(data / "chat.db", tmp_path / "copy.db")
    (data / "chat.db").write_bytes(b"not a database" * 1000)
    kept = restore(made, data / "chat.db")
    assert content(data / "chat.db") == content(made)
    assert kept is not None
    assert kept.read_bytes() == b"not a database" * 1000


async def test_restored_backup_of_an_older_version_is_upgraded_by_the_next_start(tmp_path: Path) -> None:
    (tmp_path / "old").mkdir()
    old = blown(tmp_path / "old" / "chat.db", 1)
    restore(old, tmp_path / "data" / "chat.db")
    async with serving(tmp_path / "data") as client:
        assert len((await client.get("/api/conversations")).json()["conversations"]) == 6
    with reading(tmp_path / "data" / "chat.db") as connection:
        assert revision(connection) == schema.newest()


def empty(path: Path) -> None:
    path.write_bytes(b"")


def words(path: Path) -> None:
    path.write_text("these are words, and many of them" * 200)


def newer(path: Path) -> None:
    with contextlib.closing(sqlite3.connect(path)) as db:
        db.execute("UPDATE alembic_version SET version_num = '9999'")
        db.commit()


def others(path: Path) -> None:
    path.unlink()
    with contextlib.closing(sqlite3.connect(path)) as db:
        db.execute("CREATE TABLE song (title TEXT)")


def torn(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def scribbled(path: Path) -> None:
    found = bytearray(path.read_bytes())
    found[4096 * 5 : 4096 * 9] = b"\xaa" * (4096 * 4)
    path.write_bytes(found)


def dangling(path: Path) -> None:
    with contextlib.closing(sqlite3.connect(path)) as db:
        db.execute("DELETE FROM conversation")
        db.commit()


def gone(path: Path) -> None:
    path.unlink()


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (gone, "there is no file"),
        (empty, "holds nothing"),
        (words, "file is not a database"),
        (newer, "a newer dspy-chat made it"),
        (others, "not one of dspy-chat"),
        (torn, "malformed"),
        (scribbled, "malformed"),
        (dangling, "point to no conversation"),
    ],
    ids=lambda value: value.__name__ if callable(value) else "",
)
def test_restore_refuses_what_is_no_whole_database_and_changes_nothing(
    data: Path, tmp_path: Path, spoil: Callable[[Path], None], said: str
) -> None:
    bad = backup.make(data / "chat.db", tmp_path / "bad.db")
    spoil(bad)
    before = {path.name: path.read_bytes() for path in data.iterdir() if path.is_file()}
    with pytest.raises(ChatError) as refused:
        restore(bad, data / "chat.db")
    assert said in refused.value.message
    after = {path.name: path.read_bytes() for path in data.iterdir() if path.is_file()}
    after.pop("server.lock", None)
    assert after == before
    assert not (data / "backups").exists()


async def test_restore_is_refused_while_a_server_runs(data: Path, tmp_path: Path) -> None:
    made = backup.make(data / "chat.db", tmp_path / "copy.db")
    async with serving(data) as client:
        with pytest.raises(BadSettings, match="another dspy-chat server uses"):
            await asyncio.to_thread(restore, made, data / "chat.db")
        assert (await client.get("/health")).status_code == 200
    restore(made, data / "chat.db")


def test_file_that_a_kill_left_half_written_is_rolled_back_at_the_start(data: Path) -> None:
    """A restored file has no log file yet; while it is given one it has a rollback journal."""
    path, left = data / "chat.db", data / "left.db"
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("PRAGMA journal_mode=DELETE")
        before = content(path)
        for statement in ("PRAGMA cache_size=1", "BEGIN IMMEDIATE", "UPDATE run_events SET data = zeroblob(9000)"):
            db.execute(statement)
        for more in ("", "-journal"):
            shutil.copy(data / f"chat.db{more}", data / f"left.db{more}")
    assert left.read_bytes() != path.read_bytes(), "nothing was half written"
    migrate(left)
    assert content(left) == before
    with reading(left) as connection:
        assert broken(connection) == []


def test_commands_tell_where_everything_is(data: Path, tmp_path: Path) -> None:
    made = run(tmp_path, "backup")
    assert made.returncode == 0, made.stderr
    (path,) = (data / "backups").iterdir()
    assert f"All conversations are in {path}" in made.stdout
    assert "Answers that were not finished: 2." in made.stdout
    taken = run(tmp_path, "backup", str(path))
    assert (taken.returncode, taken.stdout) == (2, "")
    assert "a backup overwrites nothing" in taken.stderr
    restored = run(tmp_path, "restore", str(path))
    assert restored.returncode == 0, restored.stderr
    assert f"The conversations are those of {path}" in restored.stdout
    assert "-replaced.db" in restored.stdout
    refused = run(tmp_path, "restore", str(tmp_path / "none.db"))
    assert refused.returncode == 2
    assert "there is no file" in refused.stderr
    assert "Traceback" not in made.stderr + taken.stderr + restored.stderr + refused.stderr


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_backup_to_where_nobody_may_write_is_said(data: Path, tmp_path: Path) -> None:
    (tmp_path / "shut").mkdir(mode=0o500)
    with pytest.raises(StorageFailed, match="Permission denied"):
        backup.make(data / "chat.db", tmp_path / "shut" / "copy.db")
