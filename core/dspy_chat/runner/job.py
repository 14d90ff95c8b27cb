"""`Job` and `Result`: what a program is run on, and what came of it."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import JsonValue

from dspy_chat.engine import Connected
from dspy_chat.shape import Shape
from dspy_chat.store import Turn


@dataclass(frozen=True)
class Job:
    """What a program is run on. `inputs` are the values of the form, already checked."""

    program_id: str
    shape: Shape
    model: Connected
    message: str
    inputs: Mapping[str, Any]
    turns: Sequence[Turn]
    timeout_s: float
    places: asyncio.Semaphore | None = None
    """How many runs of this program may go on at once; None for any number."""


@dataclass(frozen=True)
class Result:
    """What a program returned, as JSON values. `cached`: models were asked, and all answers came out of a cache."""

    fields: dict[str, JsonValue]
    answer: str
    cached: bool
