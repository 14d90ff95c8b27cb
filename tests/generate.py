"""Writes what is generated from Python into the repository: the API's description, and a turn as it goes over the wire.

`uv run python tests/generate.py` after a change to the events or the routes; `npm run gen` in frontend/ then makes the
TypeScript types of it. A test fails while what is written is not what the code says.
"""

import itertools
import json
from pathlib import Path
from typing import Any

from dspy_chat.app import create_app
from dspy_chat.events import (
    EndEvent,
    ErrorEvent,
    Event,
    FieldRef,
    FinalEvent,
    ModelRef,
    ModelUsage,
    ProgramRef,
    StartEvent,
    StatusEvent,
    TokenEvent,
    Usage,
    encode,
)
from dspy_chat.settings import Settings
from dspy_chat.sse import RETRY, frame

ROOT = Path(__file__).parent.parent
OPENAPI = ROOT / "frontend" / "src" / "api" / "openapi.json"
GOLDEN = ROOT / "tests" / "golden" / "turn.sse"
RUN = "0123456789abcdef0123456789abcdef"
PING = b'event: ping\ndata: {"type":"ping"}\n\n'


def openapi() -> str:
    """The API's description, as it is committed."""
    described: dict[str, Any] = create_app(Settings(_env_file=None)).openapi()
    return json.dumps(described, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def golden_events() -> list[Event]:
    """A turn with every kind of event, and with text that a careless decoder would break."""
    fields = [
        FieldRef(name="reasoning", title="Reasoning", kind="text", role="thinking", predictor="predict"),
        FieldRef(name="answer", title="Answer", kind="text", role="answer", predictor="predict"),
        FieldRef(name="scores", title="Scores", kind="list", role="detail", predictor="predict"),
    ]
    usage = ModelUsage(input=12, output=34, total=46, cached=8, cost=0.0012)

    numbers = itertools.count(2)

    def token(field: str, text: str, **more: str) -> TokenEvent:
        seq = next(numbers)
        return TokenEvent(type="token", run=RUN, seq=seq, t=seq * 10, field=field, text=text, **more)

    def status(**values: Any) -> StatusEvent:
        seq = next(numbers)
        return StatusEvent(type="status", run=RUN, seq=seq, t=seq * 10, **values)

    return [
        StartEvent(
            type="start",
            run=RUN,
            seq=1,
            t=0,
            v=1,
            conversation="c" * 32,
            message="a" * 32,
            parent="b" * 32,
            program=ProgramRef(id="think", title="Think", version="0.1.0"),
            model=ModelRef(id="openai/x", title="x", kind="server", reason="it was named in the settings"),
            fields=fields,
            started_at=1_795_000_000_000,
        ),
        token("reasoning", "A first attempt that is thrown away"),
        status(kind="reset", name="predict"),
        token("reasoning", "Whales breathe air, "),
        status(kind="module", state="start", name="helper", id="m1"),
        status(kind="model", state="start", name="openai/x", id="2", parent="m1"),
        status(kind="retry", name="helper", parent="m1", detail="model_busy"),
        token("thinking", "Look it up.", predictor="helper", call="2"),
        token("notes", "beside the answer", predictor="helper", call="2"),
        token("notes", "of a call that failed", predictor="helper", call="3"),
        status(kind="reset", name="helper", id="3"),
        status(kind="model", state="end", name="openai/x", id="2", parent="m1", detail="beside the answer", ms=30),
        status(kind="progress", name="Reading", parent="m1", fraction=0.25),
        status(kind="tool", state="start", name="search", id="7", parent="m1", detail='{"q": "whale"}'),
        status(kind="tool", state="end", name="search", id="7", parent="m1", detail="[]", ms=12),
        status(kind="progress", name="Reading", parent="m1", fraction=1.0),
        status(kind="module", state="end", name="helper", id="m1", ms=110),
        token("reasoning", "so they are mammals."),
        token("answer", "Nein — "),
        token("answer", "鯨は🐋 mammals.\n\ndata: not a frame\r\n\u2028event: end\n\n"),
        token("answer", '"quoted" \\ </script>'),
        token("scores", "[1, 2.5]"),
        FinalEvent(
            type="final",
            run=RUN,
            seq=next(numbers),
            t=240,
            fields={
                "reasoning": "Whales breathe air, so they are mammals.",
                "answer": 'Nein — 鯨は🐋 mammals.\n\ndata: not a frame\r\n\u2028event: end\n\n"quoted" \\ </script>',
                "scores": [1, 2.5, None],
            },
            answer='Nein — 鯨は🐋 mammals.\n\ndata: not a frame\r\n\u2028event: end\n\n"quoted" \\ </script>',
            usage=Usage(**usage.model_dump(), by_model={"openai/x": usage}),
            cached=False,
            ms=240,
        ),
        EndEvent(type="end", run=RUN, seq=next(numbers), t=241, status="completed"),
    ]


def failing_events() -> list[Event]:
    """The events that the turn above does not show."""
    return [
        ErrorEvent(
            type="error",
            run=RUN,
            seq=1,
            t=5,
            code="model_busy",
            message="The model's provider is limiting requests. Try again in a moment.",
            retryable=True,
            retry_after=2.5,
            ref="0123456789ab",
        ),
        EndEvent(type="end", run=RUN, seq=2, t=6, status="failed"),
    ]


def golden() -> bytes:
    """The turn as it goes over the wire, with pings where a model thinks."""
    frames = [frame(event.seq, event.type, encode(event)) for event in golden_events()]
    return b"".join([RETRY, *frames[:1], PING, *frames[1:9], PING, *frames[9:]])


def main() -> None:
    OPENAPI.parent.mkdir(parents=True, exist_ok=True)
    OPENAPI.write_text(openapi(), "utf-8")
    GOLDEN.parent.mkdir(parents=True, exist_ok=True)
    GOLDEN.write_bytes(golden())


if __name__ == "__main__":
    main()
