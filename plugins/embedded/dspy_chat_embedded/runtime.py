"""`Runtime`: one llama.cpp server inside this process. The only file that calls the engine; knows nothing of DSPy."""

import os
import secrets
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

SLOTS: Final = 2
"""Answers at once. More give no more tokens per second on a small machine, only later first ones; the rest queue."""
CONTEXT: Final = 4096
"""Tokens of prompt and answer together, for each slot."""
_BATCH: Final = 64
"""Prompt tokens between two looks at `stopped`: about 0.15 s on a slow core, at 5 % of the prompt speed."""


class GenerationFailed(Exception):
    """The engine refused or broke. `too_long`: the prompt does not fit; `refused`: the request is at fault."""

    def __init__(self, message: str, *, too_long: bool = False, refused: bool = False) -> None:
        super().__init__(message)
        self.too_long = too_long
        self.refused = refused


class Stopped(Exception):
    """The caller stopped the generation, or the runtime was closed."""


@dataclass(frozen=True)
class Outcome:
    """How a generation ended. Counts are tokens; `prompt` includes the `cached` ones, which cost nothing."""

    cut: bool
    prompt: int
    cached: int
    output: int


class Runtime:
    """The model file `model`, loaded by `load` or the first use, and the worker threads that may use it.

    There are as many workers as slots, so what is submitted beyond that queues in order. `threads` compute an answer;
    the default leaves half of the processor to everything else. `context` is how many tokens an answer and its prompt take.
    """

    def __init__(self, model: Path, *, slots: int = SLOTS, context: int = CONTEXT, threads: int | None = None) -> None:
        self.model = model
        self._slots = slots
        self.context = context
        self._threads = threads or max(1, (os.cpu_count() or 2) // 2)
        self._workers = ThreadPoolExecutor(slots, thread_name_prefix="embedded-model")
        self._loading = threading.Lock()
        self._server: Any = None
        self._closed = False

    def load(self) -> None:
        """Load the model if that is still to do (0.3 to 0.6 s for 100 MB). Raises GenerationFailed."""
        self._loaded()

    def submit(self, work: Callable[[], None]) -> "Future[None]":
        """Run `work` on a worker, as soon as one is free. Raises RuntimeError after `close`."""
        return self._workers.submit(work)

    def generate(self, body: dict[str, Any], on_text: Callable[[str], None], stopped: Callable[[], bool]) -> Outcome:
        """Answer a chat completion `body`, handing over each piece of text as it comes. Blocks; call it on a worker.

        `stopped` is asked at every token and every 64 prompt tokens. Raises GenerationFailed, Stopped, or what
        `on_text` raises.
        """
        call = _Call(on_text, lambda: self._closed or stopped())
        try:
            # return_progress calls back during the prompt too, so that a long one can be stopped.
            self._loaded().handle_chat_completions({**body, "stream": True, "return_progress": True}, call.take)
        except (GenerationFailed, Stopped):
            raise
        except Exception as error:  # the engine's own: a body that it cannot read
            raise GenerationFailed(str(error), refused=True) from error
        return call.outcome()

    def close(self) -> None:
        """Stop all work, wait for the workers and give the memory back. May be called twice."""
        self._closed = True
        self._workers.shutdown(wait=True, cancel_futures=True)
        with self._loading:
            self._server = None

    def _loaded(self) -> Any:
        with self._loading:
            if self._closed:
                raise Stopped
            if self._server is None:
                self._server = self._load()
            return self._server

    def _load(self) -> Any:
        # Before libgomp is loaded: spinning threads bring a busy two-core machine to 1 token/s instead of 50.
        os.environ.setdefault("OMP_WAIT_POLICY", "passive")
        import xllamacpp

        try:
            server = xllamacpp.Server(self._parameters(xllamacpp))
        except RuntimeError as error:
            raise GenerationFailed(f"{str(self.model)!r} cannot be loaded: {error}") from error
        # Its thread starts after it was made, and a server that is freed before that waits for ever (llama.cpp's queue
        # forgets that it was told to end). An answer proves that the thread runs.
        server.handle_chat_completions({"messages": [{"role": "user", "content": "Hello"}], "max_tokens": 1})
        return server

    def _parameters(self, xllamacpp: Any) -> Any:
        parameters = xllamacpp.CommonParams()
        parameters.model.path = str(self.model)
        parameters.n_ctx = self.context * self._slots
        parameters.n_parallel = self._slots
        parameters.n_batch = _BATCH
        parameters.cpuparams.n_threads = self._threads
        parameters.cpuparams_batch.n_threads = max(self._threads, min(4, os.cpu_count() or 1))
        parameters.n_gpu_layers = 0
        parameters.cache_ram_mib = 0  # the default keeps up to 8 GiB of old prompts in memory
        parameters.warmup = False
        parameters.verbosity = -1
        # It also listens on a random loopback port, which cannot be turned off: nobody knows the key.
        parameters.api_keys = [secrets.token_hex(16)]
        parameters.n_threads_http = 1
        parameters.ui = False
        parameters.endpoint_slots = False
        return parameters


class _Call:
    """Takes one generation's chunks on the engine's thread, where an exception would be lost."""

    def __init__(self, on_text: Callable[[str], None], stopped: Callable[[], bool]) -> None:
        self._on_text = on_text
        self._stopped = stopped
        self._failure: BaseException | None = None
        self._finish: str | None = None
        self._timings: dict[str, Any] = {}

    def take(self, chunk: dict[str, Any]) -> bool:
        """Whether the engine shall stop."""
        try:
            self._read(chunk)
        except BaseException as error:  # noqa: BLE001 - raised again by `outcome`, on the caller's stack
            self._failure = error
        return self._failure is not None

    def _read(self, chunk: dict[str, Any]) -> None:
        if self._stopped():
            raise Stopped
        if "error" in chunk:
            raise _failure(chunk["error"])
        self._timings = chunk.get("timings") or self._timings
        for choice in chunk.get("choices") or ():
            self._finish = choice.get("finish_reason") or self._finish
            if text := (choice.get("delta") or {}).get("content"):
                self._on_text(text)

    def outcome(self) -> Outcome:
        if self._failure is not None:
            raise self._failure
        if self._finish is None:
            raise GenerationFailed("the engine ended without finishing")
        cached, new, output = (int(self._timings.get(name, 0)) for name in ("cache_n", "prompt_n", "predicted_n"))
        return Outcome(self._finish == "length", prompt=cached + new, cached=cached, output=output)


def _failure(error: dict[str, Any]) -> GenerationFailed:
    kind = error.get("type")
    return GenerationFailed(
        str(error.get("message") or "the engine failed"),
        too_long=kind == "exceed_context_size_error",
        refused=kind == "invalid_request_error",
    )
