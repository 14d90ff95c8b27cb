"""POST /chat/stream: take a turn, answer with its events."""

from typing import Annotated

from fastapi import APIRouter, Header, Response

from dspy_chat.api.bodies import TurnIn
from dspy_chat.api.parts import PartsDep
from dspy_chat.api.streams import EVENTS, stream
from dspy_chat.runs import Turn
from dspy_chat.sse import EventStream

router = APIRouter(tags=["chat"])


@router.post("/chat/stream", status_code=200, response_class=EventStream, responses=EVENTS)
async def chat(
    turn: TurnIn,
    parts: PartsDep,
    idempotency_key: Annotated[str | None, Header(min_length=1, max_length=200)] = None,
) -> Response:
    """Start a run for a turn and follow it. Leaving does not stop it at once: see `DISCONNECT_GRACE_S`.

    A repeated Idempotency-Key follows the run that it began. A busy branch is refused with the run to attach to.
    """
    at_head = "parent" not in turn.model_fields_set
    run_id = await parts.runs.start(Turn(**turn.model_dump(), at_head=at_head, idempotency_key=idempotency_key))
    return stream(await parts.runs.follow(run_id, 0), parts, run_id)
