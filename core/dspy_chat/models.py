"""Chooses and builds language models, once, at the start.

The order: what the user named; else a key in the settings; else a local server that answers; else a plugin's model that
runs inside this process; else the demo engine, which is no model at all. The first is the default of every chat; each
says why it was chosen and how to get a better one.
"""

import asyncio
import http.client
import json
import logging
import os
import urllib.request
from collections.abc import Iterator, Sequence
from typing import Any, Final

import dspy
from dspy.clients.engines.lm15_engine import AsyncLM15Engine, LM15Engine
from dspy.lm15 import LM15Error, RouterConfig, Timeouts
from pydantic import SecretStr

from dspy_chat.demo import AsyncDemoEngine, DemoEngine
from dspy_chat.engine import ChatWire, Connected, tapped_lm
from dspy_chat.errors import BadSettings, ModelUnavailable, UnknownModel
from dspy_chat.events import ModelKind, ModelRef
from dspy_chat.language_model import LanguageModel, Progress
from dspy_chat.settings import Settings

_log = logging.getLogger(__name__)

CONNECTIONS: Final = 4000
"""Model calls at once. DSPy's own limit of 100 makes the 101st chat wait in silence."""
LOOK_S: Final = 0.4
BETTER: Final = (
    "Set OPENAI_API_KEY, or start with --model NAME --model-url URL for any OpenAI-compatible server, such as Ollama."
)

_KEYS: Final[tuple[tuple[str, str], ...]] = (
    ("openai_api_key", "openai/gpt-4o-mini"),
    ("anthropic_api_key", "anthropic/claude-3-5-haiku-latest"),
    ("gemini_api_key", "gemini/gemini-2.0-flash"),
    ("groq_api_key", "groq/llama-3.1-8b-instant"),
    ("openrouter_api_key", "openrouter/openai/gpt-4o-mini"),
    ("deepseek_api_key", "deepseek/deepseek-chat"),
)
_SERVERS: Final[tuple[tuple[str, str], ...]] = (
    ("Ollama", "http://127.0.0.1:11434/v1"),
    ("LM Studio", "http://127.0.0.1:1234/v1"),
    ("llama.cpp", "http://127.0.0.1:8080/v1"),
    ("vLLM", "http://127.0.0.1:8000/v1"),
)


class Models:
    """The language models that answer here; the first is the default."""

    def __init__(self, connected: Sequence[Connected]) -> None:
        self._connected = {model.ref.id: model for model in connected}
        self.default = connected[0]

    def refs(self) -> list[ModelRef]:
        return [model.ref for model in self._connected.values()]

    async def close(self) -> None:
        """Let go of every model; one that fails to is left behind."""
        for model in self._connected.values():
            try:
                await model.close()
            except Exception:  # noqa: BLE001 - an engine may be a plugin's
                _log.exception("the model %r could not be closed", model.ref.id)

    def get(self, model_id: str | None) -> Connected:
        """The model of this id, or the default. Raises UnknownModel naming those there are."""
        if model_id is None:
            return self.default
        try:
            return self._connected[model_id]
        except KeyError:
            known = ", ".join(map(repr, self._connected))
            raise UnknownModel(f"there is no model {model_id!r} here; there are {known}") from None


async def connect(settings: Settings, offered: Sequence[LanguageModel], progress: Progress) -> Models:
    """Choose and build the models. May download one, telling `progress`. Raises BadSettings for a model that cannot be."""
    if settings.model_url is not None and not settings.model_url.lower().startswith(("http://", "https://")):
        raise BadSettings(f"the model URL {settings.model_url!r} must be like 'http://127.0.0.1:1234/v1'")
    named = [model async for model in _named(settings, offered, progress)]
    if named:
        return Models([*named, *_by_key(settings, except_for=named[0].ref.id)])
    by_key = list(_by_key(settings))
    if by_key:
        return Models(by_key)
    local = await asyncio.to_thread(_local_server, settings)
    if local is not None:
        return Models([local])
    return Models([await _inside(settings, offered, progress)])


async def _named(settings: Settings, offered: Sequence[LanguageModel], progress: Progress) -> Any:
    """The model that the user asked for by name or by its server's address, if any."""
    name = settings.model
    if name is None and settings.model_url is None:
        return
    reason = "it was named in the settings"
    kind, _, path = (name or "").partition(":")
    plugin = next((model for model in offered if model.id == kind), None)
    if name == "demo":
        yield demo("it was chosen with --model or DSPY_CHAT_MODEL")
    elif plugin is not None:
        try:
            yield await _prepared(plugin, path or None, settings, progress, reason)
        except ModelUnavailable as error:
            raise BadSettings(f"the model {name!r} cannot run here: {error.message}") from error
    elif settings.model_url is not None:
        url = settings.model_url.rstrip("/")
        if name is None:
            found = await asyncio.to_thread(_models_at, url, 5.0, settings.model_key)
            if not found:
                raise BadSettings(
                    f"no OpenAI-compatible server answers at {url!r}; start it, or name a model with --model"
                )
            name = found[0]
        yield _server(name, url, settings, f"the server at {url} was named in the settings")
    else:
        yield _hosted(str(name), _key_for(str(name), settings), settings, reason)


