"""Where a program's error was raised, for the log: without its words, which can hold a key or what people wrote."""

import re
import traceback
from collections.abc import Iterator
from types import TracebackType
from typing import Final

_LIBRARY: Final = re.compile(r"[/\\](?:site-packages|lib[/\\]python3)|dspy_chat[/\\](?:runner|engine|runs|threads)")
_NOT_OWN: Final = ("dspy", "litellm", "openai", "aiohttp")


def is_own(error: BaseException) -> bool:
    """Whether a program raised it, and no model call had a part in it."""
    return not any(type(one).__module__.partition(".")[0] in _NOT_OWN for one in _all_of(error))


def status_of(error: BaseException) -> int | None:
    """The HTTP status with which a model's server refused, if one did."""
    found = (getattr(one, "status", None) for one in _all_of(error))
    return next((status for status in found if isinstance(status, int) and not isinstance(status, bool)), None)


def where(error: BaseException) -> str:
    """The types and places of an error, of what a group holds and of their causes: no messages, and no lines of source,
    which may hold one. Of libraries only the place where it was raised."""
    return "caused by ".join(
        f"{type(one).__module__}.{type(one).__qualname__}\n{_places(one.__traceback__)}" for one in _all_of(error)
    )


def _places(trace: TracebackType | None) -> str:
    frames = traceback.extract_tb(trace)
    told = [frame for frame in frames if frame is frames[-1] or not _LIBRARY.search(frame.filename)]
    return "".join(f'  File "{frame.filename}", line {frame.lineno}, in {frame.name}\n' for frame in told)


def _all_of(error: BaseException) -> Iterator[BaseException]:
    """An error, what it holds and what came before it, each once."""
    seen: set[int] = set()
    left: list[BaseException | None] = [error]
    while left:
        one = left.pop()
        if one is not None and id(one) not in seen:
            seen.add(id(one))
            yield one
            left += [one.__context__, one.__cause__, *getattr(one, "exceptions", ())]
