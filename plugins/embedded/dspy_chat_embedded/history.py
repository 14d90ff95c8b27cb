"""Keeps a conversation within what the model can read: the oldest turns go first. Pure."""

import re
from collections.abc import Sequence
from typing import Any, Final, TypeAlias

Messages: TypeAlias = list[dict[str, Any]]

PROMPT_WEIGHT: Final = 3000
"""The most of a prompt with history, by `weight`: about 650 tokens of English, less than half of what a slot holds, and
a few seconds of reading on two slow cores, once."""
_BLOCK: Final = 4
"""Turns are dropped this many at a time: what stays is then the same for a few turns and need not be read again."""

_RARE: Final = re.compile(r"[^A-Za-z\s]")
_FOREIGN: Final = re.compile(r"[^\x00-\x7f]")


def weight(text: str) -> int:
    """A cautious measure of how much of the model's memory `text` takes: 1 for a letter or space, 2 for a digit or sign
    (a token each), 6 for anything outside ASCII (up to three tokens each in an English vocabulary).
    """
    return len(text) + len(_RARE.findall(text)) + 4 * len(_FOREIGN.findall(text))


def newest_turns(messages: Messages, room: int) -> Messages:
    """The end of `messages` that weighs at most `room`, starting with a user's message; all of it where it fits."""
    weights = [weight(str(message.get("content") or "")) for message in messages]
    if sum(weights) <= room:
        return messages
    for start in _starts(messages):
        if sum(weights[start:]) <= room:
            return messages[start:]
    return []


def _starts(messages: Messages) -> Sequence[int]:
    users = [number for number, message in enumerate(messages) if message["role"] == "user"]
    return sorted({*users[::_BLOCK], *users[-_BLOCK:]})
