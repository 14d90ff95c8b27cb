"""Plugins are found, checked and kept apart: one that fails is shown with its reason and hurts nobody."""

import importlib
import re
import sys
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from dspy_chat import plugins
from dspy_chat.errors import UnknownProgram
from dspy_chat.plugins import Plugin, install

from tests.serving import serving

GOOD = """
    from dspy_chat import Program, hookimpl

    @hookimpl
    def dspy_chat_programs():
        return [Program(id="NAME", title="Good", build="question -> answer")]
"""
FAILING: dict[str, tuple[str, str]] = {
    "raises": ("raise RuntimeError('no luck')", "RuntimeError: no luck"),
    "broken": ("def x(:", "SyntaxError"),
    "leaves": ("import sys; sys.exit('bye')", "SystemExit: bye"),
    "lacks": ("import nowhere_at_all", "ModuleNotFoundError: No module named 'nowhere_at_all'"),
    "silent": ("raise RuntimeError", "RuntimeError"),
    "unmarked": ("def dspy_chat_programs():\n    return []", "@hookimpl"),
    "misspelt": (
        "from dspy_chat import hookimpl\n@hookimpl\ndef dspy_chat_program():\n    return []",
        "dspy_chat_program",
    ),
    "signature": (
        "from dspy_chat import hookimpl\n@hookimpl\ndef dspy_chat_programs(app):\n    return []",
        "dspy_chat_programs",
    ),
    "nothing": (
        "from dspy_chat import hookimpl\n@hookimpl\ndef dspy_chat_programs():\n    pass",
        "dspy_chat_programs returned None where a list of Program",
    ),
    "wrong": (
        "from dspy_chat import hookimpl\n@hookimpl\ndef dspy_chat_programs():\n    return ['chat']",
        "dspy_chat_programs returned str where Program was expected",
    ),
    "single": (
        "from dspy_chat import hookimpl, Program\n@hookimpl\ndef dspy_chat_programs():\n"
        "    return Program(id='one', title='One', build='question -> answer')",
        "not iterable",
    ),
    "models": (
        "from dspy_chat import hookimpl\n@hookimpl\ndef dspy_chat_models():\n    return [1]",
        "dspy_chat_models returned int where LanguageModel",
    ),
    "hook": (
        "from dspy_chat import hookimpl\n@hookimpl\ndef dspy_chat_programs():\n    raise ValueError('in the hook')",
        "ValueError: in the hook",
    ),
    "late": (
        "from dspy_chat import hookimpl\n@hookimpl\ndef dspy_chat_programs():\n    yield 1 / 0",
        "ZeroDivisionError",
    ),
    "build": (
        "from dspy_chat import hookimpl, Program\n@hookimpl\ndef dspy_chat_programs():\n"
        "    return [Program(id='b', title='B', build=lambda: exit(3))]",
        "SystemExit: 3",
    ),
    "badid": (
        "from dspy_chat import hookimpl, Program\n@hookimpl\ndef dspy_chat_programs():\n"
        "    return [Program(id='Bad Id', title='B', build='question -> answer')]",
        "'Bad Id'",
    ),
    "badtext": (
        "from dspy_chat import hookimpl, Program\n@hookimpl\ndef dspy_chat_programs():\n"
        "    return [Program(id='b', title='B', build='question -> answer', description=None)]",
        "the description of the program 'b' is None",
    ),
    "twice": (
        "from dspy_chat import hookimpl, Program\n@hookimpl\ndef dspy_chat_programs():\n"
        "    return [Program(id='same', title=t, build='question -> answer') for t in 'AB']",
        "'same' is taken",
    ),
    "half": (
        "from dspy_chat import hookimpl, Program\n@hookimpl\ndef dspy_chat_programs():\n"
        "    return [Program(id='half', title='A', build='question -> answer'),"
        " Program(id='other', title='B', build='k: int -> answer')]",
        "no text input for the message",
    ),
}
Point = tuple[str, Plugin, Callable[[], Any]]


