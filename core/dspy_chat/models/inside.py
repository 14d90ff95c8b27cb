"""Models that need no server: a plugin's, which runs inside this process, and the demo engine, which is none at all."""

import asyncio
import logging
import os
from collections.abc import Sequence
from typing import Final

from dspy_chat.demo import AsyncDemoEngine, DemoEngine
from dspy_chat.engine import Connected, tapped_lm
from dspy_chat.errors import ModelUnavailable
from dspy_chat.events import ModelRef
from dspy_chat.language_model import LanguageModel, Progress
from dspy_chat.models.catalog import of_engine
from dspy_chat.settings import Settings

_log = logging.getLogger(__name__)

BETTER: Final = (
    "Set OPENAI_API_KEY, or start with --model NAME --model-url URL for any OpenAI-compatible server, such as Ollama."
)


async def inside(settings: Settings, offered: Sequence[LanguageModel], progress: Progress) -> Connected:
    """The first offered model that runs in this process, else the demo engine with the reason."""
    why = "no key is set, no local model server answers, and no plugin brings a model"
    for model in offered:
        try:
            return await prepared(model, None, settings, progress, "no key is set and no local model server answers")
        except ModelUnavailable as error:
            why = f"the model {model.title} cannot run here: {error.message}"
            _log.warning(why)
        except Exception:  # noqa: BLE001 - a plugin may raise anything
            _log.exception("the model %r of a plugin failed to start", model.id)
            why = f"the model {model.title} failed to start; the server's log says why"
    return demo(why)


async def prepared(
    model: LanguageModel, path: str | None, settings: Settings, progress: Progress, reason: str
) -> Connected:
    """A plugin's model, ready to answer. Raises ModelUnavailable when it cannot run here, and whatever the plugin raises."""
    sync, inner = await asyncio.to_thread(model.prepare, path, str(settings.data_dir), progress)
    title = os.path.basename(path) if path else model.title
    name = f"{model.id}/{title.lower().replace(' ', '-')}"
    abilities = of_engine(inner)
    return Connected(
        ref=ModelRef(
            id=name,
            title=title,
            kind=model.kind,
            reason=reason,
            hint=None if path else model.hint,
            can=abilities.can,
            window=abilities.window,
        ),
        lm=tapped_lm(name, sync, inner, inner),
        adapter=model.adapter,
    )


def demo(reason: str) -> Connected:
    """The demo engine as a model."""
    return Connected(
        ref=ModelRef(id="demo", title="Demo engine", kind="demo", reason=reason, hint=BETTER),
        lm=tapped_lm("demo", DemoEngine(reason), AsyncDemoEngine(reason), None),
    )
