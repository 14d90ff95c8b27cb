"""What a model's server says when it refuses, as dspy.lm15's errors. Their messages hold its words: only their classes and
numbers may go on from here.

DSPy's `normalize_error` knows OpenAI's codes. Other servers write other bodies, and some write what it cannot read at all.
"""

import math
import re
from collections.abc import Mapping
from datetime import datetime, timezone
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any, Final

import orjson
from dspy.lm15 import (
    AuthError,
    BillingError,
    ConfigurationError,
    ContextLengthError,
    InvalidRequestError,
    LM15Error,
    ProviderError,
    RateLimitError,
    ServerError,
)
from dspy.lm15 import TimeoutError as ModelTimeoutError

BODY: Final = 64 * 1024
"""Most bytes of a refusal that are read."""
_LONG_PROMPT: Final = re.compile(r"context[ _-](?:length|size|window)|exceed_context_size|prompt is too long", re.I)
"""As vLLM, llama.cpp, OpenRouter and Anthropic say it; of OpenAI's codes DSPy knows."""
_BY_STATUS: Final[dict[int, type[ProviderError]]] = {
    401: AuthError,
    402: BillingError,
    403: AuthError,
    408: ModelTimeoutError,
    429: RateLimitError,
    504: ModelTimeoutError,
}


def refused(protocol: Any, status: int, body: str, headers: Mapping[str, str]) -> LM15Error:
    """The error of a response with a status of 400 or more, with its Retry-After."""
    error = _normalized(protocol, status, body)
    if type(error) is InvalidRequestError:
        if status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE or _LONG_PROMPT.search(body):
            error = ContextLengthError("the prompt is too long", status=status)
        elif status == HTTPStatus.NOT_FOUND:
            error = ConfigurationError("there is no chat API at this address", status=status)
    if error.retry_after is None:
        error.retry_after = retry_after(headers)
    return error


def reported(protocol: Any, payload: dict[str, Any]) -> LM15Error:
    """The error that a server reports in mid-stream, its status long sent: by its code, else the server's own failure."""
    said = payload.get("error") or payload
    code = said.get("code") if isinstance(said, dict) else None
    status = int(code) if isinstance(code, int | str) and str(code) in _STATUSES else 500
    try:
        body = orjson.dumps({"error": said}).decode()
    except (TypeError, ValueError):  # half of a surrogate pair
        body = ""
    error = refused(protocol, status, body, {})
    return ServerError("an error in mid-stream") if type(error) is ProviderError else error


_STATUSES: Final = {str(status.value) for status in HTTPStatus if status >= HTTPStatus.BAD_REQUEST}


def _normalized(protocol: Any, status: int, body: str) -> LM15Error:
    try:
        error: LM15Error = protocol.normalize_error(status, body)
        return error
    except Exception:  # noqa: BLE001 - it raises TypeError and AttributeError for a message that is null or a list
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            return _BY_STATUS.get(status, ServerError)("the model's server failed", status=status)
        return _BY_STATUS.get(status, InvalidRequestError)("the model's server refused", status=status)


def retry_after(headers: Mapping[str, str]) -> float | None:
    """The seconds that a server asks to be left alone, of its headers with names in any case; None when it says nothing."""
    milliseconds = _number(headers.get("retry-after-ms", ""))
    if milliseconds is not None:
        return milliseconds / 1000
    said = headers.get("retry-after", "")
    seconds = _number(said)
    return seconds if seconds is not None else _until(said)


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) and number >= 0 else None


def _until(date: str) -> float | None:
    try:
        when = parsedate_to_datetime(date)
        when = when if when.tzinfo else when.replace(tzinfo=timezone.utc)
        return round(max(0.0, (when - datetime.now(timezone.utc)).total_seconds()), 3)
    except (TypeError, ValueError, OverflowError):
        return None
