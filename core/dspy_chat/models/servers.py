"""Asks OpenAI-compatible servers which models they have: the one that is named, or those on this machine."""

import asyncio
import http.client
import json
import re
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

LOOK_S: Final = 0.4
"""How long a server on this machine may take to answer: what else listens there must not hold up the start."""
MOST: Final = 50
"""Models that one server offers here: a picker with all of a gateway's would be of no use."""
LOCAL: Final[tuple[tuple[str, str], ...]] = (
    ("Ollama", "http://127.0.0.1:11434/v1"),
    ("LM Studio", "http://127.0.0.1:1234/v1"),
    ("llama.cpp", "http://127.0.0.1:8080/v1"),
    ("vLLM", "http://127.0.0.1:8000/v1"),
)
# Servers list what embeds, ranks, hears and draws beside what answers, and say nowhere which is which.
_NO_CHAT: Final = re.compile(r"embed|rerank|whisper|transcribe|tts|dall-e|moderation|(^|/)bge-", re.IGNORECASE)
# The size of the window has no agreed name: vLLM, OpenRouter and LM Studio, Groq.
_WINDOW: Final = ("max_model_len", "context_length", "context_window")


@dataclass(frozen=True)
class Listed:
    """A model as its server lists it. `window` is in tokens, where the server says it."""

    id: str
    window: int | None = None


@dataclass(frozen=True)
class Server:
    """A server that answers, and its models: at least one."""

    title: str
    url: str
    models: Sequence[Listed]


async def models_at(url: str, timeout_s: float, key: str | None = None) -> list[Listed]:
    """The models that answer chats on a server; empty when none does, or something else listens there."""
    return await asyncio.to_thread(_models_at, url, timeout_s, key)


async def local_servers() -> list[Server]:
    """The servers that answer on this machine, at their usual ports."""
    found = await asyncio.gather(*(models_at(url, LOOK_S) for _title, url in LOCAL))
    return [Server(title, url, models) for (title, url), models in zip(LOCAL, found, strict=True) if models]


def _models_at(url: str, timeout_s: float, key: str | None) -> list[Listed]:
    headers = {"Authorization": f"Bearer {key}"} if key is not None else {}
    try:
        asked = urllib.request.Request(f"{url}/models", headers=headers)  # noqa: S310 - http(s) only, see `connect`
        with urllib.request.urlopen(asked, timeout=timeout_s) as answer:  # noqa: S310
            listed = [Listed(str(entry["id"]), _window(entry)) for entry in json.load(answer)["data"]]
    except (OSError, http.client.HTTPException, ValueError, KeyError, TypeError):
        return []
    return ([model for model in listed if not _NO_CHAT.search(model.id)] or listed)[:MOST]


def _window(entry: dict[str, Any]) -> int | None:
    said = (entry.get(name) for name in _WINDOW)
    return next((size for size in said if isinstance(size, int) and not isinstance(size, bool) and size > 0), None)
