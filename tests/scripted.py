"""A language model inside the test process: DSPy's engine contract over scripted answers, and a run of a program on it."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from dspy.lm15 import Message, Response, StreamDeltaEvent, StreamEndEvent, StreamStartEvent, TextDelta, TextPart, Usage
from dspy_chat.engine import Connected, Item, Note, Piece, Tap, tapped_lm
from dspy_chat.events import ModelRef
from dspy_chat.events import Usage as RunUsage
from dspy_chat.program import Program
from dspy_chat.runner import Job, Result, Runner, tap_for, usage_of
from dspy_chat.shape import Shape, shape_of
from dspy_chat.store import Turn

USAGE = Usage(input_tokens=10, output_tokens=5, total_tokens=15)


@dataclass
class Script:
    """What the model answers, call by call (the last one again and again), in chunks of `size` characters.

    An exception ends the call that it stands for; one behind a text, as in `("text", error)`, breaks it off.
    """

    answers: Sequence[Any]
    size: int = 3
    hang: bool = False
    requests: list[Any] = field(default_factory=list)
    closed: int = 0

    def next(self, request: Any) -> tuple[list[str], BaseException | None]:
        answer = self.answers[min(len(self.requests), len(self.answers) - 1)]
        self.requests.append(request)
        text, error = answer if isinstance(answer, tuple) else ("", answer)
        if isinstance(answer, str):
            text, error = answer, None
        return [text[at : at + self.size] for at in range(0, len(text), self.size)], error

    def prompts(self) -> list[str]:
        """The whole text of each request."""
        return [
            "\n".join(getattr(part, "text", "") for message in request.messages for part in message.parts)
            for request in self.requests
        ]


class SyncEngine:
    """The blocking side, as DSPy calls it outside a run."""

    supports_function_calling = False
    supports_reasoning = False
    supports_response_schema = False
    supported_params = frozenset({"temperature", "max_tokens"})

    def __init__(self, script: Script) -> None:
        self.script = script

    def complete(self, request: Any) -> Any:
        chunks, error = self.script.next(request)
        if error is not None:
            raise error
        message = Message(role="assistant", parts=(TextPart(text="".join(chunks)),))
        return Response(id="1", model=request.model, message=message, finish_reason="stop", usage=USAGE)

    def stream(self, request: Any) -> Iterator[Any]:
        chunks, error = self.script.next(request)
        yield StreamStartEvent(id="1", model=request.model)
        for chunk in chunks:
            yield StreamDeltaEvent(delta=TextDelta(text=chunk))
        if error is not None:
            raise error
        yield StreamEndEvent(finish_reason="stop", usage=USAGE)


class AsyncEngine(SyncEngine):
    """The side that runs on the event loop."""

    async def complete(self, request: Any) -> Any:
        return super().complete(request)

    async def stream(self, request: Any) -> AsyncIterator[Any]:  # type: ignore[override]
        chunks, error = self.script.next(request)
        try:
            yield StreamStartEvent(id="1", model=request.model)
            for chunk in chunks:
                await asyncio.sleep(0)
                yield StreamDeltaEvent(delta=TextDelta(text=chunk))
            if self.script.hang:
                await asyncio.Event().wait()
            if error is not None:
                raise error
            yield StreamEndEvent(finish_reason="stop", usage=USAGE)
        finally:
            self.script.closed += 1


def connected(script: Script, adapter: Callable[[], Any] | None = None) -> Connected:
    """The script as a model that a run can use."""
    lm = tapped_lm("test/model", SyncEngine(script), AsyncEngine(script), SyncEngine(script))
    return Connected(
        ref=ModelRef(id="test/model", title="model", kind="server", reason="a test"), lm=lm, adapter=adapter
    )


@dataclass
class Told:
    """What a run told, and what it returned."""

    shape: Shape
    items: list[Item]
    result: Result
    usage: RunUsage
    calls: list[dict[str, Any]]
    """The trace of its model calls, as it is stored."""

    @property
    def pieces(self) -> list[Piece]:
        return [item for item in self.items if isinstance(item, Piece)]

    def notes(self, kind: str) -> list[Note]:
        return [item for item in self.items if isinstance(item, Note) and item.kind == kind]

    @property
    def shown(self) -> dict[str, str]:
        """The main predictor's text by field, as a reader of the events holds it at the end."""
        fields: dict[str, str] = {}
        for item in self.items:
            if isinstance(item, Piece) and item.predictor is None:
                fields[item.field] = fields.get(item.field, "") + item.text
            elif isinstance(item, Note) and (item.kind, item.name, item.id) == ("reset", self.shape.main, None):
                fields.clear()
        return fields


def job_for(program: Program, model: Connected, message: str = "hi", turns: Sequence[Turn] = (), **inputs: Any) -> Job:
    shape = shape_of(program)
    return Job(program.id, shape, model, message, shape.check(inputs), turns, timeout_s=20)


async def tell(job: Job) -> Told:
    """Run a job to its end."""
    runner = Runner(sync_workers=4)
    try:
        module = job.shape.instance()
        tap = tap_for(job, lambda: None)
        result = await asyncio.wait_for(runner.run(job, module, tap), 20)
        return Told(job.shape, tap.drain(), result, usage_of(tap.trace), json.loads(tap.trace.encoded())["calls"])
    finally:
        runner.close()


def new_tap(main: str = "self") -> Tap:
    return Tap(main, lambda: None)


async def until(reached: Callable[[], bool], seconds: float = 5) -> None:
    """Until something that other tasks or threads bring about."""
    for _ in range(round(seconds / 0.005)):
        if reached():
            return
        await asyncio.sleep(0.005)
    raise TimeoutError("it did not come about")
