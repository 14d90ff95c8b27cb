"""Examines an installation and its data, and says of each finding what to do. Changes nothing unless it is told to repair;
the server may run."""

import logging
from collections.abc import Callable, Iterator
from typing import Final

from dspy_chat.database import FILE, index, schema
from dspy_chat.doctor import data, files, surroundings
from dspy_chat.doctor.finding import Finding, verdict
from dspy_chat.doctor.surroundings import in_force
from dspy_chat.errors import BadSettings
from dspy_chat.settings import Settings

__all__ = ["Finding", "examine", "in_force", "repair", "verdict"]

_log = logging.getLogger(__name__)
_CHECKS: Final[dict[str, Callable[[Settings], Iterator[Finding]]]] = {
    "data directory": files.directory,
    "disk": files.disk,
    "SQLite": surroundings.sqlite,
    "database": data.database,
    "log file": files.log_file,
    "runs": data.runs,
    "search index": data.search_index,
    "journal": data.journal,
    "backups": files.backups,
    "plugins": surroundings.installed,
}


def examine(settings: Settings) -> list[Finding]:
    """All findings. Never raises: what cannot be told is a finding too."""
    found: list[Finding] = []
    for subject, check in _CHECKS.items():
        try:
            found += check(settings)
        except Exception as error:  # noqa: BLE001 - whatever is wrong with one subject, the others are to be told
            _log.debug("%s could not be examined", subject, exc_info=True)
            found.append(Finding(subject, "unknown", f"could not be told: {error}", "run this as the server's user"))
    return found


def repair(settings: Settings) -> None:
    """Make anew what is made of something else: the search index. Raises BadSettings where there is no database, or a server
    uses it, and StorageFailed."""
    path = settings.data_dir / FILE
    if not path.is_file():
        raise BadSettings(f"there is no database at {str(path)!r}; name its folder with --data-dir")
    index.mend(path, schema.newest())
