"""DSPy as a server imports it: nothing is missing, and what a server seldom needs is loaded when it is used."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

LEAN = "import sys; from dspy_chat import lean; lean.import_dspy(); "


def run(code: str) -> Any:
    """What the code prints last, as JSON, in a Python of its own."""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_what_only_optimizers_need_is_not_loaded() -> None:
    kept_out = (
        "gepa",
        "requests",
        "urllib3",
        "tqdm",
        "yaml",
        "cloudpickle",
        "json_repair",
        "dspy.teleprompt.bootstrap",
    )
    code = f"print(json.dumps([name for name in {kept_out} if name in sys.modules]))"
    assert run(f"import json, sys, dspy; {code}") == list(kept_out)
    assert run(f"import json; {LEAN} {code}") == []


def test_dspy_has_all_its_names() -> None:
    names = "print(json.dumps(sorted(name for name in {} if not name.startswith('__'))))"
    plain = run("import json, dspy; " + names.format("vars(dspy)"))
    assert "GEPA" in plain
    assert "BootstrapRS" in plain
    assert run(f"import json; {LEAN} import dspy; " + names.format("dir(dspy)")) == plain
    starred = "before = set(globals()); from dspy import *; "
    plain = run(f"import json; {starred}" + names.format("set(globals()) - before - {'before'}"))
    assert run(f"import json; {LEAN}{starred}" + names.format("set(globals()) - before - {'before'}")) == plain


@pytest.mark.parametrize(
    "use",
    [
        "from dspy import GEPA as found; from dspy.teleprompt import GEPA as other",
        "from dspy.teleprompt import KNNFewShot as found; other = dspy.KNNFewShot",
        "import dspy.teleprompt.gepa; found = dspy.teleprompt.gepa.GEPA; other = dspy.GEPA",
        "import dspy.teleprompt.vanilla; found = dspy.LabeledFewShot; other = dspy.teleprompt.vanilla.LabeledFewShot",
        "found = dspy.teleprompt.teleprompt.Teleprompter; other = dspy.MIPROv2.__mro__[1]",
        "found = dspy.BootstrapRS; other = dspy.BootstrapFewShotWithRandomSearch",
        "import requests; found = dspy.utils.requests.exceptions.Timeout; other = requests.exceptions.Timeout",
        "from dspy.evaluate import evaluate; import tqdm; found = evaluate.tqdm.tqdm; other = tqdm.tqdm",
    ],
)
def test_whoever_uses_it_gets_the_very_thing(use: str) -> None:
    assert (
        run(f"import json; {LEAN} import dspy; {use}; print(json.dumps([found is other, found.__name__]))")[0] is True
    )


def test_a_tool_checks_its_arguments() -> None:
    count = "{'count': {'type': 'integer', 'maximum': 3}}"
    call = f"tool = dspy.Tool(lambda count: count, args={count}, arg_types={{'count': int}})"
    ask = (
        f"import dspy\n{call}\nsaid = [tool(count=2)]\nfor wrong in (4, 'two'):\n    try:\n        tool(count=wrong)\n"
        "    except ValueError as error:\n        said.append(str(error))\nprint(json.dumps(said))"
    )
    plain = run(f"import json\n{ask}")
    assert plain == [2, "Arg count is invalid: 4 is greater than the maximum of 3", plain[2]]
    assert "'two' is not of type 'integer'" in plain[2]
    assert run(f"import json\n{LEAN}\n{ask}") == plain


def test_a_name_that_dspy_has_not_is_refused_as_ever() -> None:
    ask = "import dspy\ntry:\n    dspy.nothing\nexcept AttributeError as error:\n    print(json.dumps(str(error)))"
    assert run(f"import json\n{LEAN}\n{ask}") == run(f"import json\n{ask}")


def test_dspy_that_is_loaded_already_stays_as_it_is() -> None:
    code = "import json, dspy; own = dspy.__getattr__; " + LEAN + "print(json.dumps(dspy.__getattr__ is own))"
    assert run(code) is True


def test_a_dspy_that_is_made_otherwise_is_loaded_whole(tmp_path: Path) -> None:
    (tmp_path / "dspy" / "teleprompt").mkdir(parents=True)
    (tmp_path / "dspy" / "__init__.py").write_text("from dspy.teleprompt import *\nAnother = Newest\n")
    (tmp_path / "dspy" / "teleprompt" / "__init__.py").write_text("__all__ = ['Newest']\nclass Newest: ...\n")
    code = f"import json, sys; sys.path.insert(0, {str(tmp_path)!r}); {LEAN} import dspy; "
    assert run(f"{code} print(json.dumps([dspy.__file__, dspy.Another is dspy.teleprompt.Newest]))") == [
        str(tmp_path / "dspy" / "__init__.py"),
        True,
    ]


def test_what_is_hidden_from_an_import_is_there_again() -> None:
    code = (
        "import json, sys, socket\nfrom dspy_chat import lean\nseen = []\n"
        "with lean.without('netrc', 'socket'):\n    import socket\n    try:\n        import netrc\n"
        "    except ImportError:\n        seen.append('hidden')\n"
        "import netrc\nprint(json.dumps(seen + [netrc.__name__]))"
    )
    assert run(code) == ["hidden", "netrc"]


def test_an_idle_server_holds_nothing_that_it_does_not_need(tmp_path: Path) -> None:
    held, never = tmp_path / "held", ("alembic", "gepa", "jsonschema", "litellm", "numpy", "openai", "requests", "rich")
    code = (
        "import atexit, pathlib, sys\n"
        f"atexit.register(lambda: pathlib.Path({str(held)!r}).write_text(' '.join(sys.modules)))\n"
        "from dspy_chat.cli import main\nmain()"
    )
    command = [sys.executable, "-c", code, "serve", "--no-open", "--port", "0", "--model", "demo"]
    environment = {**os.environ, "DSPY_CHAT_SKIP_FRONTEND": "1"}
    with subprocess.Popen([*command, "--data-dir", str(tmp_path)], env=environment, stdout=subprocess.PIPE) as server:
        assert server.stdout is not None
        assert b"ready at" in server.stdout.readline()
        server.terminate()
        server.stdout.read()
    names = held.read_text().split()
    assert "dspy" in names
    assert [name for name in (*never, "tqdm", "urllib3", "watchfiles", "yaml") if name in names] == []
