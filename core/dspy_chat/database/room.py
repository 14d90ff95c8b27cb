"""Room on the disk: a file that is given up when the disk is full, so that every live run still gets its end.

The idea is SQLite's own advice for full disks in embedded use: keep some space, and let it go when it counts. The file is
written and not only sized, since a sparse one, or zeros on a disk that compresses, would keep nothing.
"""

import contextlib
import errno
import logging
import os
import tempfile
import threading
import time
from pathlib import Path
from typing import Final

from dspy_chat.database.failing import FULL, is_full, is_io, told

RESERVE: Final = 1 << 20
"""Bytes that are kept: enough for the ends of 90 runs that had said 800 tokens each (measured on a disk of 256 MiB)."""
_SPARE: Final = 256 * 1024
"""Bytes that must be free beside the reserve before turns are taken again: one that begins should also end."""
_PROBE: Final = 64 * 1024
_FRESH_S: Final = 1.0
"""How long a probe stands: when the disk is full, every run says so at once."""
_NO_SPACE: Final = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)

_log = logging.getLogger(__name__)


class Room:
    """The reserve of one data directory, and whether its disk is full. May be used from any thread."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._path = folder / "reserve"
        self._lock = threading.Lock()
        self._probed = (-_FRESH_S, False)
        self.full = False
        """Whether something did not fit, and no room has been found since."""
        self.spent = False
        """Whether the reserve is given up: what space there is belongs to the ends of runs."""

    def told(self, error: BaseException) -> BaseException:
        """The error that stands for one of SQLite's; see `failing.told`. Takes note of a full disk."""
        if not self.is_full(error):
            return told(error)
        if not self.full:
            self.full = True
            _log.warning("%s: %s; no turns are taken until there is space again", self._folder, error)
        return told(error, FULL)

    def check(self) -> None:
        """Raises StorageFull while the disk is full."""
        if self.full:
            kind, message = FULL
            raise kind(message)

    def is_full(self, error: BaseException) -> bool:
        """Whether this error of SQLite's comes of a full disk: it calls a quota, and a file's largest size, I/O errors."""
        return is_full(error) or (is_io(error) and not self._grows())

    def give(self) -> None:
        """Let the reserve go, for what must still be stored."""
        if not self.spent:
            _log.warning("%s: the disk is full; what space was kept goes to the ends of runs", self._folder)
        self.full = self.spent = True
        with self._lock, contextlib.suppress(OSError):
            self._path.unlink(missing_ok=True)

    def give_at_start(self) -> bool:
        """Let the reserve go when no file can grow without; SQLite makes some when it opens one. Whether it did."""
        if not _allocated(self._path) or self._grows():
            return False
        self.give()
        return True

    def start(self) -> None:
        """Take the reserve when the server starts. Without space for it the disk is full from the beginning."""
        self.full = self.spent = not (_allocated(self._path) or self._taken())
        if self.full:
            _log.warning("%s: the disk is full; no turns are taken until there is space", self._folder)

    def renew(self) -> bool:
        """Take the reserve anew where there is none. Returns whether there is space for it and for more; never raises."""
        if not self._taken():
            return False
        if self.full:
            self.full = False
            _log.warning("%s: there is space on the disk again", self._folder)
        return True

    def _taken(self) -> bool:
        with self._lock:
            try:
                self._take()
            except OSError as error:
                if error.errno in _NO_SPACE:
                    return False
                _log.warning("no space can be kept for a full disk: %s", error)  # which is no reason to take no turns
            self.spent = False
            return True

    def _take(self) -> None:
        held = _allocated(self._path)
        needed = _SPARE + (0 if held else RESERVE)
        if _free(self._folder) < needed:  # so that asking does not fill what is left
            raise OSError(errno.ENOSPC, "there is too little space")
        made = self._folder / "reserve.new"
        try:
            _write(made, needed)
            if not held:
                os.truncate(made, RESERVE)
                made.replace(self._path)
        finally:
            made.unlink(missing_ok=True)

    def _grows(self) -> bool:
        """Whether a file can grow there now."""
        at, grew = self._probed
        if time.monotonic() - at >= _FRESH_S:
            grew = _probe(self._folder)
            self._probed = (time.monotonic(), grew)
        return grew


def _allocated(path: Path) -> bool:
    try:
        found = path.stat()
    except OSError:
        return False
    return found.st_size == RESERVE and getattr(found, "st_blocks", RESERVE) * 512 >= RESERVE


def _free(folder: Path) -> float:
    """Bytes that a user may still write, as far as the system says."""
    if not hasattr(os, "statvfs"):
        return float("inf")
    found = os.statvfs(folder)
    return found.f_bavail * found.f_frsize


def _write(path: Path, size: int) -> None:
    with path.open("wb") as file:
        file.write(os.urandom(size))
        file.flush()
        os.fsync(file.fileno())


def _probe(folder: Path) -> bool:
    try:
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(os.urandom(_PROBE))
            file.flush()
    except OSError:
        return False
    return True
