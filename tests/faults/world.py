"""The server's parts over a data directory that can be left behind as a crash leaves it. No HTTP: that has its own tests."""

import asyncio
import contextlib
import shutil
import tempfile
import threading
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from dspy_chat.api.parts import Parts
from dspy_chat.app import quiet, serving
from dspy_chat.database import Database
from dspy_chat.eventlog import EventLog, stored_frame
from dspy_chat.exchange import Exchange, Report
from dspy_chat.settings import Settings
from dspy_chat.store import Copies

from tests.faults.typist import Typist, points


@dataclass
class Sight:
    """What one follower saw of a run behind its cursor."""

    run: str
    after: int
    seen: bytes = b""
    task: "asyncio.Task[None] | None" = None

    @property
    def frames(self) -> list[bytes]:
        return [part + b"\n\n" for part in self.seen.split(b"\n\n")[:-1]]


@dataclass
class World:
    """One life of the server after another, each over the directory of the one before or over a copy of it."""

    folder: Path
    typist: Typist = field(default_factory=Typist)
    sights: list[Sight] = field(default_factory=list)
    lives: int = 0
    _stack: contextlib.AsyncExitStack | None = None
    _parts: Parts | None = None

    @property
    def data_dir(self) -> Path:
        return self.folder / f"life-{self.lives}"

    @property
    def parts(self) -> Parts:
        assert self._parts is not None
        return self._parts

    async def begin(self) -> None:
        """Start on what the last life left."""
        self.typist = Typist()
        settings = Settings(
            _env_file=None,
            data_dir=self.data_dir,
            model="typist",
            find_local_servers=False,
            disconnect_grace_s=float("inf"),
        )
        self._stack = contextlib.AsyncExitStack()
        self._parts = await self._stack.enter_async_context(serving(settings, quiet, points(self.typist)))

    async def end(self) -> None:
        """A clean shutdown: every follower's stream comes to its end."""
        assert self._stack is not None
        await self._stack.aclose()
        await asyncio.gather(*(sight.task for sight in self.sights if sight.task is not None))
        for sight in self.sights:
            sight.task = None

    async def crash(self) -> None:
        """Leave the files as they are at this instant to the next life; nobody sees anything of this one any more.

        The kernel keeps what was written when a process dies, and so does the copy. Loop and writer stand still while it
        is made, the writer perhaps in mid-transaction; what kills at other points do is tested on real processes.
        """
        self._copy(self.folder / f"life-{self.lives + 1}")
        for sight in self.sights:
            self.leave(sight)
        assert self._stack is not None
        await self._stack.aclose()
        self.lives += 1

    def _copy(self, to: Path) -> None:
        holding, copied = threading.Event(), threading.Event()

        def hold(_db: object) -> None:
            holding.set()
            copied.wait(10)

        self.parts.store._database.write(hold)
        assert holding.wait(10)
        shutil.copytree(self.data_dir, to, ignore=shutil.ignore_patterns("*-shm", "*.lock"))
        copied.set()

    async def exported(self) -> bytes:
        return b"".join([piece async for piece in await self.parts.exchange.export()])

    async def taken_in(self, export: bytes) -> Report:
        return await self.parts.exchange.take_in(_pieces(export))

    async def imported_elsewhere(self, export: bytes, runs: Sequence[str]) -> list[list[bytes]]:
        """The frames of these runs in a directory that got the export, and got it again."""
        with tempfile.TemporaryDirectory(dir=self.folder) as folder:
            database = await Database.open(Path(folder))
            try:
                exchange = Exchange(Copies(database))
                first, again = [await exchange.take_in(_pieces(export)) for _ in range(2)]
                assert (again.new.conversations, again.known) == (0, first.new.conversations)
                assert first.refused == again.refused == 0
                log = EventLog(database)
                return [[stored_frame(*event) for event in await log.read(run)] for run in runs]
            finally:
                await database.close()

    async def join(self, run: str, after: int) -> Sight:
        """Follow a run from a cursor."""
        sight = Sight(run, after)
        frames = await self.parts.runs.follow(run, after)
        if frames is not None:
            sight.task = asyncio.create_task(_watch(sight, frames))
        self.sights.append(sight)
        return sight

    def leave(self, sight: Sight) -> None:
        """Follow no more."""
        if sight.task is not None:
            sight.task.cancel()
            sight.task = None


async def _pieces(export: bytes) -> AsyncIterator[bytes]:
    for at in range(0, len(export), 1000):
        yield export[at : at + 1000]


async def _watch(sight: Sight, frames: AsyncGenerator[bytes, None]) -> None:
    async with contextlib.aclosing(frames):
        async for chunk in frames:
            sight.seen += chunk
