"""`dspy-chat export` and `import`, as processes of their own: beside a running server, and without one."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.exchange.stored import Spoken, place, talk
from tests.test_cli import DEMO, environment, run, started


async def _filled(tmp_path: Path) -> str:
    """A data directory with two conversations; returns the id of one."""
    async with place(tmp_path / "data") as here:
        await talk(here, [Spoken(text="Zwei")])
        return await talk(here, [Spoken(text="Eins"), Spoken(status="failed")])


def _turn(line: str) -> str:
    """Take a turn at a server; returns its address."""
    url = re.search(r"http://127\.0\.0\.1:\d+", line)
    assert url is not None, line
    body = '{"message":"Hello from curl"}'
    subprocess.run(
        ["curl", "-sN", "-X", "POST", f"{url[0]}/chat/stream", "-H", "Content-Type: application/json", "-d", body],
        check=True,
        stdout=subprocess.DEVNULL,
        timeout=30,
    )
    return url[0]


async def test_export_and_import_work_on_a_directory_without_a_server(tmp_path: Path) -> None:
    conversation = await _filled(tmp_path)
    file, other = tmp_path / "all.jsonl", str(tmp_path / "other")
    found = run(tmp_path, "export", str(file))
    assert (found.returncode, found.stdout, found.stderr) == (0, "", "")
    assert json.loads(file.read_text().splitlines()[-1])["conversations"] == 2
    assert not file.with_name("all.jsonl.part").exists()
    one = run(tmp_path, "export", "--conversation", conversation)
    assert one.stdout.splitlines()[1] in file.read_text().splitlines()
    assert json.loads(one.stdout.splitlines()[-1])["conversations"] == 1
    found = run(tmp_path, "import", str(file), "--data-dir", other)
    assert (found.returncode, found.stdout) == (
        0,
        "Imported 2 conversations with 6 messages and 3 runs; 0 were here already, 0 were refused.\n",
    ), found.stderr
    assert run(tmp_path, "export", "--data-dir", other).stdout == file.read_text()
    again = run(tmp_path, "import", str(file), "--data-dir", other)
    assert "Imported 0 conversations with 0 messages and 0 runs; 2 were here already" in again.stdout


async def test_markdown_goes_into_a_directory_or_one_file(tmp_path: Path) -> None:
    conversation = await _filled(tmp_path)
    folder = tmp_path / "documents"
    folder.mkdir()
    assert run(tmp_path, "export", "--format", "markdown", str(folder)).returncode == 0
    names = sorted(file.name for file in folder.iterdir())
    assert [name.partition("-")[0] for name in names] == ["eins", "zwei"]
    assert f"eins-{conversation[:8]}.md" in names
    whole = run(tmp_path, "export", "--format", "markdown").stdout
    assert sorted(re.findall(r"^# (.*)$", whole, re.MULTILINE)) == ["Eins", "Zwei"]


PAGE = "<title>{title}</title>\n{conversation}\n"
WITH_PAGE = """
import sys
from pathlib import Path
from dspy_chat.api import share
share.TEMPLATE = Path(sys.argv.pop(1))
from dspy_chat.cli import main
main()
"""


def with_page(tmp_path: Path, page: str | None = PAGE) -> list[str]:
    """The command, with a page that stands in for the one that the browser tests build."""
    file = tmp_path / "share.template"
    file.unlink(missing_ok=True)
    if page is not None:
        file.write_text(page)
    return [sys.executable, "-c", WITH_PAGE, str(file)]


def _html(tmp_path: Path, *args: str, page: str | None = PAGE) -> "subprocess.CompletedProcess[str]":
    command = [*with_page(tmp_path, page), "export", "--format", "html", *args]
    environ = environment(tmp_path)
    return subprocess.run(command, capture_output=True, text=True, timeout=60, env=environ, check=False)


async def test_html_is_a_file_for_each_conversation_with_and_without_a_server(tmp_path: Path) -> None:
    conversation = await _filled(tmp_path)
    folders = {name: tmp_path / name for name in ("without", "beside")}

    def both(folder: Path) -> str:
        folder.mkdir()
        found = _html(tmp_path, str(folder))
        assert (found.returncode, found.stdout, found.stderr) == (0, "", "")
        return _html(tmp_path, "--conversation", conversation).stdout

    alone = both(folders["without"])
    with started(tmp_path, *DEMO, command=with_page(tmp_path)):
        beside = both(folders["beside"])
    names = [sorted(file.name for file in folder.iterdir()) for folder in folders.values()]
    assert names[0] == names[1]
    assert f"eins-{conversation[:8]}.html" in names[0]
    assert [name.partition("-")[0] for name in names[0]] == ["eins", "zwei"]
    for text in (alone, beside, *(folder.joinpath(names[0][0]).read_text() for folder in folders.values())):
        title, told, *_ = text.splitlines()
        assert title == "<title>Eins</title>"
        kept = json.loads(told)
        assert [entry["message"]["role"] for entry in kept["entries"]] == ["assistant", "user"] * 2
        assert kept["entries"][0]["events"][-1]["type"] == "end"
    refused = _html(tmp_path, str(tmp_path / "all.html"))
    assert (refused.returncode, "an HTML file holds one conversation" in " ".join(refused.stderr.split())) == (2, True)


async def test_html_without_the_client_says_what_builds_it(tmp_path: Path) -> None:
    conversation = await _filled(tmp_path)
    found = _html(tmp_path, "--conversation", conversation, str(tmp_path / "x.html"), page=None)
    assert (found.returncode, "is not built" in " ".join(found.stderr.split())) == (2, True)
    assert not list(tmp_path.glob("x.html*"))


def test_beside_a_running_server_both_go_through_it(tmp_path: Path) -> None:
    with started(tmp_path, *DEMO) as (_, ready):
        _turn(ready)
        file = tmp_path / "all.jsonl"
        assert run(tmp_path, "export", str(file)).stderr == ""
        lines = file.read_text().splitlines()
        assert json.loads(lines[-1])["conversations"] == 1
        assert "Hello from curl" in file.read_text()
        found = run(tmp_path, "import", str(file))
        assert "1 were here already" in found.stdout, found.stderr
        document = run(tmp_path, "export", "--format", "markdown").stdout
        assert document.startswith("# Hello from curl\n")
        lines[2] = lines[2].replace("curl", "wget")
        file.write_text("\n".join([*lines, ""]))
        found = run(tmp_path, "import", str(file))
        assert found.returncode == 1
        assert "is here already, and its message" in found.stderr
        file.write_text("nonsense")
        found = run(tmp_path, "import", str(file))
        assert (found.returncode, "line 1: it is not JSON" in found.stderr) == (2, True)
        unknown = run(tmp_path, "export", "--conversation", "0" * 32, str(file))
        assert (unknown.returncode, "there is no conversation" in unknown.stderr) == (2, True)
        assert file.read_text() == "nonsense", "a file is replaced by a whole one or not at all"
    assert run(tmp_path, "export").stdout.splitlines()[-1] == lines[-1], "and without it, after a kill"


def test_standard_input_and_output_are_a_pipe(tmp_path: Path) -> None:
    empty = '{"type":"dspy-chat","v":2}\n{"type":"counts","conversations":0,"messages":0,"runs":0,"events":0}\n'
    found = subprocess.run(
        [sys.executable, "-m", "dspy_chat", "import", "-"],
        input=empty,
        capture_output=True,
        text=True,
        timeout=60,
        cwd=tmp_path,
        env=environment(tmp_path),
        check=False,
    )
    assert (found.returncode, found.stdout[:24]) == (0, "Imported 0 conversations"), found.stderr
    assert run(tmp_path, "export").stdout == empty


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (("import", "missing.jsonl"), "'missing.jsonl' cannot be read: No such file"),
        (("export", "no/such/folder/x.jsonl"), "cannot be written: No such file"),
        (("export", "--data-dir", "nowhere"), "there are no conversations in 'nowhere'"),
        (("export", "--data-dir", "/proc/none"), "there are no conversations in '/proc/none'"),
    ],
)
async def test_what_cannot_be_is_said_in_one_line(tmp_path: Path, args: tuple[str, ...], words: str) -> None:
    await _filled(tmp_path)
    found = run(tmp_path, *args)
    assert found.returncode == 2
    assert words in " ".join(found.stderr.split())
    assert "Traceback" not in found.stderr
    assert not (tmp_path / "nowhere").exists()
