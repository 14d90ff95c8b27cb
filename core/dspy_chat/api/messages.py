"""/api/messages: a turn answered once more."""

from typing import Annotated

from fastapi import APIRouter, Header, Path, Response

from dspy_chat.api.bodies import Id, RerunIn
from dspy_chat.api.parts import PartsDep
from dspy_chat.api.streams import EVENTS, stream
from dspy_chat.sse import EventStream

router = APIRouter(prefix="/api/messages", tags=["messages"])
MessageId = Annotated[Id, Path(alias="message")]


@router.post("/{message}/rerun", status_code=200, response_class=EventStream, responses=EVENTS)
async def rerun(
    message: MessageId,
    parts: PartsDep,
    by: RerunIn | None = None,
    idempotency_key: Annotated[str | None, Header(min_length=1, max_length=200)] = None,
) -> Response:
    """Answer the turn of an answer once more and follow it, as POST /chat/stream does: the new answer stands beside the
    old one, and its branch is shown. The question and its inputs are the same; a program gets those that it takes.

    An answer that is still arriving is refused with its run: wait for its end, or stop it.
    """
    by = by or RerunIn()
    run_id = await parts.runs.rerun(message, by.program, by.model, idempotency_key)
    return stream(await parts.runs.follow(run_id, 0), parts, run_id)
