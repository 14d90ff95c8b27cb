"""Starts and kills real server processes, fast: DSPy is imported once, and every server is a fork of that process.

Starting the command line costs seconds, nearly all of them imports; a fork is ready in a fraction of one, and from the
fork on it is what the command line runs: `create_app` and `server.serve` on a socket, a file and a process of its own.

Alone (`python -m tests.faults.nursery`) it reads one JSON command a line and answers each with a line:
    {"data_dir": ..., "port": ..., "model_url": ..., "publish_first": false}   starts a server; its process id
    {"kill": 9}                                                                signals it and waits; its wait status
"""

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

LATE_S = 0.03
"""How long the negative control shows an event before it stores it."""


class Nursery:
    """The harness's side: one server at a time."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    async def start(self, data_dir: Path, port: int, model_url: str, *, publish_first: bool = False) -> int:
        """Fork a server; returns its process id. It takes turns once /health answers."""
        command = {"data_dir": str(data_dir), "port": port, "model_url": model_url, "publish_first": publish_first}
        return await self._ask(command)

    async def end(self, signal_number: int) -> int:
        """Signal the server and wait until it is gone; returns its exit code, negative for the signal that ended it."""
        return os.waitstatus_to_exitcode(await self._ask({"kill": int(signal_number)}))

    async def _ask(self, command: dict[str, Any]) -> int:
        pipe = self._process
        assert pipe.stdin is not None
        assert pipe.stdout is not None
        pipe.stdin.write(json.dumps(command).encode() + b"\n")
        await pipe.stdin.drain()
        return int(await pipe.stdout.readline())


@asynccontextmanager
async def nursery(log: Path) -> AsyncIterator[Nursery]:
    """A process to fork servers from; all of them write their log to the file `log`."""
    with log.open("ab") as stderr:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "tests.faults.nursery",
            cwd=Path(__file__).parents[2],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=stderr,
        )
        try:
            yield Nursery(process)
        finally:
            assert process.stdin is not None
            process.stdin.close()
            await process.wait()


def _serve(command: dict[str, Any]) -> None:
    """Be a server until a signal ends it."""
    import dspy_chat_basics  # type: ignore[import-untyped]
    from dspy_chat import server
    from dspy_chat.app import create_app, quiet
    from dspy_chat.plugins import Plugin
    from dspy_chat.settings import Settings

    if command["publish_first"]:
        publish_first()
    settings = Settings(
        _env_file=None,
        data_dir=command["data_dir"],
        port=command["port"],
        model="bench",
        model_url=command["model_url"],
    )
    points = [("basics", Plugin("basics", "dspy-chat-basics", "0"), lambda: dspy_chat_basics)]
    app = create_app(settings, quiet, points)
    server.serve(app, server.listen(settings.host, settings.port), lambda: None)


def publish_first() -> None:
    """The negative control: show events before they are stored, the fault that the checker exists to find."""
    from dspy_chat.database import Then
    from dspy_chat.eventlog import Also, Entry, EventLog, Tail
    from dspy_chat.sse import frame

    commit_first = EventLog.append

    post_first = EventLog.post

    def behind(tail: Tail) -> Tail:
        """The tail as it is, for the log to add to."""
        return Tail(tail.run_id, tail.key, tail.frames)

    async def append(log: EventLog, tail: Tail, entries: list[Entry], also: Also | None = None) -> None:
        late = behind(tail)
        tail.publish([frame(*entry) for entry in entries], ended=entries[-1].type == "end")
        await asyncio.sleep(LATE_S)
        await commit_first(log, late, entries, also)

    def post(log: EventLog, tail: Tail, entries: list[Entry], then: Then) -> None:
        late = behind(tail)
        tail.publish([frame(*entry) for entry in entries], ended=False)
        asyncio.get_running_loop().call_later(LATE_S, post_first, log, late, entries, then)

    EventLog.append = append  # type: ignore[method-assign, assignment]
    EventLog.post = post  # type: ignore[method-assign, assignment]


def _fork(command: dict[str, Any]) -> int:
    pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.dup2(2, 1)
        _serve(command)
        code = 0
    finally:
        os._exit(code)


def main() -> None:
    os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "true"
    import dspy_chat.app  # noqa: F401 - imported here, once, for every fork
    import dspy_chat_basics  # noqa: F401

    server = 0
    for line in sys.stdin:
        command = json.loads(line)
        if "kill" in command:
            os.kill(server, command["kill"])
            print(os.waitpid(server, 0)[1], flush=True)
            server = 0
        else:
            server = _fork(command)
            print(server, flush=True)
    if server:  # the harness is gone
        os.kill(server, signal.SIGKILL)
        os.waitpid(server, 0)


if __name__ == "__main__":
    main()