@pytest.fixture
def point(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str, str], Point]]:
    """Writes a plugin's module and gives its entry point, as `plugins.entry_points` does."""
    folder = tmp_path / "plugins"
    folder.mkdir()
    monkeypatch.syspath_prepend(str(folder))
    names: list[str] = []

    def make(name: str, source: str) -> Point:
        module = f"chat_test_{name}"
        (folder / f"{module}.py").write_text(textwrap.dedent(source).replace("NAME", name), "utf-8")
        importlib.invalidate_caches()
        names.append(module)
        return name, Plugin(name, f"dist-{name}", "1.0"), lambda: importlib.import_module(module)

    yield make
    for name in names:
        sys.modules.pop(name, None)


@pytest.mark.parametrize("name", FAILING)
def test_failing_plugin_is_listed_with_its_error_and_others_work(
    name: str, point: Callable[[str, str], Point], capfd: pytest.CaptureFixture[str]
) -> None:
    source, words = FAILING[name]
    found = install([point("before", GOOD), point(name, source), point("after", GOOD)])
    assert list(found.by_id) == ["before", "after"]
    assert [(plugin.name, plugin.status) for plugin in found.plugins] == [
        ("before", "ok"),
        (name, "failed"),
        ("after", "ok"),
    ]
    error = found.plugins[1].error
    assert error is not None
    assert words in error
    assert "\n" not in error
    assert len(error) <= 500
    assert (found.plugins[1].distribution, found.plugins[1].version) == (f"dist-{name}", "1.0")
    assert found.models == []


def test_id_that_another_plugin_has_taken_is_refused(point: Callable[[str, str], Point]) -> None:
    first, second = point("first", GOOD.replace("NAME", "chat")), point("second", GOOD.replace("NAME", "chat"))
    found = install([first, second])
    assert found.by_id["chat"].plugin == "first"
    assert found.plugins[1].error == "the program id 'chat' is taken by another program"


def test_what_a_plugin_prints_stays_out_of_the_servers_output(
    point: Callable[[str, str], Point], capfd: pytest.CaptureFixture[str]
) -> None:
    source = GOOD.replace("@hookimpl", "print('at import')\n    @hookimpl").replace(
        "return", "print('in the hook'); return"
    )
    found = install([point("loud", source)])
    assert list(found.by_id) == ["loud"]
    assert capfd.readouterr().out == ""


def test_keyboard_interrupt_is_the_users_and_not_the_plugins(point: Callable[[str, str], Point]) -> None:
    with pytest.raises(KeyboardInterrupt):
        install([point("stop", "raise KeyboardInterrupt")])


def test_default_is_the_named_one_then_chat_then_the_first(point: Callable[[str, str], Point]) -> None:
    points = [point("other", GOOD), point("chat", GOOD), point("wanted", GOOD)]
    assert install(points, "wanted").default == "wanted"
    assert install(points, "missing").default == "chat"
    assert install(points).default == "chat"
    assert install(points[:1]).default == "other"
    assert install([]).default is None


def test_default_that_is_not_installed_is_said_in_the_log(
    point: Callable[[str, str], Point], caplog: pytest.LogCaptureFixture
) -> None:
    install([point("one", GOOD)], "nobody")
    assert "the default program 'nobody' is not installed" in caplog.text


def test_unknown_program_is_refused_with_those_there_are(point: Callable[[str, str], Point]) -> None:
    with pytest.raises(UnknownProgram, match="'one'"):
        install([point("one", GOOD)]).get("two")
    with pytest.raises(UnknownProgram, match="pip install"):
        install([]).get("two")


def test_version_is_the_programs_own_else_its_plugins(point: Callable[[str, str], Point]) -> None:
    own = GOOD.replace("title=", "version='7', title=")
    found = install([point("own", own), point("plain", GOOD)])
    assert (found.by_id["own"].ref.version, found.by_id["plain"].ref.version) == ("7", "1.0")


def test_installed_entry_points_are_found_with_their_distributions() -> None:
    found = {name: plugin for name, plugin, _ in plugins.entry_points()}
    assert found["echo"].distribution == "dspy-chat-echo"
    assert found["basics"].distribution == "dspy-chat-basics"
    assert list(found) == sorted(found)


