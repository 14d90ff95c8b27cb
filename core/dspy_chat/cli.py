"""The command line. `--help` answers at once: what a command needs is imported when it runs."""

import logging
import sys
import webbrowser
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from dspy_chat import carry, upkeep
from dspy_chat.errors import ChatError
from dspy_chat.given import fail as _fail
from dspy_chat.given import settings as _settings

if TYPE_CHECKING:
    from dspy_chat.settings import Settings


class _ServeByDefault(TyperGroup):
    """`dspy-chat` alone, or with serve's options, is `dspy-chat serve`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        if not args or (args[0].startswith("-") and args[0] not in ("--help", "--version")):
            args = ["serve", *args]
        return super().parse_args(ctx, args)


cli = typer.Typer(
    cls=_ServeByDefault,
    add_completion=False,
    no_args_is_help=False,
    pretty_exceptions_enable=False,
    help="The chat platform for DSPy programs. Without a command it starts the server, with the options of "
    "`dspy-chat serve`, such as --port or --model: see `dspy-chat serve --help`.",
)


def _print_version(asked: bool) -> None:
    if asked:
        version()
        raise typer.Exit


@cli.callback()
def _root(
    _version: Annotated[
        bool, typer.Option("--version", help="Print the version.", callback=_print_version, is_eager=True)
    ] = False,
) -> None:
    """Holds the commands together."""


@cli.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on.", show_default="127.0.0.1")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on.", show_default="8010")] = None,
    data_dir: Annotated[Path | None, typer.Option(help="Where the database and downloaded models live.")] = None,
    model: Annotated[
        str | None,
        typer.Option(
            help="Language model: provider/name (openai, anthropic, gemini, groq, openrouter, deepseek, xai, moonshot, "
            "ollama, hosted_vllm; any other goes through litellm), 'embedded', 'embedded:/path/to.gguf' or 'demo'."
        ),
    ] = None,
    models: Annotated[
        str | None, typer.Option(help="More models to choose from, written like --model, separated by commas.")
    ] = None,
    model_url: Annotated[
        str | None,
        typer.Option(
            help="Base URL of an OpenAI-compatible server, such as http://host:1234/v1; all its models are offered. "
            "With --model anthropic/name, gemini/name, ... that provider's API is spoken to there."
        ),
    ] = None,
    open_browser: Annotated[
        bool | None, typer.Option("--open/--no-open", help="Whether to open the browser.", show_default="open")
    ] = None,
    reload: Annotated[
        bool, typer.Option("--reload", help="For development: start anew when the code changes.")
    ] = False,
    log_level: Annotated[str | None, typer.Option(help="debug, info, warning or error.", show_default="info")] = None,
) -> None:
    """Start the chat. Every option has an environment name (DSPY_CHAT_PORT, ...) and works from a .env file."""
    given = {
        "host": host,
        "port": port,
        "data_dir": data_dir,
        "model": model,
        "models": models,
        "model_url": model_url,
        "open_browser": open_browser,
        "log_level": log_level,
    }
    settings = _settings(**given)
    if reload:
        from dspy_chat.start import serve_reloading

        serve_reloading(settings)
    else:
        _serve(settings)


@cli.command()
def programs() -> None:
    """List the installed programs, and the plugins that failed."""
    settings = _settings()
    settings.prepare_environment()
    from dspy_chat import plugins

    logging.basicConfig(level=logging.ERROR)  # the list tells what failed; `serve` logs the tracebacks
    found = plugins.install(plugins.entry_points(), settings.default_program)
    for program_id, installed in found.by_id.items():
        mark = "*" if program_id == found.default else " "
        typer.echo(f"{mark} {program_id:<16} {installed.program.title:<24} {installed.program.description}")
    for plugin in found.plugins:
        if plugin.error is not None:
            typer.echo(f"! {plugin.name:<16} failed: {plugin.error}")
    if any(plugin.error is not None for plugin in found.plugins):
        raise typer.Exit(1)


for command in (upkeep.backup, upkeep.restore, upkeep.doctor):
    cli.command()(command)
cli.command()(carry.export)
cli.command("import")(carry.take_in)


@cli.command()
def replay(
    what: Annotated[str, typer.Argument(metavar="RUN_OR_CONVERSATION", help="Id of a run or of a conversation.")],
    speed: Annotated[str, typer.Option(help="0.25 to 100 times its own pace, or max.")] = "1",
    data_dir: Annotated[Path | None, typer.Option(help="Where the database lives.")] = None,
) -> None:
    """Show a stored answer, or a whole conversation, as it happened. A server may be running meanwhile."""
    settings = _settings(data_dir=data_dir)
    import asyncio

    from dspy_chat.playing import play, speed_of

    try:
        asyncio.run(play(settings.data_dir, what, speed_of(speed), sys.stdout))
    except ChatError as error:
        _fail(error)
    except KeyboardInterrupt:
        raise typer.Exit(130) from None


@cli.command()
def version() -> None:
    """Print the version."""
    from importlib.metadata import version as version_of

    typer.echo(version_of("dspy-chat"))


def _serve(settings: "Settings") -> None:
    _log_to_stderr(settings)
    settings.prepare_environment()
    from dspy_chat import client_build, lean

    with lean.without("watchfiles"):  # only a reloading server watches files
        from dspy_chat import server
    from dspy_chat.start import Progressing

    server.one_heap()
    progressing = Progressing(sys.stderr)
    try:
        sock = server.listen(settings.host, settings.port)
        with progressing:
            client_build.build_if_stale(progressing.report)
            progressing.report("Loading DSPy", None)
            lean.import_dspy()
            from dspy_chat import models as known

            known.look_up(settings)
            from dspy_chat import app

            made = app.create_app(settings, progressing.report)
            url = _url(settings.host, sock.getsockname()[1])
            server.serve(made, sock, lambda: _ready(made, url, settings, progressing), _waiting)
            settings.address.unlink(missing_ok=True)
    except ChatError as error:
        _fail(error)


def _ready(app: Any, url: str, settings: "Settings", progressing: Any) -> None:
    from dspy_chat.start import has_browser

    settings.address.write_text(url, "utf-8")
    progressing.stop()
    parts = app.state.parts
    model = parts.models.default.ref
    failed = sum(plugin.error is not None for plugin in parts.programs.plugins)
    count = _counted(len(parts.programs.by_id), "program") + (
        f", {_counted(failed, 'failed plugin')}" if failed else ""
    )
    typer.echo(f"dspy-chat is ready at {url}  ({count}, answered by {model.title}: {model.reason})")
    typer.secho(f"Conversations are kept in {settings.data_dir}. Ctrl-C stops the server.", dim=True)
    if settings.open_browser and has_browser():
        webbrowser.open(url)


def _waiting(runs: int, seconds: float) -> None:
    typer.echo(
        f"Waiting up to {seconds:g} s for {_counted(runs, 'running answer')} to end. Ctrl-C again ends it at once."
    )


def _counted(count: int, thing: str) -> str:
    return f"{count} {thing}" + ("" if count == 1 else "s")


def _url(host: str, port: int) -> str:
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104
    return f"http://{shown}:{port}"


def _log_to_stderr(settings: "Settings") -> None:
    logging.basicConfig(level=settings.log_level.upper(), format="%(levelname)s %(name)s: %(message)s")
    # These tell every chunk, statement or request at their lower levels: what people wrote would be in the log.
    for name in ("httpcore", "aiosqlite", "alembic", "LiteLLM", "uvicorn"):
        logging.getLogger(name).setLevel(max(logging.WARNING, logging.getLogger().level))


def main() -> None:
    """The console script."""
    cli()
