"""The two everyday programs, on a scripted model."""

from collections.abc import AsyncIterator
from pathlib import Path

import dspy_chat_basics  # type: ignore[import-untyped]
import httpx
import pytest
from dspy_chat.shape import shape_of

from tests.bench.model_server import model_server
from tests.serving import serving


@pytest.fixture
async def model_url() -> AsyncIterator[str]:
    async with model_server() as url:
        yield url


async def test_chat_answers_and_is_the_default(tmp_path: Path, model_url: str) -> None:
    async with serving(tmp_path, model_url=model_url) as client:
        answer = await client.turn("Hi [say: Paris, *of course*.]")
        assert answer.events[0].program.id == "chat"  # type: ignore[union-attr]
        assert answer.text() == "Paris, *of course*."
        assert answer.events[-2].answer == "Paris, *of course*."  # type: ignore[union-attr]


async def test_chat_remembers_the_conversation(tmp_path: Path, model_url: str) -> None:
    async with serving(tmp_path, model_url=model_url) as client:
        first = await client.turn("My name is Ada [say: Hello Ada]")
        await client.turn("And now?", conversation=first.events[0].conversation)  # type: ignore[union-attr]
        async with httpx.AsyncClient() as model:
            asked = (await model.get(f"{model_url.removesuffix('/v1')}/requests")).json()[-1]
        said = "\n".join(str(message["content"]) for message in asked["messages"])
        assert [said.index(part) for part in ("My name is Ada", "Hello Ada", "And now?")] == sorted(
            said.index(part) for part in ("My name is Ada", "Hello Ada", "And now?")
        )


async def test_think_shows_its_reasoning_before_its_answer(tmp_path: Path, model_url: str) -> None:
    async with serving(tmp_path, model_url=model_url) as client:
        answer = await client.turn("[say: A mammal.] [say reasoning: It breathes air.]", program="think")
        assert [(field.name, field.role) for field in answer.events[0].fields] == [  # type: ignore[union-attr]
            ("reasoning", "thinking"),
            ("answer", "answer"),
        ]
        assert (answer.text("reasoning"), answer.text()) == ("It breathes air.", "A mammal.")
        fields = [event.field for event in answer.events if event.type == "token"]
        assert fields == sorted(fields, reverse=True)


def test_programs_offer_starters_and_remember() -> None:
    for program in dspy_chat_basics.dspy_chat_programs():
        shape = shape_of(program)
        assert len(program.starters) >= 2
        assert (shape.message_field, shape.history_field, shape.answer_field) == ("question", "history", "answer")
        assert shape.is_async
