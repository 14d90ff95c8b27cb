"""The shape of the code itself: who may import whom, what is public, what happens at import, sizes, words, documents."""

import ast
import inspect
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import dspy_chat
import pytest
from dspy_chat import hookspecs
from dspy_chat.program import Program

ROOT = Path(__file__).parent.parent
CORE = ROOT / "core" / "dspy_chat"
FILES = sorted(CORE.rglob("*.py"))
PLUGIN_PAGE = (ROOT / "plugins" / "README.md").read_text("utf-8")

FLOORS: list[set[str]] = [
    {
        "changes",
        "discretion",
        "errors",
        "events",
        "fields",
        "lean",
        "pace",
        "packing",
        "settings",
        "sse",
        "tables",
        "threads",
        "uploads",
        "web",
        "wellformed",
        "words",
    },
    {"brief", "database", "failures", "given", "language_model", "partial", "program"},
    {"client_build", "engine", "eventlog", "hookspecs"},
    {"demo", "progress", "shape", "store"},
    {"__init__", "exchange", "models", "playing", "plugins", "purging", "runner"},
    {"doctor", "runs"},
    {"api", "upkeep"},
    {"app", "server", "transfer"},
    {"carry", "start"},
    {"cli"},
    {"__main__"},
]
FLOOR = {unit: floor for floor, units in enumerate(FLOORS, 1) for unit in units}


def unit_of(file: Path) -> str:
    """The file or folder right under `dspy_chat` that a file belongs to."""
    return file.relative_to(CORE).parts[0].removesuffix(".py")


def imports_of(file: Path) -> Iterator[str]:
    """The units that a file imports, in functions and for type checkers too."""
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}: a relative import"
            if node.module == "dspy_chat":
                yield from (alias.name if alias.name in FLOOR else "__init__" for alias in node.names)
            elif node.module is not None and node.module.startswith("dspy_chat."):
                yield node.module.split(".")[1]
        elif isinstance(node, ast.Import):
            yield from (alias.name.split(".")[1] for alias in node.names if alias.name.startswith("dspy_chat."))


def test_every_file_is_on_a_floor() -> None:
    assert {unit_of(file) for file in FILES} == FLOOR.keys()


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(CORE)))
def test_file_imports_only_from_floors_below(file: Path) -> None:
    unit = unit_of(file)
    for other in imports_of(file):
        assert other == unit or FLOOR[other] < FLOOR[unit], (
            f"{unit} (floor {FLOOR[unit]}) imports {other} ({FLOOR[other]})"
        )


def test_there_are_no_more_floors_than_needed() -> None:
    """A file stands right above the highest that it imports, so that the table tells the real ladder."""
    needed: dict[str, int] = dict.fromkeys(FLOOR, 1)
    for _ in FLOORS:
        for file in FILES:
            unit = unit_of(file)
            needed[unit] = max([needed[unit], *(needed[other] + 1 for other in imports_of(file) if other != unit)])
    assert needed == FLOOR


def test_public_names_are_these() -> None:
    assert dspy_chat.__all__ == [
        "ChatError",
        "LanguageModel",
        "ModelUnavailable",
        "Program",
        "Progress",
        "hookimpl",
        "progress",
    ]
    assert all(hasattr(dspy_chat, name) for name in dspy_chat.__all__)


def test_plugins_import_nothing_under_the_face() -> None:
    for file in (ROOT / "plugins").rglob("*.py"):
        if "tests" not in file.parts:
            assert "dspy_chat." not in file.read_text("utf-8").replace("dspy_chat.org", ""), file


def test_only_these_files_know_sql_or_sse() -> None:
    knows_sql = {
        unit_of(file)
        for file in FILES
        if re.search(r"import (sqlite3|sqlalchemy)|from (sqlalchemy|sqlmodel)", file.read_text())
    }
    assert knows_sql == {"database", "eventlog", "store", "tables"}
    knows_sse = {unit_of(file) for file in FILES if "text/event-stream" in file.read_text()}
    assert knows_sse == {"sse"}


