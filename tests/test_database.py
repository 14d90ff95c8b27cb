"""The one writer and its readers: order, groups, durability, failures; and the migrations at the start."""

import asyncio
import os
import shutil
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path
from typing import Any

import dspy_chat.tables  # noqa: F401 - tells SQLModel of the tables
import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from dspy_chat import words
from dspy_chat.database import Database, migrate, schema, writer
from dspy_chat.errors import BadSettings, ShuttingDown, StorageFailed, StorageFull, StorageReadOnly, StorageRefused
from dspy_chat.packing import digest, unpack
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.schema import CreateTable
from sqlmodel import SQLModel

MIGRATIONS = Path(__file__).parent.parent / "migrations"


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    opened = await Database.open(tmp_path)
    try:
        await opened.write(lambda db: db.execute("CREATE TABLE note (n INTEGER UNIQUE, text TEXT)"))
        yield opened
    finally:
        await opened.close()


def add(n: int, words: str = "") -> Any:
    return lambda db: db.execute("INSERT INTO note VALUES (?, ?)", (n, words)).rowcount


def notes(database: Database) -> list[int]:
    """What another process would read from the file."""
    with sqlite3.connect(f"file:{database.path}?mode=ro", uri=True) as other:
        found = [row[0] for row in other.execute("SELECT n FROM note ORDER BY rowid")]
    other.close()
    return found


def traced(database: Database) -> list[str]:
    statements: list[str] = []
    database._writer._connection.set_trace_callback(statements.append)
    return statements


async def test_writes_that_wait_together_share_a_transaction(database: Database) -> None:
    statements = traced(database)
    await asyncio.gather(*(database.write(add(n)) for n in range(1000)))
    assert statements.count("COMMIT") <= 20
    assert notes(database) == list(range(1000))


async def test_writes_are_committed_in_the_order_of_the_calls(database: Database) -> None:
    futures = []
    for n in range(300):
        futures.append(database.write(add(n)))
        if n % 50 == 49:
            await asyncio.sleep(0)
        if n % 120 == 119:
            await asyncio.sleep(0.01)
    await asyncio.gather(*futures)
    assert notes(database) == list(range(300))


async def test_write_is_on_file_before_its_caller_goes_on(database: Database) -> None:
    for n in range(20):
        assert await database.write(add(n)) == 1
        assert notes(database)[-1] == n


async def test_write_is_synced(database: Database) -> None:
    assert await database.write(lambda db: db.execute("PRAGMA synchronous").fetchone()) == (2,)


async def test_bad_job_fails_alone(database: Database) -> None:
    def bad(_db: sqlite3.Connection) -> None:
        raise KeyError("mine")

    jobs = [add(0), add(1), bad, add(2), add(1), add(3)]
    results = await asyncio.gather(*(database.write(job) for job in jobs), return_exceptions=True)
    assert [results[i] for i in (0, 1, 3, 5)] == [1, 1, 1, 1]
    assert isinstance(results[2], KeyError)
    assert isinstance(results[4], StorageRefused)
    assert isinstance(results[4].__cause__, sqlite3.IntegrityError)
    assert notes(database) == [0, 1, 2, 3]


async def test_failed_job_leaves_nothing_of_itself(database: Database) -> None:
    def half(db: sqlite3.Connection) -> None:
        db.execute("INSERT INTO note VALUES (7, 'half')")
        raise ValueError("half")

    with pytest.raises(ValueError, match="half"):
        await database.write(half)
    await database.write(add(8))
    assert notes(database) == [8]


