"""Many short streams, half of them left by their client, and what they leave in the server: `python -m tests.faults.soak`.

A client reads to the end, or goes at a random instant: it resets the connection, closes it, or closes it and comes back
with its cursor. The server stops the abandoned ones after a short grace. Between two batches, with no run left, its memory,
tasks, threads and descriptors are counted: after a warm-up nothing may grow with the number of streams.
"""

import argparse
import asyncio
import contextlib
import json
import random
import re
import signal
import socket
import struct
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Final

import psutil

from tests.bench.loop import run
from tests.bench.model_server import model_server
from tests.bench.process import memory_bytes
from tests.faults.growth import HEAD, Report, Sample
from tests.faults.kill import free_port, until_ready
from tests.faults.nursery import nursery

AT_ONCE: Final = 40
GRACE_S: Final = 0.3
PATIENCE_S: Final = 50.0
"""How long who reads to the end waits for it, on a machine that others keep busy."""
RATE: Final = 400
"""Tokens a second."""
_ID: Final = re.compile(rb"(?:^|\n)id: (\d+)\n")
_ENDED: Final = b"\nevent: end\n"
_WAYS: Final = ("read", "read", "reset", "close", "return")


async def soak(
    streams: int,
    folder: Path,
    *,
    every: int = 1000,
    at_once: int = AT_ONCE,
    leak: bool = False,
    seed: int = 0,
    heard: Callable[[Sample], None] = lambda _sample: None,
) -> Report:
    """So many streams, with a sample after each `every`, which `heard` is told at once; data and log go to `folder`."""
    report, chance, port, began = Report(), random.Random(seed), free_port(), time.monotonic()
    alter = ["census", "leak"] if leak else ["census"]
    async with model_server() as model_url, nursery(folder / "server.log") as servers:
        server = psutil.Process(await servers.start(folder, port, model_url, alter=alter, disconnect_grace_s=GRACE_S))
        await until_ready(port)
        for done in range(every, streams + 1, every):
            await _batch(port, every, at_once, chance, report.ways)
            report.samples.append(await _sample(port, server, done))
            heard(report.samples[-1])
        code = await servers.end(signal.SIGTERM)
    if code != 0:
        raise RuntimeError(f"the server ended with {code}")
    report.seconds = time.monotonic() - began
    return report


async def _batch(port: int, count: int, at_once: int, chance: random.Random, ways: "Counter[str]") -> None:
    places = asyncio.Semaphore(at_once)

    async def one(client: "_Client") -> None:
        async with places:
            await asyncio.wait_for(client.go(), 120)

    clients = [_Client(port, random.Random(chance.random())) for _ in range(count)]
    await asyncio.gather(*map(one, clients))
    ways.update(client.way for client in clients)


async def _sample(port: int, server: psutil.Process, streams: int) -> Sample:
    """Once no run is left and the counts hold still."""
    before = None
    while True:
        running = json.loads(await _get(port, "/health"))["running"]
        tasks = json.loads(await _get(port, "/census"))["tasks"]
        counts = (tasks, server.num_threads(), server.num_fds())
        if not running and counts == before:
            pss, rss = memory_bytes(server.pid)
            return Sample(streams, pss, rss, *counts)
        before = counts
        await asyncio.sleep(0.1)


async def _get(port: int, path: str) -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"GET {path} HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\n\r\n".encode())
    answer = await reader.read()
    writer.close()
    return answer.partition(b"\r\n\r\n")[2]


class _Client:
    """One stream and what its client does with it."""

    def __init__(self, port: int, chance: random.Random) -> None:
        self._port = port
        self._chance = chance
        self.way = chance.choice(_WAYS)

    async def go(self) -> None:
        """Raises RuntimeError when the answer is not what it should be."""
        tokens = self._chance.randint(5, 30)
        body = json.dumps({"message": f"[bench n={tokens} rate={RATE}]", "program": "chat"})
        head = "POST /chat/stream HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\n"
        patience = PATIENCE_S if self.way == "read" else self._chance.uniform(0, tokens / RATE)
        seen = await self._read(f"{head}content-length: {len(body)}\r\n\r\n{body}", patience)
        if _ENDED in seen:
            self.way = "read"
        if self.way == "read" and _ENDED not in seen:
            raise RuntimeError(f"a stream broke off: {seen[-300:]!r}")
        run_id = re.search(rb"x-run-id: (\w+)", seen)
        if self.way == "return" and run_id and _ENDED not in seen:
            await asyncio.sleep(self._chance.uniform(0, 2 * GRACE_S))
            await self._return(run_id[1].decode(), seen)

    async def _return(self, run_id: str, seen: bytes) -> None:
        ids = [int(number) for number in _ID.findall(seen)]
        cursor = ids[-1] if ids else 0
        path = f"/api/runs/{run_id}/events?after={cursor}"
        more = await self._read(f"GET {path} HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n", PATIENCE_S)
        after = [int(number) for number in _ID.findall(more)]
        if after != list(range(cursor + 1, cursor + 1 + len(after))) or _ENDED not in more:
            raise RuntimeError(f"came back behind {cursor} and got {more[-300:]!r}")

    async def _read(self, request: str, patience: float) -> bytes:
        """What came until the end of the answer, or until the patience was over; leaves as this client does."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
        seen = bytearray()
        try:
            writer.write(request.encode())
            with contextlib.suppress(asyncio.TimeoutError):
                await asyncio.wait_for(_to_end(reader, seen), patience)
        finally:
            self._leave(writer)
        return bytes(seen)

    def _leave(self, writer: asyncio.StreamWriter) -> None:
        if self.way == "reset":
            sock = writer.get_extra_info("socket")
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            writer.transport.abort()
        else:
            with contextlib.suppress(OSError):
                writer.close()


async def _to_end(reader: asyncio.StreamReader, seen: bytearray) -> None:
    """Add what comes to `seen`, up to the last chunk of an answer that carries an end."""
    while not (_ENDED in seen and seen.endswith(b"0\r\n\r\n")):
        piece = await reader.read(65536)
        if not piece:
            return
        seen += piece


def _tell(sample: Sample) -> None:
    print(sample, flush=True)


async def _main(arguments: argparse.Namespace) -> int:
    with tempfile.TemporaryDirectory() as folder:
        print(HEAD)
        report = await soak(arguments.streams, Path(folder), every=arguments.every, leak=arguments.leak, heard=_tell)
    print(str(report).splitlines()[-1])
    faults = report.faults(memory=True)
    print("\n".join(faults) or "nothing grew")
    return 1 if faults else 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Short streams, half of them left, and what they leave behind.")
    parser.add_argument("--streams", type=int, default=5000)
    parser.add_argument("--every", type=int, default=500, help="streams between two samples")
    parser.add_argument("--leak", action="store_true", help="the negative control, which must find what grows")
    raise SystemExit(run(_main(parser.parse_args())))
