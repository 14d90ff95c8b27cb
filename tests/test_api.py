"""The API as its clients see it: turns, following, replay, conversations, refusals."""

import asyncio
import time
from pathlib import Path
from typing import Any

import pytest
from dspy_chat.events import EndEvent, FinalEvent, StartEvent, TokenEvent

from tests.following import opened, rejoined
from tests.serving import Answer, Client, serving

NOBODY = "0" * 32
SLOWLY = "[bench n=10 rate=40]"
"""Ten tokens that come as ten events."""


def started(answer: Answer) -> StartEvent:
    first = answer.events[0]
    assert isinstance(first, StartEvent)
    return first


def finished(answer: Answer) -> FinalEvent:
    return next(event for event in answer.events if isinstance(event, FinalEvent))


async def tree(client: Client, conversation: str, **query: Any) -> dict[str, Any]:
    response = await client.get(f"/api/conversations/{conversation}", params=query)
    assert response.status_code == 200, response.text
    found: dict[str, Any] = response.json()
    return found


# --- one turn


async def test_turn_sends_start_tokens_final_end(client: Client) -> None:
    answer = await client.turn("[say: Hello there, world]")
    assert answer.status == 200
    assert answer.types[0] == "start"
    assert answer.types[1:3] == ["status", "token"]
    assert set(answer.types[3:-3]) <= {"token"}
    assert answer.types[-3:] == ["status", "final", "end"]
    assert answer.text() == "Hello there, world"
    assert finished(answer).answer == "Hello there, world"
    assert finished(answer).fields == {"answer": "Hello there, world"}
    assert answer.events[-1] == EndEvent(
        type="end", run=answer.run_id, seq=len(answer.events), t=answer.events[-1].t, status="completed"
    )


async def test_start_tells_program_model_and_fields(client: Client) -> None:
    start = started(await client.turn("[say: yes]", program="think"))
    assert (start.v, start.program.id, start.program.title, start.model.id) == (1, "think", "Think", "openai/bench")
    assert start.model.kind == "server"
    assert [(ref.name, ref.kind, ref.role) for ref in start.fields] == [
        ("reasoning", "text", "thinking"),
        ("answer", "text", "answer"),
    ]
    assert abs(start.started_at - time.time() * 1000) < 60_000


async def test_thinking_streams_apart_from_the_answer(client: Client) -> None:
    answer = await client.turn("[say reasoning: it is a mammal] [say: No, a whale is none]", program="think")
    tokens = [event for event in answer.events if isinstance(event, TokenEvent)]
    fields = [token.field for token in tokens]
    assert fields == sorted(fields, key=["reasoning", "answer"].index)
    assert all(token.predictor is None and token.call is None for token in tokens)
    assert answer.text("reasoning") == "it is a mammal"
    assert answer.text() == "No, a whale is none"
    assert finished(answer).fields == {"reasoning": "it is a mammal", "answer": "No, a whale is none"}
    assert finished(answer).answer == "No, a whale is none"


@pytest.mark.parametrize("program", ["chat", "think"])
async def test_events_are_numbered_timed_and_carry_their_run(client: Client, program: str) -> None:
    answer = await client.turn(SLOWLY, program=program)
    assert [event.seq for event in answer.events] == list(range(1, len(answer.events) + 1))
    assert {event.run for event in answer.events} == {answer.run_id}
    times = [event.t for event in answer.events]
    assert times == sorted(times)
    assert times[-1] >= 200
    assert answer.text() == finished(answer).answer == " ".join(f"{i:04d}" for i in range(10))
    assert answer.types.count("token") >= 5, "tokens 25 ms apart were joined"


async def test_usage_is_the_model_s(client: Client) -> None:
    usage = finished(await client.turn("[bench n=7]")).usage
    assert (usage.input, usage.output, usage.total) == (10, 7, 17)
    assert set(usage.by_model) == {"bench"} or set(usage.by_model) == {"openai/bench"}


