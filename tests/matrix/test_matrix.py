"""What streams is what the program returned: module kinds x adapters x chunkings x sync and async, each a real run."""

import asyncio
import itertools
import json
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Final, NamedTuple

import dspy
import pytest
from dspy.utils.exceptions import AdapterParseError
from dspy_chat.events import Event, StatusEvent
from dspy_chat.program import Program
from pydantic import TypeAdapter

from tests.matrix.adapters import ADAPTERS, Format
from tests.matrix.checker import beside, faults, shown
from tests.matrix.fields import TYPES, Type
from tests.matrix.kinds import BOTH, KINDS, WHY, Fields, Kind
from tests.matrix.model import INPUT, OUTPUT, Answer, Far, connected
from tests.matrix.running import final_of, has, installed, stage

WHOLE: Final = 1_000_000
SIZES: Final = (1, 3, 7, WHOLE)
OFTEN: Final = (1, WHOLE)
"""The sizes of every run: what is hardest, and what comes at once. A night takes all."""


class Cell(NamedTuple):
    kind: str
    adapter: str
    size: int
    way: str

    @property
    def id(self) -> str:
        return "-".join(map(str, self))


def cells_of(kind: Kind, sizes: Sequence[int]) -> list[Cell]:
    return [
        Cell(kind.name, adapter, size, way)
        for adapter, size, way in itertools.product(ADAPTERS, sizes, kind.ways)
        if adapter not in kind.not_with
    ]


def far_for(kind: Kind, cell: Cell) -> Far:
    """The model of one cell: it answers call by call, in the format of the cell's adapter."""
    written = ADAPTERS[kind.own_format or cell.adapter]
    said = [] if callable(kind.says) else list(kind.says)

    def answer(prompt: str, number: int) -> Answer:
        fields: Fields | str
        if callable(kind.says):
            fields = kind.says(prompt)
        else:
            steps = [one for one in said for _ in range(2 if written.two_steps and not isinstance(one, str) else 1)]
            fields = steps[number]
        return Answer(fields) if isinstance(fields, str) else written.answer(fields, prompt)

    return Far(answer, cell.size)


def complaints(kind: Kind, cell: Cell, far: Far, events: list[Event]) -> list[str]:
    """Everything that is wrong with one cell's run."""
    wrong = faults(events)
    final = final_of(events)
    if final is None:
        return [*wrong, f"it has no final: {events[-2:]}"]
    streams = ADAPTERS[kind.own_format or cell.adapter].streams
    if not has(final.fields, kind.final) or final.answer != kind.answer:
        wrong.append(f"final is {final.fields} and the answer {final.answer!r}")
    held = shown(events)
    if held != (kind.wanted if streams else {}):
        wrong.append(f"shown was {held}")
    wrong += [
        f"the helper {name!r} showed {text!r} as {field!r}"
        for (name, _, field), text in beside(events).items()
        if not _was_said(kind, field, text)
    ]
    calls = len(far.prompts)
    if (final.usage.input, final.usage.output) != (INPUT * calls, OUTPUT * calls):
        wrong.append(f"the usage of {calls} calls is {final.usage}")
    return wrong


def _was_said(kind: Kind, field: str, text: str) -> bool:
    """Whether a helper's text is, whole and once, what the model wrote for that field; typed values are as written."""
    if callable(kind.says):
        return text in {value for number in range(3) for value in kind.says(f"part {number}").values()}
    said = [one[field] for one in kind.says if isinstance(one, dict) and field in one]
    return any(not isinstance(value, str) or text in (value, json.dumps(value)) for value in said)


async def none_wrong(cells: list[Cell], complaints_of: Callable[[Cell], Awaitable[list[str]]]) -> None:
    """Run every cell; those that are wrong are named with all that is wrong with them."""
    told = await asyncio.gather(*map(complaints_of, cells))
    bad = {cell.id: said for cell, said in zip(cells, told, strict=True) if said}
    assert not bad, "\n".join(f"{cell}: {said}" for cell, said in bad.items())


