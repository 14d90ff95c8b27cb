"""`Pace`: when the events of finished runs are due, so that they come as they once came, or faster, or slower."""

import time
from typing import Final

PAUSE_S: Final = 2.0
"""Longest pause between two runs of a conversation: a person may have taken an hour to ask on."""
SPEEDS: Final = (0.25, 100.0)
"""The slowest and the fastest that there are, beside `max`, which keeps no pace."""
_TOGETHER_S: Final = 0.001
"""Events that are due so soon after one another are sent together."""


class Pace:
    """`speed` times the pace of the stored timing. It goes by the clock, so a late event makes none behind it late."""

    def __init__(self, speed: float) -> None:
        self._speed = speed
        self._due = time.monotonic()
        self._t: int | None = None

    def left(self, t: int) -> float:
        """Seconds until the event that came `t` ms after its run had begun; 0 when it is due. The first one is, at once."""
        self._due += (t - (t if self._t is None else self._t)) / 1000 / self._speed
        self._t = t
        left = self._due - time.monotonic()
        return left if left > _TOGETHER_S else 0.0

    def pause(self, ms: int) -> None:
        """Go on to the next run, which began that long after this one had ended."""
        self._due += min(PAUSE_S, max(0, ms) / 1000) / self._speed
        self._t = 0
