"""A program's outputs: which predictor makes them, what each is for, and how it is shown."""

import enum
from collections.abc import Mapping
from typing import Annotated, Any, Final, Literal, get_args, get_origin

import dspy

from dspy_chat.events import FieldKind, FieldRef, FieldRole
from dspy_chat.program import Program

_CHOICES: Final = 12
_CHOICE: Final = 40
"""Most choices, and most characters of one, that a `start` event tells."""
_THINKING: Final = frozenset({"reasoning", "rationale", "thoughts"})


def outputs_of(program: Program, predictors: Mapping[str, Any], signature: Any) -> tuple[str, dict[str, Any]]:
    """The main predictor, and the program's outputs by name with their annotations.

    A module with a `signature` of its own, as DSPy's have, gives what that says, and its main predictor is the last whose
    outputs hold all of it: none where it hands its answer to a tool, as ReActV2 does, and tells it by its result alone. Of
    any other module the last predictor makes the result, unless a field is named.
    """
    wanted = set(_annotations(signature)) if signature is not None else {program.answer_field} - {None}
    for name, predictor in reversed(list(predictors.items())):
        outputs = _annotations(predictor.signature)
        if wanted <= outputs.keys():
            return name, outputs
    return "", _annotations(signature) if signature is not None else {program.answer_field or "answer": str}


def _annotations(signature: Any) -> dict[str, Any]:
    return {field: info.annotation for field, info in signature.output_fields.items()}


def answer_field_of(program: Program, outputs: Mapping[str, Any]) -> str:
    """The output that is the answer: the one named, else the last text that is not thinking, else the last."""
    if program.answer_field is not None:
        return program.answer_field
    texts = [name for name, annotation in outputs.items() if annotation is str and name not in _THINKING]
    return (texts or list(outputs))[-1]


def ref_of(program: Program, name: str, annotation: Any, answer: str, main: str) -> FieldRef:
    """One output as the client needs to know it."""
    return FieldRef(
        name=name,
        title=name.replace("_", " ").capitalize(),
        kind=kind_of(annotation),
        role=_role(program, name, annotation, answer),
        predictor=main,
        choices=_choices(annotation),
    )


def _choices(annotation: Any) -> tuple[str, ...] | None:
    """The values of a choice, as they are shown; None for what is no choice, or one among too many to be told each time."""
    if kind_of(annotation) != "choice":
        return None
    origin, some = get_origin(annotation), get_args(annotation)
    if origin is Literal:
        named = tuple(str(value) for value in some)
    elif origin is None:
        named = tuple(str(member.value) for member in annotation)
    else:
        return next((_choices(member) for member in some if kind_of(member) == "choice"), None)
    return named if len(named) <= _CHOICES and all(len(name) <= _CHOICE for name in named) else None


def _role(program: Program, name: str, annotation: Any, answer: str) -> FieldRole:
    if name in program.roles:
        return program.roles[name]
    if name == answer:
        return "answer"
    return "thinking" if name in _THINKING or annotation is dspy.Reasoning else "detail"


_KINDS: Final[tuple[tuple[type, FieldKind], ...]] = (
    (bool, "boolean"),
    (int, "number"),
    (float, "number"),
    (str, "text"),
    (enum.Enum, "choice"),
    (dspy.Reasoning, "text"),
    (dspy.Code, "code"),
    (dspy.Image, "image"),
    (list, "list"),
)


def kind_of(annotation: Any) -> FieldKind:
    """How a value of this type is shown."""
    origin = get_origin(annotation)
    if origin is Annotated:
        return kind_of(get_args(annotation)[0])
    if origin is Literal:
        return "choice"
    some = [member for member in get_args(annotation) if member is not type(None)]
    if origin is not None and len(some) == 1 and type(None) in get_args(annotation):
        return kind_of(some[0])
    plain = origin or annotation
    if not isinstance(plain, type):
        return "json"
    if issubclass(plain, enum.Enum):
        return "choice"
    if plain.__name__ == "Citations" and plain.__module__.startswith("dspy."):
        return "citations"
    return next((kind for known, kind in _KINDS if issubclass(plain, known)), "json")
