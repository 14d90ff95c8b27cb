"""Disks that fail under a real server: SQLite's own seam for that, a file system that is too small, and what clients saw.

SQLite's unix layer lets its system calls be replaced (`xSetSystemCall`, https://www.sqlite.org/c3ref/vfs.html), which its
own tests use to fail the Nth of them. `failing` does so for those that write, in the process of the test, which is that of
the server too: what fails is the real write of a real file, and everything above it is as always.
"""

import _sqlite3
import asyncio
import contextlib
import ctypes
import errno
import json
import math
import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.faults.journal import Journal, Sight, faults
from tests.serving import Answer, Client

_Write = ctypes.CFUNCTYPE(
    ctypes.c_ssize_t, ctypes.c_int, ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int64, use_errno=True
)
_Set = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_char_p, ctypes.c_void_p)
_Get = ctypes.CFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p, ctypes.c_char_p)
_CALLS = (b"write", b"pwrite", b"pwrite64")


class _Vfs(ctypes.Structure):
    """`sqlite3_vfs`, of which the last three matter here."""

    _fields_ = [
        *((name, ctypes.c_int) for name in ("version", "size_of_file", "longest_path")),
        *((name, ctypes.c_void_p) for name in ("next", "name", "data", "open", "delete", "access", "full_path")),
        *((name, ctypes.c_void_p) for name in ("dl_open", "dl_error", "dl_sym", "dl_close", "randomness", "sleep")),
        *((name, ctypes.c_void_p) for name in ("current_time", "last_error", "current_time_64")),
        *((name, ctypes.c_void_p) for name in ("set_system_call", "get_system_call", "next_system_call")),
    ]


@dataclass
class Disk:
    """What becomes of SQLite's writes: those from the `first` to before `healed` fail with `error`, and those to files whose
    names begin with `slow_file` take `slow_s`.

    `writes` names the files that were written, in order; it begins anew with `arm`.
    """

    first: float = math.inf
    healed: float = math.inf
    error: int = errno.EIO
    slow_s: float = 0.0
    slow_file: str = ""
    writes: list[str] = field(default_factory=list)
    failed: int = 0

    def arm(self, first: float, times: float = 1, error: int = errno.EIO) -> None:
        """Fail so many writes, beginning with the `first`; the next is 1."""
        self.writes.clear()
        self.failed = 0
        self.first, self.healed, self.error = first, first + times, error

    def heal(self) -> None:
        """Fail no more."""
        self.first = self.healed = math.inf

    def refuses(self, fd: int) -> bool:
        self.writes.append(name := Path(os.readlink(f"/proc/self/fd/{fd}")).name)
        if self.slow_s and name.startswith(self.slow_file):
            time.sleep(self.slow_s)
        self.failed += (refused := self.first <= len(self.writes) < self.healed)
        return refused


@contextlib.contextmanager
def failing() -> Iterator[Disk]:
    """Every write of SQLite in this process goes through the `Disk`. Skips the test where SQLite cannot be reached."""
    if sys.platform != "linux":
        pytest.skip("the names of SQLite's files are read from /proc")
    disk = Disk()
    try:
        library = ctypes.CDLL(getattr(_sqlite3, "__file__", None))
        library.sqlite3_vfs_find.restype = ctypes.c_void_p
        at = library.sqlite3_vfs_find(None)
    except (OSError, AttributeError):
        pytest.skip("this Python keeps its SQLite to itself")
    vfs = _Vfs.from_address(at)
    change, read = _Set(vfs.set_system_call), _Get(vfs.get_system_call)
    kept = [_hooked(disk, name, address) for name in _CALLS if (address := read(at, name))]
    try:
        for name, hooked in kept:
            change(at, name, ctypes.cast(hooked, ctypes.c_void_p))
        yield disk
    finally:
        for name, _ in kept:
            change(at, name, None)


def _hooked(disk: Disk, name: bytes, address: int) -> tuple[bytes, Any]:
    real = _Write(address)

    def write(fd: int, data: int, count: int, offset: int) -> int:
        if disk.refuses(fd):
            ctypes.set_errno(disk.error)
            return -1
        return int(real(fd, data, count, offset))

    return name, _Write(write)


# --- a small file system


@contextlib.contextmanager
def small(folder: Path, size: int) -> Iterator[Path]:
    """A file system of so many bytes, mounted at `folder`. Skips the test where nothing may be mounted."""
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)]
    try:
        mounted = sys.platform == "linux" and subprocess.run(command, capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        mounted = False
    if not mounted:
        pytest.skip("a small file system can only be mounted by root, on Linux")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def fill(folder: Path, leave: int) -> None:
    """Take all space but so many bytes, with one file."""
    taken = folder / "ballast"
    found = os.statvfs(folder)
    size = found.f_bavail * found.f_frsize - leave + (taken.stat().st_size if taken.exists() else 0)
    with taken.open("ab") as file:
        file.truncate(min(file.tell(), max(size, 0)))
        if size > file.seek(0, os.SEEK_END):
            file.write(bytes(size - file.tell()))


def free(folder: Path) -> None:
    """Give all that space back."""
    (folder / "ballast").unlink(missing_ok=True)


# --- what clients saw


@dataclass
class History:
    """What came of turns: those that were taken, as a journal; the refusals, as (key, status, code)."""

    journal: Journal = field(default_factory=Journal)
    refused: list[tuple[str, int, str]] = field(default_factory=list)

    def note(self, key: str, answer: Answer) -> None:
        if answer.status == 200:
            self.journal.keys[answer.run_id] = key
            self.journal.sights.append(Sight(answer.run_id, 0, answer.frames))
        else:
            self.refused.append((key, answer.status, json.loads(answer.content)["code"]))


async def turn(client: Client, history: History, key: str, tokens: int, rate: int = 800, **body: Any) -> Answer:
    """Take a turn, read it to its end, and note what came of it."""
    asked = client.turn(f"[bench n={tokens} rate={rate}]", {"Idempotency-Key": key}, program="chat", **body)
    answer = await asyncio.wait_for(asked, 30)
    history.note(key, answer)
    return answer


def broken(database: Path, history: History, tokens: int) -> list[str]:
    """Every promise that was broken, one line each. The server must be down."""
    found = faults(database, history.journal, tokens)
    found += [f"refusal: {one}" for one in history.refused if one[1] not in (503, 507) or "storage_" not in one[2]]
    with contextlib.closing(sqlite3.connect(database)) as db:
        kept = {key for (key,) in db.execute("SELECT idempotency_key FROM run")}
        found += [f"refused and kept: {key}" for key, _, _ in history.refused if key in kept]
        found += [f"damaged: {said}" for (said,) in db.execute("PRAGMA integrity_check") if said != "ok"]
    for sight in history.journal.sights:
        ends = sum(b"\nevent: end\n" in one for one in sight.frames)
        if ends != 1 or b"\nevent: end\n" not in sight.frames[-1]:
            found.append(f"end: run {sight.run} showed {ends} ends in {len(sight.frames)} events")
    return found


@contextlib.asynccontextmanager
async def lag(every_s: float = 0.005) -> AsyncIterator[list[float]]:
    """How much later than it asked for the event loop comes round, in seconds, again and again."""
    late: list[float] = []
    asked = time.monotonic() + every_s

    async def watch() -> None:
        nonlocal asked
        while True:
            asked = time.monotonic() + every_s
            await asyncio.sleep(every_s)
            late.append(time.monotonic() - asked)

    task = asyncio.create_task(watch())
    try:
        yield late
    finally:
        late.append(max(time.monotonic() - asked, 0.0))  # the wait that is going on
        task.cancel()
