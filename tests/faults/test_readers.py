"""Many readers of one run, readers that read nothing, and readers whose machine is gone; on a server of its own process."""

import asyncio
import hashlib
import os
import random
import shutil
import socket
import sqlite3
import statistics
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing, contextmanager, suppress
from pathlib import Path

import psutil
import pytest
from dspy_chat.eventlog import insert
from dspy_chat.events import EndEvent, Event, FinalEvent, TokenEvent, Usage, encode

from tests.bench.process import cpu_seconds, memory_bytes
from tests.faults.kill import free_port, until_ready
from tests.faults.nursery import nursery
from tests.faults.readers import Reader, stalled
from tests.scale.fill import fill
from tests.scale.language import Language
from tests.serving import Client

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="it looks into /proc")
GONE_S = 15.0
COST_KIB = 100
OWN_S = 2.0
SETTLED_S = 1.0
LONG = 8 << 20
CHECK_KIB = 16 << 10
"""What the check of a long run, of which there is one at a time, may leave behind for a while."""


@asynccontextmanager
async def server_of_its_own(tmp_path: Path, model_url: str) -> AsyncIterator[tuple[Client, int]]:
    """A client of a server process, and its process id."""
    async with nursery(tmp_path / "server.log") as servers:
        port = free_port()
        pid = await servers.start(tmp_path / "data", port, model_url)
        await until_ready(port, 60)
        async with Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as client:
            await client.turn("[say: warm]")
            yield client, pid
    assert "Traceback" not in (tmp_path / "server.log").read_text()


def port_of(client: Client) -> int:
    assert client.base_url.port is not None
    return client.base_url.port


async def running_run(client: Client) -> str:
    """The run that goes on, once it does."""
    while True:
        for one in (await client.get("/api/conversations")).json()["conversations"]:
            if one["running"]:
                return str(one["running"])
        await asyncio.sleep(0.02)


def connections(client: Client, pid: int) -> int:
    """How many the server has."""
    return sum(
        one.laddr.port == port_of(client) and one.status != "LISTEN" for one in psutil.Process(pid).net_connections()
    )


# --- one run, many readers


async def watched_by(client: Client, pid: int, count: int, seconds: float) -> float:
    """A run of that many seconds that is watched so often. Returns the p99 of what others wait meanwhile, in ms."""
    answer = asyncio.create_task(client.turn(f"[bench n={round(seconds * 20)} rate=20]", program="chat"))
    run_id = await running_run(client)
    readers = [await Reader.following(port_of(client), f"/api/runs/{run_id}/events") for _ in range(count)]
    took, cpu, began = [], cpu_seconds(pid), time.monotonic()
    while not answer.done():
        asked = time.monotonic()
        await client.get("/api/models")
        took.append((time.monotonic() - asked) * 1000)
        await asyncio.sleep(0.02)
    cpu, lasted = cpu_seconds(pid) - cpu, time.monotonic() - began
    whole = (await answer).stored
    await asyncio.wait_for(asyncio.gather(*(reader.over for reader in readers)), 30)
    assert {reader.stored() for reader in readers} <= {hashlib.sha256(whole).digest()}
    late = statistics.quantiles(took, n=100)[98]
    print(
        f"{count} readers: {cpu / lasted:.0%} of a core, others' p99 {late:.1f} ms ({len(took)} asked), all the same bytes"
    )
    return late


async def test_hundred_readers_of_one_run_get_the_same_bytes(tmp_path: Path, model_url: str) -> None:
    async with server_of_its_own(tmp_path, model_url) as (client, pid):
        await watched_by(client, pid, 100, 2)


@pytest.mark.nightly
async def test_thousand_readers_of_one_run_ruin_nobody(tmp_path: Path, model_url: str) -> None:
    async with server_of_its_own(tmp_path, model_url) as (client, pid):
        alone = await watched_by(client, pid, 0, 6)
        crowded = await watched_by(client, pid, 1000, 12)
        assert crowded < alone + 100


# --- readers that read nothing


