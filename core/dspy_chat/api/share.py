"""A conversation as one HTML file that opens without a server: the template of the client's build, filled with its events.

The page in it is `frontend/src/share/`. What stands in the file was written by people and models: it goes in as JSON whose
every `<`, `>` and `&` is escaped, so that no text in it can end its element.
"""

import html
import time
from collections.abc import AsyncIterator
from typing import Final

import orjson

from dspy_chat.api.outs import message_out
from dspy_chat.errors import NotBuilt
from dspy_chat.eventlog import EventLog
from dspy_chat.store import Store, Tree
from dspy_chat.tables import Message, Run
from dspy_chat.web import STATIC

TEMPLATE: Final = STATIC / "share.template"
_PAGE: Final = 200
"""Messages in one read."""
_PIECE: Final = 1 << 16
"""About so many bytes of events in one piece of the file."""
_ENDS: Final = str.maketrans({mark: f"\\u{ord(mark):04x}" for mark in "<>&\u2028\u2029"})


async def page(store: Store, log: EventLog, conversation_id: str) -> AsyncIterator[bytes]:
    """The file of a conversation's current branch, piece by piece; an answer that is still arriving is left out.

    No read transaction is open between two pieces. Raises UnknownConversation and NotBuilt before the first piece. Raises
    Unknown later when the conversation is deleted meanwhile: a file without its end must not pass for a whole one.
    """
    tree = await store.tree(conversation_id, _PAGE)
    title = tree.conversation.title
    head, tail = _template(title)
    yield head
    yield _escaped(
        orjson.dumps({"v": 1, "saved_at": round(time.time() * 1000), "title": title})[:-1].decode() + ',"entries":['
    )
    newest = None
    async for message, run in _branch(store, tree):
        yield b"," if newest else b""
        newest = newest or message.id
        async for piece in _entry(store, log, message, run):
            yield _escaped(piece)
    yield b'],"head":' + orjson.dumps(newest) + b"}"
    yield tail


def _template(title: str) -> tuple[bytes, bytes]:
    """What stands before and behind the conversation. Raises NotBuilt."""
    if not TEMPLATE.is_file():
        raise NotBuilt("the web client, which shared files are made of, is not built; `uv run dspy-chat` builds it")
    head, _, tail = TEMPLATE.read_text("utf-8").partition("{conversation}")
    return head.replace("{title}", html.escape(title), 1).encode(), tail.encode()


def _escaped(text: str) -> bytes:
    """JSON as it may stand in a script element: these characters only ever occur in its strings."""
    return text.translate(_ENDS).encode()


async def _branch(store: Store, tree: Tree) -> AsyncIterator[tuple[Message, Run | None]]:
    """The messages that lead to the head, the newest first, without the turn that is still being answered."""
    open_question: str | None = None
    while tree.messages:
        for message in tree.messages:
            run = tree.runs.get(message.id)
            if run is not None and run.status == "running":
                open_question = message.parent
            elif message.id != open_question:
                yield message, run
        tree = await store.tree(tree.conversation.id, _PAGE, tree.messages[-1].id)


async def _entry(store: Store, log: EventLog, message: Message, run: Run | None) -> AsyncIterator[str]:
    """A message as the API tells it, and the events of its run as they are stored; not what was thought of it."""
    told = message_out(message, {message.id: run} if run is not None else {}, {}, {})
    text = f'{{"message":{told.model_dump_json()},"events":['
    if run is not None:
        stored = await log.open(run.id)
        if stored is not None:
            async for rows in stored:
                for seq, data in rows:
                    text += f"{',' if seq > 1 else ''}{data}"
                if len(text) > _PIECE:
                    yield text
                    text = ""
        await store.run(run.id)  # its events were there to the end
    yield text + "]}"
