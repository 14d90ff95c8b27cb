"""Asks a model, and asks once more after a failure that may pass; every attempt is told and kept.

DSPy's own retries wait as long as a provider says, without a limit, and in a sync program they sleep in a thread that
nothing can wake: https://github.com/stanfordnlp/dspy/blob/main/dspy/clients/execution.py. So a tapped model has none.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any, Final, TypeAlias

from dspy.clients.errors import wrap_error
from dspy.lm15 import (
    AsyncResponseStream,
    LM15Error,
    RateLimitError,
    ServerError,
    StreamDeltaEvent,
    TextDelta,
    TransportError,
)
from dspy.lm15 import TimeoutError as ModelTimeoutError

from dspy_chat.engine.asking import Asking
from dspy_chat.engine.call import Call
from dspy_chat.engine.tap import Note, Tap
from dspy_chat.engine.trace import STOPPED, spent_of
from dspy_chat.engine.wire import ChatWire
from dspy_chat.failures import failure_of

RETRIES: Final = 1
"""Tries after one that failed: three, as DSPy makes, hide a failing server for 7 seconds."""
PAUSE_S: Final = 0.5
LONGEST_S: Final = 5.0
"""A provider that wants a longer pause is not waited for: the reader is told, and may come back."""
_MAY_PASS: Final = (RateLimitError, ServerError, ModelTimeoutError, TransportError)

Cost: TypeAlias = Callable[[Any, Any], float | None]
"""What a response to a request cost, in US dollars; None when that is not known."""


async def answer(inner: Any, request: Any, asking: Asking, tap: Tap, cost: Cost | None, retries: int = RETRIES) -> Any:
    """A model's answer, read to its end through the tap; DSPy's Response. Raises dspy.lm15's errors."""
    for left in range(retries, -1, -1):
        call = Call(tap, asking, request)
        try:
            response = await _attempt(inner, request, call)
        except LM15Error as error:
            code = _code(error, request.model)
            call.fail(code)
            pause = _pause(error) if left else None
            if pause is None:
                raise
            tap.push(Note("retry", None, asking.name or request.model, parent=asking.parent, detail=code))
            await asyncio.sleep(pause)
        except BaseException as error:
            call.fail(STOPPED if isinstance(error, asyncio.CancelledError) else failure_of(error).code)
            raise
        else:
            call.succeed(spent_of(response.usage, cost(response, request) if cost is not None else None))
            return response
    raise AssertionError("the last attempt returns or raises")


def _code(error: LM15Error, model: str) -> str:
    return failure_of(wrap_error(error, model=model)).code


def _pause(error: LM15Error) -> float | None:
    """Seconds to wait before another attempt; None when there is to be none."""
    if not isinstance(error, _MAY_PASS):
        return None
    pause = PAUSE_S if error.retry_after is None else error.retry_after
    return pause if pause <= LONGEST_S else None


async def _attempt(inner: Any, request: Any, call: Call) -> Any:
    if isinstance(inner, ChatWire) and inner.can_answer(request):
        return await inner.answer(request, call)
    stream = AsyncResponseStream(_through(inner.stream(request), call), request)
    try:
        return await stream.response()
    finally:
        await stream.aclose()


async def _through(events: AsyncIterator[Any], call: Call) -> AsyncIterator[Any]:
    """The model's events, each text pushed and made well-formed on the way."""
    try:
        async for event in events:
            if event.type == "delta" and event.delta.type == "text":
                text = event.delta.text
                clean = call.feed(text)
                yield event if clean is text else StreamDeltaEvent(delta=TextDelta(text=clean))
            elif event.type == "delta" and event.delta.type == "thinking":
                call.think(event.delta.text)
                yield event
            elif event.type == "end":
                if rest := call.close():
                    yield StreamDeltaEvent(delta=TextDelta(text=rest))
                yield event
            else:
                yield event
    finally:
        await events.aclose()  # type: ignore[attr-defined]
