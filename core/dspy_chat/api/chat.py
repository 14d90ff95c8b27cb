"""POST /chat/stream: take a turn, answer with its events."""

from typing import Annotated

from fastapi import APIRouter, Header, Response

from dspy_chat.api.bodies import TurnIn
from dspy_chat.api.parts import PartsDep
from dspy_chat.api.streams import EVENTS, stream
from dspy_chat.runs import By, Turn
from dspy_chat.sse import EventStream

router = APIRouter(tags=["chat"])


@router.post("/chat/stream", status_code=200, response_class=EventStream, responses=EVENTS)
async def chat(
    turn: TurnIn,
    parts: PartsDep,
    idempotency_key: Annotated[str | None, Header(min_length=1, max_length=200)] = None,
) -> Response:
    """Start a run for a turn and follow it. Leaving does not stop it at once: see `DISCONNECT_GRACE_S`.

    With `others` there is a run for each who answers, and all come on this stream as in GET /api/runs/events; X-Run-Id
    names them, the first first, and its answer is the one that is shown. A repeated Idempotency-Key follows what it began.
    A busy branch is refused with the run to attach to.
    """
    asked = turn.model_dump(exclude={"others"})
    others = tuple(By(one.program, one.model) for one in turn.others)
    at_head = "parent" not in turn.model_fields_set
    run_ids = await parts.runs.start(Turn(**asked, at_head=at_head, others=others, idempotency_key=idempotency_key))
    if len(run_ids) == 1:
        return stream(await parts.runs.follow(run_ids[0], 0), parts, *run_ids)
    return stream(await parts.runs.following.several(dict.fromkeys(run_ids, 0)), parts, *run_ids)
