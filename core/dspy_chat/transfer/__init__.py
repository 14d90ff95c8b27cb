"""`dspy-chat export` and `dspy-chat import`: on the data directory where no server uses it, else through that server."""

import contextlib
import os
import sys
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import IO, Any, Final

from dspy_chat.database import FILE
from dspy_chat.database.lock import held
from dspy_chat.errors import BadInput, BadSettings
from dspy_chat.settings import Settings
from dspy_chat.transfer.here import Ending, Here
from dspy_chat.transfer.there import There

STANDARD: Final = Path("-")


async def export_lines(settings: Settings, ids: Sequence[str], target: Path) -> None:
    """Write an export. Raises ChatError."""
    _refuse_nothing(settings.data_dir)
    async with _side(settings) as side:
        with _written(target) as out:
            async for piece in side.lines(ids):
                out.write(piece)


async def export_documents(settings: Settings, ids: Sequence[str], target: Path, ending: Ending) -> None:
    """Write a document for each conversation: into a directory, or, if it is Markdown, one behind the other. Raises
    ChatError."""
    _refuse_nothing(settings.data_dir)
    if ending == "html" and not target.is_dir() and len(ids) != 1:
        raise BadInput("an HTML file holds one conversation: name a directory, or one conversation with --conversation")
    async with _side(settings) as side:
        with contextlib.ExitStack() as stack:
            one = None if target.is_dir() else stack.enter_context(_written(target))
            async for name, pieces in side.documents(ids, ending):
                with contextlib.nullcontext(one) if one else _written(target / name) as out:
                    async for piece in pieces:
                        out.write(piece)


async def take_in(settings: Settings, source: Path) -> list[str]:
    """Import a file; returns what came of it in one sentence, and one for each conversation that was refused. Raises
    ChatError."""
    with _read(source) as file:
        async with _side(settings) as side:
            return _told(await side.take_in(file))


def _told(report: dict[str, Any]) -> list[str]:
    new = "Imported {conversations} conversations with {messages} messages and {runs} runs".format(**report["new"])
    return [
        f"{new}; {report['known']} were here already, {report['refused']} were refused.",
        *(
            f"! {one['conversation']} {one['title']!r} (line {one['line']}): {one['reason']}"
            for one in report["refusals"]
        ),
    ]


@asynccontextmanager
async def _side(settings: Settings) -> AsyncIterator[Here | There]:
    """Where the conversations can be had."""
    if _in_use(settings.data_dir):
        yield There(_address(settings))
    else:
        async with Here.opened(settings.data_dir) as here:
            yield here


def _refuse_nothing(data_dir: Path) -> None:
    """Opening a directory makes a database in it, and an export of that would be a surprise."""
    if not (data_dir / FILE).exists():
        raise BadSettings(f"there are no conversations in {str(data_dir)!r}; name another directory with --data-dir")


def _in_use(data_dir: Path) -> bool:
    try:
        return held(data_dir)
    except OSError:
        return False  # opening the directory says what is wrong with it


def _address(settings: Settings) -> str:
    try:
        return settings.address.read_text("utf-8").strip()
    except OSError:
        raise BadSettings(
            f"another dspy-chat uses the data directory {str(settings.data_dir)!r} and does not say where it listens; "
            "stop it, or use GET /api/export and POST /api/import of it"
        ) from None


@contextmanager
def _written(target: Path) -> Iterator[IO[bytes]]:
    """A file that is there once it is whole, or the standard output."""
    if target == STANDARD:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    part = target.with_name(f"{target.name}.part")
    try:
        with part.open("wb") as out:
            yield out
        os.replace(part, target)
    except OSError as error:
        raise BadSettings(f"{str(target)!r} cannot be written: {error.strerror}") from error
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def _read(source: Path) -> Iterator[IO[bytes]]:
    if source == STANDARD:
        yield sys.stdin.buffer
        return
    try:
        file = source.open("rb")
    except OSError as error:
        raise BadSettings(f"{str(source)!r} cannot be read: {error.strerror}") from error
    with file:
        yield file
