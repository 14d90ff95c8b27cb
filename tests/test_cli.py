"""The command line, as processes of its own."""

import contextlib
import os
import re
import resource
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from pathlib import Path

import pytest

HELP_CPU_S = 0.5
DEMO = ("--model", "demo", "--no-open", "--port", "0")


def environment(tmp_path: Path, **more: str) -> dict[str, str]:
    kept = {
        name: os.environ[name] for name in ("PATH", "HOME", "LANG", "PYTHONPATH", "VIRTUAL_ENV") if name in os.environ
    }
    ours = {"DSPY_CHAT_DATA_DIR": str(tmp_path / "data"), "DSPY_CHAT_SKIP_FRONTEND": "1"}
    return {**kept, **ours, "NO_COLOR": "1", "COLUMNS": "120", **more}


def run(tmp_path: Path, *args: str, **more: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "dspy_chat", *args],
        capture_output=True,
        text=True,
        timeout=60,
        cwd=tmp_path,
        env=environment(tmp_path, **more),
        check=False,
    )


@contextlib.contextmanager
def started(
    tmp_path: Path, *args: str, command: Sequence[str] = (sys.executable, "-m", "dspy_chat")
) -> Iterator[tuple["subprocess.Popen[str]", str]]:
    """A server in a process of its own, and the line that says it is ready."""
    process = subprocess.Popen(
        [*command, *args],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=tmp_path,
        env=environment(tmp_path),
    )
    assert process.stdout is not None
    assert process.stderr is not None
    try:
        yield process, process.stdout.readline()
    finally:
        process.kill()
        process.wait(10)
        process.stdout.close()
        process.stderr.close()


def test_help_answers_at_once(tmp_path: Path) -> None:
    run(tmp_path, "--help")
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    found = run(tmp_path, "--help")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert found.returncode == 0
    for command in ("serve", "programs", "version"):
        assert command in found.stdout
    assert (after.ru_utime + after.ru_stime) - (before.ru_utime + before.ru_stime) < HELP_CPU_S


def test_help_imports_neither_dspy_nor_pydantic(tmp_path: Path) -> None:
    code = (
        "import sys\nfrom dspy_chat.cli import cli\n"
        "try:\n    cli(['--help'])\nexcept SystemExit:\n    pass\n"
        "print([name for name in ('dspy', 'pydantic', 'fastapi', 'sqlalchemy', 'alembic') if name in sys.modules])"
    )
    found = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env=environment(tmp_path),
        check=True,
    )
    assert found.stdout.rstrip().endswith("[]")
    assert "serve" in found.stdout


@pytest.mark.parametrize("args", [("version",), ("--version",)])
def test_version_is_printed(tmp_path: Path, args: tuple[str, ...]) -> None:
    found = run(tmp_path, *args)
    assert (found.returncode, found.stdout.strip()) == (0, version("dspy-chat"))


def test_programs_are_listed_with_the_default_marked(tmp_path: Path) -> None:
    found = run(tmp_path, "programs")
    assert found.returncode == 0
    lines = found.stdout.splitlines()
    assert any(line.startswith("* chat ") for line in lines)
    assert any(line.startswith("  echo ") and "Says what you said" in line for line in lines)
    assert not (tmp_path / "data" / "chat.db").exists()


def test_without_a_command_it_serves_and_stops_cleanly(tmp_path: Path) -> None:
    with started(tmp_path, *DEMO) as (process, ready):
        match = re.match(
            r"dspy-chat is ready at (http://127\.0\.0\.1:\d+)  \((\d+) programs, answered by Demo engine", ready
        )
        assert match is not None, ready
        with urllib.request.urlopen(f"{match[1]}/health", timeout=5) as answer:
            assert answer.status == 200
        taken = match[1].rpartition(":")[2]
        second = run(tmp_path, *DEMO[:3], "--port", taken, "--data-dir", str(tmp_path / "other"))
        assert second.returncode == 2
        assert f"port {taken} is taken, perhaps by another dspy-chat" in second.stderr
        assert "Traceback" not in second.stderr
        same_data = run(tmp_path, *DEMO)
        assert same_data.returncode == 2
        assert "another dspy-chat server uses the data directory" in " ".join(same_data.stderr.split())
        assert "Traceback" not in same_data.stderr
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) in (0, -signal.SIGTERM)
        assert process.stderr is not None
        assert "Traceback" not in process.stderr.read()


@pytest.mark.parametrize(
    ("args", "more", "words"),
    [
        (("--port", "99999"), {}, "the setting port (DSPY_CHAT_PORT): Input should be less than or equal to 65535"),
        (("--log-level", "loud"), {}, "the setting log_level (DSPY_CHAT_LOG_LEVEL): Input should be 'debug', 'info'"),
        ((), {"BACKEND_PORT": "http"}, "PORT: Input should be a valid integer"),
        ((), {"DSPY_CHAT_PING_S": "0"}, "ping_s (DSPY_CHAT_PING_S): Input should be greater than 0"),
        ((), {"DSPY_CHAT_MODEL_CAN": "tools,fly"}, "model_can (DSPY_CHAT_MODEL_CAN): Input should be 'tools'"),
        (("--host", "no.such.host.invalid"), {}, "'no.such.host.invalid' is not an address of this machine"),
        (("--model", "gpt"), {}, "provider/name"),
        (("--data-dir", "/proc/none"), {}, "cannot be written"),
    ],
    ids=["port", "level", "environment", "own name", "part of a list", "host", "model", "data"],
)
def test_setting_that_cannot_be_is_said_in_one_line(
    tmp_path: Path, args: tuple[str, ...], more: dict[str, str], words: str
) -> None:
    usual = () if "--model" in args else ("--model", "demo")
    port = () if "--port" in args or "BACKEND_PORT" in more else ("--port", "0")
    found = run(tmp_path, *usual, *port, "--no-open", *args, **more)
    assert found.returncode == 2
    assert words in " ".join(found.stderr.split())
    assert "Traceback" not in found.stderr
    assert found.stdout == ""


def test_file_in_the_place_of_the_database_is_said_in_one_line_and_left(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "chat.db").write_text("somebody's letter, and no database\n" * 100)
    found = run(tmp_path, *DEMO)
    assert found.returncode == 2
    assert "puts a backup in its place" in " ".join(found.stderr.split())
    assert "Traceback" not in found.stderr
    assert found.stdout == ""
    assert (tmp_path / "data" / "chat.db").read_text().startswith("somebody's letter")


def test_unknown_option_is_refused_with_the_usage(tmp_path: Path) -> None:
    found = run(tmp_path, "--nonsense")
    assert found.returncode == 2
    assert "--nonsense" in found.stderr


def test_key_is_never_printed(tmp_path: Path) -> None:
    found = run(tmp_path, "--port", "99999", OPENAI_API_KEY="sk-canary-271828", DSPY_CHAT_MODEL_KEY="sk-canary-271828")
    assert "sk-canary" not in found.stdout + found.stderr


def test_port_that_is_taken_by_anybody_is_said(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        began = time.monotonic()
        found = run(tmp_path, "--model", "demo", "--port", str(other.getsockname()[1]))
    assert found.returncode == 2
    assert "is taken" in found.stderr
    assert "--port" in found.stderr
    assert time.monotonic() - began < 30
