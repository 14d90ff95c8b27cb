"""The lines of an export: one JSON value each. Knows their shapes and their text, and no file, database or order.

{"type":"dspy-chat","v":2}                                            once, first
{"type":"conversation","id","title","program","head","created_at","updated_at","messages"}
{"type":"message","id","conversation","parent","role","text","fields","created_at"}, and "feedback" of an answer that has it
{"type":"run",...}                                                    right after the answer that it made
{"type":"start",...} {"type":"token",...} ... {"type":"end",...}      its events, the very text that was stored and sent
{"type":"gone","conversation"}                                        drop the conversation: deleted meanwhile, or damaged
{"type":"counts","conversations","messages","runs","events"}          once, last: without it a file was cut

Version 1 had no feedback, and is read too.
"""

import json
from typing import Annotated, Any, Final, Literal, TypeAlias

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    JsonValue,
    StringConstraints,
    TypeAdapter,
    ValidationError,
    model_validator,
)
from pydantic_core import PydanticCustomError

from dspy_chat.errors import BadInput
from dspy_chat.events import EndStatus, ErrorEvent, ModelUsage, Usage
from dspy_chat.store import FeedbackRow, Head, MessageRow, RunRow
from dspy_chat.wellformed import clean_json

LARGEST: Final = 2**53
"""Whole numbers behind this are not told apart by JavaScript."""

_SHOWN: Final = 80


def _well_formed(value: Any) -> Any:
    if clean_json(value) != value:
        raise PydanticCustomError("text", "text with U+0000, or a number that JSON does not have")
    return value


def countable(usage: ModelUsage) -> ModelUsage:
    """Usage whose numbers a browser can hold. Raises as a validator does."""
    parts = [usage, *(usage.by_model.values() if isinstance(usage, Usage) else ())]
    if any(
        not 0 <= count <= LARGEST for part in parts for count in (part.input, part.output, part.total, part.cached or 0)
    ):
        raise PydanticCustomError("count", "numbers of tokens from 0 to 2**53")
    return usage


def _one_line(title: str) -> str:
    if " ".join(title.split()) != title:
        raise PydanticCustomError("title", "a title stands on one line, without space around it")
    return title


Id = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
Count = Annotated[int, Field(ge=0, le=LARGEST)]
Text = Annotated[str, BeforeValidator(_well_formed)]
Fields = Annotated[dict[str, JsonValue], BeforeValidator(_well_formed)]


class _Line(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class FirstLine(_Line):
    type: Literal["dspy-chat"]
    v: Literal[1, 2]


class ConversationLine(_Line):
    """`messages` is how many follow; `head` is the newest of the branch that is shown."""

    type: Literal["conversation"]
    id: Id
    title: Annotated[Text, Field(min_length=1, max_length=200), AfterValidator(_one_line)]
    program: Annotated[Text, Field(min_length=1, max_length=64)]
    head: Id | None
    created_at: Count
    updated_at: Count
    messages: Count

    def row(self) -> Head:
        return Head(self.id, self.title, self.program, self.head, self.created_at, self.updated_at)


class FeedbackPart(_Line):
    """What was thought of an answer: one thing at least."""

    rating: Literal["up", "down"] | None
    comment: Annotated[Text, Field(max_length=20_000)]
    corrections: Fields
    given_at: Count

    @model_validator(mode="after")
    def _something(self) -> "FeedbackPart":
        if not (self.rating or self.comment or self.corrections):
            raise PydanticCustomError("feedback", "feedback that says nothing")
        return self

    def row(self) -> FeedbackRow:
        return FeedbackRow(self.rating, self.comment, compact(self.corrections), self.given_at)


class MessageLine(_Line):
    type: Literal["message"]
    id: Id
    conversation: Id
    parent: Id | None
    role: Literal["user", "assistant"]
    text: Text
    fields: Fields
    created_at: Count
    feedback: FeedbackPart | None = None

    def row(self) -> MessageRow:
        return MessageRow(self.id, self.parent, self.role, self.text, compact(self.fields), self.created_at)


class RunError(_Line):
    code: Text
    message: Text
    retryable: bool
    ref: Text | None = None


class TracedMessage(_Line):
    role: str
    text: str


class TracedCall(_Line):
    """A model call as `engine.trace` tells it; a test holds the two against each other."""

    id: str
    predictor: str
    parent: str | None
    model: str
    messages: list[TracedMessage]
    answer: str
    thinking: str | None
    usage: Annotated[ModelUsage, AfterValidator(countable)]
    began_ms: Count
    ms: Count | None
    error: str | None
    cut: bool


class Traced(_Line):
    v: Literal[1]
    calls: list[TracedCall]
    dropped: Count


_TRACED: Final = TypeAdapter(Traced)


def _trace(value: Any) -> Any:
    """The value as it is, once it has the shape: a number must not change its text on the way."""
    _TRACED.validate_json(compact(_well_formed(value)))
    return value


class RunLine(_Line):
    """What is known of a run beside its events; all but `usage`, `ended_at` and `trace` stands in those too."""

    type: Literal["run"]
    id: Id
    conversation: Id
    message: Id
    program: str
    version: str
    model: str
    status: EndStatus
    usage: Annotated[Usage, BeforeValidator(_well_formed), AfterValidator(countable)] | None
    error: RunError | None
    ms: Count
    started_at: Count
    ended_at: Count
    trace: Annotated[dict[str, JsonValue], BeforeValidator(_trace)] | None

    def row(self, start: str) -> RunRow:
        """The row, with the text of its start event."""
        return RunRow(
            self.id,
            self.message,
            self.program,
            self.model,
            self.status,
            start,
            self.usage.model_dump_json(exclude_none=True) if self.usage else None,
            error_text(self.error),
            self.ms,
            self.started_at,
            self.ended_at,
            compact(self.trace) if self.trace is not None else None,
        )


class GoneLine(_Line):
    type: Literal["gone"]
    conversation: Id


class CountsLine(_Line):
    type: Literal["counts"]
    conversations: Count
    messages: Count
    runs: Count
    events: Count


Line: TypeAlias = FirstLine | ConversationLine | MessageLine | RunLine | GoneLine | CountsLine
_LINE: Final[TypeAdapter[Line]] = TypeAdapter(Annotated[Line, Field(discriminator="type")])


def read(text: str) -> Line:
    """The value of a line that is no event. Raises BadInput."""
    try:
        return _LINE.validate_json(text)
    except ValidationError as error:
        raise BadInput(why(error)) from None


def why(error: ValidationError) -> str:
    """What is wrong with a line, in one sentence."""
    first = error.errors(include_url=False, include_input=False)[0]
    place = shown(".".join(str(part) for part in first["loc"][1:6]))[1:-1]
    match first["type"]:
        case "json_invalid" if "recursion" in first["msg"]:
            return "it is nested too deeply"
        case "json_invalid":
            return f"it is not JSON: {first['ctx']['error']}"
        case "union_tag_invalid" | "union_tag_not_found":
            return 'its "type" is none that stands here'
        case "string_pattern_mismatch":
            return f"{place}: this is not an id; ids are 32 hexadecimal digits"
        case _:
            return f"{place}: {first['msg']}" if place else first["msg"]


def shown(value: object) -> str:
    """A value of a file in an error that is told, perhaps in a terminal: short, and without control characters."""
    text = repr(value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…{text[-1]}"


def compact(value: Any) -> str:
    """JSON text as the store writes it."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def error_text(error: RunError | ErrorEvent | None) -> str | None:
    """A run's error as the store writes it."""
    if error is None:
        return None
    return compact(error.model_dump(include={"code", "message", "retryable", "ref"}, exclude_none=True))
