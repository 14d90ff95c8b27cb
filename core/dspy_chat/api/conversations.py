"""/api/conversations: list, read, change, delete and restore, share as a file."""

import contextlib
import re
from collections.abc import AsyncIterator, Sequence
from typing import Annotated, Final

from fastapi import APIRouter, Path, Query, Response
from fastapi.responses import HTMLResponse, StreamingResponse

from dspy_chat.api import share
from dspy_chat.api.attachment import attached
from dspy_chat.api.bodies import (
    BranchIn,
    ConversationIn,
    ConversationOut,
    ConversationsIn,
    ConversationsOut,
    ConversationTreeOut,
    Id,
)
from dspy_chat.api.outs import conversations_out, tree_out
from dspy_chat.api.parts import Parts, PartsDep, StoreDep
from dspy_chat.api.streams import EVENTS, SeenDep, Speed, pace_of, stream
from dspy_chat.errors import BadInput, StorageFailed
from dspy_chat.exchange import file_name
from dspy_chat.sse import EventStream
from dspy_chat.store import Change, Kind, Place, Store, no_conversation, place_of

router = APIRouter(prefix="/api/conversations", tags=["conversations"])
ConversationId = Annotated[Id, Path(alias="conversation")]
_FOR_THE_DISK: Final = {"Content-Security-Policy": "sandbox allow-scripts"}
"""Opened here, a shared file would be a page of our own origin."""
_PAGE: Final = 100
"""Messages of a branch that are read at once."""
_CURSOR = re.compile(r"([01])-(\d{1,15})-([0-9a-f]{32})")


@router.get("")
async def read_all(
    store: StoreDep,
    kind: Kind = "kept",
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    after: Annotated[str | None, Query(max_length=50)] = None,
) -> ConversationsOut:
    """The conversations, a page at a time: those that are kept, or archived, the pinned first and then the newest first; or
    those that are deleted and can be restored."""
    found = await store.conversations(limit + 1, _place(after), kind)
    page = found[:limit]
    return ConversationsOut(
        conversations=await conversations_out(store, page),
        next="-".join(map(str, place_of(page[-1], kind))) if len(found) > limit else None,
    )


def _place(cursor: str | None) -> Place | None:
    if cursor is None:
        return None
    match = _CURSOR.fullmatch(cursor)
    if match is None:
        raise BadInput(f"the cursor {cursor!r} is not one of ours; send back what `next` held")
    return Place(int(match[1]), int(match[2]), match[3])


@router.patch("")
async def change_several(change: ConversationsIn, parts: PartsDep) -> ConversationsOut:
    """Pin, archive, delete or restore several conversations at once: all that there are of them, or none.
    Answers with those that there were."""
    given = change.model_dump(exclude_unset=True, exclude={"conversations"})
    changed = await parts.store.change(change.conversations, Change(**given))
    if given.get("deleted"):
        await _stop_all_of(changed, parts)
    return ConversationsOut(conversations=await conversations_out(parts.store, await parts.store.those(changed)))


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
async def change_one(conversation: ConversationId, change: ConversationIn, store: StoreDep) -> ConversationOut:
    """Give a conversation another title, pin it, archive it. A turn in one that is archived takes it back to the others."""
    given = change.model_dump(exclude_unset=True)
    if "title" in given:
        given["title"] = " ".join(change.title.split())
        if not given["title"]:
            raise BadInput("the title is empty; write something")
    return await _changed(conversation, Change(**given), store)


@router.delete("/{conversation}", status_code=204)
async def delete(conversation: ConversationId, parts: PartsDep) -> None:
    """Delete a conversation; a run that is answering in it is stopped. It is nowhere from now on, can be restored for
    `DSPY_CHAT_KEEP_DELETED_S`, and is then removed with all its messages and runs."""
    if not await parts.store.change([conversation], Change(deleted=True)):
        raise no_conversation(conversation)
    await _stop_all_of([conversation], parts)


@router.post("/{conversation}/restore")
async def restore(conversation: ConversationId, store: StoreDep) -> ConversationOut:
    """Take back that a conversation was deleted. 404 when it is not deleted, or removed already."""
    return await _changed(conversation, Change(deleted=False), store)


async def _changed(conversation: str, change: Change, store: Store) -> ConversationOut:
    if not await store.change([conversation], change):
        raise no_conversation(conversation)
    return (await conversations_out(store, [await store.conversation(conversation)]))[0]


async def _stop_all_of(conversations: Sequence[str], parts: Parts) -> None:
    for conversation in conversations:
        with contextlib.suppress(StorageFailed):  # they have stopped, and the deletion is stored
            await parts.runs.stop_all_of(conversation)