async def test_stream_opens_with_retry_and_its_headers_keep_it_unbuffered(client: Client) -> None:
    answer = await client.turn("[say: hi]")
    assert answer.content.startswith(b"retry: 1000\n\nid: 1\nevent: start\ndata: {")
    assert answer.content.count(b"retry:") == 1
    assert answer.content.endswith(b"\n\n")
    assert b"\r" not in answer.content
    assert answer.headers["content-type"].startswith("text/event-stream")
    assert answer.headers["cache-control"] == "no-cache, no-transform"
    assert answer.headers["x-accel-buffering"] == "no"
    assert answer.headers["x-run-id"] == answer.events[0].run
    assert "content-encoding" not in answer.headers


async def test_every_frame_is_one_id_one_event_one_data_line(client: Client) -> None:
    answer = await client.turn("[say: two\n\nlines\r\nand id: 7 \u2028 event: end]")
    for seq, (frame, event) in enumerate(zip(answer.frames, answer.events, strict=True), start=1):
        head, kind, data, *rest = frame.split(b"\n")
        assert head == b"id: %d" % seq
        assert kind == b"event: " + event.type.encode()
        assert data.startswith(b'data: {"type":"')
        assert rest == [b"", b""]
    assert answer.text() == finished(answer).answer


async def test_echo_answers_without_a_token(client: Client) -> None:
    answer = await client.turn("hello", program="echo")
    assert answer.types == ["start", "final", "end"]
    assert finished(answer).answer == "hello"


async def test_ping_comes_while_the_model_thinks_and_moves_no_cursor(tmp_path: Path, model_url: str) -> None:
    async with serving(tmp_path, model_url=model_url, ping_s=0.2) as client:
        answer = await client.turn("[bench n=3 first=1]")
        ping = b'event: ping\ndata: {"type":"ping"}\n\n'
        assert 3 <= answer.content.count(ping) <= 6
        assert answer.content.replace(ping, b"") == b"retry: 1000\n\n" + answer.stored
        again = await client.events(answer.run_id)
        assert again.stored == answer.stored


# --- follow, resume, replay


async def test_replay_sends_the_same_bytes(client: Client) -> None:
    answer = await client.turn(SLOWLY, program="think")
    again = await client.events(answer.run_id)
    assert again.content == answer.content
    assert again.run_id == answer.run_id
    for header in ("cache-control", "x-accel-buffering", "content-type"):
        assert again.headers[header] == answer.headers[header]


async def test_replay_sends_the_same_bytes_after_a_restart(tmp_path: Path, model_url: str) -> None:
    async with serving(tmp_path, model_url=model_url) as client:
        answers = [
            await client.turn(message, program="think") for message in (SLOWLY, "[say: é \u2028 🜁]", "[bench fail=500]")
        ]
    async with serving(tmp_path, model_url=model_url) as client:
        for answer in answers:
            assert (await client.events(answer.run_id)).content == answer.content


async def test_resume_from_every_cursor_is_the_exact_rest(client: Client) -> None:
    answer = await client.turn(SLOWLY)
    assert len(answer.frames) > 6
    for after in range(len(answer.frames)):
        rest = b"".join(answer.frames[after:])
        assert (await client.events(answer.run_id, after=after)).stored == rest
        header = {"Last-Event-ID": str(after)}
        assert (await client.events(answer.run_id, header)).stored == rest
    # `after` is what a page asks for; the header is what its browser remembers from before.
    both = await client.events(answer.run_id, {"Last-Event-ID": "1"}, after=3)
    assert both.stored == b"".join(answer.frames[3:])


async def test_followers_of_a_live_run_get_equal_bytes_from_every_cursor(client: Client) -> None:
    async with opened(client, "[bench n=30 rate=40]") as first:
        await first.read(5)
        followers = [asyncio.create_task(client.events(first.run_id, after=after)) for after in (0, 0, 1, 2, 3, 4, 5)]
        await first.read_to_the_end()
        answers = await asyncio.gather(*followers)
    for after, answer in zip((0, 0, 1, 2, 3, 4, 5), answers, strict=True):
        assert answer.stored == b"".join(first.frames[after:])
        assert answer.types[-1] == "end"


