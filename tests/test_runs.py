"""Runs against programs, models and clients that leave, fail, hang and lie."""

import asyncio
import contextlib
import gc
import logging
import sqlite3
import threading
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import dspy
import dspy_chat_basics  # type: ignore[import-untyped]
import dspy_chat_echo  # type: ignore[import-untyped]
import httpx
import pytest
from dspy_chat import Program, hookimpl
from dspy_chat.errors import StorageReadOnly
from dspy_chat.events import EndEvent, ErrorEvent, Event, FinalEvent, decode
from dspy_chat.plugins import Plugin
from dspy_chat.runs import Turn
from dspy_chat.store import Begun, Change, NewTurn, Store

from tests.bench.answers import numbered
from tests.faults.programs import Sync
from tests.following import Opened, opened, rejoined
from tests.serving import Answer, Client, serving

CANARY = "canary-5f3a"
"""Stands in the text of exceptions and in the key: no client may ever see it."""
PROMPTLY_NS = 100_000_000
_release = threading.Event()


class Endless(dspy.Module):  # type: ignore[misc]
    """Never looks up."""

    def forward(self, question: str) -> Any:
        _release.wait(60)


class Odd(dspy.Module):  # type: ignore[misc]
    """Raises or returns what the message names."""

    def forward(self, question: str) -> Any:
        return _odd(question)


class AsyncOdd(dspy.Module):  # type: ignore[misc]
    async def aforward(self, question: str) -> Any:
        return _odd(question)


_RAISED: dict[str, Callable[[], BaseException]] = {
    "ValueError": lambda: ValueError(CANARY),
    "KeyError": lambda: KeyError(CANARY),
    "StopIteration": lambda: StopIteration(CANARY),
    "StopAsyncIteration": lambda: StopAsyncIteration(CANARY),
    "SystemExit": lambda: SystemExit(CANARY),
    "KeyboardInterrupt": lambda: KeyboardInterrupt(CANARY),
    "GeneratorExit": lambda: GeneratorExit(CANARY),
    "CancelledError": lambda: asyncio.CancelledError(CANARY),
    "TimeoutError": lambda: TimeoutError(CANARY),
    "RecursionError": lambda: RecursionError(CANARY),
    "MemoryError": lambda: MemoryError(CANARY),
}
_RETURNED: dict[str, Any] = {
    "text": ("plain", "plain", {"answer": "plain"}),
    "dict": ({"answer": "a", "score": 0.5}, "a", {"answer": "a", "score": 0.5}),
    "nothing": (None, "", {}),
    "prediction": (dspy.Prediction(answer="p", why=["x"]), "p", {"answer": "p", "why": ["x"]}),
    "number": (7, "7", {"answer": 7}),
    "list": (["a", 1], '["a", 1]', {"answer": ["a", 1]}),
    "without answer": ({"other": "o"}, "", {"other": "o"}),
    "half a pair": ("a\ud800b\0c", "a\ufffdb\ufffdc", {"answer": "a\ufffdb\ufffdc"}),
}


def _odd(question: str) -> Any:
    if question in _RAISED:
        raise _RAISED[question]()
    return _RETURNED[question][0]


class _Tried:
    @hookimpl
    def dspy_chat_programs(self) -> list[Program]:
        made = {"sync": Sync, "endless": Endless, "odd": Odd, "async-odd": AsyncOdd}
        return [Program(id=name, title=name, build=build) for name, build in made.items()]


POINTS = [
    ("basics", Plugin("basics", "tests", "0"), lambda: dspy_chat_basics),
    ("echo", Plugin("echo", "tests", "0"), lambda: dspy_chat_echo),
    ("tried", Plugin("tried", "tests", "0"), _Tried),
]


@asynccontextmanager
async def tried(tmp_path: Path, model_url: str, **settings: Any) -> AsyncIterator[Client]:
    """A server that has the programs above."""
    _release.clear()
    try:
        async with serving(
            tmp_path, model_url=model_url, points=POINTS, model_key=f"sk-{CANARY}", **settings
        ) as client:
            yield client
    finally:
        _release.set()


@pytest.fixture
async def trying(tmp_path: Path, model_url: str) -> AsyncIterator[Client]:
    async with tried(tmp_path, model_url) as client:
        yield client


