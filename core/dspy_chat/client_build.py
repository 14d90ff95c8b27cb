"""In a checkout: builds the web client when its sources are newer than what is built. In a wheel there is nothing to do.

`DSPY_CHAT_SKIP_FRONTEND=1` leaves it as it is, for servers that only serve the API.
"""

import logging
import os
import runpy
from pathlib import Path

from dspy_chat.language_model import Progress

_log = logging.getLogger(__name__)
_BUILDER = Path(__file__).parent.parent.parent / "frontend" / "build_client.py"


def build_if_stale(progress: Progress) -> None:
    """Build the client if this is a checkout and it is stale. A failed build is told, and the API served all the same."""
    if os.environ.get("DSPY_CHAT_SKIP_FRONTEND") == "1" or not _BUILDER.is_file():
        return
    builder = runpy.run_path(str(_BUILDER))
    if builder["is_fresh"]():
        return
    progress("Building the web client (about a minute, once)", None)
    try:
        builder["build"](lambda line: progress(f"Building the web client: {line}", None))
    except Exception:  # noqa: BLE001 - whatever a build tool does, the API is worth serving
        _log.exception("the web client could not be built; the API is served without it")
