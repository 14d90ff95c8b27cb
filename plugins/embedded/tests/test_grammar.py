import decimal
import enum
from typing import Annotated, Any, Literal, Optional, Union

import dspy
import pydantic
import pytest
from dspy.adapters.utils import parse_value
from dspy_chat_embedded.grammar import grammar_of, is_text


class Colour(enum.Enum):
    RED = "red"
    BLUE = "dark blue"


class Level(enum.IntEnum):
    LOW = 1
    HIGH = 2


class Point(pydantic.BaseModel):
    x: int


@pytest.mark.parametrize("annotation", [str, str | None, Optional[str], Annotated[str, "note"], dspy.Reasoning])  # noqa: UP045
def test_text_is_free_but_for_headers(annotation: Any) -> None:
    assert is_text(annotation)
    grammar = grammar_of(annotation)
    assert isinstance(grammar, str)
    assert r"[^\[" in grammar
    assert '"["' in grammar


@pytest.mark.parametrize(
    ("annotation", "words"),
    [
        (bool, ["True", "False"]),
        (Literal["good", "so so"], ["good", "so so"]),
        (Literal[1, 2], ["1", "2"]),
        (Colour, ["red", "dark blue"]),
        (Level, ["LOW", "HIGH"]),
    ],
)
def test_every_word_of_a_choice_is_read_back_by_dspy(annotation: Any, words: list[str]) -> None:
    for word in words:
        assert f'"{word}"' in grammar_of(annotation)
        parse_value(word, annotation)


@pytest.mark.parametrize(("value", "written"), [(" padded", r'"\" padded\""'), ("", r'"\"\""'), ('a"b\\', r'"a\"b\\"')])
def test_awkward_literals_are_quoted_for_the_grammar(value: str, written: str) -> None:
    grammar = grammar_of(Literal[value, "other"])
    assert written in grammar


def test_an_optional_number_may_be_none() -> None:
    for annotation in (int | None, Union[None, int], Optional[int]):  # noqa: UP007, UP045
        assert '"None"' in grammar_of(annotation)
    assert parse_value("None", int | None) is None


@pytest.mark.parametrize("annotation", [list[str], dict[str, int], Point, Point | None, list[Point], int | str])
def test_anything_bigger_is_a_schema(annotation: Any) -> None:
    assert isinstance(grammar_of(annotation), dict)


def test_a_decimal_is_a_number_and_not_any_text() -> None:
    assert grammar_of(decimal.Decimal)["type"] == "number"  # type: ignore[index]


def test_what_has_no_schema_is_text() -> None:
    assert isinstance(grammar_of(object), str | dict)

    class Opaque:
        pass

    assert isinstance(grammar_of(Opaque), str)