async def test_reader_that_leaves_after_each_event_misses_and_doubles_none(client: Client) -> None:
    async with opened(client, "[bench n=12 rate=30]") as first:
        await first.read(2)
    seen = list(first.frames)
    while not seen[-1].startswith(b"id: %d\nevent: end" % len(seen)):
        async with rejoined(client, first.run_id, len(seen)) as again:
            assert again.status == 200
            await again.read(1)
        seen += again.frames
    assert seen == (await client.events(first.run_id)).frames


async def test_cursor_at_the_end_gets_204(client: Client) -> None:
    answer = await client.turn("[say: hi]")
    for response in (
        await client.get(f"/api/runs/{answer.run_id}/events", params={"after": len(answer.frames)}),
        await client.get(f"/api/runs/{answer.run_id}/events", headers={"Last-Event-ID": str(len(answer.frames))}),
    ):
        assert (response.status_code, response.content) == (204, b"")
        assert response.headers["x-run-id"] == answer.run_id


async def test_cursor_beyond_the_end_is_a_conflict(client: Client) -> None:
    answer = await client.turn("[say: hi]")
    for after in (len(answer.frames) + 1, 2**53):
        response = await client.get(f"/api/runs/{answer.run_id}/events", params={"after": after})
        assert response.status_code == 409
        assert response.json()["code"] == "cursor_beyond_end"
    response = await client.get(f"/api/runs/{answer.run_id}/events", headers={"Last-Event-ID": "9" * 30})
    assert (response.status_code, response.json()["code"]) == (409, "cursor_beyond_end")
    async with opened(client, "[bench n=20 rate=20]") as live:
        await live.read(2)
        response = await client.get(f"/api/runs/{live.run_id}/events", params={"after": 1000})
        assert response.status_code == 409


async def test_unknown_run_is_404(client: Client) -> None:
    for response in (
        await client.get(f"/api/runs/{NOBODY}"),
        await client.get(f"/api/runs/{NOBODY}/events"),
        await client.get(f"/api/runs/{NOBODY}/events", params={"after": 5}),
        await client.post(f"/api/runs/{NOBODY}/stop"),
    ):
        assert (response.status_code, response.json()["code"]) == (404, "unknown_run")
        assert NOBODY in response.json()["message"]


async def test_malformed_cursor_or_run_is_422(client: Client) -> None:
    run_id = (await client.turn("[say: hi]")).run_id
    for after in ("-1", "x", "1.5", "", "9" * 40, "NaN"):
        response = await client.get(f"/api/runs/{run_id}/events", params={"after": after})
        assert (response.status_code, response.json()["code"]) == (422, "bad_input"), after
    for last in ("-1", "x", "1.5", "0x1", "1;2", "9" * 41):
        response = await client.get(f"/api/runs/{run_id}/events", headers={"Last-Event-ID": last})
        assert (response.status_code, response.json()["code"]) == (422, "bad_input"), last
    for malformed in ("x", "0" * 31, "0" * 33, "G" * 32, "0" * 31 + "A"):
        assert (await client.get(f"/api/runs/{malformed}/events")).status_code == 422
    assert (await client.get(f"/api/runs/{run_id}/events", params={"speed": "fast"})).status_code == 422


async def test_speed_paces_a_replay_by_its_stored_timing(client: Client) -> None:
    answer = await client.turn("[bench n=20 rate=25]")
    lasted = answer.events[-1].t / 1000
    took = dict[str, float]()
    for speed in ("1", "4", "max"):
        began = time.monotonic()
        again = await client.events(answer.run_id, speed=speed)
        took[speed] = time.monotonic() - began
        assert again.stored == answer.stored
    assert lasted * 0.95 <= took["1"] < lasted + 1
    assert lasted / 4 * 0.95 <= took["4"] < took["1"] * 0.75
    assert took["max"] < took["4"]


