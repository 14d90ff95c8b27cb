"""The conversations of a running server, over HTTP. Knows the API and nothing of what is behind it."""

import http.client
import json
import os
import re
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import contextmanager
from pathlib import PurePath
from typing import IO, Any, Final
from urllib.parse import unquote, urlencode, urlsplit

from dspy_chat.api.guard import IMPORT_LIMIT, IMPORT_PATH
from dspy_chat.errors import ChatError, TooLarge

_PIECE: Final = 1 << 18
_PATIENCE_S: Final = 600
"""How long the server may say nothing: it answers an import when all of it is stored."""
_NAME: Final = re.compile(r"filename\*=UTF-8''([^;/\s]+)")


class There:
    """A server by its address."""

    def __init__(self, url: str) -> None:
        self._host = urlsplit(url).netloc

    async def lines(self, ids: Sequence[str]) -> AsyncIterator[bytes]:
        """An export. Raises what the server refuses."""
        query = urlencode([("conversation", one) for one in ids])
        with self._asked("GET", f"/api/export?{query}") as answer:
            while piece := answer.read(_PIECE):
                yield piece

    async def documents(self, ids: Sequence[str], ending: str) -> AsyncIterator[tuple[str, AsyncIterator[bytes]]]:
        """Documents with the names of their files. Raises what the server refuses."""
        for conversation_id in ids or self._listed():
            with self._asked("GET", f"/api/conversations/{conversation_id}/export.{ending}") as answer:
                yield _name(answer) or f"{conversation_id}.{ending}", _read(answer)

    async def take_in(self, source: IO[bytes]) -> dict[str, Any]:
        """Import; returns what came of it. Raises what the server refuses."""
        _refuse_larger(source)
        headers = {"Content-Type": "application/jsonl", "Transfer-Encoding": "chunked"}
        pieces = iter(lambda: source.read(_PIECE), b"")
        with self._asked("POST", IMPORT_PATH, pieces, headers) as answer:
            report: dict[str, Any] = json.load(answer)
            return report

    def _listed(self) -> Iterator[str]:
        after = ""
        while True:
            with self._asked("GET", f"/api/conversations?limit=200{after}") as answer:
                page = json.load(answer)
            yield from (one["id"] for one in page["conversations"])
            if page["next"] is None:
                return
            after = f"&after={page['next']}"

    @contextmanager
    def _asked(
        self, method: str, path: str, body: Iterator[bytes] | None = None, headers: dict[str, str] | None = None
    ) -> Iterator[http.client.HTTPResponse]:
        connection = http.client.HTTPConnection(self._host, timeout=_PATIENCE_S)
        try:
            connection.request(method, path, body, headers or {}, encode_chunked=body is not None)
            answer = connection.getresponse()
            if answer.status != 200:
                raise _refusal(answer)
            yield answer
        except (OSError, http.client.HTTPException) as error:
            raise ChatError(
                f"the server at {self._host} broke off ({error}); what it had not said is unknown"
            ) from error
        finally:
            connection.close()


async def _read(answer: http.client.HTTPResponse) -> AsyncIterator[bytes]:
    while piece := answer.read(_PIECE):
        yield piece


def _name(answer: http.client.HTTPResponse) -> str | None:
    """What it is called; nothing that leads out of the folder."""
    found = _NAME.search(answer.headers.get("content-disposition", ""))
    name = unquote(found[1]) if found else ""
    return name if name == PurePath(name).name and not name.startswith(".") else None


def _refusal(answer: http.client.HTTPResponse) -> ChatError:
    try:
        return ChatError(json.load(answer)["message"])
    except (ValueError, KeyError):
        return ChatError(f"the server answered {answer.status}")


def _refuse_larger(source: IO[bytes]) -> None:
    """Say it before a gigabyte was sent."""
    size = os.fstat(source.fileno()).st_size
    if size > IMPORT_LIMIT:
        raise TooLarge(f"the file has {size} bytes, and a running server takes {IMPORT_LIMIT}; stop it and try again")
