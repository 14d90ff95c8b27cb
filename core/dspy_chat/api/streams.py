"""Answers that carry events, and the cursor that a client comes back with."""

from typing import Annotated, Any, Final, Literal

from fastapi import Depends, Header, Query, Response

from dspy_chat.api.bodies import ErrorOut
from dspy_chat.api.parts import Parts
from dspy_chat.errors import BadInput
from dspy_chat.events import WireEvent
from dspy_chat.pace import SPEEDS
from dspy_chat.runs import Frames, seen_of
from dspy_chat.sse import EventStream

MOST_RUNS: Final = 16
"""Runs that one connection follows."""
_CURSOR: Final = MOST_RUNS * 50
"""Characters of their cursor."""
EVENTS: Final[dict[int | str, dict[str, Any]]] = {
    200: {
        "description": "The run's events. Each frame's `data` is one WireEvent; its `id` is the cursor.",
        "model": WireEvent,
    },
    404: {"model": ErrorOut},
    409: {"model": ErrorOut},
}


_SLOWEST, _FASTEST = SPEEDS
Speed = Annotated[
    float | Literal["max"], Query(description=f"{_SLOWEST:g} to {_FASTEST:g} times its own pace, or `max`")
]


def pace_of(speed: float | Literal["max"]) -> float | None:
    """The nearest speed that there is; None for the fastest."""
    return None if speed == "max" else min(_FASTEST, max(_SLOWEST, speed))


def stream(frames: Frames | None, parts: Parts, *run_ids: str) -> Response:
    """The frames as a stream; 204, which tells a browser to come back no more, when there are none left."""
    headers = {"X-Run-Id": ", ".join(run_ids)} if run_ids else {}
    if frames is None:
        return Response(status_code=204, headers=headers)
    return EventStream(frames, headers=headers, ping_s=parts.settings.ping_s)


async def _after(
    after: Annotated[int | None, Query(ge=0, le=2**53)] = None,
    last_event_id: Annotated[str | None, Header(max_length=40)] = None,
) -> int:
    """The cursor: `?after=`, else the Last-Event-ID that a browser sends by itself, else the beginning."""
    if after is not None:
        return after
    if not last_event_id:
        return 0
    if not (last_event_id.isascii() and last_event_id.isdigit()):
        raise BadInput(f"the Last-Event-ID {last_event_id!r} is not one of this stream's; they are whole numbers")
    return int(last_event_id)


async def _seen(
    after: Annotated[str | None, Query(max_length=_CURSOR, description="the id of the last event seen")] = None,
    last_event_id: Annotated[str | None, Header(max_length=_CURSOR)] = None,
) -> dict[str, int]:
    """The cursor of several runs, as `_after` takes that of one: the last event seen of each."""
    text = after or last_event_id
    return seen_of(text) if text else {}


AfterDep = Annotated[int, Depends(_after)]
SeenDep = Annotated[dict[str, int], Depends(_seen)]
