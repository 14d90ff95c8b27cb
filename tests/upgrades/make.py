"""Makes the fixture of a schema, by its own server: `python -m tests.upgrades.make [--tree CHECKOUT] [--what WORD]`.

Each revision has one in `tests/golden/databases`, which never changes again: `chat.sql` and `journal.sql`, the files as a
killed server left them, and `expected.json`, what its clients saw. It holds answers that were completed, failed, stopped and
interrupted, a branch, and one that was running when the server was killed.
For an older revision name a checkout of a commit that had it.
"""

import argparse
import asyncio
import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator
from hashlib import sha256
from pathlib import Path
from typing import Any

from tests.bench.model_server import model_server
from tests.faults.kill import free_port, until_ready
from tests.serving import Client
from tests.upgrades.text import dump

ROOT = Path(__file__).parents[2]
FIXTURES = ROOT / "tests" / "golden" / "databases"
_LONG = "[bench n=2000 rate=40]"


@contextlib.asynccontextmanager
async def _killed(tree: Path, data: Path, model_url: str) -> AsyncIterator[Client]:
    """A server of the checkout, killed at the end."""
    port = free_port()
    command = ["serve", "--port", str(port), "--data-dir", str(data), "--no-open"]
    model = ["--model", "bench", "--model-url", model_url]
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "dspy_chat", *command, *model),
        cwd=data,
        env={**os.environ, "PYTHONPATH": _path(tree), "DSPY_CHAT_SKIP_FRONTEND": "1"},
        stdout=subprocess.DEVNULL,
    )
    try:
        await until_ready(port, 60)
        async with Client(base_url=f"http://127.0.0.1:{port}", timeout=30) as client:
            yield client
    finally:
        process.send_signal(signal.SIGKILL)
        await process.wait()


def _path(tree: Path) -> str:
    return os.pathsep.join(str(tree / part) for part in ("core", "plugins/basics", "plugins/echo"))


async def make(tree: Path, target: Path) -> None:
    """Make the fixture of the checkout's newest revision in the folder `target`."""
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        async with model_server() as url:
            model_url = url if url.endswith("/v1") else f"{url}/v1"
            async with _killed(tree, data, model_url) as client:
                await _talk(client)
                await _begin(client, f"{_LONG} and the server is killed")
            async with _killed(tree, data, model_url) as client:
                expected = await _expected(client)
                expected["open"] = await _begin(client, f"{_LONG} and never ends")
        target.mkdir(parents=True, exist_ok=True)
        for name in ("chat", "journal"):
            if (data / f"{name}.db").exists():  # the first servers had no journal
                (target / f"{name}.sql").write_text(dump(data / f"{name}.db"), "utf-8")
        (target / "expected.json").write_text(json.dumps(expected, ensure_ascii=False, indent=1) + "\n", "utf-8")


async def _talk(client: Client) -> None:
    first = await client.turn("[say: Paris. «Grüße» 🥖\n\n    and a \\ 'quote' \"too\"]")
    start = first.events[0]
    assert start.type == "start"
    second = await client.turn("[say: It is on the Seine.]", conversation=start.conversation)
    branch = await client.turn("[bench n=30]", conversation=start.conversation, parent=start.message)
    thought = await client.turn("[say: 42][say reasoning: six times seven]", program="think")
    failed = await client.turn("[bench n=12 fail=400]")
    for answer in (first, second, branch, thought, failed):
        assert answer.types[-1] == "end", answer.content
    assert "error" in failed.types
    stopped = await _begin(client, f"{_LONG} and is stopped")
    (await client.post(f"/api/runs/{stopped['run']}/stop")).raise_for_status()


async def _begin(client: Client, message: str, events: int = 8) -> dict[str, Any]:
    """Begin a turn, and leave once some events have come: what was seen of it."""
    seen: list[bytes] = []
    rest = b""
    async with client.stream("POST", "/chat/stream", json={"message": message}) as response:
        async for data in response.aiter_raw():
            *frames, rest = (rest + data).split(b"\n\n")
            seen += [frame + b"\n\n" for frame in frames if frame.startswith(b"id: ")]
            if len(seen) >= events:
                break
        run = response.headers["x-run-id"]
    return {"run": run, "events": len(seen), "sha256": sha256(b"".join(seen)).hexdigest()}


async def _expected(client: Client) -> dict[str, Any]:
    """What a client reads: every conversation with its messages, every run that has ended with its bytes."""
    conversations, runs = [], {}
    listed = (await client.get("/api/conversations")).json()["conversations"]
    for one in sorted(listed, key=lambda one: str(one["id"])):
        found = await client.messages(one["id"])
        kept = ("id", "parent", "role", "text", "fields")
        messages = [{name: message[name] for name in kept} for message in found]
        conversations.append({"id": one["id"], "title": one["title"], "messages": messages})
        for message in found:
            if message["run"] is not None:
                run = message["run"]
                answer = await client.events(run["id"])
                said = {"status": run["status"], "events": len(answer.frames)}
                runs[run["id"]] = {**said, "sha256": sha256(answer.stored).hexdigest()}
    return {"conversations": conversations, "runs": runs}


def _newest(tree: Path) -> str:
    return max(path.name for path in (tree / "migrations" / "versions").glob("*.py")).partition("_")[0]


def main() -> None:
    parser = argparse.ArgumentParser(description="Make the fixture of a schema, by its own server.")
    parser.add_argument("--tree", type=Path, default=ROOT, help="a checkout; its newest revision is made")
    parser.add_argument("--what", help="of a second fixture of the same revision, what it is about")
    arguments = parser.parse_args()
    tree = arguments.tree.resolve()
    target = FIXTURES / "-".join(part for part in (_newest(tree), arguments.what) if part)
    if target.exists():
        sys.exit(
            f"{target} exists: a fixture of a released revision never changes; remove it if this one is not released"
        )
    try:
        asyncio.run(make(tree, target))
    except BaseException:
        shutil.rmtree(target, ignore_errors=True)
        raise
    print(f"{target}: {sum(path.stat().st_size for path in target.iterdir())} bytes")


if __name__ == "__main__":
    main()
