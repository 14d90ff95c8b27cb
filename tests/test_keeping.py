"""What is done with conversations: pinned, archived, deleted and restored, one or many; and removed for good in time."""

import asyncio
import json
import sqlite3
import time
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest
from dspy_chat import words
from dspy_chat.database import Database
from dspy_chat.errors import StorageFull
from dspy_chat.purging import purge
from dspy_chat.store import Change, Store, new_id
from dspy_chat.store.keeping import SLICE, Purge

from tests.following import opened
from tests.serving import Client, serving
from tests.test_store import end, new_turn

ALL = ("conversation", "message", "run", "run_events", "trace")


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    opened = await Database.open(tmp_path / "own")
    yield opened
    await opened.close()


async def made(client: Client, *texts: str) -> list[str]:
    """Conversations of one turn each, the newest last."""
    answers = [await client.turn(text, program="echo") for text in texts]
    return [answer.events[0].conversation for answer in answers]  # type: ignore[union-attr]


async def titles(client: Client, **query: Any) -> list[str]:
    page = (await client.get("/api/conversations", params=query)).json()
    return [one["title"] for one in page["conversations"]]


async def change(client: Client, ids: list[str], **how: bool) -> list[dict[str, Any]]:
    response = await client.patch("/api/conversations", json={"conversations": ids, **how})
    assert response.status_code == 200, response.text
    changed: list[dict[str, Any]] = response.json()["conversations"]
    return changed


async def test_pinned_come_first_and_archived_are_in_a_list_of_their_own(client: Client) -> None:
    first, second, third = await made(client, "one", "two", "three")
    pinned = (await client.patch(f"/api/conversations/{first}", json={"pinned": True})).json()
    assert (pinned["pinned"], pinned["archived"], pinned["deleted_at"], pinned["title"]) == (True, False, None, "one")
    assert await titles(client) == ["one", "three", "two"]
    await client.patch(f"/api/conversations/{second}", json={"archived": True, "title": "second"})
    assert (await titles(client), await titles(client, kind="archived")) == (["one", "three"], ["second"])
    await client.patch(f"/api/conversations/{second}", json={"archived": False})
    await client.patch(f"/api/conversations/{first}", json={"pinned": False})
    assert await titles(client) == ["three", "second", "one"]
    await client.patch(f"/api/conversations/{third}", json={})
    assert await titles(client) == ["three", "second", "one"]


async def test_pages_go_from_the_pinned_to_the_others(client: Client) -> None:
    ids = await made(client, *"abcdef")
    await change(client, [ids[1], ids[4]], pinned=True)
    seen: list[str] = []
    after: dict[str, str] = {}
    while True:
        page = (await client.get("/api/conversations", params={"limit": 2, **after})).json()
        seen += [one["title"] for one in page["conversations"]]
        if page["next"] is None:
            break
        after = {"after": page["next"]}
    assert seen == ["e", "b", "f", "d", "c", "a"]


async def test_turn_in_an_archived_conversation_takes_it_back(client: Client) -> None:
    (one,) = await made(client, "old")
    await change(client, [one], archived=True, pinned=True)
    await client.turn("more", conversation=one)
    listed = (await client.get("/api/conversations")).json()["conversations"]
    assert [(it["title"], it["archived"], it["pinned"]) for it in listed] == [("old", False, True)]


async def test_several_are_changed_at_once_and_what_is_not_there_is_left_out(client: Client) -> None:
    ids = await made(client, "one", "two", "three")
    changed = await change(client, [*ids[:2], new_id()], deleted=True)
    assert {one["id"] for one in changed} == set(ids[:2])
    assert all(one["deleted_at"] > 10**12 for one in changed)
    assert (await titles(client), sorted(await titles(client, kind="deleted"))) == (["three"], ["one", "two"])
    assert await change(client, ids[:2], archived=True) == [], "one that is deleted can only be restored"
    assert len(await change(client, ids, deleted=False)) == 2
    assert await titles(client) == ["three", "two", "one"]
    bad: list[dict[str, Any]] = [
        {"conversations": []},
        {"conversations": ["x"]},
        {"conversations": ids, "pinned": "yes"},
        {},
    ]
    for wrong in bad:
        assert (await client.patch("/api/conversations", json=wrong)).status_code == 422


async def test_restored_conversation_is_as_it_was(client: Client) -> None:
    (one,) = await made(client, "How do whales sleep?")
    path = f"/api/conversations/{one}"
    await change(client, [one], pinned=True, archived=True)
    before = (await client.get(path)).json()
    run = before["messages"][1]["run"]["id"]
    events = (await client.events(run)).stored
    assert (await client.delete(path)).status_code == 204
    assert (await client.post(f"{path}/restore")).json()["deleted_at"] is None
    assert (await client.get(path)).json() == before
    assert (await client.events(run)).stored == events
    assert (await client.post(f"{path}/restore")).status_code == 404, "it is not deleted"
    assert (await client.turn("go on", conversation=one)).types[-1] == "end"


