"""The programs that faults are tried on: one question, one answer; async, and not."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import dspy
from dspy_chat import Program, hookimpl
from dspy_chat.plugins import Plugin

from tests.serving import Client, serving


class Sync(dspy.Module):  # type: ignore[misc]
    """A program that is not async, as most are."""

    def __init__(self) -> None:
        super().__init__()
        self.predict = dspy.Predict("question -> answer")

    def forward(self, question: str) -> Any:
        return self.predict(question=question)


class Async(Sync):
    """The same, async."""

    async def aforward(self, question: str) -> Any:
        return await self.predict.acall(question=question)


KINDS = {"async": Async, "sync": Sync}


class _Tried:
    def __init__(self, programs: list[Program]) -> None:
        self._programs = programs

    @hookimpl
    def dspy_chat_programs(self) -> list[Program]:
        return self._programs


@asynccontextmanager
async def tried(data_dir: Path, model_url: str, *programs: Program, **settings: Any) -> AsyncIterator[Client]:
    """A server that has the programs above, and these."""
    made = [Program(id=name, title=name, build=build) for name, build in KINDS.items()]
    points = [("tried", Plugin("tried", "tests", "0"), lambda: _Tried([*made, *programs]))]
    async with serving(data_dir, model_url=model_url, points=points, **settings) as client:
        yield client
