"""The shape of a program: its inputs, outputs and predictors, read from its DSPy module when it is installed."""

import enum
import inspect
import re
import types
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin

import dspy
import pydantic

from dspy_chat.errors import BadInput, BadProgram
from dspy_chat.events import FieldKind, FieldRef, FieldRole
from dspy_chat.program import Program

_THINKING: Final = frozenset({"reasoning", "rationale", "thoughts"})
_ASYNC_SAFE: Final = (dspy.Predict, dspy.ChainOfThought, dspy.ReAct)
"""DSPy's own modules whose `aforward` does what their `forward` does. CodeAct's and RLM's do not, and others have none."""
_STATELESS: Final = (dspy.Predict, dspy.ChainOfThought)
_MARKERS: Final = re.compile("<<CUSTOM-TYPE-(START|END)-IDENTIFIER>>")


@dataclass(frozen=True)
class Shape:
    """What the chat needs to know of a program. `main` names the predictor whose fields are the result."""

    module: Any
    is_async: bool
    message_field: str
    history_field: str | None
    answer_field: str
    fields: tuple[FieldRef, ...]
    main: str
    form: type[pydantic.BaseModel]

    @property
    def schema(self) -> dict[str, Any]:
        """JSON Schema of the inputs that the chat does not fill itself."""
        return self.form.model_json_schema()

    @property
    def is_plain(self) -> bool:
        """Whether it is one bare predictor: it keeps no state, calls no tool, and takes no step but its model call."""
        return type(self.module) in _STATELESS

    def instance(self) -> Any:
        """A module for one run: shared where it keeps no state, else a copy, so that runs never meet in it."""
        return self.module if self.is_plain else self.module.deepcopy()

    def check(self, inputs: Mapping[str, Any]) -> dict[str, Any]:
        """The typed values of the inputs that a turn brings. Raises BadInput naming the field and what it takes."""
        try:
            values = self.form.model_validate(harmless(dict(inputs)))
        except pydantic.ValidationError as error:
            first = error.errors(include_url=False, include_input=False, include_context=False)[0]
            where = ".".join(str(part) for part in first["loc"])
            known = ", ".join(repr(name) for name in self.form.model_fields) or "none"
            raise BadInput(f"the input {where!r}: {first['msg']}; this program's inputs are {known}") from None
        return {name: getattr(values, name) for name in self.form.model_fields}


def harmless(value: Any) -> Any:
    """`value` without DSPy's custom-type markers, which would turn a person's text into an image part of the prompt."""
    match value:
        case str():
            # Never by nothing: what stands on its two sides could make a marker anew.
            return _MARKERS.sub(" ", value)
        case list():
            return [harmless(item) for item in value]
        case dict():
            return {harmless(key): harmless(item) for key, item in value.items()}
        case _:
            return value


def shape_of(program: Program) -> Shape:
    """Build a program's module and read its shape. Raises BadProgram, or whatever `build` raises."""
    module = _build(program)
    _load_state(program, module)
    history = _add_history(module)
    predictors = predictors_of(module)
    inputs = _inputs(module, predictors)
    history = history or _history_of(inputs)
    main, outputs = _outputs(program, predictors)
    answer = _answer_field(program, outputs)
    message = _message_field(program, inputs)
    return Shape(
        module=module,
        is_async=_is_async(module) if program.is_async is None else program.is_async,
        message_field=message,
        history_field=history,
        answer_field=answer,
        fields=tuple(_ref(program, name, annotation, answer, main) for name, annotation in outputs.items()),
        main=main,
        form=_form(program, {name: field for name, field in inputs.items() if name not in (message, history)}),
    )


def predictors_of(module: Any) -> dict[str, Any]:
    """Every predictor of a module by its path, in the order of definition, those inside compiled sub-modules too.

    DSPy's `named_predictors` skips those, and it walks breadth first: `self.draft = ChainOfThought(...)` would come behind
    a `self.polish = Predict(...)` that is defined after it.
    """
    return {name.removeprefix("self.") or "self": found for name, found in _walk("self", module, set())}


def _walk(name: str, item: Any, seen: set[int]) -> Iterator[tuple[str, Any]]:
    if id(item) in seen:
        return
    seen.add(id(item))
    if isinstance(item, dspy.Predict):
        yield name, item
    parts: Iterable[tuple[str, Any]] = ()
    match item:
        case dspy.Module():
            parts = [(f"{name}.{part}", value) for part, value in vars(item).items()]
        case list() | tuple():
            parts = [(f"{name}[{at}]", value) for at, value in enumerate(item)]
        case dict():
            parts = [(f"{name}[{key!r}]", value) for key, value in item.items()]
    for part, value in parts:
        yield from _walk(part, value, seen)


