"""Runs one program for one turn. The only file that calls DSPy programs."""

import asyncio
import contextvars
import functools
import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import dspy
from dspy.utils.callback import BaseCallback
from pydantic import JsonValue
from pydantic_core import to_jsonable_python

from dspy_chat.engine import Connected, Note, Tap, tapped
from dspy_chat.events import ModelUsage, Usage
from dspy_chat.shape import Shape, harmless, predictors_of
from dspy_chat.store import Turn
from dspy_chat.threads import Threads
from dspy_chat.wellformed import clean, clean_json

HISTORY_TURNS: Final = 50
HISTORY_CHARACTERS: Final = 48_000
"""About 12,000 tokens: what fits beside the answer in the smallest windows of hosted models."""
DETAIL: Final = 500
"""Most characters of a tool's input or output in a status event."""


@dataclass(frozen=True)
class Job:
    """What a program is run on. `inputs` are the values of the form, already checked."""

    program_id: str
    shape: Shape
    model: Connected
    message: str
    inputs: Mapping[str, Any]
    turns: Sequence[Turn]
    timeout_s: float
    places: asyncio.Semaphore | None = None
    """How many runs of this program may go on at once; None for any number."""


@dataclass(frozen=True)
class Result:
    """What a program returned, as JSON values, and what it used."""

    fields: dict[str, JsonValue]
    answer: str
    usage: Usage


class Runner:
    """Runs async programs on the event loop and all others on its own threads, never on the loop."""

    def __init__(self, sync_workers: int) -> None:
        self._threads = Threads(sync_workers)

    async def run(self, job: Job, module: Any, tap: Tap) -> Result:
        """Run `module`, one instance of the job's program, to its end; its text and steps go to `tap`.

        Raises what the program raised. When cancelled, an async program is cancelled with it, and one in a thread ends
        at its next model call, tool or module. Waits first while as many runs of the program go on as may.
        """
        if job.places is None:
            return await self._run(job, module, tap)
        waited = job.places.locked()
        if waited:
            tap.push(Note("queue", "start", job.program_id))
        async with job.places:
            if waited:
                tap.push(Note("queue", "end", job.program_id))
            return await self._run(job, module, tap)

    async def _run(self, job: Job, module: Any, tap: Tap) -> Result:
        inputs = _inputs(job)
        try:
            if job.shape.is_async:
                with _context(job, tap):
                    returned = await module.acall(**inputs)
            else:
                returned = await self._in_thread(job, module, tap, inputs)
        except (SystemExit, KeyboardInterrupt) as error:  # in a task they would end the event loop, and all chats
            raise RuntimeError("the program tried to end the process") from error
        finally:
            tap.stop()
        return _result(job.shape, returned, tap)

    async def _in_thread(self, job: Job, module: Any, tap: Tap, inputs: dict[str, Any]) -> Any:
        def call() -> Any:
            try:
                with _context(job, tap):
                    return module(**inputs)
            except StopIteration as error:  # a future refuses to hold it, so whoever waits would wait for ever
                raise RuntimeError("the program raised StopIteration") from error

        return await asyncio.wrap_future(self._threads.submit(functools.partial(contextvars.copy_context().run, call)))

    def close(self) -> None:
        """Let the threads go; programs that never look up are left behind with the process."""
        self._threads.close()


def tap_for(job: Job, module: Any, wake: Any) -> Tap:
    """The tap for one run of `module`, which names its predictors."""
    names = {id(predictor): name for name, predictor in predictors_of(module).items()}
    return Tap(names, job.shape.main, wake)


def _context(job: Job, tap: Tap) -> Any:
    adapter = job.model.adapter() if job.model.adapter is not None else None
    return dspy.context(
        lm=job.model.lm,
        callbacks=[] if job.shape.is_plain else [_Steps(tap)],
        disable_history=True,
        trace=[],
        send_stream=None,
        stream_listeners=[],
        **({"adapter": adapter} if adapter is not None else {}),
        **tapped(tap),
    )


