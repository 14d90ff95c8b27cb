"""A run's modules, tools and code as status notes, by DSPy's callbacks, at which a stopped program also ends."""

import time
from typing import Any, Literal, NamedTuple

import dspy
from dspy.utils.callback import ACTIVE_CALL_ID, BaseCallback

from dspy_chat.brief import brief
from dspy_chat.engine import Note, Tap, name_of

_Kind = Literal["module", "tool"]


class _Open(NamedTuple):
    """A step that has not ended. `instance` is the module or tool."""

    kind: _Kind
    name: str
    id: str
    parent: str | None
    began: float
    instance: int


class Steps(BaseCallback):  # type: ignore[misc]
    """DSPy calls this in the thread that does the work, sync and async alike.

    DSPy ignores an Exception that a callback raises, but a BaseException such as Stopped aborts the program. The program's
    own module is no step: the run's `start` and `final` tell it.
    """

    def __init__(self, tap: Tap) -> None:
        self._tap = tap
        self._open: dict[str, _Open | None] = {}
        self._by_module: dict[int, str | None] = {}

    def on_module_start(self, call_id: str, instance: Any, inputs: dict[str, Any]) -> None:
        self._tap.check()
        if not self._by_module:
            self._by_module[id(instance)] = self._tap.steps[call_id] = self._open[call_id] = None
            return
        self._by_module[id(instance)] = self._start("module", call_id, instance, name_of(instance), _given(inputs))

    def on_module_end(self, call_id: str, outputs: Any, exception: BaseException | None = None) -> None:
        self._end(call_id, outputs, exception)

    def on_tool_start(self, call_id: str, instance: Any, inputs: dict[str, Any]) -> None:
        self._start("tool", call_id, instance, str(getattr(instance, "name", "tool")), _given(inputs))

    def on_tool_end(self, call_id: str, outputs: Any, exception: BaseException | None = None) -> None:
        self._end(call_id, outputs, exception)

    def on_interpreter_execute_start(self, call_id: str, instance: Any, inputs: dict[str, Any]) -> None:
        self._start("tool", call_id, instance, "python", inputs.get("code", ""))

    def on_interpreter_execute_end(self, call_id: str, outputs: Any, exception: BaseException | None = None) -> None:
        self._end(call_id, outputs, exception)

    def on_lm_start(self, call_id: str, instance: Any, inputs: dict[str, Any]) -> None:
        self._tap.check()
        self._tap.steps[call_id] = self._parent()
        self._tap.unasked.add(call_id)

    def on_lm_end(self, call_id: str, outputs: Any, exception: BaseException | None = None) -> None:
        self._tap.steps.pop(call_id, None)
        if call_id in self._tap.unasked:  # answered, and no engine was called
            self._tap.unasked.discard(call_id)
            self._tap.cached += exception is None

    def _start(self, kind: _Kind, call_id: str, instance: Any, name: str, given: Any) -> str:
        tap = self._tap
        step = _Open(kind, name, tap.number(), self._parent(), time.monotonic(), id(instance))
        self._open[call_id] = step
        tap.steps[call_id] = step.id
        tap.mention(Note(kind, "start", name, step.id, step.parent, brief(given)))
        return step.id

    def _end(self, call_id: str, outputs: Any, exception: BaseException | None) -> None:
        self._tap.steps.pop(call_id, None)
        step = self._open.pop(call_id, None)
        if step is None or self._tap.stopped:
            return
        ms = round((time.monotonic() - step.began) * 1000)
        # An exception's type says what went wrong without what it says, which may be anything.
        detail = brief(outputs) if exception is None else type(exception).__name__
        state: Literal["end", "error"] = "end" if exception is None else "error"
        self._tap.mention(Note(step.kind, state, step.name, step.id, step.parent, detail, ms))

    def _parent(self) -> str | None:
        """The step that is going on here. In the threads of `dspy.Parallel` DSPy knows only the modules that called it."""
        call = ACTIVE_CALL_ID.get()
        if call in self._tap.steps:
            return self._tap.steps[call]
        modules = dspy.settings.caller_modules or []
        return next((self._by_module[id(m)] for m in reversed(modules) if id(m) in self._by_module), None)


def _given(inputs: dict[str, Any]) -> Any:
    """What a call was given by name, without what the page shows anyway: the conversation before, and the steps before,
    which ReAct hands on as its `trajectory`."""
    named = inputs.get("kwargs", inputs)
    known = (name for name in named if name != "trajectory" and not isinstance(named[name], dspy.History))
    return {name: named[name] for name in known}
