"""The trace: every model call of a run, as it was sent and answered; bounded, stored with its run, gone with it."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from dspy.lm15 import ImagePart, Message, Request, TextPart, ToolCallPart, ToolResultPart
from dspy_chat.engine import Spent, Trace
from dspy_chat.engine.trace import CALLS, MESSAGE, WHOLE

from tests.scripted import Script, connected, job_for, tell
from tests.serving import Client, serving
from tests.test_engine import Nested, program, written


def request(*texts: str, **more: Any) -> Request:
    return Request(model="m", messages=tuple(Message.user(text) for text in texts), **more)


def encoded(trace: Trace) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(trace.encoded())
    return found


async def test_every_call_is_kept_with_who_asked_and_what_was_said() -> None:
    answers = [written("chat", answer="draft"), written("chat", reasoning="r", answer="done")]
    told = await tell(job_for(program(Nested), connected(Script(answers))))
    first, second = told.calls
    assert [call["predictor"] for call in told.calls] == ["first.predict", "last.predict"]
    assert [call["answer"] for call in told.calls] == answers
    assert [message["role"] for message in first["messages"]] == ["system", "user"]
    assert "hi" in first["messages"][1]["text"]
    assert "draft" in second["messages"][1]["text"]
    assert first["usage"] == {"input": 10, "output": 5, "total": 15}
    steps = {note.id: note.name for note in told.notes("module") if note.state == "start"}
    assert [steps[call["parent"]] for call in told.calls] == ["first.predict", "last.predict"]
    assert {note.id for note in told.notes("model")} == {call["id"] for call in told.calls}
    assert all(call["ms"] >= 0 and call["error"] is None and not call["cut"] for call in told.calls)
    assert first["began_ms"] <= second["began_ms"]


def test_all_kinds_of_parts_are_told_as_text() -> None:
    call = Message(role="assistant", parts=(TextPart("I look."), ToolCallPart("1", "look", {"at": "é"})))
    result = Message(role="tool", parts=(ToolResultPart("1", (TextPart("seen"),), name="look"),))
    picture = Message.user([TextPart("this"), ImagePart(url="https://example.com/x.png")])
    trace = Trace()
    trace.begin("1", "p", None, "m", Request(model="m", messages=(picture, call, result), system="Be good."), 0)
    assert encoded(trace)["calls"][0]["messages"] == [
        {"role": "system", "text": "Be good."},
        {"role": "user", "text": "this\n[image]"},
        {"role": "assistant", "text": 'I look.\n[look {"at": "é"}]'},
        {"role": "tool", "text": "[look] seen"},
    ]


def test_half_a_character_does_not_keep_a_trace_from_being_stored() -> None:
    trace = Trace()
    kept = trace.begin("1", "p", None, "m", {"messages": [{"role": "user", "content": "a\ud83d"}]}, 0)
    kept.texts.append("b\udc00\0")
    (call,) = encoded(trace)["calls"]
    assert (call["messages"][0]["text"], call["answer"]) == ("a\ufffd", "b\ufffd\ufffd")
    trace.encoded().encode()


def test_long_texts_are_cut_and_say_so() -> None:
    trace = Trace()
    kept = trace.begin("1", "p", None, "m", request("x" * (MESSAGE + 1)), 0)
    kept.texts.append("y" * (MESSAGE + 1))
    (call,) = encoded(trace)["calls"]
    assert call["cut"]
    assert (len(call["messages"][0]["text"]), len(call["answer"])) == (MESSAGE, MESSAGE)


def test_run_of_any_length_is_kept_in_bounds() -> None:
    trace = Trace()
    for at in range(3 * CALLS):
        call = trace.begin(str(at), "p", None, "m", request("x" * MESSAGE), at)
        call.texts.append("y" * MESSAGE)
        trace.use(call, Spent(1, 2))
    found = encoded(trace)
    assert (len(found["calls"]), found["dropped"]) == (CALLS, 2 * CALLS)
    assert len(trace.encoded()) < WHOLE + CALLS * 400
    assert trace.encoded() == trace.encoded()
    assert (trace.spent["m"].input, trace.spent["m"].output) == (3 * CALLS, 6 * CALLS)


async def test_trace_is_read_while_the_run_goes_on_and_after_it(client: Client) -> None:
    async with client.stream(
        "POST", "/chat/stream", json={"message": "[bench id=t n=200 rate=100]", "program": "think"}
    ) as answer:
        run_id = answer.headers["x-run-id"]
        await asyncio.sleep(0.3)
        (going,) = (await client.get(f"/api/runs/{run_id}/trace")).json()["calls"]
        assert (going["ms"], going["error"]) == (None, None)
        assert going["answer"]
        await client.post(f"/api/runs/{run_id}/stop")
    response = await client.get(f"/api/runs/{run_id}/trace")
    assert response.headers["content-type"] == "application/json"
    trace = response.json()
    assert (trace["run"], trace["v"], trace["dropped"]) == (run_id, 1, 0)
    (call,) = trace["calls"]
    assert (call["model"], call["predictor"], call["error"]) == ("openai/bench", "predict", "stopped")
    assert call["answer"].startswith(going["answer"])
    assert "[bench id=t" in call["messages"][-1]["text"]


async def test_trace_outlives_the_server_and_ends_with_its_conversation(tmp_path: Path, model_url: str) -> None:
    async with serving(tmp_path, model_url=model_url) as client:
        answer = await client.turn("[say: yes]")
        before = (await client.get(f"/api/runs/{answer.run_id}/trace")).content
    async with serving(tmp_path, model_url=model_url) as client:
        assert (await client.get(f"/api/runs/{answer.run_id}/trace")).content == before
        conversation = answer.events[0].conversation  # type: ignore[union-attr]
        assert (await client.delete(f"/api/conversations/{conversation}")).status_code == 204
        gone = await client.get(f"/api/runs/{answer.run_id}/trace")
        assert (gone.status_code, gone.json()["code"]) == (404, "unknown_run")


async def test_run_without_a_model_has_an_empty_trace(client: Client) -> None:
    answer = await client.turn("hi", program="echo")
    assert (await client.get(f"/api/runs/{answer.run_id}/trace")).json()["calls"] == []


@pytest.mark.parametrize("fail", ["500", "drop@3"])
async def test_failed_run_tells_its_attempts_and_what_they_used(client: Client, fail: str) -> None:
    answer = await client.turn(f"[bench id=f n=9 rate=100 fail={fail}]")
    assert answer.types[-2:] == ["error", "end"]
    calls = (await client.get(f"/api/runs/{answer.run_id}/trace")).json()["calls"]
    code = "model_failed" if fail == "500" else "model_unreachable"
    assert [call["error"] for call in calls] == [code, code]
    retries = [event for event in answer.events if event.type == "status" and event.kind == "retry"]
    assert [event.detail for event in retries] == [code]
