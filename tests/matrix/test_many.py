"""Many runs of all kinds at once in one process, on one model: each holds its own words only, and nothing stays behind."""

import asyncio
import gc
import itertools
import re
import threading
import tracemalloc
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any, Final

import pytest
from dspy_chat.engine import Call, Connected, Tap
from dspy_chat.events import Event, ModelRef, encode
from dspy_chat.program import Program
from dspy_chat.runs import LiveRun

from tests.matrix.adapters import ADAPTERS, Format
from tests.matrix.checker import faults, shown
from tests.matrix.kinds import KINDS, TEXT, WHY, Kind
from tests.matrix.model import Answer, Far, connected
from tests.matrix.running import Stage, final_of, has, installed, stage
from tests.scripted import until

MARK: Final = re.compile(r"<(\d+)>")
FORMATS: Final = ("chat", "json", "xml")
KEPT_PER_RUN: Final = 1_024
"""Most bytes that a run may leave behind in the process: an event alone has 150."""
NOT_KEPT: Final = [
    tracemalloc.Filter(False, __file__),  # what this test remembers
    tracemalloc.Filter(False, "*/pydantic/type_adapter.py"),  # a cache of short texts, full at 16,384 of them
]


def marked(value: Any, mark: str) -> Any:
    """The value with the run's mark behind each text that the program returns."""
    match value:
        case str():
            return value.replace(TEXT, f"{TEXT} {mark}").replace(WHY, f"{WHY} {mark}").replace("'say it'", f"'{mark}'")
        case dict():
            return {name: marked(item, mark) for name, item in value.items()}
        case list():
            return [marked(item, mark) for item in value]
        case _:
            return value


class OneForAll:
    """The one model of all runs. It knows a run by the mark in its prompts, and counts its calls."""

    def __init__(self) -> None:
        self.kinds: dict[str, tuple[Kind, Format]] = {}
        self.calls = Counter[str]()
        self.far = Far(self.answer, 5)

    def forget(self) -> None:
        """What only this test keeps."""
        self.calls.clear()
        self.far.prompts.clear()

    def answer(self, prompt: str, _number: int) -> Answer:
        (number,) = set(MARK.findall(prompt))
        kind, written = self.kinds[number]
        mark = f"<{number}>"
        if callable(kind.says):
            fields = {name: f"{text} {mark}" for name, text in kind.says(prompt).items()}
            return written.answer(fields, prompt)
        said = marked(kind.says[self.calls[number]], mark)
        self.calls[number] += 1
        return Answer(said) if isinstance(said, str) else written.answer(said, prompt)


def models(one: OneForAll) -> dict[str, Connected]:
    """The model under each adapter: one `dspy.LM`, as in a server."""
    lm = connected(one.far, "").lm
    ref = {"title": "model", "kind": "server", "reason": "a test"}
    return {
        name: Connected(ref=ModelRef(id=name, **ref), lm=lm, adapter=partial(ADAPTERS[name].make, lm))
        for name in FORMATS
    }


def complaints(kind: Kind, number: str, events: list[Event]) -> list[str]:
    wrong, final, mark = faults(events), final_of(events), f"<{number}>"
    if final is None:
        return [*wrong, f"it has no final: {events[-2:]}"]
    want = marked(kind.final, mark)
    if not has(final.fields, want):
        wrong.append(f"final is {final.fields}")
    if shown(events) != (marked(kind.wanted, mark)):
        wrong.append(f"shown was {shown(events)}")
    if strangers := {found for event in events for found in MARK.findall(encode(event))} - {number}:
        wrong.append(f"it holds words of the runs {strangers}")
    return wrong


async def take(on: Stage, one: OneForAll, numbers: range) -> dict[str, list[str]]:
    """Take a turn with each number at once; returns what is wrong, by run."""
    cells = itertools.cycle(itertools.product(on.programs, FORMATS))

    async def run(number: str, program: str, adapter: str) -> list[str]:
        kind = KINDS[program.rpartition(".")[0]]
        one.kinds[number] = kind, ADAPTERS[kind.own_format or adapter]
        events = await on.run(program, on.models[adapter], f"<{number}>")
        del one.kinds[number]
        return complaints(kind, number, events)

    runs = {f"{number}": next(cells) for number in numbers}
    told = await asyncio.gather(*(run(number, *cell) for number, cell in runs.items()))
    return {f"{number} {cell}": said for (number, cell), said in zip(runs.items(), told, strict=True) if said}


def threads() -> list[str]:
    """The threads that there are, but for those of the event loop's executor and tqdm's own, which stay."""
    names = (thread.name for thread in threading.enumerate())
    return sorted(name for name in names if not name.startswith(("asyncio", "tqdm")))


def alive() -> Counter[str]:
    """What is left in memory of runs, by type."""
    gc.collect()
    return Counter(type(found).__name__ for found in gc.get_objects() if isinstance(found, LiveRun | Tap | Call))


async def bytes_kept(on: Stage, one: OneForAll, runs: range) -> int:
    """What the process keeps of these runs, after as many before them."""
    kept = []
    tracemalloc.start()
    try:
        for _ in range(2):
            assert await take(on, one, runs) == {}
            one.forget()
            gc.collect()
            kept.append(sum(trace.size for trace in tracemalloc.take_snapshot().filter_traces(NOT_KEPT).traces))
    finally:
        tracemalloc.stop()
    return kept[1] - kept[0]


@asynccontextmanager
async def mixed(data_dir: Path, runs: int) -> AsyncIterator[tuple[Stage, OneForAll]]:
    """A stage with all kinds of programs, on which nothing may be left at the end."""
    before, one = threads(), OneForAll()
    programs = [
        installed(Program(id=f"{kind.name}.{way}", title="P", build=kind.build, is_async=way == "async"))
        for kind in KINDS.values()
        for way in kind.ways
        if kind.says and not kind.needs
    ]
    async with stage(data_dir, programs, threads=32, at_once=runs) as on:
        on.models.update(models(one))
        tasks = asyncio.all_tasks()
        yield on, one
        await until(lambda: asyncio.all_tasks() == tasks)
        assert on.runs.running == 0
        assert alive() == {}
    assert threads() == before


async def test_two_hundred_runs_of_all_kinds_at_once_keep_to_themselves(tmp_path: Path) -> None:
    async with mixed(tmp_path, 200) as (on, one):
        assert await take(on, one, range(200)) == {}


@pytest.mark.nightly
@pytest.mark.timeout(900)
async def test_a_thousand_runs_of_all_kinds_at_once_keep_to_themselves_and_leave_nothing(tmp_path: Path) -> None:
    async with mixed(tmp_path, 1_000) as (on, one):
        assert await take(on, one, range(1_000)) == {}
        assert await bytes_kept(on, one, range(1_000, 1_400)) < 400 * KEPT_PER_RUN
