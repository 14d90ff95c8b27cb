"""What every test gets: a scripted model, a running server, and no environment but its own."""

import os
from collections.abc import AsyncIterator
from pathlib import Path

# Read by DSPy when it is imported: no test may reach the network.
os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "true"
# A server that a test starts serves the API; the browser tests build the client themselves.
os.environ["DSPY_CHAT_SKIP_FRONTEND"] = "1"

import pytest
from dspy_chat.models import Models

from tests.bench.model_server import model_server
from tests.serving import Client, serving


@pytest.fixture(autouse=True)
def _own_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keys and settings of the machine that runs the tests must not change what they see."""
    for name in list(os.environ):
        if name == "DSPY_CHAT_SKIP_FRONTEND":
            continue
        if name.startswith("DSPY_CHAT_") or name.endswith("_API_KEY") or name in ("BACKEND_PORT", "FRONTEND_PORT"):
            monkeypatch.delenv(name)


@pytest.fixture
async def model_url() -> AsyncIterator[str]:
    """The address of a scripted OpenAI-compatible model: `[say: ...]` in a message is what it answers."""
    async with model_server() as url:
        yield f"{url}/v1" if not url.endswith("/v1") else url


@pytest.fixture
async def client(tmp_path: Path, model_url: str) -> AsyncIterator[Client]:
    """A client of a running server whose programs run on the scripted model."""
    async with serving(tmp_path, model_url=model_url) as client:
        yield client


@pytest.fixture
async def made() -> AsyncIterator[list[Models]]:
    """Models that a test connects: what is put in here is closed at the end."""
    kept: list[Models] = []
    yield kept
    for one in kept:
        await one.close()