def reads_of(client: Client, conversation: str, run: str) -> list[str]:
    """Every route that reads something of one conversation or run."""
    paths = client.app.openapi()["paths"]  # type: ignore[attr-defined]
    named = [path for path, how in paths.items() if "get" in how and ("{conversation}" in path or "{run}" in path)]
    return [path.replace("{conversation}", conversation).replace("{run}", run) for path in named]


async def test_deleted_conversation_is_nowhere(client: Client) -> None:
    key = {"Idempotency-Key": "once"}
    gone = await client.turn("[say: a narwhal] Tell me of tusks", key)
    kept = await client.turn("[say: a beluga] Tell me of tusks too")
    conversation, run = gone.events[0].conversation, gone.run_id  # type: ignore[union-attr]
    message = gone.events[0].message  # type: ignore[union-attr]
    reads = [
        *reads_of(client, conversation, run),
        f"/api/runs/events?run={run}",
        f"/api/runs/events?run={kept.run_id}&run={run}",
        f"/api/export?conversation={conversation}",
    ]
    assert len(reads) >= 9
    before = {path: (await client.get(path)).status_code for path in reads}
    assert set(before.values()) <= {200, 503}, before  # the client, which shares are made with, may not be built
    await client.delete(f"/api/conversations/{conversation}")
    after = {path: (await client.get(path)).status_code for path in reads}
    assert after == dict.fromkeys(reads, 404)
    found = (await client.get("/api/search", params={"q": "tusks"})).json()["found"]
    assert {one["conversation"] for one in found} == {kept.events[0].conversation}  # type: ignore[union-attr]
    export = (await client.get("/api/export")).text
    assert conversation not in export
    assert "a beluga" in export
    for turn in (
        await client.turn("more", conversation=conversation),
        await client.turn("more", conversation=conversation, parent=message),
        await client.turn("[say: a narwhal] Tell me of tusks", key),
    ):
        assert turn.status == 404
    stopped = await client.post(f"/api/runs/{run}/stop")
    assert stopped.status_code == 404
    assert (await client.patch(f"/api/conversations/{conversation}", json={"title": "x"})).status_code == 404


async def test_import_of_what_was_deleted_takes_it_anew(client: Client) -> None:
    (one,) = await made(client, "back again")
    export = (await client.get("/api/export")).content
    await client.delete(f"/api/conversations/{one}")
    report = (await client.post("/api/import", content=export, headers={"Content-Type": "application/jsonl"})).json()
    assert (report["new"]["conversations"], report["known"], report["refused"]) == (1, 0, 0)
    assert (await titles(client), await titles(client, kind="deleted")) == (["back again"], [])


async def test_deletion_of_several_stops_what_answers_in_them(client: Client) -> None:
    async with opened(client, "[bench n=500 rate=20]") as one, opened(client, "[bench n=500 rate=20]") as two:
        await one.read(3)
        await two.read(3)
        ids = [live.events[0].conversation for live in (one, two)]  # type: ignore[union-attr]
        await change(client, ids, deleted=True)
        assert (await client.get("/health")).json()["running"] == 0
        await one.read_to_the_end()
        await two.read_to_the_end()
    assert [live.events[-1].status for live in (one, two)] == ["stopped"] * 2  # type: ignore[union-attr]
    restored = await change(client, ids, deleted=False)
    assert [one["running"] for one in restored] == [None, None]


# --- for good


def counts(path: Path) -> dict[str, int]:
    with closing(sqlite3.connect(path)) as db:
        db.execute(words.CHECK)
        return {name: db.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in ALL}


async def said(store: Store, database: Database, conversation: str, turns: int) -> None:
    for number in range(turns):
        turn = new_turn(conversation, "a whale", at=number + 1, new_conversation=not number)
        (begun,) = await store.begin([turn])
        await end(database, turn, begun.key, "yes")


async def test_purge_takes_all_that_hangs_on_a_conversation_in_slices(database: Database) -> None:
    store, gone, kept = Store(database), new_id(), new_id()
    await said(store, database, gone, SLICE + 5)
    await said(store, database, kept, 1)
    one = {"conversation": 1, "message": 2, "run": 1, "run_events": 1, "trace": 1}
    await store.change([gone], Change(deleted=True))
    assert await store.purge(int(time.time() * 1000) - 1000) == 0, "it was deleted later than that"
    assert counts(database.path)["run"] == SLICE + 6
    slices = 0
    while await database.write(Purge(int(time.time() * 1000) + 1000)) is not None:
        slices += 1
        assert await store.change([gone], Change(deleted=False)) == [], "what is begun is not restored"
        assert await store.those([gone]) == []
        assert await store.conversations(9, None, "deleted") == []
    assert slices > 4
    assert counts(database.path) == one
    assert [it.id for it in await store.conversations(9, None)] == [kept]


