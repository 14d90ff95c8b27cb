"""What people think of answers: kept with the answer, held against its fields, carried by exports, gone with it."""

import asyncio
import json
import sqlite3
import time
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path
from typing import Any, Literal

import dspy
import pytest
from dspy_chat import Program, hookimpl, progress
from dspy_chat.api import share
from dspy_chat.plugins import Plugin

from tests.serving import Client, serving

JSONL = {"content-type": "application/jsonl"}


class Typed(dspy.Module):  # type: ignore[misc]
    """Answers in values of all kinds, and with one that nobody announced."""

    def __init__(self) -> None:
        super().__init__()
        self.predict = dspy.Predict(_Signature)

    def forward(self, question: str) -> Any:
        if question == "raise":
            raise ValueError
        if question == "steps":
            progress("Half", 0.5)
        return dspy.Prediction(answer="Yes", count=3, sure=True, mood="good", tags=["a"], data={"a": 1}, more=[1])


class _Signature(dspy.Signature):  # type: ignore[misc]
    question: str = dspy.InputField()
    count: int = dspy.OutputField()
    sure: bool = dspy.OutputField()
    mood: Literal["good", "bad"] = dspy.OutputField()
    tags: list[str] = dspy.OutputField()
    data: dict[str, int] = dspy.OutputField()
    answer: str = dspy.OutputField()


class _Plugin:
    @hookimpl
    def dspy_chat_programs(self) -> list[Program]:
        return [Program(id="typed", title="Typed", build=Typed)]


def server(folder: Path, **more: Any) -> Any:
    return serving(folder, points=[("typed", Plugin("typed", "tests", "0"), _Plugin)], **more)


@pytest.fixture
async def client(tmp_path: Path) -> AsyncIterator[Client]:
    async with server(tmp_path / "here") as client:
        yield client


async def answered(client: Client, message: str = "Is it?") -> tuple[str, str]:
    """A conversation and its answer."""
    start = (await client.turn(message, program="typed")).events[0]
    assert start.type == "start"
    return start.conversation, start.message


async def given(client: Client, conversation: str) -> Any:
    """What the conversation tells of its last answer's feedback."""
    found: dict[str, Any] = (await client.get(f"/api/conversations/{conversation}")).json()["messages"][-1]["feedback"]
    return found


async def put(client: Client, message: str, **feedback: Any) -> Any:
    found = await client.put(f"/api/messages/{message}/feedback", json=feedback)
    assert found.status_code == 200, found.text
    return found.json()


ALL = {
    "rating": "down",
    "comment": "Not quite\n— «so» 🐋",
    "corrections": {
        "answer": "No",
        "count": 2.5,
        "sure": False,
        "mood": "bad",
        "tags": [],
        "data": {"b": [None]},
        "more": None,
    },
}


async def test_feedback_is_kept_with_the_answer_and_survives_a_restart(client: Client, tmp_path: Path) -> None:
    conversation, message = await answered(client)
    assert await given(client, conversation) is None
    told = await put(client, message, **ALL)
    assert told == {**ALL, "given_at": told["given_at"]}
    assert await given(client, conversation) == told
    question = (await client.get(f"/api/conversations/{conversation}")).json()["messages"][0]
    assert question["feedback"] is None


async def test_feedback_is_replaced_as_a_whole_and_taken_back_by_none(client: Client) -> None:
    conversation, message = await answered(client)
    await put(client, message, **ALL)
    assert (await put(client, message, rating="up"))["comment"] == ""
    assert (await given(client, conversation))["corrections"] == {}
    assert await put(client, message, rating=None, comment=" \n") is None
    assert await given(client, conversation) is None
    assert await put(client, message) is None


WRONG: list[tuple[Any, str]] = [
    ({"answr": "No"}, "no field 'answr'; it has 'count', 'sure', 'mood', 'tags', 'data', 'answer', 'more'"),
    ({"answer": 1}, "'answer' takes a text"),
    ({"count": "2"}, "'count' takes a number"),
    ({"count": True}, "'count' takes a number"),
    ({"sure": 1}, "'sure' takes true or false"),
    ({"mood": ["bad"]}, "'mood' takes one of its choices"),
    ({"tags": "a"}, "'tags' takes a list"),
]
SHAPES: list[Any] = [
    {"rating": "meh"},
    {"thumb": "up"},
    {"comment": "x" * 20_001},
    {"comment": "\0"},
    {"corrections": []},
    [],
]


async def test_feedback_that_does_not_fit_is_refused(client: Client) -> None:
    conversation, message = await answered(client)
    bodies = [({"corrections": corrections}, words) for corrections, words in WRONG]
    for body, words in [*bodies, *((shape, "") for shape in SHAPES)]:
        found = await client.put(f"/api/messages/{message}/feedback", json=body)
        assert (found.status_code, found.json()["code"]) == (422, "bad_input"), body
        assert words in found.json()["message"]
    assert await given(client, conversation) is None


