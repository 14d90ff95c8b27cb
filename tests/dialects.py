"""Servers that speak as the providers do: OpenAI's chat completions, Anthropic's messages, Gemini's generateContent; and
the models that are connected to them.

One `Upstream` answers all three, by the path that is asked, with the same scripted words. The events are written as the
providers document them: https://platform.openai.com/docs/api-reference/chat-streaming,
https://docs.anthropic.com/en/api/messages-streaming, https://ai.google.dev/api/generate-content.
"""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from dspy_chat import models
from dspy_chat.models import Models
from dspy_chat.settings import Settings

Frames = Iterator[tuple[str | None, dict[str, Any]]]


async def chosen(**given: Any) -> Models:
    """The models that a server with these settings would have."""
    return await models.connect(Settings(_env_file=None, **given), [], lambda _text, _done: None)


@dataclass
class Upstream:
    """What the model answers to every request, and all that it was asked.

    `status` other than 200 refuses instead. `cut` is the number of pieces after which the connection breaks, and `hang`
    that after which nothing more comes. `tool` is a call, as (name, arguments), instead of text.
    """

    pieces: Sequence[str] = ()
    thinking: Sequence[str] = ()
    tool: tuple[str, dict[str, Any]] | None = None
    status: int = 200
    cut: int | None = None
    hang: int | None = None
    asked: list[dict[str, Any]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    closed: int = 0

    async def answer(self, request: web.Request) -> web.StreamResponse:
        if request.method == "GET":
            return web.json_response({}, status=404)
        body = await request.json()
        self.asked.append(body)
        self.paths.append(request.path_qs)
        self.headers.append({name.lower(): value for name, value in request.headers.items()})
        dialect = next(write for end, write in _DIALECTS.items() if end in request.path)
        if self.status != 200:
            return web.json_response(_refusal(self.status), status=self.status)
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        try:
            await self._stream(request, response, dialect(self))
        except (ConnectionError, asyncio.CancelledError):
            self.closed += 1
            raise
        return response

    async def _stream(self, request: web.Request, response: web.StreamResponse, frames: Frames) -> None:
        said = 0
        for event, data in frames:
            await response.write((f"event: {event}\n" if event else "").encode() + _line(data))
            if not data.get("said"):
                continue
            said += 1
            if said == self.cut and request.transport is not None:
                request.transport.abort()
                return
            if said == self.hang:
                await asyncio.Event().wait()


def _line(data: dict[str, Any]) -> bytes:
    shown = {name: value for name, value in data.items() if name != "said"}
    return b"data: " + (json.dumps(shown).encode() if shown else b"[DONE]") + b"\n\n"


def _refusal(status: int) -> dict[str, Any]:
    return {"error": {"message": "no, for sk-canary reasons", "type": "x", "code": status, "status": "X"}}


def _openai(up: Upstream) -> Frames:
    def chunk(delta: dict[str, Any], finish: str | None = None, **more: Any) -> dict[str, Any]:
        return {"id": "c1", "model": "m", "choices": [{"index": 0, "delta": delta, "finish_reason": finish}], **more}

    for text in up.thinking:
        yield None, chunk({"reasoning_content": text})
    for text in up.pieces:
        yield None, chunk({"content": text}, said=True)
    if up.tool is not None:
        function = {"name": up.tool[0], "arguments": json.dumps(up.tool[1])}
        yield None, chunk({"tool_calls": [{"index": 0, "id": "t1", "type": "function", "function": function}]})
    yield None, chunk({}, "tool_calls" if up.tool else "stop")
    usage = {"prompt_tokens": 10, "completion_tokens": 5, "total_tokens": 15}
    yield None, {"id": "c1", "model": "m", "choices": [], "usage": usage}
    yield None, {}


def _anthropic(up: Upstream) -> Frames:
    def tell(kind: str, **more: Any) -> tuple[str, dict[str, Any]]:
        return kind, {"type": kind, **more}

    start = {"id": "m1", "type": "message", "role": "assistant", "model": "m", "content": []}
    yield tell("message_start", message={**start, "usage": {"input_tokens": 10, "output_tokens": 1}})
    yield tell("ping")
    blocks = [("thinking", up.thinking), ("text", up.pieces)] if up.thinking else [("text", up.pieces)]
    for index, (kind, texts) in enumerate(blocks):
        yield tell("content_block_start", index=index, content_block={"type": kind, kind: ""})
        for text in texts:
            delta = {"type": f"{kind}_delta", kind: text}
            yield tell("content_block_delta", index=index, delta=delta, said=kind == "text")
        yield tell("content_block_stop", index=index)
    if up.tool is not None:
        block = {"type": "tool_use", "id": "t1", "name": up.tool[0], "input": {}}
        yield tell("content_block_start", index=9, content_block=block)
        delta = {"type": "input_json_delta", "partial_json": json.dumps(up.tool[1])}
        yield tell("content_block_delta", index=9, delta=delta)
        yield tell("content_block_stop", index=9)
    stop = {"stop_reason": "tool_use" if up.tool else "end_turn", "stop_sequence": None}
    yield tell("message_delta", delta=stop, usage={"input_tokens": 10, "output_tokens": 5})
    yield tell("message_stop")


def _gemini(up: Upstream) -> Frames:
    def chunk(part: dict[str, Any], **more: Any) -> tuple[None, dict[str, Any]]:
        said = {"said": True} if "text" in part and "thought" not in part and not more else {}
        candidate = {"content": {"role": "model", "parts": [part]}, "index": 0, **more}
        return None, {"candidates": [candidate], "modelVersion": "m", "responseId": "r1", **said}

    for text in up.thinking:
        yield chunk({"text": text, "thought": True})
    for text in up.pieces:
        yield chunk({"text": text})
    if up.tool is not None:
        yield chunk({"functionCall": {"name": up.tool[0], "args": up.tool[1]}})
    _, last = chunk({"text": ""}, finishReason="STOP")
    yield None, {**last, "usageMetadata": {"promptTokenCount": 10, "candidatesTokenCount": 5, "totalTokenCount": 15}}


_DIALECTS: dict[str, Callable[[Upstream], Frames]] = {
    "/chat/completions": _openai,
    "/messages": _anthropic,
    ":streamGenerateContent": _gemini,
}


@contextlib.asynccontextmanager
async def upstream(up: Upstream) -> AsyncIterator[str]:
    """The address of a server that answers as `up` says."""
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", up.answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1, handler_cancellation=True)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        port = runner.addresses[0][1]
        yield f"http://127.0.0.1:{port}/v1"
    finally:
        await runner.cleanup()
