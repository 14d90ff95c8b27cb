"""The demo engine: answers when no language model can, and says so. Deterministic, and honest about what it is.

It follows DSPy's engine contract and writes its values in whatever answer format the program asks for, so that every
program can be tried, and every part of the product be seen working, on a machine where no model runs.
"""

import asyncio
import enum
import json
import re
from collections.abc import AsyncIterator, Iterator
from typing import Any, Final, Literal, get_args, get_origin

import pydantic
from dspy.lm15 import (
    Message,
    Request,
    Response,
    StreamDeltaEvent,
    StreamEndEvent,
    StreamStartEvent,
    TextDelta,
    TextPart,
    Usage,
)

from dspy_chat.engine import answer_format, asked_fields

PACE_S: Final = 0.02
"""Seconds between two words, so that streaming can be seen."""


class DemoEngine:
    """Both sides of DSPy's engine contract. `reason` is why no language model answers."""

    def __init__(self, reason: str, pace_s: float = PACE_S) -> None:
        self._reason = reason
        self._pace_s = pace_s

    def __deepcopy__(self, memo: dict[int, Any]) -> "DemoEngine":
        return self

    def complete(self, request: Request) -> Response:
        return Response(
            id=None,
            model=request.model,
            message=Message.assistant([TextPart(_document(self._reason))]),
            finish_reason="stop",
            usage=Usage(),
        )

    def stream(self, request: Request) -> Iterator[Any]:
        yield StreamStartEvent(id=None, model=request.model)
        yield StreamDeltaEvent(delta=TextDelta(text=_document(self._reason)))
        yield StreamEndEvent(finish_reason="stop", usage=Usage())


class AsyncDemoEngine(DemoEngine):
    async def complete(self, request: Request) -> Response:
        return super().complete(request)

    async def stream(self, request: Request) -> AsyncIterator[Any]:  # type: ignore[override]
        yield StreamStartEvent(id=None, model=request.model)
        for word in re.findall(r"\S+\s*|\s+", _document(self._reason)):
            await asyncio.sleep(self._pace_s)
            yield StreamDeltaEvent(delta=TextDelta(text=word))
        yield StreamEndEvent(finish_reason="stop", usage=Usage())


def _document(reason: str) -> str:
    """An answer in the format that the calling predictor asks for."""
    values = {name: _value(annotation, reason) for name, annotation in asked_fields()} or {"answer": _text(reason)}
    match answer_format():
        case "json":
            return json.dumps(values, ensure_ascii=False)
        case "xml":
            return "\n\n".join(f"<{name}>\n{_escaped(value)}\n</{name}>" for name, value in values.items())
        case _:
            parts = [f"[[ ## {name} ## ]]\n{_plain(value)}" for name, value in values.items()]
            return "\n\n".join([*parts, "[[ ## completed ## ]]"])


def _text(reason: str) -> str:
    return (
        "This is the demo engine, not a language model, so it cannot answer. "
        f"It answers because {reason}. "
        "Set OPENAI_API_KEY, or start with --model NAME --model-url URL for any OpenAI-compatible server."
    )


def _plain(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value) if isinstance(value, dict | list) else str(value)


def _escaped(value: Any) -> str:
    return _plain(value).replace("&", "&amp;").replace("<", "&lt;")


def _value(annotation: Any, reason: str) -> Any:
    """The plainest value of a type."""
    if annotation is str:
        return _text(reason)
    if get_origin(annotation) is Literal:
        values = get_args(annotation)
        # An agent that never finishes would call its first tool until it may no more.
        return "finish" if "finish" in values else values[0]
    if isinstance(annotation, enum.EnumMeta):
        return next(iter(annotation)).value
    schema = pydantic.TypeAdapter(annotation).json_schema()
    return _example(schema, schema.get("$defs", {}))


_PLAINEST: Final[dict[str, Any]] = {"string": "demo", "integer": 0, "number": 0.0, "boolean": False, "array": []}


def _example(schema: dict[str, Any], definitions: dict[str, Any]) -> Any:
    if "$ref" in schema:
        return _example(definitions[schema["$ref"].rsplit("/", 1)[1]], definitions)
    for known in ("default", "const"):
        if known in schema:
            return schema[known]
    if "enum" in schema:
        return schema["enum"][0]
    if "anyOf" in schema:
        return _example(schema["anyOf"][-1], definitions)
    if schema.get("type") == "object":
        return {name: _example(part, definitions) for name, part in schema.get("properties", {}).items()}
    return _PLAINEST.get(schema.get("type", ""))
