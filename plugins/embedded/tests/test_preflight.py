import os
import signal
import sys
from pathlib import Path

import pytest
from dspy_chat import ModelUnavailable
from dspy_chat_embedded.preflight import check_engine, check_installed, check_model, fingerprint, reason_of
from dspy_chat_embedded.prepare import prepare

PASSES = '{"ok": true}'


def child(code: str) -> list[str]:
    return [sys.executable, "-c", code]


@pytest.fixture
def model(tmp_path: Path) -> Path:
    path = tmp_path / "x.gguf"
    path.write_bytes(b"GGUF and so on")
    return path


def counting(tmp_path: Path) -> list[str]:
    """A child that passes and leaves a mark each time it runs."""
    return child(f"open({str(tmp_path / 'ran')!r}, 'a').write('x'); print('{PASSES}')")


def test_a_passed_verdict_is_remembered(tmp_path: Path, model: Path) -> None:
    for _ in range(3):
        check_model(model, tmp_path / "deep" / "verdict", counting(tmp_path))
    assert (tmp_path / "ran").read_text() == "x"


def test_another_file_is_tried_again(tmp_path: Path, model: Path) -> None:
    check_model(model, tmp_path / "verdict", counting(tmp_path))
    model.write_bytes(b"GGUF and other things")
    check_model(model, tmp_path / "verdict", counting(tmp_path))
    assert (tmp_path / "ran").read_text() == "xx"


def test_a_verdict_holds_for_one_processor(tmp_path: Path, model: Path) -> None:
    new, old = tmp_path / "new", tmp_path / "old"
    new.write_text("processor: 0\nflags: sse2 avx avx2\n")
    old.write_text("processor: 0\nflags: sse2\n")
    assert fingerprint(model, new) == fingerprint(model, new)
    assert fingerprint(model, new) != fingerprint(model, old)


def test_a_failed_verdict_is_not_remembered(tmp_path: Path, model: Path) -> None:
    for _ in range(2):
        with pytest.raises(ModelUnavailable):
            check_model(model, tmp_path / "verdict", child("raise SystemExit(1)"))
    assert not (tmp_path / "verdict").exists()


@pytest.mark.skipif(os.name == "nt", reason="no signals")
def test_a_processor_that_is_too_old_is_told(model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("platform.machine", lambda: "x86_64")
    dies = child("import os, signal; os.kill(os.getpid(), signal.SIGILL)")
    with pytest.raises(ModelUnavailable, match="AVX2"):
        check_engine(dies)


def test_a_child_that_hangs_is_ended(model: Path, tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailable, match="did not make one token in 2 seconds"):
        check_model(model, tmp_path / "verdict", child("import time; time.sleep(60)"), timeout_s=2)


def failed(error: str, message: str) -> str:
    return f'noise\n{{"ok": false, "error": "{error}", "message": "{message}"}}\n'


@pytest.mark.parametrize(
    ("code", "output", "words"),
    [
        (-signal.SIGSEGV, "", "crashed (SIGSEGV)"),
        (0xC000001D, "", "processor"),
        (3, "oops", "exit status 3"),
        (0, "[1]", "without an answer"),
        (0, failed("ImportError", "libgomp.so.1: cannot open shared object file"), "libgomp1"),
        (0, failed("ImportError", "DLL load failed"), "cannot be loaded (DLL load failed)"),
        (0, failed("GenerationFailed", "failed to load model"), "whole GGUF file"),
    ],
)
def test_failures_are_told_in_plain_words(code: int, output: str, words: str, model: Path) -> None:
    assert words in str(reason_of(code, output, model))


def test_noise_before_the_verdict_does_not_matter() -> None:
    assert reason_of(0, f"some library says hello\n{PASSES}\n") is None


def test_an_engine_that_is_not_installed_is_told() -> None:
    with pytest.raises(ModelUnavailable, match="not installed"):
        check_installed("no_such_engine_here")


@pytest.mark.parametrize(
    ("content", "words"), [(None, "cannot be read: No such file"), (b"PK\x03\x04", "is not a GGUF file")]
)
def test_a_path_that_names_no_model_is_refused(tmp_path: Path, content: bytes | None, words: str) -> None:
    path = tmp_path / "mine.gguf"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ModelUnavailable, match=words) as caught:
        prepare(str(path), str(tmp_path), lambda sentence, fraction: None)
    assert "mine.gguf" in caught.value.message


def test_a_truncated_model_is_refused_by_the_real_engine(tmp_path: Path) -> None:
    pytest.importorskip("xllamacpp")
    path = tmp_path / "half.gguf"
    path.write_bytes(b"GGUF\x03\x00\x00\x00" + bytes(1000))
    with pytest.raises(ModelUnavailable, match="whole GGUF file"):
        prepare(str(path), str(tmp_path), lambda sentence, fraction: None)
