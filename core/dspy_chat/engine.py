"""The tap under DSPy's language models: model text in, field tokens out.

A tapped engine answers DSPy's plain `complete` call by reading the model's *stream*, passing every piece of text through
an exact reader of the answer's format into the `Tap` of the run, and returning the whole response. DSPy believes that it
is not streaming, so its retries, its fallback to another format, every module kind and every thread keep working, which
`dspy.streamify` does not allow (it needs an AnyIO thread, never retries once it has shown text, and its listeners lose
text: https://github.com/stanfordnlp/dspy/issues/9154, /8425, pull 10459).

Sync and async programs share one wire: a sync call hands its stream to the event loop and waits there. So a token crosses
no thread, connections come from one pool, and a stop closes the upstream call at once, even before its first byte.
"""

import asyncio
import concurrent.futures
import itertools
import logging
import threading
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal, NamedTuple, TypeAlias

import dspy
from dspy.lm15 import AsyncResponseStream, StreamDeltaEvent, TextDelta

from dspy_chat.events import ModelRef
from dspy_chat.fields import FieldReader, Format, reader_for
from dspy_chat.wellformed import Cleaner, clean

_log = logging.getLogger(__name__)
_TAP: Final = "dspy_chat_tap"


class Stopped(BaseException):
    """Ends a program from inside. A BaseException, because programs and DSPy catch Exception and go on."""


class Piece(NamedTuple):
    """Text to append to a field. `predictor` and `call` are None for the program's main predictor."""

    field: str
    text: str
    predictor: str | None
    call: str | None


class Note(NamedTuple):
    """A step beside the text, as in the `status` event."""

    kind: Literal["module", "model", "tool", "progress", "retry", "reset"]
    state: Literal["start", "end", "error"] | None
    name: str
    id: str | None = None
    parent: str | None = None
    detail: str | None = None
    ms: int | None = None


Item: TypeAlias = Piece | Note


class Spent(NamedTuple):
    """What one model call used, in tokens."""

    model: str
    input: int
    output: int


class Tap:
    """Where one run's text and steps arrive, from any thread; the event loop drains it.

    `wake` is called on the loop whenever something has arrived since the last `drain`.
    """

    def __init__(self, names: Mapping[int, str], main: str, wake: Callable[[], None]) -> None:
        self.loop = asyncio.get_running_loop()
        self.main = main
        self.stopped = False
        self.spent: list[Spent] = []
        self._names = names
        self._thread = threading.get_ident()
        self._wake = wake
        self._items: list[Item] = []
        self._armed = False
        self._upstream: set[concurrent.futures.Future[Any]] = set()
        self._numbers = itertools.count(1)
        self._calls: dict[str, Call] = {}

    def push(self, item: Item) -> None:
        """Add one item. Raises Stopped once the run was stopped."""
        if self.stopped:
            raise Stopped
        self._items.append(item)
        if not self._armed:
            self._armed = True
            if threading.get_ident() == self._thread:
                self._wake()
            else:
                self.loop.call_soon_threadsafe(self._wake)

    def drain(self) -> list[Item]:
        """What has arrived, in order; to be called on the loop."""
        self._armed = False
        items, self._items = self._items, []
        return items

    def check(self) -> None:
        """Raises Stopped once the run was stopped."""
        if self.stopped:
            raise Stopped

    def stop(self) -> None:
        """End the run's model calls now, and its program at its next step."""
        self.stopped = True
        for future in list(self._upstream):
            future.cancel()

    def wait_for(self, answer: Any) -> Any:
        """Run a coroutine on the loop for a program in another thread, and wait for what it returns."""
        future = asyncio.run_coroutine_threadsafe(answer, self.loop)
        self._upstream.add(future)
        if self.stopped:
            future.cancel()
        try:
            return future.result()
        except concurrent.futures.CancelledError:
            raise Stopped from None
        finally:
            self._upstream.discard(future)

    @property
    def on_loop(self) -> bool:
        """Whether the caller is the event loop's own thread, which must never wait for itself."""
        return threading.get_ident() == self._thread

    def name_of(self, predictor: Any) -> str:
        """The predictor's name in the program, or its class for one that the program made while it ran."""
        return self._names.get(id(predictor), type(predictor).__name__)

    def enter(self, call: "Call") -> bool:
        """Note that a call begins. Returns whether its text is the answer: that of the main predictor.

        Text is taken back only now, when another attempt makes it wrong: an answer that failed for good keeps what was
        shown. A main predictor that is called again starts anew, as its last call makes the result; beside one that is
        still going, a second call is not the answer.
        """
        last = self._calls.get(call.name)
        main = call.name == self.main and (last is None or last.closed)
        if last is not None and (main or last.failed):
            last.take_back()
        if main or call.name != self.main:
            self._calls[call.name] = call
        return main

    def number(self) -> str:
        """An id for the next model call of this run."""
        return str(next(self._numbers))


