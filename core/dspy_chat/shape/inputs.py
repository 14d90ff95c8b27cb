"""A program's inputs: which is the message, which the history, and the form for the others."""

import inspect
import types
from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Union, get_args, get_origin

import dspy
import pydantic

from dspy_chat.errors import BadProgram
from dspy_chat.program import Program
from dspy_chat.shape.modules import STATELESS, is_async


def inputs_of(module: Any, predictors: Mapping[str, Any]) -> dict[str, Any]:
    """The inputs by name, as pydantic's FieldInfo: those of the signature, else the parameters of `forward`."""
    signature = signature_of(module)
    if signature is not None:
        return dict(signature.input_fields)
    # From the class: DSPy warns whoever takes `forward` from a module, and means its callers.
    method = getattr(type(module), "aforward" if is_async(module) else "forward").__get__(module)
    known = {
        name: field for predictor in predictors.values() for name, field in predictor.signature.input_fields.items()
    }
    inputs: dict[str, Any] = {}
    for parameter in _parameters(method):
        if parameter.kind is parameter.VAR_KEYWORD and not inputs and predictors:
            return dict(next(iter(predictors.values())).signature.input_fields)
        if parameter.kind in (parameter.VAR_KEYWORD, parameter.VAR_POSITIONAL):
            continue
        annotation = parameter.annotation
        if annotation is parameter.empty or isinstance(annotation, str):
            annotation = known[parameter.name].annotation if parameter.name in known else str
        default = ... if parameter.default is parameter.empty else parameter.default
        inputs[parameter.name] = pydantic.fields.FieldInfo(annotation=annotation, default=default)
    return inputs


def signature_of(module: Any) -> Any:
    """The module's own signature, for DSPy's modules that have one."""
    if type(module) is dspy.ChainOfThought:
        return module.predict.signature
    if not type(module).__module__.startswith("dspy."):
        return None
    return getattr(module, "signature", None)


def _parameters(method: Any) -> Iterable[inspect.Parameter]:
    """The parameters of `forward`; annotations that are text, as under `from __future__ import annotations`, are read."""
    try:
        return inspect.signature(method, eval_str=True).parameters.values()
    except Exception:  # noqa: BLE001 - evaluating an annotation may raise anything; a name known only to type checkers does
        return inspect.signature(method).parameters.values()


def add_history(module: Any) -> str | None:
    """Let a bare predictor remember, though its signature has no history field; returns the field that was added."""
    if type(module) not in STATELESS:
        return None
    predictor: Any = module if type(module) is dspy.Predict else module.predict
    if history_of(predictor.signature.input_fields) is not None or "history" in predictor.signature.fields:
        return None
    predictor.signature = predictor.signature.append("history", dspy.InputField(), dspy.History)
    return "history"


def history_of(inputs: Mapping[str, Any]) -> str | None:
    """The input that takes past turns, by its type; None when there is none."""
    return next((name for name, field in inputs.items() if dspy.History in _members(_annotation(field))), None)


def _annotation(field: Any) -> Any:
    return field.annotation


def _members(annotation: Any) -> tuple[Any, ...]:
    return (annotation, *get_args(annotation))


def _is_text(annotation: Any) -> bool:
    """Whether a plain text is one of the values of this type; a list of texts is not."""
    if get_origin(annotation) in (Annotated, Union, types.UnionType):
        return any(_is_text(member) for member in get_args(annotation))
    return annotation is str


def message_field_of(program: Program, inputs: Mapping[str, Any]) -> str:
    """The input that the chat fills with what the user wrote. Raises BadProgram when there is none."""
    texts = [name for name, field in inputs.items() if _is_text(_annotation(field))]
    name = program.message_field or next(iter(texts), None)
    if name is None or name not in inputs:
        raise BadProgram(
            f"the program {program.id!r} has no text input for the message; "
            f"name one of its inputs with message_field= ({', '.join(map(repr, inputs)) or 'it has none'})"
        )
    return name


def form_of(program: Program, inputs: Mapping[str, Any]) -> type[pydantic.BaseModel]:
    """A model that validates the other inputs. Raises BadProgram for a type that no form can offer.

    `TypeAdapter(annotation)` alone would lose bounds such as `ge`.
    """
    unknown = program.inputs.keys() - inputs.keys()
    if unknown:
        raise BadProgram(
            f"the program {program.id!r} gives defaults for inputs that it does not have: {sorted(unknown)}"
        )
    fields: dict[str, Any] = {}
    for name, field in inputs.items():
        extra = field.json_schema_extra if isinstance(field.json_schema_extra, dict) else {}
        described = extra.get("desc")
        annotation = field.annotation
        for metadata in field.metadata:
            annotation = Annotated[annotation, metadata]
        default = ... if field.is_required() else field.get_default(call_default_factory=True)
        fields[name] = (
            annotation,
            pydantic.Field(
                program.inputs.get(name, default), description=None if described == f"${{{name}}}" else described
            ),
        )
    try:
        form = pydantic.create_model(f"{program.id}-inputs", __config__=pydantic.ConfigDict(extra="forbid"), **fields)
        form.model_json_schema()
    except (pydantic.PydanticSchemaGenerationError, pydantic.PydanticInvalidForJsonSchema) as error:
        raise BadProgram(
            f"the program {program.id!r} has an input whose type no form can offer: {error.message}"
        ) from error
    return form