async def test_deleted_is_removed_in_time_and_at_the_start(tmp_path: Path, model_url: str) -> None:
    async with serving(tmp_path, model_url=model_url) as client:
        one, two = await made(client, "one", "two")
        await client.delete(f"/api/conversations/{one}")
        await asyncio.sleep(0.2)
        assert counts(tmp_path / "chat.db")["conversation"] == 2
    with closing(sqlite3.connect(tmp_path / "chat.db")) as db, db:
        db.execute("UPDATE conversation SET deleted_at = deleted_at - 86400000 WHERE id = ?", (one,))
    async with serving(tmp_path, model_url=model_url) as client:
        await until(lambda: counts(tmp_path / "chat.db")["conversation"] == 1)
        assert (await client.post(f"/api/conversations/{one}/restore")).status_code == 404
    async with serving(tmp_path, model_url=model_url, keep_deleted_s=0) as client:
        await client.delete(f"/api/conversations/{two}")
        await until(lambda: set(counts(tmp_path / "chat.db").values()) == {0})


async def until(there: Any) -> None:
    for _ in range(100):
        if there():
            return
        await asyncio.sleep(0.05)
    raise AssertionError("it did not happen")


async def test_purge_goes_on_when_the_disk_does(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    store, gone, real = Store(database), new_id(), Store.purge
    await said(store, database, gone, 1)
    await store.change([gone], Change(deleted=True))
    tries: list[int] = []

    async def failing(own: Store, deleted_before: int) -> int:
        tries.append(deleted_before)
        if len(tries) == 1:
            raise StorageFull("the disk is full")
        return await real(own, deleted_before)

    monkeypatch.setattr(Store, "purge", failing)
    monkeypatch.setattr("dspy_chat.purging._AT_LEAST_S", 0.01)
    task = asyncio.create_task(purge(store, 0))
    await until(lambda: counts(database.path)["conversation"] == 0)
    task.cancel()
    assert len(tries) > 1


# --- told to whoever follows


class Told:
    """The changes that a server tells, read as they come."""

    def __init__(self, response: httpx.Response) -> None:
        self._lines = response.aiter_lines()

    async def next(self) -> dict[str, Any]:
        return await asyncio.wait_for(self._next(), 5)

    async def _next(self) -> dict[str, Any]:
        async for line in self._lines:
            if line.startswith("data: ") and (event := json.loads(line[6:]))["type"] != "ping":
                return dict(event)
        raise AssertionError("the stream has ended")

    async def of(self, conversation: str, **wanted: Any) -> dict[str, Any]:
        """The next that tells this of a conversation."""
        while True:
            event = await self.next()
            told = event["conversation"]
            if told["id"] == conversation and wanted.items() <= told.items():
                return dict(told)


async def test_changes_tell_what_becomes_of_every_conversation(client: Client) -> None:
    async with client.stream("GET", "/api/changes") as response:
        assert response.headers["content-type"].startswith("text/event-stream")
        told = Told(response)
        assert await told.next() == {"type": "list"}
        async with opened(client, "Count [bench n=40 rate=40]") as live:
            await live.read(2)
            conversation = live.events[0].conversation  # type: ignore[union-attr]
            begun = await told.of(conversation)
            assert (begun["running"], begun["title"]) == (live.run_id, "Count [bench n=40 rate=40]")
            assert begun == (await client.get("/api/conversations")).json()["conversations"][0]
            await live.read_to_the_end()
        await told.of(conversation, running=None)
        path = f"/api/conversations/{conversation}"
        await client.patch(path, json={"title": "Numbers"})
        await told.of(conversation, title="Numbers")
        await client.patch(path, json={"pinned": True, "archived": True})
        await told.of(conversation, pinned=True, archived=True)
        await client.delete(path)
        assert (await told.of(conversation))["deleted_at"] is not None
        await client.post(f"{path}/restore")
        await told.of(conversation, deleted_at=None)
        await client.app.state.parts.store.delete(conversation)  # type: ignore[attr-defined]
        assert await told.next() == {"type": "gone", "conversation": conversation}


async def test_many_changes_and_an_import_say_read_the_list(client: Client) -> None:
    await made(client, "one")
    export = (await client.get("/api/export")).content
    async with client.stream("GET", "/api/changes") as response:
        told = Told(response)
        await told.next()
        client.app.state.parts.store.changes.tell(*map(str, range(500)))  # type: ignore[attr-defined]
        assert await told.next() == {"type": "list"}
        await client.post("/api/import", content=export, headers={"Content-Type": "application/jsonl"})
        assert await told.next() == {"type": "list"}


async def test_changes_that_come_together_are_told_once(tmp_path: Path) -> None:
    async with serving(tmp_path) as client:
        changes = client.app.state.parts.store.changes  # type: ignore[attr-defined]
        (one,) = await made(client, "one")
        async with client.stream("GET", "/api/changes") as response:
            told = Told(response)
            await told.next()
            for _ in range(20):
                changes.tell(one)
            await told.of(one)
            with pytest.raises(asyncio.TimeoutError):
                await asyncio.wait_for(told.next(), 0.3)


async def test_server_with_an_open_changes_stream_ends_at_once(tmp_path: Path) -> None:
    async with serving(tmp_path) as client:
        request = client.build_request("GET", "/api/changes")
        response = await client.send(request, stream=True)
        told = Told(response)
        assert await told.next() == {"type": "list"}
        client.app.state.server.should_exit = True  # type: ignore[attr-defined]
        began = time.monotonic()
        with pytest.raises(AssertionError, match="has ended"):
            await told.next()
        assert time.monotonic() - began < 1
        await response.aclose()
