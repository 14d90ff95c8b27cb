"""Models that only litellm reaches: they stream, fail and stop as others do, beside the event loop; nobody else pays."""

import asyncio
import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import dspy
import pytest
from dspy_chat.errors import BadSettings
from dspy_chat.models import Models
from dspy_chat.program import Program
from dspy_chat.runner import Runner, tap_for

from tests.dialects import Upstream, chosen, upstream
from tests.scripted import job_for, tell, until
from tests.serving import serving

# litellm warns of much in itself, and takes its own warnings for errors of the model.
pytestmark = pytest.mark.filterwarnings("ignore")

CANARY = "sk-canary-1618033988"
PIECES = ["[[ ## answer ## ]]\n", "it ", "comes ", "piece ", "by ", "piece", "\n\n[[ ## completed ## ]]"]
TEXT = "it comes piece by piece"
ASKS = Program(id="asks", title="Asks", build="question -> answer")


async def at(made: list[Models], url: str, name: str = "litellm/together_ai/m", **given: Any) -> Any:
    made.append(await chosen(model=name, model_url=url, model_key=CANARY, **given))
    return made[-1].default


def asides() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == "model-aside"]


@pytest.mark.parametrize("name", ["litellm/together_ai/m", "litellm/mistral/m", "litellm/custom_openai/m"])
async def test_answer_through_litellm_streams_and_is_what_the_program_returns(name: str, made: list[Models]) -> None:
    up = Upstream(PIECES)
    async with upstream(up) as url:
        model = await at(made, url, name)
        told = await tell(job_for(ASKS, model))
    assert told.result.answer == TEXT
    assert told.shown == {"answer": TEXT}
    assert len(told.pieces) > 3
    assert (told.usage.input, told.usage.output) == (10, 5)
    assert up.asked[0]["model"] == "m"
    assert CANARY in str(up.headers[0])


async def test_model_through_litellm_says_so(made: list[Models], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MISTRAL_API_KEY", CANARY)
    made.append(await chosen(models="mistral/mistral-large-latest,mistral/nobody-knows"))
    ref = made[0].default.ref
    assert (ref.id, ref.title, ref.kind) == ("mistral/mistral-large-latest", "mistral-large-latest", "cloud")
    assert "litellm, which is slower" in (ref.hint or "")
    assert "tools" in (ref.can or ())
    assert (ref.window or 0) > 30_000
    other = made[0].get("mistral/nobody-knows")
    assert (other.ref.can, other.ref.window) == (None, None)


async def test_key_in_the_settings_goes_to_its_provider_through_litellm_and_to_no_address(made: list[Models]) -> None:
    made.append(await chosen(model="litellm/groq/x", groq_api_key=CANARY))
    assert made[0].default.lm.engine._sync.client_options["api_key"] == CANARY
    up = Upstream(PIECES)
    async with upstream(up) as url:
        made.append(await chosen(model="litellm/groq/x", model_url=url, groq_api_key=CANARY, model_key="other"))
        await tell(job_for(ASKS, made[1].default))
    assert "other" in str(up.headers[0])
    assert CANARY not in str(up.headers)


async def test_litellm_works_on_a_thread_of_its_own_that_ends_with_the_model(made: list[Models]) -> None:
    before = asides()
    async with upstream(Upstream(PIECES)) as url:
        model = await at(made, url)
        assert asides() == before
        await tell(job_for(ASKS, model))
        assert len(asides()) == len(before) + 1
        await made.pop().close()
    assert asides() == before


async def test_stop_closes_the_connection_that_litellm_opened(made: list[Models]) -> None:
    up = Upstream(PIECES, hang=3)
    async with upstream(up) as url:
        job = job_for(ASKS, await at(made, url))
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


@pytest.mark.parametrize(("status", "error"), [(401, "LMAuthError"), (429, "LMRateLimitError"), (500, "LMServerError")])
async def test_refusal_through_litellm_is_told_apart(status: int, error: str, made: list[Models]) -> None:
    async with upstream(Upstream(status=status)) as url:
        model = await at(made, url)
        with pytest.raises(dspy.utils.exceptions.LMError) as caught:
            await tell(job_for(ASKS, model))
    assert type(caught.value).__name__ == error


async def test_connection_that_breaks_under_litellm_is_an_error(made: list[Models]) -> None:
    async with upstream(Upstream(PIECES, cut=3)) as url:
        model = await at(made, url)
        with pytest.raises(dspy.utils.exceptions.LMError):
            await tell(job_for(ASKS, model))


async def test_tools_and_window_can_be_declared_of_a_model_through_litellm(made: list[Models]) -> None:
    async with upstream(Upstream(PIECES)) as url:
        model = await at(made, url, model_can="tools", model_window=5000)
    assert (model.ref.can, model.window, model.ref.kind) == (("tools",), 5000, "server")
    assert model.lm.supports_function_calling
    assert model.lm.engine.cost is None


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"model": "nobody/x"}, "no provider that is known here: write provider/name"),
        ({"model": "litellm/nobody/x", "model_url": "http://127.0.0.1:1"}, "'litellm/nobody/x'"),
        ({"model": "mistral/x"}, "set MISTRAL_API_KEY"),
        ({"models": "mistral/x", "model": "demo", "model_key": "k"}, "set MISTRAL_API_KEY"),
    ],
    ids=str,
)
async def test_model_that_litellm_cannot_reach_is_refused_at_the_start(given: dict[str, Any], words: str) -> None:
    with pytest.raises(BadSettings) as caught:
        await chosen(**given)
    assert words in caught.value.message


