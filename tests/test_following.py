"""Several runs on one connection, and whole conversations: exact, resumable from every event, paced."""

import asyncio
import time
from pathlib import Path
from typing import Any

import pytest
from dspy_chat.errors import BadInput
from dspy_chat.pace import PAUSE_S
from dspy_chat.runs import Runs, seen_of
from dspy_chat.runs.cursor import Cursor
from dspy_chat.sse import frame, renamed

from tests.following import opened
from tests.serving import Answer, Client, serving

LATE_S = 0.25
"""How late a paced event may be on a busy machine. None is ever early."""


def by_run(answer: Answer) -> dict[str, list[str]]:
    """The data of each run's events, in the order in which they came."""
    found: dict[str, list[str]] = {}
    for event, sent in zip(answer.events, answer.frames, strict=True):
        found.setdefault(event.run, []).append(sent.split(b"data: ", 1)[1].decode().strip())
    return found


def data_of(answer: Answer) -> list[str]:
    return [sent.split(b"data: ", 1)[1].decode().strip() for sent in answer.frames]


def ids_of(answer: Answer) -> list[str]:
    return [sent.split(b"\n", 1)[0].removeprefix(b"id: ").decode() for sent in answer.frames]


async def several(client: Client, runs: list[str], **query: Any) -> Answer:
    return await client._read("GET", "/api/runs/events", params={"run": runs, **query})


async def replayed(client: Client, conversation: str, **query: Any) -> Answer:
    return await client._read("GET", f"/api/conversations/{conversation}/replay", params=query)


async def begun(client: Client, message: str, **body: Any) -> str:
    """A run that nobody follows yet."""
    async with opened(client, message, **body) as stream:
        return stream.run_id


def live_of(client: Client) -> dict[str, Any]:
    runs: Runs = client.app.state.parts.runs  # type: ignore[attr-defined]
    return runs._live


# --- several runs on one connection


async def test_live_and_ended_runs_come_together_each_in_its_order(client: Client) -> None:
    ended = await client.turn("[bench n=100 rate=0]")
    live = [await begun(client, f"[bench n={60 + number} rate={40 + 5 * number}]") for number in range(4)]
    together = await several(client, [*live[:2], ended.run_id, *live[2:]])
    alone = {one: data_of(await client.events(one)) for one in [*live, ended.run_id]}
    assert by_run(together) == alone
    mixed = [event.run for event in together.events if event.run != ended.run_id]
    assert mixed != sorted(mixed, key=mixed.index), "the live ones come as they come, not one after another"
    assert "x-run-id" not in together.headers


async def test_every_id_resumes_all_runs_of_the_connection(client: Client) -> None:
    runs = [(await client.turn(f"[bench n={n}]")).run_id for n in (1, 7, 4)]
    whole = await several(client, runs)
    frames, ids = whole.frames, ids_of(whole)
    for at, cursor in enumerate(ids):
        by_query, by_header = await asyncio.gather(
            several(client, runs, after=cursor),
            client._read("GET", "/api/runs/events", params={"run": runs}, headers={"Last-Event-ID": cursor}),
        )
        assert by_query.frames == by_header.frames == frames[at + 1 :]
        assert by_query.status == (200 if at + 1 < len(frames) else 204)


async def test_live_runs_are_resumed_without_a_gap_or_a_double(client: Client) -> None:
    runs = [await begun(client, f"[bench n={60 + number} rate=150]") for number in range(3)]
    got: list[tuple[str, str]] = []
    cursor = ""
    while True:
        async with client.stream("GET", "/api/runs/events", params={"run": runs, "after": cursor}) as response:
            if response.status_code == 204:
                break
            cursor = await _some(response, got, 25) or cursor
    for run in runs:
        assert [data for one, data in got if one == run] == data_of(await client.events(run))


async def _some(response: Any, got: list[tuple[str, str]], most: int) -> str:
    """Read about so many events, and leave; returns the last one's id."""
    rest, cursor, read = b"", "", 0
    async for piece in response.aiter_raw():
        *parts, rest = (rest + piece).split(b"\n\n")
        for part in parts:
            if part.startswith(b"id: "):
                cursor = part.split(b"\n", 1)[0][4:].decode()
                data = part.split(b"data: ", 1)[1].decode()
                got.append((data.split('"run":"', 1)[1][:32], data))
                read += 1
        if read >= most:
            break
    return cursor


