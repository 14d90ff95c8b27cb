"""No key, no word of a provider, no raw answer and no exception's text reaches a client, the log or the disk.

What was shown as an answer is stored, by design: the raw answers here are in no field. They are in the run's trace, which
people ask for by itself to see what their models said, and nowhere else.
"""

import asyncio
import contextlib
import itertools
import logging
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import dspy
import pytest
from dspy_chat import Program, cli, discretion
from dspy_chat.settings import Settings

from tests.bench.refusals import ESSAY
from tests.faults.programs import KINDS, Sync, tried
from tests.faults.rows import FRAMES, REFUSALS
from tests.serving import Client

KEY = "sk-canary-b0a7"
RAISED = "exception-canary-e21c"
ITEM = "item-canary-77d0"
RAW = "[raw: I would rather not. $ESSAY]"
BODIES = [row for row in [*REFUSALS, *FRAMES] if (row.body and row.requests == 1) or row.kept]


class Raising(Sync):
    """Raises what the message names, some of it with a model's error inside."""

    def forward(self, question: str) -> Any:
        name, _, rest = question.partition(" ")
        return _RAISING[name](self.predict, rest)


def _plain(_predict: Any, _rest: str) -> None:
    raise ValueError(RAISED)


def _from(predict: Any, rest: str) -> None:
    try:
        predict(question=rest)
    except Exception as error:
        raise ValueError(f"{RAISED} {error}") from error


def _while(predict: Any, rest: str) -> None:
    try:
        predict(question=rest)
    except Exception as error:
        raise KeyError(f"{RAISED} {error}") from None


def _group(predict: Any, rest: str) -> None:
    try:
        predict(question=rest)
    except Exception as error:
        found = error
    group = getattr(__import__("builtins"), "ExceptionGroup", None) or __import__("exceptiongroup").ExceptionGroup
    raise group(RAISED, [found])


def _parallel(predict: Any, rest: str) -> Any:
    pairs = [(predict, {"question": f"{rest} {number} {ITEM}"}) for number in range(2)]
    return dspy.Parallel(num_threads=2, max_errors=1, disable_progress_bar=True)(pairs)


def _best(predict: Any, rest: str) -> Any:
    return dspy.BestOfN(predict, N=2, reward_fn=lambda _given, _told: 1.0, threshold=1.0)(question=rest)


_RAISING: dict[str, Callable[[Any, str], Any]] = {
    "plain": _plain,
    "from": _from,
    "while": _while,
    "group": _group,
    "parallel": _parallel,
    "best": _best,  # raises nothing: it prints its errors, and returns nothing
}


@dataclass
class Told:
    """Everything that was told to anybody."""

    client: list[bytes] = field(default_factory=list)
    disk: dict[str, bytes] = field(default_factory=dict)
    tables: dict[str, str] = field(default_factory=dict)
    log: list[tuple[int, str]] = field(default_factory=list)
    stderr: str = ""

    def where(self, canary: str, level: int = logging.DEBUG) -> list[str]:
        """The places that hold `canary`; of the log, what is at this level and above."""
        places = [f"client: {said!r}" for said in self.client if canary.encode() in said]
        places += [f"disk: {name}" for name, said in self.disk.items() if canary.encode() in said]
        places += [f"log: {said}" for at, said in self.log if at >= level and canary in said]
        return places + ([f"stderr: {self.stderr}"] if canary in self.stderr else [])


class _Keep(logging.Handler):
    """Keeps every record as it would be written."""

    def __init__(self, told: Told) -> None:
        super().__init__(logging.DEBUG)
        self._told = told

    def emit(self, record: logging.LogRecord) -> None:
        self._told.log.append((record.levelno, self.format(record)))


@asynccontextmanager
async def telling(data_dir: Path, model_url: str, capsys: pytest.CaptureFixture[str]) -> AsyncIterator["Told"]:
    """A server as `--log-level debug` starts it, and all that it tells. The test adds what it was answered."""
    told, root = Told(), logging.getLogger()
    level, keep = root.level, _Keep(told)
    root.addHandler(keep)
    root.setLevel(logging.DEBUG)
    cli._log_to_stderr(Settings(_env_file=None, log_level="debug"))
    programs = [Program(id="raising", title="Raising", build=Raising)]
    try:
        async with tried(data_dir, model_url, *programs, model_key=KEY, log_level="debug") as client:
            told.client_of = client  # type: ignore[attr-defined]
            yield told
            told.disk |= {f"open {path.name}": path.read_bytes() for path in data_dir.iterdir() if path.is_file()}
    finally:
        root.removeHandler(keep)
        root.setLevel(level)
    told.disk |= {path.name: path.read_bytes() for path in data_dir.iterdir() if path.is_file()}
    for name in ("chat.db", "journal.db"):
        told.tables |= _tables(data_dir / name)
    captured = capsys.readouterr()
    told.stderr = captured.err + captured.out