async def test_run_tells_its_status_usage_and_timing(client: Client) -> None:
    answer = await client.turn("[bench n=7]")
    run = (await client.get(f"/api/runs/{answer.run_id}")).json()
    start = started(answer)
    assert run["id"] == answer.run_id
    assert (run["conversation"], run["message"], run["status"]) == (start.conversation, start.message, "completed")
    assert run["program"] == start.program.model_dump()
    assert run["fields"] == [ref.model_dump() for ref in start.fields]
    assert run["usage"]["output"] == 7
    assert run["error"] is None
    assert run["ms"] == answer.events[-1].t
    assert run["started_at"] == start.started_at <= run["ended_at"]


# --- conversations


async def test_programs_change_in_mid_conversation_and_history_follows_by_role(client: Client, model_url: str) -> None:
    first = await client.turn("my name is Ada", program="echo")
    conversation = started(first).conversation
    await client.turn("[say: You are Ada.]", program="chat", conversation=conversation)
    await client.turn("[say reasoning: it was said] [say: Ada]", program="think", conversation=conversation)
    chat, think = (await client.get(f"{model_url}/requests")).json()
    told = [(message["role"], message["content"]) for message in chat["messages"][1:]]
    assert [role for role, _ in told] == ["user", "assistant", "user"]
    assert "my name is Ada" in told[0][1]
    assert "[[ ## answer ## ]]\nmy name is Ada" in told[1][1]
    told = [(message["role"], message["content"]) for message in think["messages"][1:]]
    assert [role for role, _ in told] == ["user", "assistant", "user", "assistant", "user"]
    assert "[[ ## answer ## ]]\nmy name is Ada" in told[1][1]
    assert "[[ ## answer ## ]]\nYou are Ada." in told[3][1]
    assert all("None" not in text for _, text in told)
    assert "my name is Ada" not in told[-1][1]
    # The conversation stays with the program that answered last.
    assert started(await client.turn("[say: yes]", conversation=conversation)).program.id == "think"


async def test_history_is_the_branch_that_the_turn_answers_after(client: Client, model_url: str) -> None:
    root = await client.turn("[say: root-answer]")
    conversation = started(root).conversation
    await client.turn("[say: left-answer]", conversation=conversation)
    await client.turn("[say: right-answer]", conversation=conversation, parent=started(root).message)
    asked = (await client.get(f"{model_url}/requests")).json()[-1]["messages"]
    text = "".join(message["content"] for message in asked)
    assert "root-answer" in text
    assert "left-answer" not in text


async def test_messages_form_a_tree(client: Client) -> None:
    root = await client.turn("[say: root]")
    conversation = started(root).conversation
    left = await client.turn("[say: left]", conversation=conversation)
    right = await client.turn("[say: right]", conversation=conversation, parent=started(root).message)
    found = await client.messages(conversation)
    parents = {message["id"]: message["parent"] for message in found}
    for answer, before in ((root, None), (left, root), (right, root)):
        start = started(answer)
        assert parents[start.message] == start.parent
        assert parents[start.parent] == (started(before).message if before else None)
    assert (await tree(client, conversation))["head"] == started(right).message
    assert [message["role"] for message in found] == ["user", "assistant"] * 3
    assert [message["text"] for message in found][1::2] == ["root", "left", "right"]
    # Without a parent a turn goes on from the head.
    onward = await client.turn("[say: onward]", conversation=conversation)
    parents = {message["id"]: message["parent"] for message in (await tree(client, conversation))["messages"]}
    assert parents[started(onward).parent] == started(right).message


async def test_parent_null_begins_anew_in_the_conversation(client: Client, model_url: str) -> None:
    first = started(await client.turn("[say: first-answer]"))
    anew = started(await client.turn("[say: anew]", conversation=first.conversation, parent=None))
    parents = {one["id"]: one["parent"] for one in await client.messages(first.conversation)}
    assert (parents[first.parent], parents[anew.parent]) == (None, None)
    asked = (await client.get(f"{model_url}/requests")).json()[-1]["messages"]
    assert all("first-answer" not in message["content"] for message in asked)


