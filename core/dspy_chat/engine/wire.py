"""The lean wire to OpenAI-compatible servers: a plain streamed chat completion, read with as little work as it can be.

DSPy's own engine passes each piece of text through six generators and a stdlib HTTP client; on the token path that cost
more than all of ours. This wire reads the same answers over aiohttp, which DSPy's dependencies bring anyway. The
provider's own `OpenAIChatLM` still writes the requests, with its address, key, headers and quirks, and names the errors;
DSPy's engine still carries what is not plain: tools and log-probabilities.
"""

import asyncio
import contextlib
import sys
from dataclasses import replace
from typing import Any, Final, Protocol, TypeVar
from urllib.request import getproxies

import aiohttp
from dspy.lm15 import (
    ConfigurationError,
    LM15Error,
    Message,
    OpenAIChatLM,
    Request,
    Response,
    ServerError,
    StreamAssemblyError,
    TextPart,
    ThinkingPart,
    TransportError,
    Usage,
)
from dspy.lm15 import TimeoutError as ModelTimeoutError

from dspy_chat.engine.lines import Lines
from dspy_chat.engine.refusals import BODY, refused, reported

CONNECT_S: Final = 10.0
_AGAIN_S: Final = 0.02
"""How long what has come already may take to be read."""
_T = TypeVar("_T")
_FINISH: Final = {"stop": "stop", "length": "length", "content_filter": "content_filter"}


class Reader(Protocol):
    """Takes an answer's text and reasoning as they come, and keeps them well-formed; see `Call`."""

    def feed(self, text: str) -> str: ...

    def think(self, text: str) -> str: ...

    def close(self) -> str: ...

    @property
    def text(self) -> str: ...

    @property
    def thinking(self) -> str: ...


class ChatWire:
    """DSPy's async engine contract over `engine`, with a short way for plain answers.

    `model` is the name that the server knows, and `protocol` what DSPy knows of the server. Connections are made on
    first use, and belong to the running loop.
    """

    def __init__(self, engine: Any, model: str, *, protocol: OpenAIChatLM, silence_s: float) -> None:
        self._engine = engine
        self._model = model
        self._protocol = protocol
        self._silence_s = silence_s
        self._session: aiohttp.ClientSession | None = None

    def can_answer(self, request: Request) -> bool:
        """Whether this is a plain answer: text, and a model's reasoning."""
        config = request.config
        return not request.tools and config.logprobs is None and config.probabilities is None

    async def answer(self, request: Request, reader: Reader) -> Response:
        """One answer, its text fed to `reader` as it comes. Raises dspy.lm15's errors."""
        answer, lines, silence = _Answer(self._model, self._protocol), Lines(), _Silence(self._silence_s)
        try:
            async with self._ask(request) as response:
                if response.status >= 400:
                    raise refused(self._protocol, response.status, await _body(response), response.headers)
                if response.content_type == "text/html":
                    raise ConfigurationError("a web page is no answer of a model", status=response.status)
                async for read in response.content.iter_any():
                    silence.broken()
                    for payload in lines.feed(read):
                        answer.take(payload, reader)
        except asyncio.CancelledError:
            silence.forgive()  # raises, unless somebody else cancelled
            raise
        except LM15Error:
            raise  # one of them is a TimeoutError too
        except asyncio.TimeoutError:
            raise TransportError("no connection could be made in time") from None  # not the silence of a model
        except (aiohttp.ClientError, ConnectionError) as error:
            raise TransportError(f"the connection failed: {type(error).__name__}") from error
        finally:
            silence.close()
        if not (answer.finished or lines.done):
            raise StreamAssemblyError("the answer ended before it was complete")
        return answer.whole(reader)

    async def complete(self, request: Request) -> Any:
        return await self._engine.complete(request)

    def stream(self, request: Request) -> Any:
        return self._engine.stream(request)

    async def aclose(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()
        await self._engine.aclose()

    def _ask(self, request: Request) -> Any:
        # The request's model has the provider's prefix; nothing else in it is touched.
        built = self._protocol.build_request(replace(request, model=self._model), stream=True)
        return self._connected().post(built.url, data=built.body, headers=dict(built.headers))

    def _connected(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=0, keepalive_timeout=60),
                timeout=aiohttp.ClientTimeout(total=None, sock_connect=CONNECT_S),
                trust_env=bool(getproxies()),  # else only a ~/.netrc would be looked for, at every request
                auto_decompress=True,
            )
        return self._session


