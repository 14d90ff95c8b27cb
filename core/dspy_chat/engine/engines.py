"""DSPy's engine contract, tapped: a plain `complete` call is answered by reading the model's stream."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import dspy

from dspy_chat.engine.answering import Cost, answer
from dspy_chat.engine.asking import asking
from dspy_chat.engine.tap import current_tap
from dspy_chat.events import ModelRef

_log = logging.getLogger(__name__)


class _Capabilities:
    """What DSPy asks of an engine before it plans a request; and `cost`, what an answer costs."""

    def __init__(self, hints: Any, cost: Cost | None) -> None:
        self.cost = cost
        self.supports_function_calling = bool(getattr(hints, "supports_function_calling", False))
        self.supports_reasoning = bool(getattr(hints, "supports_reasoning", False))
        self.supports_response_schema = bool(getattr(hints, "supports_response_schema", False))
        self.supported_params = frozenset(getattr(hints, "supported_params", ()))

    def __deepcopy__(self, memo: dict[int, Any]) -> "_Capabilities":
        return self  # modules are deep-copied; connections must not be

    def dump_state(self) -> dict[str, Any]:
        """Nothing: the server chooses the model, never a saved program."""
        return {}


class TappedEngine(_Capabilities):
    """DSPy's sync engine contract over an async engine. Outside a run it is the sync engine itself."""

    def __init__(self, sync: Any, inner: Any, hints: Any, cost: Cost | None = None) -> None:
        super().__init__(hints, cost)
        self._sync = sync
        self._inner = inner

    def complete(self, request: Any) -> Any:
        tap = current_tap()
        if tap is None:
            return self._sync.complete(request)
        tap.check()
        if tap.on_loop:
            _log.warning("a program calls its model synchronously from async code; nothing streams and all chats wait")
            return self._sync.complete(request)
        return tap.wait_for(answer(self._inner, request, asking(tap), tap, self.cost))

    def stream(self, request: Any) -> Any:
        return self._sync.stream(request)

    async def close(self) -> None:
        """Close both engines; what does not know how needs no closing."""
        if hasattr(self._inner, "aclose"):
            await self._inner.aclose()
        if hasattr(self._sync, "close"):
            await asyncio.to_thread(self._sync.close)


class AsyncTappedEngine(_Capabilities):
    """DSPy's async engine contract over an async engine."""

    def __init__(self, inner: Any, hints: Any, cost: Cost | None = None) -> None:
        super().__init__(hints, cost)
        self._inner = inner

    async def complete(self, request: Any) -> Any:
        tap = current_tap()
        if tap is None:
            return await self._inner.complete(request)
        tap.check()
        # In a task of its own: waking up for a token would else pass through all that stands between a program and its
        # model, eighteen coroutines in DSPy.
        return await asyncio.create_task(answer(self._inner, request, asking(tap), tap, self.cost))

    def stream(self, request: Any) -> Any:
        return self._inner.stream(request)


def tapped_lm(model: str, sync: Any, inner: Any, hints: Any, *, cost: Cost | None = None) -> Any:
    """A `dspy.LM` over a pair of engines, tapped. No cache: a cached answer would be another user's, and streams nothing."""
    return dspy.LM(
        model,
        engine=TappedEngine(sync, inner, hints, cost),
        async_engine=AsyncTappedEngine(inner, hints, cost),
        cache=False,
        num_retries=0,  # `answering` tries again
    )


@dataclass(frozen=True)
class Connected:
    """A language model that is ready to answer: a tapped `dspy.LM`, and what makes the adapter that suits it."""

    ref: ModelRef
    lm: Any
    adapter: Callable[[], Any] | None = None

    @property
    def window(self) -> int | None:
        """How many tokens it can read at once; None when that is not known."""
        return self.ref.window

    async def close(self) -> None:
        """Let go of the model's connections, or of its memory."""
        await self.lm.engine.close()
