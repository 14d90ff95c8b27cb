"""What a failed run tells people: DSPy's and a provider's errors as stable codes with our own texts.

A provider's message can hold keys, addresses and the raw answer; none of it passes. The table is DSPy 3.4.1's error tree.
"""

import asyncio
from dataclasses import asdict, dataclass
from typing import Final

import dspy
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

_TABLE: Final[tuple[tuple[type[BaseException], Failure], ...]] = (
    (
        upstream.ContextWindowExceededError,
        Failure(
            "too_long", "The conversation is too long for this model. Start a new one, or choose another model.", False
        ),
    ),
    (
        upstream.LMAuthError,
        Failure(
            "model_refused_key", "The model's provider refused the key. Check the key in the server's settings.", False
        ),
    ),
    (
        upstream.LMBillingError,
        Failure("model_quota", "The model's provider says that the quota or credit is used up.", False),
    ),
    (
        upstream.LMRateLimitError,
        Failure("model_busy", "The model's provider is limiting requests. Try again in a moment.", True),
    ),
    (
        upstream.LMUnsupportedModelError,
        Failure(
            "model_unknown", "The provider does not know this model. Check its name in the server's settings.", False
        ),
    ),
    (upstream.LMTimeoutError, _MODEL_TIMEOUT),
    (
        upstream.LMServerError,
        Failure("model_failed", "The model's server failed. Try again.", True),
    ),
    (
        upstream.LMTransportError,
        Failure(
            "model_unreachable",
            "The model's server could not be reached, or the connection broke. Check that it runs; try again.",
            True,
        ),
    ),
    (
        upstream.LMCollectionLimitError,
        Failure("answer_too_long", "The model's answer was longer than this server takes.", False),
    ),
    (
        upstream.LMStreamAssemblyError,
        Failure("model_unreachable", "The model's answer broke off. Try again.", True),
    ),
    (
        upstream.LMConfigurationError,
        Failure("model_settings", "The model is not set up correctly. Check the server's settings.", False),
    ),
    (
        upstream.LMUnsupportedFeatureError,
        Failure("model_cannot", "This model cannot do what the program asks of it. Choose another model.", False),
    ),
    (
        upstream.LMInvalidRequestError,
        Failure("model_refused", "The model refused the request.", False),
    ),
    (
        dspy.utils.exceptions.AdapterParseError,
        Failure("bad_answer", "The model did not answer in the form that the program needs. Try again.", True),
    ),
    (asyncio.TimeoutError, _TOO_LONG),
    (TimeoutError, _TOO_LONG),  # the same class from Python 3.11 on
)

_PROGRAM: Final = Failure("program_failed", "The program failed. The server's log says where.", True)


def failure_of(error: BaseException) -> Failure:
    """The failure that stands for an error a program raised; an unknown one is the program's own fault."""
    if isinstance(error, ChatError):
        return Failure(error.code, error.message, False)
    if isinstance(error, upstream.LMTransportError) and _is_silence(error):
        return _MODEL_TIMEOUT
    for kind, failure in _TABLE:
        if isinstance(error, kind):
            after = getattr(error, "retry_after", None)
            if failure.retryable and isinstance(after, int | float):
                return Failure(failure.code, failure.message, True, float(after))
            return failure
    return _PROGRAM


def _is_silence(error: BaseException) -> bool:
    """Whether a connection was given up because nothing came: DSPy calls that a transport error in mid-stream."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, TimeoutError | asyncio.TimeoutError):
            return True
        cause = cause.__cause__
    return False