async def log_of(client: Client, model_url: str, chat: str) -> dict[str, Any]:
    """What the model noted of a chat."""
    entry: dict[str, Any] = (await client.get(f"{model_url}/log")).json()[chat]
    return entry


async def until_closed(client: Client, model_url: str, chat: str, seconds: float = 5) -> int:
    """When the model saw its client leave, in CLOCK_MONOTONIC ns."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if (closed := (await log_of(client, model_url, chat))["closed"]) is not None:
            return int(closed)
        await asyncio.sleep(0.02)
    raise AssertionError(f"the model call of {chat!r} was still open after {seconds} s")


async def run_of(client: Client, run_id: str) -> dict[str, Any]:
    run: dict[str, Any] = (await client.get(f"/api/runs/{run_id}")).json()
    return run


async def until_ended(client: Client, run_id: str, seconds: float = 10) -> dict[str, Any]:
    """The run once it has ended. Asks, and does not follow: a follower would keep it alive."""
    deadline = time.monotonic() + seconds
    while (run := await run_of(client, run_id))["status"] == "running":
        assert time.monotonic() < deadline, "the run goes on"
        await asyncio.sleep(0.02)
    return run


async def stored_answer(client: Client, run: dict[str, Any]) -> dict[str, Any]:
    """The message that a run wrote."""
    tree = (await client.get(f"/api/conversations/{run['conversation']}")).json()
    message: dict[str, Any] = next(one for one in tree["messages"] if one["id"] == run["message"])
    return message


def shown(events: list[Event], field: str = "answer") -> str:
    """The text of a field as a client shows it: resets take it back."""
    text = ""
    for event in events:
        if event.type == "token" and event.field == field:
            text += event.text
        elif event.type == "status" and event.kind == "reset":
            text = ""
    return text


def error_of(answer: Answer) -> ErrorEvent:
    """The error of a stream that ends as failed ones do."""
    error, end = answer.events[-2:]
    assert isinstance(error, ErrorEvent)
    assert isinstance(end, EndEvent)
    assert end.status == "failed"
    assert answer.types.count("error") == answer.types.count("end") == 1
    assert "final" not in answer.types
    return error


# --- clients that leave


async def test_run_is_stopped_at_once_when_its_last_follower_leaves_and_grace_is_0(
    tmp_path: Path, model_url: str
) -> None:
    async with tried(tmp_path, model_url, disconnect_grace_s=0) as client:
        async with opened(client, "[bench id=left n=400 rate=40]", program="chat") as live:
            await live.read(4)
            async with rejoined(client, live.run_id, 0) as other:
                await other.read(4)
            await live.read(8)
            assert (await run_of(client, live.run_id))["status"] == "running", "one follower was still there"
        left = time.monotonic_ns()
        assert await until_closed(client, model_url, "left") - left < 3 * PROMPTLY_NS
        run = await until_ended(client, live.run_id)
        assert run["status"] == "stopped"
        answer = await client.events(live.run_id)
        assert answer.stored.startswith(live.stored)
        assert (await stored_answer(client, run))["text"] == answer.text() != ""


async def test_run_is_stopped_after_the_grace(tmp_path: Path, model_url: str) -> None:
    async with tried(tmp_path, model_url, disconnect_grace_s=0.6) as client:
        async with opened(client, "[bench id=left n=400 rate=40]", program="chat") as live:
            await live.read(4)
        left = time.monotonic_ns()
        closed = await until_closed(client, model_url, "left")
        assert 0.55e9 < closed - left < 1.5e9
        assert (await until_ended(client, live.run_id))["status"] == "stopped"


async def test_run_that_nobody_begins_to_follow_is_given_time(tmp_path: Path, model_url: str) -> None:
    async with tried(tmp_path, model_url, disconnect_grace_s=0) as client:
        body = {"message": "[bench id=unseen n=400 rate=40]", "program": "chat"}
        with contextlib.suppress(asyncio.TimeoutError):
            await asyncio.wait_for(client.post("/chat/stream", json=body), 0.3)
        assert await until_closed(client, model_url, "unseen") > 0
        for run in (await client.get("/api/conversations")).json()["conversations"]:
            assert run["running"] is None


async def test_run_finishes_alone_when_grace_is_infinite(tmp_path: Path, model_url: str) -> None:
    async with tried(tmp_path, model_url, disconnect_grace_s=float("inf")) as client:
        async with opened(client, "[bench n=40 rate=40]", program="sync") as live:
            await live.read(2)
        run = await until_ended(client, live.run_id)
        assert run["status"] == "completed"
        assert (await stored_answer(client, run))["text"] == "".join(numbered(40)).strip()


async def test_rejoining_within_the_grace_keeps_the_run(tmp_path: Path, model_url: str) -> None:
    async with tried(tmp_path, model_url, disconnect_grace_s=0.5) as client:
        async with opened(client, "[bench n=60 rate=40]", program="chat") as live:
            await live.read(2)
        await asyncio.sleep(0.25)
        answer = await client.events(live.run_id, after=len(live.frames))
        end = answer.events[-1]
        assert isinstance(end, EndEvent)
        assert end.status == "completed"


# --- stop


@pytest.mark.parametrize("program", ["chat", "think", "sync"])
@pytest.mark.parametrize("moment", ["before the first byte", "in mid-stream"])
async def test_stop_closes_the_model_call_and_keeps_what_was_said(
    trying: Client, model_url: str, program: str, moment: str
) -> None:
    first = 5 if moment == "before the first byte" else 0
    async with opened(trying, f"[bench id=stop n=400 rate=50 first={first}]", program=program) as live:
        await live.read(1 if first else 5)
        while not (await trying.get(f"{model_url}/log")).json().get("stop"):  # noqa: ASYNC110 - of another server
            await asyncio.sleep(0.01)
        answered = await trying.post(f"/api/runs/{live.run_id}/stop")
        stopped = time.monotonic_ns()
        message = await stored_answer(trying, answered.json())
        assert (answered.status_code, answered.json()["status"]) == (200, "stopped")
        await live.read_to_the_end()
    assert await until_closed(trying, model_url, "stop") - stopped < PROMPTLY_NS
    end = live.events[-1]
    assert isinstance(end, EndEvent)
    assert end.status == "stopped"
    assert [event.type for event in live.events].count("end") == 1
    assert not {"error", "final"} & {event.type for event in live.events}
    assert message["text"] == shown(live.events)
    assert bool(message["fields"]) == (not first)
    assert message["run"] == answered.json()
    again = await trying.post(f"/api/runs/{live.run_id}/stop")
    assert (again.status_code, again.json()) == (200, answered.json())
    assert (await trying.events(live.run_id)).stored == live.stored


async def test_many_stops_at_once_all_answer(trying: Client) -> None:
    async with opened(trying, "[bench n=400 rate=50]", program="chat") as live:
        await live.read(3)
        answers = await asyncio.gather(*[trying.post(f"/api/runs/{live.run_id}/stop") for _ in range(5)])
        assert len({answer.content for answer in answers}) == 1
        assert answers[0].json()["status"] == "stopped"


async def test_stop_does_nothing_to_a_run_that_has_ended(trying: Client) -> None:
    answer = await trying.turn("[say: done]", program="chat")
    before = await run_of(trying, answer.run_id)
    stopped = await trying.post(f"/api/runs/{answer.run_id}/stop")
    assert stopped.json() == before
    assert before["status"] == "completed"


async def test_conversation_goes_on_after_a_stop(trying: Client, model_url: str) -> None:
    async with opened(trying, "[bench n=400 rate=50]", program="chat") as live:
        await live.read(4)
        conversation = (await trying.post(f"/api/runs/{live.run_id}/stop")).json()["conversation"]
        await live.read_to_the_end()
    after = await trying.turn("[say: on]", conversation=conversation)
    assert after.text() == "on"
    asked = (await trying.get(f"{model_url}/requests")).json()[-1]["messages"]
    assert any(shown(live.events) in message["content"] for message in asked), "what was said is part of the history"


async def test_run_that_was_deleted_in_its_beginning_ends_quietly_and_touches_no_other(
    trying: Client, caplog: pytest.LogCaptureFixture
) -> None:
    """A turn may come between the deletion's look for live runs and the deletion itself."""
    parts = trying.app.state.parts  # type: ignore[attr-defined]
    async with opened(trying, "[bench n=400 rate=100]", program="chat") as gone:
        await gone.read(4)
        run = await parts.store.run(gone.run_id)
        await parts.store.delete(run.conversation)
        async with opened(trying, "[bench n=30 rate=100]", program="chat") as other:
            await other.read(4)
            assert (await parts.store.run(other.run_id)).key > run.key, "a key is given once"
            await parts.runs.stop(gone.run_id)
            assert (await run_of(trying, other.run_id))["status"] == "running"
            await other.read_to_the_end()
        await gone.read_to_the_end()
    assert gone.events[-1].type == "end"
    assert (await trying.events(other.run_id)).stored == other.stored
    assert (await trying.get(f"/api/runs/{gone.run_id}/events")).status_code == 404
    assert "could not be stored" not in caplog.text


