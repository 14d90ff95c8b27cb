"""Every error of DSPy's tree has its code, our text and its right to be tried again; nothing of it passes but numbers."""

import math
import sys
from typing import Any

import dspy
import httpx
import openai
import pytest
from dspy import lm15
from dspy.utils import exceptions as upstream
from dspy_chat.errors import ModelUnavailable
from dspy_chat.failures import Failure, failure_of
from litellm import exceptions as litellm

if sys.version_info < (3, 11):
    from exceptiongroup import ExceptionGroup

CANARY = "sk-canary-91b2"

TABLE: list[tuple[Exception, str, bool]] = [
    (upstream.LMAuthError(CANARY), "model_refused_key", False),
    (upstream.LMBillingError(CANARY), "model_quota", False),
    (upstream.LMRateLimitError(CANARY), "model_busy", True),
    (upstream.LMUnsupportedModelError(CANARY), "model_unknown", False),
    (upstream.LMInvalidRequestError(CANARY), "model_refused", False),
    (upstream.ContextWindowExceededError(message=CANARY), "too_long", False),
    (upstream.LMTimeoutError(CANARY), "model_timeout", True),
    (upstream.LMServerError(CANARY), "model_failed", True),
    (upstream.LMProviderError(CANARY), "model_refused", False),
    (upstream.LMTransportError(CANARY), "model_unreachable", True),
    (upstream.LMStreamAssemblyError(CANARY), "model_unreachable", True),
    (upstream.LMNotConfiguredError(CANARY), "model_settings", False),
    (upstream.LMConfigurationError(CANARY), "model_settings", False),
    (upstream.LMUnsupportedFeatureError(CANARY, features=[CANARY]), "model_cannot", False),
    (upstream.LMCollectionLimitError(CANARY), "answer_too_long", False),
    (upstream.LMLockTimeoutError(CANARY), "model_busy", True),
    (upstream.LMUnexpectedError(CANARY), "model_failed", False),
    (upstream.LMError(CANARY), "model_failed", False),
    (upstream.AdapterParseError("ChatAdapter", dspy.Signature("question -> answer"), CANARY), "bad_answer", True),
    (TimeoutError(CANARY), "timeout", True),
    (KeyError(CANARY), "program_failed", True),
    (ExceptionGroup(CANARY, [ValueError(CANARY)]), "program_failed", True),
]


@pytest.mark.parametrize(("error", "code", "retryable"), TABLE, ids=lambda value: type(value).__name__)
def test_error_has_its_code_and_our_text(error: Exception, code: str, retryable: bool) -> None:
    failure = failure_of(error)
    assert (failure.code, failure.retryable, failure.retry_after) == (code, retryable, None)
    assert failure.message.endswith(".")
    assert CANARY not in str(failure.event("r", 1, 0).model_dump_json())


def test_every_error_of_dspy_has_a_row_of_its_own_or_of_its_base() -> None:
    def below(kind: type[Exception]) -> set[type[Exception]]:
        return {kind}.union(*(below(one) for one in kind.__subclasses__()))

    ours = {kind for kind in below(upstream.LMError) if kind.__module__ == upstream.__name__}
    assert {type(error) for error, _, _ in TABLE} >= ours | {upstream.AdapterParseError}


def test_texts_are_ours_and_differ() -> None:
    told: dict[str, set[str]] = {}
    for error, code, _ in TABLE:
        told.setdefault(failure_of(error).message, set()).add(code)
    assert all(len(codes) == 1 for codes in told.values()), "one text for two codes"


@pytest.mark.parametrize("kind", [upstream.LMRateLimitError, upstream.LMServerError, upstream.LMTimeoutError])
def test_seconds_to_wait_are_told(kind: type[upstream.DSPyError]) -> None:
    assert failure_of(kind("", retry_after=7)).retry_after == 7.0