async def cost_of_stalled(client: Client, pid: int, run_id: str, count: int) -> tuple[float, float]:
    """KiB of memory that each of so many costs at most, beside what the run itself takes meanwhile, and the seconds until
    all are gone."""
    path = f"/api/runs/{run_id}/events"
    own = await grown(pid)
    before, others, most = memory_bytes(pid)[0], connections(client, pid), 0.0
    began = time.monotonic()
    socks = [await stalled(port_of(client), "GET", path) for _ in range(count)]
    for sock in socks:
        await arrived(sock)
    asked, held = time.monotonic() - began, 0
    while (now := connections(client, pid)) > others and time.monotonic() - began < asked + GONE_S:
        more = memory_bytes(pid)[0] - before - own * (time.monotonic() - began)
        most, held = max(most, more), max(held, now - others)
        await asyncio.sleep(0.1)
    gone = time.monotonic() - began - asked
    assert held > count / 2, f"only {held} of {count} were ever held, {asked:.1f} s"
    for sock in socks:
        sock.close()
    return most / 1024 / count, gone


def long_run(data_dir: Path) -> str:
    """A run of which `LONG` bytes are kept, in texts that do not pack well; its id."""
    filled = fill(data_dir, 0, 1000, 0, Language())
    chance = random.Random(1)
    with closing(sqlite3.connect(data_dir / "chat.db", isolation_level=None)) as db:
        key, start = db.execute("SELECT key, start FROM run WHERE id = ?", (filled.big_run,)).fetchone()
        texts = [chance.randbytes(400).hex() for _ in range(LONG // 900)]
        events: list[Event] = [
            TokenEvent(type="token", run=filled.big_run, seq=seq, t=seq, field="answer", text=text)
            for seq, text in enumerate(texts, 2)
        ]
        text, seq = "".join(texts), len(texts) + 2
        final = FinalEvent(
            type="final",
            run=filled.big_run,
            seq=seq,
            t=seq,
            fields={"answer": text},
            answer=text,
            usage=Usage(input=1, output=1, total=2),
            cached=False,
            ms=1,
        )
        end = EndEvent(type="end", run=filled.big_run, seq=seq + 1, t=seq, status="completed")
        insert(db, key, [(1, start), *((seq, encode(one)) for seq, one in enumerate([*events, final, end], 2))])
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return filled.big_run


async def arrived(sock: socket.socket) -> None:
    """Something came: what is stored is sent once it was checked, and only then can its reader stall."""
    while True:
        with suppress(BlockingIOError):
            sock.recv(1, socket.MSG_PEEK)
            return
        await asyncio.sleep(0.02)


async def grown(pid: int) -> float:
    """Bytes a second that the server takes by itself."""
    before = memory_bytes(pid)[0]
    await asyncio.sleep(OWN_S)
    return max(0.0, (memory_bytes(pid)[0] - before) / OWN_S)


@pytest.fixture
def thrifty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Servers give back what they free: what the check of a long run took for a moment would hide what readers hold."""
    for name in ("MALLOC_MMAP_THRESHOLD_", "MALLOC_TRIM_THRESHOLD_"):
        monkeypatch.setenv(name, "65536")


async def stall(tmp_path: Path, model_url: str, count: int) -> None:
    long_id = long_run(tmp_path / "data")
    async with server_of_its_own(tmp_path, model_url) as (client, pid):
        ended = await client.turn("[bench n=1000 rate=400]", program="chat")
        # What serves so many at once is made once: threads, and connections to the database.
        await asyncio.gather(*(client.events(ended.run_id) for _ in range(count)), client.events(long_id))
        await asyncio.sleep(SETTLED_S)
        live = asyncio.create_task(client.turn("[bench n=10000 rate=200 size=100]", program="chat"))
        run_id = await running_run(client)
        await asyncio.sleep(1)
        for kind, which in (("a stored run", ended.run_id), ("a long one", long_id), ("a live run", run_id)):
            kib, gone = await cost_of_stalled(client, pid, which, count)
            print(f"{count} readers that read nothing of {kind}: {kib:.1f} KiB each, gone after {gone:.1f} s")
            assert gone < GONE_S
            assert kib * count < COST_KIB * count + (CHECK_KIB if which == long_id else 0)
        await client.post(f"/api/runs/{run_id}/stop")
        assert (await live).types[-1] == "end"
    assert "ERROR" not in (tmp_path / "server.log").read_text()


@pytest.mark.usefixtures("thrifty")
async def test_readers_that_read_nothing_are_gone_soon_and_cost_little(tmp_path: Path, model_url: str) -> None:
    await stall(tmp_path, model_url, 40)


@pytest.mark.nightly
@pytest.mark.usefixtures("thrifty")
async def test_two_hundred_readers_that_read_nothing_are_gone_soon_and_cost_little(
    tmp_path: Path, model_url: str
) -> None:
    await stall(tmp_path, model_url, 200)


# --- readers whose machine is gone


def _ip(*arguments: str) -> bool:
    ip = shutil.which("ip")
    return ip is not None and subprocess.run([ip, *arguments], capture_output=True, check=False).returncode == 0


@contextmanager
def two_machines() -> Iterator[tuple[str, str]]:
    """Two network namespaces with a cable between them: 10.99.0.1 and 10.99.0.2. Their names, the server's first."""
    names = (f"dspy-a{os.getpid()}", f"dspy-b{os.getpid()}")
    try:
        if not (hasattr(os, "geteuid") and os.geteuid() == 0 and _ip("netns", "add", names[0])):
            pytest.skip("only root may make a network")
        _ip("netns", "add", names[1])
        if not _ip("link", "add", "one", "netns", names[0], "type", "veth", "peer", "name", "two", "netns", names[1]):
            pytest.skip("this kernel makes no cables")
        for name, end, address in ((names[0], "one", "10.99.0.1/24"), (names[1], "two", "10.99.0.2/24")):
            _ip("-n", name, "address", "add", address, "dev", end)
            _ip("-n", name, "link", "set", end, "up")
            _ip("-n", name, "link", "set", "lo", "up")
        yield names
    finally:
        for name in names:
            _ip("netns", "del", name)


def sockets(pid: int) -> int:
    """Those of a process, wherever they lead."""
    folder, count = Path(f"/proc/{pid}/fd"), 0
    for link in folder.iterdir():
        try:
            count += link.readlink().name.startswith("socket:")
        except OSError:
            continue
    return count


_CLIENT = """
import socket, sys
sock = socket.create_connection(("10.99.0.1", int(sys.argv[1])))
head = "POST /chat/stream HTTP/1.1|Host: 10.99.0.1|Content-Type: application/json|Content-Length: 16||"
sock.sendall(head.replace("|", "\\r\\n").encode() + b'{"message": "x"}')
while data := sock.recv(4096):
    print(len(data), flush=True)
"""


async def cut_off(tmp_path: Path, ping_s: float) -> float:
    """Seconds after which the server is rid of a reader whose cable was cut right behind a ping."""
    port = free_port()
    with two_machines() as (here, there):
        inside = ("ip", "netns", "exec")
        environment = {**os.environ, "DSPY_CHAT_PING_S": str(ping_s), "DRAIN_S": "0", "DSPY_CHAT_HOST": "0.0.0.0"}
        environment["DSPY_CHAT_ALLOWED_HOSTS"] = "10.99.0.1"
        with (tmp_path / "log").open("wb") as log:
            server = await asyncio.create_subprocess_exec(
                *(*inside, here, sys.executable, "-m", "tests.faults.stuck", str(tmp_path / "data"), str(port)),
                cwd=Path(__file__).parents[2],
                env=environment,
                stdout=log,
                stderr=log,
            )
        reader = None
        try:
            await asyncio.wait_for(_listening(server.pid, port), 60)
            quiet = sockets(server.pid)
            reader = await asyncio.create_subprocess_exec(
                *(*inside, there, sys.executable, "-c", _CLIENT, str(port)), stdout=asyncio.subprocess.PIPE
            )
            assert reader.stdout is not None
            for _ in range(3):  # head and start, a ping, another
                await asyncio.wait_for(reader.stdout.readline(), ping_s + 10)
            assert sockets(server.pid) > quiet
            _ip("-n", there, "link", "set", "two", "down")
            began = time.monotonic()
            while sockets(server.pid) > quiet and time.monotonic() - began < 60:  # noqa: ASYNC110 - of another process
                await asyncio.sleep(0.05)
            return time.monotonic() - began
        finally:
            for process in (reader, server):
                if process is not None:
                    process.kill()
                    await process.wait()


async def _listening(pid: int, port: int) -> None:
    wanted = f":{port:04X} "
    while wanted not in Path(f"/proc/{pid}/net/tcp").read_text():  # noqa: ASYNC110 - of another process
        await asyncio.sleep(0.1)


async def test_reader_whose_cable_was_cut_is_gone_soon(tmp_path: Path) -> None:
    took = await cut_off(tmp_path, ping_s=1)
    print(f"with a ping every second, gone {took:.1f} s after the cut")
    assert took < 6.5


@pytest.mark.nightly
async def test_reader_whose_cable_was_cut_is_gone_in_time(tmp_path: Path) -> None:
    took = await cut_off(tmp_path, ping_s=10)
    print(f"with the pings as they are, gone {took:.1f} s after the cut")
    assert took < GONE_S + 0.5
