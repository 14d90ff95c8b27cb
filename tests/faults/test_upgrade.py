"""An upgrade, a backup or a restore that is killed at any instant loses nothing and is done again; see `upgrade.py`."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="the work is done in forks here")
ROOT = Path(__file__).parents[2]


def killed(*arguments: str, timeout: float = 100) -> dict[str, Any]:
    """The report of a run of its own: the process that forks must have no threads."""
    command = [sys.executable, "-m", "tests.faults.upgrade", "--json", *arguments]
    run = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=timeout, check=False)
    assert run.stdout, run.stderr
    found: dict[str, Any] = json.loads(run.stdout)
    return found


def test_kill_at_any_instant_loses_nothing() -> None:
    report = killed("--kills", "3", "--times", "30", "--seed", "5")
    assert report["faults"] == []
    assert report["rows"] > 1500
    assert report["kills"] >= 8, "the kills came too late"


@pytest.mark.nightly
@pytest.mark.timeout(3600)
def test_kill_at_200_instants_of_each_loses_nothing() -> None:
    report = killed("--kills", "200", timeout=3600)
    assert report["faults"] == []
    assert report["kills"] > 600
    for state in ("upgrade: copying", "upgrade: copied", "backup: copying", "restore: copying"):
        assert report["states"].get(state, 0) > 0, state
