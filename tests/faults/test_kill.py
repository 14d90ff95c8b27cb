"""What was seen is saved, though the server is killed; and the checker that says so does find what is wrong."""

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from dspy_chat.eventlog import insert
from dspy_chat.packing import unpack
from dspy_chat.sse import frame

from tests.faults.client import TOKENS
from tests.faults.deadly import POINTS
from tests.faults.journal import Journal, Sight, faults
from tests.faults.kill import kill_again_and_again, kill_at_points
from tests.serving import serving

WORST = ("end inside", "commit", "committed", "tidy deleted", "checkpoint", "recovery committed", "runs closed")
pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="servers are forked here")


async def test_what_clients_saw_survives_kill_9(tmp_path: Path) -> None:
    report = await kill_again_and_again(8, tmp_path, seed=1)
    assert report.faults == []
    assert report.interrupted >= 4, "the kills hit nothing"
    assert report.runs > report.interrupted, "no run came to its end"
    assert report.seen > 100
    log = (tmp_path / "server.log").read_text()
    assert "Traceback" not in log


@pytest.mark.nightly
@pytest.mark.timeout(7200)
async def test_what_clients_saw_survives_a_thousand_kills(tmp_path: Path) -> None:
    report = await kill_again_and_again(1000, tmp_path, seed=3)
    print(report)
    assert report.faults == []
    assert report.interrupted >= 500


async def test_what_clients_saw_survives_a_death_at_the_worst_points(tmp_path: Path) -> None:
    """Those between two writes that belong together, one after the other."""
    report = await kill_at_points(1, tmp_path, seed=4, points=WORST)
    assert report.faults == []
    assert report.kills == len(WORST)
    assert report.interrupted > 0


@pytest.mark.nightly
@pytest.mark.timeout(3600)
async def test_what_clients_saw_survives_deaths_at_all_points(tmp_path: Path) -> None:
    report = await kill_at_points(8, tmp_path, seed=5)
    print(report)
    assert report.faults == []
    assert report.kills == 8 * len(POINTS)


async def test_point_that_is_never_reached_is_told(tmp_path: Path) -> None:
    report = await kill_at_points(1, tmp_path, seed=6, points=["migrated"], nth=2, seconds=3)
    assert [fault.partition(":")[0] for fault in report.faults] == ["unreached"]


async def test_checker_finds_a_server_that_shows_before_it_stores(tmp_path: Path) -> None:
    report = await kill_again_and_again(3, tmp_path, seed=2, publish_first=True)
    assert [fault for fault in report.faults if fault.startswith(("lost:", "changed:", "refused:"))]


@pytest.fixture
async def kept(tmp_path: Path, model_url: str) -> tuple[Path, Journal]:
    """The database of a server that has ended, and an honest journal of its one run, read in two pieces."""
    async with serving(tmp_path, model_url=model_url) as client:
        answer = await client.turn(f"[bench n={TOKENS} rate=400]", headers={"Idempotency-Key": "a-1"})
    frames = answer.frames
    journal = Journal(
        sights=[Sight(answer.run_id, 0, frames[:3]), Sight(answer.run_id, 3, frames[3:])], keys={answer.run_id: "a-1"}
    )
    return tmp_path / "chat.db", journal


def _found(kept: tuple[Path, Journal]) -> list[str]:
    return faults(*kept, TOKENS)


def test_checker_finds_nothing_in_an_honest_journal(kept: tuple[Path, Journal]) -> None:
    assert len(kept[1].sights[1].frames) > 3
    assert _found(kept) == []


def _change_a_byte(journal: Journal) -> None:
    frames = journal.sights[0].frames
    frames[2] = frames[2].replace(b"token", b"tokem", 1)


def _see_more_than_there_is(journal: Journal) -> None:
    sight = journal.sights[1]
    sight.frames.append(frame(sight.cursor + 1, "token", '{"type":"token"}'))


def _see_one_twice(journal: Journal) -> None:
    journal.sights[1].frames.insert(1, journal.sights[1].frames[0])


def _miss_one(journal: Journal) -> None:
    del journal.sights[1].frames[1]


def _know_a_run_as_deleted(journal: Journal) -> None:
    journal.deleted |= journal.keys.keys()


def _know_a_run_that_is_gone(journal: Journal) -> None:
    journal.keys["f" * 32] = "a-2"


@pytest.mark.parametrize(
    ("forge", "kind"),
    [
        (_change_a_byte, "changed"),
        (_see_more_than_there_is, "lost"),
        (_see_one_twice, "doubled"),
        (_miss_one, "skipped"),
        (_know_a_run_that_is_gone, "lost"),
        (_know_a_run_as_deleted, "back"),
    ],
    ids=lambda value: value.__name__.strip("_") if callable(value) else "",
)
def test_checker_finds_a_forged_journal(
    kept: tuple[Path, Journal], forge: Callable[[Journal], None], kind: str
) -> None:
    forge(kept[1])
    assert {fault.partition(":")[0] for fault in _found(kept)} >= {kind}


@pytest.mark.parametrize(
    ("statement", "kind"),
    [
        ("UPDATE run SET status = 'running'", "open"),
        ("UPDATE run SET status = 'stopped'", "end"),
        ("UPDATE message SET text = 'another' WHERE role = 'assistant'", "text"),
        ("UPDATE run SET idempotency_key = 'another'", "lost"),
        ("INSERT INTO words (rowid, owner, text) VALUES (1, 'o1', 'another')", "index"),
    ],
)
def test_checker_finds_a_forged_database(kept: tuple[Path, Journal], statement: str, kind: str) -> None:
    with closing(sqlite3.connect(kept[0], isolation_level=None)) as db:
        db.execute(statement)
    assert {fault.partition(":")[0] for fault in _found(kept)} >= {kind}


@pytest.mark.parametrize(
    ("forge", "kind"),
    [
        (lambda events: [*events[:1], *events[2:]], "gap"),
        (lambda events: events[:-1], "end"),
        (lambda events: [event.replace("0001", "0009") if "token" in event else event for event in events], "text"),
    ],
    ids=["one less", "no end", "another word"],
)
def test_checker_finds_forged_events(
    kept: tuple[Path, Journal], forge: Callable[[list[str]], list[str]], kind: str
) -> None:
    with closing(sqlite3.connect(kept[0], isolation_level=None)) as db:
        start, key, blob = db.execute("SELECT start, key, data FROM run JOIN run_events ON run = key").fetchone()
        insert(db, key, enumerate(forge(unpack(start, blob)), 1))
    assert {fault.partition(":")[0] for fault in _found(kept)} >= {kind}
