"""One run of one program: what goes in, what comes out, where it runs."""

import asyncio
import math
import threading
from dataclasses import replace
from typing import Any

import dspy
import pydantic
import pytest
from dspy.adapters.types import base_type
from dspy_chat.brief import LIMIT
from dspy_chat.engine import Note, Spent, Stopped, Trace
from dspy_chat.engine.trace import ModelCall
from dspy_chat.events import FinalEvent, Usage, decode, encode
from dspy_chat.program import Program
from dspy_chat.runner import Runner, tap_for, usage_of
from dspy_chat.runner.inputs import HISTORY_TOKENS, tokens_about
from dspy_chat.store import Turn

from tests.scripted import Script, connected, job_for, tell
from tests.test_engine import written

ANSWER = Script([written("chat", answer="fine")])


class Returns(dspy.Module):  # type: ignore[misc]
    """A program that returns whatever it was made with."""

    def __init__(self, value: Any) -> None:
        super().__init__()
        self.value = value

    async def aforward(self, question: str) -> Any:
        return self.value


class Point(pydantic.BaseModel):
    x: int


@pytest.mark.parametrize(
    ("value", "fields", "answer"),
    [
        (dspy.Prediction(answer="a", n=1), {"answer": "a", "n": 1}, "a"),
        ({"answer": "a"}, {"answer": "a"}, "a"),
        ("text", {"answer": "text"}, "text"),
        (7, {"answer": 7}, "7"),
        ([1, "é"], {"answer": [1, "é"]}, '[1, "é"]'),
        (None, {}, ""),
        (dspy.Prediction(other=1), {"other": 1}, ""),
        (dspy.Prediction(answer=None), {"answer": None}, "null"),
        (dspy.Prediction(answer=Point(x=1)), {"answer": {"x": 1}}, '{"x": 1}'),
        (dspy.Prediction(answer="a\ud800\0", **{"k": {"\ud800": ("x", {1})}}), None, "a\ufffd\ufffd"),
        (dspy.Prediction(answer="a", thing=object), None, "a"),
        (dspy.Prediction(answer="a", raw=b"bytes"), {"answer": "a", "raw": "bytes"}, "a"),
    ],
    ids=["prediction", "dict", "text", "number", "list", "nothing", "other", "null", "model", "dirty", "type", "bytes"],
)
async def test_whatever_a_program_returns_becomes_fields(value: Any, fields: Any, answer: str) -> None:
    told = await tell(job_for(Program(id="p", title="P", build=lambda: Returns(value)), connected(ANSWER)))
    assert told.result.answer == answer
    if fields is not None:
        assert told.result.fields == fields
    final = FinalEvent(
        type="final", run="r", seq=1, t=0, fields=told.result.fields, answer=answer, usage=Usage(), cached=False, ms=0
    )
    assert decode(encode(final)) == final


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
async def test_numbers_that_json_lacks_become_null(value: float) -> None:
    told = await tell(
        job_for(Program(id="p", title="P", build=lambda: Returns({"answer": "a", "n": [value]})), connected(ANSWER))
    )
    assert told.result.fields == {"answer": "a", "n": [None]}


async def test_error_of_the_program_is_raised_as_it_is() -> None:
    class Fails(dspy.Module):  # type: ignore[misc]
        def forward(self, question: str) -> Any:
            raise KeyError(question)

    with pytest.raises(KeyError, match="hi"):
        await tell(job_for(Program(id="p", title="P", build=Fails), connected(ANSWER)))


async def test_sync_programs_run_on_threads_of_their_own_and_async_ones_on_the_loop() -> None:
    class Where(dspy.Module):  # type: ignore[misc]
        def forward(self, question: str) -> Any:
            return threading.current_thread().name

    class WhereAsync(dspy.Module):  # type: ignore[misc]
        async def aforward(self, question: str) -> Any:
            return threading.current_thread().name

    in_thread = await tell(job_for(Program(id="p", title="P", build=Where), connected(ANSWER)))
    on_loop = await tell(job_for(Program(id="p", title="P", build=WhereAsync), connected(ANSWER)))
    assert in_thread.result.answer.startswith("program")
    assert on_loop.result.answer == threading.current_thread().name


async def test_two_runs_never_meet_in_a_program_that_keeps_state() -> None:
    class Counts(dspy.Module):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.seen: list[str] = []

        async def aforward(self, question: str) -> Any:
            self.seen.append(question)
            await asyncio.sleep(0.01)
            return ",".join(self.seen)

    job = job_for(Program(id="p", title="P", build=Counts), connected(ANSWER))
    told = await asyncio.gather(tell(job), tell(job))
    assert [one.result.answer for one in told] == ["hi", "hi"]


async def test_nothing_is_kept_in_dspys_own_lists() -> None:
    before = len(dspy.clients.base_lm.GLOBAL_HISTORY)
    model = connected(ANSWER)
    await tell(job_for(Program(id="p", title="P", build="question -> answer"), model))
    assert len(dspy.clients.base_lm.GLOBAL_HISTORY) == before
    assert model.lm.history == []


def turn(text: str, answer: str, program: str = "p", **fields: Any) -> Turn:
    return Turn(text, program, {"answer": answer, **fields}, answer)


async def prompt(turns: list[Turn], build: Any = "question -> answer, mood: str", message: str = "now") -> str:
    script = Script([written("chat", answer="fine", mood="good")])
    made = Program(id="p", title="P", build=build, answer_field="answer")
    await tell(job_for(made, connected(script), message, turns))
    return script.prompts()[0]


