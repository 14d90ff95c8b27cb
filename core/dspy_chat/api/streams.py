"""Answers that carry events, and the cursor that a client comes back with."""

from collections.abc import AsyncGenerator
from typing import Annotated, Any, Final

from fastapi import Depends, Header, Query, Response

from dspy_chat.api.bodies import ErrorOut
from dspy_chat.api.parts import Parts
from dspy_chat.errors import BadInput
from dspy_chat.events import WireEvent
from dspy_chat.sse import EventStream

EVENTS: Final[dict[int | str, dict[str, Any]]] = {
    200: {
        "description": "The run's events. Each frame's `data` is one WireEvent; its `id` is the cursor.",
        "model": WireEvent,
    },
    404: {"model": ErrorOut},
    409: {"model": ErrorOut},
}


def stream(frames: AsyncGenerator[bytes, None] | None, run_id: str, parts: Parts) -> Response:
    """The frames as a stream; 204, which tells a browser to come back no more, when there are none left."""
    if frames is None:
        return Response(status_code=204, headers={"X-Run-Id": run_id})
    return EventStream(frames, run_id=run_id, ping_s=parts.settings.ping_s)


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


AfterDep = Annotated[int, Depends(_after)]
