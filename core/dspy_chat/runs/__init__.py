"""Live runs: start, follow, stop, recover; owns their tasks.

A run belongs to the server and not to a connection: leaving is not stopping. When nobody has followed a run for
`disconnect_grace_s` it is stopped, so that nobody pays for answers that nobody waits for.
"""

from dspy_chat.runs.clock import Clock
from dspy_chat.runs.cursor import seen_of
from dspy_chat.runs.following import Following, Frames
from dspy_chat.runs.live import LiveRun
from dspy_chat.runs.recovery import recover
from dspy_chat.runs.registry import Runs
from dspy_chat.runs.turn import By, Turn

__all__ = ["By", "Clock", "Following", "Frames", "LiveRun", "Runs", "Turn", "recover", "seen_of"]
