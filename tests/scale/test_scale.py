"""A big database stays fast: every read finds its rows through an index, and the server's answers come in time."""

import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, get_args

import pytest
from dspy_chat import words
from dspy_chat.database import Database
from dspy_chat.eventlog import EventLog
from dspy_chat.store import Kind, Place, Store, pieces, place_of
from sqlalchemy import event

from tests.scale.__main__ import LIMIT_MS, PACE, too_slow
from tests.scale.asking import CONTROL, Figures, ask, replay, serving
from tests.scale.fill import Filled, fill
from tests.scale.language import Language

GENEROUS_MS = 250.0
"""What half of the answers must come in, on a machine that runs everything else at the same time."""

IN_ORDER = re.compile(r"SCAN (words VIRTUAL TABLE INDEX \S+|CONSTANT ROW|up)")
"""Steps that read rows in the order in which they are wanted, and stop when there are enough; `up` is what a
recursion has found so far."""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Filled]:
    """A data directory with 20,000 messages."""
    data_dir = tmp_path_factory.mktemp("scale") / "data"
    return data_dir, fill(data_dir, 15_000, 2_000, 20, Language())


def slow_steps(path: Path, statements: list[tuple[str, Any]]) -> Iterator[str]:
    """Steps of the plans of statements that read a whole table, or sort."""
    with closing(sqlite3.connect(path)) as db:
        for statement, values in statements:
            for *_, step in db.execute(f"EXPLAIN QUERY PLAN {statement}", values):
                of_its_own = step.startswith(("SCAN words", "SCAN up"))
                in_order = IN_ORDER.fullmatch(step) and (of_its_own or "WHERE" not in statement)
                if "TEMP B-TREE" in step or (step.startswith("SCAN") and not in_order):
                    yield f"{step}: {statement}"


async def test_every_read_of_a_page_finds_its_rows_through_an_index(made: tuple[Path, Filled]) -> None:
    data_dir, filled = made
    database = await Database.open(data_dir)
    statements: list[tuple[str, Any]] = []

    @event.listens_for(database._readers.direct, "before_cursor_execute")
    def note(_connection: Any, _cursor: Any, statement: str, values: Any, *_: Any) -> None:
        statements.append((statement, values))

    try:
        store, log, conversation = Store(database), EventLog(database), filled.conversations[5]
        listed = await store.conversations(51, None)
        await store.conversations(51, place_of(listed[-1], "kept"))
        for kind in get_args(Kind):
            await store.conversations(51, None, kind)
            await store.conversations(51, Place(1, 10**12, "f"), kind)
        await store.those([one.id for one in listed])
        await store.running([one.id for one in listed])
        tree = await store.tree(filled.long, 201)
        await store.tree(filled.long, 201, tree.messages[-1].id)
        await store.tree(conversation, 201)
        await store.conversation(conversation)
        await store.search(pieces('the "of and" valu'), 21)
        await store.search(pieces("the "), 21, 5_000)
        await store.run(filled.big_run)
        await log.read(filled.big_run)
        await log.last(filled.big_run)
    finally:
        await database.close()
    assert len(statements) > 12
    assert list(slow_steps(data_dir / "chat.db", statements)) == []
    forgotten = [
        ("SELECT * FROM message WHERE role = ?", ("x",)),
        ("SELECT * FROM message WHERE conversation = ? ORDER BY created_at", ("x",)),
    ]
    assert len(list(slow_steps(data_dir / "chat.db", forgotten))) == 2


def test_server_answers_in_time_and_replays_every_event(made: tuple[Path, Filled]) -> None:
    data_dir, filled = made
    with serving(data_dir) as server:
        figures = ask(server, filled, Language(), 10)
        replays = [replay(server, [filled.big_run]), replay(server, filled.small_runs)]
    assert too_slow(figures, GENEROUS_MS, share=0.5) == []
    assert [one.events for one in replays] == [2_000, 20 * 200]


def test_index_of_what_was_made_in_bulk_is_whole(made: tuple[Path, Filled]) -> None:
    with closing(sqlite3.connect(made[0] / "chat.db", isolation_level=None)) as db:
        db.execute(words.CHECK)
        assert db.execute("SELECT count(*) FROM message").fetchone() == (made[1].messages,)
        for (start,) in db.execute("SELECT start FROM run LIMIT 10"):
            assert json.loads(start)["type"] == "start"


def test_slow_answers_are_told_and_a_busy_machine_is_not() -> None:
    quiet, busy = Figures([1.0] * 100), Figures([1.0] * 98 + [300.0] * 2)
    slow = Figures([1.0] * 98 + [30.0] * 2)
    assert too_slow({CONTROL: quiet, "slow": slow, "fast": Figures([19.0] * 100)}) == ["slow"]
    assert too_slow({CONTROL: busy, "late": Figures([5.0] * 98 + [310.0] * 2)}) == []
    assert too_slow({CONTROL: busy, "slow": Figures([30.0] * 98 + [330.0] * 2)}) == ["slow"]


@pytest.mark.nightly
@pytest.mark.timeout(3600)
def test_million_messages_answer_in_twenty_milliseconds(tmp_path: Path) -> None:
    language = Language()
    filled = fill(tmp_path / "data", 1_000_000, 100_000, 1_000, language)
    with serving(tmp_path / "data") as server:
        figures = ask(server, filled, language, 300)
        replays = [replay(server, [filled.big_run] * 5), replay(server, filled.small_runs)]
    assert too_slow(figures, LIMIT_MS) == [], "\n".join(told.row(kind) for kind, told in figures.items())
    assert all(one.events / one.cpu_s > PACE for one in replays), replays