def current_tap() -> Tap | None:
    """The tap of the run that the caller works for."""
    tap = dspy.settings.get(_TAP)
    return tap if isinstance(tap, Tap) else None


def tapped(tap: Tap) -> dict[str, Tap]:
    """The `dspy.context` setting that makes `tap` the current one."""
    return {_TAP: tap}


def asked_fields() -> list[tuple[str, Any]]:
    """The output fields, as (name, annotation), that the predictor which is calling a model asks for."""
    predictor = _calling_predictor()
    if predictor is None:
        return []
    return [(name, info.annotation) for name, info in predictor.signature.output_fields.items()]


def _calling_predictor() -> Any:
    modules = dspy.settings.caller_modules or []
    return next((module for module in reversed(modules) if isinstance(module, dspy.Predict)), None)


def answer_format() -> Format | None:
    """The format that the current adapter asks the model for; None for one that is not known here."""
    match dspy.settings.adapter:
        case None:
            return "chat"
        case dspy.JSONAdapter():
            return "json"
        case dspy.XMLAdapter():
            return "xml"
        case dspy.ChatAdapter():
            return "chat"
        case _:
            return None


class Call:
    """One model call: reads its text into fields and pushes them."""

    __slots__ = ("_call", "_cleaner", "_main", "_predictor", "_pushed", "_reader", "_tap", "closed", "failed", "name")

    def __init__(self, tap: Tap) -> None:
        predictor = _calling_predictor()
        self.closed = False
        self.failed = False
        self.name = tap.name_of(predictor) if predictor is not None else ""
        self._tap = tap
        self._cleaner = Cleaner()
        self._pushed = False
        self._reader: FieldReader | None = None
        expected = answer_format()
        if predictor is not None and expected is not None:
            fields = {name: info.annotation is str for name, info in predictor.signature.output_fields.items()}
            self._reader = reader_for(expected, fields)
        self._main = tap.enter(self)
        self._predictor = None if self._main else self.name
        self._call = None if self._main else tap.number()

    def feed(self, text: str) -> str:
        """Push what `text` adds to the fields. Returns it well-formed, as the response must hold it too."""
        text = self._cleaner.feed(text)
        if self._reader is not None and text:
            self._push(self._reader.feed(text))
        return text

    def close(self) -> str:
        """Push what was held back, at the end of the answer. Returns the text that `feed` still owed."""
        self.closed = True
        text = self._cleaner.close()
        if self._reader is not None:
            self._push((self._reader.feed(text) if text else []) + self._reader.close())
        return text

    def fail(self) -> None:
        """This attempt is thrown away; its text stays until another attempt begins."""
        self.closed = self.failed = True

    def take_back(self) -> None:
        """Push a reset, if anything was shown."""
        if self._pushed and not self._tap.stopped:
            self._pushed = False
            self._tap.push(Note("reset", None, self.name, id=self._call))

    def _push(self, pieces: list[tuple[str, str]]) -> None:
        for field, text in pieces:
            self._pushed = True
            # Clean once more: a JSON answer can write half of a surrogate pair as an escape.
            self._tap.push(Piece(field, clean(text), self._predictor, self._call))