async def test_turn_that_comes_during_the_deletion_is_stopped(trying: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    parts = trying.app.state.parts  # type: ignore[attr-defined]
    conversation = (await run_of(trying, (await trying.turn("[say: old]", program="chat")).run_id))["conversation"]
    change, answers = parts.store.change, []

    async def late(conversations: list[str], how: Change) -> list[str]:
        (conversation,) = conversations
        answers.append(asyncio.create_task(trying.turn("[bench n=400 rate=20]", conversation=conversation)))
        while not parts.runs.running:  # noqa: ASYNC110 - of the server
            await asyncio.sleep(0.01)
        changed: list[str] = await change(conversations, how)
        return changed

    monkeypatch.setattr(parts.store, "change", late)
    assert (await trying.delete(f"/api/conversations/{conversation}")).status_code == 204
    assert parts.runs.running == 0
    assert (await answers[0]).types[-1] == "end"


# --- time and model failures


@pytest.mark.parametrize("program", ["chat", "sync"])
async def test_run_that_takes_too_long_is_ended(tmp_path: Path, model_url: str, program: str) -> None:
    async with tried(tmp_path, model_url, run_timeout_s=0.6) as client:
        answer = await client.turn("[bench id=long n=400 rate=40]", program=program)
        error = error_of(answer)
        assert (error.code, error.retryable) == ("timeout", True)
        assert 600 <= answer.events[-1].t < 1500
        message = await stored_answer(client, await run_of(client, answer.run_id))
        assert message["text"] == answer.text() != ""
        assert message["run"]["error"] == {
            "code": "timeout",
            "message": error.message,
            "retryable": True,
            "retry_after": None,
            "ref": error.ref,
        }
        await until_closed(client, model_url, "long", 1)


@pytest.mark.parametrize("program", ["chat", "sync"])
@pytest.mark.parametrize(
    ("fail", "code", "kept"),
    [
        ("429", "model_busy", 0),
        ("500", "model_failed", 0),
        ("drop@5", "model_unreachable", 5),
        ("stall@5", "model_timeout", 5),
    ],
)
async def test_model_failure_has_a_stable_code_and_keeps_the_partial_answer(
    tmp_path: Path, model_url: str, caplog: pytest.LogCaptureFixture, program: str, fail: str, code: str, kept: int
) -> None:
    caplog.set_level(logging.DEBUG, "dspy_chat")
    async with tried(tmp_path, model_url, model_timeout_s=0.4) as client:
        answer = await client.turn(f"[bench id=fails n=50 rate=100 fail={fail}]", program=program)
        error = error_of(answer)
        assert (error.code, error.retryable) == (code, True)
        run = await run_of(client, answer.run_id)
        message = await stored_answer(client, run)
        assert run["status"] == "failed"
        assert run["error"] == error.model_dump(include={"code", "message", "retryable", "retry_after", "ref"})
        assert message["text"].strip() == "".join(numbered(kept)).strip()
        assert message["text"] == shown(answer.events)
        told = answer.content.decode() + str(run) + str(message) + caplog.text
        for secret in ("as the prompt asked", CANARY, "Traceback", model_url):
            assert secret not in told.replace(run["model"]["reason"], "")
        assert error.ref
        assert error.ref in caplog.text
        status = f", HTTP status {fail}" if fail.isdigit() else ""
        assert f"({program} with {run['model']['id']}{status}; ref" in caplog.text
        assert (await client.turn("[say: fine]", program=program)).text() == "fine"


@pytest.mark.parametrize("program", ["chat", "sync"])
@pytest.mark.parametrize("fail", ["429", "500", "drop@5"])
async def test_model_failure_that_passes_is_tried_again(
    trying: Client, model_url: str, program: str, fail: str
) -> None:
    answer = await trying.turn(f"[bench id=again n=12 fail={fail} times=1]", program=program)
    final = next(event for event in answer.events if isinstance(event, FinalEvent))
    assert final.answer == "".join(numbered(12)).strip() == shown(answer.events)
    assert (await log_of(trying, model_url, "again"))["requests"] == 2


# --- programs


@pytest.mark.parametrize("program", ["odd", "async-odd"])
async def test_program_that_raises_fails_alone_and_tells_nothing(
    trying: Client, caplog: pytest.LogCaptureFixture, program: str
) -> None:
    for raised in _RAISED:
        answer = await asyncio.wait_for(trying.turn(raised, program=program), 10)
        error = error_of(answer)
        assert error.code == ("timeout" if raised == "TimeoutError" else "program_failed"), raised
        run = await run_of(trying, answer.run_id)
        assert run["status"] == "failed"
        assert CANARY not in answer.content.decode() + str(run) + caplog.text, raised
        assert "Traceback" not in answer.content.decode()
        assert (await trying.turn("still here", program="echo")).types == ["start", "final", "end"]


@pytest.mark.parametrize("program", ["odd", "async-odd"])
async def test_program_may_return_what_it_likes(trying: Client, program: str) -> None:
    for returned, (_, text, fields) in _RETURNED.items():
        answer = await trying.turn(returned, program=program)
        assert answer.types == ["start", "final", "end"], returned
        final = answer.events[1]
        assert isinstance(final, FinalEvent)
        assert (final.answer, final.fields) == (text, fields)
        message = await stored_answer(trying, await run_of(trying, answer.run_id))
        assert (message["text"], message["fields"]) == (text, fields)


async def test_more_runs_than_a_program_allows_wait_and_say_so(tmp_path: Path, model_url: str) -> None:
    plugin = SimpleNamespace(
        dspy_chat_programs=hookimpl(
            lambda: [Program(id="narrow", title="Narrow", build="question -> answer", max_concurrency=1)],
            specname="dspy_chat_programs",
        )
    )
    points = [("narrow", Plugin("narrow", "narrow", "1"), lambda: plugin)]
    async with serving(tmp_path, model_url=model_url, points=points) as client:
        first, second = await asyncio.gather(
            client.turn("[bench id=one n=20 rate=40]"), client.turn("[bench id=two n=20 rate=40]")
        )
    ran = sorted((first, second), key=lambda answer: answer.events[-1].t)
    queues = [
        [event.state for event in answer.events if event.type == "status" and event.kind == "queue"] for answer in ran
    ]
    assert queues == [[], ["start", "end"]]
    assert all(answer.types[-2:] == ["final", "end"] for answer in ran)


def _begin_late(monkeypatch: pytest.MonkeyPatch) -> None:
    """A turn's own task hears late that it is stored: others can read it before."""
    begin = Store.begin

    async def slow(store: Store, turns: Sequence[NewTurn]) -> list[Begun]:
        begun = await begin(store, turns)
        await asyncio.sleep(0.3)
        return begun

    monkeypatch.setattr(Store, "begin", slow)


async def test_run_that_can_be_read_before_it_is_live_is_followed_to_its_end(
    trying: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its start is in the database a moment before its own task hears of that."""
    _begin_late(monkeypatch)
    first = asyncio.create_task(trying.turn("[bench n=9 rate=40]", {"Idempotency-Key": "k"}, program="chat"))
    await asyncio.sleep(0.15)
    (conversation,) = (await trying.get("/api/conversations")).json()["conversations"]
    run = conversation["running"]
    read = asyncio.gather(
        trying.turn("[bench n=9 rate=40]", {"Idempotency-Key": "k"}, program="chat"),
        trying.events(run),
        trying.get(f"/api/runs/{run}/trace"),
    )
    joined, followed, trace = await read
    assert joined.stored == followed.stored == (await first).stored
    assert joined.types[-2:] == ["final", "end"]
    assert trace.status_code == 200


async def test_run_that_can_be_read_before_it_is_live_can_be_stopped(
    trying: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    _begin_late(monkeypatch)
    turn = asyncio.create_task(trying.turn("[bench n=400 rate=40]", program="chat"))
    await asyncio.sleep(0.15)
    (conversation,) = (await trying.get("/api/conversations")).json()["conversations"]
    stopped = (await trying.post(f"/api/runs/{conversation['running']}/stop")).json()
    assert stopped["status"] == "stopped"
    assert (await turn).types[-1] == "end"


async def test_server_that_was_busy_does_not_take_a_model_for_silent(tmp_path: Path, model_url: str) -> None:
    async with tried(tmp_path, model_url, model_timeout_s=0.4) as client:
        asked = asyncio.create_task(client.turn("[bench id=busy n=30 rate=20]", program="chat"))
        await asyncio.sleep(0.5)
        time.sleep(0.8)  # noqa: ASYNC251 - the loop, and not the model, is what says nothing
        assert (await asked).types[-2:] == ["final", "end"]


async def test_place_of_a_stopped_program_is_free_when_its_thread_has_ended(tmp_path: Path, model_url: str) -> None:
    let_go, going = threading.Event(), []

    class Heavy(dspy.Module):  # type: ignore[misc]
        def forward(self, question: str) -> str:
            going.append(question)
            if question == "first":
                let_go.wait(20)
            return question

    plugin = SimpleNamespace(
        dspy_chat_programs=hookimpl(
            lambda: [Program(id="heavy", title="Heavy", build=Heavy, max_concurrency=1)], specname="dspy_chat_programs"
        )
    )
    points = [("heavy", Plugin("heavy", "heavy", "1"), lambda: plugin)]
    async with serving(tmp_path, model_url=model_url, points=points) as client, opened(client, "first") as live:
        await _until(lambda: going == ["first"])
        await _stopped_promptly(client, live)
        second = asyncio.create_task(client.turn("second"))
        await asyncio.sleep(0.3)
        assert going == ["first"], "two of it are going, and one may"
        let_go.set()
        answer = await asyncio.wait_for(second, 10)
    assert going == ["first", "second"]
    assert [event.state for event in answer.events if event.type == "status" and event.kind == "queue"] == [
        "start",
        "end",
    ]


async def _until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10
    while not is_so():
        assert time.monotonic() < deadline
        await asyncio.sleep(0.01)


async def test_program_that_never_ends_blocks_nobody_and_can_be_stopped(trying: Client) -> None:
    async with contextlib.AsyncExitStack() as stack:
        stuck = [await stack.enter_async_context(opened(trying, "x", program="endless")) for _ in range(5)]
        for live in stuck:
            await live.read(1)
        began = time.monotonic()
        programs = ["sync", "chat", "echo"] * 4
        answers = await asyncio.gather(*[trying.turn("[say: free]", program=program) for program in programs])
        assert {answer.types[-2] for answer in answers} == {"final"}
        assert time.monotonic() - began < 5
        for live in stuck:
            await _stopped_promptly(trying, live)


async def _stopped_promptly(client: Client, live: Opened) -> None:
    began = time.monotonic()
    assert (await client.post(f"/api/runs/{live.run_id}/stop")).json()["status"] == "stopped"
    assert time.monotonic() - began < 1
    await live.read_to_the_end()
    assert [event.type for event in live.events] == ["start", "end"]


async def test_fifty_runs_at_once_are_all_right(trying: Client) -> None:
    async def take(number: int) -> tuple[int, Answer]:
        program = ("chat", "think", "sync")[number % 3]
        said = f"run {number} says " + " ".join(f"{number}-{i}" for i in range(30))
        return number, await trying.turn(f"[bench rate=60] [say: {said}]", program=program)

    answers = await asyncio.gather(*[take(number) for number in range(50)])
    for number, answer in answers:
        expected = f"run {number} says " + " ".join(f"{number}-{i}" for i in range(30))
        final = next(event for event in answer.events if isinstance(event, FinalEvent))
        assert answer.text() == final.answer == expected
        assert {event.run for event in answer.events} == {answer.run_id}
        assert [event.seq for event in answer.events] == list(range(1, len(answer.events) + 1))
    assert len({answer.run_id for _, answer in answers}) == 50
    replays = await asyncio.gather(*[trying.events(answer.run_id) for _, answer in answers])
    assert [replay.stored for replay in replays] == [answer.stored for _, answer in answers]


# asyncio leaves a connection open, and says so when it is collected, that it accepts in the instant in which its server is
# closed (https://github.com/python/cpython/issues/109564). A process takes it along as it ends;
# here it is collected at once.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
async def test_turns_that_come_during_the_shutdown_end_too(tmp_path: Path, model_url: str) -> None:
    async with tried(tmp_path, model_url) as client:
        body = {"message": "[bench n=2000 rate=20]", "program": "chat"}
        turns = [asyncio.create_task(client.post("/chat/stream", json=body, timeout=8)) for _ in range(20)]
        await asyncio.sleep(0.05)
        client.app.state.server.should_exit = True  # type: ignore[attr-defined]
        turns += [asyncio.create_task(client.post("/chat/stream", json=body, timeout=8)) for _ in range(20)]
        answers = await asyncio.gather(*turns, return_exceptions=True)
    for answer in answers:
        if isinstance(answer, httpx.Response) and answer.status_code == 200:
            assert Answer(200, answer.content, answer.headers).types[-2:] == ["error", "end"]
        elif isinstance(answer, httpx.Response):
            assert (answer.status_code, answer.json()["code"]) == (503, "shutting_down")
        else:
            assert isinstance(answer, httpx.TransportError), answer  # the socket was closed already
    with contextlib.closing(sqlite3.connect(tmp_path / "chat.db")) as db:
        assert db.execute("SELECT count(*) FROM run WHERE status != 'interrupted'").fetchone() == (0,)
    del client, turns, answers, answer
    gc.collect()


async def test_turn_that_is_being_stored_when_all_runs_are_ended_is_ended_too(trying: Client) -> None:
    runs = trying.app.state.parts.runs  # type: ignore[attr-defined]
    turn = Turn(
        "[bench n=400 rate=40]", conversation=None, parent=None, at_head=True, program="chat", model=None, inputs={}
    )
    accepted = asyncio.create_task(runs.start(turn))
    await asyncio.sleep(0)  # it has passed the check that refuses new turns
    await runs.close()
    (run_id,) = await accepted
    events = [decode(data) for _, data in await runs._log.read(run_id)]  # nobody is served any more
    end = events[-1]
    assert [event.type for event in events[-2:]] == ["error", "end"]
    assert isinstance(end, EndEvent)
    assert end.status == "interrupted"


# --- disks that fail


async def test_end_that_cannot_be_stored_comes_when_it_can(tmp_path: Path, model_url: str) -> None:
    async with tried(tmp_path, model_url) as client, opened(client, "[bench n=20 rate=40]", program="chat") as live:
        await live.read(4)
        connection = client.app.state.parts.store._database._writer._connection  # type: ignore[attr-defined]
        connection.execute("PRAGMA query_only=ON")
        run = client.app.state.parts.runs._live[live.run_id]  # type: ignore[attr-defined]
        with pytest.raises(StorageReadOnly):
            await asyncio.wait_for(run.over(), 5)
        stopped = await client.post(f"/api/runs/{live.run_id}/stop")
        assert (stopped.status_code, stopped.json()["code"]) == (507, "storage_read_only")
        assert not live.frames[-1].startswith(b"event: end")
        connection.execute("PRAGMA query_only=OFF")
        await live.read_to_the_end()
        assert live.events[-1].type == "end"
        assert (await run_of(client, live.run_id))["status"] == "completed"
        assert (await client.events(live.run_id)).stored == live.stored
        assert (await client.post(f"/api/runs/{live.run_id}/stop")).status_code == 200


async def test_end_that_cannot_be_stored_before_the_shutdown_is_told_by_the_next_server(
    tmp_path: Path, model_url: str
) -> None:
    async with tried(tmp_path, model_url) as client, opened(client, "[bench n=20 rate=40]", program="chat") as live:
        await live.read(4)
        connection = client.app.state.parts.store._database._writer._connection  # type: ignore[attr-defined]
        connection.execute("PRAGMA query_only=ON")
        run = client.app.state.parts.runs._live[live.run_id]  # type: ignore[attr-defined]
        with pytest.raises(StorageReadOnly):
            await asyncio.wait_for(run.over(), 5)
        await client.app.state.parts.runs.close()  # type: ignore[attr-defined]
        await live.read_to_the_end()
        assert live.events[-1].type not in ("final", "end")
    async with tried(tmp_path, model_url) as client:
        again = await client.events(live.run_id)
        assert again.stored.startswith(live.stored)
        assert again.types[-2:] == ["error", "end"]
        found = await run_of(client, live.run_id)
        assert (await stored_answer(client, found))["text"] == again.text()


async def test_journal_that_cannot_be_written_fails_the_run_and_no_other(tmp_path: Path, model_url: str) -> None:
    async with tried(tmp_path, model_url) as client:
        async with opened(client, "[bench n=400 rate=40]", program="chat") as live:
            await live.read(6)
            connection = client.app.state.parts.store._database.journal._connection  # type: ignore[attr-defined]
            connection.execute("PRAGMA query_only=ON")
            run = await until_ended(client, live.run_id)
            connection.execute("PRAGMA query_only=OFF")
        assert (run["status"], run["error"]["code"]) == ("failed", "storage_read_only")
        assert run["error"]["retryable"]
        answer = await client.events(live.run_id)
        assert answer.stored.startswith(live.stored)
        assert answer.types[-2:] == ["error", "end"]
        assert (await stored_answer(client, run))["text"] == answer.text(), "what the disk refused came with the end"
        assert (await client.turn("[say: as ever]", program="chat")).text() == "as ever"


# --- what no other server would say


@asynccontextmanager
async def saying(pieces: list[str], kind: str = "text/event-stream") -> AsyncIterator[str]:
    """A model that streams these pieces, which are JSON texts: a real one can write half of a surrogate pair."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        lines = (line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length"))
        await reader.readexactly(int(next(lines, b"of a question for models: 0").split(b":")[1]))
        writer.write(f"HTTP/1.1 200 OK\r\ncontent-type: {kind}\r\nconnection: close\r\n\r\n".encode())
        for piece in pieces:
            delta = '{"id":"x","object":"chat.completion.chunk","created":0,"model":"bench","choices":'
            writer.write(f'data: {delta}[{{"index":0,"delta":{{"content":{piece}}}}}]}}\n\n'.encode())
            await writer.drain()
            await asyncio.sleep(0.03)
        writer.write(b"data: [DONE]\n\n")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"
    finally:
        server.close()
        await server.wait_closed()


