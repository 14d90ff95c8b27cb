"""`PlainAdapter`: speaks plainly with a small model, and tells the engine which fields the answer must have."""

import enum
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final, Literal, get_args, get_origin

import dspy
import pydantic
from dspy.adapters.utils import format_field_value, get_annotation_name

from .grammar import is_text
from .guided import FIELDS, Field
from .history import PROMPT_WEIGHT, Messages, newest_turns, weight

_GENERATED: Final = "Given the fields "
_INSTRUCTIONS: Final = "You are a helpful assistant. Answer briefly and correctly."


class PlainAdapter(dspy.ChatAdapter):  # type: ignore[misc]
    """A ChatAdapter whose prompts hold no format at all, only instructions and turns; answers are read as ever.

    It needs an engine that guides the model's answer into the chat format. The oldest turns of a `dspy.History` are
    left out where the prompt would weigh more than `history.PROMPT_WEIGHT`.
    """

    def __init__(self) -> None:
        super().__init__(use_json_adapter_fallback=False)

    def __call__(self, lm: Any, lm_kwargs: Any, signature: Any, demos: Any, inputs: Any) -> list[dict[str, Any]]:
        with _fields_of(signature):
            answers: list[dict[str, Any]] = super().__call__(lm, lm_kwargs, signature, demos, inputs)
        return answers

    async def acall(self, lm: Any, lm_kwargs: Any, signature: Any, demos: Any, inputs: Any) -> list[dict[str, Any]]:
        with _fields_of(signature):
            answers: list[dict[str, Any]] = await super().acall(lm, lm_kwargs, signature, demos, inputs)
        return answers

    def format_system_message(self, signature: Any) -> str:
        instructions = signature.instructions.strip()
        lines = [_INSTRUCTIONS if instructions.startswith(_GENERATED) else instructions]
        fields = signature.output_fields
        if len(fields) > 1 or not all(is_text(field.annotation) for field in fields.values()):
            lines.append(f"Reply with {', then '.join(_described(name, field) for name, field in fields.items())}.")
        return "\n".join(lines)

    def format_user_message_content(
        self, signature: Any, inputs: Any, prefix: str = "", suffix: str = "", main_request: bool = False
    ) -> str:
        values = _values(signature.input_fields, inputs)
        given = values[0][1] if len(values) == 1 else "\n".join(f"{name}: {value}" for name, value in values)
        content = "\n".join(part for part in (prefix, given, suffix) if part).strip()
        return content or ("Please answer." if main_request else "")

    def format_assistant_message_content(
        self, signature: Any, outputs: Any, missing_field_message: str | None = None
    ) -> str:
        values = _values(signature.output_fields, outputs)
        if len(values) == 1:
            return values[0][1]
        return "\n".join(f"{Field(name, None).label} {value}" for name, value in values)

    def format_conversation_history(self, signature: Any, history_field_name: str, inputs: Any) -> Messages:
        turns: Messages = super().format_conversation_history(signature, history_field_name, inputs)
        taken = weight(self.format_system_message(signature)) + weight(
            self.format_user_message_content(signature, inputs)
        )
        return newest_turns(turns, PROMPT_WEIGHT - taken)


@contextmanager
def _fields_of(signature: Any) -> Iterator[None]:
    fields = tuple(Field(name, field.annotation) for name, field in signature.output_fields.items())
    token = FIELDS.set(fields)
    try:
        yield
    finally:
        FIELDS.reset(token)


def _values(fields: Any, given: Any) -> list[tuple[str, str]]:
    """The named values as text, without those that are missing or empty."""
    present = [(name, field, given[name]) for name, field in fields.items() if given.get(name) is not None]
    texts = [(name, str(format_field_value(field_info=field, value=value))) for name, field, value in present]
    return [(name, text) for name, text in texts if text.strip()]


def _described(name: str, field: Any) -> str:
    text = name.replace("_", " ")
    if not is_text(field.annotation):
        text += f" ({_kind(field.annotation)})"
    description = (field.json_schema_extra or {}).get("desc")
    return text if not description or description == f"${{{name}}}" else f"{text}: {description}"


def _kind(annotation: Any) -> str:
    if annotation is bool:
        return "True or False"
    if annotation in (int, float):
        return "a number"
    if get_origin(annotation) is Literal:
        return f"one of: {', '.join(map(str, get_args(annotation)))}"
    if isinstance(annotation, enum.EnumMeta):
        return f"one of: {', '.join(str(member.value) for member in list[enum.Enum](annotation))}"
    # Python 3.10 takes list[str] for a class, and then issubclass refuses it
    if get_origin(annotation) is None and isinstance(annotation, type) and issubclass(annotation, pydantic.BaseModel):
        return f"with {', '.join(annotation.model_fields)}"
    return str(get_annotation_name(annotation))
