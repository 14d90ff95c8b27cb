"""DSPy's own adapter, `dspy.ChatAdapter`, without writing the same system message anew for every call."""

from typing import Any, Final
from weakref import WeakKeyDictionary

import dspy

_MESSAGES: Final[WeakKeyDictionary[Any, str]] = WeakKeyDictionary()
"""By signature, for as long as that lives: Refine and others make new ones in every run."""


class ChatAdapter(dspy.ChatAdapter):  # type: ignore[misc]
    """As DSPy's. A system message says nothing but its signature, which never changes, and is a quarter of a call's cost."""

    def format_system_message(self, signature: Any) -> str:
        message = _MESSAGES.get(signature)
        if message is None:
            message = _MESSAGES[signature] = super().format_system_message(signature)
        return message
