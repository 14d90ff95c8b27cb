"""Doctor: says what is wrong and what to do, of every fault that is put in; changes nothing; tells no secret."""

import asyncio
import contextlib
import json
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from dspy_chat import doctor, plugins
from dspy_chat.database import backup, migrate, schema
from dspy_chat.doctor import Finding, examine, surroundings, verdict
from dspy_chat.errors import BadSettings, StorageFailed
from dspy_chat.plugins import Plugin
from dspy_chat.settings import Settings

from tests.serving import serving
from tests.test_cli import run
from tests.upgrades.blow import blown


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data directory as a server that was stopped leaves it."""
    folder = tmp_path / "data"
    folder.mkdir(mode=0o700)
    blown(folder / "chat.db", 1)
    migrate(folder / "chat.db")
    shutil.rmtree(folder / "backups")
    change(folder, "UPDATE run SET status = 'stopped' WHERE status = 'running'")
    return folder


def change(data: Path, statement: str) -> None:
    with contextlib.closing(sqlite3.connect(data / "chat.db", isolation_level=None)) as db:
        db.execute(statement)
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def settings_for(data: Path, **more: Any) -> Settings:
    return Settings(_env_file=None, data_dir=data, **more)


def looked_at(data: Path) -> list[Finding]:
    """What is not fine."""
    return [finding for finding in examine(settings_for(data)) if finding.level != "fine"]


def files(data: Path) -> dict[str, bytes]:
    """Of every file its content; an empty log file, SQLite's own index of one, and the lock, may come and go."""
    return {
        str(path.relative_to(data)): path.read_bytes()
        for path in data.rglob("*")
        if path.is_file() and path.stat().st_size and not path.name.endswith(("-shm", ".lock"))
    }


def test_all_is_well_with_what_a_stopped_server_left(data: Path) -> None:
    before = files(data)
    assert looked_at(data) == []
    assert verdict(examine(settings_for(data))) == 0
    assert files(data) == before


def test_every_subject_is_told(data: Path) -> None:
    found = examine(settings_for(data))
    assert {finding.subject for finding in found} == {*doctor._CHECKS, "schema"}
    text = "\n".join(finding.said for finding in found)
    for words in (schema.newest(), "runs: 8", "echo (dspy-chat-echo", "of every run that has ended: 8"):
        assert words in text


async def test_all_is_well_beside_a_server_that_answers(tmp_path: Path, model_url: str) -> None:
    tmp_path.chmod(0o700)
    async with serving(tmp_path, model_url=model_url) as client:
        going = asyncio.create_task(client.turn("[bench n=400 rate=100]"))
        await client.turn("[bench n=5]")
        found = await asyncio.to_thread(examine, settings_for(tmp_path))
        answer = await going
        with pytest.raises(BadSettings, match="another dspy-chat server uses"):
            doctor.repair(settings_for(tmp_path))
    assert [finding for finding in found if finding.level != "fine"] == []
    text = "\n".join(finding.said for finding in found)
    assert "being answered now: 1" in text
    assert "in use by the server that runs" in text
    assert "it can be looked at when that is stopped" in text
    assert answer.types[-1] == "end"


def bytes_changed(data: Path) -> None:
    path = data / "chat.db"
    found = bytearray(path.read_bytes())
    found[4096 * 5 : 4096 * 9] = b"\xaa" * (4096 * 4)
    path.write_bytes(found)


def index_short(data: Path) -> None:
    with contextlib.closing(sqlite3.connect(data / "chat.db", isolation_level=None)) as db:
        db.execute("PRAGMA writable_schema=ON")
        db.execute("UPDATE sqlite_master SET sql = sql || ' WHERE key > 5' WHERE name = 'message_by_conversation'")


def no_database(data: Path) -> None:
    (data / "chat.db").write_bytes(b"words " * 9000)


def blob_changed(data: Path) -> None:
    change(
        data,
        "UPDATE run_events SET data = CAST(substr(data, 1, 40) || x'00' || substr(data, 42) AS BLOB) WHERE run = 3",
    )


def blob_exchanged(data: Path) -> None:
    change(data, "UPDATE run_events SET sha256 = (SELECT sha256 FROM run_events WHERE run = 2) WHERE run = 3")


def events_gone(data: Path) -> None:
    change(data, "DELETE FROM run_events WHERE run = 3")


