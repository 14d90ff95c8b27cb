"""Settings: defaults, names, and which source wins."""

import os
from pathlib import Path
from typing import Any

import pydantic
import pytest
from dspy_chat.settings import Settings
from pydantic import SecretStr

ROOT = Path(__file__).parent.parent


def made(**given: Any) -> Settings:
    return Settings(_env_file=None, **given)


def test_defaults_are_those_that_the_readme_promises() -> None:
    settings = made()
    assert (settings.host, settings.port, settings.frontend_port) == ("127.0.0.1", 8010, 3010)
    assert (settings.model, settings.model_url, settings.model_key, settings.default_program) == (
        None,
        None,
        None,
        None,
    )
    assert (settings.find_local_servers, settings.open_browser, settings.log_level) == (True, True, "info")
    assert (settings.disconnect_grace_s, settings.ping_s, settings.run_timeout_s) == (60.0, 10.0, 600.0)
    assert settings.allowed_hosts == ["localhost", "127.0.0.1", "[::1]"]
    assert settings.data_dir.name == "dspy-chat"


@pytest.mark.parametrize(
    ("name", "text", "field", "value"),
    [
        ("BACKEND_PORT", "8001", "port", 8001),
        ("DSPY_CHAT_PORT", "8002", "port", 8002),
        ("FRONTEND_PORT", "3001", "frontend_port", 3001),
        ("DISCONNECT_GRACE_S", "0", "disconnect_grace_s", 0.0),
        ("DISCONNECT_GRACE_S", "inf", "disconnect_grace_s", float("inf")),
        ("DSPY_CHAT_MODEL", "openai/x", "model", "openai/x"),
        ("DSPY_CHAT_MODEL_URL", "http://h:1/v1", "model_url", "http://h:1/v1"),
        ("DSPY_CHAT_MODELS", "openai/x, demo,", "models", ("openai/x", "demo")),
        ("DSPY_CHAT_MODEL_CAN", "tools,reasoning", "model_can", ("tools", "reasoning")),
        ("DSPY_CHAT_MODEL_WINDOW", "4096", "model_window", 4096),
        ("MOONSHOTAI_API_KEY", "k", "moonshot_api_key", SecretStr("k")),
        ("DSPY_CHAT_DATA_DIR", "/d", "data_dir", Path("/d")),
        ("DSPY_CHAT_LOG_LEVEL", "debug", "log_level", "debug"),
        ("DSPY_CHAT_FIND_LOCAL_SERVERS", "false", "find_local_servers", False),
        ("DSPY_CHAT_ALLOWED_HOSTS", "chat.example.org, box", "allowed_hosts", ["chat.example.org", "box"]),
        ("DSPY_CHAT_ALLOWED_HOSTS", "*", "allowed_hosts", ["*"]),
    ],
)
def test_environment_name_sets_its_field(
    name: str, text: str, field: str, value: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, text)
    assert getattr(made(), field) == value


@pytest.mark.parametrize(
    "provider", ["openai", "anthropic", "gemini", "groq", "openrouter", "deepseek", "xai", "moonshot"]
)
def test_keys_have_their_usual_names_and_stay_secret(provider: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(f"{provider.upper()}_API_KEY", "sk-canary")
    settings = made()
    assert getattr(settings, f"{provider}_api_key").get_secret_value() == "sk-canary"
    assert "sk-canary" not in repr(settings) + str(settings) + settings.model_dump_json()


def test_flag_wins_over_environment_and_that_over_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_text(
        "BACKEND_PORT=1111\nOPENAI_API_KEY=sk-file\nSOMETHING_ELSE=1\nDSPY_CHAT_MODEL=demo\n"
    )
    assert (Settings().port, Settings().model) == (1111, "demo")
    key = Settings().openai_api_key
    assert key is not None
    assert key.get_secret_value() == "sk-file"
    monkeypatch.setenv("BACKEND_PORT", "2222")
    assert Settings().port == 2222
    assert Settings(port=3333).port == 3333


def test_name_without_a_value_means_not_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_text("BACKEND_PORT=\nOPENAI_API_KEY=\nDSPY_CHAT_MODEL=\nDSPY_CHAT_DATA_DIR=\n")
    monkeypatch.setenv("DSPY_CHAT_MODEL_URL", "")
    settings = Settings()
    assert (settings.port, settings.model, settings.model_url, settings.openai_api_key) == (8010, None, None, None)
    assert settings.data_dir.name == "dspy-chat"


@pytest.mark.parametrize(
    "given",
    [
        {"port": 70000},
        {"port": -1},
        {"port": "http"},
        {"frontend_port": 0},
        {"log_level": "loud"},
        {"disconnect_grace_s": -1},
        {"ping_s": 0},
        {"run_timeout_s": 0},
        {"sync_workers": 0},
        {"model_can": "tools,magic"},
        {"model_window": 0},
    ],
    ids=str,
)
def test_value_that_cannot_be_is_refused(given: dict[str, Any]) -> None:
    with pytest.raises(pydantic.ValidationError):
        made(**given)


def test_settings_never_change_after_they_are_made() -> None:
    with pytest.raises(pydantic.ValidationError):
        setattr(made(), "port", 1)  # noqa: B010 - mypy knows that it cannot be set


def test_every_name_in_the_sample_file_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each commented line of `.env.example`, taken alone with a value, changes a setting."""
    lines = [
        line[2:] for line in (ROOT / ".env.example").read_text().splitlines() if line.startswith("# ") and "=" in line
    ]
    names = [line.partition("=")[0] for line in lines if line.partition("=")[0].isupper()]
    assert len(names) > 10
    monkeypatch.chdir(tmp_path)
    plain = Settings()
    for name in names:
        number = name.endswith(("PORT", "_S", "WINDOW"))
        value = "1234" if number else "tools" if name.endswith("_CAN") else "x"
        (tmp_path / ".env").write_text(f"{name}={value}\n")
        assert Settings() != plain, name


def test_environment_for_dspy_is_prepared_without_overruling(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LITELLM_LOCAL_MODEL_COST_MAP", raising=False)
    monkeypatch.setenv("DSPY_CACHEDIR", "/mine")
    made(data_dir=tmp_path).prepare_environment()
    assert os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] == "true"
    assert os.environ["DSPY_CACHEDIR"] == "/mine"
    monkeypatch.delenv("DSPY_CACHEDIR")
    made(data_dir=tmp_path).prepare_environment()
    assert os.environ["DSPY_CACHEDIR"] == str(tmp_path / "dspy-cache")
