"""Which language model answers, why that one, and that no key ever leaves."""

import asyncio
import contextlib
import json
import logging
import socket
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import dspy
import pytest
from dspy_chat import LanguageModel, ModelUnavailable, models
from dspy_chat.demo import AsyncDemoEngine, DemoEngine
from dspy_chat.errors import BadSettings, UnknownModel
from dspy_chat.models import Models
from dspy_chat.settings import Settings

from tests.serving import serving

CANARY = "sk-canary-3141592653589793"


def quiet(_text: str, _done: float | None) -> None:
    pass


@pytest.fixture(autouse=True)
def no_local_servers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(models, "_SERVERS", ())


def settings(**given: Any) -> Settings:
    return Settings(_env_file=None, **given)


async def chosen(*offered: LanguageModel, **given: Any) -> Models:
    return await models.connect(settings(**given), offered, quiet)


def offered(**given: Any) -> LanguageModel:
    def prepare(path: str | None, data_dir: str, progress: Any) -> Any:
        return DemoEngine("a test"), AsyncDemoEngine("a test")

    return LanguageModel(**{"id": "inside", "title": "Small One", "kind": "embedded", "prepare": prepare, **given})


@contextlib.contextmanager
def http_server(answer: Callable[[BaseHTTPRequestHandler], None]) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            answer(self)

        def log_message(self, *args: Any) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def listing(*ids: str, key: str | None = None) -> Callable[[BaseHTTPRequestHandler], None]:
    def answer(request: BaseHTTPRequestHandler) -> None:
        allowed = key is None or request.headers.get("Authorization") == f"Bearer {key}"
        body = json.dumps({"data": [{"id": one} for one in ids]}).encode()
        request.send_response(200 if allowed else 401)
        request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        request.wfile.write(body)

    return answer


async def test_named_model_comes_first_and_keys_stay_choosable() -> None:
    made = await chosen(model="anthropic/claude-x", anthropic_api_key="a", openai_api_key="b")
    assert [ref.id for ref in made.refs()] == [
        "anthropic/claude-x",
        "openai/gpt-4o-mini",
        "anthropic/claude-3-5-haiku-latest",
    ]
    assert made.default.ref.kind == "cloud"
    assert made.default.ref.reason == "it was named in the settings"


async def test_named_model_at_an_address_is_used_as_it_is() -> None:
    made = await chosen(model="llama3", model_url="http://127.0.0.1:1/v1/", openai_api_key="b")
    assert (made.default.ref.id, made.default.ref.title, made.default.ref.kind) == ("openai/llama3", "llama3", "server")
    assert "http://127.0.0.1:1/v1" in made.default.ref.reason


async def test_address_alone_asks_the_server_for_its_model() -> None:
    with http_server(listing("first", "second")) as url:
        made = await chosen(model_url=url)
    assert made.default.ref.id == "openai/first"


async def test_address_of_a_server_that_wants_a_key_is_asked_with_it() -> None:
    with http_server(listing("first", key=CANARY)) as url:
        made = await chosen(model_url=url, model_key=CANARY)
        with pytest.raises(BadSettings):
            await chosen(model_url=url)
    assert made.default.ref.id == "openai/first"


async def test_key_comes_before_a_local_server(monkeypatch: pytest.MonkeyPatch) -> None:
    with http_server(listing("local")) as url:
        monkeypatch.setattr(models, "_SERVERS", (("Ollama", url),))
        by_key = await chosen(offered(), openai_api_key="k", groq_api_key="")
        local = await chosen(offered())
        unasked = await chosen(offered(), find_local_servers=False)
    assert [ref.id for ref in by_key.refs()] == ["openai/gpt-4o-mini"]
    assert by_key.default.ref.reason == "OPENAI_API_KEY is set"
    assert (local.default.ref.id, local.default.ref.reason) == ("openai/local", f"Ollama answers at {url}")
    assert unasked.default.ref.kind == "embedded"


GARBAGE: dict[str, bytes] = {
    "not http": b"SSH-2.0-OpenSSH_9.6\r\n",
    "closes": b"",
    "not json": b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi",
    "other json": b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]",
    "no ids": b'HTTP/1.1 200 OK\r\nContent-Length: 13\r\n\r\n{"data": [1]}',
    "cut": b'HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{"data": [',
    "bad length": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    "not found": b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n",
}


