"""What DSPy does anew for every model call, done once or in place. Knows no program, model or run.

It rests on how DSPy 3.4 works inside; a test of each says when that changes. Then DSPy is slower again, and nothing else.
"""

import functools
from typing import Any, Final, get_origin

from dspy.adapters import utils
from dspy.clients import execution
from pydantic import TypeAdapter

TYPES: Final = 256
"""Types whose adapters are kept."""


def remember_types() -> None:
    """Make the pydantic adapter of a class once.

    DSPy makes one for every field that it writes into a prompt, plain text too: four for a short chat, a tenth of its CPU.
    """
    utils.TypeAdapter = adapter_of


def adapter_of(annotation: Any) -> TypeAdapter[Any]:
    """The adapter of a type; of a class, always the same. Equal unions can try theirs in another order."""
    if isinstance(annotation, type) and get_origin(annotation) is None:
        return _adapter_of_class(annotation)
    return TypeAdapter(annotation)


@functools.lru_cache(TYPES)
def _adapter_of_class(cls: type) -> TypeAdapter[Any]:
    return TypeAdapter(cls)


def is_quick(call: Any, *args: Any) -> bool:
    """Whether this is what DSPy hands to a thread for every async model call, and takes no time worth a thread.

    `prepare` merges a few dicts; only a typed request, which has no messages, may name local files that it reads. And an
    engine of our own has no price.
    """
    if call is execution.prepare:
        _lm, _prompt, messages, *_ = args
        return messages is not None
    if call is execution._price_result:
        _lm, _result, _response, provider, *_ = args
        return provider is None
    return False
