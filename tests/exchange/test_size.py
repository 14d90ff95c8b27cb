"""Memory stays flat however large an export is: many conversations, and one of very many turns."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import psutil
import pytest

from tests.exchange.stored import Place, Spoken, place, talk

MIB = 1 << 20
ROOM = 48 * MIB
"""What may be held at once: a window of conversations on their way to the disk, a page of rows, and the garbage of both."""


def _resident() -> int:
    return int(psutil.Process().memory_info().rss)


async def _pattern(source: Place) -> tuple[bytes, bytes]:
    """The line of a conversation, and those of one turn of about 10 kB."""
    conversation = await talk(source, [Spoken(pieces=[("answer", "word ")] * 80)])
    lines = (await source.export(conversation)).split(b"\n")
    return lines[1] + b"\n", b"\n".join([*lines[2:-2], b""])


def _turn(pattern: bytes, conversation: str, number: int, follows: int | None) -> bytes:
    """A turn with ids of its own, which follows another."""
    ids = list(dict.fromkeys(re.findall(rb'(?<=")[0-9a-f]{32}(?=")', pattern)))
    question, of, answer, run = ids
    made = pattern.replace(of, conversation.encode())
    for kind, one in enumerate((question, answer, run), 1):
        made = made.replace(one, b"%08x%024x" % (kind, number))
    if follows is not None:
        made = made.replace(b'"parent":null', b'"parent":"%08x%024x"' % (2, follows), 1)
    return made


async def _file(source: Place, conversations: int, turns: int, seen: list[int]) -> AsyncIterator[bytes]:
    """An export of so many conversations of so many turns, made as it is read; `seen` is the memory at each piece."""
    line, pattern = await _pattern(source)
    events = pattern.count(b'"seq":')
    yield b'{"type":"dspy-chat","v":1}\n'
    for one in range(conversations):
        conversation = f"{one:032x}"
        first = one * turns
        head = re.sub(rb'"id":"\w+"', b'"id":"%s"' % conversation.encode(), line)
        head = re.sub(rb'"head":"\w+"', b'"head":"%08x%024x"' % (2, first), head)
        yield re.sub(rb'"messages":2', b'"messages":%d' % (2 * turns), head)
        for number in range(first, first + turns):
            yield _turn(pattern, conversation, number, None if number == first else number - 1)
            if number % 100 == 0:
                seen.append(_resident())
    runs = conversations * turns
    counts = b'{"type":"counts","conversations":%d,"messages":%d,"runs":%d,"events":%d}\n'
    yield counts % (conversations, 2 * runs, runs, runs * events)


async def _holds(tmp_path: Path, conversations: int, turns: int) -> None:
    async with place(tmp_path / "a") as source, place(tmp_path / "b") as target:
        await target.take_in(b"".join([piece async for piece in _file(source, 2, 2, [])]).replace(b'"0000', b'"ffff'))
        seen = [_resident()]
        report = await target.exchange.take_in(_file(source, conversations, turns, seen))
        assert (report.new.conversations, report.new.runs) == (conversations, conversations * turns)
        assert max(seen) - seen[0] < ROOM
        size, seen = 0, [_resident()]
        async for piece in await target.exchange.export():
            size += len(piece)
            seen.append(_resident())
        assert size > conversations * turns * 8000
        assert max(seen) - seen[0] < ROOM
        report = await target.exchange.take_in(_file(source, conversations, turns, seen))
        assert (report.known, report.refused) == (conversations, 0)
        assert max(seen) - seen[0] < ROOM
        print(f"{size / MIB:.0f} MiB, {conversations} conversations: {(max(seen) - seen[0]) / MIB:.1f} MiB at most")


async def test_large_file_takes_little_memory(tmp_path: Path) -> None:
    await _holds(tmp_path, 10, 10)


@pytest.mark.nightly
@pytest.mark.timeout(3000)
@pytest.mark.parametrize(("conversations", "turns"), [(2000, 10), (1, 20_000)], ids=["many", "one"])
async def test_file_of_200_mb_takes_little_memory(tmp_path: Path, conversations: int, turns: int) -> None:
    await _holds(tmp_path, conversations, turns)