def miscounted(data: Path) -> None:
    change(data, "UPDATE run_events SET count = 999 WHERE run = 3")


def message_gone(data: Path) -> None:
    change(data, "DELETE FROM message WHERE role = 'assistant' AND key = 2")


def conversation_gone(data: Path) -> None:
    change(data, "DELETE FROM conversation WHERE rowid = 1")


def cut_off(data: Path) -> None:
    change(data, "UPDATE run SET status = 'running' WHERE key = 8")


def newer(data: Path) -> None:
    change(data, "UPDATE alembic_version SET version_num = '9999'")


def index_damaged(data: Path) -> None:
    change(data, "UPDATE words_data SET block = zeroblob(length(block)) WHERE id > 10")


def index_emptied(data: Path) -> None:
    change(data, "DELETE FROM words_data")


def index_behind(data: Path) -> None:
    change(
        data,
        "INSERT INTO words (words, rowid, owner, title, text) SELECT 'delete', key, owner, title, text FROM searched"
        " WHERE key = 2",
    )


def index_left_alone(data: Path) -> None:
    change(data, "DROP TRIGGER words_message_insert")


def index_gone(data: Path) -> None:
    change(data, "DROP TABLE words")


INDEX_FAULTS = [index_damaged, index_emptied, index_behind, index_left_alone, index_gone]


def journal_broken(data: Path) -> None:
    (data / "journal.db").write_bytes(b"words " * 9000)


def half_backup(data: Path) -> None:
    backup.folder_of(data / "chat.db").joinpath("chat-20260101T000000Z.db.part").write_bytes(b"half")


def open_to_all(data: Path) -> None:
    data.chmod(0o755)


def long_log(data: Path) -> None:
    with (data / "chat.db-wal").open("wb") as log:
        log.truncate(70_000_000)


@pytest.mark.parametrize(
    ("spoil", "subject", "said"),
    [
        (bytes_changed, "database", "malformed"),
        (index_short, "database", "damaged: wrong # of entries in index message_by_conversation"),
        (no_database, "database", "file is not a database"),
        (blob_changed, "runs", "the events of run"),
        (blob_exchanged, "runs", "the events of run"),
        (events_gone, "runs", "its events are not there"),
        (miscounted, "runs", "another number of events"),
        (message_gone, "runs", "has no message"),
        (conversation_gone, "database", "point to no conversation"),
        (cut_off, "runs", "cut off when the server last stopped: 1"),
        (newer, "schema", "a newer dspy-chat made it"),
        (index_damaged, "search index", "malformed"),
        (index_emptied, "search index", "it is not what the messages are"),
        (index_behind, "search index", "malformed"),
        (index_left_alone, "search index", "there is no words_message_insert"),
        (index_gone, "search index", "there is no words"),
        (journal_broken, "journal", "file is not a database"),
        (half_backup, "backups", ".db.part' was left by what was interrupted"),
        (open_to_all, "data directory", "is open to others on this machine (mode 755)"),
        (long_log, "log file", "70.0 MB of writes wait"),
    ],
    ids=lambda value: value.__name__ if callable(value) else "",
)
def test_every_fault_is_found_and_says_what_to_do(
    data: Path, spoil: Callable[[Path], None], subject: str, said: str
) -> None:
    spoil(data)
    found = looked_at(data)
    told = [finding for finding in found if finding.subject == subject and said in finding.said]
    assert told, found
    assert all(finding.do for finding in found)
    assert verdict(found) == 1


@pytest.mark.parametrize("spoil", INDEX_FAULTS, ids=lambda spoil: spoil.__name__)
def test_index_is_made_anew_and_search_finds_all_again(data: Path, spoil: Callable[[Path], None]) -> None:
    before = searched(data)
    spoil(data)
    doctor.repair(settings_for(data))
    assert looked_at(data) == []
    assert searched(data) == before
    assert not (data / "chat.db-wal").exists() or not (data / "chat.db-wal").stat().st_size


def searched(data: Path) -> list[Any]:
    """Every word of every message, from the index."""
    with contextlib.closing(sqlite3.connect(data / "chat.db", isolation_level=None)) as db:
        db.execute("CREATE VIRTUAL TABLE temp.held USING fts5vocab(main, words, instance)")
        found = sorted(db.execute("SELECT * FROM held"))
    assert len(found) > 20
    return found


