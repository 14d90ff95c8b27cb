"""Finds out in a child process whether the engine and a model work here, and remembers that they did.

The engine is compiled code: on a processor without AVX2 its import ends the process (SIGILL), so the server must not
import it before a child has survived that.
"""

import contextlib
import hashlib
import importlib.metadata
import importlib.util
import json
import os
import platform
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from dspy_chat import ModelUnavailable

_ENGINE: Final = "xllamacpp"
_PROBE: Final = (sys.executable, "-m", "dspy_chat_embedded.probe")
_CPUINFO: Final = Path("/proc/cpuinfo")
_ILLEGAL_WINDOWS: Final = 0xC000001D
_TIMEOUT_S: Final = 60.0
_BYTES_PER_S: Final = 25_000_000
"""A slow disk: what a big model may take to load is added to the time limit."""


def check_installed(engine: str = _ENGINE) -> None:
    """Raise ModelUnavailable where the engine is not installed. Imports nothing."""
    if importlib.util.find_spec(engine) is None:
        raise ModelUnavailable(
            "The built-in model cannot run here: its engine (xllamacpp) is not installed. Ready-made builds exist for "
            "Linux and macOS on x86-64 and ARM64 and for Windows on x86-64; there `pip install xllamacpp` brings it."
        )


def check_engine(command: Sequence[str] = _PROBE, timeout_s: float = _TIMEOUT_S) -> None:
    """Raise ModelUnavailable where the engine cannot even be imported. Done before anything is downloaded."""
    _try(command, timeout_s)


def check_model(model: Path, remembered: Path, command: Sequence[str] = _PROBE, timeout_s: float | None = None) -> None:
    """Raise ModelUnavailable unless the engine loads `model` and makes a token of it.

    A passed verdict is kept in the file `remembered` and holds for this engine version, model file, Python and
    processor; a failed one is never kept.
    """
    key = fingerprint(model)
    if _recall(remembered) == key:
        return
    limit = timeout_s or _TIMEOUT_S + model.stat().st_size / _BYTES_PER_S
    _try([*command, str(model.resolve())], limit, model)
    _remember(remembered, key)


def fingerprint(model: Path, cpuinfo: Path = _CPUINFO) -> str:
    """What a verdict depends on."""
    status = model.stat()
    parts = [
        _engine_version(),
        str(model.resolve()),
        f"{status.st_size} {status.st_mtime_ns}",
        sys.version,
        platform.platform(),
        _processor(cpuinfo),
    ]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _engine_version() -> str:
    try:
        return importlib.metadata.version(_ENGINE)
    except importlib.metadata.PackageNotFoundError:
        return "unknown"


def _processor(cpuinfo: Path) -> str:
    """The processor with its instruction sets: a data directory may move to another machine."""
    try:
        lines = cpuinfo.read_text("utf-8", "replace").splitlines()
    except OSError:
        return f"{platform.machine()} {platform.processor()}"
    return next((line for line in lines if line.lower().startswith(("flags", "features"))), platform.machine())


def _try(command: Sequence[str], timeout_s: float, model: Path | None = None) -> None:
    environment = {**os.environ, "PYTHONSAFEPATH": "1"}  # `-m` would import from the current folder first
    try:
        child = subprocess.run(  # noqa: S603 - our own module, no shell
            list(command),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=timeout_s,
            check=False,
            env=environment,
        )
    except subprocess.TimeoutExpired as error:
        raise ModelUnavailable(
            f"The built-in model cannot run here: it did not make one token in {timeout_s:.0f} seconds."
        ) from error
    reason = reason_of(child.returncode, child.stdout.decode("utf-8", "replace"), model)
    if reason is not None:
        raise ModelUnavailable(f"The built-in model cannot run here: {reason}.")


def reason_of(code: int, output: str, model: Path | None = None) -> str | None:
    """Why a probe failed, as a clause in plain words; None when it passed. `code` is the child's exit status."""
    if code == -signal.SIGILL or code in (_ILLEGAL_WINDOWS, _ILLEGAL_WINDOWS - (1 << 32)):
        if platform.machine().lower() in ("x86_64", "amd64"):
            return "its engine needs a processor with AVX2, which this machine (or its emulator) does not have"
        return "its engine uses instructions that this processor does not have"
    if code < 0:
        return f"its engine crashed ({_signal_name(-code)})"
    verdict = _verdict(output)
    if verdict is None:
        return f"its engine ended without an answer (exit status {code})"
    if verdict.get("ok") is True:
        return None
    return _reason_in(str(verdict.get("error")), str(verdict.get("message")), model)


def _reason_in(error: str, message: str, model: Path | None) -> str:
    if "libgomp" in message:
        return "the system library libgomp is missing; install libgomp1 (Debian, Ubuntu) or libgomp (Fedora, Alpine)"
    if error in ("ImportError", "ModuleNotFoundError", "OSError"):
        return f"its engine cannot be loaded ({message})"
    if model is not None:
        return f"the engine cannot load {str(model)!r}; it must be a whole GGUF file of a language model"
    return f"its engine failed ({error})"


def _verdict(output: str) -> dict[str, object] | None:
    try:
        verdict = json.loads(output.strip().rpartition("\n")[2])
    except ValueError:
        return None
    return verdict if isinstance(verdict, dict) else None


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"


def _recall(remembered: Path) -> str | None:
    try:
        return remembered.read_text("utf-8").strip()
    except OSError:
        return None


def _remember(remembered: Path, key: str) -> None:
    part = remembered.with_name(f"{remembered.name}.{os.getpid()}")
    try:
        remembered.parent.mkdir(parents=True, exist_ok=True)
        part.write_text(f"{key}\n", "utf-8")
        os.replace(part, remembered)
    except OSError:  # without the note the next start only takes half a second longer
        with contextlib.suppress(OSError):
            part.unlink()
