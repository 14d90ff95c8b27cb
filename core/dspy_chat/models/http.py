"""Builds models that answer over HTTP in a dialect that DSPy speaks by itself. Knows nothing of which are chosen.

Addresses, headers and quirks of the providers are DSPy's; no environment variable moves them.
"""

from typing import Any, Final

from dspy.clients.engines.lm15_engine import AsyncLM15Engine, LM15Engine
from dspy.lm15 import LM15Error, OpenAIChatLM, Resolution, RouterConfig, Timeouts

from dspy_chat.engine import ChatWire, Connected, tapped_lm
from dspy_chat.errors import BadSettings
from dspy_chat.events import ModelKind
from dspy_chat.models.catalog import Abilities, price_of, ref_of
from dspy_chat.settings import Settings

CONNECTIONS: Final = 4000
"""Model calls at once. DSPy's own limit of 100 makes the 101st chat wait in silence."""
CONNECT_S: Final = 10.0
PROVIDERS: Final = "openai, anthropic, gemini, groq, openrouter, deepseek, xai, moonshot, ollama and hosted_vllm"
HOW: Final = f"write provider/name, such as openai/gpt-4o-mini (best are {PROVIDERS}), or give --model-url for a server"
"""How to name a model that works."""


def route_of(name: str) -> Resolution | None:
    """How DSPy's own engines reach a model; None when they do not speak to its provider."""
    try:
        return LM15Engine(RouterConfig(env={})).resolve(name)
    except LM15Error:
        return None


def hosted(
    name: str, route: Resolution, key: str | None, settings: Settings, reason: str, abilities: Abilities
) -> Connected:
    """A model where its provider has it: in the cloud, or on this machine for a server that wants no key.

    Raises BadSettings for one that wants a key and has none.
    """
    keyless = route.placeholder_key is not None
    if key is None and not keyless and route.credential_policy != "oauth":
        raise BadSettings(f"the model {name!r} needs a key: {_how_to_give_a_key(route)}")
    kind: ModelKind = "server" if keyless else "cloud"
    price = None if keyless else price_of(route.provider, route.model)
    lm = _tapped(name, route, None, key, settings, abilities, price)
    return Connected(ref=ref_of(name, kind, reason, abilities), lm=lm)


def at_url(
    name: str, route: Resolution, url: str, key: str | None, settings: Settings, reason: str, abilities: Abilities
) -> Connected:
    """A model on somebody's server, which speaks as the provider in `route` does. What it costs there nobody knows."""
    lm = _tapped(name, route, url, key or "none", settings, abilities, None)
    return Connected(ref=ref_of(name, "server", reason, abilities), lm=lm)


def _how_to_give_a_key(route: Resolution) -> str:
    other = "name it with DSPY_CHAT_MODEL and give its key in DSPY_CHAT_MODEL_KEY"
    return f"set {route.env_key}, or {other}" if route.env_key else other


def _tapped(
    name: str,
    route: Resolution,
    url: str | None,
    key: str | None,
    settings: Settings,
    abilities: Abilities,
    cost: Any,
) -> Any:
    config = RouterConfig(
        api_keys={route.provider: key} if key else None,
        base_urls={route.provider: url} if url else None,
        timeouts=Timeouts(connect=CONNECT_S, read=settings.model_timeout_s),
        max_connections=CONNECTIONS,
        env={},
    )
    sync, inner = LM15Engine(config), AsyncLM15Engine(config)
    try:
        protocol = sync.router.lm(f"{route.provider}:{route.model}")
    except (LM15Error, ValueError) as error:
        raise BadSettings(f"the model {name!r} cannot be reached with these settings: {HOW}") from error
    if isinstance(protocol, OpenAIChatLM):
        inner = ChatWire(inner, route.model, protocol=protocol, silence_s=settings.model_timeout_s)
    return tapped_lm(name, sync, inner, abilities, cost=cost)
