"""The lock of a data directory: one server, or one restore, at a time, and so one migrator.

The system releases it when its process ends, however it ends.
"""

from pathlib import Path
from typing import Final

from filelock import FileLock, Timeout

from dspy_chat.errors import BadSettings

_NAME: Final = "server.lock"
_GRACE_S: Final = 0.3
"""How long a lock that is held is asked for again: `doctor` looks at it for an instant, and a server that has just been
told to end lets go of it last."""


def hold(data_dir: Path) -> FileLock:
    """Make the data directory if need be, readable by its owner only, and lock it; any thread may release it.

    Raises BadSettings when a server, or a restore, holds it, or when it cannot be written.
    """
    try:
        data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = FileLock(data_dir / _NAME, thread_local=False)
        lock.acquire(timeout=_GRACE_S, poll_interval=0.05)
    except Timeout:
        raise BadSettings(
            f"another dspy-chat server uses the data directory {str(data_dir)!r}; "
            "stop it, or name another with --data-dir"
        ) from None
    except OSError as error:
        raise BadSettings(
            f"the data directory {str(data_dir)!r} cannot be written ({error.strerror}); name another with --data-dir"
        ) from error
    return lock


def held(data_dir: Path) -> bool:
    """Whether a server, or a restore, uses the data directory now. Raises OSError when that cannot be told."""
    if not (data_dir / _NAME).exists():
        return False
    lock = FileLock(data_dir / _NAME, thread_local=False)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        return True
    lock.release()
    return False
