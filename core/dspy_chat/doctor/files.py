"""The data directory from outside: rights, space, sizes, backups."""

import os
import shutil
import stat
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from dspy_chat.database import FILE, backup
from dspy_chat.doctor.finding import Finding
from dspy_chat.settings import Settings

_SPARE: Final = 256 * 1024 * 1024
"""Bytes that should be free in any case."""
_LONG_LOG: Final = 64 * 1024 * 1024
"""Bytes of a log file that no checkpoint empties; between two checkpoints it grows to some megabytes."""


def directory(settings: Settings) -> Iterator[Finding]:
    """Whether it is there, can be written, and is nobody else's to read."""
    subject, path = "data directory", settings.data_dir
    if not path.is_dir():
        yield Finding(
            subject, "unknown", f"there is no {str(path)!r}", "name another with --data-dir; a start makes it"
        )
        return
    if not os.access(path, os.R_OK | os.W_OK | os.X_OK):
        yield Finding(subject, "look", f"{str(path)!r} cannot be written by this user", "give it to the server's user")
        return
    mode = stat.S_IMODE(path.stat().st_mode)
    if os.name == "posix" and mode & 0o077:
        said = f"{str(path)!r} is open to others on this machine (mode {mode:o}), and has all conversations"
        yield Finding(subject, "look", said, f"chmod 700 {str(path)!r}")
        return
    yield Finding(subject, "fine", f"{str(path)!r} can be read and written by this user only")


def disk(settings: Settings) -> Iterator[Finding]:
    """Whether there is room to go on, and for the copy that an upgrade makes first."""
    path = settings.data_dir / FILE
    size = path.stat().st_size if path.exists() else 0
    free = shutil.disk_usage(_existing(settings.data_dir)).free
    said = f"{_mb(free)} free; the database has {_mb(size)}"
    if free < max(_SPARE, 2 * size):
        yield Finding(
            "disk", "look", said, "free disk space: an upgrade needs room for a copy, and a full disk stops chats"
        )
    else:
        yield Finding("disk", "fine", said)


def log_file(settings: Settings) -> Iterator[Finding]:
    """Whether checkpoints keep up."""
    path = settings.data_dir / f"{FILE}-wal"
    size = path.stat().st_size if path.exists() else 0
    said = f"{_mb(size)} of writes wait to be copied into the database"
    if size > _LONG_LOG:
        do = "close other programs that have chat.db open; the server empties it then, or when it is stopped"
        yield Finding("log file", "look", said, do)
    else:
        yield Finding("log file", "fine", said)


def backups(settings: Settings) -> Iterator[Finding]:
    """Which there are, and what killed ones left."""
    folder = settings.data_dir / backup.FOLDER
    kept = [path for path in folder.glob("*.db") if not path.stem.endswith("-journal")]
    found = sorted(kept, key=lambda path: path.stat().st_mtime)
    if found:
        days = (time.time() - found[-1].stat().st_mtime) / 86400
        said = f"{len(found)} in {str(folder)!r}, the newest {days:.0f} days old: {found[-1].name}"
    else:
        said = "none in the data directory; `dspy-chat backup` makes one"
    yield Finding("backups", "fine", said)
    left = [*folder.glob("*.part*"), *settings.data_dir.glob("*.part*"), *settings.data_dir.glob("*.broken")]
    for path in left:
        yield Finding("backups", "look", f"{str(path)!r} was left by what was interrupted or broken", "delete it")


def _existing(path: Path) -> Path:
    """The path, or the nearest folder above it that there is."""
    return next(one for one in (path, *path.absolute().parents) if one.exists())


def _mb(size: int) -> str:
    return f"{size / 1e6:.1f} MB"