def _by_key(settings: Settings, except_for: str = "") -> Iterator[Connected]:
    for setting, name in _KEYS:
        key: SecretStr | None = getattr(settings, setting)
        if key is not None and key.get_secret_value() and name != except_for:
            yield _hosted(name, key.get_secret_value(), settings, f"{setting.upper()} is set")


def _key_for(name: str, settings: Settings) -> str | None:
    provider = name.partition("/")[0]
    key: SecretStr | None = settings.model_key or getattr(settings, f"{provider}_api_key", None)
    return key.get_secret_value() if key is not None else None


def _hosted(name: str, key: str | None, settings: Settings, reason: str) -> Connected:
    return Connected(ref=_ref(name, "cloud", reason), lm=_over_http(name, None, key, settings))


def _server(name: str, url: str, settings: Settings, reason: str) -> Connected:
    key = settings.model_key.get_secret_value() if settings.model_key is not None else "none"
    name = name if name.startswith("openai/") else f"openai/{name}"
    return Connected(ref=_ref(name, "server", reason), lm=_over_http(name, url, key, settings))


def _ref(name: str, kind: ModelKind, reason: str, title: str | None = None, hint: str | None = None) -> ModelRef:
    return ModelRef(id=name, title=title or name.partition("/")[2] or name, kind=kind, reason=reason, hint=hint)


def _over_http(name: str, url: str | None, key: str | None, settings: Settings) -> Any:
    """A tapped LM over DSPy's own HTTP engines. Raises BadSettings for a provider that they do not speak to."""
    try:
        route = LM15Engine(RouterConfig(env={})).resolve(name)
        config = RouterConfig(
            api_keys={route.provider: key} if key else None,
            base_urls={route.provider: url} if url else None,
            timeouts=Timeouts(connect=10.0, read=settings.model_timeout_s),
            max_connections=CONNECTIONS,
        )
        # Given an address and a key, DSPy tells what the model can do without asking the environment.
        hints = dspy.LM(name, api_key=key or "none", api_base=url or "https://unused.invalid", cache=False)
        inner: Any = AsyncLM15Engine(config)
        if name.startswith("openai/"):
            inner = ChatWire(inner, route.model, url=url, key=key, silence_s=settings.model_timeout_s)
        return tapped_lm(name, LM15Engine(config), inner, hints)
    except (LM15Error, ValueError) as error:
        raise BadSettings(
            f"the model {name!r} is not one that can be used: write provider/name, with a provider such as openai, "
            "anthropic, gemini, groq, openrouter, deepseek or ollama, or name an OpenAI-compatible server with --model-url"
        ) from error


def _models_at(url: str, timeout_s: float, key: SecretStr | None = None) -> list[str]:
    """The ids of the models that an OpenAI-compatible server offers; empty when none answers. Blocks."""
    headers = {"Authorization": f"Bearer {key.get_secret_value()}"} if key is not None else {}
    try:
        asked = urllib.request.Request(f"{url}/models", headers=headers)  # noqa: S310 - http(s) only, see `connect`
        with urllib.request.urlopen(asked, timeout=timeout_s) as answer:  # noqa: S310
            data = json.load(answer)["data"]
        return [str(model["id"]) for model in data]
    except (OSError, http.client.HTTPException, ValueError, KeyError, TypeError):
        return []


def _local_server(settings: Settings) -> Connected | None:
    if not settings.find_local_servers:
        return None
    for title, url in _SERVERS:
        found = _models_at(url, LOOK_S)
        if found:
            return _server(found[0], url, settings, f"{title} answers at {url}")
    return None


async def _inside(settings: Settings, offered: Sequence[LanguageModel], progress: Progress) -> Connected:
    """The first offered model that runs in this process, else the demo engine with the reason."""
    why = "no key is set, no local model server answers, and no plugin brings a model"
    for model in offered:
        try:
            return await _prepared(model, None, settings, progress, "no key is set and no local model server answers")
        except ModelUnavailable as error:
            why = f"the model {model.title} cannot run here: {error.message}"
            _log.warning(why)
        except Exception:  # noqa: BLE001 - a plugin may raise anything
            _log.exception("the model %r of a plugin failed to start", model.id)
            why = f"the model {model.title} failed to start; the server's log says why"
    return demo(why)


async def _prepared(
    model: LanguageModel, path: str | None, settings: Settings, progress: Progress, reason: str
) -> Connected:
    sync, inner = await asyncio.to_thread(model.prepare, path, str(settings.data_dir), progress)
    title = os.path.basename(path) if path else model.title
    name = f"{model.id}/{title.lower().replace(' ', '-')}"
    return Connected(
        ref=_ref(name, model.kind, reason, title=title, hint=None if path else model.hint),
        lm=tapped_lm(name, sync, inner, inner),
        adapter=model.adapter,
    )


def demo(reason: str) -> Connected:
    """The demo engine as a model."""
    return Connected(
        ref=_ref("demo", "demo", reason, title="Demo engine", hint=BETTER),
        lm=tapped_lm("demo", DemoEngine(reason), AsyncDemoEngine(reason), None),
    )