async def test_no_key_comes_out_of_litellm(tmp_path: Path, caplog: pytest.LogCaptureFixture, capfd: Any) -> None:
    caplog.set_level("DEBUG")
    up = Upstream(PIECES)
    given: dict[str, Any] = {"model": "litellm/together_ai/m", "model_key": CANARY}
    async with upstream(up) as url, serving(tmp_path, model_url=url, **given) as client:
        answer = await client.turn("hello")
        up.status = 401
        told = answer.content + (await client.turn("again")).content + (await client.get("/api/models")).content
    stored = b"".join(file.read_bytes() for file in tmp_path.rglob("*") if file.is_file())
    assert answer.text() == TEXT
    assert b"model_refused_key" in told
    for place in (told, stored, caplog.text.encode(), "".join(capfd.readouterr()).encode()):
        assert CANARY.encode() not in place
    # It would tell whole requests: what people wrote.
    assert not [record for record in caplog.records if record.name == "LiteLLM" and record.levelname == "DEBUG"]


def run_alone(code: str, **environment: str) -> str:
    """What a program prints in a process of its own."""
    env = {**os.environ, "LITELLM_LOCAL_MODEL_COST_MAP": "true", **environment}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=env, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


ALONE = """
import asyncio, sys, threading
from dspy_chat import models
from dspy_chat.settings import Settings

seen = []
class Watch:
    def find_spec(self, name, path=None, target=None):
        if name == "litellm":
            seen.append(threading.current_thread() is threading.main_thread())
sys.meta_path.insert(0, Watch())

made = asyncio.run(models.connect(Settings(_env_file=None), [], lambda text, done: None))
print(len(made.refs()), sum(name.partition(".")[0] == "litellm" for name in sys.modules) > 1, any(seen[1:]))
"""


def test_litellm_is_never_loaded_for_the_models_of_others() -> None:
    names = "openai/gpt-4o-mini,anthropic/claude-haiku-4-5,gemini/gemini-flash-latest,ollama/x,hosted_vllm/x,demo"
    given = {f"{name}_API_KEY": "k" for name in ("OPENAI", "ANTHROPIC", "GEMINI")}
    given |= {"OPENAI_BASE_URL": "http://evil.invalid", "ANTHROPIC_API_BASE": "http://evil.invalid"}
    assert run_alone(ALONE, DSPY_CHAT_MODELS=names, **given) == "6 False False\n"


def test_litellm_is_loaded_beside_the_event_loop_for_its_own() -> None:
    assert run_alone(ALONE, DSPY_CHAT_MODELS="mistral/x", MISTRAL_API_KEY="k") == "1 True False\n"
