"""What a failed run tells people: DSPy's and a provider's errors as stable codes with our own texts.

A provider's message can hold keys, addresses and the raw answer; none of it passes. The table is DSPy 3.4.1's error tree.
"""

import asyncio
import math
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from typing import Any, Final

from dspy.clients.engines.litellm_errors import to_lm15_error
from dspy.clients.errors import wrap_error
from dspy.lm15 import LM15Error
from dspy.utils import exceptions as upstream

from dspy_chat.errors import ChatError
from dspy_chat.events import ErrorEvent


@dataclass(frozen=True)
class Failure:
    """The fields of an `error` event. `retry_after` is in seconds."""

    code: str
    message: str
    retryable: bool
    retry_after: float | None = None

    def event(self, run: str, seq: int, t: int, ref: str | None = None) -> ErrorEvent:
        """The `error` event that tells it."""
        return ErrorEvent(type="error", run=run, seq=seq, t=t, ref=ref, **asdict(self))


_MODEL_TIMEOUT: Final = Failure("model_timeout", "The model took too long to answer. Try again.", True)
_TOO_LONG: Final = Failure("timeout", "The program took too long and was ended.", True)
_PROGRAM: Final = Failure("program_failed", "The program failed. The server's log says where.", True)

_TABLE: Final[dict[type[Exception], Failure]] = {
    upstream.ContextWindowExceededError: Failure(
        "too_long", "The conversation is too long for this model. Start a new one, or choose another model.", False
    ),
    upstream.LMAuthError: Failure(
        "model_refused_key", "The model's provider refused the key. Check the key in the server's settings.", False
    ),
    upstream.LMBillingError: Failure(
        "model_quota", "The model's provider says that the quota or credit is used up.", False
    ),
    upstream.LMRateLimitError: Failure(
        "model_busy", "The model's provider is limiting requests. Try again in a moment.", True
    ),
    upstream.LMUnsupportedModelError: Failure(
        "model_unknown", "The provider does not know this model. Check its name in the server's settings.", False
    ),
    upstream.LMInvalidRequestError: Failure("model_refused", "The model refused the request.", False),
    upstream.LMTimeoutError: _MODEL_TIMEOUT,
    upstream.LMServerError: Failure("model_failed", "The model's server failed. Try again.", True),
    upstream.LMProviderError: Failure("model_refused", "The model refused the request.", False),
    upstream.LMTransportError: Failure(
        "model_unreachable",
        "The model's server could not be reached, or the connection broke. Check that it runs; try again.",
        True,
    ),
    upstream.LMStreamAssemblyError: Failure("model_unreachable", "The model's answer broke off. Try again.", True),
    upstream.LMCollectionLimitError: Failure(
        "answer_too_long", "The model's answer was longer than this server takes.", False
    ),
    upstream.LMLockTimeoutError: Failure(
        "model_busy", "Another program on the server is using the model's key file. Try again in a moment.", True
    ),
    upstream.LMConfigurationError: Failure(
        "model_settings", "The model is not set up correctly. Check the server's settings.", False
    ),
    upstream.LMUnsupportedFeatureError: Failure(
        "model_cannot", "This model cannot do what the program asks of it. Choose another model.", False
    ),
    upstream.AdapterParseError: Failure(
        "bad_answer", "The model did not answer in the form that the program needs. Try again.", True
    ),
    upstream.LMError: Failure("model_failed", "The model failed. The server's log says where.", False),
}
"""A class stands before its bases. LMUnexpectedError has only its base's row: it holds what really happened."""
_BY_CODE: Final = {failure.code: failure for failure in reversed(_TABLE.values())}


def failure_of(error: BaseException, of_model: str | None = None) -> Failure:
    """The failure that stands for an error that a program raised; an unknown one is the program's own fault.

    A program may wrap what its model raised, in an error of its own or in a group; it is still the model's failure. It may
    also hide it, as `dspy.Parallel` does: `of_model` is the code with which the run's last model call failed, if it did.
    """
    if isinstance(error, asyncio.TimeoutError | TimeoutError) and not isinstance(error, LM15Error):
        return _TOO_LONG
    found = [failure for one in _chain(error, set()) if (failure := _known(one)) is not None]
    return found[0] if found else _BY_CODE.get(of_model or "", _PROGRAM)


def _chain(error: BaseException | None, seen: set[int]) -> Iterator[BaseException]:
    """An error, what a group holds, and what caused it, the outermost first; an unexpected one last: it only wraps."""
    if error is None or id(error) in seen:
        return
    seen.add(id(error))
    wraps = type(error) is upstream.LMUnexpectedError
    if not wraps:
        yield error
    for one in getattr(error, "exceptions", ()):
        if isinstance(one, BaseException):
            yield from _chain(one, seen)
    yield from _chain(error.__cause__, seen)
    if not error.__suppress_context__:
        yield from _chain(error.__context__, seen)
    if wraps:
        yield error


def _known(error: BaseException) -> Failure | None:
    """The failure of one error by itself; None for what only a program or Python raises."""
    if isinstance(error, ChatError):
        return Failure(error.code, error.message, error.passing)
    error = _projected(error)
    if isinstance(error, upstream.LMTransportError) and _is_silence(error):
        return _MODEL_TIMEOUT
    failure = next((failure for kind, failure in _TABLE.items() if isinstance(error, kind)), None)
    if failure is None or not failure.retryable:
        return failure
    return replace(failure, retry_after=_seconds(getattr(error, "retry_after", None)))


def _projected(error: BaseException) -> BaseException:
    """As DSPy would have told an error of what is under it, for a program that calls its model past DSPy."""
    projected: Any = error
    if isinstance(error, Exception) and type(error).__module__.partition(".")[0] in ("litellm", "openai"):
        projected = to_lm15_error(error)
    if isinstance(projected, LM15Error):
        projected = wrap_error(projected, model="").with_traceback(None)
        projected.__cause__ = error
    return projected  # type: ignore[no-any-return]


def _seconds(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value) or value < 0:
        return None
    return float(value)


def _is_silence(error: BaseException) -> bool:
    """Whether a connection was given up because nothing came: DSPy calls that a transport error in mid-stream."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, TimeoutError | asyncio.TimeoutError):
            return True
        cause = cause.__cause__
    return False
