"""Text that cannot become more than text in a prompt."""

import functools
import inspect
import re
from typing import Any, Final

_MARKERS: Final = re.compile("<<CUSTOM-TYPE-(START|END)-IDENTIFIER>>")
_HEADERS: Final = re.compile(r"\[\[ ## (\w+) ## \]\]")


def harmless(value: Any) -> Any:
    """`value` without what DSPy or a model would take for a part of the prompt's form.

    DSPy's custom-type markers would turn a person's text into an image part; a field's header such as
    `[[ ## answer ## ]]` would look like a field of the prompt, and comes out as `[[ # answer # ]]`.
    """
    match value:
        case str():
            # Never by nothing: what stands on its two sides could make a marker anew.
            text = _MARKERS.sub(" ", value) if "<<CUSTOM-TYPE-" in value else value
            return _HEADERS.sub(r"[[ # \1 # ]]", text) if "[[ ## " in text else text
        case list():
            return [harmless(item) for item in value]
        case dict():
            return {harmless(key): harmless(item) for key, item in value.items()}
        case _:
            return value


def make_harmless(tool: Any) -> None:
    """Let a `dspy.Tool` of the program's own return harmless text: it brings what strangers wrote into the prompt."""
    function = tool.func
    if str(getattr(function, "__module__", "")).startswith("dspy.") or hasattr(function, "dspy_chat_harmless"):
        return  # DSPy's own `finish` and `submit` hand over the answer

    @functools.wraps(function)
    def called(*args: Any, **kwargs: Any) -> Any:
        result = function(*args, **kwargs)
        return _awaited(result) if inspect.iscoroutine(result) else harmless(result)

    called.dspy_chat_harmless = True  # type: ignore[attr-defined]
    tool.func = called


async def _awaited(result: Any) -> Any:
    return harmless(await result)
