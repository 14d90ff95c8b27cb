"""SIGTERM ends the command line's own server cleanly, however many streams are open."""

import asyncio
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path

import httpx
import pytest
from dspy_chat.events import EndEvent, ErrorEvent, decode
from dspy_chat.packing import unpack

from tests.faults.kill import free_port, until_ready
from tests.serving import Answer

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGTERM to send")
STREAMS = 50


@asynccontextmanager
async def _child(arguments: tuple[str, ...], port: int, log: Path) -> AsyncIterator["asyncio.subprocess.Process"]:
    """A Python process that serves on `port`; what it prints goes to `log`."""
    with log.open("ab") as output:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", *arguments),
            cwd=Path(__file__).parents[2],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            env={**os.environ, "DSPY_CHAT_FIND_LOCAL_SERVERS": "false"},
        )
        try:
            await until_ready(port, 40)
            yield process
        finally:
            if process.returncode is None:
                process.kill()
            await process.wait()


@asynccontextmanager
async def _command(data_dir: Path, model_url: str, port: int) -> AsyncIterator["asyncio.subprocess.Process"]:
    """`python -m dspy_chat serve` as people start it; its log goes to `<data_dir>.log`."""
    where = ("--port", str(port), "--data-dir", str(data_dir))
    model = ("--model", "bench", "--model-url", model_url)
    arguments = ("dspy_chat", "serve", "--no-open", *where, *model)
    async with _child(arguments, port, data_dir.with_suffix(".log")) as process:
        yield process


async def _follow(client: httpx.AsyncClient, number: int) -> Answer:
    """One stream to its end. Raises httpx.RemoteProtocolError when the chunked body is cut short."""
    body = {"message": f"[bench id=s{number} n=2000 rate=10]", "program": "chat"}
    async with client.stream("POST", "/chat/stream", json=body) as response:
        return Answer(response.status_code, await response.aread(), response.headers)


async def _running(client: httpx.AsyncClient, count: int) -> None:
    """Until that many runs are live."""
    while (await client.get("/health")).json()["running"] < count:  # noqa: ASYNC110 - of another process
        await asyncio.sleep(0.05)


async def test_sigterm_ends_every_stream_and_the_process_cleanly(tmp_path: Path, model_url: str) -> None:
    port, data_dir = free_port(), tmp_path / "data"
    limits = httpx.Limits(max_connections=None)
    async with (
        _command(data_dir, model_url, port) as process,
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=30, limits=limits) as client,
    ):
        streams = [asyncio.create_task(_follow(client, number)) for number in range(STREAMS)]
        await asyncio.wait_for(_running(client, STREAMS), 20)
        await asyncio.sleep(0.3)
        began = time.monotonic()
        process.send_signal(signal.SIGTERM)
        answers = await asyncio.gather(*streams)
        code = await asyncio.wait_for(process.wait(), 10)
        took = time.monotonic() - began
    assert code == 0
    assert took < 5
    for answer in answers:
        assert answer.types[0] == "start"
        assert answer.types[-2:] == ["error", "end"]
        error, end = answer.events[-2:]
        assert isinstance(error, ErrorEvent)
        assert isinstance(end, EndEvent)
        assert (error.code, error.retryable, end.status) == ("interrupted", True, "interrupted")
    assert "Traceback" not in (tmp_path / "data.log").read_text()

    async with (
        _command(data_dir, model_url, port),
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=30) as client,
    ):
        for answer in answers:
            again = await client.get(f"/api/runs/{answer.run_id}/events")
            assert Answer(again.status_code, again.content, again.headers).stored == answer.stored
    with closing(sqlite3.connect(data_dir / "chat.db")) as db:
        assert dict(db.execute("SELECT status, count(*) FROM run GROUP BY status")) == {"interrupted": STREAMS}
        runs = db.execute("SELECT start, data FROM run JOIN run_events ON run_events.run = run.key").fetchall()
    stored = [decode(data) for start, blob in runs for data in unpack(start, blob)]
    assert len({event.run for event in stored if isinstance(event, EndEvent)}) == STREAMS
    assert sum(isinstance(event, EndEvent) for event in stored) == STREAMS


async def test_sigterm_without_a_stream_ends_with_code_0(tmp_path: Path, model_url: str) -> None:
    port = free_port()
    async with _command(tmp_path / "data", model_url, port) as process:
        process.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(process.wait(), 5) == 0
    log = (tmp_path / "data.log").read_text()
    assert "Traceback" not in log
    assert "ready at" in log


async def test_sigterm_ends_a_server_whose_program_never_ends(tmp_path: Path) -> None:
    port, log = free_port(), tmp_path / "stuck.log"
    async with (
        _child(("tests.faults.stuck", str(tmp_path / "data"), str(port)), port, log) as process,
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=30) as client,
    ):
        stream = asyncio.create_task(client.post("/chat/stream", json={"message": "x"}))
        await _running(client, 1)
        process.send_signal(signal.SIGTERM)
        response = await stream
        assert Answer(200, response.content, response.headers).types == ["start", "error", "end"]
        assert await asyncio.wait_for(process.wait(), 8) == 0
    assert "Traceback" not in log.read_text()
