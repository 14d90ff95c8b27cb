"""Stored answers in a terminal: with a server running and without, at their pace, and nothing that a terminal would obey."""

import asyncio
import io
import sqlite3
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest
from dspy_chat.errors import BadInput, BadSettings, ChatError, UnknownRun
from dspy_chat.playing import play, speed_of

from tests.following import opened
from tests.serving import Client, serving


async def shown(data_dir: Path, what: str, speed: float | None = None) -> str:
    out = io.StringIO()
    await play(data_dir, what, speed, out)
    return out.getvalue()


async def command(data_dir: Path, *args: str) -> tuple[int, str, str]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "dspy_chat", "replay", *args, "--data-dir", str(data_dir)),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await asyncio.wait_for(process.communicate(), 60)
    return process.returncode or 0, out.decode(), err.decode()


async def test_conversation_is_shown_beside_a_server_and_without_one(tmp_path: Path, model_url: str) -> None:
    async with serving(tmp_path, model_url=model_url) as client:
        first = await client.turn("[say: forty-two] [say reasoning: I count.] Why?", program="think")
        conversation = first.events[0].conversation  # type: ignore[union-attr]
        second = await client.turn("[say: good night]", conversation=conversation, program="chat")
        beside = await command(tmp_path, conversation, "--speed", "max")
        alone = await shown(tmp_path, second.run_id)
    code, out, err = beside
    assert (code, err) == (0, "")
    places = [
        out.index(part)
        for part in ("> [say: forty-two]", "Think, answered by", "\nI count.", "\nforty-two", "good night")
    ]
    assert places == sorted(places)
    assert out.endswith(alone)
    assert alone.startswith("> [say: good night]\n")
    assert "\x1b" not in out
    before = (tmp_path / "chat.db").read_bytes()
    assert await shown(tmp_path, conversation) == out
    assert (tmp_path / "chat.db").read_bytes() == before


async def test_run_is_shown_at_its_pace(tmp_path: Path, model_url: str) -> None:
    async with serving(tmp_path, model_url=model_url) as client:
        answer = await client.turn("[bench n=20 rate=20]", program="chat")
    spoken = answer.events[-1].t / 1000
    for speed in (1.0, 4.0):
        began = time.monotonic()
        await shown(tmp_path, answer.run_id, speed)
        assert spoken / speed < time.monotonic() - began + 0.01 < spoken / speed + 1


async def test_answers_that_did_not_end_well_say_so(client: Client, tmp_path: Path) -> None:
    failed = await client.turn("[bench n=20 fail=400:context]", program="chat")
    error = next(event for event in failed.events if event.type == "error")
    assert f"\n{error.message}\n(failed)\n" in await shown(tmp_path, failed.run_id)
    async with opened(client, "[bench n=400 rate=50]", program="chat") as live:
        await live.read(4)
        assert "still being written" in await shown(tmp_path, live.run_id)
        await client.post(f"/api/runs/{live.run_id}/stop")
    assert "\n(stopped)\n" in await shown(tmp_path, live.run_id)


async def test_terminal_is_not_steered_by_an_answer(client: Client, tmp_path: Path) -> None:
    answer = await client.turn("[say: a\x1bcb\x07\x9b2J\u202ec] $TAB\t.", program="chat")
    text = await shown(tmp_path, answer.run_id)
    assert "a\ufffdcb\ufffd\ufffd2J\ufffdc" in text
    assert not {"\x1b", "\x07", "\x9b", "\u202e"} & set(text)
    assert "\t." in text


async def test_what_cannot_be_shown_is_said(client: Client, tmp_path: Path) -> None:
    await client.turn("[say: hi]")
    for what, error, words in (
        ("a" * 32, UnknownRun, "no run and no conversation"),
        ("nonsense", BadInput, "32 hexadecimal digits"),
    ):
        with pytest.raises(error, match=words):
            await shown(tmp_path, what)
    with pytest.raises(BadSettings, match="no database"):
        await shown(tmp_path / "elsewhere", "a" * 32)
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "chat.db").write_bytes(b"not a database, but long enough to be looked at")
    with pytest.raises(BadSettings, match="cannot be read"):
        await shown(tmp_path / "other", "a" * 32)
    with closing(sqlite3.connect(tmp_path / "other.db")) as db, db:
        db.execute("CREATE TABLE alembic_version (version_num TEXT)")
        db.execute("INSERT INTO alembic_version VALUES ('0001')")
    (tmp_path / "other.db").rename(tmp_path / "other" / "chat.db")
    with pytest.raises(BadSettings, match="another version"):
        await shown(tmp_path / "other", "a" * 32)
    code, out, err = await command(tmp_path, "a" * 32)
    assert (code, out) == (2, "")
    assert err.startswith("dspy-chat: there is no run and no conversation")


def test_speed_has_its_bounds() -> None:
    assert [speed_of(text) for text in ("max", "1", "0.25", "100")] == [None, 1.0, 0.25, 100.0]
    for text in ("0", "-1", "nan", "inf", "fast", "101", ""):
        with pytest.raises(ChatError, match=r"0\.25 to 100, or max"):
            speed_of(text)
