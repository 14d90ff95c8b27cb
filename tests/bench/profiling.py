"""Where a server's time goes during a load: samples its stacks with py-spy (`uv run --with py-spy ...`)."""

import signal
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

START_S = 0.5


@contextmanager
def sampled(pid: int, path: Path) -> Iterator[None]:
    """Writes the stacks of a process into `path`, one line each: "outer;inner;innermost count"."""
    command = ["py-spy", "record", "--pid", str(pid), "--rate", "400", "--format", "raw", "--output", str(path)]
    process = subprocess.Popen([*command, "--duration", "3600"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        time.sleep(START_S)
        yield
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(30)


def hottest(path: Path, count: int = 25) -> str:
    """The functions in which a sample was most often: by themselves, and with what they called."""
    own: Counter[str] = Counter()
    with_callees: Counter[str] = Counter()
    for line in path.read_text().splitlines():
        stack, _, samples = line.rpartition(" ")
        frames = [_without_line(frame) for frame in stack.split(";")]
        own[frames[-1]] += int(samples)
        for frame in set(frames):
            with_callees[frame] += int(samples)
    total = max(1, sum(own.values()))
    rows = [f"{own[name] / total:6.1%} {with_callees[name] / total:6.1%}  {name}" for name, _ in own.most_common(count)]
    return "\n".join(["  self   with callees", *rows])


def _without_line(frame: str) -> str:
    return frame.rpartition(":")[0] + ")" if frame.endswith(")") and ":" in frame else frame
