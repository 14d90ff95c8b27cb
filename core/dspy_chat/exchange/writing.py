"""Conversations as the lines of an export, page by page, however many there are."""

import logging
from collections.abc import AsyncIterator, Sequence
from typing import Final

from dspy_chat.errors import StorageFailed, UnknownConversation
from dspy_chat.eventlog import EventLog
from dspy_chat.events import type_of
from dspy_chat.exchange.lines import FIRST, conversation_line, counts_line, gone_line, message_line, run_line
from dspy_chat.exchange.whole import Counts
from dspy_chat.store import Copies, Copy

_log = logging.getLogger(__name__)

CHUNK: Final = 1 << 16
"""Bytes that are gathered before they are sent."""
_IDS: Final = 500


async def written(copies: Copies, log: EventLog, ids: Sequence[str] | None) -> AsyncIterator[bytes]:
    """An export of these conversations, or of all, in pieces of many lines.

    Each conversation is as it was at one instant of its own; a turn that is being answered is left out, and a conversation
    that has nothing else too.
    """
    held, size = [FIRST], len(FIRST)
    total = Counts()
    async for conversation_id in chosen(copies, ids):
        try:
            copy = await copies.begin(conversation_id)
        except UnknownConversation:  # deleted since it was listed
            continue
        if copy.without and not copy.count:
            continue
        async for line in _conversation(copies, log, copy, total):
            held.append(line)
            size += len(line)
            if size >= CHUNK:
                yield b"".join(held)
                held, size = [], 0
    held.append(counts_line(**vars(total)))
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


async def _conversation(copies: Copies, log: EventLog, copy: Copy, total: Counts) -> AsyncIterator[bytes]:
    """The lines of one conversation, which is counted once it is whole."""
    name, counts, answers = copy.head.id, Counts(conversations=1), 0
    yield conversation_line(copy)
    async for message, run in copies.turned(copy):
        counts.messages += 1
        answers += message.role == "assistant"
        yield message_line(name, message)
        if run is not None:
            yield run_line(name, run)
            try:
                events = [data for _, data in await log.read(run.id)]
            except StorageFailed as failure:
                _log.error("%s; its conversation %s is left out of the export", failure.message, name)
                break
            for data in events:
                yield data.encode() + b"\n"
            if not events or type_of(events[-1]) != "end":
                break
            counts.events += len(events)
            counts.runs += 1
    if counts.messages == copy.count and counts.runs == answers:
        total.add(counts)
        return
    yield gone_line(name)
