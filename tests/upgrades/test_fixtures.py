"""Every schema that ever was comes out of an upgrade whole: the databases of their own servers, byte for byte."""

import json
import sqlite3
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from dspy_chat.database import migrate, schema
from dspy_chat.database.check import broken, reading

from tests.serving import serving
from tests.upgrades.make import FIXTURES
from tests.upgrades.text import dump, load, shape

ALL = sorted(path.name for path in FIXTURES.iterdir())
every_fixture = pytest.mark.parametrize("fixture", ALL)


def laid_out(fixture: str, folder: Path) -> Path:
    """The files of a fixture, as its server left them; returns the database."""
    for name in ("chat", "journal"):
        text = FIXTURES / fixture / f"{name}.sql"
        if text.exists():
            load(text.read_text("utf-8"), folder / f"{name}.db")
    return folder / "chat.db"


def expected_of(fixture: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((FIXTURES / fixture / "expected.json").read_text("utf-8"))
    return found


def test_every_revision_has_a_fixture() -> None:
    missing = set(schema.revisions()) - {name.partition("-")[0] for name in ALL}
    assert missing == set(), "make it with `python -m tests.upgrades.make`"


@every_fixture
def test_fixture_is_of_its_revision_and_holds_every_kind_of_run(fixture: str, tmp_path: Path) -> None:
    with closing(sqlite3.connect(laid_out(fixture, tmp_path))) as db:
        assert db.execute("SELECT version_num FROM alembic_version").fetchall() == [(fixture.partition("-")[0],)]
        found = {status for (status,) in db.execute("SELECT status FROM run").fetchall()}
        assert found == {"completed", "failed", "stopped", "interrupted", "running"}
    assert dump(tmp_path / "chat.db") == (FIXTURES / fixture / "chat.sql").read_text("utf-8")


@every_fixture
def test_upgraded_file_has_the_schema_of_a_new_one(fixture: str, tmp_path: Path) -> None:
    old = laid_out(fixture, tmp_path)
    migrate(old)
    migrate(tmp_path / "new.db")
    assert shape(old) == shape(tmp_path / "new.db")
    with reading(old) as connection:
        assert broken(connection) == []


@every_fixture
async def test_every_run_replays_as_it_did_on_its_own_server(fixture: str, tmp_path: Path) -> None:
    laid_out(fixture, tmp_path)
    expected = expected_of(fixture)
    async with serving(tmp_path) as client:
        for run_id, run in expected["runs"].items():
            answer = await client.events(run_id)
            assert sha256(answer.stored).hexdigest() == run["sha256"], run_id
            assert len(answer.frames) == run["events"]
            assert (await client.get(f"/api/runs/{run_id}")).json()["status"] == run["status"]
        opened = expected["open"]
        answer = await client.events(opened["run"])
        assert sha256(b"".join(answer.frames[: opened["events"]])).hexdigest() == opened["sha256"]
        assert answer.types[-2:] == ["error", "end"]
        assert answer.types.count("end") == 1


@every_fixture
async def test_every_conversation_reads_as_it_did_on_its_own_server(fixture: str, tmp_path: Path) -> None:
    laid_out(fixture, tmp_path)
    expected = expected_of(fixture)
    async with serving(tmp_path) as client:
        listed = (await client.get("/api/conversations")).json()["conversations"]
        titles = {one["id"]: one["title"] for one in listed}
        for old in expected["conversations"]:
            assert titles.pop(old["id"]) == old["title"]
            new = await client.messages(old["id"])
            assert [
                {name: message[name] for name in kept} for kept, message in zip(old["messages"], new, strict=True)
            ] == (old["messages"])
    assert len(titles) == 1, "the conversation whose answer was cut off"


def test_dump_and_load_keep_what_a_virtual_table_holds(tmp_path: Path) -> None:
    """A full text index keeps tables of its own: they are filled, not made."""
    path = tmp_path / "words.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("CREATE TABLE note (key INTEGER PRIMARY KEY, text TEXT, data BLOB) STRICT")
        db.execute("CREATE VIRTUAL TABLE words USING fts5(text, content='note', content_rowid='key')")
        db.execute(
            "CREATE TRIGGER added AFTER INSERT ON note BEGIN INSERT INTO words (rowid, text) VALUES (new.key, new.text); END"
        )
        db.executemany(
            "INSERT INTO note VALUES (?, ?, ?)", [(1, "red 'apple'\n", b"\x00\xff"), (7, "green pear", None)]
        )
    load(dump(path), tmp_path / "again.db")
    assert dump(tmp_path / "again.db") == dump(path)
    assert shape(tmp_path / "again.db") == shape(path)
    with closing(sqlite3.connect(tmp_path / "again.db")) as db:
        assert db.execute("SELECT rowid FROM words WHERE words MATCH 'pear'").fetchall() == [(7,)]
        assert db.execute("SELECT data FROM note WHERE key = 1").fetchone() == (b"\x00\xff",)
