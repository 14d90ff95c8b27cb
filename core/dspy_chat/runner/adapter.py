"""DSPy's own adapter, `dspy.ChatAdapter`, without writing the same system message anew for every call."""

import functools
from typing import Any, Final

import dspy

_SIGNATURES: Final = 512
"""System messages that are kept: those of as many signatures."""


class ChatAdapter(dspy.ChatAdapter):  # type: ignore[misc]
    """As DSPy's. A system message says nothing but its signature, which never changes, and is a quarter of a call's cost."""

    def format_system_message(self, signature: Any) -> str:
        return _system_message(signature)


@functools.lru_cache(_SIGNATURES)
def _system_message(signature: Any) -> str:
    return str(dspy.ChatAdapter().format_system_message(signature))
