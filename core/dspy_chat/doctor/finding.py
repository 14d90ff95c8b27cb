"""What an examination comes to: findings, and one verdict over all."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Level = Literal["fine", "look", "unknown"]
"""All is well; something to look at; it could not be told."""


@dataclass(frozen=True)
class Finding:
    """What was found of one subject, and what to `do` about it where that is anything."""

    subject: str
    level: Level
    said: str
    do: str = ""


def verdict(findings: Iterable[Finding]) -> int:
    """The exit code: 0 when all is fine, 1 when something is to be looked at, 2 when all else could not be told."""
    levels = {finding.level for finding in findings}
    return 1 if "look" in levels else 2 if "unknown" in levels else 0
