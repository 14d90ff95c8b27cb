"""Guided decoding: the headers of DSPy's chat format are written here, the model only fills in each value.

A model of this size keeps to the format by itself in one answer of eight; so it is never asked to. It sees plain text
(`Reasoning:`, `Answer:`) and each value is held to a grammar, so that what comes out can always be read back. Knows
neither DSPy nor the engine.
"""

from collections.abc import Callable, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from .grammar import Grammar, grammar_of, is_text
from .runtime import GenerationFailed, Outcome

Body: TypeAlias = dict[str, Any]
Generate: TypeAlias = Callable[[Body, "Grammar | None", Callable[[str], None]], Outcome]
"""Runs one chat completion under a grammar and hands its text over in pieces."""


@dataclass(frozen=True)
class Field:
    """An output field that an answer must have."""

    name: str
    annotation: Any

    @property
    def label(self) -> str:
        """What the model reads before the value."""
        return f"{self.name.replace('_', ' ').capitalize()}:"


@dataclass(frozen=True, kw_only=True)
class Limits:
    """How far a value may go: tokens of the last field's text (`answer`), of any other text (`text`) and of anything
    else (`typed`). With `one_paragraph`, an empty line ends a text that is not the only field.
    """

    answer: int = 220
    text: int = 140
    typed: int = 768
    one_paragraph: bool = True


FIELDS: Final[ContextVar[tuple[Field, ...] | None]] = ContextVar("dspy_chat_embedded_fields", default=None)
"""The fields of the answer that this context waits for. Set by the adapter, for a request cannot carry them."""


def write_answer(
    generate: Generate, body: Body, fields: Sequence[Field], limits: Limits, emit: Callable[[str], None]
) -> Outcome:
    """Emit a whole answer in `dspy.ChatAdapter`'s format: every field with its header, then the end marker.

    `body["messages"]` is the prompt; `body["max_tokens"]`, where given, bounds each value further. Raises what
    `generate` raises.
    """
    said = ""
    outcomes = []
    for number, field in enumerate(fields):
        emit(f"{chr(10) * 2 if number else ''}[[ ## {field.name} ## ]]\n")
        alone = len(fields) == 1 and is_text(field.annotation)
        said += "" if alone else f"{chr(10) if number else ''}{field.label}"
        value = _Trimmed(emit)
        settings = _settings(body, field, fields, limits)
        if said:
            settings["messages"] = [*body["messages"], {"role": "assistant", "content": said}]
        outcome = generate({**body, **settings}, grammar_of(field.annotation), value.push)
        if not value.text:
            raise GenerationFailed("the prompt leaves no room for an answer", too_long=True)
        outcomes.append(outcome)
        said += value.text if alone else f" {value.text}"
    emit("\n\n[[ ## completed ## ]]")
    return _sum(outcomes)


def _settings(body: Body, field: Field, fields: Sequence[Field], limits: Limits) -> Body:
    if not is_text(field.annotation):
        # The likeliest value, whatever the temperature; a smaller limit would cut it in two.
        return {"max_tokens": limits.typed, "temperature": 0.0}
    most = limits.answer if field == fields[-1] else limits.text
    # A small model goes on to the next field, or begins to contradict itself, inside this one.
    stops = [f"\n{other.label}" for other in fields] + ["\n\n"] * limits.one_paragraph if len(fields) > 1 else []
    return {"max_tokens": min(most, body.get("max_tokens", most)), "stop": [*body.get("stop", ()), *stops]}


def _sum(outcomes: Sequence[Outcome]) -> Outcome:
    """One answer: the prompt counts once, because the later fields only go on where the one before stopped."""
    first = outcomes[0]
    cut = any(outcome.cut for outcome in outcomes)
    return Outcome(cut, first.prompt, first.cached, sum(outcome.output for outcome in outcomes))


class _Trimmed:
    """Passes text on at once, but for white space at its ends: a reader of the format would drop that."""

    def __init__(self, emit: Callable[[str], None]) -> None:
        self._emit = emit
        self._held = ""
        self.text = ""

    def push(self, piece: str) -> None:
        piece = self._held + piece
        if not self.text:
            piece = piece.lstrip()
        kept = piece.rstrip()
        self._held = piece[len(kept) :]
        if kept:
            self.text += kept
            self._emit(kept)
