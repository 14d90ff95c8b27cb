"""What starting shows: progress for what takes long, and the app for development."""

from types import TracebackType

from fastapi import FastAPI
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from dspy_chat.settings import Settings


class Progressing:
    """A line that tells what is being done, with a bar where it is known how much is done. Plain lines off a terminal."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._last = ""
        self._live = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(),
            TimeElapsedColumn(),
            console=console,
            transient=True,
        )
        self._task = self._live.add_task("Starting", total=None)

    def __enter__(self) -> "Progressing":
        if self._console.is_terminal:
            self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def report(self, text: str, fraction: float | None) -> None:
        """Show what is being done; may be called from any thread."""
        if self._console.is_terminal:
            self._live.update(
                self._task, description=text, total=None if fraction is None else 1.0, completed=fraction or 0
            )
        elif text != self._last:
            self._console.print(f"{text} …", highlight=False, markup=False)
        self._last = text

    def stop(self) -> None:
        if self._console.is_terminal:
            self._live.stop()


def development_app() -> FastAPI:
    """The app for `dspy-chat serve --reload`, with its settings from the environment."""
    settings = Settings()
    settings.prepare_environment()
    from dspy_chat.app import create_app

    return create_app(settings)
