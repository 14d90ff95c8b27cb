"""Exports and imports of a database that is in use: running turns, what is there already, and what goes meanwhile."""

import asyncio
import json
import sqlite3
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from dspy_chat.errors import ShuttingDown, UnknownConversation
from dspy_chat.exchange import taking, writing
from dspy_chat.store import copies

from tests.exchange import kinds
from tests.exchange.stored import Spoken, begin, end, pieces_of, place, talk
from tests.exchange.test_roundtrip import exported, imported, start_of, values
from tests.following import opened


async def test_turn_that_is_being_answered_is_left_out_and_the_rest_is_whole(tmp_path: Path, model_url: str) -> None:
    async with kinds.server(tmp_path / "a", model_url) as client:
        first = await client.turn("[say: one]", program="async")
        conversation = start_of(first).conversation
        body = {"conversation": conversation, "program": "async"}
        async with opened(client, "[bench n=400 rate=100]", **body) as live:
            await live.read(4)
            async with opened(client, "[bench n=400 rate=100]", program="async") as alone:
                await alone.read(4)
                file = await exported(client)
                await client.post(f"/api/runs/{alone.run_id}/stop")
            await client.post(f"/api/runs/{live.run_id}/stop")
            await live.read_to_the_end()
        assert [run["id"] for run in values(file, "run")] == [first.run_id]
        assert [(one["id"], one["head"], one["messages"]) for one in values(file, "conversation")] == [
            (conversation, start_of(first).message, 2)
        ]
        report = await imported(client, file)
        assert (report["known"], report["refused"]) == (1, 0), "what has gone on since has all of the file"
    async with kinds.server(tmp_path / "b", model_url) as client:
        new = {"conversations": 1, "messages": 2, "runs": 1, "events": len(first.frames)}
        assert (await imported(client, file))["new"] == new
        again = await client.turn("[say: two]", conversation=conversation)
        assert again.types[-1] == "end", "a conversation that was imported goes on"
        assert (await imported(client, file))["known"] == 1


async def test_head_of_a_turn_that_began_anew_is_the_newest_answer_before(tmp_path: Path) -> None:
    async with place(tmp_path) as here:
        conversation = await talk(here, [Spoken(), Spoken()])
        turn, tail = await begin(here, Spoken(), conversation, False, None)
        left_out = values(await here.export(conversation), "conversation")[0]
        assert left_out["messages"] == 4
        assert left_out["head"] == values(await here.export(conversation), "message")[-1]["id"]
        await end(here, Spoken(), turn, tail)
        assert values(await here.export(conversation), "conversation")[0]["head"] == turn.start.message


