"""What somebody asks for: a turn, or one that was answered once more. Knows nothing of runs that are alive."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import JsonValue

from dspy_chat.models import Models
from dspy_chat.plugins import Programs
from dspy_chat.store import Store


@dataclass(frozen=True)
class By:
    """By whom a turn is answered; None: the program, or the model, of the turn."""

    program: str | None
    model: str | None


@dataclass(frozen=True)
class Turn:
    """A turn as somebody asks for it; see the HTTP body `TurnIn`."""

    message: str
    conversation: str | None
    parent: str | None
    program: str | None
    model: str | None
    inputs: Mapping[str, JsonValue]
    at_head: bool = True
    """Whether it goes on at the end of the current branch; else after `parent`, or as a new beginning without one."""
    idempotency_key: str | None = None
    beside: tuple[str, str] | None = None
    """Of a turn that is answered once more: its question, and the answer beside which another comes."""
    others: tuple[By, ...] = ()
    """Who else answers it, at the same time and beside the first, whose branch is shown. What they do not take of its inputs
    they do not get."""


async def once_more(
    store: Store,
    programs: Programs,
    models: Models,
    message_id: str,
    program: str | None,
    model: str | None,
    idempotency_key: str | None,
) -> Turn:
    """The turn of an answer, to be answered beside it. None stands for the program and the model that answered.

    Raises UnknownMessage, UnknownProgram, and BadInput for a message that is a user's.
    """
    known = await store.answered(message_id)
    installed = programs.get(known.run.program if program is None else program)
    question, inputs = known.question, json.loads(known.question.fields)
    return Turn(
        message=question.text,
        conversation=question.conversation,
        parent=question.parent,
        program=installed.program.id,
        model=models.again(known.run.model) if model is None else model,
        inputs=installed.shape.taken(inputs),
        at_head=False,
        idempotency_key=idempotency_key,
        beside=(question.id, message_id),
    )
