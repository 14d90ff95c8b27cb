"""What is generated from the code and committed is what the code says today."""

import sys

import pytest
from dspy_chat.events import decode

from tests import generate
from tests.generate import golden_events


def test_golden_turn_is_what_the_code_writes() -> None:
    assert generate.GOLDEN.read_bytes() == generate.golden(), "run `uv run python tests/generate.py`"


def test_golden_turn_decodes_to_its_events() -> None:
    frames = [part for part in generate.GOLDEN.read_bytes().split(b"\n\n") if part]
    assert frames[0] == b"retry: 1000"
    pings = [part for part in frames if part.startswith(b"event: ping")]
    stored = [part for part in frames if part.startswith(b"id: ")]
    assert len(pings) == 2
    assert 1 + len(pings) + len(stored) == len(frames)
    for part, event in zip(stored, golden_events(), strict=True):
        first, second, third = part.split(b"\n")
        assert first == f"id: {event.seq}".encode()
        assert second == f"event: {event.type}".encode()
        assert decode(third.removeprefix(b"data: ")) == event


@pytest.mark.skipif(
    sys.version_info < (3, 11), reason="FastAPI there is older and describes the same API in other words"
)
def test_description_of_the_api_is_what_the_code_says() -> None:
    assert generate.OPENAPI.read_text("utf-8") == generate.openapi(), "run `uv run python tests/generate.py`"
