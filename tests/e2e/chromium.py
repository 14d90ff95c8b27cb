"""A Chromium for the browser tests: one that is installed, else the one that the npm package @sparticuz/chromium carries.

The carried one needs neither root nor a download of its own; where the machine lacks libraries that it links (NSS and the
like), those in the package are used.
"""

import os
import runpy
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import platformdirs

FRONTEND = Path(__file__).parent.parent.parent / "frontend"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
_EXTRACT = 'import chromium from "@sparticuz/chromium"; await chromium.executablePath();'


class NoChromium(Exception):
    """No browser runs here; the message says why."""


@dataclass(frozen=True)
class Chromium:
    """How to launch it: for Playwright's `launch`."""

    executable: str
    environment: dict[str, str] = field(default_factory=dict)

    def options(self) -> dict[str, Any]:
        return {
            "executable_path": self.executable,
            "args": list(ARGUMENTS),
            "env": {**os.environ, **self.environment},
        }


def find() -> Chromium:
    """The browser to test with: `CHROMIUM` names one, else an installed one, else the carried one. Raises NoChromium."""
    named = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if named:
        return Chromium(named)
    if sys.platform != "linux" or os.uname().machine != "x86_64":
        raise NoChromium("no Chromium is installed, and the one on npm is for Linux on x86-64; set CHROMIUM to one")
    return _carried()


def _carried() -> Chromium:
    builder = runpy.run_path(str(FRONTEND / "build_client.py"))
    builder["install"](lambda line: None)
    package = FRONTEND / "node_modules" / "@sparticuz" / "chromium"
    version = (package / "package.json").read_text("utf-8").split('"version": "')[1].split('"')[0]
    home = Path(platformdirs.user_cache_dir("dspy-chat", appauthor=False)) / f"chromium-{version}"
    executable = home / "chromium"
    if not (home / ".complete").is_file():
        _extract(_node(builder), home)
    environment = {"FONTCONFIG_PATH": str(home / "fonts")} if not Path("/etc/fonts").is_dir() else {}
    if _lacks_libraries(executable):
        environment["LD_LIBRARY_PATH"] = str(home / "al2023" / "lib")
    return Chromium(str(executable), environment)


def _node(builder: dict[str, Any]) -> str:
    folder = builder["find_node"](lambda line: None).folder
    return shutil.which("node", path=str(folder)) or str(folder / "node")


def _extract(node: str, home: Path) -> None:
    """Unpack with the package's own code, into what it takes for the folder for temporary files.

    Told that it runs on the Amazon Linux for which it is made, it unpacks the libraries too.
    """
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    command = [node, "--input-type=module", "--eval", _EXTRACT]
    environment = {**os.environ, "TMPDIR": str(home), "AWS_EXECUTION_ENV": "AWS_Lambda_nodejs22.x"}
    result = subprocess.run(
        command, cwd=FRONTEND, env=environment, capture_output=True, text=True, timeout=300, check=False
    )
    if result.returncode:
        raise RuntimeError(f"the Chromium of @sparticuz/chromium could not be unpacked: {result.stderr[-500:]}")
    (home / ".complete").touch()


def _lacks_libraries(executable: Path) -> bool:
    linked = subprocess.run(["ldd", str(executable)], capture_output=True, text=True, check=False).stdout
    return "not found" in linked
