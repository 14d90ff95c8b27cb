"""The model calls of one run: what was sent and answered, for whom, how long it took, and what it used. Bounded in size."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from dspy_chat.wellformed import clean

VERSION: Final = 1
CALLS: Final = 200
"""Most calls that are kept of a run; of more, only their number and what they used."""
MESSAGE: Final = 32_000
"""Most characters that are kept of one message or answer."""
WHOLE: Final = 1_000_000
"""Most characters that are kept of all messages and answers of a run; of calls behind that, only their figures."""


STOPPED: Final = "stopped"
"""The outcome of a call that was going when its run ended."""


@dataclass
class Spent:
    """Tokens of one model in one run. `cached` and `cost` (US dollars) stay None while nothing is known of them."""

    input: int = 0
    output: int = 0
    cached: int | None = None
    cost: float | None = None

    def add(self, more: "Spent") -> None:
        """Add what another call used."""
        self.input += more.input
        self.output += more.output
        if more.cached is not None:
            self.cached = (self.cached or 0) + more.cached
        if more.cost is not None:
            self.cost = (self.cost or 0.0) + more.cost


def spent_of(usage: Any, cost: float | None = None) -> Spent:
    """What DSPy's `Usage`, or the dict of its legacy calls, says that a call used."""
    if isinstance(usage, dict):
        return Spent(usage.get("prompt_tokens") or 0, usage.get("completion_tokens") or 0, None, cost)
    return Spent(usage.input_tokens or 0, usage.output_tokens or 0, usage.cache_read_tokens, cost)


@dataclass
class ModelCall:
    """One model call. Times are in ms; `began_ms` since the run began; `ms` and the rest come with its end.

    `error` is the code of what ended it, in the words of `failures`; "stopped" for one that was going when its run ended.
    """

    id: str
    predictor: str
    parent: str | None
    model: str
    began_ms: int
    messages: list[dict[str, str]]
    cut: bool = False
    texts: list[str] = field(default_factory=list)
    thinking: list[str] = field(default_factory=list)
    spent: Spent = field(default_factory=Spent)
    ms: int | None = None
    error: str | None = None


class Trace:
    """The calls of one run, in the order in which they began."""

    def __init__(self) -> None:
        self.calls: list[ModelCall] = []
        self.dropped = 0
        self.spent: dict[str, Spent] = {}
        """What the run used so far, by model: of all its calls, kept or not."""
        self._room = WHOLE

    def begin(
        self, call_id: str, predictor: str, parent: str | None, model: str, request: Any, began_ms: int
    ) -> ModelCall:
        """A call begins. `request` is DSPy's, or the body of one of its legacy calls."""
        call = ModelCall(call_id, predictor, parent, model, began_ms, [])
        if len(self.calls) == CALLS:
            self.dropped += 1
            return call
        self.calls.append(call)
        for role, text in _body(request) if isinstance(request, dict) else _messages(request):
            kept = self._kept(text)
            call.cut = call.cut or len(kept) < len(text)
            call.messages.append({"role": role, "text": kept})
        return call

    def use(self, call: ModelCall, spent: Spent) -> None:
        """A call has used this."""
        call.spent.add(spent)
        self.spent.setdefault(call.model, Spent()).add(spent)

    @property
    def outcomes(self) -> list[str | None]:
        """How the calls that came to an end of their own ended: None where well, else the failure's code."""
        return [call.error for call in self.calls if call.ms is not None and call.error != STOPPED]

    def encoded(self, *, over: bool = True) -> str:
        """The trace as JSON text, to be stored and sent: `{"v", "calls", "dropped"}`. `over`: whether the run has ended, and
        what has not was stopped."""
        left = self._room
        calls = [self._value(call, over) for call in self.calls]
        self._room = left  # of a run that is read while it goes on, the answers are not whole
        return json.dumps(
            {"v": VERSION, "calls": calls, "dropped": self.dropped}, ensure_ascii=False, separators=(",", ":")
        )

    def _value(self, call: ModelCall, over: bool) -> dict[str, Any]:
        whole, thought = "".join(call.texts), "".join(call.thinking)
        answer, thinking = self._kept(whole), self._kept(thought)
        spent = call.spent
        usage = {"input": spent.input, "output": spent.output, "total": spent.input + spent.output}
        more = {"cached": spent.cached, "cost": spent.cost}
        return {
            "id": call.id,
            "predictor": call.predictor,
            "parent": call.parent,
            "model": call.model,
            "messages": call.messages,
            "answer": answer,
            "thinking": thinking or None,
            "usage": {**usage, **{name: value for name, value in more.items() if value is not None}},
            "began_ms": call.began_ms,
            "ms": call.ms,
            "error": call.error if call.ms is not None or not over else STOPPED,
            "cut": call.cut or len(answer) < len(whole) or len(thinking) < len(thought),
        }

    def _kept(self, text: str) -> str:
        kept = text if len(text) <= self._room and len(text) <= MESSAGE else text[: min(self._room, MESSAGE)]
        self._room -= len(kept)
        return clean(kept)


def _messages(request: Any) -> Iterator[tuple[str, str]]:
    """The messages of a request as (role, text), as they are sent."""
    system = request.system
    if system:
        yield "system", system if isinstance(system, str) else _text(system)
    for message in request.messages:
        yield message.role, _text(message.parts)


def _body(body: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """The same of the body of a legacy call, in OpenAI's form."""
    for message in body.get("messages") or ():
        content = message.get("content")
        parts = content if isinstance(content, list) else [{"type": "text", "text": str(content or "")}]
        texts = (part.get("text") or f"[{part.get('type')}]" for part in parts)
        yield str(message.get("role")), "\n".join(texts)


def _text(parts: Any) -> str:
    return "\n".join(_part(part) for part in parts)


def _part(part: Any) -> str:
    """A part as text; a picture, a sound or a file by its kind alone, as it can be megabytes."""
    match part.type:
        case "text" | "thinking":
            return str(part.text)
        case "tool_call":
            return f"[{part.name} {json.dumps(part.input, ensure_ascii=False, default=str)}]"
        case "tool_result":
            return f"[{part.name or part.id}] {_text(part.content)}"
        case kind:
            return f"[{kind}]"
