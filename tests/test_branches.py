"""Branches over HTTP: what stands beside a message, which branch is shown, and a turn answered once more."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import dspy_chat_basics  # type: ignore[import-untyped]
import dspy_chat_echo  # type: ignore[import-untyped]
import pytest
from dspy_chat import Program, hookimpl
from dspy_chat.events import EndEvent, StartEvent
from dspy_chat.plugins import Plugin

from tests.following import opened, rejoined
from tests.serving import Answer, Client, serving

NOBODY = "0" * 32


class _Signed:
    @hookimpl
    def dspy_chat_programs(self) -> list[Program]:
        """Programs with one input each beside the message, of which `name` is in both."""
        return [
            Program(id="card", title="Card", build="message, name, colour -> answer"),
            Program(id="note", title="Note", build="message, name -> answer"),
        ]


POINTS = [
    ("basics", Plugin("basics", "tests", "0"), lambda: dspy_chat_basics),
    ("echo", Plugin("echo", "tests", "0"), lambda: dspy_chat_echo),
    ("signed", Plugin("signed", "tests", "0"), _Signed),
]


@pytest.fixture
async def client(tmp_path: Path, model_url: str) -> AsyncIterator[Client]:
    async with serving(tmp_path, model_url=model_url, points=POINTS) as client:
        yield client


def started(answer: Answer) -> StartEvent:
    first = answer.events[0]
    assert isinstance(first, StartEvent)
    return first


async def tree(client: Client, conversation: str, **query: Any) -> dict[str, Any]:
    response = await client.get(f"/api/conversations/{conversation}", params=query)
    found: dict[str, Any] = response.raise_for_status().json()
    return found


async def choose(client: Client, conversation: str, message: str) -> dict[str, Any]:
    response = await client.put(f"/api/conversations/{conversation}/head", json={"message": message})
    found: dict[str, Any] = response.raise_for_status().json()
    return found


def texts(found: dict[str, Any]) -> list[str]:
    return [message["text"] for message in found["messages"]]


def places(found: dict[str, Any]) -> list[str]:
    """Of each message its place among its siblings, as the page tells it."""
    return [
        f"{one['siblings'].index(one['id']) + 1}/{len(one['siblings'])}" if one["siblings"] else "-"
        for one in found["messages"]
    ]


async def echoed(client: Client, text: str, **body: Any) -> StartEvent:
    return started(await client.turn(text, program="echo", **body))


async def grown(client: Client) -> tuple[str, dict[str, StartEvent]]:
    """A conversation: a, b, c in a row, then B in the place of b with D behind it, then A in the place of a."""
    a = await echoed(client, "a")
    conversation = a.conversation
    b = await echoed(client, "b", conversation=conversation)
    c = await echoed(client, "c", conversation=conversation)
    other_b = await echoed(client, "B", conversation=conversation, parent=a.message)
    other_d = await echoed(client, "D", conversation=conversation)
    other_a = await echoed(client, "A", conversation=conversation, parent=None)
    return conversation, {"a": a, "b": b, "c": c, "B": other_b, "D": other_d, "A": other_a}


async def test_conversation_is_read_as_the_branch_that_is_shown(client: Client) -> None:
    conversation, turns = await grown(client)
    shown = await tree(client, conversation)
    assert (texts(shown), places(shown), shown["head"]) == (["A", "A"], ["2/2", "-"], turns["A"].message)
    other = await tree(client, conversation, through=turns["a"].message)
    assert (texts(other), places(other)) == (["a", "a", "B", "B", "D", "D"], ["1/2", "-", "2/2", "-", "-", "-"])
    assert other["head"] == turns["D"].message
    assert other["messages"][2]["siblings"] == [turns["b"].parent, turns["B"].parent]
    assert (await tree(client, conversation))["head"] == turns["A"].message, "reading chooses nothing"
    assert len(await client.messages(conversation)) == 12


async def test_branch_comes_in_pages_that_lead_up_to_its_beginning(client: Client) -> None:
    conversation, turns = await grown(client)
    await choose(client, conversation, turns["c"].message)
    pages: list[list[str]] = []
    before: dict[str, Any] = {}
    while True:
        page = await tree(client, conversation, limit=4, **before)
        pages.append(texts(page))
        if page["earlier"] is None:
            break
        assert page["earlier"] == page["messages"][0]["id"]
        before = {"before": page["earlier"]}
    assert pages == [["b", "b", "c", "c"], ["a", "a"]]
    assert texts(await tree(client, conversation, before=turns["D"].parent)) == ["a", "a", "B", "B"]
    assert texts(await tree(client, conversation, before=turns["a"].parent)) == []


async def test_chosen_branch_goes_on_as_it_was_shown_last(client: Client) -> None:
    conversation, turns = await grown(client)
    listed = (await client.get("/api/conversations")).json()
    found = await choose(client, conversation, turns["a"].parent)
    assert texts(found) == ["a", "a", "B", "B", "D", "D"], "the newest, as nothing was chosen"
    assert found == await tree(client, conversation)
    assert texts(await choose(client, conversation, turns["b"].parent)) == ["a", "a", "b", "b", "c", "c"]
    assert texts(await choose(client, conversation, turns["A"].parent)) == ["A", "A"]
    found = await choose(client, conversation, turns["a"].parent)
    assert texts(found) == ["a", "a", "b", "b", "c", "c"], "the one that was shown last"
    assert await choose(client, conversation, turns["a"].message) == found, "it is shown already"
    assert (await client.get("/api/conversations")).json() == listed, "a look at a branch makes nothing newer"
    onward = await echoed(client, "e", conversation=conversation)
    assert texts(await tree(client, conversation)) == ["a", "a", "b", "b", "c", "c", "e", "e"]
    await choose(client, conversation, turns["B"].message)
    found = await choose(client, conversation, turns["b"].message)
    assert found["head"] == onward.message, "a turn is shown too"


async def test_program_of_a_conversation_is_the_one_at_the_end_of_the_branch(client: Client) -> None:
    first = await echoed(client, "hi")
    second = started(await client.rerun(first.message, program="think"))
    assert (await tree(client, first.conversation))["program"] == "think"
    assert (await choose(client, first.conversation, first.message))["program"] == "echo"
    assert (await choose(client, first.conversation, second.message))["program"] == "think"


@pytest.mark.parametrize("kind", ["nobody", "elsewhere", "no conversation", "malformed", "nothing"])
async def test_branch_of_another_conversation_is_refused(client: Client, kind: str) -> None:
    here, elsewhere = await echoed(client, "here"), await echoed(client, "elsewhere")
    conversation = NOBODY if kind == "no conversation" else here.conversation
    message = {"nobody": NOBODY, "elsewhere": elsewhere.message, "malformed": "x"}.get(kind, here.message)
    body = {} if kind == "nothing" else {"message": message}
    refused = await client.put(f"/api/conversations/{conversation}/head", json=body)
    code = (422, "bad_input") if kind in ("malformed", "nothing") else (404, "unknown_message")
    assert (refused.status_code, refused.json()["code"]) == code
    assert (await tree(client, here.conversation))["head"] == here.message
    for name in ("through", "before"):
        refused = await client.get(f"/api/conversations/{here.conversation}", params={name: elsewhere.message})
        assert (refused.status_code, refused.json()["code"]) == (404, "unknown_message")


async def test_rerun_answers_beside_the_first_answer(client: Client, model_url: str) -> None:
    before = started(await client.turn("[say: one]"))
    asked = await client.turn("[say: two]", conversation=before.conversation)
    await client.turn("[say: three]", conversation=before.conversation)
    again = await client.rerun(started(asked).message)
    assert (again.status, again.types[-1], again.text()) == (200, "end", "two")
    assert again.headers["x-run-id"] == started(again).run
    assert (started(again).parent, started(again).program) == (started(asked).parent, started(asked).program)
    sent = [request["messages"][1:] for request in (await client.get(f"{model_url}/requests")).json()]
    assert sent[-1] == sent[1], "what the model is asked is the same"
    found = await tree(client, before.conversation)
    assert (texts(found)[1::2], places(found)) == (["one", "two"], ["-", "-", "-", "2/2"])
    assert found["messages"][-1]["siblings"] == [started(asked).message, started(again).message]
    assert (await client.events(again.run_id)).content == again.content
    assert texts(await choose(client, before.conversation, started(asked).message))[1::2] == ["one", "two", "three"]


async def test_rerun_by_another_program_gets_the_inputs_that_it_takes(client: Client, model_url: str) -> None:
    inputs = {"name": "Ada", "colour": "green"}
    card = started(await client.turn("[say: a card]", program="card", inputs=inputs))
    note = await client.rerun(card.message, program="note")
    assert (started(note).program.id, note.text()) == ("note", "a card")
    asked = (await client.get(f"{model_url}/requests")).json()[-1]["messages"][-1]["content"]
    assert "Ada" in asked
    assert "green" not in asked
    question = (await tree(client, card.conversation))["messages"][0]
    assert question["fields"] == inputs, "the question stays as it was asked"
    again = await client.rerun(started(note).message, program="card")
    assert again.types[-1] == "end"
    assert "green" in (await client.get(f"{model_url}/requests")).json()[-1]["messages"][-1]["content"]
    plain = started(await client.turn("[say: plain]"))
    refused = await client.rerun(plain.message, program="card")
    assert refused.status == 422
    assert b"name" in refused.content


async def test_rerun_of_the_same_key_joins_its_run(client: Client, model_url: str) -> None:
    first = started(await client.turn("[bench id=joined n=20 rate=40]"))
    key = {"Idempotency-Key": "again"}
    answers = await asyncio.gather(*[client.rerun(first.message, key) for _ in range(6)])
    assert len({answer.stored for answer in answers}) == 1
    assert (await client.get(f"{model_url}/log")).json()["joined"]["requests"] == 2
    assert len(await client.messages(first.conversation)) == 3


async def test_two_reruns_at_once_both_answer(client: Client) -> None:
    first = started(await client.turn("[bench n=20 rate=40]"))
    answers = await asyncio.gather(client.rerun(first.message), client.rerun(first.message, program="think"))
    assert [answer.types[-1] for answer in answers] == ["end", "end"]
    found = await tree(client, first.conversation)
    made = [started(answer).message for answer in answers]
    assert sorted(found["messages"][1]["siblings"][1:]) == sorted(made)
    assert found["head"] == found["messages"][1]["siblings"][-1], "the one that began last is shown"


async def test_rerun_of_an_answer_that_is_arriving_is_refused_with_its_run(client: Client) -> None:
    async with opened(client, "[bench n=40 rate=40]") as live:
        await live.read(3)
        start = live.events[0]
        assert isinstance(start, StartEvent)
        refused = await client.post(f"/api/messages/{start.message}/rerun", json={})
        assert refused.status_code == 409
        assert (refused.json()["code"], refused.json()["run"]) == ("busy", live.run_id)
    assert len(await client.messages(start.conversation)) == 2


@pytest.mark.parametrize("kind", ["nobody", "question", "malformed", "program", "model", "field", "list"])
async def test_bad_rerun_is_refused_and_stores_nothing(client: Client, kind: str) -> None:
    start = await echoed(client, "hi")
    message = {"nobody": NOBODY, "question": start.parent, "malformed": "x"}.get(kind, start.message)
    bodies = {"program": {"program": "nothing"}, "model": {"model": "gpt-9"}, "field": {"inputs": {}}, "list": []}
    refused = await client.post(f"/api/messages/{message}/rerun", json=bodies.get(kind, {}))
    status, code = {
        "nobody": (404, "unknown_message"),
        "program": (404, "unknown_program"),
        "model": (404, "unknown_model"),
    }.get(kind, (422, "bad_input"))
    assert (refused.status_code, refused.json()["code"]) == (status, code)
    assert len(await client.messages(start.conversation)) == 2


async def test_deleted_conversation_is_answered_no_more_and_shows_no_branch(client: Client) -> None:
    start = await echoed(client, "hi")
    path = f"/api/conversations/{start.conversation}"
    await client.delete(path)
    again = await client.post(f"/api/messages/{start.message}/rerun")
    chosen = await client.put(f"{path}/head", json={"message": start.message})
    assert (again.json()["code"], chosen.json()["code"]) == ("unknown_message", "unknown_conversation")
    assert (again.status_code, chosen.status_code) == (404, 404)


async def test_rerun_needs_no_body(client: Client) -> None:
    start = await echoed(client, "hi")
    assert (await client.post(f"/api/messages/{start.message}/rerun")).status_code == 200
    assert len(await client.messages(start.conversation)) == 3


async def test_rerun_by_a_model_that_is_gone_is_answered_by_the_default(tmp_path: Path, model_url: str) -> None:
    async with serving(tmp_path / "data") as client:
        start = started(await client.turn("hi"))
    async with serving(tmp_path / "data", model_url=model_url) as client:
        again = await client.rerun(start.message)
        assert (start.model.kind, started(again).model.id, again.types[-1]) == ("demo", "openai/bench", "end")


async def test_delete_in_between_leaves_nothing_behind(client: Client, tmp_path: Path) -> None:
    for _ in range(5):
        start = await echoed(client, "hi")
        path = f"/api/conversations/{start.conversation}"
        deleted, chosen, *answers = await asyncio.gather(
            client.delete(path),
            client.put(f"{path}/head", json={"message": start.message}),
            *[client.post(f"/api/messages/{start.message}/rerun", json={"program": "chat"}) for _ in range(3)],
        )
        assert deleted.status_code == 204
        assert {response.status_code for response in (chosen, *answers)} <= {200, 404}
    assert (await client.get("/api/conversations")).json() == {"conversations": [], "next": None}
    assert (await client.get("/health")).json()["running"] == 0
    with sqlite3.connect(tmp_path / "chat.db") as db:
        assert db.execute("SELECT count(*) FROM run WHERE status = 'running'").fetchone() == (0,)
    db.close()


async def test_answer_on_a_branch_that_is_not_shown_goes_on(client: Client) -> None:
    first = await echoed(client, "hi")
    body = {"program": "chat", "conversation": first.conversation}
    async with opened(client, "[bench n=40 rate=40]", **body) as live:
        await live.read(3)
        aside = await echoed(client, "aside", conversation=first.conversation, parent=first.message)
        found = await tree(client, first.conversation)
        assert (found["head"], found["running"]) == (aside.message, live.run_id)
        await live.read_to_the_end()
    end = live.events[-1]
    assert isinstance(end, EndEvent)
    assert end.status == "completed"
    start = live.events[0]
    assert isinstance(start, StartEvent)
    found = await choose(client, first.conversation, start.message)
    assert found["messages"][-1]["run"]["status"] == "completed"
    async with rejoined(client, live.run_id, 0) as again:
        await again.read_to_the_end()
    assert again.stored == live.stored
