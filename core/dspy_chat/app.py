"""Puts the parts together: `create_app(settings)`. Nothing is global; every app is its own server."""

import asyncio
import contextlib
import logging
import threading
from collections.abc import AsyncIterator, Iterable
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import version
from typing import Any, Final, cast

import dspy
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.middleware.cors import CORSMiddleware
from starlette.exceptions import HTTPException
from starlette.types import Receive, Scope, Send

from dspy_chat import discretion, models, plugins
from dspy_chat.api import (
    changes,
    chat,
    conversations,
    exchange,
    feedback,
    guard,
    health,
    messages,
    programs,
    runs,
    search,
)
from dspy_chat.api.parts import Parts
from dspy_chat.database import Database
from dspy_chat.engine import keep_adapters, tap_all
from dspy_chat.errors import BadInput, ChatError, ShuttingDown, Unknown
from dspy_chat.eventlog import EventLog
from dspy_chat.exchange import Exchange
from dspy_chat.language_model import Progress
from dspy_chat.purging import purge
from dspy_chat.runs import Clock, Runs, recover
from dspy_chat.settings import Settings
from dspy_chat.sse import DIRECT, Direct
from dspy_chat.store import Copies, Store
from dspy_chat.web import Web

_log = logging.getLogger(__name__)

LOOP_THREADS: Final = 64
"""Threads of the loop's own executor. DSPy hops through it four times for each async call; with asyncio's default of six
on two cores, a few blocking jobs there make every chat wait (measured: 1.05 s instead of 0.01 s)."""


_DEEPEST: Final = 5
"""Steps of the way to a wrong value that an error tells: it can be hundreds deep."""


def quiet(_text: str, _fraction: float | None) -> None:
    """Progress that nobody watches."""


class _App(FastAPI):
    """FastAPI, with a way to the server past all middleware for streams."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope[DIRECT] = direct = Direct()
        await direct.follow(super().__call__(scope, receive, send), receive, send)


def create_app(settings: Settings, progress: Progress = quiet, points: Iterable[Any] | None = None) -> FastAPI:
    """An app that is ready once its lifespan has begun. `points` replaces the installed entry points, for tests."""

    @contextlib.asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        try:
            async with serving(settings, progress, points) as parts:
                app.state.parts = parts
                yield
        except Exception as error:
            app.state.failure = error  # the server that runs the app can only say that it did not start
            raise

    app = _App(title="dspy-chat", version=version("dspy-chat"), lifespan=lifespan, redoc_url=None, docs_url=None)
    for module in (chat, runs, messages, feedback, conversations, changes, exchange, search, programs, health):
        app.include_router(module.router)
    app.include_router(Web().router)
    app.add_exception_handler(ChatError, _refused)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _broken)
    origins = development_origins(settings)
    app.add_middleware(
        CORSMiddleware,
        allow_origins=origins,
        allow_methods=["GET", "POST", "PATCH", "PUT", "DELETE"],
        allow_headers=["Content-Type", "Idempotency-Key", "Last-Event-ID"],
        expose_headers=["X-Run-Id"],
    )
    app.add_middleware(guard.Guard, hosts=[*settings.allowed_hosts, settings.host], origins=origins)
    return app


def development_origins(settings: Settings) -> list[str]:
    """The development front end's origins: the only pages from elsewhere that may call this server."""
    return [f"http://{host}:{settings.frontend_port}" for host in ("localhost", "127.0.0.1")]


@contextlib.asynccontextmanager
async def serving(settings: Settings, progress: Progress, points: Iterable[Any] | None) -> AsyncIterator[Parts]:
    """Everything that lives as long as the server: database, programs, models, runs. Closed in the opposite order."""
    settings.prepare_environment()
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(LOOP_THREADS, thread_name_prefix="loop"))
    async with contextlib.AsyncExitStack() as stack:
        ending = threading.Event()
        stack.callback(ending.set)

        def told(text: str, fraction: float | None) -> None:
            if ending.is_set():  # ends a download that nobody waits for any more
                raise ShuttingDown("the server is shutting down")
            progress(text, fraction)

        database = await Database.open(settings.data_dir, lambda text: told(text, None))
        stack.push_async_callback(database.close)
        # A cached answer would be another conversation's, and DSPy's cache key ignores whose key and server it was.
        dspy.configure_cache(enable_disk_cache=False, enable_memory_cache=False)
        tap_all()
        keep_adapters()
        discretion.withhold()
        told("Finding programs", None)
        found = plugins.entry_points() if points is None else points
        installed = await asyncio.to_thread(plugins.install, found, settings.default_program)
        connected = await models.connect(settings, installed.models, told)
        stack.push_async_callback(connected.close)
        store, log = Store(database), EventLog(database)
        clock = Clock(await store.newest())
        left = await recover(store, log, clock)
        if left:
            _log.warning("%d runs were cut off when the server last stopped; they are marked as interrupted", left)
        running = Runs(settings, store, log, installed, connected, clock)
        stack.push_async_callback(running.close)
        purging = asyncio.create_task(purge(store, settings.keep_deleted_s), name="purge")
        stack.callback(purging.cancel)
        yield Parts(settings, store, log, installed, connected, running, Exchange(Copies(database)))


async def _refused(_request: Request, error: Exception) -> Response:
    return guard.answer(cast("ChatError", error))


async def _invalid(_request: Request, error: Exception) -> Response:
    first = cast("RequestValidationError", error).errors()[0]
    place = [str(part) for part in first["loc"] if part != "body"]
    where = ".".join(place[:_DEEPEST] + ["…"] * (len(place) > _DEEPEST)) or "the body"
    match first["type"]:
        case "recursion_depth_exceeded" | "recursion_loop":
            said = "it is nested too deeply; send fewer levels"
        case "string_pattern_mismatch":
            said = "this is not an id; ids are 32 hexadecimal digits, as the events and lists give them"
        case "missing":
            said = 'it is missing; send a JSON object such as {"message": "Hello"}'
        case _:
            said = first["msg"]
    return guard.answer(BadInput(f"{where}: {said}"))


async def _http(_request: Request, error: Exception) -> Response:
    status = cast("HTTPException", error).status_code
    told: ChatError = Unknown("there is nothing here; the API is described at /openapi.json")
    if status == 400:
        told = BadInput('the body could not be read; send a JSON object such as {"message": "Hello"}')
    response = guard.answer(told)
    response.status_code = status
    return response


async def _broken(_request: Request, _error: Exception) -> Response:
    return guard.answer(ChatError("the server failed on this request; its log says why"))
