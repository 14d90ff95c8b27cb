"""Echo says what was said, through a whole server, without any model."""

from pathlib import Path

import dspy_chat_echo  # type: ignore[import-untyped]
import pytest
from dspy_chat.shape import shape_of

from tests.serving import serving


@pytest.mark.parametrize("text", ["Hello", "  two\n\nlines  ", "🐋 <b>&amp;</b> [[ answer ]]", '{"answer": 1}'])
async def test_echo_answers_with_the_question(tmp_path: Path, text: str) -> None:
    async with serving(tmp_path) as client:
        answer = await client.turn(text, program="echo")
        assert answer.types == ["start", "final", "end"]
        (final,) = [event for event in answer.events if event.type == "final"]
        assert (final.answer, final.fields) == (text, {"answer": text})
        assert final.usage.total == 0


async def test_echo_takes_the_next_turn_of_any_conversation(tmp_path: Path) -> None:
    async with serving(tmp_path) as client:
        first = await client.turn("one", program="echo")
        conversation = first.events[0].conversation  # type: ignore[union-attr]
        second = await client.turn("two", conversation=conversation)
        assert second.events[0].program.id == "echo"  # type: ignore[union-attr]
        assert second.events[-2].answer == "two"  # type: ignore[union-attr]


def test_echo_needs_no_model_and_asks_for_nothing_else() -> None:
    (program,) = dspy_chat_echo.dspy_chat_programs()
    shape = shape_of(program)
    assert (shape.message_field, shape.history_field, shape.is_async) == ("question", "history", True)
    assert shape.schema["properties"] == {}
