"""Models of providers that only litellm speaks to. It is imported for them alone, and works beside the chats.

litellm takes seconds and 130 MB to import, and tens of times as long for each token as DSPy's own engines.
"""

import asyncio
import logging
from typing import Any, Final

from dspy.clients.engines.litellm_engine import AsyncLiteLLMEngine, LiteLLMEngine

from dspy_chat.engine import Connected, tapped_lm
from dspy_chat.errors import BadSettings
from dspy_chat.language_model import Progress
from dspy_chat.models.aside import Aside
from dspy_chat.models.catalog import of_other, price_of, ref_of
from dspy_chat.models.http import HOW, PROVIDERS
from dspy_chat.models.keys import key_of
from dspy_chat.settings import Settings

PREFIX: Final = "litellm/"
"""Before a whole name: go through litellm although the name, or an address with it, would mean something else."""
_SLOWER: Final = f"It goes through litellm, which is slower to start and to stream. Faster are {PROVIDERS}."


async def through_litellm(
    name: str, url: str | None, key: str | None, settings: Settings, progress: Progress, reason: str, *, ours: bool
) -> Connected:
    """A model that litellm reaches; `ours` is whether the settings' declarations are about it.

    Raises BadSettings when litellm does not know the provider either, or misses its key.
    """
    progress(f"Loading litellm for the model {name}", None)
    model, provider, missing = await asyncio.to_thread(_asked_of_litellm, name)
    if key is None and url is None:
        key = key_of(provider, settings)
    if missing and key is None:
        raise BadSettings(
            f"the model {name!r} needs a key: set {' and '.join(missing)} in the server's environment, or name it with "
            "DSPY_CHAT_MODEL and give its key in DSPY_CHAT_MODEL_KEY"
        )
    abilities = of_other(provider, model)
    if ours:
        abilities = abilities.declared(settings.model_can, settings.model_window)
    options: dict[str, Any] = {"timeout": settings.model_timeout_s, "wire_model": name.removeprefix(PREFIX)}
    options |= {"api_key": key} if key is not None else {}
    options |= {"api_base": url} if url is not None else {}
    lm = tapped_lm(
        name,
        LiteLLMEngine(**options),
        Aside(AsyncLiteLLMEngine(**options), _close_clients),
        abilities,
        cost=price_of(provider, model) if url is None else None,
    )
    return Connected(ref=ref_of(name, "cloud" if url is None else "server", reason, abilities, _SLOWER), lm=lm)


def _asked_of_litellm(name: str) -> tuple[str, str, list[str]]:
    """The model and provider as litellm reads them, and the names of the keys that it misses. Imports litellm: seconds."""
    from dspy.clients._litellm import get_litellm

    # At its lower levels it tells whole requests.
    logging.getLogger("LiteLLM").setLevel(logging.WARNING)
    litellm = get_litellm(feature="a model of a provider that DSPy does not speak to by itself")
    wire = name.removeprefix(PREFIX)
    try:
        model, provider, *_ = litellm.get_llm_provider(wire)
    except litellm.exceptions.BadRequestError as error:
        raise BadSettings(f"the model {name!r} is of no provider that is known here: {HOW}") from error
    missing = list(litellm.validate_environment(wire)["missing_keys"])
    # Clouds take their credentials from elsewhere too: files, roles, a metadata server.
    return model, provider, missing if all(key.endswith("API_KEY") for key in missing) else []


async def _close_clients() -> None:
    from litellm.llms.custom_httpx.async_client_cleanup import close_litellm_async_clients

    await close_litellm_async_clients()  # type: ignore[no-untyped-call]
