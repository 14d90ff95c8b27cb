"""The servers under test: how each is started, asked, and read."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from tests.bench.client import ChatFailed, Response

_PROMPT = """[[ ## question ## ]]
{message}

Respond with the corresponding output fields, starting with the field `[[ ## answer ## ]]`, \
and then ending with the marker for `[[ ## completed ## ]]`."""
_INSTRUCTIONS = """Your input fields are:
1. `question` (str):
Your output fields are:
1. `answer` (str):
All interactions will be structured in the following way, with the appropriate values filled in.

[[ ## question ## ]]
{question}

[[ ## answer ## ]]
{answer}

[[ ## completed ## ]]
In adhering to this structure, your objective is:
        Given the fields `question`, produce the fields `answer`."""
_BEGIN, _END = "[[ ## answer ## ]]\n", "\n\n[[ ## completed ## ]]"


@dataclass(frozen=True)
class Reading:
    """The answer as the client saw it grow: its text, and (ns, characters of it that had come by then)."""

    text: str
    marks: list[tuple[int, int]]


@dataclass(frozen=True)
class System:
    """One server. `command` makes its command line from (port, model URL, data folder); None: the model itself."""

    name: str
    command: Callable[[int, str, Path], list[str]] | None
    path: str
    body: Callable[[str], dict[str, Any]]
    read: Callable[[Response], Reading]


def openai_body(message: str) -> dict[str, Any]:
    """A request to a language model, as DSPy's chat adapter would write it."""
    user = _PROMPT.format(message=message)
    messages = [{"role": "system", "content": _INSTRUCTIONS}, {"role": "user", "content": user}]
    return {"model": "bench", "stream": True, "stream_options": {"include_usage": True}, "messages": messages}


def read_openai(response: Response) -> Reading:
    """Cuts the answer field out of a completion. Raises ChatFailed when it does not reach its end."""
    text, grown, done = "", [], False
    for when, data in response.events():
        if done := data == b"[DONE]":
            break
        choices = orjson.loads(data)["choices"]
        text += (choices[0]["delta"].get("content") or "") if choices else ""
        grown.append((when, len(text)))
    start, end = text.find(_BEGIN), text.find(_END)
    if not done or start < 0 or end < 0:
        raise ChatFailed(f"the completion breaks off: {text[-80:]!r}")
    start += len(_BEGIN)
    return Reading(text[start:end], [(when, min(size, end) - start) for when, size in grown])


def read_events(response: Response) -> Reading:
    """Reads our events and the sample's. Raises ChatFailed for an error, a missing end or a result unlike the text."""
    text, marks, final, ended = "", [], None, False
    for when, data in response.events():
        event = orjson.loads(data)
        match event["type"]:
            case "token" if event.get("field", "answer") == "answer":
                text += event["text"]
                marks.append((when, len(text)))
            case "final":
                final = event["answer"]
            case "end":
                ended = event.get("status", "completed") == "completed"
            case "error":
                raise ChatFailed(str(event)[:200])
            case "status" if event.get("kind") == "reset":
                text = ""
    if not ended:
        raise ChatFailed("no `end` of a completed answer came")
    if final is None or final.strip() != text.strip():
        raise ChatFailed("the `final` answer is not the text of the tokens")
    return Reading(text, marks)


def _module(name: str) -> Callable[[int, str, Path], list[str]]:
    return lambda port, url, data: [sys.executable, "-m", name, "--port", str(port), "--model-url", url]


def _ours(port: int, model_url: str, data: Path) -> list[str]:
    options = ["--port", str(port), "--data-dir", str(data), "--model", "openai/bench", "--model-url", model_url]
    return [sys.executable, "-m", "dspy_chat", "serve", *options, "--no-open"]


def _turn(text: str) -> dict[str, Any]:
    return {"message": text, "program": "chat"}


SYSTEMS = {
    system.name: system
    for system in (
        System("direct", None, "/v1/chat/completions", openai_body, read_openai),
        System("floor", _module("tests.bench.floor"), "/v1/chat/completions", openai_body, read_openai),
        System("ours", _ours, "/chat/stream", _turn, read_events),
        System("ours-sync", _module("tests.bench.sync_program"), "/chat/stream", _turn, read_events),
        System("sample", _module("tests.bench.sample"), "/chat/stream", lambda text: {"message": text}, read_events),
    )
}
"""By name. `floor` is the base of all ratios; `direct` shows what the harness itself adds."""
