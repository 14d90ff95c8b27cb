"""What the commands for the upkeep of the data say: backup, restore, doctor."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Final

from dspy_chat.database import FILE
from dspy_chat.database import backup as backups
from dspy_chat.database import restore as restoring
from dspy_chat.database.check import reading, revision
from dspy_chat.database.schema import newest
from dspy_chat.doctor import Finding, examine, in_force, verdict
from dspy_chat.settings import Settings
from dspy_chat.store import audit

_MARKS: Final = {"fine": "ok", "look": "!!", "unknown": "??"}
_VERDICTS: Final = (
    "All is well.",
    "Something is to be looked at: see the lines with !!.",
    "Some of it cannot be told.",
)


def backup(settings: Settings, file: Path | None) -> str:
    """Make a backup; returns what to tell. Raises BadInput, StorageFailed."""
    made = backups.make(settings.data_dir / FILE, file)
    with reading(made) as connection:
        opened = len(audit.running(connection))
    said = f"All conversations are in {made} ({made.stat().st_size / 1e6:.1f} MB), checked and whole."
    if opened:
        said += (
            f"\n{opened} answers were not finished: of them it has the questions, but not what was said so far; "
            "restored, they are marked as interrupted."
        )
    return said


def restore(settings: Settings, file: Path) -> str:
    """Restore a backup; returns what to tell. Raises BadSettings, BadInput, StorageFailed."""
    database = settings.data_dir / FILE
    kept = restoring.restore(file, database)
    said = f"The conversations are those of {file}."
    if kept is not None:
        said += f"\nWhat was there is kept at {kept}."
    with reading(database) as connection:
        if revision(connection) != newest():
            said += "\nAn older version made it: the next start backs it up and upgrades it."
    return said


def doctor(settings: Settings, *, as_json: bool) -> tuple[str, int]:
    """Examine everything; returns what to tell, and the exit code."""
    findings, settled = examine(settings), in_force(settings)
    code = verdict(findings)
    if as_json:
        told = {"exit": code, "findings": [asdict(finding) for finding in findings], "settings": settled}
        return json.dumps(told, indent=2, ensure_ascii=False), code
    lines = [line for finding in findings for line in _lines(finding)]
    lines += ["", "Settings in force:", *(f"   {name} = {value}" for name, value in settled.items())]
    return "\n".join([*lines, "", _VERDICTS[code]]), code


def _lines(finding: Finding) -> list[str]:
    first = f"{_MARKS[finding.level]} {finding.subject}: {finding.said}"
    return [first, f"   -> {finding.do}"] if finding.do else [first]
