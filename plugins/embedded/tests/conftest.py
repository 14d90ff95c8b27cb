"""The real model, prepared once and kept in a cache outside the repository."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import platformdirs
import pytest
from dspy_chat import ModelUnavailable
from dspy_chat_embedded import dspy_chat_models

Engines = tuple[Any, Any]


@pytest.fixture(scope="session")
def data_dir() -> Path:
    return Path(
        os.environ.get("DSPY_CHAT_TEST_MODELS") or platformdirs.user_cache_dir("dspy-chat-tests", appauthor=False)
    )


@pytest.fixture(scope="session")
def engines(data_dir: Path) -> Iterator[Engines]:
    [model] = dspy_chat_models()
    try:
        engine, async_engine = model.prepare(None, str(data_dir), lambda sentence, fraction: None)
    except ModelUnavailable as error:
        pytest.skip(f"THE REAL MODEL IS NOT TESTED: {error.message}")
    yield engine, async_engine
    engine.close()


@pytest.fixture
def lm(engines: Engines) -> Any:
    import dspy

    engine, async_engine = engines
    return dspy.LM("embedded/smollm2-135m", engine=engine, async_engine=async_engine, cache=False)
