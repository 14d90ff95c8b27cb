"""The commands for the upkeep of the data: backup, restore, doctor. What they need is imported when they run."""

import json
import logging
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from dspy_chat.errors import ChatError
from dspy_chat.given import DataDir, fail, settings

if TYPE_CHECKING:
    from dspy_chat.doctor import Finding

_MARKS: Final = {"fine": "ok", "look": "!!", "unknown": "??"}
_VERDICTS: Final = (
    "All is well.",
    "Something is to be looked at: see the lines with !!.",
    "Some of it cannot be told.",
)


def backup(
    file: Annotated[Path | None, typer.Argument(help="File or folder; else the folder of backups.")] = None,
    data_dir: DataDir = None,
) -> None:
    """Copy all conversations to a file, checked and whole. The server may run meanwhile."""
    given = settings(data_dir=data_dir)
    from dspy_chat.database import FILE
    from dspy_chat.database import backup as backups
    from dspy_chat.store import audit

    try:
        made = backups.make(given.data_dir / FILE, file)
    except ChatError as error:
        fail(error)
    typer.echo(f"All conversations are in {made} ({made.stat().st_size / 1e6:.1f} MB), checked and whole.")
    opened = audit.unfinished(made)
    if opened:
        typer.echo(
            f"Answers that were not finished: {opened}. Of them it has the questions, but not what was said so far; "
            "restored, they are marked as interrupted."
        )


def restore(file: Annotated[Path, typer.Argument(help="A backup.")], data_dir: DataDir = None) -> None:
    """Put a backup in the place of all conversations, and keep what was there. The server must be stopped."""
    given = settings(data_dir=data_dir)
    from dspy_chat.database import FILE, schema
    from dspy_chat.database import restore as restoring

    database = given.data_dir / FILE
    try:
        kept = restoring.restore(file, database)
    except ChatError as error:
        fail(error)
    typer.echo(f"The conversations are those of {file}.")
    if kept is not None:
        typer.echo(f"What was there is kept at {kept}.")
    if not schema.current(database):
        typer.echo("An older version made it: the next start backs it up and upgrades it.")


def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="For programs: one JSON object.")] = False,
    repair: Annotated[
        bool, typer.Option("--repair", help="First make the search index anew; the server must be stopped.")
    ] = False,
    data_dir: DataDir = None,
) -> None:
    """Examine data, plugins and settings, and say what to do. The server may run meanwhile.

    Exits with 0 when all is fine, 1 when something is to be looked at, 2 when it cannot be told.
    """
    given = settings(data_dir=data_dir)
    logging.basicConfig(level=logging.ERROR)  # what failed is told as a finding
    given.prepare_environment()
    from dspy_chat.doctor import examine, in_force, verdict
    from dspy_chat.doctor import repair as mend

    if repair:
        try:
            mend(given)
        except ChatError as error:
            fail(error)
    findings, settled = examine(given), in_force(given)
    code = verdict(findings)
    if as_json:
        told = {"exit": code, "findings": [asdict(finding) for finding in findings], "settings": settled}
        typer.echo(json.dumps(told, indent=2, ensure_ascii=False))
    else:
        typer.echo("\n".join([*_lines(findings), "", "Settings in force:"]))
        typer.echo("\n".join(f"   {name} = {value}" for name, value in settled.items()))
        typer.echo(f"\n{_VERDICTS[code]}")
    raise typer.Exit(code)


def _lines(findings: "list[Finding]") -> list[str]:
    lines = []
    for finding in findings:
        lines.append(f"{_MARKS[finding.level]} {finding.subject}: {finding.said}")
        lines += [f"   -> {finding.do}"] if finding.do else []
    return lines
