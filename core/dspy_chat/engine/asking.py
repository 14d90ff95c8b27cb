"""What DSPy's context says of the model call that is being made: whose it is, and in what format it is to be answered."""

from typing import Any

import dspy

from dspy_chat.fields import Format


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
        case _:
            return None
