"""An older database at the start: backed up, upgraded whole or left as it was, by one process, and said in a sentence."""

import contextlib
import shutil
import sqlite3
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from dspy_chat.database import backup, copy, migrate, schema
from dspy_chat.database.check import broken, counts, reading, revision
from dspy_chat.errors import StorageFailed

from tests.upgrades.blow import blown, content

MIGRATIONS = Path(__file__).parent.parent / "migrations"


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A database of the first schema, with a table more that nothing refers to."""
    path = blown(tmp_path / "chat.db", 2)
    with contextlib.closing(sqlite3.connect(path)) as db:
        db.execute("CREATE TABLE note (text TEXT)")
        db.execute("INSERT INTO note VALUES ('one')")
        db.commit()
    return path


def revision_of(path: Path) -> str | None:
    with reading(path) as connection:
        return revision(connection)


def rows_of(path: Path) -> dict[str, int]:
    with reading(path) as connection:
        return counts(connection)


def kept(path: Path) -> list[Path]:
    """What lies in the folder of backups."""
    return sorted((path.parent / "backups").iterdir()) if (path.parent / "backups").exists() else []


@pytest.fixture
def revise(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The lines of one more revision, to be filled by the test before it migrates."""
    lines: list[str] = []
    folder = tmp_path / "migrations"
    shutil.copytree(MIGRATIONS, folder, ignore=shutil.ignore_patterns("__pycache__"))
    before = schema.newest()
    monkeypatch.setattr(schema, "_migrations", lambda: _written(folder, before, lines))
    return lines


def _written(folder: Path, before: str, lines: list[str]) -> Path:
    """The last of `lines` may declare drops, the others are statements."""
    drops = [line for line in lines if line.startswith("drops")]
    statements = [line for line in lines if line not in drops] or ["pass"]
    head = f'from alembic import op\nrevision = "8888"\ndown_revision = "{before}"\n'
    body = "".join(f"    {line}\n" for line in statements)
    text = head + "\n".join(drops) + f"\n\ndef upgrade() -> None:\n{body}"
    (folder / "versions" / "8888_next.py").write_text(text)
    return folder


def test_upgrade_backs_up_first(old: Path) -> None:
    before = content(old)
    told: list[str] = []
    migrate(old, told.append)
    assert told == ["Backing up the database", "Upgrading the database"]
    assert revision_of(old) == schema.newest()
    (made,) = kept(old)
    assert made.name.endswith("Z-0001.db")
    assert content(made) == before
    assert stat.S_IMODE(made.stat().st_mode) == 0o600
    with reading(made) as connection:
        assert broken(connection) == []


def test_current_and_new_files_are_not_backed_up(tmp_path: Path) -> None:
    for _ in range(2):
        migrate(tmp_path / "chat.db")
    assert kept(tmp_path / "chat.db") == []


def test_upgrade_loses_no_row(old: Path) -> None:
    before = rows_of(old)
    migrate(old)
    after = rows_of(old)
    for table in ("conversation", "message", "run"):
        assert after[table] == before[table] > 0


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (["op.execute('DELETE FROM message WHERE key = 1')"], "the table 'message' had 32 rows and has 31"),
        (["op.execute('DROP TABLE note')"], "the table 'note' had 1 rows and is gone"),
        (["op.execute(\"UPDATE message SET conversation = 'none'\")"], "32 rows of message point to no conversation"),
        (["op.execute('nonsense')"], 'OperationalError: near "nonsense": syntax error'),
        (["raise KeyError('mine')"], "KeyError: 'mine'"),
    ],
    ids=["lost row", "lost table", "broken reference", "bad statement", "raises"],
)
def test_failed_upgrade_leaves_the_file_and_says_where_the_copy_lies(
    old: Path, revise: list[str], lines: list[str], words: str
) -> None:
    before = content(old)
    revise += ["op.execute('ALTER TABLE run ADD COLUMN extra TEXT')", *lines]
    with pytest.raises(StorageFailed) as failed:
        migrate(old)
    said = failed.value.message
    assert words in said
    (made,) = kept(old)
    for part in ("'0001' to '8888'", "It was left as it was", repr(str(made)), "Go on with the dspy-chat that you had"):
        assert part in said
    assert content(old) == content(made) == before


