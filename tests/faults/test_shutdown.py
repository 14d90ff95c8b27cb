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
from tests.faults.readers import stalled
from tests.serving import Answer

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGTERM to send")
STREAMS = 50


@asynccontextmanager
async def _child(
    arguments: tuple[str, ...], port: int, log: Path, **environment: str
) -> AsyncIterator["asyncio.subprocess.Process"]:
    """A Python process that serves on `port`; what it prints goes to `log`."""
    with log.open("ab") as output:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", *arguments),
            cwd=Path(__file__).parents[2],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            env={**os.environ, "DSPY_CHAT_FIND_LOCAL_SERVERS": "false", **environment},
        )
        try:
            await until_ready(port, 40)
            yield process
        finally:
            if process.returncode is None:
                process.kill()
            await process.wait()


@asynccontextmanager
async def _command(
    data_dir: Path, model_url: str, port: int, drain_s: float = 0
) -> AsyncIterator["asyncio.subprocess.Process"]:
    """`python -m dspy_chat serve` as people start it; what it prints goes to `<data_dir>.log`."""
    where = ("--port", str(port), "--data-dir", str(data_dir))
    model = ("--model", "bench", "--model-url", model_url)
    arguments = ("dspy_chat", "serve", "--no-open", *where, *model)
    async with _child(arguments, port, data_dir.with_suffix(".log"), DRAIN_S=str(drain_s)) as process:
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
    async with _command(tmp_path / "data", model_url, port, drain_s=20) as process:
        process.send_signal(signal.SIGTERM)
        began = time.monotonic()
        assert await asyncio.wait_for(process.wait(), 5) == 0
        assert time.monotonic() - began < 2
    log = (tmp_path / "data.log").read_text()
    assert "Traceback" not in log
    assert "ready at" in log


def _ended(answer: Answer) -> str:
    end = answer.events[-1]
    assert isinstance(end, EndEvent)
    return end.status


async def _turn(client: httpx.AsyncClient, message: str) -> Answer:
    async with client.stream("POST", "/chat/stream", json={"message": message, "program": "chat"}) as response:
        return Answer(response.status_code, await response.aread(), response.headers)


async def test_running_answers_end_before_the_server_does_and_no_new_ones_begin(tmp_path: Path, model_url: str) -> None:
    port, data_dir = free_port(), tmp_path / "data"
    async with (
        _command(data_dir, model_url, port, drain_s=3) as process,
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=30) as client,
    ):
        short = asyncio.create_task(_turn(client, "[bench n=30 rate=20]"))
        long = asyncio.create_task(_turn(client, "[bench n=2000 rate=20]"))
        await asyncio.wait_for(_running(client, 2), 20)
        process.send_signal(signal.SIGTERM)
        began = time.monotonic()
        while (health := (await client.get("/health")).json())["status"] == "ok":  # noqa: ASYNC110 - of another process
            await asyncio.sleep(0.02)
        assert (health["status"], health["running"]) == ("draining", 2)
        refused = await client.post("/chat/stream", json={"message": "late"})
        assert (refused.status_code, refused.json()["code"]) == (503, "shutting_down")
        assert int(refused.headers["retry-after"]) > 0
        first = await short
        again = await client.get(f"/api/runs/{first.run_id}/events")  # who comes back meanwhile is served
        assert Answer(200, again.content, again.headers).stored == first.stored
        second = await long
        assert (_ended(first), _ended(second)) == ("completed", "interrupted")
        assert second.types[-2:] == ["error", "end"]
        assert await asyncio.wait_for(process.wait(), 10) == 0
        took = time.monotonic() - began
    assert 2.9 < took < 5.5
    printed = (tmp_path / "data.log").read_text()
    assert "Waiting up to 3 s for 2 running answers to end. Ctrl-C again ends it at once." in printed
    assert "Traceback" not in printed


@pytest.mark.parametrize("ended_by", [signal.SIGTERM, signal.SIGINT], ids=["SIGTERM", "Ctrl-C"])
async def test_second_signal_ends_the_wait(tmp_path: Path, model_url: str, ended_by: signal.Signals) -> None:
    port, data_dir = free_port(), tmp_path / "data"
    async with (
        _command(data_dir, model_url, port, drain_s=60) as process,
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=30) as client,
    ):
        answer = asyncio.create_task(_turn(client, "[bench n=2000 rate=20]"))
        await asyncio.wait_for(_running(client, 1), 20)
        process.send_signal(ended_by)
        await asyncio.sleep(1)
        assert not answer.done()
        process.send_signal(ended_by)
        began = time.monotonic()
        assert _ended(await answer) == "interrupted"
        assert await asyncio.wait_for(process.wait(), 10) == 0
        assert time.monotonic() - began < 2
    assert "Traceback" not in (tmp_path / "data.log").read_text()


async def test_reader_that_reads_no_more_does_not_hold_the_shutdown_up(tmp_path: Path, model_url: str) -> None:
    port, data_dir = free_port(), tmp_path / "data"
    async with (
        _command(data_dir, model_url, port) as process,
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=30) as client,
    ):
        run_id = (await _turn(client, "[bench n=20000 rate=0]")).run_id
        live = await stalled(port, "POST", "/chat/stream", {"message": "[bench n=20000 rate=5000]"})
        replay = await stalled(port, "GET", f"/api/runs/{run_id}/events")
        await asyncio.sleep(1)
        process.send_signal(signal.SIGTERM)
        began = time.monotonic()
        assert await asyncio.wait_for(process.wait(), 10) == 0
        assert time.monotonic() - began < 4
        live.close()
        replay.close()
    printed = (tmp_path / "data.log").read_text()
    assert "Traceback" not in printed
    assert "ERROR" not in printed


async def test_sigterm_ends_a_server_whose_program_never_ends(tmp_path: Path) -> None:
    port, log = free_port(), tmp_path / "stuck.log"
    async with (
        _child(("tests.faults.stuck", str(tmp_path / "data"), str(port)), port, log, DRAIN_S="0.5") as process,
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=30) as client,
    ):
        stream = asyncio.create_task(client.post("/chat/stream", json={"message": "x"}))
        await _running(client, 1)
        process.send_signal(signal.SIGTERM)
        response = await stream
        assert Answer(200, response.content, response.headers).types == ["start", "error", "end"]
        assert await asyncio.wait_for(process.wait(), 8) == 0
    assert "Traceback" not in log.read_text()
