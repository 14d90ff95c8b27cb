"""Whatever befalls the line, the page gets the run; and a client that is at fault is found."""

import os
from pathlib import Path

import pytest

from tests.faults.cuts import Mutation, Orders, Report, Stand, cut_again_and_again, standing

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="servers are forked here")

MET = {"reset", "break", "finish", "stall", "answer", "swallow", "drop", "refuse", "dribble", "double", "rewind"}
"""All that can befall a line."""


def kept(report: Report) -> None:
    print(report)
    assert report.faults == []
    assert report.met.keys() >= MET
    assert report.kills > 0
    assert report.together > 10
    assert report.connections > 2 * report.sequences


@pytest.mark.timeout(400)
async def test_client_gets_every_event_once_whatever_befalls_its_line(tmp_path: Path) -> None:
    report = await cut_again_and_again(Orders(runs=4, random=100, live=8), tmp_path)
    kept(report)
    assert report.sequences >= 250
    assert "Traceback" not in (tmp_path / "server.log").read_text()


@pytest.mark.nightly
@pytest.mark.timeout(7200)
async def test_client_gets_every_event_once_whatever_befalls_its_line_20_000_times(tmp_path: Path) -> None:
    report = await cut_again_and_again(Orders(), tmp_path)
    kept(report)
    assert report.runs == 200
    assert report.sequences >= 20_000 + 2 * 200 * 10
    assert 0 < report.answered < report.live, "some must be cut off by a kill, and some not"


FOLLOW, WATCHDOG, DECODE = "src/sse/follow.ts", "src/sse/watchdog.ts", "src/sse/decode.ts"
MUTATIONS: dict[str, Mutation] = {
    "doubled": (FOLLOW, "if (event.seq <= seen) return false;", ""),
    "skipped": (FOLLOW, "api.events(run, seen, attempt)", "api.events(run, seen && seen + 1, attempt)"),
    "lost": (FOLLOW, "cursor = id;", "cursor = runs.map((run) => `${run}:${(seen.get(run) ?? 0) + 1}`).join(';');"),
    "outcome": (WATCHDOG, "setTimeout(() => this.#attempt.abort(), ms)", "setTimeout(() => {}, 0)"),
    "changed": (DECODE, "text.decode(value, { stream: true })", "text.decode(value)"),
}
"""Faults of a client, by how they are found: it shows an event twice, misses one of its run, or one of several runs, waits
for ever at a silent line, or garbles letters that come in two pieces."""


@pytest.mark.timeout(400)
async def test_client_with_a_fault_is_found(tmp_path: Path) -> None:
    async with standing(tmp_path, 2) as stand:
        for found, mutation in MUTATIONS.items():
            kinds = await kinds_of(stand, mutation, patience_s=3.0)
            assert found in kinds, f"{mutation} was not found: {kinds}"
        assert await kinds_of(stand, None, patience_s=60.0) == set()


async def kinds_of(stand: Stand, mutation: Mutation | None, patience_s: float) -> set[str]:
    """The kinds of faults that a client has, with this fault put in."""
    orders = Orders(each=False, random=90, live=0, kill=False, mutation=mutation, patience_s=patience_s)
    return {fault.partition(":")[0] for fault in (await stand.cut(orders)).faults}
