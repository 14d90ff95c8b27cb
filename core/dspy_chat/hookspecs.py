"""What a plugin may implement. Hooks are few, synchronous, and called once, when the app is made."""

from collections.abc import Iterable
from typing import Final

import pluggy

from dspy_chat.language_model import LanguageModel
from dspy_chat.program import Program

GROUP: Final = "dspy_chat"
"""The entry point group, and the name of the pluggy project."""

hookspec: Final = pluggy.HookspecMarker(GROUP)
hookimpl: Final = pluggy.HookimplMarker(GROUP)


@hookspec
def dspy_chat_programs() -> Iterable[Program]:  # type: ignore[empty-body]
    """Return the programs that this plugin offers.

    Called once, when the app is made. Open no connection and load no model here: that belongs in `Program.build`.
    """


@hookspec
def dspy_chat_models() -> Iterable[LanguageModel]:  # type: ignore[empty-body]
    """Return the language models that this plugin brings.

    Called once, when the app is made. Download and load nothing here: that belongs in `LanguageModel.prepare`.
    """
