"""Runs the rounds: starts the model and the servers, puts each load on every server in turn, collects the figures."""

import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.load import Scenario, Target, run_load
from tests.bench.loop import run
from tests.bench.measure import measure
from tests.bench.process import memory_bytes, pinned, started
from tests.bench.profiling import sampled
from tests.bench.systems import System
from tests.bench.table import Memory, Result, Usage

SERVER_CORE, CLIENT_CORE = 0, 1
START_TIMEOUT_S = 60.0
_WARM_UP = Scenario("warm-up", "not counted", 2, 2, 20, settle_s=0.1)


class NotStarted(Exception):
    """A server that did not come up; the message has the end of its output."""


def run_rounds(systems: Sequence[System], loads: Sequence[Scenario], rounds: int) -> tuple[list[Result], list[Usage]]:
    """The figures of `rounds` rounds. Every round has fresh servers and another order of them. Raises NotStarted."""
    results: list[Result] = []
    usages: list[Usage] = []
    for number in range(rounds):
        turn = number % len(systems)
        with pinned(CLIENT_CORE):
            _run_round(number, [*systems[turn:], *systems[:turn]], loads, results, usages)
    return results, usages


def _run_round(
    number: int, systems: list[System], loads: Sequence[Scenario], results: list[Result], usages: list[Usage]
) -> None:
    with TemporaryDirectory(prefix="dspy-chat-bench-") as folder, ExitStack() as stack:
        model_port, model_pid = stack.enter_context(model_process(Path(folder)))
        targets, idle = [], []
        for system in systems:
            target = stack.enter_context(server_process(system, model_port, model_pid, Path(folder)))
            targets.append(target)
            idle.append(memory_bytes(target.pid) if target.pid else (0, 0))
        for target in targets:
            run(run_load(target, _WARM_UP))
        for load in loads:
            for target in targets:
                print(f"round {number + 1}: {load.name} {target.system.name}", file=sys.stderr, flush=True)
                results.append(Result(number, load.name, target.system.name, run(measure(target, load))))
        for target, before in zip(targets, idle, strict=True):
            if target.pid:
                sizes = [size / 2**20 for size in (*before, *memory_bytes(target.pid))]
                usages.append(Usage(number, target.system.name, Memory(*sizes)))


def profile(system: System, load: Scenario, path: Path) -> None:
    """Writes the stacks of a server during one load into `path`. The figures of such a load mean nothing."""
    with pinned(CLIENT_CORE), TemporaryDirectory(prefix="dspy-chat-bench-") as folder, ExitStack() as stack:
        model_port, model_pid = stack.enter_context(model_process(Path(folder)))
        target = stack.enter_context(server_process(system, model_port, model_pid, Path(folder)))
        run(run_load(target, _WARM_UP))
        if target.pid:
            with sampled(target.pid, path):
                run(run_load(target, load))


@contextmanager
def model_process(folder: Path) -> Iterator[tuple[int, int]]:
    """The scripted model in a process of its own, on the client's core: (port, process id)."""
    with started([sys.executable, "-m", "tests.bench.model_server"], core=CLIENT_CORE, folder=folder) as process:
        assert process.stdout
        yield int(process.stdout.readline()), process.pid


@contextmanager
def server_process(system: System, model_port: int, model_pid: int, folder: Path) -> Iterator[Target]:
    """A server that answers GET /health, on the server's core, in an empty folder. Raises NotStarted."""
    if system.command is None:
        yield Target(system, model_port, model_port, None, model_pid)
        return
    data = folder / system.name
    data.mkdir()
    port, log = free_port(), folder / f"{system.name}.log"
    command = system.command(port, f"http://127.0.0.1:{model_port}/v1", data)
    with started(command, core=SERVER_CORE, folder=data, log=log) as process:
        wait_until_healthy(system.name, port, process, log)
        yield Target(system, port, model_port, process.pid, model_pid)


def wait_until_healthy(name: str, port: int, process: "subprocess.Popen[str]", log: Path) -> None:
    """Returns once it answers GET /health. Raises NotStarted."""
    deadline = time.monotonic() + START_TIMEOUT_S
    while process.poll() is None and time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=5):
                return
        except OSError:
            time.sleep(0.05)
    raise NotStarted(f"{name!r} does not answer on /health:\n{log.read_text()[-2000:]}")


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
