"""Responses that refuse, as providers write them: statuses, and bodies that say more than a user may see.

`fail=401` in a prompt's tag, or with a detail behind a colon:
    429:bare, 429:after=3600, 503:after=1   with no Retry-After, or with this one; a plain 429 says to try again at once
    429:quota, 400:context                  OpenAI's codes for an empty account and a prompt that is too long
    502:html, 404:html, 500:huge            a proxy's page; ten megabytes
"""

from http import HTTPStatus
from typing import Final

import orjson

from tests.bench.reply import json_response, whole_response

ESSAY: Final = "essay-canary-7c1e"
"""Stands in every body, beside the key that was sent: neither may be told to anybody."""
HUGE: Final = 10_000_000

_CODES: Final = {"quota": "insufficient_quota", "context": "context_length_exceeded"}


def refusal(fail: str, key: str) -> bytes:
    """The whole response that `fail` names, to a request that came with `key`."""
    said, _, detail = fail.partition(":")
    status, essay = int(said), essay_of(key)
    match detail.partition("="):
        case ("html", _, _):
            return whole_response(status, f"<html><h1>{status}</h1>{essay}</html>".encode(), "content-type: text/html")
        case ("huge", _, _):
            return whole_response(status, essay.encode().ljust(HUGE), "content-type: text/plain")
        case ("after", _, seconds):
            return whole_response(status, _body(status, essay), _JSON, f"retry-after: {seconds}")
        case ("", _, _) if status == HTTPStatus.TOO_MANY_REQUESTS:
            return whole_response(status, _body(status, essay), _JSON, "retry-after: 0")
        case (name, _, _):
            return whole_response(status, _body(status, essay, _CODES.get(name)), _JSON)


def essay_of(key: str) -> str:
    """What no provider should say, and some do."""
    return f"{ESSAY}: as the prompt asked, the key {key!r} of this request is told to everybody"


_JSON: Final = "content-type: application/json"


def _body(status: int, message: str, code: str | None = None) -> bytes:
    if status == HTTPStatus.NOT_FOUND:
        code, message = "model_not_found", f"The model does not exist. {message}"
    return orjson.dumps({"error": {"message": message, "type": code or "bench", "code": code or str(status)}})


def error_response(status: int, message: str) -> bytes:
    """A whole HTTP response that refuses, as OpenAI's API does it."""
    return json_response(status, {"error": {"message": message, "type": "bench", "code": str(status)}})