class _Steps(BaseCallback):  # type: ignore[misc]
    """Tells a run's tools as status notes, and ends a stopped program at its next step.

    DSPy ignores an Exception that a callback raises, but a BaseException such as Stopped aborts the program.
    """

    def __init__(self, tap: Tap) -> None:
        self._tap = tap
        self._began: dict[str, tuple[str, float]] = {}

    def on_module_start(self, call_id: str, instance: Any, inputs: dict[str, Any]) -> None:
        self._tap.check()

    def on_lm_start(self, call_id: str, instance: Any, inputs: dict[str, Any]) -> None:
        self._tap.check()

    def on_tool_start(self, call_id: str, instance: Any, inputs: dict[str, Any]) -> None:
        name = str(getattr(instance, "name", "tool"))
        self._began[call_id] = (name, time.monotonic())
        self._tap.push(Note("tool", "start", name, id=call_id, detail=_brief(inputs.get("kwargs", inputs))))

    def on_tool_end(self, call_id: str, outputs: Any, exception: Exception | None = None) -> None:
        name, began = self._began.pop(call_id, ("tool", time.monotonic()))
        ms = round((time.monotonic() - began) * 1000)
        if exception is None:
            self._tap.push(Note("tool", "end", name, id=call_id, detail=_brief(outputs), ms=ms))
        else:
            self._tap.push(Note("tool", "error", name, id=call_id, ms=ms))


def _brief(value: Any) -> str:
    text = clean(value if isinstance(value, str) else str(to_jsonable_python(value, fallback=str)))
    return text if len(text) <= DETAIL else text[: DETAIL - 1] + "…"


def _inputs(job: Job) -> dict[str, Any]:
    inputs = {**job.inputs, job.shape.message_field: harmless(job.message)}
    if job.shape.history_field is not None:
        inputs[job.shape.history_field] = dspy.History(messages=_history(job))
    return inputs


def _history(job: Job) -> list[dict[str, Any]]:
    """Past turns in this program's own field names, the newest that fit, oldest first."""
    mapped: list[dict[str, Any]] = []
    room = HISTORY_CHARACTERS
    for turn in reversed(job.turns):
        if not turn.answer:
            continue  # stopped or failed before it said anything
        room -= len(turn.text) + len(turn.answer)
        if room < 0:
            break
        mapped.append(harmless(_mapped(job, turn)))
    return mapped[::-1]


def _mapped(job: Job, turn: Turn) -> dict[str, Any]:
    """One turn. Another program's maps by role; a field that it has no value for must not be absent, or DSPy writes None."""
    outputs: dict[str, Any] = {}
    for ref in job.shape.fields:
        if turn.program == job.program_id and ref.name in turn.fields:
            outputs[ref.name] = turn.fields[ref.name]
        else:
            outputs[ref.name] = turn.answer if ref.role == "answer" else "(not recorded)"
    return {job.shape.message_field: turn.text, **outputs}


def _result(shape: Shape, returned: Any, tap: Tap) -> Result:
    fields: dict[str, JsonValue] = clean_json(to_jsonable_python(clean_json(_by_name(shape, returned)), fallback=str))
    value = fields.get(shape.answer_field, "")
    answer = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return Result(fields=fields, answer=answer, usage=_usage(tap))


def _by_name(shape: Shape, returned: Any) -> dict[str, Any]:
    """The output fields, from whatever a program returns."""
    match returned:
        case dspy.Prediction():
            return dict(returned.items())
        case dict():
            return returned
        case None:
            return {}
        case _:
            return {shape.answer_field: returned}


def _usage(tap: Tap) -> Usage:
    by_model: dict[str, ModelUsage] = {}
    for spent in tap.spent:
        before = by_model.get(spent.model, ModelUsage())
        output = before.output + spent.output
        by_model[spent.model] = ModelUsage(
            input=before.input + spent.input, output=output, total=before.input + spent.input + output
        )
    return Usage(
        input=sum(usage.input for usage in by_model.values()),
        output=sum(usage.output for usage in by_model.values()),
        total=sum(usage.total for usage in by_model.values()),
        by_model=by_model,
    )
