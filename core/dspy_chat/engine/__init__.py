"""The tap under DSPy's language models: model text in, field tokens out.

A tapped engine answers DSPy's plain `complete` call by reading the model's *stream*, passing every piece of text through
an exact reader of the answer's format into the `Tap` of the run, and returning the whole response. DSPy believes that it
is not streaming, so its retries, its fallback to another format, every module kind and every thread keep working, which
`dspy.streamify` does not allow (it needs an AnyIO thread, never retries once it has shown text, and its listeners lose
text: https://github.com/stanfordnlp/dspy/issues/9154, /8425, pull 10459).

Sync and async programs share one wire: a sync call hands its stream to the event loop and waits there. So a token crosses
no thread, connections come from one pool, and a stop closes the upstream call at once, even before its first byte.
"""

from dspy_chat.engine.asking import answer_format, asked_fields
from dspy_chat.engine.call import Call
from dspy_chat.engine.engines import AsyncTappedEngine, Connected, TappedEngine, tapped_lm
from dspy_chat.engine.tap import Item, Note, Piece, Spent, Stopped, Tap, current_tap, tapped
from dspy_chat.engine.wire import ChatWire

__all__ = [
    "AsyncTappedEngine",
    "Call",
    "ChatWire",
    "Connected",
    "Item",
    "Note",
    "Piece",
    "Spent",
    "Stopped",
    "Tap",
    "TappedEngine",
    "answer_format",
    "asked_fields",
    "current_tap",
    "tapped",
    "tapped_lm",
]
