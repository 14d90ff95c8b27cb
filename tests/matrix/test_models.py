"""What models can do natively, and models that programs bring themselves: the same promises hold."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import dspy
import pytest
from dspy_chat.events import Event, StatusEvent
from dspy_chat.program import Program

from tests.matrix.adapters import ADAPTERS, NATIVE, chat
from tests.matrix.checker import beside, faults, shown
from tests.matrix.kinds import ASKED, BOTH, TEXT, WHY, look
from tests.matrix.model import INPUT, OUTPUT, Answer, Far, connected
from tests.matrix.running import final_of, installed, stage

SIZES: Final = (1, 3, 1_000_000)


class Thought(dspy.Signature):  # type: ignore[misc]
    """Answer."""

    question: str = dspy.InputField()
    why: dspy.Reasoning = dspy.OutputField()
    answer: str = dspy.OutputField()


async def told(build: Any, far: Far, data_dir: Path, way: str, adapter: Any = None, message: str = "hi") -> list[Event]:
    """The events of one run, which are well-formed."""
    programs = [installed(Program(id="p", title="P", build=build, is_async=way == "async"))]
    async with stage(data_dir, programs) as on:
        events = await on.run("p", connected(far, "model", adapter), message)
    assert faults(events) == []
    return events


def fields_of(events: list[Event]) -> dict[str, Any]:
    final = final_of(events)
    assert final is not None, events
    return dict(final.fields)


@pytest.mark.parametrize("way", BOTH)
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("adapter", ["chat", "json", "xml", "baml"])
async def test_native_reasoning_streams_into_the_field_that_takes_it(
    adapter: str, size: int, way: str, tmp_path: Path
) -> None:
    written = ADAPTERS[adapter]
    far = Far(lambda *_: Answer(written.write({"answer": TEXT}), thinking=WHY), size, able=True)
    events = await told(lambda: dspy.Predict(Thought), far, tmp_path, way, written.make)
    assert fields_of(events) == {"why": WHY, "answer": TEXT} == shown(events)
    assert beside(events) == {}


@pytest.mark.parametrize("way", BOTH)
@pytest.mark.parametrize("size", SIZES)
async def test_native_reasoning_that_no_field_takes_is_told_beside_the_answer(
    size: int, way: str, tmp_path: Path
) -> None:
    far = Far(lambda *_: Answer(chat({"answer": TEXT}), thinking=WHY), size, able=True)
    events = await told(lambda: dspy.Predict(ASKED), far, tmp_path, way)
    assert fields_of(events) == {"answer": TEXT} == shown(events)
    assert [(field, text) for (_, _, field), text in beside(events).items()] == [("thinking", WHY)]


@pytest.mark.parametrize("way", BOTH)
@pytest.mark.parametrize("size", SIZES)
async def test_agent_with_native_tool_calls_answers_and_tells_its_tools(size: int, way: str, tmp_path: Path) -> None:
    answers = [
        Answer(thinking="I look.", calls=[("look", {"place": "home"})]),
        Answer(thinking=WHY, calls=[("submit", {"answer": TEXT})]),
    ]
    far = Far(lambda _, number: answers[number], size, able=True)
    events = await told(lambda: dspy.ReActV2(ASKED, [look]), far, tmp_path, way, NATIVE.make)
    final = final_of(events)
    assert final is not None
    assert (final.answer, list(final.fields)) == (TEXT, ["answer"])
    assert (final.usage.input, final.usage.output) == (2 * INPUT, 2 * OUTPUT)
    tools = [event for event in events if isinstance(event, StatusEvent) and event.kind == "tool"]
    assert [(tool.name, tool.state) for tool in tools] == [
        ("look", "start"),
        ("look", "end"),
        ("submit", "start"),
        ("submit", "end"),
    ]
    assert [text for (_, _, field), text in beside(events).items() if "thought" in field or "thinking" in field] == [
        "I look.",
        WHY,
    ]


class OwnModel(dspy.Module):  # type: ignore[misc]
    """A program that makes a model of its own while it runs."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self.url = url
        self.predict = dspy.ChainOfThought(ASKED)

    def lm(self) -> Any:
        return dspy.LM("openai/bench", api_base=self.url, api_key="none", cache=False)

    def forward(self, question: str) -> Any:
        with dspy.context(lm=self.lm()):
            return self.predict(question=question)

    async def aforward(self, question: str) -> Any:
        with dspy.context(lm=self.lm()):
            return await self.predict.acall(question=question)


class OwnModelSet(OwnModel):
    """A program that gives its predictor a model of its own when it is made."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.predict.set_lm(self.lm())

    def forward(self, question: str) -> Any:
        return self.predict(question=question)

    async def aforward(self, question: str) -> Any:
        return await self.predict.acall(question=question)


@pytest.mark.parametrize("way", BOTH)
@pytest.mark.parametrize("adapter", ["chat", "json", "xml", "baml", "subclass"])
@pytest.mark.parametrize("made", [OwnModel, OwnModelSet])
async def test_model_that_a_program_brings_itself_streams_too(
    made: Callable[[str], Any], adapter: str, way: str, model_url: str, tmp_path: Path
) -> None:
    unused = Far(lambda *_: Answer("the server's own model was asked"), 3)
    said = f"[say: {TEXT}] [say reasoning: {WHY}]"
    events = await told(lambda: made(model_url), unused, tmp_path, way, ADAPTERS[adapter].make, said)
    assert fields_of(events) == {"reasoning": WHY, "answer": TEXT} == shown(events)
    final = final_of(events)
    assert final is not None
    assert final.usage.output > 0
    assert unused.prompts == []
