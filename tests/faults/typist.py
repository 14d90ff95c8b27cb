"""A language model whose words come when the test says so: a plugin's, by the same door as anybody's."""

import asyncio
import re
from collections import defaultdict
from collections.abc import AsyncIterator, Callable
from typing import Any

from dspy.lm15 import Request, StreamDeltaEvent, StreamEndEvent, StreamStartEvent, TextDelta, Usage
from dspy_chat import LanguageModel, Program, hookimpl
from dspy_chat.plugins import Plugin

BEGIN = "[[ ## answer ## ]]\n"
END = "\n\n[[ ## completed ## ]]\n"
_CALL = re.compile(r"\[typist (\w+)\]")


def asking(call: str) -> str:
    """The message whose answer is typed under this name."""
    return f"[typist {call}]"


class Typist:
    """What is typed goes to the answer of that name; None ends it, an exception breaks it off."""

    def __init__(self) -> None:
        self._keys: defaultdict[str, asyncio.Queue[str | BaseException | None]] = defaultdict(asyncio.Queue)

    def type(self, call: str, what: str | BaseException | None) -> None:
        self._keys[call].put_nowait(what)

    async def stream(self, request: Request) -> AsyncIterator[Any]:
        """The async side of DSPy's engine contract."""
        keys = self._keys[_named(request)]
        yield StreamStartEvent(id=None, model=request.model)
        yield StreamDeltaEvent(delta=TextDelta(text=BEGIN))
        while (what := await keys.get()) is not None:
            if isinstance(what, BaseException):
                raise what
            yield StreamDeltaEvent(delta=TextDelta(text=what))
        yield StreamDeltaEvent(delta=TextDelta(text=END))
        yield StreamEndEvent(finish_reason="stop", usage=Usage(input_tokens=1, output_tokens=1, total_tokens=2))

    async def complete(self, request: Request) -> Any:
        raise NotImplementedError("every answer here is streamed")

    def __deepcopy__(self, memo: object) -> "Typist":
        return self


def _named(request: Request) -> str:
    """The newest call that the prompt names: older ones are its history."""
    text = "\n".join(getattr(part, "text", "") for message in request.messages for part in message.parts)
    return str(_CALL.findall(text)[-1])


def points(typist: Typist) -> list[tuple[str, Plugin, Callable[[], object]]]:
    """The plugin that brings the typist, and one program that asks it, as `create_app` takes it."""

    class Typing:
        @hookimpl
        def dspy_chat_programs(self) -> list[Program]:
            return [Program(id="typing", title="Typing", build="question, history: dspy.History -> answer")]

        @hookimpl
        def dspy_chat_models(self) -> list[LanguageModel]:
            return [
                LanguageModel(id="typist", title="Typist", kind="demo", prepare=lambda *_: (typist, typist)),
            ]

    return [("typing", Plugin("typing", "tests", "0"), Typing)]