async def test_conversation_keeps_what_was_said(client: Client) -> None:
    message = "[say reasoning: why]  [say: because]\nhow do whales sleep?"
    answer = await client.turn(message, program="think")
    start = started(answer)
    found = await tree(client, start.conversation)
    question, reply = found["messages"]
    assert (question["text"], question["role"], question["run"]) == (message, "user", None)
    assert (reply["text"], reply["fields"]) == ("because", {"reasoning": "why", "answer": "because"})
    assert reply["run"] == (await client.get(f"/api/runs/{answer.run_id}")).json()
    assert (found["program"], found["running"], found["earlier"]) == ("think", None, None)
    assert found["title"] == "[say reasoning: why] [say: because] how do whales sleep?"
    assert found["created_at"] == found["updated_at"] == start.started_at


async def test_conversation_read_in_mid_run_shows_the_run(client: Client) -> None:
    async with opened(client, "[bench n=40 rate=40]") as live:
        await live.read(4)
        start = live.events[0]
        assert isinstance(start, StartEvent)
        found = await tree(client, start.conversation)
        listed = (await client.get("/api/conversations")).json()["conversations"]
        health = (await client.get("/health")).json()
        assert found["running"] == live.run_id
        assert found["messages"][1]["run"]["status"] == "running"
        assert found["messages"][1]["run"]["ended_at"] is None
        assert [one["running"] for one in listed] == [live.run_id]
        assert health["running"] == 1
        # What a page does after a reload: read the conversation, then follow its run.
        assert (await client.events(found["running"])).types[-1] == "end"
    assert (await tree(client, start.conversation))["running"] is None


async def test_conversations_are_listed_newest_first_in_pages(client: Client) -> None:
    made = [started(await client.turn(f"[say: hi] number {i}", program="echo")).conversation for i in range(7)]
    await client.turn("again", conversation=made[2], program="echo")
    expected = [made[2], *[one for one in reversed(made) if one != made[2]]]
    seen: list[str] = []
    after = None
    for size in (3, 3, 1):
        query = {"limit": 3, **({"after": after} if after else {})}
        page = (await client.get("/api/conversations", params=query)).json()
        assert len(page["conversations"]) == size
        seen += [one["id"] for one in page["conversations"]]
        after = page["next"]
    assert after is None
    assert seen == expected


async def test_messages_come_in_pages_from_the_newest(client: Client) -> None:
    answer = await client.turn("0", program="echo")
    conversation = started(answer).conversation
    for i in range(1, 4):
        await client.turn(str(i), conversation=conversation)
    newest = await tree(client, conversation, limit=3)
    assert [message["text"] for message in newest["messages"]] == ["2", "3", "3"]
    before = await tree(client, conversation, limit=3, before=newest["earlier"])
    assert [message["text"] for message in before["messages"]] == ["1", "1", "2"]
    first = await tree(client, conversation, limit=3, before=before["earlier"])
    assert [message["text"] for message in first["messages"]] == ["0", "0"]
    assert first["earlier"] is None


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=201", "limit=x", "after=", "after=x", "after=1-2", "after=9999999999999999-" + NOBODY]
)
async def test_bad_page_is_422(client: Client, query: str) -> None:
    response = await client.get(f"/api/conversations?{query}")
    assert (response.status_code, response.json()["code"]) == (422, "bad_input")


async def test_conversation_is_renamed(client: Client) -> None:
    conversation = started(await client.turn("hello", program="echo")).conversation
    renamed = await client.patch(f"/api/conversations/{conversation}", json={"title": "  Whales \n and dolphins "})
    assert renamed.status_code == 200
    assert renamed.json()["title"] == "Whales and dolphins"
    assert (await tree(client, conversation))["title"] == "Whales and dolphins"
    for title in ("", "   ", "x" * 201, None, 7):
        refused = await client.patch(f"/api/conversations/{conversation}", json={"title": title})
        assert refused.status_code == 422, title
    assert (await tree(client, conversation))["title"] == "Whales and dolphins"
    unknown = await client.patch(f"/api/conversations/{NOBODY}", json={"title": "x"})
    assert (unknown.status_code, unknown.json()["code"]) == (404, "unknown_conversation")


