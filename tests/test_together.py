"""Several programs or models that answer one turn at the same time, side by side, on one stream."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from dspy_chat.events import Event, StartEvent, decode
from dspy_chat.sse import data_of

from tests.serving import Answer, Client, serving
from tests.test_branches import POINTS, choose, tree


@pytest.fixture
async def client(tmp_path: Path, model_url: str) -> AsyncIterator[Client]:
    async with serving(tmp_path, model_url=model_url, points=POINTS) as client:
        yield client


async def together(client: Client, message: str, *others: dict[str, Any], key: str = "", **body: Any) -> Answer:
    return await client.turn(message, {"Idempotency-Key": key} if key else None, others=list(others), **body)


def by_run(answer: Answer) -> dict[str, list[Event]]:
    """The events of each run, in the order in which X-Run-Id names them."""
    found: dict[str, list[Event]] = {run: [] for run in answer.headers["x-run-id"].split(", ")}
    for sent in answer.frames:
        event = decode(data_of(sent))
        found[event.run].append(event)
    return found


def starts(answer: Answer) -> list[StartEvent]:
    return [one for run in by_run(answer).values() if isinstance(one := run[0], StartEvent)]


async def test_each_answers_beside_the_others_in_step(client: Client) -> None:
    answer = await together(
        client, "[bench n=20 rate=60]", {"program": "think"}, {"program": "echo"}, {"program": "chat"}, program="chat"
    )
    runs = by_run(answer)
    assert [start.program.id for start in starts(answer)] == ["chat", "think", "echo", "chat"]
    assert len({start.parent for start in starts(answer)}) == len({start.conversation for start in starts(answer)}) == 1
    for run, events in runs.items():
        assert [event.seq for event in events] == [*range(1, len(events) + 1)]
        assert events[-1].type == "end"
        assert (await client.events(run)).events == events, "what was seen is what is stored"
    order = [decode(data_of(sent)).run for sent in answer.frames if b"\nevent: token\n" in sent]
    first, *_, other = runs
    assert order.index(other) < len(order) - 1 - order[::-1].index(first), "one came after the other, and not beside it"


async def test_first_answer_is_shown_and_the_others_can_be_chosen(client: Client) -> None:
    answer = await together(client, "hi", {"program": "think"}, {"program": "echo"}, program="chat")
    first, *others = starts(answer)
    shown = await tree(client, first.conversation)
    assert (shown["head"], shown["program"]) == (first.message, "chat")
    assert shown["messages"][-1]["siblings"] == [first.message, *(one.message for one in others)]
    chosen = await choose(client, first.conversation, others[1].message)
    assert (chosen["head"], chosen["program"]) == (others[1].message, "echo")
    following = await client.turn("and then?", conversation=first.conversation)
    assert following.types[-1] == "end"
    assert [one["id"] for one in (await tree(client, first.conversation))["messages"]][1] == others[1].message


async def test_models_can_be_held_against_each_other(client: Client) -> None:
    models = [one["id"] for one in (await client.get("/api/models")).json()["models"]]
    answer = await together(client, "hi", {"model": models[0]}, program="chat")
    assert [start.model.id for start in starts(answer)] == [models[0], models[0]]
    assert [start.program.id for start in starts(answer)] == ["chat", "chat"]


async def test_repeated_key_follows_all_that_it_began(client: Client) -> None:
    asked = [
        together(client, "hi", {"program": "echo"}, {"program": "think"}, key="k", program="chat") for _ in range(5)
    ]
    first, *again = await asyncio.gather(*asked)
    assert len(by_run(first)) == 3
    for answer in again:
        assert answer.headers["x-run-id"] == first.headers["x-run-id"]
        assert by_run(answer) == by_run(first)
    fewer = await together(client, "hi", key="k", program="chat")
    assert fewer.headers["x-run-id"] == first.headers["x-run-id"]
    assert len((await client.get("/api/conversations")).json()["conversations"]) == 1


async def test_program_gets_those_of_the_inputs_that_it_takes(client: Client) -> None:
    given = {"name": "Ada", "colour": "vermilion"}
    answer = await together(client, "hi", {"program": "note"}, {"program": "chat"}, program="card", inputs=given)
    assert [start.program.id for start in starts(answer)] == ["card", "note", "chat"]
    sent = [(await client.get(f"/api/runs/{run}/trace")).text for run in by_run(answer)]
    assert [("Ada" in one, "vermilion" in one) for one in sent] == [(True, True), (True, False), (False, False)]


@pytest.mark.parametrize(
    ("others", "status", "said"),
    [
        ([{"program": "nobody"}], 404, "there is no program 'nobody'"),
        ([{"program": "echo"}, {"model": "nobody/x"}], 404, "nobody/x"),
        ([{"program": "card"}], 422, "the input 'name'"),
        ([{"program": "echo"}] * 4, 422, "at most 3"),
        ([{"prog": "echo"}], 422, "prog"),
        (["echo"], 422, "others"),
    ],
)
async def test_one_that_cannot_answer_is_refused_before_anybody_does(
    client: Client, others: list[Any], status: int, said: str
) -> None:
    response = await client.post("/chat/stream", json={"message": "hi", "program": "chat", "others": others})
    assert response.status_code == status, response.text
    assert said in response.json()["message"], response.text
    assert (await client.get("/api/conversations")).json()["conversations"] == []


async def test_stop_of_one_lets_the_others_go_on(client: Client) -> None:
    body = {"message": "[bench n=30 rate=30]", "program": "chat", "others": [{"program": "think"}]}
    async with client.stream("POST", "/chat/stream", json=body) as response:
        first, other = response.headers["x-run-id"].split(", ")
        stopped = (await client.post(f"/api/runs/{first}/stop")).json()
        text = (await response.aread()).decode()
    assert stopped["status"] == "stopped"
    assert text.count("event: end\n") == 2
    assert (await client.get(f"/api/runs/{other}")).json()["status"] == "completed"


async def test_deleting_the_conversation_ends_all(client: Client) -> None:
    body = {
        "message": "[bench n=300 rate=30]",
        "program": "chat",
        "others": [{"program": "think"}, {"program": "chat"}],
    }
    async with client.stream("POST", "/chat/stream", json=body) as response:
        [listed] = (await client.get("/api/conversations")).json()["conversations"]
        await client.delete(f"/api/conversations/{listed['id']}")
        assert (await response.aread()).count(b"event: end\n") == 3
    assert (await client.get("/health")).json()["running"] == 0
