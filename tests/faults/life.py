"""One life of a server whose every write is recorded, under clients that ask, read, stop and delete; and what it promised.

It is the whole server but for HTTP: `app.serving`, with the scripted model behind it.
"""

import asyncio
import contextlib
import random
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Literal

import dspy_chat_basics  # type: ignore[import-untyped]
from dspy_chat.api.parts import Parts
from dspy_chat.app import quiet, serving
from dspy_chat.database import journal, writer
from dspy_chat.errors import ShuttingDown, UnknownRun
from dspy_chat.plugins import Plugin
from dspy_chat.runs import Turn
from dspy_chat.settings import Settings
from dspy_chat.store import new_id

from tests.faults.borrowed import recorded
from tests.faults.disk import Disk

TOKENS: Final = 12
TURNS: Final = 10
AT_ONCE: Final = 6
TIDY: Final = 60
CHECKPOINT: Final = 12
"""Commits between two tidyings of the journal and two checkpoints: a short life shall have some."""

Kind = Literal["begun", "seen", "ended", "deleting", "deleted", "settled"]


@dataclass(frozen=True)
class Fact:
    """What was so from one instant of the disk on. `frames` are a run's events from the first on, as far as they were seen;
    `text` is its user's message, `key` its Idempotency-Key. Of a deletion only the conversation is told."""

    at: int
    kind: Kind
    conversation: str
    run: str = ""
    frames: tuple[bytes, ...] = ()
    text: str = ""
    key: str = ""


@dataclass
class Life:
    """A disk and all that was told while it was written. `ready` is when the server had recovered what was left to it."""

    disk: Disk
    facts: list[Fact]
    ready: int = 0

    def note(self, kind: Kind, conversation: str, run: str = "", frames: Sequence[bytes] = (), **more: str) -> None:
        self.facts.append(Fact(len(self.disk), kind, conversation, run, tuple(frames), **more))

    def known(self, cut: int) -> list[Fact]:
        """What had been told when the power failed there; of the next life's disk it is so from the beginning."""
        return [replace(fact, at=0) for fact in self.facts if fact.at <= cut]


async def live(
    folder: Path,
    image: Mapping[str, bytes],
    before: Sequence[Fact],
    model_url: str,
    chance: random.Random,
    *,
    boots: int = 2,
    turns: int = TURNS,
    rewrite: Callable[[str], str] = str,
) -> Life:
    """Start on the image of a disk, take turns, end cleanly, and all that again. `before` is what earlier lives told."""
    for name, data in image.items():
        (folder / name).write_bytes(data)
    life = Life(Disk(image), list(before))
    with recorded(folder, life.disk, rewrite):
        for boot in range(boots):
            async with _server(folder, model_url) as parts:
                if not boot:
                    await _settled(life, parts)
                await _load(life, parts, chance, turns)
    return life


@asynccontextmanager
async def _server(folder: Path, model_url: str) -> AsyncIterator[Parts]:
    settings = Settings(_env_file=None, data_dir=folder, model="bench", model_url=model_url, disconnect_grace_s=60)
    points = [("basics", Plugin("basics", "dspy-chat-basics", "0"), lambda: dspy_chat_basics)]
    often = (journal._TIDY, writer._CHECKPOINT)
    journal._TIDY, writer._CHECKPOINT = TIDY, CHECKPOINT  # type: ignore[misc]
    try:
        async with serving(settings, quiet, points) as parts:
            yield parts
    finally:
        journal._TIDY, writer._CHECKPOINT = often  # type: ignore[misc]


async def _settled(life: Life, parts: Parts) -> None:
    """What the recovery made of each run stands from now on."""
    life.ready = len(life.disk)
    for fact in [fact for fact in life.facts if fact.kind == "begun"]:
        with contextlib.suppress(UnknownRun):  # it was deleted
            frames = await parts.runs.follow(fact.run, 0)
            found = [one async for chunk in frames or _none() for one in _split(chunk)]
            life.note("settled", fact.conversation, fact.run, found)


async def _none() -> AsyncGenerator[bytes, None]:
    return
    yield b""


def _split(chunk: bytes) -> list[bytes]:
    return [part + b"\n\n" for part in chunk.split(b"\n\n") if part]


async def _load(life: Life, parts: Parts, chance: random.Random, turns: int) -> None:
    """So many turns, of one client or some at once; the last of them are still going on when the server ends."""
    left = iter(range(turns))
    ended: list[str] = []

    async def client() -> None:
        for _ in left:
            await _turn(life, parts, chance, ended, new_id())

    clients = [asyncio.create_task(client()) for _ in range(chance.choice((1, AT_ONCE)))]
    await asyncio.wait(clients, return_when=asyncio.FIRST_COMPLETED)
    await parts.runs.close()
    for came in await asyncio.gather(*clients, return_exceptions=True):
        if isinstance(came, BaseException) and not isinstance(came, ShuttingDown):
            raise came


async def _turn(life: Life, parts: Parts, chance: random.Random, ended: list[str], key: str) -> None:
    """One turn, in a new conversation or a known one, to its end or until it is stopped; some conversations are deleted."""
    before = ended.pop() if ended and chance.random() < 0.4 else None
    text = f"[bench n={TOKENS} rate={chance.choice((0, 300, 1000))}]"
    turn = Turn(text, before, None, "chat", None, {}, idempotency_key=key)
    (run_id,) = await parts.runs.start(turn)
    run = await parts.store.run(run_id)
    life.note("begun", run.conversation, run_id, text=text, key=key)
    stop = asyncio.create_task(_stop(parts, run_id, chance.uniform(0, 0.03))) if chance.random() < 0.3 else None
    delete = chance.random()
    if delete < 0.1:  # while it answers
        await _delete(life, parts, run.conversation)
    else:
        await _follow(life, parts, run.conversation, run_id)
        if delete < 0.35:
            await _delete(life, parts, run.conversation)
        else:
            ended.append(run.conversation)
    if stop is not None:
        await asyncio.gather(stop, return_exceptions=True)


async def _follow(life: Life, parts: Parts, conversation: str, run_id: str) -> None:
    seen: list[bytes] = []
    async for chunk in await parts.runs.follow(run_id, 0) or _none():
        seen += _split(chunk)
        life.note("ended" if b"\nevent: end\n" in seen[-1] else "seen", conversation, run_id, seen)


async def _stop(parts: Parts, run_id: str, after: float) -> None:
    await asyncio.sleep(after)
    await parts.runs.stop(run_id)


async def _delete(life: Life, parts: Parts, conversation: str) -> None:
    """As the API does it."""
    life.note("deleting", conversation)
    await parts.runs.stop_all_of(conversation)
    await parts.store.delete(conversation)
    life.note("deleted", conversation)
