"""`Cursor`: how far a reader of several runs has come. It knows nothing of connections."""

import re
from collections.abc import Mapping
from typing import Final

from dspy_chat.errors import BadInput
from dspy_chat.sse import renamed

_CURSOR: Final = re.compile(r"[0-9a-f]{32}:[0-9]{1,16}(?:;[0-9a-f]{32}:[0-9]{1,16})*", re.ASCII)


class Cursor:
    """The last event seen of each run, as `run:seq;run:seq`. A run of which nothing was seen may be left out.

    It goes on with every frame that is sent, and its text is that frame's id, so any one of them is enough to resume all.
    """

    def __init__(self, seen: Mapping[str, int]) -> None:
        self.seen = dict(seen)
        self._parts = {run_id: _part(run_id, seq) for run_id, seq in self.seen.items() if seq}

    def step(self, run_id: str, seq: int, sent: bytes) -> bytes:
        """The frame of a run's event as it is sent here; this is the next cursor."""
        self.seen[run_id] = seq
        self._parts[run_id] = _part(run_id, seq)
        return renamed(sent, b";".join(self._parts.values()))


def _part(run_id: str, seq: int) -> bytes:
    return f"{run_id}:{seq}".encode()


def seen_of(text: str) -> dict[str, int]:
    """What a cursor says, by run. Raises BadInput for a text that is none."""
    if not _CURSOR.fullmatch(text):
        raise BadInput(f"the cursor {text[:100]!r} is not one of this stream's; send back the id of an event")
    parts = [part.split(":") for part in text.split(";")]
    seen = {run_id: int(seq) for run_id, seq in parts}
    if len(seen) < len(parts):
        raise BadInput("the cursor names a run twice; send back the id of an event")
    return seen
