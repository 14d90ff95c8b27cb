"""The API as its clients see it: turns, following, replay, refusals."""

import asyncio
from pathlib import Path

import pytest
from dspy_chat.events import EndEvent, FinalEvent

from tests.serving import Client, serving


async def test_turn_sends_start_tokens_final_end(client: Client) -> None:
    answer = await client.turn("[say: Hello there, world]")
    assert answer.status == 200
    assert answer.types[0] == "start"
    assert set(answer.types[1:-2]) == {"token"}
    assert answer.types[-2:] == ["final", "end"]
    assert answer.text() == "Hello there, world"
    final = next(event for event in answer.events if isinstance(event, FinalEvent))
    assert final.answer == "Hello there, world"
    assert final.fields == {"answer": "Hello there, world"}
    assert answer.events[-1] == EndEvent(
        type="end", run=answer.run_id, seq=len(answer.events), t=answer.events[-1].t, status="completed"
    )
