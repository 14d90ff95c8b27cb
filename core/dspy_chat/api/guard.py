"""Refuses what a page on the web could send: loopback is not a trust boundary.

Any site can make a browser send requests to 127.0.0.1, and DNS rebinding gives it our host's name (CVE-2025-14279 and
CVE-2024-28224 were such). So the Host must be one of ours, a request that says it comes from elsewhere is refused on every
path, and the body of a change must be JSON, or its lines where a path takes an import, which a foreign page cannot send
without asking first.
"""

import contextlib
import json
import logging
import re
from collections.abc import Collection
from typing import Final, NamedTuple

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dspy_chat.errors import BadInput, ChatError, Forbidden, TooLarge
from dspy_chat.uploads import FILES_LIMIT

_log = logging.getLogger(__name__)

BODY_LIMIT: Final = 1 << 20
"""Bytes of a request's body: 1 MiB."""
IMPORT_PATH: Final = "/api/import"
IMPORT_LIMIT: Final = 1 << 30
"""Bytes of an import, which is read in pieces and held by no memory: 1 GiB. More is imported where no server runs."""
_CHANGES: Final = frozenset({"POST", "PUT", "PATCH"})
_HOST: Final = re.compile(r"(\[[0-9a-f:.]+\]|[^][:@,\s]+)(?::[0-9]{1,5})?", re.ASCII | re.IGNORECASE)
"""A host and its port, and nothing behind them: `localhost:80@evil.com` is not localhost."""


TURN_PATH: Final = "/chat/stream"
DATA_URLS: Final = FILES_LIMIT * 4 // 3 + BODY_LIMIT
"""Bytes of a turn's files beside all else in it: base64 takes a third more."""


class Body(NamedTuple):
    """What a path takes. `files` are bytes of data URLs, which cost a reader nothing like what as much JSON would."""

    kinds: tuple[str, ...]
    limit: int
    instead: str
    files: int = 0


_USUAL: Final = Body(("application/json",), BODY_LIMIT, "send less")
_BODIES: Final = {
    TURN_PATH: Body(_USUAL.kinds, BODY_LIMIT, f"send less, and at most {FILES_LIMIT >> 20} MiB of files", DATA_URLS),
    IMPORT_PATH: Body(
        ("application/jsonl", "application/x-ndjson"),
        IMPORT_LIMIT,
        "stop the server and run `dspy-chat import FILE`, which takes any size",
    ),
}


def answer(error: ChatError) -> Response:
    """An error as its HTTP answer."""
    body = {"code": error.code, "message": error.message, **error.details}
    headers = {"Retry-After": str(error.retry_after)} if error.retry_after is not None else None
    return Response(json.dumps(body, ensure_ascii=True), error.status, headers, "application/json")


class Guard:
    """Outermost middleware: hosts, origins, content type and size, before anything reads the request."""

    def __init__(self, app: ASGIApp, hosts: Collection[str], origins: Collection[str]) -> None:
        self._app = app
        self._hosts = frozenset(host.lower() for host in hosts)
        self._origins = frozenset(origins)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        body = _BODIES.get(scope["path"], _USUAL)
        try:
            self._check(scope, Headers(scope=scope), body)
        except ChatError as error:
            await answer(error)(scope, receive, send)
            return
        await _Limited(self._app, body)(scope, receive, send)

    def _check(self, scope: Scope, headers: Headers, body: Body) -> None:
        host = ",".join(headers.getlist("host"))
        if _name(host) not in self._hosts and "*" not in self._hosts:
            raise Forbidden(
                f"the host {host[:100]!r} is not one of this server's; set DSPY_CHAT_ALLOWED_HOSTS to serve under it"
            )
        origin = headers.get("origin")
        if origin is not None:
            if origin not in self._origins and origin not in (f"http://{host}", f"https://{host}"):
                raise Forbidden(f"requests from pages of {origin[:100]!r} are refused")
        elif headers.get("sec-fetch-site") in ("cross-site", "same-site") and not _navigation(scope, headers):
            raise Forbidden("requests from other sites are refused")
        if scope["method"] in _CHANGES and (
            "transfer-encoding" in headers or headers.get("content-length", "0") != "0"
        ):
            kind = headers.get("content-type", "").partition(";")[0].strip().lower()
            if kind not in body.kinds:
                raise BadInput(f"the content type {kind[:50]!r} is not taken; send {' or '.join(body.kinds)}")
        length = headers.get("content-length", "")
        if length.isdigit() and int(length) > body.limit + body.files:
            raise _too_large(body)


def _too_large(body: Body) -> TooLarge:
    return TooLarge(f"the request's body is larger than {body.limit} bytes; {body.instead}")


def _name(host: str) -> str:
    """The host without its port, empty when it is malformed; an IPv6 address keeps its brackets."""
    match = _HOST.fullmatch(host)
    return match[1].lower() if match else ""


def _navigation(scope: Scope, headers: Headers) -> bool:
    """A link that somebody followed to one of our pages."""
    return scope["method"] in ("GET", "HEAD") and headers.get("sec-fetch-mode") == "navigate"


class _Size:
    """Counts a body as it comes: the bytes of its data URLs, and all others."""

    _MARK: Final = b'"data:'

    def __init__(self, body: Body) -> None:
        self._body = body
        self._others = self._files = 0
        self._inside = False
        self._held = b""

    @property
    def fits(self) -> bool:
        """Whether so much is taken."""
        return self._others <= self._body.limit and self._files <= self._body.files

    def add(self, piece: bytes) -> None:
        """The next bytes. A mark can be cut between two pieces."""
        if not self._body.files:
            self._others += len(piece)
            return
        text, at = self._held + piece, 0
        while at < len(text):
            at = self._through_url(text, at) if self._inside else self._to_url(text, at)

    def _to_url(self, text: bytes, at: int) -> int:
        found = text.find(self._MARK, at)
        self._inside = found >= 0
        end = found + len(self._MARK) if self._inside else max(at, len(text) - len(self._MARK) + 1)
        self._others += end - at
        self._held = text[end:] if not self._inside else b""
        return end if self._inside else len(text)

    def _through_url(self, text: bytes, at: int) -> int:
        end = text.find(b'"', at)
        self._inside = end < 0
        self._files += (len(text) if self._inside else end) - at
        self._others += not self._inside
        self._held = b""
        return len(text) if self._inside else end + 1


class _Limited:
    """Ends a body that is too large where it becomes so, whatever length it said."""

    def __init__(self, app: ASGIApp, body: Body) -> None:
        self._app = app
        self._body = body

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        size = _Size(self._body)
        begun = False
        too_large = _too_large(self._body)

        async def counted() -> Message:
            message = await receive()
            size.add(message.get("body", b""))
            if not size.fits:
                raise too_large
            return message

        async def watched(message: Message) -> None:
            nonlocal begun
            if begun or size.fits:  # else it is what the app made of a body that broke off
                begun = True
                await send(message)

        with contextlib.suppress(TooLarge):
            await self._app(scope, counted, watched)
        if not size.fits and not begun:
            await answer(too_large)(scope, receive, send)
