"""`LanguageModel`: what a plugin hands over to offer a model of its own. Plain; DSPy is imported nowhere here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # pydantic would double the time that `dspy-chat --help` takes
    from dspy_chat.events import ModelKind

Progress = Callable[[str, float | None], None]
"""Called with a sentence for people and the fraction done (0 to 1), or None when that is not known."""


@dataclass(frozen=True, kw_only=True)
class LanguageModel:
    """A language model that lives in a plugin, such as one that runs inside this process.

    `prepare` is called once, off the event loop, before the first use, with the path that the user gave after
    `--model <id>:` (else None), the data directory as a string and a progress callback; it downloads and checks what is
    needed and returns a pair `(engine, async_engine)` that follow DSPy's engine contract (`complete` and `stream` over
    `dspy.lm15` values, https://dspy.ai/current/tutorials/custom_lm_engines/). It raises ModelUnavailable with a reason
    in plain words when the model cannot run here: the server then answers with the next model and shows the reason.
    What the async engine says it can do (`supports_function_calling`, ...) and the tokens that it can read at once
    (`window`, which DSPy does not know) are shown to people.

    `adapter` makes the adapter that suits the model, or is None for DSPy's own choice.
    """

    id: str
    title: str
    kind: ModelKind
    prepare: Callable[[str | None, str, Progress], tuple[Any, Any]]
    adapter: Callable[[], Any] | None = None
    hint: str | None = None
