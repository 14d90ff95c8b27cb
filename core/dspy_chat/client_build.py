"""In a checkout: builds the web client when its sources are newer than what is built. In a wheel there is nothing to do."""

import importlib.machinery
import logging
from pathlib import Path
from types import ModuleType

from dspy_chat.language_model import Progress

_log = logging.getLogger(__name__)
_BUILDER = Path(__file__).parent.parent.parent / "frontend" / "build_client.py"


def build_if_stale(progress: Progress) -> None:
    """Build the client if this is a checkout and it is stale. A failed build is told, and the API served all the same."""
    if not _BUILDER.is_file():
        return
    builder = _load(_BUILDER)
    if builder.is_fresh():
        return
    progress("Building the web client (about a minute, once)", None)
    try:
        builder.build(lambda line: progress(f"Building the web client: {line}", None))
    except Exception:  # noqa: BLE001 - whatever a build tool does, the API is worth serving
        _log.exception("the web client could not be built; the API is served without it")


def _load(path: Path) -> ModuleType:
    loader = importlib.machinery.SourceFileLoader("build_client", str(path))
    module = ModuleType(loader.name)
    loader.exec_module(module)
    return module
