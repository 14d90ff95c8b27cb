"""`dspy_chat.progress`: what a program says of how far it is, from any of its threads, as whoever waits sees it."""

import asyncio
import contextvars
import math
import threading
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import dspy
import dspy_chat
import pytest
from dspy_chat import hookimpl
from dspy_chat.engine import Note
from dspy_chat.events import StatusEvent
from dspy_chat.plugins import Plugin
from dspy_chat.program import Program

from tests.scripted import Script, connected, job_for, tell
from tests.serving import serving


class Works(dspy.Module):  # type: ignore[misc]
    """Says how far it is, in the way that it was made with."""

    def __init__(self, say: Any) -> None:
        super().__init__()
        self.say = say

    def forward(self, question: str) -> Any:
        self.say()
        return "done"


def in_place() -> None:
    dspy_chat.progress("Reading", 0.25)
    dspy_chat.progress("Thinking")


def in_a_thread() -> None:
    thread = threading.Thread(target=contextvars.copy_context().run, args=(in_place,))
    thread.start()
    thread.join()


def on_a_loop() -> None:
    asyncio.run(asyncio.to_thread(in_place))


class Says(dspy.Module):  # type: ignore[misc]
    def forward(self, question: str) -> Any:
        in_place()
        return dspy.Prediction(answer="said")


def in_parallel() -> None:
    dspy.Parallel(num_threads=2, disable_progress_bar=True)([(Says(), {"question": "q"})])


@pytest.mark.parametrize("say", [in_place, in_a_thread, on_a_loop, in_parallel])
async def test_progress_is_told_from_every_thread_of_a_run(say: Any) -> None:
    told = await tell(job_for(Program(id="p", title="P", build=lambda: Works(say)), connected(Script([]))))
    assert [(note.name, note.fraction) for note in told.notes("progress")] == [("Reading", 0.25), ("Thinking", None)]
    parents = {note.parent for note in told.notes("progress")}
    assert parents == ({told.notes("module")[0].id} if say is in_parallel else {None})


async def test_async_program_tells_its_progress() -> None:
    class Slow(dspy.Module):  # type: ignore[misc]
        async def aforward(self, question: str) -> Any:
            dspy_chat.progress("Half", 0.5)
            return "done"

    told = await tell(job_for(Program(id="p", title="P", build=Slow), connected(Script([]))))
    assert told.notes("progress") == [Note("progress", None, "Half", fraction=0.5)]


def test_outside_a_run_progress_does_nothing() -> None:
    dspy_chat.progress("Nobody listens", 1)


@pytest.mark.parametrize(
    ("fraction", "told"), [(-0.1, 0.0), (2, 1.0), (1.0000001, 1.0), (math.inf, 1.0), (math.nan, None), (1, 1.0)]
)
async def test_fraction_that_cannot_be_ends_no_answer(fraction: float, told: float | None) -> None:
    def say() -> None:
        dspy_chat.progress("Reading", fraction)

    run = await tell(job_for(Program(id="p", title="P", build=lambda: Works(say)), connected(Script([]))))
    assert (run.result.answer, [note.fraction for note in run.notes("progress")]) == ("done", [told])


async def test_follower_sees_the_last_word_of_each_moment(tmp_path: Path) -> None:
    def say() -> None:
        for at in range(5001):
            dspy_chat.progress(f"{at} of 5000, sk-proj-abcdefghijkl", at / 5000)

    plugin = SimpleNamespace(
        dspy_chat_programs=hookimpl(
            lambda: [Program(id="works", title="Works", build=lambda: Works(say))], specname="dspy_chat_programs"
        )
    )
    async with serving(tmp_path, points=[("works", Plugin("works", "works", "1"), lambda: plugin)]) as client:
        answer = await client.turn("go")
    told = [event for event in answer.events if isinstance(event, StatusEvent)]
    assert 1 <= len(told) < 500
    assert (told[-1].kind, told[-1].name, told[-1].fraction) == ("progress", "5000 of 5000, •••", 1.0)
    assert [event.fraction for event in told] == sorted(event.fraction or 0 for event in told)
