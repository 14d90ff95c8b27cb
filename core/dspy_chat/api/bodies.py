"""Request (`In`) and response (`Out`) bodies: shapes only."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from dspy_chat.events import FieldRef, ModelRef, ProgramRef, RunStatus, Usage
from dspy_chat.store import TOGETHER
from dspy_chat.wellformed import clean_json

Id = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
"""An opaque id: 32 hexadecimal digits."""


class _In(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    @model_validator(mode="before")
    @classmethod
    def _well_formed(cls, value: Any) -> Any:
        """What a person sends is refused where what a model sends is repaired: nobody writes half a character."""
        try:
            changed = clean_json(value) != value
        except RecursionError:
            raise PydanticCustomError("nested", "its values are nested too deeply") from None
        if changed:
            raise PydanticCustomError("text", "send text without U+0000 and unpaired surrogates, and finite numbers")
        return value


class ByIn(_In):
    """Who else answers a turn; absent: the turn's own program, or model."""

    program: str | None = Field(None, max_length=64)
    model: str | None = Field(None, max_length=200)


class TurnIn(_In):
    """One turn. Only `message` is required: a new conversation with the default program on the default model."""

    message: str = Field(min_length=1, max_length=200_000)
    conversation: Id | None = Field(None, description="absent: a new conversation")
    parent: Id | None = Field(
        None, description="answer to go on after; absent: the end of the current branch; null: none, a new beginning"
    )
    program: str | None = Field(None, max_length=64, description="absent: the conversation's, else the default program")
    model: str | None = Field(None, max_length=200, description="absent: the default model")
    inputs: dict[str, JsonValue] = Field(default_factory=dict, description="the program's other inputs, by name")
    others: list[ByIn] = Field(
        default_factory=list,
        max_length=TOGETHER - 1,
        description="who else answers, at the same time and beside it; a program gets those of the inputs that it takes",
    )


class RerunIn(_In):
    """By whom a turn is answered once more; absent: by whom it was answered."""

    program: str | None = Field(None, max_length=64)
    model: str | None = Field(None, max_length=200, description="the default model where the one that answered is gone")


class BranchIn(_In):
    """The branch to show: any message of it. It goes on below that as it was shown last."""

    message: Id


class _Change(_In):
    """What is to become of a conversation; what is absent stays."""

    pinned: bool = False
    archived: bool = False

    @model_validator(mode="after")
    def _says_what(self) -> "_Change":
        if self.model_fields_set <= {"conversations"}:
            names = ", ".join(name for name in type(self).model_fields if name != "conversations")
            raise PydanticCustomError("empty", "say what is to change: {names}", {"names": names})
        return self


class ConversationIn(_Change):
    """What is to become of one conversation; what is absent stays."""

    title: str = Field("", min_length=1, max_length=200)


class ConversationsIn(_Change):
    """What is to become of several conversations; what is absent stays. `deleted` false restores."""

    conversations: list[Id] = Field(min_length=1, max_length=1000)
    deleted: bool = False


class ErrorOut(BaseModel):
    """Every refusal before a stream. `code` is stable; `message` names what would have worked."""

    code: str
    message: str
    run: str | None = None
    input: str | None = Field(None, description="JSON pointer to the program's input that is refused")
    reason: str | None = Field(None, description="what is wrong with that input")


class RunErrorOut(BaseModel):
    code: str
    message: str
    retryable: bool
    retry_after: float | None = Field(default=None, description="in seconds from the run's end")
    ref: str | None = None


class RunOut(BaseModel):
    """One execution of a program for one turn. Times are UTC in integer milliseconds."""

    id: str
    conversation: str
    message: str
    status: RunStatus
    program: ProgramRef
    model: ModelRef
    fields: list[FieldRef]
    usage: Usage | None
    ms: int | None
    error: RunErrorOut | None
    started_at: int
    ended_at: int | None
    steps: bool | None = Field(description="whether its events tell of steps; null before its end, and of old runs")


Rating = Literal["up", "down"]


class FeedbackIn(_In):
    """What a person thinks of an answer, all of it: what is absent is none. All absent takes it back."""

    rating: Rating | None = None
    comment: str = Field("", max_length=20_000)
    corrections: dict[str, JsonValue] = Field(
        default_factory=dict, description="the right values, by the name of the field; null: there should be nothing"
    )


class FeedbackOut(BaseModel):
    rating: Rating | None
    comment: str
    corrections: dict[str, JsonValue]
    given_at: int


class MessageOut(BaseModel):
    """One side of a turn. An answer carries its run; while that is running, `text` and `fields` are what is stored yet.

    `siblings` are the messages with the same parent, the oldest first, itself among them: answers to the same question, or
    other questions in its place. None where it stands alone.
    """

    id: str
    parent: str | None
    role: Literal["user", "assistant"]
    text: str
    fields: dict[str, JsonValue]
    created_at: int
    run: RunOut | None
    siblings: list[str]
    feedback: FeedbackOut | None


class ConversationOut(BaseModel):
    """A line of the conversation list. `running` is the run that is answering now."""

    id: str
    title: str
    program: str
    created_at: int
    updated_at: int
    running: str | None
    pinned: bool
    archived: bool
    deleted_at: int | None = Field(description="null: it is not deleted; else it can be restored for a while")


class ConversationsOut(BaseModel):
    conversations: list[ConversationOut]
    next: str | None = Field(default=None, description="cursor of the next page, to send as `after`")


class ConversationTreeOut(ConversationOut):
    """A conversation with the messages of a branch, oldest first. `head` is the newest message of the branch."""

    head: str | None
    messages: list[MessageOut]
    earlier: str | None = Field(description="the first of them, to send as `before`; null: it is the beginning")


class PartOut(BaseModel):
    """A stretch of text; `hit` says whether it is what was looked for."""

    text: str
    hit: bool


class FoundOut(BaseModel):
    """A message that holds what was looked for, and where: plain text, to be shown as it is."""

    conversation: str
    title: str = Field(description="the conversation's")
    message: str
    role: Literal["user", "assistant"]
    created_at: int
    snippet: list[PartOut] = Field(description="the place of the hits; without one where only the title holds them")


class SearchOut(BaseModel):
    """The newest first. `words` is what was looked for: none where `q` holds no letter or digit."""

    words: list[str]
    found: list[FoundOut]
    next: str | None = Field(description="cursor of the next page, to send as `after`")


class ProgramOut(BaseModel):
    """An installed program."""

    id: str
    title: str
    description: str
    version: str
    plugin: str
    starters: list[str]
    message_field: str
    answer_field: str
    inputs: dict[str, JsonValue] = Field(description="JSON Schema of the inputs that the chat does not fill itself")
    fields: list[FieldRef]
    default: bool


class PluginOut(BaseModel):
    """An installed plugin. A failed one offers no programs and says why."""

    name: str
    distribution: str
    version: str
    status: Literal["ok", "failed"]
    error: str | None


class ProgramsOut(BaseModel):
    programs: list[ProgramOut]
    plugins: list[PluginOut]


class ModelOut(ModelRef):
    default: bool


class ModelsOut(BaseModel):
    models: list[ModelOut]