@pytest.mark.parametrize("name", GARBAGE)
async def test_whatever_else_listens_on_a_port_stops_nothing(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    async def talk(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(GARBAGE[name])
        writer.close()

    server = await asyncio.start_server(talk, "127.0.0.1", 0)
    url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"
    monkeypatch.setattr(models, "_SERVERS", (("Other", url),))
    assert (await chosen()).default.ref.id == "demo"
    with pytest.raises(BadSettings, match="no OpenAI-compatible server answers"):
        await chosen(model_url=url)
    server.close()
    await server.wait_closed()


async def test_port_that_accepts_and_says_nothing_costs_little(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        monkeypatch.setattr(models, "_SERVERS", (("Silent", f"http://127.0.0.1:{silent.getsockname()[1]}/v1"),))
        async with asyncio.timeout(3) if hasattr(asyncio, "timeout") else contextlib.nullcontext():
            assert (await chosen()).default.ref.id == "demo"


async def test_model_of_a_plugin_comes_after_all_else_but_the_demo() -> None:
    made = await chosen(offered(hint="Get a larger one."))
    ref = made.default.ref
    assert (ref.id, ref.title, ref.kind, ref.hint) == ("inside/small-one", "Small One", "embedded", "Get a larger one.")


async def test_model_of_a_plugin_is_named_with_a_path(tmp_path: Path) -> None:
    seen: list[tuple[str | None, str]] = []

    def prepare(path: str | None, data_dir: str, progress: Any) -> Any:
        progress("Reading", 0.5)
        seen.append((path, data_dir))
        return DemoEngine("x"), AsyncDemoEngine("x")

    told: list[tuple[str, float | None]] = []
    made = await models.connect(
        settings(model="inside:/m/My Model.gguf", data_dir=tmp_path, openai_api_key="k"),
        [offered(prepare=prepare, hint="h")],
        lambda text, done: told.append((text, done)),
    )
    assert seen == [("/m/My Model.gguf", str(tmp_path))]
    assert told == [("Reading", 0.5)]
    assert (made.default.ref.title, made.default.ref.hint) == ("My Model.gguf", None)
    assert [ref.kind for ref in made.refs()] == ["embedded", "cloud"]


def fails(error: Exception) -> Callable[..., Any]:
    def prepare(path: str | None, data_dir: str, progress: Any) -> Any:
        raise error

    return prepare


async def test_unavailable_model_gives_way_to_the_demo_with_the_reason() -> None:
    made = await chosen(offered(prepare=fails(ModelUnavailable("it needs 2 GB of memory"))))
    assert made.default.ref.id == "demo"
    assert "Small One cannot run here: it needs 2 GB of memory" in made.default.ref.reason
    assert made.default.ref.hint == models.BETTER


async def test_failing_model_gives_way_and_its_error_stays_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    made = await chosen(offered(prepare=fails(RuntimeError("inner secret"))))
    assert made.default.ref.id == "demo"
    assert "failed to start" in made.default.ref.reason
    assert "inner secret" not in made.default.ref.reason
    assert "inner secret" in caplog.text


async def test_second_offered_model_answers_when_the_first_cannot() -> None:
    made = await chosen(offered(prepare=fails(ModelUnavailable("no"))), offered(id="other", title="Other"))
    assert made.default.ref.id == "other/other"


async def test_without_anything_the_demo_says_so() -> None:
    made = await chosen()
    assert made.default.ref.reason == "no key is set, no local model server answers, and no plugin brings a model"
    assert (
        await chosen(model="demo", openai_api_key="k")
    ).default.ref.reason == "it was chosen with --model or DSPY_CHAT_MODEL"


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"model": "nobody/x"}, "'nobody/x'"),
        ({"model": "gpt"}, "provider/name"),
        ({"model": "bedrock/x"}, "--model-url"),
        ({"model_url": "http://127.0.0.1:1/v1"}, "no OpenAI-compatible server answers at 'http://127.0.0.1:1/v1'"),
        ({"model_url": "file:///etc/passwd"}, "must be like 'http://"),
        ({"model": "x", "model_url": "localhost:1234"}, "must be like 'http://"),
        ({"model": "inside"}, "cannot run here: too small"),
    ],
    ids=str,
)
async def test_model_that_cannot_be_is_refused_at_the_start(given: dict[str, Any], words: str) -> None:
    with pytest.raises(BadSettings) as caught:
        await chosen(offered(prepare=fails(ModelUnavailable("too small"))), **given)
    assert words in caught.value.message


async def test_unknown_model_is_refused_with_those_there_are() -> None:
    made = await chosen(model="demo")
    assert made.get(None) is made.default
    assert made.get("demo") is made.default
    with pytest.raises(UnknownModel, match="there are 'demo'"):
        made.get("other")


async def test_model_of_a_plugin_brings_its_adapter() -> None:
    assert (await chosen(offered(adapter=dspy.JSONAdapter))).default.adapter is dspy.JSONAdapter


async def test_no_key_is_in_anything_that_can_be_shown(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    given = {"openai_api_key": CANARY, "model_key": CANARY, "groq_api_key": CANARY, "model": "openai/x"}
    made = await chosen(**given, model_url="http://127.0.0.1:1/v1")
    for model in made._connected.values():
        shown = [repr(model), repr(model.lm), str(vars(model.lm)), repr(model.ref), model.ref.model_dump_json()]
        shown += [repr(vars(model.lm.engine)), repr(model.lm.kwargs)]
        assert CANARY not in "".join(shown)
    assert (
        CANARY
        not in repr(settings(**given)) + str(settings(**given).model_dump()) + settings(**given).model_dump_json()
    )
    assert CANARY not in caplog.text


async def test_no_key_comes_out_of_a_server_that_fails_with_it(
    tmp_path: Path, model_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    async with serving(tmp_path, model_url=model_url, model_key=CANARY, openai_api_key=CANARY) as client:
        told = (await client.turn("[bench id=k fail=500]")).content
        told += (await client.turn("[bench id=d n=9 fail=drop@3]")).content
        for path in ("/health", "/api/models", "/api/programs", "/openapi.json", "/api/conversations"):
            told += (await client.get(path)).content
    assert CANARY.encode() not in told
    assert CANARY not in caplog.text
    assert b"model_failed" in told
