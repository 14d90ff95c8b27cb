"""What is wrong is refused with a code and a sentence that helps; nothing of it is stored, and nothing breaks."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.serving import Client, serving

NOBODY = "0" * 32
JSON = {"Content-Type": "application/json"}


def _turn(**body: Any) -> bytes:
    return json.dumps({"message": "x", "program": "echo", **body}).encode()


# Each name says what is wrong: (body, status, code, what the message must name)
BODIES: dict[str, tuple[bytes, int, str, str]] = {
    "empty message": (_turn(message=""), 422, "bad_input", "message"),
    "blank message": (_turn(message=" \n\t "), 422, "bad_input", "message"),
    "blank message of other spaces": (_turn(message="\u2003\u00a0"), 422, "bad_input", "message"),
    "long message": (_turn(message="x" * 200_001), 422, "bad_input", "200000"),
    "no message": (b'{"program":"echo"}', 422, "bad_input", "message"),
    "null message": (_turn(message=None), 422, "bad_input", "message"),
    "number message": (_turn(message=7), 422, "bad_input", "message"),
    "list message": (_turn(message=["x"]), 422, "bad_input", "message"),
    "object message": (_turn(message={"x": 1}), 422, "bad_input", "message"),
    "unknown field": (_turn(messages=[]), 422, "bad_input", "messages"),
    "prototype": (_turn(__proto__={}), 422, "bad_input", "__proto__"),
    "number program": (_turn(program=1), 422, "bad_input", "program"),
    "long program": (_turn(program="x" * 65), 422, "bad_input", "program"),
    "empty program": (_turn(program=""), 404, "unknown_program", "'echo'"),
    "unknown program": (_turn(program="nothing"), 404, "unknown_program", "'echo'"),
    "path for a program": (_turn(program="../../etc/passwd"), 404, "unknown_program", "'echo'"),
    "unknown model": (_turn(model="gpt-9"), 404, "unknown_model", "'openai/bench'"),
    "empty model": (_turn(model=""), 404, "unknown_model", "'openai/bench'"),
    "long model": (_turn(model="x" * 201), 422, "bad_input", "model"),
    "unknown conversation": (_turn(conversation=NOBODY), 404, "unknown_conversation", "/api/conversations"),
    "malformed conversation": (_turn(conversation="x"), 422, "bad_input", "conversation"),
    "upper case conversation": (_turn(conversation="A" * 32), 422, "bad_input", "conversation"),
    "id with a line end": (_turn(conversation=NOBODY + "\n"), 422, "bad_input", "conversation"),
    "unknown parent": (_turn(parent=NOBODY), 404, "unknown_message", NOBODY),
    "malformed parent": (_turn(parent="'; DROP TABLE run"), 422, "bad_input", "parent"),
    "inputs of no such program": (_turn(inputs={"language": "fr"}), 422, "bad_input", "language"),
    "inputs as list": (_turn(inputs=[]), 422, "bad_input", "inputs"),
    "inputs as null": (_turn(inputs=None), 422, "bad_input", "inputs"),
    "question as input": (_turn(inputs={"question": "y"}), 422, "bad_input", "question"),
    "history as input": (_turn(inputs={"history": []}), 422, "bad_input", "history"),
    "lone surrogate": (b'{"message":"a\\ud800b","program":"echo"}', 422, "bad_input", "surrogate"),
    "lone low surrogate": (b'{"message":"\\udc00","program":"echo"}', 422, "bad_input", "surrogate"),
    "surrogate as key": (b'{"message":"a","\\ud800":1}', 422, "bad_input", "surrogate"),
    "surrogate in inputs": (b'{"message":"a","inputs":{"x":["\\ud800"]}}', 422, "bad_input", "surrogate"),
    "surrogate as program": (b'{"message":"a","program":"\\ud800"}', 422, "bad_input", "surrogate"),
    "NUL": (b'{"message":"a\\u0000b","program":"echo"}', 422, "bad_input", "U+0000"),
    "NUL in inputs": (b'{"message":"a","inputs":{"a\\u0000":1}}', 422, "bad_input", "U+0000"),
    "NaN": (b'{"message":"a","program":"echo","inputs":{"x":NaN}}', 422, "bad_input", "finite"),
    "infinity": (b'{"message":"a","program":"echo","inputs":{"x":1e999}}', 422, "bad_input", "finite"),
    "huge integer": (b'{"message":"a","inputs":{"x":' + b"9" * 5000 + b"}}", 400, "bad_input", "JSON"),
    "not JSON": (b"{message: x}", 422, "bad_input", "JSON"),
    "half of JSON": (b'{"message":"x"', 422, "bad_input", "JSON"),
    "nothing": (b"", 422, "bad_input", "body"),
    "not UTF-8": (b'{"message":"\xff\xfe"}', 400, "bad_input", "JSON"),
    "NUL byte": (b'{"message":"a\0b"}', 422, "bad_input", "JSON"),
    "array": (b"[]", 422, "bad_input", "body"),
    "array of turns": (b'[{"message":"x"}]', 422, "bad_input", "body"),
    "text": (b'"x"', 422, "bad_input", "body"),
    "number": (b"7", 422, "bad_input", "body"),
    "null": (b"null", 422, "bad_input", "body"),
    "deep array": (b"[" * 100_000 + b"]" * 100_000, 400, "bad_input", "JSON"),
    "deep inputs": (b'{"message":"a","inputs":{"x":' + b"[" * 900 + b"]" * 900 + b"}}", 422, "bad_input", ""),
    "deeper inputs": (b'{"message":"a","inputs":{"x":' + b"[" * 50_000 + b"]" * 50_000 + b"}}", 400, "bad_input", ""),
    "two megabytes": (_turn(message="x" * (2 << 20)), 413, "too_large", "1048576"),
}


def refused(response: httpx.Response, status: int, code: str, named: str) -> None:
    """The response is a refusal that helps."""
    assert (response.status_code, response.json()["code"]) == (status, code), response.text[:500]
    assert set(response.json()) - {"input", "reason"} == {"code", "message"}
    assert named in response.json()["message"], response.json()["message"]
    assert len(response.json()["message"]) < 1000
    for leak in ("Traceback", "Exception", "pydantic", "site-packages", "Error("):
        assert leak not in response.text
    assert response.headers["content-type"] == "application/json"


async def nothing_is_kept(client: Client) -> None:
    assert (await client.get("/api/conversations")).json() == {"conversations": [], "next": None}
    assert (await client.get("/health")).json()["running"] == 0


async def test_bad_turn_is_refused_and_nothing_is_stored(client: Client) -> None:
    for name, (body, status, code, named) in BODIES.items():
        print(name)  # shown only when it fails
        refused(await client.post("/chat/stream", content=body, headers=JSON), status, code, named)
    await nothing_is_kept(client)
    assert (await client.turn("good", program="echo")).types == ["start", "final", "end"]


async def test_large_body_without_a_length_is_refused(client: Client) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        yield b'{"program":"echo","message":"'
        for _ in range(32):
            yield b"x" * (64 << 10)
        yield b'"}'

    refused(await client.post("/chat/stream", content=pieces(), headers=JSON), 413, "too_large", "1048576")
    await nothing_is_kept(client)


async def test_largest_message_is_taken_whole(client: Client) -> None:
    answer = await client.turn("\u20ac" * 200_000, program="echo")
    assert answer.types == ["start", "final", "end"]
    assert "\u20ac" * 200_000 in answer.content.decode()


@pytest.mark.parametrize("key", ["", "x" * 201])
async def test_bad_idempotency_key_is_refused(client: Client, key: str) -> None:
    response = await client.post("/chat/stream", content=_turn(), headers={**JSON, "Idempotency-Key": key})
    refused(response, 422, "bad_input", "dempotency")
    await nothing_is_kept(client)


async def test_bad_title_is_refused(client: Client) -> None:
    conversation = (await client.turn("hello", program="echo")).events[0]
    path = f"/api/conversations/{conversation.conversation}"  # type: ignore[union-attr]
    for body in (
        b'{"title":"\\ud800"}',
        b'{"title":"a\\u0000"}',
        b"{}",
        b'{"title":"x","id":"y"}',
        b"[]",
        b'{"title":1}',
    ):
        response = await client.patch(path, content=body, headers=JSON)
        assert (response.status_code, response.json()["code"]) == (422, "bad_input"), body
    assert (await client.get(path)).json()["title"] == "hello"
    nothing = {"conversations": [conversation.conversation]}  # type: ignore[union-attr]
    refused(await client.patch("/api/conversations", json=nothing), 422, "bad_input", "deleted")


async def test_wrong_method_or_path_is_refused_as_json(client: Client) -> None:
    for method, path in (
        ("PUT", "/chat/stream"),
        ("GET", "/chat/stream"),
        ("DELETE", "/chat/stream"),
        ("POST", "/api/conversations"),
        ("DELETE", "/api/conversations"),
        ("POST", "/health"),
        ("PATCH", f"/api/runs/{NOBODY}"),
        ("POST", "/"),
        ("DELETE", "/nothing"),
    ):
        response = await client.request(method, path, headers=JSON)
        assert response.status_code in (404, 405), (method, path, response.status_code)
        assert set(response.json()) == {"code", "message"}


async def test_odd_path_never_breaks_the_server(client: Client) -> None:
    for path in (
        "/%00",
        "/a%00b",
        "/" + "x" * 5000,
        "/" + "a/" * 3000,
        "/%ff%fe",
        "/..%2f..%2f..%2fetc%2fpasswd",
        "/%2e%2e/%2e%2e/etc/passwd",
        "//etc/passwd",
        "/c/" + "x" * 300,
        "/c/%00",
        "/_next/static/%00",
        "/_next/../../app.py",
        "/\u2028",
        "/api/programs/%00",
        "/api/programs/" + "x" * 3000,
        "/api/conversations/%00",
        "/api/runs/%00/events",
    ):
        response = await client.get(path)
        assert response.status_code < 500 or response.text.startswith("The API is running"), (path, response.text)
        assert b"root:" not in response.content
        assert b"def create_app" not in response.content


# --- fuzz: whatever comes, the server answers, and never with a failure of its own

_TEXT = st.text(st.characters(codec=None), max_size=30)
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | _TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_TEXT, inner, max_size=3),
    max_leaves=8,
)
_NAMES = st.sampled_from(["message", "conversation", "parent", "program", "model", "inputs", "title", "x"])
_IDS = st.sampled_from([NOBODY, "0" * 31, "f" * 32, "", "x"])
_BODY = st.one_of(
    st.dictionaries(_NAMES, _JSON | _IDS, max_size=6).map(lambda body: json.dumps(body).encode()),
    _JSON.map(lambda body: json.dumps(body).encode()),
    st.binary(max_size=60),
)
_PATH = st.one_of(
    st.sampled_from(
        [
            "/chat/stream",
            "/api/conversations",
            f"/api/conversations/{NOBODY}",
            "/api/runs/x/events",
            f"/api/runs/{NOBODY}/events",
            f"/api/runs/{NOBODY}/stop",
            "/api/programs/x",
            "/health",
        ]
    ),
    st.text(st.characters(codec="utf-8"), max_size=30).map(lambda text: "/" + text),
    st.text(st.characters(codec="utf-8"), max_size=20).map(lambda text: f"/api/conversations/{text}"),
    st.text(st.characters(codec="utf-8"), max_size=20).map(lambda text: f"/api/runs/{text}/events"),
)
_VALUE = st.text(st.characters(codec="utf-8"), max_size=20) | st.integers().map(str) | st.floats().map(str)
_QUERY = st.dictionaries(st.sampled_from(["after", "before", "limit", "speed", "x"]), _VALUE, max_size=3)
_HEADERS = st.dictionaries(
    st.sampled_from(
        [
            "Last-Event-ID",
            "Idempotency-Key",
            "Content-Type",
            "Accept",
            "Range",
            "If-None-Match",
            "Origin",
            "Sec-Fetch-Site",
        ]
    ),
    st.text(st.characters(min_codepoint=33, max_codepoint=255, exclude_characters="\x7f"), max_size=30),
    max_size=3,
)


def _fuzz(base_url: str) -> None:
    with httpx.Client(base_url=base_url, timeout=20) as client:

        @settings(
            max_examples=250, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck)
        )
        @given(st.sampled_from(["GET", "POST", "PATCH", "DELETE", "PUT", "HEAD"]), _PATH, _BODY, _QUERY, _HEADERS)
        def send(method: str, path: str, body: bytes, query: dict[str, str], headers: dict[str, str]) -> None:
            encoded = {name.encode(): value.encode("latin-1") for name, value in {**JSON, **headers}.items()}
            try:
                url = httpx.URL(path=path)
            except httpx.InvalidURL:
                return
            response = client.request(method, url, content=body, params=query, headers=encoded)
            assert response.status_code < 500 or response.text.startswith("The API is running"), response.text
            assert "Traceback" not in response.text
            if response.status_code >= 400 and method != "HEAD" and path.startswith(("/api/", "/chat/")):
                assert set(response.json()) >= {"code", "message"}

        send()


async def test_no_request_makes_the_server_fail(
    tmp_path: Path, model_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    async with serving(tmp_path, model_url=model_url, default_program="echo") as client:
        await asyncio.to_thread(_fuzz, str(client.base_url))
        assert (await client.get("/health")).status_code == 200
    assert [record for record in caplog.records if record.exc_info] == []
