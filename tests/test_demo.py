"""The demo engine: every program can be tried, and nobody takes it for a language model."""

import enum
import time
from typing import Any, Literal

import dspy
import pydantic
import pytest
from dspy_chat import models
from dspy_chat.demo import AsyncDemoEngine, DemoEngine
from dspy_chat.engine import Connected, tapped_lm
from dspy_chat.events import ModelRef
from dspy_chat.program import Program
from dspy_chat.settings import Settings

from tests.scripted import Told, job_for, tell

REASON = 'no key & <none> is "set"'


class Mood(enum.Enum):
    GOOD = "good"
    BAD = "bad"


class Point(pydantic.BaseModel):
    x: int
    label: str = "home"
    near: list["Point"] = []
    mood: Mood


class Everything(dspy.Signature):  # type: ignore[misc]
    """Answer with every kind of value."""

    question: str = dspy.InputField()
    count: int = dspy.OutputField()
    share: float = dspy.OutputField()
    sure: bool = dspy.OutputField()
    mood: Mood = dspy.OutputField()
    tone: Literal["formal", "casual"] = dspy.OutputField()
    tags: list[str] = dspy.OutputField()
    table: dict[str, int] = dspy.OutputField()
    maybe: int | None = dspy.OutputField()
    point: Point = dspy.OutputField()
    pair: list[Point] = dspy.OutputField()
    answer: str = dspy.OutputField()


def demo(adapter: Any = None) -> Connected:
    ref = ModelRef(id="demo", title="Demo engine", kind="demo", reason=REASON)
    lm = tapped_lm("demo", DemoEngine(REASON, 0), AsyncDemoEngine(REASON, 0), None)
    return Connected(ref=ref, lm=lm, adapter=adapter)


async def told(build: Any, adapter: Any = None, **more: Any) -> Told:
    return await tell(job_for(Program(id="p", title="P", build=build, **more), demo(adapter)))


@pytest.mark.parametrize("is_async", [True, False], ids=["async", "sync"])
@pytest.mark.parametrize("adapter", [dspy.ChatAdapter, dspy.JSONAdapter, dspy.XMLAdapter])
async def test_every_kind_of_value_is_answered_in_every_format(adapter: Any, is_async: bool) -> None:
    run = await told(Everything, adapter, is_async=is_async)
    fields = run.result.fields
    assert fields["tone"] == "formal"
    assert fields["mood"] == "good"
    assert (fields["count"], fields["sure"], fields["tags"], fields["maybe"]) == (0, False, [], None)
    assert fields["point"] == {"x": 0, "label": "home", "near": [], "mood": "good"}
    assert REASON in run.result.answer
    assert run.shown["answer"] == run.result.answer


async def test_demo_says_what_it_is_and_how_to_get_a_model() -> None:
    answer = (await told("question -> answer")).result.answer
    assert answer.startswith("This is the demo engine, not a language model")
    assert REASON in answer
    assert "OPENAI_API_KEY" in answer
    assert "--model-url" in answer


async def test_demo_gives_the_same_answer_each_time() -> None:
    assert (await told("question -> answer")).result == (await told("question -> answer")).result


async def test_demo_streams_word_by_word_and_uses_no_tokens() -> None:
    run = await told("question -> answer")
    assert len(run.pieces) > 20
    assert run.usage.total == 0


async def test_module_with_tools_comes_to_an_end() -> None:
    def look(place: str) -> str:
        """Look at a place."""
        return "nothing"

    run = await told(lambda: dspy.ReAct("question -> answer", [look], max_iters=2))
    assert REASON in run.result.answer


def test_demo_answers_outside_a_run_too() -> None:
    with dspy.context(lm=demo().lm, disable_history=True):
        assert REASON in dspy.Predict("question -> answer")(question="q").answer
        engine = DemoEngine(REASON)
        from dspy.lm15 import Message, Request

        request = Request(model="demo", messages=(Message.user("hi"),))
        kinds = [event.type for event in engine.stream(request)]
        assert kinds == ["start", "delta", "end"]
        assert REASON in engine.complete(request).message.parts[0].text


async def test_demo_takes_its_time_so_that_streaming_can_be_seen() -> None:
    chosen = models.demo("x")
    began = time.monotonic()
    run = await tell(job_for(Program(id="p", title="P", build="question -> answer"), chosen))
    assert time.monotonic() - began > 0.01 * len(run.pieces)
    assert Settings(_env_file=None).model is None