@pytest.mark.parametrize("value", [-1, math.nan, math.inf, True, "7", None])
def test_seconds_that_are_none_are_not_told(value: Any) -> None:
    assert failure_of(upstream.LMRateLimitError("", retry_after=value)).retry_after is None


def test_seconds_are_not_told_where_waiting_does_not_help() -> None:
    assert failure_of(upstream.LMBillingError("", retry_after=7)).retry_after is None


def chained(error: Exception, cause: Exception | None = None, *, hidden: bool = False) -> Exception:
    """`error`, as it is raised from `cause`, or while it is handled."""
    error.__cause__, error.__context__ = (None, cause) if hidden else (cause, cause)
    error.__suppress_context__ = hidden
    return error


AUTH = upstream.LMAuthError(CANARY)
PARSE = upstream.AdapterParseError("A", dspy.Signature("a -> b"), CANARY)


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (chained(ValueError(CANARY), AUTH), "model_refused_key"),
        (chained(RuntimeError(CANARY), chained(ValueError(CANARY), AUTH)), "model_refused_key"),
        (chained(ValueError(CANARY), AUTH, hidden=True), "program_failed"),
        (chained(AUTH, PARSE), "model_refused_key"),
        (ExceptionGroup(CANARY, [ValueError(CANARY), ExceptionGroup(CANARY, [AUTH])]), "model_refused_key"),
        (chained(ValueError(CANARY), ExceptionGroup(CANARY, [AUTH])), "model_refused_key"),
        (chained(ValueError(CANARY), TimeoutError(CANARY)), "program_failed"),
        (chained(upstream.LMTransportError(CANARY), TimeoutError(CANARY)), "model_timeout"),
        (chained(upstream.LMUnexpectedError(CANARY), lm15.RateLimitError(CANARY)), "model_busy"),
        (chained(upstream.LMUnexpectedError(CANARY), ModelUnavailable("It is not here.")), "model_unavailable"),
        (chained(upstream.LMUnexpectedError(CANARY), KeyError(CANARY)), "model_failed"),
    ],
)
def test_wrapped_error_is_told_by_what_really_happened(error: Exception, code: str) -> None:
    assert failure_of(error).code == code


def test_error_that_is_its_own_cause_is_told() -> None:
    error = ValueError(CANARY)
    error.__context__ = chained(KeyError(CANARY), error)
    assert failure_of(error).code == "program_failed"


def _response(status: int, **headers: str) -> Any:
    return httpx.Response(status, headers=headers, request=httpx.Request("POST", "http://there"))


@pytest.mark.parametrize(
    ("error", "want"),
    [
        (litellm.AuthenticationError(CANARY, "openai", "m"), ("model_refused_key", None)),
        (litellm.RateLimitError(CANARY, "openai", "m", _response(429, **{"retry-after": "9"})), ("model_busy", 9.0)),
        (litellm.ContextWindowExceededError(CANARY, "m", "openai"), ("too_long", None)),
        (litellm.Timeout(CANARY, "m", "openai"), ("model_timeout", None)),
        (litellm.APIConnectionError(CANARY, "openai", "m"), ("model_unreachable", None)),
        (litellm.ServiceUnavailableError(CANARY, "openai", "m"), ("model_failed", None)),
        (openai.AuthenticationError(CANARY, response=_response(401), body=None), ("model_refused_key", None)),
        (lm15.ServerError(CANARY, retry_after=3), ("model_failed", 3.0)),
        (lm15.CollectionLimitError(CANARY), ("answer_too_long", None)),
    ],
    ids=lambda value: type(value).__name__,
)
def test_model_that_a_program_calls_past_dspy_fails_with_the_same_codes(
    error: Exception, want: tuple[str, float | None]
) -> None:
    failure = failure_of(error)
    assert (failure.code, failure.retry_after) == want
    assert CANARY not in failure.message


def test_error_of_ours_keeps_its_code_and_its_text() -> None:
    assert failure_of(ModelUnavailable("It is not here.")) == Failure("model_unavailable", "It is not here.", False)