@pytest.mark.parametrize(
    ("query", "status", "code"),
    [
        ({"run": []}, 422, "bad_input"),
        ({"run": ["a" * 32]}, 404, "unknown_run"),
        ({"run": ["RUN", "a" * 32]}, 404, "unknown_run"),
        ({"run": ["RUN", "RUN"]}, 422, "bad_input"),
        ({"run": ["x"]}, 422, "bad_input"),
        ({"run": [f"{number:032x}" for number in range(17)]}, 422, "bad_input"),
        ({"run": ["RUN"], "after": "a" * 32 + ":1"}, 422, "bad_input"),
        ({"run": ["RUN"], "after": "3"}, 422, "bad_input"),
        ({"run": ["RUN"], "after": "RUN:1;RUN:2"}, 422, "bad_input"),
        ({"run": ["RUN"], "after": "RUN:999999"}, 409, "cursor_beyond_end"),
    ],
    ids=["none", "unknown", "one unknown", "twice", "no id", "too many", "foreign", "no cursor", "double", "beyond"],
)
async def test_what_cannot_be_followed_is_refused(
    client: Client, query: dict[str, Any], status: int, code: str
) -> None:
    run = (await client.turn("[say: hi]")).run_id
    asked = {
        key: [one.replace("RUN", run) for one in ([value] if isinstance(value, str) else value)]
        for key, value in query.items()
    }
    refused = await client.get("/api/runs/events", params=asked)
    assert (refused.status_code, refused.json()["code"]) == (status, code)
    if status == 404:
        assert "a" * 32 in refused.json()["message"]


async def test_stream_of_several_runs_keeps_them_alive_and_leaving_ends_them(tmp_path: Path, model_url: str) -> None:
    async with serving(tmp_path, model_url=model_url, disconnect_grace_s=0.3) as client:
        runs = [await begun(client, "[bench n=2000 rate=50]") for _ in range(3)]
        async with client.stream("GET", "/api/runs/events", params={"run": runs}) as response:
            pieces = response.aiter_raw()
            until = time.monotonic() + 1
            while time.monotonic() < until:
                await anext(pieces)
            assert [live_of(client)[run].tail.followers for run in runs] == [1, 1, 1]
        for run in runs:
            for _ in range(200):
                status = (await client.get(f"/api/runs/{run}")).json()["status"]
                if status != "running":
                    break
                await asyncio.sleep(0.01)
            assert status == "stopped"


async def test_stop_of_one_run_ends_it_alone(client: Client) -> None:
    runs = [await begun(client, "[bench n=40 rate=40]") for _ in range(2)]
    together = asyncio.create_task(several(client, runs))
    await asyncio.sleep(0.2)
    await client.post(f"/api/runs/{runs[0]}/stop")
    ends = {event.run: event.status for event in (await together).events if event.type == "end"}
    assert ends == {runs[0]: "stopped", runs[1]: "completed"}


async def test_silent_run_beside_a_talking_one_costs_its_tail_nothing(client: Client) -> None:
    silent = await begun(client, "[bench n=1 first=3000]")
    talking = await begun(client, "[bench n=100 rate=200]")
    together = asyncio.create_task(several(client, [silent, talking]))
    while talking in live_of(client):
        await asyncio.sleep(0.02)
        if silent in live_of(client):
            assert len(live_of(client)[silent].tail._bells) <= 2
    await client.post(f"/api/runs/{silent}/stop")
    assert [event.type for event in (await together).events].count("end") == 2


def test_cursor_is_the_id_of_every_frame() -> None:
    a, b = "a" * 32, "b" * 32
    cursor = Cursor({a: 0, b: 4})
    sent = frame(5, "end", "{}")
    assert cursor.step(b, 5, sent) == f"id: {b}:5\nevent: end\ndata: {{}}\n\n".encode()
    assert cursor.step(a, 1, frame(1, "end", "{}")).startswith(f"id: {b}:5;{a}:1\n".encode())
    assert seen_of(f"{b}:5;{a}:1") == {b: 5, a: 1} == cursor.seen
    assert renamed(sent, b"5") == sent
    with pytest.raises(BadInput, match="twice"):
        seen_of(f"{a}:1;{a}:2")


# --- a run at its own pace


@pytest.mark.parametrize("speed", [0.25, 1, 4, 100, "max"])
async def test_paced_replay_keeps_the_stored_timing(client: Client, speed: float | str) -> None:
    # Four seconds at a quarter of the pace, one at its own.
    answer = await client.turn("[bench n=20 rate=20]" if speed != 100 else "[bench n=40 rate=20]", program="chat")
    times = {event.seq: event.t for event in answer.events}
    after = len(times) // 3
    took: dict[int, float] = {}
    began = time.monotonic()
    async with client.stream(
        "GET", f"/api/runs/{answer.run_id}/events", params={"speed": speed, "after": after}
    ) as got:
        async for piece in got.aiter_raw():
            for part in piece.split(b"id: ")[1:]:
                took[int(part.split(b"\n", 1)[0])] = time.monotonic() - began
    assert list(took) == list(range(after + 1, len(times) + 1))
    factor = 0.0 if speed == "max" else 1 / float(speed)
    late = [took[seq] - (times[seq] - times[after + 1]) / 1000 * factor for seq in took]
    print(f"speed {speed}: {min(late) * 1000:.1f} to {max(late) * 1000:.1f} ms late")
    assert min(late) > 0, "early"
    assert min(late) < 1, "the first one, when the machine is busy"
    assert max(late) - min(late) < LATE_S