async def test_full_disk_fails_the_write_and_not_the_server(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    await database.write(lambda db: db.execute("PRAGMA max_page_count=20").fetchone())
    with pytest.raises(StorageFull, match="free some space"):
        await database.write(add(1, "x" * 500_000))
    assert "database or disk is full" in caplog.text
    await database.write(lambda db: db.execute("PRAGMA max_page_count=100000").fetchone())
    assert await database.write(add(2)) == 1
    assert notes(database) == [2]


async def test_read_only_file_fails_the_write(database: Database, caplog: pytest.LogCaptureFixture) -> None:
    await database.write(lambda db: db.execute("PRAGMA query_only=ON").fetchone())
    with pytest.raises(StorageReadOnly):
        await database.write(add(1))
    assert "attempt to write a readonly database" in caplog.text


async def test_failed_checkpoint_does_not_end_the_writer(
    database: Database, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(writer, "_CHECKPOINT", 3)
    connection = database._writer._connection

    class Failing:
        """The real connection, whose checkpoint fails as on a full disk."""

        def __getattr__(self, name: str) -> Any:
            return getattr(connection, name)

        def execute(self, statement: str, *values: Any) -> Any:
            if "wal_checkpoint" in statement:
                raise sqlite3.OperationalError("database or disk is full")
            return connection.execute(statement, *values)

    database._writer._connection = Failing()  # type: ignore[assignment]
    for n in range(20):
        assert await asyncio.wait_for(database.write(add(n)), 5) == 1
    assert "checkpoint" in caplog.text
    database._writer._connection = connection
    assert notes(database) == list(range(20))


async def test_log_file_is_checkpointed_now_and_then(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writer, "_CHECKPOINT", 10)
    statements = traced(database)
    for n in range(60):
        await database.write(add(n, "x" * 1000))
    await asyncio.sleep(0.05)
    assert 3 <= sum("wal_checkpoint" in statement for statement in statements) <= 7


async def test_cancelled_caller_does_not_undo_its_write(database: Database) -> None:
    future = database.write(add(1))
    future.cancel()
    await database.write(add(2))
    assert notes(database) == [1, 2]


async def test_reader_cannot_write(database: Database) -> None:
    async with database.session() as session:
        with pytest.raises(OperationalError, match="readonly"):
            await (await session.connection()).execute(text("INSERT INTO note VALUES (1, '')"))
    with pytest.raises(StorageReadOnly):
        await database.read(lambda session: session.connection().execute(text("INSERT INTO note VALUES (1, '')")))
    assert notes(database) == []


async def test_reader_sees_what_is_committed(database: Database) -> None:
    await database.write(add(5))
    async with database.session() as session:
        assert (await (await session.connection()).execute(text("SELECT n FROM note"))).scalars().all() == [5]
    found = await database.read(
        lambda session: session.connection().execute(text("SELECT n FROM note")).scalars().all()
    )
    assert found == [5]


async def test_close_commits_what_is_queued_and_leaves_one_file(tmp_path: Path) -> None:
    opened = await Database.open(tmp_path)
    await opened.write(lambda db: db.execute("CREATE TABLE note (n INTEGER UNIQUE, text TEXT)"))
    queued = [opened.write(add(n)) for n in range(50)]
    await opened.close()
    await asyncio.gather(*queued)
    assert notes(opened) == list(range(50))
    assert not (tmp_path / "chat.db-wal").exists() or (tmp_path / "chat.db-wal").stat().st_size == 0
    assert not [thread for thread in threading.enumerate() if thread.name == "database-writer"]


async def test_write_after_the_close_fails_and_does_not_hang(tmp_path: Path) -> None:
    opened = await Database.open(tmp_path)
    await opened.close()
    with pytest.raises(ShuttingDown):
        await asyncio.wait_for(opened.write(lambda db: None), 2)


async def test_data_directory_serves_one_server_at_a_time(tmp_path: Path) -> None:
    first = await Database.open(tmp_path)
    with pytest.raises(BadSettings, match="another dspy-chat server uses"):
        await Database.open(tmp_path)
    await first.close()
    second = await Database.open(tmp_path)
    await second.close()


async def test_data_directory_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(BadSettings, match="cannot be written"):
        await Database.open(tmp_path / "file" / "data")


async def test_file_that_is_no_database_is_said_and_left(tmp_path: Path) -> None:
    (tmp_path / "chat.db").write_bytes(b"not a database, but somebody's file" * 100)
    with pytest.raises(StorageFailed, match="left as it was"):
        await Database.open(tmp_path)
    assert (tmp_path / "chat.db").read_bytes().startswith(b"not a database")
    (tmp_path / "chat.db").unlink()
    await (await Database.open(tmp_path)).close()


def master(path: Path) -> list[tuple[str, str]]:
    with sqlite3.connect(path) as db:
        found = db.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name").fetchall()
    db.close()
    return found


@pytest.fixture
def by_revisions(monkeypatch: pytest.MonkeyPatch) -> None:
    """A new file is made by running every revision, as an old one is brought up to date."""
    monkeypatch.setattr(schema, "_make", schema._bring)


@pytest.mark.usefixtures("by_revisions")
def test_tables_are_strict(tmp_path: Path) -> None:
    migrate(tmp_path / "chat.db")
    made = {name: sql for name, sql in master(tmp_path / "chat.db") if sql.startswith("CREATE TABLE")}
    of_the_index = {"words_data", "words_idx", "words_config"}
    of_ours = {"conversation", "message", "run", "run_events", "trace", "feedback", "alembic_version"}
    assert made.keys() == of_ours | of_the_index
    for name in made.keys() - {"alembic_version"} - of_the_index:
        assert "STRICT" in made[name], name


def test_migrating_again_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "chat.db"
    migrate(path)
    before = master(path)
    migrate(path)
    assert master(path) == before


@pytest.mark.usefixtures("by_revisions")
def test_migrations_make_the_tables_of_the_code(tmp_path: Path) -> None:
    migrate(tmp_path / "chat.db")
    engine = create_engine(f"sqlite:///{tmp_path / 'chat.db'}")
    options = {
        "compare_type": True,
        "compare_server_default": True,
        "include_name": lambda name, kind, _parents: kind != "table" or not name.startswith("words"),
    }
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, SQLModel.metadata) == []
    engine.dispose()


def columns(db: sqlite3.Connection) -> dict[str, Any]:
    """What Alembic does not compare: keys, defaults, foreign keys with their actions, unique and partial indexes."""
    found: dict[str, Any] = {}
    for (table,) in db.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name != 'alembic_version'"
    ).fetchall():
        indexes = [
            (
                row[2],
                row[4],
                [part[2] for part in db.execute(f"PRAGMA index_info({row[1]})")],
                row[1] if row[3] == "c" else "",
            )
            for row in db.execute(f"PRAGMA index_list({table})").fetchall()
        ]
        found[table] = {
            "columns": db.execute(f"PRAGMA table_info({table})").fetchall(),
            "foreign": sorted(row[2:] for row in db.execute(f"PRAGMA foreign_key_list({table})").fetchall()),
            "indexes": sorted(indexes, key=str),
            "options": db.execute("SELECT wr, strict FROM pragma_table_list WHERE name = ?", (table,)).fetchall(),
        }
    return found


