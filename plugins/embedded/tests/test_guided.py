from collections.abc import Callable
from typing import Any, Literal

import dspy
import pytest
from dspy_chat_embedded.grammar import Grammar
from dspy_chat_embedded.guided import Field, Limits, write_answer
from dspy_chat_embedded.runtime import GenerationFailed, Outcome


class ScriptedModel:
    """The far end: says one list of pieces per call and keeps what it was asked."""

    def __init__(self, *values: list[str]) -> None:
        self._values = iter(values)
        self.bodies: list[dict[str, Any]] = []
        self.grammars: list[Grammar | None] = []

    def __call__(self, body: dict[str, Any], grammar: Grammar | None, on_text: Callable[[str], None]) -> Outcome:
        self.bodies.append(body)
        self.grammars.append(grammar)
        pieces = next(self._values)
        for piece in pieces:
            on_text(piece)
        return Outcome(cut=False, prompt=10 * len(self.bodies), cached=5, output=len(pieces))


BODY: dict[str, Any] = {"messages": [{"role": "user", "content": "Why?"}], "temperature": 0.7}


def written(model: ScriptedModel, fields: list[Field], **body: Any) -> tuple[list[str], Outcome]:
    pieces: list[str] = []
    return pieces, write_answer(model, {**BODY, **body}, fields, Limits(), pieces.append)


def test_one_text_field_is_asked_for_without_a_label() -> None:
    model = ScriptedModel([" The", " sky", ".", " \n"])
    pieces, outcome = written(model, [Field("answer", str)])
    assert pieces == ["[[ ## answer ## ]]\n", "The", " sky", ".", "\n\n[[ ## completed ## ]]"]
    assert model.bodies[0]["messages"] == BODY["messages"]
    assert outcome == Outcome(cut=False, prompt=10, cached=5, output=4)


def test_several_fields_go_on_where_the_one_before_stopped() -> None:
    model = ScriptedModel(["Because", " so."], [" bad"])
    pieces, outcome = written(model, [Field("reasoning", str), Field("mood_now", Literal["good", "bad"])])
    assert "".join(pieces) == (
        "[[ ## reasoning ## ]]\nBecause so.\n\n[[ ## mood_now ## ]]\nbad\n\n[[ ## completed ## ]]"
    )
    assert model.bodies[0]["messages"][-1] == {"role": "assistant", "content": "Reasoning:"}
    assert model.bodies[1]["messages"][-1] == {"role": "assistant", "content": "Reasoning: Because so.\nMood now:"}
    assert outcome == Outcome(cut=False, prompt=10, cached=5, output=3)


def test_typed_values_are_greedy_and_texts_are_not() -> None:
    model = ScriptedModel(["yes"], ["3"])
    written(model, [Field("answer", str), Field("n", int)])
    assert [body["temperature"] for body in model.bodies] == [0.7, 0.0]


def test_a_request_may_shorten_texts_but_cut_no_typed_value() -> None:
    model = ScriptedModel(["yes"], ["3"])
    written(model, [Field("answer", str), Field("n", int)], max_tokens=5)
    assert [body["max_tokens"] for body in model.bodies] == [5, Limits().typed]


def test_texts_stop_before_the_next_label() -> None:
    model = ScriptedModel(["a"], ["b"])
    written(model, [Field("reasoning", str), Field("answer", str)], stop=["END"])
    assert model.bodies[0]["stop"] == ["END", "\nReasoning:", "\nAnswer:", "\n\n"]


@pytest.mark.parametrize("pieces", [["a  b", "\n\n", "c", "  "], [" ", "\n", "a"], ["a", "", "\n", "\nb"]])
def test_what_streams_is_what_the_adapter_reads(pieces: list[str]) -> None:
    streamed, _ = written(ScriptedModel(pieces), [Field("answer", str)])
    parsed = dspy.ChatAdapter().parse(dspy.Signature("question -> answer"), "".join(streamed))
    assert parsed == {"answer": "".join(streamed[1:-1])} == {"answer": "".join(pieces).strip()}


def test_a_value_that_never_comes_is_an_error() -> None:
    with pytest.raises(GenerationFailed) as caught:
        written(ScriptedModel([" "]), [Field("answer", str)])
    assert caught.value.too_long