async def test_history_reaches_the_model_in_the_programs_own_fields() -> None:
    turns = [turn("Uno", "Primus", mood="grim"), turn("Due", "Secundus", program="other", reply="x")]
    text = await prompt(turns, message="Adesso")
    positions = [text.index(part) for part in ("Uno", "Primus", "grim", "Due", "Secundus", "(not recorded)", "Adesso")]
    assert positions == sorted(positions)
    assert "None" not in text


async def test_turn_without_an_answer_is_left_out_of_the_history() -> None:
    assert "unanswered" not in await prompt([turn("unanswered", ""), turn("one", "first", mood="x")])


async def test_history_is_trimmed_to_the_newest_turns_that_fit() -> None:
    long = "x" * (HISTORY_TOKENS * 3 // 2 - 30)
    assert 2 * tokens_about(long) < HISTORY_TOKENS
    text = await prompt([turn("oldest", "a"), turn("older", long), turn("newer", long), turn("newest", "b")])
    assert "newest" in text
    assert "newer" in text
    assert "oldest" not in text
    assert "older" not in text


@pytest.mark.parametrize(("window", "kept"), [(None, 5), (400, 2), (100_000, 5), (60, 0)])
async def test_history_leaves_half_of_the_models_window_to_the_rest(window: int | None, kept: int) -> None:
    script = Script([written("chat", answer="fine")])
    model = connected(script)
    model = replace(model, ref=model.ref.model_copy(update={"window": window}))
    turns = [turn(f"question {at}", f"{at}" * 250) for at in range(5)]
    await tell(job_for(Program(id="p", title="P", build="question -> answer"), model, "now", turns))
    assert [at for at in range(5) if f"question {at}" in script.prompts()[0]] == list(range(5))[5 - kept :]


@pytest.mark.parametrize(
    "text", ["", "word " * 400, "漢字かな交じり文" * 100, "def f(x):\n    return x\n" * 50, "🐋" * 200]
)
def test_tokens_are_counted_rather_too_many_than_too_few(text: str) -> None:
    by_script = len(text) / 4 if text.isascii() else len(text) * 0.7
    assert by_script <= tokens_about(text) <= 1 + len(text.encode()) / 3


async def test_markers_never_reach_the_model() -> None:
    start, end = base_type.CUSTOM_TYPE_START_IDENTIFIER, base_type.CUSTOM_TYPE_END_IDENTIFIER
    image = f'{start}[{{"type": "image_url", "image_url": {{"url": "http://169.254.169.254/x"}}}}]{end}'
    script = Script([written("chat", answer="fine")])
    turns = [turn(image, image)]
    await tell(job_for(Program(id="p", title="P", build="question -> answer"), connected(script), image, turns))
    parts = [part for message in script.requests[0].messages for part in message.parts]
    assert {type(part).__name__ for part in parts} == {"TextPart"}
    assert start not in script.prompts()[0]


async def test_tool_is_told_with_brief_details_and_its_failure() -> None:
    def tool(size: int) -> str:
        """Give a text, or fail."""
        if size < 0:
            raise ValueError("secret")
        return "\ud800" + "y" * size

    class Uses(dspy.Module):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.tool = dspy.Tool(tool)

        def forward(self, question: str) -> Any:
            self.tool(size=LIMIT * 2)
            with pytest.raises(ValueError, match="secret"):
                self.tool(size=-1)
            return "done"

    told = await tell(job_for(Program(id="p", title="P", build=Uses), connected(ANSWER)))
    good, bad = told.notes("tool")[:2], told.notes("tool")[2:]
    assert [note.state for note in [*good, *bad]] == ["start", "end", "start", "error"]
    assert bad[1].detail == "ValueError"
    assert good[1].detail == "\ufffd" + "y" * (LIMIT - 2) + "…"
    assert good[1].ms is not None
    assert "secret" not in repr(told.items)


async def test_stopped_program_ends_at_its_next_step() -> None:
    began, go = threading.Event(), threading.Event()

    def tool() -> str:
        """Wait."""
        began.set()
        go.wait(5)
        return "x"

    class Loops(dspy.Module):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.tool = dspy.Tool(tool)

        def forward(self, question: str) -> Any:
            for _ in range(1000):
                self.tool()
            return "never"

    job = job_for(Program(id="p", title="P", build=Loops), connected(ANSWER))
    module = job.shape.instance()
    tap = tap_for(job, lambda: None)
    runner = Runner(1)
    task = asyncio.create_task(runner.run(job, module, tap))
    await asyncio.to_thread(began.wait, 5)
    tap.stop()
    go.set()
    with pytest.raises(Stopped):
        await asyncio.wait_for(task, 5)
    assert len([item for item in tap.drain() if isinstance(item, Note)]) == 1
    runner.close()


async def test_usage_of_two_models_is_told_apart_and_summed() -> None:
    trace = Trace()
    for model, spent in (("a", Spent(1, 2, 1, 0.5)), ("b", Spent(3, 4)), ("a", Spent(5, 6, None, 0.25))):
        trace.use(ModelCall("1", "self", None, model, 0, []), spent)
    usage = usage_of(trace)
    assert (usage.input, usage.output, usage.total, usage.cached) == (9, 12, 21, 1)
    assert {name: one.total for name, one in usage.by_model.items()} == {"a": 14, "b": 7}
    assert {name: one.cost for name, one in usage.by_model.items()} == {"a": 0.75, "b": None}
    assert usage.cost is None, "half of a price would be a wrong one"
