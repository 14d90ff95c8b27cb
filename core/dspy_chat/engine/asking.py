"""What DSPy's context says of the model call that is being made: whose it is, and in what format it is to be answered."""

import enum
from dataclasses import dataclass
from typing import Any, Literal, get_args, get_origin

import dspy
from dspy.utils.callback import ACTIVE_CALL_ID

from dspy_chat.engine.tap import NAME, Tap, name_of
from dspy_chat.fields import Format


@dataclass(frozen=True)
class Asking:
    """Who asks a model, and for what: taken once, in the program's own context, for all attempts of one call.

    `fields` says of each output field whether it is plain text. `thinking` is the field that takes the model's own
    reasoning. `parent` is the id of the step that asks; `call` is DSPy's own id of the call, which all answers of one that
    asks for several share. `once` says whether a predictor's one call asks once, if the answer is good.
    """

    name: str
    expected: Format | None
    fields: dict[str, bool]
    thinking: str | None
    parent: str | None
    call: str | None = None
    once: bool = True


def asking(tap: Tap) -> Asking:
    """What the caller's context says. To be called in the program's context, before its call leaves it."""
    predictor = calling_predictor()
    call = ACTIVE_CALL_ID.get()
    parent = current_step(tap)
    tap.unasked.discard(call or "")
    if predictor is None:
        return Asking("", None, {}, None, parent, call)
    fields, thinking = {}, None
    for name, info in predictor.signature.output_fields.items():
        fields[name] = is_text(info.annotation)
        if info.annotation is dspy.Reasoning:
            thinking = name
    several = isinstance(dspy.settings.adapter, dspy.TwoStepAdapter) or (predictor.config.get("n") or 1) > 1
    return Asking(_name(predictor, tap), answer_format(), fields, thinking, parent, call, once=not several)


def _name(predictor: Any, tap: Tap) -> str:
    """A predictor's name in the program. One that the program made while it ran, as KNNFewShot does, and that gives the
    program's own outputs, is the main one."""
    made_meanwhile = not hasattr(predictor, NAME)
    if made_meanwhile and tap.fields and tap.fields <= predictor.signature.output_fields.keys():
        return tap.main
    return name_of(predictor)


def current_step(tap: Tap) -> str | None:
    """The id of the step that is going on where this is called; None in the program's own module."""
    return tap.steps.get(ACTIVE_CALL_ID.get() or "")


def asked_fields() -> list[tuple[str, Any]]:
    """The output fields, as (name, annotation), that the predictor which is calling a model asks for."""
    predictor = calling_predictor()
    if predictor is None:
        return []
    return [(name, info.annotation) for name, info in predictor.signature.output_fields.items()]


def calling_predictor() -> Any:
    """The innermost predictor that is running; None for a model that a program calls by itself."""
    modules = dspy.settings.caller_modules or []
    return next((module for module in reversed(modules) if isinstance(module, dspy.Predict)), None)


def answer_format() -> Format | None:
    """The format that the current adapter asks the model for; None for one that is not known here."""
    match dspy.settings.adapter:
        case None:
            return "chat"
        case dspy.JSONAdapter():
            return "json"
        case dspy.XMLAdapter():
            return "xml"
        case dspy.ChatAdapter():
            return "chat"
        case dspy.TwoStepAdapter():
            # Its first answer is prose, in which no field begins; its second, by another model, is in the chat format.
            return "chat"
        case _:
            return None


def is_text(annotation: Any) -> bool:
    """Whether values of this type are a plain text to people: a JSON answer then streams without its quotes."""
    if annotation is str or annotation is dspy.Reasoning:
        return True
    if get_origin(annotation) is Literal:
        return all(isinstance(value, str) for value in get_args(annotation))
    return isinstance(annotation, enum.EnumMeta) and all(isinstance(value, str) for value in _values(annotation))


def _values(kind: Any) -> list[Any]:
    return [member.value for member in kind]
