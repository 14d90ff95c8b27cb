"""Conversations as the lines of an export, page by page, however many there are."""

from collections.abc import AsyncIterator, Sequence
from typing import Any, Final

import orjson

from dspy_chat.errors import UnknownConversation
from dspy_chat.events import StartEvent
from dspy_chat.exchange.whole import Counts
from dspy_chat.store import Copies, Copy, FeedbackRow, MessageRow, RunRow

VERSION: Final = 2
"""Of the format."""
_FIRST: Final = b'{"type":"dspy-chat","v":%d}\n' % VERSION
CHUNK: Final = 1 << 16
"""Bytes that are gathered before they are sent."""
_IDS: Final = 500


async def written(copies: Copies, ids: Sequence[str] | None) -> AsyncIterator[bytes]:
    """An export of these conversations, or of all, in pieces of many lines.

    Each conversation is as it was at one instant of its own; a turn that is being answered is left out, and a conversation
    that has nothing else too.
    """
    held, size = [_FIRST], len(_FIRST)
    total = Counts()
    async for conversation_id in chosen(copies, ids):
        try:
            copy = await copies.begin(conversation_id)
        except UnknownConversation:  # deleted since it was listed
            continue
        if copy.without and not copy.count:
            continue
        async for line in _conversation(copies, copy, total):
            held.append(line)
            size += len(line)
            if size >= CHUNK:
                yield b"".join(held)
                held, size = [], 0
    held.append(_counts_line(**vars(total)))
    yield b"".join(held)


async def chosen(copies: Copies, ids: Sequence[str] | None) -> AsyncIterator[str]:
    """These ids, each once, or those of all conversations."""
    if ids is not None:
        for conversation_id in dict.fromkeys(ids):
            yield conversation_id
        return
    after = ""
    while page := await copies.ids(after, _IDS):
        for conversation_id in page:
            yield conversation_id
        after = page[-1]


async def _conversation(copies: Copies, copy: Copy, total: Counts) -> AsyncIterator[bytes]:
    """The lines of one conversation, which is counted once it is whole."""
    name, counts = copy.head.id, Counts(conversations=1)
    yield _conversation_line(copy)
    async for turned in copies.turned(copy):
        counts.messages += 1
        yield _message_line(name, turned.message, turned.feedback)
        if turned.run is not None:
            if not turned.events:
                break
            counts.runs += 1
            counts.events += len(turned.events)
            yield _run_line(name, turned.run)
            yield "\n".join([*turned.events, ""]).encode()
    if counts.messages == copy.count:
        total.add(counts)
    else:
        yield _gone_line(name)


def _raw(text: str | None) -> orjson.Fragment | None:
    return orjson.Fragment(text) if text is not None else None


def _line(**values: Any) -> bytes:
    return orjson.dumps(values, option=orjson.OPT_APPEND_NEWLINE)


def _conversation_line(copy: Copy) -> bytes:
    head = copy.head
    return _line(
        type="conversation",
        id=head.id,
        title=head.title,
        program=head.program,
        head=head.head,
        created_at=head.created_at,
        updated_at=head.updated_at,
        messages=copy.count,
    )


def _message_line(conversation: str, row: MessageRow, feedback: FeedbackRow | None) -> bytes:
    given = {} if feedback is None else {"feedback": _feedback(feedback)}
    return _line(
        type="message",
        id=row.id,
        conversation=conversation,
        parent=row.parent,
        role=row.role,
        text=row.text,
        fields=_raw(row.fields),
        created_at=row.created_at,
        **given,
    )


def _feedback(row: FeedbackRow) -> dict[str, Any]:
    return {**row._asdict(), "corrections": _raw(row.corrections)}


def _run_line(conversation: str, row: RunRow) -> bytes:
    return _line(
        type="run",
        id=row.id,
        conversation=conversation,
        message=row.message,
        program=row.program,
        version=StartEvent.model_validate_json(row.start).program.version,
        model=row.model,
        status=row.status,
        usage=_raw(row.usage),
        error=_raw(row.error),
        ms=row.ms,
        started_at=row.started_at,
        ended_at=row.ended_at,
        trace=_raw(row.trace),
    )


def _gone_line(conversation: str) -> bytes:
    return _line(type="gone", conversation=conversation)


def _counts_line(*, conversations: int, messages: int, runs: int, events: int) -> bytes:
    return _line(type="counts", conversations=conversations, messages=messages, runs=runs, events=events)