def _tables(database: Path) -> dict[str, str]:
    """All that stands in each table, as text."""
    with contextlib.closing(sqlite3.connect(database)) as db:
        query = "SELECT name FROM sqlite_master WHERE type = 'table'"
        names = [name for (name,) in db.execute(query).fetchall()]
        return {name: repr(db.execute(f'SELECT * FROM "{name}"').fetchall()) for name in names}


async def ask(told: Told, message: str, program: str) -> str:
    """Take a turn and keep every answer that has to do with it. Returns the code of its error."""
    client: Client = told.client_of  # type: ignore[attr-defined]
    answer = await client.turn(message, program=program)
    run = await client.get(f"/api/runs/{answer.run_id}")
    conversation = run.json()["conversation"]
    replay = await client.events(answer.run_id)
    others = [await client.get(path) for path in (f"/api/conversations/{conversation}", "/api/conversations")]
    told.client += [answer.content, replay.content, run.content, *(other.content for other in others)]
    error = answer.events[-2]
    return str(getattr(error, "code", error.type))


async def test_no_fault_of_a_model_tells_the_key_or_the_providers_words(
    tmp_path: Path, model_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    async with telling(tmp_path, model_url, capsys) as told:
        pairs = list(itertools.product(BODIES, KINDS))
        codes = await asyncio.gather(*(ask(told, row.message("any"), kind) for row, kind in pairs))
    assert [told.where(ESSAY), told.where(KEY)] == [[], []]
    assert codes == [row.code for row, _ in pairs]
    assert {"chat.db", "open chat.db-wal", "open journal.db"} <= told.disk.keys()
    assert any(level == logging.ERROR for level, _ in told.log), "nothing was logged at all"


@pytest.mark.parametrize("kind", KINDS)
async def test_raw_answer_that_cannot_be_read_is_told_to_nobody(
    tmp_path: Path, model_url: str, capsys: pytest.CaptureFixture[str], kind: str
) -> None:
    async with telling(tmp_path, model_url, capsys) as told:
        assert await ask(told, RAW, kind) == "bad_answer"
    told.disk.clear()
    assert [told.where(ESSAY), told.where(KEY)] == [[], []]
    assert [name for name, text in told.tables.items() if ESSAY in text or KEY in text] == ["trace"]


async def test_exceptions_of_a_program_are_in_the_log_by_their_place_only(
    tmp_path: Path, model_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    async with telling(tmp_path, model_url, capsys) as told:
        said = [f"{name} [bench fail=401]" for name in _RAISING]
        codes = [await ask(told, message, "raising") for message in said]
    assert told.where(RAISED, logging.INFO) == []
    assert [told.where(ESSAY), told.where(KEY)] == [[], []]
    assert [place for place in told.where(ITEM, logging.INFO) if place.startswith(("log", "stderr"))] == []
    assert codes == ["program_failed", *["model_refused_key"] * 5]
    logged = "\n".join(said for level, said in told.log if level >= logging.INFO)
    assert all(f"in {place}" in logged for place in ("_plain", "_from", "_while", "_group", "_parallel"))


def test_only_dspys_own_handler_is_withheld() -> None:
    logger, other = logging.getLogger("dspy"), logging.StreamHandler()
    logger.addHandler(other)
    try:
        discretion.withhold()
        assert other.formatter is None
        assert any(handler.formatter is not None for handler in logger.handlers if handler.name == "dspy_handler")
    finally:
        logger.removeHandler(other)


def test_canaries_are_found_where_they_are() -> None:
    told = Told([b"x c-1"], {"a": b"c-2"}, {}, [(logging.DEBUG, "c-3")], "c-4")
    assert [len(told.where(f"c-{number}")) for number in (1, 2, 3, 4)] == [1, 1, 1, 1]
    assert told.where("c-3", logging.INFO) == []
