"""Which language model answers, why that one, and that no key ever leaves."""

import asyncio
import contextlib
import json
import logging
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import dspy
import pytest
from dspy.lm15 import Message, Response, TextPart, Usage
from dspy_chat import LanguageModel, ModelUnavailable, models
from dspy_chat.demo import AsyncDemoEngine, DemoEngine
from dspy_chat.errors import BadSettings, UnknownModel
from dspy_chat.models import Models, keys, servers
from dspy_chat.settings import Settings

from tests.serving import serving

CANARY = "sk-canary-3141592653589793"


def quiet(_text: str, _done: float | None) -> None:
    pass


@pytest.fixture(autouse=True)
def no_local_servers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(servers, "LOCAL", ())


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


def listing(
    *ids: str, key: str | None = None, more: Sequence[dict[str, Any]] = ()
) -> Callable[[BaseHTTPRequestHandler], None]:
    def answer(request: BaseHTTPRequestHandler) -> None:
        allowed = key is None or request.headers.get("Authorization") == f"Bearer {key}"
        entries = [{"id": one, **(more[at] if at < len(more) else {})} for at, one in enumerate(ids)]
        body = json.dumps({"data": entries}).encode()
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
        "anthropic/claude-haiku-4-5",
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


async def test_server_at_an_address_offers_all_its_models_the_named_one_first() -> None:
    with http_server(listing("a", "b", "nomic-embed-text", "c", "b")) as url:
        made = await chosen(model="b", model_url=url)
        alone = await chosen(model_url=url)
    assert [ref.id for ref in made.refs()] == ["openai/b", "openai/a", "openai/c"]
    assert made.get("openai/c").ref.reason == f"the server at {url} was named in the settings"
    assert [ref.title for ref in alone.refs()] == ["a", "b", "c"]


async def test_server_with_very_many_models_offers_some() -> None:
    with http_server(listing(*(f"m{number}" for number in range(400)))) as url:
        made = await chosen(model="m399", model_url=url)
    assert len(made.refs()) == servers.MOST + 1
    assert made.default.ref.id == "openai/m399"


async def test_server_that_has_only_what_answers_no_chat_is_taken_at_its_word() -> None:
    with http_server(listing("my-embedder")) as url:
        assert (await chosen(model_url=url)).default.ref.id == "openai/my-embedder"


async def test_name_that_a_server_lists_is_its_own_whatever_it_begins_with() -> None:
    with http_server(listing("openai/gpt-oss-20b", "anthropic/claude-x")) as url:
        made = await chosen(model="anthropic/claude-x", model_url=url)
        other = await chosen(model="anthropic/claude-y", model_url=url)
        alone = await chosen(model_url=url)
    assert made.default.ref.id == "openai/anthropic/claude-x"
    assert other.default.ref.id == "anthropic/claude-y"
    assert (alone.default.ref.id, alone.default.ref.title) == ("openai/openai/gpt-oss-20b", "openai/gpt-oss-20b")


async def test_server_says_how_much_its_models_read_at_once() -> None:
    said = {"max_model_len": 4096}, {"context_length": 8192}, {"context_window": 16384}, {"max_model_len": "many"}
    with http_server(listing("a", "b", "c", "d", more=said)) as url:
        made = await chosen(model_url=url)
        declared = await chosen(model_url=url, model_window=1000)
    assert [ref.window for ref in made.refs()] == [4096, 8192, 16384, None]
    assert {ref.window for ref in declared.refs()} == {1000}
    assert made.default.window == 4096


async def test_models_to_choose_from_come_after_the_named_one_and_once() -> None:
    made = await chosen(
        offered(),
        model="groq/llama-x",
        models="anthropic/claude-x, groq/llama-x,inside,demo,anthropic/claude-x,",
        groq_api_key="g",
        anthropic_api_key="a",
    )
    assert [ref.id for ref in made.refs()] == [
        "groq/llama-x",
        "anthropic/claude-x",
        "inside/small-one",
        "demo",
        "anthropic/claude-haiku-4-5",
        "groq/openai/gpt-oss-20b",
    ]


async def test_first_model_to_choose_from_answers_when_none_is_named() -> None:
    made = await chosen(models="ollama/llama3,openai/gpt-x", openai_api_key="k")
    assert [(ref.id, ref.kind) for ref in made.refs()] == [
        ("ollama/llama3", "server"),
        ("openai/gpt-x", "cloud"),
        ("openai/gpt-4o-mini", "cloud"),
    ]


async def test_every_local_server_that_answers_is_offered(monkeypatch: pytest.MonkeyPatch) -> None:
    with http_server(listing("one", "same")) as first, http_server(listing("same", "two")) as second:
        monkeypatch.setattr(servers, "LOCAL", (("Ollama", first), ("None", "http://127.0.0.1:1/v1"), ("vLLM", second)))
        made = await chosen()
    assert [ref.id for ref in made.refs()] == ["openai/one", "openai/same", "openai/two"]
    assert made.get("openai/same").ref.reason == f"Ollama answers at {first}"
    assert made.get("openai/two").ref.reason == f"vLLM answers at {second}"


