"""Starts, pins, reads and stops the processes of a benchmark. Exact on Linux, coarser elsewhere."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parents[2]
_OURS = ("DSPY", "OPENAI", "ANTHROPIC", "GEMINI", "GROQ", "OPENROUTER", "DEEPSEEK", "LITELLM", "BACKEND_", "FRONTEND_")


@contextmanager
def pinned(core: int) -> Iterator[None]:
    """What runs or is started inside stays on one of the first two cores that we may use (Linux, two cores or more)."""
    if sys.platform != "linux" or len(before := os.sched_getaffinity(0)) < 2:
        yield
        return
    os.sched_setaffinity(0, {sorted(before)[core]})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


@contextmanager
def started(
    command: list[str], *, core: int, folder: Path, log: Path | None = None
) -> Iterator["subprocess.Popen[str]"]:
    """A process in `folder`, with stdout to read from, or all its output in `log`. It is stopped at the end."""
    output = log.open("w") if log else None
    with pinned(core):
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=_environment(folder),
            stdin=subprocess.DEVNULL,
            stdout=output or subprocess.PIPE,
            stderr=output or None,
            text=True,
        )
    try:
        yield process
    finally:
        _stop(process)
        if output:
            output.close()


def cpu_seconds(pid: int) -> float:
    """User and system time used so far by a process, its children, and those of them that ended."""
    root = psutil.Process(pid)
    return sum(_own_seconds(process) for process in (root, *root.children(recursive=True)))


def memory_bytes(pid: int) -> tuple[int, int]:
    """(PSS, RSS) of a process and its children; where the system does not know PSS, the unshared size instead."""
    root = psutil.Process(pid)
    sizes = [process.memory_full_info() for process in (root, *root.children(recursive=True))]
    return sum(getattr(size, "pss", size.uss) for size in sizes), sum(size.rss for size in sizes)


def machine_seconds() -> float:
    """Time that all cores of the machine have been busy since it started."""
    times = psutil.cpu_times()
    return float(sum(times) - times.idle - getattr(times, "iowait", 0.0) - getattr(times, "guest", 0.0))


def _own_seconds(process: psutil.Process) -> float:
    try:
        times = process.cpu_times()
        ended = getattr(times, "children_user", 0.0) + getattr(times, "children_system", 0.0)
        if sys.platform == "linux":
            # The number of a process' CPU clock (clock_getcpuclockid); /proc counts in steps of 10 ms.
            return time.clock_gettime((~process.pid << 3) | 2) + float(ended)
        return float(times.user + times.system + ended)
    except (psutil.NoSuchProcess, OSError):
        return 0.0


def _environment(folder: Path) -> dict[str, str]:
    """Ours without what would change an answer: keys, addresses, and caches in the user's home."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_OURS)}
    return {
        **kept,
        "PYTHONPATH": os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")])),
        "NO_PROXY": "127.0.0.1",
        "no_proxy": "127.0.0.1",
        "DSPY_CACHEDIR": str(folder / "cache"),
        "LITELLM_LOCAL_MODEL_COST_MAP": "true",
        "DSPY_CHAT_FIND_LOCAL_SERVERS": "false",
        "DSPY_CHAT_MODEL_KEY": "bench",
        "DSPY_CHAT_SKIP_FRONTEND": "1",
    }


def _stop(process: "subprocess.Popen[str]") -> None:
    if process.poll() is None:
        process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    if process.stdout:
        process.stdout.close()