async def test_conversation_that_is_deleted_meanwhile_is_no_part_of_the_export(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "CHUNK", 1)
    monkeypatch.setattr(copies, "BUDGET", 1)
    async with place(tmp_path / "a") as here, place(tmp_path / "b") as there:
        ids = sorted([await talk(here, [Spoken()] * 3), await talk(here, [Spoken()])])
        whole = len(await here.export())
        left_out = 0
        for after in range(0, whole, whole // 8):
            gone = await talk(here, [Spoken()] * 3)
            file = b""
            async for piece in await here.exchange.export([ids[0], gone, ids[1]]):
                file += piece
                if len(file) > after and gone in await here.conversations():
                    await here.store.delete(gone)
            report = await there.take_in(file)
            missing = [one["conversation"] for one in values(file, "gone")]
            known = {*ids, gone} - {*missing, *(() if f'"id":"{gone}"'.encode() in file else (gone,))}
            assert (report.new.conversations + report.known, report.refused) == (len(known), 0)
            assert await there.conversations() == known, "it was whole when it went, or it is not there"
            left_out += len(missing)
            if gone in known:
                await there.store.delete(gone)
        assert left_out > 2
        assert await there.export() == await here.export()


async def test_damaged_run_leaves_out_its_conversation_and_no_other(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with place(tmp_path / "a") as here, place(tmp_path / "b") as there:
        bad, kept = await talk(here, [Spoken(), Spoken()]), await talk(here, [Spoken()])
        run = values(await here.export(bad), "run")[0]["id"]
        await here.database.write(
            lambda db: db.execute(
                "UPDATE run_events SET sha256 = zeroblob(32) WHERE run = (SELECT key FROM run WHERE id = ?)", (run,)
            )
        )
        report = await there.take_in(await here.export())
        assert (report.new.conversations, await there.conversations()) == (1, {kept})
        assert "is left out of every copy" in caplog.text


async def test_conversation_that_differs_is_refused_by_name_and_never_overwritten(tmp_path: Path) -> None:
    changes = {
        "its message": "UPDATE message SET text = 'changed' WHERE id = (SELECT max(id) FROM message WHERE role = 'user')",
        "its message ": "DELETE FROM message WHERE key = (SELECT max(key) FROM message)",
        "its run": "UPDATE run SET ms = ms + 1",
        "its run ": "UPDATE run_events SET count = count",
        "it was begun": "UPDATE conversation SET created_at = 1",
    }
    for number, (words, statement) in enumerate(changes.items()):
        async with place(tmp_path / f"a{number}") as here, place(tmp_path / f"b{number}") as there:
            await talk(here, [Spoken(text="A title"), Spoken()])
            file = await here.export()
            await there.take_in(file)
            if "run_events" in statement:
                await there.database.write(_other_events)
            else:
                await there.database.write(partial(_execute, statement))
            before = await there.export()
            report = await there.take_in(file)
            assert (report.new.conversations, report.known, report.refused) == (0, 0, 1)
            (refusal,) = report.refusals
            assert (refusal.title, refusal.line) == ("A title", 2)
            assert refusal.reason.startswith(f"it is here already, and {words.strip()}"), refusal.reason
            assert await there.export() == before


def _execute(statement: str, db: sqlite3.Connection) -> None:
    db.execute(statement)


def _other_events(db: sqlite3.Connection) -> None:
    """The events of one run with another timing, well packed."""
    from dspy_chat.eventlog import insert
    from dspy_chat.packing import unpack

    key, start, data = db.execute("SELECT key, start, data FROM run JOIN run_events ON run = key LIMIT 1").fetchone()
    events = unpack(start, data)
    events[-1] = events[-1].replace('"t":9', '"t":8')
    insert(db, key, enumerate(events, 1))


async def test_title_and_branch_of_what_is_here_are_its_own(tmp_path: Path) -> None:
    async with place(tmp_path) as here:
        conversation = await talk(here, [Spoken(), Spoken()])
        file = await here.export()
        await here.store.rename(conversation, "Renamed")
        report = await here.take_in(file)
        assert (report.known, (await here.store.conversation(conversation)).title) == (1, "Renamed")


async def test_file_that_has_more_than_is_here_is_refused(tmp_path: Path) -> None:
    async with place(tmp_path / "a") as here, place(tmp_path / "b") as there:
        conversation = await talk(here, [Spoken()])
        await there.take_in(await here.export())
        answer = values(await here.export(), "message")[-1]["id"]
        turn, tail = await begin(here, Spoken(), conversation, False, answer)
        await end(here, Spoken(), turn, tail)
        report = await there.take_in(await here.export())
        assert [one.reason for one in report.refusals] == [
            f"it is here already, and its message {turn.start.parent!r} is missing there"
        ]


async def test_unknown_conversation_is_not_exported(tmp_path: Path) -> None:
    async with place(tmp_path) as here:
        with pytest.raises(UnknownConversation):
            await here.exchange.export([await talk(here, [Spoken()]), "0" * 32])
        assert values(await here.export(), "counts")[0]["conversations"] == 1


async def test_import_that_is_left_stores_what_was_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever sends leaves, and the import is cancelled: what is on its way is stored, and nothing by halves."""
    monkeypatch.setattr(taking, "_PIECE", 1)
    async with place(tmp_path / "a") as here, place(tmp_path / "b") as there:
        for _ in range(5):
            await talk(here, [Spoken()])
        file = await here.export()
        held = asyncio.Event()

        async def some() -> Any:
            async for piece in pieces_of(file[: len(file) // 2], 500):
                yield piece
            held.set()
            await asyncio.Event().wait()

        task = asyncio.create_task(there.exchange.take_in(some()))
        await held.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        kept = await there.conversations()
        assert kept == set(sorted(await here.conversations())[: len(kept)])
        assert len(kept) == 2
        assert await there.export() == await here.export(*sorted(kept))


async def test_storage_that_closes_meanwhile_is_told(tmp_path: Path) -> None:
    async with place(tmp_path / "a") as here:
        await talk(here, [Spoken()])
        file = await here.export()
        async with place(tmp_path / "b") as there:
            pass
        with pytest.raises(ShuttingDown) as caught:
            await there.take_in(file)
        assert caught.value.message.endswith("(nothing was imported)")


async def test_many_small_conversations_share_their_syncs(tmp_path: Path) -> None:
    await _many(tmp_path, 400)


@pytest.mark.nightly
@pytest.mark.timeout(3000)
async def test_a_million_tiny_conversations_are_taken_in_little_memory(tmp_path: Path) -> None:
    await _many(tmp_path, 1_000_000)


async def _many(tmp_path: Path, count: int) -> None:
    async with place(tmp_path) as there:

        async def lines() -> Any:
            yield b'{"type":"dspy-chat","v":1}\n'
            for number in range(0, count, 200):
                yield b"".join(_empty(one) for one in range(number, number + 200))
            yield _counts(count)

        before = _resident()
        report = await there.exchange.take_in(lines())
        assert (report.new.conversations, report.refused) == (count, 0)
        assert _resident() - before < 40 << 20
        assert taking._TOGETHER >= 64


def _empty(number: int) -> bytes:
    value = {"id": f"{number:032x}", "title": "t", "program": "chat", "head": None, "created_at": 1, "updated_at": 1}
    return json.dumps({"type": "conversation", **value, "messages": 0}).encode() + b"\n"


def _counts(conversations: int) -> bytes:
    none = {"messages": 0, "runs": 0, "events": 0}
    return json.dumps({"type": "counts", "conversations": conversations, **none}).encode() + b"\n"


def _resident() -> int:
    import psutil

    return int(psutil.Process().memory_info().rss)
