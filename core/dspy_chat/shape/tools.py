"""A program's tools: what they return is harmless text in a prompt, and none of them holds up the event loop."""

import asyncio
import contextvars
import functools
import inspect
import sys
from collections.abc import Callable
from typing import Any, Final

import dspy

from dspy_chat.engine import current_tap
from dspy_chat.shape.harmless import harmless

_ACALL: Final = inspect.unwrap(dspy.Tool.acall).__code__


def tame(tool: Any) -> None:
    """Let a `dspy.Tool` of the program's own return harmless text, and run in a thread where async code awaits it.

    It brings what strangers wrote into the prompt, and DSPy's ReAct calls a plain function where it is: one that
    reads a page for five seconds would hold up all chats.
    """
    function = tool.func
    if str(getattr(function, "__module__", "")).startswith("dspy.") or hasattr(function, "dspy_chat_tame"):
        return  # DSPy's own `finish` and `submit` hand over the answer

    @functools.wraps(function)
    def called(*args: Any, **kwargs: Any) -> Any:
        # Only who awaits can wait for a thread: `Tool.acall` awaits a coroutine, and `Tool.__call__` takes none on a loop.
        if sys._getframe(1).f_code is _ACALL and not inspect.iscoroutinefunction(function):
            return _in_thread(functools.partial(function, *args, **kwargs))
        result = function(*args, **kwargs)
        return _awaited(result) if inspect.iscoroutine(result) else harmless(result)

    called.dspy_chat_tame = True  # type: ignore[attr-defined]
    tool.func = called


async def _in_thread(call: Callable[[], Any]) -> Any:
    tap = current_tap()
    if tap is None or tap.threads is None or not tap.on_loop:
        result = call()
    else:
        bound = functools.partial(contextvars.copy_context().run, call)
        result = await asyncio.wrap_future(tap.threads.submit(bound))
    return harmless(await result if inspect.iscoroutine(result) else result)


async def _awaited(result: Any) -> Any:
    return harmless(await result)