async def test_failed_plugins_are_shown_by_the_api_and_turns_go_on(
    tmp_path: Path, point: Callable[[str, str], Point]
) -> None:
    points = [point(name, source) for name, (source, _) in FAILING.items()]
    async with serving(tmp_path / "data", points=[*points, point("good", GOOD)]) as client:
        shown = (await client.get("/api/programs")).json()
        assert [program["id"] for program in shown["programs"]] == ["good"]
        assert shown["programs"][0]["default"]
        failed = {plugin["name"]: plugin["error"] for plugin in shown["plugins"] if plugin["status"] == "failed"}
        assert failed.keys() == FAILING.keys()
        answer = await client.turn("hi")
        assert answer.types[-2:] == ["final", "end"]


async def test_server_without_any_program_says_what_to_install(tmp_path: Path) -> None:
    async with serving(tmp_path, points=[]) as client:
        assert (await client.get("/api/programs")).json() == {"programs": [], "plugins": []}
        refused = await client.post("/chat/stream", json={"message": "hi"})
        assert refused.status_code == 404
        assert "dspy-chat-basics" in refused.json()["message"]
        assert (await client.get("/health")).json()["programs"] == 0


def test_message_of_an_error_may_itself_fail(point: Callable[[str, str], Point]) -> None:
    source = "class E(Exception):\n    def __str__(self):\n        raise RuntimeError\nraise E"
    found = install([point("odd", source), point("good", GOOD)])
    assert list(found.by_id) == ["good"]
    assert found.plugins[0].error == "E"


PAGE = (Path(__file__).parent.parent / "plugins" / "README.md").read_text("utf-8")
EXAMPLES = re.findall(r"^```python\n(.*?)^```", PAGE, re.M | re.S)
NAMES = ["poet", "writer", "reader", "shop", "deep"]


def test_page_for_plugin_authors_has_these_examples() -> None:
    assert len(EXAMPLES) == len(NAMES)


@pytest.mark.parametrize(("name", "source"), list(zip(NAMES, EXAMPLES, strict=True)), ids=NAMES)
def test_example_for_plugin_authors_installs(name: str, source: str, point: Callable[[str, str], Point]) -> None:
    found = install([point(name, source)])
    assert [plugin.error for plugin in found.plugins] == [None]
    assert [*found.by_id, *(model.id for model in found.models)] == [name]


async def test_examples_for_plugin_authors_do_what_the_page_says(
    tmp_path: Path, point: Callable[[str, str], Point]
) -> None:
    points = [point(name, source) for name, source in zip(NAMES, EXAMPLES, strict=True)]
    async with serving(tmp_path / "demo", points=points) as client:
        shown = {program["id"]: program for program in (await client.get("/api/programs")).json()["programs"]}
        assert list(shown["writer"]["inputs"]["properties"]) == ["tone", "length"]
        assert shown["writer"]["answer_field"] == "answer"
        assert [(field["name"], field["role"]) for field in shown["writer"]["fields"]] == [
            ("answer", "answer"),
            ("confidence", "detail"),
        ]
        poem = await client.turn("whales", program="poet")
        assert poem.types[-2:] == ["final", "end"]
        assert poem.text("poem").startswith("This is the demo engine")
        sold = await client.turn("parrot", program="shop")
        (error,) = [event for event in sold.events if event.type == "error"]
        assert (error.code, error.message) == ("out_of_stock", "There is no parrot left. Ask for something else.")
        read = await client.turn("What is blue?", program="reader")
        said = [
            (event.name, event.fraction) for event in read.events if event.type == "status" and event.kind == "progress"
        ]
        assert said == [("Reading page 1 of 2", 0.0), ("Reading page 2 of 2", 0.5), ("Writing the answer", None)]
        assert read.events[-2].answer.startswith("This is the demo engine")  # type: ignore[union-attr]
        written = await client.turn("Why?", program="writer", inputs={"tone": "formal"})
        assert written.events[-1].type == "end"
        assert {event.predictor for event in written.events if event.type == "token"} == {None, "draft.predict"}
    async with serving(tmp_path / "deep", points=points, model="deep") as client:
        assert (await client.turn("What is it?", program="poet")).types[-1] == "end"
        models = (await client.get("/api/models")).json()["models"]
        assert [(model["title"], model["kind"]) for model in models] == [("Deep Thought", "embedded")]