async def test_only_answers_that_have_ended_take_feedback(client: Client, tmp_path: Path, model_url: str) -> None:
    conversation, _ = await answered(client)
    question = (await client.get(f"/api/conversations/{conversation}")).json()["messages"][0]["id"]
    for message, status, code in ((question, 422, "bad_input"), ("0" * 32, 404, "unknown_message")):
        found = await client.put(f"/api/messages/{message}/feedback", json={"rating": "up"})
        assert (found.status_code, found.json()["code"]) == (status, code)
    _, failed = await answered(client, "raise")
    await put(client, failed, rating="down", comment="It fails")
    async with serving(tmp_path / "slow", model_url=model_url) as slow:
        turn = {"message": "[bench n=40 rate=20]"}
        async with slow.stream("POST", "/chat/stream", json=turn) as stream:
            run = (await slow.get(f"/api/runs/{stream.headers['x-run-id']}")).json()
            found = await slow.put(f"/api/messages/{run['message']}/feedback", json={"rating": "up"})
            assert (found.status_code, found.json()["code"]) == (409, "conflict")


async def test_feedback_goes_with_its_conversation(tmp_path: Path) -> None:
    async with server(tmp_path, keep_deleted_s=0) as client:
        conversation, message = await answered(client)
        await put(client, message, rating="up")
        assert kept(tmp_path / "chat.db") == 1
        await client.delete(f"/api/conversations/{conversation}")
        deadline = time.monotonic() + 10
        while kept(tmp_path / "chat.db"):
            assert time.monotonic() < deadline
            await asyncio.sleep(0.05)


def kept(path: Path) -> int:
    """How many feedbacks a file holds."""
    with closing(sqlite3.connect(path)) as db:
        return int(db.execute("SELECT count(*) FROM feedback").fetchone()[0])


async def exported(client: Client) -> bytes:
    return (await client.get("/api/export")).content


async def imported(client: Client, file: bytes) -> dict[str, Any]:
    found: dict[str, Any] = (await client.post("/api/import", content=file, headers=JSONL)).json()
    return found


async def test_export_carries_feedback_and_importing_again_leaves_what_is_here(client: Client, tmp_path: Path) -> None:
    conversation, message = await answered(client)
    await put(client, message, **ALL)
    file = await exported(client)
    tree = (await client.get(f"/api/conversations/{conversation}")).json()
    async with server(tmp_path / "there") as there:
        assert (await imported(there, file))["new"]["messages"] == 2
        assert (await there.get(f"/api/conversations/{conversation}")).json() == tree
        assert await exported(there) == file
        await put(there, message, rating="up")
        assert (await imported(there, file))["known"] == 1
        assert (await given(there, conversation))["rating"] == "up"


def altered(file: bytes, **feedback: Any) -> bytes:
    """The export with another feedback on its answer."""
    lines = [json.loads(line) for line in file.splitlines()]
    for line in lines:
        if "feedback" in line:
            line["feedback"] |= feedback
    events = {"start", "token", "status", "final", "error", "end"}
    told = [
        raw if line["type"] in events else json.dumps(line).encode()
        for raw, line in zip(file.splitlines(), lines, strict=True)
    ]
    return b"\n".join([*told, b""])


CHANGES: list[tuple[dict[str, Any], str]] = [
    ({"rating": "meh"}, "feedback.rating"),
    ({"corrections": {"answr": 1}}, "no field 'answr'"),
    ({"corrections": {"count": "many"}}, "'count' takes a number"),
    ({"rating": None, "comment": "", "corrections": {}}, "says nothing"),
    ({"given_at": -1}, "feedback.given_at"),
    ({"who": "me"}, "feedback.who"),
]


async def test_export_with_wrong_feedback_is_refused(client: Client, tmp_path: Path) -> None:
    _, message = await answered(client)
    await put(client, message, **ALL)
    file = await exported(client)
    async with server(tmp_path / "there") as there:
        for change, words in CHANGES:
            found = await there.post("/api/import", content=altered(file, **change), headers=JSONL)
            assert found.status_code == 422
            assert words in found.json()["message"]
        assert (await there.get("/api/conversations")).json()["conversations"] == []


async def test_exports_of_version_1_are_read_and_have_no_feedback(client: Client, tmp_path: Path) -> None:
    conversation, message = await answered(client)
    plain = await exported(client)
    await put(client, message, rating="up")
    told = await exported(client)
    old = [file.replace(b'"v":2', b'"v":1', 1) for file in (plain, told)]
    async with server(tmp_path / "there") as there:
        refused = await there.post("/api/import", content=old[1], headers=JSONL)
        assert (refused.status_code, "version 1 has none" in refused.text) == (422, True)
        assert (await imported(there, old[0]))["new"]["conversations"] == 1
        assert await given(there, conversation) is None


async def test_shared_file_does_not_tell_what_was_thought_of_it(
    client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    template = tmp_path / "share.template"
    template.write_text("{title}{conversation}")
    monkeypatch.setattr(share, "TEMPLATE", template)
    conversation, message = await answered(client)
    await put(client, message, rating="down", comment="a private word")
    file = await client.get(f"/api/conversations/{conversation}/export.html")
    assert message in file.text
    assert "a private word" not in file.text


async def test_run_says_whether_its_events_tell_of_steps(tmp_path: Path, model_url: str) -> None:
    async with serving(tmp_path, model_url=model_url) as client:
        plain = await client.turn('[say: {"type":"status","kind":"tool"} ,"predictor":"x"]')
        assert (await client.get(f"/api/runs/{plain.run_id}")).json()["steps"] is False
    async with server(tmp_path / "typed") as client:
        for message, steps in (("Is it?", False), ("steps", True)):
            typed = await client.turn(message, program="typed")
            assert (await client.get(f"/api/runs/{typed.run_id}")).json()["steps"] is steps
