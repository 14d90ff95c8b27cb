"""Details of steps: short, whatever the value, and without keys."""

import time
from typing import Any

import dspy
import pydantic
import pytest
from dspy_chat.brief import HIDDEN, LIMIT, brief, redacted


class Account(pydantic.BaseModel):
    name: str
    api_key: str
    limits: list[int]


KEYS = (
    "sk-proj-abcdefghijkl123456",
    "sk-ant-api03-abcdefgh_ijklmnop",
    "AIzaSyA1234567890abcdefghijklmnopq",
    "gsk_abcdefghijklmnopqrstuv",
    "ghp_abcdefghijklmnopqrstuvwxyz0123",
    "github_pat_11ABCDEFG0abcdefghijkl",
    "xoxb-1234567890-abcdefghij",
    "AKIAIOSFODNN7EXAMPLE",
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJl",
    "Bearer abcdef0123456789",
)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("as it is", "as it is"),
        ({"place": "home", "n": 2, "deep": [None, True]}, '{"place": "home", "n": 2, "deep": [null, true]}'),
        (dspy.Prediction(answer="é"), '{"answer": "é"}'),
        ("a\ud800\0b", "a\ufffd\ufffdb"),
        (Account(name="n", api_key="k", limits=[1]), '{"name": "n", "api_key": "•••", "limits": [1]}'),
        (
            {"Authorization": "x", "monkey": "x", "max_tokens": 5},
            '{"Authorization": "•••", "monkey": "x", "max_tokens": 5}',
        ),
        ((1, {2}), "[1, [2]]"),
    ],
    ids=["text", "json", "prediction", "dirty", "model", "names", "sets"],
)
def test_values_are_told_briefly(value: Any, text: str) -> None:
    assert brief(value) == text


@pytest.mark.parametrize(
    "text",
    [
        '{"city": "Bern", "api_key": "hunter2xyz"}',
        "{'Authorization': 'hunter2xyz'}",
        '[[ # tool_args_0 # ]]\n{"access-token" : "hunter2xyz", "n": 1}',
        {"said": '{"password": "hunter2xyz"}'},
    ],
)
def test_keys_in_the_json_of_a_text_are_left_out(text: Any) -> None:
    assert "hunter2xyz" not in brief(text)
    assert HIDDEN in brief(text)


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("before", [0, LIMIT - 12])
def test_keys_are_left_out(key: str, before: int) -> None:
    told = brief({"note": "x" * before + f" {key} and more"})
    assert key[:12] not in told
    assert before or HIDDEN in told
    assert redacted("ask-me, risk-free, eyJ, sk-8") == "ask-me, risk-free, eyJ, sk-8"


class Loud:
    def __repr__(self) -> str:
        return "y" * 10_000


@pytest.mark.parametrize(
    "value",
    [
        "x" * 10**7,
        ["x" * 10**6] * 100,
        {str(i): i for i in range(10**5)},
        Loud(),
        [[[[[[[[1]]]]]]]],
        list(range(10**6)),
    ],
    ids=["text", "texts", "names", "object", "deep", "numbers"],
)
def test_any_size_is_told_in_few_characters_and_little_time(value: Any) -> None:
    began = time.process_time()
    assert len(brief(value)) <= LIMIT
    assert time.process_time() - began < 0.1


def test_value_that_holds_itself_comes_to_an_end() -> None:
    knot: list[Any] = []
    knot.append(knot)
    assert "…" in brief(knot)


def test_class_is_told_by_its_name() -> None:
    assert (
        brief({"signature": dspy.Signature("a -> b"), "type": int}) == '{"signature": "StringSignature", "type": "int"}'
    )
