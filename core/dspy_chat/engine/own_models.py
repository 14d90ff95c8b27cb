"""Taps the models that programs bring themselves: an LM that a module was given, or that it makes while it runs.

DSPy chooses an LM's engine inside each call and has no place to put another around it, so `tap_all` wraps that choice,
`dspy.clients.execution._engine` of DSPy 3.4. Outside a run it changes nothing. An LM that speaks DSPy's native engines
streams as the server's own do; one that goes through litellm, or has a `forward` of its own, is told as a step that does
not stream, and its answer arrives with the result.
"""

import asyncio
import functools
from collections.abc import Callable
from typing import Any, Final

from dspy.clients import execution

from dspy_chat.engine.answering import answer
from dspy_chat.engine.asking import Asking, asking
from dspy_chat.engine.engines import AsyncTappedEngine, TappedEngine
from dspy_chat.engine.tap import Note, Tap, current_tap
from dspy_chat.engine.trace import spent_of
from dspy_chat.failures import failure_of

SILENT: Final = "does not stream"
_Engine = Callable[[Any, Any, bool], tuple[Any, Any, str | None]]


def tap_all() -> None:
    """Tap every LM that is called inside a run. May be called again."""
    if not hasattr(execution._engine, "__wrapped__"):
        execution._engine = _tapping(execution._engine)


def _tapping(choose: _Engine) -> _Engine:
    """DSPy's choice of an engine, `(engine, request, provider)` for an LM's prepared call; tapped inside a run."""

    @functools.wraps(choose)
    def tapping(lm: Any, call: Any, asynchronous: bool) -> tuple[Any, Any, str | None]:
        engine, request, provider = choose(lm, call, asynchronous)
        tap = current_tap()
        if tap is None or isinstance(engine, TappedEngine | AsyncTappedEngine):
            return engine, request, provider
        tap.check()
        who = asking(tap)
        if request is not None and asynchronous and hasattr(engine, "stream"):
            return _AsyncOwn(engine, who, tap), request, provider
        if request is not None and not asynchronous and not tap.on_loop:
            try:
                inner = tap.wait_for(_chosen(choose, lm, call))
            except Exception:  # noqa: BLE001 - an engine of the program's own that has no async side
                inner = None
            if hasattr(inner, "stream"):
                return _Own(inner, who, tap), request, provider
        silent = _AsyncSilent if asynchronous else _Silent
        return silent(engine, lm.model, who, tap), request, provider

    return tapping


async def _chosen(choose: _Engine, lm: Any, call: Any) -> Any:
    """The engine for async calls, chosen on the loop that it is to run on."""
    return choose(lm, call, True)[0]


class _Own:
    """One sync call of a program's own model: its stream is read on the event loop, like all others."""

    def __init__(self, inner: Any, who: Asking, tap: Tap) -> None:
        self._inner = inner
        self._who = who
        self._tap = tap

    def complete(self, request: Any) -> Any:
        # DSPy tries again by itself: this LM's retries are its maker's affair.
        return self._tap.wait_for(answer(self._inner, request, self._who, self._tap, None, retries=0))


class _AsyncOwn(_Own):
    async def complete(self, request: Any) -> Any:
        return await asyncio.create_task(answer(self._inner, request, self._who, self._tap, None, retries=0))


class _Silent:
    """One call of a model that cannot stream: told as a step and kept in the trace, with what it used."""

    def __init__(self, engine: Any, model: str, who: Asking, tap: Tap) -> None:
        self._model = model
        self._who = who
        self._tap = tap
        if hasattr(engine, "complete_legacy"):
            self.complete_legacy = self._told(engine.complete_legacy)
        self.complete = self._told(engine.complete)

    def _told(self, complete: Callable[..., Any]) -> Callable[..., Any]:
        def told(*args: Any, **kwargs: Any) -> Any:
            with _Step(self._model, self._who, self._tap, args[-1]) as step:
                step.result = complete(*args, **kwargs)
            return step.result

        return told


class _AsyncSilent(_Silent):
    def _told(self, complete: Callable[..., Any]) -> Callable[..., Any]:
        async def told(*args: Any, **kwargs: Any) -> Any:
            with _Step(self._model, self._who, self._tap, args[-1]) as step:
                step.result = await complete(*args, **kwargs)
            return step.result

        return told


class _Step:
    """A model call that is told from its start to its end. `asked` is DSPy's request, or the body of a legacy call."""

    def __init__(self, model: str, who: Asking, tap: Tap, asked: Any) -> None:
        self.result: Any = None
        self._tap = tap
        self._kept = tap.trace.begin(tap.number(), who.name, who.parent, model, asked, tap.ms)

    def __enter__(self) -> "_Step":
        self._tap.push(self._note("start", SILENT))
        return self

    def __exit__(self, kind: Any, error: BaseException | None, trace: Any) -> None:
        kept, tap = self._kept, self._tap
        kept.ms = tap.ms - kept.began_ms
        if error is not None:
            kept.error = failure_of(error).code
        else:
            kept.texts.append(_said(self.result))
            if usage := getattr(self.result, "usage", None):
                tap.trace.use(kept, spent_of(usage))
        if not tap.stopped:
            tap.mention(self._note("end" if error is None else "error", kept.error))

    def _note(self, state: Any, detail: str | None) -> Note:
        return Note("model", state, self._kept.model, self._kept.id, self._kept.parent, detail, self._kept.ms)


def _said(result: Any) -> str:
    """The text of DSPy's `Response`, or of the result of a legacy call."""
    if hasattr(result, "outputs"):
        return "\n".join(str(out.get("text") or "") if isinstance(out, dict) else str(out) for out in result.outputs)
    return "".join(part.text for part in result.message.parts if part.type == "text")
