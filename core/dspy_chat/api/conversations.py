"""/api/conversations: list, read, rename, delete, share as a file."""

import re
from collections.abc import AsyncIterator
from typing import Annotated, Final

from fastapi import APIRouter, Path, Query, Response
from fastapi.responses import HTMLResponse, StreamingResponse

from dspy_chat.api import share
from dspy_chat.api.attachment import attached
from dspy_chat.api.bodies import BranchIn, ConversationIn, ConversationOut, ConversationsOut, ConversationTreeOut, Id
from dspy_chat.api.outs import conversation_out, tree_out
from dspy_chat.api.parts import PartsDep, StoreDep
from dspy_chat.api.streams import EVENTS, SeenDep, Speed, pace_of, stream
from dspy_chat.errors import BadInput
from dspy_chat.exchange import file_name
from dspy_chat.sse import EventStream

router = APIRouter(prefix="/api/conversations", tags=["conversations"])
ConversationId = Annotated[Id, Path(alias="conversation")]
_FOR_THE_DISK: Final = {"Content-Security-Policy": "sandbox allow-scripts"}
"""Opened here, a shared file would be a page of our own origin."""
_PAGE: Final = 100
"""Messages of a branch that are read at once."""
_CURSOR = re.compile(r"(\d{1,15})-([0-9a-f]{32})")


@router.get("")
async def read_all(
    store: StoreDep,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    after: Annotated[str | None, Query(max_length=50)] = None,
) -> ConversationsOut:
    """The conversations, the newest first, a page at a time."""
    found = await store.conversations(limit + 1, _place(after))
    page = found[:limit]
    running = await store.running([one.id for one in page])
    return ConversationsOut(
        conversations=[conversation_out(one, running.get(one.id)) for one in page],
        next=f"{page[-1].updated_at}-{page[-1].id}" if len(found) > limit else None,
    )


def _place(cursor: str | None) -> tuple[int, str] | None:
    if cursor is None:
        return None
    match = _CURSOR.fullmatch(cursor)
    if match is None:
        raise BadInput(f"the cursor {cursor!r} is not one of ours; send back what `next` held")
    return int(match[1]), match[2]


@router.get("/{conversation}")
async def read(
    conversation: ConversationId,
    store: StoreDep,
    limit: Annotated[int, Query(ge=1, le=1000)] = _PAGE,
    before: Annotated[Id | None, Query(description="a message: those that lead up to it")] = None,
    through: Annotated[
        Id | None, Query(description="a message: the branch that it is on; absent: the shown one")
    ] = None,
) -> ConversationTreeOut:
    """A conversation with the newest messages of a branch, or those before a message."""
    return tree_out(await store.tree(conversation, limit + 1, before, through), limit)


@router.put("/{conversation}/head")
async def choose(conversation: ConversationId, branch: BranchIn, parts: PartsDep) -> ConversationTreeOut:
    """Show another branch from now on: turns go on at its end. Answers that arrive on others go on arriving."""
    await parts.runs.choose(conversation, branch.message)
    return tree_out(await parts.store.tree(conversation, _PAGE + 1), _PAGE)


@router.get("/{conversation}/export.html", response_class=HTMLResponse)
async def export_html(conversation: ConversationId, parts: PartsDep) -> StreamingResponse:
    """The conversation as one HTML file, which opens without a server and plays every answer again as it came."""
    title = (await parts.store.conversation(conversation)).title
    pieces = share.page(parts.store, parts.log, conversation)
    first = await anext(pieces)  # what is refused is refused before the answer has begun
    headers = {**_FOR_THE_DISK, **attached(file_name(title, conversation, "html"))}
    return StreamingResponse(_all(first, pieces), media_type="text/html; charset=utf-8", headers=headers)


async def _all(first: bytes, rest: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    yield first
    async for piece in rest:
        yield piece


@router.get("/{conversation}/replay", status_code=200, response_class=EventStream, responses=EVENTS)
async def replay(conversation: ConversationId, seen: SeenDep, parts: PartsDep, speed: Speed = 1) -> Response:
    """All runs of a conversation, one after another as they were begun, at their own pace; what a person wrote is the
    message that a `start` names as `parent`. Pauses between them are 2 s at most. `after=RUN:0` begins with that run.
    """
    return stream(await parts.runs.following.conversation(conversation, seen, pace_of(speed)), parts)


@router.patch("/{conversation}")
async def rename(conversation: ConversationId, change: ConversationIn, store: StoreDep) -> ConversationOut:
    """Give a conversation another title."""
    title = " ".join(change.title.split())
    if not title:
        raise BadInput("the title is empty; write something")
    await store.rename(conversation, title)
    running = await store.running([conversation])
    return conversation_out(await store.conversation(conversation), running.get(conversation))


@router.delete("/{conversation}", status_code=204)
async def delete(conversation: ConversationId, parts: PartsDep) -> None:
    """Remove a conversation with all its messages and runs; a run that is answering in it is stopped first."""
    await parts.store.conversation(conversation)
    await parts.runs.stop_all_of(conversation)
    await parts.store.delete(conversation)
    await parts.runs.stop_all_of(conversation)  # one that was begun in between
