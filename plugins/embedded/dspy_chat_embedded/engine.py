"""`EmbeddedEngine`: DSPy's engine contract for synchronous callers, and what its async twin shares."""

import threading
from collections.abc import Generator, Iterator
from contextlib import closing
from pathlib import Path
from queue import SimpleQueue
from typing import Any, ClassVar, TypeVar

from dspy import lm15

from .answering import Piece, event_of, response_of, submit
from .guided import FIELDS, Field, Limits
from .runtime import Outcome, Runtime

_Engine = TypeVar("_Engine", bound="EngineBase")


class EngineBase:
    """What DSPy asks of any engine beside its calls. The model it speaks with is `runtime`'s."""

    supports_function_calling: ClassVar[bool] = False
    supports_reasoning: ClassVar[bool] = False
    supports_response_schema: ClassVar[bool] = True
    supported_params: ClassVar[frozenset[str]] = frozenset(
        {"temperature", "max_tokens", "top_p", "top_k", "stop", "seed", "response_format"}
    )

    def __init__(self, runtime: Runtime, limits: Limits | None = None) -> None:
        self.runtime = runtime
        self.limits = limits or Limits()

    @property
    def window(self) -> int:
        """How many tokens the model takes at once."""
        return self.runtime.context

    def __deepcopy__(self: _Engine, memo: dict[int, Any]) -> _Engine:
        return self  # copies of a program speak with the same model

    def dump_state(self) -> dict[str, Any]:
        """What a saved program keeps: which file. Nothing in it is secret."""
        return {"model": str(self.runtime.model), "limits": vars(self.limits)}

    @classmethod
    def load_state(cls: type[_Engine], state: dict[str, Any]) -> _Engine:
        """An engine of the same file, which is loaded at its first use."""
        return cls(Runtime(Path(state["model"])), Limits(**state["limits"]))


class EmbeddedEngine(EngineBase):
    """Answers on a worker thread while the caller waits. Raises lm15 errors."""

    def complete(self, request: Any) -> Any:
        return response_of(request, list(self._pieces(request, FIELDS.get())))

    def stream(self, request: Any) -> Iterator[Any]:
        return self._events(request, FIELDS.get())

    def close(self) -> None:
        """Stop every answer and free the model. May be called twice."""
        self.runtime.close()

    def _events(self, request: Any, fields: tuple[Field, ...] | None) -> Iterator[Any]:
        yield lm15.StreamStartEvent(model=request.model)
        with closing(self._pieces(request, fields)) as pieces:
            for piece in pieces:
                yield event_of(piece)

    def _pieces(self, request: Any, fields: tuple[Field, ...] | None) -> Generator[str | Outcome, None, None]:
        """The answer's text, then its outcome. Closing this stops the model at its next token."""
        arrived: SimpleQueue[Piece] = SimpleQueue()
        stop = threading.Event()
        job = submit(self.runtime, self.limits, request, fields, deliver=arrived.put, stop=stop)
        try:
            while True:
                piece = arrived.get()
                if isinstance(piece, BaseException):
                    raise piece
                yield piece
                if isinstance(piece, Outcome):
                    return
        finally:
            stop.set()
            job.cancel()
