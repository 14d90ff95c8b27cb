"""An engine on a loop of its own: what it says, raises and is told to stop arrives on both sides."""

import asyncio
import threading
from collections.abc import AsyncIterator
from typing import Any

import pytest
from dspy_chat.models.aside import Aside

from tests.scripted import until


class Far:
    """Counts up to what is asked, on whatever thread it is called."""

    def __init__(self) -> None:
        self.threads: set[str] = set()
        self.cancelled = 0
        self.closed = 0

    async def complete(self, request: int) -> int:
        return [one async for one in self.stream(request)][-1]

    async def stream(self, request: int) -> AsyncIterator[int]:
        self.threads.add(threading.current_thread().name)
        try:
            for number in range(abs(request)):
                await asyncio.sleep(0)
                yield number
            if request < 0:
                raise ValueError("as asked")
            if request == 0:
                await asyncio.Event().wait()
        except asyncio.CancelledError:
            self.cancelled += 1
            raise

    async def aclose(self) -> None:
        self.threads.add(threading.current_thread().name)
        self.closed += 1


async def test_answers_come_from_the_other_thread_in_order() -> None:
    far = Far()
    aside = Aside(far)
    assert [one async for one in aside.stream(1000)] == list(range(1000))
    assert await aside.complete(5) == 4
    assert list(await asyncio.gather(aside.complete(50), aside.complete(60))) == [49, 59]
    await aside.aclose()
    assert (far.threads, far.closed) == ({"model-aside"}, 1)


async def test_what_was_said_before_an_error_comes_first() -> None:
    aside = Aside(Far())
    events = aside.stream(-3)
    assert [await anext(events) for _ in range(3)] == [0, 1, 2]
    with pytest.raises(ValueError, match="as asked"):
        await anext(events)
    with pytest.raises(ValueError, match="as asked"):
        await aside.complete(-3)
    await aside.aclose()


async def test_reader_that_stops_early_stops_the_engine() -> None:
    far = Far()
    aside = Aside(far)
    events: Any = aside.stream(0)
    waiting = asyncio.create_task(anext(events))
    await until(lambda: bool(far.threads))
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    await until(lambda: far.cancelled == 1)
    call = asyncio.create_task(aside.complete(0))
    await asyncio.sleep(0.05)
    call.cancel()
    with pytest.raises(asyncio.CancelledError):
        await call
    await until(lambda: far.cancelled == 2)
    await aside.aclose()


async def test_close_ends_what_is_going_on_and_the_thread() -> None:
    far = Far()
    last: list[str] = []

    async def note() -> None:
        last.append(threading.current_thread().name)

    aside = Aside(far, note)
    await aside.aclose()
    assert (far.closed, last) == (0, [])
    call = asyncio.create_task(aside.complete(0))
    await until(lambda: bool(far.threads))
    await aside.aclose()
    with pytest.raises(asyncio.CancelledError):
        await call
    assert (far.cancelled, far.closed, last) == (1, 1, ["model-aside"])
    assert not [thread for thread in threading.enumerate() if thread.name == "model-aside"]
