"""What is known of a model before it is asked: its abilities, its window, its price. Asks nothing of any network.

It comes from the catalogue that DSPy brings along, or from whoever runs the server, who knows their own model better.
"""

import functools
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Final

import dspy
from dspy.clients import model_metadata
from dspy.clients.capabilities import capabilities
from dspy.clients.costs import estimate_cost
from dspy.clients.model_metadata import model_info
from dspy.lm15 import Resolution

from dspy_chat.events import Can, ModelKind, ModelRef

_PARAMS: Final = frozenset({"temperature", "max_tokens", "top_p", "stop"})
_TOOLS: Final = frozenset({"tools", "tool_choice", "parallel_tool_calls"})


@dataclass(frozen=True)
class Abilities:
    """What a model can do. Those that DSPy asks an engine for have the names that it asks by; see `tapped_lm`."""

    supports_function_calling: bool = False
    supports_reasoning: bool = False
    supports_response_schema: bool = False
    supports_vision: bool = False
    supported_params: frozenset[str] = _PARAMS
    window: int | None = None

    @property
    def can(self) -> tuple[Can, ...] | None:
        """The abilities as people are told them; None when none is known."""
        known: tuple[tuple[Can, bool], ...] = (
            ("tools", self.supports_function_calling),
            ("reasoning", self.supports_reasoning),
            ("schema", self.supports_response_schema),
            ("images", self.supports_vision),
        )
        return tuple(name for name, has in known if has) or None

    def declared(self, can: tuple[Can, ...] | None, window: int | None) -> "Abilities":
        """These, overruled by what somebody says: `can` says all of it; None leaves what is known."""
        window = window or self.window
        if can is None:
            return replace(self, window=window)
        return Abilities(
            supports_function_calling="tools" in can,
            supports_reasoning="reasoning" in can,
            supports_response_schema="schema" in can,
            supports_vision="images" in can,
            supported_params=_params(self.supported_params, can),
            window=window,
        )


def _params(known: frozenset[str], can: tuple[Can, ...]) -> frozenset[str]:
    """The parameters that go with the abilities, by DSPy's own rules: it asks for JSON of whatever calls tools, too."""
    params = known - _TOOLS - {"reasoning_effort", "response_format"}
    if "tools" in can:
        params |= _TOOLS
    if "reasoning" in can:
        params |= {"reasoning_effort"}
    if "schema" in can or "tools" in can:
        params |= {"response_format"}
    return params


@functools.lru_cache
def of_native(name: str, route: Resolution) -> Abilities:
    """What DSPy's catalogue says of a model that its own engines reach by `route`. It is read once."""
    # An engine that is named looks at no environment variable; DSPy's own choice would go to litellm for OPENAI_BASE_URL.
    known = capabilities(dspy.LM(name, engine="lm15", cache=False))
    info = model_info(route.provider, route.model)
    return Abilities(
        supports_function_calling=known.function_calling,
        supports_reasoning=known.reasoning,
        supports_response_schema=known.response_schema,
        supports_vision=info.get("supports_vision") is True,
        supported_params=known.params,
        window=_tokens(info.get("max_input_tokens")),
    )


def of_other(provider: str, model: str) -> Abilities:
    """What the catalogue says of a model that litellm reaches. Does not import litellm."""
    info = model_info(provider, model)
    known: tuple[tuple[Can, str], ...] = (
        ("tools", "supports_function_calling"),
        ("reasoning", "supports_reasoning"),
        ("schema", "supports_response_schema"),
        ("images", "supports_vision"),
    )
    return Abilities(window=_tokens(info.get("max_input_tokens"))).declared(
        tuple(can for can, key in known if info.get(key) is True), None
    )


def of_engine(engine: Any) -> Abilities:
    """What an engine says of itself, as DSPy asks it; `window` is one more attribute that it may have."""
    return Abilities(
        supports_function_calling=bool(getattr(engine, "supports_function_calling", False)),
        supports_reasoning=bool(getattr(engine, "supports_reasoning", False)),
        supports_response_schema=bool(getattr(engine, "supports_response_schema", False)),
        window=_tokens(getattr(engine, "window", None)),
    )


def _tokens(size: Any) -> int | None:
    return size if isinstance(size, int) and size > 0 else None


def price_of(provider: str, model: str) -> Callable[[Any, Any], float | None]:
    """What an answer of this model costs by the provider's price list, in US dollars; None where that is not known."""

    def cost(response: Any, request: Any) -> float | None:
        dollars: float | None = estimate_cost(response, provider=provider, requested_model=model, request=request)[0]
        return dollars

    return cost


def put_away() -> None:
    """Let go of the catalogue (4.5 MiB), where no answer has a price. DSPy reads it again if it is asked for."""
    with model_metadata._lock:
        model_metadata._data = None


def ref_of(name: str, kind: ModelKind, reason: str, abilities: Abilities, hint: str | None = None) -> ModelRef:
    """A model as people see it."""
    title = name.partition("/")[2] or name
    return ModelRef(
        id=name, title=title, kind=kind, reason=reason, hint=hint, can=abilities.can, window=abilities.window
    )
