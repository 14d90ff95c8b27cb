"""What a model's server may say besides an answer: every status, every body, every line, however wrong."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from email.utils import format_datetime
from typing import Any

import pytest
from dspy import lm15
from dspy.lm15 import OpenAIChatLM
from dspy_chat.engine import lines
from dspy_chat.engine.lines import Lines
from dspy_chat.engine.refusals import refused, reported, retry_after

PROTOCOL = OpenAIChatLM(api_key="none")
BODIES = ["", "[]", "null", "5", "<html>", '{"error":null}', '{"error":5}', '{"error":"x"}', '{"error":{}}',
          '{"error":{"message":null,"code":null}}', '{"error":{"message":["x"],"code":{}}}', "{", "\x00",
          '{"error":{"message":"x"}}', '{"detail":"x"}', '{"error":[1]}']  # fmt: skip


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, lm15.InvalidRequestError),
        (401, lm15.AuthError),
        (402, lm15.BillingError),
        (403, lm15.AuthError),
        (404, lm15.ConfigurationError),
        (408, lm15.TimeoutError),
        (413, lm15.ContextLengthError),
        (422, lm15.InvalidRequestError),
        (429, lm15.RateLimitError),
        (500, lm15.ServerError),
        (502, lm15.ServerError),
        (503, lm15.ServerError),
        (504, lm15.TimeoutError),
        (529, lm15.ServerError),
    ],
)
def test_status_tells_the_error_whatever_the_body(status: int, kind: type[Exception]) -> None:
    assert {type(refused(PROTOCOL, status, body, {})) for body in BODIES} == {kind}


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (400, '{"error":{"code":"context_length_exceeded"}}', lm15.ContextLengthError),
        (400, '{"object":"error","message":"This model\'s maximum context length is 4096","code":400}',
         lm15.ContextLengthError),
        (400, '{"error":{"code":400,"message":"no","type":"exceed_context_size_error"}}', lm15.ContextLengthError),
        (400, '{"type":"error","error":{"message":"prompt is too long: 9 tokens"}}', lm15.ContextLengthError),
        (404, '{"error":{"message":"model \'x\' not found, try pulling it first"}}', lm15.UnsupportedModelError),
        (429, '{"error":{"code":"insufficient_quota"}}', lm15.BillingError),
    ],
)  # fmt: skip
def test_body_tells_more_than_the_status(status: int, body: str, kind: type[Exception]) -> None:
    assert type(refused(PROTOCOL, status, body, {})) is kind


@pytest.mark.parametrize(
    ("payload", "kind", "status"),
    [
        ({"error": {"message": "x"}}, lm15.ServerError, 500),
        ({"error": "x"}, lm15.ServerError, 500),
        ({"error": {"code": 429}}, lm15.RateLimitError, 429),
        ({"error": {"code": "401"}}, lm15.AuthError, 401),
        ({"error": {"code": "context_length_exceeded"}}, lm15.ContextLengthError, 500),
        ({"object": "error", "code": 400, "message": "context window"}, lm15.ContextLengthError, 400),
        ({"error": {"code": 418}}, lm15.ServerError, None),
        ({"error": {"code": 99999999999999999999999}}, lm15.ServerError, 500),
        ({"error": {"code": True, "message": "\ud800"}}, lm15.ServerError, 500),
        ({"error": [None]}, lm15.ServerError, 500),
    ],
)
def test_error_in_mid_stream_is_told_by_its_code(payload: Any, kind: type[Exception], status: int | None) -> None:
    error = reported(PROTOCOL, payload)
    assert (type(error), error.status) == (kind, status)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"retry-after": "7"}, 7.0),
        ({"retry-after": "1.5"}, 1.5),
        ({"retry-after": "3600"}, 3600.0),
        ({"retry-after-ms": "250", "retry-after": "1"}, 0.25),
        ({"retry-after": "-1"}, None),
        ({"retry-after": "nan"}, None),
        ({"retry-after": "inf"}, None),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "Wed, 21 Oct 2015 07:28:00 GMT"}, 0.0),
    ],
)
def test_retry_after_is_read(headers: dict[str, str], seconds: float | None) -> None:
    assert retry_after(headers) == seconds


def test_retry_after_may_be_a_date() -> None:
    date = format_datetime(datetime.now(timezone.utc) + timedelta(seconds=60), usegmt=True)
    error = refused(PROTOCOL, 503, "", {"retry-after": date})
    assert error.retry_after is not None
    assert 55 < error.retry_after <= 60


STREAM = b'data: {"a": 1}\r\n\r\n: comment\nid: 5\ndata:{"b": "\xc3\xa9"}\n\ndata:\n\ndata: [1]\n\ndata: [DONE]\n\n'


@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
def test_lines_are_the_same_in_all_pieces(size: int) -> None:
    cutter, found = Lines(), []
    for at in range(0, len(STREAM), size):
        assert not cutter.done or at > STREAM.index(b"[DONE]")
        found += cutter.feed(STREAM[at : at + size])
    assert found == [{"a": 1}, {"b": "é"}]
    assert cutter.done


@pytest.mark.parametrize(
    ("stream", "payloads"),
    [
        (b'event: error\ndata: {"message": "x"}\n\ndata: {"a": 1}\n\n', [{"error": {"message": "x"}}, {"a": 1}]),
        (b'event: error\ndata: {"error": "x"}\n\n', [{"error": "x"}]),
        (b"event: error\ndata: {}\n\n", [{"error": "an error"}]),
        (b'error: {"code": 500}\n\n', [{"error": {"code": 500}}]),
        (b'event: message\ndata: {"a": 1}\n\n', [{"a": 1}]),
        (b'data: {"a": "\\ud800"}\n\n', [{"a": "\ud800"}]),
    ],
)
def test_errors_that_have_a_line_of_their_own_are_seen(stream: bytes, payloads: list[Any]) -> None:
    assert Lines().feed(stream) == payloads


@pytest.mark.parametrize("data", [b'{"a": ', b"nothing", b"[" * 200_000, b"\xff"])
def test_line_that_is_not_json_is_the_servers_failure(data: bytes) -> None:
    with pytest.raises(lm15.ServerError):
        Lines().feed(b"data: " + data + b"\n")


def test_line_without_an_end_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "LINE", 1000)
    cutter = Lines()
    assert cutter.feed(b"data: " + b"x" * 994) == []
    with pytest.raises(lm15.CollectionLimitError):
        cutter.feed(b"x")


def _seconds(of: Callable[[], object]) -> float:
    began = time.perf_counter()
    of()
    return time.perf_counter() - began


def test_cost_of_a_long_line_grows_with_its_length_only() -> None:
    def read(count: int) -> None:
        cutter = Lines()
        for _ in range(count):
            cutter.feed(b"x" * 1400)

    assert min(_seconds(lambda: read(16_000)) for _ in range(3)) < 40 * min(
        _seconds(lambda: read(1000)) for _ in range(3)
    )
