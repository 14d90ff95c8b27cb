"""/api/export and /api/import: conversations as JSON lines; and one as Markdown."""

from collections.abc import AsyncIterator
from dataclasses import asdict
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, Field
from starlette.requests import ClientDisconnect

from dspy_chat.api.attachment import attached
from dspy_chat.api.bodies import ErrorOut, Id
from dspy_chat.api.conversations import ConversationId
from dspy_chat.api.guard import IMPORT_PATH
from dspy_chat.api.parts import PartsDep
from dspy_chat.errors import BadInput

router = APIRouter(tags=["exchange"])
JSONL: Final = "application/jsonl"
_LINES: Final[dict[str, Any]] = {"content": {JSONL: {"schema": {"type": "string"}}}}


class RefusedOut(BaseModel):
    """A conversation that an import did not take."""

    conversation: str
    title: str
    line: int = Field(description="where it begins in the file")
    reason: str


class CountsOut(BaseModel):
    conversations: int
    messages: int
    runs: int
    events: int


class ImportOut(BaseModel):
    """What came of an import; `new` counts what was stored."""

    new: CountsOut
    known: int = Field(description="conversations that were here already, with all that the file has of them")
    refused: int
    refusals: list[RefusedOut] = Field(description="the first of those that were refused, at most 100")


@router.get("/api/export", response_class=StreamingResponse, responses={200: _LINES, 404: {"model": ErrorOut}})
async def export(parts: PartsDep, conversation: Annotated[list[Id] | None, Query(max_length=1000)] = None) -> Response:
    """Conversations with their messages, runs and events, each value a line; all of them, or those that are named.

    A turn that is being answered is left out. The last line counts what came, so that a file that was cut is noticed.
    """
    lines = await parts.exchange.export(conversation or None)
    return StreamingResponse(lines, media_type=JSONL, headers=attached("dspy-chat.jsonl"))


@router.post(
    IMPORT_PATH,
    responses={409: {"model": ErrorOut}, 413: {"model": ErrorOut}, 507: {"model": ErrorOut}},
    openapi_extra={"requestBody": {"required": True, **_LINES}},
)
async def take_in(request: Request, parts: PartsDep) -> ImportOut:
    """Take in an export, sent uncompressed. A conversation is stored whole or not at all; one that is here already is left
    as it is, and refused by name where it differs. A line that is wrong ends the import there: what came before it stays."""
    if request.headers.get("content-encoding", "identity") != "identity":
        raise BadInput("an import is not taken compressed; unpack it, and send it without Content-Encoding")
    try:
        return ImportOut.model_validate(asdict(await parts.exchange.take_in(_body(request))))
    finally:
        parts.store.changes.tell_all()  # what came before a fault is stored


async def _body(request: Request) -> AsyncIterator[bytes]:
    try:
        async for chunk in request.stream():
            yield chunk
    except ClientDisconnect:
        return  # which the reader sees as a file that was cut


@router.get("/api/conversations/{conversation}/export.md", response_class=StreamingResponse)
async def markdown(conversation: ConversationId, parts: PartsDep) -> Response:
    """The branch of a conversation that is shown, as a Markdown file."""
    name, pieces = await parts.exchange.markdown(conversation)
    return StreamingResponse(pieces, media_type="text/markdown; charset=utf-8", headers=attached(name))
