"""`Tap`: where one run's text and steps arrive, from any thread, for the event loop to drain."""

import asyncio
import concurrent.futures
import itertools
import threading
import time
from collections.abc import Callable, Iterable
from typing import Any, Final, Literal, NamedTuple, Protocol, TypeAlias

import dspy

from dspy_chat.engine.trace import Trace
from dspy_chat.threads import Threads

_TAP: Final = "dspy_chat_tap"
NAME: Final = "dspy_chat_name"
"""The attribute that holds a module's name in its program. Copies carry it, which its identity would not do: BestOfN,
Refine and every run copy their modules."""
UNREADABLE: Final = "bad_answer"
"""The failure's code of an answer that a program could not read, and so asks for again."""
_PATIENCE_S: Final = 0.016
"""How long a step may wait to be told beside what comes next: one display frame."""


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

    kind: Literal["module", "model", "tool", "progress", "retry", "reset", "queue"]
    state: Literal["start", "end", "error"] | None
    name: str
    id: str | None = None
    parent: str | None = None
    detail: str | None = None
    ms: int | None = None
    fraction: float | None = None


Item: TypeAlias = Piece | Note


class Attempt(Protocol):
    """What a tap keeps of a model call; see `Call`."""

    name: str
    closed: bool
    failed: bool

    @property
    def parent(self) -> str | None: ...

    def follows(self, last: "Attempt") -> bool: ...

    def take_back(self) -> None: ...


class Tap:
    """Where one run's text and steps arrive, from any thread; the event loop drains it.

    `wake` is called on the loop whenever something has arrived since the last `drain`. `main` names the predictor whose
    text is the answer, and `fields` the program's outputs. `trace` keeps the run's model calls, and what they used.
    """

    def __init__(self, main: str, wake: Callable[[], None], fields: Iterable[str] = ()) -> None:
        self.loop = asyncio.get_running_loop()
        self.main = main
        self.fields = frozenset(fields)
        self.stopped = False
        self.threads: Threads | None = None
        """Threads for what would block the loop; those that run the program."""
        self.working: concurrent.futures.Future[Any] | None = None
        """What the program's own thread does, if it has one."""
        self.trace = Trace()
        self.steps: dict[str, str | None] = {}
        """The ids of steps by those of DSPy's calls; None for the program itself, which is the run and no step of it."""
        self.unasked: set[str] = set()
        """DSPy's ids of the model calls that no engine was asked for yet."""
        self.cached = 0
        """How many model calls were answered out of a cache."""
        self._began = time.monotonic()
        self._thread = threading.get_ident()
        self._wake = wake
        self._items: list[Item] = []
        self._armed = False
        self._patient = False
        self._upstream: set[concurrent.futures.Future[Any]] = set()
        self._numbers = itertools.count(1)
        self._calls: dict[str, Attempt] = {}

    def push(self, item: Item) -> None:
        """Add one item. Raises Stopped once the run was stopped."""
        if self.stopped:
            raise Stopped
        self._items.append(item)
        if not self._armed:
            self._armed = True
            self._on_loop(self._wake)

    def mention(self, note: Note) -> None:
        """Add a step that may wait a frame, so that it is stored and sent with the text that follows. Raises Stopped."""
        if self.stopped:
            raise Stopped
        self._items.append(note)
        if not (self._armed or self._patient):
            self._patient = True
            self._on_loop(self._wait)

    def _wait(self) -> None:
        self.loop.call_later(_PATIENCE_S, self._waited)

    def _waited(self) -> None:
        self._patient = False
        if self._items and not self._armed:
            self._armed = True
            self._wake()

    def _on_loop(self, call: Callable[[], None]) -> None:
        if self.on_loop:
            call()
        else:
            self.loop.call_soon_threadsafe(call)

    @property
    def pending(self) -> bool:
        """Whether something has arrived that was not drained."""
        return bool(self._items)

    @property
    def ms(self) -> int:
        """Milliseconds since the run began."""
        return int((time.monotonic() - self._began) * 1000)

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

    def enter(self, call: Attempt) -> bool:
        """Note that a call begins. Returns whether its text is the answer: that of the main predictor.

        Text is taken back only now, when another attempt makes it wrong: an answer that failed for good keeps what was
        shown. A main predictor that is called again starts anew, as its last call makes the result; beside one that is
        still going, a second call is not the answer.
        """
        last = self._calls.get(call.name)
        main = call.name == self.main and (last is None or last.closed)
        if last is not None and last.closed and not last.failed and call.follows(last):
            self.push(Note("retry", None, call.name, parent=call.parent, detail=UNREADABLE))
            last.take_back()
        elif last is not None and (main or last.failed):
            last.take_back()
        if main or call.name != self.main:
            self._calls[call.name] = call
        return main

    def number(self) -> str:
        """An id for the next step of this run."""
        return str(next(self._numbers))


def name_of(module: Any) -> str:
    """A module's name in its program, or its class for one that the program made while it ran."""
    return str(getattr(module, NAME, None) or type(module).__name__)


def current_tap() -> Tap | None:
    """The tap of the run that the caller works for."""
    tap = dspy.settings.get(_TAP)
    return tap if isinstance(tap, Tap) else None


def tapped(tap: Tap) -> dict[str, Tap]:
    """The `dspy.context` setting that makes `tap` the current one."""
    return {_TAP: tap}