async def test_half_pairs_and_nul_of_a_model_are_made_well_formed(tmp_path: Path) -> None:
    pieces = [
        r'"[[ ## answer ## ]]\n"',
        r'"a\ud800b "',
        r'"c\u0000d "',
        r'"\ud83d"',
        r'"\ude00 e\udc00"',
        r'"\n\n[[ ## completed ## ]]"',
    ]
    async with saying(pieces) as url, tried(tmp_path, url) as client:
        answer = await client.turn("anything", program="chat")
        final = next(event for event in answer.events if isinstance(event, FinalEvent))
        assert final.answer == answer.text() == "a\ufffdb c\ufffdd \N{GRINNING FACE} e\ufffd"
        assert (await client.events(answer.run_id)).content == answer.content
        message = await stored_answer(client, await run_of(client, answer.run_id))
        assert message["text"] == final.answer


async def test_web_page_in_the_place_of_a_model_is_a_matter_of_settings(tmp_path: Path) -> None:
    async with saying(['"<html>"'], "text/html; charset=utf-8") as url, tried(tmp_path, url) as client:
        answer = await client.turn("anything", program="chat")
    error = next(event for event in answer.events if event.type == "error")
    assert (error.code, error.retryable) == ("model_settings", False)
    assert "settings" in error.message


async def test_answer_without_any_format_is_a_bad_answer_and_is_still_an_end(trying: Client) -> None:
    answer = await trying.turn("[raw: I would rather not.]", program="think")
    error = error_of(answer)
    assert (error.code, error.retryable) == ("bad_answer", True)
