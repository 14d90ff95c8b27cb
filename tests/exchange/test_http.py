"""/api/export and /api/import as anybody's program meets them: types, sizes, headers, and files that were changed."""

import asyncio
import random
import re
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from dspy_chat.api import guard
from dspy_chat.exchange.reading import Reader
from dspy_chat.store import new_id

from tests.exchange import kinds
from tests.exchange.stored import Spoken, place, talk
from tests.exchange.test_roundtrip import JSONL, start_of, values
from tests.serving import Client, serving

EMPTY = b'{"type":"dspy-chat","v":1}\n{"type":"counts","conversations":0,"messages":0,"runs":0,"events":0}\n'


@pytest.mark.parametrize("kind", ["application/jsonl", "application/x-ndjson", "Application/JSONL; charset=utf-8"])
async def test_import_takes_lines_of_json(client: Client, kind: str) -> None:
    found = await client.post("/api/import", content=EMPTY, headers={"content-type": kind})
    assert (found.status_code, found.json()["known"]) == (200, 0)


@pytest.mark.parametrize("kind", ["application/json", "text/plain", "multipart/form-data", "application/gzip", ""])
async def test_import_of_another_type_is_refused_with_those_that_are_taken(client: Client, kind: str) -> None:
    found = await client.post("/api/import", content=EMPTY, headers={"content-type": kind})
    assert (found.status_code, found.json()["code"]) == (422, "bad_input")
    assert "send application/jsonl or application/x-ndjson" in found.json()["message"]


async def test_lines_of_json_are_taken_nowhere_else(client: Client) -> None:
    found = await client.post("/chat/stream", content=b'{"message":"x"}', headers=JSONL)
    assert (found.status_code, found.json()["message"][-21:]) == (422, "send application/json")


@pytest.mark.parametrize("coding", ["gzip", "br", "deflate, gzip"])
async def test_packed_import_is_refused(client: Client, coding: str) -> None:
    found = await client.post("/api/import", content=EMPTY, headers={**JSONL, "content-encoding": coding})
    assert (found.status_code, "send it without Content-Encoding" in found.json()["message"]) == (422, True)


async def test_import_that_says_it_is_too_large_is_refused_before_it_is_sent(client: Client) -> None:
    length = b"content-length: %d" % (guard.IMPORT_LIMIT + 1)
    kind = b"content-type: application/jsonl"
    reader, writer = await asyncio.open_connection("127.0.0.1", client.base_url.port)
    writer.write(
        b"\r\n".join([b"POST /api/import HTTP/1.1", b"host: localhost", kind, length, b"connection: close", b"", b""])
    )
    found = await asyncio.wait_for(reader.read(), 10)
    writer.close()
    assert found.startswith(b"HTTP/1.1 413")
    assert b"dspy-chat import FILE" in found


async def test_import_without_a_length_is_held_to_its_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(guard._BODIES, guard.IMPORT_PATH, guard._BODIES[guard.IMPORT_PATH]._replace(limit=100_000))
    async with serving(tmp_path) as client:

        async def endless() -> AsyncIterator[bytes]:
            yield b'{"type":"dspy-chat","v":1}\n'
            for number in range(1000):
                head = f'{{"type":"conversation","id":"{number:032x}","title":"t","program":"p","head":null,'
                yield head.encode() + b'"created_at":1,"updated_at":1,"messages":0}\n'

        found = await client.post("/api/import", content=endless(), headers=JSONL)
        assert (found.status_code, found.json()["code"]) == (413, "too_large")


async def test_import_larger_than_other_bodies_is_taken(client: Client) -> None:
    """And what is wrong is told behind the whole of it, which a client sends before it reads."""
    found = await client.post("/api/import", content=b"{}\n" * (1 << 20), headers=JSONL)
    assert (found.status_code, found.json()["message"]) == (
        422,
        'line 1: its "type" is none that stands here (nothing was imported)',
    )


def named(plain: str, name: str) -> str:
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{name}"


async def test_export_is_a_file_of_lines(client: Client) -> None:
    answer = await client.turn("Hello <b>&")
    found = await client.get("/api/export")
    assert found.headers["content-type"] == "application/jsonl"
    assert found.headers["content-disposition"] == named("dspy-chat.jsonl", "dspy-chat.jsonl")
    assert found.headers["cache-control"] == "no-store"
    frames = b"".join(re.findall(rb"^data: .*\n", answer.stored, re.MULTILINE)).replace(b"data: ", b"")
    assert frames in found.content, "the very text of the events"


async def test_export_of_an_unknown_conversation_is_told(client: Client) -> None:
    found = await client.get("/api/export", params={"conversation": "0" * 32})
    assert (found.status_code, found.json()["code"]) == (404, "unknown_conversation")
    assert (await client.get("/api/export", params={"conversation": "x"})).status_code == 422
    assert (await client.get(f"/api/conversations/{'0' * 32}/export.md")).status_code == 404


