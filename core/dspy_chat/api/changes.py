"""/api/changes: what becomes of the conversations, as it happens, so that every page of a person shows the same."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from typing import Annotated, Any, Final, Literal, TypeAlias

from fastapi import APIRouter
from pydantic import BaseModel, Field
from sse_starlette import ServerSentEvent

from dspy_chat.api.bodies import ConversationOut
from dspy_chat.api.outs import conversations_out
from dspy_chat.api.parts import PartsDep
from dspy_chat.events import Ping
from dspy_chat.sse import EventStream
from dspy_chat.store import Store


class ChangedEvent(BaseModel):
    """A conversation as it is in the lists now: new, or changed, or its answer begun or ended."""

    type: Literal["changed"] = "changed"
    conversation: ConversationOut


class GoneEvent(BaseModel):
    """A conversation that is removed for good."""

    type: Literal["gone"] = "gone"
    conversation: str


class ListEvent(BaseModel):
    """Anything may have changed: read the lists that are shown again. Comes first, and after an import."""

    type: Literal["list"] = "list"


ChangeEvent: TypeAlias = Annotated[ChangedEvent | GoneEvent | ListEvent | Ping, Field(discriminator="type")]

router = APIRouter(tags=["conversations"])
_EVENTS: Final[dict[int | str, dict[str, Any]]] = {
    200: {"description": "Each frame's `data` is one ChangeEvent; none has an id.", "model": ChangeEvent}
}


@router.get("/api/changes", status_code=200, response_class=EventStream, responses=_EVENTS)
async def changes(parts: PartsDep) -> EventStream:
    """The lists of conversations, kept up to date: first `list`, then each conversation that is new, has changed, begins or
    ends to answer, or is gone. There is no cursor: whoever comes back reads the lists again. One connection is enough for
    all pages of a browser.
    """
    return EventStream(_frames(parts.store), headers={}, ping_s=parts.settings.ping_s)


async def _frames(store: Store) -> AsyncGenerator[bytes, None]:
    async with aclosing(store.changes.follow()) as told:
        async for changed in told:
            events = [ListEvent()] if changed is None else await _events(store, sorted(changed))
            yield b"".join(ServerSentEvent(one.model_dump_json(), event=one.type, sep="\n").encode() for one in events)


async def _events(store: Store, ids: Sequence[str]) -> list[ChangedEvent | GoneEvent | ListEvent]:
    there = await conversations_out(store, await store.those(ids))
    gone = set(ids) - {one.id for one in there}
    return [*(ChangedEvent(conversation=one) for one in there), *(GoneEvent(conversation=one) for one in sorted(gone))]
