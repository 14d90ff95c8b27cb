"""The shape of a program: its inputs, outputs and predictors, read from its DSPy module when it is installed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pydantic

from dspy_chat.errors import BadInput
from dspy_chat.events import FieldRef
from dspy_chat.program import Program
from dspy_chat.shape.harmless import harmless
from dspy_chat.shape.inputs import add_history, form_of, history_of, inputs_of, message_field_of, signature_of
from dspy_chat.shape.modules import (
    STATELESS,
    build,
    is_async,
    load_state,
    name_modules,
    predictors_of,
    remember_cuts,
    tools_of,
)
from dspy_chat.shape.outputs import answer_field_of, kind_of, outputs_of, ref_of
from dspy_chat.shape.tools import tame
from dspy_chat.shape.uploads import FormSchema, check_uploads, refusal

__all__ = ["Shape", "harmless", "kind_of", "predictors_of", "shape_of"]


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
        return self.form.model_json_schema(schema_generator=FormSchema)

    @property
    def is_plain(self) -> bool:
        """Whether it is one bare predictor: it keeps no state, calls no tool, and takes no step but its model call."""
        return type(self.module) in STATELESS

    def instance(self) -> Any:
        """A module for one run: shared where it keeps no state, else a copy, so that runs never meet in it."""
        return self.module if self.is_plain else self.module.deepcopy()

    def taken(self, inputs: Mapping[str, Any]) -> dict[str, Any]:
        """Those inputs of another program's turn that this one has too."""
        return {name: value for name, value in inputs.items() if name in self.form.model_fields}

    def check(self, inputs: Mapping[str, Any]) -> dict[str, Any]:
        """The typed values of the inputs that a turn brings. Raises BadInput naming the field and what it takes."""
        try:
            values = self.form.model_validate(harmless(dict(inputs)))
        except pydantic.ValidationError as error:
            first = error.errors(include_url=False, include_input=False, include_context=False)[0]
            refused = refusal(first["loc"], first["msg"].removeprefix("Value error, "))
            known = ", ".join(repr(name) for name in self.form.model_fields) or "none"
            refused.message += f"; this program's inputs are {known}"
            raise refused from None
        except (TypeError, AttributeError, LookupError) as error:  # a type's own validator: pydantic lets these pass
            raise BadInput("an input has a value that its type does not take") from error
        check_uploads(inputs, values)
        return {name: getattr(values, name) for name in self.form.model_fields}


def shape_of(program: Program) -> Shape:
    """Build a program's module and read its shape. Raises BadProgram, or whatever `build` raises."""
    module = build(program)
    load_state(program, module)
    history = add_history(module)
    predictors = predictors_of(module)
    for predictor in predictors.values():
        remember_cuts(predictor)
    for tool in tools_of(module):
        tame(tool)
    name_modules(module)
    inputs = inputs_of(module, predictors)
    history = history or history_of(inputs)
    main, outputs = outputs_of(program, predictors, signature_of(module))
    answer = answer_field_of(program, outputs)
    message = message_field_of(program, inputs)
    return Shape(
        module=module,
        is_async=is_async(module) if program.is_async is None else program.is_async,
        message_field=message,
        history_field=history,
        answer_field=answer,
        fields=tuple(ref_of(program, name, annotation, answer, main) for name, annotation in outputs.items()),
        main=main,
        form=form_of(program, {name: field for name, field in inputs.items() if name not in (message, history)}),
    )