def test_new_file_is_what_all_revisions_make(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    migrate(tmp_path / "created.db")
    monkeypatch.setattr(schema, "_make", schema._bring)
    migrate(tmp_path / "migrated.db")
    with sqlite3.connect(tmp_path / "migrated.db") as migrated, sqlite3.connect(tmp_path / "created.db") as created:
        assert columns(migrated) == columns(created)
        versions = [db.execute("SELECT * FROM alembic_version").fetchall() for db in (migrated, created)]
        assert versions[0] == versions[1]
        everything = "SELECT type, name, tbl_name FROM sqlite_master ORDER BY type, name"
        index = (
            "SELECT name, sql FROM sqlite_master WHERE name LIKE 'words%' OR type IN ('trigger', 'view') ORDER BY name"
        )
        assert migrated.execute(index).fetchall() == created.execute(index).fetchall()
        assert migrated.execute(everything).fetchall() == created.execute(everything).fetchall()
    migrated.close()
    created.close()
    for table in SQLModel.metadata.sorted_tables:
        checks = [str(item.sqltext) for item in table.constraints if hasattr(item, "sqltext")]
        made = " ".join(dict(master(tmp_path / "migrated.db"))[table.name].split())
        assert all(check in made for check in checks), str(CreateTable(table))


def test_newest_revision_is_the_head_that_alembic_finds() -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    assert ScriptDirectory.from_config(config).get_heads() == [schema.newest()]


def test_neither_a_new_nor_a_current_file_loads_alembic(tmp_path: Path) -> None:
    code = (
        "import sys, pathlib; from dspy_chat.database import migrate;"
        f"path = pathlib.Path({str(tmp_path / 'chat.db')!r}); migrate(path); migrate(path);"
        "print([name for name in ('alembic', 'mako') if name in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert run.stdout == "[]\n"


def with_revision(folder: Path, name: str, body: str) -> None:
    shutil.copytree(MIGRATIONS, folder, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "versions" / f"{name}.py").write_text(
        f'from alembic import op\nrevision = "{name}"\ndown_revision = "{schema.newest()}"\n\n\n'
        f"def upgrade() -> None:\n    {body}\n"
    )


def filled(path: Path) -> None:
    migrate(path)
    with sqlite3.connect(path) as db:
        db.execute("PRAGMA foreign_keys=ON")
        db.execute("INSERT INTO conversation (id, title, program, created_at, updated_at) VALUES ('c', 't', 'p', 1, 1)")
        db.execute("INSERT INTO message VALUES (1, 'm', 'c', NULL, 'user', 'words', '{}', 1, NULL)")
        db.execute(
            "INSERT INTO run (key, id, conversation, message, program, model, status, start, boot, started_at)"
            " VALUES (1, 'r', 'c', 'm', 'p', 'x', 'running', '{}', 'b', 1)"
        )
        db.execute("INSERT INTO run_events VALUES (1, 1, x'00', x'00')")
    db.close()


def rows(path: Path) -> list[int]:
    with sqlite3.connect(path) as db:
        found = [
            db.execute(f"SELECT count(*) FROM {name}").fetchone()[0]
            for name in ("conversation", "message", "run", "run_events")
        ]
    db.close()
    return found


@pytest.mark.parametrize(
    "body",
    [
        'op.execute("ALTER TABLE run ADD COLUMN extra TEXT"); op.execute("DELETE FROM message"); op.execute("nonsense")',
        "op.execute(\"UPDATE message SET conversation = 'nobody'\")",
        "raise SystemError",
    ],
    ids=["bad statement", "broken reference", "raises"],
)
def test_failing_migration_leaves_the_file_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, body: str
) -> None:
    path = tmp_path / "chat.db"
    filled(path)
    before = master(path)
    with_revision(tmp_path / "migrations", "9000", body)
    monkeypatch.setattr(schema, "_migrations", lambda: tmp_path / "migrations")
    with pytest.raises(StorageFailed, match="left as it was"):
        migrate(path)
    assert master(path) == before
    assert rows(path) == [1, 1, 1, 1]
    monkeypatch.undo()
    migrate(path)


def test_rows_survive_a_migration_that_rebuilds_their_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """SQLite cannot alter most things: a batch operation copies the table and drops the old one."""
    path = tmp_path / "chat.db"
    filled(path)
    rebuild = 'op.batch_alter_table("conversation", recreate="always")'
    body = f'with {rebuild} as batch: batch.alter_column("head", new_column_name="tip")'
    with_revision(tmp_path / "migrations", "9000", body)
    monkeypatch.setattr(schema, "_migrations", lambda: tmp_path / "migrations")
    migrate(path)
    assert rows(path) == [1, 1, 1, 1]
    assert "tip" in dict(master(path))["conversation"]
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("UPDATE conversation SET title = 'found'")  # the table's triggers were gone with the old one
        db.execute(words.CHECK)
        assert db.execute("SELECT rowid FROM words WHERE words MATCH 'found'").fetchall() == [(1,)]


def test_events_of_an_older_file_are_packed_and_stay_as_they_were(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also those of a run that was open when the older version stopped."""
    path = tmp_path / "chat.db"
    old = tmp_path / "migrations"
    shutil.copytree(MIGRATIONS, old, ignore=shutil.ignore_patterns("__pycache__", "000[3-9]_*"))
    monkeypatch.setattr(schema, "_migrations", lambda: old)
    monkeypatch.setattr(schema, "_make", schema._bring)
    migrate(path)
    events = [
        f'{{"type":"token","run":"r","seq":{seq},"t":{seq * 7},"field":"answer","text":"w "}}' for seq in (1, 2, 3)
    ]
    with sqlite3.connect(path) as db:
        db.execute("INSERT INTO conversation (id, title, program, created_at, updated_at) VALUES ('c', 't', 'p', 1, 1)")
        for key, status in ((1, "completed"), (2, "running")):
            db.execute(
                "INSERT INTO run (key, id, conversation, message, program, model, status, start, boot, started_at)"
                " VALUES (?, ?, 'c', ?, 'p', 'x', ?, ?, 'b', 1)",
                (key, f"r{key}", f"m{key}", status, events[0]),
            )
            db.executemany(
                "INSERT INTO event VALUES (?, ?, ?)", [(key, seq, data) for seq, data in enumerate(events, 1)]
            )
    db.close()
    monkeypatch.undo()
    migrate(path)
    with sqlite3.connect(path) as db:
        packed = db.execute("SELECT run, count, sha256, data FROM run_events ORDER BY run").fetchall()
    db.close()
    assert [(run, count, sha256, unpack(events[0], data)) for run, count, sha256, data in packed] == [
        (1, 3, digest(events), events),
        (2, 3, digest(events), events),
    ]


def test_database_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "chat.db"
    filled(path)
    with sqlite3.connect(path) as db:
        db.execute("UPDATE alembic_version SET version_num = '9999'")
    db.close()
    with pytest.raises(StorageFailed, match="left as it was"):
        migrate(path)
    assert rows(path) == [1, 1, 1, 1]


def test_migrations_are_found_in_a_checkout_and_are_in_the_wheel() -> None:
    assert schema._migrations().samefile(MIGRATIONS)
    assert '"migrations" = "dspy_chat/migrations"' in (MIGRATIONS.parent / "pyproject.toml").read_text()
    assert os.listdir(MIGRATIONS / "versions")


async def test_lock_of_another_process_does_not_stall_the_loop(tmp_path: Path) -> None:
    database = await Database.open(tmp_path)
    try:
        await database.write(lambda db: db.execute("CREATE TABLE t (x INTEGER)"))
        other = sqlite3.connect(tmp_path / "chat.db", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        write = database.write(lambda db: db.execute("INSERT INTO t VALUES (1)"))
        began = time.monotonic()
        await asyncio.sleep(0.2)
        assert time.monotonic() - began < 1.0
        assert not write.done()
        other.execute("ROLLBACK")
        other.close()
        await asyncio.wait_for(write, 5)
        assert await database.write(lambda db: db.execute("SELECT count(*) FROM t").fetchone()) == (1,)
    finally:
        await database.close()
