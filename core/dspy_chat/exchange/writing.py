"""Conversations as the lines of an export, page by page, however many there are."""

from collections.abc import AsyncIterator, Sequence
from typing import Final

from dspy_chat.errors import UnknownConversation
from dspy_chat.exchange.lines import FIRST, conversation_line, counts_line, gone_line, message_line, run_line
from dspy_chat.exchange.whole import Counts
from dspy_chat.store import Copies, Copy

CHUNK: Final = 1 << 16
"""Bytes that are gathered before they are sent."""
_IDS: Final = 500


async def written(copies: Copies, ids: Sequence[str] | None) -> AsyncIterator[bytes]:
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
        async for line in _conversation(copies, copy, total):
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


async def _conversation(copies: Copies, copy: Copy, total: Counts) -> AsyncIterator[bytes]:
    """The lines of one conversation, which is counted once it is whole."""
    name, counts = copy.head.id, Counts(conversations=1)
    yield conversation_line(copy)
    async for turned in copies.turned(copy):
        counts.messages += 1
        yield message_line(name, turned.message)
        if turned.run is not None:
            if not turned.events:
                break
            counts.runs += 1
            counts.events += len(turned.events)
            yield run_line(name, turned.run)
            yield "\n".join([*turned.events, ""]).encode()
    if counts.messages == copy.count:
        total.add(counts)
    else:
        yield gone_line(name)
