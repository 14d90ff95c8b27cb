"""Backups: where they lie, what they are called, which of them are kept. `copy` makes and checks them.

They lie in `backups` in the data directory, named by the UTC time; those that an upgrade makes by its old revision too:
`chat-20261122T203000Z.db`, `chat-20261122T203000Z-0001.db`. What running answers have said so far is not in them: the
journal belongs to the server that runs. The answers' questions are, and a restored backup marks them as interrupted.
"""

import contextlib
import time
from pathlib import Path
from typing import Final

from dspy_chat.database.copy import copy, sync
from dspy_chat.errors import BadInput, StorageFailed

FOLDER: Final = "backups"
_KEPT: Final = 3
"""Of how many revisions the backups are kept that upgrades made."""


def name(more: str = "") -> str:
    """What a backup that is made now is called."""
    return f"chat-{time.strftime('%Y%m%dT%H%M%SZ', time.gmtime())}{more}.db"


def make(database: Path, target: Path | None = None) -> Path:
    """Copy a database to `target`, a file or a folder, else to the folder of backups; returns where it lies.

    A server may write meanwhile: the copy is of one instant. Raises BadInput for a target that exists or whose folder does
    not, StorageFailed when there is no database or the copy cannot be made.
    """
    if not database.is_file():
        raise StorageFailed(f"there is no database at {str(database)!r}; name its folder with --data-dir")
    if target is None:
        target = folder_of(database) / name()
    elif target.is_dir():
        target = target / name()
    if target.exists():
        raise BadInput(f"{str(target)!r} exists; a backup overwrites nothing: name another file")
    if not target.parent.is_dir():
        raise BadInput(f"there is no folder {str(target.parent)!r}; make it, or name a file in another")
    copy(database, target)
    return target


def before_upgrade(database: Path, revision: str) -> Path:
    """Back up a database that is about to be brought to a newer revision. Nobody else may be writing to it.

    Of each revision the newest backup is kept, so that a start which fails again and again neither fills the disk nor
    pushes out what an earlier upgrade kept. Raises StorageFailed.
    """
    folder = folder_of(database)
    for left in folder.glob("chat-*Z-*.db.part*"):  # of an upgrade that was killed
        _remove(left)
    target = folder / name(f"-{revision}")
    copy(database, target)
    _prune(folder, target)
    return target


def upgrades(folder: Path) -> list[Path]:
    """The backups that upgrades made, the oldest first."""
    return sorted(folder.glob("chat-*Z-[0-9]*.db"))


def folder_of(database: Path) -> Path:
    """The folder of a database's backups, made if need be. Raises StorageFailed."""
    folder = database.parent / FOLDER
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        sync(folder.parent)
    except OSError as error:
        raise StorageFailed(f"the folder {str(folder)!r} cannot be made: {error.strerror}") from error
    return folder


def _prune(folder: Path, made: Path) -> None:
    """Remove the backups that later ones stand for. The one just made stays, whatever the clock says."""
    newest = {path.stem.rpartition("-")[2]: path for path in upgrades(folder)}
    newest[made.stem.rpartition("-")[2]] = made
    kept = {newest[revision] for revision in sorted(newest)[-_KEPT:]} | {made}
    for path in upgrades(folder):
        if path not in kept:
            _remove(path)


def _remove(path: Path) -> None:
    with contextlib.suppress(OSError):
        path.unlink(missing_ok=True)
