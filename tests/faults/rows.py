"""The faults of a model, as one table: what each comes to for whoever waits for the answer. Knows nothing of servers."""

import json
from dataclasses import dataclass

TOKENS = 12
"""Length of the answers that go well."""
SHOWN = 5
"""Tokens before a fault in mid-stream."""


@dataclass(frozen=True)
class Row:
    """One fault: what the prompt's tag asks for, and what must come of it.

    `requests` is how often the model is asked in all, `kept` how many tokens of the answer stay.
    """

    name: str
    fail: str
    code: str
    retryable: bool
    requests: int = 1
    kept: int = 0
    retry_after: float | None = None
    frame: str = ""
    more: str = ""
    body: bool = True
    """Whether the model says something that nobody may be told."""

    def message(self, chat: str) -> str:
        """The message that brings it about."""
        frame = f"\n[frame: {self.frame}]" if self.frame else ""
        return f"[bench id={chat} n={TOKENS} rate=400 fail={self.fail} {self.more}]{frame}".replace(" ]", "]")


_ESSAY = "$ESSAY"
"""What the model puts its secrets in the place of: the prompt must not hold them, as it is stored."""


def _data(value: object) -> str:
    return f"data: {json.dumps(value)}"


def _refused(name: str, code: str, **more: object) -> Row:
    return Row(name, name, code, **{"retryable": False, **more})  # type: ignore[arg-type]


def _busy(fail: str, code: str = "model_failed", **more: object) -> Row:
    return Row(fail, fail, code, **{"retryable": True, "requests": 2, **more})  # type: ignore[arg-type]


def _said(name: str, frame: str, code: str = "model_failed", **more: object) -> Row:
    """Something that comes after the first tokens."""
    values = {"retryable": True, "requests": 2, "kept": SHOWN, **more}
    return Row(name, f"frame@{SHOWN}", code, frame=frame, **values)  # type: ignore[arg-type]


REFUSALS = [
    _refused("400", "model_refused"),
    _refused("400:context", "too_long"),
    _refused("401", "model_refused_key"),
    _refused("402", "model_quota"),
    _refused("403", "model_refused_key"),
    _refused("404", "model_unknown"),
    _refused("404:html", "model_settings"),
    _refused("413", "too_long"),
    _refused("418", "model_refused"),
    _refused("429:quota", "model_quota"),
    _busy("408", "model_timeout"),
    _busy("429", "model_busy", retry_after=0.0),
    _busy("429:bare", "model_busy"),
    _busy("429:after=1", "model_busy", retry_after=1.0),
    _busy("429:after=3600", "model_busy", requests=1, retry_after=3600.0),
    _busy("500"),
    _busy("500:huge"),
    _busy("502:html"),
    _busy("503:after=1", retry_after=1.0),
    _busy("503:after=3600", requests=1, retry_after=3600.0),
    _busy("504", "model_timeout"),
    _busy("529"),
]

BREAKS = [
    Row("drop before any byte", "drop", "model_unreachable", True, requests=2, body=False),
    Row("drop before the first token", "drop@0", "model_unreachable", True, requests=2, body=False),
    Row("drop in mid-stream", f"drop@{SHOWN}", "model_unreachable", True, requests=2, kept=SHOWN, body=False),
    Row("no finish reason", f"end@{SHOWN}", "model_unreachable", True, kept=SHOWN, body=False),
    Row("hang before any byte", "", "model_timeout", True, more="first=600", body=False),
    Row("hang before the first token", "stall@0", "model_timeout", True, body=False),
    Row("hang in mid-stream", f"stall@{SHOWN}", "model_timeout", True, kept=SHOWN, body=False),
]

FRAMES = [
    _said("error event", _data({"error": {"message": _ESSAY, "code": "server_error"}})),
    _said("error event with a status", _data({"error": {"message": _ESSAY, "code": 429}}), "model_busy"),
    _said("error event of a long prompt", _data({"error": {"code": "context_length_exceeded", "message": _ESSAY}}),
          "too_long", retryable=False, requests=1),
    _said("event: error", f"event: error\n{_data({'message': _ESSAY})}"),
    _said("error line", f"error: {json.dumps({'code': 500, 'message': _ESSAY})}"),
    _said("object of an error", _data({"object": "error", "message": _ESSAY, "code": 400}), "model_refused",
          retryable=False, requests=1),
    _said("finish with an error", _data({"choices": [{"delta": {}, "finish_reason": "error", "x": _ESSAY}]})),
    _said("half a chunk", 'data: {"id": "$ESSAY", "cho'),
    _said("choices that are no list", _data({"choices": {"0": _ESSAY}})),
    _said("choice that is no object", _data({"choices": [_ESSAY]})),
    _said("delta that is a text", _data({"choices": [{"delta": _ESSAY}]})),
    _said("text that is a number", _data({"choices": [{"delta": {"content": 5}, "x": _ESSAY}]})),
    _said("nested without end", "data: " + "{\"a\":" * 5000),
]  # fmt: skip

LONG = [
    Row("endless answer", "endless@1", "answer_too_long", False, more="size=65536 n=1 rate=0", body=False),
    Row("ten megabytes", "", "answer_too_long", False, more="size=65536 n=160 rate=0", body=False),
    Row("ten megabytes in a line", "", "answer_too_long", False, more="size=10000000 n=1 rate=0", body=False),
]

ROWS = [*REFUSALS, *BREAKS, *FRAMES, *LONG]
