"""The lean wire to OpenAI-compatible servers: a plain streamed chat completion, read with as little work as it can be.

DSPy's own engine passes each piece of text through six generators and a stdlib HTTP client; on the token path that cost
more than all of ours. This wire reads the same answers over aiohttp, which DSPy's dependencies bring anyway. The
provider's own `OpenAIChatLM` still writes the requests, with its address, key, headers and quirks, and names the errors;
DSPy's engine still carries what is not plain: tools and log-probabilities.
"""

import asyncio
import json
import sys
from dataclasses import replace
from typing import Any, Final, Protocol
from urllib.request import getproxies

import aiohttp
import orjson
from dspy.lm15 import (
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

CONNECT_S: Final = 10.0
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
        answer, lines, silence = _Answer(self._model), _Lines(), _Silence(self._silence_s)
        try:
            async with self._ask(request) as response:
                if response.status >= 400:
                    raise self._refused(response.status, await response.text(errors="replace"), response.headers)
                async for read in response.content.iter_any():
                    silence.broken()
                    for payload in lines.feed(read):
                        answer.take(payload, reader)
        except asyncio.CancelledError:
            silence.forgive()  # raises, unless somebody else cancelled
            raise
        except asyncio.TimeoutError as error:
            raise TransportError("no connection could be made in time") from error
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

    def _refused(self, status: int, body: str, headers: Any) -> LM15Error:
        error: LM15Error = self._protocol.normalize_error(status, body)
        after = headers.get("retry-after", "")
        if error.retry_after is None and after.isdigit():
            error.retry_after = float(after)
        return error


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
        if sys.version_info >= (3, 11):
            self._task.uncancel()
        raise ModelTimeoutError(f"no text for {self._limit_s} s")

    def _look(self) -> None:
        left = self._last + self._limit_s - self._loop.time()
        if left > 0:
            self._timer = self._loop.call_later(left, self._look)
        elif self._task is not None:
            self._fired = True
            self._task.cancel()


class _Answer:
    """One answer, as far as it has come."""

    def __init__(self, model: str) -> None:
        self._id: str | None = None
        self._model = model
        self._finish: str | None = None
        self._usage = Usage()

    @property
    def finished(self) -> bool:
        """Whether the model said why it stopped."""
        return self._finish is not None

    def take(self, payload: dict[str, Any], reader: Reader) -> None:
        """Take one chunk in. Raises ServerError when it tells of one."""
        choices = payload.get("choices")
        if choices:
            choice = choices[0]
            delta = choice.get("delta") or {}
            if text := delta.get("content"):
                reader.feed(text)
            if thinking := delta.get("reasoning_content") or delta.get("reasoning"):
                reader.think(str(thinking))
            if finish := choice.get("finish_reason"):
                self._finish = _FINISH.get(finish, "stop")
                self._id, self._model = payload.get("id"), payload.get("model") or self._model
        if usage := payload.get("usage"):
            self._usage = _usage(usage)
        if payload.get("error"):
            raise ServerError("the model's server reported an error in mid-stream")

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


def _usage(usage: dict[str, Any]) -> Usage:
    details = usage.get("prompt_tokens_details") or {}
    thinking = usage.get("completion_tokens_details") or {}
    return Usage(
        input_tokens=usage.get("prompt_tokens"),
        output_tokens=usage.get("completion_tokens"),
        total_tokens=usage.get("total_tokens"),
        cache_read_tokens=details.get("cached_tokens"),
        cache_write_tokens=details.get("cache_write_tokens"),
        reasoning_tokens=thinking.get("reasoning_tokens"),
    )


class _Lines:
    """Cuts what is read into the JSON of its `data:` lines.

    These servers write one such line an event, and `[DONE]` at the end; all else is passed over.
    """

    def __init__(self) -> None:
        self.done = False
        self._rest = b""

    def feed(self, read: bytes) -> list[dict[str, Any]]:
        """The payloads that are complete now. Raises ServerError for what is not JSON."""
        *lines, self._rest = (self._rest + read).split(b"\n")
        payloads = []
        for line in lines:
            if not (line.startswith(b"data:") and (data := line[5:].strip())):
                continue
            if data == b"[DONE]":
                self.done = True
            elif isinstance(payload := _json(data), dict):
                payloads.append(payload)
        return payloads


def _json(data: bytes) -> Any:
    try:
        return orjson.loads(data)
    except orjson.JSONDecodeError:
        pass  # half of a surrogate pair, perhaps, which only the slower reader takes; the layer above repairs it
    try:
        return json.loads(data)
    except ValueError as error:
        raise ServerError("the model's server sent what is not JSON") from error
