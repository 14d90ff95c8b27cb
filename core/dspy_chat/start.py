"""What starting shows: progress for what takes long, and the app for development."""

import os
import sys
from pathlib import Path
from types import TracebackType
from typing import Any, TextIO

from fastapi import FastAPI

from dspy_chat.settings import Settings


class Progressing:
    """A line that tells what is being done, with a bar where it is known how much is done. Plain lines off a terminal.

    What draws the bar is loaded on a terminal only: a server that a service manager starts would keep it for nothing.
    """

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._last = ""
        self._bar: Any = None
        if out.isatty():
            from rich.console import Console
            from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

            columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
            self._bar = Progress(*columns, console=Console(file=out), transient=True)
            self._task = self._bar.add_task("Starting", total=None)

    def __enter__(self) -> "Progressing":
        if self._bar is not None:
            self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def report(self, text: str, fraction: float | None) -> None:
        """Show what is being done; may be called from any thread."""
        if self._bar is not None:
            total = None if fraction is None else 1.0
            self._bar.update(self._task, description=text, total=total, completed=fraction or 0)
        elif text != self._last:
            self._out.write(f"{text} …\n")
            self._out.flush()
        self._last = text

    def stop(self) -> None:
        if self._bar is not None:
            self._bar.stop()


def development_app() -> FastAPI:
    """The app for `dspy-chat serve --reload`, with its settings from the environment."""
    settings = Settings()
    settings.prepare_environment()
    from dspy_chat.app import create_app

    return create_app(settings)


def has_browser() -> bool:
    """Whether there is a desktop to open one on; a text browser would take the terminal."""
    return sys.platform in ("darwin", "win32") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def serve_reloading(settings: Settings) -> None:
    """Uvicorn's reloader starts child processes, which read their settings from the environment."""
    import uvicorn

    for name in ("data_dir", "model", "model_url"):
        value = getattr(settings, name)
        if value is not None:
            os.environ[f"DSPY_CHAT_{name.upper()}"] = str(value)
    os.environ["DSPY_CHAT_MODELS"] = ",".join(settings.models)
    root = Path(__file__).parent.parent.parent
    watched = [str(folder) for folder in (root / "core", root / "plugins") if folder.is_dir()]
    uvicorn.run(
        "dspy_chat.start:development_app",
        factory=True,
        host=settings.host,
        port=settings.port,
        reload=True,
        reload_dirs=watched or [str(Path(__file__).parent)],
        timeout_graceful_shutdown=2,
    )
