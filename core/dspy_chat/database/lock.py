"""Keeps a second server out of a data directory; the system lets go of it when the process ends, however that is.

Not with `filelock`, which adds an audit hook to the interpreter: every `id()` in the process takes 0.2 us longer from then
on, and a deep copy calls it for each object.
"""

import os
import sys
from pathlib import Path

if sys.platform == "win32":
    import msvcrt

    def _take(descriptor: int) -> None:
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError as error:
            raise BlockingIOError from error

else:
    import fcntl

    def _take(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


class Lock:
    """An exclusive lock on a file. Raises BlockingIOError when another has it, OSError when there can be no such file."""

    def __init__(self, path: Path) -> None:
        self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            _take(self._descriptor)
        except BaseException:
            os.close(self._descriptor)
            raise

    def release(self) -> None:
        """Let another have it."""
        os.close(self._descriptor)
