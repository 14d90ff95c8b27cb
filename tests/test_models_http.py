"""Models over HTTP, on real sockets: each provider's dialect, what streams, what fails, what is declared."""

import asyncio
import json
from pathlib import Path
from typing import Any

import dspy
import pytest
from dspy.lm15 import Message, Request
from dspy_chat.engine import ChatWire, Connected, Note, Piece
from dspy_chat.errors import BadSettings
from dspy_chat.models import Models, servers
from dspy_chat.models.servers import Listed
from dspy_chat.program import Program
from dspy_chat.runner import Runner, tap_for

from tests.dialects import Upstream, chosen, upstream
from tests.scripted import job_for, tell, until
from tests.serving import serving

CANARY = "sk-canary-2718281828"
TEXT = "Ein längerer [[Satz]] — mit 🐋, <b>HTML</b> und\nzwei Zeilen."
PIECES = [
    "[[ ## ans", "wer ## ]]\n", *(TEXT[at : at + 4] for at in range(0, len(TEXT), 4)), "\n\n[[ ## comp", "leted ## ]]"
]  # fmt: skip

LEAN = ["openai", "groq", "openrouter", "deepseek", "xai", "moonshot", "ollama", "ollama_chat", "hosted_vllm", "azure"]
PROVIDERS = [*LEAN, "anthropic", "gemini"]


async def at(made: list[Models], url: str, provider: str, **given: Any) -> Any:
    """A model called `m` of a provider, whose API is spoken at `url`."""
    made.append(await chosen(model=f"{provider}/m", model_url=url, model_key=CANARY, **given))
    return made[-1].default


def asks(build: Any = "question -> answer") -> Program:
    return Program(id="asks", title="Asks", build=build)


@pytest.mark.parametrize("provider", PROVIDERS)
async def test_answer_of_every_provider_streams_and_is_what_the_program_returns(
    provider: str, made: list[Models]
) -> None:
    up = Upstream(PIECES, thinking=["Let me ", "see."])
    async with upstream(up) as url:
        model = await at(made, url, provider)
        told = await tell(job_for(asks(), model))
    assert told.result.answer == TEXT
    assert told.shown == {"answer": TEXT}
    assert len(told.pieces) > 5
    assert (told.usage.input, told.usage.output) == (10, 5)
    assert CANARY in str(up.headers[0]) + up.paths[0]
    assert len(up.asked) == 1
    assert isinstance(model.lm._async_engine_spec._inner, ChatWire) is (provider in LEAN)
    assert (up.asked[0].get("model") or up.paths[0].split("models/")[1].partition(":")[0]) == "m"


HOSTS = {
    "openai": ("openai_api_key", "https://api.openai.com/v1/chat/completions"),
    "groq": ("groq_api_key", "https://api.groq.com/openai/v1/chat/completions"),
    "openrouter": ("openrouter_api_key", "https://openrouter.ai/api/v1/chat/completions"),
    "deepseek": ("deepseek_api_key", "https://api.deepseek.com/chat/completions"),
    "xai": ("xai_api_key", "https://api.x.ai/v1/chat/completions"),
    "moonshot": ("moonshot_api_key", "https://api.moonshot.ai/v1/chat/completions"),
    "ollama": (None, "http://localhost:11434/v1/chat/completions"),
    "hosted_vllm": (None, "http://localhost:8000/v1/chat/completions"),
    "anthropic": ("anthropic_api_key", "https://api.anthropic.com/v1/messages"),
    "gemini": (
        "gemini_api_key",
        "https://generativelanguage.googleapis.com/v1beta/models/m:streamGenerateContent?alt=sse",
    ),
}


@pytest.mark.parametrize("provider", HOSTS)
async def test_hosted_model_is_asked_where_its_provider_is_whatever_the_environment_says(
    provider: str, monkeypatch: pytest.MonkeyPatch, made: list[Models]
) -> None:
    for name in ("OPENAI", "ANTHROPIC", "GEMINI", provider.upper()):
        for end in ("BASE_URL", "API_BASE", "API_KEY"):
            monkeypatch.setenv(f"{name}_{end}", "http://evil.invalid/v1")
    setting, url = HOSTS[provider]
    made.append(await chosen(model=f"{provider}/m", **({setting: CANARY} if setting else {})))
    lm = made[0].default.lm
    protocol = lm.engine._sync.router.lm(f"{lm.engine._sync.resolve(lm.model).provider}:m")
    request = Request(model="m", messages=(Message.user("hi"),))
    built = protocol.build_request(request, stream=True)
    assert built.url == url
    assert ("evil" in str(built.headers), CANARY in str(built.headers)) == (False, setting is not None)
    if isinstance(lm._async_engine_spec._inner, ChatWire):
        assert lm._async_engine_spec._inner._protocol is protocol


async def test_address_in_the_environment_is_not_taken_for_one_in_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AZURE_OPENAI_ENDPOINT", "https://evil.invalid")
    with pytest.raises(BadSettings, match="cannot be reached with these settings"):
        await chosen(model="azure/mine", model_key=CANARY)


