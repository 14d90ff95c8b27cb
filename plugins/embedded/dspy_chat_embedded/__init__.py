"""A small language model inside dspy-chat: no key, no server, nothing to set up.

Importing this package is cheap: neither DSPy nor the engine is imported before the model is prepared.
"""

from typing import Any, Final

from dspy_chat import LanguageModel, Progress, hookimpl

HINT: Final = (
    "This is a small demo model and is often wrong: for a better one set OPENAI_API_KEY, or start with "
    "--model NAME --model-url URL for any OpenAI-compatible server, or with --model embedded:/path/to/model.gguf."
)


def _prepare(path: str | None, data_dir: str, progress: Progress) -> tuple[Any, Any]:
    from .prepare import prepare

    return prepare(path, data_dir, progress)


def _adapter() -> Any:
    from .adapter import PlainAdapter

    return PlainAdapter()


@hookimpl
def dspy_chat_models() -> list[LanguageModel]:
    return [
        LanguageModel(
            id="embedded", title="SmolLM2 135M", kind="embedded", prepare=_prepare, adapter=_adapter, hint=HINT
        )
    ]