async def test_deleted_conversation_is_gone_with_all_its_runs(client: Client) -> None:
    answer, other = await client.turn("hello", program="echo"), await client.turn("stays", program="echo")
    path = f"/api/conversations/{started(answer).conversation}"
    deleted = await client.delete(path)
    assert (deleted.status_code, deleted.content) == (204, b"")
    for gone in (
        await client.get(path),
        await client.delete(path),
        await client.get(f"/api/runs/{answer.run_id}"),
        await client.get(f"/api/runs/{answer.run_id}/events"),
    ):
        assert gone.status_code == 404
    refused = await client.turn("more", conversation=started(answer).conversation)
    assert refused.status == 404
    listed = (await client.get("/api/conversations")).json()["conversations"]
    assert [one["id"] for one in listed] == [started(other).conversation]


async def test_deletion_stops_the_run_that_is_answering(client: Client, model_url: str) -> None:
    async with opened(client, "[bench id=deleted n=500 rate=20]") as live:
        await live.read(3)
        start = live.events[0]
        assert isinstance(start, StartEvent)
        deleted = await client.delete(f"/api/conversations/{start.conversation}")
        assert deleted.status_code == 204
        await live.read_to_the_end()
    end = live.events[-1]
    assert isinstance(end, EndEvent)
    assert end.status == "stopped"
    await asyncio.sleep(0.1)
    assert (await client.get(f"{model_url}/log")).json()["deleted"]["closed"] is not None
    assert (await client.get("/api/conversations")).json() == {"conversations": [], "next": None}
    assert (await client.get("/health")).json()["running"] == 0


# --- one turn at a time


async def test_repeated_idempotency_key_joins_the_run(client: Client, model_url: str) -> None:
    key = {"Idempotency-Key": "turn-1"}
    await client.turn("first", program="echo")
    answers = await asyncio.gather(*[client.turn("[bench id=once n=20 rate=40]", key) for _ in range(8)])
    assert len({answer.run_id for answer in answers}) == 1
    assert len({answer.stored for answer in answers}) == 1
    late = await client.turn("[bench id=once n=20 rate=40]", key)
    assert late.content == answers[0].content
    assert (await client.get(f"{model_url}/log")).json()["once"]["requests"] == 1
    assert len((await client.get("/api/conversations")).json()["conversations"]) == 2
    another = await client.turn("[say: hi]", {"Idempotency-Key": "turn-2"})
    assert another.run_id != late.run_id


async def test_idempotency_key_in_a_conversation_joins_and_is_not_busy(client: Client) -> None:
    conversation = started(await client.turn("hello", program="echo")).conversation
    body = {"program": "chat", "conversation": conversation}
    answers = await asyncio.gather(
        *[client.turn("[bench n=20 rate=40]", {"Idempotency-Key": "k"}, **body) for _ in range(5)]
    )
    assert {answer.status for answer in answers} == {200}
    assert len({answer.run_id for answer in answers}) == 1


async def test_busy_branch_is_refused_with_the_run_to_attach_to(client: Client) -> None:
    root = started(await client.turn("hello", program="echo"))
    async with opened(client, "[bench n=40 rate=40]", program="chat", conversation=root.conversation) as live:
        await live.read(2)
        refused = await client.post("/chat/stream", json={"message": "me too", "conversation": root.conversation})
        assert refused.status_code == 409
        assert (refused.json()["code"], refused.json()["run"]) == ("busy", live.run_id)
        assert live.run_id in refused.json()["message"]
        # Another branch of the same conversation is free.
        aside = await client.turn("aside", program="echo", conversation=root.conversation, parent=root.message)
        assert aside.types[-1] == "end"
    assert len(await client.messages(root.conversation)) == 6


