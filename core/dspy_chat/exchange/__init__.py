"""Conversations to and from files: JSON lines that give an equal event log where they are imported, and Markdown to read."""

from collections.abc import AsyncIterable, AsyncIterator, Sequence

from dspy_chat.errors import ChatError
from dspy_chat.exchange.markdown import document
from dspy_chat.exchange.naming import file_name
from dspy_chat.exchange.taking import Refused, Report, Taking
from dspy_chat.exchange.whole import Counts
from dspy_chat.exchange.writing import chosen, written
from dspy_chat.store import Copies

__all__ = ["Counts", "Exchange", "Refused", "Report", "file_name"]


class Exchange:
    """Exports and imports the conversations of one database."""

    def __init__(self, copies: Copies) -> None:
        self._copies = copies

    async def export(self, ids: Sequence[str] | None = None) -> AsyncIterator[bytes]:
        """Begin an export of these conversations, or of all: its bytes, as they are read. Raises UnknownConversation."""
        for conversation_id in ids or ():
            await self._copies.begin(conversation_id)
        return written(self._copies, ids)

    async def markdown(self, conversation_id: str) -> tuple[str, AsyncIterator[str]]:
        """A conversation as a document: the name of a file for it, and its text in pieces. Raises UnknownConversation."""
        copy = await self._copies.begin(conversation_id)
        return file_name(copy.head.title, copy.head.id, "md"), document(self._copies, copy)

    async def ids(self, ids: Sequence[str] | None = None) -> AsyncIterator[str]:
        """The ids of these conversations, or of all."""
        async for conversation_id in chosen(self._copies, ids):
            yield conversation_id

    async def take_in(self, chunks: AsyncIterable[bytes]) -> Report:
        """Import; see `Taking.take`. The message of what it raises tells how many conversations were stored all the same."""
        taking = Taking(self._copies)
        try:
            return await taking.take(chunks)
        except ChatError as error:
            count = taking.report.new.conversations
            error.message += f" ({count} conversations before it were imported)" if count else " (nothing was imported)"
            raise
