"""Runs the user's own package installer (uv or pip) as a child process to fetch one wheel into a folder.

The child honours every index, proxy and certificate setting that the user gave uv or pip, so this file names no index.
It knows nothing of models.
"""

import importlib.util
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

STALL_S: Final = 180.0
"""How long the folder may stop growing. pip and uv retry by themselves within this time."""
_POLL_S: Final = 0.1

_REASONS: Final = (
    (r"no space left|disk quota|not enough space", "the disk is full"),
    (
        r"hash mismatch|do not match the hashes|hashes are required",
        "what the package index sent is not the expected file",
    ),
    (
        r"dns|name resolution|resolve host|connect|timed out|offline|network|unreachable|proxy|certificate|ssl",
        "the package index cannot be reached",
    ),
    (r"no matching distribution|could not find|no solution|not found|no version", "the package index does not have it"),
)


class InstallerFailed(Exception):
    """The child did not bring the file. `reason` is a plain clause; `output` is what the child said, for the log."""

    def __init__(self, reason: str, output: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.output = output


@dataclass(frozen=True, kw_only=True)
class Installer:
    """One way to fetch. `commands(requirements, folder)` run in order and leave the wheel or its files in `folder`."""

    name: str
    commands: Callable[[Path, Path], list[list[str]]]
    unpacks: bool = False


def uv(program: str) -> Installer:
    """`uv` has no `download`: it installs into a folder of its own, with a cache that is thrown away."""

    def commands(requirements: Path, folder: Path) -> list[list[str]]:
        options = ["--quiet", "--no-deps", "--only-binary", ":all:", "--require-hashes", "--python", sys.executable]
        cache = ["--cache-dir", str(folder / "cache")]
        return [
            [program, "pip", "install", *options, *cache, "--target", str(folder / "files"), "-r", str(requirements)]
        ]

    return Installer(name="uv", commands=commands, unpacks=True)


def pip(python: str, *before: list[str]) -> Installer:
    """The pip of `python`, after the commands `before`."""

    def commands(requirements: Path, folder: Path) -> list[list[str]]:
        options = ["--quiet", "--no-deps", "--only-binary=:all:", "--require-hashes", "--no-cache-dir", "--no-input"]
        return [*before, [python, "-m", "pip", "download", *options, "-d", str(folder), "-r", str(requirements)]]

    return Installer(name="pip", commands=commands)


def borrowed_pip(folder: Path) -> Installer:
    """pip in a virtual environment made for the purpose in `folder`: for environments that have neither."""
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    return pip(str(python), [sys.executable, "-m", "venv", str(folder)])


def installers(scratch: Path) -> list[Installer]:
    """The installers that this machine has, best first. `scratch` is a folder that the last one may fill."""
    found = []
    if program := os.environ.get("UV") or shutil.which("uv"):
        found.append(uv(program))
    if importlib.util.find_spec("pip"):
        found.append(pip(sys.executable))
    else:
        found.append(borrowed_pip(scratch / "venv"))
    return found


def run(
    installer: Installer,
    requirements: Path,
    folder: Path,
    grown: Callable[[int], None],
    *,
    stall_s: float = STALL_S,
) -> None:
    """Fetch into the new `folder`; `grown` hears its size in bytes every 0.1 s and may raise to stop the child.

    Raises InstallerFailed, after which no child is left, or whatever `grown` raises.
    """
    folder.mkdir()
    for command in installer.commands(requirements, folder):
        _run_one(command, folder, grown, stall_s)


def _run_one(command: list[str], folder: Path, grown: Callable[[int], None], stall_s: float) -> None:
    env = _environment(folder)
    log = folder.with_suffix(".log")
    try:
        with log.open("wb") as output:
            child = subprocess.Popen(  # noqa: S603 - a list of our own making, no shell
                command, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT, env=env, cwd=folder
            )
    except OSError as error:
        raise InstallerFailed("the package installer cannot be started", str(error)) from error
    try:
        code = _wait(child, folder, grown, stall_s)
    finally:
        if child.poll() is None:
            child.kill()
            child.wait()
    if code != 0:
        said = _without_passwords(log.read_text("utf-8", "replace")[-4000:])
        raise InstallerFailed(reason_in(said), said)


def _wait(child: "subprocess.Popen[bytes]", folder: Path, grown: Callable[[int], None], stall_s: float) -> int:
    size, since = -1, time.monotonic()
    while True:
        try:
            return child.wait(_POLL_S)
        except subprocess.TimeoutExpired:
            now = bytes_in(folder)
        if now != size:
            size, since = now, time.monotonic()
            grown(size)
        elif time.monotonic() - since > stall_s:
            raise InstallerFailed(f"nothing has arrived for {stall_s:.0f} seconds")


def bytes_in(folder: Path) -> int:
    """The bytes of all files under `folder`, a file with two names counted once."""
    sizes: dict[tuple[int, int], int] = {}
    for parent, _, names in os.walk(folder):
        for name in names:
            try:
                status = os.stat(os.path.join(parent, name))
            except OSError:  # the child has just moved or removed it
                continue
            sizes[status.st_dev, status.st_ino] = status.st_size
    return sum(sizes.values())


def reason_in(output: str) -> str:
    """What went wrong, in plain words, from what an installer said."""
    said = output.lower()
    for pattern, reason in _REASONS:
        if re.search(pattern, said):
            return reason
    return "the package installer failed (the server's log has its words)"


def _environment(folder: Path) -> dict[str, str]:
    temporary = dict.fromkeys(("TMPDIR", "TMP", "TEMP"), str(folder))
    return {**os.environ, **temporary, "UV_PYTHON_DOWNLOADS": "never"}


def _without_passwords(text: str) -> str:
    return re.sub(r"://[^/\s@]+@", "://***@", text)