def test_nothing_is_made_at_import(tmp_path: Path) -> None:
    """Import every module in a fresh process: no app, engine, settings, plugin manager, model or thread may exist."""
    names = [
        ".".join(("dspy_chat", *file.relative_to(CORE).with_suffix("").parts)).removesuffix(".__init__")
        for file in FILES
        if file.name != "__main__.py"
    ]
    code = f"""
import gc, importlib, threading, fastapi, pluggy, dspy
from sqlalchemy.engine import Engine
from sqlalchemy.ext.asyncio import AsyncEngine
before, models = threading.active_count(), {{id(o) for o in gc.get_objects() if isinstance(o, dspy.BaseLM)}}
for name in {names!r}:
    importlib.import_module(name)
from dspy_chat.settings import Settings
kinds = (fastapi.FastAPI, pluggy.PluginManager, Engine, AsyncEngine, Settings)
print([type(o).__name__ for o in gc.get_objects() if isinstance(o, kinds)])
print([o for o in gc.get_objects() if isinstance(o, dspy.BaseLM) and id(o) not in models])
print(threading.active_count() - before)
"""
    found = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env={
            **{name: os.environ[name] for name in ("PATH", "PYTHONPATH") if name in os.environ},
            "HOME": str(tmp_path),
            "DSPY_CACHEDIR": str(tmp_path / "cache"),
        },
        check=False,
    )
    assert found.stdout.split("\n")[:3] == ["[]", "[]", "0"], found.stderr
    assert not (tmp_path / ".local").exists()


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(CORE)))
def test_file_says_in_one_sentence_what_it_is_for(file: Path) -> None:
    text = ast.get_docstring(ast.parse(file.read_text("utf-8")))
    assert text, "no docstring"
    first = text.split("\n\n")[0].replace("\n", " ")
    assert re.search(r"[.:`;]$", first), first


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(CORE)))
def test_file_is_no_longer_than_its_subject_needs(file: Path) -> None:
    assert len(file.read_text("utf-8").splitlines()) <= 300


def lines_of(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def test_no_function_is_too_long() -> None:
    long = [
        f"{file.name}:{node.name} ({lines_of(node)})"
        for file in FILES
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and lines_of(node) > 60
    ]
    assert long == []


def hooks() -> list[str]:
    return [name for name, value in vars(hookspecs).items() if name.startswith("dspy_chat_") and callable(value)]


@pytest.mark.parametrize("hook", hooks())
def test_every_hook_has_a_heading_for_plugin_authors_and_a_test(hook: str) -> None:
    assert f"\n## `{hook}`\n" in PLUGIN_PAGE
    assert inspect.getdoc(getattr(hookspecs, hook))
    assert f"def {hook}" in (ROOT / "tests" / "test_plugins.py").read_text("utf-8") + PLUGIN_PAGE


def test_plugin_page_has_no_heading_for_a_hook_that_is_not() -> None:
    assert re.findall(r"^## `(\w+)`$", PLUGIN_PAGE, re.M) == hooks()


WITHOUT_EFFECT = {"metric", "settings"}
"""Fields of `Program` that nothing reads yet. Not documented, because they would promise what does not happen."""


def test_every_field_of_a_program_that_has_an_effect_is_documented() -> None:
    documented = set(re.findall(r"^\| `(\w+)` \|", PLUGIN_PAGE, re.M))
    assert documented == {field.name for field in fields(Program)} - WITHOUT_EFFECT
    read = "\n".join(file.read_text("utf-8") for file in FILES)
    for field in fields(Program):
        assert bool(re.search(rf"program\.{field.name}\b", read)) is (field.name not in WITHOUT_EFFECT), field.name


SHOWN = re.compile(r"\b(bots?|agents?|skills?)\b", re.I)


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(CORE)))
def test_words_of_the_house_are_kept(file: Path) -> None:
    tree = ast.parse(file.read_text("utf-8"))
    texts = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    names = [node.id for node in ast.walk(tree) if isinstance(node, ast.Name)]
    for text in [*texts, *(name.replace("_", " ") for name in names)]:
        assert not SHOWN.search(text), text


@pytest.mark.parametrize("name", ["api/bodies.py", "events.py", "tables.py", "settings.py"])
def test_conversation_has_no_other_name(name: str) -> None:
    tree = ast.parse((CORE / name).read_text("utf-8"))
    words = {
        node.target.id
        for node in ast.walk(tree)
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name)
    }
    words |= {node.name.lower() for node in ast.walk(tree) if isinstance(node, ast.ClassDef)}
    assert not [word for word in words if re.search(r"thread|session|chat_?id", word)]


def test_routes_speak_the_same_words() -> None:
    for file in (CORE / "api").glob("*.py"):
        for text in re.findall(r'"(/[^"\s]*)"', file.read_text("utf-8")):
            assert not re.search(r"thread|session|bot|agent", text), text


def test_every_module_is_in_some_test() -> None:
    tests = "\n".join(
        file.read_text("utf-8") for file in (ROOT / "tests").rglob("*.py") if file.name != Path(__file__).name
    )
    missing = [
        unit
        for unit in FLOOR.keys() - {"__init__"}
        if not re.search(rf"dspy_chat\.{unit}\b|from dspy_chat import [^\n]*\b{unit}\b|-m\W+dspy_chat\W", tests)
    ]
    assert missing == []


def test_code_says_nothing_to_standard_output_but_the_command_line() -> None:
    for file in FILES:
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                assert node.func.id != "print", file