def _build(program: Program) -> Any:
    made = program.build
    is_signature = isinstance(made, str) or (isinstance(made, type) and issubclass(made, dspy.Signature))
    if not is_signature:
        made = made()
        is_signature = isinstance(made, str) or (isinstance(made, type) and issubclass(made, dspy.Signature))
    if is_signature:
        made = dspy.Predict(made)
    if not isinstance(made, dspy.Module):
        raise BadProgram(f"build of the program {program.id!r} returned {type(made).__name__}, not a dspy.Module")
    return made


def _load_state(program: Program, module: Any) -> None:
    if program.state is None:
        return
    path = Path(program.state)
    if path.suffix != ".json":
        raise BadProgram(
            f"the state {str(path)!r} of the program {program.id!r} must be the .json file that module.save writes"
        )
    module.load(str(path))
    module.set_lm(None)  # a saved state pins its model; the server chooses it


def _add_history(module: Any) -> str | None:
    """Let a bare predictor remember, though its signature has no history field."""
    if type(module) not in _STATELESS:
        return None
    predictor: Any = module if type(module) is dspy.Predict else module.predict
    if _history_of(predictor.signature.input_fields) is not None or "history" in predictor.signature.fields:
        return None
    predictor.signature = predictor.signature.append("history", dspy.InputField(), dspy.History)
    return "history"


def _history_of(inputs: Mapping[str, Any]) -> str | None:
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


def _inputs(module: Any, predictors: Mapping[str, Any]) -> dict[str, Any]:
    """The inputs by name, as pydantic's FieldInfo: those of the signature, else the parameters of `forward`."""
    signature = _signature(module)
    if signature is not None:
        return dict(signature.input_fields)
    method = module.aforward if _is_async(module) else module.forward
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


def _parameters(method: Any) -> Iterable[inspect.Parameter]:
    """The parameters of `forward`; annotations that are text, as under `from __future__ import annotations`, are read."""
    try:
        return inspect.signature(method, eval_str=True).parameters.values()
    except Exception:  # noqa: BLE001 - evaluating an annotation may raise anything; a name known only to type checkers does
        return inspect.signature(method).parameters.values()


def _signature(module: Any) -> Any:
    """The module's own signature, for DSPy's modules that have one."""
    if type(module) is dspy.ChainOfThought:
        return module.predict.signature
    if not type(module).__module__.startswith("dspy."):
        return None
    return getattr(module, "signature", None)


def _outputs(program: Program, predictors: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """The main predictor, and its output annotations by name. The last one makes the result, unless a field is named."""
    wanted = program.answer_field
    for name, predictor in reversed(list(predictors.items())):
        outputs = {field: info.annotation for field, info in predictor.signature.output_fields.items()}
        if wanted is None or wanted in outputs:
            return name, outputs
    return "", {wanted or "answer": str}


def _answer_field(program: Program, outputs: Mapping[str, Any]) -> str:
    if program.answer_field is not None:
        return program.answer_field
    texts = [name for name, annotation in outputs.items() if annotation is str and name not in _THINKING]
    return (texts or list(outputs))[-1]


def _message_field(program: Program, inputs: Mapping[str, Any]) -> str:
    texts = [name for name, field in inputs.items() if _is_text(_annotation(field))]
    name = program.message_field or next(iter(texts), None)
    if name is None or name not in inputs:
        raise BadProgram(
            f"the program {program.id!r} has no text input for the message; "
            f"name one of its inputs with message_field= ({', '.join(map(repr, inputs)) or 'it has none'})"
        )
    return name


def _ref(program: Program, name: str, annotation: Any, answer: str, main: str) -> FieldRef:
    return FieldRef(
        name=name,
        title=name.replace("_", " ").capitalize(),
        kind=kind_of(annotation),
        role=_role(program, name, annotation, answer),
        predictor=main,
    )


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


def _is_async(module: Any) -> bool:
    """Whether `aforward` is this module's own way: not one inherited from below an overridden `forward` (as in CodeAct)."""
    lineage = type(module).__mro__
    place = {
        name: next((i for i, cls in enumerate(lineage) if name in vars(cls)), None) for name in ("forward", "aforward")
    }
    if place["aforward"] is None:
        return False
    if place["forward"] is not None and place["forward"] < place["aforward"]:
        return False
    definer = lineage[place["aforward"]]
    return definer in _ASYNC_SAFE or not definer.__module__.startswith("dspy.")


def _form(program: Program, inputs: Mapping[str, Any]) -> type[pydantic.BaseModel]:
    """A model that validates the other inputs. `TypeAdapter(annotation)` alone would lose bounds such as `ge`."""
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