@pytest.mark.parametrize("provider", PROVIDERS)
@pytest.mark.parametrize(
    ("status", "error"),
    [
        (401, "LMAuthError"),
        (429, "LMRateLimitError"),
        (500, "LMServerError"),
        (404, "LMUnsupportedModelError LMConfigurationError LMInvalidRequestError"),
    ],
)
async def test_refusal_of_every_provider_is_told_apart(
    provider: str, status: int, error: str, made: list[Models], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    up = Upstream(status=status)
    async with upstream(up) as url:
        model = await at(made, url, provider)
        with pytest.raises(dspy.utils.exceptions.LMError) as caught:
            await tell(job_for(asks(), model))
    assert type(caught.value).__name__ in error.split()
    assert CANARY not in caplog.text


@pytest.mark.parametrize("provider", ["openai", "groq", "anthropic", "gemini"])
async def test_connection_that_breaks_is_tried_once_more_and_then_told(provider: str, made: list[Models]) -> None:
    up = Upstream(PIECES, cut=5)
    async with upstream(up) as url:
        model = await at(made, url, provider)
        job = job_for(asks(), model)
        module = job.shape.instance()
        tap = tap_for(job, lambda: None)
        runner = Runner(1)
        with pytest.raises((dspy.utils.exceptions.LMTransportError, dspy.utils.exceptions.LMStreamAssemblyError)):
            await runner.run(job, module, tap)
    assert len(up.asked) == 2
    runner.close()
    items = tap.drain()
    again = max(at for at, item in enumerate(items) if isinstance(item, Note) and item.kind == "reset")
    shown = "".join(item.text for item in items[again:] if isinstance(item, Piece))
    assert shown
    assert TEXT.startswith(shown)


@pytest.mark.parametrize("provider", ["openai", "deepseek", "anthropic", "gemini"])
async def test_stop_closes_the_connection_of_every_dialect(provider: str, made: list[Models]) -> None:
    up = Upstream(PIECES, hang=6)
    async with upstream(up) as url:
        model = await at(made, url, provider)
        job = job_for(asks(), model)
        module = job.shape.instance()
        arrived: list[int] = []
        tap = tap_for(job, lambda: arrived.append(1))
        runner = Runner(1)
        task = asyncio.create_task(runner.run(job, module, tap))
        await until(lambda: bool(arrived))
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await until(lambda: up.closed == 1)
        runner.close()


class Helped(dspy.Signature):  # type: ignore[misc]
    """Answer with the tools."""

    question: str = dspy.InputField()
    tools: list[dspy.Tool] = dspy.InputField()
    answer: str = dspy.OutputField()
    calls: dspy.ToolCalls = dspy.OutputField()


def look_up(word: str) -> str:
    """What a word means."""
    return word


class Helping(dspy.Module):  # type: ignore[misc]
    def __init__(self) -> None:
        self.predict = dspy.Predict(Helped)

    async def aforward(self, question: str) -> Any:
        with dspy.context(adapter=dspy.ChatAdapter(use_native_function_calling=True)):
            found = await self.predict.acall(question=question, tools=[dspy.Tool(look_up)])
        calls = found.calls.tool_calls if found.calls else []
        return dspy.Prediction(answer=json.dumps([[call.name, call.args] for call in calls]))


@pytest.mark.parametrize("provider", ["openai", "groq", "anthropic", "gemini"])
async def test_declared_tools_go_out_as_tools_and_their_calls_come_back(provider: str, made: list[Models]) -> None:
    up = Upstream(tool=("look_up", {"word": "whale"}))
    async with upstream(up) as url:
        model = await at(made, url, provider, model_can="tools")
        told = await tell(job_for(Program(id="h", title="H", build=Helping, is_async=True), model))
    assert told.result.answer == '[["look_up", {"word": "whale"}]]'
    assert "look_up" in json.dumps(up.asked[0]["tools"])
    assert len(up.asked) == 1


async def test_tools_that_are_not_declared_go_out_as_text(made: list[Models]) -> None:
    up = Upstream(["[[ ## answer ## ]]\nno\n\n[[ ## calls ## ]]\n", '{"tool_calls": []}', "\n\n[[ ## completed ## ]]"])
    async with upstream(up) as url:
        model = await at(made, url, "openai")
        told = await tell(job_for(Program(id="h", title="H", build=Helping, is_async=True), model))
    assert told.result.answer == "[]"
    assert "tools" not in up.asked[0]
    assert "look_up" in json.dumps(up.asked[0]["messages"])


class Thinking(dspy.Signature):  # type: ignore[misc]
    """Think, then answer."""

    question: str = dspy.InputField()
    thoughts: dspy.Reasoning = dspy.OutputField()
    answer: str = dspy.OutputField()


@pytest.mark.parametrize("provider", ["openai", "openrouter", "deepseek", "anthropic", "gemini"])
async def test_reasoning_of_a_model_that_declares_it_arrives(provider: str, made: list[Models]) -> None:
    up = Upstream(PIECES, thinking=["Let me ", "see."])
    async with upstream(up) as url:
        model = await at(made, url, provider, model_can="reasoning")
        told = await tell(job_for(asks(Thinking), model))
    assert told.result.fields["answer"] == TEXT
    assert "Let me see." in str(told.result.fields["thoughts"])
    assert any(word in json.dumps(up.asked[0]) for word in ("reasoning", "thinking", "Thinking"))


async def test_schema_of_a_model_that_declares_it_goes_out(made: list[Models]) -> None:
    up = Upstream([json.dumps({"answer": TEXT})])
    async with upstream(up) as url:
        plain = await at(made, url, "openai")
        able = await at(made, url, "openai", model_can="schema")
        for model in (plain, able):
            told = await tell(job_for(asks(), Connected(model.ref, model.lm, dspy.JSONAdapter)))
            assert told.shown == {"answer": TEXT} == told.result.fields
    assert "response_format" not in up.asked[0]
    assert up.asked[1]["response_format"]["type"] == "json_schema"


async def test_key_of_a_provider_never_goes_to_an_address_of_ones_own(made: list[Models]) -> None:
    up = Upstream(PIECES)
    async with upstream(up) as url:
        for provider in ("openai", "anthropic", "gemini", "groq"):
            made.append(await chosen(model=f"{provider}/m", model_url=url, **{f"{provider}_api_key": CANARY}))
            await tell(job_for(asks(), made[-1].default))
    assert len(up.headers) == 4
    assert CANARY not in str(up.headers) + str(up.paths)


async def test_every_model_of_a_server_is_asked_by_its_own_name(made: list[Models], monkeypatch: Any) -> None:
    up = Upstream(PIECES)
    async with upstream(up) as url:
        monkeypatch.setattr(servers, "_models_at", lambda *_: [Listed("openai/gpt-oss"), Listed("qwen3:4b")])
        made.append(await chosen(model_url=url))
        for ref in made[0].refs():
            await tell(job_for(asks(), made[0].get(ref.id)))
    assert [body["model"] for body in up.asked] == ["openai/gpt-oss", "qwen3:4b"]


async def test_every_chat_chooses_among_the_models_there_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    up = Upstream(PIECES)
    async with upstream(up) as url:
        monkeypatch.setattr(servers, "_models_at", lambda *_: [Listed("a"), Listed("b", window=4096)])
        given: dict[str, Any] = {"model": "a", "model_can": "tools,schema", "models": "groq/openai/gpt-oss-20b,demo"}
        async with serving(tmp_path, model_url=url, groq_api_key=CANARY, **given) as client:
            offered = (await client.get("/api/models")).json()["models"]
            default, other = await client.turn("hello"), await client.turn("hello", model="openai/b")
            refused = await client.turn("hello", model="openai/c")
            demo = await client.turn("hello", model="demo")
    assert [(one["id"], one["can"], one["window"], one["default"]) for one in offered] == [
        ("openai/a", ["tools", "schema"], None, True),
        ("openai/b", ["tools", "schema"], 4096, False),
        ("groq/openai/gpt-oss-20b", ["tools", "reasoning", "schema"], 131_072, False),
        ("demo", None, None, False),
    ]
    assert [body["model"] for body in up.asked] == ["a", "b"]
    assert (default.text(), other.text(), refused.status) == (TEXT, TEXT, 404)
    answered = [event.model for answer in (default, other, demo) for event in answer.events if event.type == "start"]
    assert [ref.id for ref in answered] == ["openai/a", "openai/b", "demo"]
    assert [ref.window for ref in answered] == [None, 4096, None]
    assert b'"can"' not in demo.frames[0]


SECRETS = ("openai", "anthropic", "gemini", "groq", "openrouter", "deepseek", "xai", "moonshot")


@pytest.mark.parametrize("provider", ["openai", "anthropic", "gemini", "moonshot"])
async def test_no_key_comes_out_of_a_server_or_stays_in_its_files(
    provider: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    up = Upstream(PIECES)
    given: dict[str, Any] = {f"{name}_api_key": f"{CANARY}-{name}" for name in SECRETS}
    given |= {"model": f"{provider}/m", "model_key": f"{CANARY}-own"}
    async with upstream(up) as url, serving(tmp_path, model_url=url, **given) as client:
        answer = await client.turn("hello")
        up.status = 401
        told = answer.content + (await client.turn("again")).content
        for path in ("/health", "/api/models", "/api/programs", "/openapi.json", "/api/conversations"):
            told += (await client.get(path)).content
    stored = b"".join(file.read_bytes() for file in tmp_path.rglob("*") if file.is_file())
    assert answer.text() == TEXT
    assert b"model_refused_key" in told
    assert CANARY in str(up.headers) + str(up.paths)
    for place in (told, stored, caplog.text.encode()):
        assert CANARY.encode() not in place
