"""The keys of the hosted providers: which setting holds each, and the model that it adds. A key goes nowhere else."""

from typing import Final

from pydantic import SecretStr

from dspy_chat.settings import Settings

KEYS: Final[tuple[tuple[str, str], ...]] = (
    ("openai_api_key", "openai/gpt-4o-mini"),
    ("anthropic_api_key", "anthropic/claude-haiku-4-5"),
    ("gemini_api_key", "gemini/gemini-flash-latest"),
    ("groq_api_key", "groq/openai/gpt-oss-20b"),
    ("openrouter_api_key", "openrouter/openai/gpt-4o-mini"),
    ("deepseek_api_key", "deepseek/deepseek-v4-flash"),
    ("xai_api_key", "xai/grok-4.3-latest"),
    ("moonshot_api_key", "moonshot/kimi-k3"),
)


def key_of(provider: str, settings: Settings) -> str | None:
    """The key in the settings for a provider as DSPy calls it: `openai-chat` and `moonshotai` are spellings of its own."""
    name = {"openai-chat": "openai", "moonshotai": "moonshot"}.get(provider, provider)
    return text_of(getattr(settings, f"{name}_api_key", None))


def text_of(secret: SecretStr | None) -> str | None:
    """A key as it is sent; None for none."""
    return (secret.get_secret_value() or None) if secret is not None else None