async def run_kind(kind: Kind, sizes: Sequence[int], data_dir: Path) -> None:
    for needed in kind.needs:
        pytest.importorskip(needed)
    programs = [installed(Program(id=way, title="P", build=kind.build, is_async=way == "async")) for way in kind.ways]
    async with stage(data_dir, programs) as on:

        async def one(cell: Cell) -> list[str]:
            far = far_for(kind, cell)
            events = await on.run(cell.way, connected(far, cell.id, ADAPTERS[cell.adapter].make))
            return complaints(kind, cell, far, events)

        await none_wrong(cells_of(kind, sizes), one)


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
async def test_what_streams_is_what_the_program_returns(kind: Kind, tmp_path: Path) -> None:
    await run_kind(kind, OFTEN, tmp_path)


@pytest.mark.nightly
@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
async def test_what_streams_is_what_the_program_returns_in_chunks_of_every_size(kind: Kind, tmp_path: Path) -> None:
    await run_kind(kind, SIZES, tmp_path)


def parsed(written: Format, signature: Any, text: str) -> Any:
    """The value, not yet JSON, that the adapter's own parser makes of the text that was shown for it."""
    parser = dspy.ChatAdapter() if written.two_steps else written.make(None)
    whole = {"chat": "[[ ## value ## ]]\n{}", "json": '{"value": {}}', "xml": "<value>{}</value>"}[written.syntax]
    return parser.parse(signature, whole.replace("{}", text))["value"]


def typed_complaints(kind: Type, cell: Cell, events: list[Event]) -> list[str]:
    wrong, written = faults(events), ADAPTERS[cell.adapter]
    final = final_of(events)
    if final is None:
        return [*wrong, f"it has no final: {events[-2:]}"]
    if final.fields.get("value") != kind.value:
        wrong.append(f"final is {final.fields}")
    held = shown(events)
    if not written.streams:
        return wrong if not held else [*wrong, f"shown was {held}"]
    if any(isinstance(event, StatusEvent) and event.kind == "reset" for event in events):
        wrong.append("what was shown was taken back")
    elif "value" not in held:
        wrong.append(f"only {held} was shown")
    elif kind.annotation is str:
        wrong += [] if held["value"] == kind.value else [f"shown was {held}"]
    else:
        try:
            value = parsed(written, kind.signature, held["value"])
            wrong += (
                []
                if value == TypeAdapter(kind.annotation).validate_python(final.fields["value"])
                else [f"shown was {held['value']!r}, which is {value}"]
            )
        except AdapterParseError:
            wrong.append(f"shown was {held['value']!r}, which is nothing")
    if cell.kind == "chain" and held.get("reasoning", WHY) != WHY:
        wrong.append(f"the reasoning was {held['reasoning']!r}")
    return wrong


MODULES: Final[dict[str, Any]] = {"predict": dspy.Predict, "chain": dspy.ChainOfThought}


async def run_type(kind: Type, cells: Sequence[Cell], data_dir: Path) -> None:
    programs = [
        installed(Program(id=f"{name}.{way}", title="P", build=partial(made, kind.signature), is_async=way == "async"))
        for (name, made), way in itertools.product(MODULES.items(), BOTH)
    ]
    async with stage(data_dir, programs) as on:

        async def one(cell: Cell) -> list[str]:
            written = ADAPTERS[cell.adapter]
            fields = {"reasoning": WHY, "value": kind.written} if cell.kind == "chain" else {"value": kind.written}
            far = Far(lambda prompt, _: written.answer(fields, prompt), cell.size)
            events = await on.run(f"{cell.kind}.{cell.way}", connected(far, cell.id, written.make))
            return typed_complaints(kind, cell, events)

        await none_wrong([cell for cell in cells if cell.adapter not in kind.not_with], one)


@pytest.mark.parametrize("kind", TYPES.values(), ids=TYPES)
async def test_typed_field_streams_what_parses_to_its_final_value(kind: Type, tmp_path: Path) -> None:
    ways = (("predict", "async"), ("chain", "sync"))
    cells = [Cell(name, adapter, size, way) for (name, way), adapter, size in itertools.product(ways, ADAPTERS, OFTEN)]
    await run_type(kind, cells, tmp_path)


@pytest.mark.nightly
@pytest.mark.parametrize("kind", TYPES.values(), ids=TYPES)
async def test_typed_field_streams_what_parses_to_its_final_value_in_every_way(kind: Type, tmp_path: Path) -> None:
    cells = [Cell(*cell) for cell in itertools.product(MODULES, ADAPTERS, SIZES, BOTH)]
    await run_type(kind, cells, tmp_path)
