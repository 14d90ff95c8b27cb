"""The event protocol, version 1: a closed set of plain values.

Wire, database, export and browser keep the same JSON. This file knows nothing of SSE, SQL or DSPy.

Every stored event carries `run`, `seq` (contiguous from 1 within its run) and `t` (ms since the run started).
`Ping` is the exception: it keeps a quiet connection alive and is never stored.
"""

from typing import Annotated, Final, Literal, TypeAlias

import orjson
from pydantic import BaseModel, ConfigDict, Field, JsonValue, TypeAdapter

VERSION: Final = 1

FieldKind: TypeAlias = Literal["text", "number", "boolean", "choice", "list", "json", "image", "citations", "code"]
FieldRole: TypeAlias = Literal["answer", "thinking", "detail"]
ModelKind: TypeAlias = Literal["cloud", "server", "embedded", "demo"]
Can: TypeAlias = Literal["tools", "reasoning", "schema", "images"]
StatusKind: TypeAlias = Literal["module", "model", "tool", "progress", "retry", "reset", "queue"]
RunStatus: TypeAlias = Literal["running", "completed", "stopped", "failed", "interrupted"]
EndStatus: TypeAlias = Literal["completed", "stopped", "failed", "interrupted"]


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class FieldRef(_Value):
    """One output field of a program, as the client needs to know it before the first token.

    `choices` are what a `choice` was made among, where they are few and short enough to be shown.
    """

    name: str
    title: str
    kind: FieldKind
    role: FieldRole
    predictor: str
    choices: tuple[str, ...] | None = None


class ProgramRef(_Value):
    """Which program, in which version, a run executes."""

    id: str
    title: str
    version: str


class ModelRef(_Value):
    """Which language model answers, why this one, and (`hint`) how to get a better one.

    `can` is what it is known to be able to do by itself, and `window` how many tokens it can read at once; absent when
    that is not known.
    """

    id: str
    title: str
    kind: ModelKind
    reason: str
    hint: str | None = None
    can: tuple[Can, ...] | None = None
    window: int | None = None


class ModelUsage(_Value):
    """Tokens of one model. `cost` is in US dollars and absent when the price is not known.

    `cached` counts those of the `input` tokens that the provider had read before; absent when it says nothing of that.
    """

    input: int = 0
    output: int = 0
    total: int = 0
    cached: int | None = None
    cost: float | None = None


class Usage(ModelUsage):
    """Tokens of a whole run, summed over threads, retries and models."""

    by_model: dict[str, ModelUsage] = Field(default_factory=dict)


class _Stored(_Value):
    """The envelope of every stored event. `type` stands first in the JSON, for people and for `type_of`."""

    type: str
    run: str
    seq: int = Field(ge=1)
    t: int = Field(ge=0, description="milliseconds since the run started")


class StartEvent(_Stored):
    """First of every run; durable together with the user's message before any byte is sent."""

    type: Literal["start"]
    v: Literal[1]
    conversation: str
    message: str = Field(description="id of the answer")
    parent: str = Field(description="id of the user's message")
    program: ProgramRef
    model: ModelRef
    fields: list[FieldRef]
    started_at: int = Field(description="UTC, integer milliseconds")


class TokenEvent(_Stored):
    """`text` is appended to `field`. `predictor` and `call` are absent for the program's main predictor."""

    type: Literal["token"]
    field: str
    text: str
    predictor: str | None = None
    call: str | None = None


class StatusEvent(_Stored):
    """Progress beside the text. `kind="reset"` takes back all text of the predictor that `name` names; with an `id`, only
    that of the model call of this id.

    A module, model or tool that has started ends later, or fails, under the same `id`; `parent` is the `id` of the step
    that it is a part of. `fraction` (0 to 1) is how far a `progress` has come.
    """

    type: Literal["status"]
    kind: StatusKind
    state: Literal["start", "end", "error"] | None = None
    name: str
    id: str | None = None
    parent: str | None = None
    detail: str | None = None
    ms: int | None = None
    fraction: float | None = Field(default=None, ge=0, le=1)


class FinalEvent(_Stored):
    """The authoritative result: complete even when no token was sent."""

    type: Literal["final"]
    fields: dict[str, JsonValue]
    answer: str
    usage: Usage
    cached: bool
    ms: int


class ErrorEvent(_Stored):
    """`message` is safe to show; `ref` finds the details in the server's log. Never an exception's text."""

    type: Literal["error"]
    code: str
    message: str
    retryable: bool
    retry_after: float | None = None
    ref: str | None = None


class EndEvent(_Stored):
    """Last of every run, exactly once, in the same transaction as the run's status."""

    type: Literal["end"]
    status: EndStatus


class Ping(_Value):
    """Sent every few seconds on an open stream. Has no id and is not stored."""

    type: Literal["ping"]


Event: TypeAlias = Annotated[
    StartEvent | TokenEvent | StatusEvent | FinalEvent | ErrorEvent | EndEvent, Field(discriminator="type")
]
WireEvent: TypeAlias = Annotated[
    StartEvent | TokenEvent | StatusEvent | FinalEvent | ErrorEvent | EndEvent | Ping, Field(discriminator="type")
]

EVENT: Final[TypeAdapter[Event]] = TypeAdapter(Event)
WIRE: Final[TypeAdapter[WireEvent]] = TypeAdapter(WireEvent)


def encode(event: "Event") -> str:
    """The JSON text of an event: one line, absent fields left out. What is stored and sent, byte for byte."""
    return event.model_dump_json(exclude_none=True)


def encode_token(run: str, seq: int, t: int, field: str, text: str, predictor: str | None, call: str | None) -> str:
    """What `encode` writes for such a TokenEvent, ten times as fast: tokens are nearly all events, and their values ours."""
    more = f',"predictor":{_json(predictor)}' if predictor is not None else ""
    if call is not None:
        more += f',"call":{_json(call)}'
    return f'{{"type":"token","run":"{run}","seq":{seq},"t":{t},"field":{_json(field)},"text":{_json(text)}{more}}}'


def _json(text: str) -> str:
    return orjson.dumps(text).decode()


def type_of(data: str) -> str:
    """The type of an encoded event, without decoding it: `encode` always writes it first."""
    return data[9 : data.index('"', 9)]


_ASIDE: Final = ('"kind":"model"', '"kind":"queue"', '"kind":"reset"')


def is_step(data: str) -> bool:
    """Whether an encoded event tells of a step on the way to an answer: what an inner predictor wrote, or what the program
    did. A model call, a wait and what is taken back are none by themselves. A quote in a text is never bare, nor found here.
    """
    if data.startswith('{"type":"status"'):
        return not any(kind in data for kind in _ASIDE)
    return data.startswith('{"type":"token"') and ',"predictor":"' in data


def t_of(data: str) -> int:
    """The `t` of an encoded event, without decoding it: it stands behind ids and numbers only."""
    at = data.index('"t":') + 4
    return int(data[at : data.index(",", at)])


def decode(data: str | bytes) -> "Event":
    """Read what `encode` wrote. Raises pydantic.ValidationError on anything else."""
    return EVENT.validate_json(data)
