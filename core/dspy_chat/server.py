"""Runs an app on a socket of our own: a port that is taken is said at once, and streams end cleanly at the shutdown."""

import asyncio
import contextlib
import ctypes
import errno
import gc
import logging
import signal
import socket
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Final

import uvicorn

from dspy_chat.errors import BadSettings

if TYPE_CHECKING:  # a port that is taken is told before DSPy is loaded
    from types import FrameType

    from fastapi import FastAPI

    from dspy_chat.api.parts import Parts
    from dspy_chat.runs import Runs

DEAD_PEER_MS: Final = 4_500
"""A peer that acknowledges nothing, or whose window stays shut, for this long is gone; Linux alone would wait a quarter of
an hour. On a quiet stream it is found out by the next ping, so at most 15 s after it went."""
SEND_BUFFER: Final = 64 * 1024
"""Bytes that the kernel holds for a reader that does not read; by itself it would take up to 4 MiB for each."""
GRACEFUL_S: Final = 4
"""How long uvicorn waits at the shutdown for answers to be taken before it cancels them, and says so with a traceback."""
STALLED_S: Final = 2
"""A reader that has not taken the end of its answer by then is dropped."""
COLLECT: Final = (2_000, 5, 5)
"""When the collector looks for cycles. Python's own 700 new objects are two or three short chats; the two fives look sooner
than its tens for what chats that were going on at the time have left behind since."""


_ARENAS: Final = -8
"""glibc's number for the most heaps that threads have for themselves, `M_ARENA_MAX`."""


def one_heap() -> None:
    """Let all threads allocate from one heap; to be called before there are any. Each would keep one for itself (1.4 MiB
    here), and Python lets only one of them work at a time."""
    with contextlib.suppress(OSError, AttributeError):  # another C library has no such call
        ctypes.CDLL(None).mallopt(_ARENAS, 1)


def listen(host: str, port: int) -> socket.socket:
    """A listening socket. Raises BadSettings saying what to do when the address cannot be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    sock = socket.socket(family, socket.SOCK_STREAM)
    try:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)
        if hasattr(socket, "TCP_USER_TIMEOUT"):
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, DEAD_PEER_MS)
        sock.bind((host, port))
        sock.listen(2048)
    except OSError as error:
        sock.close()
        raise _cannot_listen(host, port, error) from error
    return sock


def _cannot_listen(host: str, port: int, error: OSError) -> BadSettings:
    if error.errno == errno.EADDRINUSE:
        return BadSettings(
            f"port {port} is taken, perhaps by another dspy-chat; stop that, or choose another with --port {port + 1}"
        )
    if error.errno == errno.EACCES:
        return BadSettings(f"port {port} needs more rights than this user has; choose one above 1023 with --port")
    return BadSettings(f"{host!r} is not an address of this machine; the usual one is --host 127.0.0.1")


class Server(uvicorn.Server):
    """Uvicorn, with our ending: runs are ended first, so that every open stream sends its last event and closes."""

    def __init__(
        self,
        config: uvicorn.Config,
        app: "FastAPI",
        ready: Callable[[], None],
        waiting: Callable[[int, float], None] = lambda _runs, _seconds: None,
    ) -> None:
        super().__init__(config)
        self._app = app
        self._ready = ready
        self._waiting = waiting
        self._loop: asyncio.AbstractEventLoop | None = None
        self._hurried = False

    @property
    def _parts(self) -> "Parts | None":
        return getattr(self._app.state, "parts", None)

    def handle_exit(self, sig: int, frame: "FrameType | None") -> None:
        """The first signal lets running answers end, the second ends them, the third waits for nothing.

        Uvicorn would wait for the start to finish; whoever presses Ctrl-C during a download means now.
        """
        if not self.started:
            raise KeyboardInterrupt
        if not self.should_exit:
            super().handle_exit(sig, frame)
        elif not self._hurried:
            self._hurried = True
            if self._loop is not None and self._parts is not None:
                self._loop.call_soon_threadsafe(self._parts.runs.hurry)
        else:
            self.force_exit = True

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._loop = asyncio.get_running_loop()
        if self.started:
            self._ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        if self._parts is not None:
            await self._drain(self._parts.runs, self._parts.settings.drain_s)
        dropping = asyncio.get_running_loop().call_later(STALLED_S, self._drop)
        await super().shutdown(sockets)
        dropping.cancel()
        # Uvicorn leaves a connection that came in this very instant to the end of the process.
        self._drop()

    async def _drain(self, runs: "Runs", seconds: float) -> None:
        """Let the live runs go on for so long while new turns are refused, then end those that are left."""
        if runs.running and seconds:
            self._waiting(runs.running, seconds)
        await runs.drain(seconds)
        await runs.close()

    def _drop(self) -> None:
        for connection in list(self.server_state.connections):
            if connection.transport is not None:
                connection.transport.abort()


def serve(
    app: "FastAPI",
    sock: socket.socket,
    ready: Callable[[], None],
    waiting: Callable[[int, float], None] = lambda _runs, _seconds: None,
) -> None:
    """Serve until SIGINT or SIGTERM, and until running answers have ended: see `Server`.

    `ready` is called once turns are taken, `waiting` with how many answers are waited for, and for how many seconds at
    most. Raises what kept the app from starting.
    """
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        ws="none",
        timeout_graceful_shutdown=GRACEFUL_S,
        timeout_keep_alive=30,
        server_header=False,
    )
    server = Server(config, app, lambda: _settled(ready), waiting)
    # Uvicorn raises the signal again once all is closed; by then SIGTERM has had its effect, and the ending was a clean one.
    signal.signal(signal.SIGTERM, lambda *_: None)
    # It also ends the process itself when the app does not start.
    with contextlib.suppress(KeyboardInterrupt, SystemExit), _silent_until_started(server):
        server.run(sockets=[sock])
    failure: Exception | None = getattr(app.state, "failure", None)
    if failure is not None:
        raise failure


def _settled(ready: Callable[[], None]) -> None:
    """What was imported stays as long as the process, so the collector need not look at it ever again.

    DSPy alone brings 180,000 objects. Walking them stopped every chat for a quarter of a second, several times a minute
    under load (measured with `gc.callbacks`: 15 % of the CPU of a busy server).
    """
    gc.collect()
    gc.freeze()
    # Once more, for nothing is left: a full collection waits until a quarter as much is new as the last one kept.
    gc.collect()
    gc.set_threshold(*COLLECT)
    _give_back()
    ready()


def _give_back() -> None:
    """Give the system the memory that importing took and let go of: glibc keeps it for itself (3 MiB here)."""
    with contextlib.suppress(OSError, AttributeError):  # another C library has no such call
        ctypes.CDLL(None).malloc_trim(0)


@contextlib.contextmanager
def _silent_until_started(server: Server) -> Iterator[None]:
    """Uvicorn logs a failed start as a traceback; the caller of `serve` tells it, in one sentence where there is one."""
    logger = logging.getLogger("uvicorn.error")

    def started(_record: logging.LogRecord) -> bool:
        return server.started

    logger.addFilter(started)
    try:
        yield
    finally:
        logger.removeFilter(started)
