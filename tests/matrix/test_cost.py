"""A long answer costs what its length is worth: ten times the tokens, ten times the work."""

import sys
import time
from pathlib import Path
from typing import Any, Final

import dspy
import pytest
from dspy_chat.fields import Format, reader_for
from dspy_chat.program import Program

from tests.matrix.adapters import ADAPTERS
from tests.matrix.checker import faults, shown
from tests.matrix.model import Answer, Far, connected, cut
from tests.matrix.running import final_of, installed, stage

SHORT: Final = 10_000
LONG: Final = 100_000
MOST: Final = 13.0
"""Most times the work of ten times the tokens."""
WORDS: Final = ("the ", "quick\n", "[1] ", "b<d ", "a&b ", '"so" ', "x]] ", "né🐋 ", "[[ ## ", "{z}, ")


def tokens(count: int) -> str:
    return "".join(WORDS[at % len(WORDS)] for at in range(count))


def steps_of(expected: Format, answer: str, size: int) -> int:
    """How many functions are called, ours and built-in ones, to read an answer in chunks of `size` characters."""
    reader, steps = reader_for(expected, {"answer": True, "mood": True}), 0

    def count(_frame: Any, event: str, _arg: Any) -> None:
        nonlocal steps
        steps += event in ("call", "c_call")

    chunks = cut(answer, size)
    sys.setprofile(count)
    try:
        for chunk in chunks:
            reader.feed(chunk)
        reader.close()
    finally:
        sys.setprofile(None)
    return steps


@pytest.mark.parametrize("size", [1, 5, 64])
@pytest.mark.parametrize("expected", ["chat", "json", "xml"])
def test_reading_takes_steps_in_proportion_to_the_answer(expected: Format, size: int) -> None:
    write = ADAPTERS[expected].write
    short, long = (
        steps_of(expected, write({"answer": tokens(count), "mood": "x"}), size) for count in (SHORT // 10, SHORT)
    )
    assert long / short < MOST


@pytest.mark.nightly
@pytest.mark.parametrize("size", [1, 5, 64])
@pytest.mark.parametrize("expected", ["chat", "json", "xml"])
def test_reading_a_hundred_thousand_tokens_takes_ten_times_the_steps_of_ten_thousand(
    expected: Format, size: int
) -> None:
    write = ADAPTERS[expected].write
    short, long = (steps_of(expected, write({"answer": tokens(count), "mood": "x"}), size) for count in (SHORT, LONG))
    assert long / short < MOST


@pytest.mark.parametrize("adapter", ["chat", "json", "xml"])
async def test_run_of_a_hundred_thousand_tokens_costs_ten_times_one_of_ten_thousand(
    adapter: str, tmp_path: Path
) -> None:
    written = ADAPTERS[adapter]
    seconds: dict[int, float] = {}
    program = installed(Program(id="p", title="P", build=lambda: dspy.Predict("question -> answer"), is_async=True))
    async with stage(tmp_path, [program]) as on:
        for count in (SHORT, LONG):
            text = tokens(count).strip()
            far = Far(lambda *_, text=text: Answer(written.write({"answer": text})), 5)
            began = time.process_time()
            events = await on.run("p", connected(far, f"{count}", written.make))
            seconds[count] = time.process_time() - began
            final = final_of(events)
            assert final is not None
            assert faults(events) == []
            assert shown(events) == {"answer": text} == final.fields
    assert seconds[LONG] / seconds[SHORT] < 2 * MOST  # time is noisier than steps; what grows as a square is 100
