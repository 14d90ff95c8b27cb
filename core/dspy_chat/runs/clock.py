"""The time of day for what is stored: it never goes back by hours, however the machine's clock is set."""

import time
from collections.abc import Callable
from typing import Final

BELIEVED_MS: Final = 24 * 3600 * 1000
"""A clock that is set back by more than this was wrong before: a laptop that woke up in another year."""


def wall_ms() -> int:
    """UTC in integer milliseconds."""
    return time.time_ns() // 1_000_000


class Clock:
    """UTC in integer milliseconds, each time later than the last; `last` is the newest that is stored.

    The list of conversations is in the order of these. A clock that is set back by hours stands until the day has caught
    up, but for the millisecond that keeps two turns in their order.
    """

    def __init__(self, last: int = 0, wall: Callable[[], int] = wall_ms) -> None:
        self._last = last
        self._wall = wall

    def now(self) -> int:
        """The time; positive."""
        wall = max(self._wall(), 1)
        self._last = wall if self._last - wall > BELIEVED_MS else max(wall, self._last + 1)
        return self._last