async def test_markdown_is_a_file_with_a_safe_name(client: Client) -> None:
    answer = await client.turn('../../.. "Ünsafe"; name\r\nX: y 🐋')
    conversation = start_of(answer).conversation
    found = await client.get(f"/api/conversations/{conversation}/export.md")
    ending = f"afe-name-x-y-{conversation[:8]}.md"
    assert found.headers["content-disposition"] == named(f"uns{ending}", f"%C3%BCns{ending}")
    assert found.headers["content-type"] == "text/markdown; charset=utf-8"
    await client.patch(f"/api/conversations/{conversation}", json={"title": "鯨"})
    found = await client.get(f"/api/conversations/{conversation}/export.md")
    assert found.headers["content-disposition"] == named(f"{conversation[:8]}.md", f"%E9%AF%A8-{conversation[:8]}.md")


async def test_changed_files_never_break_the_server(tmp_path: Path, model_url: str) -> None:
    await _fuzz(tmp_path, model_url, 60)


@pytest.mark.nightly
@pytest.mark.timeout(3000)
async def test_very_many_changed_files_never_break_the_server(tmp_path: Path, model_url: str) -> None:
    await _fuzz(tmp_path, model_url, 2000)


async def _fuzz(tmp_path: Path, model_url: str, count: int) -> None:
    """Each of a good file's copies, with ids of its own and some changes, is taken or refused; what is taken is sound."""
    async with kinds.server(tmp_path / "a", model_url) as client:
        first = await client.turn("[say: loud]", program="loud")
        await client.turn("what", program="odd", conversation=start_of(first).conversation)
        await client.turn("raise", program="odd")
    async with place(tmp_path / "a") as here:
        await talk(here, [Spoken(), Spoken(status="stopped", follows=None)])
        file = await here.export()
    odds, taken = random.Random(1), 0
    async with serving(tmp_path / "b") as client:
        for _ in range(count):
            fresh = _with_other_ids(file)
            changed = _changed(fresh, odds)
            found = await client.post("/api/import", content=changed, headers=JSONL)
            assert found.status_code in (200, 422), (found.status_code, found.text)
            if found.status_code == 422:
                assert re.match(r"line \d+: ", found.json()["message"]), found.text
            taken += await _sound(client, fresh)
    assert 0 < taken < 2 * count, "some of them are taken, and not all"
    with sqlite3.connect(tmp_path / "b" / "chat.db") as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []


async def _sound(client: Client, fresh: bytes) -> int:
    """How many of the file's conversations were stored; each must be one that could be imported, with its replays."""
    stored = 0
    for value in values(fresh, "conversation"):
        found = await client.get("/api/export", params={"conversation": value["id"]})
        if found.status_code == 404:
            continue
        stored += 1
        reader = Reader()
        (whole,) = reader.feed(found.content)
        reader.close()
        assert reader.failure is None
        assert whole.counts.messages == value["messages"], "never a part of a conversation"
        whole.close()
    return stored


def _with_other_ids(file: bytes) -> bytes:
    ids: dict[bytes, bytes] = {}
    return re.sub(rb'(?<=")[0-9a-f]{32}(?=")', lambda found: ids.setdefault(found[0], new_id().encode()), file)


_VALUES = [
    b"null",
    b"-1",
    b"1e400",
    b"9" * 30,
    b"9" * 5000,
    b'""',
    b'"\\ud800"',
    b'"\\u0000"',
    b"{}",
    b"[" * 300,
    b"NaN",
    b"true",
]


def _changed(file: bytes, odds: random.Random) -> bytes:
    """One to three changes: to bytes, to values, or to the order of lines."""
    for _ in range(odds.randint(1, 3)):
        lines, place = file.split(b"\n"), odds.randrange(len(file))
        line = odds.randrange(len(lines))
        match odds.randrange(9):
            case 0:
                file = file[:place] + bytes([odds.randrange(256)]) + file[place + 1 :]
            case 1:
                file = file[:place] + file[place + odds.randint(1, 40) :]
            case 2:
                file = file[:place] + bytes([odds.randrange(256)]) * odds.randint(1, 40) + file[place:]
            case 3:
                file = file[:place]
            case 4:
                file = b"\n".join(lines[:line] + lines[line + 1 :])
            case 5:
                file = b"\n".join([*lines[:line], lines[odds.randrange(len(lines))], *lines[line:]])
            case 6:
                other = odds.randrange(len(lines))
                lines[line], lines[other] = lines[other], lines[line]
                file = b"\n".join(lines)
            case 7:
                found = [*re.finditer(rb'(?<=:)(?:"[^"]*"|\d+|null|true|false)', file)]
                span = found[odds.randrange(len(found))].span()
                file = file[: span[0]] + odds.choice(_VALUES) + file[span[1] :]
            case _:
                ids = [*re.finditer(rb"(?<=\")[0-9a-f]{32}(?=\")", file)]
                if len(ids) > 1:  # what was changed before may have left fewer
                    one, two = odds.sample(ids, 2)
                    file = file[: one.start()] + two[0] + file[one.end() :]
    return file