# --- a whole conversation


async def conversed(client: Client) -> tuple[str, list[Answer]]:
    """A conversation of three turns and a branch."""
    first = await client.turn("[bench n=5]")
    conversation = first.events[0].conversation  # type: ignore[union-attr]
    second = await client.turn("[say: two]", conversation=conversation)
    third = await client.turn("[bench n=300 rate=0]", conversation=conversation)
    branch = await client.turn("[say: other]", conversation=conversation, parent=None)
    return conversation, [first, second, third, branch]


async def test_conversation_is_replayed_run_by_run_and_resumed_from_every_event(client: Client) -> None:
    conversation, answers = await conversed(client)
    whole = await replayed(client, conversation, speed="max")
    assert data_of(whole) == [data for answer in answers for data in data_of(answer)]
    ids = ids_of(whole)
    assert ids == [f"{event.run}:{event.seq}" for event in whole.events]
    for at in [*range(0, len(ids), 7), len(ids) - 1]:
        again = await replayed(client, conversation, speed="max", after=ids[at])
        assert again.frames == whole.frames[at + 1 :]
        assert again.status == (200 if at + 1 < len(ids) else 204)
    second = answers[1].run_id
    from_second = await replayed(client, conversation, speed="max", after=f"{second}:0")
    assert from_second.frames == whole.frames[len(answers[0].frames) :]


async def test_conversation_is_replayed_into_a_run_that_goes_on(client: Client) -> None:
    first = await client.turn("[say: one]")
    conversation = first.events[0].conversation  # type: ignore[union-attr]
    live = await begun(client, "[bench n=30 rate=60]", conversation=conversation)
    whole = await replayed(client, conversation, speed="max")
    assert data_of(whole) == [*data_of(first), *data_of(await client.events(live))]
    assert whole.events[-1].type == "end"


async def test_pauses_between_runs_are_kept_up_to_a_bound(client: Client) -> None:
    first = await client.turn("[say: one]")
    conversation = first.events[0].conversation  # type: ignore[union-attr]
    await asyncio.sleep(0.5)
    await client.turn("[say: two]", conversation=conversation)
    hour = 3_600_000
    database = client.app.state.parts.store._database  # type: ignore[attr-defined]
    for speed, shift, pause in ((1, 0, 0.5), (4, 0, 0.125), (10, hour, PAUSE_S / 10), (4, -hour, 0.0)):
        await database.write(
            lambda db, by=shift: db.execute("UPDATE run SET ended_at = ended_at - ? WHERE id = ?", (by, first.run_id))
        )
        began = time.monotonic()
        await replayed(client, conversation, speed=speed)
        took = time.monotonic() - began
        await database.write(
            lambda db, by=shift: db.execute("UPDATE run SET ended_at = ended_at + ? WHERE id = ?", (by, first.run_id))
        )
        spoken = (await runs_ms(client, conversation)) / 1000 / speed
        assert pause + spoken - 0.02 < took < pause + spoken + 2 * LATE_S, speed


async def runs_ms(client: Client, conversation: str) -> int:
    tree = (await client.get(f"/api/conversations/{conversation}")).json()
    return sum(message["run"]["ms"] for message in tree["messages"] if message["run"])


async def test_replay_refuses_what_is_not_of_the_conversation(client: Client) -> None:
    conversation, answers = await conversed(client)
    other = await client.turn("[say: elsewhere]")
    first = answers[0].run_id
    for after, status, code in (
        (f"{other.run_id}:1", 422, "bad_input"),
        (f"{first}:1;{answers[1].run_id}:1", 422, "bad_input"),
        (f"{first}:999", 409, "cursor_beyond_end"),
        ("nonsense", 422, "bad_input"),
    ):
        refused = await client.get(f"/api/conversations/{conversation}/replay", params={"after": after})
        assert (refused.status_code, refused.json()["code"]) == (status, code), after
    unknown = await client.get(f"/api/conversations/{'a' * 32}/replay")
    assert (unknown.status_code, unknown.json()["code"]) == (404, "unknown_conversation")


async def test_shutdown_ends_the_replay_of_a_conversation(client: Client) -> None:
    answer = await client.turn("[bench n=3 rate=1]")
    conversation = answer.events[0].conversation  # type: ignore[union-attr]
    replay = asyncio.create_task(replayed(client, conversation, speed=0.25))
    await asyncio.sleep(0.5)
    began = time.monotonic()
    await client.app.state.parts.runs.close()  # type: ignore[attr-defined]
    assert (await replay).status == 200
    assert time.monotonic() - began < 1
