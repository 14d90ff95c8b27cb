"""The client's own checks, run from here so that one command tests everything: types, lint, unit tests, budgets."""

import base64
import gzip
import hashlib
import json
import re
import runpy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

FRONTEND = Path(__file__).parent.parent / "frontend"
FIRST_LOAD_KB = 250
STYLES_KB = 20
EXPORT_MB = 3
SHARED_KB = 125
"""A shared file speaks all languages of the page: it has no server to ask for one."""


@pytest.fixture(scope="module")
def npm() -> Callable[..., None]:
    """Runs npm in the client's folder, with a borrowed Node where none is installed. Raises with what it said."""
    builder = runpy.run_path(str(FRONTEND / "build_client.py"))
    builder["install"](lambda line: None)
    run: Callable[..., None] = builder["find_node"](lambda line: None).npm
    return run


@pytest.fixture(scope="module")
def static() -> Path:
    builder = runpy.run_path(str(FRONTEND / "build_client.py"))
    builder["build"](lambda line: None)
    path: Path = builder["STATIC"]
    return path


@pytest.mark.timeout(300)
@pytest.mark.parametrize("script", ["typecheck", "lint", "test"])
def test_client_passes_its_own_checks(npm: Callable[..., None], script: str) -> None:
    npm("run", script)


def test_typescript_types_are_those_of_the_server(npm: Callable[..., None]) -> None:
    committed = FRONTEND / "src" / "api" / "schema.d.ts"
    before = committed.read_text("utf-8")
    npm("run", "gen")
    assert committed.read_text("utf-8") == before, "run `npm run gen` in frontend/ and commit what it writes"


def test_lock_file_names_no_registry() -> None:
    locked: dict[str, Any] = json.loads((FRONTEND / "package-lock.json").read_text("utf-8"))
    assert [path for path, package in locked["packages"].items() if "resolved" in package] == []


def zipped(paths: set[Path]) -> float:
    """Kilobytes over the wire."""
    return sum(len(gzip.compress(path.read_bytes(), 6)) for path in paths) / 1000


def test_first_screen_stays_within_its_budget(static: Path) -> None:
    page = (static / "index.html").read_text("utf-8")
    scripts = re.findall(r'<script(?![^>]*\bno[mM]odule)[^>]*\bsrc="/([^"?]+)', page)
    assert scripts, "the page has lost its scripts"
    assert zipped({static / name for name in scripts}) <= FIRST_LOAD_KB
    assert zipped(set(static.rglob("*.css"))) <= STYLES_KB
    assert sum(path.stat().st_size for path in static.rglob("*") if path.is_file()) <= EXPORT_MB * 1e6


def test_pages_carry_no_inline_style_that_the_policy_would_block(static: Path) -> None:
    for page in static.glob("*.html"):
        markup = re.sub(r"<script.*?</script>", "", page.read_text("utf-8"), flags=re.DOTALL)
        assert not re.search(r"<style|\sstyle=\"", markup), page.name


def test_every_page_has_the_hashes_of_its_scripts(static: Path) -> None:
    hashes: dict[str, list[str]] = json.loads((static / "csp.json").read_text("utf-8"))
    assert {page.name for page in static.glob("*.html")} == set(hashes)
    assert all(value.startswith("'sha256-") for values in hashes.values() for value in values)


def test_template_of_shared_files_is_small_and_needs_no_other_file(static: Path) -> None:
    path = static / "share.template"
    assert zipped({path}) <= SHARED_KB
    template = path.read_text("utf-8")
    assert [template.count(mark) for mark in ("{title}", "{conversation}")] == [1, 1]
    parts = re.fullmatch(
        r"(?P<head>.*)<style>(?P<style>.*)</style>(?P<body>.*)<script>(?P<script>.*)</script>\s*</body>\s*</html>\s*",
        template,
        re.DOTALL,
    )
    assert parts is not None
    assert re.findall(r"(?:src|href)=\"([^\"]*)", parts["head"] + parts["body"]) == ["data:,"]
    assert not re.search(r"</?script|<!--", parts["script"], re.IGNORECASE)
    assert not re.search(r"@import|url\(", parts["style"])
    for element in ("style", "script"):
        digest = base64.b64encode(hashlib.sha256(parts[element].encode()).digest()).decode()
        assert f"{element}-src 'sha256-{digest}';" in parts["head"]
