"""Answers one request on a worker thread. What both engines share; knows nothing of event loops."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import Any, Final, TypeAlias

from dspy import lm15

from .grammar import Grammar
from .guided import Body, Field, Limits, write_answer
from .request import body_of, format_of
from .runtime import GenerationFailed, Outcome, Runtime, Stopped
from .schema import compact

_PROVIDER: Final = "embedded"

Piece: TypeAlias = str | Outcome | BaseException
"""Text as it comes; the outcome, which is last; or the error that ends it."""


def answer(
    runtime: Runtime,
    limits: Limits,
    request: Any,
    fields: Sequence[Field] | None,
    *,
    emit: Callable[[str], None],
    stopped: Callable[[], bool],
) -> Outcome:
    """Emit the answer to an lm15 `request` in pieces: guided where `fields` are known, else JSON if the request asks
    for it, else free text. Raises lm15 errors, Stopped, or what `emit` raises.
    """

    def generate(body: Body, grammar: Grammar | None, on_text: Callable[[str], None]) -> Outcome:
        if grammar is not None:
            body = {**body, "grammar": _compiled(grammar)}
        return runtime.generate(body, on_text, stopped)

    try:
        body, wanted = body_of(request), format_of(request)
        if fields and wanted is None:
            return write_answer(generate, body, fields, limits, emit)
        most = limits.typed if wanted is not None else limits.answer + limits.text
        return generate({"max_tokens": most, **body}, wanted, emit)
    except GenerationFailed as error:
        raise _as_lm15(error) from error


def submit(
    runtime: Runtime,
    limits: Limits,
    request: Any,
    fields: Sequence[Field] | None,
    *,
    deliver: Callable[[Piece], None],
    stop: threading.Event,
) -> "Future[None]":
    """Queue the answer to `request`. `deliver` gets its text in pieces and, last, its outcome or the error.

    Setting `stop` and cancelling what this returns ends it, whether it waits or runs. Raises lm15.ConfigurationError
    after `runtime` was closed.
    """

    def work() -> None:
        try:
            deliver(answer(runtime, limits, request, fields, emit=deliver, stopped=stop.is_set))
        except Stopped:
            deliver(_closed())
        except BaseException as error:  # noqa: BLE001 - raised again where the answer is read
            deliver(error)

    try:
        job = runtime.submit(work)
    except RuntimeError as error:
        raise _closed() from error
    job.add_done_callback(lambda done: deliver(_closed()) if done.cancelled() else None)
    return job


def event_of(piece: str | Outcome) -> Any:
    """The lm15 stream event that tells `piece`."""
    if isinstance(piece, str):
        return lm15.StreamDeltaEvent(delta=lm15.TextDelta(text=piece))
    return lm15.StreamEndEvent(finish_reason=_finish(piece), usage=_usage(piece))


def response_of(request: Any, pieces: Sequence[str | Outcome]) -> Any:
    """The lm15 response that `pieces` add up to; the last is the outcome."""
    *texts, outcome = pieces
    return lm15.Response(
        id=None,
        model=request.model,
        message=lm15.Message.assistant([lm15.TextPart(text="".join(map(str, texts)))]),
        finish_reason=_finish(outcome),
        usage=_usage(outcome),
    )


def _usage(outcome: Any) -> Any:
    return lm15.Usage(input_tokens=outcome.prompt, output_tokens=outcome.output, cache_read_tokens=outcome.cached)


def _finish(outcome: Any) -> str:
    return "length" if outcome.cut else "stop"


def _closed() -> Exception:
    error: Exception = lm15.ConfigurationError("the embedded model is closed", provider=_PROVIDER)
    return error


def _compiled(grammar: Grammar) -> str:
    if isinstance(grammar, str):
        return grammar
    import xllamacpp

    # As "json_schema" it fails together with a begun answer: "Failed to initialize samplers".
    text: str = xllamacpp.json_schema_to_grammar(compact(grammar))
    return text


def _as_lm15(error: GenerationFailed) -> Exception:
    kind = lm15.ServerError
    if error.too_long:
        kind = lm15.ContextLengthError
    elif error.refused:
        kind = lm15.InvalidRequestError
    translated: Exception = kind(str(error), provider=_PROVIDER)
    return translated
