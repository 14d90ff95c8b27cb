"""An export gives the same conversations elsewhere: the same bytes of every run, the same ids, and the same export."""

import asyncio
import json
from collections import Counter
from contextlib import AsyncExitStack
from dataclasses import asdict
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from dspy_chat.events import ModelUsage, StartEvent, Usage
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.exchange import kinds
from tests.exchange.stored import TRACE, Spoken, place, talk
from tests.serving import Answer, Client

JSONL = {"content-type": "application/jsonl"}


async def exported(client: Client, *conversations: str) -> bytes:
    found = await client.get("/api/export", params=[("conversation", one) for one in conversations])
    assert found.status_code == 200, found.text
    return found.content


async def imported(client: Client, file: bytes) -> dict[str, Any]:
    found = await client.post("/api/import", content=file, headers=JSONL)
    assert found.status_code == 200, found.text
    report: dict[str, Any] = found.json()
    return report


def start_of(answer: Answer) -> StartEvent:
    start = answer.events[0]
    assert isinstance(start, StartEvent)
    return start


def values(file: bytes, kind: str) -> list[dict[str, Any]]:
    return [value for value in map(json.loads, file.splitlines()) if value["type"] == kind]


async def replays(client: Client, file: bytes) -> dict[str, str]:
    """The sha256 of every run's frames, as a client gets them."""
    return {run["id"]: sha256((await client.events(run["id"])).stored).hexdigest() for run in values(file, "run")}


async def test_export_of_every_kind_of_run_gives_the_same_elsewhere(tmp_path: Path, model_url: str) -> None:
    await kinds.made(tmp_path / "a", model_url)
    async with kinds.server(tmp_path / "a", model_url) as client:
        file = await exported(client)
        before = await replays(client, file)
        trees = {
            one["id"]: (await client.get(f"/api/conversations/{one['id']}")).json()
            for one in values(file, "conversation")
        }
        traces = {run: (await client.get(f"/api/runs/{run}/trace")).content for run in before}
    statuses = Counter(run["status"] for run in values(file, "run"))
    assert statuses == {"completed": 7, "failed": 3, "stopped": 1, "interrupted": 1}
    assert {event["kind"] for event in values(file, "status")} >= {"module", "model", "tool", "reset"}
    assert any(run["trace"] for run in values(file, "run"))
    assert any(run["usage"] for run in values(file, "run") if run["status"] == "failed")
    async with kinds.server(tmp_path / "b", model_url) as client:
        report = await imported(client, file)
        counts = {name: count for name, count in values(file, "counts")[0].items() if name != "type"}
        assert report == {"new": counts, "known": 0, "refused": 0, "refusals": []}
        assert await replays(client, file) == before
        for conversation, tree in trees.items():
            assert (await client.get(f"/api/conversations/{conversation}")).json() | {"earlier": None} == tree
        for run, trace in traces.items():
            assert (await client.get(f"/api/runs/{run}/trace")).content == trace
        assert await exported(client) == file


_TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40)
_VALUE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | _TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_TEXT, inner, max_size=3),
    max_leaves=6,
)
_USAGE = st.builds(
    Usage,
    input=st.integers(0, 2**53),
    cost=st.none() | st.floats(0, 1e6),
    by_model=st.dictionaries(_TEXT, st.builds(ModelUsage, output=st.integers(0, 9)), max_size=2),
)
_TURNS = st.lists(
    st.builds(
        Spoken,
        text=_TEXT.filter(str.strip),
        inputs=st.dictionaries(_TEXT, _VALUE, max_size=2),
        pieces=st.lists(st.none() | st.tuples(st.sampled_from(["thought", "answer"]) | _TEXT, _TEXT), max_size=5),
        status=st.sampled_from(["completed", "failed", "stopped", "interrupted"]),
        fields=st.dictionaries(st.just("answer") | _TEXT, _VALUE, max_size=3),
        follows=st.none() | st.integers(0, 5) | st.just(-1),
        usage=st.none() | _USAGE,
        trace=st.none() | st.just(TRACE),
        at=st.integers(0, 2**52),
    ),
    min_size=1,
    max_size=5,
)


def _holds_for_any_conversation(tmp_path: Path, examples: int) -> None:
    loop = asyncio.new_event_loop()
    stack = AsyncExitStack()
    a = loop.run_until_complete(stack.enter_async_context(place(tmp_path / "a")))
    b = loop.run_until_complete(stack.enter_async_context(place(tmp_path / "b")))

    async def carry(turns: list[Spoken], size: int) -> None:
        conversation = await talk(a, turns)
        file = await a.export(conversation)
        report = await b.take_in(file, size)
        assert asdict(report.new) == {
            name: count for name, count in json.loads(file.splitlines()[-1]).items() if name != "type"
        }
        assert await b.export(conversation) == file
        for run in values(file, "run"):
            assert await b.log.read(run["id"]) == await a.log.read(run["id"])
        again = await b.take_in(file)
        assert (again.new.conversations, again.known, again.refused) == (0, 1, 0)
        assert await b.markdown(conversation) == await a.markdown(conversation)

    @given(_TURNS, st.integers(1, 5000))
    @settings(max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck))
    def holds(turns: list[Spoken], size: int) -> None:
        loop.run_until_complete(carry(turns, size))

    try:
        holds()
    finally:
        loop.run_until_complete(stack.aclose())
        loop.run_until_complete(loop.shutdown_default_executor())
        loop.close()


def test_any_conversation_comes_back_as_it_was(tmp_path: Path) -> None:
    _holds_for_any_conversation(tmp_path, 15)


@pytest.mark.nightly
@pytest.mark.timeout(1200)
def test_any_of_very_many_conversations_comes_back_as_it_was(tmp_path: Path) -> None:
    _holds_for_any_conversation(tmp_path, 2000)
