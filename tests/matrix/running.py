"""Real runs for the matrix: the registry, the runner, the log and a SQLite file, under scripted models."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dspy_chat.database import Database
from dspy_chat.discretion import withhold
from dspy_chat.engine import Connected, keep_adapters, tap_all
from dspy_chat.eventlog import EventLog
from dspy_chat.events import Event, FinalEvent, decode
from dspy_chat.models import Models
from dspy_chat.plugins import Installed, Programs
from dspy_chat.program import Program
from dspy_chat.runs import Clock, Runs, Turn
from dspy_chat.settings import Settings
from dspy_chat.shape import shape_of
from dspy_chat.store import Store

AT_ONCE = 16
"""Runs that go on together: enough to share commits, few enough to share threads."""


def installed(program: Program) -> Installed:
    return Installed(program, shape_of(program), "matrix", "1")


@dataclass
class Stage:
    """Runs programs and gives back what was stored of them, having seen that the same was sent."""

    runs: Runs
    log: EventLog
    models: dict[str, Connected]
    programs: dict[str, Installed]
    places: asyncio.Semaphore

    async def run(self, program: str, model: Connected, message: str = "hi", **inputs: Any) -> list[Event]:
        """Take a turn and read it to its end."""
        async with self.places:
            self.models[model.ref.id] = model
            (run_id,) = await self.runs.start(Turn(message, None, None, program, model.ref.id, inputs))
            frames = await self.runs.follow(run_id, 0)
            assert frames is not None
            sent = b"".join([chunk async for chunk in frames])
        stored = [data for _, data in await self.log.read(run_id)]
        assert [line[6:].decode() for line in sent.split(b"\n") if line.startswith(b"data: ")] == stored
        return [decode(data) for data in stored]


@asynccontextmanager
async def stage(
    data_dir: Path, programs: Iterable[Installed], *, threads: int = AT_ONCE, at_once: int = AT_ONCE
) -> AsyncIterator[Stage]:
    """Everything under the HTTP interface, with these programs. A run's model is connected when it is asked for."""
    tap_all()
    withhold()
    keep_adapters()
    settings = Settings(_env_file=None, data_dir=data_dir, sync_workers=threads, disconnect_grace_s=120)
    database = await Database.open(data_dir)
    by_id = {one.program.id: one for one in programs}
    models = Models([_nobody()])
    runs = Runs(settings, Store(database), EventLog(database), Programs(by_id=by_id), models, Clock())
    try:
        yield Stage(runs, EventLog(database), models._connected, by_id, asyncio.Semaphore(at_once))
    finally:
        await runs.close()
        await database.close()


def _nobody() -> Connected:
    from tests.matrix.model import Answer, Far, connected

    return connected(Far(lambda _prompt, _number: Answer(), 1), "nobody")


def final_of(events: list[Event]) -> FinalEvent | None:
    return next((event for event in events if isinstance(event, FinalEvent)), None)


def has(fields: Mapping[str, Any], wanted: Mapping[str, Any]) -> bool:
    """Whether these fields hold at least the wanted values."""
    return {name: fields.get(name) for name in wanted} == dict(wanted)