def test_failed_upgrade_is_logged_without_what_people_wrote(
    old: Path, revise: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    revise.append("op.get_bind().exec_driver_sql('INSERT INTO message (text) VALUES (?)', ('can' + 'ary',))")
    with pytest.raises(StorageFailed) as failed:
        migrate(old)
    assert "NOT NULL constraint failed" in failed.value.message
    assert "IntegrityError" in caplog.text
    assert "canary" not in caplog.text + failed.value.message


def test_loss_that_the_last_step_makes_is_seen_in_a_current_file_too(tmp_path: Path, revise: list[str]) -> None:
    """The counts are those of this file, and not of the tables that some revision knew."""
    path = tmp_path / "chat.db"
    with pytest.MonkeyPatch.context() as unrevised:
        unrevised.setattr(schema, "_migrations", lambda: MIGRATIONS)
        migrate(path)
    with contextlib.closing(sqlite3.connect(path)) as db:
        db.execute("INSERT INTO conversation (id, title, program, created_at, updated_at) VALUES ('c', 't', 'p', 1, 1)")
        db.commit()
    revise.append("op.execute('DELETE FROM conversation')")
    with pytest.raises(StorageFailed, match="the table 'conversation' had 1 rows and has 0"):
        migrate(path)


def test_revision_may_declare_what_it_drops(old: Path, revise: list[str]) -> None:
    revise += ["op.execute('DROP TABLE note')", "drops = {'note': 'nobody reads it'}"]
    migrate(old)
    assert revision_of(old) == "8888"
    assert "note" not in rows_of(old)


def test_newer_database_is_refused_and_not_touched(old: Path) -> None:
    with contextlib.closing(sqlite3.connect(old)) as db:
        db.execute("UPDATE alembic_version SET version_num = '9999'")
        db.commit()
    before = old.read_bytes()
    with pytest.raises(StorageFailed, match=r"a newer dspy-chat made it .* '9999'.*start that version again"):
        migrate(old)
    assert old.read_bytes() == before
    assert kept(old) == []


def test_database_of_another_program_is_refused_and_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "chat.db"
    with contextlib.closing(sqlite3.connect(path)) as db:
        db.execute("CREATE TABLE song (title TEXT)")
    before = path.read_bytes()
    with pytest.raises(StorageFailed, match="not one of dspy-chat"):
        migrate(path)
    assert path.read_bytes() == before


def test_damaged_database_is_refused_and_not_touched(old: Path) -> None:
    with contextlib.closing(sqlite3.connect(old)) as db:
        db.execute("PRAGMA journal_mode=DELETE")
    before = bytearray(old.read_bytes())
    before[4096 * 3 : 4096 * 6] = b"\xaa" * (4096 * 3)
    old.write_bytes(before)
    with pytest.raises(StorageFailed, match="left as it was, because it could not be backed up"):
        migrate(old)
    assert old.read_bytes() == before
    assert kept(old) == []


def test_backup_that_cannot_be_made_refuses_the_start(old: Path) -> None:
    before = content(old)
    (old.parent / "backups").write_text("somebody's file")
    with pytest.raises(StorageFailed, match=r"left as it was.*cannot be made.*start again"):
        migrate(old)
    assert content(old) == before


_SHM = 32 * 1024
"""Bytes that SQLite needs beside the database to read it."""
FULL = """
import pathlib, resource, sys
from dspy_chat.database import migrate
from dspy_chat.errors import StorageFailed
def told(text):
    if text.startswith(sys.argv[3]):
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), resource.RLIM_INFINITY))
told("Backing up")
try:
    migrate(pathlib.Path(sys.argv[1]), told)
except StorageFailed as error:
    print(error.message)
"""


@pytest.mark.parametrize("share", [0.0, 0.4, 0.9], ids=["at once", "in the middle", "near the end"])
def test_full_disk_refuses_the_start_before_anything_is_touched(old: Path, share: float) -> None:
    """A limit on the size of files stands for the disk: the write that passes it fails."""
    pytest.importorskip("resource")
    migrated = old.parent / "whole"
    migrated.mkdir()
    copy.copy(old, migrated / "chat.db")
    before, limit = content(old), max(_SHM, int((migrated / "chat.db").stat().st_size * share))
    code = [sys.executable, "-c", FULL, str(old), str(limit), "Backing up"]
    run = subprocess.run(code, capture_output=True, text=True, timeout=60, check=True)
    assert "left as it was, because it could not be backed up" in run.stdout, run.stderr
    assert "free disk space" in run.stdout
    assert content(old) == before
    assert kept(old) == []
    migrate(old)
    assert revision_of(old) == schema.newest()


def test_disk_that_is_full_only_after_the_backup_is_said(old: Path) -> None:
    pytest.importorskip("resource")
    before = content(old)
    code = [sys.executable, "-c", FULL, str(old), str(_SHM), "Upgrading"]
    run = subprocess.run(code, capture_output=True, text=True, timeout=60, check=True)
    assert "could not be brought from schema '0001'" in run.stdout, run.stderr
    assert "Free disk space or check the disk, and start again" in run.stdout
    assert content(old) == before
    assert len(kept(old)) == 1


def test_backup_that_differs_is_refused(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """SQLite makes none; a fault in its copy, or in a disk, would."""
    real = copy._copied

    def losing(source: Path, part: Path) -> dict[str, int] | None:
        expected = real(source, part)
        with contextlib.closing(sqlite3.connect(part)) as db:
            db.execute("DELETE FROM event WHERE seq = 2")
            db.commit()
        return expected

    monkeypatch.setattr(copy, "_copied", losing)
    with pytest.raises(StorageFailed, match="could not be backed up"):
        migrate(old)
    assert revision_of(old) == "0001"
    assert kept(old) == []


def test_half_backup_of_a_killed_start_is_cleared_away(old: Path) -> None:
    folder = backup.folder_of(old)
    for name in ("chat-20200101T000000Z-0001.db.part", "chat-20200101T000000Z-0001.db.part-journal"):
        (folder / name).write_bytes(b"half")
    migrate(old)
    (made,) = kept(old)
    assert made.suffix == ".db"


def test_start_that_fails_again_and_again_keeps_one_backup(
    old: Path, revise: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    revise.append("raise KeyError")
    names = iter(f"chat-20260101T00000{n}Z-0001.db" for n in range(5))
    monkeypatch.setattr(backup, "name", lambda _more: next(names))
    for _ in range(5):
        with pytest.raises(StorageFailed):
            migrate(old)
    assert [path.name for path in kept(old)] == ["chat-20260101T000004Z-0001.db"]


def test_newest_backup_of_the_last_three_revisions_is_kept(old: Path) -> None:
    folder = backup.folder_of(old)
    names = ["chat-20250102T000000Z.db", "chat-20250103T000000Z-replaced.db"]
    for n in (0, 2, 3, 4):
        names += [f"chat-2025020{n}T000000Z-000{n}.db", f"chat-2025030{n}T000000Z-000{n}.db"]
    for name in names:
        (folder / name).write_bytes(b"")
    made = backup.before_upgrade(old, "0005")
    ours = {"chat-20250102T000000Z.db", "chat-20250103T000000Z-replaced.db"}
    assert {path.name for path in kept(old)} - ours == {
        "chat-20250303T000000Z-0003.db",
        "chat-20250304T000000Z-0004.db",
        made.name,
    }
    assert ours <= {path.name for path in kept(old)}


OPEN = """
import asyncio, pathlib, sys
from dspy_chat.database import Database
from dspy_chat.errors import ChatError

async def main():
    told = []
    print("ready", flush=True)
    sys.stdin.readline()
    try:
        database = await Database.open(pathlib.Path(sys.argv[1]), told.append)
    except ChatError as error:
        print("refused", error.message, flush=True)
        sys.stdin.readline()
        return
    print("opened", told, flush=True)
    sys.stdin.readline()
    await database.close()

asyncio.run(main())
"""


def test_of_four_processes_that_start_at_once_one_upgrades(tmp_path: Path) -> None:
    path = blown(tmp_path / "chat.db", 40)
    before = rows_of(path)
    code = [sys.executable, "-c", OPEN, str(tmp_path)]
    starting = [
        subprocess.Popen(code, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1) for _ in range(4)
    ]
    try:
        said = [_said(process) for process in starting]
        assert said == ["ready\n"] * 4
        for process in starting:
            _go(process)
        said = sorted(_said(process) for process in starting)
    finally:
        for process in starting:
            process.communicate("\n", timeout=30)
    assert said[0] == "opened ['Backing up the database', 'Upgrading the database']\n"
    for refused in said[1:]:
        assert refused.startswith("refused another dspy-chat server uses the data directory"), said
    assert revision_of(path) == schema.newest()
    after = rows_of(path)
    assert all(after[table] == before[table] for table in ("conversation", "message", "run"))
    (made,) = kept(path)
    assert rows_of(made) == before


def _said(process: "subprocess.Popen[str]") -> str:
    assert process.stdout is not None
    return process.stdout.readline()


def _go(process: "subprocess.Popen[str]") -> None:
    assert process.stdin is not None
    process.stdin.write("\n")
    process.stdin.flush()
