"""Sends one completion at its pace, in OpenAI's wire format. Knows HTTP/1.1 only as far as it must write it."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from http import HTTPStatus
from typing import Any

import orjson

from tests.bench.answers import Answer, Order

BURST = 8
"""Tokens written at once when no rate is asked: enough that the model is not the limit, few enough to be a stream."""

_HEAD = (
    b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ncache-control: no-cache\r\n"
    b"transfer-encoding: chunked\r\n\r\n"
)


@dataclass
class Entry:
    """What happened to the last request of one chat."""

    requests: int = 0
    asked: int = 0
    sent: list[int] = field(default_factory=list)
    closed: int | None = None
    complete: bool = False


class Reply:
    """Sends one answer at its pace. `stop` ends it early; `ended` is called when it is over."""

    def __init__(
        self, write: Callable[[bytes], None], answer: Answer, order: Order, entry: Entry, frame: str = ""
    ) -> None:
        self._write = write
        self._answer = answer
        self._frame = frame
        self._order = order
        self._entry = entry
        self._loop = asyncio.get_running_loop()
        self._timer: asyncio.Handle | None = None
        self._held = False
        self._began = 0
        self._with_usage = False
        self.ended: Callable[[bool], None] = lambda keep: None

    def start(self, begin: Callable[[], None]) -> None:
        """Calls `begin`, which is `stream` or `whole`, when the first token is due."""
        self._timer = self._loop.call_later(self._order.first, begin)

    def whole(self) -> None:
        """Answers in one body, once the last token would have been sent."""
        count = len(self._answer.tokens)
        wait = count / self._order.rate if self._order.rate else 0.0
        self._timer = self._loop.call_later(wait, self._send_whole)

    def stream(self, with_usage: bool) -> None:
        """Answers piece by piece."""
        self._with_usage = with_usage
        self._began = time.monotonic_ns()
        self._write(_HEAD + _delta(role="assistant", content="") + b"".join(map(_content, self._answer.lead)))
        self._pump()

    def hold(self, held: bool) -> None:
        """The connection takes no more for now (True), or takes more again."""
        self._held = held
        if not held and self._began and not self._order.rate:
            self._pump()

    def stop(self) -> None:
        if self._timer:
            self._timer.cancel()
        if not self._entry.complete:
            self._entry.closed = time.monotonic_ns()

    def _send_whole(self) -> None:
        if self._order.cut is not None:
            self._break_off()
            return
        self._entry.sent = [time.monotonic_ns()] * len(self._answer.tokens)
        message = {"role": "assistant", "content": self._answer.text}
        choice = {"index": 0, "message": message, "finish_reason": "stop"}
        self._write(json_response(200, {**_envelope("chat.completion"), "choices": [choice], "usage": self._usage()}))
        self._finish()

    def _pump(self) -> None:
        sent = len(self._entry.sent)
        total = len(self._answer.tokens) if self._order.cut is None else min(self._order.cut, len(self._answer.tokens))
        self._send(sent, min(total, self._due(sent)))
        sent = len(self._entry.sent)
        if sent < total:
            if self._order.rate:
                due_in = sent / self._order.rate - (time.monotonic_ns() - self._began) / 1e9
                self._timer = self._loop.call_later(max(0.0, due_in), self._pump)
            elif not self._held:
                self._timer = self._loop.call_soon(self._pump)
        elif self._order.cut is not None:
            self._break_off()
        else:
            self._send_rest(sent)

    def _due(self, sent: int) -> int:
        if not self._order.rate:
            return sent + BURST
        return int((time.monotonic_ns() - self._began) / 1e9 * self._order.rate) + 1

    def _send(self, first: int, last: int) -> None:
        if first >= last:
            return
        frames = b"".join(map(_content, self._answer.tokens[first:last]))
        self._entry.sent.extend([time.monotonic_ns()] * (last - first))
        self._write(frames)

    def _send_rest(self, sent: int) -> None:
        tokens = b"".join(map(_content, self._answer.tokens[sent:]))
        self._write(tokens + b"".join(map(_content, self._answer.tail)) + _delta("stop") + self._last_frames())
        self._finish()

    def _last_frames(self) -> bytes:
        usage = b""
        if self._with_usage:
            usage = _chunk({**_envelope("chat.completion.chunk"), "choices": [], "usage": self._usage()})
        return usage + _frame(b"[DONE]") + b"0\r\n\r\n"

    def _usage(self) -> dict[str, int]:
        count = len(self._answer.tokens)
        return {"prompt_tokens": 10, "completion_tokens": count, "total_tokens": count + 10}

    def _break_off(self) -> None:
        match self._order.fail.partition("@")[0]:
            case "drop":
                self._entry.complete = True
                self.ended(False)
            case "end":
                self._write(b"0\r\n\r\n")
                self._finish()
            case "frame":
                self._write(_http_chunk(self._frame.encode() + b"\n\n"))
                self._send_rest(len(self._entry.sent))
            case "endless" if not self._held:
                self._write(_content(self._answer.tokens[len(self._entry.sent) - 1]))
                self._timer = self._loop.call_soon(self._pump)

    def _finish(self) -> None:
        self._entry.complete = True
        self.ended(True)


def _envelope(kind: str) -> dict[str, Any]:
    return {"id": "chatcmpl-bench", "object": kind, "created": 0, "model": "bench"}


def _frame(data: bytes) -> bytes:
    """One server-sent event as one chunk of the body."""
    return _http_chunk(b"data: " + data + b"\n\n")


def _http_chunk(event: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(event), event)


def _chunk(value: dict[str, Any]) -> bytes:
    return _frame(orjson.dumps(value))


def _delta(finish: str | None = None, **delta: str) -> bytes:
    choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
    return _chunk({**_envelope("chat.completion.chunk"), "choices": [choice]})


@lru_cache(maxsize=20_000)
def _content(piece: str) -> bytes:
    return _delta(content=piece)


def json_response(status: int, value: object) -> bytes:
    """A whole HTTP response."""
    return whole_response(status, orjson.dumps(value), "content-type: application/json")


def whole_response(status: int, body: bytes, *headers: str) -> bytes:
    """A whole HTTP response with these header lines, and its length."""
    phrase = HTTPStatus(status).phrase if status in set(HTTPStatus) else "Unknown"
    lines = (f"HTTP/1.1 {status} {phrase}", *headers, f"content-length: {len(body)}", "", "")
    return "\r\n".join(lines).encode() + body