async def test_of_turns_at_the_same_instant_one_is_taken(client: Client) -> None:
    conversation = started(await client.turn("hello", program="echo")).conversation
    body = {"message": "[bench n=20 rate=40]", "program": "chat", "conversation": conversation}
    responses = await asyncio.gather(*[client.post("/chat/stream", json=body) for _ in range(4)])
    assert sorted(response.status_code for response in responses) == [200, 409, 409, 409]
    run_id = next(response.headers["x-run-id"] for response in responses if response.status_code == 200)
    assert [response.json()["run"] for response in responses if response.status_code == 409] == [run_id] * 3
    assert len((await tree(client, conversation))["messages"]) == 4


async def test_answers_beside_one_another_each_get_a_run(client: Client) -> None:
    first = started(await client.turn("hello", program="echo"))
    body: dict[str, Any] = {"program": "chat", "conversation": first.conversation, "parent": first.message}
    answers = await asyncio.gather(*[client.turn("[bench n=20 rate=40]", **body) for _ in range(3)])
    assert [answer.types[-1] for answer in answers] == ["end"] * 3
    parents = [message["parent"] for message in (await client.messages(first.conversation))[2:]]
    assert parents.count(first.message) == 3


@pytest.mark.parametrize("kind", ["nobody", "question", "elsewhere", "without conversation"])
async def test_parent_must_be_an_answer_of_the_conversation(client: Client, kind: str) -> None:
    here, elsewhere = started(await client.turn("a", program="echo")), started(await client.turn("b", program="echo"))
    conversation = None if kind == "without conversation" else here.conversation
    parent = {"nobody": NOBODY, "question": here.parent, "elsewhere": elsewhere.message}.get(kind, here.message)
    refused = await client.post("/chat/stream", json={"message": "x", "conversation": conversation, "parent": parent})
    code = (422, "bad_input") if kind == "question" else (404, "unknown_message")
    assert (refused.status_code, refused.json()["code"]) == code
    assert len((await tree(client, here.conversation))["messages"]) == 2
    assert len((await client.get("/api/conversations")).json()["conversations"]) == 2


# --- what is here


async def test_health_tells_version_model_and_programs(client: Client) -> None:
    health = await client.get("/health")
    body = health.json()
    assert health.status_code == 200
    assert (body["status"], body["database"], body["running"]) == ("ok", "ok", 0)
    assert (body["model"]["id"], body["model"]["kind"]) == ("openai/bench", "server")
    assert body["programs"] >= 3
    assert body["version"]


async def test_programs_are_listed_with_their_fields(client: Client) -> None:
    listed = (await client.get("/api/programs")).json()
    by_id = {program["id"]: program for program in listed["programs"]}
    assert {"chat", "think", "echo"} <= by_id.keys()
    assert [one for one in by_id if by_id[one]["default"]] == ["chat"]
    think = by_id["think"]
    assert (think["message_field"], think["answer_field"]) == ("question", "answer")
    assert [field["role"] for field in think["fields"]] == ["thinking", "answer"]
    assert (think["inputs"]["type"], think["inputs"]["properties"]) == ("object", {})
    assert (await client.get("/api/programs/think")).json() == think
    assert {plugin["status"] for plugin in listed["plugins"]} == {"ok"}
    unknown = await client.get("/api/programs/nothing")
    assert (unknown.status_code, unknown.json()["code"]) == (404, "unknown_program")
    assert "'chat'" in unknown.json()["message"]


async def test_models_are_listed_with_one_default(client: Client) -> None:
    (model,) = (await client.get("/api/models")).json()["models"]
    assert (model["id"], model["default"], model["kind"]) == ("openai/bench", True, "server")
    assert (await client.turn("[say: hi]", model="openai/bench")).status == 200


async def test_unknown_path_under_the_api_is_json(client: Client) -> None:
    for path in ("/api/nothing", "/api/runs", "/chat/nothing", f"/api/runs/{NOBODY}/nothing"):
        response = await client.get(path)
        assert response.status_code == 404
        assert set(response.json()) == {"code", "message"}
