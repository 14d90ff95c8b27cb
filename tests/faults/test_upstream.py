"""Each fault of a model, on the real server: its code, its events, its partial answer, its requests, and nothing left.

All faults but the long answers happen at once, to async and other programs alike: see `outcomes`.
"""

import asyncio
import itertools
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Any

import pytest
import pytest_asyncio
from dspy_chat.events import EndEvent, ErrorEvent, Event

from tests.bench.answers import numbered
from tests.bench.model_server import model_server
from tests.faults.left import Left, left, settled
from tests.faults.programs import KINDS, tried
from tests.faults.rows import LONG, ROWS, Row
from tests.serving import Answer, Client

pytestmark = pytest.mark.asyncio(loop_scope="module")
SILENCE_S = 1.0


@dataclass(frozen=True)
class Outcome:
    """What came of one fault."""

    answer: Answer
    requests: int
    stored: dict[str, Any]
    replayed: bytes


@dataclass(frozen=True)
class Outcomes:
    """What came of all, and what there was in the process before and afterwards."""

    by_name: dict[tuple[str, str], Outcome | BaseException]
    before: Left
    after: Left


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def outcomes(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Outcomes]:
    """Every row for every kind of program."""
    pairs = list(itertools.product(ROWS, KINDS))
    async with (
        model_server() as url,
        tried(tmp_path_factory.mktemp("upstream"), url, model_timeout_s=SILENCE_S) as client,
    ):
        await asyncio.gather(*(client.turn("[say: warm]", program=kind) for kind in KINDS for _ in range(20)))
        before = await left(client, url)
        short = [pair for pair in pairs if pair[0] not in LONG]
        found = await _outcomes(client, url, short)
        for pair in pairs[len(short) :]:  # megabytes keep the loop busy, and the silence of others would be misjudged
            found |= await _outcomes(client, url, [pair])
        yield Outcomes(found, before, await settled(client, url, before))


async def _outcomes(
    client: Client, url: str, pairs: Sequence[tuple[Row, str]]
) -> dict[tuple[str, str], Outcome | BaseException]:
    found = await asyncio.gather(*(_outcome(client, url, row, kind) for row, kind in pairs), return_exceptions=True)
    return {(row.name, kind): outcome for (row, kind), outcome in zip(pairs, found, strict=True)}


async def _outcome(client: Client, url: str, row: Row, kind: str) -> Outcome:
    chat = f"{row.name}-{kind}".replace(" ", "-")
    answer = await asyncio.wait_for(client.turn(row.message(chat), program=kind), 20)
    requests = (await client.get(f"{url}/log")).json()[chat]["requests"]
    run = (await client.get(f"/api/runs/{answer.run_id}")).json()
    tree = (await client.get(f"/api/conversations/{run['conversation']}")).json()
    stored = next(message for message in tree["messages"] if message["id"] == run["message"])
    return Outcome(answer, requests, stored, (await client.events(answer.run_id)).stored)


def shape(events: list[Event]) -> list[str]:
    """The kinds of events in order, neighbouring tokens as one; of the steps only those that say what went wrong."""
    kinds = [event.kind if event.type == "status" else event.type for event in events]
    told = [kind for kind in kinds if kind not in ("model", "module")]
    return [kind for kind, _ in itertools.groupby(told)]


def expected(row: Row) -> list[str]:
    """The shape of a row's events."""
    tokens = ["token"] * bool(row.kept)
    again = [*tokens, "retry", *["reset"] * bool(row.kept)] * (row.requests - 1)
    return ["start", *again, *tokens, "error", "end"]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
async def test_fault_has_its_code_its_end_and_its_partial_answer(outcomes: Outcomes, row: Row, kind: str) -> None:
    outcome = outcomes.by_name[row.name, kind]
    if isinstance(outcome, BaseException):
        raise outcome
    events = outcome.answer.events
    error, end = events[-2:]
    assert isinstance(error, ErrorEvent)
    assert isinstance(end, EndEvent)
    print(f"{row.name:32} {kind:6} {error.code:18} {outcome.requests} requests, {end.t} ms")
    assert (error.code, error.retryable, error.retry_after) == (row.code, row.retryable, row.retry_after)
    assert (end.status, outcome.requests) == ("failed", row.requests)
    assert [event.seq for event in events] == list(range(1, len(events) + 1))
    assert outcome.replayed == outcome.answer.stored
    assert outcome.stored["run"]["status"] == "failed"
    if row in LONG:
        assert outcome.stored["text"].startswith("0000"), "what was shown is kept"
        return
    assert shape(events) == expected(row)
    assert outcome.stored["text"].strip() == "".join(numbered(row.kept)).strip()


async def test_faults_leave_nothing_behind(outcomes: Outcomes) -> None:
    before, after = outcomes.before, outcomes.after
    print(before, after)
    assert (after.answering, after.running) == (0, 0)
    assert after.tasks <= before.tasks
    assert after.threads <= before.threads
    assert after.sockets <= before.sockets + 2 * len(ROWS), "more than the idle connections to the model"
