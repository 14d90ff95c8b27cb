"""Writes what is generated from Python into the repository: the API's description, and a turn as it goes over the wire.

`uv run python tests/generate.py` after a change to the events or the routes; `npm run gen` in frontend/ then makes the
TypeScript types of it. A test fails while what is written is not what the code says.
"""

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
    usage = ModelUsage(input=12, output=34, total=46)

    def token(seq: int, field: str, text: str, **more: str) -> TokenEvent:
        return TokenEvent(type="token", run=RUN, seq=seq, t=seq * 10, field=field, text=text, **more)

    def status(seq: int, **values: Any) -> StatusEvent:
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
        token(2, "reasoning", "A first attempt that is thrown away"),
        status(3, kind="reset", name="predict"),
        token(4, "reasoning", "Whales breathe air, "),
        token(5, "notes", "beside the answer", predictor="helper", call="2"),
        status(6, kind="tool", state="start", name="search", id="7", detail='{"q": "whale"}'),
        status(7, kind="tool", state="end", name="search", id="7", detail="[]", ms=12),
        token(8, "reasoning", "so they are mammals."),
        token(9, "answer", "Nein — "),
        token(10, "answer", "鯨は🐋 mammals.\n\ndata: not a frame\r\n\u2028event: end\n\n"),
        token(11, "answer", '"quoted" \\ </script>'),
        token(12, "scores", "[1, 2.5]"),
        FinalEvent(
            type="final",
            run=RUN,
            seq=13,
            t=130,
            fields={
                "reasoning": "Whales breathe air, so they are mammals.",
                "answer": 'Nein — 鯨は🐋 mammals.\n\ndata: not a frame\r\n\u2028event: end\n\n"quoted" \\ </script>',
                "scores": [1, 2.5, None],
            },
            answer='Nein — 鯨は🐋 mammals.\n\ndata: not a frame\r\n\u2028event: end\n\n"quoted" \\ </script>',
            usage=Usage(input=12, output=34, total=46, by_model={"openai/x": usage}),
            cached=False,
            ms=130,
        ),
        EndEvent(type="end", run=RUN, seq=14, t=131, status="completed"),
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
