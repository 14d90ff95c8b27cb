"""Makes the embedded model ready: finds or fetches its file, tries it in a child process, loads it."""

from pathlib import Path
from typing import Final

from dspy_chat import ModelUnavailable, Progress

from .async_engine import AsyncEmbeddedEngine
from .engine import EmbeddedEngine
from .fetch import fetch
from .guided import Limits
from .packed import SMOLLM2, is_intact
from .preflight import check_engine, check_installed, check_model
from .runtime import GenerationFailed, Runtime

_DEMO: Final = Limits()
_OWN: Final = Limits(answer=1024, text=512, typed=1024, one_paragraph=False)
"""A model that the user chose is worth listening to for longer."""


def prepare(path: str | None, data_dir: str, progress: Progress) -> tuple[EmbeddedEngine, AsyncEmbeddedEngine]:
    """The engines of the GGUF file at `path`, or of the demo model, which is kept in `data_dir`/models.

    Blocks for as long as a download takes; an exception out of `progress` stops that. The two engines share one loaded
    model. Raises ModelUnavailable with the reason and what to do.
    """
    check_installed()
    models = Path(data_dir).expanduser().resolve() / "models"
    model = _named(path) if path else _demo(models, progress)
    progress("Trying the model in a process of its own", None)
    check_model(model, models / "preflight.sha256")
    progress("Loading the model", None)
    runtime = Runtime(model)
    try:
        runtime.load()
    except (GenerationFailed, ImportError) as error:
        runtime.close()
        raise ModelUnavailable(f"The model cannot be loaded: {error}") from error
    limits = _OWN if path else _DEMO
    return EmbeddedEngine(runtime, limits), AsyncEmbeddedEngine(runtime, limits)


def _named(path: str) -> Path:
    model = Path(path).expanduser().resolve()
    try:
        with model.open("rb") as file:
            magic = file.read(4)
    except OSError as error:
        raise ModelUnavailable(f"The model {str(model)!r} cannot be read: {error.strerror or error}.") from error
    if magic != b"GGUF":
        raise ModelUnavailable(f"The model {str(model)!r} is not a GGUF file, which is what `embedded:` runs.")
    return model


def _demo(models: Path, progress: Progress) -> Path:
    if not is_intact(models / SMOLLM2.name, SMOLLM2):
        progress("Trying whether a model can run here", None)
        check_engine()  # 93 MB need not travel to a machine that cannot use them
    return fetch(models, progress)
