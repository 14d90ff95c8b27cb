"""What a command is given, as settings, and how it says that it cannot go on: one clear line."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from dspy_chat.errors import BadSettings, ChatError

if TYPE_CHECKING:
    from dspy_chat.settings import Settings

DataDir = Annotated[Path | None, typer.Option("--data-dir", help="Where the database lives.")]
"""The option of every command that works on the data."""


def settings(**given: Any) -> "Settings":
    """Flags over environment over `.env` over defaults. Exits with a clear line for a value that cannot be."""
    from pydantic import ValidationError

    from dspy_chat.settings import Settings

    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        fail(BadSettings(f"the setting {_named(str(first['loc'][0]))}: {first['msg']}"))


def fail(error: ChatError) -> NoReturn:
    """Say what was wrong, and exit with 2."""
    typer.secho(f"dspy-chat: {error.message}", fg="red", err=True)
    raise typer.Exit(2)


def _named(found: str) -> str:
    """A setting as people give it: its name, and its name in the environment where that is another."""
    from dspy_chat.settings import Settings

    return f"{found} (DSPY_CHAT_{found.upper()})" if found in Settings.model_fields else found