async def _body(response: aiohttp.ClientResponse) -> str:
    """What came of a refusal's body: as much as tells why."""
    read = bytearray()
    with contextlib.suppress(aiohttp.ClientError, ConnectionError):  # the status has come, and says enough
        async for piece in response.content.iter_any():
            read += piece
            if len(read) >= BODY:
                break
    return read[:BODY].decode(errors="replace")


class _Silence:
    """Cancels the task that made it when a model says nothing for too long.

    aiohttp's own limit sets a timer anew for each piece that is read; this one looks at the clock when it would be due.
    """

    def __init__(self, limit_s: float) -> None:
        self._limit_s = limit_s
        self._loop = asyncio.get_running_loop()
        self._task = asyncio.current_task()
        self._last = self._loop.time()
        self._fired = False
        self._timer = self._loop.call_later(limit_s, self._look)

    def broken(self) -> None:
        """The model said something."""
        self._last = self._loop.time()

    def close(self) -> None:
        """The answer is over."""
        self._timer.cancel()

    def forgive(self) -> None:
        """Turn this watch's own cancellation into ModelTimeoutError; does nothing about another's."""
        if not self._fired or self._task is None:
            return
        if sys.version_info >= (3, 11) and self._task.uncancel() > 0:
            return  # a stop came in the same instant
        raise ModelTimeoutError(f"no text for {self._limit_s} s")

    def _look(self, again: bool = False) -> None:
        left = self._last + self._limit_s - self._loop.time()
        if left > 0:
            self._timer = self._loop.call_later(left, self._look)
        elif not again:
            # A loop that was busy calls its timers before it reads what has come meanwhile.
            self._timer = self._loop.call_later(_AGAIN_S, self._look, True)
        elif self._task is not None:
            self._fired = True
            self._task.cancel()


class _Answer:
    """One answer, as far as it has come."""

    def __init__(self, model: str, protocol: Any) -> None:
        self._protocol = protocol
        self._id: str | None = None
        self._model = model
        self._finish: str | None = None
        self._usage = Usage()

    @property
    def finished(self) -> bool:
        """Whether the model said why it stopped."""
        return self._finish is not None

    def take(self, payload: dict[str, Any], reader: Reader) -> None:
        """Take one chunk in. Raises what it tells of an error, and ServerError for one that no chat completion has."""
        if payload.get("error") or payload.get("object") == "error":
            raise reported(self._protocol, payload)
        if choices := payload.get("choices"):
            self._take_choice(_of(dict, _of(list, choices)[0]), payload, reader)
        if usage := payload.get("usage"):
            self._usage = _usage(usage)

    def _take_choice(self, choice: dict[str, Any], payload: dict[str, Any], reader: Reader) -> None:
        delta = choice.get("delta")
        if delta:
            if text := _of(dict, delta).get("content"):
                reader.feed(_of(str, text))
            if thinking := delta.get("reasoning_content") or delta.get("reasoning"):
                reader.think(str(thinking))
        if finish := choice.get("finish_reason"):
            if finish == "error":
                raise ServerError("the model's server failed in mid-stream")
            self._finish = _FINISH.get(str(finish), "stop")
            self._id, self._model = _text(payload, "id"), _text(payload, "model") or self._model

    def whole(self, reader: Reader) -> Response:
        """The response, of an answer that is complete."""
        reader.close()
        thinking = (ThinkingPart(text=reader.thinking),) if reader.thinking else ()
        parts = (*thinking, TextPart(text=reader.text))
        return Response(
            id=self._id,
            model=self._model,
            message=Message(role="assistant", parts=parts),
            finish_reason=self._finish or "stop",
            usage=self._usage,
        )


def _of(kind: type[_T], value: Any) -> _T:
    """A value of a chunk that is of this kind. Raises ServerError for another."""
    if not isinstance(value, kind):
        raise ServerError("the model's server sent a chunk that is not one of a chat completion")
    return value


def _text(payload: dict[str, Any], name: str) -> str | None:
    value = payload.get(name)
    return value if isinstance(value, str) else None


def _usage(usage: Any) -> Usage:
    """What an answer used; what a server counts in another way is not known."""
    return Usage(
        input_tokens=_count(usage, "prompt_tokens"),
        output_tokens=_count(usage, "completion_tokens"),
        total_tokens=_count(usage, "total_tokens"),
        cache_read_tokens=_count(usage, "prompt_tokens_details", "cached_tokens"),
        cache_write_tokens=_count(usage, "prompt_tokens_details", "cache_write_tokens"),
        reasoning_tokens=_count(usage, "completion_tokens_details", "reasoning_tokens"),
    )


def _count(value: Any, *path: str) -> int | None:
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None
