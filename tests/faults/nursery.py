"""Starts and kills real server processes, fast: DSPy is imported once, and every server is a fork of that process.

Starting the command line costs seconds, nearly all of them imports; a fork is ready in a fraction of one, and from the
fork on it is what the command line runs: `create_app` and `server.serve` on a socket, a file and a process of its own.

Alone (`python -m tests.faults.nursery`) it reads one JSON command a line and answers each with a line:
    {"data_dir": ..., "port": ..., "model_url": ..., "alter": [], "settings": {}}   starts a server; its process id
    {"kill": 9}                                                signals it, if not 0, and waits; its wait status
"""

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any


class Nursery:
    """The harness's side: one server at a time."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    async def start(
        self, data_dir: Path, port: int, model_url: str, *, alter: Sequence[str] = (), **settings: Any
    ) -> int:
        """Fork a server, altered as `altered.py` tells; returns its process id. It takes turns once /health answers."""
        where = {"data_dir": str(data_dir), "port": port, "model_url": model_url}
        return await self._ask({**where, "alter": list(alter), "settings": settings})

    async def end(self, signal_number: int = 0) -> int:
        """Signal the server, without a number only wait for it, and return once it is gone: its exit code, negative for
        the signal that ended it."""
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

    from tests.faults.altered import alter

    settings = Settings(
        _env_file=None,
        data_dir=command["data_dir"],
        port=command["port"],
        model="bench",
        model_url=command["model_url"],
        **command["settings"],
    )
    points = [("basics", Plugin("basics", "dspy-chat-basics", "0"), lambda: dspy_chat_basics)]
    app = create_app(settings, quiet, points)
    alter(app, command["alter"])
    server.serve(app, server.listen(settings.host, settings.port), lambda: None)


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

    import tests.faults.altered  # noqa: F401

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
