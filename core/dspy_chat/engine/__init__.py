"""The tap under DSPy's language models: model text in, field tokens out.

A tapped engine answers DSPy's plain `complete` call by reading the model's *stream*, passing every piece of text through
an exact reader of the answer's format into the `Tap` of the run, and returning the whole response. DSPy believes that it
is not streaming, so its retries, its fallback to another format, every module kind and every thread keep working, which
`dspy.streamify` does not allow (it needs an AnyIO thread, never retries once it has shown text, and its listeners lose
text: https://github.com/stanfordnlp/dspy/issues/9154, /8425, pull 10459).

Sync and async programs share one wire: a sync call hands its stream to the event loop and waits there. So a token crosses
no thread, connections come from one pool, and a stop closes the upstream call at once, even before its first byte.
"""

from dspy_chat.engine.answering import Cost
from dspy_chat.engine.asking import Asking, answer_format, asked_fields, current_step
from dspy_chat.engine.call import Call
from dspy_chat.engine.engines import AsyncTappedEngine, Connected, TappedEngine, tapped_lm
from dspy_chat.engine.own_models import tap_all
from dspy_chat.engine.parsing import keep_adapters
from dspy_chat.engine.tap import NAME, Item, Note, Piece, Stopped, Tap, current_tap, name_of, tapped
from dspy_chat.engine.trace import Spent, Trace
from dspy_chat.engine.wire import ChatWire

__all__ = [
    "NAME",
    "Asking",
    "AsyncTappedEngine",
    "Call",
    "ChatWire",
    "Connected",
    "Cost",
    "Item",
    "Note",
    "Piece",
    "Spent",
    "Stopped",
    "Tap",
    "TappedEngine",
    "Trace",
    "answer_format",
    "asked_fields",
    "current_step",
    "current_tap",
    "keep_adapters",
    "name_of",
    "tap_all",
    "tapped",
    "tapped_lm",
]