@pytest.mark.parametrize(("setting", "name"), keys.KEYS)
async def test_model_of_every_key_is_one_that_the_catalogue_knows(setting: str, name: str) -> None:
    ref = (await chosen(**{setting: "k"})).default.ref
    assert ref.id == name
    assert "tools" in (ref.can or ())
    assert (ref.window or 0) >= 100_000


async def test_abilities_and_window_come_from_the_catalogue_or_are_declared() -> None:
    known = await chosen(model="anthropic/claude-haiku-4-5", anthropic_api_key="k")
    assert known.default.ref.can == ("tools", "reasoning", "schema", "images")
    assert (known.default.ref.window, known.default.window) == (200_000, 200_000)
    unknown = await chosen(model="mine", model_url="http://127.0.0.1:1/v1")
    assert (unknown.default.ref.can, unknown.default.ref.window) == (None, None)
    declared = await chosen(
        model="mine", model_url="http://127.0.0.1:1/v1", model_can="reasoning, tools", model_window=32_768
    )
    assert (declared.default.ref.can, declared.default.ref.window) == (("tools", "reasoning"), 32_768)
    lm = declared.default.lm
    assert (lm.supports_function_calling, lm.supports_reasoning, lm.supports_response_schema) == (True, True, False)
    assert {"tools", "reasoning_effort", "response_format", "temperature"} <= lm.supported_params


async def test_what_is_declared_holds_for_the_named_model_alone() -> None:
    made = await chosen(model="openai/mine", models="openai/other", openai_api_key="k", model_can="schema")
    assert made.get("openai/mine").ref.can == ("schema",)
    assert made.get("openai/other").ref.can is None
    assert "tools" in (made.get("openai/gpt-4o-mini").ref.can or ())


async def test_declared_nothing_overrules_the_catalogue() -> None:
    made = await chosen(model="openai/gpt-4o-mini", openai_api_key="k", model_can="")
    assert made.default.ref.can is None
    assert not made.default.lm.supports_function_calling


async def test_embedded_model_says_what_its_engine_can_do() -> None:
    class Able(DemoEngine):
        supports_response_schema = True
        window = 2048

    class AsyncAble(AsyncDemoEngine):
        supports_response_schema = True
        window = 2048

    made = await chosen(offered(prepare=lambda path, data_dir, progress: (Able("x"), AsyncAble("x"))))
    assert (made.default.ref.can, made.default.window) == (("schema",), 2048)


async def test_hosted_answer_has_a_price_and_another_has_none() -> None:
    usage = Usage(input_tokens=1_000_000, output_tokens=100_000, total_tokens=1_100_000, cache_read_tokens=500_000)
    message = Message(role="assistant", parts=(TextPart(text="x"),))

    def price(made: Models, model: str) -> float | None:
        response = Response(id="1", model=model, message=message, finish_reason="stop", usage=usage)
        engine = made.default.lm.engine
        assert engine.cost is made.default.lm._async_engine_spec.cost
        cost: float | None = engine.cost and engine.cost(response, None)
        return cost

    openai = await chosen(model="openai/gpt-4o-mini", openai_api_key="k")
    assert price(openai, "gpt-4o-mini-2024-07-18") == pytest.approx(0.5 * 0.15 + 0.5 * 0.075 + 0.1 * 0.6)
    assert price(await chosen(model="openai/nobody-knows", openai_api_key="k"), "nobody-knows") is None
    assert price(await chosen(model="gpt-4o-mini", model_url="http://127.0.0.1:1/v1"), "gpt-4o-mini") is None
    assert price(await chosen(model="ollama/llama3"), "llama3") is None
    assert price(await chosen(model="demo"), "demo") is None


async def test_key_comes_before_a_local_server(monkeypatch: pytest.MonkeyPatch) -> None:
    with http_server(listing("local")) as url:
        monkeypatch.setattr(servers, "LOCAL", (("Ollama", url),))
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
    monkeypatch.setattr(servers, "LOCAL", (("Other", url),))
    assert (await chosen()).default.ref.id == "demo"
    with pytest.raises(BadSettings, match="no OpenAI-compatible server answers"):
        await chosen(model_url=url)
    server.close()
    await server.wait_closed()


async def test_port_that_accepts_and_says_nothing_costs_little(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        monkeypatch.setattr(servers, "LOCAL", (("Silent", f"http://127.0.0.1:{silent.getsockname()[1]}/v1"),))
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
        ({"model": "gpt"}, "--model-url"),
        ({"model": "openai/"}, "provider/name"),
        ({"model": "xai/grok-4.5"}, "needs a key: set XAI_API_KEY"),
        ({"model": "azure/mine"}, "needs a key"),
        ({"model": "demo", "models": "anthropic/claude-x", "openai_api_key": "k"}, "set ANTHROPIC_API_KEY"),
        ({"model": "demo", "models": "nonsense"}, "'nonsense'"),
        ({"model_can": "tools"}, "DSPY_CHAT_MODEL"),
        ({"model_window": 4096, "models": "demo"}, "DSPY_CHAT_MODEL"),
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
