"""The commands that carry conversations elsewhere: export, import. What they need is imported when they run."""

import asyncio
import logging
from collections.abc import Coroutine
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeVar

import typer

from dspy_chat.errors import ChatError
from dspy_chat.given import DataDir, fail, settings

if TYPE_CHECKING:
    from dspy_chat.settings import Settings

T = TypeVar("T")


def export(
    file: Annotated[Path, typer.Argument(help="File to write, or - for the standard output.")] = Path("-"),
    conversation: Annotated[
        list[str] | None, typer.Option(help="Id of a conversation; may be given again. Without it: all.")
    ] = None,
    form: Annotated[
        Literal["jsonl", "markdown", "html"],
        typer.Option(
            "--format",
            help="jsonl: all there is, to be imported; markdown: to be read; html: to be opened in a browser, where it "
            "plays. Of the last two FILE may be a directory, for a file each.",
        ),
    ] = "jsonl",
    data_dir: DataDir = None,
) -> None:
    """Write conversations to a file, whether a server runs or not."""
    given = _given(data_dir)
    from dspy_chat import transfer

    ids = conversation or []
    match form:
        case "jsonl":
            _run(transfer.export_lines(given, ids, file))
        case "markdown":
            _run(transfer.export_documents(given, ids, file, "md"))
        case "html":
            _run(transfer.export_documents(given, ids, file, "html"))


def take_in(
    file: Annotated[Path, typer.Argument(help="An export to read, or - for the standard input.")],
    data_dir: DataDir = None,
) -> None:
    """Take in an export. What is here already stays as it is, so that importing it again does no harm."""
    given = _given(data_dir)
    from dspy_chat import transfer

    told, *refusals = _run(transfer.take_in(given, file))
    typer.echo(told)
    for refusal in refusals:
        typer.echo(refusal, err=True)
    if refusals:
        raise typer.Exit(1)


def _run(work: Coroutine[Any, Any, T]) -> T:
    try:
        return asyncio.run(work)
    except ChatError as error:
        fail(error)


def _given(data_dir: Path | None) -> "Settings":
    """The settings; and nothing is said but the result, and what goes wrong."""
    given = settings(data_dir=data_dir)
    given.prepare_environment()
    logging.basicConfig(level=logging.ERROR, format="dspy-chat: %(message)s")
    return given