def test_log_of_a_killed_server_stays_as_it_is(data: Path, tmp_path: Path) -> None:
    left = tmp_path / "left"
    with contextlib.closing(sqlite3.connect(data / "chat.db", isolation_level=None)) as db:
        db.execute("UPDATE conversation SET title = 'A new one'")
        shutil.copytree(data, left)
        left.chmod(0o700)
    before = files(left)
    assert before["chat.db-wal"]
    assert looked_at(left) == []
    assert files(left) == before


def test_damaged_database_is_not_repaired(data: Path) -> None:
    for spoil, said in ((newer, "is of another version"), (no_database, "file is not a database")):
        spoil(data)
        before = files(data)
        with pytest.raises(StorageFailed, match=said):
            doctor.repair(settings_for(data))
        assert files(data) == before


def test_full_disk_is_told(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage(data)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage._replace(free=1_000_000))
    (found,) = looked_at(data)
    assert (found.subject, found.do.partition(":")[0]) == ("disk", "free disk space")


def test_failed_plugin_is_told(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def points() -> Iterator[Any]:
        yield "bad", Plugin("bad", "bad-plugin", "1.0"), lambda: 1 / 0

    monkeypatch.setattr(plugins, "entry_points", points)
    failed, none = looked_at(data)
    assert failed.said == "bad (bad-plugin 1.0) failed: ZeroDivisionError: division by zero"
    assert none.said == "no program is installed"


def test_what_is_not_there_cannot_be_told(tmp_path: Path) -> None:
    found = looked_at(tmp_path / "none")
    assert {finding.level for finding in found} == {"unknown"}
    assert verdict(found) == 2
    assert not (tmp_path / "none").exists()


def test_older_database_is_fine_and_waits_for_its_upgrade(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    blown(tmp_path / "chat.db", 1)
    assert looked_at(tmp_path) == []
    assert "0001, which the next start upgrades after a backup" in [f.said for f in examine(settings_for(tmp_path))]


@pytest.mark.parametrize(
    ("version", "faulty"),
    [
        ((3, 6, 23), False),
        ((3, 7, 0), True),
        ((3, 40, 1), True),
        ((3, 44, 5), True),
        ((3, 44, 6), False),
        ((3, 45, 0), True),
        ((3, 50, 6), True),
        ((3, 50, 7), False),
        ((3, 51, 2), True),
        ((3, 51, 3), False),
        ((3, 54, 1), False),
    ],
)
def test_versions_with_the_wal_reset_fault_are_known(version: tuple[int, ...], faulty: bool) -> None:
    assert surroundings.wal_reset(version) is faulty


def test_no_secret_is_told(data: Path) -> None:
    settings = settings_for(
        data,
        openai_api_key="sk-canary-1",
        model_key="sk-canary-2",
        model_url="http://user:sk-canary-3@host:1234/v1?key=sk-canary-4",
    )
    told = doctor.in_force(settings)
    assert "canary" not in str(told)
    assert told["model_url"] == "http://host:1234/v1"
    assert told["openai_api_key"] == told["model_key"] == "set, not shown"
    assert told["anthropic_api_key"] == "not set"


def test_command_tells_it_in_words_and_as_json(data: Path, tmp_path: Path) -> None:
    said = run(tmp_path, "doctor")
    assert said.returncode == 0, said.stdout
    assert "ok database: whole" in said.stdout
    assert "All is well." in said.stdout
    cut_off(data)
    told = run(tmp_path, "doctor", "--json", OPENAI_API_KEY="sk-canary-271828")
    found = json.loads(told.stdout)
    assert (told.returncode, found["exit"]) == (1, 1)
    assert {one["level"] for one in found["findings"]} == {"fine", "look"}
    assert found["settings"]["openai_api_key"] == "set, not shown"
    assert "canary" not in told.stdout + told.stderr
    assert run(tmp_path, "doctor", "--data-dir", str(tmp_path / "none")).returncode == 2
    assert "there is no database at" in run(tmp_path, "doctor", "--repair", "--data-dir", str(tmp_path / "none")).stderr


def test_command_repairs_the_index(data: Path, tmp_path: Path) -> None:
    index_behind(data)
    told = run(tmp_path, "doctor")
    assert (told.returncode, "dspy-chat doctor --repair" in told.stdout) == (1, True)
    mended = run(tmp_path, "doctor", "--repair")
    assert (mended.returncode, "ok search index: it is what the messages are" in mended.stdout) == (0, True)
