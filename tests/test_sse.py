"""Streams on a real connection: who stops reading is dropped, who leaves is seen, and the shutdown ends what is paced."""

import asyncio
import json
import socket
import time
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
from dspy_chat import server, sse
from dspy_chat.runs import Runs
from dspy_chat.sse import DIRECT, Direct, EventStream
from starlette.types import Message

from tests.faults.readers import stalled
from tests.following import opened
from tests.serving import Client, serving


def followers(client: Client) -> int:
    """Of all live runs."""
    runs: Runs = client.app.state.parts.runs  # type: ignore[attr-defined]
    return sum(live.tail.followers for live in runs._live.values())


async def until_followers(client: Client, count: int) -> None:
    for _ in range(1000):
        if followers(client) == count:
            return
        await asyncio.sleep(0.01)
    raise AssertionError(f"{followers(client)} followers")


async def asked(client: Client, message: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """A turn on a bare connection, whose answer nobody has begun to read; little of it fits between."""
    sock = socket.socket()
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    sock.connect(("127.0.0.1", client.base_url.port))
    reader, writer = await asyncio.open_connection(sock=sock, limit=512)
    body = json.dumps({"message": message}).encode()
    head = f"POST /chat/stream HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: {len(body)}"
    writer.write(f"{head}\r\n\r\n".encode() + body)
    return reader, writer


async def test_reader_that_takes_nothing_is_dropped_and_the_run_goes_on(
    tmp_path: Path, model_url: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(sse, "SEND_TIMEOUT_S", 0.3)
    async with serving(tmp_path, model_url=model_url, ping_s=0.2) as client:
        connections = client.app.state.server.server_state.connections  # type: ignore[attr-defined]
        await client.get("/health")
        before = set(connections)
        _, writer = await asked(client, "[bench n=30000]")
        await until_followers(client, 1)
        # What the kernels hold between the two fills up, and then the pings wait.
        await until_followers(client, 0)
        for _ in range(100):
            if set(connections) <= before:
                break
            await asyncio.sleep(0.01)
        assert set(connections) <= before, "its connection waits for it to take the rest"
        assert not caplog.records, "it is no fault of the server"
        run_id = next(iter(client.app.state.parts.runs._live), None)  # type: ignore[attr-defined]
        writer.close()
        if run_id is not None:
            assert (await client.events(run_id)).types[-1] == "end"


@pytest.mark.nightly
@pytest.mark.parametrize("kind", ["live", "replay"])
async def test_reader_that_stalls_is_gone_in_time_without_the_kernels_help(
    tmp_path: Path, model_url: str, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    """With the times as they are; 0 leaves the kernel's own patience, which is a quarter of an hour."""
    monkeypatch.setattr(server, "DEAD_PEER_MS", 0)
    async with serving(tmp_path, model_url=model_url) as client:
        connections = client.app.state.server.server_state.connections  # type: ignore[attr-defined]
        run_id = (await client.turn("[bench n=30000 rate=30000]")).run_id
        before, began = set(connections), time.monotonic()
        if kind == "live":
            _, writer = await asked(client, "[bench n=1000000 rate=10000]")
            sock = None
        else:
            sock = await stalled(client.base_url.port or 0, "GET", f"/api/runs/{run_id}/events")
        while set(connections) <= before:  # noqa: ASYNC110 - of another task
            await asyncio.sleep(0.01)
        while set(connections) - before:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        took = time.monotonic() - began
        print(f"{kind}: gone after {took:.1f} s")
        assert 4 < took < 15.2
        if sock is not None:
            sock.close()
        else:
            writer.close()


async def test_reader_that_leaves_is_seen_at_once(client: Client) -> None:
    _, writer = await asked(client, "[bench n=2 first=5]")
    await until_followers(client, 1)
    began = time.monotonic()
    writer.close()
    await until_followers(client, 0)
    assert time.monotonic() - began < 1


async def test_shutdown_ends_a_paced_replay(tmp_path: Path, model_url: str) -> None:
    async with serving(tmp_path, model_url=model_url) as client:
        answer = await client.turn("[bench n=3 rate=1]")
        replay = asyncio.create_task(client.events(answer.run_id, speed=0.25))
        await asyncio.sleep(0.3)
        began = time.monotonic()
        await client.app.state.parts.runs.close()  # type: ignore[attr-defined]
        again = await replay
        assert time.monotonic() - began < 1
        assert answer.stored.startswith(again.stored)


async def test_ping_never_follows_the_last_byte(tmp_path: Path, model_url: str) -> None:
    async with serving(tmp_path, model_url=model_url, ping_s=0.001) as client:
        for _ in range(20):
            async with opened(client, "[bench n=5 rate=200]") as stream:
                await stream.read_to_the_end()
                assert stream.events[-1].type == "end"


async def test_a_stream_keeps_nothing_of_what_answered_the_request() -> None:
    told: list[str] = []

    async def frames() -> AsyncGenerator[bytes, None]:
        told.append("frames begin")
        yield b"data: 1\n\n"

    async def send(message: Message) -> None:
        told.append(f"{message['type']} {message.get('body', b'').decode()[-9:]!r}")

    async def receive() -> Message:
        await asyncio.Event().wait()
        raise AssertionError

    direct = Direct()

    async def answering() -> None:
        await EventStream(frames(), headers={}, ping_s=9)({"type": "http", DIRECT: direct}, receive, send)
        told.append("answered")

    await direct.follow(answering(), receive, send)
    assert told == [
        "http.response.start ''",
        "answered",
        "frames begin",
        r"http.response.body 'data: 1\n\n'",
        "http.response.body ''",
    ]


async def test_what_fails_behind_a_stream_lets_go_of_its_frames() -> None:
    closed: list[str] = []

    async def frames() -> AsyncGenerator[bytes, None]:
        try:
            yield b""
        finally:
            closed.append("closed")

    begun, direct = frames(), Direct()
    await anext(begun)

    async def failing() -> None:
        direct.leave(EventStream(begun, headers={}, ping_s=9))
        raise ValueError

    async def receive() -> Message:
        raise AssertionError

    async def send(_message: Message) -> None:
        raise AssertionError

    with pytest.raises(ValueError):
        await direct.follow(failing(), receive, send)
    assert closed == ["closed"]
