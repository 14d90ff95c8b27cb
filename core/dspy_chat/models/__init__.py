"""Chooses and builds language models, once, at the start.

The order: what the user named; else a key in the settings; else the local servers that answer; else a plugin's model that
runs inside this process; else the demo engine, which is no model at all. The first is the default of every chat; each
says why it was chosen and how to get a better one.
"""

import logging
from collections.abc import Iterator, Sequence

from dspy_chat.engine import Connected
from dspy_chat.errors import BadSettings, UnknownModel
from dspy_chat.events import ModelRef
from dspy_chat.language_model import LanguageModel, Progress
from dspy_chat.models.catalog import of_native, put_away
from dspy_chat.models.http import hosted, route_of
from dspy_chat.models.inside import BETTER, demo, inside
from dspy_chat.models.keys import KEYS, text_of
from dspy_chat.models.named import listed, named_models
from dspy_chat.models.servers import local_servers
from dspy_chat.settings import Settings

__all__ = ["BETTER", "Models", "connect", "demo", "look_up"]

_log = logging.getLogger(__name__)


class Models:
    """The language models that answer here; the first is the default. Of two with one id the first stays."""

    def __init__(self, connected: Sequence[Connected]) -> None:
        self._connected: dict[str, Connected] = {}
        for model in connected:
            self._connected.setdefault(model.ref.id, model)
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

    def again(self, model_id: str) -> str:
        """The model that answered once, or the default where that is no longer there."""
        return model_id if model_id in self._connected else self.default.ref.id


async def connect(settings: Settings, offered: Sequence[LanguageModel], progress: Progress) -> Models:
    """Choose and build the models. May download one, telling `progress`. Raises BadSettings for a model that cannot be."""
    _check(settings)
    named = [model async for model in named_models(settings, offered, progress)]
    chosen = [*named, *_by_key(settings, {model.ref.id for model in named})]
    if not chosen and settings.find_local_servers:
        chosen = [
            listed(one, "openai", server.url, None, settings, f"{server.title} answers at {server.url}")
            for server in await local_servers()
            for one in server.models
        ]
    if all(model.lm.engine.cost is None for model in chosen):
        put_away()
    return Models(chosen or [await inside(settings, offered, progress)])


def look_up(settings: Settings) -> None:
    """Read what is known of the models in the settings ahead of `connect`: before what stays in memory is loaded.

    The catalogue lies scattered among what is loaded around it, and none of that memory could be given back.
    """
    for name in filter(None, (settings.model, *settings.models)):
        if (route := route_of(name)) is not None:
            of_native(name, route)
    put_away()


def _check(settings: Settings) -> None:
    url = settings.model_url
    if url is not None and not url.lower().startswith(("http://", "https://")):
        raise BadSettings(f"the model URL {url!r} must be like 'http://127.0.0.1:1234/v1'")
    if url is not None and any(mark in url for mark in "@?#"):  # people are shown it, and it would hold a secret
        raise BadSettings("the model URL must hold no name, key or query: give the key in DSPY_CHAT_MODEL_KEY")
    declared = settings.model_can is not None or settings.model_window is not None
    if declared and settings.model is None and url is None:
        raise BadSettings(
            "DSPY_CHAT_MODEL_CAN and DSPY_CHAT_MODEL_WINDOW tell of the model in DSPY_CHAT_MODEL or at "
            "DSPY_CHAT_MODEL_URL: name one of them too"
        )


def _by_key(settings: Settings, named: set[str]) -> Iterator[Connected]:
    for setting, name in KEYS:
        key, route = text_of(getattr(settings, setting)), route_of(name)
        if key and route is not None and name not in named:
            yield hosted(name, route, key, settings, f"{setting.upper()} is set", of_native(name, route))
