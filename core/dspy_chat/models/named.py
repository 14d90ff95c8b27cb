"""The models that the settings name: by name, by their server's address, or in the list to choose from."""

from collections.abc import AsyncIterator, Sequence

from dspy_chat.engine import Connected
from dspy_chat.errors import BadSettings, ModelUnavailable
from dspy_chat.language_model import LanguageModel, Progress
from dspy_chat.models.catalog import of_native
from dspy_chat.models.http import HOW, at_url, hosted, route_of
from dspy_chat.models.inside import demo, prepared
from dspy_chat.models.keys import key_of, text_of
from dspy_chat.models.servers import Listed, models_at
from dspy_chat.models.through_litellm import PREFIX, through_litellm
from dspy_chat.settings import Settings


async def named_models(
    settings: Settings, offered: Sequence[LanguageModel], progress: Progress
) -> AsyncIterator[Connected]:
    """The models that the user asked for: the default and all that its server has, then those to choose from beside it.

    Raises BadSettings for one that cannot be.
    """
    inside = {"demo", *(model.id for model in offered)}
    if settings.model_url is not None and (settings.model or "").partition(":")[0] not in inside:
        for model in await _at_url(settings.model_url.rstrip("/"), settings, progress):
            yield model
    elif settings.model is not None:
        yield await _one(settings.model, settings, offered, progress, default=True)
    for name in dict.fromkeys(settings.models):
        if name != settings.model:
            yield await _one(name, settings, offered, progress, default=False)


async def _one(
    name: str, settings: Settings, offered: Sequence[LanguageModel], progress: Progress, *, default: bool
) -> Connected:
    """One model by name. Only the default has the key and the declarations of DSPY_CHAT_MODEL_*."""
    if name == "demo":
        return demo(f"it was chosen with {'--model or DSPY_CHAT_MODEL' if default else 'DSPY_CHAT_MODELS'}")
    kind, _, path = name.partition(":")
    reason = "it was named in the settings"
    plugin = next((model for model in offered if model.id == kind), None)
    if plugin is not None:
        try:
            return await prepared(plugin, path or None, settings, progress, reason)
        except ModelUnavailable as error:
            raise BadSettings(f"the model {name!r} cannot run here: {error.message}") from error
    own = text_of(settings.model_key) if default else None
    route = route_of(name)
    if route is not None:
        abilities = of_native(name, route)
        if default:
            abilities = abilities.declared(settings.model_can, settings.model_window)
        return hosted(name, route, own or key_of(route.provider, settings), settings, reason, abilities)
    if not all(name.partition("/")):
        raise BadSettings(f"there is no model {name!r}: {HOW}")
    return await through_litellm(name, None, own, settings, progress, reason, ours=default)


async def _at_url(url: str, settings: Settings, progress: Progress) -> list[Connected]:
    """The model that was named, and all others, of the server at an address. It gets no key but the one that is its own."""
    name, key = settings.model, text_of(settings.model_key)
    reason = f"the server at {url} was named in the settings"
    if name is not None and name.startswith(PREFIX):
        return [await through_litellm(name, url, key, settings, progress, reason, ours=True)]
    found = await models_at(url, 5.0, key)
    if name is None and not found:
        raise BadSettings(f"no OpenAI-compatible server answers at {url!r}; start it, or name a model with --model")
    dialect, wire = _read(name or found[0].id, found)
    first = next((one for one in found if one.id == wire), Listed(wire))
    others = (one for one in found if one.id != wire)
    return [listed(one, dialect, url, key, settings, reason) for one in (first, *others)]


def _read(name: str, found: Sequence[Listed]) -> tuple[str, str]:
    """A name that belongs to an address, as (provider whose API is spoken there, name that the server knows)."""
    if any(one.id == name for one in found):
        return "openai", name  # the server's own name for it, whatever that begins with
    head, slash, rest = name.partition("/")
    return (head, rest) if slash and rest and route_of(name) is not None else ("openai", name)


def listed(model: Listed, dialect: str, url: str, key: str | None, settings: Settings, reason: str) -> Connected:
    """A model of the server at an address, which speaks as the provider `dialect` does."""
    name = f"{dialect}/{model.id}"
    route = route_of(name)
    if route is None:
        raise BadSettings(f"the model {name!r} cannot be named like this: {HOW}")
    abilities = of_native(name, route).declared(settings.model_can, settings.model_window or model.window)
    return at_url(name, route, url, key, settings, reason, abilities)
