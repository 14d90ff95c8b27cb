"""Every setting: its default, its environment name, one sentence. Read from flags, environment and `.env`, in that order.

The original sample's names (`BACKEND_PORT`, `OPENAI_API_KEY`, ...) are read too.
"""

import os
from pathlib import Path
from typing import Annotated, Literal

import platformdirs
from pydantic import AliasChoices, Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

LogLevel = Literal["debug", "info", "warning", "error"]


def _names(*names: str) -> AliasChoices:
    return AliasChoices(*names)


class Settings(BaseSettings):
    """One frozen value, made once at the start and handed down; nothing reads the environment later."""

    model_config = SettingsConfigDict(
        env_file=".env",
        env_ignore_empty=True,  # `NAME=` in a copied .env means that it is not set
        env_prefix="DSPY_CHAT_",
        extra="ignore",
        frozen=True,
        populate_by_name=True,
    )

    host: str = Field("127.0.0.1", description="Address to listen on.")
    port: int = Field(
        8010,
        ge=0,
        le=65535,
        validation_alias=_names("DSPY_CHAT_PORT", "BACKEND_PORT"),
        description="Port to listen on.",
    )
    frontend_port: int = Field(
        3010,
        ge=1,
        le=65535,
        validation_alias=_names("DSPY_CHAT_FRONTEND_PORT", "FRONTEND_PORT"),
        description="Port of the development front end; its origin may call this server.",
    )
    data_dir: Path = Field(
        default_factory=lambda: Path(platformdirs.user_data_dir("dspy-chat", appauthor=False)),
        description="Where the database and downloaded models live.",
    )
    model: str | None = Field(
        None,
        description="Language model: `provider/name`, `litellm/provider/name`, `embedded`, `embedded:/path/to.gguf` or "
        "`demo`.",
    )
    models: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="Models to choose from beside `model`, as it is written, separated by commas."
    )
    model_url: str | None = Field(
        None,
        description="Base URL of an OpenAI-compatible server, such as http://host:1234/v1; all its models are offered. "
        "With `model` as `anthropic/name`, `gemini/name`, ... that provider's API is spoken to there.",
    )
    model_key: SecretStr | None = Field(
        None, description="Key for the server at `model_url`, where it wants one, else for `model`."
    )
    model_can: Annotated[tuple[Literal["tools", "reasoning", "schema", "images"], ...] | None, NoDecode] = Field(
        None, description="What `model`, or the models at `model_url`, can do: `tools,reasoning,schema,images`."
    )
    model_window: int | None = Field(
        None, ge=256, description="How many tokens `model`, or the models at `model_url`, can read at once."
    )
    find_local_servers: bool = Field(
        True, description="Whether to look for Ollama, LM Studio, llama.cpp and vLLM on this machine."
    )
    openai_api_key: SecretStr | None = Field(None, validation_alias=_names("OPENAI_API_KEY"))
    anthropic_api_key: SecretStr | None = Field(None, validation_alias=_names("ANTHROPIC_API_KEY"))
    gemini_api_key: SecretStr | None = Field(None, validation_alias=_names("GEMINI_API_KEY"))
    groq_api_key: SecretStr | None = Field(None, validation_alias=_names("GROQ_API_KEY"))
    openrouter_api_key: SecretStr | None = Field(None, validation_alias=_names("OPENROUTER_API_KEY"))
    deepseek_api_key: SecretStr | None = Field(None, validation_alias=_names("DEEPSEEK_API_KEY"))
    xai_api_key: SecretStr | None = Field(None, validation_alias=_names("XAI_API_KEY"))
    moonshot_api_key: SecretStr | None = Field(None, validation_alias=_names("MOONSHOT_API_KEY", "MOONSHOTAI_API_KEY"))
    default_program: str | None = Field(None, description="Id of the program that a new conversation starts with.")
    open_browser: bool = Field(True, description="Whether to open the browser at the start, when there is one.")
    log_level: LogLevel = Field("info", description="How much the log tells. It never holds what people wrote.")
    disconnect_grace_s: float = Field(
        60.0,
        ge=0,
        validation_alias=_names("DSPY_CHAT_DISCONNECT_GRACE_S", "DISCONNECT_GRACE_S"),
        description="Seconds that a run goes on with nobody following; 0 stops it at once, `inf` lets it always finish.",
    )
    keep_deleted_s: float = Field(
        86_400.0,
        ge=0,
        le=366 * 86_400,
        description="Seconds for which a deleted conversation can be restored; then it is removed for good.",
    )
    drain_s: float = Field(
        20.0,
        ge=0,
        le=86_400,
        validation_alias=_names("DSPY_CHAT_DRAIN_S", "DRAIN_S"),
        description="Seconds that running answers go on after SIGTERM or Ctrl-C; a second one ends them at once.",
    )
    ping_s: float = Field(10.0, gt=0, description="Seconds between pings on an open stream.")
    run_timeout_s: float = Field(600.0, gt=0, description="Seconds after which a run is ended with an error.")
    model_timeout_s: float = Field(60.0, gt=0, description="Longest silence of a language model, in seconds.")
    sync_workers: int = Field(64, ge=1, le=1024, description="Threads for programs that are not async.")
    allowed_hosts: Annotated[list[str], NoDecode] = Field(
        default_factory=lambda: ["localhost", "127.0.0.1", "[::1]"],
        description="Host names under which this server may be reached, separated by commas.",
    )

    @field_validator("allowed_hosts", "models", "model_can", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return [name.strip() for name in value.split(",") if name.strip()] if isinstance(value, str) else value

    @property
    def address(self) -> Path:
        """The file that tells other commands where the server that uses the data directory listens."""
        return self.data_dir / "server.url"

    def prepare_environment(self) -> None:
        """Set what DSPy reads from the environment when it is imported. To be called before that."""
        # The first model call would otherwise fetch a price list from the network.
        os.environ.setdefault("LITELLM_LOCAL_MODEL_COST_MAP", "true")
        os.environ.setdefault("DSPY_CACHEDIR", str(self.data_dir / "dspy-cache"))
