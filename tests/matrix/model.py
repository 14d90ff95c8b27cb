"""The scripted model of the matrix: DSPy's engine contract over answers of text, thinking and tool calls."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from dspy.lm15 import (
    Message,
    Response,
    StreamDeltaEvent,
    StreamEndEvent,
    StreamStartEvent,
    TextDelta,
    TextPart,
    ThinkingDelta,
    ThinkingPart,
    ToolCallDelta,
    ToolCallPart,
    Usage,
)
from dspy_chat.engine import Connected, tapped_lm
from dspy_chat.events import ModelRef

INPUT: Final = 10
OUTPUT: Final = 5
USAGE: Final = Usage(input_tokens=INPUT, output_tokens=OUTPUT, total_tokens=INPUT + OUTPUT)


@dataclass(frozen=True)
class Answer:
    """One answer of a model. `calls` are native tool calls, as (name, arguments)."""

    text: str = ""
    thinking: str = ""
    calls: Sequence[tuple[str, dict[str, Any]]] = ()


@dataclass
class Far:
    """A model far away: `answer` makes of a prompt and its number what is said, in chunks of `size` characters.

    `able` says that it declares native reasoning and native tool calls, as the models of the large providers do.
    """

    answer: Callable[[str, int], Answer]
    size: int
    able: bool = False
    prompts: list[str] = field(default_factory=list)

    def next(self, request: Any) -> Answer:
        prompt = "\n".join(getattr(part, "text", "") for message in request.messages for part in message.parts)
        if request.system is not None:
            prompt = f"{request.system}\n{prompt}"
        self.prompts.append(prompt)
        return self.answer(prompt, len(self.prompts) - 1)

    def deltas(self, answer: Answer) -> list[Any]:
        told: list[Any] = [ThinkingDelta(text=piece, part_index=0) for piece in cut(answer.thinking, self.size)]
        told += [TextDelta(text=piece, part_index=1) for piece in cut(answer.text, self.size)]
        for number, (name, arguments) in enumerate(answer.calls, 2):
            told.append(ToolCallDelta(input="", part_index=number, id=f"call-{number}", name=name))
            told += [ToolCallDelta(input=piece, part_index=number) for piece in cut(json.dumps(arguments), self.size)]
        return told


def cut(text: str, size: int) -> list[str]:
    """The text in chunks of `size` characters."""
    return [text[at : at + size] for at in range(0, len(text), size)]


class SyncEngine:
    """The blocking side, as DSPy calls it outside a run."""

    supported_params = frozenset({"temperature", "max_tokens"})

    def __init__(self, far: Far) -> None:
        self.far = far
        self.supports_function_calling = self.supports_reasoning = far.able
        self.supports_response_schema = False

    def __deepcopy__(self, memo: dict[int, Any]) -> "SyncEngine":
        return self

    def complete(self, request: Any) -> Any:
        answer = self.far.next(request)
        parts: list[Any] = [ThinkingPart(text=answer.thinking)] if answer.thinking else []
        parts += [TextPart(text=answer.text)] if answer.text else []
        parts += [ToolCallPart(id=name, name=name, input=arguments) for name, arguments in answer.calls]
        finish: Any = "tool_call" if answer.calls else "stop"
        message = Message(role="assistant", parts=tuple(parts))
        return Response(id="1", model=request.model, message=message, finish_reason=finish, usage=USAGE)

    def stream(self, request: Any) -> Iterator[Any]:
        answer = self.far.next(request)
        yield StreamStartEvent(id="1", model=request.model)
        for delta in self.far.deltas(answer):
            yield StreamDeltaEvent(delta=delta)
        yield StreamEndEvent(finish_reason="tool_call" if answer.calls else "stop", usage=USAGE)


class AsyncEngine(SyncEngine):
    """The side that runs on the event loop."""

    async def complete(self, request: Any) -> Any:
        return super().complete(request)

    async def stream(self, request: Any) -> AsyncIterator[Any]:  # type: ignore[override]
        for event in super().stream(request):
            await asyncio.sleep(0)
            yield event


def connected(far: Far, model_id: str, adapter: Callable[[Any], Any] | None = None) -> Connected:
    """The model as runs use it. `adapter` makes the adapter of a run from the model, which two-step adapters call."""
    lm = tapped_lm("test/model", SyncEngine(far), AsyncEngine(far), SyncEngine(far))
    ref = ModelRef(id=model_id, title="model", kind="server", reason="a test")
    return Connected(ref=ref, lm=lm, adapter=None if adapter is None else lambda: adapter(lm))
