"""The benchmark itself, untimed: the scripted model does what its prompt says, and the harness sees every fault."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any, Literal

import dspy
import httpx
import orjson
import pytest
import pytest_asyncio

from tests.bench import measure as measuring
from tests.bench.answers import compose, numbered, order_of
from tests.bench.client import ChatFailed, Response
from tests.bench.load import Figures, Scenario, Target
from tests.bench.model_server import model_server
from tests.bench.refusals import ESSAY, HUGE
from tests.bench.run import NotStarted, run_rounds
from tests.bench.systems import SYSTEMS, Reading, openai_body, read_events, read_openai
from tests.bench.table import Memory, Result, Usage, render

AWKWARD = 'a "quoted" <b> & \\ back\n\nslash'


@pytest_asyncio.fixture
async def model() -> AsyncIterator[httpx.AsyncClient]:
    async with model_server() as url, httpx.AsyncClient(base_url=url, timeout=5, trust_env=False) as client:
        yield client


def asked(message: str, **values: Any) -> dict[str, Any]:
    return {"model": "bench", "messages": [{"role": "user", "content": message}], **values}


async def content(client: httpx.AsyncClient, message: str) -> str:
    answer = await client.post("/chat/completions", json=asked(message))
    return str(answer.json()["choices"][0]["message"]["content"])


async def until_closed(client: httpx.AsyncClient, chat_id: str) -> dict[str, Any]:
    for _ in range(200):
        entry: dict[str, Any] = (await client.get("/log")).json()[chat_id]
        if entry["closed"]:
            return entry
        await asyncio.sleep(0.01)
    raise AssertionError("the model never saw the client leave")


async def test_stream_holds_every_token_and_the_usage(model: httpx.AsyncClient) -> None:
    answer = await model.post("/chat/completions", json=openai_body("[bench id=a n=300]"))
    reading = read_openai(Response(200, [(7, answer.content)]))
    log = (await model.get("/log")).json()["a"]
    assert reading == Reading("".join(numbered(300)), reading.marks)
    assert '"usage":{"prompt_tokens":10,"completion_tokens":300,"total_tokens":310}' in answer.text
    assert answer.text.endswith("data: [DONE]\n\n")
    assert (log["requests"], len(log["sent"]), log["closed"], log["complete"]) == (1, 300, None, True)


async def test_stream_tells_no_usage_unasked(model: httpx.AsyncClient) -> None:
    answer = await model.post("/chat/completions", json=asked("[bench n=2]", stream=True))
    assert "usage" not in answer.text


async def test_rate_and_first_delay_are_kept(model: httpx.AsyncClient) -> None:
    await model.post("/chat/completions", json=asked("[bench id=a n=11 rate=100 first=0.05]", stream=True))
    log = (await model.get("/log")).json()["a"]
    assert log["sent"][0] - log["asked"] >= 49e6
    assert log["sent"][-1] - log["sent"][0] >= 95e6
    assert log["sent"] == sorted(log["sent"])


async def test_only_the_last_user_message_counts(model: httpx.AsyncClient) -> None:
    body = asked("[say: later]")
    body["messages"] = [*asked("[say: earlier]")["messages"], {"role": "assistant", "content": "x"}, *body["messages"]]
    answer = await model.post("/chat/completions", json=body)
    assert answer.json()["choices"][0]["message"]["content"] == "later"
    assert (await model.get("/requests")).json() == [body]


@pytest.mark.parametrize("text", ["plain", "two\n\nlines  and\tspaces ", "a [link](b) and [[ ## x ## ]]", ""])
async def test_said_text_is_answered_exactly(model: httpx.AsyncClient, text: str) -> None:
    assert await content(model, f"please [say: {text}]") == text


async def test_raw_text_goes_without_the_format() -> None:
    message = openai_body("[raw: no markers here]")["messages"][-1]["content"]
    assert compose(message, order_of(message)).text == "no markers here"


@pytest.mark.parametrize(
    "adapter", [dspy.ChatAdapter, dspy.JSONAdapter, dspy.XMLAdapter], ids=lambda kind: kind.__name__
)
@pytest.mark.parametrize(
    ("said", "answer"), [("[bench n=30]", "".join(numbered(30)).strip()), (f"[say: {AWKWARD}]", AWKWARD)]
)
async def test_every_adapter_reads_the_answer(adapter: type, said: str, answer: str) -> None:
    async with model_server() as url:
        lm = dspy.LM("openai/bench", api_base=url, api_key="none", cache=False)
        with dspy.context(lm=lm, adapter=adapter()):
            result = await dspy.Predict("question -> reasoning, answer").acall(question=f"{said} [say reasoning: why]")
    assert (result.reasoning, result.answer.strip()) == ("why", answer)


class Typed(dspy.Signature):  # type: ignore[misc]
    question: str = dspy.InputField()
    answer: str = dspy.OutputField()
    score: float = dspy.OutputField()
    mood: Literal["good", "bad"] = dspy.OutputField()
    words: list[str] = dspy.OutputField()


@pytest.mark.parametrize("adapter", [dspy.ChatAdapter, dspy.JSONAdapter], ids=lambda kind: kind.__name__)
async def test_typed_fields_get_values_of_their_type(adapter: type) -> None:
    async with model_server() as url:
        lm = dspy.LM("openai/bench", api_base=url, api_key="none", cache=False)
        with dspy.context(lm=lm, adapter=adapter()):
            result = await dspy.Predict(Typed).acall(question='[say: fine] [say words: ["a", "b"]]')
    assert (result.answer, result.score, result.mood, result.words) == ("fine", 0.5, "good", ["a", "b"])


@pytest.mark.parametrize("status", [429, 500])
async def test_status_failure_ends_after_its_times(model: httpx.AsyncClient, status: int) -> None:
    body = asked(f"[bench id=a n=2 fail={status} times=2]", stream=True)
    assert [(await model.post("/chat/completions", json=body)).status_code for _ in range(3)] == [status, status, 200]


async def received(client: httpx.AsyncClient, message: str) -> tuple[str, type[Exception] | None]:
    """What came of a stream, and what ended it early."""
    got = b""
    try:
        async with client.stream("POST", "/chat/completions", json=asked(message, stream=True), timeout=0.3) as answer:
            async for piece in answer.aiter_bytes():
                got += piece
    except httpx.TransportError as error:
        return read_pieces(got), type(error)
    return read_pieces(got), None


def read_pieces(stream: bytes) -> str:
    chunks = [orjson.loads(data) for _, data in Response(200, [(1, stream)]).events() if data != b"[DONE]"]
    return "".join(chunk["choices"][0]["delta"].get("content", "") for chunk in chunks)


async def test_drop_closes_the_connection_after_k_tokens(model: httpx.AsyncClient) -> None:
    assert await received(model, "[bench n=9 fail=drop@3]") == ("0000 0001 0002 ", httpx.RemoteProtocolError)


async def test_stall_goes_silent_after_k_tokens_and_logs_when_the_client_leaves(model: httpx.AsyncClient) -> None:
    assert await received(model, "[bench id=a n=9 fail=stall@3]") == ("0000 0001 0002 ", httpx.ReadTimeout)
    log = await until_closed(model, "a")
    assert (len(log["sent"]), log["complete"]) == (3, False)
    assert log["closed"] - log["sent"][-1] >= 250e6


async def test_connection_can_be_dropped_without_a_word(model: httpx.AsyncClient) -> None:
    assert await received(model, "[bench fail=drop]") == ("", httpx.RemoteProtocolError)


async def test_body_can_end_with_no_reason_to_finish(model: httpx.AsyncClient) -> None:
    answer = await model.post("/chat/completions", json=asked("[bench n=9 fail=end@2]", stream=True))
    assert read_pieces(answer.content) == "0000 0001 "
    assert b'"finish_reason":"stop"' not in answer.content
    assert b"[DONE]" not in answer.content


async def test_frame_of_the_prompt_comes_between_the_tokens(model: httpx.AsyncClient) -> None:
    message = '[bench n=3 fail=frame@2] [frame: event: error\ndata: {"a": []}]'
    answer = await model.post("/chat/completions", json=asked(message, stream=True))
    before, frame, after = answer.text.partition('event: error\ndata: {"a": []}\n\n')
    assert frame
    assert ("0001 " in before, "0002 " in after, "[DONE]" in after) == (True, True, True)


async def test_endless_answer_ends_when_the_client_leaves(model: httpx.AsyncClient) -> None:
    body, got = asked("[bench id=a n=2 size=4096 fail=endless@2]", stream=True), 0
    async with model.stream("POST", "/chat/completions", json=body) as answer:
        async for piece in answer.aiter_bytes():
            got += len(piece)
            if got > 1_000_000:
                break
    await until_closed(model, "a")
    assert (await model.get("/open")).json() == {"answering": 0}


async def test_tokens_have_the_size_that_is_asked(model: httpx.AsyncClient) -> None:
    assert await content(model, "[bench n=2 size=8]") == "0000... 0001... "


@pytest.mark.parametrize(
    ("fail", "status", "after", "said"),
    [
        ("401", 401, None, '"code":"401"'),
        ("404", 404, None, '"code":"model_not_found"'),
        ("429", 429, "0", '"code":"429"'),
        ("429:bare", 429, None, '"code":"429"'),
        ("429:after=3600", 429, "3600", '"code":"429"'),
        ("429:quota", 429, None, '"code":"insufficient_quota"'),
        ("400:context", 400, None, '"code":"context_length_exceeded"'),
        ("502:html", 502, None, "<html>"),
    ],
)
async def test_refusal_is_what_its_name_says_and_tells_the_key(
    model: httpx.AsyncClient, fail: str, status: int, after: str | None, said: str
) -> None:
    headers = {"Authorization": "Bearer sk-told"}
    answer = await model.post("/chat/completions", json=asked(f"[bench fail={fail}]"), headers=headers)
    assert (answer.status_code, answer.headers.get("retry-after")) == (status, after)
    assert all(part in answer.text for part in (said, ESSAY, "sk-told"))


async def test_refusal_can_be_huge(model: httpx.AsyncClient) -> None:
    answer = await model.post("/chat/completions", json=asked("[bench fail=500:huge]"))
    assert (answer.status_code, len(answer.content)) == (500, HUGE)


async def test_failure_of_one_time_leaves_the_second_answer_whole(model: httpx.AsyncClient) -> None:
    message = "[bench id=a n=4 fail=drop@2 times=1]"
    assert await received(model, message) == ("0000 0001 ", httpx.RemoteProtocolError)
    assert await received(model, message) == ("0000 0001 0002 0003 ", None)


async def test_client_that_leaves_a_paced_stream_stops_it(model: httpx.AsyncClient) -> None:
    body = asked("[bench id=a n=500 rate=100]", stream=True)
    async with model.stream("POST", "/chat/completions", json=body) as answer:
        async for _ in answer.aiter_bytes():
            break
    log = await until_closed(model, "a")
    await asyncio.sleep(0.05)
    assert (await model.get("/log")).json()["a"] == log
    assert len(log["sent"]) < 100


async def test_nonsense_is_refused(model: httpx.AsyncClient) -> None:
    assert (await model.post("/chat/completions", json=asked("[bench speed=3]"))).status_code == 400
    assert (await model.post("/chat/completions", json={"messages": []})).status_code == 400
    assert (await model.get("/nowhere")).status_code == 404
    assert [entry["id"] for entry in (await model.get("/models")).json()["data"]] == ["bench"]


TINY = [
    Scenario("tiny", "", 2, 2, 30, settle_s=0),
    Scenario("open", "", 3, 1, 10, rate=50, memory_after_s=0.1, settle_s=0),
]


def test_harness_verifies_every_text_of_floor_and_sample() -> None:
    results, usages = run_rounds([SYSTEMS[name] for name in ("direct", "floor", "sample")], TINY, 1)
    seen = [(r.scenario, r.system, r.figures.chats, r.figures.tokens, r.figures.errors, r.figures.lost, r.figures.wrong)
            for r in results]  # fmt: skip
    assert seen == [
        (name, system, chats, tokens, 0, 0, 0)
        for name, chats, tokens in (("tiny", 4, 120), ("open", 3, 30))
        for system in ("direct", "floor", "sample")
    ]
    measured = [result.figures for result in results if result.system != "direct"]
    assert all(figures.cpu_ms_per_1k_tokens > 0 and figures.first_p50_ms > 0 for figures in measured)
    assert [usage.system for usage in usages] == ["floor", "sample"]
    assert all(usage.memory.idle_pss > 5 for usage in usages)


def test_ramp_ends_before_the_step_that_is_too_much(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[int] = []

    async def loaded(target: Target, step: Scenario) -> Figures:
        tried.append(step.connections)
        late = step.connections > 20 or tried.count(step.connections) < (step.connections == 10)
        return Figures(chats=step.connections, token_p99_ms=150.0 if late else 20.0)

    monkeypatch.setattr(measuring, "run_load", loaded)
    ramp = Scenario("ramp", "", 0, 1, 10, steps=(5, 10, 20, 40, 80))
    target = Target(SYSTEMS["direct"], 0, 0, None, 0)
    kept = asyncio.run(measuring.measure(target, ramp))
    assert (kept.kept_chats, kept.chats) == (20, 20)
    assert tried == [5, 10, 20, 40, 40]
    assert asyncio.run(measuring.measure(target, replace(ramp, steps=(40, 80)))).kept_chats == 0


def test_growth_is_told_per_chat_behind_those_that_settle_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    sizes = iter([(1_000_000, 0), (1_102_400, 0)])
    runs: list[int] = []

    async def loaded(target: Target, scenario: Scenario) -> Figures:
        runs.append(scenario.chats)
        return Figures(chats=scenario.chats)

    monkeypatch.setattr(measuring, "run_load", loaded)
    monkeypatch.setattr(measuring, "memory_bytes", lambda _pid: next(sizes))
    grow = Scenario("grow", "", 1, 50, 10, settled=7)
    figures = asyncio.run(measuring.measure(Target(SYSTEMS["floor"], 0, 0, 1, 0), grow))
    assert (runs, figures.ended_chat_kib) == ([7, 50], 2.0)


def test_harness_runs_our_server_with_programs_of_both_kinds() -> None:
    results, _ = run_rounds([SYSTEMS[name] for name in ("ours", "ours-sync")], TINY[:1], 1)
    seen = [(r.system, r.figures.tokens, r.figures.errors, r.figures.wrong) for r in results]
    assert seen == [("ours", 120, 0, 0), ("ours-sync", 120, 0, 0)]


def test_harness_counts_a_lost_token_a_failed_chat_and_a_missing_server() -> None:
    def without_a_token(response: Response) -> Reading:
        reading = read_openai(response)
        return Reading(reading.text.replace("0007 ", ""), reading.marks)

    direct = SYSTEMS["direct"]
    lossy = replace(direct, name="lossy", read=without_a_token)
    failing = replace(direct, name="failing", path="/nowhere")
    results, _ = run_rounds([lossy, failing], TINY[:1], 1)
    lost, failed = (result.figures for result in results)
    assert (lost.errors, lost.lost, lost.wrong) == (0, 4, 4)
    assert (failed.errors, failed.tokens, failed.first_error[:8]) == (4, 0, "HTTP 404")
    with pytest.raises(NotStarted, match="no-such-module"):
        run_rounds([replace(direct, command=lambda port, url, data: ["python3", "-m", "no-such-module"])], TINY, 1)


TOKEN, FINAL, END = (
    b'data: {"type":"token","text":"hi"}\n\n',
    b'id: 3\nevent: final\ndata: {"type":"final","answer":"hi"}\n\n',
    b'data: {"type":"end","status":"completed"}\n\n',
)


@pytest.mark.parametrize(
    "frames",
    [
        TOKEN + FINAL,
        TOKEN + END,
        TOKEN + TOKEN + FINAL + END,
        TOKEN + b'data: {"type":"status","kind":"reset"}\n\n' + FINAL + END,
        TOKEN + FINAL + END.replace(b"completed", b"stopped"),
        TOKEN + b'data: {"type":"error","code":"x"}\n\n' + FINAL + END,
    ],
    ids=["no end", "no final", "doubled token", "reset", "stopped", "error"],
)
def test_reader_refuses_a_chat_that_did_not_go_well(frames: bytes) -> None:
    assert read_events(Response(200, [(1, b"retry: 1000\n\n" + TOKEN + FINAL + END)])).text == "hi"
    with pytest.raises(ChatFailed):
        read_events(Response(200, [(1, frames)]))


def test_table_gives_medians_ratios_and_sums_of_faults() -> None:
    def result(number: int, system: str, cpu: float, errors: int = 0) -> Result:
        return Result(number, "S2", system, Figures(cpu_ms_per_1k_tokens=cpu, errors=errors))

    results = [result(0, "floor", 10), result(0, "ours", 20, 1), result(1, "floor", 20), result(1, "ours", 60, 2)]
    usages = [Usage(0, "floor", Memory(10, 20, 30, 40)), Usage(0, "ours", Memory(20, 20, 60, 40))]
    rows = [line.split() for line in render(results, usages).splitlines()]
    assert rows[1][:3] == ["S2", "floor", "15"]
    assert (rows[2][:4], rows[2][-3:]) == (["S2", "ours", "40", "(x2.5)"], ["3", "0", "0"])
    assert rows[-1] == ["memory", "ours", "20", "(x2)", "20", "(x1)", "60", "(x2)", "40", "(x1)"]