async def _answer(events: AsyncIterator[Any], request: Any, call: Call, tap: Tap) -> Any:
    """Read one model answer to its end through `call`; returns DSPy's Response."""
    stream = AsyncResponseStream(_through(events, call), request)
    try:
        response = await stream.response()
    except BaseException:
        call.fail()
        raise
    finally:
        await stream.aclose()
    usage = response.usage
    tap.spent.append(Spent(request.model, usage.input_tokens or 0, usage.output_tokens or 0))
    return response


async def _through(events: AsyncIterator[Any], call: Call) -> AsyncIterator[Any]:
    """The model's events, each text pushed and made well-formed on the way."""
    try:
        async for event in events:
            if event.type == "delta" and event.delta.type == "text":
                text = event.delta.text
                clean = call.feed(text)
                yield event if clean is text else StreamDeltaEvent(delta=TextDelta(text=clean))
            elif event.type == "end":
                if rest := call.close():
                    yield StreamDeltaEvent(delta=TextDelta(text=rest))
                yield event
            else:
                yield event
    finally:
        await events.aclose()  # type: ignore[attr-defined]


class _Capabilities:
    """What DSPy asks of an engine before it plans a request."""

    def __init__(self, hints: Any) -> None:
        self.supports_function_calling = bool(getattr(hints, "supports_function_calling", False))
        self.supports_reasoning = bool(getattr(hints, "supports_reasoning", False))
        self.supports_response_schema = bool(getattr(hints, "supports_response_schema", False))
        self.supported_params = frozenset(getattr(hints, "supported_params", ()))

    def __deepcopy__(self, memo: dict[int, Any]) -> "_Capabilities":
        return self  # modules are deep-copied; connections must not be

    def dump_state(self) -> dict[str, Any]:
        """Nothing: the server chooses the model, never a saved program."""
        return {}


class TappedEngine(_Capabilities):
    """DSPy's sync engine contract over an async engine. Outside a run it is the sync engine itself."""

    def __init__(self, sync: Any, inner: Any, hints: Any) -> None:
        super().__init__(hints)
        self._sync = sync
        self._inner = inner

    def complete(self, request: Any) -> Any:
        tap = current_tap()
        if tap is None:
            return self._sync.complete(request)
        tap.check()
        if tap.on_loop:
            _log.warning("a program calls its model synchronously from async code; nothing streams and all chats wait")
            return self._sync.complete(request)
        return tap.wait_for(_answer(self._inner.stream(request), request, Call(tap), tap))

    def stream(self, request: Any) -> Any:
        return self._sync.stream(request)

    async def close(self) -> None:
        """Close both engines; what does not know how needs no closing."""
        if hasattr(self._inner, "aclose"):
            await self._inner.aclose()
        if hasattr(self._sync, "close"):
            await asyncio.to_thread(self._sync.close)


class AsyncTappedEngine(_Capabilities):
    """DSPy's async engine contract over an async engine."""

    def __init__(self, inner: Any, hints: Any) -> None:
        super().__init__(hints)
        self._inner = inner

    async def complete(self, request: Any) -> Any:
        tap = current_tap()
        if tap is None:
            return await self._inner.complete(request)
        tap.check()
        return await _answer(self._inner.stream(request), request, Call(tap), tap)

    def stream(self, request: Any) -> Any:
        return self._inner.stream(request)


def tapped_lm(model: str, sync: Any, inner: Any, hints: Any, *, retries: int) -> Any:
    """A `dspy.LM` over a pair of engines, tapped. No cache: a cached answer would be another user's, and streams nothing."""
    return dspy.LM(
        model,
        engine=TappedEngine(sync, inner, hints),
        async_engine=AsyncTappedEngine(inner, hints),
        cache=False,
        num_retries=retries,
    )


@dataclass(frozen=True)
class Connected:
    """A language model that is ready to answer: a tapped `dspy.LM`, and what makes the adapter that suits it."""

    ref: ModelRef
    lm: Any
    adapter: Callable[[], Any] | None = None

    async def close(self) -> None:
        """Let go of the model's connections, or of its memory."""
        await self.lm.engine.close()
