"""What a program is given: the message, the form's values, and the conversation so far in its own field names."""

from collections.abc import Sequence
from typing import Any, Final

import dspy

from dspy_chat.runner.job import Job
from dspy_chat.shape import harmless
from dspy_chat.store import Turn

HISTORY_TURNS: Final = 50
HISTORY_TOKENS: Final = 12_000
"""What fits beside prompt and answer in the smallest windows of hosted models: for a model whose window is not known."""
MOST_TOKENS: Final = 32_000
"""However large the window is: every turn is paid for again with each that follows."""
_BYTES_PER_TOKEN: Final = 3
"""English takes about 4.2 bytes of UTF-8 a token, code and Chinese about 3. An exact count would need each model's own
tokenizer, and a megabyte of vocabulary for it."""


def inputs_of(job: Job) -> dict[str, Any]:
    """The program's inputs by name."""
    inputs = {**job.inputs, job.shape.message_field: harmless(job.message)}
    if job.shape.history_field is not None:
        inputs[job.shape.history_field] = dspy.History(messages=_history(job))
    return inputs


def tokens_about(text: str) -> int:
    """About how many tokens a text takes, rather too many than too few."""
    return len(text.encode()) // _BYTES_PER_TOKEN + 1


def history_room(window: int | None) -> int:
    """How many tokens of the conversation so far go into a prompt: at most half of the model's window."""
    return HISTORY_TOKENS if window is None else min(window // 2, MOST_TOKENS)


def _history(job: Job) -> list[dict[str, Any]]:
    """Past turns in this program's own field names, the newest that fit, oldest first."""
    mapped: list[dict[str, Any]] = []
    room = history_room(job.model.window)
    for turn in _answered(job.turns):
        values = _mapped(job, turn)
        room -= sum(tokens_about(value if isinstance(value, str) else str(value)) for value in values.values())
        if room < 0:
            break
        mapped.append(harmless(values))
    return mapped[::-1]


def _answered(turns: Sequence[Turn]) -> list[Turn]:
    """The turns whose answer said anything before it was stopped or failed, the newest first."""
    return [turn for turn in reversed(turns) if turn.answer]


def _mapped(job: Job, turn: Turn) -> dict[str, Any]:
    """One turn. Another program's maps by role; a field that it has no value for must not be absent, or DSPy writes None."""
    outputs: dict[str, Any] = {}
    for ref in job.shape.fields:
        if turn.program == job.program_id and ref.name in turn.fields:
            outputs[ref.name] = turn.fields[ref.name]
        else:
            outputs[ref.name] = turn.answer if ref.role == "answer" else "(not recorded)"
    return {job.shape.message_field: turn.text, **outputs}
